//! Faults between parcels.

use super::draft::{Draft, DraftFault, SharedEdge, beside, closed};
use crate::lattice::{Millimetres, distance_m, edges, room_m, roomiest_point, turn, twice_area};
use thuadat_core::Rule;

pub(super) fn inject(draft: &mut Draft) {
    for width_m in [0.25, 0.4, 0.6, 0.9, 1.4] {
        trapezoid(draft, Rule::Overlap, width_m);
    }
    for width_m in [0.2, 0.3, 0.45, 0.6, 0.8] {
        trapezoid(draft, Rule::Gap, width_m);
    }
    for width_m in [0.003, 0.004, 0.006, 0.008] {
        trapezoid(draft, Rule::Overlap, width_m);
        trapezoid(draft, Rule::Gap, width_m);
    }
    for depth_m in [0.08, 0.2, 0.5] {
        wedge(draft, Rule::Overlap, depth_m);
        wedge(draft, Rule::Gap, depth_m);
    }
    for kind in 0..3 {
        duplicate(draft, kind);
        contained(draft);
    }
    for _ in 0..2 {
        unfilled_hole(draft);
    }
    for _ in 0..4 {
        missing_vertex_on_the_line(draft);
    }
    for depth_m in [0.002, -0.002, 0.004, -0.004] {
        missing_vertex_beside_the_line(draft, depth_m);
    }
    for width_m in [0.01, 0.03, 0.06, 0.12] {
        open_slit(draft, Rule::NearMiss, width_m);
    }
    for width_m in [0.25, 0.35, 0.45] {
        open_slit(draft, Rule::OpenGap, width_m);
    }
}

/// One parcel's corner on the outline of the map is drawn back along the outline: a slit that is open to the outside.
fn open_slit(draft: &mut Draft, rule: Rule, width_m: f64) {
    let drawn_back = |draft: &Draft, edge: &SharedEdge| {
        let shell = draft.shell(edge.parcel);
        let after = shell[(edge.position + 2) % shell.len()];
        let outline_m = distance_m(edge.to, after, after);
        let is_square = turn(edge.from, edge.to, after).abs() as f64
            > 0.7 * 1e6 * distance_m(edge.from, edge.to, edge.to) * outline_m;
        let is_outline = !draft.is_owned(after, edge.to);
        let is_roomy = is_square && is_outline && outline_m > 2.0;
        is_roomy.then(|| beside(edge.to, after, width_m / outline_m, 0.0))
    };
    let edge = draft.take_edge(8.0, |draft, edge| drawn_back(draft, edge).is_some());
    let corner = drawn_back(draft, &edge).expect("the edge was chosen for it");
    let shell = draft.shell(edge.parcel);
    let position = (edge.position + 1) % shell.len();
    let moved: Vec<_> =
        shell.iter().enumerate().map(|(at, &point)| if at == position { corner } else { point }).collect();
    draft.rings_mut(edge.parcel)[0] = closed(&moved);
    draft.measure_anew(edge.parcel);
    let triangle = [edge.from, edge.to, corner];
    let area_m2 = twice_area(&triangle).abs() as f64 / 2e6;
    let perimeter_m: f64 = edges(&triangle).map(|(a, b)| distance_m(a, b, b)).sum();
    let at = Millimetres {
        x: triangle.iter().map(|point| point.x).sum::<i64>() / 3,
        y: triangle.iter().map(|point| point.y).sum::<i64>() / 3,
    };
    let note = "a corner on the outline of the map drawn back: a slit open to the outside";
    let fault = DraftFault::new(rule, vec![edge.parcel, edge.neighbour], at, note);
    draft.report(fault.measuring(area_m2, 4.0 * area_m2 / perimeter_m));
}

