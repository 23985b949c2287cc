//! From GDAL's geometries to the shapes of parcels.

use crate::gdal_bridge::{linear, read_points};
use gdal::vector::{
    Geometry, geometry_type_flatten, geometry_type_has_m, geometry_type_has_z, geometry_type_to_name,
};
use gdal_sys::OGRwkbGeometryType as Type;
use geo::Coord;
use std::collections::BTreeMap;
use thuadat_core::{ParcelGeometries, StrokedParcel};

/// How far a stroked arc may lie from the true one, in metres.
const ARC_TOLERANCE_M: f64 = 0.001;
/// Steps of arcs in degrees: no finer than this, lest a huge radius drown the file in vertices, and no coarser.
const ARC_STEPS_DEG: std::ops::RangeInclusive<f64> = 0.01..=4.0;
/// The fewest points of a closed line of a drawing that is a polygon: a triangle and the first point again.
const CLOSED_LINE_POINTS: usize = 4;

/// Room kept free for the next parcel: GDAL's geometries of one feature are held in memory and smaller than this.
const MOST_VERTICES_OF_A_PARCEL: usize = 1 << 28;

/// Gathers shapes, and counts what had to be changed or left out on the way.
pub(super) struct Shapes {
    pub(super) geometries: ParcelGeometries,
    pub(super) tally: Tally,
    /// Whether closed lines are polygons, as in drawings.
    lines_are_outlines: bool,
    /// Length of the layer's unit in metres, near enough to choose the steps of arcs by.
    unit_m: f64,
    points: Vec<[f64; 2]>,
    /// How far strokes of the feature at hand may lie from its arcs, in units of the layer; none without arcs.
    deviation: Option<f64>,
    stroked: Vec<StrokedParcel>,
}

/// What had to be changed or left out.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Parcels whose geometry is missing or empty.
    pub(super) empty: u64,
    /// Parcels whose heights or measures were dropped.
    pub(super) flattened: u64,
    /// Parcels whose arcs were stroked.
    pub(super) stroked: u64,
    /// The farthest that a stroked arc may lie from the true one, in units of the layer.
    pub(super) stroke_deviation: f64,
    /// Closed lines taken for polygons.
    pub(super) closed_lines: u64,
    /// Features that are no parcels, by the name of their geometry type.
    pub(super) skipped: BTreeMap<String, u64>,
    /// Parts of collections that are no polygons.
    pub(super) parts_skipped: u64,
}

/// Whether a feature became a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Parcel,
    Skipped,
}

impl Shapes {
    pub(super) fn new(lines_are_outlines: bool, unit_m: f64) -> Self {
        Self {
            geometries: ParcelGeometries::new(),
            tally: Tally::default(),
            lines_are_outlines,
            unit_m,
            points: Vec::new(),
            deviation: None,
            stroked: Vec::new(),
        }
    }

    /// Takes a feature's geometry as a parcel's shape if it is one. A missing or empty geometry is a parcel without
    /// shape, but in a drawing, where features without outline are ornaments.
    pub(super) fn take(&mut self, geometry: Option<&Geometry>) -> Taken {
        let Some(geometry) = geometry else {
            return self.take_empty("no geometry");
        };
        let stated = geometry.geometry_type();
        let flat = geometry_type_flatten(stated);
        if geometry.is_empty() {
            return self.take_empty(&geometry_type_to_name(flat));
        }
        self.deviation = None;
        let taken = self.take_of_type(geometry, flat);
        if taken == Taken::Parcel {
            self.note_arcs();
        }
        if taken == Taken::Parcel && (geometry_type_has_z(stated) || geometry_type_has_m(stated)) {
            self.tally.flattened += 1;
        }
        taken
    }

    /// The parcels taken so far whose arcs were stroked.
    pub(super) fn take_stroked(&mut self) -> Vec<StrokedParcel> {
        std::mem::take(&mut self.stroked)
    }

    /// Remembers that the parcel just taken had arcs: those stroked here, and in drawings those GDAL had stroked before.
    fn note_arcs(&mut self) {
        let parcel = self.geometries.len() - 1;
        if self.lines_are_outlines {
            let of_ring = |ring: &[Coord<f64>]| drawn_arc_deviation(ring);
            self.deviation =
                self.geometries.rings(parcel).filter_map(of_ring).chain(self.deviation).reduce(f64::max);
        }
        if let Some(deviation) = self.deviation {
            self.tally.stroked += 1;
            self.tally.stroke_deviation = self.tally.stroke_deviation.max(deviation);
            self.stroked.push(StrokedParcel { parcel: parcel as u32, deviation_m: deviation * self.unit_m });
        }
    }

    /// Forgets everything taken, and what was counted.
    pub(super) fn forget(&mut self) {
        *self = Self::new(self.lines_are_outlines, self.unit_m);
    }

