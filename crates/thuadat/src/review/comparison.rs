//! What became of findings since an earlier report.

use super::{Baseline, EarlierFinding};
use crate::CheckRun;
use crate::report::mode_name;
use crate::report::model::{Feature, Text};
use geo::Coord;
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use thuadat_core::FindingId;

/// What became of a finding since an earlier report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// The earlier report does not have it.
    New,
    /// The earlier report has it too.
    Unchanged,
}

/// A run beside an earlier report.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The earlier report.
    pub path: String,
    /// Findings the earlier report does not have.
    pub new: usize,
    /// Findings both have.
    pub unchanged: usize,
    /// Findings only the earlier report has, and this check would have found again.
    pub gone: Vec<EarlierFinding>,
    /// Findings only the earlier report has, of rules or parcels this check did not look at.
    pub not_looked_at: usize,
    /// What makes the two unlike in more than the parcels, a sentence each.
    pub remarks: Vec<Text>,
    known: HashSet<FindingId>,
}

impl Comparison {
    pub(super) fn of(run: &CheckRun, baseline: Baseline) -> Self {
        let remarks = remarks(run, &baseline);
        let known: HashSet<FindingId> =
            baseline.findings.iter().filter_map(|finding| FindingId::from_str(&finding.id).ok()).collect();
        let there: HashSet<String> =
            run.outcome.findings.iter().map(|finding| finding.id.to_string()).collect();
        let unchanged = run.outcome.findings.iter().filter(|finding| known.contains(&finding.id)).count();
        let missing = baseline.findings.into_iter().filter(|finding| !there.contains(&finding.id));
        let scope = Scope::of(run);
        let (gone, not_looked_at): (Vec<_>, Vec<_>) = missing.partition(|finding| scope.covers(finding));
        Self {
            path: baseline.path,
            new: run.outcome.findings.len() - unchanged,
            unchanged,
            gone,
            not_looked_at: not_looked_at.len(),
            remarks,
            known,
        }
    }

    pub(super) fn of_finding(&self, id: FindingId) -> Change {
        if self.known.contains(&id) { Change::Unchanged } else { Change::New }
    }
}

/// What this check looked at: only there can a finding be gone.
struct Scope<'a> {
    run: &'a CheckRun,
    rules_run: HashSet<&'static str>,
    parcels: HashMap<Feature, u32>,
}

impl<'a> Scope<'a> {
    fn of(run: &'a CheckRun) -> Self {
        let rules = run.outcome.rules.iter().filter(|listed| listed.result.is_ok());
        let records = run.dataset.parcels.records.iter().enumerate();
        let parcels = match run.selected {
            None => HashMap::new(),
            Some(_) => records.map(|(parcel, record)| ((&record.feature).into(), parcel as u32)).collect(),
        };
        Self { run, rules_run: rules.map(|listed| listed.rule.id()).collect(), parcels }
    }

    fn covers(&self, finding: &EarlierFinding) -> bool {
        self.rules_run.contains(finding.rule.as_str()) && self.covers_parcels(finding)
    }

    /// A parcel that is no longer there was of the selection if its sheet is, or the place of the finding.
    fn covers_parcels(&self, finding: &EarlierFinding) -> bool {
        let Some(selected) = &self.run.selected else { return true };
        if finding.parcels.is_empty() {
            return true;
        }
        let is_selected =
            |feature: &Feature| self.parcels.get(feature).map(|&parcel| selected.contains(parcel));
        finding.parcels.iter().any(|parcel| {
            is_selected(&parcel.feature).unwrap_or_else(|| {
                let at = finding.at.map(|[x, y]| Coord { x, y });
                selected.would_contain(parcel.sheet.as_deref(), at)
            })
        })
    }
}

fn remarks(run: &CheckRun, baseline: &Baseline) -> Vec<Text> {
    let mut remarks = Vec::new();
    let mode = mode_name(run.profile.mode);
    if baseline.profile != run.profile.name || baseline.mode != mode {
        let (old, old_mode, new) = (&baseline.profile, &baseline.mode, &run.profile.name);
        remarks.push(Text {
            vi: format!("Lần trước dùng bộ quy tắc {old} ({old_mode}), lần này dùng {new} ({mode}): một phần thay đổi có thể do đó."),
            en: format!("The earlier check ran under profile {old} ({old_mode}), this one under {new} ({mode}): some changes may come from that."),
        });
    }
    if baseline.epsg != run.dataset.source.crs.epsg {
        remarks.push(Text {
            vi: "Lần trước kiểm tra trong hệ tọa độ khác, nên mã phát hiện khác nhau và mọi phát hiện có vị trí đều hiện là mới."
                .to_owned(),
            en: "The earlier check ran in another coordinate system, so ids differ and every finding with a place shows as new."
                .to_owned(),
        });
    }
    if baseline.is_partial {
        remarks.push(Text {
            vi: "Lần trước chỉ kiểm tra một phần: phát hiện ngoài phần đó hiện là mới.".to_owned(),
            en: "The earlier check was of a part only: findings outside of that part show as new.".to_owned(),
        });
    }
    let run_now = |id: &&String| {
        run.outcome.rules.iter().any(|listed| listed.rule.id() == *id && matches!(listed.result, Ok(1..)))
    };
    let newly_run: Vec<&str> = baseline.not_run.iter().filter(run_now).map(String::as_str).collect();
    if !newly_run.is_empty() && !baseline.is_partial {
        let rules = newly_run.join(", ");
        remarks.push(Text {
            vi: format!("Lần trước chưa chạy {rules}: phát hiện của các quy tắc này đều hiện là mới."),
            en: format!("The earlier check did not run {rules}: all of their findings show as new."),
        });
    }
    remarks
}
