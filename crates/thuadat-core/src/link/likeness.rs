//! How a row and a parcel are alike, fact by fact.

use super::holders::{HolderNames, Holders, HoldersId};
use super::texts::TextId;
use crate::land_use::land_uses;
use crate::measure::planar_area_m2;
use crate::{AreaLimit, CertificateEntry, Codes, Parcels};
use rayon::prelude::*;
use std::collections::HashMap;

/// Sums of doubles differ from the paper's decimals by less than this.
const DIGIT_NOISE_M2: f64 = 1e-6;
/// Areas that differ by no more than this part of the larger are of the same order.
const ABOUT: f64 = 0.05;
const ROUGHLY: f64 = 0.25;

macro_rules! levels {
    ($($(#[$doc:meta])* $name:ident { $($(#[$level_doc:meta])* $level:ident = $number:literal, $id:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            /// One of the two does not say.
            #[default]
            Unknown,
            $($(#[$level_doc])* $level,)+
        }

        impl $name {
            /// The names of the levels, the most alike first.
            pub const LEVELS: &'static [&'static str] = &[$($id),+];

            /// Zero where nothing is known, else the position in [`Self::LEVELS`] from 1.
            #[must_use]
            pub const fn level(self) -> u8 {
                match self { Self::Unknown => 0, $(Self::$level => $number),+ }
            }
        }
    )+};
}

levels! {
    /// How sheets are alike.
    SheetLikeness {
        /// The same.
        Same = 1, "same";
        /// Different in characters that are mistaken for each other.
        Confused = 2, "confused-characters";
        /// Different in one character.
        OneEdit = 3, "one-edit";
        /// Different.
        Other = 4, "other";
    }
    /// How numbers are alike.
    NumberLikeness {
        /// The same.
        Same = 1, "same";
        /// One is of a parcel that was split, the other of a part of it.
        Family = 2, "parent-or-part";
        /// Different in characters that are mistaken for each other.
        Confused = 3, "confused-characters";
        /// Different in one character.
        OneEdit = 4, "one-edit";
        /// Different.
        Other = 5, "other";
    }
    /// How areas are alike.
    AreaLikeness {
        /// The same to the digit that is written.
        Equal = 1, "equal";
        /// Within the limit between two surveys.
        WithinLimit = 2, "within-limit";
        /// Within a twentieth.
        About = 3, "about";
        /// Within a quarter.
        Roughly = 4, "roughly";
        /// Different.
        Other = 5, "other";
    }
    /// How land uses are alike.
    LandUseLikeness {
        /// The same, by the codes of today.
        Same = 1, "same";
        /// Some of them the same.
        Partly = 2, "partly";
        /// Different.
        Other = 3, "other";
    }
    /// What the official identifier of a row says of a parcel.
    CodeLikeness {
        /// It is the parcel's, or its place is in the parcel.
        Here = 1, "here";
        /// It means another parcel.
        Elsewhere = 2, "elsewhere";
    }
    /// How the names of holders are alike.
    HolderLikeness {
        /// One of them is the same, whatever its dress.
        Same = 1, "same";
        /// Different by a slip of the pen.
        OneEdit = 2, "one-edit";
        /// One leaves out words that the other has.
        Partly = 3, "partly";
        /// Different.
        Other = 4, "other";
    }
}

/// How a row and a parcel are alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Likeness {
    /// Their sheets.
    pub sheet: SheetLikeness,
    /// Their numbers.
    pub number: NumberLikeness,
    /// Their areas.
    pub area: AreaLikeness,
    /// Their land uses.
    pub land_use: LandUseLikeness,
    /// The official identifier.
    pub code: CodeLikeness,
    /// The names of their holders.
    pub holder: HolderLikeness,
}

