//! Registry numbers of certificates, and what people type in their place.

use crate::link::written::skeleton;
use unicode_normalization::UnicodeNormalization;

/// What stands in the place of a registry number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Placeholder {
    /// Letters without a number.
    NoNumber,
    /// Nothing but zeros behind the letters.
    Zeros,
    /// A fraction, as a spreadsheet makes of a number that was divided.
    Fraction,
    /// The serial once more.
    Serial,
}

/// What a cell holds in place of a registry number; none where it holds one, or says that there is none.
pub(super) fn placeholder(cell: &str, serial: Option<&str>) -> Option<Placeholder> {
    let bare = bare(cell);
    if bare.is_empty() || says_none(&bare) {
        return None;
    }
    let digits: Vec<char> = bare.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        Some(Placeholder::NoNumber)
    } else if digits.iter().all(|&digit| digit == '0') {
        Some(Placeholder::Zeros)
    } else if is_fraction(cell.trim()) {
        Some(Placeholder::Fraction)
    } else if serial.is_some_and(|serial| self::bare(serial) == bare && bare.len() > digits.len()) {
        Some(Placeholder::Serial)
    } else {
        None
    }
}

/// Whether a cell says in words that there is nothing to write.
pub(super) fn says_none(cell: &str) -> bool {
    let folded: String = cell.to_uppercase().nfd().filter(char::is_ascii_alphanumeric).collect();
    ["CHUA", "KHONG"].iter().any(|word| folded.starts_with(word))
}

/// What tells a registry number from others; none where the cell holds none.
pub(super) fn key(cell: &str, serial: Option<&str>) -> Option<String> {
    let bare = bare(cell);
    let is_number = bare.chars().any(|letter| letter.is_ascii_digit()) && placeholder(cell, serial).is_none();
    is_number.then(|| without_leading_zeros(&skeleton(&bare)))
}

/// `CH00012` and `CH12` are one number: clerks fill up with zeros, or do not.
fn without_leading_zeros(bare: &str) -> String {
    let mut short = String::with_capacity(bare.len());
    let mut letters = bare.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_first = !short.ends_with(|last: char| last.is_ascii_digit());
        let has_more = letters.peek().is_some_and(char::is_ascii_digit);
        if letter != '0' || !is_first || !has_more {
            short.push(letter);
        }
    }
    short
}

fn bare(cell: &str) -> String {
    cell.nfc().flat_map(char::to_uppercase).filter(|letter| letter.is_alphanumeric()).collect()
}

fn is_fraction(cell: &str) -> bool {
    let Some((whole, part)) = cell.split_once(['.', ',']) else { return false };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole == "0" && are_digits(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_that_fill_up_make_no_other_number() {
        let key = |cell: &str| key(cell, None).expect("it is a number");
        for same in ["CH 00012", "CH12", "ch-00012", "CH 012", "CH-0O12"] {
            assert_eq!(key(same), key("CH00012"), "{same}");
        }
        assert_eq!(key("00123/QSDĐ/12"), key("123 QSDĐ 12"));
        for other in ["CH120", "CH 112", "CS00012", "CH00102"] {
            assert_ne!(key(other), key("CH00012"), "{other}");
        }
    }

    #[test]
    fn what_is_typed_to_fill_the_cell_is_told() {
        let check = |cell: &str, expected: Option<Placeholder>| {
            assert_eq!(placeholder(cell, Some("AB 123456")), expected, "{cell}");
        };
        for number in ["CH 00123", "CS01234", "H 00012", "00123/QSDĐ/12", "CH90001", "1.234", "T-17"] {
            check(number, None);
        }
        for none in ["", "-", "…", "chưa vào sổ", "Không có"] {
            check(none, None);
        }
        check("CH00000", Some(Placeholder::Zeros));
        check("CN 00000", Some(Placeholder::Zeros));
        check("0", Some(Placeholder::Zeros));
        check("CH", Some(Placeholder::NoNumber));
        check("CHxxxxx", Some(Placeholder::NoNumber));
        check("0.313859", Some(Placeholder::Fraction));
        check("0,5", Some(Placeholder::Fraction));
        check("ab123456", Some(Placeholder::Serial));
    }
}