    /// Length of the layer's unit in metres.
    pub(super) fn unit_m(&self) -> f64 {
        self.unit_m
    }

    /// Whether another parcel might have more vertices than can be counted.
    pub(super) fn is_full(&self) -> bool {
        self.geometries.coords().len() > u32::MAX as usize - MOST_VERTICES_OF_A_PARCEL
    }

    fn take_of_type(&mut self, geometry: &Geometry, flat: Type::Type) -> Taken {
        match flat {
            Type::wkbPolygon | Type::wkbTriangle => {
                self.push_polygon(geometry);
                self.end_parcel()
            }
            Type::wkbMultiPolygon => {
                self.push_polygons(geometry);
                self.end_parcel()
            }
            Type::wkbCurvePolygon | Type::wkbMultiSurface => self.take_curved(geometry),
            Type::wkbGeometryCollection => self.take_collection(geometry),
            Type::wkbLineString if self.lines_are_outlines && self.is_closed(geometry) => {
                self.take_outline(geometry)
            }
            Type::wkbCircularString | Type::wkbCompoundCurve if self.lines_are_outlines => {
                match self.stroke(geometry) {
                    Some(line) if self.is_closed(&line) => self.take_outline(&line),
                    _ => self.skip(&geometry_type_to_name(flat)),
                }
            }
            other => self.skip(&geometry_type_to_name(other)),
        }
    }

    fn take_empty(&mut self, geometry: &str) -> Taken {
        if self.lines_are_outlines {
            return self.skip(geometry);
        }
        self.tally.empty += 1;
        self.end_parcel()
    }

    fn take_outline(&mut self, line: &Geometry) -> Taken {
        self.push_ring(line);
        self.geometries.end_polygon();
        self.tally.closed_lines += 1;
        self.end_parcel()
    }

    fn take_curved(&mut self, geometry: &Geometry) -> Taken {
        match self.stroke(geometry) {
            Some(linear) => self.take_of_type(&linear, geometry_type_flatten(linear.geometry_type())),
            None => self.skip(&geometry_type_to_name(geometry_type_flatten(geometry.geometry_type()))),
        }
    }

    /// The polygons of a collection are one parcel; a collection without any is none.
    fn take_collection(&mut self, collection: &Geometry) -> Taken {
        let mut polygons = 0_usize;
        let mut others = 0_u64;
        self.push_collection(collection, &mut polygons, &mut others);
        if polygons == 0 {
            return self.skip("Geometry Collection without polygons");
        }
        self.tally.parts_skipped += others;
        self.end_parcel()
    }

    fn push_collection(&mut self, collection: &Geometry, polygons: &mut usize, others: &mut u64) {
        for index in 0..collection.geometry_count() {
            let part = collection.get_geometry(index);
            match geometry_type_flatten(part.geometry_type()) {
                Type::wkbPolygon => {
                    self.push_polygon(&part);
                    *polygons += 1;
                }
                Type::wkbMultiPolygon => {
                    self.push_polygons(&part);
                    *polygons += 1;
                }
                Type::wkbGeometryCollection => self.push_collection(&part, polygons, others),
                Type::wkbCurvePolygon | Type::wkbMultiSurface => {
                    if let Some(linear) = self.stroke(&part) {
                        match geometry_type_flatten(linear.geometry_type()) {
                            Type::wkbPolygon => self.push_polygon(&linear),
                            _ => self.push_polygons(&linear),
                        }
                        *polygons += 1;
                    }
                }
                _ => *others += 1,
            }
        }
    }

    fn push_polygons(&mut self, multi_polygon: &Geometry) {
        for index in 0..multi_polygon.geometry_count() {
            self.push_polygon(&multi_polygon.get_geometry(index));
        }
    }

    fn push_polygon(&mut self, polygon: &Geometry) {
        for index in 0..polygon.geometry_count() {
            self.push_ring(&polygon.get_geometry(index));
        }
        self.geometries.end_polygon();
    }

    fn push_ring(&mut self, ring: &Geometry) {
        read_points(ring, &mut self.points);
        for &[x, y] in &self.points {
            self.geometries.push_coord(Coord { x, y });
        }
        self.geometries.end_ring();
    }

    fn end_parcel(&mut self) -> Taken {
        self.geometries.end_parcel();
        Taken::Parcel
    }

    fn skip(&mut self, geometry: &str) -> Taken {
        *self.tally.skipped.entry(geometry.to_owned()).or_default() += 1;
        Taken::Skipped
    }

    fn is_closed(&mut self, line: &Geometry) -> bool {
        read_points(line, &mut self.points);
        let bits = |at: &[f64; 2]| at.map(f64::to_bits);
        self.points.len() >= CLOSED_LINE_POINTS
            && self.points.first().map(bits) == self.points.last().map(bits)
    }

