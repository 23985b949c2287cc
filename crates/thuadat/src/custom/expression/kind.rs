//! What values are, and what does not go together.

use thuadat_core::Message;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Boolean,
}

/// Where in an expression: byte positions of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Values that do not go together, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clash {
    pub(crate) place: Place,
    pub(crate) reason: Reason,
}

/// Why values do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Values of two kinds are compared.
    Compared(Kind, Kind),
    /// A value of one kind stands where one of another is needed.
    Needed { needed: Kind, found: Kind },
}

impl Kind {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => ("số", "a number"),
            Self::Text => ("chữ", "text"),
            Self::Boolean => ("đúng/sai", "true or false"),
        }
    }
}

impl Clash {
    /// What is wrong, without saying where.
    pub(crate) fn words(&self) -> Message {
        match self.reason {
            Reason::Compared(one, other) => {
                let ((one_vi, one_en), (other_vi, other_en)) = (one.words(), other.words());
                Message {
                    vi: format!("so sánh {one_vi} với {other_vi}{}", advice(one, other).0),
                    en: format!("{one_en} is compared with {other_en}{}", advice(one, other).1),
                }
            }
            Reason::Needed { needed, found } => {
                let ((needed_vi, needed_en), (found_vi, found_en)) = (needed.words(), found.words());
                Message {
                    vi: format!("ở đây cần {needed_vi} nhưng lại là {found_vi}{}", advice(needed, found).0),
                    en: format!(
                        "{needed_en} is needed here, but this is {found_en}{}",
                        advice(needed, found).1
                    ),
                }
            }
        }
    }
}

fn advice(one: Kind, other: Kind) -> (&'static str, &'static str) {
    match (one, other) {
        (Kind::Number, Kind::Text) | (Kind::Text, Kind::Number) => (
            "; NUMBER(…) đổi chữ ra số, TEXT(…) đổi số ra chữ, còn chữ ghi sẵn thì đặt trong dấu nháy đơn",
            "; NUMBER(…) makes a number of text, TEXT(…) text of a number, and a text stands in single quotes",
        ),
        _ => ("", ""),
    }
}
