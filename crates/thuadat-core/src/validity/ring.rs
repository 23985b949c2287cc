//! Problems of one ring by itself, and what is left of it without them.

use super::{CleanRing, Defect};
use crate::lattice::Lattice;
use crate::plane::{Point, Side, side, signed_area_doubled};
use crate::{ParcelGeometries, Rule, VertexPlace};
use geo::{Coord, Geometry, Line};

/// The rings of a parcel without repeated vertices and spikes; what was wrong with them goes to `defects`.
///
/// Rings that enclose nothing are left out, and with a shell its holes.
pub(super) fn clean_rings(
    shapes: &ParcelGeometries,
    parcel: usize,
    lattice: Lattice,
    spike_width_m: f64,
    defects: &mut Vec<Defect>,
) -> Vec<CleanRing> {
    let mut clean = Vec::new();
    let mut is_empty = true;
    for (part, rings) in shapes.polygons(parcel).enumerate() {
        let mut shell_is_sound = true;
        for (ring, position) in rings.enumerate() {
            let coords = shapes.ring(position);
            is_empty &= coords.is_empty();
            if coords.is_empty() && ring == 0 && has_any_ring(shapes, parcel, part) {
                let place = VertexPlace { part: part as u32, ring: 0, vertex: 0 };
                let nowhere = point_defect(Rule::TooFewPoints, place, Coord::zero());
                defects.push(Defect { at: None, evidence: None, ..nowhere });
            }
            let cleaner = Cleaner { coords, part: part as u32, ring: ring as u32, lattice, spike_width_m };
            match cleaner.clean(defects) {
                Some(cleaned) if shell_is_sound => clean.push(cleaned),
                None if ring == 0 => shell_is_sound = false,
                _ => {}
            }
        }
    }
    if is_empty {
        let place = VertexPlace { part: 0, ring: 0, vertex: 0 };
        defects.clear();
        defects.push(Defect {
            rule: Rule::Empty,
            place,
            at: None,
            evidence: None,
            area_m2: None,
            width_m: None,
            length_m: None,
        });
    }
    clean
}

/// Whether a part has any ring that is not empty.
fn has_any_ring(shapes: &ParcelGeometries, parcel: usize, part: usize) -> bool {
    shapes.polygons(parcel).nth(part).is_some_and(|mut rings| rings.any(|ring| !shapes.ring(ring).is_empty()))
}

pub(super) fn point_defect(rule: Rule, place: VertexPlace, at: Coord<f64>) -> Defect {
    let at = (at.x.is_finite() && at.y.is_finite()).then_some(at);
    let evidence = at.map(|at| Geometry::Point(at.into()));
    Defect { rule, place, at, evidence, area_m2: None, width_m: None, length_m: None }
}

struct Cleaner<'a> {
    coords: &'a [Coord<f64>],
    part: u32,
    ring: u32,
    lattice: Lattice,
    spike_width_m: f64,
}

