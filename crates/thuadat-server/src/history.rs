//! `/parcels/{commune}/{sheet}/{number}/history`, and where a parcel went that is no longer found under a number.

use crate::access::{Caller, Role};
use crate::edits::tag;
use crate::parcels::{ANY, path_of};
use crate::source::{KnownKin, KnownPast};
use crate::state::App;
use crate::web::{Answer, Parameters, Problem};
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use thuadat::ParcelKey;
use thuadat::cadastre::{PublicSummary, shown};

/// Communes a number is looked for in where none is named.
const COMMUNES: usize = 50;

/// What became of the parcels that have a number or had it, and what they came of.
pub(crate) async fn history(
    State(app): State<Arc<App>>,
    Path(name): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    app.ask(move |app| {
        if !app.source.has_a_past() {
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                "no-past",
                "tệp bản đồ không có lịch sử; hãy nhập vào kho bằng `thuadat import`",
                "a plain map has no past; import it into a store with `thuadat import`",
            ));
        }
        if name.1 == ANY && name.2 == ANY {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "number-needed",
                "hãy nêu số tờ và số thửa: /parcels/mã xã/số tờ/số thửa/history",
                "name a sheet and a number: /parcels/commune/sheet/number/history",
            ));
        }
        let (_, summary) = app.summary()?;
        let pasts = pasts(app, &name, &summary)?;
        if pasts.is_empty() && name.0 == ANY {
            return Err(Problem::not_found(
                format!("không có ở các xã đã tìm (xã đang có thửa, nhiều nhất {COMMUNES} xã); hãy nêu mã xã"),
                format!("not in the communes looked in (those that have parcels today, {COMMUNES} at most); name the commune"),
            ));
        }
        if pasts.is_empty() {
            return Err(Problem::not_found(
                "chưa từng có thửa nào mang số này; địa chỉ có dạng /parcels/mã xã/số tờ/số thửa/history",
                "there never was a parcel of this number; the address is /parcels/commune/sheet/number/history",
            ));
        }
        let mut document = json!({ "parcels": pasts.iter().map(|past| written(app, past, &caller)).collect::<Vec<_>>() });
        if name.0 == ANY {
            // It may have been in others: who reads this is told.
            document["communes_looked_in"] = looked_in(&summary).collect();
        }
        Ok(Answer::json(&document).send(&headers))
    })
    .await
}

/// Where the parcels went that had this number: a redirection where that is one place, else what came of them. None where there never
/// was such a parcel.
pub(crate) fn moved(
    app: &App,
    name: &(String, String, String),
    summary: &PublicSummary,
    headers: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    let pasts = pasts(app, name, summary)?;
    if pasts.is_empty() {
        return Ok(None);
    }
    let present: BTreeSet<ParcelKey> = pasts.iter().flat_map(present_keys).collect();
    let links: Vec<Value> = present
        .iter()
        .map(|key| json!({ "rel": "successor-version", "title": shown(key), "href": address(app, key) }))
        .collect();
    if let (1, Some(only)) = (present.len(), present.first()) {
        let document = json!({ "code": "moved", "number": shown(only), "links": links });
        let answer = Answer::json(&document).with(axum::http::header::LOCATION, address(app, only));
        let mut response = answer.send(headers);
        *response.status_mut() = StatusCode::MOVED_PERMANENTLY;
        return Ok(Some(response));
    }
    let successors: Vec<String> = present.iter().map(shown).collect();
    let (vi, en) = if successors.is_empty() {
        ("không có thửa nào thay thế".to_owned(), "nothing followed it".to_owned())
    } else {
        let listed = successors.join(", ");
        (format!("đã thành: {listed}"), format!("what came of it: {listed}"))
    };
    Err(Problem::new(
        StatusCode::GONE,
        "ended",
        format!("thửa mang số này không còn nữa; {vi}"),
        format!("the parcel of this number is no more; {en}"),
    )
    .with_links(links))
}

