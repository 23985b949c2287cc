//! The shapes that an edit gives parcels, and their neighbours.

use super::plan::{Before, as_they_are};
use super::{EditError, EditRefusal, Neighbours};
use crate::database::AnyConnection;
use crate::query::{ParcelBox, parcels_in_box};
use geo::{BoundingRect, Coord, Line, LinesIter, MultiPolygon};
use std::collections::BTreeSet;
use thuadat_core::{CannotJoin, MovedBoundary, ParcelGeometries, Profile, join_shapes};

/// A boundary that moved.
pub(super) struct Moved {
    pub(super) shape: MultiPolygon<f64>,
    /// Neighbours that go along, and their new shapes.
    pub(super) followers: Vec<(Before, MultiPolygon<f64>)>,
}

/// Gives a parcel another shape, and its neighbours the part of it that they share.
pub(super) fn moved(
    connection: &mut AnyConnection,
    before: &Before,
    shape: &MultiPolygon<f64>,
    neighbours: Neighbours,
    profile: &Profile,
) -> Result<Moved, EditError> {
    require_shape(&before.name(), shape)?;
    let around = around(connection, before, &[before.shape.clone(), shape.clone()], profile)?;
    let known: Vec<MultiPolygon<f64>> = shapes_of(before, &around);
    let shape = MovedBoundary::snapped(shape, &known, profile.lattice_m);
    let boundary = MovedBoundary::between(&before.shape, &shape, profile.lattice_m);
    if neighbours == Neighbours::Stay {
        return Ok(Moved { shape, followers: Vec::new() });
    }
    if boundary.is_redrawn() {
        require_nobody_on(&lost_edges(&before.shape, &shape, profile.lattice_m), before, &around, profile)?;
    }
    let followers = followers(&boundary, around)?;
    require_ground(&followers, neighbours, profile)?;
    if !boundary.is_none() && boundary.is_between(&known[1..]) {
        let was = followers.iter().map(|(follower, _)| &follower.shape).chain([&before.shape]);
        let is = followers.iter().map(|(_, shape)| shape).chain([&shape]);
        require_area(total_m2(was), total_m2(is), profile)?;
    }
    Ok(Moved { shape, followers })
}

/// Parcels with the shapes they come to have.
pub(super) type Followers = Vec<(Before, MultiPolygon<f64>)>;

/// The parts of a parcel, and the neighbours that get new corners on edges they share with it.
pub(super) fn parts(
    connection: &mut AnyConnection,
    before: &Before,
    drawn: &[MultiPolygon<f64>],
    profile: &Profile,
) -> Result<(Vec<MultiPolygon<f64>>, Followers), EditError> {
    for part in drawn {
        require_shape(&before.name(), part)?;
    }
    let around = around(connection, before, std::slice::from_ref(&before.shape), profile)?;
    let known = shapes_of(before, &around);
    let parts: Vec<MultiPolygon<f64>> =
        drawn.iter().map(|part| MovedBoundary::snapped(part, &known, profile.lattice_m)).collect();
    let refused = |why| EditRefusal::NotTheParcel { parcel: before.name(), why };
    let outline = join_shapes(&parts, profile.lattice_m, reach_m(profile)).map_err(cannot_join)?;
    let boundary = MovedBoundary::between(&before.shape, &outline, profile.lattice_m);
    match boundary.only_added_within_m() {
        None => return Err(refused("corners of its boundary are missing or elsewhere").into()),
        Some(farthest_m) if farthest_m > reach_m(profile) => {
            return Err(refused("a new corner lies beside its boundary").into());
        }
        Some(_) => {}
    }
    require_area(total_m2([&before.shape]), total_m2(&parts), profile)?;
    Ok((parts, followers(&boundary, around)?))
}

/// The outline of parcels that become one; a shape that was drawn for it must be that outline.
pub(super) fn joined(
    before: &[Before],
    drawn: Option<&MultiPolygon<f64>>,
    profile: &Profile,
) -> Result<MultiPolygon<f64>, EditError> {
    for one in before {
        if one.shape.0.is_empty() {
            return Err(EditRefusal::NoShape { parcel: one.name() }.into());
        }
    }
    let shapes: Vec<MultiPolygon<f64>> = before.iter().map(|before| before.shape.clone()).collect();
    let outline = join_shapes(&shapes, profile.lattice_m, reach_m(profile)).map_err(cannot_join)?;
    let groups = groups(&shapes, &outline, profile)?;
    if groups > 1 {
        return Err(EditRefusal::NotTogether { parts: groups }.into());
    }
    require_area(total_m2(&shapes), total_m2([&outline]), profile)?;
    let Some(drawn) = drawn else { return Ok(outline) };
    require_shape(&before[0].name(), drawn)?;
    let drawn = MovedBoundary::snapped(drawn, &shapes, profile.lattice_m);
    let boundary = MovedBoundary::between(&outline, &drawn, profile.lattice_m);
    if boundary.only_added_within_m().is_none_or(|farthest_m| farthest_m > reach_m(profile)) {
        let why = "the shape drawn for it is not their outline";
        return Err(EditRefusal::NotTheParcel { parcel: before[0].name(), why }.into());
    }
    Ok(drawn)
}

