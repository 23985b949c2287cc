//! `/ogc/collections/parcels/items` and one of them.

use super::crs::NamedCrs;
use super::selection::{PARAMETERS, Selection};
use super::{COLLECTION, Shown, feature, must_be_known, page};
use crate::place::shapes_in;
use crate::state::App;
use crate::web::{Answer, Format, MediaType, Parameters, Problem};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::sync::Arc;
use thuadat::cadastre::{DatabaseError, PublicParcels, PublicSummary};

const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

/// A page of parcels.
pub(crate) async fn items(
    State(app): State<Arc<App>>,
    Path(collection): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    must_be_known(&collection)?;
    let parameters = Parameters::read(query.as_deref(), &PARAMETERS)?;
    let format = Format::of_request(&parameters, &headers)?;
    app.ask(move |app| {
        let (_, summary) = app.summary()?;
        let crs = NamedCrs::of_parameter("crs", parameters.get("crs"), &summary)?;
        let selection = Selection::of_parameters(&parameters, &app.source, &summary)?;
        let (parcels, next) = selection.page(&app.source)?;
        let features = features(app, &parcels, crs, &summary)?;
        let mut document = json!({
            "type": "FeatureCollection",
            "numberReturned": features.len(),
            "features": features,
            "links": links(app, &parameters, next.as_deref(), format),
        });
        if selection.is_everything() {
            document["numberMatched"] = json!(summary.parcels);
        }
        Ok(sent(app, format, &document, crs, &headers))
    })
    .await
}

/// One parcel.
pub(crate) async fn item(
    State(app): State<Arc<App>>,
    Path((collection, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    must_be_known(&collection)?;
    let parameters = Parameters::read(query.as_deref(), &["crs", "f"])?;
    let format = Format::of_request(&parameters, &headers)?;
    app.ask(move |app| {
        let (_, summary) = app.summary()?;
        let crs = NamedCrs::of_parameter("crs", parameters.get("crs"), &summary)?;
        let found = match id.parse::<i64>() {
            Ok(number) if number.to_string() == id => app.source.of_ids(&[number])?,
            _ => PublicParcels::default(),
        };
        let Some(mut document) = features(app, &found, crs, &summary)?.pop() else {
            return Err(Problem::not_found("không có thửa này", "there is no such parcel"));
        };
        let address = app.url(&format!("/ogc/collections/{COLLECTION}/items/{id}"));
        let collection = app.url(&format!("/ogc/collections/{COLLECTION}"));
        document["links"] = json!([
            { "rel": rel(format, Format::Json), "type": MediaType::GeoJson.name(), "href": format!("{address}?f=json") },
            { "rel": rel(format, Format::Html), "type": "text/html", "href": format!("{address}?f=html") },
            { "rel": "collection", "type": "application/json", "href": collection },
        ]);
        Ok(sent(app, format, &document, crs, &headers))
    })
    .await
}

fn sent(app: &App, format: Format, document: &Value, crs: NamedCrs, headers: &HeaderMap) -> Response {
    let answer = match format {
        Format::Json => Answer::new(MediaType::GeoJson, document.to_string()),
        Format::Html => Answer::new(MediaType::Html, page::of_features(app, document)),
    };
    answer.with(CONTENT_CRS, format!("<{}>", crs.uri())).send(headers)
}

fn features(
    app: &App,
    parcels: &PublicParcels,
    crs: NamedCrs,
    summary: &PublicSummary,
) -> Result<Vec<Value>, DatabaseError> {
    let shown = Shown { is_north_first: crs.is_north_first(), is_in_degrees: crs.is_in_degrees() };
    let shapes = shapes_in(&app.source, parcels, crs.epsg())?;
    let all = parcels.parcels.iter().enumerate();
    Ok(all
        .map(|(position, parcel)| feature(parcel, &shapes.to_multi_polygon(position), shown, summary))
        .collect())
}

/// What a link to a format is called in another or the same one.
fn rel(own: Format, of: Format) -> &'static str {
    if own == of { "self" } else { "alternate" }
}

fn links(app: &App, parameters: &Parameters, next: Option<&str>, format: Format) -> Value {
    let base = format!("/ogc/collections/{COLLECTION}/items");
    let name = |format: Format| if format == Format::Json { "json" } else { "html" };
    let media = |format: Format| {
        if format == Format::Json { MediaType::GeoJson.name() } else { "text/html" }
    };
    let address = |kind: Format, after: Option<&str>| {
        let mut written = parameters.written_without(if after.is_some() { &["f", "after"] } else { &["f"] });
        written.extend(after.map(|after| ("after".to_owned(), after.to_owned())));
        written.push(("f".to_owned(), name(kind).to_owned()));
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let parts: Vec<String> =
            written.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        app.url(&format!("{base}?{}", parts.join("&")))
    };
    let mut links = vec![
        json!({ "rel": rel(format, Format::Json), "type": media(Format::Json), "href": address(Format::Json, None) }),
        json!({ "rel": rel(format, Format::Html), "type": media(Format::Html), "href": address(Format::Html, None) }),
        json!({ "rel": "collection", "type": "application/json", "href": app.url(&format!("/ogc/collections/{COLLECTION}")) }),
    ];
    if let Some(next) = next {
        links.push(json!({ "rel": "next", "type": media(format), "href": address(format, Some(next)) }));
    }
    Value::Array(links)
}
