//! Coordinate systems: names, zones, transformations.

mod names;
mod suspicion;
mod transform;
mod words;
mod zones;

pub use names::{CrsNameError, crs_named};
pub use suspicion::{CrsSuspicion, FittingZone, suspect, suspect_sample};
pub use transform::{ToWgs84, TransformError};
pub use zones::Zone;

pub(crate) use suspicion::{SAMPLE, finite, sample_of, zones_fitting_coordinates};
pub(crate) use transform::Transformation;
pub(crate) use zones::fitting_zone;

use crate::gdal_bridge::Complaints;
use gdal::spatial_ref::SpatialRef;

/// A projected coordinate system in metres, or unnamed metres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crs {
    /// EPSG code, where it has one.
    pub epsg: Option<u32>,
    /// Its name, such as `VN-2000 / TM-3 107-15`, or words for unnamed metres.
    pub name: String,
    /// Definition for PROJ or GDAL where there is no EPSG code (well-known text); empty for unnamed metres.
    pub definition: String,
}

/// An EPSG code that GDAL's registry does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("EPSG:{epsg} is not a coordinate system known here")]
pub struct UnknownCrs {
    /// The code.
    pub epsg: u32,
}

impl Crs {
    /// The system of an EPSG code.
    ///
    /// # Errors
    ///
    /// When neither the table of VN-2000 zones nor GDAL's registry has the code.
    pub fn of_epsg(epsg: u32) -> Result<Self, UnknownCrs> {
        if let Some(zone) = Zone::of_epsg(epsg) {
            return Ok(Self::of_zone(zone));
        }
        let _complaints = Complaints::collect();
        let reference = SpatialRef::from_epsg(epsg).map_err(|_| UnknownCrs { epsg })?;
        let name = reference.name().unwrap_or_else(|| format!("EPSG:{epsg}"));
        Ok(Self { epsg: Some(epsg), name, definition: String::new() })
    }

    /// Metres of a system nobody named.
    #[must_use]
    pub fn unnamed_metres() -> Self {
        Self { epsg: None, name: "unnamed metres".to_owned(), definition: String::new() }
    }

    /// Whether nothing but the unit is known of it.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        self.epsg.is_none() && self.definition.is_empty()
    }

    /// What to call it before people: `EPSG:9215 (VN-2000 / TM-3 107-15)`, or its name alone.
    #[must_use]
    pub fn label(&self) -> String {
        match self.epsg {
            Some(epsg) => format!("EPSG:{epsg} ({})", self.name),
            None => self.name.clone(),
        }
    }

    /// The way to WGS 84 longitude and latitude, or none from unnamed metres.
    ///
    /// # Examples
    ///
    /// ```
    /// use geo::Coord;
    /// use thuadat_io::Crs;
    ///
    /// let mut points = [Coord { x: 458_700.0, y: 2_425_800.0 }];
    /// Crs::of_epsg(9215)?.to_wgs84().expect("a named system").transform(&mut points)?;
    /// assert!((points[0].x - 106.852_098_464_2).abs() < 1e-9);
    /// assert!((points[0].y - 21.928_459_067_4).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_wgs84(&self) -> Option<ToWgs84> {
        (!self.is_unnamed()).then(|| ToWgs84::of(self))
    }

    /// Brings WGS 84 longitudes and latitudes into this system, in place; a point that has no place there becomes NaN.
    /// None for unnamed metres, which nothing can be brought into.
    ///
    /// # Errors
    ///
    /// When there is no way from WGS 84; no point has moved then.
    pub fn take_wgs84(&self, places: &mut [geo::Coord<f64>]) -> Option<Result<(), TransformError>> {
        let way = || Transformation::between(&Self::wgs84(), self).apply(places).map(|_| ());
        (!self.is_unnamed()).then(way)
    }

    /// Brings coordinates of this system into Web Mercator (EPSG:3857), in place, as tiles of web maps are drawn; a point that has no
    /// place there becomes NaN. None from unnamed metres.
    ///
    /// # Errors
    ///
    /// When there is no way there; no point has moved then.
    ///
    /// # Examples
    ///
    /// ```
    /// use geo::Coord;
    /// use thuadat_io::Crs;
    ///
    /// let mut points = [Coord { x: 458_700.0, y: 2_425_800.0 }];
    /// Crs::of_epsg(9215)?.take_to_web_mercator(&mut points).expect("a named system")?;
    /// assert!((points[0].x - 11_894_721.19).abs() < 0.01 && (points[0].y - 2_502_938.06).abs() < 0.01);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn take_to_web_mercator(&self, places: &mut [geo::Coord<f64>]) -> Option<Result<(), TransformError>> {
        let web =
            Self { epsg: Some(3857), name: "WGS 84 / Pseudo-Mercator".to_owned(), definition: String::new() };
        let way = || Transformation::between(self, &web).apply(places).map(|_| ());
        (!self.is_unnamed()).then(way)
    }

    /// Its definition in well-known text (OGC 01-009), as a `GeoPackage` keeps it; none for unnamed metres.
    #[must_use]
    pub fn well_known_text(&self) -> Option<String> {
        self.spatial_ref().ok()??.to_wkt().ok()
    }

    pub(crate) fn of_zone(zone: &Zone) -> Self {
        Self { epsg: Some(zone.epsg), name: zone.name.clone(), definition: String::new() }
    }

    pub(crate) fn wgs84() -> Self {
        Self { epsg: Some(4326), name: "WGS 84".to_owned(), definition: String::new() }
    }

    /// The UTM zone on WGS 84 that a place (degrees) falls in.
    pub(crate) fn utm_at(place: geo::Coord<f64>) -> Self {
        let number = (((place.x + 180.0) / 6.0).floor() as i32).rem_euclid(60) as u32 + 1;
        let (base, hemisphere) = if place.y < 0.0 { (32_700, 'S') } else { (32_600, 'N') };
        let name = format!("WGS 84 / UTM zone {number}{hemisphere}");
        Self { epsg: Some(base + number), name, definition: String::new() }
    }

    /// Whether its coordinates are degrees.
    pub(crate) fn is_geographic(&self) -> bool {
        matches!(self.spatial_ref(), Ok(Some(reference)) if reference.is_geographic())
    }

    /// What GDAL is given to know it by.
    pub(crate) fn gdal_definition(&self) -> String {
        match self.epsg {
            Some(epsg) => format!("EPSG:{epsg}"),
            None => self.definition.clone(),
        }
    }

    /// The reference GDAL writes into a file, or none for unnamed metres.
    pub(crate) fn spatial_ref(&self) -> gdal::errors::Result<Option<SpatialRef>> {
        let _complaints = Complaints::collect();
        if self.is_unnamed() {
            return Ok(None);
        }
        transform::spatial_ref(&self.gdal_definition()).map(Some)
    }
}

#[cfg(test)]
mod tests;
