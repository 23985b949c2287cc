//! Whether texts hold people whom registers or a map name: by their names, and by numbers of their papers.

use super::HolderNames;
use super::holders::people;
use crate::{LegacyEncoding, Register, folded};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The people registers and a map name, to know them again in columns that are to be shown. Restricted: there is no way to read one.
///
/// # Examples
///
/// ```
/// use thuadat_core::link::{HolderNames, KnownPeople};
///
/// let names = HolderNames::new(vec![Some("Hộ ông Nguyễn Văn Thử".into())]);
/// let known = KnownPeople::new([], &names);
/// assert!(known.seen_in(["5", "chủ cũ: NGUYEN VAN THU"].map(Some)).is_some());
/// assert!(known.seen_in(["5", "thôn Nà Thử"].map(Some)).is_none());
/// ```
#[derive(Default)]
pub struct KnownPeople {
    names: HashSet<String>,
    /// Words of the longest name.
    most_words: usize,
    /// Serials and identity numbers, letters and digits alone.
    numbers: HashSet<String>,
}

/// Where people were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeopleSeen {
    /// Position of the first text.
    pub first: usize,
    /// Number of texts, each as often as it stands there.
    pub count: usize,
}

/// Numbers of fewer letters and digits stand for many things.
const SHORTEST_NUMBER: usize = 7;
/// So many of them are digits.
const FEWEST_DIGITS: usize = 5;
/// A number is written in so many groups at most.
const MOST_GROUPS: usize = 5;
/// Names of two words are names of streets and villages too: so many different ones are those of people.
const SHORT_NAMES_AT_LEAST: usize = 3;

impl fmt::Debug for KnownPeople {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownPeople({} names, {} numbers)", self.names.len(), self.numbers.len())
    }
}

impl KnownPeople {
    /// The people of registers and of a map.
    #[must_use]
    pub fn new<'a>(registers: impl IntoIterator<Item = &'a Register>, holders: &HolderNames) -> Self {
        let mut known = Self::default();
        for entry in registers.into_iter().flat_map(|register| &register.entries) {
            let holder = &entry.holder;
            [&holder.name, &holder.spouse].into_iter().flatten().for_each(|name| known.learn(name));
            let numbers = [&entry.serial, &holder.identity_number, &holder.spouse_number];
            for number in numbers.into_iter().flatten() {
                known.numbers.extend(number_of_somebody(number));
            }
        }
        holders.cells().for_each(|name| known.learn(name));
        known
    }

    fn learn(&mut self, cell: &str) {
        for name in people(cell) {
            let words = name.split(' ').count();
            if words > 1 {
                self.most_words = self.most_words.max(words);
                self.names.insert(name);
            }
        }
    }

    /// Whether these texts of one column hold any of them. A name of two words counts where it is the whole text, and where several
    /// are so: streets and villages are called after people.
    #[must_use]
    pub fn seen_in<'a>(&self, texts: impl IntoIterator<Item = Option<&'a str>>) -> Option<PeopleSeen> {
        let (mut sure, mut short): (Option<PeopleSeen>, Option<PeopleSeen>) = (None, None);
        let mut short_names: HashSet<&str> = HashSet::new();
        // Columns of villages and sheets say few things many times.
        let mut looked_at: HashMap<&str, Holds> = HashMap::new();
        for (position, text) in texts.into_iter().enumerate() {
            let Some(text) = text else { continue };
            let seen = match *looked_at.entry(text).or_insert_with(|| self.holds(text)) {
                Holds::Nobody => continue,
                Holds::Somebody => &mut sure,
                Holds::ShortName => {
                    short_names.insert(text);
                    &mut short
                }
            };
            seen.get_or_insert(PeopleSeen { first: position, count: 0 }).count += 1;
        }
        sure.or(short.filter(|_| short_names.len() >= SHORT_NAMES_AT_LEAST))
    }

    fn holds(&self, text: &str) -> Holds {
        let unicode = LegacyEncoding::to_unicode(text, None).map(|(unicode, _)| unicode);
        let folded = folded(unicode.as_deref().unwrap_or(text));
        let words: Vec<&str> =
            folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let groups = |from: usize| (from + 1..=words.len().min(from + MOST_GROUPS)).map(move |to| from..to);
        let mut runs = (0..words.len()).flat_map(groups).map(|run| words[run].concat());
        if runs.any(|run| self.numbers.contains(without_zeros(&run))) {
            return Holds::Somebody;
        }
        let longest = self.most_words.min(words.len());
        let has_name = |count: usize| words.windows(count).any(|run| self.names.contains(&run.join(" ")));
        if (3..=longest).any(has_name) {
            return Holds::Somebody;
        }
        let is_short_name = || people(&folded).iter().all(|name| self.names.contains(name));
        if words.len() > 1 && longest > 1 && !people(&folded).is_empty() && is_short_name() {
            return Holds::ShortName;
        }
        Holds::Nobody
    }
}

