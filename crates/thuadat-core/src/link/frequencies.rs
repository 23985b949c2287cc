//! How often values occur on the map: agreement on what is rare tells more than on what is common.

use super::likeness::{Facts, Likeness, RowFacts};
use super::map_index::MapIndex;
use super::model::MatchModel;
use super::outcome::FACTS;
use crate::AreaLimit;
use rayon::prelude::*;

/// The frequencies of the values of one map.
pub(super) struct Frequencies {
    numbers: Vec<u32>,
    land_uses: Vec<u32>,
    /// Every area a parcel goes by first, ascending, with the parcel.
    areas: Vec<(f64, u32)>,
    parcels: f64,
}

impl Frequencies {
    pub(super) fn new(map: &MapIndex, facts: &Facts<'_>, parcels: usize) -> Self {
        let (mut numbers, mut land_uses): (Vec<u32>, Vec<u32>) = Default::default();
        let count = |counts: &mut Vec<u32>, value: u32| {
            if counts.len() <= value as usize {
                counts.resize(value as usize + 1, 0);
            }
            counts[value as usize] += 1;
        };
        for parcel in 0..parcels as u32 {
            count(&mut numbers, map.key(parcel).number);
            count(&mut land_uses, facts.land_use_of[parcel as usize]);
        }
        let mut areas: Vec<(f64, u32)> = (0..parcels as u32)
            .into_par_iter()
            .filter_map(|parcel| Some((facts.areas_m2(parcel).next()?, parcel)))
            .collect();
        areas.par_sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        Self { numbers, land_uses, areas, parcels: (parcels as f64).max(1.0) }
    }

    /// The parcels whose first area is this one to the digit.
    pub(super) fn of_area(&self, area_m2: f64, digit_m2: f64) -> &[(f64, u32)] {
        let start = self.areas.partition_point(|(known_m2, _)| *known_m2 < area_m2 - digit_m2);
        let end = self.areas.partition_point(|(known_m2, _)| *known_m2 <= area_m2 + digit_m2);
        &self.areas[start..end.max(start)]
    }

    /// What each fact is worth for a row and a parcel, in bits: sheet, number, area, land use, identifier, holder.
    #[expect(
        clippy::too_many_arguments,
        reason = "the two sides, what is known of each, and how they are alike"
    )]
    pub(super) fn bits(
        &self,
        model: &MatchModel<FACTS>,
        map: &MapIndex,
        facts: &Facts<'_>,
        row: &RowFacts,
        parcel: u32,
        likeness: Likeness,
        limit: &AreaLimit,
    ) -> [f64; FACTS] {
        let key = map.key(parcel);
        let frequency = |field: usize| match field {
            0 => map.sheet(key.commune, key.sheet).len() as f64,
            1 => f64::from(self.numbers[key.number as usize]),
            2 => row.area_m2.map_or(1.0, |area_m2| self.of_area(area_m2, limit.area_m2 + 1e-6).len() as f64),
            3 => f64::from(self.land_uses[facts.land_use_of[parcel as usize] as usize]),
            5 => facts.holders.frequency(row.holders, parcel),
            _ => 1.0,
        };
        let levels = levels(likeness);
        std::array::from_fn(|field| match levels[field] {
            1 => model.fields[field].weight_of_frequency(frequency(field).max(1.0) / self.parcels),
            level => model.fields[field].weight(level),
        })
    }
}

/// A likeness as levels.
pub(super) fn levels(likeness: Likeness) -> [u8; FACTS] {
    [
        likeness.sheet.level(),
        likeness.number.level(),
        likeness.area.level(),
        likeness.land_use.level(),
        likeness.code.level(),
        likeness.holder.level(),
    ]
}
