//! What an edit means for each parcel.

use super::shapes::{self, Moved};
use super::{
    Edit, EditError, EditRefusal, EditedRole, Neighbours, NewFacts, NewParcel, Overtaken, SeenParcel,
};
use crate::content::ContentHash;
use crate::database::AnyConnection;
use crate::database::schema::{parcel, parcel_history, record};
use crate::query::{KeptParcels, Stored, parcels_of_ids};
use crate::record::{Ledger, RecordKind};
use crate::timestamp::Timestamp;
use diesel::prelude::*;
use geo::MultiPolygon;
use std::collections::BTreeSet;
use thuadat_core::{FeatureId, ParcelKey, ParcelRecord, Profile};

/// What is to be written.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) kind: RecordKind,
    /// The record it takes back, and what the versions that begin again said.
    pub(super) undoes: Option<(i64, Vec<ContentHash>)>,
    pub(super) epsg: u32,
    /// Parcels as they are, that end or become another version.
    pub(super) before: Vec<Before>,
    /// Versions that begin, by number.
    pub(super) after: Vec<After>,
    /// Parents and children.
    pub(super) lineage: Vec<(i64, i64)>,
}

/// A version that ends.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) stored: Stored,
    pub(super) shape: MultiPolygon<f64>,
}

/// A version that begins.
#[derive(Debug)]
pub(super) struct After {
    pub(super) id: i64,
    pub(super) version: i64,
    pub(super) record: ParcelRecord,
    pub(super) shape: MultiPolygon<f64>,
    pub(super) source: Option<i64>,
    pub(super) role: EditedRole,
}

impl Before {
    /// Its next version.
    fn next(&self, record: ParcelRecord, shape: MultiPolygon<f64>, role: EditedRole) -> After {
        let Stored { id, version, source, .. } = self.stored;
        After { id, version: version + 1, record, shape, source, role }
    }

    pub(super) fn name(&self) -> String {
        name_of(&self.stored.facts)
    }
}

/// What a parcel is called when it is spoken of.
pub(super) fn name_of(record: &ParcelRecord) -> String {
    let parcels = thuadat_core::Parcels { records: vec![record.clone()], ..thuadat_core::Parcels::default() };
    parcels.name(0).to_string()
}

pub(super) fn plan(
    connection: &mut AnyConnection,
    ledger: &mut Ledger,
    edit: &Edit,
    profile: &Profile,
) -> Result<Plan, EditError> {
    match edit {
        Edit::Correct { parcel, shape, facts, neighbours } => {
            let before = seen(connection, &[*parcel])?.remove(0);
            correct(connection, before, shape.as_ref(), facts, *neighbours, profile)
        }
        Edit::Split { parcel, parts } => {
            if parts.len() < 2 {
                return Err(EditRefusal::TooFew { needed: 2, given: parts.len() }.into());
            }
            let before = seen(connection, &[*parcel])?.remove(0);
            split(connection, ledger, before, parts, profile)
        }
        Edit::Merge { parcels, into } => {
            if parcels.len() < 2 {
                return Err(EditRefusal::TooFew { needed: 2, given: parcels.len() }.into());
            }
            let before = seen(connection, parcels)?;
            merge(connection, ledger, before, into, profile)
        }
        Edit::Renumber { parcel, key } => {
            let before = seen(connection, &[*parcel])?.remove(0);
            let record = ParcelRecord { key: key.clone(), ..before.stored.facts.clone() };
            if record == before.stored.facts {
                return Err(EditRefusal::NothingToChange.into());
            }
            require_free_key(connection, before.stored.id, key)?;
            let after = before.next(record, before.shape.clone(), EditedRole::Named);
            Ok(Plan::of(RecordKind::Renumber, vec![before], vec![after]))
        }
        Edit::Retire { parcels } => {
            if parcels.is_empty() {
                return Err(EditRefusal::TooFew { needed: 1, given: 0 }.into());
            }
            let before = seen(connection, parcels)?;
            for one in &before {
                require_together(&before[0], one, false)?;
            }
            Ok(Plan::of(RecordKind::Retire, before, Vec::new()))
        }
        Edit::Accept { .. } | Edit::Link { .. } | Edit::Unlink { .. } | Edit::Undo { .. } => {
            unreachable!("these are planned elsewhere")
        }
    }
}

impl Plan {
    pub(super) fn of(kind: RecordKind, before: Vec<Before>, after: Vec<After>) -> Self {
        let epsg = before.first().map_or(0, |before| before.stored.epsg);
        Self { kind, undoes: None, epsg, before, after, lineage: Vec::new() }
    }
}

