//! Which label lies in which face.

use super::faces::Face;
use super::label::{Label, LabelForm};
use crate::plane::{Bounds, PackedTree, Point, tiled_order};
use std::collections::{BTreeMap, BTreeSet};

/// A label and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedLabel<'a> {
    pub(super) label: Label<'a>,
    pub(super) at: Point,
    pub(super) feature: i64,
}

/// Where a label lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    In(u32),
    OnLine,
    Nowhere,
}

/// The face each label lies in.
///
/// O((n + m) log n) for n corners of faces and m labels, as long as faces are not long and thin and all across each other.
pub(super) fn homes<'l>(faces: &[Face], labels: impl Iterator<Item = &'l Point>) -> Vec<Home> {
    let boxes: Vec<Bounds> = faces.iter().map(Face::bounds).collect();
    let areas: Vec<i128> = faces.iter().map(Face::area_doubled).collect();
    let order = tiled_order(&boxes);
    let tree = PackedTree::new(order.iter().map(|&face| boxes[face as usize]).collect());
    let home = |&at: &Point| {
        let mut candidates = Vec::new();
        tree.query(&Bounds { min: at, max: at }, &mut |position| candidates.push(order[position]));
        // Small ones first: the ground between all blocks of a commune has corners enough for all others together.
        candidates.sort_unstable_by_key(|&face| (areas[face as usize], face));
        for face in candidates {
            match faces[face as usize].holds(at) {
                Some(true) => return Home::In(face),
                None => return Home::OnLine,
                Some(false) => {}
            }
        }
        Home::Nowhere
    };
    labels.map(home).collect()
}

/// What all labels in one face say together of a parcel.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FaceLabels<'a> {
    /// Each parcel named, with the feature that names it first.
    pub(super) parcels: BTreeMap<ParcelNamed<'a>, i64>,
    pub(super) area_m2: Option<f64>,
    pub(super) land_use: Option<&'a str>,
}

/// A parcel as a label names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ParcelNamed<'a> {
    pub(super) sheet: Option<&'a str>,
    pub(super) number: &'a str,
}

impl ParcelNamed<'_> {
    pub(super) fn shown(&self) -> Box<str> {
        match self.sheet {
            Some(sheet) => format!("{sheet}/{}", self.number).into(),
            None => self.number.into(),
        }
    }
}

impl<'a> FaceLabels<'a> {
    pub(super) fn add(&mut self, label: &Label<'a>, form: Option<LabelForm>, feature: i64) {
        let (named, area_m2) = understood(label, form);
        if let Some(named) = named {
            let first = self.parcels.entry(named).or_insert(feature);
            *first = feature.min(*first);
        }
        self.area_m2 = self.area_m2.or(area_m2);
        self.land_use = self.land_use.or(label.land_use);
    }

    /// Takes a number without a sheet and the same number with one for the same parcel, as a table beside the drawing and
    /// its labels name it.
    pub(super) fn unite(&mut self) {
        let without_sheet: Vec<ParcelNamed<'_>> =
            self.parcels.keys().take_while(|named| named.sheet.is_none()).copied().collect();
        for named in without_sheet {
            let mut same = self.parcels.keys().filter(|it| it.sheet.is_some() && it.number == named.number);
            if let (Some(&with_sheet), None) = (same.next(), same.next()) {
                let first =
                    self.parcels.remove(&named).into_iter().chain(self.parcels.get(&with_sheet).copied());
                let first = first.min().expect("it is there");
                self.parcels.insert(with_sheet, first);
            }
        }
    }
}

/// The parcel a label names, and its area.
pub(super) fn understood<'a>(
    label: &Label<'a>,
    form: Option<LabelForm>,
) -> (Option<ParcelNamed<'a>>, Option<f64>) {
    let named = |sheet, number| Some(ParcelNamed { sheet, number });
    match (&label.numbers[..], form) {
        ([], _) => (None, label.area_m2),
        ([number], _) => (named(None, number), label.area_m2),
        ([sheet, number, area], _) => {
            (named(Some(sheet), number), label.area_m2.or_else(|| area.parse().ok()))
        }
        ([number, area], Some(LabelForm::NumberArea)) if label.area_m2.is_none() => {
            (named(None, number), area.parse().ok())
        }
        ([sheet, number, ..], _) => (named(Some(sheet), number), label.area_m2),
    }
}

/// What two whole numbers in one label mean: parcel and area where the second is mostly the area of the face, otherwise
/// sheet and parcel.
pub(super) fn form_of(
    labels: &[PlacedLabel<'_>],
    homes: &[Home],
    area_m2: impl Fn(u32) -> f64,
) -> Option<LabelForm> {
    let (mut pairs, mut areas) = (0_usize, 0_usize);
    let mut firsts = BTreeSet::new();
    for (placed, home) in labels.iter().zip(homes) {
        let ([first, second], None) = (&placed.label.numbers[..], placed.label.area_m2) else { continue };
        firsts.insert(*first);
        let Home::In(face) = *home else { continue };
        pairs += 1;
        let of_face = area_m2(face);
        let is_area = second.parse::<f64>().is_ok_and(|area| (area - of_face).abs() <= 1.0 + 0.01 * of_face);
        areas += usize::from(is_area);
    }
    if firsts.is_empty() {
        None
    } else if pairs > 0 && 2 * areas > pairs {
        Some(LabelForm::NumberArea)
    } else {
        Some(LabelForm::SheetNumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_its_sheet_and_without_is_of_one_parcel() {
        let cases: [(&[&str], &[&str]); 5] = [
            (&["12", "5/12"], &["5/12"]),
            (&["5/12", "12"], &["5/12"]),
            (&["13", "5/12"], &["13", "5/12"]),
            (&["12", "5/12", "6/12"], &["12", "5/12", "6/12"]),
            (&["12", "12"], &["12"]),
        ];
        for (texts, named) in cases {
            let mut labels = FaceLabels::default();
            for (feature, text) in (0..).zip(texts) {
                let label = Label::read(text).expect("it is a label");
                labels.add(&label, Some(LabelForm::SheetNumber), feature);
            }
            labels.unite();
            let shown: Vec<_> = labels.parcels.keys().map(ParcelNamed::shown).collect();
            assert_eq!(shown.iter().map(|name| &**name).collect::<Vec<_>>(), named, "{texts:?}");
        }
    }
}