/// One parcel's edge is moved across (overlap) or away from (gap) its neighbour's, over the middle half.
fn trapezoid(draft: &mut Draft, rule: Rule, width_m: f64) {
    let left_m = if rule == Rule::Overlap { -width_m } else { width_m };
    let corners = |edge: &SharedEdge| [0.25, 0.75].map(|part| beside(edge.from, edge.to, part, left_m));
    let edge =
        draft.take_edge((width_m * 7.0).max(8.0), |draft, edge| is_clear(draft, edge, rule, &corners(edge)));
    let moved = corners(&edge);
    put_in(draft, &edge, &moved);
    let width_m =
        moved.iter().map(|&point| distance_m(point, edge.from, edge.to)).fold(f64::INFINITY, f64::min);
    let note = match (rule, width_m < 0.01) {
        (Rule::Overlap, true) => "boundary a few millimetres inside the neighbour",
        (Rule::Overlap, false) => "boundary well inside the neighbour",
        (_, true) => "boundary a few millimetres short of the neighbour",
        (_, false) => "boundary well short of the neighbour",
    };
    report_strip(draft, rule, &edge, &moved, width_m, note);
}

/// One parcel has a vertex of its own on a shared edge, off the line.
fn wedge(draft: &mut Draft, rule: Rule, depth_m: f64) {
    let left_m = if rule == Rule::Overlap { -depth_m } else { depth_m };
    let tip = |edge: &SharedEdge| [beside(edge.from, edge.to, 0.5, left_m)];
    let edge = draft.take_edge(5.0, |draft, edge| is_clear(draft, edge, rule, &tip(edge)));
    let moved = tip(&edge);
    put_in(draft, &edge, &moved);
    let width_m = triangle_width_m(&edge, moved[0]);
    report_strip(
        draft,
        rule,
        &edge,
        &moved,
        width_m,
        "a wedge: one vertex of the shared boundary off the line",
    );
}

fn missing_vertex_beside_the_line(draft: &mut Draft, left_m: f64) {
    let tip = |edge: &SharedEdge| [beside(edge.from, edge.to, 0.5, left_m)];
    let rule = if left_m < 0.0 { Rule::Overlap } else { Rule::Gap };
    let edge = draft.take_edge(5.0, |draft, edge| {
        is_clear(draft, edge, rule, &tip(edge)) && distance_m(tip(edge)[0], edge.from, edge.to) > 0.001
    });
    let moved = tip(&edge);
    put_in(draft, &edge, &moved);
    let note = "the neighbour has a vertex a few millimetres beside this parcel's edge";
    let off_m = distance_m(moved[0], edge.from, edge.to);
    let fault = DraftFault::new(Rule::MissingVertex, vec![edge.neighbour, edge.parcel], moved[0], note);
    let area_m2 = strip_area_m2(&edge, &moved);
    draft.report(fault.measuring(area_m2, off_m).may_also(&[rule]));
}

/// A vertex exactly on a straight shared edge, in one parcel only.
fn missing_vertex_on_the_line(draft: &mut Draft) {
    let edge = draft.take_edge(3.0, |_, edge| on_the_line(edge).is_some());
    let point = on_the_line(&edge).expect("the edge was chosen for it");
    put_in(draft, &edge, &[point]);
    let note = "the neighbour has a vertex exactly on this parcel's edge";
    let fault = DraftFault::new(Rule::MissingVertex, vec![edge.neighbour, edge.parcel], point, note);
    draft.report(fault.measuring(0.0, 0.0));
}

