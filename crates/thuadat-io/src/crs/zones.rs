//! The VN-2000 coordinate systems and where each is used, read from the data files beside the crate.
//!
//! The cadastre uses 3-degree zones with one central meridian for each province of the time before 1 July 2025.
//! Provinces merged since then hold several of them, and existing sheets stay in their old zone, so a place has one
//! zone that *fits* it (that of its old province) and several that are *in use* around it.

use super::FittingZone;
use crate::built_in_table::rows;
use geo::{
    BoundingRect, Contains, Coord, Distance, Euclidean, LineString, MultiPolygon, Point, Polygon, Rect,
};
use std::sync::LazyLock;

static ZONES: LazyLock<Vec<Zone>> =
    LazyLock::new(|| parse_zones(include_str!("../../data/vn2000_zones.tsv")));
static AREAS: LazyLock<Vec<ZoneArea>> =
    LazyLock::new(|| parse_areas(include_str!("../../data/vn2000_zone_areas.geojson")));

/// How far outside every outline a place may lie and still be given the nearest zone, in degrees (about 20 km):
/// islets and the coast are drawn coarsely.
const NEAR_COAST_DEG: f64 = 0.2;

/// How far across its province's outline a parcel may lie and still be plausible there, in degrees (about 2 km): the
/// accuracy of the outlines and the 500 m of rule CRS-001 in the domain notes, with room to spare.
const ACROSS_BORDER_DEG: f64 = 0.02;

/// A VN-2000 projected coordinate system.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// EPSG code.
    pub epsg: u32,
    /// Its name in the EPSG registry.
    pub name: String,
    /// Central meridian, in degrees east.
    pub meridian_deg: f64,
    /// Scale on the central meridian.
    pub scale: f64,
    /// Provinces (before 1 July 2025) whose cadastre stands in it, as Vietnamese text; empty for topographic zones.
    pub provinces: String,
}

impl Zone {
    /// The zone of an EPSG code, or none.
    #[must_use]
    pub fn of_epsg(epsg: u32) -> Option<&'static Self> {
        ZONES.iter().find(|zone| zone.epsg == epsg)
    }

    /// All VN-2000 zones, those of the cadastre first, from west to east.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ZONES
    }

    /// The meridian as surveyors write it, such as `107°15'`.
    #[must_use]
    pub fn meridian(&self) -> String {
        let minutes = (self.meridian_deg * 60.0).round() as u32;
        format!("{}°{:02}'", minutes / 60, minutes % 60)
    }
}

/// The part of a province (since 1 July 2025) whose cadastre stands in one zone.
struct ZoneArea {
    province: String,
    province_name: String,
    zone: u32,
    outline: MultiPolygon<f64>,
    bounds: Rect<f64>,
}

/// A province since 1 July 2025.
pub(super) struct Province {
    pub(super) code: String,
    pub(super) name: String,
}

/// All provinces.
pub(super) static PROVINCES: LazyLock<Vec<Province>> = LazyLock::new(|| {
    let mut provinces: Vec<Province> = Vec::new();
    for area in AREAS.iter() {
        if provinces.iter().all(|known| known.code != area.province) {
            provinces.push(Province { code: area.province.clone(), name: area.province_name.clone() });
        }
    }
    provinces
});

/// The zones in use in a province, from west to east.
pub(super) fn zones_of_province(code: &str) -> Vec<&'static Zone> {
    let is_used = |zone: &&Zone| AREAS.iter().any(|area| area.province == code && area.zone == zone.epsg);
    ZONES.iter().filter(is_used).collect()
}

/// The zone that fits most of the places (longitude and latitude in degrees), or none where most lie outside Vietnam.
///
/// The rule: each place votes for the zone of the old province it lies in, or of the nearest one within 0.2 degrees;
/// the zone of most votes wins, the lower EPSG code where votes are equal.
///
/// # Complexity
///
/// O(p · v) for p places and v vertices of the outlines (15 thousand) at worst; callers pass a sample.
pub(crate) fn fitting_zone(places: &[Coord<f64>]) -> Option<FittingZone> {
    let mut votes: Vec<(u32, usize)> = Vec::new();
    for zone in places.iter().filter_map(|&place| zone_at(place)) {
        match votes.iter_mut().find(|(voted, _)| *voted == zone) {
            Some((_, count)) => *count += 1,
            None => votes.push((zone, 1)),
        }
    }
    let inside: usize = votes.iter().map(|(_, count)| count).sum();
    if inside * 2 <= places.len() {
        return None;
    }
    votes.sort_by_key(|&(zone, count)| (std::cmp::Reverse(count), zone));
    let &(zone, count) = votes.first()?;
    Some(FittingZone { zone: Zone::of_epsg(zone)?, share: count as f64 / places.len() as f64 })
}

/// Whether the cadastre around a place may stand in the zone: the zone is that of some part of the province. The
/// topographic zones are in use in the whole country.
pub(crate) fn is_in_use_at(zone: &Zone, place: Coord<f64>) -> bool {
    let point = Point::from(place);
    let is_of_province = |province: &str| {
        zone.provinces.is_empty()
            || AREAS.iter().any(|other| other.province == province && other.zone == zone.epsg)
    };
    AREAS.iter().any(|area| {
        is_near_bounds(area, place)
            && is_of_province(&area.province)
            && Euclidean.distance(&point, &area.outline) <= ACROSS_BORDER_DEG
    })
}

