//! Code lists that records are held against. The core knows no code by itself: lists come from data files.

use crate::lattice::Lattice;
use crate::{ParcelGeometries, Parcels, territory};
use geo::Coord;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The code lists of a check. The rules of a list that is empty are not run.
///
/// # Examples
///
/// ```
/// use thuadat_core::{Code, Codes, Day, References};
///
/// let rice = Code::new("LUC", "Đất chuyên trồng lúa", Day::new(2004, 11, 1), None);
/// let references = References { land_uses: Codes::new([rice]), ..References::default() };
/// assert!(references.land_uses.is_in_use("LUC", None));
/// assert!(!references.land_uses.is_in_use("LUC", Some(Day::new(1999, 1, 1))));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct References {
    /// Codes of land uses.
    pub land_uses: Codes,
    /// Codes of communes.
    pub communes: Codes,
    /// Where the cell of each parcel's identifier has its centre, in the parcels' coordinate system and in their
    /// order; not a number for a parcel without a well-formed identifier. None where nobody can tell.
    pub code_places: Option<Vec<Coord<f64>>>,
    /// Ground that belongs to no parcel and is known: roads, water. Gaps it covers are expected. In the parcels'
    /// coordinate system, as all that follows.
    pub known_land: Option<Parcels>,
    /// The bounds of the commune, or of several by their codes.
    pub commune_boundary: Option<Parcels>,
    /// The frames of map sheets by their numbers.
    pub sheet_frames: Option<Parcels>,
}

/// A list of codes, cheap to copy, each with the time it was in use. One code may stand for different things at different times.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Codes {
    entries: Arc<HashMap<Box<str>, Vec<Code>>>,
}

/// What a code stands for, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code, in capitals.
    pub code: Box<str>,
    /// What it stands for, in Vietnamese.
    pub name: Box<str>,
    /// The same in English; the Vietnamese name where it has none.
    pub name_en: Box<str>,
    /// First day of its use.
    pub since: Day,
    /// The day after the last one; none while it is in use.
    pub until: Option<Day>,
    /// The codes that took its place, where that is known.
    pub successors: Vec<Box<str>>,
}

impl Code {
    /// A code without successors and without an English name.
    #[must_use]
    pub fn new(code: &str, name: &str, since: Day, until: Option<Day>) -> Self {
        Self {
            code: code.into(),
            name: name.into(),
            name_en: name.into(),
            since,
            until,
            successors: Vec::new(),
        }
    }

    /// Whether it is in use on a day; on none given, whether it still is.
    #[must_use]
    pub fn is_in_use(&self, day: Option<Day>) -> bool {
        match day {
            None => self.until.is_none(),
            Some(day) => self.since <= day && self.until.is_none_or(|until| day < until),
        }
    }
}

impl References {
    /// The sheets of parcels that no frame is of, in order; none where there are no frames.
    #[must_use]
    pub fn sheets_without_frame(&self, parcels: &Parcels) -> Vec<String> {
        let frames = self.sheet_frames.as_ref();
        frames.map(|frames| territory::sheets_without_frame(frames, parcels)).unwrap_or_default()
    }

    /// The polygons of a reference that are not valid, by position. They are taken for what their shells enclose and
    /// their holes do not; `lattice_m` is that of the profile.
    #[must_use]
    pub fn unsound_polygons(shapes: &ParcelGeometries, lattice_m: f64) -> Vec<u32> {
        territory::unsound(shapes, Lattice::new(lattice_m))
    }
}

impl Codes {
    /// The list of these codes.
    #[must_use]
    pub fn new(codes: impl IntoIterator<Item = Code>) -> Self {
        let mut entries: HashMap<Box<str>, Vec<Code>> = HashMap::new();
        for code in codes {
            entries.entry(code.code.clone()).or_default().push(code);
        }
        Self { entries: Arc::new(entries) }
    }

