//! Names of people and identity numbers of citizens, told from other texts.
//!
//! Nothing of what is looked at is kept: only counts, and hashes while a column is being read.

use crate::built_in_table::rows;
use std::collections::HashSet;
use std::sync::LazyLock;
use thuadat_core::{LegacyEncoding, folded};
use unicode_normalization::UnicodeNormalization;

static SURNAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let table = include_str!("../../data/surnames.tsv");
    rows(table).filter_map(|line| line.split('\t').next()).map(str::to_lowercase).collect()
});
static SURNAMES_WITHOUT_MARKS: LazyLock<HashSet<String>> =
    LazyLock::new(|| SURNAMES.iter().map(|surname| folded(surname)).collect());
static COLUMN_WORDS: LazyLock<Vec<(ColumnKind, &str)>> = LazyLock::new(|| {
    let kind = |word| if word == "person" { ColumnKind::Person } else { ColumnKind::Place };
    let row = |line: &'static str| line.split_once('\t').map(|(word, name)| (kind(word), name));
    rows(include_str!("../../data/person_columns.tsv")).filter_map(row).collect()
});

/// What a column's name says of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// Names of people.
    Person,
    /// Streets and places, which are often called after people.
    Place,
    /// Nothing.
    Other,
}

/// What a column's name, folded to small Latin letters, says of its content.
pub(super) fn kind_of_column(folded: &str) -> ColumnKind {
    let is_meant = |word: &str| match word.strip_suffix('*') {
        Some(start) => folded.starts_with(start),
        None => folded == word,
    };
    COLUMN_WORDS.iter().find(|(_, word)| is_meant(word)).map_or(ColumnKind::Other, |(kind, _)| *kind)
}

/// A text that is built as a Vietnamese person's name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameShape {
    /// Whether the second word is the `Văn` or `Thị` that no place and few streets have.
    pub(super) has_middle_name: bool,
}

/// Whether the text is a name of a person: perhaps a form of address, a surname, and one to four words more.
/// `is_lenient` also takes names in one case or without diacritics, as a column of names may hold them.
pub(super) fn name_shape(text: &str, is_lenient: bool) -> Option<NameShape> {
    let decoded = if is_lenient { LegacyEncoding::Tcvn3.decode(text) } else { None };
    shape_of(text, is_lenient).or_else(|| shape_of(&decoded?, is_lenient))
}

fn shape_of(text: &str, is_lenient: bool) -> Option<NameShape> {
    let first = text.split([',', ';', '-', '&', '+', '/', '(', '\n']).next()?;
    let words: Vec<String> = first.nfc().collect::<String>().split_whitespace().map(str::to_owned).collect();
    let small: Vec<String> = words.iter().map(|word| word.trim_matches('.').to_lowercase()).collect();
    let address = small.iter().take_while(|word| is_form_of_address(word)).count();
    let (words, small) = (&words[address..], &small[address..]);
    let end = small.iter().position(|word| word == "và").unwrap_or(small.len());
    let (words, small) = (&words[..end], &small[..end]);
    if !(2..=5).contains(&words.len()) || !words.iter().all(|word| is_part_of_name(word, is_lenient)) {
        return None;
    }
    let is_surname = SURNAMES.contains(&small[0])
        || (is_lenient
            && small.iter().all(|word| word.is_ascii())
            && SURNAMES_WITHOUT_MARKS.contains(&small[0]));
    let has_middle_name = words.len() > 2 && matches!(small[1].as_str(), "văn" | "thị");
    is_surname.then_some(NameShape { has_middle_name })
}

fn is_form_of_address(word: &str) -> bool {
    matches!(word, "ông" | "bà" | "hộ" | "anh" | "chị" | "cụ" | "ong" | "ba" | "ho")
}

fn is_part_of_name(word: &str, is_lenient: bool) -> bool {
    let word = word.trim_matches('.');
    let first_is_capital = word.chars().next().is_some_and(char::is_uppercase);
    word.chars().all(char::is_alphabetic) && (is_lenient || first_is_capital)
}

