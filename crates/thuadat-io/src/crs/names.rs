//! What people call a zone: its code, its meridian, the province.

use super::Zone;
use super::zones::{PROVINCES, zones_of_province};
use crate::columns::fold;
use thuadat_core::Message;

/// Codes that EPSG has given up, and those that took their place.
const DEPRECATED: &[(u32, u32)] = &[(6956, 5896), (6957, 5897), (6958, 5898), (6959, 5899)];

/// Words in front of the name of a province, folded.
const TITLES: &[&str] = &["thanhpho", "tinh", "tp"];

/// A text that does not name one coordinate system.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CrsNameError {
    /// It is no code, no meridian in use and no province.
    #[error(
        "`{text}` names no coordinate system: expected a code (EPSG:9215), the central meridian of a VN-2000 zone \
         (107°15') or a province of before July 2025 (Lạng Sơn)"
    )]
    Unknown {
        /// The text.
        text: String,
    },
    /// A province that was put together of several holds several zones.
    #[error("{text} holds several zones since July 2025: {}; name the one the map stands in", listed(.zones))]
    SeveralZones {
        /// The text.
        text: String,
        /// The zones, from west to east.
        zones: Vec<&'static Zone>,
    },
}

impl CrsNameError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Unknown { text } => format!(
                "`{text}` không phải tên một hệ tọa độ: hãy ghi mã (EPSG:9215), kinh tuyến trục của múi VN-2000 (107°15') \
                 hoặc tên tỉnh trước tháng 7/2025 (Lạng Sơn)"
            ),
            Self::SeveralZones { text, zones } => {
                format!("{text} từ tháng 7/2025 có nhiều múi: {}; hãy chọn múi của bản đồ", listed(zones))
            }
        };
        Message { vi, en: self.to_string() }
    }
}

fn listed(zones: &[&Zone]) -> String {
    let shown: Vec<String> =
        zones.iter().map(|zone| format!("EPSG:{} ({})", zone.epsg, zone.meridian())).collect();
    shown.join(", ")
}

/// The EPSG code of a system as people write it: `EPSG:9215`, `9215`, `107°15'`, `107-15`, `107.25`, `VN-2000 / TM-3 107-15`,
/// `Lạng Sơn`, `lang son`. Of a meridian the zone of the cadastre, where there is one.
///
/// # Errors
///
/// [`CrsNameError`] where the text names none, or a province that holds several zones today.
///
/// # Examples
///
/// ```
/// use thuadat_io::crs_named;
///
/// assert_eq!(crs_named("107°15′"), Ok(9215));
/// assert_eq!(crs_named("Lạng Sơn"), Ok(9215));
/// assert!(crs_named("Gia Lai").is_err());
/// ```
pub fn crs_named(text: &str) -> Result<u32, CrsNameError> {
    let text = text.trim();
    let by_code = code(text).map(Ok);
    let by_name = || by_registry_name(text).or_else(|| by_meridian(text)).map(|zone| Ok(zone.epsg));
    let unknown = || Err(CrsNameError::Unknown { text: text.to_owned() });
    by_code.or_else(by_name).or_else(|| by_province(text)).unwrap_or_else(unknown)
}

/// A code of the registry has four digits or more: fewer are a meridian.
fn code(text: &str) -> Option<u32> {
    let has_prefix = text.get(..5).is_some_and(|prefix| prefix.eq_ignore_ascii_case("EPSG:"));
    let digits = if has_prefix { text[5..].trim() } else { text };
    let is_code = has_prefix || digits.len() >= 4;
    let code: u32 = digits.parse().ok().filter(|_| is_code)?;
    let current = DEPRECATED.iter().find(|(old, _)| *old == code).map_or(code, |(_, current)| *current);
    Some(current)
}

fn by_registry_name(text: &str) -> Option<&'static Zone> {
    Zone::all().iter().find(|zone| fold(&zone.name) == fold(text))
}

fn by_meridian(text: &str) -> Option<&'static Zone> {
    let meridian_deg = meridian(text)?;
    let is_there = |zone: &&Zone| (zone.meridian_deg - meridian_deg).abs() < 1e-9;
    // Zones of the cadastre stand in front of the topographic ones of the same meridian.
    Zone::all().iter().find(is_there)
}

