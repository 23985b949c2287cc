//! Whether a word could be Vietnamese: an onset, a nucleus, a coda, and one tone at the most.

use unicode_normalization::UnicodeNormalization;

const ONSETS: &[&str] = &[
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k",
    "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];
const NUCLEI: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ia", "iê", "yê", "ya", "ua", "uô", "ưa",
    "ươ", "oa", "oă", "oe", "oo", "uâ", "uê", "uy", "uơ", "uyê", "uya",
];
const CODAS: &[&str] = &["", "c", "ch", "m", "n", "ng", "nh", "p", "t", "i", "y", "o", "u"];

/// Grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Whether the word is built as a Vietnamese syllable is. Capitals count as small letters.
pub(super) fn is_syllable(word: &str) -> bool {
    let mut tones = 0;
    let toneless: String = word
        .nfd()
        .filter(|letter| {
            let is_tone = TONES.contains(letter);
            tones += usize::from(is_tone);
            !is_tone
        })
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    tones <= 1 && ONSETS.iter().any(|onset| toneless.strip_prefix(onset).is_some_and(is_rhyme))
}

/// Whether the word is what people shorten words to, with a `Đ` among a few capitals: `TĐ`, `BĐĐC`. Sheets are called so.
pub(super) fn is_abbreviation(word: &str) -> bool {
    const MOST: usize = 4;
    const CONSONANTS: &str = "BCDĐGHKLMNPQRSTVX";
    word.contains('Đ')
        && (2..=MOST).contains(&word.chars().count())
        && word.chars().all(|letter| CONSONANTS.contains(letter))
}

fn is_rhyme(rest: &str) -> bool {
    NUCLEI.iter().any(|nucleus| rest.strip_prefix(nucleus).is_some_and(|coda| CODAS.contains(&coda)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_abbreviations_from_other_words() {
        for (word, expected) in
            [("TĐ", true), ("BĐĐC", true), ("Đ", false), ("TD", false), ("Tđ", false), ("ĐÀ", false)]
        {
            assert_eq!(is_abbreviation(word), expected, "{word}");
        }
    }

    #[test]
    fn knows_syllables_from_other_words() {
        for word in ["thôn", "Nguyễn", "đường", "Ấm", "quận", "gì", "khuya", "Huỳnh", "yêu", "Thửa", "XÃ"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["Th«n", "forêt", "strasse", "Müller", "x", "Nguyeãn", "Ñöôøng", ""] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
