//! Names of holders on the map beside those of the register: whether they agree, and never what they are.

use super::likeness::HolderLikeness;
use super::written::is_one_edit;
use crate::register::{Phrase, REGISTER_WORDS, Word};
use crate::{CertificateEntry, LegacyEncoding, Register};
use std::collections::HashMap;
use std::fmt;

/// Names of holders as a map writes them, a cell for each parcel. Restricted: linking compares them, and there is no way to
/// read one. `Debug` tells how many there are.
///
/// # Examples
///
/// ```
/// use thuadat_core::link::HolderNames;
///
/// let names = HolderNames::new(vec![Some("Hộ ông Nguyễn Văn Thử".into()), None]);
/// assert_eq!((names.known(), format!("{names:?}")), (1, "HolderNames(1 of 2 parcels)".to_owned()));
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct HolderNames(Vec<Option<Box<str>>>);

impl fmt::Debug for HolderNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HolderNames({} of {} parcels)", self.known(), self.0.len())
    }
}

impl HolderNames {
    /// The cells of one column, in the order of parcels. Those of before Unicode are turned into Unicode.
    #[must_use]
    pub fn new(mut cells: Vec<Option<Box<str>>>) -> Self {
        let most = LegacyEncoding::of_most(cells.iter().flatten().map(|cell| &**cell));
        for cell in cells.iter_mut().flatten().filter(|cell| !cell.is_ascii()) {
            if let Some((unicode, _)) = LegacyEncoding::to_unicode(cell, most) {
                *cell = unicode.into();
            }
        }
        Self(cells)
    }

    /// Nobody's.
    pub(super) const NONE: Self = Self(Vec::new());

    /// The cells that hold any, for those who compare them.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(|cell| &**cell)
    }

    /// Whether no parcel has a name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known() == 0
    }

    /// How many parcels have a name.
    #[must_use]
    pub fn known(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// Takes the names of another map behind these, which are of `count` parcels; the other has `more_count`.
    pub fn append(&mut self, more: Self, count: usize, more_count: usize) {
        self.0.resize(count, None);
        self.0.extend(more.0);
        self.0.resize(count + more_count, None);
    }
}

/// The number of a set of people; zero where nobody is known.
pub(super) type HoldersId = u32;

/// The holders of parcels and rows, ready to be compared.
pub(super) struct Holders {
    by_text: HashMap<Box<str>, HoldersId>,
    by_set: HashMap<Vec<u32>, HoldersId>,
    sets: Vec<Vec<u32>>,
    by_name: HashMap<Box<str>, u32>,
    people: Vec<Box<str>>,
    of_parcel: Vec<HoldersId>,
    /// Parcels of each person.
    parcels_of: Vec<u32>,
}

impl Holders {
    pub(super) fn new(names: &HolderNames) -> Self {
        let mut holders = Self {
            by_text: HashMap::new(),
            by_set: HashMap::from([(Vec::new(), 0)]),
            sets: vec![Vec::new()],
            by_name: HashMap::new(),
            people: Vec::new(),
            of_parcel: Vec::new(),
            parcels_of: Vec::new(),
        };
        let of_parcel = names.0.iter().map(|cell| cell.as_deref().map_or(0, |cell| holders.learn(cell)));
        holders.of_parcel = of_parcel.collect();
        holders.parcels_of = vec![0; holders.people.len()];
        for &set in &holders.of_parcel {
            for &person in &holders.sets[set as usize] {
                holders.parcels_of[person as usize] += 1;
            }
        }
        holders
    }

    /// The holders of every row of the registers, register by register. Rows of one certificate and parcel, as those of a couple,
    /// have all of theirs: the map may name either.
    pub(super) fn of_rows(&mut self, registers: &[Register]) -> Vec<HoldersId> {
        let mut all = Vec::new();
        if self.people.is_empty() {
            return all;
        }
        for register in registers {
            let own: Vec<HoldersId> = register.entries.iter().map(|entry| self.of_entry(entry)).collect();
            let mut together: HashMap<_, Vec<u32>> = HashMap::new();
            for (entry, &set) in register.entries.iter().zip(&own) {
                if let Some(paper) = paper_and_parcel(entry) {
                    together.entry(paper).or_default().extend(&self.sets[set as usize]);
                }
            }
            let together: HashMap<_, HoldersId> =
                together.into_iter().map(|(paper, people)| (paper, self.set(people))).collect();
            all.extend(register.entries.iter().zip(&own).map(|(entry, &set)| {
                paper_and_parcel(entry).and_then(|paper| together.get(&paper)).copied().unwrap_or(set)
            }));
        }
        all
    }

