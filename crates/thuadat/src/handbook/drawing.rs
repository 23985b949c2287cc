//! Examples drawn in characters, eight dots to each.

use super::ExampleRun;
use geo::{BoundingRect, Contains, Coord, CoordsIter, Geometry, InteriorPoint, Point, Rect};
use std::fmt::Write as _;

const COLUMNS: usize = 56;
const ROWS: usize = 15;
const DOTS_ACROSS: usize = 2;
const DOTS_DOWN: usize = 4;
/// The order in which Unicode numbers the dots of a Braille cell, each as column and row.
const ORDER: [(usize, usize); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
/// Dots kept free at the edge, so that corners are seen whole.
const MARGIN: f64 = 2.0;

/// A drawing in Braille characters: boundaries as lines, what is wrong hatched or as a cross, parcels named.
#[derive(Debug, Clone)]
pub struct TextCanvas {
    dots: Vec<[bool; COLUMNS * DOTS_ACROSS]>,
    letters: Vec<[Option<char>; COLUMNS]>,
    frame: Frame,
}

/// From metres to dots.
#[derive(Debug, Clone, Copy)]
struct Frame {
    min: Coord<f64>,
    dots_per_m: f64,
    height: f64,
}

impl TextCanvas {
    /// Draws an example; none where there is nothing with a place.
    #[must_use]
    pub fn of(run: &ExampleRun) -> Option<Self> {
        let extent = extent(run)?;
        let frame = Frame::around(extent);
        let rows = ((frame.height + 1.0) / DOTS_DOWN as f64).ceil().max(1.0) as usize;
        let mut canvas = Self {
            dots: vec![[false; COLUMNS * DOTS_ACROSS]; rows * DOTS_DOWN],
            letters: vec![[None; COLUMNS]; rows],
            frame,
        };
        for parcel in 0..run.parcels.len() {
            canvas.boundary(run, parcel);
        }
        for geometry in run.evidence() {
            canvas.evidence(geometry);
        }
        for parcel in 0..run.parcels.len() {
            canvas.name(run, parcel);
        }
        Some(canvas)
    }

    fn boundary(&mut self, run: &ExampleRun, parcel: usize) {
        let geometries = &run.parcels.geometries;
        for ring in geometries.ring_range(parcel) {
            for pair in geometries.ring(ring).windows(2) {
                self.line(pair[0], pair[1]);
            }
        }
    }

    fn line(&mut self, from: Coord<f64>, to: Coord<f64>) {
        if ![from.x, from.y, to.x, to.y].iter().all(|number| number.is_finite()) {
            return;
        }
        let (from, to) = (self.frame.dot(from), self.frame.dot(to));
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).ceil().max(1.0);
        for step in 0..=steps as usize {
            let part = step as f64 / steps;
            self.dot(from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
        }
    }

    fn dot(&mut self, x: f64, y: f64) {
        let (column, row) = (x.round() as usize, y.round() as usize);
        if let Some(dot) = self.dots.get_mut(row).and_then(|row| row.get_mut(column)) {
            *dot = true;
        }
    }

    fn evidence(&mut self, geometry: &Geometry<f64>) {
        match geometry {
            Geometry::Point(point) => self.cross(point.0),
            Geometry::MultiPoint(points) => points.iter().for_each(|point| self.cross(point.0)),
            Geometry::Polygon(polygon) => self.hatch(polygon),
            Geometry::MultiPolygon(polygons) => self.hatch(polygons),
            Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| self.evidence(part)),
            lines => lines.coords_iter().for_each(|at| self.cross(at)),
        }
    }

    fn hatch(&mut self, area: &impl Contains<Point<f64>>) {
        for row in 0..self.dots.len() {
            for column in (row % 2..COLUMNS * DOTS_ACROSS).step_by(2) {
                let at = self.frame.place(column as f64, row as f64);
                if area.contains(&Point::from(at)) {
                    self.dots[row][column] = true;
                }
            }
        }
    }

    fn cross(&mut self, at: Coord<f64>) {
        if at.x.is_finite() && at.y.is_finite() {
            self.write(at, "✗", 0);
        }
    }

    fn name(&mut self, run: &ExampleRun, parcel: usize) {
        if let Some(at) = run.shape(parcel).interior_point() {
            let name = run.parcels.name(parcel).to_string();
            self.write(at.0, &name, name.chars().count() / 2);
        }
    }

    /// Writes a word over the dots; a row lower where another word stands already.
    fn write(&mut self, at: Coord<f64>, word: &str, left: usize) {
        let (x, y) = self.frame.dot(at);
        let column = (x / DOTS_ACROSS as f64) as usize;
        let first = column.saturating_sub(left).min(COLUMNS - word.chars().count().min(COLUMNS));
        let cells = first..first + word.chars().count().min(COLUMNS);
        let mut row = (y / DOTS_DOWN as f64) as usize;
        while row + 1 < self.letters.len() && self.letters[row][cells.clone()].iter().any(Option::is_some) {
            row += 1;
        }
        let Some(letters) = self.letters.get_mut(row) else { return };
        for (cell, letter) in cells.zip(word.chars()) {
            letters[cell] = Some(letter);
        }
    }

    fn character(&self, row: usize, column: usize) -> char {
        if let Some(letter) = self.letters[row][column] {
            return letter;
        }
        let is_set = |&(x, y): &(usize, usize)| self.dots[row * DOTS_DOWN + y][column * DOTS_ACROSS + x];
        let bits =
            ORDER.iter().enumerate().filter(|(_, dot)| is_set(dot)).map(|(bit, _)| 1_u32 << bit).sum::<u32>();
        if bits == 0 { ' ' } else { char::from_u32(0x2800 + bits).unwrap_or(' ') }
    }
}

impl std::fmt::Display for TextCanvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for row in 0..self.letters.len() {
            let mut line = String::with_capacity(COLUMNS * 3);
            for column in 0..COLUMNS {
                line.write_char(self.character(row, column))?;
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// The box around all that can be drawn.
pub(super) fn extent(run: &ExampleRun) -> Option<Rect<f64>> {
    let shapes = (0..run.parcels.len()).filter_map(|parcel| run.shape(parcel).bounding_rect());
    let all = shapes.reduce(|one, other| {
        let (min, max) = (one.min(), one.max());
        Rect::new(
            Coord { x: min.x.min(other.min().x), y: min.y.min(other.min().y) },
            Coord { x: max.x.max(other.max().x), y: max.y.max(other.max().y) },
        )
    })?;
    (all.width() > 0.0 && all.height() > 0.0).then_some(all)
}

impl Frame {
    fn around(extent: Rect<f64>) -> Self {
        let across = (COLUMNS * DOTS_ACROSS) as f64 - 1.0 - 2.0 * MARGIN;
        let down = (ROWS * DOTS_DOWN) as f64 - 1.0 - 2.0 * MARGIN;
        let dots_per_m = (across / extent.width()).min(down / extent.height());
        Self { min: extent.min(), dots_per_m, height: extent.height() * dots_per_m + 2.0 * MARGIN }
    }

    fn dot(&self, at: Coord<f64>) -> (f64, f64) {
        let x = (at.x - self.min.x) * self.dots_per_m + MARGIN;
        let y = self.height - MARGIN - (at.y - self.min.y) * self.dots_per_m;
        (x, y)
    }

    fn place(&self, x: f64, y: f64) -> Coord<f64> {
        Coord {
            x: (x - MARGIN) / self.dots_per_m + self.min.x,
            y: (self.height - MARGIN - y) / self.dots_per_m + self.min.y,
        }
    }
}
