//! Edits of a store, with shapes from files.

use super::address::{self, ParcelAddress, ParcelNamed};
use super::entry_address::{EntryAddress, entry};
use super::error::EditFailure;
use super::projection::to_web_mercator;
use crate::profile::{self, ProfileDocument};
use std::collections::BTreeSet;
use thuadat_core::{FindingId, Observer, ParcelKey, Parcels, Rule};
use thuadat_io::{Dataset, ReadRequest, read};
use thuadat_store::{
    Access, Author, Edit, EditRequest, Edited, Neighbours, NewFacts, NewParcel, SeenParcel, Store,
    StoreLocation, Stored, Timestamp,
};

/// An edit as people ask for it.
#[derive(Debug, Clone)]
pub struct EditOrder {
    /// The store.
    pub store: StoreLocation,
    /// What is to be done.
    pub deed: EditDeed,
    /// Who does it.
    pub author: String,
    /// Why.
    pub reason: String,
    /// The profile by name or path; none for the one the store keeps its findings under, or the default.
    pub profile: Option<String>,
    /// Rules whose errors are no reason to refuse, named as `--only` does.
    pub allowed: Vec<String>,
}

/// What is to be done to a store.
#[derive(Debug, Clone)]
pub enum EditDeed {
    /// A parcel's boundary or facts are others.
    Correct {
        /// The parcel.
        parcel: ParcelAddress,
        /// A file that has its shape.
        shape: Option<ReadRequest>,
        /// Its facts.
        facts: NewFacts,
        /// What happens to those around it.
        neighbours: Neighbours,
    },
    /// A parcel becomes several.
    Split {
        /// The parcel.
        parcel: ParcelAddress,
        /// A file that has the parts, and nothing else.
        parts: ReadRequest,
        /// Their numbers, in the order of the file.
        numbers: Vec<String>,
    },
    /// Parcels become one.
    Merge {
        /// The parcels.
        parcels: Vec<ParcelAddress>,
        /// The number of the one they become.
        number: Option<String>,
        /// Its facts.
        facts: NewFacts,
    },
    /// A parcel gets another key.
    Renumber {
        /// The parcel.
        parcel: ParcelAddress,
        /// Its new key.
        to: NewKey,
    },
    /// Parcels end.
    Retire {
        /// The parcels.
        parcels: Vec<ParcelAddress>,
    },
    /// A finding is accepted.
    Accept {
        /// The finding.
        finding: FindingId,
    },
    /// A person decides to which parcels an entry of a register belongs.
    Link {
        /// The entry.
        entry: EntryAddress,
        /// All parcels it belongs to.
        parcels: Vec<ParcelAddress>,
    },
    /// A person decides that an entry of a register does not belong to parcels.
    Unlink {
        /// The entry.
        entry: EntryAddress,
        /// The parcels; none for all.
        parcels: Vec<ParcelAddress>,
    },
    /// A record is taken back.
    Undo {
        /// The record.
        record: i64,
    },
}

/// What of a key is to be another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewKey {
    /// The commune.
    pub commune: Option<String>,
    /// The sheet.
    pub sheet: Option<String>,
    /// The number.
    pub number: Option<String>,
}

/// An edit that was done, and under which profile.
#[derive(Debug, Clone, PartialEq)]
pub struct EditDone {
    /// What it did.
    pub edited: Edited,
    /// The profile it was checked under, as it was named.
    pub profile: String,
    /// The coordinate system of the file shapes were read from, where it is another than that of the parcel and they were brought
    /// into that.
    pub brought: Option<Brought>,
}

/// Shapes that were brought from one coordinate system into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The file.
    pub path: String,
    /// What its coordinate system is called.
    pub from: String,
    /// EPSG code of the parcel's.
    pub to: u32,
}

/// Carries an edit out.
///
/// # Errors
///
/// See [`EditFailure`]; the store is as it was then.
pub fn edit(order: &EditOrder, observer: &dyn Observer) -> Result<EditDone, EditFailure> {
    let mut store = Store::open(&order.store, Access::Write)?;
    let (named, document) = profile_of(&mut store, order.profile.as_deref())?;
    let allowed = allowed(&document, &order.allowed)?;
    let mut brought = None;
    let edit = understood(&mut store, &order.deed, observer, &mut brought)?;
    let request = EditRequest {
        edit,
        author: Author { name: order.author.clone(), reason: order.reason.clone(), at: Timestamp::now() },
        profile: &document.profile,
        allowed,
        to_web_mercator: &to_web_mercator,
    };
    let edited = store.edit(&request)?;
    Ok(EditDone { edited, profile: named, brought })
}

