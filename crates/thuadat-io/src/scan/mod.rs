//! Looking over the texts of a file while it is read: text of before Unicode, names of people, identity numbers.
//!
//! A scan keeps counts and the first place, never a value. It looks at every column of text and of large whole
//! numbers, also at those no fact is taken from.

mod person;

pub use thuadat_core::LegacyEncoding;

use person::{ColumnKind, identity_number, kind_of_column, leads_to_a_person, name_shape};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use thuadat_core::Lettering;

/// What looking over one column brought to light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnScan {
    /// The column's name in the source.
    pub column: String,
    /// Text of before Unicode.
    pub legacy: Option<(LegacyEncoding, Seen)>,
    /// Names of people.
    pub names: Option<Seen>,
    /// Identity numbers of citizens.
    pub identity_numbers: Option<Seen>,
}

/// How often something was seen, and where first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Number of parcels.
    pub count: u64,
    /// Position of the first of them.
    pub first: u32,
}

/// A column being looked over.
pub(crate) struct ColumnLook {
    name: String,
    kind: ColumnKind,
    tcvn3: Counter,
    vni: Counter,
    foreign: u64,
    names: Counter,
    middle_names: u64,
    values: u64,
    /// Hashes of names, as many as it takes to tell a column of people from one of streets.
    distinct: HashSet<u64>,
    numbers: Counter,
    /// Beginnings of identity numbers, as many as it takes to tell people from a numbered list.
    beginnings: HashSet<[u8; 6]>,
}

/// Different names remembered; a column that has more holds people.
const DISTINCT: usize = 1000;
/// A column whose name says nothing holds people if at least so many of its values are names,
const NAMES_AT_LEAST: u64 = 5;
/// and in a share of them the second word is one that people have.
const MIDDLE_NAMES_ONE_IN: u64 = 12;
/// Identity numbers of people born in different years and places begin differently; numbered lists do not.
const BEGINNINGS_AT_LEAST: usize = 3;

#[derive(Default, Clone, Copy)]
struct Counter {
    count: u64,
    first: Option<u32>,
}

impl Counter {
    fn add(&mut self, parcel: u32) {
        self.count += 1;
        self.first.get_or_insert(parcel);
    }

    fn seen(self) -> Option<Seen> {
        self.first.map(|first| Seen { count: self.count, first })
    }
}

/// Whether a text is a number of a citizen, built as a name of a person is, or has a telephone number or an address of
/// electronic mail in it, so that it is better not shown. Addresses of houses and dates of birth are not told from other texts.
///
/// # Examples
///
/// ```
/// assert!(thuadat_io::is_about_a_person("Nguyễn Văn Thử"));
/// assert!(!thuadat_io::is_about_a_person("Đất giao thông"));
/// ```
#[must_use]
pub fn is_about_a_person(text: &str) -> bool {
    identity_number(text).is_some() || name_shape(text, false).is_some() || leads_to_a_person(text)
}

/// What the texts of one column hold, with the position of the first of each; none where there is nothing to say. The name of the
/// column counts: in one that is called after people less is enough, and one of streets is none of people.
///
/// # Examples
///
/// ```
/// let numbers = ["020099000001", "001178000002", "024201000003"];
/// let scan = thuadat_io::scan_texts("ghi_chu", numbers.into_iter().map(Some)).expect("numbers of citizens");
/// assert_eq!(scan.identity_numbers.map(|seen| seen.count), Some(3));
/// ```
#[must_use]
pub fn scan_texts<'a>(column: &str, texts: impl Iterator<Item = Option<&'a str>>) -> Option<ColumnScan> {
    let mut look = ColumnLook::new(column, &crate::columns::fold(column));
    for (position, text) in (0..).zip(texts) {
        if let Some(text) = text {
            look.look(text, position);
        }
    }
    look.finish()
}

/// Whether a column's name says that it holds names of people.
pub(crate) fn is_named_after_people(folded: &str) -> bool {
    kind_of_column(folded) == ColumnKind::Person
}

