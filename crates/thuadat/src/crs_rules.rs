//! The rules about coordinate systems: the core knows no zones, so they join the others here.

use crate::references::{commune_bounds, commune_name};
use geo::Coord;
use std::cmp::Reverse;
use thuadat_core::{CheckOutcome, Finding, FindingId, Message, Parcels, Profile, Rule, Severity};
use thuadat_io::{Crs, CrsSuspicion, Dataset, FittingZone, Sample, Zone, suspect};

/// Looks whether the coordinates can be those of their system, and adds what comes of it.
pub(crate) fn add(outcome: &mut CheckOutcome, dataset: &Dataset, profile: &Profile) {
    let suspicion = suspect(&dataset.parcels, &dataset.source.crs);
    let communes = sample_with_communes(&dataset.parcels);
    add_of_samples(outcome, suspicion.as_ref(), &communes, &dataset.source.crs, profile);
}

/// Looks, as [`add`] does, at samples of the vertices and of the parcels with communes.
pub(crate) fn add_of_samples(
    outcome: &mut CheckOutcome,
    suspicion: Option<&CrsSuspicion>,
    communes: &[(Box<str>, Coord<f64>)],
    crs: &Crs,
    profile: &Profile,
) {
    let is_swapped = matches!(suspicion, Some(CrsSuspicion::AxesSwapped { .. }));
    let elsewhere = if is_swapped { None } else { far_from_communes(communes, crs) };
    let finding = match &elsewhere {
        Some(elsewhere) => wrong_zone_of_communes(elsewhere, profile),
        None => suspicion.and_then(|suspicion| finding(suspicion, profile)),
    };
    for rule in [Rule::AxesSwapped, Rule::OutsideZone, Rule::WrongZone] {
        let Some(listed) = outcome.rules.iter_mut().find(|listed| listed.rule == rule) else { continue };
        if profile.severity(rule).is_none() {
            continue;
        }
        listed.result = match why_not_run(rule, crs, suspicion) {
            Some(reason) => Err(reason),
            None => Ok(usize::from(finding.as_ref().is_some_and(|finding| finding.rule == rule))),
        };
    }
    if let Some(finding) = finding {
        insert(outcome, finding);
    }
}

/// Puts a finding behind those that are as grave and of the same rule.
pub(crate) fn insert(outcome: &mut CheckOutcome, finding: Finding) {
    let place = |finding: &Finding| (Reverse(finding.severity), finding.rule);
    let position = outcome.findings.partition_point(|before| place(before) <= place(&finding));
    outcome.findings.insert(position, finding);
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

fn finding(suspicion: &CrsSuspicion, profile: &Profile) -> Option<Finding> {
    match suspicion {
        CrsSuspicion::AxesSwapped { example } => {
            let message = axes_swapped(example.x, example.y);
            of_dataset(Rule::AxesSwapped, Severity::Error, *example, message, profile)
        }
        CrsSuspicion::OutsideZone { zone, example, place, fitting } => {
            let (rule, at_most) = match fitting.len() {
                0 => (Rule::OutsideZone, Severity::Error),
                1 => (Rule::WrongZone, Severity::Error),
                _ => (Rule::WrongZone, Severity::Warning),
            };
            let message = outside_zone(zone, place.x, place.y, fitting);
            of_dataset(rule, at_most, *example, message, profile)
        }
        _ => None,
    }
}

/// Parcels that lie far from the communes whose codes they carry, and near them in another zone.
struct Elsewhere {
    zone: &'static Zone,
    commune: Box<str>,
    example: Coord<f64>,
    place: Coord<f64>,
    /// The zones in which most parcels lie in their communes, the best one first.
    fitting: Vec<&'static Zone>,
}

/// At least so many parcels are looked at: enough that the majority speaks for the dataset.
pub(crate) const SAMPLE: usize = 200;

/// How far outside the bounds of its commune a parcel may lie, in degrees (about 2 km): bounds are those of a
/// generalised outline.
const NEAR_COMMUNE_DEG: f64 = 0.02;

/// None where most parcels lie in their communes, where no code says which those are, or where no zone brings them
/// there: then the codes may be as wrong as the zone.
fn far_from_communes(sample: &[(Box<str>, Coord<f64>)], crs: &Crs) -> Option<Elsewhere> {
    let zone = crs.epsg.and_then(Zone::of_epsg)?;
    if sample.is_empty() || share_in_communes(zone, sample) > 0.5 {
        return None;
    }
    let cadastral = Zone::all().iter().filter(|zone| !zone.provinces.is_empty());
    let mut fitting: Vec<(f64, &Zone)> = cadastral
        .map(|zone| (share_in_communes(zone, sample), zone))
        .filter(|(share, _)| *share > 0.5)
        .collect();
    fitting.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.epsg.cmp(&b.1.epsg)));
    let (commune, example) = sample.first().cloned()?;
    let place = *in_degrees(zone, &[example]).first()?;
    let fitting: Vec<&Zone> = fitting.into_iter().map(|(_, zone)| zone).collect();
    (!fitting.is_empty()).then_some(Elsewhere { zone, commune, example, place, fitting })
}

