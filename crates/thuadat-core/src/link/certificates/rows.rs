//! What is wrong with what single rows say; told once of all rows that say it of the same certificate or person.

use super::desk::{Desk, Draft};
use super::forms::FORMS;
use super::identity::{self, IdentityFault};
use super::registry;
use super::{CertificateFinding, words};
use crate::{CertificateEntry, Day, EntryDate, Message, Rule, Severity, WrittenDate};
use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::Hash;

/// Serials that are none.
pub(super) fn serials(desk: &Desk<'_>) -> Vec<CertificateFinding> {
    let fault = |row| {
        let serial = desk.serial(row)?;
        Some((serial.fault?, serial.key.clone()))
    };
    told(desk, Rule::SerialMalformed, &fault, &|(fault, _)| (words::serial(*fault), Severity::Error))
}

/// What stands in the place of registry numbers.
pub(super) fn registry_numbers(desk: &Desk<'_>) -> Vec<CertificateFinding> {
    let fault = |row| {
        let entry = desk.entry(row);
        let number = entry.registry_number.as_deref().filter(|_| desk.has_certificate(row))?;
        let placeholder = registry::placeholder(number, entry.serial.as_deref())?;
        Some((placeholder, of_certificate(desk, row)))
    };
    told(desk, Rule::RegistryPlaceholder, &fault, &|(placeholder, _)| {
        (words::registry(*placeholder), Severity::Error)
    })
}

/// Numbers of identity papers that are none. Nobody is born after `today`.
pub(super) fn identities(desk: &Desk<'_>, today: Option<Day>) -> Vec<CertificateFinding> {
    let fault = |row| {
        let holder = &desk.entry(row).holder;
        Some((identity::fault(holder, today)?, holder.identity_number.clone()))
    };
    told(desk, Rule::IdentityMalformed, &fault, &|(fault, _)| {
        let at_most = if *fault == IdentityFault::OldPaper { Severity::Note } else { Severity::Error };
        (words::identity(*fault), at_most)
    })
}

/// A date that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum BadDate {
    /// The calendar has no such day of issue, or the year cannot be meant.
    Issued,
    /// The same of the day of birth.
    Born,
    /// Born on a day still to come.
    BornToCome,
    /// Issued before there were certificates.
    BeforeAnyCertificate,
    /// Issued on a day still to come.
    ToCome,
    /// Issued before the holder was born.
    BeforeBirth,
}

/// Dates that cannot be. `today` is the last day of issue.
pub(super) fn dates(desk: &Desk<'_>, today: Option<Day>) -> Vec<CertificateFinding> {
    let fault = |row| {
        let entry = desk.entry(row);
        let date = bad_date(entry, desk.has_certificate(row), today)?;
        Some((date, of_certificate(desk, row)))
    };
    told(desk, Rule::DateImpossible, &fault, &|(date, _)| (words::date(*date), Severity::Error))
}

fn bad_date(entry: &CertificateEntry, has_certificate: bool, today: Option<Day>) -> Option<BadDate> {
    if has_certificate && entry.impossible_dates.contains(&EntryDate::Issued) {
        return Some(BadDate::Issued);
    }
    if entry.impossible_dates.contains(&EntryDate::Born) {
        return Some(BadDate::Born);
    }
    let is_to_come = |date: WrittenDate| today.is_some_and(|today| first_day(date) > today);
    if entry.holder.born.is_some_and(is_to_come) {
        return Some(BadDate::BornToCome);
    }
    let issued = entry.issued.filter(|_| has_certificate)?;
    if issued.year() < FORMS.first_issue.year() {
        Some(BadDate::BeforeAnyCertificate)
    } else if is_to_come(issued) {
        Some(BadDate::ToCome)
    } else if entry.holder.born.is_some_and(|born| born.year() > issued.year()) {
        Some(BadDate::BeforeBirth)
    } else {
        None
    }
}

/// The first day a date can mean.
const fn first_day(date: WrittenDate) -> Day {
    match date {
        WrittenDate::Day(day) => day,
        WrittenDate::Month(year, month) => Day::new(year, month, 1),
        WrittenDate::Year(year) => Day::new(year, 1, 1),
    }
}

/// What rows of the same certificate have in common; of a row that names none, the row itself.
fn of_certificate(desk: &Desk<'_>, row: u32) -> Result<Box<str>, u32> {
    desk.serial(row).map(|serial| serial.key.clone()).ok_or(row)
}

/// One finding for all rows with the same fault.
fn told<Fault: Eq + Hash + Send>(
    desk: &Desk<'_>,
    rule: Rule,
    fault: &(dyn Fn(u32) -> Option<Fault> + Sync),
    said: &dyn Fn(&Fault) -> (Message, Severity),
) -> Vec<CertificateFinding> {
    if !desk.wants(rule) {
        return Vec::new();
    }
    let faults: Vec<(Fault, u32)> = desk.rows().filter_map(|row| Some((fault(row)?, row))).collect();
    let mut rows_of: HashMap<Fault, Vec<u32>> = HashMap::new();
    for (fault, row) in faults {
        rows_of.entry(fault).or_default().push(row);
    }
    let finding = |(fault, rows): (Fault, Vec<u32>)| {
        let (what, at_most) = said(&fault);
        desk.finding(Draft { at_most, ..Draft::new(rule, rows) }, &what)
    };
    rows_of.into_iter().filter_map(finding).collect()
}
