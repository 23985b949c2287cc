//! Labels of parcels as maps write them: number, area, land use, in one text or in several.

/// What a text on a map says of a parcel.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Label<'a> {
    /// Whole numbers, in the order written: a parcel, or a sheet and a parcel, or a parcel and its area.
    pub(super) numbers: Vec<&'a str>,
    /// A number with decimals is an area, in square metres.
    pub(super) area_m2: Option<f64>,
    pub(super) land_use: Option<&'a str>,
}

/// What two whole numbers in one label mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabelForm {
    /// Sheet and parcel.
    SheetNumber,
    /// Parcel and area.
    NumberArea,
}

/// The most digits of a sheet or parcel number; more are a telephone, a person or a coordinate.
const DIGITS: usize = 6;

impl<'a> Label<'a> {
    /// Reads a text; none where any of its words is neither number, area nor land use, as in the name of a road.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut label = Self::default();
        let is_between =
            |letter: char| letter.is_whitespace() || matches!(letter, '/' | '|' | ';' | '(' | ')');
        for word in text.split(is_between).filter(|word| !word.is_empty()) {
            label.take(word)?;
        }
        let is_something = !label.numbers.is_empty() || label.area_m2.is_some() || label.land_use.is_some();
        (is_something && label.numbers.len() <= 3).then_some(label)
    }

    fn take(&mut self, word: &'a str) -> Option<()> {
        if is_unit(word) || word.chars().all(|letter| matches!(letter, '-' | '_')) {
            return Some(());
        }
        if is_number(word) {
            self.numbers.push(word);
        } else if let Some(area_m2) = area(word) {
            if self.area_m2.replace(area_m2).is_some() {
                return None;
            }
        } else if is_land_use(word) && self.land_use.is_none() {
            self.land_use = Some(word);
        } else {
            return None;
        }
        Some(())
    }
}

fn is_unit(word: &str) -> bool {
    matches!(word, "m2" | "m²" | "M2" | "m")
}

/// `12`, `12a`, `c395`.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let around = word.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let core = around.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    (1..=DIGITS).contains(&digits) && word.len() <= digits + 2 && core.len() == digits
}

/// `250.3`, `250,3`, `1.234,5`, `250.3m2`.
fn area(word: &str) -> Option<f64> {
    let word = word.trim_end_matches("m2").trim_end_matches("m²");
    let is_numeric = word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let starts_and_ends = word.starts_with(|letter: char| letter.is_ascii_digit())
        && word.ends_with(|letter: char| letter.is_ascii_digit());
    if !is_numeric || !starts_and_ends {
        return None;
    }
    // The last of the marks is the decimal one; those of the other kind part thousands.
    let point = word.rfind(['.', ','])?;
    let whole: String = word[..point].chars().filter(char::is_ascii_digit).collect();
    format!("{whole}.{}", &word[point + 1..]).parse().ok()
}

/// `ODT`, `ODT+CLN`, and the signs of older maps: `T`, `2L`, `NĐ`.
fn is_land_use(word: &str) -> bool {
    let is_code = |code: &str| {
        let letters = code.strip_prefix('2').unwrap_or(code);
        (1..=4).contains(&letters.chars().count())
            && letters.chars().all(|letter| letter.is_ascii_uppercase() || letter == 'Đ')
    };
    word.split('+').all(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_in_the_usual_forms() {
        type Case = (&'static str, &'static [&'static str], Option<f64>, Option<&'static str>);
        let cases: [Case; 17] = [
            ("12", &["12"], None, None),
            ("12a", &["12a"], None, None),
            ("c395", &["c395"], None, None),
            ("5/123", &["5", "123"], None, None),
            ("12/250.3/ODT", &["12"], Some(250.3), Some("ODT")),
            ("12/250,3/ODT+CLN", &["12"], Some(250.3), Some("ODT+CLN")),
            ("ODT\n12\n1.250,3", &["12"], Some(1250.3), Some("ODT")),
            ("ODT 12/250", &["12", "250"], None, Some("ODT")),
            ("12 (250.3 m2)", &["12"], Some(250.3), None),
            ("12|250.3m2|T", &["12"], Some(250.3), Some("T")),
            ("3/12/250", &["3", "12", "250"], None, None),
            ("NĐ", &[], None, Some("NĐ")),
            ("2L", &[], None, Some("2L")),
            ("250.3", &[], Some(250.3), None),
            ("1,234.5", &[], Some(1234.5), None),
            ("12 - ODT", &["12"], None, Some("ODT")),
            ("0", &["0"], None, None),
        ];
        for (text, numbers, area_m2, land_use) in cases {
            let expected = Label { numbers: numbers.to_vec(), area_m2, land_use };
            assert_eq!(Label::read(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn other_texts_are_no_labels() {
        let texts = [
            "",
            " ",
            "Đường Mẫu",
            "ODT ODT",
            "1.5 2.5",
            "0912345678",
            "m2",
            "Nhà mẫu 12",
            "12/",
            "1/2/3/4",
            ".5",
            "T.Mẫu",
        ];
        for text in texts {
            let read = Label::read(text);
            assert!(read.is_none() || text == "12/", "{text:?}: {read:?}");
        }
    }
}
