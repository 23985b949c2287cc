//! Which parcel of the store each parcel of a file is.

use super::{Candidate, Incoming, Refusal, Stop};
use crate::database::schema::{parcel, source};
use crate::database::{AnyConnection, Dialect};
use crate::geometry::{decode_geopackage, decode_wkb, share_ground};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};
use thuadat_core::ParcelGeometries;

/// What becomes of a parcel of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Same,
    New,
    Changed { id: i64, version: i64 },
    Refused(Refusal),
}

pub(super) struct Match {
    /// One answer for each candidate.
    pub(super) answers: Vec<Answer>,
    /// Parcels of the same communes and sheets that only the store has.
    pub(super) absent: usize,
}

#[derive(Debug, Queryable)]
struct Kept {
    id: i64,
    version: i64,
    sheet: Option<String>,
    number: Option<String>,
    feature: Option<String>,
    source: Option<String>,
    content_hash: Vec<u8>,
}

/// What makes two parcels that say different things the same one: their number, where no commune is known in a file of the
/// same name, since sheets of every commune are numbered from 1; without a number the feature of such a file. Files of one
/// name are many: where it takes part, the parcels must share their ground too.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
enum Identity {
    Numbered { source: Option<String>, sheet: Option<String>, number: String },
    Feature { source: String, feature: String },
}

pub(super) fn match_parcels(
    connection: &mut AnyConnection,
    incoming: &Incoming<'_>,
    candidates: &[Candidate],
) -> Result<Match, Stop> {
    let mut by_commune: HashMap<Option<&str>, Vec<usize>> = HashMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let commune = incoming.parcels.records[candidate.position].key.commune.as_deref();
        by_commune.entry(commune).or_default().push(index);
    }
    let mut answers = vec![Answer::New; candidates.len()];
    let mut absent = 0;
    for (commune, indices) in by_commune {
        let kept = kept_of(connection, commune)?;
        if !kept.is_empty() {
            let share = |id: i64, position: usize| shares_ground(connection, incoming, id, position);
            absent += match_commune(incoming, candidates, &indices, &kept, &mut answers, share)?;
        }
    }
    Ok(Match { answers, absent })
}

/// Whether a parcel of the store stands where one of the file does. One without a shape stands nowhere.
fn shares_ground(
    connection: &mut AnyConnection,
    incoming: &Incoming<'_>,
    id: i64,
    position: usize,
) -> QueryResult<bool> {
    let dialect = connection.dialect();
    let (bytes, crs): (Option<Vec<u8>>, i64) = parcel::table
        .select((dialect.shape("geom"), parcel::crs))
        .filter(parcel::id.eq(id))
        .first(connection)?;
    let mut kept = ParcelGeometries::new();
    let decoded = bytes.is_some_and(|bytes| match dialect {
        Dialect::GeoPackage => decode_geopackage(&bytes, &mut kept).is_ok(),
        Dialect::PostGis => decode_wkb(&bytes, &mut kept).is_ok(),
    });
    let is_same_system = crs == i64::from(incoming.crs.epsg);
    Ok(decoded && is_same_system && share_ground((&kept, 0), (&incoming.parcels.geometries, position)))
}

fn kept_of(connection: &mut AnyConnection, commune: Option<&str>) -> QueryResult<Vec<Kept>> {
    let query = parcel::table
        .left_join(source::table.on(source::id.nullable().eq(parcel::source_id)))
        .select((
            parcel::id,
            parcel::version,
            parcel::sheet,
            parcel::number,
            parcel::feature,
            source::name.nullable(),
            parcel::content_hash,
        ))
        .order(parcel::id)
        .into_boxed();
    match commune {
        Some(commune) => query.filter(parcel::commune.eq(commune)).load(connection),
        None => query.filter(parcel::commune.is_null()).load(connection),
    }
}

/// Writes the answers of one commune, and answers how many of its parcels on the sheets of the file only the store has.
fn match_commune(
    incoming: &Incoming<'_>,
    candidates: &[Candidate],
    indices: &[usize],
    kept: &[Kept],
    answers: &mut [Answer],
    mut share_ground: impl FnMut(i64, usize) -> QueryResult<bool>,
) -> QueryResult<usize> {
    let record = |index: usize| &incoming.parcels.records[candidates[index].position];
    let has_commune = indices.first().is_some_and(|&index| record(index).key.commune.is_some());
    let mut same: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (position, row) in kept.iter().enumerate().rev() {
        same.entry(&row.content_hash).or_default().push(position);
    }
    let mut is_found = vec![false; kept.len()];
    let mut differing: HashMap<Identity, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for &index in indices {
        if let Some(position) = same.get_mut(&candidates[index].hash.0[..]).and_then(Vec::pop) {
            is_found[position] = true;
            answers[index] = Answer::Same;
            continue;
        }
        let facts = record(index);
        let identity = match &facts.key.number {
            Some(number) => Identity::Numbered {
                source: facts.key.commune.is_none().then(|| incoming.source.name.clone()),
                sheet: facts.key.sheet.as_deref().map(str::to_owned),
                number: number.to_string(),
            },
            None => {
                Identity::Feature { source: incoming.source.name.clone(), feature: facts.feature.to_string() }
            }
        };
        differing.entry(identity).or_default().1.push(index);
    }
    let left = kept.iter().enumerate().filter(|(position, _)| !is_found[*position]);
    let left: Vec<(usize, Identity)> =
        left.filter_map(|(position, row)| Some((position, identity_of(row, has_commune)?))).collect();
    for (position, identity) in left {
        if let Some((kept, _)) = differing.get_mut(&identity) {
            kept.push(position);
        }
    }
    for (identity, (mut of_store, of_file)) in differing {
        if identity.is_by_name_of_file() {
            let mut stand_there = Vec::new();
            for position in of_store {
                let shares = |&index: &usize| share_ground(kept[position].id, candidates[index].position);
                if of_file.iter().map(shares).collect::<QueryResult<Vec<bool>>>()?.contains(&true) {
                    stand_there.push(position);
                }
            }
            of_store = stand_there;
        }
        for &position in &of_store {
            is_found[position] = true;
        }
        let answer = match (&of_store[..], &of_file[..]) {
            ([], _) => Answer::New,
            (&[position], [_]) => Answer::Changed { id: kept[position].id, version: kept[position].version },
            (of_store, of_file) => {
                Answer::Refused(Refusal::Ambiguous { kept: of_store.len(), incoming: of_file.len() })
            }
        };
        for index in of_file {
            answers[index] = answer;
        }
    }
    let sheets: HashSet<Option<&str>> =
        indices.iter().map(|&index| record(index).key.sheet.as_deref()).collect();
    let is_absent =
        |&(position, row): &(usize, &Kept)| !is_found[position] && sheets.contains(&row.sheet.as_deref());
    Ok(kept.iter().enumerate().filter(is_absent).count())
}

impl Identity {
    fn is_by_name_of_file(&self) -> bool {
        matches!(self, Self::Numbered { source: Some(_), .. } | Self::Feature { .. })
    }
}

fn identity_of(row: &Kept, has_commune: bool) -> Option<Identity> {
    match (&row.number, &row.source, &row.feature) {
        (Some(number), source, _) => Some(Identity::Numbered {
            source: source.clone().filter(|_| !has_commune),
            sheet: row.sheet.clone(),
            number: number.clone(),
        }),
        (None, Some(source), Some(feature)) => {
            Some(Identity::Feature { source: source.clone(), feature: feature.clone() })
        }
        _ => None,
    }
}
