//! Which row of the registers belongs to which parcels, and what was done to it.

use serde::{Deserialize, Serialize};
use thuadat_core::Rule;

/// The truth about each row of the registers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegisterTruth {
    /// Seed the registers were made with.
    pub seed: u64,
    /// The rows, by register, then by row.
    pub rows: Vec<RowTruth>,
    /// Feature ids of the parcels that may have a certificate and are in no row, ascending.
    pub without_certificate: Vec<i64>,
}

/// One row of a register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowTruth {
    /// Position of the register.
    pub register: u32,
    /// Row or line, counted from 1.
    pub row: u32,
    /// Feature ids of the parcels it belongs to, ascending.
    pub parcels: Vec<i64>,
    /// What a linker can know from the row.
    pub expected: Expected,
    /// What was done to the row; nothing where it is as it should be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Done>,
}

/// What a linker can know from a row and the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// Its parcels.
    Linked,
    /// Its facts fit several parcels, or belie their own number: candidates at best.
    Ambiguous,
    /// It contradicts itself or another row; the contradiction must be named, whether or not the parcels are.
    Conflict,
    /// Its parcel is on no map.
    Unlinked,
}

/// What was done to a row, rightly or wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// The sheet has another number since communes merged.
    Renumbered,
    /// Two maps have a sheet of that number, and the row says no scale.
    NoScale,
    /// The commune is written as it is called today, on a certificate of before.
    CommuneOfToday,
    /// Several parcels in one cell.
    SeveralInCell,
    /// A digit of the number was read as a letter like it.
    Confused,
    /// A digit of the number is another one or is left out, and there is no such parcel.
    OneEdit,
    /// A digit of the number is another one, and there is such a parcel, of another area.
    OneEditToAnother,
    /// Sheet and number of today stand beside those printed.
    CurrentGiven,
    /// The holder is written in TCVN3.
    Tcvn3,
    /// A second certificate of other people for the same parcel.
    SecondCertificate,
    /// The serial of another certificate.
    SerialOfAnother,
    /// The identifier is that of another parcel.
    CodeOfAnother,
    /// The same certificate and parcel as in another row, with another area.
    AreaOfRowsDiffers,
    /// The number belonged to a parcel that is no more.
    Retired,
    /// The sheet is of a map that no list knows.
    UnknownSheet,
    /// No certificate was issued; the serial says so.
    NoCertificateYet,
    /// The day of issue is one that cannot be.
    ImpossibleDate,
    /// A letter of the serial was read as one like it.
    SerialConfused,
    /// The registry number is a placeholder.
    RegistryPlaceholder,
    /// The identity number has a digit too few.
    IdentityMalformed,
    /// The area is not that of the parcel, though of its order.
    AreaDiffers,
    /// The land use is not that of the parcel.
    LandUseDiffers,
    /// The number is that of a part, which was joined to the rest since.
    PartJoined,
    /// Another row of the certificate has another day of issue.
    IssuedOfRowsDiffers,
}

impl Done {
    /// The rule that finds it; none where no certificate rule does.
    #[must_use]
    pub const fn rule(self) -> Option<Rule> {
        Some(match self {
            Self::SecondCertificate => Rule::ParcelHasSeveral,
            Self::SerialOfAnother => Rule::SerialDuplicate,
            Self::AreaOfRowsDiffers | Self::IssuedOfRowsDiffers => Rule::EntriesDisagree,
            Self::Retired | Self::UnknownSheet => Rule::ParcelMissing,
            Self::ImpossibleDate => Rule::DateImpossible,
            Self::SerialConfused => Rule::SerialMalformed,
            Self::RegistryPlaceholder => Rule::RegistryPlaceholder,
            Self::IdentityMalformed => Rule::IdentityMalformed,
            Self::AreaDiffers => Rule::CertificateAreaDiffers,
            Self::LandUseDiffers => Rule::CertificateLandUseDiffers,
            Self::PartJoined => Rule::OnRetiredParcel,
            _ => return None,
        })
    }
}