/// The profile that was named, else that of the store, else the default one.
pub(super) fn profile_of(
    store: &mut Store,
    named: Option<&str>,
) -> Result<(String, ProfileDocument), EditFailure> {
    let named = match named {
        Some(named) => named.to_owned(),
        None => store.finding_state()?.map_or_else(|| profile::DEFAULT.to_owned(), |state| state.profile),
    };
    let document = profile::named(&named)?;
    Ok((named, document))
}

fn allowed(document: &ProfileDocument, names: &[String]) -> Result<BTreeSet<Rule>, EditFailure> {
    let mut allowed = BTreeSet::new();
    for name in names {
        allowed.extend(document.rules_named(name)?);
    }
    Ok(allowed)
}

fn understood(
    store: &mut Store,
    deed: &EditDeed,
    observer: &dyn Observer,
    brought: &mut Option<Brought>,
) -> Result<Edit, EditFailure> {
    Ok(match deed {
        EditDeed::Correct { parcel, shape, facts, neighbours } => {
            let (stored, parcel) = one(store, parcel)?;
            let shape =
                shape.as_ref().map(|shape| shape_for(shape, &stored, observer, brought)).transpose()?;
            Edit::Correct { parcel, shape, facts: facts.clone(), neighbours: *neighbours }
        }
        EditDeed::Split { parcel, parts, numbers } => {
            let (stored, parcel) = one(store, parcel)?;
            let read = parcels_for(parts, &stored, observer, brought)?;
            Edit::Split { parcel, parts: parts_of(&read, &stored, numbers, parts)? }
        }
        EditDeed::Merge { parcels, number, facts } => {
            let number = number.clone().map(String::into_boxed_str);
            let into = NewParcel { number, shape: None, facts: facts.clone() };
            Edit::Merge { parcels: several(store, parcels)?, into }
        }
        EditDeed::Renumber { parcel, to } => {
            let (stored, parcel) = one(store, parcel)?;
            let or = |new: &Option<String>, old: &Option<Box<str>>| {
                new.clone().map(String::into_boxed_str).or_else(|| old.clone())
            };
            let old = &stored.facts.key;
            let key = ParcelKey {
                commune: or(&to.commune, &old.commune),
                sheet: or(&to.sheet, &old.sheet),
                number: or(&to.number, &old.number),
            };
            Edit::Renumber { parcel, key }
        }
        EditDeed::Retire { parcels } => Edit::Retire { parcels: several(store, parcels)? },
        EditDeed::Accept { finding } => Edit::Accept { finding: *finding },
        EditDeed::Link { entry: named, parcels } => {
            Edit::Link { entry: entry(store, named)?, parcels: several(store, parcels)? }
        }
        EditDeed::Unlink { entry: named, parcels } => {
            Edit::Unlink { entry: entry(store, named)?, parcels: several(store, parcels)? }
        }
        EditDeed::Undo { record } => Edit::Undo { record: *record },
    })
}

fn several(store: &mut Store, addresses: &[ParcelAddress]) -> Result<Vec<SeenParcel>, EditFailure> {
    addresses.iter().map(|address| one(store, address).map(|(_, seen)| seen)).collect()
}

