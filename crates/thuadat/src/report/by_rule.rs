//! Findings counted by rule and severity: a tolerant profile grades one rule's findings differently by size.

use super::model::{Report, Rule};
use crate::CheckRun;
use thuadat_core::Severity;

/// The findings of one rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleCounts<'a> {
    pub(super) rule: &'a Rule,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    pub(super) accepted: usize,
}

impl RuleCounts<'_> {
    pub(super) fn all(&self) -> usize {
        self.errors + self.warnings + self.notes + self.accepted
    }
}

/// The rules that found something, in the report's order.
pub(super) fn count<'a>(run: &CheckRun, report: &'a Report) -> Vec<RuleCounts<'a>> {
    let nothing = |rule| RuleCounts { rule, errors: 0, warnings: 0, notes: 0, accepted: 0 };
    let mut counts: Vec<RuleCounts<'a>> = report.rules.iter().map(nothing).collect();
    for finding in &run.outcome.findings {
        let Some(of_rule) = counts.iter_mut().find(|counts| counts.rule.id == finding.rule.id()) else {
            continue;
        };
        match finding.severity {
            _ if run.acceptance_of(finding).is_some() => of_rule.accepted += 1,
            Severity::Error => of_rule.errors += 1,
            Severity::Warning => of_rule.warnings += 1,
            Severity::Note => of_rule.notes += 1,
        }
    }
    counts.retain(|counts| counts.all() > 0);
    counts
}
