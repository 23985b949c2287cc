//! Whether ground between boundaries is open: covered by no parcel, and no part of a gap already told.

use super::contact::Ground;
use super::facing::Facing;
use super::loose_tree::LooseTree;
use super::overlap::finer;
use super::runs::point_at;
use super::shapes::{Edge, Shapes};
use crate::measure::FINER;
use crate::plane::{Bounds, Meeting, PackedTree, Point, Segment, crosses_ray};

/// The ground around loose edges, ready to be asked what is there.
pub(super) struct OpenGround<'a> {
    pub(super) shapes: &'a Shapes<'a>,
    pub(super) loose: &'a LooseTree<'a>,
    parcels: Ground<'a>,
    gaps: Vec<Vec<Segment>>,
    gap_boxes: PackedTree,
}

impl<'a> OpenGround<'a> {
    /// `gaps` are those that are told for themselves, as rings in finer units.
    pub(super) fn new<'g>(
        parcels: Ground<'a>,
        loose: &'a LooseTree<'a>,
        gaps: impl Iterator<Item = &'g [Vec<Point>]>,
    ) -> Self {
        let gaps: Vec<Vec<Segment>> = gaps.map(segments_of).collect();
        let box_of = |gap: &Vec<Segment>| Bounds::of_points(gap.iter().map(|segment| segment.a));
        let gap_boxes = PackedTree::new(gaps.iter().map(box_of).collect());
        Self { shapes: parcels.shapes, loose, parcels, gaps, gap_boxes }
    }

    /// Whether the ground between two loose edges that face each other is open, looked at across its middle.
    pub(super) fn is_open_between(
        &self,
        first: u32,
        second: u32,
        facing: &Facing,
        edges: &mut Vec<Edge>,
    ) -> bool {
        let middle = |edge: u32, parts: [f64; 2]| {
            point_at(self.loose.segment(edge), f64::midpoint(parts[0], parts[1]))
        };
        let across = Segment { a: middle(first, facing.on_first), b: middle(second, facing.on_second) };
        self.is_open_across(&across, edges)
    }

    /// Whether the ground that a segment in finer units spans is open, its ends not counted.
    pub(super) fn is_open_across(&self, across: &Segment, edges: &mut Vec<Edge>) -> bool {
        let inner = Segment { a: point_at_finer(across, 1), b: point_at_finer(across, 7) };
        if inner.a == inner.b {
            return false;
        }
        let middle = point_at_finer(across, 4);
        if self.is_in_gap(middle) {
            return false;
        }
        let mut is_blocked = false;
        self.loose.query(&lattice_box(&inner.bounds()), &mut |position| {
            let other = finer(self.loose.segment(position as u32));
            is_blocked |= inner.meeting(&other) != Meeting::Apart;
        });
        !is_blocked && !self.is_covered(middle, edges)
    }

    /// Whether a point in finer units lies inside a parcel.
    pub(super) fn is_inside(&self, parcel: u32, point: Point, edges: &mut Vec<Edge>) -> bool {
        let mut inside = false;
        let mut look_at = |edge: &Edge| inside ^= crosses_ray(&finer(&edge.segment), point);
        if let Some(large) = self.shapes.large(parcel) {
            let near = Point::new(point.x.div_euclid(FINER), point.y.div_euclid(FINER));
            let ray = Bounds { min: near, max: Point::new(i64::MAX, near.y + 1) };
            large.tree.query(&ray, &mut |position| look_at(&large.edges[position]));
        } else {
            self.shapes.collect_edges(parcel, edges);
            edges.iter().for_each(look_at);
        }
        inside
    }

    fn is_covered(&self, point: Point, edges: &mut Vec<Edge>) -> bool {
        let mut is_covered = false;
        self.parcels.tree.query(&lattice_box(&Bounds { min: point, max: point }), &mut |position| {
            is_covered = is_covered || self.is_inside(self.parcels.order[position], point, edges);
        });
        is_covered
    }

    fn is_in_gap(&self, point: Point) -> bool {
        let mut is_in_gap = false;
        self.gap_boxes.query(&Bounds { min: point, max: point }, &mut |position| {
            let crossed = self.gaps[position].iter().filter(|segment| crosses_ray(segment, point));
            is_in_gap |= crossed.count() % 2 == 1;
        });
        is_in_gap
    }
}

fn segments_of(rings: &[Vec<Point>]) -> Vec<Segment> {
    let edges = |ring: &'_ Vec<Point>| -> Vec<Segment> {
        (0..ring.len()).map(|at| Segment { a: ring[at], b: ring[(at + 1) % ring.len()] }).collect()
    };
    rings.iter().flat_map(edges).collect()
}

/// The point at some eighths of a segment.
fn point_at_finer(Segment { a, b }: &Segment, eighths: i64) -> Point {
    Point::new(a.x + (b.x - a.x) * eighths / 8, a.y + (b.y - a.y) * eighths / 8)
}

/// The box in lattice steps around one in finer units.
fn lattice_box(finer: &Bounds) -> Bounds {
    let floor = |point: Point| Point::new(point.x.div_euclid(FINER), point.y.div_euclid(FINER));
    let max = floor(finer.max);
    Bounds { min: floor(finer.min), max: Point::new(max.x + 1, max.y + 1) }
}