/// Parcels that border on each other, counted as one; those that have parts of their own bridge the pieces they have parts in.
fn groups(
    shapes: &[MultiPolygon<f64>],
    outline: &MultiPolygon<f64>,
    profile: &Profile,
) -> Result<usize, EditError> {
    let pieces = |shapes: &[MultiPolygon<f64>]| -> Result<usize, EditError> {
        Ok(join_shapes(shapes, profile.lattice_m, reach_m(profile)).map_err(cannot_join)?.0.len())
    };
    let own: Vec<usize> =
        shapes.iter().map(|shape| pieces(std::slice::from_ref(shape))).collect::<Result<_, _>>()?;
    if own.iter().all(|&own| own == 1) {
        return Ok(outline.0.len());
    }
    let mut is_reached = vec![false; shapes.len()];
    let mut groups = 0;
    for first in 0..shapes.len() {
        if is_reached[first] {
            continue;
        }
        groups += 1;
        is_reached[first] = true;
        let mut open = vec![first];
        while let Some(one) = open.pop() {
            for other in 0..shapes.len() {
                let pair = [shapes[one].clone(), shapes[other].clone()];
                if !is_reached[other] && pieces(&pair)? < own[one] + own[other] {
                    is_reached[other] = true;
                    open.push(other);
                }
            }
        }
    }
    Ok(groups)
}

/// Edges by their ends on the lattice, the lesser first.
type Edges = BTreeSet<[(i64, i64); 2]>;

fn edges(shape: &MultiPolygon<f64>, lattice_m: f64) -> Edges {
    let on_lattice = |at: Coord<f64>| ((at.x / lattice_m).round() as i64, (at.y / lattice_m).round() as i64);
    let of_line = |line: Line<f64>| {
        let (start, end) = (on_lattice(line.start), on_lattice(line.end));
        [start.min(end), start.max(end)]
    };
    shape.lines_iter().map(of_line).collect()
}

/// Edges that a shape had and has no more.
fn lost_edges(before: &MultiPolygon<f64>, after: &MultiPolygon<f64>, lattice_m: f64) -> Edges {
    let kept = edges(after, lattice_m);
    edges(before, lattice_m).into_iter().filter(|edge| !kept.contains(edge)).collect()
}

/// Refuses where neighbours have one of these edges.
fn require_nobody_on(
    lost: &Edges,
    before: &Before,
    around: &[Before],
    profile: &Profile,
) -> Result<(), EditRefusal> {
    let has_one = |other: &&Before| !edges(&other.shape, profile.lattice_m).is_disjoint(lost);
    let neighbours: Vec<String> = around.iter().filter(has_one).map(Before::name).collect();
    if neighbours.is_empty() {
        return Ok(());
    }
    Err(EditRefusal::Redrawn { parcel: before.name(), neighbours })
}

/// How near a corner is to an edge to lie on it.
fn reach_m(profile: &Profile) -> f64 {
    profile.missing_vertex_m.max(2.0 * profile.lattice_m)
}

/// All other parcels near shapes.
fn around(
    connection: &mut AnyConnection,
    before: &Before,
    shapes: &[MultiPolygon<f64>],
    profile: &Profile,
) -> Result<Vec<Before>, EditError> {
    let Some(area) = box_of(shapes).map(|area| grown(area, reach_m(profile))) else { return Ok(Vec::new()) };
    let kept = parcels_in_box(connection, before.stored.epsg, area, i64::MIN, i64::MAX)?;
    let mut around = as_they_are(&kept);
    around.retain(|other| other.stored.id != before.stored.id);
    Ok(around)
}

