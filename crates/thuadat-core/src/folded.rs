//! Texts as people compare them who type without diacritics and with any capitals.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in small letters without diacritics, its blanks and signs as they stand: `TỜ số 5, Đồng` becomes `to so 5, dong`.
///
/// # Examples
///
/// ```
/// use thuadat_core::folded;
///
/// assert_eq!(folded("Xã ĐỒNG Mẫu"), "xa dong mau");
/// assert_eq!(folded("To\u{302}\u{300} 5"), "to 5");
/// ```
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Of a few letters the small one has a mark that the capital has not.
    let small = text.nfd().flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter));
    small.map(|letter| if matches!(letter, 'đ' | 'ð') { 'd' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_their_marks_and_nothing_else() {
        for (text, expected) in [
            ("Đường Trần Phú", "duong tran phu"),
            ("ĐƯỜNG", "duong"),
            ("đươ\u{300}ng", "duong"),
            ("TĐ 03-2014", "td 03-2014"),
            ("İ", "i"),
            ("１２/４５", "１２/４５"),
            ("A + B", "a + b"),
            ("", ""),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
    }
}
