//! The parcels of the map by commune, sheet and number.

use super::texts::{NOTHING, TextId, Texts};
use super::written::canonical;
use crate::Parcels;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// A parcel under its key; ordered by the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keyed {
    pub(super) commune: TextId,
    pub(super) sheet: TextId,
    pub(super) number: TextId,
    pub(super) parcel: u32,
}

/// Where parcels of a key are, and which sheets a commune has.
pub(super) struct MapIndex {
    pub(super) texts: Texts,
    keyed: Vec<Keyed>,
    /// The key of each parcel, in the order of the map.
    of_parcel: Vec<Keyed>,
    sheets: HashMap<(TextId, TextId), Range<usize>>,
    sheets_of: HashMap<TextId, Vec<TextId>>,
    /// The communes of the map, in the order of their texts.
    pub(super) communes: Vec<TextId>,
    by_code: HashMap<Box<str>, u32>,
}

impl MapIndex {
    pub(super) fn new(parcels: &Parcels) -> Self {
        let mut texts = Texts::new();
        let mut of_parcel = Vec::with_capacity(parcels.len());
        let mut by_code: HashMap<Box<str>, u32> = HashMap::new();
        for (parcel, record) in parcels.records.iter().enumerate() {
            let mut id = |text: &Option<Box<str>>, dress: fn(&str) -> Cow<'_, str>| {
                text.as_deref().map_or(NOTHING, |text| texts.intern(&dress(text)))
            };
            of_parcel.push(Keyed {
                commune: id(&record.key.commune, commune_code),
                sheet: id(&record.key.sheet, canonical),
                number: id(&record.key.number, canonical),
                parcel: parcel as u32,
            });
            if let Some(code) = record.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
                by_code
                    .entry(code.to_lowercase().into())
                    .and_modify(|known| *known = SEVERAL)
                    .or_insert(parcel as u32);
            }
        }
        let mut keyed: Vec<Keyed> =
            of_parcel.iter().copied().filter(|keyed| keyed.number != NOTHING).collect();
        keyed.par_sort_unstable();
        let (mut sheets, mut sheets_of): (HashMap<_, _>, HashMap<TextId, Vec<TextId>>) = Default::default();
        let mut start = 0;
        for sheet in keyed.chunk_by(|one, other| (one.commune, one.sheet) == (other.commune, other.sheet)) {
            sheets.insert((sheet[0].commune, sheet[0].sheet), start..start + sheet.len());
            sheets_of.entry(sheet[0].commune).or_default().push(sheet[0].sheet);
            start += sheet.len();
        }
        let mut communes: Vec<TextId> = sheets_of.keys().copied().collect();
        communes.sort_by(|&one, &other| texts.text(one).cmp(texts.text(other)));
        Self { texts, keyed, of_parcel, sheets, sheets_of, communes, by_code }
    }

    /// The parcels of a sheet, by number.
    pub(super) fn sheet(&self, commune: TextId, sheet: TextId) -> &[Keyed] {
        self.sheets.get(&(commune, sheet)).map_or(&[], |range| &self.keyed[range.clone()])
    }

    /// The parcels of a number on a sheet: one, unless the map has a number twice.
    pub(super) fn numbered(&self, commune: TextId, sheet: TextId, number: TextId) -> &[Keyed] {
        let parcels = self.sheet(commune, sheet);
        let start = parcels.partition_point(|keyed| keyed.number < number);
        let end = start + parcels[start..].partition_point(|keyed| keyed.number == number);
        &parcels[start..end]
    }

    /// The sheets of a commune.
    pub(super) fn sheets_of(&self, commune: TextId) -> &[TextId] {
        self.sheets_of.get(&commune).map_or(&[], Vec::as_slice)
    }

    /// The key of a parcel.
    pub(super) fn key(&self, parcel: u32) -> Keyed {
        self.of_parcel[parcel as usize]
    }

    /// The parcel of an official identifier; none where several have it.
    pub(super) fn coded(&self, code: &str) -> Option<u32> {
        self.by_code.get(code.trim().to_lowercase().as_str()).copied().filter(|&parcel| parcel != SEVERAL)
    }

    /// Number of parcels that have a number.
    pub(super) fn len(&self) -> usize {
        self.keyed.len()
    }
}

const SEVERAL: u32 = u32::MAX;

/// A commune code with the zeros a spreadsheet takes away.
pub(super) fn commune_code(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let is_short = !text.is_empty() && text.len() < 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { Cow::Owned(format!("{text:0>5}")) } else { Cow::Borrowed(text) }
}
