//! `/findings` and one of them: what is wrong, where, and what to do.

use super::evidence::{for_each_coord, geo_json};
use super::map::{FindingsMap, PlacedFinding};
use crate::place::{longitude_and_latitude, web_mercator_box};
use crate::state::App;
use crate::web::{Answer, MediaType, Parameters, Problem};
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use geo::Geometry;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::sync::Arc;
use thuadat::cadastre::{ClosedFinding, ClosedFindingFilter, ParcelBox};
use thuadat::{FindingId, Rule, Severity, handbook};

const USUAL: usize = 100;
const MOST: usize = 1000;
const PARAMETERS: [&str; 7] = ["rule", "severity", "state", "bbox", "parcel", "limit", "after"];

/// What has become of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FindingsState {
    Open,
    Accepted,
    Fixed,
}

/// Which findings are asked for.
#[derive(Debug)]
struct Wanted {
    rule: Option<String>,
    severity: Option<Severity>,
    state: FindingsState,
    area: Option<ParcelBox>,
    parcel: Option<i64>,
    limit: usize,
    /// The finding, and of those that are fixed the record that closed it.
    after: Option<(i64, FindingId)>,
}

/// A page of findings.
pub(crate) async fn findings(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = Parameters::read(query.as_deref(), &PARAMETERS)?;
    let wanted = Wanted::of_parameters(&parameters)?;
    app.ask(move |app| {
        let map = app.findings()?;
        let (features, next) = match wanted.state {
            FindingsState::Fixed => fixed(app, &map, &wanted)?,
            _ => present(app, &map, &wanted),
        };
        let mut links = vec![link(app, "self", &parameters, parameters.get("after"))];
        links.extend(next.map(|next| link(app, "next", &parameters, Some(&next))));
        let document = json!({
            "type": "FeatureCollection",
            "profile": map.profile,
            "is_current": map.is_current,
            "note": note(&map),
            "numberReturned": features.len(),
            "features": features,
            "links": links,
        });
        Ok(Answer::new(MediaType::GeoJson, document.to_string()).send(&headers))
    })
    .await
}

/// One finding.
pub(crate) async fn finding(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    app.ask(move |app| {
        let map = app.findings()?;
        let found = id.parse().ok().and_then(|id| map.of_id(id)).ok_or_else(|| {
            Problem::not_found(
                "không có phát hiện nào mang mã này; có thể đã được sửa, xem /findings?state=fixed",
                "there is no finding of this id; it may be fixed, see /findings?state=fixed",
            )
        })?;
        Ok(Answer::new(MediaType::GeoJson, feature(app, found).to_string()).send(&headers))
    })
    .await
}

/// What must be known of the list as a whole.
fn note(map: &FindingsMap) -> Value {
    let (vi, en) = match (&map.profile, map.is_current) {
        (None, _) => (
            "kho này chưa lưu phát hiện; lưu bằng `thuadat check KHO --save`",
            "this store keeps no findings yet; `thuadat check STORE --save` does",
        ),
        (Some(_), false) => (
            "phát hiện có từ trước lần thay đổi cuối của kho; cập nhật bằng `thuadat check KHO --save`",
            "these findings are older than the last change of the store; `thuadat check STORE --save` brings them up to date",
        ),
        (Some(_), true) => return Value::Null,
    };
    json!({ "vi": vi, "en": en })
}

fn present(app: &App, map: &FindingsMap, wanted: &Wanted) -> (Vec<Value>, Option<String>) {
    let positions: Vec<usize> = match wanted.area {
        Some(area) => map.near(area),
        None => (0..map.all.len()).collect(),
    };
    let mut meant = positions.into_iter().map(|position| &map.all[position]).filter(|one| wanted.means(one));
    let page: Vec<&PlacedFinding> = meant.by_ref().take(wanted.limit).collect();
    let next = meant.next().and_then(|_| page.last()).map(|last| last.kept.id.to_string());
    (page.into_iter().map(|finding| feature(app, finding)).collect(), next)
}

