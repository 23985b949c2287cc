//! `/parcels/{commune}/{sheet}/{number}`: a parcel by the number people know it by, and what it borders on.

use crate::history;
use crate::ogc::{Shown, feature};
use crate::place::shapes_in;
use crate::state::{App, Until};
use crate::web::{Answer, MediaType, Parameters, Problem};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use geo::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use serde_json::{Value, json};
use std::sync::Arc;
use thuadat::ParcelGeometries;
use thuadat::cadastre::{DatabaseError, ParcelBox, PublicName, PublicParcels, PublicSummary};

/// Parcels of one number that are shown: more is a fault of the map.
const SAME_NUMBER: i64 = 20;
/// Stands for a part of the name that is open.
pub(crate) const ANY: &str = "-";
/// Borders nearer than this are shared, as far as neighbours go.
const NEAR_M: f64 = 0.02;
/// How far around a parcel neighbours are looked for, in metres of Web Mercator.
const AROUND_M: f64 = 0.5;

/// The parcels of a number: one, or several where the map has it twice. A number that was leads to where its parcel went.
pub(crate) async fn parcel(
    State(app): State<Arc<App>>,
    Path(name): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    app.ask(move |app| {
        let (_, summary) = app.summary()?;
        let found = match found(app, &name) {
            Err(nothing) if nothing.status == StatusCode::NOT_FOUND => {
                return history::moved(app, &name, &summary, &headers)?.ok_or(nothing);
            }
            found => found?,
        };
        let mut document = collection(app, &found, &summary)?;
        let mut links = vec![json!({
            "rel": "related",
            "title": "neighbours",
            "type": MediaType::GeoJson.name(),
            "href": app.url(&format!("{}/neighbours", path_of(&name))),
        })];
        if app.source.has_a_past() {
            let href = app.url(&format!("{}/history", path_of(&name)));
            links.push(json!({
                "rel": "version-history",
                "title": "history",
                "type": MediaType::Json.name(),
                "href": href,
            }));
        }
        document["links"] = Value::Array(links);
        Ok(Answer::new(MediaType::GeoJson, document.to_string()).send(&headers))
    })
    .await
}

/// The parcels that border on those of a number, the longest common border first.
pub(crate) async fn neighbours(
    State(app): State<Arc<App>>,
    Path(name): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    if [&name.0, &name.1, &name.2].iter().all(|part| *part == ANY) {
        return Err(Problem::bad_parameter(
            "number",
            "phải nêu ít nhất một trong mã xã, số tờ, số thửa",
            "at least one of commune, sheet and number must be given",
        ));
    }
    app.ask_until(move |app, until| {
        let (_, summary) = app.summary()?;
        let own = found(app, &name)?;
        let mut borders: Vec<(f64, i64)> = Vec::new();
        for position in 0..own.len() {
            borders.extend(bordering(app, &own, position, until)?);
        }
        borders.retain(|(_, id)| own.parcels.iter().all(|parcel| parcel.id != *id));
        borders.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let ids: Vec<i64> = borders.iter().map(|(_, id)| *id).collect();
        let mut document = collection(app, &app.source.of_ids(&ids)?, &summary)?;
        let mut features = std::mem::take(&mut document["features"]);
        let features = features.as_array_mut().map(std::mem::take).unwrap_or_default();
        let in_order = borders.iter().filter_map(|(length_m, id)| {
            let mut feature = features.iter().find(|feature| feature["id"] == *id)?.clone();
            feature["properties"]["shared_border_m"] = json!((length_m * 100.0).round() / 100.0);
            Some(feature)
        });
        document["features"] = in_order.collect();
        Ok(Answer::new(MediaType::GeoJson, document.to_string()).send(&headers))
    })
    .await
}

