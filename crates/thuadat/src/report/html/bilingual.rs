//! Texts in both languages; the reader's choice at the head of the page shows one of them.

use crate::Language;
use crate::report::model::Text;
use crate::report::number;
use maud::{Markup, html};

/// A text of the page.
pub(crate) fn both(text: &Text) -> Markup {
    html! {
        @if text.vi == text.en { (text.vi) }
        @else {
            span .vi lang="vi" { (text.vi) }
            span .en lang="en" { (text.en) }
        }
    }
}

/// A text of the page, from literals.
pub(crate) fn say(vi: &str, en: &str) -> Markup {
    html! { span .vi lang="vi" { (vi) } span .en lang="en" { (en) } }
}

/// A text of a drawing.
pub(crate) fn both_drawn(text: &Text) -> Markup {
    html! {
        @if text.vi == text.en { (text.vi) }
        @else {
            tspan .vi { (text.vi) }
            tspan .en { (text.en) }
        }
    }
}

/// A text made once for each language.
pub(crate) fn each(make: impl Fn(Language) -> String) -> Markup {
    both(&Text::each(make))
}

/// A whole number.
pub(crate) fn count(value: usize) -> Markup {
    each(|language| number::count(language, value))
}