/// The lattice point on an edge nearest its middle, at least a metre from both ends.
fn on_the_line(edge: &SharedEdge) -> Option<Millimetres> {
    let (dx, dy) = (edge.to.x - edge.from.x, edge.to.y - edge.from.y);
    let steps = greatest_common_divisor(dx.abs(), dy.abs());
    let step = steps / 2;
    let point = Millimetres { x: edge.from.x + dx / steps * step, y: edge.from.y + dy / steps * step };
    let is_inside = step > 0 && [edge.from, edge.to].iter().all(|&end| distance_m(point, end, end) > 1.0);
    is_inside.then_some(point)
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// Whether points to be put into an edge stay inside the parcel they eat into, clear of its other edges.
fn is_clear(draft: &Draft, edge: &SharedEdge, rule: Rule, moved: &[Millimetres]) -> bool {
    let eaten = draft.shell(if rule == Rule::Overlap { edge.neighbour } else { edge.parcel });
    let shared = [(edge.from, edge.to), (edge.to, edge.from)];
    moved.iter().all(|&point| {
        room_m(&eaten, point) > 0.0
            && edges(&eaten).filter(|side| !shared.contains(side)).all(|(a, b)| distance_m(point, a, b) > 0.4)
    })
}

fn put_in(draft: &mut Draft, edge: &SharedEdge, points: &[Millimetres]) {
    let after = edge.position + 1;
    draft.rings_mut(edge.parcel)[0].splice(after..after, points.iter().map(|point| point.to_metres()));
    draft.measure_anew(edge.parcel);
}

fn strip_area_m2(edge: &SharedEdge, moved: &[Millimetres]) -> f64 {
    let strip: Vec<_> =
        std::iter::once(edge.from).chain(moved.iter().copied()).chain(std::iter::once(edge.to)).collect();
    twice_area(&strip).abs() as f64 / 2e6
}

fn triangle_width_m(edge: &SharedEdge, tip: Millimetres) -> f64 {
    let corners = [edge.from, tip, edge.to];
    let perimeter_m: f64 = edges(&corners).map(|(a, b)| distance_m(a, b, b)).sum();
    4.0 * strip_area_m2(edge, &[tip]) / perimeter_m
}

fn report_strip(
    draft: &mut Draft,
    rule: Rule,
    edge: &SharedEdge,
    moved: &[Millimetres],
    width_m: f64,
    note: &'static str,
) {
    let half = distance_m(moved[0], edge.from, edge.to) / 2.0;
    let at = beside(edge.from, edge.to, 0.5, if rule == Rule::Overlap { -half } else { half });
    let fault = DraftFault::new(rule, vec![edge.parcel, edge.neighbour], at, note);
    let fault = fault.measuring(strip_area_m2(edge, moved), width_m);
    draft.report(if half < 0.05 { fault.may_also(&[Rule::MissingVertex]) } else { fault });
}

fn duplicate(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(150.0);
    let mut shell = draft.shell(parcel);
    let note = match kind {
        0 => "the same ring once more",
        1 => {
            shell.rotate_left(2);
            "the same ring once more, begun at another corner"
        }
        _ => {
            shell.reverse();
            "the same ring once more, run the other way round"
        }
    };
    let (at, _) = roomiest_point(&draft.shell(parcel));
    let area_m2 = draft.area_m2(parcel);
    let copy = draft.add(parcel, vec![vec![closed(&shell)]]);
    draft.report(DraftFault::new(Rule::DuplicateParcel, vec![parcel, copy], at, note).with_area(area_m2));
}

fn contained(draft: &mut Draft) {
    let (parcel, (at, room)) = draft.take(|draft, parcel| {
        let middle = roomiest_point(&draft.shell(parcel));
        (draft.is_plain(parcel) && middle.1 > 3.0).then_some(middle)
    });
    let reach = (room * 600.0) as i64;
    let inside = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        .map(|(x, y)| Millimetres { x: at.x + x * reach * 7 / 10, y: at.y + y * reach * 7 / 10 });
    let filler = draft.add(parcel, vec![vec![closed(&inside)]]);
    draft.measure_anew(filler);
    let area_m2 = draft.area_m2(filler);
    let note = "a parcel drawn inside another that has no hole for it";
    let fault = DraftFault::new(Rule::ContainedParcel, vec![filler, parcel], at, note);
    draft.report(fault.with_area(area_m2).may_also(&[Rule::Overlap]));
}

fn unfilled_hole(draft: &mut Draft) {
    let (parcel, island) = draft.take_with_island();
    let shell = draft.shell(island);
    let (at, _) = roomiest_point(&shell);
    let area_m2 = draft.area_m2(island);
    draft.parcels[island].removed = true;
    let note = "the parcel that filled a hole is missing";
    draft.report(DraftFault::new(Rule::Gap, vec![parcel], at, note).with_area(area_m2));
}