/// The parcels in the order they were named, each in the version that was seen.
pub(super) fn seen(connection: &mut AnyConnection, named: &[SeenParcel]) -> Result<Vec<Before>, EditError> {
    let ids: Vec<i64> = named.iter().map(|seen| seen.id).collect();
    let kept = parcels_of_ids(connection, &ids)?;
    let mut found = Vec::with_capacity(named.len());
    let mut known = BTreeSet::new();
    for seen in named {
        let Some(position) = kept.stored.iter().position(|stored| stored.id == seen.id) else {
            return Err(ended(connection, *seen)?);
        };
        let stored = kept.stored[position].clone();
        if stored.version != seen.version {
            return Err(overtaken(connection, *seen, &stored.facts, Some(stored.version), stored.record)?);
        }
        if !known.insert(seen.id) {
            return Err(EditRefusal::NamedTwice { parcel: name_of(&stored.facts) }.into());
        }
        found.push(Before { stored, shape: kept.geometries.to_multi_polygon(position) });
    }
    Ok(found)
}

/// All of these as they are now.
pub(super) fn as_they_are(kept: &KeptParcels) -> Vec<Before> {
    let one = |(position, stored): (usize, &Stored)| Before {
        stored: stored.clone(),
        shape: kept.geometries.to_multi_polygon(position),
    };
    kept.stored.iter().enumerate().map(one).collect()
}

fn ended(connection: &mut AnyConnection, seen: SeenParcel) -> Result<EditError, EditError> {
    type Last = (Option<String>, Option<String>, Option<String>, i64);
    let last: Option<Last> = parcel_history::table
        .filter(parcel_history::id.eq(seen.id))
        .order(parcel_history::version.desc())
        .select((
            parcel_history::commune,
            parcel_history::sheet,
            parcel_history::number,
            parcel_history::ended_by_record,
        ))
        .first(connection)
        .optional()?;
    let Some((commune, sheet, number, record)) = last else {
        return Ok(EditRefusal::NoSuchParcel { id: seen.id }.into());
    };
    let boxed = |text: Option<String>| text.map(String::into_boxed_str);
    let key = ParcelKey { commune: boxed(commune), sheet: boxed(sheet), number: boxed(number) };
    let facts = ParcelRecord { key, ..ParcelRecord::known_by(FeatureId::Number(seen.id)) };
    overtaken(connection, seen, &facts, None, record)
}

fn overtaken(
    connection: &mut AnyConnection,
    seen: SeenParcel,
    facts: &ParcelRecord,
    present: Option<i64>,
    by: i64,
) -> Result<EditError, EditError> {
    let (author, at, reason): (String, String, String) = record::table
        .filter(record::id.eq(by))
        .select((record::author, record::recorded_at, record::reason))
        .first(connection)?;
    let at = at.parse().unwrap_or_else(|_| Timestamp::of_unix_milliseconds(0));
    let parcel = name_of(facts);
    let overtaken = Overtaken { parcel, seen: seen.version, present, record: by, author, at, reason };
    Ok(EditError::Overtaken(Box::new(overtaken)))
}

fn correct(
    connection: &mut AnyConnection,
    before: Before,
    shape: Option<&MultiPolygon<f64>>,
    facts: &NewFacts,
    neighbours: Neighbours,
    profile: &Profile,
) -> Result<Plan, EditError> {
    let record = with_facts(before.stored.facts.clone(), facts)?;
    let Some(shape) = shape else {
        if record == before.stored.facts {
            return Err(EditRefusal::NothingToChange.into());
        }
        let after = before.next(record, before.shape.clone(), EditedRole::Named);
        return Ok(Plan::of(RecordKind::Correct, vec![before], vec![after]));
    };
    let Moved { shape, followers } = shapes::moved(connection, &before, shape, neighbours, profile)?;
    if shape == before.shape && record == before.stored.facts {
        return Err(EditRefusal::NothingToChange.into());
    }
    let mut after = vec![before.next(record, shape, EditedRole::Named)];
    let mut all = vec![before];
    for (follower, shape) in followers {
        after.push(follower.next(follower.stored.facts.clone(), shape, EditedRole::Neighbour));
        all.push(follower);
    }
    Ok(Plan::of(RecordKind::Correct, all, after))
}

