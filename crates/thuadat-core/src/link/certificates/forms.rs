//! How certificates and identity papers are numbered, from the table of forms.

use crate::{Day, WrittenDate};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static FORMS: LazyLock<Forms> =
    LazyLock::new(|| Forms::parse(include_str!("../../../data/certificate_forms.tsv")));

/// The forms there are.
pub(super) struct Forms {
    /// The day of the first certificate.
    pub(super) first_issue: Day,
    pub(super) serials: Vec<SerialForm>,
    /// Digits of the number of a citizen.
    pub(super) citizen_digits: Vec<usize>,
    /// What the fourth digit of the number of a citizen says, by the digit.
    pub(super) centuries: [Option<Century>; 10],
    /// Digits of the number of a paper of before.
    pub(super) paper_digits: Vec<usize>,
    /// Places of registration below [`FIRST_COUNTRY`].
    pub(super) places: HashSet<u32>,
    /// Land uses of ground for which nobody holds a certificate.
    pub(super) public: HashSet<Box<str>>,
}

/// From this place of registration on they are countries, of which there is no list.
pub(super) const FIRST_COUNTRY: u32 = 100;
const LONG_AGO: Day = Day::new(0, 1, 1);
const NEVER: Day = Day::new(u16::MAX, 1, 1);

/// A form of serials, and when certificates of it were issued.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SerialForm {
    pub(super) letters: usize,
    pub(super) digits: usize,
    issued: Range<Day>,
}

impl SerialForm {
    /// Whether certificates of this form were issued at a date; at one not known they may have been.
    pub(super) fn is_of(&self, issued: Option<WrittenDate>) -> bool {
        let Some(issued) = issued else { return true };
        let (first, last) = match issued {
            WrittenDate::Day(day) => (day, day),
            WrittenDate::Month(year, month) => (Day::new(year, month, 1), Day::new(year, month, 31)),
            WrittenDate::Year(year) => (Day::new(year, 1, 1), Day::new(year, 12, 31)),
        };
        first < self.issued.end && last >= self.issued.start
    }
}

/// What a digit says of the birth of a citizen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Century {
    pub(super) is_female: bool,
    pub(super) first_year: u16,
}

impl Forms {
    fn add_century(&mut self, value: &str) {
        let mut parts = value.split('+');
        let mut part = || parts.next().unwrap_or_default();
        let (digit, gender, year) = (part(), part(), part());
        if let (Ok(digit), Ok(first_year)) = (digit.parse::<usize>(), year.parse())
            && let Some(of_digit) = self.centuries.get_mut(digit)
        {
            *of_digit = Some(Century { is_female: gender == "female", first_year });
        }
    }

    fn parse(table: &str) -> Self {
        let mut forms = Self {
            first_issue: LONG_AGO,
            serials: Vec::new(),
            citizen_digits: Vec::new(),
            centuries: [None; 10],
            paper_digits: Vec::new(),
            places: HashSet::new(),
            public: HashSet::new(),
        };
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1);
        for line in lines {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().unwrap_or_default();
            let (kind, value, since, until) = (cell(), cell(), cell(), cell());
            let since = since.parse().unwrap_or(LONG_AGO);
            let number = || value.parse().unwrap_or_default();
            match kind {
                "issue" => forms.first_issue = since,
                "citizen" => forms.citizen_digits.push(number()),
                "paper" => forms.paper_digits.push(number()),
                "century" => forms.add_century(value),
                "public" => drop(forms.public.insert(value.into())),
                "place" => drop(forms.places.insert(number() as u32)),
                "serial" => {
                    let (letters, digits) = value.split_once('+').unwrap_or_default();
                    forms.serials.push(SerialForm {
                        letters: letters.parse().unwrap_or_default(),
                        digits: digits.parse().unwrap_or_default(),
                        issued: since..until.parse().unwrap_or(NEVER),
                    });
                }
                _ => {}
            }
        }
        forms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let lines = include_str!("../../../data/certificate_forms.tsv");
        let lines = lines.lines().filter(|line| !line.starts_with('#')).skip(1);
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 7, "{line}");
            assert!(!cells[4].is_empty() && cells[5].parse::<Day>().is_ok(), "{line} has no source or date");
            assert!(["yes", "no"].contains(&cells[6]), "{line}");
        }
        let all: Vec<(usize, usize)> = FORMS.serials.iter().map(|form| (form.letters, form.digits)).collect();
        assert_eq!(all, [(1, 6), (2, 6), (2, 8)]);
        assert_eq!((&FORMS.citizen_digits[..], &FORMS.paper_digits[..]), (&[12][..], &[9][..]));
        let of_digit = |digit: usize| FORMS.centuries[digit].map(|it| (it.is_female, it.first_year));
        assert_eq!(
            (of_digit(0), of_digit(3), of_digit(9)),
            (Some((false, 1900)), Some((true, 2000)), Some((true, 2300)))
        );
        assert_eq!((FORMS.places.len(), FORMS.public.len()), (63, 6));
        assert_eq!(FORMS.first_issue, Day::new(1989, 1, 1));
    }

    #[test]
    fn a_form_is_of_its_time() {
        let of_today = &FORMS.serials[2];
        assert!(!of_today.is_of(Some(WrittenDate::Year(2024))));
        assert!(of_today.is_of(Some(WrittenDate::Year(2025))) && of_today.is_of(None));
        assert!(FORMS.serials[0].is_of(Some(WrittenDate::Month(2009, 10))));
        assert!(!FORMS.serials[0].is_of(Some(WrittenDate::Day(Day::new(2009, 10, 19)))));
    }
}
