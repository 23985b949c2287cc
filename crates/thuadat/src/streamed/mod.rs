//! The check of files that memory does not hold: parcels are read once into a temporary file, then checked cell by cell.
//!
//! What stays in memory is a box and a place in the temporary file for each parcel, one cell, and the findings. The
//! temporary file has no name, so the system takes it back however the program ends.

mod cells;
mod gathering;
mod record;
mod spill;

use crate::check_file::{effective, list_left_out};
use crate::join::Part;
use crate::profile::ProfileDocument;
use crate::review::Review;
use crate::{CheckError, CheckRun, Seconds, column_rules, crs_rules, custom, references};
use cells::Cells;
use gathering::{Gathered, gather};
pub use spill::SpillError;
use std::collections::BTreeMap;
use std::time::Instant;
use thuadat_core::{
    CheckOutcome, Interrupted, Message, Observer, ParcelKey, Rule, RuleOutcome, Stage, StreamedCheck,
};
use thuadat_io::{Dataset, Notice, ReadRequest, suspect_sample};

/// What is known of parcels that were checked cell by cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Streamed {
    /// How many there are. The dataset of the run holds only those that findings are about.
    pub parcels: usize,
    /// Every sheet with the number of its parcels: commune and sheet of the key, without a number.
    pub sheets: BTreeMap<ParcelKey, usize>,
}

/// Reads the parcels of several files and checks them against each other cell by cell, in little memory.
///
/// Rules that need all parcels at once are listed as not run. The findings are those of
/// [`check_files`](crate::check_files) under a profile that leaves those rules out, with the same ids in the same order. The dataset of the run holds the parcels that findings
/// are about, and no others.
///
/// # Errors
///
/// As [`check_files`](crate::check_files); where the temporary file cannot be written; and where coordinates are degrees
/// and no zone is named.
///
/// # Panics
///
/// When there is no request at all.
///
/// # Complexity
///
/// Every parcel is read once from its file, and written to and read from a temporary file, in all about as large as the
/// coordinates at 16 bytes a vertex. Memory: about 50 bytes a parcel, one cell of 200 000 parcels, and the findings.
pub fn check_streamed(
    requests: &[ReadRequest],
    document: ProfileDocument,
    observer: &dyn Observer,
) -> Result<CheckRun, CheckError> {
    check_in_cells(cells::MOST, requests, document, observer)
}

/// A cell with more parcels than `most` is cut in two.
fn check_in_cells(
    most: usize,
    requests: &[ReadRequest],
    document: ProfileDocument,
    observer: &dyn Observer,
) -> Result<CheckRun, CheckError> {
    let started = Instant::now();
    let profile = effective(&document);
    let Gathered { part, mut spill, boxes, streamed, first, vertices, communes, has_linework } =
        gather(requests, &document, &profile, observer)?;
    let Part { mut source, columns, .. } = part;
    let read = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let lists = references::lists(columns, first, &source.crs);
    let mut check = StreamedCheck::new(&profile, columns).against(lists);
    let total = streamed.parcels as u64;
    let mut done = 0;
    for (cell, positions) in Cells::new(most, &boxes, check.reach_m()) {
        observer.progress(Stage::Matching, done.min(total), total);
        let parcels = spill.read(&positions, columns)?;
        check.check_cell(&cell, &parcels, &positions, &Quiet(observer))?;
        done += positions.len() as u64;
    }
    let batches = batches(check.near_groups());
    let around = boxes.around(&batches, check.reach_m());
    drop(boxes);
    for (members, positions) in batches.iter().zip(&around) {
        let parcels = spill.read(positions, columns)?;
        check.look_again(members, &parcels, positions, &Quiet(observer))?;
    }
    let awaited = check.awaited();
    let mut outcome = check.finish(&spill.read(&awaited, columns)?, &awaited);
    if observer.is_interrupted() {
        return Err(Interrupted.into());
    }
    custom::list_as_not_run(&mut outcome, &profile, &document.custom, &StreamedCheck::why_left_out());
    if has_linework {
        let of_drawings = outcome.rules.iter_mut().filter(|listed| listed.rule.id().starts_with("linework/"));
        of_drawings
            .filter(|listed| profile.severity(listed.rule).is_some())
            .for_each(|listed| listed.result = Err(StreamedCheck::why_left_out()));
    }
    source.notices.push(told(&outcome.rules));
    let kept = about(&outcome, source.scans.iter().flatten());
    let parcels = spill.read(&kept, columns)?;
    let place = |position: &mut u32| *position = kept.partition_point(|kept| *kept < *position) as u32;
    outcome.findings.iter_mut().flat_map(|finding| &mut finding.parcels).for_each(place);
    source.scans.iter_mut().flatten().flat_map(seen_first_mut).for_each(place);
    let suspicion = suspect_sample(&vertices, &source.crs);
    crs_rules::add_of_samples(&mut outcome, suspicion.as_ref(), &communes, &source.crs, &profile);
    let dataset = Dataset { parcels, source };
    column_rules::add(&mut outcome, &dataset, &profile);
    list_left_out(&mut outcome, &document);
    let ProfileDocument { profile, basis, custom, rules, .. } = document;
    Ok(CheckRun {
        dataset,
        profile,
        basis,
        custom,
        references: Vec::new(),
        outcome,
        rules,
        selected: None,
        review: Review::default(),
        streamed: Some(streamed),
        seconds: Seconds { read, check: started.elapsed().as_secs_f64(), write: 0.0 },
    })
}

