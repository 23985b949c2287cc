//! Findings in their tables.

use super::KeptFinding;
use crate::database::schema::{finding, finding_acceptance, finding_closed, finding_parcel};
use crate::database::{AnyConnection, DatabaseError};
use diesel::prelude::*;
use geo::Coord;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{FindingId, Message, Severity};

#[derive(Debug, Queryable)]
struct FindingRow {
    id: String,
    rule: String,
    severity: String,
    text_vi: String,
    text_en: String,
    crs: i64,
    x: Option<f64>,
    y: Option<f64>,
    area_m2: Option<f64>,
    width_m: Option<f64>,
    opened_by_record: Option<i64>,
    wkb: Option<Vec<u8>>,
}

impl FindingRow {
    fn into_finding(self, parcels: Vec<i64>) -> Result<KeptFinding, DatabaseError> {
        let damaged = || DatabaseError::Damaged { said: "a finding is not as it was written".to_owned() };
        let severity = [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .find(|severity| severity.id() == self.severity);
        Ok(KeptFinding {
            id: self.id.parse().map_err(|_| damaged())?,
            rule: self.rule,
            severity: severity.ok_or_else(damaged)?,
            message: Message { vi: self.text_vi, en: self.text_en },
            parcels,
            epsg: self.crs.try_into().map_err(|_| damaged())?,
            at: self.x.zip(self.y).map(|(x, y)| Coord { x, y }),
            area_m2: self.area_m2,
            width_m: self.width_m,
            wkb: self.wkb,
            opened_by: self.opened_by_record,
        })
    }
}

pub(super) fn all(connection: &mut AnyConnection) -> Result<Vec<KeptFinding>, DatabaseError> {
    after(connection, None, i64::MAX)
}

pub(super) fn after(
    connection: &mut AnyConnection,
    after: Option<FindingId>,
    limit: i64,
) -> Result<Vec<KeptFinding>, DatabaseError> {
    let query = finding::table.order(finding::id).limit(limit).into_boxed();
    let query = match after {
        Some(after) => query.filter(finding::id.gt(after.to_string())),
        None => query,
    };
    let rows: Vec<FindingRow> = query.load(connection)?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let pairs: Vec<(String, i64)> = finding_parcel::table
        .filter(finding_parcel::finding_id.ge(&first.id).and(finding_parcel::finding_id.le(&last.id)))
        .order((finding_parcel::finding_id, finding_parcel::parcel_id))
        .load(connection)?;
    let mut parcels: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (finding, parcel) in pairs {
        parcels.entry(finding).or_default().push(parcel);
    }
    rows.into_iter()
        .map(|row| {
            let parcels = parcels.remove(&row.id).unwrap_or_default();
            row.into_finding(parcels)
        })
        .collect()
}

pub(super) fn of_parcel(
    connection: &mut AnyConnection,
    parcel: i64,
) -> Result<Vec<KeptFinding>, DatabaseError> {
    let ids: Vec<String> = finding_parcel::table
        .filter(finding_parcel::parcel_id.eq(parcel))
        .select(finding_parcel::finding_id)
        .order(finding_parcel::finding_id)
        .load(connection)?;
    let mut findings = Vec::with_capacity(ids.len());
    for id in ids {
        let row: FindingRow = finding::table.filter(finding::id.eq(&id)).first(connection)?;
        let parcels = finding_parcel::table
            .filter(finding_parcel::finding_id.eq(&id))
            .select(finding_parcel::parcel_id)
            .order(finding_parcel::parcel_id)
            .load(connection)?;
        findings.push(row.into_finding(parcels)?);
    }
    Ok(findings)
}

/// Accepted findings, each with the record that accepted it last.
pub(super) fn accepted(connection: &mut AnyConnection) -> Result<BTreeMap<FindingId, i64>, DatabaseError> {
    let rows: Vec<(String, i64)> = finding_acceptance::table
        .filter(finding_acceptance::withdrawn_by_record.is_null())
        .select((finding_acceptance::finding_id, finding_acceptance::record_id))
        .order(finding_acceptance::record_id)
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, record)| Some((id.parse().ok()?, record))).collect())
}

