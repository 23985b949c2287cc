//! Vietnamese text that stands in a Unicode column as it was typed with fonts of before Unicode.
//!
//! TCVN3 and VNI fonts drew Vietnamese letters at the places of Latin ones, so `Thôn` in TCVN3 reads `Th«n`. A word is
//! taken for such text when it is no Vietnamese syllable as it stands and is one once it is decoded.

mod case;
mod letters;
mod syllable;

use syllable::{is_abbreviation, is_syllable};

/// An encoding of before Unicode.
///
/// # Examples
///
/// ```
/// use thuadat_core::LegacyEncoding;
///
/// let tcvn3 = LegacyEncoding::Tcvn3;
/// assert_eq!(tcvn3.decode_bytes(b"\xa7\xad\xeang Th\xabn 5").as_deref(), Some("Đường Thôn 5"));
/// assert_eq!(tcvn3.decode("X· Th\u{ad}îng").as_deref(), Some("Xã Thượng"));
/// assert_eq!(tcvn3.encode("Thôn"), Some(b"Th\xabn".to_vec()));
/// assert_eq!(tcvn3.proposed_case("NGUYễN VĂN THử").as_deref(), Some("NGUYỄN VĂN THỬ"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LegacyEncoding {
    /// TCVN3, of the fonts `.VnTime` and their like, also called ABC.
    Tcvn3,
    /// VNI-Windows, of the fonts `VNI-Times` and their like.
    Vni,
}

/// What the letters of a text say of its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lettering {
    /// Nothing but Vietnamese and ASCII.
    Plain,
    /// At least one word that only decoding explains, and none that it does not.
    Legacy(LegacyEncoding),
    /// A word of another language, or something that nothing explains.
    Foreign,
}

impl LegacyEncoding {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tcvn3, Self::Vni];

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
        }
    }

    /// The text in Unicode (NFC), letter for letter; none where a letter is not one of the encoding. `text` is what a
    /// reader that knows of no encoding shows: a Latin letter for each byte. A capital with a tone comes out small from TCVN3,
    /// which has one byte for both.
    #[must_use]
    pub fn decode(self, text: &str) -> Option<String> {
        letters::decode(text, self)
    }

    /// The same of the bytes themselves.
    #[must_use]
    pub fn decode_bytes(self, bytes: &[u8]) -> Option<String> {
        self.decode(&bytes.iter().map(|&byte| char::from(byte)).collect::<String>())
    }

    /// The text in Unicode, word for word: a word that is no syllable of the encoding stays as it is.
    #[must_use]
    pub fn decode_words(self, text: &str) -> String {
        let mut decoded = String::with_capacity(text.len());
        for (word, rest) in words(text) {
            let unicode = if word.is_ascii() { None } else { self.decode(word) };
            decoded.push_str(unicode.filter(|word| is_word(word)).as_deref().unwrap_or(word));
            decoded.push_str(rest);
        }
        decoded
    }

    /// The encoding that most of these texts are in; none where most are Unicode, or nothing tells. They are those of one
    /// column: what stands beside a text tells how it is written where it could be either.
    #[must_use]
    pub fn of_most<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut tcvn3, mut vni, mut unicode) = (0_u64, 0_u64, 0_u64);
        for text in texts.filter(|text| !text.is_ascii()) {
            match Lettering::of(text) {
                Lettering::Legacy(Self::Tcvn3) => tcvn3 += 1,
                Lettering::Legacy(Self::Vni) => vni += 1,
                Lettering::Plain if !Self::ALL.iter().any(|&of| Lettering::may_be(text, of)) => unicode += 1,
                Lettering::Plain | Lettering::Foreign => {}
            }
        }
        let (count, encoding) = if vni > tcvn3 { (vni, Self::Vni) } else { (tcvn3, Self::Tcvn3) };
        (count > unicode).then_some(encoding)
    }

    /// A text in Unicode and what it was written in, where it is not Unicode already; `most` is what most texts of its
    /// column are in.
    #[must_use]
    pub fn to_unicode(text: &str, most: Option<Self>) -> Option<(String, Self)> {
        let encoding = match Lettering::of(text) {
            Lettering::Legacy(encoding) => {
                let is_most = |most: &Self| odd_words(text).all(|word| explains(*most, word));
                most.filter(is_most).or(Some(encoding))
            }
            Lettering::Plain => most.filter(|&encoding| Lettering::may_be(text, encoding)),
            Lettering::Foreign => None,
        }?;
        Some((encoding.decode_words(text), encoding))
    }

    /// The bytes of a text; none where a letter is neither ASCII nor Vietnamese. Decoding gives the text again, but for
    /// capitals with a tone in TCVN3.
    #[must_use]
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        letters::encode(text, self)
    }

    /// A decoded text with the capitals it likely had, which TCVN3 does not keep: a proposal, to be shown as one. None
    /// where nothing speaks for a change.
    #[must_use]
    pub fn proposed_case(self, decoded: &str) -> Option<String> {
        if self == Self::Tcvn3 { case::proposed(decoded) } else { None }
    }
}

