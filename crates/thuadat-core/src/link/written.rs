//! Sheets and numbers as people write them, and as they are compared.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Words that stand before a number and are no part of it.
const WORDS_BEFORE: [&str; 8] = ["TỜ BẢN ĐỒ", "BẢN ĐỒ", "TỜ", "THỬA ĐẤT", "THỬA", "SỐ HIỆU", "SỐ", "MẢNH"];
/// More parcels than this in `12-40` are no range anybody writes.
const LONGEST_RANGE: u32 = 20;

/// A sheet or number as it is compared: capitals, without leading zeros, the words before it, the `.0` of a spreadsheet, and
/// blanks, but for one where blanks or line ends keep digits apart: `7 8` is not 78.
pub(super) fn canonical(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (!text.starts_with('0') || text.len() == 1);
    if is_plain {
        return Cow::Borrowed(text);
    }
    let capitals = text.to_uppercase();
    let rest = without_words_before(&capitals);
    let bare = without_blanks(rest);
    let whole = bare.strip_suffix(".0").or(bare.strip_suffix(",0")).filter(|whole| is_number(whole));
    let trimmed = whole.unwrap_or(&bare).trim_end_matches(['.', ',', ';']);
    let digits = trimmed.trim_start_matches('0');
    let keeps_a_zero = !digits.starts_with(|letter: char| letter.is_ascii_digit());
    let zeros = trimmed.len() - digits.len();
    Cow::Owned(trimmed[if keeps_a_zero { zeros.saturating_sub(1) } else { zeros }..].to_owned())
}

/// A sheet or number without `tờ`, `thửa số` and the like before it.
pub(super) fn without_words_before(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(after) = WORDS_BEFORE.iter().find_map(|word| after_word(rest, word)) {
        rest = after.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '.'));
    }
    rest
}

/// What follows a word in capitals, however that is written.
fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut letters = text.char_indices();
    for expected in word.chars() {
        let (_, letter) = letters.next()?;
        if !letter.to_uppercase().eq([expected]) {
            return None;
        }
    }
    Some(letters.as_str())
}

fn without_blanks(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let keeps_apart = bare.ends_with(|last: char| last.is_ascii_digit())
            && word.starts_with(|first: char| first.is_ascii_digit());
        if keeps_apart {
            bare.push(' ');
        }
        bare.push_str(word);
    }
    bare
}

/// What digits that blanks keep apart may mean: as many numbers.
pub(super) fn readings_of_blanks(canonical: &str) -> Option<Vec<String>> {
    let numbers: Vec<String> = canonical.split(' ').map(str::to_owned).collect();
    (numbers.len() > 1 && numbers.iter().all(|number| is_number(number))).then_some(numbers)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text with each letter or digit put for all that are mistaken for it: `O` for `0`, `S` for `5`.
pub(super) fn skeleton(canonical: &str) -> String {
    let of = |letter: char| match letter {
        'O' | 'Q' => '0',
        'I' | 'L' | '|' | '!' => '1',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        'Đ' | 'Ð' => 'D',
        '–' | '—' | '_' => '-',
        other => other,
    };
    canonical.chars().map(of).collect()
}

/// Whether one slip of the pen turns one into the other: a character too many, too few, another one, or two that
/// changed places. Single characters are never near each other.
pub(super) fn is_one_edit(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return are_one_edit(one.as_bytes(), other.as_bytes());
    }
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    are_one_edit(&one, &other)
}

fn are_one_edit<Letter: PartialEq>(one: &[Letter], other: &[Letter]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() < 2 || long.len() - short.len() > 1 || short == long {
        return false;
    }
    let front = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[front..], &long[front..]);
    if short.len() < long.len() {
        return long[1..] == *short;
    }
    let swapped = short.len() >= 2 && short[0] == long[1] && short[1] == long[0] && short[2..] == long[2..];
    swapped || short[1..] == long[1..]
}

