//! The whole check: one parcel at a time, then parcels against each other, then what is recorded of them.

mod area;
mod message;
mod number;

use crate::coverage::{Discoveries, discover};
use crate::measure::MeasuredArea;
use crate::{
    Finding, FindingId, Interrupted, Message, Mode, Observer, Parcels, Profile, Rule, RuleSetting, Severity,
};
use geo::{Coord, Geometry};
use message::Wording;
use std::collections::HashMap;

/// What a check found, and which rules it ran.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOutcome {
    /// Every finding: gravest first, then by rule, then widest first, then by parcel. The same for the same input, on
    /// any number of threads.
    pub findings: Vec<Finding>,
    /// Every rule, run or not, in the order of [`Rule::ALL`].
    pub rules: Vec<RuleOutcome>,
}

/// What became of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOutcome {
    /// The rule.
    pub rule: Rule,
    /// Severity under the profile; the default one where the profile has it off.
    pub severity: Severity,
    /// Number of findings, or why it was not run.
    pub result: Result<usize, Message>,
}

/// Checks parcels for themselves, against each other, and against what is recorded of them.
///
/// # Input
///
/// Any shapes at all, in metres of one projected coordinate system; easting first. Parcels that are invalid are
/// reported and then compared by the ground their shells enclose and their holes do not; those that enclose none are
/// left out of the comparison. `parcels.records` must be as many as its shapes.
///
/// # Result
///
/// Every problem with its place, measures and both texts. Shapes are compared on an integer lattice
/// (`profile.lattice_m`, 0.1 mm by default) and every decision there is exact; coordinates, areas and lengths in
/// findings are those of the input, computed in double precision. Overlaps and gaps no wider than a lattice step are
/// rounding and are not reported.
///
/// # Errors
///
/// [`Interrupted`] when the observer asks for it.
///
/// # Panics
///
/// When there are not as many records as shapes.
///
/// # Complexity
///
/// O(n log n) for n vertices, nearly all of it one pass with a table that stays in cache; each overlap and gap costs
/// its own vertices again. Uses the current rayon thread pool; the result does not depend on its size.
///
/// # Examples
///
/// ```
/// use geo::polygon;
/// use thuadat_core::{Parcels, Profile, Rule, Unobserved, check};
///
/// let parcels = Parcels::from_polygons(&[
///     polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 10.), (x: 0., y: 10.)],
///     polygon![(x: 9., y: 0.), (x: 20., y: 0.), (x: 20., y: 10.), (x: 9., y: 10.)],
/// ]);
/// let outcome = check(&parcels, &Profile::strict(), &Unobserved)?;
/// let overlap = outcome.findings.iter().find(|finding| finding.rule == Rule::Overlap).unwrap();
/// assert_eq!(overlap.area_m2, Some(10.0));
/// assert_eq!(overlap.parcels, [0, 1]);
/// # Ok::<(), thuadat_core::Interrupted>(())
/// ```
pub fn check(
    parcels: &Parcels,
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<CheckOutcome, Interrupted> {
    assert_eq!(parcels.records.len(), parcels.geometries.len(), "one record for each shape");
    let discoveries = discover(&parcels.geometries, profile, observer)?;
    let mut drafts = Drafts { parcels, profile, wording: Wording { parcels }, findings: Vec::new() };
    drafts.add_discoveries(discoveries);
    number::find_number_problems(&mut drafts);
    area::find_area_differences(&mut drafts);
    let mut findings = drafts.findings;
    sort(&mut findings);
    tell_equal_ids_apart(&mut findings);
    let rules = rule_outcomes(parcels, profile, &findings);
    Ok(CheckOutcome { findings, rules })
}

/// Findings as they are made.
struct Drafts<'a> {
    parcels: &'a Parcels,
    profile: &'a Profile,
    wording: Wording<'a>,
    findings: Vec<Finding>,
}

/// A finding before it has an id, a severity and words.
struct Draft {
    rule: Rule,
    /// Graver than this it cannot be, whatever the profile says.
    at_most: Severity,
    parcels: Vec<u32>,
    at: Option<Coord<f64>>,
    geometry: Option<Geometry<f64>>,
    area_m2: Option<f64>,
    width_m: Option<f64>,
    length_m: Option<f64>,
    place: Option<crate::VertexPlace>,
}

impl Draft {
    fn new(rule: Rule, parcels: Vec<u32>, at: Option<Coord<f64>>) -> Self {
        Self {
            rule,
            at_most: Severity::Error,
            parcels,
            at,
            geometry: at.map(|at| Geometry::Point(at.into())),
            area_m2: None,
            width_m: None,
            length_m: None,
            place: None,
        }
    }

    fn of_area(rule: Rule, parcels: Vec<u32>, area: MeasuredArea) -> Self {
        Self {
            geometry: Some(Geometry::MultiPolygon(area.shape)),
            area_m2: Some(area.area_m2),
            width_m: Some(area.width_m),
            length_m: Some(area.length_m),
            ..Self::new(rule, parcels, Some(area.at))
        }
    }
}

