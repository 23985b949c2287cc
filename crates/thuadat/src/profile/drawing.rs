//! On which levels maps are drawn, and how large their letters are.

use super::ProfileError;
use super::document::{SourceText, Value, words};
use thuadat_core::DrawingLevels;
use toml::de::{DeTable, DeValue};

/// How maps are drawn as DXF and DGN files.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawingStyle {
    /// The levels.
    pub levels: DrawingLevels,
    /// Height of letters on the map printed at its scale, in millimetres.
    pub text_height_mm: f64,
}

/// What holds where a profile says nothing.
const BUILT_IN: &str = include_str!("../../data/drawing.toml");

/// Heights of letters that can be read.
const TEXT_HEIGHTS_MM: std::ops::RangeInclusive<f64> = 0.5..=50.0;

impl Default for DrawingStyle {
    /// That of `data/drawing.toml`.
    fn default() -> Self {
        let nameless = || Box::<str>::default();
        let levels = DrawingLevels {
            boundaries: nameless(),
            numbers: nameless(),
            areas: nameless(),
            land_uses: nameless(),
        };
        let mut style = Self { levels, text_height_mm: 0.0 };
        let source = SourceText { text: BUILT_IN, path: "drawing.toml" };
        let table = DeTable::parse(BUILT_IN).expect("a test reads it");
        source.apply_drawing(&mut style, table.get_ref()).expect("a test reads it");
        style
    }
}

impl SourceText<'_> {
    /// What a table says of drawings; the rest stays as it is.
    pub(super) fn apply_drawing(
        &self,
        style: &mut DrawingStyle,
        table: &DeTable<'_>,
    ) -> Result<(), ProfileError> {
        const KEYS: [&str; 8] =
            ["boundaries", "numbers", "areas", "land_uses", "text_height_mm", "source", "date", "verified"];
        self.rests_on(table)?;
        for (key, value) in table {
            let levels = &mut style.levels;
            let level = match key.get_ref().as_ref() {
                "boundaries" => &mut levels.boundaries,
                "numbers" => &mut levels.numbers,
                "areas" => &mut levels.areas,
                "land_uses" => &mut levels.land_uses,
                "text_height_mm" => {
                    style.text_height_mm = self.text_height_mm(value)?;
                    continue;
                }
                "source" | "date" | "verified" => continue,
                key_given => return Err(self.unknown_key(key_given, key.span().start, KEYS.into_iter())),
            };
            *level = self.level(key.get_ref(), value)?;
        }
        Ok(())
    }

    /// A number, or the name of a layer.
    fn level(&self, key: &str, value: &Value<'_>) -> Result<Box<str>, ProfileError> {
        match value.get_ref() {
            DeValue::Integer(number) => Ok(number.as_str().into()),
            DeValue::String(name) if !name.trim().is_empty() => Ok(name.trim().into()),
            _ => Err(self.bad_value(
                key,
                value,
                words("một số từ 1 đến 63, hoặc tên lớp", "a number from 1 to 63, or the name of a layer"),
            )),
        }
    }

    fn text_height_mm(&self, value: &Value<'_>) -> Result<f64, ProfileError> {
        let number = super::document::number(value.get_ref());
        number.filter(|number| TEXT_HEIGHTS_MM.contains(number)).ok_or_else(|| {
            self.bad_value("text_height_mm", value, words("một số từ 0.5 đến 50", "a number from 0.5 to 50"))
        })
    }
}
