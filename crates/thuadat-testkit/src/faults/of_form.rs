//! Faults of valid shapes: edges and angles too small to survey, slivers, scraps, several parts.

use super::draft::{Draft, DraftFault, Ring, SharedEdge, beside, closed, lattice_ring};
use crate::lattice::{Millimetres, distance_m, edges, room_m, roomiest_point, turn, twice_area};
use thuadat_core::Rule;

pub(super) fn inject(draft: &mut Draft) {
    for part in 0..3 {
        short_segment(draft, [5, 8, 10][part]);
        vertices_too_close(draft, [3, 5, 7][part]);
        sharp_angle(draft, [1.5, 2.0, 2.5][part]);
        sliver_parcel(draft, [0.06, 0.1, 0.15][part]);
        too_small(draft, [300, 450, 600][part]);
        multipart(draft);
    }
}

/// What a shared edge that one parcel alone has changed may do besides.
const BETWEEN: [Rule; 3] = [Rule::Overlap, Rule::Gap, Rule::MissingVertex];

/// A further vertex of a shared edge, a few millimetres from its end, in one parcel.
fn short_segment(draft: &mut Draft, length_mm: i64) {
    let near_end = |edge: &SharedEdge| {
        let length_m = distance_m(edge.to, edge.from, edge.from);
        let point = beside(edge.from, edge.to, length_mm as f64 / 1000.0 / length_m, 0.0);
        (distance_m(point, edge.from, edge.from) <= 0.01).then_some(point)
    };
    let edge = draft.take_edge(4.0, |_, edge| near_end(edge).is_some());
    let point = near_end(&edge).expect("the edge was chosen for it");
    put_in(draft, edge.parcel, edge.position, &[point]);
    let note = "a vertex a few millimetres beside the next one";
    let fault = DraftFault::new(Rule::ShortSegment, vec![edge.parcel], edge.from, note);
    draft.report(fault.may_also(&BETWEEN));
}

/// A hole, filled by a new parcel, that comes within millimetres of a corner of the shell.
fn vertices_too_close(draft: &mut Draft, distance_mm: i64) {
    let (parcel, (corner, kite)) = draft.take(|draft, parcel| {
        let shell = draft.shell(parcel);
        let suited = draft.is_plain(parcel) && draft.area_m2(parcel) > 300.0;
        (1..shell.len() - 1).find_map(|at| {
            kite(&shell, at, distance_mm as f64 / 1000.0).filter(|_| suited).map(|kite| (shell[at], kite))
        })
    });
    let hole: Vec<_> = kite.iter().rev().copied().collect();
    draft.rings_mut(parcel).push(closed(&hole));
    draft.measure_anew(parcel);
    let filler = draft.add(parcel, vec![vec![closed(&kite)]]);
    draft.measure_anew(filler);
    let note = "a hole that comes within millimetres of a corner of the shell";
    draft.report(DraftFault::new(Rule::VerticesTooClose, vec![parcel], corner, note));
}

/// A counter-clockwise kite inside a shell with one end at this distance from a corner.
fn kite(shell: &[Millimetres], at: usize, distance: f64) -> Option<Vec<Millimetres>> {
    let (before, corner, after) = (shell[at - 1], shell[at], shell[at + 1]);
    let inner = beside(before, after, 0.5, 6.0);
    let length_m = distance_m(inner, corner, corner);
    let tip = beside(corner, inner, distance / length_m, 0.0);
    let sides = [beside(corner, inner, 0.5, -0.9), beside(corner, inner, 0.5, 0.9)];
    let is_straight = turn(before, corner, after).abs() as f64
        / (distance_m(before, corner, corner) * distance_m(after, corner, corner) * 1e6)
        < 0.3;
    let is_clear = [sides[0], inner, sides[1]].iter().all(|&point| room_m(shell, point) > 0.9);
    let is_near = (0.001..=0.009).contains(&distance_m(tip, corner, corner));
    // A longer one would have sharp ends.
    let is_short = length_m < 20.0;
    (is_straight && is_clear && is_near && is_short).then(|| vec![tip, sides[0], inner, sides[1]])
}

