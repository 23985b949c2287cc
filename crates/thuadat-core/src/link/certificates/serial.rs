//! Serials of certificates as people write them.

use super::forms::FORMS;
use crate::WrittenDate;
use crate::link::written::skeleton;
use unicode_normalization::UnicodeNormalization;

/// What a cell of serials says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Serial {
    /// What tells the certificate from others, however it is written.
    pub(super) key: Box<str>,
    pub(super) fault: Option<SerialFault>,
}

/// Why a serial is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum SerialFault {
    /// The cell has several.
    Several,
    /// A letter stands where a digit belongs.
    LetterAmongDigits,
    /// It begins with a digit.
    NoLetters,
    /// So many digits no certificate has.
    Digits(usize),
    /// Certificates of its time have another form.
    OtherTime,
    /// It is like no serial.
    Other,
}

/// The serial of a cell; none of a certificate that was never issued.
pub(super) fn read(cell: &str, issued: Option<WrittenDate>) -> Option<Serial> {
    crate::link::contradictions::certificate(cell)?;
    let bare = bare(cell);
    let fault = if is_several(cell) { Some(SerialFault::Several) } else { fault_of(&bare, issued) };
    Some(Serial { key: key(&bare).into(), fault })
}

/// Capitals without blanks and marks; `Đ` is a letter of its own, however it was typed.
fn bare(cell: &str) -> String {
    let capitals =
        cell.nfc().flat_map(char::to_uppercase).map(|letter| if letter == 'Ð' { 'Đ' } else { letter });
    capitals.filter(|letter| letter.is_alphanumeric()).collect()
}

/// The letters in front as they are, for `AD` and `AĐ` are different, and the rest by its bones.
fn key(bare: &str) -> String {
    let head = bare.chars().take(2).take_while(|letter| letter.is_alphabetic()).map(char::len_utf8).sum();
    let (letters, rest) = bare.split_at(head);
    format!("{letters}{}", skeleton(rest))
}

fn is_several(cell: &str) -> bool {
    let parts = cell.split([';', ',', '+', '&', '\n']).map(bare);
    parts.filter(|part| part.len() >= 6 && fault_of(part, None).is_none()).count() > 1
}

fn fault_of(bare: &str, issued: Option<WrittenDate>) -> Option<SerialFault> {
    let letters: Vec<char> = bare.chars().collect();
    let is_letter = |letter: &char| letter.is_ascii_uppercase() || *letter == 'Đ';
    let mut fitting = FORMS.serials.iter().filter(|form| letters.len() == form.letters + form.digits);
    let splits = |form: &&super::forms::SerialForm| {
        let (head, tail) = letters.split_at(form.letters);
        head.iter().all(is_letter) && tail.iter().all(char::is_ascii_digit)
    };
    let of_form: Vec<_> = fitting.clone().filter(splits).collect();
    if !of_form.is_empty() {
        return (!of_form.iter().any(|form| form.is_of(issued))).then_some(SerialFault::OtherTime);
    }
    let is_confused = fitting.any(|form| {
        let (head, tail) = letters.split_at(form.letters);
        let tail: String = tail.iter().collect();
        head.iter().all(is_letter) && skeleton(&tail).bytes().all(|byte| byte.is_ascii_digit())
    });
    let head = letters.iter().take_while(|letter| is_letter(letter)).count();
    let digits = letters[head..].iter().filter(|letter| letter.is_ascii_digit()).count();
    Some(if head == 0 {
        SerialFault::NoLetters
    } else if head <= 2 && head + digits == letters.len() {
        SerialFault::Digits(digits)
    } else if is_confused {
        SerialFault::LetterAmongDigits
    } else {
        SerialFault::Other
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;

    #[test]
    fn serials_have_the_form_of_their_time() {
        let check = |cell: &str, issued: Option<u16>, expected: Option<SerialFault>| {
            let issued = issued.map(WrittenDate::Year);
            let fault = read(cell, issued).expect("it is a certificate").fault;
            assert_eq!(fault, expected, "{cell} of {issued:?}");
        };
        for right in ["AB 123456", "ab123456", "W 123456", "AĐ 123456", "AÐ-123456.", "BX123.456;"] {
            check(right, None, None);
            check(right, Some(2005), None);
        }
        check("AA 01234567", Some(2025), None);
        check("AA 01234567", None, None);
        check("AA 01234567", Some(2012), Some(SerialFault::OtherTime));
        check("AB 123456", Some(2025), Some(SerialFault::OtherTime));
        check("W 123456", Some(2015), Some(SerialFault::OtherTime));
        check("AB l23456", Some(2012), Some(SerialFault::LetterAmongDigits));
        check("AB 12O456", None, Some(SerialFault::LetterAmongDigits));
        check("AB 1234567", None, Some(SerialFault::Digits(7)));
        check("AB 12345", None, Some(SerialFault::Digits(5)));
        check("123456", None, Some(SerialFault::NoLetters));
        check("ABC 123456", None, Some(SerialFault::Other));
        check("AB 123456; AB 123457", None, Some(SerialFault::Several));
        check("00123/QSDĐ/12", None, Some(SerialFault::NoLetters));
        for none in ["CHUACOGIAY_06211_1_2", "", "không", "-"] {
            assert_eq!(read(none, None), None, "{none}");
        }
    }

    #[test]
    fn one_certificate_is_told_however_it_is_written() {
        let key = |cell: &str| read(cell, Some(WrittenDate::Day(Day::new(2012, 1, 1)))).unwrap().key;
        assert_eq!(key("AB 123456"), key("ab-l23456"));
        assert_ne!(key("AD 123456"), key("AĐ 123456"));
        assert_ne!(key("AB 123456"), key("AB 123457"));
    }
}
