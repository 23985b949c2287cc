//! What edits did and what was, for programs.

use super::edit::EditDone;
use super::history::{ParcelHistory, PastOf};
use serde_json::{Value, json};
use thuadat_core::ParcelKey;
use thuadat_store::{
    EditedLink, EditedParcel, EditedRole, EntryPlace, KeptFinding, KeptLink, LinkChange, RecordInfo,
};

impl EditDone {
    /// The same as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let edited = &self.edited;
        let parcels: Vec<Value> = edited.parcels.iter().map(parcel).collect();
        let findings = |findings: &[KeptFinding]| findings.iter().map(finding).collect::<Vec<_>>();
        let value = json!({
            "record": edited.record,
            "kind": edited.kind.id(),
            "profile": self.profile,
            "brought": self.brought.as_ref().map(|brought| json!({
                "path": brought.path,
                "from": brought.from,
                "to": format!("EPSG:{}", brought.to),
            })),
            "parcels": parcels,
            "opened": findings(&edited.opened),
            "closed": findings(&edited.closed),
            "findings_kept": edited.are_findings_kept,
            "links": edited.links.iter().map(edited_link).collect::<Vec<_>>(),
        });
        format!("{value:#}")
    }
}

impl ParcelHistory {
    /// The same as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let records: Vec<Value> = self.records.values().map(record).collect();
        let parcels: Vec<Value> = self.parcels.iter().map(past).collect();
        let value = json!({ "parcels": parcels, "records": records });
        format!("{value:#}")
    }
}

fn key(key: &ParcelKey) -> Value {
    json!({ "commune": key.commune, "sheet": key.sheet, "number": key.number })
}

fn parcel(parcel: &EditedParcel) -> Value {
    let role = match parcel.role {
        EditedRole::Named => "named",
        EditedRole::Neighbour => "neighbour",
        EditedRole::New => "new",
        EditedRole::Ended => "ended",
    };
    json!({
        "id": parcel.id,
        "key": key(&parcel.key),
        "version": parcel.version,
        "area_m2": parcel.area_m2,
        "role": role,
    })
}

fn place(place: &EntryPlace) -> Value {
    json!({ "id": place.id, "file": place.file, "worksheet": place.worksheet, "row": place.row })
}

fn edited_link(link: &EditedLink) -> Value {
    let change = match link.change {
        LinkChange::Decided => "decided",
        LinkChange::DecidedNone => "decided-none",
        LinkChange::Moved => "moved",
        LinkChange::Ended => "ended",
        LinkChange::EndedDecision => "ended-decision",
        LinkChange::Restored => "restored",
    };
    json!({ "entry": place(&link.entry), "change": change })
}

fn link(link: &KeptLink) -> Value {
    json!({
        "entry": place(&link.entry),
        "status": link.status,
        "tier": link.tier,
        "score": link.score,
        "reason": link.reason,
        "evidence": link.evidence,
        "begun_by_record": link.record,
        "ended_by_record": link.ended,
    })
}

fn finding(finding: &KeptFinding) -> Value {
    json!({
        "id": finding.id.to_string(),
        "rule": finding.rule,
        "severity": finding.severity.id(),
        "parcels": finding.parcels,
        "at": finding.at.map(|at| [at.x, at.y]),
        "text": { "vi": finding.message.vi, "en": finding.message.en },
    })
}

fn record(record: &RecordInfo) -> Value {
    json!({
        "id": record.id,
        "kind": record.kind,
        "at": record.at.as_str(),
        "author": record.author,
        "reason": record.reason,
        "undoes": record.undoes,
        "undone_by": record.undone_by,
    })
}

fn past(past: &PastOf) -> Value {
    let versions = past.past.versions.iter().map(|version| {
        json!({
            "version": version.stored.version,
            "key": key(&version.stored.facts.key),
            "area_m2": version.area_m2,
            "begun_at": version.stored.begun_at.as_str(),
            "begun_by_record": version.stored.record,
            "ended_at": version.ended.as_ref().map(|(at, _)| at.as_str()),
            "ended_by_record": version.ended.as_ref().map(|(_, record)| record),
            "content_hash": version.stored.content_hash.to_string(),
        })
    });
    let kin = |kin: &[super::history::NamedKin]| {
        let one = |one: &super::history::NamedKin| json!({ "id": one.kin.parcel, "key": key(&one.key), "steps": one.kin.steps, "record": one.kin.record });
        kin.iter().map(one).collect::<Vec<_>>()
    };
    json!({
        "id": past.past.id,
        "versions": versions.collect::<Vec<_>>(),
        "ancestors": kin(&past.ancestors),
        "descendants": kin(&past.descendants),
        "links": past.links.iter().map(link).collect::<Vec<_>>(),
    })
}