fn split(
    connection: &mut AnyConnection,
    ledger: &mut Ledger,
    before: Before,
    parts: &[NewParcel],
    profile: &Profile,
) -> Result<Plan, EditError> {
    let drawn: Option<Vec<MultiPolygon<f64>>> = parts.iter().map(|part| part.shape.clone()).collect();
    let drawn = drawn.ok_or_else(|| EditRefusal::NoShape { parcel: before.name() })?;
    let (drawn, followers) = shapes::parts(connection, &before, &drawn, profile)?;
    let numbers = numbers(connection, &before.stored.facts.key, parts)?;
    let mut after = Vec::new();
    let mut lineage = Vec::new();
    for ((part, shape), number) in parts.iter().zip(drawn).zip(numbers) {
        let id = ledger.next_parcel_id();
        let facts = &before.stored.facts;
        // Areas and the identifier of the whole are none of a part's.
        let plain = ParcelRecord {
            key: ParcelKey { number: Some(number), ..facts.key.clone() },
            land_use: facts.land_use.clone(),
            ..ParcelRecord::known_by(FeatureId::Number(id))
        };
        let record = with_facts(plain, &part.facts)?;
        after.push(After { id, version: 1, record, shape, source: None, role: EditedRole::New });
        lineage.push((before.stored.id, id));
    }
    let mut all = vec![before];
    for (follower, shape) in followers {
        after.push(follower.next(follower.stored.facts.clone(), shape, EditedRole::Neighbour));
        all.push(follower);
    }
    Ok(Plan { lineage, ..Plan::of(RecordKind::Split, all, after) })
}

fn merge(
    connection: &mut AnyConnection,
    ledger: &mut Ledger,
    before: Vec<Before>,
    into: &NewParcel,
    profile: &Profile,
) -> Result<Plan, EditError> {
    for one in &before {
        require_together(&before[0], one, true)?;
    }
    let shape = shapes::joined(&before, into.shape.as_ref(), profile)?;
    let number = numbers(connection, &before[0].stored.facts.key, std::slice::from_ref(into))?.remove(0);
    let id = ledger.next_parcel_id();
    let facts: Vec<&ParcelRecord> = before.iter().map(|before| &before.stored.facts).collect();
    let sum =
        |area: fn(&ParcelRecord) -> Option<f64>| facts.iter().map(|facts| area(facts)).sum::<Option<f64>>();
    let first = facts[0];
    let is_one_use = facts.iter().all(|facts| facts.land_use == first.land_use);
    let uses = first.land_use_areas_m2.len();
    let have_areas = is_one_use && facts.iter().all(|facts| facts.land_use_areas_m2.len() == uses);
    let plain = ParcelRecord {
        key: ParcelKey { number: Some(number), ..first.key.clone() },
        recorded_area_m2: sum(|facts| facts.recorded_area_m2),
        legal_area_m2: sum(|facts| facts.legal_area_m2),
        land_use: first.land_use.clone().filter(|_| is_one_use),
        land_use_areas_m2: (0..if have_areas { uses } else { 0 })
            .map(|at| facts.iter().map(|facts| facts.land_use_areas_m2[at]).sum())
            .collect(),
        ..ParcelRecord::known_by(FeatureId::Number(id))
    };
    let record = with_facts(plain, &into.facts)?;
    let lineage = before.iter().map(|before| (before.stored.id, id)).collect();
    let after = After { id, version: 1, record, shape, source: None, role: EditedRole::New };
    Ok(Plan { lineage, ..Plan::of(RecordKind::Merge, before, vec![after]) })
}

fn require_together(one: &Before, other: &Before, is_on_one_sheet: bool) -> Result<(), EditRefusal> {
    let sheet = |before: &Before| {
        let key = &before.stored.facts.key;
        (key.commune.clone(), key.sheet.clone())
    };
    let is_apart = one.stored.epsg != other.stored.epsg || (is_on_one_sheet && sheet(one) != sheet(other));
    if is_apart { Err(EditRefusal::Apart { one: one.name(), other: other.name() }) } else { Ok(()) }
}

