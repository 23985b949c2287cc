//! Dates as people write them on papers: often the year alone is known.

use crate::Day;

/// A date of which the day, the month or the year is known.
///
/// Ordering is by what is known first: a year stands before the months in it, and a month before its days.
///
/// # Examples
///
/// ```
/// use thuadat_core::{Day, WrittenDate};
///
/// assert_eq!(WrittenDate::Day(Day::new(2011, 3, 24)).year(), 2011);
/// assert_eq!(WrittenDate::Year(1961).day(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WrittenDate {
    /// Only the year.
    Year(u16),
    /// The year and the month, of 1 to 12.
    Month(u16, u8),
    /// The whole date.
    Day(Day),
}

impl WrittenDate {
    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(day) => day.year(),
        }
    }

    /// The day, where all of the date is known.
    #[must_use]
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(day),
            Self::Year(_) | Self::Month(..) => None,
        }
    }
}
