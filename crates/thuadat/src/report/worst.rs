//! Which findings to show first.

use crate::CheckRun;
use std::cmp::Reverse;
use std::collections::HashMap;
use thuadat_core::{Finding, Rule};

/// How many findings of each rule are shown even where those of other rules are wider.
const SHOWN_OF_EACH_RULE: usize = 2;

/// Positions of the worst findings nobody accepted, at most `count`: gravest first, then widest, then largest.
///
/// The two worst of each rule are among them as long as there is room, so that many overlaps do not hide the one
/// parcel without a shape. O(n log n).
pub(super) fn worst_open(run: &CheckRun, count: usize) -> Vec<usize> {
    let findings = &run.outcome.findings;
    let is_open = |position: &usize| run.acceptance_of(&findings[*position]).is_none();
    worst_of(findings, (0..findings.len()).filter(is_open).collect(), count)
}

fn worst_of(findings: &[Finding], mut order: Vec<usize>, count: usize) -> Vec<usize> {
    order.sort_by_key(|&position| rank(&findings[position]));
    let mut shown: HashMap<Rule, usize> = HashMap::new();
    let (mut first, rest): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|&position| {
        let of_rule = shown.entry(findings[position].rule).or_default();
        *of_rule += 1;
        *of_rule <= SHOWN_OF_EACH_RULE
    });
    first.truncate(count);
    first.extend(rest.into_iter().take(count - first.len()));
    first.sort_by_key(|&position| rank(&findings[position]));
    first
}

/// Sorts the worst to the front; findings without measures come behind those of their severity that have some.
fn rank(finding: &Finding) -> impl Ord + use<> {
    let largest_first = |measure: Option<f64>| Reverse(measure.unwrap_or(-1.0).max(-1.0).to_bits() as i64);
    (Reverse(finding.severity), largest_first(finding.width_m), largest_first(finding.area_m2), finding.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::run;
    use std::collections::HashSet;
    use thuadat_core::Severity;

    fn worst(findings: &[Finding], count: usize) -> Vec<usize> {
        worst_of(findings, (0..findings.len()).collect(), count)
    }

    #[test]
    fn wide_errors_stand_before_narrow_ones_and_before_warnings() {
        let findings = run().outcome.findings;
        let order = worst(&findings, findings.len());
        let ranks: Vec<_> = order.iter().map(|&position| rank(&findings[position])).collect();
        assert!(ranks.is_sorted());
        assert_eq!(order.iter().collect::<HashSet<_>>().len(), findings.len());
        assert_eq!(findings[order[0]].width_m, Some(0.5));
        assert_eq!(findings[*order.last().unwrap()].severity, Severity::Note);
    }

    #[test]
    fn many_of_one_rule_do_not_hide_the_others() {
        let one_of_each = run().outcome.findings;
        let overlap = one_of_each.iter().find(|finding| finding.rule == Rule::Overlap).unwrap();
        let mut findings = vec![overlap.clone(); 100];
        findings.extend(one_of_each.clone());
        let rules: HashSet<Rule> = worst(&findings, one_of_each.len() + 5)
            .into_iter()
            .map(|position| findings[position].rule)
            .collect();
        assert_eq!(rules.len(), one_of_each.len());
        assert_eq!(worst(&findings, 5).len(), 5);
    }
}
