//! From the coordinates of a file to metres.

mod batches;

pub(super) use batches::BatchPlacing;

use super::ReadRequest;
use super::error::ReadError;
use super::notices::notice;
use crate::crs::{
    Crs, FittingZone, TransformError, Transformation, Zone, fitting_zone, sample_of,
    zones_fitting_coordinates,
};
use crate::dataset::{CrsOrigin, Notice, has_place};
use gdal::spatial_ref::SpatialRef;
use geo::Coord;
use thuadat_core::Parcels;

/// A dataset of which less lies in one zone is said to lie in several.
const SHARE_OF_ONE_ZONE: f64 = 0.9;

/// The system a layer is in, as far as anybody says.
pub(super) struct Declared {
    /// What the file says, such as `EPSG:4326`.
    pub(super) label: Option<String>,
    reference: Option<(Crs, SpatialRef)>,
    is_given: bool,
}

/// Where the parcels stand now.
pub(super) struct Placed {
    pub(super) crs: Crs,
    pub(super) origin: CrsOrigin,
    pub(super) notices: Vec<Notice>,
}

impl Placed {
    /// Whether coordinates were computed from others.
    pub(super) fn is_projected(&self) -> bool {
        matches!(self.origin, CrsOrigin::ProjectedToGiven | CrsOrigin::ProjectedToFitting)
    }
}

impl Declared {
    /// What the file says, unless the user knows better.
    pub(super) fn of(file: Option<SpatialRef>, request: &ReadRequest) -> Result<Self, ReadError> {
        let in_file = file.filter(is_defined).map(|reference| (crs_of(&reference), reference));
        let label =
            in_file.as_ref().map(|(crs, _)| crs.epsg.map_or(crs.name.clone(), |epsg| format!("EPSG:{epsg}")));
        let Some(epsg) = request.crs else {
            return Ok(Self { label, reference: in_file, is_given: false });
        };
        let reference = known(epsg, "--crs")?;
        let name = reference.name().unwrap_or_default();
        let given = Crs { epsg: Some(epsg), name, definition: String::new() };
        Ok(Self { label, reference: Some((given, reference)), is_given: true })
    }

    /// Length of the layer's unit in metres; a degree counts as 100 km, near enough to choose the steps of arcs by.
    pub(super) fn unit_m(&self) -> f64 {
        match &self.reference {
            Some((_, reference)) if reference.is_geographic() => 100_000.0,
            Some((_, reference)) if reference.linear_units() > 0.0 => reference.linear_units(),
            _ => 1.0,
        }
    }
}

/// A GeoPackage has two names for the absence of a system.
fn is_defined(reference: &SpatialRef) -> bool {
    !reference.name().is_some_and(|name| name.starts_with("Undefined "))
}

fn known(epsg: u32, option: &'static str) -> Result<SpatialRef, ReadError> {
    SpatialRef::from_epsg(epsg).map_err(|_| ReadError::UnknownCrs { epsg, option })
}

/// Brings the parcels to metres, if they do not stand in metres already.
pub(super) fn place(
    parcels: &mut Parcels,
    declared: &Declared,
    request: &ReadRequest,
    is_drawing: bool,
) -> Result<Placed, ReadError> {
    let zone = request.zone.map(zone_in_metres).transpose()?;
    let own_origin = if declared.is_given { CrsOrigin::Given } else { CrsOrigin::Declared };
    match (&declared.reference, zone) {
        (None, Some(zone)) => {
            Err(ReadError::NoCrsForZone { path: request.path.clone(), zone: zone.epsg.unwrap_or_default() })
        }
        (None, None) => Ok(Placed {
            crs: Crs::unnamed_metres(),
            origin: CrsOrigin::Assumed,
            notices: vec![assumed_metres(&sample_of(parcels.geometries.coords()), is_drawing)],
        }),
        (Some((crs, reference)), zone) if reference.is_geographic() => {
            if has_place(parcels) {
                project(parcels, crs, zone, declared, request)
            } else {
                // Nothing to project, so nothing is said to have been.
                let origin = if zone.is_some() { CrsOrigin::Given } else { own_origin };
                Ok(Placed { crs: zone.unwrap_or_else(|| crs.clone()), origin, notices: Vec::new() })
            }
        }
        (Some((crs, _)), Some(zone)) if *crs != zone => {
            let mut notices = Vec::new();
            move_to(parcels, crs, &zone, request, &mut notices)?;
            Ok(Placed { crs: zone, origin: CrsOrigin::ProjectedToGiven, notices })
        }
        (Some((crs, reference)), _) => {
            require_metres(crs, reference, request)?;
            let notices = distortion(crs, reference).into_iter().collect();
            Ok(Placed { crs: crs.clone(), origin: own_origin, notices })
        }
    }
}

fn zone_in_metres(epsg: u32) -> Result<Crs, ReadError> {
    let reference = known(epsg, "--zone")?;
    let name = reference.name().unwrap_or_default();
    if !reference.is_projected() || !counts_in_metres(&reference) {
        return Err(ReadError::ZoneNotInMetres { epsg, name });
    }
    Ok(Crs { epsg: Some(epsg), name, definition: String::new() })
}

