//! Gaps that are there because the parcel that fills them cannot be used.

use super::gap::Gap;
use super::shapes::Shapes;
use crate::measure::FINER;
use crate::plane::{Bounds, PackedTree, Point, Segment, are_around, tiled_order};

/// Adds to each gap the parcels without a usable shape whose vertices it holds.
///
/// Such a parcel is compared with nobody, so its neighbours enclose ground that nobody seems to own. A vertex of it that
/// can be used lies on the outline of that ground, or inside. Two are asked for where it has two, since a gap beside the
/// parcel may touch it in one.
pub(super) fn find_owners(gaps: &mut [Gap], shapes: &Shapes<'_>, unusable: &[u32]) {
    if gaps.is_empty() || unusable.is_empty() {
        return;
    }
    let boxes: Vec<Bounds> = gaps.iter().map(|gap| Bounds::of_points(gap.rings[0].iter().copied())).collect();
    let order = tiled_order(&boxes);
    let tree = PackedTree::new(order.iter().map(|&gap| boxes[gap as usize]).collect());
    for &parcel in unusable {
        let vertices = reachable_vertices(shapes, parcel);
        let needed = vertices.len().min(2);
        let mut around = Vec::new();
        for &vertex in &vertices {
            tree.query(&Bounds { min: vertex, max: vertex }, &mut |at| {
                let gap = order[at] as usize;
                if holds(&gaps[gap], vertex) {
                    around.push(gap);
                }
            });
        }
        around.sort_unstable();
        for same in around.chunk_by(|one, other| one == other).filter(|same| same.len() >= needed) {
            gaps[same[0]].owners.push(parcel);
        }
    }
}

/// The different vertices of a parcel that the lattice reaches, in finer units.
fn reachable_vertices(shapes: &Shapes<'_>, parcel: u32) -> Vec<Point> {
    let coords = &shapes.geometries.coords()[shapes.geometries.parcel_coords(parcel as usize)];
    let reachable = coords.iter().filter(|&&coord| shapes.lattice.reaches(coord));
    let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
    let mut vertices: Vec<Point> = reachable.map(|&coord| finer(shapes.lattice.point(coord))).collect();
    vertices.sort_unstable();
    vertices.dedup();
    vertices
}

/// Whether a point is on the outline of a gap or inside it.
fn holds(gap: &Gap, point: Point) -> bool {
    let outline = &gap.rings[0];
    let edges = (0..outline.len()).map(|at| Segment { a: outline[at], b: outline[(at + 1) % outline.len()] });
    are_around(edges, point) != Some(false)
}
