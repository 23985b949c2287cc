//! Numbers of identity papers.

use super::forms::{FIRST_COUNTRY, FORMS};
use super::registry::says_none;
use crate::Holder;

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
    /// It is like no number of a paper.
    Other,
    /// It is a paper of before, which is no longer valid.
    OldPaper,
}

/// What is wrong with the number of a holder; none of an organisation, whose numbers are others.
pub(super) fn fault(holder: &Holder) -> Option<IdentityFault> {
    let number = holder.identity_number.as_deref()?;
    let bare: String = number.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let is_organisation = holder.organisation.is_some()
        || holder.kind.as_deref().is_some_and(|kind| kind.to_lowercase().starts_with("tổ chức"))
        || number.to_uppercase().starts_with("N/A");
    if is_organisation || bare.is_empty() || says_none(&bare) {
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
        return of_citizen(&bare, holder);
    }
    if FORMS.paper_digits.contains(&bare.len()) {
        return Some(IdentityFault::OldPaper);
    }
    let is_short = first != b'0' && FORMS.citizen_digits.iter().any(|&digits| bare.len() + 1 == digits);
    Some(if is_short { IdentityFault::ZeroLost(bare.len()) } else { IdentityFault::Digits(bare.len()) })
}

/// One or two letters and digits: foreigners hold flats, and some papers of before had letters.
fn is_passport(bare: &str) -> bool {
    let letters = bare.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = &bare[letters..];
    (1..=2).contains(&letters)
        && (6..=9).contains(&digits.len())
        && digits.bytes().all(|it| it.is_ascii_digit())
}

fn of_citizen(digits: &str, holder: &Holder) -> Option<IdentityFault> {
    let place: u32 = digits[..3].parse().unwrap_or_default();
    let sex_and_century = digits.as_bytes()[3] - b'0';
    if place < FIRST_COUNTRY && !FORMS.places.contains(&place) {
        return Some(IdentityFault::Place);
    }
    if sex_and_century > 3 {
        return Some(IdentityFault::Century);
    }
    let is_female = sex_and_century % 2 == 1;
    let disagrees = holder.gender.as_deref().and_then(says_female).is_some_and(|says| says != is_female);
    disagrees.then_some(IdentityFault::Gender)
}

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
            assert_eq!(fault(&holder), expected, "{number} {gender}");
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
    }

    #[test]
    fn organisations_have_numbers_of_other_kinds() {
        let of = |organisation: Option<&str>, number: &str| Holder {
            identity_number: Some(number.into()),
            organisation: organisation.map(Into::into),
            ..Holder::default()
        };
        assert_eq!(fault(&of(Some("Hợp tác xã Ví Dụ"), "0000000026")), None);
        assert_eq!(fault(&of(None, "N/A-0000000026")), None);
    }
}