/// The one parcel a name stands for, in the version that was named or the present one. A parcel that ended since its version was seen is
/// found by its past, so that it can be said what became of it.
fn one(store: &mut Store, address: &ParcelAddress) -> Result<(Stored, SeenParcel), EditFailure> {
    let named = address.to_string();
    let mut kept = address::found(store, &address.parcel)?;
    match kept.len() {
        1 => {
            let stored = kept.stored.remove(0);
            let seen = SeenParcel { id: stored.id, version: address.version.unwrap_or(stored.version) };
            Ok((stored, seen))
        }
        0 => {
            let past = match &address.parcel {
                ParcelNamed::Key(key) => store.past_of_key(key)?,
                ParcelNamed::Id(id) => vec![store.past_of_parcel(*id)?],
            };
            let last = past.into_iter().filter_map(|past| past.versions.into_iter().last()).next_back();
            match (last, address.version) {
                (Some(last), Some(version)) => {
                    let seen = SeenParcel { id: last.stored.id, version };
                    Ok((last.stored, seen))
                }
                (Some(_), None) => Err(EditFailure::Ended { named }),
                (None, _) => Err(EditFailure::NotFound { named }),
            }
        }
        _ => Err(EditFailure::Several { named, ids: kept.stored.iter().map(|stored| stored.id).collect() }),
    }
}

/// Reads shapes that are to stand beside a parcel, in its coordinate system.
fn parcels_for(
    request: &ReadRequest,
    stored: &Stored,
    observer: &dyn Observer,
    brought: &mut Option<Brought>,
) -> Result<Parcels, EditFailure> {
    let Dataset { parcels, source } =
        read(&ReadRequest { zone: request.zone.or(Some(stored.epsg)), ..request.clone() }, observer)?;
    let path = || request.path.display().to_string();
    if source.crs.epsg.is_some_and(|epsg| epsg != stored.epsg) {
        let crs = source.crs.label();
        return Err(EditFailure::OtherCrs { path: path(), crs, kept: stored.epsg });
    }
    if parcels.is_empty() {
        return Err(EditFailure::NoFeature { path: path() });
    }
    if parcels.preparation.is_projected {
        let given = request.crs.map(|epsg| format!("EPSG:{epsg}"));
        let from = given.or(source.declared_crs).unwrap_or_else(|| "—".to_owned());
        *brought = Some(Brought { path: path(), from, to: stored.epsg });
    }
    Ok(parcels)
}

/// The shape of a parcel: the only one of the file, or the one of its number.
fn shape_for(
    request: &ReadRequest,
    stored: &Stored,
    observer: &dyn Observer,
    brought: &mut Option<Brought>,
) -> Result<geo::MultiPolygon<f64>, EditFailure> {
    let parcels = parcels_for(request, stored, observer, brought)?;
    let key = &stored.facts.key;
    let is_it = |other: &ParcelKey| {
        let is_of_commune = other.commune.is_none() || other.commune == key.commune;
        let is_of_sheet = other.sheet.is_none() || other.sheet == key.sheet;
        other.number == key.number && is_of_sheet && is_of_commune
    };
    let fitting: Vec<usize> = match parcels.len() {
        1 => vec![0],
        _ => (0..parcels.len()).filter(|&at| is_it(&parcels.records[at].key)).collect(),
    };
    match fitting[..] {
        [at] => Ok(parcels.geometries.to_multi_polygon(at)),
        _ => Err(EditFailure::NotTheOne {
            path: request.path.display().to_string(),
            named: address::shown(key),
            features: parcels.len(),
            fitting: fitting.len(),
        }),
    }
}

fn parts_of(
    parcels: &Parcels,
    stored: &Stored,
    numbers: &[String],
    request: &ReadRequest,
) -> Result<Vec<NewParcel>, EditFailure> {
    if !numbers.is_empty() && numbers.len() != parcels.len() {
        return Err(EditFailure::NumbersOfParts {
            path: request.path.display().to_string(),
            parts: parcels.len(),
            numbers: numbers.len(),
        });
    }
    let part = |at: usize| {
        let record = &parcels.records[at];
        // The parcel's own number in the file is what was drawn over, not a new one.
        let of_file = record.key.number.clone().filter(|_| record.key.number != stored.facts.key.number);
        let given = numbers.get(at).map(|number| number.as_str().into());
        NewParcel {
            number: given.or(of_file),
            shape: Some(parcels.geometries.to_multi_polygon(at)),
            facts: NewFacts {
                recorded_area_m2: record.recorded_area_m2,
                legal_area_m2: record.legal_area_m2,
                land_use: record.land_use.clone(),
                land_use_areas_m2: Some(record.land_use_areas_m2.clone()).filter(|areas| !areas.is_empty()),
                code: record.code.clone(),
            },
        }
    };
    Ok((0..parcels.len()).map(part).collect())
}
