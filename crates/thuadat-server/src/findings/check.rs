//! `POST /check`: a map that somebody sends, checked as `thuadat check` does. Nothing of it stays.

use crate::state::{App, Until};
use crate::web::{Answer, MediaType, Parameters, Problem};
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use thuadat::{Message, Observer, ReadError, ReadRequest, Stage, check_dataset, crs_named, profile, read, report};

/// What the map is called in its report.
const SENT: &str = "sent.geojson";
/// Features that are checked at once; more are for the program.
const MOST_FEATURES: usize = 20_000;
/// How long what is sent may take to come in.
const TO_COME_IN: Duration = Duration::from_secs(20);

/// Checks a map of parcels in `GeoJSON`; the answer is the JSON report of `thuadat check`.
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let parameters = Parameters::read(query.as_deref(), &["profile", "crs"])?;
    let document = document(parameters.get("profile"))?;
    let crs = parameters.get("crs").map(crs).transpose()?;
    let sent = body_of(body, app.settings.limits.body_bytes).await?;
    // A check is no document that could have been seen before.
    let mut request = HeaderMap::new();
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        request.append(header::ACCEPT_ENCODING, value.clone());
    }
    app.ask_until(move |_, until| {
        let map = parcels_alone(&sent)?;
        let mut file = tempfile::Builder::new().suffix(".geojson").tempfile().map_err(|_| Problem::internal())?;
        file.write_all(map.as_bytes()).map_err(|_| Problem::internal())?;
        let observer = Deadline(until);
        let request_of_file = ReadRequest { crs, ..ReadRequest::of(file.path()) };
        let mut dataset = read(&request_of_file, &observer).map_err(|error| refused(&error, file.path()))?;
        drop(file);
        dataset.source.path = SENT.to_owned();
        let run = check_dataset(dataset, document, &observer).map_err(|_| Problem::too_slow())?;
        let mut written = Vec::new();
        report::write_json(&run, &observer, &mut written).map_err(|_| Problem::too_slow())?;
        Ok(Answer::new(MediaType::Json, written).send(&request))
    })
    .await
}

async fn body_of(body: Body, most: usize) -> Result<axum::body::Bytes, Problem> {
    match tokio::time::timeout(TO_COME_IN, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Problem::too_large(most)),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "sent-too-slowly",
            "nội dung gửi lên quá chậm; hãy gửi lại",
            "what was sent took too long to come in; send it again",
        )),
    }
}

/// A profile by its name. What others call a file is no name here.
fn document(name: Option<&str>) -> Result<profile::ProfileDocument, Problem> {
    let name = name.unwrap_or(profile::DEFAULT);
    let known = profile::names().find(|known| *known == name);
    known.and_then(|name| profile::named(name).ok()).ok_or_else(|| {
        let names = profile::names().collect::<Vec<_>>().join(", ");
        Problem::bad_parameter("profile", format!("phải là một trong: {names}"), format!("must be one of: {names}"))
    })
}

fn crs(text: &str) -> Result<u32, Problem> {
    crs_named(text).map_err(|error| {
        let Message { vi, en } = error.message();
        Problem::bad_parameter("crs", vi, en)
    })
}

