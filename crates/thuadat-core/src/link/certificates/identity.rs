//! Numbers of identity papers.

use super::forms::{FIRST_COUNTRY, FORMS};
use super::registry::says_none;
use crate::link::holders::people;
use crate::register::REGISTER_WORDS;
use crate::{Day, Holder, WrittenDate, folded};

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
    if is_organisation(holder) {
        return None;
    }
    match &all[..] {
        [] => None,
        [only] => of_number(only, holder, today),
        // The paper of before beside the number of today, of one person.
        [one, other] if is_citizen(one) != is_citizen(other) => {
            of_number(if is_citizen(one) { one } else { other }, holder, today)
        }
        // A couple in one row: each has a number, and nothing says whose gender and birth stand there.
        _ if holder.name.as_deref().is_some_and(|name| people(name).len() == all.len()) => {
            all.iter().find_map(|number| of_number(number, &Holder::default(), today))
        }
        _ => Some(IdentityFault::Several(all.len())),
    }
}

fn of_number(number: &str, holder: &Holder, today: Option<Day>) -> Option<IdentityFault> {
    let bare = bare(number);
    if bare.is_empty() || says_none(&bare) {
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

/// The numbers of a cell, without the words beside them; a cell of something else is one number, as it stands.
fn numbers(cell: &str) -> Vec<String> {
    if cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return vec![cell.to_owned()];
    }
    let cell = folded(cell);
    let mut runs: Vec<Vec<&str>> = Vec::new();
    for part in cell.split([';', ',', '/', '\n', '\r', '+', '&', '|']) {
        let words: Vec<&str> = part
            .split(|letter: char| !letter.is_alphanumeric())
            .map(without_label)
            .filter(|word| !word.is_empty())
            .collect();
        let runs_of_part = words.split(|word| REGISTER_WORDS.joints.iter().any(|joint| joint.has(word)));
        runs.extend(runs_of_part.filter(|run| !run.is_empty()).map(<[&str]>::to_vec));
    }
    let (none, runs): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| says_none(&run.concat()));
    let parted: Vec<Option<Vec<String>>> = runs.iter().map(|run| parted(run)).collect();
    let are_read = parted.iter().all(Option::is_some);
    let all: Vec<String> = parted.into_iter().flatten().flatten().collect();
    match (&runs[..], all.len()) {
        ([], _) if !none.is_empty() => Vec::new(),
        (_, 2..) => all,
        (_, 1) if are_read => all,
        ([only], _) if only.concat().bytes().all(|byte| byte.is_ascii_digit()) => vec![only.concat()],
        _ => vec![cell],
    }
}

/// What is left of a word that is a label such as `CCCD`, or has one glued before its digits.
fn without_label(word: &str) -> &str {
    const SHORTEST_GLUED: usize = 3;
    let digits = word.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let label = &word[..word.len() - digits.len()];
    let is_label = REGISTER_WORDS.papers.iter().any(|paper| paper.has(label));
    if is_label && (digits.is_empty() || label.len() >= SHORTEST_GLUED) { digits } else { word }
}

/// The numbers that groups of digits make one behind the other; none where they make none. Blanks, points and dashes part the
/// groups of one number as well as numbers.
fn parted(groups: &[&str]) -> Option<Vec<String>> {
    const MOST_GROUPS: usize = 24;
    if groups.is_empty() {
        return Some(Vec::new());
    }
    let is_whole = |count: &usize| is_number_of_a_paper(&groups[..*count].concat());
    let longest_first = (1..=groups.len()).rev();
    let mut fitting = longest_first.filter(is_whole).filter(|_| groups.len() <= MOST_GROUPS);
    fitting.find_map(|count| {
        let rest = parted(&groups[count..])?;
        Some(std::iter::once(groups[..count].concat()).chain(rest).collect())
    })
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
    use unicode_normalization::UnicodeNormalization;

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
    }

    #[test]
    fn numbers_are_found_among_words() {
        let check = |number: &str, name: &str, expected: Option<IdentityFault>| {
            let holder =
                Holder { identity_number: Some(number.into()), name: Some(name.into()), ..Holder::default() };
            assert_eq!(fault(&holder, Some(Day::new(2026, 11, 22))), expected, "{number} of {name}");
        };
        let (one, couple) = ("Nguyễn Văn Bịa", "Nguyễn Văn Bịa và Trần Thị Mẫu");
        for cell in [
            "CCCD: 999026000001",
            "CCCD:999026000001",
            "CCCD999026000001",
            "Số CCCD 999 026 000 001",
            "Căn cước công dân số: 999026000001",
            "Căn cước công dân số 999026000001".nfd().collect::<String>().as_str(),
            "số định danh cá nhân 999.026.000.001",
            "CMND cũ 080000026, CCCD mới 999026000001",
            "080000026 999026000001",
            "999026000001 080 000 026",
            "Hộ chiếu số B0000026",
            "999026000001 (CCCD)",
        ] {
            check(cell, one, None);
        }
        check("CMND 080000026", one, Some(IdentityFault::OldPaper));
        check("CMND số 080 000 026", one, Some(IdentityFault::OldPaper));
        check("CCCD 99902600001", one, Some(IdentityFault::ZeroLost(11)));
        check("của ai đó 999026000001", one, Some(IdentityFault::Other));
        check("CCCD", one, Some(IdentityFault::Other));
        check("CCCD: chưa có", one, None);
        for cell in [
            "999026000001 999126000002",
            "999026000001 VÀ 999126000002",
            "999026000001 và 999126000002",
            "999026000001 va\u{300} 999126000002",
            "CCCD chồng: 999026000001; CCCD vợ: 999126000002",
            "999026000001-999126000002",
            "999 026 000 001 999 126 000 002",
        ] {
            check(cell, one, Some(IdentityFault::Several(2)));
            check(cell, couple, None);
        }
        check("999026000001 080000026 080000027", couple, Some(IdentityFault::Several(3)));
        check("999026000001; 080000027; 21826000001", couple, None);
        check("999026000001 999426000002", couple, Some(IdentityFault::Century));
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
