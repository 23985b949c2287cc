//! Findings counted by rule and by what became of them since an earlier report.

use super::model::{Report, Text};
use crate::CheckRun;
use crate::review::Change;
use std::collections::BTreeMap;

/// The findings of one rule, now and before.
#[derive(Debug, Clone)]
pub(super) struct ChangeCounts {
    pub(super) id: String,
    pub(super) title: Text,
    pub(super) new: usize,
    pub(super) unchanged: usize,
    pub(super) gone: usize,
}

/// The rules that found something now or before, in the report's order; rules this program no longer has come last.
pub(super) fn count(run: &CheckRun, report: &Report) -> Vec<ChangeCounts> {
    let Some(comparison) = &report.comparison else { return Vec::new() };
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for finding in &run.outcome.findings {
        let [new, unchanged, _] = counts.entry(finding.rule.id()).or_default();
        match run.change_of(finding) {
            Some(Change::Unchanged) => *unchanged += 1,
            _ => *new += 1,
        }
    }
    for finding in &comparison.gone {
        counts.entry(&finding.rule).or_default()[2] += 1;
    }
    let known = report.rules.iter().map(|rule| (rule.id.as_str(), rule.title.clone()));
    let mut ordered: Vec<(&str, Text)> = known.filter(|(id, _)| counts.contains_key(id)).collect();
    let unknown: Vec<&str> =
        counts.keys().copied().filter(|id| ordered.iter().all(|(known, _)| known != id)).collect();
    ordered.extend(unknown.into_iter().map(|id| (id, Text { vi: id.to_owned(), en: id.to_owned() })));
    let counted = |(id, title): (&str, Text)| {
        let [new, unchanged, gone] = counts[id];
        ChangeCounts { id: id.to_owned(), title, new, unchanged, gone }
    };
    ordered.into_iter().map(counted).collect()
}
