//! Parcels as surveyors draw them: boundaries as lines, each stretch once, and a label in each parcel. The way back is
//! [`build_parcels`].

use super::arrangement::Arrangement;
use super::choice::segments_of;
use super::drawing::{Drawing, DrawnText, Level};
use super::{LineworkRequest, build_parcels};
use crate::lattice::Lattice;
use crate::plane::Point;
use crate::{ParcelGeometries, ParcelRecord, Parcels};
use geo::Coord;
use rayon::prelude::*;
use std::collections::HashMap;

/// The names of the levels things are drawn on; several may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawingLevels {
    /// Boundaries.
    pub boundaries: Box<str>,
    /// Numbers of parcels, with the sheet in front where it is known.
    pub numbers: Box<str>,
    /// Recorded areas.
    pub areas: Box<str>,
    /// Land uses.
    pub land_uses: Box<str>,
}

/// Lines of a label stand so many heights of letters above each other.
const LINE_SPACING: f64 = 1.6;
/// A letter is about so wide for its height.
const LETTER_WIDTH: f64 = 0.7;
/// Labels keep so much of the way from their place to the boundary.
const USED_RADIUS: f64 = 0.9;

/// Draws parcels: their boundaries cut where they meet, each stretch once from one point where other than two meet to the
/// next, and in each parcel its number (`sheet/number`), land use and recorded area as texts of `text_height_m`, smaller where
/// that has no room. Coordinates are those of the lattice.
///
/// No line closes on itself, so that readers which tell outlines from loose lines by that see loose lines. What else is
/// recorded of parcels is not drawn; nor are rings beyond any map.
///
/// # Complexity
///
/// O(n log n) for n vertices, and a search for the middle of each parcel.
///
/// # Examples
///
/// ```
/// use geo::polygon;
/// use thuadat_core::{DrawingLevels, LineworkRequest, Parcels, build_parcels, draw_parcels};
///
/// let mut parcels = Parcels::from_polygons(&[
///     polygon![(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.)],
///     polygon![(x: 9., y: 0.), (x: 18., y: 0.), (x: 18., y: 9.), (x: 9., y: 9.)],
/// ]);
/// parcels.records[0].key.number = Some("12".into());
/// parcels.records[1].key.number = Some("13".into());
/// let levels = DrawingLevels { boundaries: "10".into(), numbers: "13".into(), areas: "13".into(), land_uses: "13".into() };
/// let drawing = draw_parcels(&parcels, &levels, 2.0, 0.0001);
/// assert_eq!((drawing.line_count(), drawing.text_count()), (3, 2));
/// let built = build_parcels(&drawing, &LineworkRequest::default(), 0.0001)?;
/// assert_eq!(built.parcels.name(1).to_string(), "13");
/// # Ok::<(), thuadat_core::LineworkError>(())
/// ```
#[must_use]
pub fn draw_parcels(
    parcels: &Parcels,
    levels: &DrawingLevels,
    text_height_m: f64,
    lattice_m: f64,
) -> Drawing {
    let lattice = Lattice::new(lattice_m);
    let mut drawing = Drawing::default();
    let solid = drawing.style("0", false);
    let boundaries = drawing.level(&levels.boundaries);
    for line in boundary_lines(&parcels.geometries, lattice) {
        drawing.push_line(boundaries, solid, line.into_iter().map(|point| lattice.coord(point)));
    }
    let texts = [&levels.numbers, &levels.land_uses, &levels.areas].map(|name| drawing.level(name));
    let labels: Vec<Vec<PlacedText>> = (0..parcels.len())
        .into_par_iter()
        .map(|parcel| label(parcels, parcel, texts, text_height_m, lattice_m))
        .collect();
    let mut feature = drawing.line_count() as i64;
    for PlacedText { level, at, written, height_m } in labels.iter().flatten() {
        feature += 1;
        let text = DrawnText { level: *level, at: *at, written, height_m: *height_m };
        drawing.push_drawn_text(&text, feature);
    }
    drawing
}

