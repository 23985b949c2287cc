//! OGC API Features: Part 1 (core, GeoJSON, HTML, OpenAPI 3.0) and Part 2 (coordinate systems by reference).

mod crs;
mod datetime;
mod documents;
mod feature;
mod items;
mod openapi;
mod page;
mod selection;

pub(crate) use documents::{collection, collections, conformance, landing_page};
pub(crate) use feature::{Shown, feature};
pub(crate) use items::{item, items};
pub(crate) use openapi::api;

use crate::web::Problem;

/// The one collection there is.
pub(crate) const COLLECTION: &str = "parcels";

/// What is kept of the standards; what is listed here is what the tests prove.
pub(crate) const CONFORMS_TO: [&str; 5] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
];

/// Refuses collections there are none of.
fn must_be_known(collection: &str) -> Result<(), Problem> {
    if collection == COLLECTION {
        return Ok(());
    }
    Err(Problem::not_found(
        format!("không có bộ dữ liệu này; có: {COLLECTION}"),
        format!("there is no such collection; there is {COLLECTION}"),
    ))
}