fn with_facts(record: ParcelRecord, facts: &NewFacts) -> Result<ParcelRecord, EditRefusal> {
    require_said(facts.land_use.as_deref(), "the land use")?;
    require_said(facts.code.as_deref(), "the parcel identifier")?;
    let mut areas = [facts.recorded_area_m2, facts.legal_area_m2]
        .into_iter()
        .flatten()
        .chain(facts.land_use_areas_m2.iter().flatten().copied());
    if areas.any(|area| !area.is_finite() || area <= 0.0) {
        return Err(EditRefusal::BadArea);
    }
    Ok(ParcelRecord {
        recorded_area_m2: facts.recorded_area_m2.or(record.recorded_area_m2),
        legal_area_m2: facts.legal_area_m2.or(record.legal_area_m2),
        land_use: facts.land_use.clone().or(record.land_use),
        land_use_areas_m2: facts.land_use_areas_m2.clone().unwrap_or(record.land_use_areas_m2),
        code: facts.code.clone().or(record.code),
        ..record
    })
}

/// Refuses a text that is given and says nothing.
pub(super) fn require_said(text: Option<&str>, what: &'static str) -> Result<(), EditRefusal> {
    if text.is_some_and(|text| text.trim().is_empty()) {
        return Err(EditRefusal::Blank { what });
    }
    Ok(())
}

/// Refuses a key that says nothing, or whose number another parcel of the sheet has or had.
fn require_free_key(connection: &mut AnyConnection, id: i64, key: &ParcelKey) -> Result<(), EditError> {
    require_said(key.number.as_deref(), "the number")?;
    require_said(key.sheet.as_deref(), "the sheet")?;
    require_said(key.commune.as_deref(), "the commune")?;
    let taken = numbers_of_sheet(connection, key, Some(id))?;
    match &key.number {
        Some(number) if taken.contains(&**number) => {
            let next = (largest(&taken).unwrap_or(0) + 1).to_string();
            Err(EditRefusal::NumberTaken { number: number.to_string(), next }.into())
        }
        _ => Ok(()),
    }
}

/// The largest number that numbers go on from. What is longer is none that was counted.
fn largest(numbers: &BTreeSet<String>) -> Option<u64> {
    const LARGEST: u64 = 1_000_000_000;
    numbers
        .iter()
        .filter_map(|number| number.trim().parse::<u64>().ok())
        .filter(|&number| number <= LARGEST)
        .max()
}

/// The numbers of new parcels of a sheet: those given, else the ones that follow the largest the sheet ever had. A number the sheet had
/// is not given again.
fn numbers(
    connection: &mut AnyConnection,
    key: &ParcelKey,
    parcels: &[NewParcel],
) -> Result<Vec<Box<str>>, EditError> {
    for parcel in parcels {
        require_said(parcel.number.as_deref(), "the number")?;
    }
    let taken = numbers_of_sheet(connection, key, None)?;
    let largest = largest(&taken);
    let given = parcels.iter().filter_map(|parcel| parcel.number.as_deref());
    let given: BTreeSet<String> = given.map(str::to_owned).collect();
    let mut next = largest.unwrap_or(0);
    let mut free = || loop {
        next += 1;
        let number = next.to_string();
        if !given.contains(&number) {
            return number;
        }
    };
    let mut numbers = Vec::with_capacity(parcels.len());
    for parcel in parcels {
        match &parcel.number {
            Some(number) if taken.contains(&**number) => {
                let next = largest.unwrap_or(0) + 1;
                return Err(
                    EditRefusal::NumberTaken { number: number.to_string(), next: next.to_string() }.into()
                );
            }
            Some(number) => numbers.push(number.clone()),
            None if largest.is_none() => return Err(EditRefusal::NoNumber.into()),
            None => numbers.push(free().into_boxed_str()),
        }
    }
    Ok(numbers)
}

/// Every number a sheet has or had, without those of one parcel.
fn numbers_of_sheet(
    connection: &mut AnyConnection,
    key: &ParcelKey,
    without: Option<i64>,
) -> QueryResult<BTreeSet<String>> {
    let (commune, sheet) = (key.commune.as_deref(), key.sheet.as_deref());
    macro_rules! numbers_in {
        ($table:ident) => {{
            let query = $table::table.select($table::number).distinct().into_boxed();
            let query = query.filter($table::id.ne(without.unwrap_or(i64::MIN)));
            let query = match commune {
                Some(commune) => query.filter($table::commune.eq(commune)),
                None => query.filter($table::commune.is_null()),
            };
            let query = match sheet {
                Some(sheet) => query.filter($table::sheet.eq(sheet)),
                None => query.filter($table::sheet.is_null()),
            };
            query.load::<Option<String>>(connection)?
        }};
    }
    let (now, before) = (numbers_in!(parcel), numbers_in!(parcel_history));
    Ok(now.into_iter().chain(before).flatten().collect())
}
