//! Sentences of custom rules, in which names in braces stand for values.

use super::expression::{ExpressionError, Name};
use std::fmt;
use thuadat_core::Message;
use unicode_normalization::UnicodeNormalization;

/// A sentence such as `Thửa {parcel} rộng {area_m2} m²`. A brace itself is written twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Name(Name),
}

impl Template {
    /// Makes a template of a text.
    ///
    /// # Errors
    ///
    /// When a brace is not closed, closes nothing, or holds no name.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let text: String = text.nfc().collect();
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let brace = &rest[at..=at];
            plain.push_str(&rest[..at]);
            let behind = &rest[at + 1..];
            if let Some(behind) = behind.strip_prefix(brace) {
                plain.push_str(brace);
                rest = behind;
                continue;
            }
            let end = behind.find('}').filter(|_| brace == "{");
            let name = end.and_then(|end| name_in(&behind[..end]));
            let (Some(end), Some(name)) = (end, name) else {
                let character = text[..text.len() - rest.len() + at].chars().count() + 1;
                return Err(ExpressionError { character, near: brace.to_owned(), problem: braces() });
            };
            pieces.extend((!plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut plain))));
            pieces.push(Piece::Name(name));
            rest = &behind[end + 1..];
        }
        plain.push_str(rest);
        pieces.extend((!plain.is_empty()).then_some(Piece::Text(plain)));
        Ok(Self { pieces })
    }

    /// The names in it.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// The sentence, with a text for each name.
    pub(crate) fn fill(&self, text_of: impl Fn(&Name) -> String) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Name(name) => text_of(name),
        };
        self.pieces.iter().map(piece).collect()
    }
}

/// As it is written, but for braces that stand for themselves.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fill(|name| match name {
            Name::Fact(fact) => format!("{{{}}}", fact.name()),
            Name::Column(column) => format!("{{{column}}}"),
        }))
    }
}

/// As in expressions, what stands in double quotes is a column.
fn name_in(text: &str) -> Option<Name> {
    let text = text.trim();
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let name = quoted.unwrap_or(text);
    (!name.is_empty() && !name.contains('{')).then(|| Name::of(name, quoted.is_some()))
}

fn braces() -> Message {
    Message {
        vi: "cần một tên trong ngoặc nhọn, như {area_m2}; muốn viết chính dấu ngoặc thì viết hai lần"
            .to_owned(),
        en: "a name in braces is expected, such as {area_m2}; a brace itself is written twice".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in() {
        let template = Template::parse("{{Thửa}} {parcel}: {\"Diện tích\"} m²").unwrap();
        let filled = template.fill(|name| match name {
            Name::Fact(fact) => fact.name().to_owned(),
            Name::Column(column) => column.to_uppercase(),
        });
        assert_eq!(filled, "{Thửa} parcel: DIỆN TÍCH m²");
    }

    #[test]
    fn braces_come_in_pairs() {
        for (text, character) in [("a {b", 3), ("a}", 2), ("đ {}", 3), ("{a{b}", 1)] {
            assert_eq!(Template::parse(text).unwrap_err().character, character, "{text}");
        }
    }
}
