//! Numbers of identity papers.

use super::forms::{FIRST_COUNTRY, FORMS};
use super::registry::says_none;
use crate::{Day, Holder, WrittenDate};

/// Why a number is none of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum IdentityFault {
    /// So many digits no paper has.
    Digits(usize),
    /// One digit short, and perhaps a zero that a spreadsheet took away.
    ZeroLost(usize),
    /// Nothing but one digit.
    Placeholder,
    /// The place of registration is none.
    Place,
    /// The century is still to come.
    Century,
    /// The gender is not that of the holder.
    Gender,
    /// The year of birth is not that of the holder.
    BirthYear,
    /// The cell holds so many numbers.
    Several(usize),
    /// It is like no number of a paper.
    Other,
    /// It is a paper of before, which is no longer valid.
    OldPaper,
}

/// What is wrong with the number of a holder; none of an organisation, whose numbers are others. Nobody is born after `today`.
pub(super) fn fault(holder: &Holder, today: Option<Day>) -> Option<IdentityFault> {
    let all = numbers(holder.identity_number.as_deref()?);
    let number = match all[..] {
        [only] => only,
        [_, ..] if is_organisation(holder) => return None,
        // The paper of before beside the number of today, of one person.
        [one, other] if is_citizen(one) != is_citizen(other) => {
            if is_citizen(one) {
                one
            } else {
                other
            }
        }
        _ => return Some(IdentityFault::Several(all.len())),
    };
    let bare = bare(number);
    if is_organisation(holder) || bare.is_empty() || says_none(&bare) {
        return None;
    }
    if !bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return (!is_passport(&bare)).then_some(IdentityFault::Other);
    }
    let first = bare.as_bytes()[0];
    if bare.bytes().all(|digit| digit == first) {
        return Some(IdentityFault::Placeholder);
    }
    if FORMS.citizen_digits.contains(&bare.len()) {
        return of_citizen(&bare, holder, today);
    }
    if FORMS.paper_digits.contains(&bare.len()) {
        return Some(IdentityFault::OldPaper);
    }
    let is_short = first != b'0' && FORMS.citizen_digits.iter().any(|&digits| bare.len() + 1 == digits);
    Some(if is_short { IdentityFault::ZeroLost(bare.len()) } else { IdentityFault::Digits(bare.len()) })
}

/// The numbers of a cell. What parts the digits of one number, as blanks, points and dashes do, parts no numbers.
fn numbers(cell: &str) -> Vec<&str> {
    let parts = cell.split([';', ',', '/', '\n', '\r', '+', '&', '|']).flat_map(|part| part.split(" và "));
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| is_number_of_a_paper(part)).collect();
    if parts.len() > 1 { parts } else { vec![cell] }
}

fn is_number_of_a_paper(part: &str) -> bool {
    let bare = bare(part);
    let are_digits = bare.bytes().all(|byte| byte.is_ascii_digit());
    is_passport(&bare) || (are_digits && (is_citizen(&bare) || FORMS.paper_digits.contains(&bare.len())))
}

fn is_citizen(number: &str) -> bool {
    FORMS.citizen_digits.contains(&bare(number).len())
}