impl ColumnLook {
    /// `folded` is the name in small Latin letters.
    pub(crate) fn new(name: &str, folded: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind_of_column(folded),
            tcvn3: Counter::default(),
            vni: Counter::default(),
            foreign: 0,
            names: Counter::default(),
            middle_names: 0,
            values: 0,
            distinct: HashSet::new(),
            numbers: Counter::default(),
            beginnings: HashSet::new(),
        }
    }

    /// Looks at the value of one parcel.
    pub(crate) fn look(&mut self, text: &str, parcel: u32) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.values += 1;
        self.look_at_letters(text, parcel);
        self.look_at_digits(text, parcel);
        self.look_at_name(text, parcel);
    }

    fn look_at_letters(&mut self, text: &str, parcel: u32) {
        match Lettering::of(text) {
            Lettering::Plain => {}
            Lettering::Legacy(LegacyEncoding::Tcvn3) => self.tcvn3.add(parcel),
            Lettering::Legacy(LegacyEncoding::Vni) => self.vni.add(parcel),
            Lettering::Foreign => self.foreign += 1,
        }
    }

    fn look_at_digits(&mut self, text: &str, parcel: u32) {
        if text.len() < 12 {
            return;
        }
        if let Some(number) = identity_number(text) {
            self.numbers.add(parcel);
            if self.beginnings.len() < BEGINNINGS_AT_LEAST
                && let Some(beginning) = number.as_bytes().first_chunk()
            {
                self.beginnings.insert(*beginning);
            }
        }
    }

    fn look_at_name(&mut self, text: &str, parcel: u32) {
        let is_person = self.kind == ColumnKind::Person;
        if self.kind == ColumnKind::Place || !text.contains(' ') {
            return;
        }
        if let Some(shape) = name_shape(text, is_person) {
            self.names.add(parcel);
            self.middle_names += u64::from(shape.has_middle_name);
            if self.distinct.len() < DISTINCT {
                let mut hasher = DefaultHasher::new();
                text.hash(&mut hasher);
                self.distinct.insert(hasher.finish());
            }
        }
    }

    /// What there is to say of the column; none where there is nothing.
    pub(crate) fn finish(self) -> Option<ColumnScan> {
        let scan = ColumnScan {
            legacy: self.legacy(),
            names: if self.holds_people() { self.names.seen() } else { None },
            identity_numbers: if self.holds_identity_numbers() { self.numbers.seen() } else { None },
            column: self.name,
        };
        let has_any = scan.legacy.is_some() || scan.names.is_some() || scan.identity_numbers.is_some();
        has_any.then_some(scan)
    }

    /// Legacy text explains most of what is not Vietnamese; else the column is in another language.
    fn legacy(&self) -> Option<(LegacyEncoding, Seen)> {
        let (encoding, counter) = if self.vni.count > self.tcvn3.count {
            (LegacyEncoding::Vni, self.vni)
        } else {
            (LegacyEncoding::Tcvn3, self.tcvn3)
        };
        counter.seen().filter(|seen| seen.count > self.foreign).map(|seen| (encoding, seen))
    }

    fn holds_people(&self) -> bool {
        let names = self.names.count;
        match self.kind {
            ColumnKind::Person => names > 0,
            ColumnKind::Place => false,
            ColumnKind::Other => {
                names >= NAMES_AT_LEAST
                    && names * 2 > self.values
                    && self.middle_names * MIDDLE_NAMES_ONE_IN >= names
                    && (self.distinct.len() == DISTINCT || self.distinct.len() as u64 * 4 > names)
            }
        }
    }

    fn holds_identity_numbers(&self) -> bool {
        let needed = (self.numbers.count as usize).min(BEGINNINGS_AT_LEAST);
        self.numbers.count > 0 && self.beginnings.len() >= needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(name: &str, texts: &[&str]) -> Option<ColumnScan> {
        let mut look = ColumnLook::new(name, name);
        for (parcel, text) in texts.iter().enumerate() {
            look.look(text, parcel as u32);
        }
        look.finish()
    }

    #[test]
    fn text_of_before_unicode_is_counted() {
        let found = scan("diachi", &["", "Th«n Mẫu", "Th«n Thanh Êm", "X¸ T©n"]).unwrap();
        assert_eq!(found.legacy, Some((LegacyEncoding::Tcvn3, Seen { count: 3, first: 1 })));
        assert_eq!(scan("diachi", &["Thôn Mẫu", "Xã Thử"]), None);
        assert_eq!(scan("lieudit", &["Forêt de la dû", "dû", "Bâtie", "Châtelet"]), None);
    }

    // The people are made up.
    const PEOPLE: [&str; 6] =
        ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Lê Ví Dụ", "Phạm Thử", "Hoàng Văn Mẫu", "Nông Thị Ví"];

    #[test]
    fn a_column_of_people_is_seen_whatever_it_is_called() {
        for name in ["tenchu", "ghichu"] {
            assert_eq!(scan(name, &PEOPLE).unwrap().names, Some(Seen { count: 6, first: 0 }), "{name}");
        }
        assert_eq!(scan("tenduong", &PEOPLE), None);
        assert_eq!(scan("tenchu", &["UBND xã Mẫu", "Đất giao thông"]), None);
    }

    #[test]
    fn streets_called_after_people_are_no_people() {
        let streets =
            ["Trần Phú", "Lê Lợi", "Lê Duẩn", "Phan Bội Châu", "Hoàng Diệu", "Nguyễn Du", "Trần Phú"];
        assert_eq!(scan("ten", &streets), None);
        assert_eq!(scan("ten", &["Nguyễn Văn Linh"; 20]), None, "one street over and over");
    }

    #[test]
    fn identity_numbers_are_told_from_numbered_lists() {
        let numbers = ["020099000001", "001178000002", "024201000003"];
        assert_eq!(scan("ghichu", &numbers).unwrap().identity_numbers, Some(Seen { count: 3, first: 0 }));
        assert_eq!(scan("ma", &["062110017123", "062110017124", "062110017125"]), None);
    }
}
