//! Files in and out, and coordinate systems. The only crate of thuadat that links GDAL and PROJ.

mod crs;
mod dataset;

pub use crs::Crs;
pub use dataset::{Column, CrsOrigin, Dataset, Field, Notice, Source};
