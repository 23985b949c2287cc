//! Values of a column as text.

use gdal::vector::{Feature, Layer, LayerAccess};
use gdal_sys::OGRFieldType;
use thuadat_core::FeatureId;

/// A column read as text, whatever it holds.
pub(super) struct TextColumn {
    index: usize,
    kind: Kind,
}

enum Kind {
    Integer,
    Real,
    Text,
}

impl TextColumn {
    /// The column of this name, or none.
    pub(super) fn of(layer: &Layer<'_>, name: &str) -> Option<Self> {
        let (index, field) = layer.defn().fields().enumerate().find(|(_, field)| field.name() == name)?;
        let kind = match field.field_type() {
            OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => Kind::Integer,
            OGRFieldType::OFTReal => Kind::Real,
            _ => Kind::Text,
        };
        Some(Self { index, kind })
    }

    /// The value without blanks around it; none where it is missing or blank. Whole numbers have no `.0`.
    pub(super) fn value(&self, feature: &Feature<'_>) -> Option<String> {
        match self.kind {
            Kind::Integer => feature.field_as_integer64(self.index).ok()?.map(|number| number.to_string()),
            Kind::Real => feature.field_as_double(self.index).ok()?.map(|number| number.to_string()),
            Kind::Text => {
                let text = feature.field_as_string(self.index).ok()??;
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
        }
    }

    /// The value as a number of a column of numbers; none of a column of text, whatever stands in it.
    pub(super) fn number(&self, feature: &Feature<'_>) -> Option<f64> {
        match self.kind {
            Kind::Integer | Kind::Real => {
                feature.field_as_double(self.index).ok()?.filter(|number| number.is_finite())
            }
            Kind::Text => None,
        }
    }

    /// The value as the name of a feature: a number from a column of whole numbers, else text.
    pub(super) fn id(&self, feature: &Feature<'_>) -> Option<FeatureId> {
        match self.kind {
            Kind::Integer => feature.field_as_integer64(self.index).ok()?.map(FeatureId::Number),
            _ => self.value(feature).map(|text| FeatureId::Text(text.into())),
        }
    }
}
