//! Moments and intervals of the parameter `datetime` (RFC 3339).

use crate::web::Problem;
use thuadat::cadastre::Timestamp;

/// A span of time; an open end is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    begin: Option<Timestamp>,
    end: Option<Timestamp>,
}

impl Span {
    /// The span a parameter names: a moment, a day, or two of them with a slash between, either of which may be open.
    pub(crate) fn of_parameter(value: &str) -> Result<Self, Problem> {
        Self::parse(value).ok_or_else(|| {
            Problem::bad_parameter(
                "datetime",
                "phải là thời điểm (2026-07-01T08:00:00Z), ngày (2026-07-01) hoặc khoảng (2026-01-01/2026-07-01, ../2026-07-01)",
                "must be a moment (2026-07-01T08:00:00Z), a day (2026-07-01) or an interval (2026-01-01/2026-07-01, \
                 ../2026-07-01)",
            )
        })
    }

    fn parse(value: &str) -> Option<Self> {
        let Some((begin, end)) = value.split_once('/') else {
            return Some(Self { begin: Some(moment(value, false)?), end: Some(moment(value, true)?) });
        };
        let bound = |text: &str, is_end: bool| match text {
            "" | ".." => Some(None),
            text => moment(text, is_end).map(Some),
        };
        let span = Self { begin: bound(begin, false)?, end: bound(end, true)? };
        let is_ordered = span.begin.as_ref().zip(span.end.as_ref()).is_none_or(|(begin, end)| begin <= end);
        (is_ordered && (span.begin.is_some() || span.end.is_some() || value.contains(".."))).then_some(span)
    }

    /// Whether something that began then, and still is, falls into it. What has no time falls into every span.
    pub(crate) fn holds(&self, begun_at: Option<&Timestamp>) -> bool {
        begun_at.zip(self.end.as_ref()).is_none_or(|(begun_at, end)| begun_at <= end)
    }
}

/// A moment, or the first or last one of a day.
fn moment(text: &str, is_end: bool) -> Option<Timestamp> {
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let day = days_since_1970(date)?;
    let milliseconds = match time {
        None if is_end => 86_399_999,
        None => 0,
        Some(time) => milliseconds_of(time)?,
    };
    let since = day * 86_400_000 + milliseconds;
    Some(Timestamp::of_unix_milliseconds(u64::try_from(since).unwrap_or(0)))
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// After Howard Hinnant's `days_from_civil`.
fn days_since_1970(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) =
        (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if parts.next().is_some() || !(1..=last).contains(&day) {
        return None;
    }
    let shifted = year - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// `08:30:00`, with a fraction or without, and the distance from Greenwich.
fn milliseconds_of(time: &str) -> Option<i64> {
    let zone = time.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = time.split_at(zone);
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = whole.split(':');
    let (hour, minute, second) =
        (number(parts.next()?, 2)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let is_sound = parts.next().is_none() && hour < 24 && minute < 60 && second < 61;
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_sound || !is_fraction {
        return None;
    }
    let thousandths: i64 = format!("{fraction:0<3}")[..3].parse().ok()?;
    let away = match zone {
        "Z" | "z" => 0,
        zone => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let minutes = number(hours, 2)? * 60 + number(minutes, 2)?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    Some(((hour * 60 + minute - away) * 60 + second) * 1000 + thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: Option<(Option<&str>, Option<&str>)>) {
        let span = Span::parse(value);
        let shown = span.as_ref().map(|span| {
            (span.begin.as_ref().map(Timestamp::as_str), span.end.as_ref().map(Timestamp::as_str))
        });
        assert_eq!(shown, expected, "{value}");
    }

    #[test]
    fn moments_days_and_intervals() {
        let moment = Some("2026-07-01T08:30:00.000Z");
        check("2026-07-01T08:30:00Z", Some((moment, moment)));
        check("2026-07-01T15:30:00+07:00", Some((moment, moment)));
        check("2026-07-01t08:30:00.0004z", Some((moment, moment)));
        let (begin, end) = ("2024-02-29T00:00:00.000Z", "2024-02-29T23:59:59.999Z");
        check("2024-02-29", Some((Some(begin), Some(end))));
        check("2024-02-29/..", Some((Some(begin), None)));
        check("../2024-02-29", Some((None, Some(end))));
        check("/2024-02-29", Some((None, Some(end))));
        check("../..", Some((None, None)));
        for wrong in [
            "",
            "/",
            "today",
            "2026-13-01",
            "2026-02-29",
            "2026-07-01T25:00:00Z",
            "2026-07-01T08:30:00",
            "2026-07-02/2026-07-01",
            "2026-07-01/2026-07-02/2026-07-03",
            "2026-7-1",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn what_began_later_is_not_in_it() {
        let began: Timestamp = "2026-07-01T08:30:00.000Z".parse().unwrap();
        for (value, expected) in [
            ("2026-07-01T08:29:59Z", false),
            ("2026-07-01", true),
            ("2030-01-01", true),
            ("../2026-06-30", false),
            ("2020-01-01/..", true),
        ] {
            let span = Span::parse(value).unwrap();
            assert_eq!(span.holds(Some(&began)), expected, "{value}");
            assert!(span.holds(None), "{value}");
        }
    }
}
