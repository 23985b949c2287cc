//! How the cells of a column are written, as far as the first rows tell: the letters, and the marks in numbers.

use super::cell::{RegisterCell, RegisterRow};
use thuadat_core::{LegacyEncoding, WrittenNumber};

/// How a column is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Manner {
    /// The encoding of before Unicode that most cells are in, where most are.
    pub(super) legacy: Option<LegacyEncoding>,
    /// The mark that begins fractions, where all numbers that are sure agree.
    fraction_mark: Option<u8>,
}

impl Manner {
    /// The manner of one column, from its first rows.
    pub(super) fn of(rows: &[RegisterRow], column: usize) -> Self {
        let texts = || {
            rows.iter().filter_map(|row| match row.cell(column) {
                RegisterCell::Text(text) => Some(&**text),
                _ => None,
            })
        };
        Self { legacy: LegacyEncoding::of_most(texts()), fraction_mark: fraction_mark(texts()) }
    }

    /// The text in Unicode and what it was written in, where it had to be decoded.
    pub(super) fn unicode(self, text: &str) -> Option<(String, LegacyEncoding)> {
        LegacyEncoding::to_unicode(text, self.legacy)
    }

    /// The number meant; whether the column leaves it open what the mark in it is.
    pub(super) fn number(self, text: &str) -> Option<(f64, bool)> {
        Some(match WrittenNumber::parse(text)? {
            WrittenNumber::Sure(value) => (value, false),
            WrittenNumber::Either { thousands, fraction } => match self.fraction_mark {
                Some(mark) if text.as_bytes().contains(&mark) => (fraction, false),
                Some(_) => (thousands, false),
                None => (thousands, true),
            },
        })
    }
}

fn fraction_mark<'a>(texts: impl Iterator<Item = &'a str>) -> Option<u8> {
    let (mut commas, mut dots) = (0, 0);
    for text in texts.filter(|text| matches!(WrittenNumber::parse(text), Some(WrittenNumber::Sure(_)))) {
        let last = text.rfind(['.', ',']);
        let count = |mark: char| text.matches(mark).count();
        match last.map(|at| text.as_bytes()[at]) {
            Some(b',') if count(',') == 1 => commas += 1,
            Some(b'.') if count('.') == 1 => dots += 1,
            // Marks that stand several times part thousands, so the other one begins fractions.
            Some(b',') => dots += 1,
            Some(b'.') => commas += 1,
            _ => {}
        }
    }
    match (commas, dots) {
        (0, 0) => None,
        (_, 0) => Some(b','),
        (0, _) => Some(b'.'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manner(texts: &[&str]) -> Manner {
        let rows: Vec<RegisterRow> = texts
            .iter()
            .map(|&text| RegisterRow { row: 1, cells: vec![RegisterCell::Text(text.into())] })
            .collect();
        Manner::of(&rows, 0)
    }

    #[test]
    fn the_numbers_beside_it_tell_what_a_mark_is() {
        let check = |texts: &[&str], text: &str, expected: Option<(f64, bool)>| {
            assert_eq!(manner(texts).number(text), expected, "{texts:?}");
        };
        check(&["29,16", "1.234"], "1.234", Some((1234.0, false)));
        check(&["29.16"], "1.234", Some((1.234, false)));
        check(&["29.16"], "1,234", Some((1234.0, false)));
        check(&["1.234.567"], "1.234", Some((1234.0, false)));
        check(&[], "1.234", Some((1234.0, true)));
        check(&["29.16", "29,16"], "1.234", Some((1234.0, true)));
        check(&["29,16"], "nhiều", None);
    }

    #[test]
    fn the_texts_beside_it_tell_how_it_is_written() {
        let tcvn3 = manner(&["NguyÔn V¨n Thö", "TrÇn ThÞ MÉu", "Hå Thö"]);
        assert_eq!(tcvn3.legacy, Some(LegacyEncoding::Tcvn3));
        assert_eq!(
            tcvn3.unicode("Thò"),
            Some(("Thũ".to_owned(), LegacyEncoding::Tcvn3)).map(|(_, of)| (tcvn3_of("Thò"), of))
        );
        let unicode = manner(&["Nguyễn Văn Thử", "Trần Thị Mẫu", "NguyÔn V¨n Thö"]);
        assert_eq!(unicode.legacy, None);
        assert_eq!(unicode.unicode("Thò"), None);
        assert_eq!(unicode.unicode("NguyÔn V¨n Thö").unwrap().0, "Nguyễn Văn Thử");
    }

    fn tcvn3_of(text: &str) -> String {
        LegacyEncoding::Tcvn3.decode(text).unwrap()
    }
}
