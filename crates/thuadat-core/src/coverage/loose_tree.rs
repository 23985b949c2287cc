//! Finding loose edges by place.

use super::chains::Chains;
use super::tiles::LooseEdge;
use crate::plane::{Bounds, PackedTree, Segment};
use rayon::prelude::*;

/// Loose edges under boxes, a few that follow each other along a chain in one.
pub(super) struct LooseTree<'a> {
    pub(super) loose: &'a [LooseEdge],
    stretches: Vec<&'a [u32]>,
    tree: PackedTree,
}

/// Edges of a chain with one box.
const STRETCH: usize = 8;

impl<'a> LooseTree<'a> {
    /// Indexes loose edges along their chains. O(n).
    pub(super) fn new(loose: &'a [LooseEdge], chains: &'a Chains) -> Self {
        let stretches: Vec<&[u32]> = chains.iter().flat_map(|chain| chain.links.chunks(STRETCH)).collect();
        let bounds = |links: &&[u32]| {
            let segments = links.iter().map(|&link| &loose[link as usize].edge.segment);
            Bounds::of_points(segments.flat_map(|segment| [segment.a, segment.b]))
        };
        let tree = PackedTree::new(stretches.par_iter().map(bounds).collect());
        Self { loose, stretches, tree }
    }

    /// The edge at a position.
    pub(super) fn segment(&self, position: u32) -> &Segment {
        &self.loose[position as usize].edge.segment
    }

    /// Calls `visit` with the position of each edge whose box meets `window`.
    pub(super) fn query(&self, window: &Bounds, visit: &mut impl FnMut(usize)) {
        self.tree.query(window, &mut |stretch| {
            let links = self.stretches[stretch].iter().copied();
            let is_near = |&link: &u32| self.segment(link).bounds().meets(window);
            links.filter(is_near).for_each(|link| visit(link as usize));
        });
    }

    /// Calls `visit` once with each two edges whose boxes come within `reach` steps of each other and of which neither
    /// leads on from the other, on several threads and in any order; what it gathers comes in parts.
    ///
    /// O(n log n) for n edges of which each is near few others.
    pub(super) fn near_pairs<T: Default + Send>(
        &self,
        reach: i64,
        visit: impl Fn(&mut T, u32, u32) + Sync,
    ) -> Vec<T> {
        let is_near = |one: u32, other: u32| {
            let (one, other) = (self.segment(one), self.segment(other));
            one.bounds().grown(reach).meets(&other.bounds()) && !leads_on(one, other) && !leads_on(other, one)
        };
        let within_stretch = |found: &mut T, links: &[u32]| {
            for (at, &link) in links.iter().enumerate() {
                for &other in links[at + 1..].iter().filter(|&&other| is_near(link, other)) {
                    visit(found, link, other);
                }
            }
        };
        let between_stretches = |found: &mut T, one: usize, other: usize| {
            let window = self.tree.bounds(one).grown(reach).common(&self.tree.bounds(other).grown(reach));
            let is_inside = |&&link: &&u32| self.segment(link).bounds().meets(&window);
            for &other in self.stretches[other].iter().filter(is_inside) {
                for &link in
                    self.stretches[one].iter().filter(is_inside).filter(|&&link| is_near(link, other))
                {
                    visit(found, link, other);
                }
            }
        };
        let gather = |mut found: T, group: usize| {
            self.tree
                .members(group)
                .for_each(|position| within_stretch(&mut found, self.stretches[position]));
            self.tree
                .pairs_of_group(group, reach, &mut |one, other| between_stretches(&mut found, one, other));
            found
        };
        let groups = (0..self.tree.group_count()).into_par_iter().with_min_len(8);
        groups.fold(T::default, gather).collect()
    }
}

/// Whether a segment begins where another ends and does not turn back: then they are near each other only there.
#[inline]
fn leads_on(one: &Segment, other: &Segment) -> bool {
    let (along_x, along_y) = ((one.b.x - one.a.x) as f64, (one.b.y - one.a.y) as f64);
    let (on_x, on_y) = ((other.b.x - other.a.x) as f64, (other.b.y - other.a.y) as f64);
    one.b == other.a && along_x * on_x + along_y * on_y >= 0.0
}
