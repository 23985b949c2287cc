//! Dates as people write them on papers: often the year alone is known.

use crate::Day;
use std::fmt;
use std::str::FromStr;

/// A date of which the day, the month or the year is known.
///
/// Ordering is by what is known first: a year stands before the months in it, and a month before its days.
///
/// # Examples
///
/// ```
/// use thuadat_core::{BadWrittenDate, Day, WrittenDate};
///
/// assert_eq!(WrittenDate::Day(Day::new(2011, 3, 24)).year(), 2011);
/// assert_eq!(WrittenDate::Year(1961).day(), None);
/// assert_eq!("24/03/2011".parse(), Ok(WrittenDate::Day(Day::new(2011, 3, 24))));
/// assert_eq!("năm 1961".parse(), Ok(WrittenDate::Year(1961)));
/// assert_eq!("24/03/1017".parse::<WrittenDate>(), Err(BadWrittenDate::Year(1017)));
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

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadWrittenDate {
    /// It is not made of a day, a month and a year.
    #[error("it is no date such as 24/03/2011, 03/2011 or 2011")]
    NotADate,
    /// The calendar has no such day or month.
    #[error("the calendar has no such day")]
    NoSuchDay,
    /// The year is of two digits, so that nobody can tell the century.
    #[error("the year has two digits only")]
    ShortYear,
    /// The year is none of living memory.
    #[error("the year {0} cannot be meant")]
    Year(u16),
}

impl WrittenDate {
    /// The years that a register can speak of: births of the oldest holders, and terms of use that end.
    pub const YEARS: std::ops::RangeInclusive<u16> = 1850..=2150;

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

    /// The date of a number of days since 30 December 1899, as spreadsheets count; parts of a day are left out.
    ///
    /// # Errors
    ///
    /// Where the year is none of [`Self::YEARS`].
    pub fn of_spreadsheet(days: f64) -> Result<Self, BadWrittenDate> {
        if !(days.is_finite() && (0.0..3_000_000.0).contains(&days)) {
            return Err(BadWrittenDate::NotADate);
        }
        let (year, month, day) = civil(days as i64 - DAYS_FROM_1899_TO_1970);
        Self::of_parts(day, month, year)
    }

    /// The date of these parts; a day or a month of zero is one that is not known.
    fn of_parts(day: u32, month: u32, year: u32) -> Result<Self, BadWrittenDate> {
        let year = u16::try_from(year).map_err(|_| BadWrittenDate::NotADate)?;
        let is_day = match (day, month) {
            (0, 0..=12) => true,
            (_, 1..=12) => day <= days_in(month, year),
            _ => false,
        };
        if !is_day {
            return Err(BadWrittenDate::NoSuchDay);
        }
        if !Self::YEARS.contains(&year) {
            return Err(BadWrittenDate::Year(year));
        }
        Ok(match (day, month) {
            (0, 0) => Self::Year(year),
            (0, month) => Self::Month(year, month as u8),
            (day, month) => Self::Day(Day::new(year, month as u8, day as u8)),
        })
    }
}

impl FromStr for WrittenDate {
    type Err = BadWrittenDate;

    /// Day, month and year with any mark between them, the year first or last; the American order only where no
    /// other can be meant; a month and a year, or a year alone. Words (`ngày … tháng … năm …`) and a time of day are passed over.
    fn from_str(text: &str) -> Result<Self, BadWrittenDate> {
        let parts = parts(text).ok_or(BadWrittenDate::NotADate)?;
        let number = |part: &str| part.parse::<u32>().map_err(|_| BadWrittenDate::NotADate);
        let lengths: Vec<usize> = parts.iter().map(String::len).collect();
        match lengths[..] {
            [4] => Self::of_parts(0, 0, number(&parts[0])?),
            [1 | 2, 4] => Self::of_parts(0, number(&parts[0])?, number(&parts[1])?),
            [4, 1 | 2] => Self::of_parts(0, number(&parts[1])?, number(&parts[0])?),
            [1 | 2, 1 | 2, 4] => {
                let (day, month, year) = (number(&parts[0])?, number(&parts[1])?, number(&parts[2])?);
                let is_american = month > 12 && (1..=12).contains(&day);
                if is_american { Self::of_parts(month, day, year) } else { Self::of_parts(day, month, year) }
            }
            [4, 1 | 2, 1 | 2] => Self::of_parts(number(&parts[2])?, number(&parts[1])?, number(&parts[0])?),
            [1 | 2, 1 | 2, 2] => Err(BadWrittenDate::ShortYear),
            _ => Err(BadWrittenDate::NotADate),
        }
    }
}

impl fmt::Display for WrittenDate {
    /// As Vietnamese papers write it: `24/03/2011`, `03/2011`, `2011`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year}"),
            Self::Month(year, month) => write!(f, "{month:02}/{year}"),
            Self::Day(day) => write!(f, "{:02}/{:02}/{}", day.of_month(), day.month(), day.year()),
        }
    }
}