    /// Whether there is no code at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Everything a code has stood for, as the list has it; none for a code the list does not know. Letters may be
    /// small.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&[Code]> {
        let found = self.entries.get(code).or_else(|| self.entries.get(code.to_uppercase().as_str()));
        found.map(Vec::as_slice)
    }

    /// Whether a code is in use on a day; on none given, whether it still is.
    #[must_use]
    pub fn is_in_use(&self, code: &str, day: Option<Day>) -> bool {
        self.find(code).is_some_and(|codes| codes.iter().any(|code| code.is_in_use(day)))
    }

    /// What a code stands for on a day, or last stood for.
    #[must_use]
    pub fn meaning(&self, code: &str, day: Option<Day>) -> Option<&Code> {
        let codes = self.find(code)?;
        codes.iter().find(|code| code.is_in_use(day)).or(codes.iter().max_by_key(|code| code.since))
    }

    /// The codes, now in use, to which the land of more than one closed code came.
    pub(crate) fn merged(&self) -> impl Iterator<Item = &str> {
        let mut closed: Vec<&str> =
            self.all().flat_map(|code| code.successors.iter().map(|now| &**now)).collect();
        closed.sort_unstable();
        let several: Vec<&str> = closed
            .chunk_by(|one, other| one == other)
            .filter(|same| same.len() > 1)
            .map(|same| same[0])
            .collect();
        several.into_iter()
    }

    /// Everything the list has, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Code> {
        self.entries.values().flatten()
    }

    /// Whether some code goes by this name, without regard to capitals.
    #[must_use]
    pub fn with_name(&self, name: &str) -> Option<&Code> {
        let name = name.to_lowercase();
        let named = self.entries.values().flatten().filter(|code| code.name.to_lowercase() == name);
        named.max_by_key(|code| (code.since, std::cmp::Reverse(code.code.clone())))
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

impl Day {
    /// The day of this date. Whether the month has so many days is not asked: days are only compared.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, of_month: day }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, counted from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, counted from 1.
    #[must_use]
    pub const fn of_month(self) -> u8 {
        self.of_month
    }

    /// The date as Vietnamese write it: `1/7/2025`.
    #[must_use]
    pub fn vietnamese(self) -> String {
        format!("{}/{}/{}", self.of_month, self.month, self.year)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// A text that is no date such as `2025-07-01`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no date such as 2025-07-01")]
pub struct BadDay {
    /// The text.
    pub text: String,
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Self, BadDay> {
        let parts: Vec<&str> = text.split('-').collect();
        let bad = || BadDay { text: text.to_owned() };
        let [year, month, day] = parts[..] else { return Err(bad()) };
        let parsed = (year.parse().ok(), month.parse().ok(), day.parse().ok());
        let (Some(year), Some(month @ 1..=12), Some(day @ 1..=31)) = parsed else { return Err(bad()) };
        Ok(Self { year, month, of_month: day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Codes {
        let turn = Day::new(2025, 7, 1);
        Codes::new([
            Code::new("06211", "Xã Lộc Yên", Day::new(1900, 1, 1), Some(turn)),
            Code::new("06211", "Xã Cao Lộc", turn, None),
            Code::new("06193", "Xã Thanh Lòa", Day::new(1900, 1, 1), Some(turn)),
        ])
    }

    #[test]
    fn a_code_has_its_time() {
        let before = Some(Day::new(2025, 6, 30));
        assert!(lists().is_in_use("06193", before) && !lists().is_in_use("06193", None));
        assert_eq!(&*lists().meaning("06211", before).unwrap().name, "Xã Lộc Yên");
        assert_eq!(&*lists().meaning("06211", None).unwrap().name, "Xã Cao Lộc");
        assert_eq!(&*lists().meaning("06193", None).unwrap().name, "Xã Thanh Lòa");
        assert!(lists().find("99999").is_none());
    }

    #[test]
    fn days_are_read_and_written() {
        let day: Day = "2025-07-01".parse().unwrap();
        assert_eq!((day.to_string(), day.vietnamese()), ("2025-07-01".to_owned(), "1/7/2025".to_owned()));
        for text in ["2025-13-01", "2025-07", "x", "2025-07-01-02"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }
}
