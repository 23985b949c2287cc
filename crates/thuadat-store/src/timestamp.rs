//! Moments, as both databases keep them: text that sorts as time does.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};
use thuadat_core::Day;

/// A moment in UTC to the millisecond, such as `2026-07-01T08:30:00.000Z`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(String);

/// A text that is no moment as the store writes them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no moment such as 2026-07-01T08:30:00.000Z")]
pub struct BadTimestamp {
    /// The text.
    pub text: String,
}

impl Timestamp {
    /// The moment of the call.
    #[must_use]
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::of_unix_milliseconds(since.as_millis() as u64)
    }

    /// The moment so many milliseconds after the beginning of 1970.
    #[must_use]
    pub fn of_unix_milliseconds(milliseconds: u64) -> Self {
        let (seconds, thousandths) = (milliseconds / 1000, milliseconds % 1000);
        let (days, second) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = date_of(days as i64);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let second = second % 60;
        Self(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{thousandths:03}Z"))
    }

    /// The last moment of a day in Vietnam, seven hours ahead of UTC.
    #[must_use]
    pub fn end_of(day: Day) -> Self {
        Self(format!("{day}T16:59:59.999Z"))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Timestamp {
    type Err = BadTimestamp;

    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        const FORM: &[u8] = b"0000-00-00T00:00:00.000Z";
        let fits = |(given, form): (u8, &u8)| {
            if *form == b'0' { given.is_ascii_digit() } else { given == *form }
        };
        if text.len() == FORM.len() && text.bytes().zip(FORM).all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadTimestamp { text: text.to_owned() })
        }
    }
}

/// Year, month and day of a number of days after the beginning of 1970, by the Gregorian calendar (after Howard Hinnant's
/// `civil_from_days`).
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_calendar_has_them() {
        for (milliseconds, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_751_328_000_001, "2025-07-01T00:00:00.001Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        ] {
            let moment = Timestamp::of_unix_milliseconds(milliseconds);
            assert_eq!(moment.as_str(), expected);
            assert_eq!(expected.parse(), Ok(moment));
        }
        assert!("2025-07-01".parse::<Timestamp>().is_err());
        assert_eq!(Timestamp::end_of(Day::new(2025, 7, 1)).as_str(), "2025-07-01T16:59:59.999Z");
    }
}