#[derive(Clone, Copy)]
enum Holds {
    Nobody,
    Somebody,
    /// Names of two words and nothing else.
    ShortName,
}

/// A number as it is compared; none of a cell that holds none, or words in its place.
fn number_of_somebody(cell: &str) -> Option<String> {
    let bare: String = folded(cell).chars().filter(|letter| letter.is_alphanumeric()).collect();
    let bare = without_zeros(&bare);
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let is_one = bare.len() >= SHORTEST_NUMBER && digits >= FEWEST_DIGITS;
    let is_none = bare.starts_with("chua") || bare.starts_with("khong");
    (is_one && !is_none).then(|| bare.to_owned())
}

/// Spreadsheets and columns of numbers take the zeros in front away.
fn without_zeros(bare: &str) -> &str {
    bare.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CertificateEntry, Holder};

    fn known() -> KnownPeople {
        let holder = |name: &str, number: &str| Holder {
            name: Some(name.into()),
            identity_number: Some(number.into()),
            ..Holder::default()
        };
        let entry = |serial: &str, holder: Holder| CertificateEntry {
            serial: Some(serial.into()),
            holder,
            ..CertificateEntry::default()
        };
        let entries = vec![
            entry("ZT 100001", holder("Nguyễn Văn Bịa", "020 226 000 001")),
            entry("CHUACOGIAY_06211_1_2", holder("Trần Mẫu", "chưa có")),
            entry("ZĐ100002", holder("Lê Nháp", "B0000026")),
            entry("", holder("Hồ Thử", "0")),
        ];
        let names = HolderNames::new(vec![None, Some("Hộ ông Hứa Văn Nháp và bà Vi Thị Tạm".into())]);
        KnownPeople::new(&[Register { entries, ..Register::default() }], &names)
    }

    #[test]
    fn people_are_known_again_however_they_are_written() {
        let check = |texts: &[&str], expected: Option<(usize, usize)>| {
            let seen = known().seen_in(texts.iter().map(|text| Some(*text)));
            assert_eq!(seen.map(|seen| (seen.first, seen.count)), expected, "{texts:?}");
        };
        for text in [
            "Nguyễn Văn Bịa",
            "NGUYEN VAN BIA",
            "Nguy\u{d4}n V¨n BÞa",
            "chủ cũ Nguyễn Văn Bịa đã bán",
            "Hứa Văn Nháp",
            "ZT100001",
            "zt 100 001",
            "giấy ZĐ 100002",
            "020226000001",
            "020.226.000.001",
            "20226000001",
            "hộ chiếu B0000026",
        ] {
            check(&["5", text, "6"], Some((1, 1)));
        }
        for text in ["5", "12a", "Trần Mẫu", "thôn Trần Mẫu", "CHUACOGIAY_06211_1_2", "100001", "Văn Bịa", ""]
        {
            check(&[text], None);
        }
        check(&["", "Trần Mẫu", "Lê Nháp", "ông Hồ Thử", "Trần Mẫu"], Some((1, 4)));
        check(&["Trần Mẫu", "Lê Nháp", "Trần Mẫu"], None);
        assert_eq!(KnownPeople::default().seen_in([Some("Nguyễn Văn Bịa"), None]), None);
    }

    #[test]
    fn nothing_shows_anybody() {
        assert_eq!(format!("{:?}", known()), "KnownPeople(6 names, 4 numbers)");
    }
}
