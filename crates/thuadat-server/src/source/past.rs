//! What was.

use std::collections::BTreeMap;
use thuadat::ParcelKey;
use thuadat::cadastre::{DatabaseError, Kin, ParcelPast, RecordInfo, Store, Timestamp};

/// A parcel through time, with those it came of and those that came of it.
#[derive(Debug, Clone)]
pub(crate) struct KnownPast {
    pub(crate) past: ParcelPast,
    /// Nearest first.
    pub(crate) ancestors: Vec<KnownKin>,
    /// Nearest first.
    pub(crate) descendants: Vec<KnownKin>,
    /// The records that have a part in it, by number.
    pub(crate) records: BTreeMap<i64, KnownRecord>,
}

/// A parcel that came before or after another.
#[derive(Debug, Clone)]
pub(crate) struct KnownKin {
    pub(crate) kin: Kin,
    /// What it is called, or was called last.
    pub(crate) key: ParcelKey,
    pub(crate) is_present: bool,
}

/// A record. Who made it and why is not for everybody.
#[derive(Debug, Clone)]
pub(crate) struct KnownRecord {
    pub(crate) kind: String,
    pub(crate) at: Timestamp,
    pub(crate) undoes: Option<i64>,
    pub(crate) undone_by: Option<i64>,
    pub(crate) author: String,
    pub(crate) reason: String,
}

impl KnownPast {
    /// What it is called now; none where it ended.
    pub(crate) fn present_key(&self) -> Option<&ParcelKey> {
        let last = self.past.versions.last().filter(|version| version.ended.is_none())?;
        Some(&last.stored.facts.key)
    }
}

/// The pasts of the parcels that have a key or had it at any time, of one moment.
pub(super) fn pasts_of(store: &mut Store, key: &ParcelKey) -> Result<Vec<KnownPast>, DatabaseError> {
    store.snapshot(|store| {
        let pasts = store.past_of_key(key)?;
        pasts.into_iter().map(|past| with_kin(store, past)).collect()
    })
}

fn with_kin(store: &mut Store, past: ParcelPast) -> Result<KnownPast, DatabaseError> {
    let (up, down) = (store.ancestors(past.id)?, store.descendants(past.id)?);
    let (ancestors, descendants) = (named(store, up)?, named(store, down)?);
    let of_versions = past
        .versions
        .iter()
        .flat_map(|version| [Some(version.stored.record), version.ended.as_ref().map(|(_, record)| *record)]);
    let of_kin = ancestors.iter().chain(&descendants).map(|kin| Some(kin.kin.record));
    let mut records = BTreeMap::new();
    for id in of_versions.chain(of_kin).flatten() {
        if let Some(record) = store.record(id)? {
            let RecordInfo { kind, at, undoes, undone_by, author, reason, .. } = record;
            records.insert(id, KnownRecord { kind, at, undoes, undone_by, author, reason });
        }
    }
    Ok(KnownPast { past, ancestors, descendants, records })
}

fn named(store: &mut Store, kin: Vec<Kin>) -> Result<Vec<KnownKin>, DatabaseError> {
    let named = |kin: Kin| {
        let last = store.past_of_parcel(kin.parcel)?.versions.pop();
        let is_present = last.as_ref().is_some_and(|version| version.ended.is_none());
        let key = last.map(|version| version.stored.facts.key).unwrap_or_default();
        Ok(KnownKin { kin, key, is_present })
    };
    kin.into_iter().map(named).collect()
}
