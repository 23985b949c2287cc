//! Valid shapes that no surveyed parcel has: edges and angles too small to survey, slivers, scraps, several parts.
//!
//! | rule | is | decided |
//! |---|---|---|
//! | `repeated-vertex` | consecutive vertices on one lattice point | by [`ring`](super::ring), not here |
//! | `short-segment` | an edge no longer than the limit, its ends consecutive | exactly on the lattice |
//! | `vertices-too-close` | two corners within the limit but not on one point, of two rings, or of one ring along which, either way round, at least two other corners and a longer edge lie between them | exactly on the lattice |
//! | `sharp-angle` | two arms that enclose no more than the limit, inside or outside the parcel | by exact products of lattice vectors: the tangent is right to its last digit |
//! | `sliver-parcel` | every part's largest inner circle is no wider than the limit | to half a per cent |
//! | `too-small` | an area no larger than the limit, parts together, holes left out | in double precision |
//! | `multipart` | more than one part | by counting |
//!
//! One cause makes one finding. A sliver's ends are short edges and sharp angles too, and it is small: only the sliver is
//! told. Corners that a spike is told of are no sharp angles. Corners with just one other between them are the arms of
//! that one: if they lie close, its angle is sharp or its arms are short. Shapes that are not valid are not looked at,
//! since their edges and areas are those of the fault.

#[cfg(test)]
mod tests;

use super::plain::Glance;
use super::{CleanRing, Defect, must_be_mended};
use crate::lattice::Lattice;
use crate::measure::{largest_circle, planar_area_m2};
use crate::plane::{Point, signed_area_doubled};
use crate::{ParcelGeometries, Profile, Rule, VertexPlace};
use geo::{Coord, Geometry, LineString, MultiPolygon};

/// What shapes are held against, beside being valid. A limit of zero is kept by every shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormLimits {
    pub(crate) lattice: Lattice,
    pub(crate) spike_width_m: f64,
    short_segment_m: f64,
    vertex_distance_m: f64,
    sharp_angle_rad: f64,
    sliver_width_m: f64,
    small_area_m2: f64,
    /// Whether a parcel must be of one part.
    is_one_part: bool,
}

impl FormLimits {
    /// The limits of a profile; zero where their rule is off.
    pub(crate) fn of(profile: &Profile, lattice: Lattice) -> Self {
        let if_wanted = |rule: Rule, limit: f64| if profile.severity(rule).is_some() { limit } else { 0.0 };
        Self {
            lattice,
            spike_width_m: profile.spike_width_m,
            short_segment_m: if_wanted(Rule::ShortSegment, profile.short_segment_m),
            vertex_distance_m: if_wanted(Rule::VerticesTooClose, profile.vertex_distance_m),
            sharp_angle_rad: if_wanted(Rule::SharpAngle, profile.sharp_angle_deg).to_radians(),
            sliver_width_m: if_wanted(Rule::SliverParcel, profile.sliver_width_m),
            small_area_m2: if_wanted(Rule::TooSmall, profile.small_area_m2),
            is_one_part: profile.severity(Rule::Multipart).is_some(),
        }
    }

    /// Whether a ring, as seen at a glance, is beyond doubt within every limit.
    ///
    /// Let m be the point all edges are seen from, D the diagonal of the box, and t the least turn: twice the area of the
    /// smallest triangle that an edge makes with m. Each corner is at least t / D from the ray through the next one, and
    /// so from every other corner. Each edge's line passes m at t / D or more, so that the arms of a corner enclose at
    /// least 2 t / D². Of n edges the area is at least n t / 2 and the outline at most n D; the largest circle of a ring is
    /// at least as wide as twice its area by its outline, that is t / D.
    pub(crate) fn are_plainly_kept(&self, glance: &Glance) -> bool {
        let step_m = self.lattice.step_m();
        let (min, max) = (glance.bounds.min, glance.bounds.max);
        let diagonal_m = ((max.x - min.x) as f64).hypot((max.y - min.y) as f64) * step_m;
        let distance_m = self.short_segment_m.max(self.vertex_distance_m).max(self.sliver_width_m);
        let needed_m2 = (distance_m * diagonal_m)
            .max(self.sharp_angle_rad / 2.0 * diagonal_m * diagonal_m)
            .max(self.small_area_m2 * 2.0 / 3.0);
        match glance.least_turn {
            // Widths are found to half a per cent, and areas are those of coordinates off the lattice.
            Some(least_turn) => least_turn as f64 * step_m * step_m > needed_m2 * 1.01,
            None => needed_m2 == 0.0,
        }
    }
}

