//! The contract of the store, kept by both kinds of database; migrations; what each kind alone promises.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod bulk;
mod contract;
mod copying;
mod edits;
mod faults;
mod geopackage;
mod migrations;
mod plans;
mod proof;
mod registers;
mod shared;
mod snapshot;
