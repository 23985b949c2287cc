//! What a parcel is called in a review file, and which parcels a cell of it names.

use crate::Language;
use std::collections::HashMap;
use thuadat_core::{FeatureId, ParcelRecord, Parcels, folded};

/// A name a person reads and a program finds again: `tờ 5 thửa 12`. Never `5/12`, of which a spreadsheet makes a day.
pub(super) fn label(record: &ParcelRecord, needs_commune: bool, language: Language) -> String {
    let key = &record.key;
    let commune = key.commune.as_deref().filter(|_| needs_commune);
    let commune = commune.map(|commune| format!("{commune} ")).unwrap_or_default();
    match (&key.sheet, &key.number) {
        (Some(sheet), Some(number)) => {
            let (sheet_word, number_word) = (language.pick("tờ", "sheet"), language.pick("thửa", "parcel"));
            format!("{commune}{sheet_word} {sheet} {number_word} {number}")
        }
        _ => format!("#{}", feature(&record.feature)),
    }
}

/// The same with the feature's number, where sheet and number stand on the map more than once.
pub(super) fn label_of_feature(record: &ParcelRecord, language: Language) -> String {
    match (&record.key.sheet, &record.key.number) {
        (Some(_), Some(_)) => format!("{} #{}", label(record, false, language), feature(&record.feature)),
        _ => label(record, false, language),
    }
}

fn feature(feature: &FeatureId) -> String {
    match feature {
        FeatureId::Number(number) => number.to_string(),
        FeatureId::Text(text) => text.to_string(),
    }
}

/// The parcels of a map by the names people write.
pub(super) struct ParcelNames<'a> {
    parcels: &'a Parcels,
    by_key: HashMap<(String, String), Vec<u32>>,
}

/// What a cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// That the row belongs to no parcel of the map.
    None,
    /// These parcels.
    Parcels(Vec<u32>),
    /// Nothing that is on the map.
    Unknown,
    /// A name that several parcels have.
    Several,
}

impl<'a> ParcelNames<'a> {
    pub(super) fn new(parcels: &'a Parcels) -> Self {
        let mut by_key: HashMap<(String, String), Vec<u32>> = HashMap::new();
        for (parcel, record) in parcels.records.iter().enumerate() {
            if let (Some(sheet), Some(number)) = (&record.key.sheet, &record.key.number) {
                by_key.entry((words(sheet), words(number))).or_default().push(parcel as u32);
            }
        }
        Self { parcels, by_key }
    }

    /// Whether sheet and number of a parcel stand on the map more than once, and whether the commune tells them apart.
    pub(super) fn label(&self, parcel: u32, language: Language) -> String {
        let record = &self.parcels.records[parcel as usize];
        let (Some(sheet), Some(number)) = (&record.key.sheet, &record.key.number) else {
            return label(record, false, language);
        };
        let same = &self.by_key[&(words(sheet), words(number))];
        let of_commune =
            |other: &&u32| self.parcels.records[**other as usize].key.commune == record.key.commune;
        match (same.len(), same.iter().filter(of_commune).count()) {
            (1, _) => label(record, false, language),
            (_, 1) => label(record, true, language),
            _ => label_of_feature(record, language),
        }
    }

    /// What a cell names; parcels stand apart by `+`, `;` or `,`.
    pub(super) fn read(&self, cell: &str) -> Named {
        if ["khongcothua", "khongco", "khong", "none", "noparcel", "unlinked"].contains(&bare(cell).as_str())
        {
            return Named::None;
        }
        let mut parcels = Vec::new();
        for part in cell.split(['+', ';', ',']).filter(|part| !part.trim().is_empty()) {
            match self.one(part) {
                Ok(parcel) if !parcels.contains(&parcel) => parcels.push(parcel),
                Ok(_) => {}
                Err(named) => return named,
            }
        }
        if parcels.is_empty() { Named::Unknown } else { Named::Parcels(parcels) }
    }

