//! Recorded and legal areas beside the area of the shape.

use super::{Draft, Drafts};
use crate::measure::{planar_area_m2, point_inside};
use crate::{AreaLimit, Rule};

/// Finds recorded and legal areas that differ from the shape's by more than the profile allows.
///
/// Areas are grid areas in the system the parcels stand in. Parcels without a shape are left to `geometry/empty`, and
/// areas not recorded to nobody.
pub(super) fn find_area_differences(drafts: &mut Drafts<'_>) {
    let AreaLimit { area_m2, ratio } = drafts.profile.recorded_area;
    let recorded_limit = |shape_m2: f64| area_m2.max(ratio * shape_m2);
    // ΔP ≤ 0.0004 · M · √P, the limit for two independent determinations; the factor and M stand in the profile.
    let factor = drafts.profile.legal_area_factor * drafts.profile.scale;
    let legal_limit = |shape_m2: f64| factor * shape_m2.sqrt();
    for parcel in 0..drafts.parcels.len() {
        let record = &drafts.parcels.records[parcel];
        if record.recorded_area_m2.is_none() && record.legal_area_m2.is_none() {
            continue;
        }
        let shape_m2 = planar_area_m2(&drafts.parcels.geometries, parcel);
        if !shape_m2.is_finite() || shape_m2 <= 0.0 {
            continue;
        }
        let (recorded, legal) = (record.recorded_area_m2, record.legal_area_m2);
        compare(drafts, Rule::RecordedAreaDiffers, parcel, recorded, shape_m2, recorded_limit(shape_m2));
        compare(drafts, Rule::LegalAreaDiffers, parcel, legal, shape_m2, legal_limit(shape_m2));
    }
}

/// Areas are written with one decimal, so that half of it and a digit of rounding lie in the paper, not in the map.
const ROUNDING_M2: f64 = 0.050_001;

fn compare(
    drafts: &mut Drafts<'_>,
    rule: Rule,
    parcel: usize,
    stated_m2: Option<f64>,
    shape_m2: f64,
    limit_m2: f64,
) {
    let Some(stated_m2) = stated_m2 else { return };
    let difference_m2 = stated_m2 - shape_m2;
    if difference_m2.abs() <= limit_m2.max(ROUNDING_M2) || !drafts.wants(rule) {
        return;
    }
    let at = point_inside(&drafts.parcels.geometries, parcel, drafts.profile.lattice_m);
    let draft = Draft { area_m2: Some(difference_m2), ..Draft::new(rule, vec![parcel as u32], at) };
    let message = drafts.wording.area_differs(&draft, stated_m2, shape_m2, limit_m2);
    drafts.add(draft, message);
}
