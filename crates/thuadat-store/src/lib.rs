//! The cadastre kept: in a `GeoPackage` file or in `PostGIS`.