/// A ring of a shape without repeated vertices and exact spikes.
#[derive(Debug, Clone, Copy)]
pub(super) struct RingView<'a> {
    pub(super) part: u32,
    pub(super) ring: u32,
    /// Corners, the first not repeated at the end.
    pub(super) points: &'a [Point],
    /// Which vertex of the ring, as stored, each corner is; none where they are the same.
    pub(super) vertices: Option<&'a [u32]>,
}

impl<'a> RingView<'a> {
    pub(super) fn of(ring: &'a CleanRing) -> Self {
        Self { part: ring.part, ring: ring.ring, points: &ring.points, vertices: Some(&ring.vertices) }
    }

    fn place(&self, corner: usize) -> VertexPlace {
        let vertex = self.vertices.map_or(corner as u32, |vertices| vertices[corner]);
        VertexPlace { part: self.part, ring: self.ring, vertex }
    }

    /// The edge that starts at a corner.
    fn edge(&self, corner: usize) -> [Point; 2] {
        [self.points[corner], self.points[(corner + 1) % self.points.len()]]
    }
}

/// Adds what is poor in the form of a shape. `defects` are what else is wrong with it.
///
/// O(n log n) for n vertices, unless many of them lie at nearly the same place.
pub(super) fn find_poor_form(
    rings: &[RingView<'_>],
    shapes: &ParcelGeometries,
    parcel: usize,
    limits: &FormLimits,
    defects: &mut Vec<Defect>,
) {
    let form = Form { rings, shapes, parcel, limits };
    if defects.iter().any(|defect| defect.rule != Rule::Spike && must_be_mended(defect)) {
        return;
    }
    if limits.is_one_part {
        defects.extend(form.several_parts());
    }
    if let Some(sliver) = form.sliver() {
        defects.push(sliver);
        return;
    }
    defects.extend(form.too_small());
    form.find_short_edges(defects);
    form.find_sharp_angles(defects);
    form.find_close_vertices(defects);
}

struct Form<'a> {
    rings: &'a [RingView<'a>],
    shapes: &'a ParcelGeometries,
    parcel: usize,
    limits: &'a FormLimits,
}

