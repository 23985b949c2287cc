//! Values of a column as text.

use crate::attributes::AttributeValue;
use crate::gdal_bridge::{has_value, is_boolean, with_bytes_of_field};
use gdal::vector::{Feature, Layer, LayerAccess};
use gdal_sys::OGRFieldType;
use thuadat_core::FeatureId;
use unicode_normalization::UnicodeNormalization;

/// A column of numbers loses the zeros in front; smaller ones than this are no number of a citizen, who needs a
/// province in front of nine digits.
const ELEVEN_DIGITS: i64 = 1_000_000_000;

/// The columns of a layer that may hold texts about people: texts, and whole numbers of many digits.
pub(super) fn scannable(layer: &Layer<'_>) -> Vec<String> {
    let is_scannable = |kind| matches!(kind, OGRFieldType::OFTString | OGRFieldType::OFTInteger64);
    layer.defn().fields().filter(|field| is_scannable(field.field_type())).map(|field| field.name()).collect()
}

/// A column read as text, whatever it holds.
pub(super) struct TextColumn {
    index: usize,
    kind: Kind,
}

enum Kind {
    Boolean,
    Integer,
    Real,
    /// A day, or a day and a time, which GDAL writes with slashes.
    Day,
    Text,
}

impl TextColumn {
    /// The column of this name, or none.
    pub(super) fn of(layer: &Layer<'_>, name: &str) -> Option<Self> {
        let (index, field) = layer.defn().fields().enumerate().find(|(_, field)| field.name() == name)?;
        let kind = match field.field_type() {
            OGRFieldType::OFTInteger if is_boolean(layer, index) => Kind::Boolean,
            OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => Kind::Integer,
            OGRFieldType::OFTReal => Kind::Real,
            OGRFieldType::OFTDate | OGRFieldType::OFTDateTime => Kind::Day,
            _ => Kind::Text,
        };
        Some(Self { index, kind })
    }

    /// The value without blanks around it; none where it is missing or blank. Whole numbers have no `.0`.
    pub(super) fn value(&self, feature: &Feature<'_>) -> Option<String> {
        if !has_value(feature, self.index) {
            return None;
        }
        match self.kind {
            Kind::Boolean | Kind::Integer => {
                feature.field_as_integer64(self.index).ok()?.map(|number| number.to_string())
            }
            Kind::Real => feature.field_as_double(self.index).ok()?.map(|number| number.to_string()),
            Kind::Day | Kind::Text => {
                let text = feature.field_as_string(self.index).ok()??;
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
        }
    }

    /// Shows the value as it stands, without making a text of its own; whole numbers with the twelve digits that citizens' numbers
    /// have. Bytes that are no UTF-8 are shown as the Latin letters a reader that knows of no encoding would show.
    pub(super) fn with_text(&self, feature: &Feature<'_>, look: impl FnOnce(&str)) {
        match self.kind {
            Kind::Integer => {
                if let Ok(Some(number)) = feature.field_as_integer64(self.index)
                    && number >= ELEVEN_DIGITS
                {
                    look(&format!("{number:012}"));
                }
            }
            Kind::Boolean | Kind::Real => {}
            Kind::Day | Kind::Text => {
                with_bytes_of_field(feature, self.index, |bytes| match std::str::from_utf8(bytes) {
                    Ok(text) => look(text),
                    Err(_) => look(&bytes.iter().map(|&byte| char::from(byte)).collect::<String>()),
                });
            }
        }
    }

    /// The value as a number of a column of numbers; none of a column of text, whatever stands in it.
    pub(super) fn number(&self, feature: &Feature<'_>) -> Option<f64> {
        if !has_value(feature, self.index) {
            return None;
        }
        match self.kind {
            Kind::Boolean | Kind::Integer | Kind::Real => {
                feature.field_as_double(self.index).ok()?.filter(|number| number.is_finite())
            }
            Kind::Day | Kind::Text => None,
        }
    }

    /// The value as it is, for whoever asked for the column.
    pub(super) fn attribute(&self, feature: &Feature<'_>) -> AttributeValue {
        let number = self.number(feature);
        match self.kind {
            Kind::Boolean => number.map(|number| AttributeValue::Boolean(number != 0.0)),
            Kind::Integer | Kind::Real => number.map(AttributeValue::Number),
            Kind::Day => {
                self.value(feature).map(|day| AttributeValue::Text(day.replacen('/', "-", 2).into()))
            }
            Kind::Text => self.value(feature).map(|text| AttributeValue::Text(composed(&text))),
        }
        .unwrap_or(AttributeValue::Missing)
    }

    /// The value as the name of a feature: a number from a column of whole numbers, else text.
    pub(super) fn id(&self, feature: &Feature<'_>) -> Option<FeatureId> {
        if !has_value(feature, self.index) {
            return None;
        }
        match self.kind {
            Kind::Boolean | Kind::Integer => {
                feature.field_as_integer64(self.index).ok()?.map(FeatureId::Number)
            }
            _ => self.value(feature).map(|text| FeatureId::Text(text.into())),
        }
    }
}

/// The text with each letter and its marks in one, so that equal words are equal texts.
fn composed(text: &str) -> Box<str> {
    if text.is_ascii() { text.into() } else { text.nfc().collect::<String>().into() }
}
