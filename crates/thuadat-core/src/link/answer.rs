//! The parcels a row may mean, before it is decided which.

use super::likeness::{CodeLikeness, Facts, Likeness, NumberLikeness, RowFacts, SheetLikeness};
use super::map_index::{Keyed, MapIndex};
use super::outcome::{LinkBasis, Neighbours, Route};
use super::route::SheetOption;
use super::written::{
    canonical, is_one_edit, parent, readings_of_blanks, readings_of_dash, several, skeleton,
};
use crate::AreaLimit;

/// What a row may mean: a parcel, or several of one cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) parcels: Vec<u32>,
    pub(super) basis: LinkBasis,
    /// Where its sheet comes from.
    pub(super) from: u64,
    pub(super) needs_support: bool,
}

/// Holds rows against parcels.
pub(super) struct Comparer<'a> {
    pub(super) map: &'a MapIndex,
    pub(super) facts: &'a Facts<'a>,
    pub(super) limit: AreaLimit,
}

impl Comparer<'_> {
    /// The parcels of a cell's very numbers on the sheets it may mean.
    pub(super) fn exact(&self, row: &RowFacts, options: &[SheetOption], cell: &str) -> Vec<Answer> {
        let mut answers = Vec::new();
        let number = self.map.texts.find(&canonical(cell));
        for option in options {
            let found =
                number.map_or(&[][..], |number| self.map.numbered(option.commune, option.sheet, number));
            for keyed in found {
                self.add(row, option, vec![keyed.parcel], NumberLikeness::Same, &mut answers);
            }
        }
        if answers.is_empty()
            && let Some(numbers) = several(cell)
        {
            for option in options {
                self.add_all(row, option, &numbers, false, &mut answers);
            }
        }
        answers
    }

    /// The parcels whose numbers are near to that of a cell: mistaken characters, one slip, parents and parts, and what
    /// a dash can mean.
    pub(super) fn near(&self, row: &RowFacts, options: &[SheetOption], cell: &str) -> Vec<Answer> {
        let written = canonical(cell);
        let mut answers = Vec::new();
        for option in options {
            for numbers in readings_of_dash(&written).into_iter().chain(readings_of_blanks(&written)) {
                self.add_all(row, option, &numbers, true, &mut answers);
            }
            let like = NumberLike::new(&written);
            let sheet = self.map.sheet(option.commune, option.sheet);
            for keyed in sheet {
                let likeness = like.likeness(self.map, keyed);
                if !matches!(likeness, NumberLikeness::Same | NumberLikeness::Other) {
                    self.add(row, option, vec![keyed.parcel], likeness, &mut answers);
                }
            }
            let is_part = |keyed: &&Keyed| parent(self.map.texts.text(keyed.number)) == Some(&*written);
            let mut parts: Vec<u32> = sheet.iter().filter(is_part).map(|keyed| keyed.parcel).collect();
            parts.sort_unstable();
            if parts.len() > 1 {
                self.add(row, option, parts, NumberLikeness::Family, &mut answers);
            }
        }
        for answer in &mut answers {
            answer.needs_support = true;
        }
        answers
    }

    /// Adds all the parcels of a cell of several, if each is there.
    fn add_all(
        &self,
        row: &RowFacts,
        option: &SheetOption,
        numbers: &[String],
        needs_support: bool,
        answers: &mut Vec<Answer>,
    ) {
        let parcel = |number: &String| match self.map.numbered(
            option.commune,
            option.sheet,
            self.map.texts.find(number)?,
        ) {
            [only] => Some(only.parcel),
            _ => None,
        };
        let parcels: Option<Vec<u32>> = numbers.iter().map(parcel).collect();
        if let Some(parcels) = parcels {
            let option = SheetOption { needs_support: option.needs_support || needs_support, ..*option };
            self.add(row, &option, parcels, NumberLikeness::Same, answers);
        }
    }

    fn add(
        &self,
        row: &RowFacts,
        option: &SheetOption,
        parcels: Vec<u32>,
        number: NumberLikeness,
        answers: &mut Vec<Answer>,
    ) {
        if answers.iter().any(|known| known.parcels == parcels) {
            return;
        }
        let likeness = self.likeness(row, &parcels, option.likeness, number);
        answers.push(Answer {
            parcels,
            basis: LinkBasis {
                route: option.route,
                likeness,
                siblings: 0,
                neighbours: Neighbours::default(),
            },
            from: option.from,
            needs_support: option.needs_support || option.likeness != SheetLikeness::Same,
        });
    }

    /// How a row and parcels are alike, once it is known how their numbers are.
    pub(super) fn likeness(
        &self,
        row: &RowFacts,
        parcels: &[u32],
        sheet: SheetLikeness,
        number: NumberLikeness,
    ) -> Likeness {
        let code = match row.coded {
            None => CodeLikeness::Unknown,
            Some(coded) if parcels.contains(&coded) => CodeLikeness::Here,
            Some(_) => CodeLikeness::Elsewhere,
        };
        let (area, land_use) = match parcels {
            [only] => (self.facts.area(row, *only, &self.limit), self.facts.land_use(row, *only)),
            _ => (self.facts.area_of_all(row, parcels, &self.limit), self.facts.land_use(row, parcels[0])),
        };
        let holder = self.facts.holders.likeness(row.holders, parcels[0]);
        Likeness { sheet, number, area, land_use, code, holder }
    }

    /// The parcel of an official identifier alone.
    pub(super) fn coded(&self, row: &RowFacts) -> Option<Answer> {
        let parcel = row.coded?;
        let likeness = self.likeness(row, &[parcel], SheetLikeness::Unknown, NumberLikeness::Unknown);
        let basis =
            LinkBasis { route: Route::Code, likeness, siblings: 0, neighbours: Neighbours::default() };
        Some(Answer { parcels: vec![parcel], basis, from: 0, needs_support: false })
    }
}

/// The number of a row, to be held against those of many parcels.
pub(super) struct NumberLike {
    written: String,
    skeleton: String,
    parent: Option<String>,
}

impl NumberLike {
    pub(super) fn new(written: &str) -> Self {
        Self {
            written: written.to_owned(),
            skeleton: skeleton(written),
            parent: parent(written).map(str::to_owned),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    pub(super) fn likeness(&self, map: &MapIndex, keyed: &Keyed) -> NumberLikeness {
        let text = map.texts.text(keyed.number);
        if text == self.written {
            NumberLikeness::Same
        } else if self.parent.as_deref() == Some(text) || parent(text) == Some(&self.written) {
            NumberLikeness::Family
        } else if *map.texts.skeleton(keyed.number) == *self.skeleton {
            NumberLikeness::Confused
        } else if is_one_edit(text, &self.written) {
            NumberLikeness::OneEdit
        } else {
            NumberLikeness::Other
        }
    }
}
