//! Hand-written cases: small shapes and what must be found in them. The format is told in `data/cases/README.md`.
//!
//! # Examples
//!
//! ```
//! use thuadat_core::Rule;
//! use thuadat_testkit::cases;
//!
//! let text = "
//! case a bowtie
//! parcel POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0))
//! expect geometry/self-intersection at 2 2
//! ";
//! let cases = cases::parse(text).unwrap();
//! assert_eq!(cases[0].name, "a bowtie");
//! assert_eq!(cases[0].expected[0].any_of, [Rule::SelfIntersection]);
//! ```

use geo::Coord;
use std::path::{Path, PathBuf};
use std::str::SplitWhitespace;
use thiserror::Error;
use thuadat_core::{
    Drawing, FeatureId, LineworkRequest, ParcelGeometries, ParcelRecord, Parcels, Profile, References, Rule,
    build_parcels,
};
use wkt::Wkt;
use wkt::types::{LineString, Polygon};

/// Shapes and what must be found in them, and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What the case is about, unique in its file.
    pub name: String,
    /// The line it begins at, counted from 1.
    pub line: usize,
    /// The shapes, rings exactly as written; each is known by its position.
    pub parcels: Parcels,
    /// What must be found. Nothing: the case is clean.
    pub expected: Vec<Expectation>,
    /// What may be found besides.
    pub allowed: Vec<Rule>,
    /// The strict profile, with the limits the case sets.
    pub profile: Profile,
    /// What is known of the ground around.
    pub references: References,
}

/// One thing that must be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// One of these rules must find it.
    pub any_of: Vec<Rule>,
    /// Positions of the parcels it is about, ascending; empty where the case has one parcel or all are meant.
    pub parcels: Vec<u32>,
    /// A point of the evidence.
    pub at: Option<Coord<f64>>,
    /// Area of the evidence, in square metres.
    pub area_m2: Option<f64>,
    /// Largest width of the evidence, in metres.
    pub width_m: Option<f64>,
}

/// Why a case file cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CaseError {
    /// The file cannot be opened.
    #[error("cannot read {path}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line breaks the rules of the format.
    #[error("{path}: {source}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: CaseSyntaxError,
    },
}

/// Why a case text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct CaseSyntaxError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads the cases of a file.
///
/// # Errors
///
/// When the file cannot be read, or a line of it breaks the format.
pub fn load(path: &Path) -> Result<Vec<Case>, CaseError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| CaseError::Unreadable { path: path.to_owned(), source })?;
    parse(&text).map_err(|source| CaseError::Malformed { path: path.to_owned(), source })
}

/// Reads the cases of a text.
///
/// # Errors
///
/// At the first line that breaks the format.
pub fn parse(text: &str) -> Result<Vec<Case>, CaseSyntaxError> {
    let mut cases: Vec<Draft> = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let (keyword, rest) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
        read_line(&mut cases, line, keyword, rest.trim())
            .map_err(|reason| CaseSyntaxError { line, reason })?;
    }
    cases.into_iter().map(Draft::finish).collect()
}

/// A case being read.
struct Draft {
    case: Case,
    is_clean: bool,
    /// Lines and labels that parcels are built of.
    drawing: Drawing,
}

impl Draft {
    fn finish(mut self) -> Result<Case, CaseSyntaxError> {
        let line = self.case.line;
        let fail = |reason: &str| Err(CaseSyntaxError { line, reason: reason.to_owned() });
        let is_drawn = self.drawing.line_count() > 0;
        if is_drawn && !self.case.parcels.is_empty() {
            return fail("a case has parcels or the lines they are built of, not both");
        }
        if is_drawn {
            let built =
                build_parcels(&self.drawing, &LineworkRequest::default(), self.case.profile.lattice_m);
            self.case.parcels = built.expect("nothing is asked for that is not there").parcels;
        }
        if self.case.parcels.is_empty() && !is_drawn {
            return fail("the case has no parcel");
        }
        if self.is_clean != self.case.expected.is_empty() {
            return fail("the case needs either `expect nothing` or expectations");
        }
        let n_parcels = self.case.parcels.len();
        let is_known = |&parcel: &u32| (parcel as usize) < n_parcels;
        if !self.case.expected.iter().all(|expectation| expectation.parcels.iter().all(is_known)) {
            return fail("an expectation names a parcel the case does not have");
        }
        Ok(self.case)
    }
}