/// The rectangle around shapes; none where there is nothing.
pub(super) fn box_of<'a>(shapes: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> Option<ParcelBox> {
    shapes.into_iter().filter_map(BoundingRect::bounding_rect).fold(
        None,
        |area: Option<ParcelBox>, bounds| {
            let (min, max) = (bounds.min(), bounds.max());
            Some(match area {
                None => ParcelBox { min_x: min.x, min_y: min.y, max_x: max.x, max_y: max.y },
                Some(area) => ParcelBox {
                    min_x: area.min_x.min(min.x),
                    min_y: area.min_y.min(min.y),
                    max_x: area.max_x.max(max.x),
                    max_y: area.max_y.max(max.y),
                },
            })
        },
    )
}

pub(super) fn grown(area: ParcelBox, by_m: f64) -> ParcelBox {
    ParcelBox {
        min_x: area.min_x - by_m,
        min_y: area.min_y - by_m,
        max_x: area.max_x + by_m,
        max_y: area.max_y + by_m,
    }
}

/// The shape of a parcel, then those around it.
fn shapes_of(before: &Before, around: &[Before]) -> Vec<MultiPolygon<f64>> {
    std::iter::once(before).chain(around).map(|before| before.shape.clone()).collect()
}

fn followers(boundary: &MovedBoundary, around: Vec<Before>) -> Result<Followers, EditRefusal> {
    let mut followers = Vec::new();
    for neighbour in around {
        match boundary.follow(&neighbour.shape) {
            Ok(Some(shape)) => followers.push((neighbour, shape)),
            Ok(None) => {}
            Err(shared) => {
                return Err(EditRefusal::SharedInPart { neighbour: neighbour.name(), at: shared.at });
            }
        }
    }
    Ok(followers)
}

fn require_shape(parcel: &str, shape: &MultiPolygon<f64>) -> Result<(), EditRefusal> {
    let refused = |why| EditRefusal::BadShape { parcel: parcel.to_owned(), why };
    if shape.0.is_empty() {
        return Err(refused("there is none"));
    }
    for ring in shape.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors())) {
        if ring.0.len() < 4 {
            return Err(refused("a ring has fewer than three corners"));
        }
        if ring.0.iter().any(|at| !at.x.is_finite() || !at.y.is_finite()) {
            return Err(refused("a coordinate is no number"));
        }
    }
    Ok(())
}

fn require_area(before_m2: f64, after_m2: f64, profile: &Profile) -> Result<(), EditRefusal> {
    let limit_m2 = profile.recorded_area.of(before_m2, profile.scale);
    if (before_m2 - after_m2).abs() > limit_m2 {
        return Err(EditRefusal::AreaNotKept { before_m2, after_m2, limit_m2 });
    }
    Ok(())
}

/// Refuses where a neighbour would lose all its ground, or gain or lose more than two determinations of an area may differ by.
fn require_ground(
    followers: &Followers,
    neighbours: Neighbours,
    profile: &Profile,
) -> Result<(), EditRefusal> {
    let mut worst: Option<(f64, EditRefusal)> = None;
    for (follower, shape) in followers {
        let neighbour = follower.name();
        let (before_m2, after_m2) = (total_m2([&follower.shape]), total_m2([shape]));
        let mut after = ParcelGeometries::new();
        after.push_multi_polygon(shape);
        // No wider than a corner may lie beside an edge: a line.
        let of_a_line_m2 = (reach_m(profile) * after.perimeter_m(0) / 2.0).max(profile.negligible_area_m2);
        if after_m2 <= of_a_line_m2 && after_m2 < before_m2 {
            return Err(EditRefusal::NeighbourGone { neighbour });
        }
        let limits = [&profile.recorded_area, &profile.legal_area];
        let limit_m2 = limits.map(|limit| limit.of(before_m2, profile.scale)).into_iter().fold(0.0, f64::max);
        let beyond_m2 = (before_m2 - after_m2).abs() - limit_m2;
        if beyond_m2 > 0.0 && worst.as_ref().is_none_or(|(most_m2, _)| beyond_m2 > *most_m2) {
            worst =
                Some((beyond_m2, EditRefusal::NeighbourGround { neighbour, before_m2, after_m2, limit_m2 }));
        }
    }
    match worst {
        Some((_, refusal)) if neighbours == Neighbours::Follow => Err(refusal),
        _ => Ok(()),
    }
}

fn total_m2<'a>(shapes: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> f64 {
    let mut all = ParcelGeometries::new();
    shapes.into_iter().for_each(|shape| all.push_multi_polygon(shape));
    (0..all.len()).map(|shape| all.area_m2(shape)).sum()
}

fn cannot_join(error: CannotJoin) -> EditError {
    match error {
        CannotJoin::DoNotMatch { at } => EditRefusal::DoNotMatch { at }.into(),
        _ => EditRefusal::BadShape { parcel: String::new(), why: "a part has no ground" }.into(),
    }
}