    fn of_entry(&mut self, entry: &CertificateEntry) -> HoldersId {
        let names = [&entry.holder.name, &entry.holder.spouse, &entry.holder.organisation];
        let sets: Vec<HoldersId> = names.into_iter().flatten().map(|name| self.learn(name)).collect();
        match sets[..] {
            [] => 0,
            [only] => only,
            _ => self.set(sets.iter().flat_map(|&set| self.sets[set as usize].clone()).collect()),
        }
    }

    fn learn(&mut self, cell: &str) -> HoldersId {
        if let Some(&set) = self.by_text.get(cell) {
            return set;
        }
        let people = people(cell).into_iter().map(|name| self.person(name)).collect();
        let set = self.set(people);
        self.by_text.insert(cell.into(), set);
        set
    }

    fn person(&mut self, name: String) -> u32 {
        let next = self.people.len() as u32;
        *self.by_name.entry(name.into()).or_insert_with_key(|name| {
            self.people.push(name.clone());
            next
        })
    }

    fn set(&mut self, mut people: Vec<u32>) -> HoldersId {
        people.sort_unstable();
        people.dedup();
        let next = self.sets.len() as HoldersId;
        *self.by_set.entry(people).or_insert_with_key(|people| {
            self.sets.push(people.clone());
            next
        })
    }

    /// How the holders of a row and of a parcel are alike: by the two that are most alike, for a map may name one of a couple.
    pub(super) fn likeness(&self, row: HoldersId, parcel: u32) -> HolderLikeness {
        let there = self.of_parcel.get(parcel as usize).copied().unwrap_or_default();
        if row == 0 || there == 0 {
            return HolderLikeness::Unknown;
        }
        if row == there {
            return HolderLikeness::Same;
        }
        let (row, there) = (&self.sets[row as usize], &self.sets[there as usize]);
        if row.iter().any(|person| there.contains(person)) {
            return HolderLikeness::Same;
        }
        let of_pair =
            |one: &u32, other: &u32| names_alike(&self.people[*one as usize], &self.people[*other as usize]);
        let pairs = row.iter().flat_map(|one| there.iter().map(move |other| of_pair(one, other)));
        pairs.min().unwrap_or_default()
    }

    /// How many parcels have a holder of the row who is one of the parcel as well: of several the one with the fewest.
    pub(super) fn frequency(&self, row: HoldersId, parcel: u32) -> f64 {
        let there = self.of_parcel.get(parcel as usize).copied().unwrap_or_default();
        let there = &self.sets[there as usize];
        let common = self.sets[row as usize].iter().filter(|person| there.contains(person));
        let counts = common.map(|&person| self.parcels_of.get(person as usize).copied().unwrap_or(1));
        f64::from(counts.min().unwrap_or(1))
    }
}

/// What rows of one certificate and parcel have in common; none of a row that names no certificate.
fn paper_and_parcel(entry: &CertificateEntry) -> Option<impl std::hash::Hash + Eq + use<'_>> {
    let serial = super::contradictions::certificate(entry.serial.as_deref()?)?;
    Some((serial, &entry.printed, &entry.current, entry.commune.as_deref()))
}

/// Marks that part the names of people.
const MARKS_BETWEEN: [char; 14] = [',', ';', '&', '+', '/', '\n', '\r', '(', ')', ':', '|', '–', '—', '='];

/// The people a cell names, each as small words without diacritics.
pub(super) fn people(cell: &str) -> Vec<String> {
    let parts = cell.split(MARKS_BETWEEN).flat_map(|part| part.split(" - "));
    let mut people: Vec<String> = Vec::new();
    for part in parts {
        let words = Word::all_of(part);
        let mut at = 0;
        let mut from = 0;
        while at < words.len() {
            let rest = &words[at..];
            let joint = longest(&REGISTER_WORDS.joints, rest);
            // In the middle or at the end of a name a word like these is a part of it: `Nguyễn Bá Thử`, `Lê Thị Vân Anh`.
            let title = longest(&REGISTER_WORDS.titles, rest)
                .filter(|&length| at >= from + 2 && words_to_a_joint(rest) >= length + 2);
            match joint.or(title) {
                Some(length) if at > from => {
                    people.extend(person(&words[from..at]));
                    from = at + joint.map_or(0, |_| length);
                    at += length;
                }
                _ => at += 1,
            }
        }
        people.extend(person(&words[from.min(words.len())..]));
    }
    people.sort();
    people.dedup();
    people
}

