//! TileJSON 3.0: what a viewer must know of the tiles.

use super::ZOOMS;
use crate::findings::SHAPES_FROM;
use crate::place::degrees;
use crate::state::App;
use serde_json::{Value, json};
use thuadat::cadastre::PublicSummary;

/// The layers and their attributes.
pub(crate) fn layers() -> Value {
    let facts = json!({
        "commune": "String",
        "sheet": "String",
        "number": "String",
        "area_m2": "Number",
        "area_recorded_m2": "Number",
        "land_use": "String",
        "class": "String",
    });
    json!([
        {
            "id": "parcels",
            "description": "Thửa đất · parcels",
            "minzoom": ZOOMS.start(),
            "maxzoom": ZOOMS.end(),
            "fields": facts,
        },
        {
            "id": "parcel_labels",
            "description": "Nhãn thửa · a point inside each parcel that is large enough for a label",
            "minzoom": 14,
            "maxzoom": ZOOMS.end(),
            "fields": facts,
        },
        {
            "id": "small_parcels",
            "description": "Ô đếm các thửa quá nhỏ để vẽ · squares that count the parcels too small to be drawn",
            "minzoom": ZOOMS.start(),
            "maxzoom": ZOOMS.end(),
            "fields": { "parcels": "Number" },
        },
    ])
}

/// The document.
pub(crate) fn document(app: &App, summary: &PublicSummary) -> Value {
    let mut document = json!({
        "tilejson": "3.0.0",
        "name": "parcels",
        "description": "Thửa đất · parcels. A parcel smaller than a pixel is not drawn but counted in small_parcels; the header \
                        Thuadat-Reduced says so.",
        "scheme": "xyz",
        "tiles": [app.url("/tiles/parcels/{z}/{x}/{y}")],
        "minzoom": ZOOMS.start(),
        "maxzoom": ZOOMS.end(),
        "vector_layers": layers(),
    });
    bound(&mut document, summary);
    document
}

/// The document of the tiles of findings.
pub(crate) fn findings_document(app: &App, summary: &PublicSummary) -> Value {
    let facts = |is_point: bool| {
        let mut facts = json!({ "id": "String", "rule": "String", "severity": "String", "state": "String" });
        if is_point {
            facts["count"] = json!("Number");
        }
        facts
    };
    let mut document = json!({
        "tilejson": "3.0.0",
        "name": "findings",
        "description": "Phát hiện · findings. Those less than eight pixels apart are one point with their count, the gravest in front; \
                        their texts are in /findings.",
        "scheme": "xyz",
        "tiles": [app.url("/tiles/findings/{z}/{x}/{y}")],
        "minzoom": ZOOMS.start(),
        "maxzoom": ZOOMS.end(),
        "vector_layers": [
            {
                "id": "findings",
                "description": "Nơi cần xem · where to look",
                "minzoom": ZOOMS.start(),
                "maxzoom": ZOOMS.end(),
                "fields": facts(true),
            },
            {
                "id": "finding_shapes",
                "description": "Phần sai · what is wrong, in its shape",
                "minzoom": SHAPES_FROM,
                "maxzoom": ZOOMS.end(),
                "fields": facts(false),
            },
        ],
    });
    bound(&mut document, summary);
    document
}

/// The document of the tiles of sheets and communes.
pub(crate) fn sheets_document(app: &App, summary: &PublicSummary) -> Value {
    let layer = |id: &str, description: &str, fields: Value| {
        json!({
            "id": id,
            "description": description,
            "minzoom": ZOOMS.start(),
            "maxzoom": ZOOMS.end(),
            "fields": fields,
        })
    };
    let of_commune = json!({ "commune": "String", "commune_name": "String", "parcels": "Number" });
    let mut of_sheet = of_commune.clone();
    of_sheet["sheet"] = json!("String");
    let mut document = json!({
        "tilejson": "3.0.0",
        "name": "sheets",
        "description": "Tờ bản đồ và xã · sheets and communes: the hulls of their parcels. They may be some seconds older than the parcels.",
        "scheme": "xyz",
        "tiles": [app.url("/tiles/sheets/{z}/{x}/{y}")],
        "minzoom": ZOOMS.start(),
        "maxzoom": ZOOMS.end(),
        "vector_layers": [
            layer("communes", "Xã · communes, from 8 pixels", of_commune),
            layer("sheets", "Tờ bản đồ · sheets, from 32 pixels", of_sheet),
        ],
    });
    bound(&mut document, summary);
    document
}

fn bound(document: &mut Value, summary: &PublicSummary) {
    if let Some([west, south, east, north]) = summary.extent.and_then(degrees) {
        document["bounds"] = json!([west, south, east, north]);
        document["center"] = json!([f64::midpoint(west, east), f64::midpoint(south, north), 13]);
    }
}
