//! Writing lines and texts as a file of a CAD program.

use crate::feature_file::{driver_of, write_beside};
use crate::gdal_bridge::{Complaints, set_pen};
use crate::geopackage::WriteError;
use gdal::cpl::CslStringList;
use gdal::vector::{Feature, Geometry, Layer, LayerAccess, LayerOptions, ToGdal};
use gdal::{Dataset, Driver};
use gdal_sys::OGRwkbGeometryType;
use geo::{Coord, LineString};
use std::path::Path;
use thuadat_core::{Drawing, DrawnText, LegacyEncoding, Level, Observer, Stage};

/// A format drawings are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrawingFormat {
    /// DXF of `AutoCAD`, with levels as layers.
    Dxf,
    /// DGN of `MicroStation`, version 7.
    Dgn,
}

impl DrawingFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dxf, Self::Dgn];

    /// The ending of its files.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Dxf => "dxf",
            Self::Dgn => "dgn",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Dxf => "DXF",
            Self::Dgn => "DGN",
        }
    }
}

/// Steps of a design file in a metre: a tenth of a millimetre, the lattice on which boundaries are compared. Numbers are of 32
/// bits, so that a drawing reaches 214 km from its origin.
const FINE_STEPS_PER_M: f64 = 10_000.0;
/// The same of a drawing that reaches farther: a millimetre, and 2147 km.
const COARSE_STEPS_PER_M: f64 = 1_000.0;
/// The origin of a design file stands on a whole number of so many metres.
const ORIGIN_GRID_M: f64 = 1_000.0;
/// Points of one line of a design file. Longer ones are written as several: what MicroStation holds in one is little more, and
/// lines made of parts are read in as many ways as there are programs.
const LINE_POINTS: usize = 38;
/// The most bytes of a text in a design file.
const TEXT_BYTES: usize = 255;
/// Elements between two looks at the observer.
const LOOK_EVERY: usize = 1024;

/// Writes a drawing as a new file, in place of one of that name. Neither format says which coordinate system it is in.
///
/// A DGN file counts in tenths of a millimetre, in millimetres where the drawing is more than 400 km across, and its texts are in
/// TCVN3 where that has their letters, as Vietnamese design files are, else in UTF-8. The old file is untouched until the new one is
/// whole.
///
/// # Errors
///
/// See [`WriteError`].
///
/// # Complexity
///
/// O(n) for n vertices and texts.
///
/// # Examples
///
/// ```
/// use geo::coord;
/// use thuadat_core::{Drawing, Unobserved};
/// use thuadat_io::{DrawingFormat, write_drawing};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("dc12.dgn");
/// let mut drawing = Drawing::default();
/// let (solid, boundaries) = (drawing.style("0", false), drawing.level("10"));
/// drawing.push_line(boundaries, solid, [coord! { x: 458_700., y: 2_425_800. }, coord! { x: 458_720., y: 2_425_800. }]);
/// write_drawing(&path, DrawingFormat::Dgn, &drawing, &Unobserved)?;
/// assert!(path.is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_drawing(
    path: &Path,
    format: DrawingFormat,
    drawing: &Drawing,
    observer: &dyn Observer,
) -> Result<(), WriteError> {
    let driver = driver_of(path, format.name(), format.name())?;
    let place = Place { path, format, observer, complaints: Complaints::collect() };
    let plane = match format {
        DrawingFormat::Dxf => None,
        DrawingFormat::Dgn => Some(place.design_plane(drawing)?),
    };
    write_beside(path, observer, |unfinished| place.write(unfinished, &driver, plane, drawing))
}

/// Where a design file has its origin, and how fine it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct DesignPlane {
    origin: Coord<f64>,
    steps_per_m: f64,
}

impl DesignPlane {
    /// The finest that holds points between two corners; else how far they are apart.
    fn around(low: Coord<f64>, high: Coord<f64>) -> Result<Self, f64> {
        let on_grid =
            |low: f64, high: f64| (f64::midpoint(low, high) / ORIGIN_GRID_M).round() * ORIGIN_GRID_M;
        let origin = Coord { x: on_grid(low.x, high.x), y: on_grid(low.y, high.y) };
        let reach_m = [low, high]
            .iter()
            .map(|corner| (corner.x - origin.x).abs().max((corner.y - origin.y).abs()))
            .fold(0.0, f64::max);
        [FINE_STEPS_PER_M, COARSE_STEPS_PER_M]
            .into_iter()
            .find(|steps_per_m| reach_m * steps_per_m < f64::from(i32::MAX))
            .map(|steps_per_m| Self { origin, steps_per_m })
            .ok_or(2.0 * reach_m)
    }

    /// The place as it is to be given to GDAL, which cuts off what is beyond a whole step and so would move what is a hair below one:
    /// the nearest step and a quarter of one farther from the origin.
    fn settled(self, at: Coord<f64>) -> Coord<f64> {
        let settle = |at: f64, origin: f64| {
            let steps = ((at - origin) * self.steps_per_m).round();
            origin + (steps + steps.signum() / 4.0) / self.steps_per_m
        };
        Coord { x: settle(at.x, self.origin.x), y: settle(at.y, self.origin.y) }
    }

