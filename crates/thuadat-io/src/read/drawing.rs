//! Drawings of loose lines: what a CAD file holds goes to the core, which builds parcels of it.

use super::error::ReadError;
use super::features::Walk;
use super::side_table::{self, SideTable};
use super::{LineworkOptions, ReadRequest};
use crate::gdal_bridge::{linear, pen_of, read_points, with_bytes_of_field};
use gdal::vector::{Feature, Geometry, Layer, LayerAccess, geometry_type_flatten};
use gdal_sys::OGRwkbGeometryType as Type;
use geo::Coord;
use std::path::Path;
use thuadat_core::{
    BuiltParcels, Drawing, LegacyEncoding, Level, LineStyle, LineworkChoice, LineworkRequest, Message,
    Parcels, ShapeLabels, build_parcels, label_shapes,
};

/// Step of the lattice parcels are built on: ten times finer than the millimetre drawings count in.
const LATTICE_M: f64 = 0.0001;
/// Steps in which arcs are stroked that GDAL has left as arcs, in degrees.
const ARC_STEP_DEG: f64 = 0.5;

/// The columns of GDAL's in which drawings say what is drawn.
const COLUMNS: &[&str] = &["Level", "Style", "Layer", "PaperSpace", "SubClasses", "Linetype", "Text"];

/// Gathers the lines and texts of a drawing while its features are walked over.
#[derive(Debug)]
pub(super) struct DrawingWalk {
    pub(super) drawing: Drawing,
    /// Lines that end elsewhere than where they begin.
    pub(super) open_lines: u64,
    level: Option<usize>,
    style: Option<usize>,
    paper: Option<usize>,
    classes: Option<usize>,
    text: Option<usize>,
    is_dgn: bool,
    points: Vec<[f64; 2]>,
}

