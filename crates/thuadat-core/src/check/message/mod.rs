//! The words of findings, in Vietnamese and English: what is wrong, where, and what to do.

mod code;
pub(super) mod linework;
mod measure;
mod neighbours;
mod preparation;
mod record;
mod shape;
pub(super) mod sheets;

use crate::{Message, Parcels};
pub(super) use neighbours::GapKind;
use std::fmt;

/// How many parcels a sentence names at the most.
const NAMED: usize = 4;

/// Makes sentences about the parcels of a dataset.
#[derive(Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) parcels: &'a Parcels,
}

impl Wording<'_> {
    /// A parcel's name in a sentence, in both languages.
    fn name(self, parcel: u32) -> (String, String) {
        let record = &self.parcels.records[parcel as usize];
        match (&record.key.sheet, &record.key.number) {
            (Some(sheet), Some(number)) => {
                (format!("thửa {number} tờ {sheet}"), format!("parcel {number} of sheet {sheet}"))
            }
            (None, Some(number)) => (format!("thửa {number}"), format!("parcel {number}")),
            (_, None) => (format!("đối tượng {}", record.feature), format!("feature {}", record.feature)),
        }
    }

    /// The first few of several parcels, and how many more there are.
    fn list(self, parcels: &[u32]) -> (String, String) {
        let (mut vi, mut en): (Vec<String>, Vec<String>) =
            parcels.iter().take(NAMED).map(|&parcel| self.name(parcel)).unzip();
        if parcels.len() > NAMED {
            let more = parcels.len() - NAMED;
            vi.push(format!("{more} thửa khác"));
            en.push(format!("{more} more"));
        }
        (joined(&vi, " và "), joined(&en, " and "))
    }
}

/// A sentence that stays the same whatever was found.
pub(super) fn both(vi: &str, en: &str) -> Message {
    Message { vi: vi.to_owned(), en: en.to_owned() }
}

fn joined(parts: &[String], last: impl fmt::Display) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{}{last}{end}", first.join(", ")),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
