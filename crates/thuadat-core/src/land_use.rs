//! Land uses as people write them: codes in any order, with or without areas, between all kinds of marks.

/// One land use of a parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LandUse<'a> {
    /// The code as written, such as `ODT`.
    pub code: &'a str,
    /// The area written beside it, in square metres.
    pub area_m2: Option<f64>,
}

/// The land uses in a text, in its order.
///
/// Codes are runs of letters and digits that hold a letter; whatever stands between them parts them, and so do the
/// words `và` and `and`. A number is the area of the code before it, with a decimal mark of `.` or `,`; a unit after
/// it is passed over. Whether codes are known is not asked.
///
/// # Complexity
///
/// Linear in the text; allocates nothing.
///
/// # Examples
///
/// ```
/// let uses: Vec<_> = thuadat_core::land_uses("ODT: 120,5 m2; CLN: 80").collect();
/// assert_eq!((uses[0].code, uses[0].area_m2), ("ODT", Some(120.5)));
/// assert_eq!((uses[1].code, uses[1].area_m2), ("CLN", Some(80.0)));
/// ```
pub fn land_uses(text: &str) -> impl Iterator<Item = LandUse<'_>> {
    let mut words = words(text).peekable();
    std::iter::from_fn(move || {
        let code = words.find_map(|word| match word {
            Word::Letters(code) if !is_between_codes(code) => Some(code),
            _ => None,
        })?;
        let area_m2 = match words.peek() {
            Some(&Word::Number(area_m2)) => {
                words.next();
                words.next_if(|word| matches!(word, Word::Letters(unit) if is_unit(unit)));
                Some(area_m2)
            }
            _ => None,
        };
        Some(LandUse { code, area_m2 })
    })
}

/// A run of letters and digits, or a number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Word<'a> {
    Letters(&'a str),
    Number(f64),
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let first = rest.chars().next()?;
        let (word, after) = if first.is_ascii_digit() { number_or_letters(rest) } else { letters(rest) };
        rest = after;
        Some(word)
    })
}

fn letters(text: &str) -> (Word<'_>, &str) {
    let end = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
    (Word::Letters(&text[..end]), &text[end..])
}

/// `120,5` is a number and so is the front of `120m2`; `2L` is a code.
fn number_or_letters(text: &str) -> (Word<'_>, &str) {
    let end = text.find(|letter: char| !matches!(letter, '0'..='9' | '.' | ',')).unwrap_or(text.len());
    let digits = text[..end].trim_end_matches(['.', ',']);
    let after = &text[digits.len()..];
    let next = after.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(after.len());
    let glued = &after[..next];
    match parse_number(digits) {
        Some(number) if glued.is_empty() || is_unit(glued) => (Word::Number(number), after),
        _ => letters(text),
    }
}

/// A mark that stands once is the decimal mark; of two kinds the last one is.
fn parse_number(digits: &str) -> Option<f64> {
    let decimal = digits.rfind(['.', ',']).filter(|&at| {
        let mark = digits.as_bytes()[at];
        digits.bytes().filter(|byte| *byte == mark).count() == 1
    });
    let plain: String = digits
        .char_indices()
        .filter(|&(at, letter)| letter.is_ascii_digit() || Some(at) == decimal)
        .map(|(_, letter)| if letter == ',' { '.' } else { letter })
        .collect();
    plain.parse().ok()
}

fn is_unit(word: &str) -> bool {
    matches!(word, "m2" | "m²" | "M2" | "m")
}

fn is_between_codes(word: &str) -> bool {
    matches!(word, "và" | "va" | "and")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Option<f64>)]) {
        let found: Vec<_> = land_uses(text).map(|it| (it.code, it.area_m2)).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn codes_are_parted_by_whatever_people_write() {
        for text in
            ["ODT+CLN", "ODT, CLN", "ODT;CLN", "ODT/CLN", "ODT - CLN", "ODT CLN", "ODT và CLN", " ODT&CLN "]
        {
            check(text, &[("ODT", None), ("CLN", None)]);
        }
        check("", &[]);
        check(" + ", &[]);
        check("NĐ", &[("NĐ", None)]);
        check("2L", &[("2L", None)]);
    }

    #[test]
    fn numbers_are_areas_of_the_code_before() {
        check("ODT: 120,5 m2; CLN: 80", &[("ODT", Some(120.5)), ("CLN", Some(80.0))]);
        check("ODT(100)+CLN(50.5)", &[("ODT", Some(100.0)), ("CLN", Some(50.5))]);
        check("ODT 100m², CLN 1.234,5m2", &[("ODT", Some(100.0)), ("CLN", Some(1234.5))]);
        check("ODT 100, CLN", &[("ODT", Some(100.0)), ("CLN", None)]);
        check("100 ODT", &[("ODT", None)]);
    }
}