fn sample_with_communes(parcels: &Parcels) -> Vec<(Box<str>, Coord<f64>)> {
    let step = Sample::<u32>::step_among(parcels.len(), SAMPLE);
    (0..parcels.len()).step_by(step).filter_map(|parcel| commune_and_place(parcels, parcel)).collect()
}

/// The commune of a parcel that stands in a list, and a place of the parcel.
pub(crate) fn commune_and_place(parcels: &Parcels, parcel: usize) -> Option<(Box<str>, Coord<f64>)> {
    let commune = parcels.records[parcel].key.commune.as_deref()?;
    let at = parcels.geometries.rings(parcel).flatten().find(|at| at.x.is_finite() && at.y.is_finite())?;
    (!commune_bounds(commune).is_empty()).then(|| (commune.into(), *at))
}

fn share_in_communes(zone: &Zone, sample: &[(Box<str>, Coord<f64>)]) -> f64 {
    let places: Vec<Coord<f64>> = sample.iter().map(|(_, at)| *at).collect();
    let is_near = |((commune, _), place): &(&(Box<str>, Coord<f64>), Coord<f64>)| {
        commune_bounds(commune).iter().any(|bounds| {
            (bounds.min().x - NEAR_COMMUNE_DEG..=bounds.max().x + NEAR_COMMUNE_DEG).contains(&place.x)
                && (bounds.min().y - NEAR_COMMUNE_DEG..=bounds.max().y + NEAR_COMMUNE_DEG).contains(&place.y)
        })
    };
    let near = sample.iter().zip(in_degrees(zone, &places)).filter(is_near).count();
    near as f64 / sample.len() as f64
}

fn in_degrees(zone: &Zone, places: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let mut places = places.to_vec();
    let way = Crs::of_epsg(zone.epsg).ok().and_then(|crs| crs.to_wgs84());
    match way.map(|way| way.transform(&mut places)) {
        Some(Ok(())) => places,
        _ => Vec::new(),
    }
}

fn wrong_zone_of_communes(elsewhere: &Elsewhere, profile: &Profile) -> Option<Finding> {
    let Elsewhere { zone, commune, example, place, fitting } = elsewhere;
    let (epsg, meridian) = (zone.epsg, zone.meridian());
    let name = commune_name(commune).unwrap_or_default();
    let (longitude, latitude) = (place.x, place.y);
    let (longitude_vi, latitude_vi) =
        (format!("{longitude:.3}").replace('.', ","), format!("{latitude:.3}").replace('.', ","));
    let (right, right_meridian) = (fitting[0].epsg, fitting[0].meridian());
    let message = Message {
        vi: format!(
            "Sai múi chiếu: tệp khai EPSG:{epsg} (kinh tuyến trục {meridian}), nhưng ở múi này các thửa mang mã xã              {commune} ({name}) rơi vào kinh độ {longitude_vi}°, vĩ độ {latitude_vi}°, ngoài địa bàn xã. Múi phù hợp là              EPSG:{right} ({right_meridian}); kiểm tra lại với --crs EPSG:{right}."
        ),
        en: format!(
            "Wrong zone: the file says EPSG:{epsg} (central meridian {meridian}), but there the parcels of commune              {commune} ({name}) fall at longitude {longitude:.3}°, latitude {latitude:.3}°, outside the commune. The              zone that fits is EPSG:{right} ({right_meridian}); check again with --crs EPSG:{right}."
        ),
    };
    of_dataset(Rule::WrongZone, Severity::Error, *example, message, profile)
}