impl Likeness {
    /// Whether facts beside the key speak for the two belonging together, and none against. Where the key differs by one
    /// character there are many to choose from, and only the very area tells one of them, unless the map names other holders;
    /// or an area near it beside the name of the holder. That name alone tells a parcel where the key is as written.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        let is_here = self.code == CodeLikeness::Here;
        let is_theirs = self.holder == HolderLikeness::Same;
        let are_many = self.number == NumberLikeness::OneEdit || self.sheet == SheetLikeness::OneEdit;
        let fits = match self.area {
            AreaLikeness::Equal => !are_many || self.holder != HolderLikeness::Other,
            AreaLikeness::WithinLimit => !are_many || is_theirs,
            AreaLikeness::Unknown => is_theirs && self.is_as_written(),
            _ => false,
        };
        (is_here || fits) && !self.is_opposed() && self.land_use != LandUseLikeness::Other
    }

    /// Whether sheet and number are as written, but for characters that are mistaken for each other.
    const fn is_as_written(self) -> bool {
        matches!(self.number, NumberLikeness::Same | NumberLikeness::Confused)
            && matches!(self.sheet, SheetLikeness::Same | SheetLikeness::Confused)
    }

    /// Whether a fact beside the key speaks against it.
    #[must_use]
    pub fn is_opposed(&self) -> bool {
        self.area == AreaLikeness::Other || self.code == CodeLikeness::Elsewhere
    }
}

/// The facts of parcels and the land uses of rows, ready to be compared.
pub(super) struct Facts<'a> {
    parcels: &'a Parcels,
    /// The area of each shape; not a number where it has none.
    pub(super) shape_m2: Vec<f64>,
    pub(super) land_use_of: Vec<TextId>,
    pub(super) land_uses: LandUses<'a>,
    pub(super) holders: Holders,
}

/// What a row says beside its key.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowFacts {
    pub(super) area_m2: Option<f64>,
    pub(super) land_use: u32,
    /// The parcel its official identifier means.
    pub(super) coded: Option<u32>,
    pub(super) scale: f64,
    pub(super) holders: HoldersId,
}

impl<'a> Facts<'a> {
    pub(super) fn new(parcels: &'a Parcels, codes: &'a Codes, names: &HolderNames) -> Self {
        let shape_m2 =
            (0..parcels.len()).into_par_iter().map(|parcel| planar_area_m2(&parcels.geometries, parcel));
        let shape_m2 = shape_m2.collect();
        let mut land_uses = LandUses::new(codes);
        let land_use_of = parcels
            .records
            .iter()
            .map(|record| record.land_use.as_deref().map_or(0, |text| land_uses.learn(text)));
        let land_use_of = land_use_of.collect();
        Self { parcels, shape_m2, land_use_of, land_uses, holders: Holders::new(names) }
    }

    /// The areas a parcel goes by.
    pub(super) fn areas_m2(&self, parcel: u32) -> impl Iterator<Item = f64> {
        let record = &self.parcels.records[parcel as usize];
        let shape_m2 = Some(self.shape_m2[parcel as usize]);
        let stated = [record.recorded_area_m2, record.legal_area_m2, shape_m2];
        stated.into_iter().flatten().filter(|area_m2| area_m2.is_finite() && *area_m2 > 0.0)
    }

    /// How the area of a row and that of a parcel are alike; by the nearest of the areas the parcel goes by.
    pub(super) fn area(&self, row: &RowFacts, parcel: u32, limit: &AreaLimit) -> AreaLikeness {
        let Some(row_m2) = row.area_m2 else { return AreaLikeness::Unknown };
        let levels = self.areas_m2(parcel).map(|area_m2| area_likeness(row_m2, area_m2, limit, row.scale));
        levels.min().unwrap_or_default()
    }

    /// The same with several parcels taken together.
    pub(super) fn area_of_all(&self, row: &RowFacts, parcels: &[u32], limit: &AreaLimit) -> AreaLikeness {
        let Some(row_m2) = row.area_m2 else { return AreaLikeness::Unknown };
        let sum = |which: fn(&Self, u32) -> Option<f64>| -> Option<f64> {
            parcels.iter().map(|&parcel| which(self, parcel)).sum()
        };
        let recorded = sum(|facts, parcel| facts.parcels.records[parcel as usize].recorded_area_m2);
        let legal = sum(|facts, parcel| {
            let record = &facts.parcels.records[parcel as usize];
            record.legal_area_m2.or(record.recorded_area_m2)
        });
        let shape = sum(|facts, parcel| Some(facts.shape_m2[parcel as usize]));
        let sums = [recorded, legal, shape]
            .into_iter()
            .flatten()
            .filter(|area_m2| area_m2.is_finite() && *area_m2 > 0.0);
        sums.map(|area_m2| area_likeness(row_m2, area_m2, limit, row.scale)).min().unwrap_or_default()
    }