/// The columns a drawing needs beside those of facts.
pub(super) fn columns(layer: &Layer<'_>) -> Vec<&'static str> {
    let has = |name: &&str| layer.defn().fields().any(|field| field.name() == **name);
    COLUMNS.iter().copied().filter(|name| has(name)).collect()
}

impl DrawingWalk {
    pub(super) fn new(layer: &Layer<'_>) -> Self {
        let find = |name: &str| layer.defn().fields().position(|field| field.name() == name);
        let is_dgn = find("Level").is_some();
        Self {
            drawing: Drawing::default(),
            open_lines: 0,
            level: find(if is_dgn { "Level" } else { "Layer" }),
            style: find(if is_dgn { "Style" } else { "Linetype" }),
            paper: find("PaperSpace"),
            classes: find("SubClasses"),
            text: find("Text"),
            is_dgn,
            points: Vec::new(),
        }
    }

    /// Takes what a feature draws. Hatches are no lines, and what stands on the paper beside the map is not of the map.
    pub(super) fn take(&mut self, feature: &Feature<'_>, geometry: &Geometry, number: i64) {
        let is_on_paper = text_of(feature, self.paper) == "1";
        let is_hatch = text_of(feature, self.classes).contains("Hatch");
        if is_on_paper || is_hatch {
            return;
        }
        let level = self.drawing.level(&text_of(feature, self.level));
        if geometry_type_flatten(geometry.geometry_type()) == Type::wkbPoint {
            let text = text_of(feature, self.text);
            if !text.trim().is_empty() && !geometry.is_empty() {
                let (x, y, _) = geometry.get_point(0);
                self.drawing.push_text(level, Coord { x, y }, text.trim(), number);
            }
            return;
        }
        let style = self.style(feature);
        self.take_lines(geometry, level, style);
    }

    fn style(&mut self, feature: &Feature<'_>) -> LineStyle {
        let name = text_of(feature, self.style);
        if self.is_dgn {
            // The eight styles of MicroStation; all but the first have gaps.
            return self.drawing.style(&name, name != "0" && !name.is_empty());
        }
        // Whether a layer draws its lines with gaps, only the pen says.
        let has_gaps = pen_of(feature).is_some_and(|pen| pen.contains(",p:") || pen.contains("(p:"));
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        let is_of_layer = name.is_empty() || is("bylayer") || is("byblock");
        let is_broken = has_gaps || !(is_of_layer || is("continuous") || is("solid"));
        match (is_of_layer, is_broken) {
            (true, true) => self.drawing.style("dashed", true),
            (true, false) => self.drawing.style("continuous", false),
            (false, _) => self.drawing.style(&name.to_lowercase(), is_broken),
        }
    }

    fn take_lines(&mut self, geometry: &Geometry, level: Level, style: LineStyle) {
        match geometry_type_flatten(geometry.geometry_type()) {
            Type::wkbLineString => {
                read_points(geometry, &mut self.points);
                let is_same = |one: &[f64; 2], other: &[f64; 2]| {
                    (one[0] - other[0]).abs() < LATTICE_M && (one[1] - other[1]).abs() < LATTICE_M
                };
                let ends = self.points.first().zip(self.points.last());
                self.open_lines += u64::from(ends.is_some_and(|(first, last)| !is_same(first, last)));
                let points = self.points.iter().map(|&[x, y]| Coord { x, y });
                self.drawing.push_line(level, style, points);
            }
            Type::wkbCircularString
            | Type::wkbCompoundCurve
            | Type::wkbCurvePolygon
            | Type::wkbMultiSurface => {
                if let Some(stroked) = linear(geometry, ARC_STEP_DEG) {
                    self.take_lines(&stroked, level, style);
                }
            }
            _ => {
                for part in 0..geometry.geometry_count() {
                    self.take_lines(&geometry.get_geometry(part), level, style);
                }
            }
        }
    }
}

/// A field as text; empty where there is none. Bytes that are no UTF-8 are TCVN3 in drawings of Vietnam.
fn text_of(feature: &Feature<'_>, column: Option<usize>) -> String {
    let mut text = String::new();
    let Some(column) = column else { return text };
    with_bytes_of_field(feature, column, |bytes| text = unicode(bytes));
    text
}

/// Bytes as text: UTF-8, else TCVN3, else the Latin letters a reader that knows of no encoding would show.
pub(super) fn unicode(bytes: &[u8]) -> String {
    let latin = || bytes.iter().map(|&byte| char::from(byte)).collect();
    std::str::from_utf8(bytes)
        .map_or_else(|_| LegacyEncoding::Tcvn3.decode_bytes(bytes).unwrap_or_else(latin), str::to_owned)
}

/// Whether parcels are to be built of lines: the user says so, or most lines are open.
pub(super) fn are_loose(options: &LineworkOptions, walk: &Walk) -> bool {
    let Some(drawing) = &walk.drawing else { return false };
    let outlines = walk.shapes.geometries.len() as u64;
    options.build.unwrap_or(options.names_anything() || drawing.open_lines > outlines)
}

/// What is asked of the core, with the table beside the drawing and the sheet it is named after.
fn asked(request: &ReadRequest) -> (LineworkRequest, Option<SideTable>) {
    let options = &request.linework;
    let table = side_table::read(&request.path, request.holders);
    let asked = LineworkRequest {
        boundary_levels: options.boundary_levels.clone(),
        label_levels: options.label_levels.clone(),
        line_styles: options.line_styles.clone(),
        label_form: options.label_form,
        sheet: sheet_of(&request.path),
        side_labels: table.as_ref().map(|table| table.labels.clone()).unwrap_or_default(),
    };
    (asked, table)
}

/// Builds the parcels of the drawing walked over. Names of holders come from the table beside it.
pub(super) fn build(
    walk: &mut Walk,
    request: &ReadRequest,
) -> Result<(Parcels, Linework, Holders), ReadError> {
    let drawing = walk.drawing.take().map(|walked| walked.drawing).unwrap_or_default();
    let (asked, table) = asked(request);
    let sheet = asked.sheet.clone();
    let built = build_parcels(&drawing, &asked, LATTICE_M);
    let BuiltParcels { parcels, choice } =
        built.map_err(|source| ReadError::Linework { path: request.path.clone(), source })?;
    if choice.faces == 0 {
        return Err(ReadError::NoFaces {
            path: request.path.clone(),
            lines: choice.lines,
            levels: choice.boundary_levels,
        });
    }
    let sheet_taken =
        sheet.filter(|sheet| parcels.records.iter().any(|record| record.key.sheet.as_ref() == Some(sheet)));
    let holders = table.as_ref().map(|table| table.holders_of(&parcels)).unwrap_or_default();
    Ok((parcels, Linework { choice, table: table.map(|table| table.told), sheet_taken }, holders))
}

/// Names of holders, parcel by parcel; empty where there are none.
type Holders = Vec<Option<Box<str>>>;

/// Gives closed shapes the numbers of the labels inside them; none where nothing in the drawing is a label.
pub(super) fn label(
    walk: &mut Walk,
    parcels: &mut Parcels,
    request: &ReadRequest,
) -> Result<Option<Labelled>, ReadError> {
    let Some(walked) = walk.drawing.take().filter(|_| !parcels.is_empty()) else { return Ok(None) };
    let (asked, table) = asked(request);
    let sheet = asked.sheet.clone();
    let labels = label_shapes(parcels, &walked.drawing, &asked, LATTICE_M)
        .map_err(|source| ReadError::Linework { path: request.path.clone(), source })?;
    if labels.labels == 0 {
        return Ok(None);
    }
    if let Some(table) = &table {
        walk.holders = table.holders_of(parcels);
    }
    let sheet_taken =
        sheet.filter(|sheet| parcels.records.iter().any(|record| record.key.sheet.as_ref() == Some(sheet)));
    Ok(Some(Labelled { labels, table: table.map(|table| table.told), sheet_taken }))
}

/// What is said of closed shapes and the labels inside them.
#[derive(Debug)]
pub(super) struct Labelled {
    pub(super) labels: ShapeLabels,
    /// What is said of the table beside the drawing.
    pub(super) table: Option<Message>,
    /// The sheet number taken from the name of the file.
    pub(super) sheet_taken: Option<Box<str>>,
}

/// What is said of how parcels were built.
#[derive(Debug)]
pub(super) struct Linework {
    pub(super) choice: LineworkChoice,
    /// What is said of the table beside the drawing.
    pub(super) table: Option<Message>,
    /// The sheet number taken from the name of the file.
    pub(super) sheet_taken: Option<Box<str>>,
}

/// The sheet of a file named after it, as FAMIS names them: `dc12.dgn`, also `gn`, `to`, `tờ`.
fn sheet_of(path: &Path) -> Option<Box<str>> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let stem = name.split('.').next()?;
    let word = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &stem[word.len()..];
    let is_named =
        matches!(word.trim_end_matches(['_', '-', ' ']), "dc" | "đc" | "gn" | "to" | "tờ" | "bd" | "bđ");
    let number = digits.trim_start_matches('0');
    (is_named && (1..=4).contains(&number.len())).then(|| number.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_sheet() {
        let cases = [
            ("dc12.dgn", Some("12")),
            ("DC007.DGN", Some("7")),
            ("thu muc/gn3.dgn.gz", Some("3")),
            ("to_15.dxf", Some("15")),
            ("tờ 15.dxf", Some("15")),
            ("vn_danang_20248.dgn", None),
            ("dc.dgn", None),
            ("dc0.dgn", None),
            ("12.dgn", None),
        ];
        for (path, sheet) in cases {
            assert_eq!(sheet_of(Path::new(path)).as_deref(), sheet, "{path}");
        }
    }
}
