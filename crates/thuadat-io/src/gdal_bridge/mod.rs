//! The few calls of GDAL that the safe bindings lack, each wrapped so that nothing unsafe is left outside.

mod complaints;
mod field;
mod file;
mod geometry;
mod layer;

pub(crate) use complaints::{Complaints, gdal_says};
pub(crate) use field::{has_value, pen_of, set_pen, with_bytes_of_field};
pub(crate) use file::head_of;
pub(crate) use geometry::{linear, present, read_points};
pub(crate) use layer::{ignore_fields, is_boolean};