fn read_line(cases: &mut Vec<Draft>, line: usize, keyword: &str, rest: &str) -> Result<(), String> {
    if keyword == "case" {
        if rest.is_empty() || cases.iter().any(|draft| draft.case.name == rest) {
            return Err(format!("a case needs a name of its own, not `{rest}`"));
        }
        let (name, parcels) = (rest.to_owned(), Parcels::default());
        let profile = Profile::strict();
        let (expected, allowed, references) = (Vec::new(), Vec::new(), References::default());
        let case = Case { name, line, parcels, expected, allowed, profile, references };
        cases.push(Draft { case, is_clean: false, drawing: Drawing::default() });
        return Ok(());
    }
    let draft = cases.last_mut().ok_or_else(|| format!("`{keyword}` before the first `case`"))?;
    match keyword {
        "parcel" => push_parcel(&mut draft.case.parcels, rest)?,
        "line" => push_line(&mut draft.drawing, rest)?,
        "label" => push_label(&mut draft.drawing, rest)?,
        "sheet" => set_sheet(&mut draft.case.parcels, rest)?,
        "known-land" => push_parcel(draft.case.references.known_land.get_or_insert_default(), rest)?,
        "commune" => push_parcel(draft.case.references.commune_boundary.get_or_insert_default(), rest)?,
        "frame" => {
            let (sheet, shape) = rest.split_once(' ').ok_or("a frame needs the number of its sheet")?;
            let frames = draft.case.references.sheet_frames.get_or_insert_default();
            push_parcel(frames, shape)?;
            set_sheet(frames, sheet)?;
        }
        "limit" => set_limit(&mut draft.case.profile, rest)?,
        "expect" if rest == "nothing" => draft.is_clean = true,
        "expect" => draft.case.expected.push(expectation(rest)?),
        "allow" => {
            for id in rest.split_whitespace() {
                draft.case.allowed.push(rule(id)?);
            }
        }
        _ => return Err(format!("unknown keyword `{keyword}`")),
    }
    Ok(())
}

/// A limit of the form of shapes, by its key in profiles.
fn set_limit(profile: &mut Profile, text: &str) -> Result<(), String> {
    let mut words = text.split_whitespace();
    let limit = match words.next().unwrap_or_default() {
        "short_segment_m" => &mut profile.short_segment_m,
        "vertex_distance_m" => &mut profile.vertex_distance_m,
        "unclosed_m" => &mut profile.unclosed_m,
        "unlabelled_width_m" => &mut profile.unlabelled_width_m,
        "sharp_angle_deg" => &mut profile.sharp_angle_deg,
        "sliver_width_m" => &mut profile.sliver_width_m,
        "resolution_m" => &mut profile.resolution_m,
        "small_area_m2" => &mut profile.small_area_m2,
        other => return Err(format!("no limit is called `{other}`")),
    };
    *limit = number(&mut words)?;
    Ok(())
}

fn rule(id: &str) -> Result<Rule, String> {
    Rule::from_id(id).ok_or_else(|| format!("unknown rule `{id}`"))
}

fn expectation(text: &str) -> Result<Expectation, String> {
    let mut words = text.split_whitespace();
    let mut found =
        Expectation { any_of: Vec::new(), parcels: Vec::new(), at: None, area_m2: None, width_m: None };
    for id in words.next().unwrap_or_default().split('|') {
        found.any_of.push(rule(id)?);
    }
    while let Some(word) = words.next() {
        match word {
            "at" => found.at = Some(Coord { x: number(&mut words)?, y: number(&mut words)? }),
            "area" => found.area_m2 = Some(number(&mut words)?),
            "width" => found.width_m = Some(number(&mut words)?),
            "of" => found.parcels = positions(words.next().unwrap_or_default())?,
            _ => return Err(format!("unknown word `{word}` in an expectation")),
        }
    }
    Ok(found)
}

fn number(words: &mut SplitWhitespace<'_>) -> Result<f64, String> {
    let word = words.next().ok_or("a number is missing at the end of the line")?;
    word.parse().map_err(|_| format!("`{word}` is not a number"))
}

fn positions(list: &str) -> Result<Vec<u32>, String> {
    let position = |word: &str| word.parse().map_err(|_| format!("`{word}` is not a position of a parcel"));
    let mut positions = list.split(',').map(position).collect::<Result<Vec<u32>, _>>()?;
    positions.sort_unstable();
    Ok(positions)
}

fn push_parcel(parcels: &mut Parcels, text: &str) -> Result<(), String> {
    let shapes = &mut parcels.geometries;
    if text != "NULL" {
        let shape: Wkt<f64> = text.parse().map_err(|reason| format!("{reason} in `{text}`"))?;
        match shape {
            Wkt::Polygon(polygon) => push_polygon(shapes, &polygon),
            Wkt::MultiPolygon(multi) => {
                for polygon in multi.polygons() {
                    push_polygon(shapes, polygon);
                }
            }
            other => return Err(format!("a parcel is a polygon or a multi-polygon, not `{other}`")),
        }
    }
    shapes.end_parcel();
    let position = parcels.records.len() as i64;
    parcels.records.push(ParcelRecord::known_by(FeatureId::Number(position)));
    Ok(())
}