fn pasts(
    app: &App,
    (commune, sheet, number): &(String, String, String),
    summary: &PublicSummary,
) -> Result<Vec<KnownPast>, Problem> {
    let given = |part: &str| (part != ANY).then(|| part.into());
    let key = |commune: Option<&str>| ParcelKey {
        commune: commune.map(Into::into),
        sheet: given(sheet),
        number: given(number),
    };
    if commune != ANY {
        return Ok(app.source.pasts(&key(Some(commune)))?);
    }
    let mut found = app.source.pasts(&key(None))?;
    for code in looked_in(summary) {
        found.extend(app.source.pasts(&key(Some(code)))?);
    }
    Ok(found)
}

/// Communes a number is looked for in where none is named: some of those that have parcels today.
fn looked_in(summary: &PublicSummary) -> impl Iterator<Item = &str> {
    summary.communes.iter().take(COMMUNES).map(|(code, _)| code.as_ref())
}

fn present_keys(past: &KnownPast) -> Vec<ParcelKey> {
    match past.present_key() {
        Some(key) => vec![key.clone()],
        None => past.descendants.iter().filter(|kin| kin.is_present).map(|kin| kin.key.clone()).collect(),
    }
}

fn address(app: &App, key: &ParcelKey) -> String {
    let part = |part: &Option<Box<str>>| part.as_deref().unwrap_or(ANY).to_owned();
    app.url(&path_of(&(part(&key.commune), part(&key.sheet), part(&key.number))))
}

/// Who changed a parcel and why is for officers of every commune it lay in.
fn may_see_why(caller: &Caller, past: &KnownPast) -> bool {
    let keys = past.past.versions.iter().map(|version| &version.stored.facts.key);
    let kin = past.ancestors.iter().chain(&past.descendants).map(|kin| &kin.key);
    keys.chain(kin).all(|key| caller.may(Role::Officer, key.commune.as_deref()))
}

fn written(app: &App, past: &KnownPast, caller: &Caller) -> Value {
    let may_see_why = may_see_why(caller, past);
    let versions: Vec<Value> = past
        .past
        .versions
        .iter()
        .map(|version| {
            json!({
                "version": version.stored.version,
                "tag": version.ended.is_none().then(|| tag(past.past.id, version.stored.version)),
                "number": named(&version.stored.facts.key),
                "area_m2": version.area_m2.map(|area| (area * 10.0).round() / 10.0),
                "begun_at": version.stored.begun_at.as_str(),
                "begun_by_record": version.stored.record,
                "ended_at": version.ended.as_ref().map(|(at, _)| at.as_str()),
                "ended_by_record": version.ended.as_ref().map(|(_, record)| record),
            })
        })
        .collect();
    let kin = |kin: &KnownKin| {
        json!({
            "id": kin.kin.parcel,
            "number": named(&kin.key),
            "is_present": kin.is_present,
            "steps": kin.kin.steps,
            "record": kin.kin.record,
            "href": address(app, &kin.key),
        })
    };
    let records: Vec<Value> = past
        .records
        .iter()
        .map(|(id, record)| {
            let mut written = json!({
                "id": id,
                "kind": record.kind,
                "at": record.at.as_str(),
                "undoes": record.undoes,
                "undone_by": record.undone_by,
            });
            if may_see_why {
                written["author"] = json!(record.author);
                written["reason"] = json!(record.reason);
            }
            written
        })
        .collect();
    json!({
        "id": past.past.id,
        "is_present": past.present_key().is_some(),
        "versions": versions,
        "ancestors": past.ancestors.iter().map(kin).collect::<Vec<_>>(),
        "descendants": past.descendants.iter().map(kin).collect::<Vec<_>>(),
        "records": records,
    })
}

fn named(key: &ParcelKey) -> Value {
    json!({ "commune": key.commune, "sheet": key.sheet, "number": key.number })
}