/// Groups put together so that each batch is worth reading for, ascending within each.
fn batches(groups: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut batches: Vec<Vec<u32>> = Vec::new();
    for group in groups {
        match batches.last_mut() {
            Some(batch) if batch.len() + group.len() <= BATCH => batch.extend(group),
            _ => batches.push(group),
        }
    }
    for batch in &mut batches {
        batch.sort_unstable();
    }
    batches
}

/// Parcels looked at again at once, if no group has more.
const BATCH: usize = 20_000;

/// Passes on the wish to stop, but not the progress of each cell.
struct Quiet<'a>(&'a dyn Observer);

impl Observer for Quiet<'_> {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        self.0.is_interrupted()
    }
}

/// The parcels that the report speaks of, ascending.
fn about<'a>(outcome: &CheckOutcome, scans: impl Iterator<Item = &'a thuadat_io::ColumnScan>) -> Vec<u32> {
    let seen = scans.flat_map(|scan| {
        let legacy = scan.legacy.as_ref().map(|(_, seen)| seen);
        [legacy, scan.names.as_ref(), scan.identity_numbers.as_ref()].into_iter().flatten()
    });
    let of_findings = outcome.findings.iter().flat_map(|finding| &finding.parcels).copied();
    let mut about: Vec<u32> = of_findings.chain(seen.map(|seen| seen.first)).collect();
    about.sort_unstable();
    about.dedup();
    about
}

fn seen_first_mut(scan: &mut thuadat_io::ColumnScan) -> impl Iterator<Item = &mut u32> {
    let legacy = scan.legacy.as_mut().map(|(_, seen)| seen);
    let seen = [legacy, scan.names.as_mut(), scan.identity_numbers.as_mut()];
    seen.into_iter().flatten().map(|seen| &mut seen.first)
}

/// Says how the check went, and what it left out for that.
fn told(rules: &[RuleOutcome]) -> Notice {
    let left_out = |listed: &&RuleOutcome| listed.result == Err(StreamedCheck::why_left_out());
    let left_out: Vec<&str> = rules.iter().filter(left_out).map(|listed| Rule::id(listed.rule)).collect();
    let left_out = left_out.join(", ");
    let (vi, en) = if left_out.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(" Vì vậy không chạy: {left_out}."), format!(" Not run for that reason: {left_out}."))
    };
    let message = Message {
        vi: format!("Kiểm tra từng ô (--stream), không giữ mọi thửa trong bộ nhớ cùng lúc.{vi}"),
        en: format!("Checked cell by cell (--stream), without all parcels in memory at once.{en}"),
    };
    Notice { code: "streamed", message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selection::RuleSelection;
    use crate::{check_files, profile};
    use std::path::Path;
    use thuadat_core::Unobserved;

    #[test]
    fn in_many_cells_the_findings_are_those_of_a_check_at_once() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/samples/cao-loc-synthetic.gpkg");
        let requests = [ReadRequest::of(path)];
        let document = profile::named("vn-cadastre").unwrap();
        let streamed = check_in_cells(150, &requests, document.clone(), &Unobserved).unwrap();
        let left_out = Rule::ALL.iter().filter(|rule| StreamedCheck::leaves_out(**rule));
        let skip = left_out.map(|rule| rule.id().to_owned()).collect();
        let document = document.with_rules(RuleSelection { only: Vec::new(), skip }).unwrap();
        let at_once = check_files(&requests, document, &Unobserved).unwrap();
        let named = |run: &CheckRun| -> Vec<_> {
            let name = |&parcel: &u32| run.dataset.parcels.records[parcel as usize].feature.clone();
            let all = run.outcome.findings.iter();
            all.map(|it| (it.clone(), it.parcels.iter().map(name).collect::<Vec<_>>()))
                .map(|(it, names)| (thuadat_core::Finding { parcels: Vec::new(), ..it }, names))
                .collect()
        };
        assert!(streamed.outcome.findings.len() > 90);
        assert_eq!(named(&streamed), named(&at_once));
        assert_eq!(streamed.parcel_count(), at_once.parcel_count());
        assert!(streamed.dataset.parcels.len() < at_once.dataset.parcels.len());
    }
}