/// The positions of parcels that a drawing does not give back when parcels are built of it again: those of several parts or
/// none, those that overlap others or lie across them, those whose number, area or land use no reader takes for a label.
///
/// A parcel counts as given back where a face has the same label and, to a step of the lattice along its boundary, the same
/// area. What is never drawn is not looked at.
///
/// # Complexity
///
/// That of [`build_parcels`].
#[must_use]
pub fn lost_in_drawing(parcels: &Parcels, drawing: &Drawing, lattice_m: f64) -> Vec<u32> {
    let Ok(built) = build_parcels(drawing, &LineworkRequest::default(), lattice_m) else {
        return (0..parcels.len() as u32).collect();
    };
    let built = built.parcels;
    let mut of_label: HashMap<Labelled<'_>, Vec<f64>> = HashMap::new();
    for (position, record) in built.records.iter().enumerate() {
        of_label.entry(Labelled::of(record)).or_default().push(built.geometries.area_m2(position));
    }
    let mut is_given_back = |parcel: usize| {
        let (shapes, record) = (&parcels.geometries, &parcels.records[parcel]);
        if shapes.polygons(parcel).count() != 1 {
            return false;
        }
        let Some(areas) = of_label.get_mut(&Labelled::of(record)) else { return false };
        let (area_m2, play_m2) = (shapes.area_m2(parcel), shapes.perimeter_m(parcel) * lattice_m + 1e-6);
        let found = areas.iter().position(|other| (other - area_m2).abs() <= play_m2);
        found.map(|at| areas.swap_remove(at)).is_some()
    };
    (0..parcels.len()).filter(|&parcel| !is_given_back(parcel)).map(|parcel| parcel as u32).collect()
}

/// What is drawn of a parcel's record.
#[derive(PartialEq, Eq, Hash)]
struct Labelled<'a> {
    sheet: Option<&'a str>,
    number: Option<&'a str>,
    land_use: Option<&'a str>,
    area: Option<u64>,
}

impl<'a> Labelled<'a> {
    fn of(record: &'a ParcelRecord) -> Self {
        Self {
            sheet: record.key.sheet.as_deref(),
            number: record.key.number.as_deref(),
            land_use: record.land_use.as_deref(),
            area: record.recorded_area_m2.map(f64::to_bits),
        }
    }
}

/// The boundaries of parcels, each stretch once and none closed.
fn boundary_lines(shapes: &ParcelGeometries, lattice: Lattice) -> Vec<Vec<Point>> {
    let closed = |ring: &[Coord<f64>]| ring.iter().chain(ring.first()).copied().collect::<Vec<_>>();
    let rings = (0..shapes.len()).flat_map(|parcel| shapes.rings(parcel));
    let segments = rings.flat_map(|ring| segments_of(&closed(ring), lattice).collect::<Vec<_>>());
    chains(&Arrangement::new(segments.collect(), 0))
}

/// The pieces of an arrangement as chains between points where other than two meet; rings that nothing else meets in two
/// halves.
fn chains(arrangement: &Arrangement) -> Vec<Vec<Point>> {
    let of_nodes = arrangement.pieces_of_nodes();
    let mut walker =
        Walker { arrangement, of_nodes: &of_nodes, is_used: vec![false; arrangement.pieces.len()] };
    let mut chains = Vec::new();
    for node in (0..of_nodes.len()).filter(|&node| of_nodes[node].len() != 2) {
        for &piece in &of_nodes[node] {
            chains.extend(walker.from(node as u32, piece));
        }
    }
    for piece in 0..arrangement.pieces.len() {
        chains.extend(walker.from(arrangement.ends[piece][0], piece as u32));
    }
    chains.into_iter().flat_map(open).collect()
}

struct Walker<'a> {
    arrangement: &'a Arrangement,
    of_nodes: &'a [Vec<u32>],
    is_used: Vec<bool>,
}

impl Walker<'_> {
    /// The chain that leaves a node by a piece, to the next node where other than two pieces meet or back to where it began; none
    /// where it was walked before.
    fn from(&mut self, start: u32, mut piece: u32) -> Option<Vec<Point>> {
        if self.is_used[piece as usize] {
            return None;
        }
        let mut node = start;
        let mut chain = vec![self.arrangement.nodes[node as usize]];
        loop {
            self.is_used[piece as usize] = true;
            let [from, to] = self.arrangement.ends[piece as usize];
            node = if from == node { to } else { from };
            chain.push(self.arrangement.nodes[node as usize]);
            match self.of_nodes[node as usize][..] {
                [one, other] if node != start => piece = if one == piece { other } else { one },
                _ => return Some(chain),
            }
        }
    }
}