/// The number of a citizen in a text: twelve digits and no more, of which the first three are a province from 001 to
/// 096, the fourth tells sex and century of birth, the next two the year.
pub(super) fn identity_number(text: &str) -> Option<&str> {
    let runs = text.split(|letter: char| !letter.is_ascii_digit());
    runs.into_iter().find(|run| is_identity_number(run))
}

/// Whether a text has in it what leads to a person: an address of electronic mail, or a run of nine digits as old identity
/// cards have, or a telephone number of ten that begins with 0, or of eleven after +84. Areas and numbers of parcels are shorter.
pub(super) fn leads_to_a_person(text: &str) -> bool {
    let is_mail =
        |word: &str| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let joined: String = text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-')).collect();
    let mut runs = joined.split(|letter: char| !letter.is_ascii_digit());
    text.split_whitespace().any(is_mail)
        || text.split(|letter: char| !letter.is_ascii_digit()).any(|run| run.len() == 9)
        || runs.any(|run| {
            (run.len() == 10 && run.starts_with('0')) || (run.len() == 11 && run.starts_with("84"))
        })
}

fn is_identity_number(digits: &str) -> bool {
    if digits.len() != 12 {
        return false;
    }
    let number = |range: std::ops::Range<usize>| digits[range].parse::<u32>().unwrap_or(u32::MAX);
    let (province, sex_and_century, year) = (number(0..3), number(3..4), number(4..6));
    let is_born = match sex_and_century {
        0 | 1 => (20..=99).contains(&year),
        2 | 3 => year <= 26,
        _ => false,
    };
    (1..=96).contains(&province) && is_born
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_other_texts() {
        // All of them are made up.
        for name in [
            "Nguyễn Văn Thử",
            "Hộ ông Trần Mẫu",
            "Bà Lê Thị Ví Dụ",
            "Hoàng Thử và vợ",
            "Nông Văn Mẫu, Vi Thị Thử",
        ] {
            assert!(name_shape(name, false).is_some(), "{name}");
        }
        for other in
            ["UBND xã Cao Lộc", "Đất giao thông", "Thôn Nà Mẫu", "nguyễn văn thử", "ODT", "Hồ", "Nguyễn", ""]
        {
            assert_eq!(name_shape(other, false), None, "{other}");
        }
        for name in ["NGUYEN VAN THU", "nguyễn văn thử", "NguyÔn V¨n Thö"] {
            assert!(name_shape(name, true).is_some(), "{name}");
        }
        assert!(name_shape("Lê Thị Thử", false).unwrap().has_middle_name);
        assert!(!name_shape("Trần Phú", false).unwrap().has_middle_name);
    }

    #[test]
    fn identity_numbers_are_told_from_other_numbers() {
        for number in ["020099000000", "CCCD: 020199000000.", "001203000000"] {
            assert!(identity_number(number).is_some(), "{number}");
        }
        for other in ["020999000000", "0200990000001", "97009900000", "202030170123", "000099000000", "x"] {
            assert_eq!(identity_number(other), None, "{other}");
        }
    }

    #[test]
    fn what_leads_to_a_person_is_told_from_other_texts() {
        for text in ["thu@vi-du.vn", "090 000 0000", "+84 90 000 0000", "CMND 000000000", "0900.000.000"] {
            assert!(leads_to_a_person(text), "{text}");
        }
        for text in ["ODT+CLN", "12 345,6 m²", "06211", "@", "tờ 12 thửa 345", "w7guxrzqd353", "24/3/2011"]
        {
            assert!(!leads_to_a_person(text), "{text}");
        }
    }

    #[test]
    fn column_names_say_what_they_hold() {
        for (name, kind) in [
            ("tenchu", ColumnKind::Person),
            ("tenchu2", ColumnKind::Person),
            ("hotenchusudung", ColumnKind::Person),
            ("tenduong", ColumnKind::Place),
            ("diachithuadat", ColumnKind::Place),
            ("soto", ColumnKind::Other),
            ("banve", ColumnKind::Other),
        ] {
            assert_eq!(kind_of_column(name), kind, "{name}");
        }
    }
}