    pub(super) fn land_use(&self, row: &RowFacts, parcel: u32) -> LandUseLikeness {
        self.land_uses.likeness(row.land_use, self.land_use_of[parcel as usize])
    }
}

fn area_likeness(row_m2: f64, parcel_m2: f64, limit: &AreaLimit, scale: f64) -> AreaLikeness {
    let difference_m2 = (row_m2 - parcel_m2).abs();
    let larger_m2 = row_m2.max(parcel_m2);
    match difference_m2 - DIGIT_NOISE_M2 {
        digit if digit <= limit.area_m2 => AreaLikeness::Equal,
        survey if survey <= limit.of(parcel_m2, scale) => AreaLikeness::WithinLimit,
        about if about <= ABOUT * larger_m2 => AreaLikeness::About,
        roughly if roughly <= ROUGHLY * larger_m2 => AreaLikeness::Roughly,
        _ => AreaLikeness::Other,
    }
}

/// Sets of land uses by number; zero is nothing known.
pub(super) struct LandUses<'a> {
    codes: &'a Codes,
    names: HashMap<String, Box<str>>,
    by_text: HashMap<Box<str>, u32>,
    by_set: HashMap<Vec<Box<str>>, u32>,
    sets: Vec<Vec<Box<str>>>,
}

impl<'a> LandUses<'a> {
    fn new(codes: &'a Codes) -> Self {
        let mut named: Vec<(String, Box<str>)> =
            codes.all().map(|code| (code.name.to_lowercase(), code.code.clone())).collect();
        named.sort();
        Self {
            codes,
            names: named.into_iter().collect(),
            by_text: HashMap::new(),
            by_set: HashMap::from([(Vec::new(), 0)]),
            sets: vec![Vec::new()],
        }
    }

    /// The set a text names; zero where nothing in it is a code.
    pub(super) fn learn(&mut self, text: &str) -> u32 {
        if let Some(&set) = self.by_text.get(text) {
            return set;
        }
        let mut codes: Vec<Box<str>> = match self.names.get(text.trim().to_lowercase().as_str()) {
            Some(code) => vec![self.of_today(code)],
            None => land_uses(text).map(|land_use| self.of_today(land_use.code)).collect(),
        };
        codes.sort();
        codes.dedup();
        let next = self.sets.len() as u32;
        let set = *self.by_set.entry(codes).or_insert_with_key(|codes| {
            self.sets.push(codes.clone());
            next
        });
        self.by_text.insert(text.into(), set);
        set
    }

    /// The set of the land uses of a row.
    pub(super) fn learn_of(&mut self, entry: &CertificateEntry) -> u32 {
        match &*entry.land_uses {
            [] => 0,
            [only] => self.learn(&only.land_use),
            several => {
                let is_named =
                    |text: &str| self.names.get(text.trim().to_lowercase().as_str()).map(|code| &**code);
                let joined: Vec<&str> =
                    several.iter().map(|one| is_named(&one.land_use).unwrap_or(&one.land_use)).collect();
                let joined = joined.join("+");
                self.learn(&joined)
            }
        }
    }

    fn of_today(&self, code: &str) -> Box<str> {
        let code = code.to_uppercase();
        let successor = self.codes.meaning(&code, None).filter(|known| known.until.is_some());
        match successor.and_then(|known| known.successors.first()) {
            Some(now) => now.clone(),
            None => code.into(),
        }
    }

    /// Words no list has are no evidence against anything.
    fn likeness(&self, one: u32, other: u32) -> LandUseLikeness {
        let (one, other) = (&self.sets[one as usize], &self.sets[other as usize]);
        if one.is_empty() || other.is_empty() {
            return LandUseLikeness::Unknown;
        }
        if one == other {
            return LandUseLikeness::Same;
        }
        if one.iter().any(|code| other.contains(code)) {
            return LandUseLikeness::Partly;
        }
        let are_known = [one, other].iter().all(|set| set.iter().all(|code| self.codes.find(code).is_some()));
        if are_known || self.codes.is_empty() { LandUseLikeness::Other } else { LandUseLikeness::Unknown }
    }
}