    fn one(&self, part: &str) -> Result<u32, Named> {
        let (name, feature_named) =
            part.split_once('#').map_or((part, None), |(name, id)| (name, Some(id.trim())));
        let is_of_feature =
            |parcel: u32, id: &str| feature(&self.parcels.records[parcel as usize].feature) == id;
        let name = words(name);
        if name.is_empty() {
            let id = feature_named.ok_or(Named::Unknown)?;
            let found = (0..self.parcels.len() as u32).find(|&parcel| is_of_feature(parcel, id));
            return found.ok_or(Named::Unknown);
        }
        let (commune, sheet, number) = parts(&name).ok_or(Named::Unknown)?;
        let same = self.by_key.get(&(sheet, number)).ok_or(Named::Unknown)?;
        let is_meant = |parcel: &&u32| {
            let record = &self.parcels.records[**parcel as usize];
            let is_of_commune = commune
                .as_ref()
                .is_none_or(|named| record.key.commune.as_deref().map(words).as_ref() == Some(named));
            is_of_commune && feature_named.is_none_or(|id| is_of_feature(**parcel, id))
        };
        let mut meant = same.iter().filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some(&only), None) => Ok(only),
            (Some(_), Some(_)) => Err(Named::Several),
            _ => Err(Named::Unknown),
        }
    }
}

/// Commune, sheet and number of `06211 to 5 thua 12` or `5/12`, folded.
fn parts(name: &str) -> Option<(Option<String>, String, String)> {
    for (sheet_word, number_word) in [(" to ", " thua "), (" sheet ", " parcel ")] {
        // The last one: communes are called Tô Hiệu too.
        if let Some((front, number)) = name.split_once(number_word)
            && let Some((commune, sheet)) = format!(" {front}").rsplit_once(sheet_word)
        {
            let commune = Some(commune.trim()).filter(|commune| !commune.is_empty()).map(str::to_owned);
            return Some((commune, sheet.trim().to_owned(), number.trim().to_owned()));
        }
    }
    let (front, number) = name.split_once('/')?;
    let (commune, sheet) =
        front.trim().rsplit_once(' ').map_or((None, front), |(commune, sheet)| (Some(commune), sheet));
    Some((commune.map(str::to_owned), sheet.trim().to_owned(), number.trim().to_owned()))
}

/// Folded, one blank between words.
fn words(text: &str) -> String {
    folded(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare(text: &str) -> String {
    folded(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;
    use thuadat_core::ParcelKey;

    fn parcels(keys: &[(&str, &str, &str)]) -> Parcels {
        let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
        let mut parcels = Parcels::from_polygons(&vec![square; keys.len()]);
        for (record, (commune, sheet, number)) in parcels.records.iter_mut().zip(keys) {
            record.key = ParcelKey {
                commune: Some((*commune).into()),
                sheet: Some((*sheet).into()),
                number: Some((*number).into()),
            };
        }
        parcels
    }

    #[test]
    fn every_label_leads_back_to_its_parcel() {
        let parcels = parcels(&[
            ("06211", "5", "12"),
            ("06211", "TĐ 03-2014", "c395"),
            ("06211", "7", "1"),
            ("06193", "7", "1"),
            ("06211", "8", "3"),
            ("06211", "8", "3"),
            ("Phường Tô Hiệu", "9", "1"),
            ("Xã Đồng Mẫu", "9", "1"),
        ]);
        let names = ParcelNames::new(&parcels);
        for language in Language::ALL {
            for parcel in 0..parcels.len() as u32 {
                let label = names.label(parcel, language);
                assert_eq!(names.read(&label), Named::Parcels(vec![parcel]), "{label}");
            }
        }
        assert_eq!(names.label(0, Language::Vi), "tờ 5 thửa 12");
        assert_eq!(names.label(2, Language::Vi), "06211 tờ 7 thửa 1");
    }

    #[test]
    fn cells_are_read_as_people_type_them() {
        let parcels =
            parcels(&[("06211", "5", "12"), ("06211", "5", "13"), ("06211", "7", "1"), ("06193", "7", "1")]);
        let names = ParcelNames::new(&parcels);
        let check = |cell: &str, expected: Named| assert_eq!(names.read(cell), expected, "{cell}");
        check("5/12", Named::Parcels(vec![0]));
        check("Tờ 5  Thửa 12", Named::Parcels(vec![0]));
        check("to 5 thua 12", Named::Parcels(vec![0]));
        check("Sheet 5 parcel 12 + sheet 5 parcel 13", Named::Parcels(vec![0, 1]));
        check("06193 7/1", Named::Parcels(vec![3]));
        check("7/1", Named::Several);
        check("9/1", Named::Unknown);
        check("có", Named::Unknown);
        check("Không có thửa", Named::None);
        check("không có", Named::None);
        check("Không", Named::None);
        check("none", Named::None);
        check("Unlinked", Named::None);
    }
}
