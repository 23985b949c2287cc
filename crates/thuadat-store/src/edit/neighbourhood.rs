//! What an edit does to the findings around it: the parcels near by are checked as they are and as they would be.

use super::plan::{After, Before, Plan};
use super::shapes::{box_of, grown};
use super::{EditError, EditRequest};
use crate::content::ContentHash;
use crate::database::AnyConnection;
use crate::finding::{KeptFinding, LARGEST_KEPT_GAP_M, found_among};
use crate::query::{KeptParcels, Stored, parcels_in_box, parcels_of_key};
use crate::record::RecordKind;
use geo::MultiPolygon;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{ParcelKey, Profile, Rule, Severity, Unobserved};

/// Edits of more parcels than this do not look around: everything is to be checked anew.
const MOST: usize = 1000;

/// How much larger evidence may be measured of what was there before.
const SAME_AREA_M2: f64 = 0.01;
/// How far from each other evidence of the same may begin.
const SAME_PLACE_M: f64 = 0.05;

/// What comes and goes by an edit.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) opened: Vec<KeptFinding>,
    pub(super) closed: Vec<KeptFinding>,
    /// Parcels that end, and those that come in their place.
    family: BTreeSet<i64>,
}

/// What an edit does to the findings around it; none where it is too large to be looked at.
pub(super) fn effects(
    connection: &mut AnyConnection,
    plan: &Plan,
    request: &EditRequest<'_>,
) -> Result<Option<Effects>, EditError> {
    if plan.before.len().max(plan.after.len()) > MOST {
        return Ok(None);
    }
    let here = load(connection, plan, request.profile)?;
    let there = after(&here, plan);
    let check = |parcels: KeptParcels| found_among(parcels, request.profile, &Unobserved);
    let (Ok(before), Ok(after)) = (check(here), check(there)) else { unreachable!("nobody interrupts") };
    let by_id = |findings: Vec<KeptFinding>| -> BTreeMap<_, _> {
        findings.into_iter().map(|finding| (finding.id, finding)).collect()
    };
    let (before, after) = (by_id(before), by_id(after));
    let missing_in = |one: &BTreeMap<_, KeptFinding>, other: &BTreeMap<_, KeptFinding>| {
        one.values().filter(|finding| other.get(&finding.id) != Some(finding)).cloned().collect()
    };
    let (opened, closed) = (missing_in(&after, &before), missing_in(&before, &after));
    Ok(Some(Effects { opened, closed, family: family(plan) }))
}

impl Effects {
    /// What speaks against the edit: errors that were not there before, of rules that were not allowed.
    pub(super) fn objections(&self, kind: RecordKind, allowed: &BTreeSet<Rule>) -> Vec<KeptFinding> {
        let is_allowed = |finding: &KeptFinding| {
            // Ground that leaves the cadastre is no parcel's then.
            let is_left = kind == RecordKind::Retire && finding.rule == Rule::Gap.id();
            is_left || allowed.iter().any(|rule| rule.id() == finding.rule)
        };
        let mut errors: Vec<&KeptFinding> = (self.opened.iter())
            .filter(|finding| finding.severity == Severity::Error && !is_allowed(finding))
            .collect();
        let area_m2 = |finding: &KeptFinding| finding.area_m2.unwrap_or_default().abs();
        errors.sort_by(|one, other| area_m2(other).total_cmp(&area_m2(one)));
        // Each of those before goes on once, of areas as much as there was.
        let mut left: Vec<Option<f64>> =
            self.closed.iter().map(|before| Some(area_m2(before) + SAME_AREA_M2)).collect();
        for is_at_its_place in [true, false] {
            errors.retain(|finding| {
                let excuse = (0..left.len()).find(|&at| {
                    let before = &self.closed[at];
                    left[at].is_some_and(|left| area_m2(finding) <= left)
                        && (!is_at_its_place || is_near(before, finding))
                        && self.goes_on(before, finding)
                });
                if let Some(at) = excuse {
                    let is_divisible = self.closed[at].area_m2.is_some() && finding.area_m2.is_some();
                    left[at] = left[at].map(|left| left - area_m2(finding)).filter(|_| is_divisible);
                }
                excuse.is_none()
            });
        }
        let new: BTreeSet<_> = errors.iter().map(|finding| finding.id).collect();
        self.opened.iter().filter(|finding| new.contains(&finding.id)).cloned().collect()
    }

