//! Development only: made-up cadastres whose every fault is known, and hand-written cases.
//!
//! - [`coverage_grid`]: millions of parcels for benchmarks, in about a second.
//! - [`long_road`]: one ring of millions of vertices that tens of thousands of parcels touch.
//! - [`synthetic_commune`]: a commune that looks like a cadastral map and is a perfect coverage.
//! - [`inject_faults`]: the same commune with every kind of fault in it, and the truth about each.
//! - [`sample_register`]: certificates for that commune as clerks typed them, and which parcel each belongs to.
//! - [`shift_sheet`]: the same commune with one map sheet out of its place.
//! - [`Linework`]: the same commune as drawn lines and labels, and spoilt in ways linework is.
//! - [`PostgresServer`]: a `PostgreSQL` with `PostGIS` of the tests' own.
//! - [`cases`]: small shapes in WKT with what must be found in them.
//!
//! Everything is deterministic: the same seed gives the same coordinates on every machine. Nothing here is part of
//! the product; other crates name it under dev-dependencies only.

#![forbid(unsafe_code)]

pub mod cases;
mod commune;
mod coverage_grid;
mod faults;
mod lattice;
mod linework;
mod long_road;
#[cfg(unix)]
mod postgres;
mod random;
mod sample_register;
mod shifted_sheet;
mod vn2000;
mod wkb;

pub use commune::{CAO_LOC_CODE, CAO_LOC_EPSG, synthetic_commune};
pub use coverage_grid::{CoverageGrid, GridBlocks, GridFault, GridFaultKind, coverage_grid};
pub use faults::{Fault, Truth, can_be_broken_by_parcels, inject_faults};
pub use lattice::Millimetres;
pub use linework::{Linework, LineworkFault};
pub use long_road::{LongRoad, long_road};
#[cfg(unix)]
pub use postgres::{PostgresError, PostgresServer};
pub use sample_register::{
    Done, Expected, RegisterTruth, RowTruth, SampleRegister, TypedCell, TypedSheet, sample_register,
};
pub use shifted_sheet::shift_sheet;
pub use wkb::multi_polygon_wkb;

/// Seed of the committed samples in `data/samples`.
pub const SAMPLE_SEED: u64 = 6211;
