//! The built program, run as its users run it.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod bad_input;
mod bad_output;
mod cadastre;
mod campaign;
mod custom_rules;
mod decisions;
mod edits;
mod far_from_the_build;
mod interruption;
mod linking;
mod maps;
mod options;
mod people_columns;
mod program;
mod registers_kept;
mod reports;
mod review;
mod rules;
mod selection;
mod server;
mod streamed;
mod surroundings;
mod the_sample;