fn found(app: &App, name: &(String, String, String)) -> Result<PublicParcels, Problem> {
    let given = |part: &'_ str| (part != ANY).then(|| part.to_owned());
    let (commune, sheet, number) = (given(&name.0), given(&name.1), given(&name.2));
    let named =
        PublicName { commune: commune.as_deref(), sheet: sheet.as_deref(), number: number.as_deref() };
    let found = app.source.named(named, SAME_NUMBER)?;
    if found.is_empty() {
        return Err(Problem::not_found(
            "không có thửa nào mang số này; địa chỉ có dạng /parcels/mã xã/số tờ/số thửa, dấu - thay cho phần không rõ",
            "there is no parcel of this number; the address is /parcels/commune/sheet/number, with - for what is not known",
        ));
    }
    Ok(found)
}

pub(crate) fn path_of((commune, sheet, number): &(String, String, String)) -> String {
    let escaped = |part: &str| {
        percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    format!("/parcels/{}/{}/{}", escaped(commune), escaped(sheet), escaped(number))
}

/// Parcels as a collection of features in longitude and latitude.
pub(crate) fn collection(
    app: &App,
    parcels: &PublicParcels,
    summary: &PublicSummary,
) -> Result<Value, DatabaseError> {
    let shapes = shapes_in(&app.source, parcels, 4326)?;
    let features: Vec<Value> = parcels
        .parcels
        .iter()
        .enumerate()
        .map(|(position, parcel)| {
            feature(parcel, &shapes.to_multi_polygon(position), Shown::DEGREES, summary)
        })
        .collect();
    Ok(json!({ "type": "FeatureCollection", "features": features }))
}

/// The parcels that share a border with one, with its length in metres of the plane that one is kept in.
fn bordering(
    app: &App,
    own: &PublicParcels,
    position: usize,
    until: &Until,
) -> Result<Vec<(f64, i64)>, Problem> {
    let coords = &own.web_mercator.coords()[own.web_mercator.parcel_coords(position)];
    let Some(first) = coords.first() else { return Ok(Vec::new()) };
    let mut around = ParcelBox { min_x: first.x, min_y: first.y, max_x: first.x, max_y: first.y };
    for at in coords {
        around.min_x = around.min_x.min(at.x - AROUND_M);
        around.min_y = around.min_y.min(at.y - AROUND_M);
        around.max_x = around.max_x.max(at.x + AROUND_M);
        around.max_y = around.max_y.max(at.y + AROUND_M);
    }
    let candidates = app.source.parcels(Some(around), i64::MIN, 10_000)?;
    let epsg = own.parcels[position].epsg;
    let shapes = shapes_in(&app.source, &candidates, epsg)?;
    let Some(own) = candidates.parcels.iter().position(|other| other.id == own.parcels[position].id) else {
        return Ok(Vec::new());
    };
    let mine = RTree::bulk_load(edges(&shapes, own).into_iter().map(boxed).collect());
    let mut with_border = Vec::new();
    for other in (0..candidates.len()).filter(|&other| other != own) {
        let length = common_border_m(&mine, &edges(&shapes, other), until)?;
        if length > NEAR_M {
            with_border.push((length, candidates.parcels[other].id));
        }
    }
    Ok(with_border)
}

type Edge = (Coord<f64>, Coord<f64>);
type BoxedEdge = GeomWithData<Rectangle<[f64; 2]>, Edge>;

fn boxed(edge: Edge) -> BoxedEdge {
    let corners = Rectangle::from_corners([edge.0.x, edge.0.y], [edge.1.x, edge.1.y]);
    GeomWithData::new(corners, edge)
}

/// The length along which edges run beside those of a tree.
fn common_border_m(mine: &RTree<BoxedEdge>, theirs: &[Edge], until: &Until) -> Result<f64, Problem> {
    /// Edges between two looks at the time.
    const AT_A_TIME: usize = 4096;
    let beside = |(from, to): Edge| -> f64 {
        let (min_x, max_x) = (from.x.min(to.x) - NEAR_M, from.x.max(to.x) + NEAR_M);
        let (min_y, max_y) = (from.y.min(to.y) - NEAR_M, from.y.max(to.y) + NEAR_M);
        mine.locate_in_envelope_intersecting(AABB::from_corners([min_x, min_y], [max_x, max_y]))
            .map(|one| common_length_m(one.data, (from, to)))
            .sum()
    };
    let mut length_m = 0.0;
    for some in theirs.chunks(AT_A_TIME) {
        until.go_on()?;
        length_m += some.iter().copied().map(beside).sum::<f64>();
    }
    until.go_on()?;
    Ok(length_m)
}

fn edges(shapes: &ParcelGeometries, parcel: usize) -> Vec<Edge> {
    let is_placed = |at: Coord<f64>| at.x.is_finite() && at.y.is_finite();
    let of_ring = |ring: &[Coord<f64>]| -> Vec<Edge> {
        let next = ring.iter().copied().cycle().skip(1);
        ring.iter()
            .copied()
            .zip(next)
            .filter(|(one, other)| one != other && is_placed(*one) && is_placed(*other))
            .collect()
    };
    shapes.rings(parcel).flat_map(of_ring).collect()
}

/// The length along which two edges run beside each other.
fn common_length_m(one: Edge, other: Edge) -> f64 {
    let (along_x, along_y) = (one.1.x - one.0.x, one.1.y - one.0.y);
    let length = along_x.hypot(along_y);
    if length == 0.0 {
        return 0.0;
    }
    let seen_from_one = |at: Coord<f64>| {
        let (x, y) = (at.x - one.0.x, at.y - one.0.y);
        ((x * along_x + y * along_y) / length, (x * along_y - y * along_x) / length)
    };
    let (from, to) = (seen_from_one(other.0), seen_from_one(other.1));
    let (begin, end) = (from.0.min(to.0).max(0.0), from.0.max(to.0).min(length));
    // Edges that cross at an angle are near each other at one place only.
    let is_beside = from.1.abs() <= NEAR_M && to.1.abs() <= NEAR_M;
    if is_beside && end > begin { end - begin } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the tree leaves out adds nothing.
    #[test]
    fn common_borders_are_the_sum_over_all_pairs() {
        let saw = |shift: f64| -> Vec<Edge> {
            let at = |step: i32| Coord { x: f64::from(step), y: f64::from(step % 7) * 0.3 + shift };
            (0..400).map(|step| (at(step), at(step + 1))).collect()
        };
        for shift in [0.0, 0.01, 0.019, 0.5, 30.0] {
            let (mine, theirs) = (saw(0.0), saw(shift));
            let pairs = mine.iter().flat_map(|one| theirs.iter().map(|two| common_length_m(*one, *two)));
            let expected: f64 = pairs.sum();
            let tree = RTree::bulk_load(mine.iter().copied().map(boxed).collect());
            let length = common_border_m(&tree, &theirs, &Until::without_end()).expect("there is time");
            assert!((length - expected).abs() < 1e-6, "{shift}: {length} and {expected}");
            assert_eq!(expected > 1.0, shift < NEAR_M, "{shift}");
        }
    }

    #[test]
    fn common_lengths() {
        let edge = |a: (f64, f64), b: (f64, f64)| (Coord { x: a.0, y: a.1 }, Coord { x: b.0, y: b.1 });
        let side = edge((0.0, 0.0), (10.0, 0.0));
        for (other, expected) in [
            (edge((10.0, 0.0), (0.0, 0.0)), 10.0),
            (edge((4.0, 0.01), (-5.0, 0.0)), 4.0),
            (edge((12.0, 0.0), (20.0, 0.0)), 0.0),
            (edge((0.0, 1.0), (10.0, 1.0)), 0.0),
            (edge((5.0, 0.0), (5.0, 8.0)), 0.0),
        ] {
            assert!((common_length_m(side, other) - expected).abs() < 1e-6, "{other:?}");
        }
    }
}