    /// Whether a finding is what was there before, by another name because its parcels are others.
    fn goes_on(&self, before: &KeptFinding, after: &KeptFinding) -> bool {
        let is_no_larger = match (before.area_m2, after.area_m2) {
            (Some(before), Some(after)) => after.abs() <= before.abs() + SAME_AREA_M2,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        let of_family = |finding: &KeptFinding| -> BTreeSet<Option<i64>> {
            let one = |parcel: &i64| Some(*parcel).filter(|parcel| !self.family.contains(parcel));
            finding.parcels.iter().map(one).collect()
        };
        let is_among_the_same = of_family(after).is_subset(&of_family(before));
        before.rule == after.rule
            && before.severity >= after.severity
            && is_no_larger
            && (is_near(before, after) || is_among_the_same)
    }
}

fn is_near(before: &KeptFinding, after: &KeptFinding) -> bool {
    let at = before.at.zip(after.at);
    at.is_some_and(|(before, after)| (before.x - after.x).hypot(before.y - after.y) <= SAME_PLACE_M)
}

/// Parcels that end for good, and those that are new.
fn family(plan: &Plan) -> BTreeSet<i64> {
    let before: BTreeSet<i64> = plan.before.iter().map(|before| before.stored.id).collect();
    let after: BTreeSet<i64> = plan.after.iter().map(|after| after.id).collect();
    before.symmetric_difference(&after).copied().collect()
}

/// The parcels an edit may have to do with: those that change, those near them, and those of the same number.
fn load(connection: &mut AnyConnection, plan: &Plan, profile: &Profile) -> Result<KeptParcels, EditError> {
    let shapes =
        plan.before.iter().map(|before| &before.shape).chain(plan.after.iter().map(|after| &after.shape));
    let reach_m = 2.0 * profile.missing_vertex_m + 10.0 * profile.lattice_m;
    let mut pages = Vec::new();
    if let Some(area) = box_of(shapes) {
        let area = grown(area, LARGEST_KEPT_GAP_M + reach_m);
        pages.push(parcels_in_box(connection, plan.epsg, area, i64::MIN, i64::MAX)?);
    }
    let keys: BTreeSet<ParcelKey> = (plan.before.iter().map(|before| &before.stored.facts.key))
        .chain(plan.after.iter().map(|after| &after.record.key))
        .filter(|key| key.sheet.is_some() && key.number.is_some())
        .cloned()
        .collect();
    for key in keys {
        pages.push(parcels_of_key(connection, &key)?);
    }
    let mut of_id: BTreeMap<i64, (Stored, MultiPolygon<f64>)> = BTreeMap::new();
    for page in pages {
        for (position, stored) in page.stored.into_iter().enumerate() {
            if stored.epsg == plan.epsg && !of_id.contains_key(&stored.id) {
                of_id.insert(stored.id, (stored, page.geometries.to_multi_polygon(position)));
            }
        }
    }
    for Before { stored, shape } in &plan.before {
        of_id.insert(stored.id, (stored.clone(), shape.clone()));
    }
    Ok(gathered(of_id))
}

/// The same parcels after the edit.
fn after(here: &KeptParcels, plan: &Plan) -> KeptParcels {
    let mut of_id: BTreeMap<i64, (Stored, MultiPolygon<f64>)> = here
        .stored
        .iter()
        .enumerate()
        .map(|(position, stored)| (stored.id, (stored.clone(), here.geometries.to_multi_polygon(position))))
        .collect();
    for before in &plan.before {
        of_id.remove(&before.stored.id);
    }
    for After { id, version, record, shape, source, .. } in &plan.after {
        let stored = Stored {
            id: *id,
            version: *version,
            begun_at: crate::timestamp::Timestamp::of_unix_milliseconds(0),
            record: 0,
            source: *source,
            epsg: plan.epsg,
            content_hash: ContentHash([0; 32]),
            facts: record.clone(),
        };
        of_id.insert(*id, (stored, shape.clone()));
    }
    gathered(of_id)
}

fn gathered(of_id: BTreeMap<i64, (Stored, MultiPolygon<f64>)>) -> KeptParcels {
    let mut kept = KeptParcels::default();
    for (stored, shape) in of_id.into_values() {
        kept.geometries.push_multi_polygon(&shape);
        kept.stored.push(stored);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_core::Message;

    fn overlap(id: u64, area_m2: f64) -> KeptFinding {
        KeptFinding {
            id: format!("{id:016x}").parse().expect("an id"),
            rule: Rule::Overlap.id().to_owned(),
            severity: Severity::Error,
            message: Message { vi: String::new(), en: String::new() },
            parcels: vec![1, 2],
            epsg: 9215,
            at: None,
            area_m2: Some(area_m2),
            width_m: None,
            wkb: None,
            opened_by: None,
        }
    }

    #[test]
    fn what_was_there_before_goes_on_once() {
        for (opened_m2, closed_m2, new) in [
            (&[10.0][..], &[10.0][..], 0),
            (&[4.0, 6.0], &[10.0], 0),
            (&[10.0, 10.0], &[10.0], 1),
            (&[10.0, 10.0], &[10.0, 10.0], 0),
            (&[11.0], &[10.0], 1),
        ] {
            let some = |areas: &[f64], first: u64| -> Vec<KeptFinding> {
                (first..).zip(areas).map(|(id, &area)| overlap(id, area)).collect()
            };
            let effects =
                Effects { opened: some(opened_m2, 1), closed: some(closed_m2, 100), family: BTreeSet::new() };
            let objections = effects.objections(RecordKind::Correct, &BTreeSet::new());
            assert_eq!(objections.len(), new, "{opened_m2:?} after {closed_m2:?}");
        }
    }
}
