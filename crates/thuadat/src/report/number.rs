//! Numbers for people: the marks of each language, and as many decimals as mean something.

use crate::Language;

/// A number with grouped thousands: `1.234,50` in Vietnamese, `1,234.50` in English.
pub(crate) fn decimal(language: Language, value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (group, point) = marks(language);
    let mut text = String::with_capacity(plain.len() + 8);
    if value < 0.0 {
        text.push('−');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// A whole number with grouped thousands.
pub(crate) fn count(language: Language, value: usize) -> String {
    decimal(language, value as f64, 0)
}

/// A coordinate in metres to the centimetre, not grouped, as surveyors write it.
pub(super) fn coordinate(language: Language, value: f64) -> String {
    pointed(language, format!("{value:.2}"))
}

/// A length with the unit that suits its size, as the messages of findings have it.
pub(super) fn length(language: Language, metres: f64) -> String {
    match metres.abs() {
        large if large >= 1.0 => format!("{} m", decimal(language, metres, 2)),
        middle if middle >= 0.01 => format!("{} cm", decimal(language, metres * 100.0, 1)),
        small if small > 0.0 => format!("{} mm", decimal(language, metres * 1000.0, 1)),
        _ => "0 mm".to_owned(),
    }
}

/// An area with the unit that suits its size, as the messages of findings have it.
pub(super) fn area(language: Language, square_metres: f64) -> String {
    match square_metres.abs() {
        large if large >= 100.0 => format!("{} m²", decimal(language, square_metres, 1)),
        middle if middle >= 0.01 => format!("{} m²", decimal(language, square_metres, 2)),
        small if small > 0.0 => format!("{} cm²", decimal(language, square_metres * 10_000.0, 2)),
        _ => "0 m²".to_owned(),
    }
}

/// A threshold as the profile has it: the shortest digits that say the same number.
pub(super) fn shortest(language: Language, value: f64) -> String {
    pointed(language, value.to_string())
}

fn pointed(language: Language, plain: String) -> String {
    match language {
        Language::Vi => plain.replace('.', ","),
        Language::En => plain,
    }
}

/// The mark between thousands and the mark before decimals.
const fn marks(language: Language) -> (char, char) {
    match language {
        Language::Vi => ('.', ','),
        Language::En => (',', '.'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Vi};

    #[test]
    fn each_language_has_its_marks() {
        assert_eq!(decimal(Vi, 1_234_567.891, 2), "1.234.567,89");
        assert_eq!(decimal(En, -1234.5, 1), "−1,234.5");
        assert_eq!((count(Vi, 999), count(En, 1000)), ("999".to_owned(), "1,000".to_owned()));
        assert_eq!(coordinate(Vi, 2_427_244.024), "2427244,02");
        assert_eq!(shortest(Vi, 0.14), "0,14");
    }

    #[test]
    fn measures_keep_the_digits_that_mean_something() {
        assert_eq!(
            [0.0, 0.0001, 0.004, 0.14, 23.456].map(|metres| length(En, metres)),
            ["0 mm", "0.1 mm", "4.0 mm", "14.0 cm", "23.46 m"]
        );
        assert_eq!(
            [area(En, 0.0004), area(En, 0.048), area(En, 8.48), area(En, 1234.56)],
            ["4.00 cm²", "0.05 m²", "8.48 m²", "1,234.6 m²"]
        );
    }
}