/// `107°15'`, `107 15`, `107-15`, `107d15`, `107.25`, `107,25`, `107`.
fn meridian(text: &str) -> Option<f64> {
    if let Ok(degrees) = text.trim_end_matches('°').replace(',', ".").parse::<f64>() {
        return Some(degrees);
    }
    let is_mark = |letter: char| letter.is_whitespace() || "°ºd-:'′’\"″".contains(letter);
    let parts: Vec<&str> = text.split(is_mark).filter(|part| !part.is_empty()).collect();
    let [degrees, minutes] = parts[..] else { return None };
    let (degrees, minutes): (u32, u32) = (degrees.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then(|| f64::from(degrees) + f64::from(minutes) / 60.0)
}

fn by_province(text: &str) -> Option<Result<u32, CrsNameError>> {
    let wanted = folded_province(text);
    if wanted.is_empty() {
        return None;
    }
    if let Some(province) = PROVINCES.iter().find(|province| folded_province(&province.name) == wanted) {
        let zones = zones_of_province(&province.code);
        if zones.len() > 1 {
            return Some(Err(CrsNameError::SeveralZones { text: text.to_owned(), zones }));
        }
    }
    let is_of = |zone: &&Zone| zone.provinces.split(", ").any(|province| folded_province(province) == wanted);
    Zone::all().iter().find(is_of).map(|zone| Ok(zone.epsg))
}

fn folded_province(name: &str) -> String {
    let folded = fold(name);
    let stripped = TITLES.iter().find_map(|title| folded.strip_prefix(title)).unwrap_or(&folded);
    if stripped == "hcm" { "hochiminh".to_owned() } else { stripped.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_go_by_many_names() {
        let cases = [
            ("EPSG:9215", 9215),
            ("epsg:9215", 9215),
            ("9215", 9215),
            ("32648", 32_648),
            ("EPSG:6959", 5899),
            ("107°15'", 9215),
            ("107°15′", 9215),
            ("107º15’", 9215),
            ("107-15", 9215),
            ("107 15", 9215),
            ("107d15", 9215),
            ("107.25", 9215),
            ("107,25", 9215),
            ("105", 5897),
            ("105°", 5897),
            ("105°00′", 5897),
            ("111", 3406),
            ("VN-2000 / TM-3 107-15", 9215),
            ("VN-2000 / UTM zone 48N", 3405),
            ("Lạng Sơn", 9215),
            ("lang son", 9215),
            ("tỉnh Lạng Sơn", 9215),
            ("Kon Tum", 9216),
            ("Thừa Thiên Huế", 9214),
            ("Hà Nội", 5897),
            ("Bà Rịa-Vũng Tàu", 5899),
        ];
        for (text, epsg) in cases {
            assert_eq!(crs_named(text), Ok(epsg), "{text}");
        }
    }

    #[test]
    fn every_zone_has_its_code_its_meridian_and_its_name() {
        for zone in Zone::all() {
            assert_eq!(crs_named(&format!("EPSG:{}", zone.epsg)), Ok(zone.epsg));
            assert_eq!(crs_named(&zone.name), Ok(zone.epsg));
            if zone.epsg != 3405 {
                assert_eq!(crs_named(&zone.meridian()), Ok(zone.epsg), "{}", zone.meridian());
            }
        }
    }

    #[test]
    fn every_province_is_known_or_said_to_hold_several_zones() {
        for zone in Zone::all() {
            for province in zone.provinces.split(", ").filter(|province| !province.is_empty()) {
                match crs_named(province) {
                    Ok(epsg) => assert_eq!(epsg, zone.epsg, "{province}"),
                    Err(CrsNameError::SeveralZones { zones, .. }) => {
                        assert!(zones.contains(&zone), "{province}");
                    }
                    Err(error) => panic!("{province}: {error}"),
                }
            }
        }
    }

    #[test]
    fn what_names_none_or_several_is_refused() {
        for text in ["", "EPSG:", "EPSG:x", "107°20'", "99", "107°75'", "Xứ Mẫu", "EPSG:9215x"] {
            assert_eq!(crs_named(text), Err(CrsNameError::Unknown { text: text.to_owned() }), "{text}");
        }
        let error = crs_named("Gia Lai").unwrap_err();
        for text in [error.to_string(), error.message().vi] {
            assert!(text.contains("EPSG:9217 (108°15')") && text.contains("EPSG:9218 (108°30')"), "{text}");
        }
        assert!(matches!(crs_named("TP. HCM"), Err(CrsNameError::SeveralZones { .. })));
    }
}
