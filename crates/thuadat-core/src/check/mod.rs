//! The whole check: one parcel at a time, then parcels against each other, then what is recorded of them.

mod area;
mod codes;
mod discoveries;
mod draft;
mod inspection;
mod linework;
mod message;
mod not_run;
mod number;
mod parcel_code;
mod preparation;
mod sheets;
mod whole;

use crate::coverage::{MeasuredGap, Remains, discover};
use crate::territory::{ExpectedGaps, Surroundings};
use crate::{
    Finding, FindingId, Interrupted, KnownColumns, Message, Observer, Parcels, Preparation, Profile,
    References, Rule, Severity, Unobserved,
};
use inspection::Inspection;
pub(crate) use not_run::needs_all_at_once;
use not_run::why_not_run;
pub(crate) use number::is_numbered;
pub(crate) use parcel_code::{ParcelOwners, parsed_code};
use rayon::prelude::*;
pub(crate) use sheets::{BorderCorner, are_compared, corners_near_other_sheets, may_be_of_edges};
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
pub(crate) use whole::{Whole, findings_about_the_whole, standing_out};

/// What a check found, and which rules it ran.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOutcome {
    /// Every finding: gravest first, then by rule, then widest first, then by parcel. The same for the same input, on
    /// any number of threads.
    pub findings: Vec<Finding>,
    /// Every rule about maps, run or not, in the order of [`Rule::ALL`].
    pub rules: Vec<RuleOutcome>,
    /// Gaps that known land explains; none where there is no known land.
    pub expected_gaps: Option<ExpectedGaps>,
}

impl CheckOutcome {
    /// Adds the findings of rules that the core does not run, behind those that are as grave and of the same rule, in
    /// the order given. Findings that would have the same id get different ones.
    ///
    /// None of `findings` may be of a rule that has findings already.
    pub fn add(&mut self, mut findings: Vec<Finding>) {
        tell_equal_ids_apart(&mut findings);
        self.findings.append(&mut findings);
        self.findings.sort_by_key(|finding| (Reverse(finding.severity), finding.rule));
    }
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
    check_against(parcels, profile, &References::default(), observer)
}

/// Checks parcels as [`check`] does, and holds their codes against lists and their ground against what is known of the
/// ground around.
///
/// # Errors
///
/// [`Interrupted`] when the observer asks for it.
///
/// # Panics
///
/// When there are not as many records as shapes.
pub fn check_against(
    parcels: &Parcels,
    profile: &Profile,
    references: &References,
    observer: &dyn Observer,
) -> Result<CheckOutcome, Interrupted> {
    let (mut findings, expected_gaps) = gather(parcels, profile, references, observer, None)?;
    findings.par_sort_by(in_order);
    tell_equal_ids_apart(&mut findings);
    let rules = rule_outcomes(&Inspection::new(parcels, profile, references, observer), &findings);
    Ok(CheckOutcome { findings, rules, expected_gaps })
}

/// Everything found, before it is sorted and equal ids are told apart, and what known land explains. What is left to go on from goes into `remains`.
pub(crate) fn gather(
    parcels: &Parcels,
    profile: &Profile,
    references: &References,
    observer: &dyn Observer,
    remains: Option<&mut Remains>,
) -> Result<(Vec<Finding>, Option<ExpectedGaps>), Interrupted> {
    assert_eq!(parcels.records.len(), parcels.geometries.len(), "one record for each shape");
    let inspection = Inspection::new(parcels, profile, references, observer);
    let surroundings = Surroundings::new(parcels, profile, references);
    let mut discoveries = discover(parcels, profile, &surroundings, observer, remains)?;
    let expected_gaps = discoveries.expected;
    let loose = std::mem::take(&mut discoveries.loose);
    let mut findings = discoveries::findings(&inspection, discoveries);
    linework::add(&inspection, &mut findings)?;
    if are_compared(parcels.columns, profile) {
        let corners: Vec<_> = loose.iter().map(|edge| (edge.corner(), edge.parcel)).collect();
        sheets::add(&inspection, &corners, &mut findings);
    }
    findings.extend(number::missing_numbers(&inspection)?);
    findings.extend(number::duplicate_numbers(&inspection)?);
    findings.extend(number::text_numbers(&inspection)?);
    findings.extend(area::area_differences(&inspection)?);
    findings.extend(preparation::curves(&inspection)?);
    findings.extend(preparation::off_lattice(&inspection)?);
    findings.extend(area::land_use_sums(&inspection)?);
    findings.extend(codes::land_use_codes(&inspection)?);
    findings.extend(codes::commune_codes(&inspection)?);
    findings.extend(parcel_code::malformed(&inspection)?);
    findings.extend(parcel_code::duplicates(&inspection)?);
    findings.extend(parcel_code::outside(&inspection)?);
    Ok((findings, expected_gaps))
}

