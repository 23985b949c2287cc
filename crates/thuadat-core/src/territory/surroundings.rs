//! All that is known of the ground around parcels.

use super::{Frames, Territory};
use crate::lattice::Lattice;
use crate::{Parcels, Profile, References, Rule};

/// What a check holds the ground of parcels against.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    pub(crate) known_land: Option<Territory>,
    /// The frames parcels must lie in, by the rule that demands it.
    pub(crate) frames: Vec<(Rule, Frames)>,
}

impl Surroundings {
    /// Takes what the references have and the profile wants.
    pub(crate) fn new(parcels: &Parcels, profile: &Profile, references: &References) -> Self {
        let lattice = Lattice::new(profile.lattice_m);
        let wants = |rule: &Rule| profile.severity(*rule).is_some();
        let land = references.known_land.as_ref();
        let known_land = land.map(|land| Territory::new(&land.geometries, 0..land.len(), lattice));
        // A file of no polygon bounds nothing.
        let boundary = references.commune_boundary.as_ref().filter(|boundary| !boundary.is_empty());
        let boundary = boundary.filter(|_| wants(&Rule::OutsideCommune));
        let frames = references.sheet_frames.as_ref().filter(|_| wants(&Rule::OutsideSheet));
        let of_communes =
            boundary.map(|boundary| (Rule::OutsideCommune, Frames::of_communes(boundary, parcels, lattice)));
        let of_sheets =
            frames.map(|frames| (Rule::OutsideSheet, Frames::of_sheets(frames, parcels, lattice)));
        Self { known_land, frames: of_communes.into_iter().chain(of_sheets).collect() }
    }
}