fn fixed(app: &App, map: &FindingsMap, wanted: &Wanted) -> Result<(Vec<Value>, Option<String>), Problem> {
    let filter = ClosedFindingFilter { rule: wanted.rule.as_deref(), severity: wanted.severity };
    let (mut page, mut after): (Vec<ClosedFinding>, _) = (Vec::new(), wanted.after);
    loop {
        let found = app.source.closed_findings(filter, after, wanted.limit as i64 + 1)?;
        let is_last = found.len() <= wanted.limit;
        after = found.last().map(|last| (last.closed_by, last.id)).or(after);
        // What came back is not fixed.
        page.extend(found.into_iter().filter(|closed| map.of_id(closed.id).is_none()));
        if is_last || page.len() > wanted.limit {
            break;
        }
    }
    let has_more = page.len() > wanted.limit;
    page.truncate(wanted.limit);
    let next = page.last().filter(|_| has_more).map(|last| format!("{}-{}", last.closed_by, last.id));
    Ok((page.iter().map(closed_feature).collect(), next))
}

impl Wanted {
    fn of_parameters(parameters: &Parameters) -> Result<Self, Problem> {
        let state = match parameters.get("state") {
            None | Some("open") => FindingsState::Open,
            Some("accepted") => FindingsState::Accepted,
            Some("fixed") => FindingsState::Fixed,
            Some(_) => {
                let (vi, en) = ("phải là open, accepted hoặc fixed", "must be open, accepted or fixed");
                return Err(Problem::bad_parameter("state", vi, en));
            }
        };
        let area = parameters.get("bbox").map(area).transpose()?;
        let parcel = parameters.get("parcel").map(parcel).transpose()?;
        if state == FindingsState::Fixed && (area.is_some() || parcel.is_some()) {
            return Err(Problem::bad_parameter(
                "state",
                "phát hiện đã sửa không còn vị trí và thửa; hãy bỏ bbox và parcel",
                "what is fixed has no place and no parcels any more; leave bbox and parcel out",
            ));
        }
        Ok(Self {
            rule: parameters.get("rule").map(str::to_owned),
            severity: parameters.get("severity").map(severity).transpose()?,
            state,
            area,
            parcel,
            limit: limit(parameters.get("limit"))?,
            after: parameters.get("after").map(|token| token_of(token, state)).transpose()?,
        })
    }

    fn means(&self, finding: &PlacedFinding) -> bool {
        let kept = &finding.kept;
        let state = if finding.accepted_by.is_some() { FindingsState::Accepted } else { FindingsState::Open };
        state == self.state
            && self.rule.as_ref().is_none_or(|rule| *rule == kept.rule)
            && self.severity.is_none_or(|severity| severity == kept.severity)
            && self.parcel.is_none_or(|parcel| kept.parcels.contains(&parcel))
            && self.after.is_none_or(|(_, after)| kept.id > after)
            && self.area.is_none_or(|area| finding.meets(area))
    }
}

fn severity(value: &str) -> Result<Severity, Problem> {
    let known = [Severity::Error, Severity::Warning, Severity::Note];
    known.into_iter().find(|severity| severity.id() == value).ok_or_else(|| {
        Problem::bad_parameter(
            "severity",
            "phải là error, warning hoặc note",
            "must be error, warning or note",
        )
    })
}

fn parcel(value: &str) -> Result<i64, Problem> {
    value.parse().map_err(|_| {
        Problem::bad_parameter(
            "parcel",
            "phải là số của thửa trong kho",
            "must be the number of a parcel in the store",
        )
    })
}

fn limit(value: Option<&str>) -> Result<usize, Problem> {
    let Some(value) = value else { return Ok(USUAL) };
    value.parse().ok().filter(|count| (1..=MOST).contains(count)).ok_or_else(|| {
        Problem::bad_parameter(
            "limit",
            format!("phải là số từ 1 đến {MOST}"),
            format!("must be a number from 1 to {MOST}"),
        )
    })
}

