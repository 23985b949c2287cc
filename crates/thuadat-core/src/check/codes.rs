//! Codes that stand in no list, or in the list of another time.
//!
//! A code is told once, with all its parcels: in a real map an old code stands on hundreds of them.

use super::draft::Draft;
use super::inspection::Inspection;
use super::number::about;
use crate::{Finding, Interrupted, ParcelRecord, Rule, Severity, land_uses};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Land-use codes that no list has, and those of another time. Needs a list and a column of land uses.
pub(super) fn land_use_codes(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    inspection.go_on()?;
    let (codes, day) = (&inspection.references.land_uses, inspection.profile.codes_at);
    let groups = unusual_land_uses(inspection);
    Ok(findings(inspection, Rule::UnknownLandUse, groups, |draft, code| {
        let known = codes.meaning(code, day);
        let at_most = if known.is_some() { Severity::Note } else { Severity::Error };
        inspection.finding(Draft { at_most, ..draft }, |draft| {
            inspection.wording.unknown_land_use(draft, code, known, codes.with_name(code))
        })
    }))
}

/// Commune codes that no list has, and those of another time. Needs a list and a column of communes.
pub(super) fn commune_codes(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    inspection.go_on()?;
    let (codes, day) = (&inspection.references.communes, inspection.profile.codes_at);
    let groups = unusual_communes(inspection);
    Ok(findings(inspection, Rule::UnknownCommune, groups, |draft, code| {
        let known = codes.meaning(code, day);
        let successors = known.map(|known| known.successors.as_slice()).unwrap_or_default();
        let successors: Vec<_> = successors.iter().filter_map(|code| codes.meaning(code, day)).collect();
        inspection
            .finding(draft, |draft| inspection.wording.unknown_commune(draft, code, known, &successors, day))
    }))
}

/// The parcels with a code that these rules tell of, some of them twice.
pub(super) fn with_unusual_codes(inspection: &Inspection<'_>) -> Vec<u32> {
    let groups = [unusual_land_uses(inspection), unusual_communes(inspection)];
    groups.into_iter().flat_map(BTreeMap::into_values).flatten().collect()
}

fn unusual_land_uses(inspection: &Inspection<'_>) -> BTreeMap<Box<str>, Vec<u32>> {
    let (codes, day) = (&inspection.references.land_uses, inspection.profile.codes_at);
    if codes.is_empty() || !inspection.parcels.columns.land_use || !inspection.wants(Rule::UnknownLandUse) {
        return BTreeMap::new();
    }
    let unusual = |text: &str| -> Vec<Box<str>> {
        if codes.is_in_use(text, day) {
            return Vec::new();
        }
        if codes.find(text).is_some() || codes.with_name(text).is_some() || is_prose(text) {
            return vec![text.into()];
        }
        let unknown = land_uses(text).map(|it| it.code).filter(|code| !codes.is_in_use(code, day));
        let unknown: BTreeSet<Box<str>> = unknown.map(Into::into).collect();
        unknown.into_iter().collect()
    };
    group(inspection, |record| record.land_use.as_deref(), unusual)
}

fn unusual_communes(inspection: &Inspection<'_>) -> BTreeMap<Box<str>, Vec<u32>> {
    let (codes, day) = (&inspection.references.communes, inspection.profile.codes_at);
    if codes.is_empty() || !inspection.parcels.columns.commune || !inspection.wants(Rule::UnknownCommune) {
        return BTreeMap::new();
    }
    let unusual = |code: &str| if codes.is_in_use(code, day) { Vec::new() } else { vec![code.into()] };
    group(inspection, |record| record.key.commune.as_deref(), unusual)
}

/// Words instead of a code: several of them, and not all in capitals.
fn is_prose(text: &str) -> bool {
    let has_small = |word: &str| word.chars().any(char::is_lowercase);
    let words = text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
    words.clone().count() > 1 && words.clone().any(has_small) && !text.is_ascii()
}

/// Parcels by what is unusual in their text. Most texts are like the one before: what that one held is remembered.
fn group<'a>(
    inspection: &Inspection<'a>,
    text: impl Fn(&'a ParcelRecord) -> Option<&'a str> + Sync,
    unusual: impl Fn(&str) -> Vec<Box<str>> + Sync,
) -> BTreeMap<Box<str>, Vec<u32>> {
    const CHUNK: usize = 4096;
    let found: Vec<Vec<(Box<str>, u32)>> = inspection
        .parcels
        .records
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, records)| {
            let (mut found, mut last, mut held) = (Vec::new(), "", Vec::new());
            for (position, record) in records.iter().enumerate() {
                let text = text(record).map(str::trim).unwrap_or_default();
                if text != last {
                    held = if text.is_empty() { Vec::new() } else { unusual(text) };
                    last = text;
                }
                let parcel = (chunk * CHUNK + position) as u32;
                found.extend(held.iter().map(|what| (what.clone(), parcel)));
            }
            found
        })
        .collect();
    let mut groups: BTreeMap<Box<str>, Vec<u32>> = BTreeMap::new();
    for (what, parcel) in found.into_iter().flatten() {
        groups.entry(what).or_default().push(parcel);
    }
    groups
}

fn findings(
    inspection: &Inspection<'_>,
    rule: Rule,
    groups: BTreeMap<Box<str>, Vec<u32>>,
    finding: impl Fn(Draft, &str) -> Option<Finding>,
) -> Vec<Finding> {
    let drafts = groups.into_iter().map(|(code, parcels)| (about(inspection, rule, &code, parcels), code));
    drafts.filter_map(|(draft, code)| finding(draft, &code)).collect()
}
