//! An edit as a client asks for it.

use crate::access::{Caller, Role};
use crate::sent::{CRS_NAMES, parcels_alone, temporary};
use crate::state::App;
use crate::web::Problem;
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use tempfile::NamedTempFile;
use thuadat::cadastre::{
    EditDeed, EditOrder, Neighbours, NewFacts, NewKey, ParcelAddress, ParcelNamed, StoreLocation,
};
use thuadat::{FindingId, ReadRequest, crs_named};

/// Parcels an edit names at most.
const MOST_PARCELS: usize = 200;
/// What an order may have.
const MEMBERS: [&str; 13] = [
    "deed", "parcels", "shapes", "crs", "numbers", "number", "sheet", "commune", "facts", "alone", "finding",
    "record", "reason",
];

/// An edit as a client asks for it.
#[derive(Debug)]
pub(super) struct Order {
    members: Map<String, Value>,
    /// Number and version of each parcel that is named.
    seen: Vec<(i64, i64)>,
}

/// An edit with the file its shapes are in, which is gone when this is dropped.
pub(super) struct Prepared {
    pub(super) order: EditOrder,
    _shapes: Option<NamedTempFile>,
}

fn bad(vi: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-edit", vi, en)
}

impl Order {
    pub(super) fn read(sent: &[u8], headers: &HeaderMap) -> Result<Self, Problem> {
        let read: Option<Map<String, Value>> = serde_json::from_slice(sent).ok();
        let members = read.ok_or_else(|| {
            bad("nội dung phải là một đối tượng JSON", "what was sent must be an object of JSON")
        })?;
        if members.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
            let known = MEMBERS.join(", ");
            return Err(bad(
                format!("có thành phần không được dùng; dùng được: {known}"),
                format!("there is a member that is not known; known are: {known}"),
            ));
        }
        let order = Self { seen: Vec::new(), members };
        let ids = order.ids()?;
        let seen = if ids.is_empty() { Vec::new() } else { seen(&ids, headers)? };
        Ok(Self { seen, ..order })
    }

    /// Whoever has a key for some communes changes parcels of these alone.
    pub(super) fn require_scope(&self, app: &App, caller: &Caller) -> Result<(), Problem> {
        let refused = || Problem::forbidden(Role::Editor);
        if caller.may(Role::Editor, None) {
            return Ok(());
        }
        let mut ids: Vec<i64> = self.seen.iter().map(|(id, _)| *id).collect();
        match self.text("deed")? {
            // What a record changed may lie anywhere.
            Some("undo") => return Err(refused()),
            // Neighbours that follow may be of another commune.
            Some("correct") if self.members.contains_key("shapes") && !self.is_alone()? => {
                return Err(refused());
            }
            Some("accept") => {
                let map = app.findings()?;
                let finding = self.finding()?;
                ids.extend(map.of_id(finding).ok_or_else(refused)?.kept.parcels.iter().copied());
            }
            _ => {}
        }
        let found = app.source.of_ids(&ids)?;
        let mut communes = found.parcels.iter().map(|parcel| parcel.commune.as_deref());
        let is_of_his = communes.all(|commune| caller.may(Role::Editor, commune));
        let goes_to_his = self.text("commune")?.is_none_or(|commune| caller.may(Role::Editor, Some(commune)));
        if is_of_his && goes_to_his && !found.is_empty() { Ok(()) } else { Err(refused()) }
    }

    /// The edit, with its shapes in a file.
    pub(super) fn prepared(&self, store: &StoreLocation, caller: &Caller) -> Result<Prepared, Problem> {
        let reason = self.text("reason")?.unwrap_or_default().trim();
        if reason.is_empty() {
            return Err(bad(
                "thiếu reason: lý do, ghi vào biến động",
                "reason is missing: why, for the record",
            ));
        }
        let shapes = match self.members.get("shapes") {
            Some(shapes) => Some(temporary(&parcels_alone(shapes)?)?),
            None => None,
        };
        let request = match &shapes {
            Some(file) => Some(ReadRequest { crs: self.crs()?, ..ReadRequest::of(file.path()) }),
            None => None,
        };
        let order = EditOrder {
            store: store.clone(),
            deed: self.deed(request)?,
            author: caller.name(),
            reason: reason.to_owned(),
            profile: None,
            allowed: Vec::new(),
        };
        Ok(Prepared { order, _shapes: shapes })
    }

    fn deed(&self, shapes: Option<ReadRequest>) -> Result<EditDeed, Problem> {
        let needed = || {
            bad("thiếu shapes: hình mới, một FeatureCollection", "shapes are missing: a FeatureCollection")
        };
        Ok(match self.text("deed")? {
            Some("correct") => EditDeed::Correct {
                parcel: self.one()?,
                shape: shapes,
                facts: self.facts()?,
                neighbours: if self.is_alone()? { Neighbours::Stay } else { Neighbours::Follow },
            },
            Some("split") => EditDeed::Split {
                parcel: self.one()?,
                parts: shapes.ok_or_else(needed)?,
                numbers: self.numbers()?,
            },
            Some("merge") => EditDeed::Merge {
                parcels: self.parcels(),
                number: self.text("number")?.map(str::to_owned),
                facts: self.facts()?,
            },
            Some("renumber") => {
                let text = |name: &str| Ok::<_, Problem>(self.text(name)?.map(str::to_owned));
                let to = NewKey { commune: text("commune")?, sheet: text("sheet")?, number: text("number")? };
                EditDeed::Renumber { parcel: self.one()?, to }
            }
            Some("retire") => EditDeed::Retire { parcels: self.parcels() },
            Some("accept") => EditDeed::Accept { finding: self.finding()? },
            Some("undo") => EditDeed::Undo { record: self.record()? },
            _ => {
                let deeds = "correct, split, merge, renumber, retire, accept, undo";
                return Err(bad(
                    format!("deed phải là một trong: {deeds}"),
                    format!("deed must be one of: {deeds}"),
                ));
            }
        })
    }

    fn ids(&self) -> Result<Vec<i64>, Problem> {
        let Some(parcels) = self.members.get("parcels") else { return Ok(Vec::new()) };
        let ids: Option<Vec<i64>> =
            parcels.as_array().and_then(|parcels| parcels.iter().map(Value::as_i64).collect());
        let ids = ids.filter(|ids| ids.len() <= MOST_PARCELS).ok_or_else(|| {
            bad(
                format!("parcels phải là danh sách số của thửa trong kho, nhiều nhất {MOST_PARCELS}"),
                format!("parcels must be a list of numbers of parcels in the store, {MOST_PARCELS} at most"),
            )
        })?;
        let mut named = BTreeSet::new();
        match ids.iter().find(|id| !named.insert(**id)) {
            None => Ok(ids),
            Some(id) => Err(bad(
                format!("thửa {id} có hai lần trong parcels; hãy nêu mỗi thửa một lần"),
                format!("parcels name {id} twice; name each parcel once"),
            )),
        }
    }

    fn parcels(&self) -> Vec<ParcelAddress> {
        let named = |&(id, version): &(i64, i64)| ParcelAddress {
            parcel: ParcelNamed::Id(id),
            version: Some(version),
        };
        self.seen.iter().map(named).collect()
    }

    fn one(&self) -> Result<ParcelAddress, Problem> {
        let mut parcels = self.parcels();
        match (parcels.pop(), parcels.is_empty()) {
            (Some(one), true) => Ok(one),
            _ => Err(bad("parcels phải có đúng một thửa", "parcels must name one parcel")),
        }
    }

    fn facts(&self) -> Result<NewFacts, Problem> {
        const KNOWN: [&str; 4] = ["recorded_area_m2", "legal_area_m2", "land_use", "code"];
        let wrong = || {
            let known = KNOWN.join(", ");
            bad(format!("facts chỉ gồm {known}"), format!("facts have {known} and nothing else"))
        };
        let Some(facts) = self.members.get("facts") else { return Ok(NewFacts::default()) };
        let facts = facts.as_object().ok_or_else(wrong)?;
        if facts.keys().any(|name| !KNOWN.contains(&name.as_str())) {
            return Err(wrong());
        }
        let number = |name: &str| match facts.get(name) {
            None => Ok(None),
            Some(value) => value.as_f64().map(Some).ok_or_else(wrong),
        };
        let text = |name: &str| match facts.get(name) {
            None => Ok(None),
            Some(value) => value.as_str().map(|text| Some(text.into())).ok_or_else(wrong),
        };
        Ok(NewFacts {
            recorded_area_m2: number("recorded_area_m2")?,
            legal_area_m2: number("legal_area_m2")?,
            land_use: text("land_use")?,
            land_use_areas_m2: None,
            code: text("code")?,
        })
    }

    fn numbers(&self) -> Result<Vec<String>, Problem> {
        let Some(numbers) = self.members.get("numbers") else { return Ok(Vec::new()) };
        let read: Option<Vec<String>> = numbers
            .as_array()
            .and_then(|numbers| numbers.iter().map(|number| number.as_str().map(str::to_owned)).collect());
        read.ok_or_else(|| bad("numbers phải là danh sách chữ", "numbers must be a list of texts"))
    }

    fn finding(&self) -> Result<FindingId, Problem> {
        let named = self.text("finding")?.and_then(|text| text.parse().ok());
        named.ok_or_else(|| bad("finding phải là mã phát hiện", "finding must be the id of a finding"))
    }

    fn record(&self) -> Result<i64, Problem> {
        let named = self.members.get("record").and_then(Value::as_i64);
        named.ok_or_else(|| bad("record phải là số của biến động", "record must be the number of a record"))
    }

    fn crs(&self) -> Result<Option<u32>, Problem> {
        let Some(name) = self.text("crs")? else { return Ok(None) };
        crs_named(name).map(Some).map_err(|_| bad(CRS_NAMES.vi, CRS_NAMES.en))
    }

    fn is_alone(&self) -> Result<bool, Problem> {
        match self.members.get("alone") {
            None => Ok(false),
            Some(value) => value
                .as_bool()
                .ok_or_else(|| bad("alone phải là true hoặc false", "alone must be true or false")),
        }
    }

    fn text(&self, name: &str) -> Result<Option<&str>, Problem> {
        match self.members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(bad(format!("{name} phải là chữ"), format!("{name} must be a text"))),
        }
    }
}

