//! Which communes a code can mean: one code names different land before and after communes merged.

use super::map_index::{MapIndex, commune_code};
use super::texts::{NOTHING, TextId};
use crate::{Codes, Day, Register, WrittenDate};
use std::collections::HashSet;

/// Earlier than this no certificate was issued; an earlier date is a slip and tells nothing.
const FIRST_CERTIFICATE: u16 = 1980;

/// What a commune code of a row can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// Code under which a list of renumbered sheets has the old sheets; none where only the new commune is known.
    pub(super) old: Option<Box<str>>,
    /// Code of the commune of today, where only that is known.
    pub(super) today: Option<Box<str>>,
    /// Communes of the map its land may be in.
    pub(super) communes: Vec<TextId>,
    /// When the numbers of its sheets changed.
    pub(super) until: Option<Day>,
    /// Whether its land came together with that of others, whose sheets bore the same numbers.
    pub(super) is_merged: bool,
}

/// What the codes of a register can mean.
pub(super) struct Communes<'a> {
    codes: &'a Codes,
    map: &'a MapIndex,
    /// Whether the map itself bears codes of before.
    map_is_old: bool,
    /// Communes of before, by the one their land came to.
    merged: HashSet<Box<str>>,
    merged_on: Day,
}

impl<'a> Communes<'a> {
    pub(super) fn new(codes: &'a Codes, map: &'a MapIndex, merged_on: Day) -> Self {
        let map_is_old = map.communes.iter().any(|&id| is_closed(codes, map.texts.text(id)));
        let merged = codes.merged().map(Into::into).collect();
        Self { codes, map, map_is_old, merged, merged_on }
    }

    /// Whether a register was written with the codes of before: some of its codes are in use no more.
    pub(super) fn bears_old_codes(&self, register: &Register) -> bool {
        let codes: HashSet<&str> =
            register.entries.iter().filter_map(|entry| entry.commune.as_deref()).collect();
        codes.into_iter().any(|code| is_closed(self.codes, &commune_code(code)))
    }

    /// What a code means on a certificate of this date. Several meanings where nothing tells which.
    pub(super) fn origins(
        &self,
        code: Option<&str>,
        issued: Option<WrittenDate>,
        old_codes: bool,
    ) -> Vec<Origin> {
        let Some(code) = code.map(commune_code).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
        else {
            return vec![self.anywhere()];
        };
        let meanings = self.codes.find(&code).unwrap_or_default();
        let closed = meanings.iter().find(|meaning| meaning.until.is_some());
        let is_open = meanings.iter().any(|meaning| meaning.until.is_none());
        let until = closed.and_then(|closed| closed.until).unwrap_or(self.merged_on);
        let before = is_before(issued, until);
        let old = closed.filter(|_| before != Some(false) || !is_open).map(|closed| {
            let mut communes: Vec<TextId> =
                closed.successors.iter().filter_map(|code| self.on_map(code, false)).collect();
            communes.extend(self.on_map(&code, true));
            communes.dedup();
            Origin {
                old: Some(code.clone().into()),
                today: None,
                communes,
                until: Some(until),
                is_merged: closed.successors.iter().any(|successor| self.merged.contains(successor)),
            }
        });
        let today = (is_open && !(old_codes && old.is_some() && before == Some(true))).then(|| Origin {
            old: None,
            today: Some(code.clone().into()),
            communes: self.of_today(&code),
            until: Some(until),
            is_merged: self.merged.contains(&*code),
        });
        let found: Vec<Origin> = old.into_iter().chain(today).collect();
        if found.is_empty() { vec![self.as_written(&code)] } else { found }
    }

    /// A commune of the map by its code, if the map's codes are of that time.
    fn on_map(&self, code: &str, is_old: bool) -> Option<TextId> {
        if self.has_no_codes() {
            return Some(NOTHING);
        }
        self.map.texts.find(code).filter(|id| self.map.communes.contains(id) && is_old == self.map_is_old)
    }

    /// Whether the map says nothing of communes.
    fn has_no_codes(&self) -> bool {
        self.map.communes == [NOTHING]
    }

    /// The land of a commune of today: where the map bears the codes of before, that of those it was made of.
    fn of_today(&self, code: &str) -> Vec<TextId> {
        if !self.map_is_old {
            return self.on_map(code, false).into_iter().collect();
        }
        let came_to_it = |&&id: &&TextId| {
            let meanings = self.codes.find(self.map.texts.text(id)).unwrap_or_default();
            meanings.iter().any(|meaning| meaning.successors.iter().any(|successor| **successor == *code))
        };
        self.map.communes.iter().filter(came_to_it).copied().collect()
    }

    /// A code of no list.
    fn as_written(&self, code: &str) -> Origin {
        let found = if self.has_no_codes() { Some(NOTHING) } else { self.map.texts.find(code) };
        let communes = found.filter(|id| self.map.communes.contains(id)).into_iter().collect();
        Origin { old: Some(code.into()), today: Some(code.into()), communes, until: None, is_merged: false }
    }

    /// No code at all: all of the map.
    fn anywhere(&self) -> Origin {
        Origin {
            old: None,
            today: None,
            communes: self.map.communes.clone(),
            until: Some(self.merged_on),
            is_merged: false,
        }
    }
}

fn is_closed(codes: &Codes, code: &str) -> bool {
    codes.find(code).is_some_and(|meanings| meanings.iter().all(|meaning| meaning.until.is_some()))
}

/// Whether a certificate was issued before a day; none where its date does not tell.
pub(super) fn is_before(issued: Option<WrittenDate>, day: Day) -> Option<bool> {
    let issued = issued.filter(|issued| issued.year() >= FIRST_CERTIFICATE)?;
    match issued {
        WrittenDate::Day(issued) => Some(issued < day),
        WrittenDate::Month(year, month) if (year, month) != (day.year(), day.month()) => {
            Some((year, month) < (day.year(), day.month()))
        }
        WrittenDate::Month(..) if day.of_month() == 1 => Some(false),
        WrittenDate::Year(year) if year != day.year() => Some(year < day.year()),
        WrittenDate::Month(..) | WrittenDate::Year(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_tell_as_much_as_is_known_of_them() {
        let turn = Day::new(2025, 7, 1);
        let check = |issued: WrittenDate, expected: Option<bool>| {
            assert_eq!(is_before(Some(issued), turn), expected, "{issued:?}");
        };
        check(WrittenDate::Day(Day::new(2025, 6, 30)), Some(true));
        check(WrittenDate::Day(turn), Some(false));
        check(WrittenDate::Month(2025, 6), Some(true));
        check(WrittenDate::Month(2025, 7), Some(false));
        check(WrittenDate::Year(2011), Some(true));
        check(WrittenDate::Year(2026), Some(false));
        check(WrittenDate::Year(2025), None);
        check(WrittenDate::Day(Day::new(1017, 3, 24)), None);
        assert_eq!(is_before(None, turn), None);
    }
}
