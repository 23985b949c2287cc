//! Measures as people read them.

use crate::check::draft::Draft;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Vietnamese,
    English,
}

/// Area, width and length of an area found.
pub(super) fn size(draft: &Draft, language: Language) -> String {
    let area = area(draft.area_m2.unwrap_or(0.0), language);
    let width = length(draft.width_m.unwrap_or(0.0), language);
    let along = length(draft.length_m.unwrap_or(0.0), language);
    match language {
        Language::Vietnamese => format!("{area}, rộng nhất {width}, dài {along}"),
        Language::English => format!("{area}, up to {width} wide, {along} long"),
    }
}

pub(super) fn area(m2: f64, language: Language) -> String {
    if m2.abs() < 0.01 {
        return format!("{} cm²", number(m2 * 10_000.0, 2, language));
    }
    let decimals = if m2.abs() >= 100.0 { 1 } else { 2 };
    format!("{} m²", number(m2, decimals, language))
}

pub(super) fn length(m: f64, language: Language) -> String {
    if m >= 1.0 {
        format!("{} m", number(m, 2, language))
    } else if m >= 0.01 {
        format!("{} cm", number(m * 100.0, 1, language))
    } else {
        format!("{} mm", number(m * 1000.0, 1, language))
    }
}

pub(super) fn degrees(degrees: f64, language: Language) -> String {
    if degrees < 0.05 {
        return format!("<{}°", number(0.1, 1, language));
    }
    format!("{}°", number(degrees, 1, language))
}

/// `5.567,3` in Vietnamese, `5,567.3` in English.
fn number(value: f64, decimals: usize, language: Language) -> String {
    let plain = format!("{value:.decimals$}");
    let (group, point) = if language == Language::Vietnamese { ('.', ',') } else { (',', '.') };
    let digits_before_the_point = plain.find('.').unwrap_or(plain.len());
    let mut text = String::with_capacity(plain.len() + 4);
    for (position, letter) in plain.char_indices() {
        let left = digits_before_the_point.saturating_sub(position);
        if left > 0 && left.is_multiple_of(3) && text.ends_with(|before: char| before.is_ascii_digit()) {
            text.push(group);
        }
        text.push(if letter == '.' { point } else { letter });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Vietnamese};

    #[test]
    fn each_language_has_its_marks() {
        assert_eq!([area(5567.34, Vietnamese), area(5567.34, English)], ["5.567,3 m²", "5,567.3 m²"]);
        assert_eq!([area(1_234_567.0, English), area(999.94, English)], ["1,234,567.0 m²", "999.9 m²"]);
        assert_eq!([area(-1234.5, English), area(-123.45, English)], ["-1,234.5 m²", "-123.5 m²"]);
        assert_eq!([area(0.006_349, Vietnamese), length(0.079, Vietnamese)], ["63,49 cm²", "7,9 cm"]);
    }
}
