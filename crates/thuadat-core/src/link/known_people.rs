//! Whether texts hold people whom registers or a map name: by their names, numbers of their papers, addresses and days of birth.

use super::HolderNames;
use super::holders::people;
use crate::{Day, LegacyEncoding, Register, WrittenDate, folded};
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
    /// With their words in the order of the alphabet: lists have the surname first or last.
    names: HashSet<String>,
    /// Names of three words or more without blanks, beginning with each of their words.
    unspaced: HashSet<String>,
    /// The same of names of two words.
    unspaced_short: HashSet<String>,
    /// Words of the longest name.
    most_words: usize,
    /// Serials and identity numbers, letters and digits alone.
    numbers: HashSet<String>,
    /// Addresses that lead to a house rather than to a village alone: words parted by one blank.
    addresses: HashSet<String>,
    births: HashSet<Day>,
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
/// Names of fewer letters, written without blanks, are like other words: `Hồ A An` is `Hòa An`.
const SHORTEST_UNSPACED: usize = 6;
/// An address of fewer words is a village or less.
const FEWEST_ADDRESS_WORDS: usize = 3;
/// So many words are an address, though no mark parts them.
const MANY_ADDRESS_WORDS: usize = 6;
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
        let mut issued: HashSet<Day> = HashSet::new();
        for entry in registers.into_iter().flat_map(|register| &register.entries) {
            let holder = &entry.holder;
            [&holder.name, &holder.spouse].into_iter().flatten().for_each(|name| known.learn(name));
            let numbers = [&entry.serial, &holder.identity_number, &holder.spouse_number];
            for number in numbers.into_iter().flatten() {
                known.numbers.extend(number_of_somebody(number));
            }
            known.addresses.extend(holder.address.as_deref().and_then(address_of_somebody));
            known.births.extend(holder.born.and_then(WrittenDate::day));
            issued.extend(entry.issued.and_then(WrittenDate::day));
        }
        // Somebody is born on nearly every day: those of certificates tell nothing of people.
        known.births.retain(|day| !issued.contains(day));
        holders.cells().for_each(|name| known.learn(name));
        known
    }

    fn learn(&mut self, cell: &str) {
        for name in people(cell) {
            let words: Vec<&str> = name.split(' ').collect();
            if words.len() < 2 {
                continue;
            }
            self.most_words = self.most_words.max(words.len());
            self.names.insert(in_any_order(&words));
            let unspaced = if words.len() == 2 { &mut self.unspaced_short } else { &mut self.unspaced };
            if words.iter().map(|word| word.len()).sum::<usize>() >= SHORTEST_UNSPACED {
                let from = |first: usize| [&words[first..], &words[..first]].concat().concat();
                unspaced.extend((0..words.len()).map(from));
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
        let plain = unicode.as_deref().unwrap_or(text);
        let folded = folded(plain);
        let words: Vec<&str> =
            folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let groups = |from: usize| (from + 1..=words.len().min(from + MOST_GROUPS)).map(move |to| from..to);
        let mut runs = (0..words.len()).flat_map(groups).map(|run| words[run].concat());
        if runs.any(|run| self.numbers.contains(without_zeros(&run)) || self.unspaced.contains(&run)) {
            return Holds::Somebody;
        }
        let is_birth =
            || plain.parse().ok().and_then(WrittenDate::day).is_some_and(|day| self.births.contains(&day));
        if self.addresses.contains(&words.join(" ")) || is_birth() {
            return Holds::Somebody;
        }
        let longest = self.most_words.min(words.len());
        let has_name = |count: usize| words.windows(count).any(|run| self.names.contains(&in_any_order(run)));
        if (3..=longest).any(has_name) {
            return Holds::Somebody;
        }
        // A comma behind the given name parts no people.
        if self.unspaced_short.contains(&words.concat())
            || (words.len() == 2 && self.names.contains(&in_any_order(&words)))
        {
            return Holds::ShortName;
        }
        let is_short_name = |name: &String| {
            let words: Vec<&str> = name.split(' ').collect();
            self.names.contains(&in_any_order(&words))
        };
        let people = people(&folded);
        if words.len() > 1 && longest > 1 && !people.is_empty() && people.iter().all(is_short_name) {
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

/// Words that are the same in whatever order they stand.
fn in_any_order(words: &[&str]) -> String {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.join(" ")
}

/// An address as it is compared; none of a cell that says a village or less, which many share and reports name.
fn address_of_somebody(cell: &str) -> Option<String> {
    let folded = folded(cell);
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let of_letters = words.iter().filter(|word| word.chars().all(char::is_alphabetic)).count();
    if words.len() < FEWEST_ADDRESS_WORDS || of_letters < 2 {
        return None;
    }
    let parts = folded.split([',', ';', '-', '–']).filter(|part| part.chars().any(char::is_alphanumeric));
    let begins_with_house = words[0] == "so" || words[0].starts_with(|letter: char| letter.is_ascii_digit());
    let is_of_house = begins_with_house || parts.count() > 1 || words.len() >= MANY_ADDRESS_WORDS;
    is_of_house.then(|| words.join(" "))
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
        let mut entries = vec![
            entry("ZT 100001", holder("Nguyễn Văn Bịa", "020 226 000 001")),
            entry("CHUACOGIAY_06211_1_2", holder("Trần Mẫu", "chưa có")),
            entry("ZĐ100002", holder("Lê Nháp", "B0000026")),
            entry("", holder("Hồ Thử", "0")),
        ];
        let of_holder = [
            ("Số 12 đường Thử, thôn Nà Mẫu, xã Đồng Mẫu", WrittenDate::Day(Day::new(1961, 3, 24))),
            ("12 Trần Thử", WrittenDate::Year(1970)),
            ("thôn Nà Mẫu", WrittenDate::Month(1970, 3)),
            ("5", WrittenDate::Day(Day::new(2001, 5, 6))),
        ];
        for (entry, (address, born)) in entries.iter_mut().zip(of_holder) {
            entry.holder.address = Some(address.into());
            entry.holder.born = Some(born);
            entry.issued = Some(WrittenDate::Day(Day::new(2001, 5, 6)));
        }
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
            "Bịa, Nguyễn Văn",
            "VĂN BỊA NGUYỄN",
            "chủ cũ: Bịa, Nguyễn Văn (đã bán)",
            "NguyễnVănBịa",
            "Nguyen VanBia",
            "BịaNguyễnVăn",
            "Nguyễn_Văn_Bịa",
            "số 12, đường Thử, thôn Nà Mẫu, xã Đồng Mẫu",
            "SO 12 DUONG THU - THON NA MAU - XA DONG MAU",
            "12 Trần Thử",
            "24/03/1961",
            "1961-03-24",
            "ngày 24 tháng 3 năm 1961",
        ] {
            check(&["5", text, "6"], Some((1, 1)));
        }
        for text in ["5", "12a", "Trần Mẫu", "thôn Trần Mẫu", "CHUACOGIAY_06211_1_2", "100001", "Văn Bịa", ""]
        {
            check(&[text], None);
        }
        for text in [
            "TrầnMẫu",
            "Nà Mẫu",
            "thôn Nà Mẫu",
            "thôn Nà Mẫu, xã Đồng Mẫu",
            "Đồng Mẫu",
            "12",
            "1961",
            "03/1961",
            "03/1970",
            "24/03/1962",
            "06/05/2001",
        ] {
            check(&[text], None);
        }
        check(&["", "Trần Mẫu", "Lê Nháp", "ông Hồ Thử", "Trần Mẫu"], Some((1, 4)));
        check(&["Trần Mẫu", "Lê Nháp", "Trần Mẫu"], None);
        check(&["Mẫu, Trần", "LêNháp", "5"], None);
        check(&["Mẫu, Trần", "LêNháp", "Thử Hồ"], Some((0, 3)));
        assert_eq!(KnownPeople::default().seen_in([Some("Nguyễn Văn Bịa"), None]), None);
    }

    #[test]
    fn nothing_shows_anybody() {
        assert_eq!(format!("{:?}", known()), "KnownPeople(6 names, 4 numbers)");
    }
}
