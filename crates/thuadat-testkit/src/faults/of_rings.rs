//! Faults of one parcel's shape.

use super::draft::{Draft, DraftFault, Ring, beside, closed, lattice_ring};
use crate::lattice::{
    Millimetres, distance_m, edges, room_m, roomiest_point, segments_meet, turn, twice_area,
};
use geo::Coord;
use thuadat_core::Rule;

/// What a shape that lost its meaning may do to its neighbourhood.
const AROUND: [Rule; 3] = [Rule::Overlap, Rule::Gap, Rule::MissingVertex];

pub(super) fn inject(draft: &mut Draft) {
    for _ in 0..4 {
        bowtie(draft);
    }
    for kind in 0..3 {
        unclosed(draft, kind);
        repeated_vertex(draft, kind);
        spike(draft, kind);
        hole_outside_shell(draft, kind);
        nested_holes(draft);
        disconnected_interior(draft);
        too_few_points(draft, kind);
        wrong_orientation(draft);
        empty(draft, kind);
        not_finite(draft, kind);
        self_contact(draft);
        overlapping_parts(draft, kind);
    }
}

/// Two neighbouring corners change places: `a b c d` becomes `a c b d`.
fn bowtie(draft: &mut Draft) {
    let (parcel, first) = draft.take(|draft, parcel| {
        let shell = draft.shell(parcel);
        let suited = draft.is_plain(parcel) && shell.len() >= 6;
        (0..shell.len().saturating_sub(4)).find(|&at| suited && is_bowtie(&shell, at))
    });
    let shell = draft.shell(parcel);
    let at = crossing(shell[first], shell[first + 2], shell[first + 1], shell[first + 3]);
    draft.rings_mut(parcel)[0].swap(first + 1, first + 2);
    let note = "two neighbouring corners in the wrong order";
    let also = [&AROUND[..], &[Rule::Spike, Rule::RecordedAreaDiffers, Rule::LegalAreaDiffers]].concat();
    draft.report(DraftFault::new(Rule::SelfIntersection, vec![parcel], at, note).may_also(&also));
}

/// Whether swapping makes the two new edges cross each other and nothing else.
fn is_bowtie(shell: &[Millimetres], at: usize) -> bool {
    let [a, b, c, d] = [0, 1, 2, 3].map(|step| shell[at + step]);
    let crosses = turn(a, c, b).signum() * turn(a, c, d).signum() < 0
        && turn(b, d, a).signum() * turn(b, d, c).signum() < 0
        && [(a, b), (b, c), (c, d)].iter().all(|&(p, q)| distance_m(p, q, q) > 2.0);
    let others = edges(shell).filter(|&(p, q)| [p, q].iter().all(|corner| ![a, b, c, d].contains(corner)));
    crosses && others.into_iter().all(|(p, q)| !segments_meet(a, c, p, q) && !segments_meet(b, d, p, q))
}

fn crossing(a: Millimetres, c: Millimetres, b: Millimetres, d: Millimetres) -> Millimetres {
    let (a_side, c_side) = (turn(b, d, a) as f64, turn(b, d, c) as f64);
    beside(a, c, a_side / (a_side - c_side), 0.0)
}

fn unclosed(draft: &mut Draft, kind: usize) {
    let (parcel, ring) = match kind {
        0 => (draft.take_with_island().0, 1),
        _ => (draft.take_plain(200.0), 0),
    };
    let points = &mut draft.rings_mut(parcel)[ring];
    let first = points[0];
    let at = Millimetres::nearest(first);
    let end = points.len() - 1;
    if kind == 2 {
        points[end] = Millimetres { x: at.x + 2, y: at.y }.to_metres();
        let note = "the ring ends 2 mm beside its beginning";
        let also = [&AROUND[..], &[Rule::SelfIntersection]].concat();
        draft.report(DraftFault::new(Rule::UnclosedRing, vec![parcel], at, note).may_also(&also));
    } else {
        points.pop();
        let note =
            if kind == 0 { "closing point of a hole missing" } else { "closing point of the shell missing" };
        draft.report(DraftFault::new(Rule::UnclosedRing, vec![parcel], at, note));
    }
}

