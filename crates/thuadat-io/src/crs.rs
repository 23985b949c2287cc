//! Coordinate systems: names, zones, transformations.

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