impl Form<'_> {
    fn several_parts(&self) -> Option<Defect> {
        let mut shells = self.rings.iter().filter(|ring| ring.ring == 0);
        let (first, second) = (shells.next()?, shells.next()?);
        let area = |ring: &&RingView<'_>| signed_area_doubled(ring.points).unsigned_abs();
        let smallest = [first, second].into_iter().chain(shells).min_by_key(area)?;
        let step_m = self.limits.lattice.step_m();
        let at = largest_circle(self.shapes, self.rings_of(smallest.part)).map(|circle| circle.at);
        let part_m2 = area(&smallest) as f64 / 2.0 * step_m * step_m;
        Some(Defect { area_m2: Some(part_m2), ..self.of_whole(Rule::Multipart, at) })
    }

    /// A parcel all of whose parts are narrow.
    fn sliver(&self) -> Option<Defect> {
        let limit_m = self.limits.sliver_width_m;
        if limit_m <= 0.0 || self.shells().any(|shell| self.is_plainly_wide(shell)) {
            return None;
        }
        let circles =
            self.shells().filter_map(|shell| largest_circle(self.shapes, self.rings_of(shell.part)));
        let widest = circles.max_by(|one, other| one.width_m.total_cmp(&other.width_m))?;
        if widest.width_m > limit_m {
            return None;
        }
        let outline_m: f64 = self.rings.iter().map(|ring| self.outline_m(ring)).sum();
        Some(Defect {
            area_m2: Some(planar_area_m2(self.shapes, self.parcel)),
            width_m: Some(widest.width_m),
            length_m: Some((outline_m / 2.0 - widest.width_m).max(widest.width_m)),
            ..self.of_whole(Rule::SliverParcel, Some(widest.at))
        })
    }

    /// Whether the largest circle of a part is beyond doubt wider than a sliver's.
    ///
    /// Within r of an outline of length l around k holes lie at most r l + (k - 1) π r² of the inside (Hartman 1964), so
    /// there is a circle of that radius if the area is larger.
    fn is_plainly_wide(&self, shell: &RingView<'_>) -> bool {
        let radius_m = self.limits.sliver_width_m / 2.0;
        let step_m = self.limits.lattice.step_m();
        let part = || self.rings.iter().filter(|ring| ring.part == shell.part);
        let area_m2 = |ring: &RingView<'_>| {
            let doubled = signed_area_doubled(ring.points).unsigned_abs() as f64;
            doubled / 2.0 * step_m * step_m * if ring.ring == 0 { 1.0 } else { -1.0 }
        };
        let outline_m: f64 = part().map(|ring| self.outline_m(ring)).sum();
        let holes = part().count() as f64 - 1.0;
        let near_m2 = radius_m * outline_m + holes * std::f64::consts::PI * radius_m * radius_m;
        // Half a per cent is what the width is found to.
        part().map(area_m2).sum::<f64>() > near_m2 * 1.02
    }

    fn too_small(&self) -> Option<Defect> {
        let limit_m2 = self.limits.small_area_m2;
        if limit_m2 <= 0.0 {
            return None;
        }
        let area_m2 = planar_area_m2(self.shapes, self.parcel);
        if area_m2 > limit_m2 {
            return None;
        }
        let largest = self.shells().max_by_key(|shell| signed_area_doubled(shell.points).unsigned_abs())?;
        let circle = largest_circle(self.shapes, self.rings_of(largest.part))?;
        let whole = self.of_whole(Rule::TooSmall, Some(circle.at));
        Some(Defect { area_m2: Some(area_m2), width_m: Some(circle.width_m), ..whole })
    }

    fn find_short_edges(&self, defects: &mut Vec<Defect>) {
        let limit = self.steps(self.limits.short_segment_m);
        if limit <= 0.0 {
            return;
        }
        for ring in self.rings {
            for corner in 0..ring.points.len() {
                let [a, b] = ring.edge(corner);
                let length = distance(a, b);
                if length <= limit {
                    let ends = [ring.place(corner), ring.place((corner + 1) % ring.points.len())];
                    let length_m = Some(length * self.limits.lattice.step_m());
                    defects.push(Defect { length_m, ..self.along(Rule::ShortSegment, &ends, 0) });
                }
            }
        }
    }

    fn find_sharp_angles(&self, defects: &mut Vec<Defect>) {
        let limit = self.limits.sharp_angle_rad.tan();
        if limit <= 0.0 {
            return;
        }
        for ring in self.rings {
            let count = ring.points.len();
            for corner in 0..count {
                let [before, after] = [(corner + count - 1) % count, (corner + 1) % count];
                let arms = [before, after].map(|end| vector(ring.points[corner], ring.points[end]));
                let place = ring.place(corner);
                let is_spike = |defect: &Defect| defect.rule == Rule::Spike && defect.place == place;
                if is_sharper(arms, limit) && !defects.iter().any(is_spike) {
                    let places = [before, corner, after].map(|at| ring.place(at));
                    let [one, other] = arms.map(|(x, y)| (x as f64).hypot(y as f64));
                    let length_m = Some(one.min(other) * self.limits.lattice.step_m());
                    defects.push(Defect { length_m, ..self.along(Rule::SharpAngle, &places, 1) });
                }
            }
        }
    }

    fn find_close_vertices(&self, defects: &mut Vec<Defect>) {
        let limit = self.steps(self.limits.vertex_distance_m);
        if limit <= 0.0 {
            return;
        }
        let mut corners: Vec<(Point, u32, u32)> = Vec::new();
        for (position, ring) in self.rings.iter().enumerate() {
            corners
                .extend((0u32..).zip(ring.points).map(|(corner, &point)| (point, position as u32, corner)));
        }
        let point_of = |at: usize| corners[at].0;
        for (at, other) in pairs_within(corners.len(), point_of, limit) {
            let mut ends = [at, other].map(|end| (corners[end].1, corners[end].2));
            ends.sort_unstable();
            let apart = distance(point_of(at), point_of(other));
            if apart > 0.0 && self.are_apart_along_the_ring(ends, limit) {
                let places = ends.map(|(ring, corner)| self.rings[ring as usize].place(corner as usize));
                let width_m = Some(apart * self.limits.lattice.step_m());
                defects.push(Defect { width_m, ..self.along(Rule::VerticesTooClose, &places, 0) });
            }
        }
    }

    /// Whether two corners are of two rings, or either way round lead over two other corners and an edge that is not
    /// itself as short as their distance may be. Else they are the ends of short edges, or beside a sharp corner.
    fn are_apart_along_the_ring(&self, [one, other]: [(u32, u32); 2], limit: f64) -> bool {
        if one.0 != other.0 {
            return true;
        }
        let ring = &self.rings[one.0 as usize];
        let (count, from, to) = (ring.points.len(), one.1 as usize, other.1 as usize);
        let is_long = |corner: usize| {
            let [a, b] = ring.edge(corner);
            distance(a, b) > limit
        };
        (to - from > 2 && from + count - to > 2)
            && (from..to).any(is_long)
            && (0..from).chain(to..count).any(is_long)
    }

    fn shells(&self) -> impl Iterator<Item = &RingView<'_>> {
        self.rings.iter().filter(|ring| ring.ring == 0)
    }

    fn rings_of(&self, part: u32) -> std::ops::Range<usize> {
        self.shapes.polygons(self.parcel).nth(part as usize).unwrap_or_default()
    }

    fn outline_m(&self, ring: &RingView<'_>) -> f64 {
        let edges = (0..ring.points.len()).map(|corner| ring.edge(corner));
        edges.map(|[a, b]| distance(a, b)).sum::<f64>() * self.limits.lattice.step_m()
    }

    /// A length in lattice steps.
    fn steps(&self, length_m: f64) -> f64 {
        length_m / self.limits.lattice.step_m()
    }

    fn stored(&self, place: VertexPlace) -> Coord<f64> {
        let ring = self.rings_of(place.part).start + place.ring as usize;
        self.shapes.ring(ring)[place.vertex as usize]
    }

    /// A defect at the vertex of one of several places, with the line through all of them.
    fn along(&self, rule: Rule, places: &[VertexPlace], at: usize) -> Defect {
        let line: LineString<f64> = places.iter().map(|&place| self.stored(place)).collect();
        Defect {
            rule,
            place: places[at],
            at: Some(line.0[at]),
            evidence: Some(Geometry::LineString(line)),
            area_m2: None,
            width_m: None,
            length_m: None,
        }
    }

    fn of_whole(&self, rule: Rule, at: Option<Coord<f64>>) -> Defect {
        let MultiPolygon(mut polygons) = self.shapes.to_multi_polygon(self.parcel);
        let shape = match polygons.len() {
            1 => Geometry::Polygon(polygons.remove(0)),
            _ => Geometry::MultiPolygon(MultiPolygon(polygons)),
        };
        Defect {
            rule,
            place: VertexPlace { part: 0, ring: 0, vertex: 0 },
            at,
            evidence: Some(shape),
            area_m2: None,
            width_m: None,
            length_m: None,
        }
    }
}

