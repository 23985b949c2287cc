//! How many parcels cover a place, counted on the border.

use super::border::Border;
use crate::plane::{Bounds, Graph, PackedTree, Point, RayCover, layers_crossed};
use rayon::prelude::*;
use std::borrow::Cow;

/// The border as closed curves, ready to be asked what covers a place.
///
/// A closed curve covers nothing outside of its box. So only the few curves whose boxes hold a place need a ray, and a
/// map of a thousand blocks is not crossed from end to end for each of them.
pub(super) struct Layers<'a> {
    border: &'a Border<'a>,
    curves: Vec<Curve<'a>>,
    boxes: PackedTree,
}

/// Links that form closed curves.
struct Curve<'a> {
    links: Cow<'a, [u32]>,
    /// For curves of many links.
    rays: Option<RayCover>,
}

/// From this number of links on a curve gets a tree.
const LARGE: usize = 256;

impl<'a> Layers<'a> {
    /// Takes the border and the graph of its chains. Chains that hang together are closed together, since at each of
    /// their ends as many layers begin as end.
    pub(super) fn new(border: &'a Border<'a>, graph: &Graph) -> Self {
        let loops = border.loops.par_iter().map(|links| Cow::Borrowed(*links));
        let components = graph.components().into_par_iter().map(|pieces| {
            let chains = pieces.iter().map(|&piece| border.stretch(graph.pieces()[piece as usize].source));
            Cow::Owned(chains.flatten().copied().collect())
        });
        let curves: Vec<_> = loops.chain(components).map(|links| Curve::new(links, border)).collect();
        let boxes = curves.par_iter().map(|curve| curve.bounds(border)).collect();
        Self { border, curves, boxes: PackedTree::new(boxes) }
    }

    /// How many layers cover the place just west of a point, and above the line west of it by next to nothing. Exact.
    pub(super) fn to_the_west(&self, point: Point) -> i32 {
        let mut layers = 0;
        self.boxes.query(&Bounds { min: point, max: point }, &mut |position| {
            // Nothing of a curve is west of its westernmost point.
            if self.boxes.bounds(position).min.x < point.x {
                layers += self.curves[position].layers(self.border, point);
            }
        });
        layers
    }
}

impl<'a> Curve<'a> {
    fn new(links: Cow<'a, [u32]>, border: &Border<'_>) -> Self {
        let rays = (links.len() >= LARGE).then(|| RayCover::new(border.layers_of(&links).collect()));
        Self { links, rays }
    }

    fn bounds(&self, border: &Border<'_>) -> Bounds {
        Bounds::of_points(self.links.iter().map(|&link| border.start(link)))
    }

    fn layers(&self, border: &Border<'_>, point: Point) -> i32 {
        match &self.rays {
            Some(rays) => rays.to_the_west(point),
            None => border.layers_of(&self.links).map(|segment| layers_crossed(&segment, point)).sum(),
        }
    }
}
