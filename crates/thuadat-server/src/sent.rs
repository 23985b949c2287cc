//! What clients send: read with limits, and never as it came.

use crate::web::Problem;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::StatusCode;
use http_body_util::LengthLimitError;
use serde_json::{Value, json};
use std::io::Write;
use std::time::Duration;
use tempfile::NamedTempFile;
use thuadat::Message;

/// What a map that was sent is called.
pub(crate) const SENT: &str = "sent.geojson";
/// Features that are taken at once; more are for the program.
const MOST_FEATURES: usize = 20_000;
/// How long what is sent may take to come in.
const TO_COME_IN: Duration = Duration::from_secs(20);
/// How coordinate systems are named.
pub(crate) const CRS_NAMES: Message<&str> = Message {
    vi: "phải là mã EPSG như EPSG:9215, kinh tuyến trục của múi VN-2000 như 107-15, hoặc tên tỉnh như Lạng Sơn",
    en: "must be a code such as EPSG:9215, the meridian of a zone of VN-2000 such as 107-15, or a province such as Lạng Sơn",
};

/// The body of a request, as long as it is not too large and comes in time.
pub(crate) async fn body_of(body: Body, most: usize) -> Result<Bytes, Problem> {
    match tokio::time::timeout(TO_COME_IN, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(if error.into_inner().is::<LengthLimitError>() {
            Problem::too_large(most)
        } else {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "broken-off",
                "nội dung gửi lên bị đứt hoặc sai dạng chunked; hãy gửi lại",
                "what was sent broke off, or its chunks are wrong; send it again",
            )
        }),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "sent-too-slowly",
            "nội dung gửi lên quá chậm; hãy gửi lại",
            "what was sent took too long to come in; send it again",
        )),
    }
}

/// What was sent as JSON.
pub(crate) fn json_of(sent: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(sent).map_err(|error| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "not-a-map",
            format!("nội dung không phải JSON đúng, ở dòng {} cột {}", error.line(), error.column()),
            format!("what was sent is no JSON, at line {} column {}", error.line(), error.column()),
        )
    })
}

/// A map in a file as long as it is being read.
pub(crate) fn temporary(map: &str) -> Result<NamedTempFile, Problem> {
    let made = tempfile::Builder::new().suffix(".geojson").tempfile();
    let written = made.and_then(|mut file| file.write_all(map.as_bytes()).map(|()| file));
    written.map_err(|error| {
        tracing::error!(error = %error, "there is no room for what was sent");
        Problem::internal()
    })
}

/// The polygons that were sent with what is written beside them, and nothing else: readers of maps know formats in which a
/// file names other files.
pub(crate) fn parcels_alone(map: &Value) -> Result<String, Problem> {
    let bad = |vi: &str, en: &str| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-map", vi.to_owned(), en.to_owned())
    };
    let is_collection = map["type"] == "FeatureCollection";
    let features = map["features"].as_array().filter(|_| is_collection).ok_or_else(|| {
        bad(
            "nội dung phải là một FeatureCollection của GeoJSON",
            "what was sent must be a FeatureCollection of GeoJSON",
        )
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
                "Polygon" => 2,
                "MultiPolygon" => 3,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_parcels_is_read() {
        let square = "[[[0,0],[1,0],[1,1],[0,0]]]";
        let map = |feature: &str| format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature}]}}");
        let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":{square}}}");
        let sound = format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"soTo\":\"1\",\"x\":{{}}}},\"geometry\":{polygon}}}"
        );
        let alone = parcels_alone(&json_of(map(&sound).as_bytes()).expect("sound")).expect("sound");
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
            assert_eq!(
                json_of(bad.as_bytes()).and_then(|map| parcels_alone(&map)).expect_err(&bad).code,
                "not-a-map",
                "{bad}"
            );
        }
    }
}
