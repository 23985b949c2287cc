//! Findings: as tiles, page by page, and of a map that somebody sends.

mod check;
mod evidence;
mod handlers;
mod map;
mod tile;

pub(crate) use check::check;
pub(crate) use handlers::{finding, findings};
pub(crate) use map::{FindingsMap, SourceFindings};
pub(crate) use tile::{SHAPES_FROM, findings_tile};