/// A thorn of one parcel in the other, with a base of ten centimetres.
fn sharp_angle(draft: &mut Draft, angle_deg: f64) {
    const BASE_M: f64 = 0.1;
    let depth_m = BASE_M / 2.0 / (angle_deg / 2.0).to_radians().tan();
    let thorn = |edge: &SharedEdge| {
        let half = BASE_M / 2.0 / distance_m(edge.to, edge.from, edge.from);
        [(0.5 - half, 0.0), (0.5, -depth_m), (0.5 + half, 0.0)]
            .map(|(part, left_m)| beside(edge.from, edge.to, part, left_m))
    };
    let edge = draft.take_edge(5.0, |draft, edge| {
        let (into, shared) = (draft.shell(edge.neighbour), [(edge.from, edge.to), (edge.to, edge.from)]);
        let others = || edges(&into).filter(|side| !shared.contains(side));
        (1..=8).all(|step| {
            let point = beside(edge.from, edge.to, 0.5, -depth_m * f64::from(step) / 8.0);
            room_m(&into, point) > 0.0 && others().all(|(a, b)| distance_m(point, a, b) > 1.0)
        })
    });
    let points = thorn(&edge);
    put_in(draft, edge.parcel, edge.position, &points);
    draft.measure_anew(edge.parcel);
    let note = "a thorn of one parcel in its neighbour";
    let fault = DraftFault::new(Rule::SharpAngle, vec![edge.parcel], points[1], note);
    draft.report(fault.may_also(&BETWEEN));
}

/// A parcel of its own between two others, too narrow to be one.
fn sliver_parcel(draft: &mut Draft, width_m: f64) {
    let strip = |edge: &SharedEdge| [0.2, 0.8].map(|part| beside(edge.from, edge.to, part, width_m));
    let edge = draft.take_edge(8.0, |draft, edge| {
        let (shell, shared) = (draft.shell(edge.parcel), (edge.from, edge.to));
        strip(edge).iter().all(|&point| {
            room_m(&shell, point) > 0.0
                && edges(&shell).filter(|&side| side != shared).all(|(a, b)| distance_m(point, a, b) > 0.5)
        })
    });
    let points = strip(&edge);
    put_in(draft, edge.parcel, edge.position, &points);
    draft.measure_anew(edge.parcel);
    let filler = draft.add(edge.parcel, vec![vec![closed(&[edge.from, edge.to, points[1], points[0]])]]);
    draft.measure_anew(filler);
    let at = beside(edge.from, edge.to, 0.5, width_m / 2.0);
    let area_m2 = draft.area_m2(filler);
    let note = "a slit between two parcels made a parcel of its own";
    let fault = DraftFault::new(Rule::SliverParcel, vec![filler], at, note).with_area(area_m2);
    draft.report(DraftFault { width_m: Some(width_m), ..fault.changing(edge.parcel) });
}

/// A parcel of less than a square metre in a hole of another.
fn too_small(draft: &mut Draft, radius_mm: i64) {
    let parcel = draft.take_plain(300.0);
    let (centre, _) = roomiest_point(&draft.shell(parcel));
    let [east, north, west, south] = [(1, 0), (0, 1), (-1, 0), (0, -1)]
        .map(|(x, y)| Millimetres { x: centre.x + x * radius_mm, y: centre.y + y * radius_mm });
    draft.rings_mut(parcel).push(closed(&[east, south, west, north]));
    draft.measure_anew(parcel);
    let filler = draft.add(parcel, vec![vec![closed(&[east, north, west, south])]]);
    draft.measure_anew(filler);
    let area_m2 = draft.area_m2(filler);
    let note = "a scrap inside another parcel made a parcel of its own";
    let fault = DraftFault::new(Rule::TooSmall, vec![filler], centre, note).with_area(area_m2);
    draft.report(fault.changing(parcel));
}

/// A parcel takes another one, elsewhere, as its second part.
fn multipart(draft: &mut Draft) {
    let parcel = draft.take_plain(100.0);
    let other = draft.take_plain(100.0);
    let part = draft.parcels[other].polygons.remove(0);
    draft.parcels[other].removed = true;
    let smaller =
        if draft.area_m2(parcel) < ring_m2(&part[0]) { draft.shell(parcel) } else { lattice_ring(&part[0]) };
    draft.parcels[parcel].polygons.push(part);
    draft.measure_anew(parcel);
    let (at, _) = roomiest_point(&smaller);
    let note = "two parcels apart from each other made one of two parts";
    draft.report(DraftFault::new(Rule::Multipart, vec![parcel], at, note));
}

fn ring_m2(ring: &Ring) -> f64 {
    twice_area(&lattice_ring(ring)) as f64 / 2e6
}

fn put_in(draft: &mut Draft, parcel: usize, position: usize, points: &[Millimetres]) {
    let after = position + 1;
    draft.rings_mut(parcel)[0].splice(after..after, points.iter().map(|point| point.to_metres()));
}
