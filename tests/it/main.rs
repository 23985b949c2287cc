//! Tests of thuadat as a whole.
//!
//! - `cases`: hand-written shapes from `data/cases`, and what must be found in them.
//! - `differential`: what others make of the same shapes.
//! - `samples`: every fault injected into the synthetic commune is found, and nothing else.

mod cases;
mod differential;
mod samples;
mod shared;
