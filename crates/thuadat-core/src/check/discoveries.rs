//! What checking shapes brought to light, as findings.

use super::draft::Draft;
use super::inspection::Inspection;
use super::message::GapKind;
use crate::coverage::{
    Discoveries, MeasuredGap, MeasuredOverlap, MissingVertex, NearVertex, OpenStrip, OutsideFrame,
};
use crate::validity::Defect;
use crate::{Finding, Mode, Rule, Severity};
use geo::Geometry;
use rayon::prelude::*;

/// A finding for each discovery whose rule is on.
pub(super) fn findings(inspection: &Inspection<'_>, discoveries: Discoveries) -> Vec<Finding> {
    let defects = discoveries.defects.into_par_iter();
    let overlaps = discoveries.overlaps.into_par_iter();
    let gaps = discoveries.gaps.into_par_iter();
    let missing = discoveries.missing_vertices.into_par_iter();
    let near = discoveries.near_misses.into_par_iter();
    let near_vertices = discoveries.near_vertices.into_par_iter();
    let open = discoveries.open_gaps.into_par_iter();
    let outside = discoveries.outside.into_par_iter();
    defects
        .filter_map(|(parcel, defect)| of_defect(inspection, parcel, defect))
        .chain(overlaps.filter_map(|overlap| of_overlap(inspection, overlap)))
        .chain(gaps.filter_map(|gap| of_gap(inspection, gap)))
        .chain(missing.filter_map(|missing| of_missing_vertex(inspection, missing)))
        .chain(near.filter_map(|strip| of_open_strip(inspection, Rule::NearMiss, strip)))
        .chain(near_vertices.filter_map(|vertex| of_near_vertex(inspection, &vertex)))
        .chain(open.filter_map(|strip| of_open_strip(inspection, Rule::OpenGap, strip)))
        .chain(outside.filter_map(|outside| of_outside(inspection, outside)))
        .collect()
}

fn of_defect(inspection: &Inspection<'_>, parcel: u32, defect: Defect) -> Option<Finding> {
    if defect.rule == Rule::ShortSegment && inspection.parcels.preparation.arc_deviation_m(parcel).is_some() {
        return None; // The steps of an arc are nobody's drawing.
    }
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

pub(super) fn of_gap(inspection: &Inspection<'_>, gap: MeasuredGap) -> Option<Finding> {
    let MeasuredGap { parcels, owners, area, is_left_over } = gap;
    let around = parcels.len();
    // The parcel to look at first stands in front.
    let mut draft = Draft::of_area(Rule::Gap, [owners, parcels].concat(), area);
    let is_too_wide = draft.width_m > inspection.profile.gap_width_m.or(Some(f64::INFINITY));
    let kind = if draft.parcels.len() > around {
        GapKind::OfUnusable(draft.parcels.len() - around)
    } else if is_left_over {
        GapKind::LeftOver
    } else if is_too_wide {
        GapKind::TooWide
    } else {
        GapKind::Plain
    };
    let is_plain = matches!(kind, GapKind::Plain | GapKind::LeftOver) && !is_too_wide;
    draft.at_most = if is_plain { graded(inspection, &draft) } else { Severity::Note };
    inspection.finding(draft, |draft| inspection.wording.gap(draft, kind))
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

fn of_open_strip(inspection: &Inspection<'_>, rule: Rule, strip: OpenStrip) -> Option<Finding> {
    let (first, second) = strip.parcels;
    let mut draft = Draft::of_area(rule, vec![first, second], strip.area);
    draft.at_most = graded(inspection, &draft);
    draft.area_m2 = Some(strip.net_area_m2);
    inspection.finding(draft, |draft| inspection.wording.open_strip(draft))
}

fn of_near_vertex(inspection: &Inspection<'_>, vertex: &NearVertex) -> Option<Finding> {
    let [from, to] = vertex.between;
    let mut draft = Draft {
        geometry: Some(Geometry::LineString(vec![from, to].into())),
        width_m: Some(vertex.distance_m),
        place: vertex.place,
        ..Draft::new(Rule::NearMiss, [&vertex.parcels[..], &vertex.neighbours].concat(), Some(from))
    };
    draft.at_most = graded(inspection, &draft);
    inspection.finding(draft, |draft| inspection.wording.near_vertex(draft, vertex))
}

fn of_outside(inspection: &Inspection<'_>, outside: OutsideFrame) -> Option<Finding> {
    let OutsideFrame { rule, parcel, is_whole, area } = outside;
    let draft = Draft::of_area(rule, vec![parcel], area);
    inspection.finding(draft, |draft| inspection.wording.outside(draft, is_whole))
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
