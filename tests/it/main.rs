//! Tests of thuadat as a whole.
//!
//! - `cases`: hand-written shapes from `data/cases`, and what must be found in them.
//! - `cli`: the built program: the main job, its reports and options, bad input, full disks, Ctrl-C.
//! - `differential`: what others make of the same shapes.
//! - `exports`: what is exported and imported again, in every format.
//! - `registers`: the registers of `data/samples` are read entry for entry, kept cell for cell.
//! - `linework`: the synthetic commune as drawn lines and labels.
//! - `surroundings`: the synthetic commune within known land, the bounds of a commune, the frames of sheets.
//! - `samples`: every fault injected into the synthetic commune is found, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod cases;
mod cli;
mod differential;
mod exports;
mod linework;
mod registers;
mod samples;
mod shared;
mod surroundings;