/// The polygons that were sent with what is written beside them, and nothing else: readers of maps know formats in which a
/// file names other files.
fn parcels_alone(sent: &[u8]) -> Result<String, Problem> {
    let bad = |vi: &str, en: &str| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-map", vi.to_owned(), en.to_owned())
    };
    let map: Value = serde_json::from_slice(sent).map_err(|error| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "not-a-map",
            format!("nội dung không phải JSON đúng, ở dòng {} cột {}", error.line(), error.column()),
            format!("what was sent is no JSON, at line {} column {}", error.line(), error.column()),
        )
    })?;
    let is_collection = map["type"] == "FeatureCollection";
    let features = map["features"].as_array().filter(|_| is_collection).ok_or_else(|| {
        bad("nội dung phải là một FeatureCollection của GeoJSON", "what was sent must be a FeatureCollection of GeoJSON")
    })?;
    if features.is_empty() {
        return Err(bad("FeatureCollection không có thửa nào", "the FeatureCollection has no parcels"));
    }
    if features.len() > MOST_FEATURES {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("nhiều nhất {MOST_FEATURES} thửa mỗi lần; với bản đồ lớn hơn, hãy dùng `thuadat check`"),
            format!("{MOST_FEATURES} parcels at most; for larger maps there is `thuadat check`"),
        ));
    }
    let features: Option<Vec<Value>> = features.iter().map(parcel_alone).collect();
    let features = features.ok_or_else(|| {
        bad(
            "mỗi đối tượng phải là Feature có hình Polygon hoặc MultiPolygon, hoặc không có hình",
            "each must be a Feature whose geometry is a Polygon, a MultiPolygon or null",
        )
    })?;
    Ok(json!({ "type": "FeatureCollection", "features": features }).to_string())
}

fn parcel_alone(feature: &Value) -> Option<Value> {
    let geometry = match &feature["geometry"] {
        Value::Null => Value::Null,
        shape => {
            let depth = match shape["type"].as_str()? {
                "Polygon" => 3,
                "MultiPolygon" => 4,
                _ => return None,
            };
            are_coordinates(&shape["coordinates"], depth).then_some(())?;
            json!({ "type": shape["type"], "coordinates": shape["coordinates"] })
        }
    };
    let is_plain = |value: &Value| !value.is_array() && !value.is_object();
    let mut properties = feature["properties"].as_object().cloned().unwrap_or_default();
    properties.retain(|_, value| is_plain(value));
    let mut alone = json!({ "type": "Feature", "properties": properties, "geometry": geometry });
    if feature["id"].is_i64() || feature["id"].is_string() {
        alone["id"] = feature["id"].clone();
    }
    (feature["type"] == "Feature").then_some(alone)
}

/// Whether a value is lists of lists of numbers, so many deep.
fn are_coordinates(value: &Value, depth: usize) -> bool {
    let Some(items) = value.as_array() else { return false };
    match depth {
        0 => items.len() >= 2 && items.iter().all(Value::is_number),
        _ => items.iter().all(|item| are_coordinates(item, depth - 1)),
    }
}

/// What is wrong with the map, without the name it had here.
fn refused(error: &ReadError, path: &std::path::Path) -> Problem {
    if matches!(error, ReadError::Interrupted) {
        return Problem::too_slow();
    }
    let path = path.display().to_string();
    let Message { vi, en } = error.message();
    let named = |text: String| text.replace(&path, SENT);
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-map", named(vi), named(en))
}

/// Stops work when there is no time left.
struct Deadline<'a>(&'a Until);

impl Observer for Deadline<'_> {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        self.0.is_over()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_parcels_is_read() {
        let square = "[[[0,0],[1,0],[1,1],[0,0]]]";
        let map = |feature: &str| format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature}]}}");
        let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":{square}}}");
        let sound = format!("{{\"type\":\"Feature\",\"properties\":{{\"soTo\":\"1\",\"x\":{{}}}},\"geometry\":{polygon}}}");
        let alone = parcels_alone(map(&sound).as_bytes()).expect("sound");
        assert!(alone.contains("soTo") && !alone.contains("\"x\""), "{alone}");
        for bad in [
            "<OGRVRTDataSource/>".to_owned(),
            "[]".to_owned(),
            map(""),
            "{\"type\":\"Topology\",\"features\":[]}".to_owned(),
            map("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0,0]}}"),
            map("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[0,0]]}}"),
            map("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":\"/etc/passwd\"}}"),
            map("{\"type\":\"Other\",\"geometry\":null}"),
        ] {
            assert_eq!(parcels_alone(bad.as_bytes()).expect_err(&bad).code, "not-a-map", "{bad}");
        }
    }
}