fn counts_in_metres(reference: &SpatialRef) -> bool {
    (reference.linear_units() - 1.0).abs() < 1e-9
}

fn require_metres(crs: &Crs, reference: &SpatialRef, request: &ReadRequest) -> Result<(), ReadError> {
    if counts_in_metres(reference) && !reference.is_geocentric() {
        return Ok(());
    }
    let unit = reference.linear_units_name();
    Err(ReadError::NotInMetres { path: request.path.clone(), crs: crs.label(), unit })
}

/// Degrees to the zone named, or to the one that fits the place.
fn project(
    parcels: &mut Parcels,
    crs: &Crs,
    zone: Option<Crs>,
    declared: &Declared,
    request: &ReadRequest,
) -> Result<Placed, ReadError> {
    let mut notices = Vec::new();
    require_degrees(parcels, crs, request)?;
    let origin = if zone.is_some() { CrsOrigin::ProjectedToGiven } else { CrsOrigin::ProjectedToFitting };
    let target = zone.unwrap_or_else(|| fitting_crs(parcels, crs, &mut notices));
    if declared.is_given && declared.label.is_none() {
        notices.push(given_degrees(crs));
    }
    move_to(parcels, crs, &target, request, &mut notices)?;
    Ok(Placed { crs: target, origin, notices })
}

fn given_degrees(crs: &Crs) -> Notice {
    notice(
        "crs-given",
        format!("Tệp không khai hệ tọa độ; tọa độ được hiểu là {} theo --crs.", crs.label()),
        format!(
            "The file names no coordinate system; coordinates were taken as {}, as --crs says.",
            crs.label()
        ),
    )
}

/// The VN-2000 zone that fits the place, else the UTM zone there; metres of UTM 48 where there is no place at all.
fn fitting_crs(parcels: &Parcels, crs: &Crs, notices: &mut Vec<Notice>) -> Crs {
    let mut places = sample_of(parcels.geometries.coords());
    if crs.epsg != Some(4326) {
        // A datum apart is a few hundred metres: degrees as they are find the zone, if there is no way to WGS 84.
        let mut moved = places.clone();
        if Transformation::between(crs, &Crs::wgs84()).apply(&mut moved).is_ok() {
            places = moved;
        }
    }
    if let Some(fitting) = fitting_zone(&places) {
        if fitting.share < SHARE_OF_ONE_ZONE {
            notices.push(several_zones(&fitting));
        }
        return Crs::of_zone(fitting.zone);
    }
    let middle = |mut values: Vec<f64>| {
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let x = middle(places.iter().map(|at| at.x).collect());
    let y = middle(places.iter().map(|at| at.y).collect());
    match (x, y) {
        (Some(x), Some(y)) => Crs::utm_at(Coord { x, y }),
        _ => Crs::of_zone(&Zone::all()[0]),
    }
}

fn several_zones(fitting: &FittingZone) -> Notice {
    let (name, percent) = (&fitting.zone.name, (fitting.share * 100.0).round());
    notice(
        "several-zones",
        format!(
            "Các thửa nằm ở nhiều múi VN-2000; chỉ khoảng {percent}% thuộc {name}, múi được dùng. Hãy kiểm tra từng tỉnh riêng hoặc chọn múi bằng --zone."
        ),
        format!(
            "The parcels lie in several VN-2000 zones; only about {percent}% belong to {name}, which was used. Check each province by itself, or choose a zone with --zone."
        ),
    )
}

fn require_degrees(parcels: &Parcels, crs: &Crs, request: &ReadRequest) -> Result<(), ReadError> {
    let coords = parcels.geometries.coords();
    let out_of_range = coords.iter().filter(|at| is_out(at)).count();
    if out_of_range * 2 <= coords.len() {
        return Ok(());
    }
    let first = coords.iter().position(is_out).unwrap_or_default();
    let feature =
        (0..parcels.len()).find(|&parcel| parcels.geometries.parcel_coords(parcel).contains(&first));
    Err(ReadError::NotDegrees {
        path: request.path.clone(),
        declared: crs.label().into(),
        out_of_range,
        vertices: coords.len(),
        feature: feature.map(|parcel| parcels.records[parcel].feature.to_string()).unwrap_or_default().into(),
        example: coords[first].x_y(),
        fitting: zones_fitting_coordinates(&sample_of(coords)),
    })
}

/// Whether a vertex has a place that is none in degrees.
fn is_out(at: &Coord<f64>) -> bool {
    at.x.is_finite() && at.y.is_finite() && !is_degrees(*at)
}

fn is_degrees(at: Coord<f64>) -> bool {
    at.x.abs() <= 180.0 && at.y.abs() <= 90.0
}

fn move_to(
    parcels: &mut Parcels,
    from: &Crs,
    to: &Crs,
    request: &ReadRequest,
    notices: &mut Vec<Notice>,
) -> Result<(), ReadError> {
    let way = Transformation::between(from, to);
    let lost =
        apply(&way, parcels).map_err(|source| ReadError::Transform { path: request.path.clone(), source })?;
    notices.extend(without_place(lost, to));
    Ok(())
}

/// Moves the parcels, and what is told of the lines they were built of.
fn apply(way: &Transformation, parcels: &mut Parcels) -> Result<usize, TransformError> {
    if let Some(problems) = &mut parcels.preparation.linework {
        let mut coords = problems.coords();
        way.apply(&mut coords)?;
        problems.set_coords(&coords);
    }
    way.apply(parcels.geometries.coords_mut())
}

fn without_place(lost: usize, to: &Crs) -> Option<Notice> {
    (lost > 0).then(|| notice(
        "vertices-without-place",
        format!("{lost} đỉnh không có vị trí trong {} (tọa độ ngoài phạm vi); chúng được báo là không hữu hạn.", to.label()),
        format!("{lost} vertices have no place in {} (coordinates out of range); they are reported as not finite.", to.label()),
    ))
}

fn assumed_metres(sample: &[Coord<f64>], is_drawing: bool) -> Notice {
    if !is_drawing && !sample.is_empty() && sample.iter().all(|at| is_degrees(*at)) {
        return notice(
            "crs-missing-looks-geographic",
            "Tệp không khai hệ tọa độ và tọa độ trông như độ (kinh độ, vĩ độ), nhưng được hiểu là mét. Nếu là độ, hãy chạy lại với --crs EPSG:4326.",
            "The file names no coordinate system and its coordinates look like degrees, yet they were taken as metres. If they are degrees, run again with --crs EPSG:4326.",
        );
    }
    let fitting = zones_fitting_coordinates(sample);
    let zones = fitting.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let (vi, en) = if zones.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!(" Tọa độ hợp với: {zones}. Nếu đúng, hãy thêm --crs với múi của tỉnh."),
            format!(" They would fit {zones}. If so, add --crs with the zone of the province."),
        )
    };
    notice(
        "crs-assumed",
        format!("Tệp không khai hệ tọa độ; tọa độ được hiểu là mét, trục đông trước.{vi}"),
        format!("The file names no coordinate system; coordinates were taken as metres, easting first.{en}"),
    )
}