fn bare(number: &str) -> String {
    number.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn is_organisation(holder: &Holder) -> bool {
    holder.organisation.is_some()
        || holder.kind.as_deref().is_some_and(|kind| kind.to_lowercase().starts_with("tổ chức"))
        || holder.identity_number.as_deref().is_some_and(|number| number.to_uppercase().starts_with("N/A"))
}

/// One or two letters and digits: foreigners hold flats, and some papers of before had letters.
fn is_passport(bare: &str) -> bool {
    let letters = bare.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = &bare[letters..];
    (1..=2).contains(&letters)
        && (6..=9).contains(&digits.len())
        && digits.bytes().all(|it| it.is_ascii_digit())
}

fn of_citizen(digits: &str, holder: &Holder, today: Option<Day>) -> Option<IdentityFault> {
    const FIRST_YEAR_WITHOUT_A_CENTURY: u16 = 2100;
    let place: u32 = digits[..3].parse().unwrap_or_default();
    let of_century: u16 = digits[4..6].parse().unwrap_or_default();
    if place < FIRST_COUNTRY && !FORMS.places.contains(&place) {
        return Some(IdentityFault::Place);
    }
    let century = FORMS.centuries[usize::from(digits.as_bytes()[3] - b'0')]?;
    let born = century.first_year + of_century;
    if born > today.map_or(FIRST_YEAR_WITHOUT_A_CENTURY - 1, Day::year) {
        return Some(IdentityFault::Century);
    }
    if holder.gender.as_deref().and_then(says_female).is_some_and(|says| says != century.is_female) {
        return Some(IdentityFault::Gender);
    }
    // A year that cannot be is told of as a date.
    let may_be = |written: &WrittenDate| {
        (EARLIEST_BIRTH..=today.map_or(u16::MAX, Day::year)).contains(&written.year())
    };
    let differs = holder.born.filter(may_be).is_some_and(|written| written.year() != born);
    differs.then_some(IdentityFault::BirthYear)
}

/// Earlier than this nobody is born who has a number.
const EARLIEST_BIRTH: u16 = 1900;

fn says_female(gender: &str) -> Option<bool> {
    match gender.trim().to_lowercase().as_str() {
        "nam" | "1" | "male" | "m" => Some(false),
        "nữ" | "nu" | "0" | "female" | "f" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_citizens_say_place_gender_and_century() {
        let check = |number: &str, gender: &str, expected: Option<IdentityFault>| {
            let holder = Holder {
                identity_number: Some(number.into()),
                gender: Some(gender.into()),
                ..Holder::default()
            };
            assert_eq!(fault(&holder, Some(Day::new(2026, 11, 22))), expected, "{number} {gender}");
        };
        // All of people born in 2026, who hold no land.
        check("020226000001", "Nam", None);
        check("020 326 000 001", "Nữ", None);
        check("020226000001", "Nữ", Some(IdentityFault::Gender));
        check("020226000001", "?", None);
        check("101226000001", "Nam", None);
        check("021226000001", "Nam", Some(IdentityFault::Place));
        check("000226000001", "Nam", Some(IdentityFault::Place));
        check("020426000001", "Nam", Some(IdentityFault::Century));
        check("20226000001", "Nam", Some(IdentityFault::ZeroLost(11)));
        check("02022600001", "Nam", Some(IdentityFault::Digits(11)));
        check("000000000000", "Nam", Some(IdentityFault::Placeholder));
        check("080000026", "Nam", Some(IdentityFault::OldPaper));
        check("B0000026", "Nam", None);
        check("chưa có số", "Nam", None);
        check("CC020226000001", "Nam", Some(IdentityFault::Other));
        check("", "Nam", None);
        // In 2027.
        check("020227000001", "Nam", Some(IdentityFault::Century));
        check("999038000001", "Nam", None);
        check("999026000001; 999126000002", "Nam", Some(IdentityFault::Several(2)));
        check("999026000001, 999126000002 và 999126000003", "Nam", Some(IdentityFault::Several(3)));
        check("080000026; 080000027", "Nam", Some(IdentityFault::Several(2)));
        check("080000026 / 999026000001", "Nam", None);
        check("CMND 080000026", "Nam", Some(IdentityFault::Other));
    }

    #[test]
    fn the_year_of_birth_is_that_of_the_number() {
        let check = |number: &str, born: WrittenDate, expected: Option<IdentityFault>| {
            let holder =
                Holder { identity_number: Some(number.into()), born: Some(born), ..Holder::default() };
            assert_eq!(fault(&holder, Some(Day::new(2026, 11, 22))), expected, "{number} {born}");
        };
        check("999052000001", WrittenDate::Year(1952), None);
        check("999052000001", WrittenDate::Day(Day::new(1952, 3, 4)), None);
        check("999052000001", WrittenDate::Year(1925), Some(IdentityFault::BirthYear));
        check("999252000001", WrittenDate::Year(1952), Some(IdentityFault::Century));
        check("999203000001", WrittenDate::Year(1903), Some(IdentityFault::BirthYear));
        check("999052000001", WrittenDate::Year(2052), None);
    }

    #[test]
    fn organisations_have_numbers_of_other_kinds() {
        let of = |organisation: Option<&str>, number: &str| Holder {
            identity_number: Some(number.into()),
            organisation: organisation.map(Into::into),
            ..Holder::default()
        };
        assert_eq!(fault(&of(Some("Hợp tác xã Ví Dụ"), "0000000026"), None), None);
        assert_eq!(fault(&of(None, "N/A-0000000026"), None), None);
    }
}
