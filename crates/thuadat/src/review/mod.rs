//! Findings held against what people decided before: those they accepted, and those an earlier check had.

mod acceptances;
mod baseline;
mod comparison;
mod error;
mod words;

#[cfg(test)]
mod tests;

pub use acceptances::{Acceptance, Acceptances};
pub use baseline::{Baseline, EarlierFinding};
pub use comparison::{Change, Comparison};
pub use error::ReviewError;

use crate::CheckRun;
use std::collections::BTreeMap;
use thuadat_core::{Finding, FindingId, Severity};

/// What earlier decisions and reports say of the findings of a run.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// The findings people accepted; none where nobody gave a file of them.
    pub accepted: Option<AppliedAcceptances>,
    /// What changed since an earlier report; none where nobody gave one.
    pub comparison: Option<Comparison>,
}

/// A file of accepted findings held against a run.
#[derive(Debug, Clone)]
pub struct AppliedAcceptances {
    /// The file.
    pub path: String,
    /// The entries whose finding is there.
    pub matched: BTreeMap<FindingId, Acceptance>,
    /// The entries whose finding is not there, in the order of the file.
    pub unmatched: Vec<Acceptance>,
}

impl CheckRun {
    /// Marks the findings people accepted: they stay in every report, and count neither as errors nor as warnings.
    pub fn accept(&mut self, acceptances: Acceptances) {
        let Acceptances { path, entries } = acceptances;
        let there: std::collections::HashSet<FindingId> =
            self.outcome.findings.iter().map(|finding| finding.id).collect();
        let (matched, unmatched): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| there.contains(&entry.id));
        let matched = matched.into_iter().map(|entry| (entry.id, entry)).collect();
        self.review.accepted = Some(AppliedAcceptances { path, matched, unmatched });
    }

    /// Holds the findings against those of an earlier report.
    pub fn compare_with(&mut self, baseline: Baseline) {
        self.review.comparison = Some(Comparison::of(self, baseline));
    }

    /// Who accepted a finding, when and why; none where nobody did.
    #[must_use]
    pub fn acceptance_of(&self, finding: &Finding) -> Option<&Acceptance> {
        self.review.accepted.as_ref()?.matched.get(&finding.id)
    }

    /// Whether a finding is new since the earlier report; none where there is none.
    #[must_use]
    pub fn change_of(&self, finding: &Finding) -> Option<Change> {
        self.review.comparison.as_ref().map(|comparison| comparison.of_finding(finding.id))
    }

    /// Whether something at error level is left that nobody accepted.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        let findings = &self.outcome.findings;
        findings
            .iter()
            .any(|finding| finding.severity == Severity::Error && self.acceptance_of(finding).is_none())
    }
}