fn words_to_a_joint(words: &[Word]) -> usize {
    (0..words.len())
        .find(|&at| longest(&REGISTER_WORDS.joints, &words[at..]).is_some())
        .unwrap_or(words.len())
}

/// The length of the longest of some phrases that a text begins with.
fn longest(phrases: &[Phrase], words: &[Word]) -> Option<usize> {
    phrases.iter().find(|phrase| phrase.begins(words)).map(Phrase::len)
}

/// The name of one person or organisation, without the words before it; none where nobody is named.
fn person(words: &[Word]) -> Option<String> {
    let mut rest = words;
    while let Some(length) = longest(&REGISTER_WORDS.titles, rest).filter(|&length| length < rest.len()) {
        rest = &rest[length..];
    }
    let is_nobody = longest(&REGISTER_WORDS.nobody, rest) == Some(rest.len());
    let is_title = longest(&REGISTER_WORDS.titles, rest) == Some(rest.len());
    let names: Vec<&str> = rest
        .iter()
        .map(|word| &*word.bare)
        .filter(|word| word.chars().any(|letter| !letter.is_ascii_digit()))
        .collect();
    let has_name = names.iter().any(|word| word.len() > 1);
    (has_name && !is_nobody && !is_title).then(|| names.join(" "))
}

/// Names that differ: by one slip, or in that one leaves out what the other has.
fn names_alike(one: &str, other: &str) -> HolderLikeness {
    const SHORTEST_WITH_A_SLIP: usize = 6;
    let is_slip = one.len().min(other.len()) >= SHORTEST_WITH_A_SLIP && is_one_edit(one, other);
    if is_slip || (one.contains(' ') && without_blanks(one) == without_blanks(other)) {
        return HolderLikeness::OneEdit;
    }
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let are_short = is_shortened(&one, &other) || is_shortened(&other, &one);
    if are_short { HolderLikeness::Partly } else { HolderLikeness::Other }
}

fn without_blanks(name: &str) -> String {
    name.replace(' ', "")
}

