//! Which territory a parcel must lie in.

use super::Territory;
use crate::lattice::Lattice;
use crate::{ParcelKey, Parcels};
use std::collections::{BTreeMap, BTreeSet};

/// The territories parcels must lie in: one for each commune or sheet, or one for all.
#[derive(Debug)]
pub(crate) struct Frames {
    of: Vec<Territory>,
    by_key: BTreeMap<String, usize>,
    /// For parcels whose key no frame has.
    for_others: Option<usize>,
    key: fn(&ParcelKey, bool) -> Option<String>,
    with_commune: bool,
}

impl Frames {
    /// Of communes: each parcel in that of its code where the frames have codes and some parcel has one of them, else all
    /// frames together.
    pub(crate) fn of_communes(frames: &Parcels, parcels: &Parcels, lattice: Lattice) -> Self {
        let key = |key: &ParcelKey, _: bool| key.commune.as_deref().map(|commune| commune.trim().to_owned());
        let knows_codes = frames.columns.commune && parcels.columns.commune;
        let mut made = Self::new(frames, key, false, lattice);
        if !knows_codes || !parcels.records.iter().any(|record| made.position(&record.key).is_some()) {
            made.by_key.clear();
        }
        made.for_others = Some(made.of.len());
        made.of.push(Territory::new(&frames.geometries, 0..frames.len(), lattice));
        made
    }

    /// Of map sheets: by number, and by commune where both sides know it. Parcels of a sheet without a frame have none.
    pub(crate) fn of_sheets(frames: &Parcels, parcels: &Parcels, lattice: Lattice) -> Self {
        let with_commune = frames.columns.commune && parcels.columns.commune;
        Self::new(frames, sheet_key, with_commune, lattice)
    }

    fn new(
        frames: &Parcels,
        key: fn(&ParcelKey, bool) -> Option<String>,
        with_commune: bool,
        lattice: Lattice,
    ) -> Self {
        let mut polygons: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, record) in frames.records.iter().enumerate() {
            if let Some(key) = key(&record.key, with_commune) {
                polygons.entry(key).or_default().push(position);
            }
        }
        let by_key = polygons.keys().enumerate().map(|(at, key)| (key.clone(), at)).collect();
        let of = polygons.into_values();
        let of = of.map(|polygons| Territory::new(&frames.geometries, polygons, lattice)).collect();
        Self { of, by_key, for_others: None, key, with_commune }
    }

    /// The territory a parcel must lie in; none where nothing is known of it.
    pub(crate) fn around(&self, key: &ParcelKey) -> Option<&Territory> {
        self.position(key).or(self.for_others).map(|position| &self.of[position])
    }

    fn position(&self, key: &ParcelKey) -> Option<usize> {
        self.by_key.get(&(self.key)(key, self.with_commune)?).copied()
    }
}

/// The sheets of parcels that no frame is of, in order; those of which nobody tells the number are none.
pub(crate) fn sheets_without_frame(frames: &Parcels, parcels: &Parcels) -> Vec<String> {
    let with_commune = frames.columns.commune && parcels.columns.commune;
    let known: BTreeSet<String> =
        frames.records.iter().filter_map(|record| sheet_key(&record.key, with_commune)).collect();
    let lacks = |key: &&ParcelKey| sheet_key(key, with_commune).is_some_and(|key| !known.contains(&key));
    let lacking = parcels.records.iter().map(|record| &record.key).filter(lacks);
    lacking
        .filter_map(|key| key.sheet.as_deref())
        .map(str::to_owned)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// `7` and `07` are one sheet.
fn sheet_key(key: &ParcelKey, with_commune: bool) -> Option<String> {
    let sheet = key.sheet.as_deref()?.trim();
    let is_number = sheet.bytes().all(|byte| byte.is_ascii_digit());
    let plain = if is_number { sheet.trim_start_matches('0') } else { sheet };
    let commune = key.commune.as_deref().filter(|_| with_commune).unwrap_or_default().trim();
    Some(format!("{commune}\u{1f}{plain}"))
}
