//! Which loose edges are worth comparing with the parcels around them.
//!
//! Going along a chain of loose edges, the parcels that cover the ground beside it change only where another loose edge
//! is met: every other edge has a twin, and where one parcel ends there another begins. So a stretch that meets no
//! other is settled by looking at one of its points.

use super::chains::Chains;
use super::compare::has_vertex_on_it;
use super::loose_tree::LooseTree;
use super::shapes::{Edge, Shapes};
use super::tiles::LooseEdge;
use crate::plane::{Bounds, Meeting, PackedTree, Point, Segment, Side, crosses_ray, side};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// The parcels, and what finds them by place.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) shapes: &'a Shapes<'a>,
    /// The parcels in the order of the tree.
    pub(super) order: &'a [u32],
    /// The boxes of the parcels.
    pub(super) tree: &'a PackedTree,
}

/// Which loose edges come near others.
pub(super) struct Contacts {
    /// Positions of the loose edges that meet another loose edge beside a common end, come within the tolerance of its
    /// vertices, or run where a further parcel covers the ground; ascending.
    pub(super) to_compare: Vec<u32>,
    /// Positions of loose edges of different parcels whose boxes come within reach of each other, the smaller first,
    /// ascending. Those are left out of which one leads on from the other.
    pub(super) near: Vec<(u32, u32)>,
}

/// Finds what is to be compared within `tolerance`, and what comes within `reach` if that is asked for, both in steps.
///
/// O(n log n) for n edges of which each meets few others.
pub(super) fn find(
    ground: Ground<'_>,
    tree: &LooseTree<'_>,
    chains: &Chains,
    tolerance: i64,
    reach: Option<i64>,
) -> Contacts {
    let mut is_chosen = Vec::with_capacity(tree.loose.len());
    is_chosen.resize_with(tree.loose.len(), AtomicBool::default);
    let near = find_contacts(tree, tolerance, reach, &is_chosen);
    choose_covered_stretches(ground, tree.loose, chains, &is_chosen);
    let is_chosen = |&position: &u32| is_chosen[position as usize].load(Ordering::Relaxed);
    Contacts { to_compare: (0..tree.loose.len() as u32).into_par_iter().filter(is_chosen).collect(), near }
}

/// Chooses edges in contact, and tells each pair of edges of different parcels within `reach`, ascending.
fn find_contacts(
    tree: &LooseTree<'_>,
    tolerance: i64,
    reach: Option<i64>,
    is_chosen: &[AtomicBool],
) -> Vec<(u32, u32)> {
    let choose = |link: u32| is_chosen[link as usize].store(true, Ordering::Relaxed);
    let parcel = |link: u32| tree.loose[link as usize].parcel;
    let widest = tolerance.max(reach.unwrap_or(0));
    let near: Vec<Vec<(u32, u32)>> = tree.near_pairs(widest, |near: &mut Vec<_>, one, other| {
        if are_in_contact(tree.segment(one), tree.segment(other), tolerance) {
            choose(one);
            choose(other);
        }
        if reach.is_some() && parcel(one) != parcel(other) {
            near.push((one.min(other), one.max(other)));
        }
    });
    let mut near = near.concat();
    near.par_sort_unstable();
    near
}

#[inline]
fn are_in_contact(one: &Segment, other: &Segment, tolerance: i64) -> bool {
    one.bounds().grown(tolerance).meets(&other.bounds())
        && (!matches!(one.meeting(other), Meeting::Apart | Meeting::EndToEnd(_))
            || [other.a, other.b].into_iter().any(|vertex| has_vertex_on_it(one, vertex, tolerance))
            || [one.a, one.b].into_iter().any(|vertex| has_vertex_on_it(other, vertex, tolerance)))
}

/// Chooses the stretches between contacts along which a further parcel covers the ground.
fn choose_covered_stretches(
    ground: Ground<'_>,
    loose: &[LooseEdge],
    chains: &Chains,
    is_chosen: &[AtomicBool],
) {
    let is_chosen_yet = |link: u32| is_chosen[link as usize].load(Ordering::Relaxed);
    (0..chains.len()).into_par_iter().with_min_len(64).for_each_init(Vec::new, |edges, chain| {
        let links = chains.get(chain).links;
        for stretch in links.chunk_by(|&one, &other| is_chosen_yet(one) == is_chosen_yet(other)) {
            if !is_chosen_yet(stretch[0]) && is_on_another(ground, &loose[stretch[0] as usize], edges) {
                for &link in stretch {
                    is_chosen[link as usize].store(true, Ordering::Relaxed);
                }
            }
        }
    });
}

/// Whether the middle of an edge lies in or on another parcel. Exact.
fn is_on_another(ground: Ground<'_>, loose: &LooseEdge, edges: &mut Vec<Edge>) -> bool {
    let Segment { a, b } = loose.edge.segment;
    let middle = Point::new(a.x + b.x, a.y + b.y);
    let floor = Point::new(middle.x.div_euclid(2), middle.y.div_euclid(2));
    let window = Bounds { min: floor, max: Point::new(floor.x + 1, floor.y + 1) };
    let mut is_on_another = false;
    ground.tree.query(&window, &mut |position| {
        let other = ground.order[position];
        if other != loose.parcel && !is_on_another {
            is_on_another = is_on(ground.shapes, other, middle, window, edges);
        }
    });
    is_on_another
}

/// Whether a point in half steps, within a window of whole ones, lies in or on a parcel. Exact.
fn is_on(shapes: &Shapes<'_>, parcel: u32, middle: Point, window: Bounds, edges: &mut Vec<Edge>) -> bool {
    let doubled = |point: Point| Point::new(2 * point.x, 2 * point.y);
    let (mut is_inside, mut is_on_edge) = (false, false);
    let mut look = |edge: &Edge| {
        let Segment { a, b } = edge.segment;
        let (a, b) = (doubled(a), doubled(b));
        is_inside ^= crosses_ray(&Segment { a, b }, middle);
        is_on_edge |= Bounds::of_segment(a, b).contains(middle) && side(a, b, middle) == Side::On;
    };
    if let Some(large) = shapes.large(parcel) {
        let ray = Bounds { max: Point::new(i64::MAX, window.max.y), ..window };
        large.tree.query(&ray, &mut |position| look(&large.edges[position]));
    } else {
        shapes.collect_edges(parcel, edges);
        edges.iter().for_each(look);
    }
    is_inside || is_on_edge
}
