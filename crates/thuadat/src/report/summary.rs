//! The counts of a report.

use super::model::{SheetSummary, Summary};
use crate::CheckRun;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{ParcelKey, Severity};

/// Counts findings and parcels, over all and by sheet. O(parcels + findings).
pub(super) fn summarise(run: &CheckRun) -> Summary {
    let findings = &run.outcome.findings;
    let open = || findings.iter().filter(|finding| run.acceptance_of(finding).is_none());
    let count = |severity| open().filter(|finding| finding.severity == severity).count();
    let errors = open().filter(|finding| finding.severity == Severity::Error);
    let parcels = errors.flat_map(|finding| finding.parcels.iter().copied());
    let parcels_with_errors: BTreeSet<u32> = parcels.filter(|&parcel| run.reports_on(parcel)).collect();
    Summary {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        accepted: findings.len() - open().count(),
        findings: findings.len(),
        parcels: run.selected.as_ref().map_or(run.parcel_count(), |selected| selected.count),
        parcels_with_errors: parcels_with_errors.len(),
        by_sheet: by_sheet(run, &parcels_with_errors),
        read_seconds: run.seconds.read,
        check_seconds: run.seconds.check,
        write_seconds: run.seconds.write,
    }
}

fn by_sheet(run: &CheckRun, parcels_with_errors: &BTreeSet<u32>) -> Vec<SheetSummary> {
    let records = &run.dataset.parcels.records;
    if !has_sheets(run) {
        return Vec::new();
    }
    let mut sheets = sheets(run);
    let sheet_of = |parcel: u32| SheetKey::of(&records[parcel as usize].key);
    for &parcel in parcels_with_errors {
        sheets.entry(sheet_of(parcel)).and_modify(|sheet| sheet.parcels_with_errors += 1);
    }
    for finding in &run.outcome.findings {
        let touched: BTreeSet<SheetKey<'_>> =
            finding.parcels.iter().map(|&parcel| sheet_of(parcel)).collect();
        let is_accepted = run.acceptance_of(finding).is_some();
        for key in touched {
            sheets.entry(key).and_modify(|sheet| match finding.severity {
                _ if is_accepted => sheet.accepted += 1,
                Severity::Error => sheet.errors += 1,
                Severity::Warning => sheet.warnings += 1,
                Severity::Note => sheet.notes += 1,
            });
        }
    }
    sheets.into_values().collect()
}

/// Every sheet reported on, with the number of its parcels.
fn sheets(run: &CheckRun) -> BTreeMap<SheetKey<'_>, SheetSummary> {
    let mut sheets: BTreeMap<SheetKey<'_>, SheetSummary> = BTreeMap::new();
    let mut add = |key, parcels: usize| {
        let key = SheetKey::of(key);
        sheets.entry(key).or_insert_with(|| key.empty_summary()).parcels += parcels;
    };
    if let Some(streamed) = &run.streamed {
        streamed.sheets.iter().for_each(|(key, parcels)| add(key, *parcels));
    } else {
        let reported = run.dataset.parcels.records.iter().enumerate();
        let reported = reported.filter(|(parcel, _)| run.reports_on(*parcel as u32));
        reported.for_each(|(_, record)| add(&record.key, 1));
    }
    sheets
}

/// Whether any parcel has a sheet, reported on or not.
fn has_sheets(run: &CheckRun) -> bool {
    let has_sheet = |key: &ParcelKey| key.sheet.is_some();
    match &run.streamed {
        Some(streamed) => streamed.sheets.iter().any(|(key, _)| has_sheet(key)),
        None => run.dataset.parcels.records.iter().any(|record| has_sheet(&record.key)),
    }
}

/// Commune and sheet, ordered as people count: sheet 2 before sheet 10, words after numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SheetKey<'a> {
    pub(crate) commune: Option<&'a str>,
    pub(crate) sheet: Option<&'a str>,
}

impl<'a> SheetKey<'a> {
    pub(crate) fn of(key: &'a ParcelKey) -> Self {
        Self { commune: key.commune.as_deref(), sheet: key.sheet.as_deref() }
    }

    fn empty_summary(self) -> SheetSummary {
        SheetSummary {
            commune: self.commune.map(str::to_owned),
            sheet: self.sheet.map(str::to_owned),
            parcels: 0,
            parcels_with_errors: 0,
            errors: 0,
            warnings: 0,
            notes: 0,
            accepted: 0,
        }
    }

    fn rank(self) -> (bool, Option<&'a str>, bool, u64, Option<&'a str>) {
        let number = self.sheet.and_then(|sheet| sheet.parse().ok());
        (self.commune.is_none(), self.commune, number.is_none(), number.unwrap_or_default(), self.sheet)
    }
}

impl Ord for SheetKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for SheetKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