/// Findings gathered elsewhere, sorted and told apart, under the part `kept` of the profile that was `asked` for.
pub(crate) fn outcome_of(
    mut findings: Vec<Finding>,
    (columns, references): (KnownColumns, References),
    is_projected: bool,
    asked: &Profile,
    kept: &Profile,
) -> CheckOutcome {
    findings.par_sort_by(in_order);
    tell_equal_ids_apart(&mut findings);
    let preparation = Preparation { is_projected, stroked: Vec::new(), linework: None };
    let none = Parcels { columns, preparation, ..Parcels::default() };
    let references = References { code_places: Some(Vec::new()), ..references };
    let inspection = Inspection::new(&none, asked, &references, &Unobserved);
    let mut rules = rule_outcomes(&inspection, &findings);
    for outcome in &mut rules {
        let is_left_out = kept.severity(outcome.rule).is_none() && asked.severity(outcome.rule).is_some();
        if is_left_out && outcome.result.is_ok() {
            outcome.result = Err(needs_all_at_once());
        }
    }
    CheckOutcome { findings, rules, expected_gaps: None }
}

/// The findings about numbers given twice among parcels.
pub(crate) fn duplicates_among(parcels: &Parcels, profile: &Profile) -> Vec<Finding> {
    let references = References::default();
    let inspection = Inspection::new(parcels, profile, &references, &Unobserved);
    number::duplicate_numbers(&inspection).expect("nobody interrupts")
}

/// Adds what is wrong between sheets to the findings that may be part of it, of a whole dataset of which these are some
/// parcels. `corners` are those of its border that are near another sheet's.
pub(crate) fn add_findings_between_sheets(
    parcels: &Parcels,
    profile: &Profile,
    corners: &[BorderCorner],
    findings: &mut Vec<Finding>,
) {
    let references = References::default();
    sheets::add(&Inspection::new(parcels, profile, &references, &Unobserved), corners, findings);
}

/// The finding about a gap between parcels, of which only the records are looked at. None where the rule is off.
pub(crate) fn gap_finding(parcels: &Parcels, profile: &Profile, gap: MeasuredGap) -> Option<Finding> {
    let references = References::default();
    discoveries::of_gap(&Inspection::new(parcels, profile, &references, &Unobserved), gap)
}

/// The order of findings.
pub(crate) fn in_order(one: &Finding, other: &Finding) -> Ordering {
    let width_m = |finding: &Finding| finding.width_m.or(finding.area_m2).unwrap_or(0.0).abs();
    let place = |finding: &Finding| finding.at.map_or((f64::NAN, f64::NAN), |at| (at.x, at.y));
    let by_place = |(x, y): (f64, f64), (other_x, other_y): (f64, f64)| {
        x.total_cmp(&other_x).then(y.total_cmp(&other_y))
    };
    (other.severity.cmp(&one.severity))
        .then(one.rule.cmp(&other.rule))
        .then_with(|| width_m(other).total_cmp(&width_m(one)))
        .then_with(|| one.parcels.cmp(&other.parcels))
        .then_with(|| one.place.cmp(&other.place))
        .then_with(|| one.id.cmp(&other.id))
        .then_with(|| by_place(place(one), place(other)))
}

/// Two findings at one place, as with two features of the same number, must still have different ids.
pub(crate) fn tell_equal_ids_apart(findings: &mut [Finding]) {
    let mut seen: HashMap<FindingId, u32> = HashMap::new();
    for finding in findings {
        let count = seen.entry(finding.id).or_default();
        finding.id = finding.id.repeated(*count);
        *count += 1;
    }
}

fn rule_outcomes(inspection: &Inspection<'_>, findings: &[Finding]) -> Vec<RuleOutcome> {
    let mut counts: HashMap<Rule, usize> = HashMap::new();
    for finding in findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let outcome = |&rule: &Rule| RuleOutcome {
        rule,
        severity: inspection.profile.severity(rule).unwrap_or(rule.default_severity()),
        result: why_not_run(inspection, rule)
            .map_or_else(|| Ok(counts.get(&rule).copied().unwrap_or(0)), Err),
    };
    Rule::ALL.iter().filter(|rule| !rule.is_of_registers()).map(outcome).collect()
}
