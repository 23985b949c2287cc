//! Rules that weigh a dataset as a whole, where only some of its parcels are at hand.
//!
//! What these rules tell is about parcels that stand out by themselves, or together with others of the same key, and
//! about how many there are in all. So the parcels that stand out are enough, with the counts.

use super::inspection::Inspection;
use super::preparation::{OffGrid, find_off_grid};
use super::{codes, number, parcel_code, preparation};
use crate::{Finding, Parcels, Profile, References, Unobserved};

/// What is known of all parcels of a dataset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    pub(crate) parcels: usize,
    pub(crate) vertices: usize,
    /// Parcels that have an identifier.
    pub(crate) codes: usize,
    pub(crate) off_grid: Option<OffGrid>,
    /// Whether coordinates were computed from those of another system.
    pub(crate) is_projected: bool,
}

impl Whole {
    /// Counts parcels that are not yet counted. `positions` are those of the parcels at hand among all.
    pub(crate) fn add(&mut self, parcels: &Parcels, own: &[u32], positions: &[u32], profile: &Profile) {
        let references = References::default();
        let inspection = Inspection::new(parcels, profile, &references, &Unobserved);
        let shapes = &parcels.geometries;
        self.parcels += own.len();
        self.is_projected |= parcels.preparation.is_projected;
        self.vertices += own.iter().map(|&it| shapes.parcel_coords(it as usize).len()).sum::<usize>();
        self.codes += own.iter().filter(|&&parcel| parcel_code::code(&inspection, parcel).is_some()).count();
        if let Some(more) = find_off_grid(&inspection, own) {
            let more = OffGrid { parcel: positions[more.parcel as usize], ..more };
            self.off_grid = Some(self.off_grid.map_or(more, |known| known.and(more)));
        }
    }
}

/// The parcels that stand out by themselves, in some order, some of them several times.
pub(crate) fn standing_out(parcels: &Parcels, profile: &Profile, references: &References) -> Vec<u32> {
    let inspection = Inspection::new(parcels, profile, references, &Unobserved);
    let mut found = number::with_text(&inspection);
    found.extend(codes::with_unusual_codes(&inspection));
    found.extend(parcel_code::with_malformed_codes(&inspection));
    found
}

/// What these rules tell, with the parcels at hand that stand out and those whose keys others may have too.
pub(crate) fn findings_about_the_whole(
    parcels: &Parcels,
    profile: &Profile,
    references: &References,
    whole: &Whole,
) -> Vec<Finding> {
    let inspection = Inspection::new(parcels, profile, references, &Unobserved).of_whole(whole);
    let found = [
        number::duplicate_numbers(&inspection),
        number::text_numbers(&inspection),
        preparation::off_lattice(&inspection).map(|finding| finding.into_iter().collect()),
        codes::land_use_codes(&inspection),
        codes::commune_codes(&inspection),
        parcel_code::malformed(&inspection),
        parcel_code::duplicates(&inspection),
    ];
    found.into_iter().flat_map(|found| found.expect("nobody interrupts")).collect()
}
