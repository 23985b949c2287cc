//! Parcels out of lines: a drawing's boundaries are cut where they meet, the ground they enclose is found, and labels say
//! which parcel it is.
//!
//! No polygon is invented: a parcel is a face that drawn lines enclose and exactly one parcel's label lies in. What is
//! amiss, a line that ends in the open, a face without a label, is kept with its place, and told by the check.

mod arrangement;
mod choice;
mod draw;
mod drawing;
mod faces;
mod free_ends;
mod label;
mod matching;
mod near;
mod problem;
mod shape_labels;

pub use draw::{DrawingLevels, draw_parcels, lost_in_drawing};
pub use drawing::{Drawing, DrawnText, Level, LineStyle};
pub use label::LabelForm;
pub use problem::{AmbiguousFace, FreeEnd, LabelOutside, LineworkProblems};
pub use shape_labels::{ShapeLabels, label_shapes};

use crate::coverage::Groups;
use crate::lattice::Lattice;
use crate::plane::{Point, Segment};
use crate::{FeatureId, KnownColumns, ParcelRecord, Parcels};
use arrangement::Arrangement;
use choice::{Chosen, choose, read_labels, segments_of};
use faces::{Face, Faces};
use free_ends::{Chain, chains, without_free_ends};
use geo::{Coord, LineString, MultiLineString, Polygon};
use matching::{FaceLabels, Home, form_of, homes, understood};
use std::collections::{BTreeMap, HashMap};

/// Ends nearer than this to another line are joined to it: files hold whole millimetres, and a point on a slanted line is
/// seldom one.
const JOIN_REACH_M: f64 = 0.002;
/// How far around a free end is looked for what it may have been meant to reach.
const NEAR_REACH_M: f64 = 10.0;

/// What of a drawing to take, and what is known beside it. What is left empty is seen from the content.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LineworkRequest {
    /// Names of the levels that hold boundaries.
    pub boundary_levels: Vec<String>,
    /// Names of the levels that hold labels.
    pub label_levels: Vec<String>,
    /// Names of the line styles boundaries are drawn in; `*` is all of them. Empty: all without gaps, since a dashed line
    /// is a boundary on paper that is none on the ground.
    pub line_styles: Vec<String>,
    /// What two whole numbers in one label mean.
    pub label_form: Option<LabelForm>,
    /// The sheet of all parcels whose label names none.
    pub sheet: Option<Box<str>>,
    /// Labels from a table beside the drawing.
    pub side_labels: Vec<SideLabel>,
}

/// A label from a table beside the drawing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SideLabel {
    /// Where it stands.
    pub at: Coord<f64>,
    /// Number of the parcel.
    pub number: Box<str>,
    /// Its area, in square metres.
    pub area_m2: Option<f64>,
    /// Its land use.
    pub land_use: Option<Box<str>>,
}

/// Parcels built of a drawing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BuiltParcels {
    /// The parcels; what is amiss with the lines and labels is in their preparation.
    pub parcels: Parcels,
    /// What was taken of the drawing.
    pub choice: LineworkChoice,
}

/// What was taken of a drawing, for people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LineworkChoice {
    /// The levels whose lines are boundaries.
    pub boundary_levels: Vec<String>,
    /// The levels whose texts are labels.
    pub label_levels: Vec<String>,
    /// Names of the line styles taken.
    pub line_styles: Vec<String>,
    /// Lines on those levels that were left out for their style.
    pub lines_of_other_styles: usize,
    /// Lines on those levels that were taken.
    pub lines: usize,
    /// What two whole numbers in one label were taken for; none where no label has two.
    pub label_form: Option<LabelForm>,
    /// Labels read.
    pub labels: usize,
    /// Texts on the levels of labels that are none.
    pub other_texts: usize,
    /// Closed faces.
    pub faces: usize,
    /// Line ends that were joined to a line beside them.
    pub joined_ends: usize,
    /// The farthest that one was away, in metres.
    pub joined_distance_m: f64,
}

/// Why a drawing cannot be taken as asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineworkError {
    /// A level was named that the drawing does not have.
    #[error("the drawing has no level {level:?}; its levels are {}", levels.join(", "))]
    NoSuchLevel {
        /// The name.
        level: String,
        /// The levels there are.
        levels: Vec<String>,
    },
    /// A line style was named that the drawing does not have.
    #[error("the drawing has no lines of style {style:?}; its styles are {}", styles.join(", "))]
    NoSuchStyle {
        /// The name.
        style: String,
        /// The styles there are.
        styles: Vec<String>,
    },
}

