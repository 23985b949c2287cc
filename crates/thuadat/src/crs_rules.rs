//! The rules about coordinate systems: the core knows no zones, so they join the others here.

use std::cmp::Reverse;
use thuadat_core::{CheckOutcome, Finding, FindingId, Message, Profile, Rule};
use thuadat_io::{Crs, CrsSuspicion, Dataset, FittingZone, Zone, suspect};

/// Looks whether the coordinates can be those of their system, and adds what comes of it.
pub(crate) fn add(outcome: &mut CheckOutcome, dataset: &Dataset, profile: &Profile) {
    let suspicion = suspect(&dataset.parcels, &dataset.source.crs);
    let finding = suspicion.as_ref().and_then(|suspicion| finding(suspicion, dataset, profile));
    for rule in [Rule::AxesSwapped, Rule::OutsideZone] {
        let Some(listed) = outcome.rules.iter_mut().find(|listed| listed.rule == rule) else { continue };
        if profile.severity(rule).is_none() {
            continue;
        }
        listed.result = match why_not_run(rule, &dataset.source.crs, suspicion.as_ref()) {
            Some(reason) => Err(reason),
            None => Ok(usize::from(finding.as_ref().is_some_and(|finding| finding.rule == rule))),
        };
    }
    if let Some(finding) = finding {
        let place = |finding: &Finding| (Reverse(finding.severity), finding.rule);
        let position = outcome.findings.partition_point(|before| place(before) <= place(&finding));
        outcome.findings.insert(position, finding);
    }
}

fn why_not_run(rule: Rule, crs: &Crs, suspicion: Option<&CrsSuspicion>) -> Option<Message> {
    let is_zone = crs.epsg.and_then(Zone::of_epsg).is_some();
    if !is_zone && !crs.is_unnamed() {
        return Some(message(
            "Chỉ kiểm tra được với các múi chiếu VN-2000.",
            "Only the zones of VN-2000 can be checked.",
        ));
    }
    if rule == Rule::AxesSwapped {
        return None;
    }
    if crs.is_unnamed() {
        return Some(message(
            "Chưa biết hệ tọa độ; chỉ định bằng --crs EPSG:n.",
            "The coordinate system is not known; name it with --crs EPSG:n.",
        ));
    }
    matches!(suspicion, Some(CrsSuspicion::AxesSwapped { .. })).then(|| {
        message("Trục tọa độ đang bị đảo; sửa lỗi đó trước.", "The axes are swapped; mend that first.")
    })
}

fn finding(suspicion: &CrsSuspicion, dataset: &Dataset, profile: &Profile) -> Option<Finding> {
    let (rule, at, message) = match suspicion {
        CrsSuspicion::AxesSwapped { example } => {
            (Rule::AxesSwapped, *example, axes_swapped(example.x, example.y))
        }
        CrsSuspicion::OutsideZone { zone, example, place, fitting } => {
            (Rule::OutsideZone, *example, outside_zone(zone, place.x, place.y, fitting))
        }
        _ => return None,
    };
    Some(Finding {
        id: FindingId::new(rule, &dataset.parcels, &[], Some(at)),
        rule,
        severity: profile.severity(rule)?,
        parcels: Vec::new(),
        at: Some(at),
        geometry: Some(geo::Point::from(at).into()),
        area_m2: None,
        width_m: None,
        length_m: None,
        place: None,
        message,
        explained_by: None,
    })
}

fn axes_swapped(first: f64, second: f64) -> Message {
    let (first_vi, second_vi) =
        (format!("{first:.2}").replace('.', ","), format!("{second:.2}").replace('.', ","));
    Message {
        vi: format!(
            "Tọa độ bị đảo trục: số đứng trước ({first_vi}) là X hướng bắc, số đứng sau ({second_vi}) là Y hướng đông. \
             Xuất lại tệp với Y (đông) đứng trước, X (bắc) đứng sau."
        ),
        en: format!(
            "The axes are swapped: the first number ({first:.2}) is a northing, the second ({second:.2}) an easting. \
             Export the file again with the easting first."
        ),
    }
}

fn outside_zone(zone: &Zone, longitude: f64, latitude: f64, fitting: &[FittingZone]) -> Message {
    let (epsg, meridian) = (zone.epsg, zone.meridian());
    let (longitude_vi, latitude_vi) =
        (format!("{longitude:.3}").replace('.', ","), format!("{latitude:.3}").replace('.', ","));
    let (advice_vi, advice_en) = advice(fitting);
    Message {
        vi: format!(
            "Tọa độ không hợp với múi chiếu EPSG:{epsg} (kinh tuyến trục {meridian}): dữ liệu rơi vào kinh độ \
             {longitude_vi}°, vĩ độ {latitude_vi}°, nơi không dùng múi này. {advice_vi}"
        ),
        en: format!(
            "The coordinates do not suit zone EPSG:{epsg} (central meridian {meridian}): they fall at longitude \
             {longitude:.3}°, latitude {latitude:.3}°, where that zone is not in use. {advice_en}"
        ),
    }
}