impl Lettering {
    /// Looks at every word of a text. Where either encoding explains all of its words it is taken for TCVN3; where
    /// neither does, for the one that explains more.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Plain;
        }
        let mut explained = [0_u32; LegacyEncoding::ALL.len()];
        let mut odd = 0;
        for word in odd_words(text) {
            let by = LegacyEncoding::ALL.map(|encoding| explains(encoding, word));
            if by.contains(&true) {
                odd += 1;
                by.iter().zip(&mut explained).for_each(|(&by, count)| *count += u32::from(by));
            } else if word.chars().any(|letter| !letter.is_ascii() && letter.is_alphabetic()) {
                return Self::Foreign;
            }
        }
        match explained {
            _ if odd == 0 => Self::Plain,
            [tcvn3, vni] if vni > tcvn3 => Self::Legacy(LegacyEncoding::Vni),
            _ => Self::Legacy(LegacyEncoding::Tcvn3),
        }
    }

    /// Whether a text that is Vietnamese as it stands is also Vietnamese once decoded, so that only the texts beside it
    /// tell which one is meant.
    #[must_use]
    pub fn may_be(text: &str, encoding: LegacyEncoding) -> bool {
        !text.is_ascii()
            && words(text)
                .filter(|(word, _)| !word.is_ascii())
                .all(|(word, _)| encoding.decode(word).is_some_and(|word| is_syllable(&word)))
    }
}

/// The words that are neither ASCII nor Vietnamese as they stand.
fn odd_words(text: &str) -> impl Iterator<Item = &str> {
    words(text).map(|(word, _)| word).filter(|word| !word.is_ascii() && !is_syllable(word))
}

/// Whether the encoding makes a syllable of the word. A mark alone, such as a quotation mark or that of a degree, is no word; a letter
/// alone is, as `ë` is of `®Êt ë`.
fn explains(encoding: LegacyEncoding, word: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() && !matches!(letter, 'ª' | 'º' | 'µ');
    (word.chars().any(|letter| letter.is_ascii_alphabetic()) || word.chars().all(is_letter))
        && encoding.decode(word).is_some_and(|decoded| is_word(&decoded))
}

/// Whether a decoded word is one of Vietnamese, or what people shorten such to.
fn is_word(decoded: &str) -> bool {
    is_syllable(decoded) || is_abbreviation(decoded)
}

/// The words of a text, each with the blanks, marks and digits that follow it.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut left = text;
    std::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        let end = left.find(is_between).unwrap_or(left.len());
        let (word, after) = left.split_at(end);
        let next = after.find(|letter| !is_between(letter)).unwrap_or(after.len());
        let (between, rest) = after.split_at(next);
        left = rest;
        Some((word, between))
    })
}

fn is_between(letter: char) -> bool {
    letter.is_whitespace() || letter.is_ascii_punctuation() || letter.is_ascii_digit()
}

#[cfg(test)]
mod tests;