fn repeated_vertex(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(100.0);
    let shell = &mut draft.rings_mut(parcel)[0];
    let (position, copies, note) = match kind {
        0 => (1, 1, "a vertex twice in a row"),
        1 => (2, 3, "a vertex four times in a row"),
        _ => (0, 1, "the first vertex twice in a row"),
    };
    let vertex = shell[position];
    for _ in 0..copies {
        shell.insert(position, vertex);
    }
    draft.report(DraftFault::new(Rule::RepeatedVertex, vec![parcel], Millimetres::nearest(vertex), note));
}

/// Out from a corner and back: into the parcel itself, or out into a neighbour.
fn spike(draft: &mut Draft, kind: usize) {
    let (parcel, (position, tip)) = draft.take(|draft, parcel| {
        let shell = draft.shell(parcel);
        let suited = draft.is_plain(parcel) && draft.area_m2(parcel) > 250.0;
        (1..shell.len() - 1).find_map(|at| {
            let tip = spike_tip(&shell, at, kind == 2)?;
            suited.then_some((at, tip))
        })
    });
    let shell = &mut draft.rings_mut(parcel)[0];
    let corner = shell[position];
    shell.splice(position..=position, [corner, tip.to_metres(), corner]);
    let note = if kind == 2 { "out into the neighbour and back" } else { "into the parcel and back" };
    let length_m = distance_m(tip, Millimetres::nearest(corner), Millimetres::nearest(corner));
    let mut fault = DraftFault::new(Rule::Spike, vec![parcel], tip, note);
    fault = fault.may_also(&[Rule::SelfContact, Rule::SelfIntersection]);
    draft.report(DraftFault { width_m: Some((length_m * 1e4).round() / 1e4), ..fault });
}

fn spike_tip(shell: &[Millimetres], at: usize, outward: bool) -> Option<Millimetres> {
    let (before, corner, after) = (shell[at - 1], shell[at], shell[at + 1]);
    let straight = turn(before, corner, after).abs() as f64
        / (distance_m(before, corner, corner) * distance_m(after, corner, corner) * 1e6);
    let tip = beside(before, after, 0.5, if outward { -3.0 } else { 3.0 });
    let room = room_m(shell, tip);
    let is_clear = if outward { (-3.4..-1.5).contains(&room) } else { room > 1.0 };
    (straight < 0.3 && is_clear).then_some(tip)
}

fn small_hole(centre: Millimetres, radius_mm: i64) -> Ring {
    let [east, south, west, north] = [(1, 0), (0, -1), (-1, 0), (0, 1)]
        .map(|(x, y)| Millimetres { x: centre.x + x * radius_mm, y: centre.y + y * radius_mm });
    closed(&[east, south, west, north])
}

fn hole_outside_shell(draft: &mut Draft, kind: usize) {
    let edge = draft.take_edge(4.0, |draft, edge| roomiest_point(&draft.shell(edge.neighbour)).1 > 2.5);
    let (centre, _) = roomiest_point(&draft.shell(edge.neighbour));
    let radius_mm = [400, 900, 1_500][kind];
    draft.rings_mut(edge.parcel).push(small_hole(centre, radius_mm));
    let note = "a hole in the middle of the neighbour";
    let hole_m2 = 2.0 * (radius_mm as f64 / 1000.0).powi(2);
    let fault = DraftFault::new(Rule::HoleOutsideShell, vec![edge.parcel], centre, note).with_area(hole_m2);
    draft.report(fault.may_also(&[Rule::Overlap, Rule::RecordedAreaDiffers, Rule::LegalAreaDiffers]));
}

fn nested_holes(draft: &mut Draft) {
    let (parcel, _) = draft.take_with_island();
    let hole = lattice_ring(&draft.parcels[parcel].polygons[0][1]);
    let shell_way_round: Vec<_> = hole.iter().rev().copied().collect();
    let (centre, room) = roomiest_point(&shell_way_round);
    draft.rings_mut(parcel).push(small_hole(centre, (room * 500.0) as i64));
    let note = "a hole inside another hole";
    let fault = DraftFault::new(Rule::NestedHoles, vec![parcel], centre, note);
    draft.report(fault.may_also(&[Rule::Overlap, Rule::RecordedAreaDiffers, Rule::LegalAreaDiffers]));
}