    fn stroke(&mut self, curved: &Geometry) -> Option<Geometry> {
        let radius = largest_radius(curved);
        let tolerance = ARC_TOLERANCE_M / self.unit_m;
        let ideal_deg = 2.0 * (1.0 - (tolerance / radius).min(1.0)).acos().to_degrees();
        let step_deg = ideal_deg.clamp(*ARC_STEPS_DEG.start(), *ARC_STEPS_DEG.end());
        let deviation = radius * (1.0 - (step_deg.to_radians() / 2.0).cos());
        let linear = linear(curved, step_deg)?;
        if radius > 0.0 {
            self.deviation = Some(self.deviation.unwrap_or(0.0).max(deviation));
        }
        Some(linear)
    }
}

/// How far the strokes of arcs in a ring of a drawing may lie from the arcs, where there are any.
///
/// GDAL strokes the arcs of DXF and DGN files by itself and does not tell. Its strokes of one arc are of equal length and
/// turn by equal angles of at most five degrees, which nobody draws by hand: four of them in a row are an arc.
fn drawn_arc_deviation(ring: &[Coord<f64>]) -> Option<f64> {
    const STROKES: usize = 4;
    const LARGEST_TURN: f64 = 0.0874;
    let is_same = |one: f64, other: f64| (one - other).abs() <= 1e-4 * one.abs();
    let strokes: Vec<(f64, f64)> = ring
        .windows(3)
        .map(|corner| {
            let (before, after) = (corner[1] - corner[0], corner[2] - corner[1]);
            let across = before.x * after.y - before.y * after.x;
            (before.x.hypot(before.y), across.atan2(before.x * after.x + before.y * after.y))
        })
        .collect();
    let is_arc = |run: &&[(f64, f64)]| {
        let (length, turn) = run[0];
        (1e-6..LARGEST_TURN).contains(&turn.abs())
            && run.iter().all(|&(other, turned)| is_same(length, other) && is_same(turn, turned))
    };
    let sagitta = |run: &[(f64, f64)]| run[0].0 / 2.0 * (run[0].1.abs() / 4.0).tan();
    strokes.windows(STROKES - 1).filter(is_arc).map(sagitta).reduce(f64::max)
}

/// The largest radius among the arcs of a geometry; zero where there is none.
fn largest_radius(geometry: &Geometry) -> f64 {
    if geometry_type_flatten(geometry.geometry_type()) == Type::wkbCircularString {
        let mut points = Vec::new();
        read_points(geometry, &mut points);
        let arcs = points.windows(3).step_by(2);
        return arcs.map(|arc| radius_through(arc[0], arc[1], arc[2])).fold(0.0, f64::max);
    }
    (0..geometry.geometry_count())
        .map(|part| largest_radius(&geometry.get_geometry(part)))
        .fold(0.0, f64::max)
}