impl Drafts<'_> {
    /// Whether the profile wants a rule run.
    fn wants(&self, rule: Rule) -> bool {
        self.profile.severity(rule).is_some()
    }

    /// Makes a finding of a draft, unless its rule is off.
    fn add(&mut self, draft: Draft, message: Message) {
        let Some(severity) = self.profile.severity(draft.rule) else { return };
        self.findings.push(Finding {
            id: FindingId::new(draft.rule, self.parcels, &draft.parcels, draft.at),
            rule: draft.rule,
            severity: severity.min(draft.at_most),
            parcels: draft.parcels,
            at: draft.at,
            geometry: draft.geometry,
            area_m2: draft.area_m2,
            width_m: draft.width_m,
            length_m: draft.length_m,
            place: draft.place,
            message,
        });
    }

    fn add_discoveries(&mut self, discoveries: Discoveries) {
        for (parcel, defect) in discoveries.defects {
            let is_near_spike = defect.rule == Rule::Spike && defect.width_m > Some(0.0);
            let draft = Draft {
                at_most: if is_near_spike { Severity::Warning } else { Severity::Error },
                geometry: defect.evidence,
                area_m2: defect.area_m2,
                width_m: defect.width_m,
                length_m: defect.length_m,
                place: Some(defect.place),
                ..Draft::new(defect.rule, vec![parcel], defect.at)
            };
            let message = self.wording.defect(&draft);
            self.add(draft, message);
        }
        for overlap in discoveries.overlaps {
            let (first, second) = overlap.parcels;
            let (rule, parcels) = match overlap.covers {
                (true, true) => (Rule::DuplicateParcel, vec![first, second]),
                (true, false) => (Rule::ContainedParcel, vec![first, second]),
                (false, true) => (Rule::ContainedParcel, vec![second, first]),
                (false, false) => (Rule::Overlap, vec![first, second]),
            };
            let mut draft = Draft::of_area(rule, parcels, overlap.area);
            draft.at_most = self.graded(&draft);
            let message = self.wording.overlap(&draft);
            self.add(draft, message);
        }
        for (parcels, area) in discoveries.gaps {
            let mut draft = Draft::of_area(Rule::Gap, parcels, area);
            let is_too_wide = draft.width_m > self.profile.gap_width_m.or(Some(f64::INFINITY));
            draft.at_most = if is_too_wide { Severity::Note } else { self.graded(&draft) };
            let message = self.wording.gap(&draft, is_too_wide);
            self.add(draft, message);
        }
        for missing in discoveries.missing_vertices {
            let mut parcels = vec![missing.parcel];
            parcels.extend(missing.neighbours);
            let draft = Draft {
                width_m: Some(missing.distance_m),
                place: missing.place,
                ..Draft::new(Rule::MissingVertex, parcels, Some(missing.at))
            };
            let message = self.wording.missing_vertex(&draft);
            self.add(draft, message);
        }
    }

    /// How grave an overlap or gap of this size can be.
    fn graded(&self, draft: &Draft) -> Severity {
        match self.profile.mode {
            Mode::Strict => Severity::Error,
            Mode::Tolerant(tolerance_m) => {
                let is_narrow = draft.width_m <= Some(tolerance_m);
                let is_small = draft.area_m2 <= Some(self.profile.negligible_area_m2);
                if is_narrow || is_small { Severity::Note } else { Severity::Error }
            }
        }
    }
}

fn sort(findings: &mut [Finding]) {
    let widest_first = |one: &Finding, other: &Finding| {
        let width_m = |finding: &Finding| finding.width_m.or(finding.area_m2).unwrap_or(0.0).abs();
        width_m(other).total_cmp(&width_m(one))
    };
    findings.sort_by(|one, other| {
        (other.severity.cmp(&one.severity))
            .then(one.rule.cmp(&other.rule))
            .then_with(|| widest_first(one, other))
            .then_with(|| one.parcels.cmp(&other.parcels))
            .then_with(|| one.place.cmp(&other.place))
            .then_with(|| one.id.cmp(&other.id))
    });
}

/// Two findings at one place, as with two features of the same number, must still have different ids.
fn tell_equal_ids_apart(findings: &mut [Finding]) {
    let mut seen: HashMap<FindingId, u32> = HashMap::new();
    for finding in findings {
        let count = seen.entry(finding.id).or_default();
        finding.id = finding.id.repeated(*count);
        *count += 1;
    }
}

fn rule_outcomes(parcels: &Parcels, profile: &Profile, findings: &[Finding]) -> Vec<RuleOutcome> {
    let mut counts: HashMap<Rule, usize> = HashMap::new();
    for finding in findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let outcome = |&rule: &Rule| RuleOutcome {
        rule,
        severity: profile.severity(rule).unwrap_or(rule.default_severity()),
        result: why_not_run(parcels, profile, rule)
            .map_or_else(|| Ok(counts.get(&rule).copied().unwrap_or(0)), Err),
    };
    Rule::ALL.iter().map(outcome).collect()
}

fn why_not_run(parcels: &Parcels, profile: &Profile, rule: Rule) -> Option<Message> {
    if profile.severities.get(&rule) == Some(&RuleSetting::Off) {
        return Some(message::switched_off());
    }
    let columns = &parcels.columns;
    match rule {
        Rule::NumberDuplicate | Rule::NumberMissing if !columns.number => Some(message::no_column_number()),
        Rule::NumberDuplicate if !columns.sheet => Some(message::no_column_sheet()),
        Rule::RecordedAreaDiffers if !columns.recorded_area => Some(message::no_column_recorded_area()),
        Rule::LegalAreaDiffers if !columns.legal_area => Some(message::no_column_legal_area()),
        Rule::AxesSwapped | Rule::OutsideZone => Some(message::no_coordinate_system()),
        _ => None,
    }
}