impl Cleaner<'_> {
    fn clean(&self, defects: &mut Vec<Defect>) -> Option<CleanRing> {
        let first = *self.coords.first()?;
        if self.find_unreachable(defects) {
            return None;
        }
        let mut open = self.coords;
        let last = open[open.len() - 1];
        if open.len() > 1 && self.lattice.point(first) == self.lattice.point(last) {
            open = &open[..open.len() - 1];
        } else if open.len() > 2 {
            defects.push(self.unclosed(first, last));
        }
        let (points, vertices) = self.without_repeated(open, defects);
        if points.len() < 3 {
            defects.push(self.at_vertex(Rule::TooFewPoints, 0));
            return None;
        }
        let (points, vertices) = self.without_spikes(points, vertices, defects);
        if points.len() < 3 {
            return None;
        }
        let area_doubled = signed_area_doubled(&points);
        let ring = CleanRing { part: self.part, ring: self.ring, points, vertices, area_doubled };
        self.find_near_spikes(&ring, defects);
        Some(ring)
    }

    fn find_unreachable(&self, defects: &mut Vec<Defect>) -> bool {
        let before = defects.len();
        for (vertex, &coord) in self.coords.iter().enumerate() {
            if !self.lattice.reaches(coord) {
                defects.push(self.at_vertex(Rule::NotFinite, vertex));
            }
        }
        defects.len() > before
    }

    fn unclosed(&self, first: Coord<f64>, last: Coord<f64>) -> Defect {
        let opening = Line::new(last, first);
        Defect {
            rule: Rule::UnclosedRing,
            place: self.place(self.coords.len() - 1),
            at: Some(last),
            evidence: Some(Geometry::LineString(vec![last, first].into())),
            area_m2: None,
            width_m: None,
            length_m: Some(opening.dx().hypot(opening.dy())),
        }
    }

    fn without_repeated(&self, open: &[Coord<f64>], defects: &mut Vec<Defect>) -> (Vec<Point>, Vec<u32>) {
        let mut points: Vec<Point> = Vec::with_capacity(open.len());
        let mut vertices = Vec::with_capacity(open.len());
        for (vertex, &coord) in open.iter().enumerate() {
            let point = self.lattice.point(coord);
            if points.last() == Some(&point) {
                defects.push(self.at_vertex(Rule::RepeatedVertex, vertex));
            } else {
                points.push(point);
                vertices.push(vertex as u32);
            }
        }
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
            let vertex = vertices.pop().expect("one vertex a point");
            defects.push(self.at_vertex(Rule::RepeatedVertex, vertex as usize));
        }
        (points, vertices)
    }

    /// Cuts off corners at which the ring turns back along its own line, again and again, until none is left.
    fn without_spikes(
        &self,
        points: Vec<Point>,
        vertices: Vec<u32>,
        defects: &mut Vec<Defect>,
    ) -> (Vec<Point>, Vec<u32>) {
        let corners: Vec<(Point, u32)> = points.into_iter().zip(vertices).collect();
        if !(0..corners.len()).any(|at| {
            let before = corners[(at + corners.len() - 1) % corners.len()].0;
            turns_back(before, corners[at].0, corners[(at + 1) % corners.len()].0)
        }) {
            return corners.into_iter().unzip();
        }
        let mut kept: std::collections::VecDeque<(Point, u32)> = std::collections::VecDeque::new();
        for corner in corners {
            kept.push_back(corner);
            self.cut_spikes_at_back(&mut kept, defects);
        }
        self.cut_spikes_at_seam(&mut kept, defects);
        kept.into_iter().unzip()
    }

    fn cut_spikes_at_back(
        &self,
        kept: &mut std::collections::VecDeque<(Point, u32)>,
        defects: &mut Vec<Defect>,
    ) {
        while let [.., before, tip, after] = *kept.make_contiguous()
            && turns_back(before.0, tip.0, after.0)
        {
            self.report_spike(before.0, tip, after.0, defects);
            kept.remove(kept.len() - 2);
            if kept.len() > 1 && before.0 == after.0 {
                kept.pop_back();
            }
        }
    }

    fn cut_spikes_at_seam(
        &self,
        kept: &mut std::collections::VecDeque<(Point, u32)>,
        defects: &mut Vec<Defect>,
    ) {
        while kept.len() > 2 {
            let at = |from_start: usize| kept[from_start % kept.len()];
            let count = kept.len();
            let (last_but_one, last, first, second) = (at(count - 2), at(count - 1), at(0), at(1));
            if last.0 == first.0 {
                kept.pop_back();
            } else if turns_back(last_but_one.0, last.0, first.0) {
                self.report_spike(last_but_one.0, last, first.0, defects);
                kept.pop_back();
            } else if turns_back(last.0, first.0, second.0) {
                self.report_spike(last.0, first, second.0, defects);
                kept.pop_front();
            } else {
                return;
            }
        }
    }

    fn report_spike(&self, before: Point, tip: (Point, u32), after: Point, defects: &mut Vec<Defect>) {
        defects.push(self.spike(before, tip, after, 0.0));
    }

    fn spike(&self, before: Point, (tip, vertex): (Point, u32), after: Point, width_m: f64) -> Defect {
        let arm = |to: Point| {
            let (along_x, along_y) = ((to.x - tip.x) as f64, (to.y - tip.y) as f64);
            (along_x.hypot(along_y) * self.lattice.step_m(), self.lattice.coord(to))
        };
        let (length_m, foot) = if arm(before).0 <= arm(after).0 { arm(before) } else { arm(after) };
        let at = self.coords[vertex as usize];
        Defect {
            rule: Rule::Spike,
            place: self.place(vertex as usize),
            at: Some(at),
            evidence: Some(Geometry::LineString(vec![foot, at].into())),
            area_m2: None,
            width_m: Some(width_m),
            length_m: Some(length_m),
        }
    }

    /// Corners whose arms run back on each other within the spike width, but not exactly.
    fn find_near_spikes(&self, ring: &CleanRing, defects: &mut Vec<Defect>) {
        if self.spike_width_m <= 0.0 {
            return;
        }
        let count = ring.points.len();
        for corner in 0..count {
            let (before, tip, after) = (
                ring.points[(corner + count - 1) % count],
                ring.points[corner],
                ring.points[(corner + 1) % count],
            );
            let width_m = self.corner_width_m(before, tip, after);
            let defect = self.spike(before, (tip, ring.vertices[corner]), after, width_m);
            // A tip no longer than a few widths is a short edge, not a spike.
            if width_m <= self.spike_width_m && defect.length_m > Some(10.0 * self.spike_width_m) {
                defects.push(defect);
            }
        }
    }

    /// How far the end of the shorter arm is from the longer one; infinite where the corner is not sharp.
    fn corner_width_m(&self, before: Point, tip: Point, after: Point) -> f64 {
        // From whole steps, so that it is the same wherever the shape lies.
        let from_tip =
            |to: Point| Coord { x: (to.x - tip.x) as f64, y: (to.y - tip.y) as f64 } * self.lattice.step_m();
        let (back, forth) = (from_tip(before), from_tip(after));
        if back.x * forth.x + back.y * forth.y <= 0.0 {
            return f64::INFINITY;
        }
        let longer = back.x.hypot(back.y).max(forth.x.hypot(forth.y));
        (back.x * forth.y - back.y * forth.x).abs() / longer
    }

    fn at_vertex(&self, rule: Rule, vertex: usize) -> Defect {
        point_defect(rule, self.place(vertex), self.coords[vertex])
    }

    fn place(&self, vertex: usize) -> VertexPlace {
        VertexPlace { part: self.part, ring: self.ring, vertex: vertex as u32 }
    }
}

/// Whether the way from `before` over `tip` to `after` returns on its own line.
fn turns_back(before: Point, tip: Point, after: Point) -> bool {
    let along = |from: i64, over: i64, to: i64| i128::from(over - from) * i128::from(to - over);
    side(before, tip, after) == Side::On
        && along(before.x, tip.x, after.x) + along(before.y, tip.y, after.y) < 0
}