/// A hole from corner to corner of the shell, filled by a new parcel: the coverage stays exact.
fn disconnected_interior(draft: &mut Draft) {
    let (parcel, lens) = draft.take(|draft, parcel| {
        let shell = draft.shell(parcel);
        let suited = draft.is_plain(parcel) && draft.area_m2(parcel) > 200.0;
        (0..shell.len())
            .flat_map(|a| (a + 2..shell.len()).map(move |b| (a, b)))
            .find_map(|(a, b)| lens(&shell, a, b).filter(|_| suited))
    });
    let lens_m2 = twice_area(&lens) as f64 / 2e6;
    let hole: Vec<_> = lens.iter().rev().copied().collect();
    draft.rings_mut(parcel).push(closed(&hole));
    draft.measure_anew(parcel);
    let filler = draft.add(parcel, vec![vec![closed(&lens)]]);
    draft.measure_anew(filler);
    let note = "a hole from one corner of the shell to another";
    draft.report(DraftFault::new(Rule::DisconnectedInterior, vec![parcel], lens[0], note).with_area(lens_m2));
}

/// A narrow counter-clockwise ring between two corners of a shell, clear of everything else.
fn lens(shell: &[Millimetres], a: usize, b: usize) -> Option<Vec<Millimetres>> {
    let (from, to) = (shell[a], shell[b]);
    let sides = [beside(from, to, 0.5, -0.8), beside(from, to, 0.5, 0.8)];
    let ring = vec![from, sides[0], to, sides[1]];
    let is_clear = sides.iter().all(|&side| room_m(shell, side) > 1.0)
        && edges(&ring).all(|(p, q)| {
            edges(shell)
                .all(|(c, d)| [c, d].iter().any(|end| [p, q].contains(end)) || !segments_meet(p, q, c, d))
                && (1..8).all(|part| room_m(shell, beside(p, q, f64::from(part) / 8.0, 0.0)) > 0.05)
        });
    let no_edge = edges(shell).all(|edge| edge != (from, to) && edge != (to, from));
    // A longer one would have sharp ends.
    (is_clear && no_edge && (8.0..50.0).contains(&distance_m(from, to, to))).then_some(ring)
}

fn too_few_points(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(200.0);
    let (centre, _) = roomiest_point(&draft.shell(parcel));
    let here = centre.to_metres();
    let there = Millimetres { x: centre.x + 800, y: centre.y + 300 }.to_metres();
    let (spoilt, note) = match kind {
        0 => (draft.add(parcel, vec![vec![vec![here, there, here]]]), "a shell of two points"),
        1 => (draft.add(parcel, vec![vec![vec![here; 4]]]), "a shell of one point"),
        _ => {
            draft.rings_mut(parcel).push(vec![here, there, here]);
            (parcel, "a hole of two points")
        }
    };
    let fault = DraftFault::new(Rule::TooFewPoints, vec![spoilt], centre, note);
    draft.report(fault.may_also(&[Rule::RepeatedVertex, Rule::Spike]));
}

fn wrong_orientation(draft: &mut Draft) {
    let (parcel, _) = draft.take_with_island();
    let hole = &mut draft.rings_mut(parcel)[1];
    hole.reverse();
    let at = Millimetres::nearest(hole[0]);
    let note = "a hole that runs counter-clockwise like its shell";
    draft.report(DraftFault::new(Rule::RingOrientation, vec![parcel], at, note));
}

