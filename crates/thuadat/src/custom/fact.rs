//! What thuadat itself knows of a parcel, under the names expressions have for it.

use super::expression::{Kind, Value};
use std::borrow::Cow;
use thuadat_core::Parcels;

macro_rules! facts {
    ($($variant:ident = $name:literal, $kind:ident, $vi:literal, $en:literal;)+) => {
        /// Something thuadat itself knows of a parcel.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fact {
            $(#[doc = $en] $variant,)+
        }

        impl Fact {
            /// Every fact.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name expressions have for it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What it is, Vietnamese and English.
            #[must_use]
            pub const fn meaning(self) -> thuadat_core::Message<&'static str> {
                match self { $(Self::$variant => thuadat_core::Message { vi: $vi, en: $en }),+ }
            }

            pub(crate) const fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind),+ }
            }
        }
    };
}

facts! {
    Area = "area_m2", Number, "Diện tích của hình, m²", "Area of the shape, in square metres";
    Perimeter = "perimeter_m", Number, "Chiều dài ranh giới kể cả các lỗ, m", "Length of the boundary, holes included, in metres";
    Vertices = "vertices", Number, "Số đỉnh", "Number of vertices";
    Parts = "parts", Number, "Số phần rời", "Number of parts";
    Holes = "holes", Number, "Số lỗ", "Number of holes";
    Commune = "commune", Text, "Mã xã, năm chữ số", "Code of the commune, five digits";
    Sheet = "sheet", Text, "Số tờ bản đồ (là chữ: '7')", "Number of the map sheet (a text: '7')";
    ParcelNumber = "number", Text, "Số thửa (là chữ: '12a')", "Number of the parcel (a text: '12a')";
    Parcel = "parcel", Text, "Tên gọi của thửa: tờ/thửa, hoặc mã đối tượng", "What the parcel is called: sheet/number, else its feature id";
    Feature = "feature", Text, "Mã đối tượng trong tệp", "Id of the feature in the file";
    RecordedArea = "recorded_area_m2", Number, "Diện tích ghi trong hồ sơ, m²", "Recorded area, in square metres";
    LegalArea = "legal_area_m2", Number, "Diện tích pháp lý, m²", "Legal area, in square metres";
    LandUse = "land_use", Text, "Mã loại đất", "Land-use code";
    ParcelCode = "parcel_code", Text, "Mã định danh thửa đất", "Parcel identifier";
}

impl Fact {
    /// The fact of this name, in whatever capitals.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fact| fact.name().eq_ignore_ascii_case(name))
    }

    /// Its value for a parcel.
    pub(crate) fn value(self, parcels: &Parcels, parcel: usize) -> Value<'_> {
        let (shapes, record) = (&parcels.geometries, &parcels.records[parcel]);
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::of_number);
        match self {
            Self::Area => Value::of_number(shapes.area_m2(parcel)),
            Self::Perimeter => Value::of_number(shapes.perimeter_m(parcel)),
            Self::Vertices => Value::Number(vertices(parcels, parcel) as f64),
            Self::Parts => {
                Value::Number(shapes.polygons(parcel).filter(|rings| !rings.is_empty()).count() as f64)
            }
            Self::Holes => {
                let holes = shapes.polygons(parcel).map(|rings| rings.len().saturating_sub(1));
                Value::Number(holes.sum::<usize>() as f64)
            }
            Self::Commune => text(record.key.commune.as_deref()),
            Self::Sheet => text(record.key.sheet.as_deref()),
            Self::ParcelNumber => text(record.key.number.as_deref()),
            Self::Parcel => Value::Text(parcels.name(parcel).to_string().into()),
            Self::Feature => Value::Text(record.feature.to_string().into()),
            Self::RecordedArea => number(record.recorded_area_m2),
            Self::LegalArea => number(record.legal_area_m2),
            Self::LandUse => text(record.land_use.as_deref()),
            Self::ParcelCode => text(record.code.as_deref()),
        }
    }
}

fn text(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, |text| Value::Text(Cow::Borrowed(text)))
}

/// A ring that ends where it begins does not have that vertex twice.
fn vertices(parcels: &Parcels, parcel: usize) -> usize {
    let of_ring = |ring: &[geo::Coord<f64>]| match ring {
        [first, .., last] if first == last => ring.len() - 1,
        ring => ring.len(),
    };
    parcels.geometries.rings(parcel).map(of_ring).sum()
}