/// The versions of parcels that were seen, from `If-Match`: a tag a parcel, `"17-3"` for version 3 of parcel 17.
fn seen(ids: &[i64], headers: &HeaderMap) -> Result<Vec<(i64, i64)>, Problem> {
    let lines = headers.get_all(header::IF_MATCH).iter().filter_map(|line| line.to_str().ok());
    let tags: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    if tags.is_empty() {
        return Err(Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "if-match-needed",
            "thiếu If-Match: nhãn của từng thửa đã xem, như \"17-3\" là lần thay đổi 3 của thửa 17; nhãn có trong /parcels/…/history",
            "If-Match is missing: a tag for each parcel as it was seen, such as \"17-3\" for version 3 of parcel 17; /parcels/…/history has \
             them",
        ));
    }
    let read = |tag: &str| -> Option<(i64, i64)> {
        let (id, version) = tag.strip_prefix('"')?.strip_suffix('"')?.split_once('-')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    let known: Option<Vec<(i64, i64)>> = tags.into_iter().map(read).collect();
    let of = |id: &i64| known.as_ref()?.iter().find(|(known, _)| known == id).copied();
    let seen: Option<Vec<(i64, i64)>> = ids.iter().map(of).collect();
    seen.filter(|seen| known.as_ref().is_some_and(|known| known.len() == seen.len())).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-if-match",
            "If-Match phải có đúng một nhãn như \"17-3\" cho mỗi thửa trong parcels",
            "If-Match must have one tag such as \"17-3\" for each of the parcels",
        )
    })
}
