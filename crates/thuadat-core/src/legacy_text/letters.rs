//! The letters of TCVN3 and VNI, byte for byte.

use super::LegacyEncoding;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

static LETTERS: LazyLock<Letters> =
    LazyLock::new(|| Letters::parse(include_str!("../../data/legacy_letters.tsv")));

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

/// The bytes of a text; none where a letter is neither ASCII nor Vietnamese.
pub(super) fn encode(text: &str, encoding: LegacyEncoding) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.nfc() {
        match LETTERS.bytes.get(&(encoding, letter)) {
            Some(of_letter) => bytes.extend_from_slice(of_letter),
            None => bytes.push(u8::try_from(letter).ok().filter(u8::is_ascii)?),
        }
    }
    Some(bytes)
}

/// Letters by the Latin letters that stand in their place, and their bytes.
struct Letters {
    tcvn3: HashMap<char, char>,
    vni: HashMap<char, char>,
    vni_pairs: HashMap<(char, char), char>,
    bytes: HashMap<(LegacyEncoding, char), Vec<u8>>,
}

impl Letters {
    fn parse(table: &str) -> Self {
        let mut letters = Self {
            tcvn3: HashMap::new(),
            vni: HashMap::new(),
            vni_pairs: HashMap::new(),
            bytes: HashMap::new(),
        };
        for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let letter = cells[0].chars().next().expect("a letter in every row");
            letters.add_tcvn3(letter, &bytes(cells[1]));
            letters.add_vni(letter, &bytes(cells[2]));
        }
        letters
    }

    /// A capital with a tone shares its byte with the small letter, which is the one meant.
    fn add_tcvn3(&mut self, letter: char, bytes: &[u8]) {
        let known = self.tcvn3.entry(char::from(bytes[0])).or_insert(letter);
        if letter.is_lowercase() {
            *known = letter;
        }
        self.bytes.insert((LegacyEncoding::Tcvn3, letter), bytes.to_vec());
    }

    fn add_vni(&mut self, letter: char, bytes: &[u8]) {
        match *bytes {
            [one] => self.vni.insert(char::from(one), letter),
            [one, other] => self.vni_pairs.insert((char::from(one), char::from(other)), letter),
            _ => panic!("a VNI letter is one byte or two"),
        };
        self.bytes.insert((LegacyEncoding::Vni, letter), bytes.to_vec());
    }
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hexadecimal[at..at + 2], 16).expect("bytes are hexadecimal");
    (0..hexadecimal.len()).step_by(2).map(byte).collect()
}