/// A chain that ends where it began as two.
fn open(chain: Vec<Point>) -> Vec<Vec<Point>> {
    if chain.first() != chain.last() {
        return vec![chain];
    }
    let middle = chain.len() / 2;
    vec![chain[..=middle].to_vec(), chain[middle..].to_vec()]
}

/// A text of a label, and where it stands.
struct PlacedText {
    level: Level,
    at: Coord<f64>,
    written: String,
    height_m: f64,
}

/// The label of a parcel: number, land use and area, one above the other around a point well inside it.
fn label(
    parcels: &Parcels,
    parcel: usize,
    levels: [Level; 3],
    text_height_m: f64,
    lattice_m: f64,
) -> Vec<PlacedText> {
    let Some(middle) = parcels.geometries.point_inside(parcel, lattice_m) else { return Vec::new() };
    let texts = texts_of(&parcels.records[parcel]);
    let room_m = USED_RADIUS * distance_to_boundary_m(&parcels.geometries, parcel, middle);
    let lines = texts.iter().flatten().count() as f64;
    // Where the lowest letters and the highest begin, both must be inside.
    let height_m = text_height_m.min(room_m / (lines / 2.0 * LINE_SPACING).max(1.0));
    let mut line = 0.0;
    let place = |(text, level): (Option<String>, Level)| {
        let written = text?;
        let y = middle.y + ((lines - 1.0) / 2.0 - line) * LINE_SPACING * height_m - height_m / 2.0;
        line += 1.0;
        let left_m = (written.chars().count() as f64 * LETTER_WIDTH * height_m / 2.0)
            .min((room_m * room_m - (y - middle.y) * (y - middle.y)).max(0.0).sqrt());
        Some(PlacedText { level, at: Coord { x: middle.x - left_m, y }, written, height_m })
    };
    texts.into_iter().zip(levels).filter_map(place).collect()
}

/// Number, land use and area as they are written on a map; an area always with a decimal, which tells it from a number.
fn texts_of(record: &ParcelRecord) -> [Option<String>; 3] {
    let key = &record.key;
    let number = key.number.as_ref().map(|number| match &key.sheet {
        Some(sheet) => format!("{sheet}/{number}"),
        None => number.to_string(),
    });
    let area = record.recorded_area_m2.map(|area| {
        let written = area.to_string();
        if written.contains('.') { written } else { format!("{written}.0") }
    });
    [number, record.land_use.as_ref().map(ToString::to_string), area]
}

