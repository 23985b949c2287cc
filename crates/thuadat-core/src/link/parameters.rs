//! What linking is set to.

use crate::{AreaLimit, Day, LinkLimit, Profile};

/// The settings of a linking; a profile gives them.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkParameters {
    /// How far the area of a certificate may be from that of the parcel.
    pub area: AreaLimit,
    /// Scale denominator of the maps where a certificate does not say.
    pub scale: f64,
    /// Areas of rows that say the same of one parcel differ by no more than this, in square metres.
    pub rounding_m2: f64,
    /// How probable a link by what is like alone (tier 3) must be.
    pub limit: LinkLimit,
    /// The day communes merged, for codes of which no list tells it.
    pub merged_on: Day,
    /// Which tiers may decide.
    pub last_tier: Tier,
}

/// The day on which the communes of today came to be.
const COMMUNES_OF_TODAY: Day = Day::new(2025, 7, 1);

impl From<&Profile> for LinkParameters {
    fn from(profile: &Profile) -> Self {
        Self {
            area: profile.legal_area,
            scale: profile.scale,
            rounding_m2: profile.land_use_areas_m2,
            limit: profile.link,
            merged_on: COMMUNES_OF_TODAY,
            last_tier: Tier::Probable,
        }
    }
}

impl Default for LinkParameters {
    /// Those of the strict profile.
    fn default() -> Self {
        Self::from(&Profile::strict())
    }
}

/// How a row came to its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// By a person.
    Person,
    /// By its very key, through dated communes and lists of renumbered sheets.
    Exact,
    /// By a key that differs as slips of the pen do, or of which several things can be meant, with evidence beside it.
    Near,
    /// By what is like, weighed by how often it is so of parcels that belong together and of those that do not.
    Probable,
}

impl Tier {
    /// The tier's number, from 1; zero for a person.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Person => 0,
            Self::Exact => 1,
            Self::Near => 2,
            Self::Probable => 3,
        }
    }
}