fn area(value: &str) -> Result<ParcelBox, Problem> {
    let numbers: Option<Vec<f64>> = value
        .split(',')
        .map(|number| number.trim().parse().ok().filter(|number: &f64| number.is_finite()))
        .collect();
    match numbers.as_deref() {
        Some(&[west, south, east, north]) if west <= east && south <= north => {
            Ok(web_mercator_box([west, south, east, north]))
        }
        _ => Err(Problem::bad_parameter(
            "bbox",
            "phải có bốn số: tây,nam,đông,bắc (kinh độ, vĩ độ)",
            "must have four numbers: west,south,east,north (longitude, latitude)",
        )),
    }
}

fn token_of(token: &str, state: FindingsState) -> Result<(i64, FindingId), Problem> {
    let read = match state {
        FindingsState::Fixed => {
            token.split_once('-').and_then(|(record, id)| Some((record.parse().ok()?, id.parse().ok()?)))
        }
        _ => token.parse().ok().map(|id| (0, id)),
    };
    read.ok_or_else(|| {
        Problem::bad_parameter(
            "after",
            "không phải là dấu trang của danh sách này; hãy dùng liên kết next của trang trước",
            "is no token of a page of this list; follow the link next of the page before",
        )
    })
}

fn feature(app: &App, finding: &PlacedFinding) -> Value {
    let kept = &finding.kept;
    let at = finding.at.map(|at| Geometry::Point(at.into()));
    let shape = finding.shape.clone().or_else(|| at.clone());
    let numbers = |value: Option<f64>, scale: f64| value.map(|value| (value * scale).round() / scale);
    json!({
        "type": "Feature",
        "id": kept.id.to_string(),
        "geometry": shape.map(in_degrees),
        "properties": {
            "rule": kept.rule,
            "title": title(&kept.rule),
            "severity": kept.severity.id(),
            "state": if finding.accepted_by.is_some() { "accepted" } else { "open" },
            "text": { "vi": kept.message.vi, "en": kept.message.en },
            "what_to_do": remedy(&kept.rule),
            "at": at.map(in_degrees).map(|mut at| at["coordinates"].take()),
            "area_m2": numbers(kept.area_m2, 100.0),
            "width_m": numbers(kept.width_m, 1000.0),
            "parcels": kept.parcels,
            "opened_by_record": kept.opened_by,
            "accepted_by_record": finding.accepted_by,
        },
        "links": kept.parcels.iter().take(20).map(|parcel| json!({
            "rel": "related",
            "type": MediaType::GeoJson.name(),
            "href": app.url(&format!("/ogc/collections/parcels/items/{parcel}?f=json")),
        })).collect::<Vec<_>>(),
    })
}

fn closed_feature(closed: &ClosedFinding) -> Value {
    json!({
        "type": "Feature",
        "id": closed.id.to_string(),
        "geometry": null,
        "properties": {
            "rule": closed.rule,
            "title": title(&closed.rule),
            "severity": closed.severity.id(),
            "state": "fixed",
            "text": { "vi": closed.message.vi, "en": closed.message.en },
            "opened_by_record": closed.opened_by,
            "closed_by_record": closed.closed_by,
        },
    })
}

/// What a rule is called; nothing for one of the user's own.
fn title(rule: &str) -> Value {
    Rule::from_id(rule).map_or(Value::Null, |rule| {
        let title = rule.title();
        json!({ "vi": title.vi, "en": title.en })
    })
}

/// What the handbook says is to be done.
fn remedy(rule: &str) -> Value {
    let page = Rule::from_id(rule).and_then(handbook::page);
    page.map_or(Value::Null, |page| json!({ "vi": page.vi.remedy, "en": page.en.remedy }))
}

fn in_degrees(mut shape: Geometry<f64>) -> Value {
    for_each_coord(&mut shape, &mut |at| *at = longitude_and_latitude(*at));
    geo_json(&shape)
}

fn link(app: &App, rel: &str, parameters: &Parameters, after: Option<&str>) -> Value {
    let mut written = parameters.written_without(&["after"]);
    written.extend(after.map(|after| ("after".to_owned(), after.to_owned())));
    let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let parts: Vec<String> =
        written.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
    json!({ "rel": rel, "type": MediaType::GeoJson.name(), "href": app.url(&format!("/findings{query}")) })
}