/// Names systems in which areas are not those of the land register.
fn distortion(crs: &Crs, reference: &SpatialRef) -> Option<Notice> {
    let projection = reference.get_attr_value("PROJECTION", 0).ok().flatten().unwrap_or_default();
    let distorts = matches!(crs.epsg, Some(3857 | 3395 | 3785 | 900_913))
        || projection.starts_with("Mercator")
        || projection.contains("Pseudo")
        || projection == "Equirectangular";
    distorts.then(|| {
        notice(
            "areas-not-legal",
            format!("{} làm biến dạng diện tích; diện tích và bề rộng trong báo cáo không phải diện tích pháp lý. Hãy dùng --zone để đưa về múi VN-2000.", crs.label()),
            format!("{} distorts areas; areas and widths in this report are not legal ones. Use --zone to bring the parcels into a VN-2000 zone.", crs.label()),
        )
    })
}

/// The system GDAL found, by its EPSG code where it has one, or by its text.
fn crs_of(reference: &SpatialRef) -> Crs {
    let name = reference.name().unwrap_or_else(|| "unnamed system".to_owned());
    if let Some(zone) = vn2000_zone(reference, &name) {
        return Crs::of_zone(zone);
    }
    let definition = reference.to_wkt().unwrap_or_default();
    match epsg_of(reference) {
        Some(epsg) => Crs { epsg: Some(epsg), name, definition: String::new() },
        None => Crs { epsg: None, name, definition },
    }
}

fn epsg_of(reference: &SpatialRef) -> Option<u32> {
    let code = |reference: &SpatialRef| {
        let authority = reference.auth_name()?;
        authority
            .eq_ignore_ascii_case("EPSG")
            .then(|| reference.auth_code().ok())?
            .and_then(|code| code.try_into().ok())
    };
    if reference.auth_name().is_some_and(|name| name == "OGC") && reference.is_geographic() {
        return Some(4326); // CRS84: WGS 84, longitude first, as everything is here
    }
    code(reference).or_else(|| {
        let mut identified = reference.clone();
        identified.auto_identify_epsg().ok()?;
        code(&identified)
    })
}

/// The zone a system written out by hand means: software in Vietnam writes its own names for the same parameters.
fn vn2000_zone(reference: &SpatialRef, name: &str) -> Option<&'static Zone> {
    let parameter = |name| reference.get_proj_param(name).ok().flatten();
    let is = |name, value: f64| parameter(name).is_some_and(|found: f64| (found - value).abs() < 1e-9);
    let datum = reference.get_attr_value("DATUM", 0).ok().flatten().unwrap_or_default();
    let says_vn2000 =
        [name, &datum].iter().any(|text| fold(text).contains("vn2000") || fold(text).contains("vietnam2000"));
    if !says_vn2000 || !reference.is_projected() {
        return None;
    }
    let meridian = parameter("central_meridian")?;
    Zone::all().iter().find(|zone| {
        (zone.meridian_deg - meridian).abs() < 1e-9
            && is("scale_factor", zone.scale)
            && is("false_easting", 500_000.0)
            && is("false_northing", 0.0)
    })
}

fn fold(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
