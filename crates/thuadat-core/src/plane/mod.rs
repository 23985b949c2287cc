//! Exact plane geometry on integers.
//!
//! Everything that decides *whether* something is so (on which side, crossing or not, inside or not) is computed here
//! without rounding. Two scales are in use: lattice points, as shapes are compared, and points 1024 times finer,
//! on which computed crossings are kept while overlaps and gaps are cut out.

mod bounds;
mod graph;
mod noding;
mod packed_tree;
mod pairs;
mod point;
mod ray_cover;
mod ring;
mod segment;

pub(crate) use bounds::Bounds;
pub(crate) use graph::{Graph, Piece, TracedRing, Walk, merge_coincident};
pub(crate) use noding::{NodedSegment, node};
pub(crate) use packed_tree::{PackedTree, tiled_order};
pub(crate) use pairs::{by_direction, for_pairs_that_may_meet};
pub(crate) use point::{Point, Side, cross, side};
pub(crate) use ray_cover::{RayCover, layers_crossed};
pub(crate) use ring::{are_around, crosses_ray, enclosed_area_doubled, signed_area_doubled};
pub(crate) use segment::{Meeting, Segment};
