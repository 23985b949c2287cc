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

fn number(value: f64, decimals: usize, language: Language) -> String {
    let text = format!("{value:.decimals$}");
    if language == Language::Vietnamese { text.replace('.', ",") } else { text }
}