fn of_dataset(
    rule: Rule,
    at_most: Severity,
    at: Coord<f64>,
    message: Message,
    profile: &Profile,
) -> Option<Finding> {
    Some(Finding {
        id: FindingId::new(rule, &Parcels::default(), &[], Some(at)),
        rule,
        severity: profile.severity(rule)?.min(at_most),
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
    use thuadat_core::link::HolderNames;
    use thuadat_core::{Parcels, Rule, RuleSetting, Unobserved};
    use thuadat_io::{Attributes, Crs, CrsOrigin, Dataset, Source};

    fn run(x: f64, y: f64, crs: Crs, rule_off: Option<Rule>) -> CheckRun {
        let square = polygon![(x: x, y: y), (x: x + 10., y: y), (x: x + 10., y: y + 10.), (x: x, y: y + 10.)];
        let source = source(crs);
        let mut document = profile::named("strict").unwrap();
        document.profile.severities.extend(rule_off.map(|rule| (rule, RuleSetting::Off)));
        let dataset = Dataset { parcels: Parcels::from_polygons(&[square]), source };
        check_dataset(dataset, document, &Unobserved).unwrap()
    }

    fn source(crs: Crs) -> Source {
        Source {
            path: "thua.gpkg".to_owned(),
            layer: "thua".to_owned(),
            format: "GPKG".to_owned(),
            declared_crs: None,
            crs,
            crs_origin: CrsOrigin::Given,
            columns: Vec::new(),
            notices: Vec::new(),
            scans: None,
            attributes: Attributes::default(),
            holders: HolderNames::default(),
        }
    }

    fn result(run: &CheckRun, rule: Rule) -> Option<usize> {
        run.outcome.rules.iter().find(|listed| listed.rule == rule).unwrap().result.as_ref().ok().copied()
    }

    fn check(run: &CheckRun, axes_swapped: Option<usize>, wrong_zone: Option<usize>) {
        assert_eq!(
            (result(run, Rule::AxesSwapped), result(run, Rule::WrongZone)),
            (axes_swapped, wrong_zone)
        );
        assert_eq!(result(run, Rule::OutsideZone), wrong_zone.map(|_| 0));
        let found =
            run.outcome.findings.iter().filter(|finding| finding.rule.id().starts_with("crs/")).count();
        assert_eq!(found, axes_swapped.unwrap_or(0) + wrong_zone.unwrap_or(0));
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
        let finding = run.outcome.findings.iter().find(|finding| finding.rule == Rule::WrongZone).unwrap();
        for text in [&finding.message.vi, &finding.message.en] {
            assert!(text.contains("EPSG:9217") && text.contains("EPSG:9215 (107°15')"), "{text}");
        }
    }

    #[test]
    fn communes_tell_zones_apart_that_are_both_in_use() {
        let check = |epsg: u32, expected: Option<&str>| {
            let square = polygon![(x: 458_700., y: 2_425_800.), (x: 458_710., y: 2_425_800.), (x: 458_710., y: 2_425_810.)];
            let mut parcels = Parcels::from_polygons(&[square]);
            parcels.columns.commune = true;
            parcels.records[0].key.commune = Some("06211".into());
            let dataset = Dataset { parcels, source: source(Crs::of_epsg(epsg).unwrap()) };
            let run = check_dataset(dataset, profile::named("strict").unwrap(), &Unobserved).unwrap();
            let found = run.outcome.findings.iter().find(|finding| finding.rule == Rule::WrongZone);
            match (found, expected) {
                (None, None) => {}
                (Some(found), Some(text)) => {
                    assert!(
                        found.message.vi.contains(text) && found.message.en.contains(text),
                        "{:?}",
                        found.message
                    );
                }
                other => panic!("EPSG:{epsg}: {other:?}"),
            }
        };
        check(9215, None);
        check(9214, Some("EPSG:9215 (107°15')"));
        check(9216, Some("EPSG:9215 (107°15')"));
    }
}