/// Pairs of points no farther apart than a limit. Points are sorted into square cells as wide as the limit, column by
/// column; a point's partners are in its own cell, the one above, and three of the next column.
fn pairs_within(count: usize, point_of: impl Fn(usize) -> Point, limit: f64) -> Vec<(usize, usize)> {
    let width = (limit.ceil() as i64).max(1);
    let cell = |point: Point| (point.x.div_euclid(width), point.y.div_euclid(width));
    let mut sorted: Vec<((i64, i64), usize)> = (0..count).map(|at| (cell(point_of(at)), at)).collect();
    sorted.sort_unstable();
    let mut pairs = Vec::new();
    let mut next_column = 0;
    for (position, &((column, row), at)) in sorted.iter().enumerate() {
        while sorted.get(next_column).is_some_and(|&(cell, _)| cell < (column + 1, row - 1)) {
            next_column += 1;
        }
        let up_to = |last: (i64, i64)| move |entry: &&((i64, i64), usize)| entry.0 <= last;
        let same_column = sorted[position + 1..].iter().take_while(up_to((column, row + 1)));
        let beside = sorted[next_column..].iter().take_while(up_to((column + 1, row + 1)));
        let near = same_column.chain(beside).map(|&(_, other)| other);
        pairs.extend(
            near.filter(|&other| distance(point_of(at), point_of(other)) <= limit).map(|other| (at, other)),
        );
    }
    pairs
}

fn vector(from: Point, to: Point) -> (i64, i64) {
    (to.x - from.x, to.y - from.y)
}

/// In lattice steps. The square is exact before it is rounded once.
fn distance(a: Point, b: Point) -> f64 {
    let (x, y) = vector(a, b);
    ((i128::from(x) * i128::from(x) + i128::from(y) * i128::from(y)) as f64).sqrt()
}

/// Whether two arms enclose no more than the angle of this tangent. Their products are exact before they are rounded once,
/// so that the angle is decided right but for the last digit of its tangent, however long or short the arms are.
fn is_sharper([one, other]: [(i64, i64); 2], tangent: f64) -> bool {
    let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
    let along = product(one.0, other.0) + product(one.1, other.1);
    let across = product(one.0, other.1) - product(one.1, other.0);
    along > 0 && across.unsigned_abs() as f64 <= tangent * along as f64
}
