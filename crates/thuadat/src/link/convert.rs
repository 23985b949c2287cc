//! From the types linking works with to those of its report.

use super::LinkRun;
use super::model::{
    CONTRACT, Evidence, Field, Finding, Level, LinkReport, Model, Reason, RegisterFile, RenumberingFile, Row,
    RowSource, RowStatus,
};
use super::summary::summarise;
use crate::profile::Threshold as Key;
use crate::report::model::{Parcel, Severity, Text, Threshold, Tool};
use crate::report::{notice, rule_of};
use thuadat_core::link::{self, CertificateFinding, RowLink};
use thuadat_core::{FindingId, LinkReason, LinkStatus, Message};
use thuadat_io::RegisterComplaint;

/// The thresholds of a profile that linking heeds.
const THRESHOLDS: [Key; 10] = [
    Key::LegalArea,
    Key::LegalAreaRatio,
    Key::LegalAreaFactor,
    Key::LinkProbability,
    Key::LinkExactProbability,
    Key::LinkReviewProbability,
    Key::LinkSureProbability,
    Key::SheetComplete,
    Key::LandUseAreas,
    Key::Scale,
];

impl LinkReport {
    /// The whole report of a run, in memory.
    #[must_use]
    pub fn new(run: &LinkRun) -> Self {
        let rows = run.linkage.rows.iter().map(|row| Row::new(run, row)).collect();
        Self { rows, ..Self::without_rows(run) }
    }

    /// Everything but the rows themselves; their counts are in it.
    pub(super) fn without_rows(run: &LinkRun) -> Self {
        Self {
            contract: CONTRACT.to_owned(),
            tool: Tool { name: "thuadat".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            holds_personal_data: false,
            map: crate::report::model::Input::of(&run.dataset.source, run.dataset.parcels.len()),
            registers: run
                .registers
                .iter()
                .map(|register| RegisterFile {
                    file: register.file.to_string(),
                    worksheet: register.worksheet.as_deref().map(str::to_owned),
                    rows: register.entries.len(),
                })
                .collect(),
            renumberings: run
                .renumberings
                .iter()
                .map(|list| RenumberingFile {
                    file: list.file.to_string(),
                    worksheet: list.worksheet.as_deref().map(str::to_owned),
                    sheets: list.sheets.len(),
                })
                .collect(),
            notices: run.notices.iter().map(notice).collect(),
            profile: run.profile.name.clone(),
            thresholds: THRESHOLDS.map(|key| Threshold::new(key, &run.profile, &run.basis)).into(),
            model: model(run),
            rows: Vec::new(),
            rules: run.certificates.rules.iter().map(rule_of).collect(),
            findings: findings(run),
            summary: summarise(run),
        }
    }
}

impl Row {
    /// A row of a run, in the report's words.
    pub(super) fn new(run: &LinkRun, row: &RowLink) -> Self {
        let parcel = |&parcel: &u32| Parcel::new(&run.dataset.parcels.records[parcel as usize]);
        let evidence = link::evidence(&run.input(), row).into_iter().map(|evidence| Evidence {
            kind: evidence.kind.id().to_owned(),
            weight: rounded(evidence.weight, 100.0),
            text: (&evidence.text).into(),
        });
        Self {
            source: source(run, row),
            status: row.status.into(),
            parcels: row.parcels.iter().map(parcel).collect(),
            candidates: row.candidates.iter().map(parcel).collect(),
            score: rounded(row.score, 1e6),
            tier: row.tier.map(link_tier),
            evidence: evidence.collect(),
            reasons: row
                .reasons
                .iter()
                .map(|reason| Reason { code: reason.id().to_owned(), text: text(reason.title()) })
                .collect(),
        }
    }
}

fn findings(run: &LinkRun) -> Vec<Finding> {
    let of_rules = run.certificates.findings.iter().map(|found| Finding::new(run, found));
    of_rules.chain(run.complaints.iter().map(Into::into)).collect()
}

impl Finding {
    fn new(run: &LinkRun, found: &CertificateFinding) -> Self {
        let parcel = |&parcel: &u32| Parcel::new(&run.dataset.parcels.records[parcel as usize]);
        let rows: Vec<RowSource> =
            found.rows.iter().map(|&row| source(run, &run.linkage.rows[row as usize])).collect();
        let finding = &found.finding;
        Self {
            id: finding.id.to_string(),
            code: finding.rule.id().to_owned(),
            rule: Some(finding.rule.id().to_owned()),
            severity: finding.severity.into(),
            source: rows[0].clone(),
            rows,
            column: None,
            parcels: finding.parcels.iter().map(parcel).collect(),
            at: finding.at.map(|at| [at.x, at.y]),
            area_m2: finding.area_m2,
            message: (&finding.message).into(),
        }
    }
}

/// What could not be taken as it stands is to be looked at; its place in the file is all that names it.
impl From<&RegisterComplaint> for Finding {
    fn from(complaint: &RegisterComplaint) -> Self {
        let source = RowSource {
            file: complaint.file.to_string(),
            worksheet: complaint.worksheet.as_deref().map(str::to_owned),
            row: complaint.row,
        };
        let column = complaint.column.as_ref().map(|column| column.letters.clone());
        let place = (&source.file, &source.worksheet, source.row, &column);
        Self {
            id: FindingId::of_cell(complaint.code, &format!("{place:?}")).to_string(),
            code: complaint.code.to_owned(),
            rule: None,
            severity: Severity::Warning,
            rows: vec![source.clone()],
            source,
            column,
            parcels: Vec::new(),
            at: None,
            area_m2: None,
            message: (&complaint.message).into(),
        }
    }
}

impl From<LinkStatus> for RowStatus {
    fn from(status: LinkStatus) -> Self {
        match status {
            LinkStatus::Linked => Self::Linked,
            LinkStatus::Ambiguous => Self::Ambiguous,
            LinkStatus::Conflict => Self::Conflict,
            LinkStatus::Unlinked => Self::Unlinked,
        }
    }
}

/// Where a row stands.
pub(super) fn source(run: &LinkRun, row: &RowLink) -> RowSource {
    let source = run.registers[row.register as usize].source(row.entry as usize);
    RowSource {
        file: source.file.to_owned(),
        worksheet: source.worksheet.map(str::to_owned),
        row: source.row,
    }
}

pub(super) fn text(message: Message<&str>) -> Text {
    Text { vi: message.vi.to_owned(), en: message.en.to_owned() }
}

/// What to do about a reason.
pub(super) fn advice(reason: LinkReason) -> Text {
    text(reason.advice())
}

const fn link_tier(tier: thuadat_core::Tier) -> u8 {
    tier.number()
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

fn model(run: &LinkRun) -> Model {
    let learned = &run.linkage.model;
    let field = |field: &link::FieldModel| Field {
        name: field.name.to_owned(),
        levels: field
            .levels
            .iter()
            .zip(1..)
            .map(|(name, level)| Level {
                name: (*name).to_owned(),
                m: rounded(field.m[level as usize - 1], 1e6),
                u: rounded(field.u[level as usize - 1], 1e6),
                weight: rounded(field.weight(level), 100.0),
            })
            .collect(),
    };
    Model {
        prior: learned.prior,
        learned_from: learned.learned_from,
        rounds: learned.rounds,
        fields: learned.fields.iter().map(field).collect(),
    }
}
