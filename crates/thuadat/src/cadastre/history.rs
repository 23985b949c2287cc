//! The past of a parcel, with its ancestors, its descendants and the records that made them.

use super::address::{ParcelAddress, ParcelNamed};
use super::error::EditFailure;
use std::collections::BTreeMap;
use thuadat_core::ParcelKey;
use thuadat_store::{Access, DatabaseError, KeptLink, Kin, ParcelPast, RecordInfo, Store, StoreLocation};

/// Everything that is known of the past of parcels.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelHistory {
    /// The parcels that have the name or had it.
    pub parcels: Vec<PastOf>,
    /// Every record that has a part in it.
    pub records: BTreeMap<i64, RecordInfo>,
}

/// The past of one parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct PastOf {
    /// Its versions.
    pub past: ParcelPast,
    /// What it came of, nearest first.
    pub ancestors: Vec<NamedKin>,
    /// What came of it, nearest first.
    pub descendants: Vec<NamedKin>,
    /// Entries of registers that are linked to it or were, those that are first.
    pub links: Vec<KeptLink>,
}

/// A parcel that came before or after another, with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedKin {
    /// Which one.
    pub kin: Kin,
    /// What it is called, or was called last.
    pub key: ParcelKey,
}

/// The past of the parcels that have a name or had it at any time.
///
/// # Errors
///
/// See [`EditFailure`]; also when there never was such a parcel.
pub fn history(location: &StoreLocation, address: &ParcelAddress) -> Result<ParcelHistory, EditFailure> {
    let mut store = Store::open(location, Access::Read)?;
    let pasts = match &address.parcel {
        ParcelNamed::Key(key) => store.past_of_key(key)?,
        ParcelNamed::Id(id) => vec![store.past_of_parcel(*id)?],
    };
    let mut history = ParcelHistory { parcels: Vec::new(), records: BTreeMap::new() };
    for past in pasts.into_iter().filter(|past| !past.versions.is_empty()) {
        let (up, down) = (store.ancestors(past.id)?, store.descendants(past.id)?);
        let (ancestors, descendants) = (named(&mut store, up)?, named(&mut store, down)?);
        let of_versions = past.versions.iter().flat_map(|version| {
            [Some(version.stored.record), version.ended.as_ref().map(|(_, record)| *record)]
        });
        let of_kin = ancestors.iter().chain(&descendants).map(|kin| Some(kin.kin.record));
        let links = store.links_of_parcel(past.id)?;
        let of_links = links.iter().flat_map(|link| [Some(link.record), link.ended]);
        for id in of_versions.chain(of_kin).chain(of_links).flatten() {
            if let Some(record) = store.record(id)? {
                history.records.insert(id, record);
            }
        }
        history.parcels.push(PastOf { past, ancestors, descendants, links });
    }
    if history.parcels.is_empty() {
        return Err(EditFailure::NotFound { named: address.to_string() });
    }
    Ok(history)
}

fn named(store: &mut Store, kin: Vec<Kin>) -> Result<Vec<NamedKin>, DatabaseError> {
    let named = |kin: Kin| {
        let past = store.past_of_parcel(kin.parcel)?;
        let key =
            past.versions.into_iter().last().map(|version| version.stored.facts.key).unwrap_or_default();
        Ok(NamedKin { kin, key })
    };
    kin.into_iter().map(named).collect()
}