    fn options(self) -> CslStringList {
        let Self { origin, steps_per_m } = self;
        [
            format!("ORIGIN={},{},0", -origin.x, -origin.y),
            "MASTER_UNIT_NAME=m".to_owned(),
            "SUB_UNIT_NAME=mm".to_owned(),
            "SUB_UNITS_PER_MASTER_UNIT=1000".to_owned(),
            format!("UOR_PER_SUB_UNIT={}", steps_per_m / 1000.0),
        ]
        .into_iter()
        .collect()
    }
}

/// What every step of the writing needs.
struct Place<'a> {
    path: &'a Path,
    format: DrawingFormat,
    observer: &'a dyn Observer,
    complaints: Complaints,
}

impl Place<'_> {
    fn design_plane(&self, drawing: &Drawing) -> Result<DesignPlane, WriteError> {
        let points = drawing.lines().flat_map(|(_, _, points)| points.iter().copied());
        let all = points.chain(drawing.texts().map(|text| text.at));
        let corners = all.fold(None, |corners: Option<(Coord<f64>, Coord<f64>)>, at| {
            let (low, high) = corners.unwrap_or((at, at));
            let low = Coord { x: low.x.min(at.x), y: low.y.min(at.y) };
            Some((low, Coord { x: high.x.max(at.x), y: high.y.max(at.y) }))
        });
        let (low, high) = corners.unwrap_or_default();
        DesignPlane::around(low, high).map_err(|extent_m| WriteError::TooWide {
            path: self.path.to_owned(),
            extent_km: (extent_m / 1000.0) as u64,
        })
    }

    fn write(
        &self,
        unfinished: &Path,
        driver: &Driver,
        plane: Option<DesignPlane>,
        drawing: &Drawing,
    ) -> Result<(), WriteError> {
        let levels = self.levels(drawing)?;
        let options = plane.map(DesignPlane::options).unwrap_or_default();
        let mut dataset =
            self.gdal(driver.create_with_band_type_with_options::<u8, _>(unfinished, 0, 0, 0, &options))?;
        self.write_elements(&mut dataset, plane, &levels, drawing)?;
        self.gdal(dataset.close())?;
        if self.complaints.has_failures() { Err(self.failure()) } else { Ok(()) }
    }

    /// The names of levels; in a design file they must be numbers.
    fn levels<'d>(&self, drawing: &'d Drawing) -> Result<Vec<&'d str>, WriteError> {
        let names: Vec<&str> = drawing.level_names().iter().map(AsRef::as_ref).collect();
        let is_number = |name: &str| name.parse::<u8>().is_ok_and(|level| (1..=63).contains(&level));
        match names.iter().find(|name| self.format == DrawingFormat::Dgn && !is_number(name)) {
            Some(name) => {
                Err(WriteError::NoSuchLevel { path: self.path.to_owned(), level: (*name).to_owned() })
            }
            None => Ok(names),
        }
    }

    fn write_elements(
        &self,
        dataset: &mut Dataset,
        plane: Option<DesignPlane>,
        levels: &[&str],
        drawing: &Drawing,
    ) -> Result<(), WriteError> {
        let (name, level) = match self.format {
            DrawingFormat::Dxf => ("entities", "Layer"),
            DrawingFormat::Dgn => ("elements", "Level"),
        };
        let layer = self.gdal(dataset.create_layer(LayerOptions {
            name,
            ty: OGRwkbGeometryType::wkbUnknown,
            ..LayerOptions::default()
        }))?;
        let level = self.gdal(layer.defn().field_index(level))?;
        let sheet = SheetInHand { place: self, plane, layer: &layer, levels, level };
        let total = drawing.line_count() + drawing.text_count();
        for (done, (level, _, points)) in drawing.lines().enumerate() {
            self.look(done, total)?;
            sheet.write_line(level, points)?;
        }
        for (done, text) in drawing.texts().enumerate() {
            self.look(drawing.line_count() + done, total)?;
            sheet.write_text(&text)?;
        }
        Ok(())
    }

    fn look(&self, done: usize, total: usize) -> Result<(), WriteError> {
        if !done.is_multiple_of(LOOK_EVERY) {
            return Ok(());
        }
        self.observer.progress(Stage::Writing, done as u64, total as u64);
        if self.observer.is_interrupted() { Err(WriteError::Interrupted) } else { Ok(()) }
    }

    fn gdal<T>(&self, result: gdal::errors::Result<T>) -> Result<T, WriteError> {
        result.map_err(|error| {
            if self.complaints.has_failures() {
                self.failure()
            } else {
                WriteError::Gdal { path: self.path.to_owned(), said: error.to_string() }
            }
        })
    }

    fn failure(&self) -> WriteError {
        WriteError::Gdal { path: self.path.to_owned(), said: self.complaints.said() }
    }
}