/// One zone that fits is proposed; of several only the user can tell which is that of the province.
fn advice(fitting: &[FittingZone]) -> (String, String) {
    match fitting {
        [] => (
            "Không múi VN-2000 nào phù hợp; kiểm tra lại hệ tọa độ của tệp.".to_owned(),
            "No zone of VN-2000 fits; look into the file's coordinate system.".to_owned(),
        ),
        [only] => {
            let Zone { epsg, provinces, .. } = only.zone;
            let meridian = only.zone.meridian();
            (
                format!(
                    "Múi phù hợp là EPSG:{epsg} ({meridian}: {provinces}); kiểm tra lại với --crs EPSG:{epsg}."
                ),
                format!(
                    "The zone that fits is EPSG:{epsg} ({meridian}: {provinces}); check again with --crs EPSG:{epsg}."
                ),
            )
        }
        several => {
            let mut zones: Vec<&Zone> = several.iter().map(|fitting| fitting.zone).collect();
            zones.sort_by(|a, b| a.meridian_deg.total_cmp(&b.meridian_deg));
            let zones: Vec<String> =
                zones.iter().map(|zone| format!("EPSG:{} ({})", zone.epsg, zone.meridian())).collect();
            let zones = zones.join(", ");
            (
                format!(
                    "Các múi có thể đúng: {zones}. Chọn múi của tỉnh mình rồi kiểm tra lại với --crs EPSG:n."
                ),
                format!(
                    "Zones that would fit: {zones}. Choose that of the province and check again with --crs EPSG:n."
                ),
            )
        }
    }
}

fn message(vi: &str, en: &str) -> Message {
    Message { vi: vi.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::{CheckRun, check_dataset, profile};
    use geo::polygon;
    use thuadat_core::{Parcels, Rule, RuleSetting, Unobserved};
    use thuadat_io::{Crs, CrsOrigin, Dataset, Source};

    fn run(x: f64, y: f64, crs: Crs, rule_off: Option<Rule>) -> CheckRun {
        let square = polygon![(x: x, y: y), (x: x + 10., y: y), (x: x + 10., y: y + 10.), (x: x, y: y + 10.)];
        let source = Source {
            path: "thua.gpkg".to_owned(),
            layer: "thua".to_owned(),
            format: "GPKG".to_owned(),
            declared_crs: None,
            crs,
            crs_origin: CrsOrigin::Given,
            columns: Vec::new(),
            notices: Vec::new(),
        };
        let mut document = profile::named("strict").unwrap();
        document.profile.severities.extend(rule_off.map(|rule| (rule, RuleSetting::Off)));
        let dataset = Dataset { parcels: Parcels::from_polygons(&[square]), source };
        check_dataset(dataset, document, &Unobserved).unwrap()
    }

    fn result(run: &CheckRun, rule: Rule) -> Option<usize> {
        run.outcome.rules.iter().find(|listed| listed.rule == rule).unwrap().result.as_ref().ok().copied()
    }

    fn check(run: &CheckRun, axes_swapped: Option<usize>, outside_zone: Option<usize>) {
        assert_eq!(
            (result(run, Rule::AxesSwapped), result(run, Rule::OutsideZone)),
            (axes_swapped, outside_zone)
        );
        let found =
            run.outcome.findings.iter().filter(|finding| finding.rule.id().starts_with("crs/")).count();
        assert_eq!(found, axes_swapped.unwrap_or(0) + outside_zone.unwrap_or(0));
    }

    #[test]
    fn coordinates_are_held_against_their_zone() {
        let lang_son = || Crs::of_epsg(9215).unwrap();
        check(&run(458_700., 2_425_800., lang_son(), None), Some(0), Some(0));
        check(&run(2_425_800., 458_700., lang_son(), None), Some(1), None);
        check(&run(458_700., 1_200_000., lang_son(), None), Some(0), Some(1));
        check(&run(458_700., 2_425_800., Crs::unnamed_metres(), None), Some(0), None);
        check(&run(2_425_800., 458_700., Crs::unnamed_metres(), None), Some(1), None);
        check(&run(458_700., 2_425_800., Crs::of_epsg(32_648).unwrap(), None), None, None);
        check(&run(2_425_800., 458_700., lang_son(), Some(Rule::AxesSwapped)), None, None);
    }

    #[test]
    fn message_names_a_zone_that_would_fit() {
        let run = run(458_700., 2_425_800., Crs::of_epsg(9217).unwrap(), None);
        let finding = run.outcome.findings.iter().find(|finding| finding.rule == Rule::OutsideZone).unwrap();
        for text in [&finding.message.vi, &finding.message.en] {
            assert!(text.contains("EPSG:9217") && text.contains("EPSG:9215 (107°15')"), "{text}");
        }
    }
}
