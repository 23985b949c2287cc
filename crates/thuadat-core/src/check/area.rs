//! Recorded and legal areas beside the area of the shape.

use super::draft::Draft;
use super::inspection::Inspection;
use crate::land_use::land_uses;
use crate::measure::planar_area_m2;
use crate::{Finding, Interrupted, ParcelRecord, Rule};

/// Recorded and legal areas that differ from the shape's by more than the profile allows.
///
/// Areas are grid areas in the system the parcels stand in. Parcels without a shape are left to `geometry/empty`, and
/// areas not recorded to nobody.
pub(super) fn area_differences(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    let columns = &inspection.parcels.columns;
    if !columns.recorded_area && !columns.legal_area {
        return Ok(Vec::new());
    }
    inspection.of_each_parcel(|parcel| {
        let record = &inspection.parcels.records[parcel as usize];
        let stated = [
            (Rule::RecordedAreaDiffers, record.recorded_area_m2),
            (Rule::LegalAreaDiffers, record.legal_area_m2),
        ];
        let shape_m2 = if stated.iter().any(|(_, stated_m2)| stated_m2.is_some()) {
            planar_area_m2(&inspection.parcels.geometries, parcel as usize)
        } else {
            f64::NAN
        };
        let has_shape = shape_m2.is_finite() && shape_m2 > 0.0;
        stated
            .into_iter()
            .filter(move |_| has_shape)
            .filter_map(move |(rule, stated_m2)| difference(inspection, rule, parcel, stated_m2?, shape_m2))
    })
}

/// Sums of doubles differ from the paper's decimals by less than this.
const DIGIT_NOISE_M2: f64 = 1e-6;

fn difference(
    inspection: &Inspection<'_>,
    rule: Rule,
    parcel: u32,
    stated_m2: f64,
    shape_m2: f64,
) -> Option<Finding> {
    let difference_m2 = stated_m2 - shape_m2;
    let limit_m2 = limit_m2(inspection, rule, shape_m2);
    if difference_m2.abs() <= limit_m2 + DIGIT_NOISE_M2 {
        return None;
    }
    let at = inspection.point_inside(parcel);
    let draft = Draft { area_m2: Some(difference_m2), ..Draft::new(rule, vec![parcel], at) };
    inspection.finding(draft, |draft| inspection.wording.area_differs(draft, stated_m2, shape_m2, limit_m2))
}

/// What the profile allows.
fn limit_m2(inspection: &Inspection<'_>, rule: Rule, shape_m2: f64) -> f64 {
    let profile = inspection.profile;
    let limit = if rule == Rule::LegalAreaDiffers { &profile.legal_area } else { &profile.recorded_area };
    limit.of(shape_m2, profile.scale)
}

/// Land uses whose areas do not add up to the parcel's area: the recorded or the legal one, whichever is nearer, else
/// that of the shape. Where fewer areas than uses are given, their sum may be less but not more.
pub(super) fn land_use_sums(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    let columns = &inspection.parcels.columns;
    if !(columns.land_use || columns.land_use_areas) || !inspection.wants(Rule::LandUsesDoNotAddUp) {
        return Ok(Vec::new());
    }
    inspection.of_each_parcel(|parcel| {
        let record = &inspection.parcels.records[parcel as usize];
        let sum = sum_of_land_uses(record)?;
        let whole = whole_area(inspection, parcel, sum.area_m2)?;
        let difference_m2 = sum.area_m2 - whole.area_m2;
        let is_within = difference_m2.abs() <= whole.limit_m2 + DIGIT_NOISE_M2;
        if is_within || (!sum.is_complete && difference_m2 < 0.0) {
            return None;
        }
        let at = inspection.point_inside(parcel);
        let draft =
            Draft { area_m2: Some(difference_m2), ..Draft::new(Rule::LandUsesDoNotAddUp, vec![parcel], at) };
        inspection.finding(draft, |draft| inspection.wording.land_uses_do_not_add_up(draft, &sum, &whole))
    })
}

/// Areas of land uses, added up.
pub(super) struct LandUseSum {
    pub(super) area_m2: f64,
    pub(super) count: usize,
    /// Whether every use has an area.
    is_complete: bool,
}

/// The area that land uses are held against.
pub(super) struct WholeArea {
    pub(super) kind: WholeAreaKind,
    pub(super) area_m2: f64,
    pub(super) limit_m2: f64,
}

#[derive(Clone, Copy)]
pub(super) enum WholeAreaKind {
    Recorded,
    Legal,
    Shape,
}

/// Columns of their own have the word; without them the areas written beside the codes.
fn sum_of_land_uses(record: &ParcelRecord) -> Option<LandUseSum> {
    let uses = record.land_use.as_deref().unwrap_or_default();
    if !record.land_use_areas_m2.is_empty() {
        let count = record.land_use_areas_m2.len();
        return Some(LandUseSum {
            area_m2: record.land_use_areas_m2.iter().sum(),
            count,
            is_complete: count >= land_uses(uses).count(),
        });
    }
    if !uses.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (mut sum, mut n_uses) = (LandUseSum { area_m2: 0.0, count: 0, is_complete: false }, 0);
    for land_use in land_uses(uses) {
        n_uses += 1;
        if let Some(area_m2) = land_use.area_m2 {
            sum.area_m2 += area_m2;
            sum.count += 1;
        }
    }
    sum.is_complete = sum.count == n_uses;
    (sum.count > 0).then_some(sum)
}

fn whole_area(inspection: &Inspection<'_>, parcel: u32, sum_m2: f64) -> Option<WholeArea> {
    let record = &inspection.parcels.records[parcel as usize];
    let limit_m2 = inspection.profile.land_use_areas_m2;
    let recorded = (WholeAreaKind::Recorded, record.recorded_area_m2);
    let legal = (WholeAreaKind::Legal, record.legal_area_m2);
    let stated = [recorded, legal]
        .into_iter()
        .filter_map(|(kind, area_m2)| Some(WholeArea { kind, area_m2: area_m2?, limit_m2 }))
        .min_by(|one, other| (one.area_m2 - sum_m2).abs().total_cmp(&(other.area_m2 - sum_m2).abs()));
    stated.or_else(|| {
        let area_m2 = planar_area_m2(&inspection.parcels.geometries, parcel as usize);
        let limit_m2 = limit_m2.max(limit_m2_of_shape(inspection, area_m2));
        (area_m2.is_finite() && area_m2 > 0.0).then_some(WholeArea {
            kind: WholeAreaKind::Shape,
            area_m2,
            limit_m2,
        })
    })
}

fn limit_m2_of_shape(inspection: &Inspection<'_>, shape_m2: f64) -> f64 {
    inspection.profile.legal_area.of(shape_m2, inspection.profile.scale)
}
