//! What reading a file yields: parcels in metres, and where they came from.

use crate::attributes::Attributes;
use crate::crs::Crs;
use crate::scan::ColumnScan;
use std::fmt;
use thuadat_core::link::HolderNames;
use thuadat_core::{Message, Parcels};

/// Parcels in metres of one coordinate system, and what is known of their source.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// The parcels.
    pub parcels: Parcels,
    /// Where they came from.
    pub source: Source,
}

impl Dataset {
    /// Whether any vertex has a place: parcels without a shape have none.
    #[must_use]
    pub fn has_place(&self) -> bool {
        has_place(&self.parcels)
    }
}

pub(crate) fn has_place(parcels: &Parcels) -> bool {
    parcels.geometries.coords().iter().any(|at| at.x.is_finite() && at.y.is_finite())
}

/// Where parcels came from and how they were understood.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the user gave it; `-` for standard input.
    pub path: String,
    /// The layer read.
    pub layer: String,
    /// The format, by GDAL's name of it.
    pub format: String,
    /// What the file says its coordinate system is, such as `EPSG:4326`; none where it says nothing.
    pub declared_crs: Option<String>,
    /// The system the parcels stand in now: metres, easting first. Where no parcel has a place nothing was brought to
    /// metres, and it is the one the file or the user names.
    pub crs: Crs,
    /// How that system was arrived at.
    pub crs_origin: CrsOrigin,
    /// Which columns were taken for what.
    pub columns: Vec<Column>,
    /// What the user should know of the reading: a sentence each.
    pub notices: Vec<Notice>,
    /// What was seen in columns that are worth a word; none where nobody looked.
    pub scans: Option<Vec<ColumnScan>>,
    /// The names of all columns, and the values of those asked for.
    pub attributes: Attributes,
    /// Names of holders, where they were asked for; there is no way to read one.
    pub holders: HolderNames,
}

/// How the coordinate system of a dataset was arrived at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrsOrigin {
    /// The file declares it.
    Declared,
    /// The user named it, in place of what the file says or does not say.
    Given,
    /// Nobody named one: coordinates are taken as metres.
    Assumed,
    /// Geographic input was brought into the zone the user named.
    ProjectedToGiven,
    /// Geographic input was brought into the zone that fits the place.
    ProjectedToFitting,
}

/// A column of the source and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it means.
    pub field: Field,
    /// Its name in the source.
    pub name: String,
    /// Whether the user named it; otherwise it was recognised.
    pub given: bool,
}

/// A fact about a parcel that a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Code of the commune.
    Commune,
    /// Sheet number.
    Sheet,
    /// Parcel number.
    Number,
    /// Area recorded with the map.
    RecordedArea,
    /// Area of the certificate.
    LegalArea,
    /// Land use: one code, or several.
    LandUse,
    /// The second land use, where each has a column of its own.
    LandUse2,
    /// The third land use.
    LandUse3,
    /// Area of the land use, or of each one where the column of land uses holds several.
    LandUseArea,
    /// Area of the second land use.
    LandUseArea2,
    /// Area of the third land use.
    LandUseArea3,
    /// The official parcel identifier.
    ParcelCode,
    /// The name of the holder. Read for linking alone, and never shown.
    Holder,
}

impl Field {
    /// All fields, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::Commune,
        Self::Sheet,
        Self::Number,
        Self::RecordedArea,
        Self::LegalArea,
        Self::LandUse,
        Self::LandUse2,
        Self::LandUse3,
        Self::LandUseArea,
        Self::LandUseArea2,
        Self::LandUseArea3,
        Self::ParcelCode,
        Self::Holder,
    ];

    /// The field's public name, as in `--map sheet=so_to`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Sheet => "sheet",
            Self::Number => "number",
            Self::RecordedArea => "recorded_area",
            Self::LegalArea => "legal_area",
            Self::LandUse => "land_use",
            Self::LandUse2 => "land_use_2",
            Self::LandUse3 => "land_use_3",
            Self::LandUseArea => "land_use_area",
            Self::LandUseArea2 => "land_use_area_2",
            Self::LandUseArea3 => "land_use_area_3",
            Self::ParcelCode => "parcel_code",
            Self::Holder => "holder",
        }
    }

    /// The field of a public name; `-` and `_` are alike.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.id() == id.replace('-', "_"))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Something the user should know of how the input was read; nothing is wrong with a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Stable name, such as `crs-assumed`.
    pub code: &'static str,
    /// The sentence in both languages.
    pub message: Message,
}
