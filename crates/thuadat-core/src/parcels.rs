//! Parcels as a dataset holds them: a shape, a key, recorded facts.

use crate::{LineworkProblems, ParcelGeometries};
use geo::Polygon;
use std::fmt;

/// A dataset's parcels: shapes and what is recorded of them, index by index.
///
/// # Examples
///
/// ```
/// use geo::polygon;
/// use thuadat_core::Parcels;
///
/// let parcels = Parcels::from_polygons(&[polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 3.)]]);
/// assert_eq!(parcels.len(), 1);
/// assert_eq!(parcels.name(0).to_string(), "0");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parcels {
    /// The shapes, in input order.
    pub geometries: ParcelGeometries,
    /// What is recorded of each, in the same order.
    pub records: Vec<ParcelRecord>,
    /// Which facts the source has a column for, whether or not every parcel fills it.
    pub columns: KnownColumns,
    /// What was done to the shapes on the way here.
    pub preparation: Preparation,
}

/// What was done to shapes before they came to be checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preparation {
    /// Whether coordinates were computed from those of another system: then they lie on no grid.
    pub is_projected: bool,
    /// Parcels whose arcs were made chains of straight edges, ascending by parcel.
    pub stroked: Vec<StrokedParcel>,
    /// What was amiss with the lines the parcels were built of; none where they came as polygons.
    pub linework: Option<Box<LineworkProblems>>,
}

/// A parcel whose arcs were made chains of straight edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrokedParcel {
    /// Position of the parcel.
    pub parcel: u32,
    /// How far the straight edges may lie from the arcs, in metres.
    pub deviation_m: f64,
}

impl Preparation {
    /// How far the edges of a parcel may lie from the arcs of its source, in metres; none where it had no arcs.
    #[must_use]
    pub fn arc_deviation_m(&self, parcel: u32) -> Option<f64> {
        let position = self.stroked.binary_search_by_key(&parcel, |stroked| stroked.parcel).ok()?;
        Some(self.stroked[position].deviation_m)
    }
}

impl Parcels {
    /// Parcels that have a shape and nothing else; each is known by its position in the slice.
    #[must_use]
    pub fn from_polygons(polygons: &[Polygon<f64>]) -> Self {
        let mut parcels = Self::default();
        for (position, polygon) in polygons.iter().enumerate() {
            parcels.geometries.push_polygon(polygon);
            parcels.records.push(ParcelRecord::known_by(FeatureId::Number(position as i64)));
        }
        parcels
    }

    /// Number of parcels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no parcel at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What a parcel is called when it is spoken of.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    #[must_use]
    pub fn name(&self, parcel: usize) -> ParcelName<'_> {
        ParcelName(&self.records[parcel])
    }
}

/// What is recorded of one parcel beside its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelRecord {
    /// How the source tells this feature from others.
    pub feature: FeatureId,
    /// Commune, sheet and number.
    pub key: ParcelKey,
    /// Area recorded with the map (`dienTich`), in square metres.
    pub recorded_area_m2: Option<f64>,
    /// Area of the certificate (`dienTichPhapLy`), in square metres.
    pub legal_area_m2: Option<f64>,
    /// Land-use code or codes as recorded, such as `ODT+CLN`.
    pub land_use: Option<Box<str>>,
    /// Areas of the single land uses where columns of their own hold them, in square metres, in the order of the codes.
    pub land_use_areas_m2: Box<[f64]>,
    /// The official parcel identifier as given, of twelve characters where it is right.
    pub code: Option<Box<str>>,
}

impl ParcelRecord {
    /// A record of which only the feature id is known.
    #[must_use]
    pub fn known_by(feature: FeatureId) -> Self {
        Self {
            feature,
            key: ParcelKey::default(),
            recorded_area_m2: None,
            legal_area_m2: None,
            land_use: None,
            land_use_areas_m2: Box::default(),
            code: None,
        }
    }
}

/// How a source tells its features apart: its own number, or the value of a column the user named.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureId {
    /// A number, such as GDAL's feature id.
    Number(i64),
    /// A text, from a column the user named.
    Text(Box<str>),
}

impl fmt::Display for FeatureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Commune, sheet and parcel number. All are text: `0`, `c395` and `TĐ 03-2014` are real values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParcelKey {
    /// Code of the commune, five digits with leading zeros.
    pub commune: Option<Box<str>>,
    /// Number of the map sheet in the commune.
    pub sheet: Option<Box<str>>,
    /// Number of the parcel on the sheet.
    pub number: Option<Box<str>>,
}

/// Which facts the source has a column for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one independent yes or no per column")]
pub struct KnownColumns {
    /// Commune code.
    pub commune: bool,
    /// Sheet number.
    pub sheet: bool,
    /// Parcel number.
    pub number: bool,
    /// Recorded area.
    pub recorded_area: bool,
    /// Legal area.
    pub legal_area: bool,
    /// Land use.
    pub land_use: bool,
    /// Areas of single land uses.
    pub land_use_areas: bool,
    /// Parcel identifier.
    pub code: bool,
}

/// What a parcel is called when it is spoken of: `sheet/number` where both are known, else its feature id.
#[derive(Debug, Clone, Copy)]
pub struct ParcelName<'a>(&'a ParcelRecord);

impl fmt::Display for ParcelName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0.key.sheet, &self.0.key.number) {
            (Some(sheet), Some(number)) => write!(f, "{sheet}/{number}"),
            (None, Some(number)) => number.fmt(f),
            (_, None) => self.0.feature.fmt(f),
        }
    }
}