fn empty(draft: &mut Draft, kind: usize) {
    let like = draft.take_plain(100.0);
    let (polygons, note) = match kind {
        0 => (Vec::new(), "no geometry"),
        1 => (vec![Vec::new()], "a polygon without rings"),
        _ => (Vec::new(), "no geometry, though areas are recorded"),
    };
    let parcel = draft.add(like, polygons);
    if kind == 2 {
        draft.parcels[parcel].record.recorded_area_m2 = Some(125.0);
    }
    let place = Millimetres { x: 0, y: 0 };
    let fault =
        DraftFault::new(Rule::Empty, vec![parcel], place, note).may_also(&[Rule::RecordedAreaDiffers]);
    draft.report(DraftFault { at: None, ..fault });
}

/// Not a number, and never infinite: an infinite extent would make the whole file unreadable to some programs.
fn not_finite(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(200.0);
    let vertex = &mut draft.rings_mut(parcel)[0][2];
    let at = Millimetres::nearest(*vertex);
    let (broken, note) = match kind {
        0 => (Coord { x: f64::NAN, y: vertex.y }, "an easting that is not a number"),
        1 => (Coord { x: vertex.x, y: f64::NAN }, "a northing that is not a number"),
        _ => (Coord { x: f64::NAN, y: f64::NAN }, "neither easting nor northing is a number"),
    };
    *vertex = broken;
    let also = [&AROUND[..], &[Rule::RecordedAreaDiffers, Rule::LegalAreaDiffers]].concat();
    draft.report(DraftFault::new(Rule::NotFinite, vec![parcel], at, note).may_also(&also));
}

/// The shell makes a loop about a new parcel and comes back to the same corner: the coverage stays exact.
fn self_contact(draft: &mut Draft) {
    let (parcel, (position, kite)) = draft.take(|draft, parcel| {
        let shell = draft.shell(parcel);
        let suited = draft.is_plain(parcel) && draft.area_m2(parcel) > 300.0;
        (1..shell.len() - 1).find_map(|at| kite(&shell, at).filter(|_| suited).map(|kite| (at, kite)))
    });
    let corner = kite[0].to_metres();
    let around = kite.iter().rev().take(3).map(|point| point.to_metres());
    let loop_back: Vec<_> = std::iter::once(corner).chain(around).chain([corner]).collect();
    draft.rings_mut(parcel)[0].splice(position..=position, loop_back);
    draft.measure_anew(parcel);
    let filler = draft.add(parcel, vec![vec![closed(&kite)]]);
    draft.measure_anew(filler);
    let note = "the shell makes a loop and comes back to one of its corners";
    draft.report(DraftFault::new(Rule::SelfContact, vec![parcel], kite[0], note));
}

/// A counter-clockwise kite inside a shell with one end at a corner.
fn kite(shell: &[Millimetres], at: usize) -> Option<Vec<Millimetres>> {
    let (before, corner, after) = (shell[at - 1], shell[at], shell[at + 1]);
    let inner = beside(before, after, 0.5, 6.0);
    let sides = [beside(corner, inner, 0.5, -0.9), beside(corner, inner, 0.5, 0.9)];
    let is_straight = turn(before, corner, after).abs() as f64
        / (distance_m(before, corner, corner) * distance_m(after, corner, corner) * 1e6)
        < 0.3;
    let is_clear = [sides[0], inner, sides[1]].iter().all(|&point| room_m(shell, point) > 0.9);
    (is_straight && is_clear).then(|| vec![corner, sides[0], inner, sides[1]])
}

fn overlapping_parts(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(300.0);
    let (centre, _) = roomiest_point(&draft.shell(parcel));
    let (part, note) = if kind == 0 {
        (draft.parcels[parcel].polygons[0].clone(), "the same part twice")
    } else {
        let hole = lattice_ring(&small_hole(centre, 1_200));
        let part: Vec<_> = hole.iter().rev().copied().collect();
        (vec![closed(&part)], "a part inside another part")
    };
    let part_m2 = twice_area(&lattice_ring(&part[0])) as f64 / 2e6;
    draft.parcels[parcel].polygons.push(part);
    let fault = DraftFault::new(Rule::OverlappingParts, vec![parcel], centre, note).with_area(part_m2);
    draft.report(fault.may_also(&[
        Rule::RecordedAreaDiffers,
        Rule::LegalAreaDiffers,
        Rule::SelfIntersection,
    ]));
}
