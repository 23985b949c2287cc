//! Recorded and legal areas beside the area of the shape.

use super::draft::Draft;
use super::inspection::Inspection;
use crate::measure::planar_area_m2;
use crate::{Finding, Interrupted, Rule};

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

/// What the profile allows; never less than the last digit areas are written with.
fn limit_m2(inspection: &Inspection<'_>, rule: Rule, shape_m2: f64) -> f64 {
    let profile = inspection.profile;
    let limit_m2 = if rule == Rule::LegalAreaDiffers {
        profile.legal_area_factor * profile.scale * shape_m2.sqrt()
    } else {
        profile.recorded_area.ratio * shape_m2
    };
    limit_m2.max(profile.recorded_area.area_m2)
}
