//! Which parcels became which.

use super::undone_by;
use crate::database::schema::{parcel_lineage, record};
use crate::database::{AnyConnection, DatabaseError};
use crate::record::RecordKind;
use crate::store::Store;
use diesel::prelude::*;
use std::collections::{BTreeSet, VecDeque};

/// A parcel that came before or after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kin {
    /// How many steps away: 1 for a parent or a child.
    pub steps: usize,
    /// Its number in the store.
    pub parcel: i64,
    /// The record that made the one of the other.
    pub record: i64,
}

impl Store {
    /// The parcels a parcel came of, nearest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn ancestors(&mut self, parcel: i64) -> Result<Vec<Kin>, DatabaseError> {
        walk(parcel, |parcel| parents(&mut self.connection, parcel))
    }

    /// The parcels that came of a parcel, nearest first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn descendants(&mut self, parcel: i64) -> Result<Vec<Kin>, DatabaseError> {
        walk(parcel, |parcel| children(&mut self.connection, parcel))
    }
}

fn parents(connection: &mut AnyConnection, parcel: i64) -> QueryResult<Vec<(i64, i64)>> {
    let links = parcel_lineage::table
        .filter(parcel_lineage::child_id.eq(parcel))
        .select((parcel_lineage::parent_id, parcel_lineage::record_id))
        .order((parcel_lineage::record_id, parcel_lineage::parent_id))
        .load(connection)?;
    that_stand(connection, links)
}

fn children(connection: &mut AnyConnection, parcel: i64) -> QueryResult<Vec<(i64, i64)>> {
    let links = parcel_lineage::table
        .filter(parcel_lineage::parent_id.eq(parcel))
        .select((parcel_lineage::child_id, parcel_lineage::record_id))
        .order((parcel_lineage::record_id, parcel_lineage::child_id))
        .load(connection)?;
    that_stand(connection, links)
}

/// Links of records that stand. What was undone made nobody of anybody, nor does the undoing.
fn that_stand(connection: &mut AnyConnection, links: Vec<(i64, i64)>) -> QueryResult<Vec<(i64, i64)>> {
    let mut standing = Vec::with_capacity(links.len());
    for (parcel, by) in links {
        let kind: String = record::table.filter(record::id.eq(by)).select(record::kind).first(connection)?;
        if kind != RecordKind::Undo.id() && undone_by(connection, by)?.is_none() {
            standing.push((parcel, by));
        }
    }
    Ok(standing)
}

/// Everything that can be reached, each parcel once.
fn walk(
    from: i64,
    mut next: impl FnMut(i64) -> QueryResult<Vec<(i64, i64)>>,
) -> Result<Vec<Kin>, DatabaseError> {
    let mut seen = BTreeSet::from([from]);
    let mut open = VecDeque::from([(0, from)]);
    let mut kin = Vec::new();
    while let Some((steps, parcel)) = open.pop_front() {
        for (parcel, record) in next(parcel)? {
            if seen.insert(parcel) {
                kin.push(Kin { steps: steps + 1, parcel, record });
                open.push_back((steps + 1, parcel));
            }
        }
    }
    Ok(kin)
}
