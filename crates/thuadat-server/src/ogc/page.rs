//! The same documents as pages for people: plain, without scripts, readable by everyone.

use crate::state::App;
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

/// Members of a feature that stand in the table of a page, with their headings.
const COLUMNS: [(&str, &str); 7] = [
    ("commune_name", "Xã · Commune"),
    ("sheet", "Tờ · Sheet"),
    ("number", "Thửa · Parcel"),
    ("area_m2", "Diện tích hình · Area of shape (m²)"),
    ("area_recorded_m2", "Diện tích ghi · Recorded area (m²)"),
    ("land_use", "Loại đất · Land use"),
    ("class", "Phân loại · Class"),
];

/// A document of the API.
pub(crate) fn of_document(app: &App, document: &Value) -> String {
    let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    let collections = document["collections"].as_array().cloned().unwrap_or_default();
    let conforms_to = document["conformsTo"].as_array().cloned().unwrap_or_default();
    let body = html! {
        p { (text("description")) }
        @for collection in &collections {
            section {
                h2 { (collection["title"].as_str().unwrap_or_default()) }
                p { (collection["description"].as_str().unwrap_or_default()) }
                (links(collection))
            }
        }
        @if !conforms_to.is_empty() {
            ul { @for class in &conforms_to { li { code { (class.as_str().unwrap_or_default()) } } } }
        }
        @if let Some(crs) = document["crs"].as_array() {
            h2 { "Hệ tọa độ · Coordinate systems" }
            ul { @for uri in crs { li { code { (uri.as_str().unwrap_or_default()) } } } }
        }
        (links(document))
    };
    page(app, &text("title"), &body)
}

/// A page of parcels, or one parcel.
pub(crate) fn of_features(app: &App, document: &Value) -> String {
    let one = std::slice::from_ref(document);
    let features = document["features"].as_array().map_or(one, Vec::as_slice);
    let body = html! {
        table {
            thead { tr { th { "id" } @for (_, heading) in COLUMNS { th { (heading) } } } }
            tbody {
                @for feature in features {
                    tr {
                        td {
                            a href=(here(app, &format!("/ogc/collections/parcels/items/{}?f=html", feature["id"]))) {
                                (feature["id"].to_string())
                            }
                        }
                        @for (name, _) in COLUMNS { td { (cell(&feature["properties"][name])) } }
                    }
                }
            }
        }
        (links(document))
    };
    page(app, "Thửa đất · Parcels", &body)
}

/// The paths of the API.
pub(crate) fn of_api(app: &App, api: &Value) -> String {
    let paths = api["paths"].as_object().cloned().unwrap_or_default();
    let body = html! {
        p { (api["info"]["description"].as_str().unwrap_or_default()) }
        @for (path, operations) in &paths {
            section {
                h2 { code { (path) } }
                p {
                    @for operation in operations.as_object().into_iter().flat_map(|all| all.values()) {
                        (operation["summary"].as_str().unwrap_or_default())
                    }
                }
            }
        }
        p { a href=(here(app, "/ogc/api")) { "OpenAPI 3.0 (JSON)" } }
    };
    page(app, api["info"]["title"].as_str().unwrap_or_default(), &body)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn links(document: &Value) -> Markup {
    let links = document["links"].as_array().cloned().unwrap_or_default();
    html! {
        @if !links.is_empty() {
            ul class="links" {
                @for link in &links {
                    @let rel = link["rel"].as_str().unwrap_or_default();
                    li {
                        a href=(link["href"].as_str().unwrap_or_default()) rel=(rel) {
                            (link["title"].as_str().unwrap_or(rel))
                        }
                        " " small { (rel) ", " (link["type"].as_str().unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

/// An address as the browser finds it that shows the page, whatever name it knows the server by.
fn here(app: &App, path: &str) -> String {
    format!("{}{path}", app.settings.base_path)
}

fn page(app: &App, title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" href=(here(app, "/viewer/icon.svg"));
                link rel="stylesheet" href=(here(app, "/viewer/page.css"));
            }
            body {
                header {
                    a href=(here(app, "/")) { "Bản đồ · Map" }
                    a href=(here(app, "/ogc?f=html")) { "API" }
                    a href=(here(app, "/ogc/collections/parcels/items?f=html")) { "Thửa đất · Parcels" }
                }
                main { h1 { (title) } (body) }
            }
        }
    }
    .into_string()
}