fn push_line(drawing: &mut Drawing, text: &str) -> Result<(), String> {
    let shape: Wkt<f64> = text.parse().map_err(|reason| format!("{reason} in `{text}`"))?;
    let Wkt::LineString(line) = shape else { return Err(format!("a line is a linestring, not `{shape}`")) };
    let (level, style) = (drawing.level("boundaries"), drawing.style("solid", false));
    drawing.push_line(level, style, line.coords().iter().map(|at| Coord { x: at.x, y: at.y }));
    Ok(())
}

fn push_label(drawing: &mut Drawing, text: &str) -> Result<(), String> {
    let mut words = text.split_whitespace();
    let at = Coord { x: number(&mut words)?, y: number(&mut words)? };
    let label = words.collect::<Vec<_>>().join(" ");
    let (level, number) = (drawing.level("labels"), drawing.text_count() as i64);
    drawing.push_text(level, at, &label, number);
    Ok(())
}

/// The sheet of the last parcel.
fn set_sheet(parcels: &mut Parcels, sheet: &str) -> Result<(), String> {
    let record = parcels.records.last_mut().ok_or("`sheet` before the first `parcel`")?;
    record.key.sheet = Some(sheet.into());
    parcels.columns.sheet = true;
    Ok(())
}

fn push_polygon(shapes: &mut ParcelGeometries, polygon: &Polygon<f64>) {
    if polygon.rings().is_empty() {
        return;
    }
    for ring in polygon.rings() {
        push_ring(shapes, ring);
    }
    shapes.end_polygon();
}

fn push_ring(shapes: &mut ParcelGeometries, ring: &LineString<f64>) {
    for coord in ring.coords() {
        shapes.push_coord(Coord { x: coord.x, y: coord.y });
    }
    shapes.end_ring();
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn committed() -> Vec<Case> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/cases");
        ["validity.cases", "coverage.cases", "linework.cases"]
            .iter()
            .flat_map(|file| load(&folder.join(file)).unwrap())
            .collect()
    }

    #[test]
    fn committed_cases_cover_every_rule_of_shapes_several_times() {
        let cases = committed();
        for &rule in Rule::ALL {
            // No text of a case has arcs or sheets.
            let not_of_cases = [Rule::Curve, Rule::SheetEdge, Rule::SheetShift].contains(&rule);
            let groups = ["geometry/", "topology/", "linework/"];
            let is_of_shapes = !not_of_cases && groups.iter().any(|group| rule.id().starts_with(group));
            let n = cases.iter().filter(|case| case.expected.iter().any(|e| e.any_of[0] == rule)).count();
            assert!(!is_of_shapes || n >= 3, "{rule} has {n} cases");
        }
        assert!(cases.iter().filter(|case| case.expected.is_empty()).count() >= 30);
    }

    #[test]
    fn committed_cases_have_names_of_their_own() {
        let cases = committed();
        let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
        assert_eq!(names.len(), cases.len());
    }

    #[test]
    fn keeps_rings_as_written() {
        let text = "case x\nparcel POLYGON ((0 0, 4 0, 4 0, 1e999 4))\nparcel POLYGON EMPTY\nparcel NULL\nexpect nothing";
        let case = parse(text).unwrap().remove(0);
        let xs: Vec<f64> = case.parcels.geometries.ring(0).iter().map(|coord| coord.x).collect();
        assert_eq!(xs, [0.0, 4.0, 4.0, f64::INFINITY]);
        assert_eq!(case.parcels.len(), 3);
        assert_eq!(case.parcels.geometries.polygons(1).count(), 0);
    }

    #[test]
    fn tells_the_line_that_is_wrong() {
        let check = |text: &str, line: usize, part: &str| {
            let error = parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text}");
            assert!(error.reason.contains(part), "{error}");
        };
        check("parcel NULL", 1, "before the first");
        check("case a\nparcel POLYGON ((0 0, x 1))", 2, "in `POLYGON");
        check("case a\nparcel POINT (0 0)", 2, "not `POINT");
        check("case a\nparcel NULL\nexpect topology/nonsense", 3, "unknown rule");
        check("case a\nparcel NULL\nexpect geometry/empty at 1", 3, "number is missing");
        check("case a\nparcel NULL\nexpect geometry/empty of 1", 1, "does not have");
        check("case a\nparcel NULL\nexpect geometry/empty\ncase a", 4, "name of its own");
        check("case a\nlimit width_m 1", 2, "no limit is called `width_m`");
        check("case a\nparcel NULL", 1, "expect nothing");
        check("case a\nexpect nothing", 1, "no parcel");
    }
}