fn distance_to_boundary_m(shapes: &ParcelGeometries, parcel: usize, at: Coord<f64>) -> f64 {
    let of_edge = |a: Coord<f64>, b: Coord<f64>| {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length_squared = dx * dx + dy * dy;
        let along = ((at.x - a.x) * dx + (at.y - a.y) * dy) / length_squared;
        let along = if length_squared > 0.0 { along.clamp(0.0, 1.0) } else { 0.0 };
        (a.x + along * dx - at.x).hypot(a.y + along * dy - at.y)
    };
    let of_ring = |ring: &[Coord<f64>]| {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(a, b)| of_edge(*a, *b)).fold(f64::INFINITY, f64::min)
    };
    shapes.rings(parcel).map(of_ring).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Polygon, polygon};

    const LATTICE_M: f64 = 0.0001;

    fn levels(areas: &str, land_uses: &str) -> DrawingLevels {
        DrawingLevels {
            boundaries: "10".into(),
            numbers: "13".into(),
            areas: areas.into(),
            land_uses: land_uses.into(),
        }
    }

    fn square(x: f64, side_m: f64) -> Polygon<f64> {
        polygon![(x: x, y: 0.), (x: x + side_m, y: 0.), (x: x + side_m, y: side_m), (x: x, y: side_m)]
    }

    /// Parcels 1, 2, … of sheet 12, with areas and land uses.
    fn parcels(shapes: &[Polygon<f64>]) -> Parcels {
        let mut parcels = Parcels::from_polygons(shapes);
        for (position, record) in parcels.records.iter_mut().enumerate() {
            record.key.sheet = Some("12".into());
            record.key.number = Some((position + 1).to_string().into());
            record.recorded_area_m2 = Some(parcels.geometries.area_m2(position));
            record.land_use = Some("ODT".into());
        }
        parcels
    }

    fn lost(parcels: &Parcels, levels: &DrawingLevels) -> Vec<u32> {
        lost_in_drawing(parcels, &draw_parcels(parcels, levels, 2.0, LATTICE_M), LATTICE_M)
    }

    #[test]
    fn what_is_drawn_comes_back() {
        let hole = square(2.0, 3.0).translated(2.0);
        let around = Polygon::new(square(0.0, 9.0).exterior().clone(), vec![hole.exterior().clone()]);
        let cases: [(&str, Vec<Polygon<f64>>); 5] = [
            ("one", vec![square(0.0, 9.0)]),
            ("side by side", vec![square(0.0, 9.0), square(9.0, 9.0)]),
            (
                "islands and neighbours",
                vec![square(0.0, 9.0), square(9.0, 9.0), square(30.0, 5.0), square(50.0, 5.0)],
            ),
            ("in a hole", vec![around, hole]),
            ("a corner that only one has", vec![square(0.0, 9.0), square(9.0, 4.0)]),
        ];
        for (case, shapes) in cases {
            let parcels = parcels(&shapes);
            for levels in [levels("13", "13"), levels("14", "15")] {
                assert_eq!(lost(&parcels, &levels), [] as [u32; 0], "{case}");
            }
        }
    }

    trait Translated {
        fn translated(self, y: f64) -> Self;
    }

    impl Translated for Polygon<f64> {
        fn translated(self, y: f64) -> Self {
            geo::Translate::translate(&self, 0.0, y)
        }
    }

    #[test]
    fn what_does_not_come_back_is_told() {
        let mut overlapping = parcels(&[square(0.0, 9.0), square(6.0, 9.0), square(40.0, 9.0)]);
        assert_eq!(lost(&overlapping, &levels("13", "13")), [0, 1]);
        for change in [
            (|record: &mut ParcelRecord| record.key.number = None) as fn(&mut ParcelRecord),
            |record| record.key.number = Some("TĐ 03-2014".into()),
            |record| record.land_use = Some("đất ở".into()),
        ] {
            overlapping = parcels(&[square(0.0, 9.0), square(40.0, 9.0)]);
            change(&mut overlapping.records[1]);
            assert_eq!(lost(&overlapping, &levels("13", "13")), [1]);
        }
        let mut of_two_parts = parcels(&[square(0.0, 9.0)]);
        of_two_parts.geometries = ParcelGeometries::new();
        of_two_parts
            .geometries
            .push_multi_polygon(&geo::MultiPolygon(vec![square(0.0, 9.0), square(20.0, 9.0)]));
        assert_eq!(lost(&of_two_parts, &levels("13", "13")), [0]);
    }

    #[test]
    fn each_stretch_is_drawn_once_and_none_closes() {
        let drawing = draw_parcels(
            &parcels(&[square(0.0, 9.0), square(9.0, 9.0), square(40.0, 9.0)]),
            &levels("13", "13"),
            2.0,
            LATTICE_M,
        );
        let lines: Vec<Vec<Coord<f64>>> = drawing.lines().map(|(_, _, points)| points.to_vec()).collect();
        assert_eq!(lines.len(), 5, "two around, one between, two halves");
        let length_m: f64 = lines
            .iter()
            .flat_map(|line| line.windows(2))
            .map(|ends| (ends[1].x - ends[0].x).hypot(ends[1].y - ends[0].y))
            .sum();
        assert!((length_m - (7.0 + 4.0) * 9.0).abs() < 1e-9, "{length_m}");
        assert!(lines.iter().all(|line| line.first() != line.last()));
    }

    #[test]
    fn labels_shrink_to_where_there_is_room() {
        let narrow = polygon![(x: 0., y: 0.), (x: 90., y: 0.), (x: 90., y: 0.5), (x: 0., y: 0.5)];
        let drawing =
            draw_parcels(&parcels(&[narrow, square(100.0, 50.0)]), &levels("13", "13"), 2.0, LATTICE_M);
        let texts: Vec<DrawnText<'_>> = drawing.texts().collect();
        assert_eq!(
            texts.iter().map(|text| text.written).collect::<Vec<_>>(),
            ["12/1", "ODT", "45.0", "12/2", "ODT", "2500.0"]
        );
        assert!(texts[..3].iter().all(|text| text.height_m < 0.2 && text.at.y > 0.0 && text.at.y < 0.5));
        assert!(texts[3..].iter().all(|text| (text.height_m - 2.0).abs() < 1e-9));
        assert!(texts[3].at.y > texts[4].at.y && texts[4].at.y > texts[5].at.y, "one above the other");
    }
}