/// The runs of digits, where nothing but marks and the words of a date stands between them.
fn parts(text: &str) -> Option<Vec<String>> {
    let small = text.trim().to_lowercase();
    let words = ["ngày", "tháng", "năm", "nga\u{300}y", "tha\u{301}ng", "na\u{306}m"];
    let plain = words.iter().fold(small, |text, word| text.replace(word, " "));
    let mut parts: Vec<String> = Vec::new();
    let mut is_open = false;
    for letter in without_time(&plain).chars() {
        match letter {
            '0'..='9' if is_open => parts.last_mut()?.push(letter),
            '0'..='9' => parts.push(letter.to_string()),
            '/' | '-' | '.' | ',' | ' ' | '\\' | '\u{a0}' => {}
            _ => return None,
        }
        is_open = letter.is_ascii_digit();
    }
    (1..=3).contains(&parts.len()).then_some(parts)
}

/// What stands before the time of a day.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = text[..colon].trim_end_matches(|letter: char| letter.is_ascii_digit());
    before.strip_suffix('t').unwrap_or(before)
}

/// From 30 December 1899 to 1 January 1970.
const DAYS_FROM_1899_TO_1970: i64 = 25_569;

/// Year, month and day of a number of days since 1 January 1970, after H. Hinnant, "chrono-compatible low-level date
/// algorithms" (2013).
fn civil(days: i64) -> (u32, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as u32, month as u32, day as u32)
}

fn days_in(month: u32, year: u16) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::BadWrittenDate::{NoSuchDay, NotADate, ShortYear};
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<WrittenDate, BadWrittenDate>) {
        assert_eq!(text.parse(), expected, "{text:?}");
    }

    #[test]
    fn a_whole_date_is_read_in_any_order_that_is_sure() {
        for text in [
            "24/03/2011",
            "24/3/2011",
            "24-03-2011",
            "24.03.2011",
            " 24 / 03 / 2011 ",
            "03/24/2011",
            "2011-03-24",
            "2011/3/24",
            "2011-03-24T00:00:00",
            "24/03/2011 00:00:00",
            "ngày 24 tháng 3 năm 2011",
            "Ngày 24 tháng 03 năm 2011",
        ] {
            check(text, Ok(WrittenDate::Day(Day::new(2011, 3, 24))));
        }
        check("03/04/2011", Ok(WrittenDate::Day(Day::new(2011, 4, 3))));
        check("29/02/2012", Ok(WrittenDate::Day(Day::new(2012, 2, 29))));
    }

    #[test]
    fn a_month_or_a_year_alone_is_enough() {
        for text in ["03/2011", "3-2011", "2011-03", "tháng 3 năm 2011", "00/03/2011"] {
            check(text, Ok(WrittenDate::Month(2011, 3)));
        }
        for text in ["1961", " 1961 ", "năm 1961", "00/00/1961"] {
            check(text, Ok(WrittenDate::Year(1961)));
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_reason() {
        check("24/03/1017", Err(BadWrittenDate::Year(1017)));
        check("1017", Err(BadWrittenDate::Year(1017)));
        check("31/02/2011", Err(NoSuchDay));
        check("29/02/2011", Err(NoSuchDay));
        check("13/13/2011", Err(NoSuchDay));
        check("24/00/2011", Err(NoSuchDay));
        check("24/03/11", Err(ShortYear));
        for text in ["", "x", "24032011", "1/2/3/2011", "12", "khoảng 1961", "1961?", "99999"] {
            check(text, Err(NotADate));
        }
    }

    #[test]
    fn days_of_spreadsheets_are_days_of_the_calendar() {
        for (days, text) in [
            (40_626.0, "24/03/2011"),
            (40_626.75, "24/03/2011"),
            (25_569.0, "01/01/1970"),
            (61.0, "01/03/1900"),
        ] {
            assert_eq!(WrittenDate::of_spreadsheet(days).unwrap().to_string(), text);
        }
        assert_eq!(WrittenDate::of_spreadsheet(-1.0), Err(NotADate));
        assert_eq!(WrittenDate::of_spreadsheet(f64::NAN), Err(NotADate));
        assert_eq!(WrittenDate::of_spreadsheet(300_000.0), Err(BadWrittenDate::Year(2721)));
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back(year in 1850_u16..=2150, month in 0_u8..=12, day in 0_u8..=28) {
            let date = match (month, day) {
                (0, _) => WrittenDate::Year(year),
                (month, 0) => WrittenDate::Month(year, month),
                (month, day) => WrittenDate::Day(Day::new(year, month, day)),
            };
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }

        #[test]
        fn each_day_of_a_spreadsheet_follows_the_one_before(days in 0_u32..73_000) {
            let (one, next) = (WrittenDate::of_spreadsheet(f64::from(days)), WrittenDate::of_spreadsheet(f64::from(days) + 1.0));
            prop_assert!(one.unwrap() < next.unwrap());
        }

        #[test]
        fn no_text_panics(text in "[0-9/. :tT-]{0,14}|\\PC*") {
            let _ = text.parse::<WrittenDate>();
        }
    }
}