pub(crate) fn is_open(connection: &mut AnyConnection, id: FindingId) -> QueryResult<bool> {
    let found: Option<String> = finding::table
        .filter(finding::id.eq(id.to_string()))
        .select(finding::id)
        .first(connection)
        .optional()?;
    Ok(found.is_some())
}

/// Puts findings in the place of all that are there. Those that stay keep the record that opened them.
pub(super) fn replace_all(connection: &mut AnyConnection, findings: &[KeptFinding]) -> QueryResult<()> {
    let opened: Vec<(String, Option<i64>)> = finding::table
        .filter(finding::opened_by_record.is_not_null())
        .select((finding::id, finding::opened_by_record))
        .load(connection)?;
    let opened: BTreeMap<String, Option<i64>> = opened.into_iter().collect();
    diesel::delete(finding_parcel::table).execute(connection)?;
    diesel::delete(finding::table).execute(connection)?;
    for finding in findings {
        let opened_by = opened.get(&finding.id.to_string()).copied().flatten();
        insert(connection, finding, opened_by)?;
    }
    Ok(())
}

/// Adds findings that a record brought about.
pub(crate) fn open(connection: &mut AnyConnection, findings: &[KeptFinding], record: i64) -> QueryResult<()> {
    findings.iter().try_for_each(|finding| insert(connection, finding, Some(record)))
}

/// Takes findings out that are no more by a record; those that come back at once, in other words, are only put aside.
pub(crate) fn close(
    connection: &mut AnyConnection,
    findings: &[KeptFinding],
    reopened: &BTreeSet<FindingId>,
    record: i64,
) -> QueryResult<()> {
    for kept in findings {
        let id = kept.id.to_string();
        let opened_by: Option<Option<i64>> = finding::table
            .filter(finding::id.eq(&id))
            .select(finding::opened_by_record)
            .first(connection)
            .optional()?;
        if !reopened.contains(&kept.id) {
            let row = (
                finding_closed::finding_id.eq(&id),
                finding_closed::closed_by_record.eq(record),
                finding_closed::opened_by_record.eq(opened_by.flatten()),
                finding_closed::rule.eq(&kept.rule),
                finding_closed::severity.eq(kept.severity.id()),
                finding_closed::text_vi.eq(&kept.message.vi),
                finding_closed::text_en.eq(&kept.message.en),
            );
            diesel::insert_into(finding_closed::table).values(row).execute(connection)?;
        }
        diesel::delete(finding_parcel::table.filter(finding_parcel::finding_id.eq(&id)))
            .execute(connection)?;
        diesel::delete(finding::table.filter(finding::id.eq(&id))).execute(connection)?;
    }
    Ok(())
}

fn insert(connection: &mut AnyConnection, kept: &KeptFinding, opened_by: Option<i64>) -> QueryResult<()> {
    let id = kept.id.to_string();
    let row = (
        finding::id.eq(&id),
        finding::rule.eq(&kept.rule),
        finding::severity.eq(kept.severity.id()),
        finding::text_vi.eq(&kept.message.vi),
        finding::text_en.eq(&kept.message.en),
        finding::crs.eq(i64::from(kept.epsg)),
        finding::x.eq(kept.at.map(|at| at.x)),
        finding::y.eq(kept.at.map(|at| at.y)),
        finding::area_m2.eq(kept.area_m2),
        finding::width_m.eq(kept.width_m),
        finding::opened_by_record.eq(opened_by),
        finding::wkb.eq(kept.wkb.as_deref()),
    );
    diesel::insert_into(finding::table).values(row).execute(connection)?;
    for &parcel in &kept.parcels {
        let row = (finding_parcel::finding_id.eq(&id), finding_parcel::parcel_id.eq(parcel));
        diesel::insert_into(finding_parcel::table).values(row).execute(connection)?;
    }
    Ok(())
}