/// Radius of the circle through three points: the product of the sides over four times the area. Half the first side
/// where the arc closes on itself, which means a full circle; zero for a straight line, which needs no strokes.
fn radius_through(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    let side = |p: [f64; 2], q: [f64; 2]| (p[0] - q[0]).hypot(p[1] - q[1]);
    if a.map(f64::to_bits) == c.map(f64::to_bits) {
        return side(a, b) / 2.0;
    }
    let double_area = ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs();
    let radius = side(a, b) * side(b, c) * side(c, a) / (2.0 * double_area);
    if radius.is_finite() { radius } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(wkt: &str, lines_are_outlines: bool) -> (Taken, Shapes) {
        let mut shapes = Shapes::new(lines_are_outlines, 1.0);
        let taken = shapes.take(Some(&Geometry::from_wkt(wkt).unwrap()));
        (taken, shapes)
    }

    fn vertices(wkt: &str) -> Vec<Vec<(f64, f64)>> {
        let (taken, shapes) = take(wkt, false);
        assert_eq!(taken, Taken::Parcel, "{wkt}");
        shapes.geometries.rings(0).map(|ring| ring.iter().map(Coord::x_y).collect()).collect()
    }

    #[test]
    fn keeps_rings_as_they_stand() {
        assert_eq!(
            vertices("POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1))"),
            [
                vec![(0., 0.), (4., 0.), (4., 4.), (0., 4.), (0., 0.)],
                vec![(1., 1.), (2., 1.), (2., 2.), (1., 1.)]
            ]
        );
        assert_eq!(vertices("POLYGON((0 0,4 0,4 4))"), [[(0., 0.), (4., 0.), (4., 4.)]], "unclosed");
        assert_eq!(vertices("POLYGON Z((0 0 9,4 0 9,4 4 9,0 0 9))").len(), 1, "heights dropped");
    }

    #[test]
    fn takes_the_polygons_of_a_collection() {
        let (taken, shapes) = take(
            "GEOMETRYCOLLECTION(POINT(0 0),POLYGON((0 0,1 0,1 1,0 0)),LINESTRING(0 0,1 1),GEOMETRYCOLLECTION(POLYGON((5 5,6 5,6 6,5 5))))",
            false,
        );
        assert_eq!(taken, Taken::Parcel);
        assert_eq!((shapes.geometries.polygons(0).count(), shapes.tally.parts_skipped), (2, 2));
    }

    #[test]
    fn strokes_arcs_within_a_millimetre() {
        let (taken, shapes) = take("CURVEPOLYGON(CIRCULARSTRING(0 0,50 50,100 0,50 -50,0 0))", false);
        assert_eq!(taken, Taken::Parcel);
        assert!(shapes.tally.stroke_deviation <= 0.001_000_1, "{}", shapes.tally.stroke_deviation);
        let ring = shapes.geometries.ring(0);
        let middle_of_edges = ring.windows(2).map(|edge| {
            let middle = (edge[0] + edge[1]) / 2.0;
            50.0 - (middle.x - 50.0).hypot(middle.y)
        });
        assert!(middle_of_edges.fold(0.0, f64::max) <= 0.001_001);
        assert!(ring.len() < 2_000, "{} vertices", ring.len());
    }

    #[test]
    fn tells_which_parcels_had_arcs() {
        let mut shapes = Shapes::new(false, 1.0);
        for wkt in [
            "POLYGON((0 0,4 0,4 4,0 0))",
            "CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(0 0,5 5,10 0),(10 0,0 0)))",
            "CURVEPOLYGON((0 0,4 0,4 4,0 0))",
            "MULTISURFACE(((0 0,4 0,4 4,0 0)),CURVEPOLYGON(CIRCULARSTRING(0 0,9 9,18 0,9 -9,0 0)))",
        ] {
            shapes.take(Some(&Geometry::from_wkt(wkt).unwrap()));
        }
        let stroked = shapes.take_stroked();
        assert_eq!(stroked.iter().map(|it| it.parcel).collect::<Vec<_>>(), [1, 3]);
        assert!(stroked.iter().all(|it| (0.000_5..0.001_01).contains(&it.deviation_m)), "{stroked:?}");
    }

    #[test]
    fn sees_the_strokes_of_arcs_in_drawings() {
        let stroked = |steps: u32, radius: f64| -> Vec<Coord<f64>> {
            let at = |step: u32| f64::from(step) / f64::from(steps) * std::f64::consts::PI;
            let far = Coord { x: 458_700.0, y: 2_425_800.0 };
            (0..=steps)
                .map(|step| far + Coord { x: radius * at(step).cos(), y: radius * at(step).sin() })
                .collect()
        };
        // Half a degree at 50 m, five degrees at 10 m.
        let deviation = drawn_arc_deviation(&stroked(360, 50.0)).unwrap();
        assert!((deviation - 50.0 * (1.0 - 0.25f64.to_radians().cos())).abs() < 1e-6, "{deviation}");
        let deviation = drawn_arc_deviation(&stroked(36, 10.0)).unwrap();
        assert!((deviation - 10.0 * (1.0 - 2.5f64.to_radians().cos())).abs() < 1e-6, "{deviation}");
        let octagon = stroked(4, 10.0);
        assert_eq!(drawn_arc_deviation(&octagon), None);
        let straight: Vec<_> = (0..9).map(|at| Coord { x: f64::from(at), y: 0.0 }).collect();
        assert_eq!(drawn_arc_deviation(&straight), None);
    }

    #[test]
    fn closed_lines_are_polygons_in_drawings_only() {
        let closed = "LINESTRING(0 0,4 0,4 4,0 0)";
        assert_eq!(take(closed, true).0, Taken::Parcel);
        assert_eq!(take(closed, false).0, Taken::Skipped);
        assert_eq!(take("LINESTRING(0 0,4 0,4 4)", true).0, Taken::Skipped);
        assert_eq!(take("LINESTRING(0 0,4 0,0 0)", true).0, Taken::Skipped);
        assert_eq!(take("CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0)", true).0, Taken::Parcel);
    }

    #[test]
    fn nothing_is_a_parcel_without_shape() {
        let mut shapes = Shapes::new(false, 1.0);
        assert_eq!(shapes.take(None), Taken::Parcel);
        assert_eq!(take("POLYGON EMPTY", false).0, Taken::Parcel);
        assert_eq!(take("POINT(1 1)", false).0, Taken::Skipped);
    }

    #[test]
    fn knows_the_radius_of_an_arc() {
        assert!((radius_through([0., 0.], [1., 1.], [2., 0.]) - 1.0).abs() < 1e-12);
        assert!((radius_through([0., 0.], [2., 0.], [0., 0.]) - 1.0).abs() < 1e-12);
        assert!(radius_through([0., 0.], [1., 0.], [2., 0.]).abs() < 1e-12);
    }
}