fn zone_at(place: Coord<f64>) -> Option<u32> {
    let point = Point::from(place);
    let near: Vec<&ZoneArea> = AREAS.iter().filter(|area| is_near_bounds(area, place)).collect();
    if let Some(area) = near.iter().find(|area| area.outline.contains(&point)) {
        return Some(area.zone);
    }
    near.iter()
        .map(|area| (Euclidean.distance(&point, &area.outline), area.zone))
        .filter(|&(distance, _)| distance <= NEAR_COAST_DEG)
        .min_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal))
        .map(|(_, zone)| zone)
}

fn is_near_bounds(area: &ZoneArea, place: Coord<f64>) -> bool {
    let (min, max) = (area.bounds.min(), area.bounds.max());
    (min.x - NEAR_COAST_DEG..=max.x + NEAR_COAST_DEG).contains(&place.x)
        && (min.y - NEAR_COAST_DEG..=max.y + NEAR_COAST_DEG).contains(&place.y)
}

fn parse_zones(table: &str) -> Vec<Zone> {
    rows(table).map(parse_zone).collect()
}

fn parse_zone(line: &str) -> Zone {
    let cells: Vec<&str> = line.split('\t').collect();
    let [epsg, _kind, meridian, scale, name, provinces] = cells[..] else {
        panic!("the table of zones has six columns: {line}")
    };
    Zone {
        epsg: epsg.parse().expect("an EPSG code"),
        name: name.to_owned(),
        meridian_deg: meridian.parse().expect("a meridian"),
        scale: scale.parse().expect("a scale"),
        provinces: provinces.to_owned(),
    }
}

fn parse_areas(geojson: &str) -> Vec<ZoneArea> {
    let collection: serde_json::Value = serde_json::from_str(geojson).expect("the zone areas are JSON");
    let features = collection["features"].as_array().expect("a feature collection");
    features.iter().map(parse_area).collect()
}

fn parse_area(feature: &serde_json::Value) -> ZoneArea {
    let polygons = feature["geometry"]["coordinates"].as_array().expect("a multipolygon");
    let outline: MultiPolygon<f64> =
        polygons.iter().map(|rings| Polygon::new(parse_ring(&rings[0]), Vec::new())).collect();
    ZoneArea {
        province: feature["properties"]["province"].as_str().expect("a province").to_owned(),
        province_name: feature["properties"]["name"].as_str().expect("its name").to_owned(),
        zone: feature["properties"]["zone"].as_u64().expect("a zone") as u32,
        bounds: outline.bounding_rect().expect("an outline"),
        outline,
    }
}

fn parse_ring(ring: &serde_json::Value) -> LineString<f64> {
    let number = |value: &serde_json::Value| value.as_f64().expect("a coordinate");
    ring.as_array().expect("a ring").iter().map(|at| Coord { x: number(&at[0]), y: number(&at[1]) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: (f64, f64), expected: Option<u32>) {
        let zone = fitting_zone(&[place.into()]).map(|fitting| fitting.zone.epsg);
        assert_eq!(zone, expected, "zone at {place:?}");
    }

    #[test]
    fn finds_the_zone_of_the_old_province() {
        check((108.2, 16.05), Some(5899)); // Đà Nẵng
        check((106.8, 21.95), Some(9215)); // Lạng Sơn
        check((105.85, 21.03), Some(5897)); // Hà Nội
        check((106.70, 10.78), Some(9210)); // TP. Hồ Chí Minh
        check((107.08, 10.35), Some(5899)); // Vũng Tàu, now TP. Hồ Chí Minh
        check((108.0, 14.35), Some(9216)); // Kon Tum, now Quảng Ngãi
        check((108.8, 15.12), Some(5898)); // Quảng Ngãi
        check((105.15, 9.18), Some(9207)); // Cà Mau
        check((105.72, 9.29), Some(5897)); // Bạc Liêu, now Cà Mau
        check((102.5, 22.3), Some(9205)); // Mường Tè, Lai Châu
    }

    #[test]
    fn has_no_zone_abroad() {
        check((2.35, 48.85), None);
        check((100.5, 13.75), None);
        check((f64::NAN, 21.0), None);
    }

    #[test]
    fn knows_the_zones_in_use_around_a_place() {
        let kon_tum = Coord { x: 108.0, y: 14.35 };
        let is_in_use = |epsg| is_in_use_at(Zone::of_epsg(epsg).unwrap(), kon_tum);
        assert!(is_in_use(9216), "its own zone");
        assert!(is_in_use(5898), "that of the province it is now part of");
        assert!(!is_in_use(9215));
        assert!(is_in_use(3405), "topographic maps cover the country");
    }

    #[test]
    fn every_cadastral_zone_in_the_areas_is_in_the_table() {
        assert!(AREAS.iter().all(|area| Zone::of_epsg(area.zone).is_some()));
        assert_eq!(Zone::all().iter().filter(|zone| !zone.provinces.is_empty()).count(), 17);
    }

    #[test]
    fn writes_meridians_as_surveyors_do() {
        assert_eq!(Zone::of_epsg(9215).unwrap().meridian(), "107°15'");
    }
}
