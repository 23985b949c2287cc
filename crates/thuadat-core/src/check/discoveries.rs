//! What checking shapes brought to light, as findings.

use super::draft::Draft;
use super::inspection::Inspection;
use crate::coverage::{Discoveries, MeasuredOverlap, MissingVertex};
use crate::measure::MeasuredArea;
use crate::validity::Defect;
use crate::{Finding, Mode, Rule, Severity};
use rayon::prelude::*;

/// A finding for each discovery whose rule is on.
pub(super) fn findings(inspection: &Inspection<'_>, discoveries: Discoveries) -> Vec<Finding> {
    let defects = discoveries.defects.into_par_iter();
    let overlaps = discoveries.overlaps.into_par_iter();
    let gaps = discoveries.gaps.into_par_iter();
    let missing = discoveries.missing_vertices.into_par_iter();
    defects
        .filter_map(|(parcel, defect)| of_defect(inspection, parcel, defect))
        .chain(overlaps.filter_map(|overlap| of_overlap(inspection, overlap)))
        .chain(gaps.filter_map(|(parcels, area)| of_gap(inspection, parcels, area)))
        .chain(missing.filter_map(|missing| of_missing_vertex(inspection, missing)))
        .collect()
}

fn of_defect(inspection: &Inspection<'_>, parcel: u32, defect: Defect) -> Option<Finding> {
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
    inspection.finding(draft, |draft| inspection.wording.defect(draft))
}

fn of_overlap(inspection: &Inspection<'_>, overlap: MeasuredOverlap) -> Option<Finding> {
    let (first, second) = overlap.parcels;
    let (rule, parcels) = match overlap.covers {
        (true, true) => (Rule::DuplicateParcel, vec![first, second]),
        (true, false) => (Rule::ContainedParcel, vec![first, second]),
        (false, true) => (Rule::ContainedParcel, vec![second, first]),
        (false, false) => (Rule::Overlap, vec![first, second]),
    };
    let mut draft = Draft::of_area(rule, parcels, overlap.area);
    draft.at_most = graded(inspection, &draft);
    inspection.finding(draft, |draft| inspection.wording.overlap(draft))
}

pub(super) fn of_gap(inspection: &Inspection<'_>, parcels: Vec<u32>, area: MeasuredArea) -> Option<Finding> {
    let mut draft = Draft::of_area(Rule::Gap, parcels, area);
    let is_too_wide = draft.width_m > inspection.profile.gap_width_m.or(Some(f64::INFINITY));
    draft.at_most = if is_too_wide { Severity::Note } else { graded(inspection, &draft) };
    inspection.finding(draft, |draft| inspection.wording.gap(draft, is_too_wide))
}

fn of_missing_vertex(inspection: &Inspection<'_>, missing: MissingVertex) -> Option<Finding> {
    let mut parcels = vec![missing.parcel];
    parcels.extend(missing.neighbours);
    let draft = Draft {
        width_m: Some(missing.distance_m),
        place: missing.place,
        ..Draft::new(Rule::MissingVertex, parcels, Some(missing.at))
    };
    inspection.finding(draft, |draft| inspection.wording.missing_vertex(draft))
}

/// How grave an overlap or gap of this size can be.
fn graded(inspection: &Inspection<'_>, draft: &Draft) -> Severity {
    match inspection.profile.mode {
        Mode::Strict => Severity::Error,
        Mode::Tolerant(tolerance_m) => {
            let is_narrow = draft.width_m <= Some(tolerance_m);
            let is_small = draft.area_m2 <= Some(inspection.profile.negligible_area_m2);
            if is_narrow || is_small { Severity::Note } else { Severity::Error }
        }
    }
}
