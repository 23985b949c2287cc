//! Vietnamese text that stands in a Unicode column as it was typed with fonts of before Unicode.
//!
//! TCVN3 and VNI fonts drew Vietnamese letters at the places of Latin ones, so `Thôn` in TCVN3 reads `Th«n`. A word is
//! taken for such text when it is no Vietnamese syllable as it stands and is one once it is decoded.

use super::syllable::is_syllable;
use std::collections::HashMap;
use std::sync::LazyLock;

static LETTERS: LazyLock<Letters> =
    LazyLock::new(|| Letters::parse(include_str!("../../data/legacy_letters.tsv")));

/// An encoding of before Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LegacyEncoding {
    /// TCVN3, of the fonts `.VnTime` and their like, also called ABC.
    Tcvn3,
    /// VNI-Windows, of the fonts `VNI-Times` and their like.
    Vni,
}

impl LegacyEncoding {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
        }
    }
}

/// What the letters of a text say of its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing but Vietnamese and ASCII.
    Plain,
    /// At least one word that only decoding explains, and none that it does not.
    Legacy(LegacyEncoding),
    /// A word of another language, or something that nothing explains.
    Foreign,
}

/// Looks at every word of a text.
pub(super) fn judge(text: &str) -> Verdict {
    if text.is_ascii() {
        return Verdict::Plain;
    }
    let mut verdict = Verdict::Plain;
    for word in text.split(|letter: char| {
        letter.is_whitespace() || letter.is_ascii_punctuation() || letter.is_ascii_digit()
    }) {
        if word.is_ascii() || is_syllable(word) {
            continue;
        }
        match explain(word) {
            Some(encoding) => verdict = Verdict::Legacy(encoding),
            None if word.chars().any(|letter| !letter.is_ascii() && letter.is_alphabetic()) => {
                return Verdict::Foreign;
            }
            None => {}
        }
    }
    verdict
}

/// The encoding that makes a syllable of the word. A mark alone, such as a quotation mark, is no word.
fn explain(word: &str) -> Option<LegacyEncoding> {
    if !word.chars().any(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    [LegacyEncoding::Tcvn3, LegacyEncoding::Vni]
        .into_iter()
        .find(|&encoding| decode(word, encoding).is_some_and(|decoded| is_syllable(&decoded)))
}

/// The text in Unicode; none where a letter is not one of the encoding.
pub(super) fn decode(text: &str, encoding: LegacyEncoding) -> Option<String> {
    match encoding {
        LegacyEncoding::Tcvn3 => text
            .chars()
            .map(|letter| if letter.is_ascii() { Some(letter) } else { LETTERS.tcvn3.get(&letter).copied() })
            .collect(),
        LegacyEncoding::Vni => decode_vni(text),
    }
}

fn decode_vni(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let (mut decoded, mut at) = (String::new(), 0);
    while at < letters.len() {
        let pair = letters.get(at + 1).and_then(|&second| LETTERS.vni_pairs.get(&(letters[at], second)));
        match (pair, LETTERS.vni.get(&letters[at])) {
            (Some(&letter), _) => {
                decoded.push(letter);
                at += 1;
            }
            (None, Some(&letter)) => decoded.push(letter),
            (None, None) if letters[at].is_ascii() => decoded.push(letters[at]),
            (None, None) => return None,
        }
        at += 1;
    }
    Some(decoded)
}

/// Letters by the Latin letters that stand in their place.
struct Letters {
    tcvn3: HashMap<char, char>,
    vni: HashMap<char, char>,
    vni_pairs: HashMap<(char, char), char>,
}

impl Letters {
    fn parse(table: &str) -> Self {
        let mut letters = Self { tcvn3: HashMap::new(), vni: HashMap::new(), vni_pairs: HashMap::new() };
        for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let letter = cells[0].chars().next().expect("a letter in every row");
            let (tcvn3, vni) = (latin(cells[1]), latin(cells[2]));
            let known = letters.tcvn3.entry(tcvn3[0]).or_insert(letter);
            if letter.is_lowercase() {
                *known = letter;
            }
            match vni[..] {
                [one] => letters.vni.insert(one, letter),
                [one, other] => letters.vni_pairs.insert((one, other), letter),
                _ => panic!("a VNI letter is one byte or two: {line}"),
            };
        }
        letters
    }
}

/// Bytes as readers that know of no encoding show them.
fn latin(hexadecimal: &str) -> Vec<char> {
    let byte = |at: usize| u8::from_str_radix(&hexadecimal[at..at + 2], 16).expect("bytes are hexadecimal");
    (0..hexadecimal.len()).step_by(2).map(|at| char::from(byte(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use LegacyEncoding::{Tcvn3, Vni};

    fn check(text: &str, expected: Verdict) {
        assert_eq!(judge(text), expected, "{text}");
    }

    #[test]
    fn tcvn3_is_seen() {
        for text in ["Th«n Thanh Êm", "§ång", "X¸ T©n", "Nguy\u{d4}n", "§\u{ad}êng", "TH¤N 5"] {
            check(text, Verdict::Legacy(Tcvn3));
        }
        assert_eq!(decode("Th«n", Tcvn3).as_deref(), Some("Thôn"));
    }

    #[test]
    fn vni_is_seen() {
        for text in ["Nguyeãn Vaên", "Ñöôøng", "Huøng Vöông"] {
            check(text, Verdict::Legacy(Vni));
        }
        assert_eq!(decode("Nguyeãn", Vni).as_deref(), Some("Nguyễn"));
    }

    #[test]
    fn vietnamese_in_unicode_is_plain() {
        for text in ["Thôn Thanh Ấm", "Đường Hùng Vương, 120 m²", "xứ đồng Cầu Giấy", "Thò", "thửa 12", "30°"]
        {
            check(text, Verdict::Plain);
        }
    }

    #[test]
    fn other_languages_are_foreign() {
        for text in ["Forêt", "Müller", "château", "Škoda", "Садова"] {
            check(text, Verdict::Foreign);
        }
    }
}
