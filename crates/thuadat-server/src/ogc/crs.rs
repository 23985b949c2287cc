//! Coordinate systems by reference.

use crate::web::Problem;
use thuadat::cadastre::PublicSummary;

/// A coordinate system clients may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedCrs {
    /// Longitude and latitude, in this order.
    Crs84,
    /// A system of the EPSG registry, in its order of axes.
    Epsg(u32),
}

/// Where nothing is asked for.
pub(crate) const DEFAULT: NamedCrs = NamedCrs::Crs84;

impl NamedCrs {
    /// Its name as OGC writes them.
    pub(crate) fn uri(self) -> String {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84".to_owned(),
            Self::Epsg(code) => format!("http://www.opengis.net/def/crs/EPSG/0/{code}"),
        }
    }

    /// The code coordinates are computed by, east first.
    pub(crate) const fn epsg(self) -> u32 {
        match self {
            Self::Crs84 => 4326,
            Self::Epsg(code) => code,
        }
    }

    /// Whether it names latitude before longitude.
    pub(crate) const fn is_north_first(self) -> bool {
        matches!(self, Self::Epsg(4326))
    }

    /// Whether its numbers are degrees.
    pub(crate) const fn is_in_degrees(self) -> bool {
        self.epsg() == 4326
    }

    /// All that answers may be in: those of the web and those the parcels are kept in.
    pub(crate) fn offered(summary: &PublicSummary) -> Vec<Self> {
        let mut offered = vec![Self::Crs84, Self::Epsg(4326), Self::Epsg(3857)];
        let kept = summary.crs.iter().map(|&epsg| Self::Epsg(epsg));
        offered.extend(kept.filter(|crs| !matches!(crs, Self::Epsg(4326 | 3857))));
        offered
    }

    /// The system a parameter names.
    pub(crate) fn of_parameter(
        name: &str,
        value: Option<&str>,
        summary: &PublicSummary,
    ) -> Result<Self, Problem> {
        let Some(value) = value else { return Ok(DEFAULT) };
        let offered = Self::offered(summary);
        let known = offered.iter().find(|crs| crs.uri() == value).copied();
        known.ok_or_else(|| {
            let uris: Vec<String> = offered.into_iter().map(Self::uri).collect();
            let uris = uris.join(", ");
            Problem::bad_parameter(
                name,
                format!("hệ tọa độ này không có ở đây; có: {uris}"),
                format!("this coordinate system is not offered; offered are {uris}"),
            )
        })
    }
}