/// The numbers of a cell that names several parcels, such as `12+13` or `12, 13 và 14`; none of a cell of one.
pub(super) fn several(text: &str) -> Option<Vec<String>> {
    if !text.contains(['+', ',', ';', '&', '\n']) && !text.contains(' ') {
        return None;
    }
    let lower = text.to_lowercase().replace(" và ", "+").replace(" and ", "+").replace(" với ", "+");
    let mut parts: Vec<String> = lower
        .split(['+', ',', ';', '&', '\n'])
        .map(|part| canonical(part).into_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let mut named = BTreeSet::new();
    parts.retain(|part| named.insert(part.clone()));
    let are_numbers =
        parts.len() > 1 && parts.iter().all(|part| part.chars().any(|letter| letter.is_ascii_digit()));
    let is_decimal = parts.len() == 2 && lower.trim().ends_with(",0");
    (are_numbers && !is_decimal).then_some(parts)
}

/// What `12-14` may mean beside a parcel of that name: the two, and all from one to the other.
pub(super) fn readings_of_dash(canonical: &str) -> Vec<Vec<String>> {
    let Some((from, to)) = canonical.split_once('-').filter(|(from, to)| is_number(from) && is_number(to))
    else {
        return Vec::new();
    };
    let mut readings = vec![vec![from.to_owned(), to.to_owned()]];
    if let (Ok(from), Ok(to)) = (from.parse::<u32>(), to.parse::<u32>())
        && to > from + 1
        && to - from <= LONGEST_RANGE
    {
        readings.push((from..=to).map(|number| number.to_string()).collect());
    }
    readings
}

/// The number a split parcel was cut from: `12` of `12-1`, `12.1`, `12/1` and `12A`.
pub(super) fn parent(canonical: &str) -> Option<&str> {
    let end = canonical.find(|letter: char| !letter.is_ascii_digit()).filter(|&end| end > 0)?;
    let (digits, rest) = canonical.split_at(end);
    let mut letters = rest.chars();
    let first = letters.next()?;
    let after = letters.as_str();
    let is_child = match first {
        '-' | '.' | '/' | '_' | '–' => is_number(after) && after.len() <= 2,
        letter => letter.is_alphabetic() && (after.is_empty() || (is_number(after) && after.len() == 1)),
    };
    is_child.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_without_their_dress() {
        let check = |text: &str, expected: &str| assert_eq!(canonical(text), expected, "{text}");
        check("12", "12");
        check(" 012 ", "12");
        check("0", "0");
        check("00", "0");
        check("12.0", "12");
        check("Tờ bản đồ số: 05", "5");
        check("thửa số 7a", "7A");
        check("TĐ 03-2014", "TĐ03-2014");
        check("c395", "C395");
        check("0A", "0A");
        check("7\n8", "7 8");
        check("20 1", "20 1");
        check("TĐ 3", "TĐ3");
    }

    #[test]
    fn digits_that_blanks_keep_apart_may_be_several_numbers() {
        assert_eq!(readings_of_blanks("50 51"), Some(vec!["50".to_owned(), "51".to_owned()]));
        assert_eq!(readings_of_blanks("501"), None);
        assert_eq!(several("7\n8"), Some(vec!["7".to_owned(), "8".to_owned()]));
        assert_eq!(several("9+9"), None);
    }

    #[test]
    fn a_slip_is_one_character() {
        let check = |one: &str, other: &str, expected: bool| {
            assert_eq!(
                (is_one_edit(one, other), is_one_edit(other, one)),
                (expected, expected),
                "{one} {other}"
            );
        };
        check("123", "132", true);
        check("123", "12", true);
        check("123", "1234", true);
        check("123", "1x3", true);
        check("123", "321", false);
        check("1", "2", false);
        check("1", "12", true);
        check("12", "12", false);
        check("123", "1", false);
    }

    #[test]
    fn letters_taken_for_digits_have_one_skeleton() {
        assert_eq!(skeleton("1O5"), skeleton("I0S"));
        assert_eq!(skeleton("TĐ03"), skeleton("TDO3"));
        assert_ne!(skeleton("12"), skeleton("13"));
    }

    #[test]
    fn cells_name_several_parcels() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(several(text).unwrap_or_default(), expected, "{text}");
        };
        check("12+13", &["12", "13"]);
        check("12, 13 và 14", &["12", "13", "14"]);
        check("12;13 & 014", &["12", "13", "14"]);
        check("12", &[]);
        check("12,0", &[]);
        check("TĐ 03-2014", &[]);
    }

    #[test]
    fn a_dash_may_mean_two_or_all_between() {
        assert_eq!(readings_of_dash("12-14"), [vec!["12", "14"], vec!["12", "13", "14"]]);
        assert_eq!(readings_of_dash("12-13"), [vec!["12", "13"]]);
        assert_eq!(readings_of_dash("12-1"), [vec!["12", "1"]]);
        assert!(readings_of_dash("TĐ3-2014").is_empty());
    }

    #[test]
    fn split_parcels_name_what_they_were_cut_from() {
        for child in ["12-1", "12A", "12.1", "12/2", "12B1"] {
            assert_eq!(parent(child), Some("12"), "{child}");
        }
        for other in ["12", "C395", "12-2014", "12AB"] {
            assert_eq!(parent(other), None, "{other}");
        }
    }
}
