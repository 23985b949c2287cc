//! Checks parcel maps: reads a file of parcels, says which are invalid, where they overlap or leave gaps, and writes
//! the answer for people and programs.
//!
//! Everything a program needs is here; the core's and the readers' types are re-exported.

#![forbid(unsafe_code)]

pub mod cadastre;
pub mod campaign;
mod check_file;
mod column_rules;
mod crs_rules;
pub mod custom;
pub mod handbook;
mod join;
mod language;
pub mod link;
mod nearest;
pub mod profile;
pub mod references;
pub mod report;
pub mod review;
pub mod selection;
mod streamed;
mod surroundings;

pub use check_file::{
    CheckError, CheckRequest, CheckRun, Seconds, check_dataset, check_file, check_files, check_selected,
    check_within,
};
pub use geo;
pub use join::JoinError;
pub use language::{Language, UnknownLanguage};
pub use streamed::{SpillError, Streamed, check_streamed};
pub use surroundings::{SurroundingsFile, SurroundingsRequest, SurroundingsRole};
pub use thuadat_core::*;
pub use thuadat_io::{
    AttributeColumn, AttributeValue, Attributes, Column, ColumnScan, Crs, CrsOrigin, Dataset, Field,
    LegacyEncoding, LineworkOptions, Notice, ReadError, ReadRequest, RegisterLayout, Seen, Source,
    UnknownCrs, Zone, crs_named, read,
};
