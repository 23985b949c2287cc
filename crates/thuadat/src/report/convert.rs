//! From the types a check works with to those of the report.

use super::model::{
    Acceptance, Accepted, CONTRACT, Change, Column, Comparison, Crs, CrsOrigin, CustomRule, ExpectedGaps,
    Feature, Field, Finding, GoneFinding, Input, Notice, Parcel, Place, Profile, Report, Rule, Selection,
    Setting, Severity, Status, Surroundings, SurroundingsRole, Text, Threshold, Tool, UnmatchedEntry,
};
use super::summary::summarise;
use crate::CheckRun;
use crate::custom::RuleDefinition;
use crate::profile::{Basis, Threshold as Key};
use crate::selection::RuleSelection;
use crate::{review, surroundings};
use geo::{CoordsIter, Geometry};
use thuadat_core::{FeatureId, Message, Mode, ParcelRecord, RuleOutcome, RuleSetting};

impl Report {
    /// The whole report of a run, in memory.
    ///
    /// The writers stream findings instead; this is for those who look at a few.
    #[must_use]
    pub fn new(run: &CheckRun) -> Self {
        let findings = run.outcome.findings.iter().map(|finding| Finding::new(run, finding)).collect();
        Self { findings, ..Self::without_findings(run) }
    }

    /// Everything but the findings themselves; their counts are in it.
    pub(super) fn without_findings(run: &CheckRun) -> Self {
        Self {
            contract: CONTRACT.to_owned(),
            tool: Tool { name: "thuadat".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            input: Input::of(&run.dataset.source, run.parcel_count()),
            surroundings: run.references.iter().map(Into::into).collect(),
            expected_gaps: run.outcome.expected_gaps.map(Into::into),
            selection: selection(run),
            acceptance: run.review.accepted.as_ref().map(Into::into),
            comparison: run.review.comparison.as_ref().map(Into::into),
            profile: profile(run),
            mode: mode(run.profile.mode),
            rules: run.outcome.rules.iter().map(rule).collect(),
            findings: Vec::new(),
            summary: summarise(run),
        }
    }
}

impl Input {
    /// A source of so many parcels, in the report's words.
    pub(crate) fn of(source: &thuadat_io::Source, parcels: usize) -> Self {
        Self {
            path: source.path.clone(),
            layer: source.layer.clone(),
            format: source.format.clone(),
            crs: Crs {
                epsg: source.crs.epsg,
                name: source.crs.name.clone(),
                origin: crs_origin(source.crs_origin),
            },
            declared_crs: source.declared_crs.clone(),
            parcels,
            columns: source.columns.iter().map(column).collect(),
            notices: source.notices.iter().map(notice).collect(),
        }
    }
}

impl Finding {
    /// A finding of a run, in the report's words.
    pub(super) fn new(run: &CheckRun, finding: &thuadat_core::Finding) -> Self {
        let record = |parcel: &u32| &run.dataset.parcels.records[*parcel as usize];
        Self {
            id: finding.id.to_string(),
            rule: finding.rule.id().to_owned(),
            severity: finding.severity.into(),
            parcels: finding.parcels.iter().map(|parcel| Parcel::new(record(parcel))).collect(),
            area_m2: finding.area_m2.and_then(finite),
            width_m: finding.width_m.and_then(finite),
            length_m: finding.length_m.and_then(finite),
            at: finding.at.and_then(|at| finite(at.x).zip(finite(at.y))).map(|(x, y)| [x, y]),
            geometry: drawable(finding).map(::geojson::Geometry::from),
            accepted: run.acceptance_of(finding).map(Into::into),
            change: run.change_of(finding).map(Into::into),
            place: finding.place.map(|at| Place { part: at.part, ring: at.ring, vertex: at.vertex }),
            message: (&finding.message).into(),
            explained_by: finding.explained_by.map(|id| id.to_string()),
        }
    }
}

impl Parcel {
    /// A parcel of a dataset, in the report's words.
    pub(crate) fn new(record: &ParcelRecord) -> Self {
        let text = |part: &Option<Box<str>>| part.as_deref().map(str::to_owned);
        Self {
            feature: (&record.feature).into(),
            commune: text(&record.key.commune),
            sheet: text(&record.key.sheet),
            number: text(&record.key.number),
        }
    }
}

impl Threshold {
    /// A threshold of a profile with what it rests on, where that is known.
    #[must_use]
    pub fn new(key: Key, profile: &thuadat_core::Profile, basis: &[Basis]) -> Self {
        let basis = basis.iter().find(|basis| basis.threshold == key);
        Self {
            key: key.key().to_owned(),
            title: (&key.title()).into(),
            value: key.value(profile),
            source: basis.map(|basis| (&basis.source).into()),
            date: basis.map(|basis| basis.date.clone()).filter(|date| !date.is_empty()),
            verified: basis.map(|basis| basis.verified),
        }
    }
}

impl From<&surroundings::SurroundingsFile> for Surroundings {
    fn from(file: &surroundings::SurroundingsFile) -> Self {
        let role = match file.role {
            surroundings::SurroundingsRole::KnownLand => SurroundingsRole::KnownLand,
            surroundings::SurroundingsRole::CommuneBoundary => SurroundingsRole::CommuneBoundary,
            surroundings::SurroundingsRole::SheetFrames => SurroundingsRole::SheetFrames,
        };
        let (path, layer) = (file.path.clone(), file.layer.clone());
        Self { role, path, layer, polygons: file.polygons, invalid: file.unsound }
    }
}

impl From<thuadat_core::ExpectedGaps> for ExpectedGaps {
    fn from(expected: thuadat_core::ExpectedGaps) -> Self {
        Self { whole: expected.whole, in_part: expected.in_part, area_m2: expected.area_m2 }
    }
}

impl From<&RuleDefinition> for CustomRule {
    fn from(definition: &RuleDefinition) -> Self {
        Self {
            id: definition.rule.id().to_owned(),
            when: definition.when.text().to_owned(),
            source: definition.source.as_ref().map(Into::into),
            date: Some(definition.date.clone()).filter(|date| !date.is_empty()),
            verified: definition.source.is_some().then_some(definition.verified),
        }
    }
}

impl From<&review::Acceptance> for Accepted {
    fn from(acceptance: &review::Acceptance) -> Self {
        Self { who: acceptance.who.clone(), when: acceptance.when.clone(), why: acceptance.why.clone() }
    }
}

impl From<&review::AppliedAcceptances> for Acceptance {
    fn from(applied: &review::AppliedAcceptances) -> Self {
        let unmatched = applied.unmatched.iter().map(|entry| UnmatchedEntry {
            line: entry.line,
            id: entry.id.to_string(),
            accepted: entry.into(),
        });
        Self { path: applied.path.clone(), matched: applied.matched.len(), unmatched: unmatched.collect() }
    }
}

impl From<&review::Comparison> for Comparison {
    fn from(comparison: &review::Comparison) -> Self {
        Self {
            path: comparison.path.clone(),
            new: comparison.new,
            unchanged: comparison.unchanged,
            gone: comparison.gone.iter().map(Into::into).collect(),
            not_looked_at: comparison.not_looked_at,
            remarks: comparison.remarks.clone(),
        }
    }
}

impl From<&review::EarlierFinding> for GoneFinding {
    fn from(finding: &review::EarlierFinding) -> Self {
        Self {
            id: finding.id.clone(),
            rule: finding.rule.clone(),
            severity: finding.severity,
            parcels: finding.parcels.clone(),
            area_m2: finding.area_m2,
            width_m: finding.width_m,
            length_m: finding.length_m,
            at: finding.at,
            message: finding.message.clone(),
        }
    }
}

impl From<review::Change> for Change {
    fn from(change: review::Change) -> Self {
        match change {
            review::Change::New => Self::New,
            review::Change::Unchanged => Self::Unchanged,
        }
    }
}

impl From<&FeatureId> for Feature {
    fn from(id: &FeatureId) -> Self {
        match id {
            FeatureId::Number(number) => Self::Number(*number),
            FeatureId::Text(text) => Self::Text(text.to_string()),
        }
    }
}

impl<S: AsRef<str>> From<&Message<S>> for Text {
    fn from(message: &Message<S>) -> Self {
        Self { vi: message.vi.as_ref().to_owned(), en: message.en.as_ref().to_owned() }
    }
}

impl From<thuadat_core::Severity> for Severity {
    fn from(severity: thuadat_core::Severity) -> Self {
        match severity {
            thuadat_core::Severity::Note => Self::Note,
            thuadat_core::Severity::Warning => Self::Warning,
            thuadat_core::Severity::Error => Self::Error,
        }
    }
}

/// The evidence, if it can be drawn: it has a vertex, and all are finite.
pub(super) fn drawable(finding: &thuadat_core::Finding) -> Option<&Geometry<f64>> {
    finding.geometry.as_ref().filter(|geometry| {
        let mut coords = geometry.coords_iter().peekable();
        coords.peek().is_some() && coords.all(|coord| coord.x.is_finite() && coord.y.is_finite())
    })
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn selection(run: &CheckRun) -> Option<Selection> {
    let RuleSelection { only, skip } = run.rules.clone();
    if only.is_empty() && skip.is_empty() && run.selected.is_none() {
        return None;
    }
    let selected = run.selected.as_ref();
    let parcels = selected.map(|selected| &selected.selection);
    Some(Selection {
        only,
        skip,
        bbox: parcels.and_then(|parcels| parcels.bbox).map(|bbox| bbox.corners()),
        bbox_in_degrees: selected.is_some_and(|selected| selected.bbox_in_degrees),
        sheets: parcels.map(|parcels| parcels.sheets.clone()).unwrap_or_default(),
        parcels: selected.map_or(run.parcel_count(), |selected| selected.count),
    })
}

fn crs_origin(origin: thuadat_io::CrsOrigin) -> CrsOrigin {
    match origin {
        thuadat_io::CrsOrigin::Declared => CrsOrigin::Declared,
        thuadat_io::CrsOrigin::Given => CrsOrigin::Given,
        thuadat_io::CrsOrigin::Assumed => CrsOrigin::Assumed,
        thuadat_io::CrsOrigin::ProjectedToGiven => CrsOrigin::ProjectedToGiven,
        thuadat_io::CrsOrigin::ProjectedToFitting => CrsOrigin::ProjectedToFitting,
    }
}

fn column(column: &thuadat_io::Column) -> Column {
    let field = match column.field {
        thuadat_io::Field::Commune => Field::Commune,
        thuadat_io::Field::Sheet => Field::Sheet,
        thuadat_io::Field::Number => Field::Number,
        thuadat_io::Field::RecordedArea => Field::RecordedArea,
        thuadat_io::Field::LegalArea => Field::LegalArea,
        thuadat_io::Field::LandUse => Field::LandUse,
        thuadat_io::Field::LandUse2 => Field::LandUse2,
        thuadat_io::Field::LandUse3 => Field::LandUse3,
        thuadat_io::Field::LandUseArea => Field::LandUseArea,
        thuadat_io::Field::LandUseArea2 => Field::LandUseArea2,
        thuadat_io::Field::LandUseArea3 => Field::LandUseArea3,
        thuadat_io::Field::ParcelCode => Field::ParcelCode,
        thuadat_io::Field::Holder => Field::Holder,
    };
    Column { field, column: column.name.clone(), given: column.given }
}

/// A notice in the report's words.
pub(crate) fn notice(notice: &thuadat_io::Notice) -> Notice {
    Notice { code: notice.code.to_owned(), message: (&notice.message).into() }
}

fn profile(run: &CheckRun) -> Profile {
    let setting = |setting: &RuleSetting| match setting {
        RuleSetting::Off => Setting::Off,
        RuleSetting::Severity(thuadat_core::Severity::Note) => Setting::Note,
        RuleSetting::Severity(thuadat_core::Severity::Warning) => Setting::Warning,
        RuleSetting::Severity(thuadat_core::Severity::Error) => Setting::Error,
    };
    let severities = run.profile.severities.iter().map(|(rule, on)| (rule.id().to_owned(), setting(on)));
    Profile {
        name: run.profile.name.clone(),
        thresholds: Key::ALL.iter().map(|&key| Threshold::new(key, &run.profile, &run.basis)).collect(),
        severities: severities.collect(),
        custom: run.custom.iter().map(Into::into).collect(),
    }
}

pub(crate) fn mode(mode: Mode) -> String {
    match mode {
        Mode::Strict => "strict".to_owned(),
        Mode::Tolerant(tolerance_m) => format!("tolerant({tolerance_m})"),
    }
}

pub(crate) fn rule(outcome: &RuleOutcome) -> Rule {
    let reason = outcome.result.as_ref().err();
    Rule {
        id: outcome.rule.id().to_owned(),
        title: (&outcome.rule.title()).into(),
        severity: outcome.severity.into(),
        status: if reason.is_some() { Status::NotRun } else { Status::Run },
        reason: reason.map(Into::into),
        findings: outcome.result.as_ref().ok().copied(),
    }
}
