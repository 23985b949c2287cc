//! Capitals that TCVN3 lost: a capital with a tone has the byte of the small letter, but for fonts of capitals.

use unicode_normalization::UnicodeNormalization;

/// Grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The text with the capitals it likely had; none where nothing speaks for a change.
pub(super) fn proposed(text: &str) -> Option<String> {
    let proposed = if is_all_capitals(text) { text.to_uppercase() } else { by_words(text) };
    (proposed != text).then_some(proposed)
}

fn by_words(text: &str) -> String {
    let is_title = is_title(text);
    let mut proposed = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let mut letters = word.chars();
        match letters.next() {
            _ if is_all_capitals(word) => proposed.push_str(&word.to_uppercase()),
            Some(first) if is_title && has_tone(first) => {
                proposed.extend(first.to_uppercase());
                proposed.push_str(letters.as_str());
            }
            _ => proposed.push_str(word),
        }
    }
    proposed
}

/// Whether no letter is sure to be small, and some word has two that are sure to be capitals: one alone begins a name.
fn is_all_capitals(text: &str) -> bool {
    let sure =
        |word: &str| word.chars().filter(|letter| letter.is_alphabetic() && !has_tone(*letter)).count();
    let no_small = text.chars().all(|letter| !letter.is_lowercase() || has_tone(letter));
    no_small && text.split_whitespace().any(|word| sure(word) >= 2)
}

/// Whether every word whose first letter has no tone begins with a capital, and there is one.
fn is_title(text: &str) -> bool {
    let firsts = || {
        text.split_whitespace()
            .filter_map(|word| word.chars().next())
            .filter(|first| first.is_alphabetic() && !has_tone(*first))
    };
    firsts().next().is_some() && firsts().all(char::is_uppercase)
}

fn has_tone(letter: char) -> bool {
    letter.nfd().any(|part| TONES.contains(&part))
}
