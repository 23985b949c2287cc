//! New shapes of parcels out of old ones: boundaries that move, parcels that become one.
//!
//! All is decided on the lattice; corners that do not move keep the coordinates they have.

mod join;
mod moved;
mod ring;

pub use join::{CannotJoin, join_shapes};
pub use moved::{MovedBoundary, SharedInPart};