/// Builds parcels of the lines and labels of a drawing.
///
/// # Input
///
/// Any lines, in metres of one projected coordinate system, in any order and direction, crossing or not. Shapes are built
/// on a lattice of `lattice_m`. A line end beside another line by two millimetres or less is joined to it. Coordinates
/// beyond any map are left out.
///
/// # Result
///
/// A parcel for each face with labels of exactly one parcel, with what the labels say of it; neighbours have every vertex of
/// their common boundary in common. Where the drawing has no label at all, every face is a parcel without a number. The
/// same for the same lines in any order and direction.
///
/// # Errors
///
/// [`LineworkError`] when the request names a level or a style that the drawing does not have.
///
/// # Complexity
///
/// O(n log n) for n vertices; where levels are to be found out, that for each level, and for each that is left to try.
///
/// # Examples
///
/// ```
/// use geo::coord;
/// use thuadat_core::{Drawing, LineworkRequest, build_parcels};
///
/// let mut drawing = Drawing::default();
/// let (solid, boundaries, labels) = (drawing.style("0", false), drawing.level("10"), drawing.level("13"));
/// for line in [[(0., 0.), (20., 0.)], [(20., 0.), (20., 10.)], [(20., 10.), (0., 10.)], [(0., 10.), (0., 0.)], [(10., 0.), (10., 10.)]] {
///     drawing.push_line(boundaries, solid, line.map(|(x, y)| coord! { x: x, y: y }));
/// }
/// drawing.push_text(labels, coord! { x: 5., y: 5. }, "12/100.0/ODT", 1);
/// drawing.push_text(labels, coord! { x: 15., y: 5. }, "13/100.0/CLN", 2);
/// let built = build_parcels(&drawing, &LineworkRequest::default(), 0.0001)?;
/// assert_eq!(built.parcels.name(0).to_string(), "12");
/// assert_eq!(built.parcels.geometries.area_m2(1), 100.0);
/// # Ok::<(), thuadat_core::LineworkError>(())
/// ```
pub fn build_parcels(
    drawing: &Drawing,
    request: &LineworkRequest,
    lattice_m: f64,
) -> Result<BuiltParcels, LineworkError> {
    let lattice = Lattice::new(lattice_m);
    let chosen = choose(drawing, request, lattice)?;
    let (arrangement, mut choice) = arrange(drawing, &chosen, lattice);
    let is_kept = without_free_ends(&arrangement);
    let Faces { faces, bridges } = Faces::of(&arrangement, &is_kept);
    let ends = chains(&arrangement, lattice.steps(NEAR_REACH_M));
    let labels = read_labels(drawing, &chosen.labels, request, lattice);
    let homes = homes(&faces, labels.iter().map(|placed| &placed.at));
    let area_m2 = |face: u32| faces[face as usize].area_doubled() as f64 / 2.0 * lattice_m * lattice_m;
    let form = request.label_form.or_else(|| form_of(&labels, &homes, area_m2));
    choice.label_form = form;
    choice.labels = labels.iter().filter(|placed| !placed.label.numbers.is_empty()).count();
    let texts = drawing.texts.iter().filter(|text| chosen.labels.contains(&text.level)).count();
    choice.other_texts = (texts + request.side_labels.len()).saturating_sub(labels.len());
    choice.faces = faces.len();

    let mut of_faces = vec![FaceLabels::default(); faces.len()];
    let mut problems = LineworkProblems {
        free_ends: ends.iter().map(|chain| free_end(chain, lattice)).collect(),
        bridges: bridges_together(&arrangement, &bridges, lattice),
        has_labels: choice.labels > 0,
        ..LineworkProblems::default()
    };
    for (placed, home) in labels.iter().zip(&homes) {
        if let Home::In(face) = home {
            of_faces[*face as usize].add(&placed.label, form, placed.feature);
        } else if let (Some(named), _) = understood(&placed.label, form) {
            problems.labels_outside.push(LabelOutside {
                label: named.shown(),
                at: lattice.coord(placed.at),
                is_on_line: *home == Home::OnLine,
            });
        }
    }
    of_faces.iter_mut().for_each(FaceLabels::unite);
    problems.labels_outside.sort_by(|one, other| {
        (one.at.x.total_cmp(&other.at.x))
            .then(one.at.y.total_cmp(&other.at.y))
            .then(one.label.cmp(&other.label))
    });
    let mut parcels = Parcels { columns: columns(&of_faces, request), ..Parcels::default() };
    for (position, (face, labels)) in faces.iter().zip(&of_faces).enumerate() {
        let polygon = polygon(face, lattice);
        match labels.parcels.len() {
            0 if problems.has_labels => problems.without_label.push(polygon),
            0 | 1 => {
                parcels.geometries.push_polygon(&polygon);
                parcels.records.push(record(labels, position as i64, request));
            }
            _ => {
                let labels = labels.parcels.keys().map(matching::ParcelNamed::shown).collect();
                problems.with_several_labels.push(AmbiguousFace { face: polygon, labels });
            }
        }
    }
    parcels.preparation.linework = Some(Box::new(problems));
    Ok(BuiltParcels { parcels, choice })
}