/// The layer that elements are written into.
struct SheetInHand<'a> {
    place: &'a Place<'a>,
    plane: Option<DesignPlane>,
    layer: &'a Layer<'a>,
    levels: &'a [&'a str],
    /// The column of the level.
    level: usize,
}

impl SheetInHand<'_> {
    fn write_line(&self, level: Level, points: &[Coord<f64>]) -> Result<(), WriteError> {
        let longest = match self.place.format {
            DrawingFormat::Dxf => usize::MAX,
            DrawingFormat::Dgn => LINE_POINTS,
        };
        let mut from = 0;
        while from + 1 < points.len() {
            let to = points.len().min(from.saturating_add(longest));
            let line: LineString<f64> = points[from..to].iter().map(|&at| self.settled(at)).collect();
            let mut feature = self.element(level)?;
            self.place.gdal(line.to_gdal().and_then(|line| feature.set_geometry(line)))?;
            self.place.gdal(feature.create(self.layer))?;
            from = to - 1;
        }
        Ok(())
    }

    fn write_text(&self, text: &DrawnText<'_>) -> Result<(), WriteError> {
        let mut feature = self.element(text.level)?;
        let mut point = self.place.gdal(Geometry::empty(OGRwkbGeometryType::wkbPoint))?;
        point.set_point_2d(0, self.settled(text.at).x_y());
        self.place.gdal(feature.set_geometry(point))?;
        set_pen(&mut feature, &self.label(text));
        self.place.gdal(feature.create(self.layer))
    }

    fn settled(&self, at: Coord<f64>) -> Coord<f64> {
        self.plane.map_or(at, |plane| plane.settled(at))
    }

    fn element(&self, level: Level) -> Result<Feature<'_>, WriteError> {
        let mut feature = self.place.gdal(Feature::new(self.layer.defn()))?;
        let name = self.levels[level.position()];
        self.place.gdal(feature.set_field_string(self.level, name))?;
        Ok(feature)
    }

    /// A text in GDAL's language of styles, from its lower left corner on.
    fn label(&self, text: &DrawnText<'_>) -> Vec<u8> {
        // The marks of that language are none of a label's.
        let plain: String = text
            .written
            .chars()
            .map(|letter| if letter.is_control() || matches!(letter, '"' | '\\') { ' ' } else { letter })
            .collect();
        let mut written = match self.place.format {
            DrawingFormat::Dxf => plain.into_bytes(),
            DrawingFormat::Dgn => in_tcvn3(&plain).unwrap_or_else(|| plain.into_bytes()),
        };
        if self.place.format == DrawingFormat::Dgn {
            written.truncate(TEXT_BYTES);
        }
        let height = format!("\",s:{}g,p:1)", text.height_m);
        [b"LABEL(f:\"Arial\",t:\"", &*written, height.as_bytes()].concat()
    }
}

/// The text in TCVN3; none where that would not give it back.
fn in_tcvn3(text: &str) -> Option<Vec<u8>> {
    let bytes = LegacyEncoding::Tcvn3.encode(text)?;
    let is_same = LegacyEncoding::Tcvn3.decode_bytes(&bytes).as_deref() == Some(text);
    (is_same && std::str::from_utf8(&bytes).is_err()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    #[test]
    fn a_design_file_counts_as_finely_as_it_can() {
        let cases = [
            (coord! { x: 454_436., y: 2_427_244. }, 9_000.0, Ok(FINE_STEPS_PER_M)),
            (coord! { x: 454_436., y: 2_427_244. }, 500_000.0, Ok(COARSE_STEPS_PER_M)),
            (coord! { x: 0., y: 0. }, 9_000_000.0, Err(9_000_000.0)),
        ];
        for (low, extent_m, expected) in cases {
            let plane = DesignPlane::around(low, coord! { x: low.x + extent_m, y: low.y });
            assert_eq!(plane.map(|plane| plane.steps_per_m), expected, "{extent_m}");
        }
    }

    #[test]
    fn each_place_is_the_nearest_step_however_it_is_cut_off() {
        let origin = coord! { x: 458_000., y: 2_426_000. };
        let plane = DesignPlane { origin, steps_per_m: FINE_STEPS_PER_M };
        for y in [2_425_820.021, 2_425_800.0, 2_426_000.0, 2_426_123.456_7, 2_425_999.999_9] {
            let settled = plane.settled(coord! { x: 458_700.0, y: y }).y;
            let steps = ((settled - origin.y) * FINE_STEPS_PER_M).trunc();
            assert!((steps / FINE_STEPS_PER_M + origin.y - y).abs() < 1e-9, "{y}: {steps}");
        }
    }

    #[test]
    fn texts_are_in_tcvn3_where_it_has_their_letters() {
        assert_eq!(in_tcvn3("NĐ").as_deref(), Some(&b"N\xa7"[..]));
        for text in ["ODT", "Ệ", "日本"] {
            assert_eq!(in_tcvn3(text), None, "{text}");
        }
    }
}
