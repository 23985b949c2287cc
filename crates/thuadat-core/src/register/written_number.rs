//! Numbers as people type them: `1.234,5`, `29,16`, `1 234 m²`.

/// A number as typed. One mark with three digits after it may part thousands or begin a fraction: `1.234`.
///
/// # Examples
///
/// ```
/// use thuadat_core::WrittenNumber;
///
/// assert_eq!(WrittenNumber::parse("1.234,5 m²"), Some(WrittenNumber::Sure(1234.5)));
/// assert_eq!(WrittenNumber::parse("29,16"), Some(WrittenNumber::Sure(29.16)));
/// let either = WrittenNumber::Either { thousands: 1234.0, fraction: 1.234 };
/// assert_eq!(WrittenNumber::parse("1.234"), Some(either));
/// assert_eq!(WrittenNumber::parse("12a"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WrittenNumber {
    /// There is one way to read it.
    Sure(f64),
    /// There are two, and only the other numbers beside it tell which one is meant.
    Either {
        /// The mark parts thousands.
        thousands: f64,
        /// The mark begins a fraction.
        fraction: f64,
    },
}

impl WrittenNumber {
    /// Reads a number with either mark for thousands and the other one for the fraction, with blanks between thousands
    /// and with a unit of area after it; none where the text is no such number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = bare(text)?;
        let number = match marks(&digits)[..] {
            [] => Self::Sure(digits.parse().ok()?),
            [one] => single(&digits, one)?,
            [first, .., last] if digits.as_bytes()[first] != digits.as_bytes()[last] => {
                Self::Sure(joined(&thousands(&digits[..last])?, &digits[last + 1..])?)
            }
            _ => Self::Sure(thousands(&digits)?.parse().ok()?),
        };
        Some(match number {
            Self::Sure(value) => Self::Sure(sign * value),
            Self::Either { thousands, fraction } => {
                Self::Either { thousands: sign * thousands, fraction: sign * fraction }
            }
        })
    }
}

/// The sign, and digits and marks alone; none where anything else stands in the text.
fn bare(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let text = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text).trim_end();
    let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let words: Vec<&str> = text.split(is_blank).collect();
    let is_grouped = words.len() == 1
        || words[0].len() <= 3
            && words[1..].iter().all(|word| {
                word.len() >= 3
                    && word.as_bytes()[..3].iter().all(u8::is_ascii_digit)
                    && word.as_bytes().get(3).is_none_or(|mark| !mark.is_ascii_digit())
            });
    let digits = words.concat();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    (is_grouped && is_number).then_some((sign, digits))
}

const UNITS: [&str; 7] = ["m2", "m²", "M2", "M²", "mét vuông", "ha", "m"];

fn is_blank(letter: char) -> bool {
    letter == '\u{a0}' || letter == '\u{202f}' || letter == ' ' || letter == '\''
}

fn marks(digits: &str) -> Vec<usize> {
    digits.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'.' | b',')).map(|(at, _)| at).collect()
}

fn single(digits: &str, mark: usize) -> Option<WrittenNumber> {
    let (whole, rest) = (&digits[..mark], &digits[mark + 1..]);
    let fraction = joined(whole, rest)?;
    let may_part_thousands = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    Some(if may_part_thousands {
        WrittenNumber::Either { thousands: [whole, rest].concat().parse().ok()?, fraction }
    } else {
        WrittenNumber::Sure(fraction)
    })
}

fn joined(whole: &str, fraction: &str) -> Option<f64> {
    format!(
        "{}.{}",
        if whole.is_empty() { "0" } else { whole },
        if fraction.is_empty() { "0" } else { fraction }
    )
    .parse()
    .ok()
}

/// The digits of a number whose thousands are parted by one kind of mark; none where a group is not of three.
fn thousands(digits: &str) -> Option<String> {
    let mark = marks(digits).first().map(|&at| digits.as_bytes()[at]);
    let groups: Vec<&str> = digits.split(['.', ',']).collect();
    let is_grouped = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    let is_alike = marks(digits).iter().all(|&at| Some(digits.as_bytes()[at]) == mark);
    (groups.len() == 1 || is_grouped && is_alike).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::WrittenNumber::{Either, Sure};
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Option<WrittenNumber>) {
        assert_eq!(WrittenNumber::parse(text), expected, "{text:?}");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, value) in [
            ("29.16", 29.16),
            ("29,16", 29.16),
            ("29,1", 29.1),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1.234.567", 1_234_567.0),
            ("1.234.567,89", 1_234_567.89),
            ("1 234,5 m2", 1234.5),
            ("1\u{a0}234 m²", 1234.0),
            ("120m²", 120.0),
            ("0,123", 0.123),
            ("1234.567", 1234.567),
            (",5", 0.5),
            ("5,", 5.0),
            ("0", 0.0),
            ("-3,5", -3.5),
            ("1'234", 1234.0),
        ] {
            check(text, Some(Sure(value)));
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_says_so() {
        check("1.234", Some(Either { thousands: 1234.0, fraction: 1.234 }));
        check("12,500", Some(Either { thousands: 12_500.0, fraction: 12.5 }));
        check("-1.234", Some(Either { thousands: -1234.0, fraction: -1.234 }));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in [
            "",
            "-",
            ".",
            "12a",
            "inf",
            "NaN",
            "1.23.456",
            "1.2345.678",
            "1,234,56",
            "1.234,567.8",
            "12 3",
            "1e5",
        ] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_in_the_vietnamese_manner_comes_back(tenths in 0_u64..100_000_000_000) {
            let (whole, tenth) = ((tenths / 10).to_string(), tenths % 10);
            let grouped: Vec<String> = whole
                .as_bytes()
                .rchunks(3)
                .rev()
                .map(|group| group.iter().map(|&digit| char::from(digit)).collect())
                .collect();
            let text = format!("{},{tenth}", grouped.join("."));
            prop_assert_eq!(WrittenNumber::parse(&text), Some(Sure(tenths as f64 / 10.0)));
            let blank = format!("{},{tenth} m2", grouped.join(" "));
            prop_assert_eq!(WrittenNumber::parse(&blank), Some(Sure(tenths as f64 / 10.0)));
        }

        #[test]
        fn no_text_panics(text in "[0-9.,' m²-]{0,12}|\\PC*") {
            let _ = WrittenNumber::parse(&text);
        }
    }
}