fn arrange(drawing: &Drawing, chosen: &Chosen, lattice: Lattice) -> (Arrangement, LineworkChoice) {
    let (mut segments, mut lines, mut lines_of_other_styles) = (Vec::new(), 0, 0);
    for (level, style, points) in drawing.lines() {
        if !chosen.boundaries.contains(&level) {
            continue;
        }
        if chosen.styles.contains(&style) {
            segments.extend(segments_of(points, lattice));
            lines += 1;
        } else {
            lines_of_other_styles += 1;
        }
    }
    let arrangement = Arrangement::new(segments, lattice.steps(JOIN_REACH_M));
    let names = |levels: &[Level]| levels.iter().map(|&level| drawing.level_name(level).to_owned()).collect();
    let choice = LineworkChoice {
        boundary_levels: names(&chosen.boundaries),
        label_levels: names(&chosen.labels),
        line_styles: chosen.styles.iter().map(|&style| drawing.style_name(style).to_owned()).collect(),
        lines_of_other_styles,
        lines,
        joined_ends: arrangement.joined as usize,
        joined_distance_m: arrangement.joined_distance * lattice.step_m(),
        ..LineworkChoice::default()
    };
    (arrangement, choice)
}

fn columns(of_faces: &[FaceLabels<'_>], request: &LineworkRequest) -> KnownColumns {
    let any = |has: &dyn Fn(&FaceLabels<'_>) -> bool| of_faces.iter().any(has);
    let number = any(&|labels| !labels.parcels.is_empty());
    KnownColumns {
        number,
        sheet: number && request.sheet.is_some()
            || any(&|labels| labels.parcels.keys().any(|named| named.sheet.is_some())),
        recorded_area: any(&|labels| labels.area_m2.is_some()),
        land_use: any(&|labels| labels.land_use.is_some()),
        ..KnownColumns::default()
    }
}

fn record(labels: &FaceLabels<'_>, position: i64, request: &LineworkRequest) -> ParcelRecord {
    let named = labels.parcels.first_key_value();
    let feature = named.map_or(position, |(_, &feature)| feature);
    let mut record = ParcelRecord::known_by(FeatureId::Number(feature));
    record.key.number = named.map(|(named, _)| named.number.into());
    let sheet = named.and_then(|(named, _)| named.sheet);
    record.key.sheet = sheet.map(Into::into).or_else(|| request.sheet.clone());
    record.recorded_area_m2 = labels.area_m2;
    record.land_use = labels.land_use.map(Into::into);
    record
}

fn free_end(chain: &Chain, lattice: Lattice) -> FreeEnd {
    FreeEnd {
        line: line(&chain.points, lattice),
        length_m: chain.length * lattice.step_m(),
        nearest: chain.near.map(|(at, _)| lattice.coord(at)),
        distance_m: chain.near.map_or(f64::INFINITY, |(_, distance)| distance * lattice.step_m()),
        facing: chain.facing.map(|position| position as u32),
        other_end: chain.other_end.map(|position| position as u32),
    }
}

/// Bridges that hang together, as one.
fn bridges_together(
    arrangement: &Arrangement,
    bridges: &[u32],
    lattice: Lattice,
) -> Vec<MultiLineString<f64>> {
    let mut groups = Groups::new(bridges.len());
    let mut first_at: HashMap<u32, usize> = HashMap::new();
    for (position, &piece) in bridges.iter().enumerate() {
        for node in arrangement.ends[piece as usize] {
            groups.join(position, *first_at.entry(node).or_insert(position));
        }
    }
    let mut together: BTreeMap<usize, Vec<LineString<f64>>> = BTreeMap::new();
    for (position, &piece) in bridges.iter().enumerate() {
        let Segment { a, b } = arrangement.pieces[piece as usize];
        together.entry(groups.first(position)).or_default().push(line(&[a, b], lattice));
    }
    together.into_values().map(MultiLineString).collect()
}

fn polygon(face: &Face, lattice: Lattice) -> Polygon<f64> {
    let mut rings = face.rings.iter().map(|ring| line(ring, lattice));
    let shell = rings.next().expect("a face has a shell");
    Polygon::new(shell, rings.collect())
}

fn line(points: &[Point], lattice: Lattice) -> LineString<f64> {
    points.iter().map(|&point| lattice.coord(point)).collect()
}
