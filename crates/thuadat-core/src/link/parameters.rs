//! What linking is set to.

use crate::{AreaLimit, Day};

/// The settings of a linking; a profile gives them.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkParameters {
    /// How far the area of a certificate may be from that of the parcel.
    pub area: AreaLimit,
    /// Scale denominator of the maps where a certificate does not say.
    pub scale: f64,
    /// From this probability on a parcel is linked by what is like alone (tier 3).
    pub link_probability: f64,
    /// From this probability on a parcel is a candidate to be looked at.
    pub review_probability: f64,
    /// The day communes merged, for codes of which no list tells it.
    pub merged_on: Day,
    /// Which tiers may decide.
    pub last_tier: Tier,
}

impl Default for LinkParameters {
    fn default() -> Self {
        Self {
            area: AreaLimit { area_m2: 0.05, ratio: 0.0, factor: 0.0004 },
            scale: 500.0,
            link_probability: 0.999,
            review_probability: 0.5,
            merged_on: Day::new(2025, 7, 1),
            last_tier: Tier::Probable,
        }
    }
}

/// How a row came to its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// By its very key, through dated communes and lists of renumbered sheets.
    Exact,
    /// By a key that differs as slips of the pen do, or of which several things can be meant, with evidence beside it.
    Near,
    /// By what is like, weighed by how often it is so of parcels that belong together and of those that do not.
    Probable,
}

impl Tier {
    /// The tier's number, from 1.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Exact => 1,
            Self::Near => 2,
            Self::Probable => 3,
        }
    }
}