/// Whether a name is another one with words left out or shortened to their first letters; the last word, by which people are
/// called, is whole.
fn is_shortened(short: &[&str], long: &[&str]) -> bool {
    let [first @ .., last] = short else { return false };
    if long.last() != Some(last) || last.len() < 2 {
        return false;
    }
    let mut rest = long[..long.len() - 1].iter();
    first.iter().all(|word| rest.any(|there| there == word || (word.len() <= 2 && there.starts_with(word))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use HolderLikeness::{OneEdit, Other, Partly, Same, Unknown};

    fn likeness(on_map: &str, in_register: &str) -> HolderLikeness {
        let mut holders =
            Holders::new(&HolderNames::new(vec![Some(on_map.into()), Some("Hứa Văn Nháp".into())]));
        let mut register = Register::default();
        for name in in_register.split('|') {
            register.entries.push(CertificateEntry {
                serial: Some("AB 123456".into()),
                holder: crate::Holder { name: Some(name.into()), ..crate::Holder::default() },
                ..CertificateEntry::default()
            });
        }
        let rows = holders.of_rows(&[register]);
        holders.likeness(rows[0], 0)
    }

    #[test]
    fn names_are_compared_without_their_dress() {
        let check = |on_map: &str, in_register: &str, expected: HolderLikeness| {
            assert_eq!(likeness(on_map, in_register), expected, "{on_map} / {in_register}");
        };
        check("Nguyễn Văn Bịa", "Nguyễn Văn Bịa", Same);
        check("NGUYEN VAN BIA", "Nguyễn Văn Bịa", Same);
        check("ông Nguyễn Văn Bịa", "Nguyễn Văn Bịa", Same);
        check("Hộ ông: Nguyễn Văn Bịa", "Nguyễn Văn Bịa", Same);
        check("HỘ GIA ĐÌNH ÔNG NGUYỄN VĂN BỊA", "Nguyễn Văn Bịa", Same);
        check("Ho ong Nguyen Van Bia", "Nguyễn Văn Bịa", Same);
        check("Nguyễn Văn Bịa", "Nguyễn Văn Bịaa", OneEdit);
        check("Nguyễn Văn Bịa", "Nguyễn Bịa", Partly);
        check("Ng. V. Bịa", "Nguyễn Văn Bịa", Partly);
        check("ông Bịa", "Nguyễn Văn Bịa", Partly);
        check("Nguyễn Văn Bịa", "Nguyễn Thị Bịa", Other);
        check("Nguyễn Văn Bịa", "Trần Thị Mẫu", Other);
        check("không rõ", "Trần Thị Mẫu", Unknown);
        check("Ông", "Trần Thị Mẫu", Unknown);
        check("12", "Trần Thị Mẫu", Unknown);
    }

    #[test]
    fn couples_agree_where_either_does() {
        for couple in [
            "Ông Nguyễn Văn Bịa và bà Trần Thị Mẫu",
            "Nguyễn Văn Bịa, Trần Thị Mẫu",
            "Nguyễn Văn Bịa - Trần Thị Mẫu",
            "Ông: Nguyễn Văn Bịa; Bà: Trần Thị Mẫu",
            "Hộ ông Nguyễn Văn Bịa bà Trần Thị Mẫu",
            "ông Nguyễn Văn Bịa và vợ là bà Trần Thị Mẫu",
            "Nguyễn Văn Bịa (vợ: Trần Thị Mẫu)",
            "NGUYEN VAN BIA VA TRAN THI MAU",
        ] {
            assert_eq!(people(couple), ["nguyen van bia", "tran thi mau"], "{couple}");
            assert_eq!(likeness(couple, "Trần Thị Mẫu"), Same, "{couple}");
        }
        // Of the rows of a couple, that of the one the map does not name agrees as well.
        assert_eq!(likeness("Nguyễn Văn Bịa", "Trần Thị Mẫu|Nguyễn Văn Bịa"), Same);
    }

    #[test]
    fn words_that_are_parts_of_names_stay() {
        for name in
            ["Nguyễn Bá Thử", "Lê Thị Vân Anh", "Võ Thị Mẫu", "Hồ Văn Nháp", "Nguyen Van Ba", "Vo Van Cung"]
        {
            assert_eq!(people(name).len(), 1, "{name}");
            assert_eq!(people(name)[0].split(' ').count(), name.split(' ').count(), "{name}");
        }
        for couple in ["Nguyễn Văn Ba và Lê Thị Tư", "NGUYEN VAN BA VA LE THI TU"] {
            assert_eq!(people(couple), ["le thi tu", "nguyen van ba"]);
        }
    }

    #[test]
    fn names_of_before_unicode_are_read() {
        let encoded = |encoding: LegacyEncoding, name: &str| -> Box<str> {
            let bytes = encoding.encode(name).expect("it has all letters");
            bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into()
        };
        for encoding in LegacyEncoding::ALL {
            let cells = ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Đinh Hữu Việt"];
            let names = HolderNames::new(cells.map(|name| Some(encoded(encoding, name))).to_vec());
            let mut holders = Holders::new(&names);
            for (parcel, name) in (0..).zip(cells) {
                let row = holders.learn(name);
                assert_eq!(holders.likeness(row, parcel), Same, "{encoding:?} {parcel}");
            }
        }
    }

    #[test]
    fn the_spouse_of_a_row_is_a_holder() {
        let names = HolderNames::new(vec![Some("TRAN THI MAU".into()), Some("Lý Thị Thử".into())]);
        let mut holders = Holders::new(&names);
        let holder = crate::Holder {
            name: Some("Nguyễn Văn Bịa".into()),
            spouse: Some("Trần Thị Mẫu".into()),
            ..crate::Holder::default()
        };
        let entry = CertificateEntry { holder, ..CertificateEntry::default() };
        let rows = holders.of_rows(&[Register { entries: vec![entry], ..Register::default() }]);
        assert_eq!([0, 1].map(|parcel| holders.likeness(rows[0], parcel)), [Same, Other]);
    }

    #[test]
    fn nothing_shows_a_name() {
        let names = HolderNames::new(vec![Some("Nguyễn Văn Bịa".into()), None, None]);
        assert_eq!(format!("{names:?}"), "HolderNames(1 of 3 parcels)");
        let mut joined = HolderNames::default();
        joined.append(names, 2, 3);
        assert_eq!(format!("{joined:?}"), "HolderNames(1 of 5 parcels)");
    }
}
