//! What of a sheet may be handed on to everybody.

use crate::campaign::CampaignRun;
use std::collections::BTreeSet;
use thuadat_core::may_be_shown;
use thuadat_io::{RegisterCell, RegisterField};

/// Decides which cells hold nothing of people. Cells slip into the next column, so it is not enough to know the column.
pub(in crate::campaign) struct Public<'a> {
    run: &'a CampaignRun,
    words: BTreeSet<String>,
}

impl<'a> Public<'a> {
    pub(in crate::campaign) fn new(run: &'a CampaignRun) -> Self {
        let words = run.requirements.public_words.iter().map(|word| word.to_lowercase()).collect();
        Self { run, words }
    }

    /// Whether a column is not of people.
    pub(in crate::campaign) const fn is_open(field: RegisterField) -> bool {
        use RegisterField as F;
        matches!(
            field,
            F::Commune
                | F::Issued
                | F::ParcelCode
                | F::PrintedSheet
                | F::PrintedNumber
                | F::CurrentSheet
                | F::CurrentNumber
                | F::Area
                | F::LandUse1
                | F::LandUseArea1
                | F::LandUseOrigin1
                | F::LandUseForm1
                | F::LandUseTerm1
                | F::LandUse2
                | F::LandUseArea2
                | F::LandUseOrigin2
                | F::LandUseForm2
                | F::LandUseTerm2
                | F::LandUse3
                | F::LandUseArea3
                | F::LandUseOrigin3
                | F::LandUseForm3
                | F::LandUseTerm3
                | F::HolderKind
                | F::HolderRole
                | F::Class
                | F::HasScan
                | F::CertificateType
                | F::Coordinates
        )
    }

    /// Whether a cell of such a column holds nothing of people.
    pub(in crate::campaign) fn allows(&self, field: RegisterField, cell: &RegisterCell) -> bool {
        if !Self::is_open(field) {
            return false;
        }
        match cell {
            RegisterCell::Empty | RegisterCell::Boolean(_) | RegisterCell::Date(_) => true,
            RegisterCell::Number(_) => Self::is_number(cell),
            RegisterCell::Text(text) => match field {
                RegisterField::ParcelCode => text.trim().parse::<thuadat_core::ParcelCode>().is_ok(),
                RegisterField::Coordinates => is_place(text),
                _ => may_be_shown(text) || self.is_known_word(text),
            },
            RegisterCell::Error(_) | RegisterCell::Unevaluated => false,
        }
    }

    /// Whether a number is not one of those that people have.
    pub(in crate::campaign) fn is_number(cell: &RegisterCell) -> bool {
        // Old identity numbers have nine digits, and lose a zero in front as numbers.
        const FEWEST_OF_PEOPLE: f64 = 10_000_000.0;
        match cell {
            RegisterCell::Number(number) => number.abs() < FEWEST_OF_PEOPLE,
            RegisterCell::Text(text) => may_be_shown(text),
            cell => cell.is_empty(),
        }
    }

    fn is_known_word(&self, text: &str) -> bool {
        let text = text.trim();
        let land_uses = &self.run.link.land_uses;
        self.words.contains(&text.to_lowercase())
            || land_uses.find(text).is_some()
            || land_uses.with_name(text).is_some()
    }
}

fn is_place(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | ' ' | ';' | '-'))
        && text.contains('.')
}
