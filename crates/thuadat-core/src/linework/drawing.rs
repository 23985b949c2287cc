//! A drawing as a CAD file holds it: lines and texts on levels, and nothing that says what belongs together.

use geo::Coord;
use std::collections::HashMap;

/// Lines and texts of a drawing, in the order of the file.
///
/// # Examples
///
/// ```
/// use geo::coord;
/// use thuadat_core::Drawing;
///
/// let mut drawing = Drawing::default();
/// let solid = drawing.style("solid", false);
/// let boundaries = drawing.level("10");
/// let square = [(0., 0.), (9., 0.), (9., 9.), (0., 9.), (0., 0.)].map(|(x, y)| coord! { x: x, y: y });
/// drawing.push_line(boundaries, solid, square);
/// assert_eq!(drawing.line_count(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    levels: Vec<Box<str>>,
    styles: Vec<Style>,
    coords: Vec<Coord<f64>>,
    lines: Vec<Line>,
    pub(super) texts: Vec<Text>,
    known: HashMap<Box<str>, u32>,
    known_styles: HashMap<Box<str>, u32>,
}

/// A level (DGN) or layer (DXF) of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Level(pub(super) u32);

impl Level {
    /// Its place among the [names of all levels](Drawing::level_names).
    #[must_use]
    pub const fn position(self) -> usize {
        self.0 as usize
    }
}

/// A style lines are drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineStyle(pub(super) u32);

#[derive(Debug, Clone, PartialEq)]
struct Style {
    name: Box<str>,
    is_broken: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    level: Level,
    style: LineStyle,
    end: u32,
}

/// A text and the point it stands at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) level: Level,
    pub(super) at: Coord<f64>,
    pub(super) written: Box<str>,
    pub(super) feature: i64,
    height_m: f64,
}

/// A text to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawnText<'a> {
    /// The level it stands on.
    pub level: Level,
    /// Where its lower left corner stands.
    pub at: Coord<f64>,
    /// What it says.
    pub written: &'a str,
    /// How high its letters are, in metres.
    pub height_m: f64,
}

impl Drawing {
    /// The level of a name, made where there is none.
    pub fn level(&mut self, name: &str) -> Level {
        if let Some(&level) = self.known.get(name) {
            return Level(level);
        }
        let level = self.levels.len() as u32;
        self.levels.push(name.into());
        self.known.insert(name.into(), level);
        Level(level)
    }

    /// The line style of a name, made where there is none. `is_broken` says whether lines of it are drawn with gaps:
    /// dashed or dotted.
    pub fn style(&mut self, name: &str, is_broken: bool) -> LineStyle {
        if let Some(&style) = self.known_styles.get(name) {
            return LineStyle(style);
        }
        let style = self.styles.len() as u32;
        self.styles.push(Style { name: name.into(), is_broken });
        self.known_styles.insert(name.into(), style);
        LineStyle(style)
    }

    /// Appends a line. One of fewer than two points is none.
    ///
    /// # Panics
    ///
    /// When the drawing passes 4 294 967 295 vertices.
    pub fn push_line(
        &mut self,
        level: Level,
        style: LineStyle,
        points: impl IntoIterator<Item = Coord<f64>>,
    ) {
        self.coords.extend(points);
        let end = u32::try_from(self.coords.len()).expect("a drawing has fewer than 2³² vertices");
        self.lines.push(Line { level, style, end });
    }

    /// Appends a text with the number of its feature. Which texts are labels of parcels is seen later.
    pub fn push_text(&mut self, level: Level, at: Coord<f64>, text: &str, feature: i64) {
        self.texts.push(Text { level, at, written: text.into(), feature, height_m: 0.0 });
    }

    /// Appends a text that is to be drawn.
    pub(super) fn push_drawn_text(&mut self, text: &DrawnText<'_>, feature: i64) {
        let DrawnText { level, at, written, height_m } = *text;
        self.texts.push(Text { level, at, written: written.into(), feature, height_m });
    }

    /// Every text, in the order of the drawing. Those of a drawing that was read have no height.
    pub fn texts(&self) -> impl Iterator<Item = DrawnText<'_>> {
        self.texts.iter().map(|text| DrawnText {
            level: text.level,
            at: text.at,
            written: &text.written,
            height_m: text.height_m,
        })
    }

    /// Number of lines.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Number of texts.
    #[must_use]
    pub fn text_count(&self) -> usize {
        self.texts.len()
    }

    /// The names of all levels.
    #[must_use]
    pub fn level_names(&self) -> &[Box<str>] {
        &self.levels
    }

    /// The level of a name, whatever its case; none where there is none.
    pub(super) fn find_level(&self, name: &str) -> Option<Level> {
        let name = name.to_lowercase();
        self.levels.iter().position(|level| level.to_lowercase() == name).map(|level| Level(level as u32))
    }

    /// The name of a level.
    ///
    /// # Panics
    ///
    /// When the level is one of another drawing.
    #[must_use]
    pub fn level_name(&self, level: Level) -> &str {
        &self.levels[level.0 as usize]
    }

    pub(super) fn style_name(&self, style: LineStyle) -> &str {
        &self.styles[style.0 as usize].name
    }

    pub(super) fn styles(&self) -> impl Iterator<Item = (LineStyle, &str, bool)> {
        let numbered = self.styles.iter().enumerate();
        numbered.map(|(at, style)| (LineStyle(at as u32), &*style.name, style.is_broken))
    }

    /// Every line: its level, its style, its points.
    pub fn lines(&self) -> impl Iterator<Item = (Level, LineStyle, &[Coord<f64>])> {
        let starts = std::iter::once(0).chain(self.lines.iter().map(|line| line.end));
        starts
            .zip(&self.lines)
            .map(|(start, line)| (line.level, line.style, &self.coords[start as usize..line.end as usize]))
    }
}
