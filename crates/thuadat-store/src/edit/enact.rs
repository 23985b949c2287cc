//! Writing what an edit means, in the transaction it was planned in.

use super::neighbourhood::{Effects, effects};
use super::plan::{After, Plan, name_of};
use super::{EditError, EditRefusal, EditRequest, Edited, EditedLink, EditedParcel, EditedRole};
use crate::content::ContentHash;
use crate::database::AnyConnection;
use crate::database::schema::parcel_lineage;
use crate::finding::{close, note_revision, open, state_under};
use crate::import::{
    Batch, BatchRow, MercatorShapes, Refusal, Stop, add_sheets_of, end_versions, hash_of, write_parcels,
};
use crate::record::{Changes, Ledger, RecordKind};
use crate::register::{follow_parcels, restore_links};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{ParcelGeometries, Parcels, Unobserved};

pub(super) fn enact(
    connection: &mut AnyConnection,
    mut ledger: Ledger,
    request: &EditRequest<'_>,
    plan: Plan,
) -> Result<Edited, EditError> {
    let hashes = hashes(&plan)?;
    if let Some((record, restored)) = &plan.undoes {
        require_restored(*record, restored, &plan.after, &hashes)?;
    }
    let undoes = plan.undoes.as_ref().map(|&(record, _)| record);
    let effects = effects(connection, &plan, request)?;
    if plan.kind != RecordKind::Undo {
        let objections = effects.as_ref().map(|effects| effects.objections(plan.kind, &request.allowed));
        match objections {
            Some(objections) if !objections.is_empty() => return Err(EditError::Objections(objections)),
            _ => {}
        }
    }
    let is_kept = state_under(connection, ledger.revision(), request.profile)?.is_some();
    let author = &request.author;
    let record = ledger.begin_undoing(connection, plan.kind, author, undoes)?;
    let mut changes = Changes::default();
    let ended: Vec<i64> = plan.before.iter().map(|before| before.stored.id).collect();
    for before in &plan.before {
        changes.end(before.stored.id, before.stored.version);
    }
    for (after, &hash) in plan.after.iter().zip(&hashes) {
        changes.begin(after.id, after.version, hash);
    }
    end_versions(connection, &ended, record, &author.at).map_err(stopped)?;
    write(connection, &mut ledger, request, &plan, &hashes, record)?;
    for &(parent, child) in &plan.lineage {
        changes.descend(parent, child);
        let row = (
            parcel_lineage::parent_id.eq(parent),
            parcel_lineage::child_id.eq(child),
            parcel_lineage::record_id.eq(record),
        );
        diesel::insert_into(parcel_lineage::table).values(row).execute(connection)?;
    }
    let links = links(connection, &plan, record)?;
    let are_findings_kept = is_kept && effects.is_some();
    let Effects { opened, closed, .. } = effects.unwrap_or_default();
    if are_findings_kept {
        let reopened: BTreeSet<_> = opened.iter().map(|finding| finding.id).collect();
        close(connection, &closed, &reopened, record)?;
        open(connection, &opened, record)?;
        note_revision(connection, ledger.revision() + 1)?;
    }
    let kind = plan.kind;
    let parcels = told(plan);
    ledger.seal_undoing(connection, kind, author, undoes, changes)?;
    Ok(Edited { record, kind, parcels, opened, closed, are_findings_kept, links })
}

/// Lets the links of parcels follow: they end with their parcel, go along with a merger, and come back with an undoing.
fn links(connection: &mut AnyConnection, plan: &Plan, record: i64) -> Result<Vec<EditedLink>, EditError> {
    let there: BTreeSet<i64> = plan.after.iter().map(|after| after.id).collect();
    let ended = plan.before.iter().map(|before| before.stored.id).filter(|id| !there.contains(id));
    let ended: Vec<i64> = ended.collect();
    let into = match (plan.kind, &plan.after[..]) {
        (RecordKind::Merge, [only]) => Some(only.id),
        _ => None,
    };
    let mut links = follow_parcels(connection, &ended, into, record)?;
    if let Some((undone, _)) = plan.undoes {
        let restored = restore_links(connection, undone, record)?;
        links.retain(|link| restored.iter().all(|other| other.entry != link.entry));
        links.extend(restored);
    }
    Ok(links)
}

/// The parcels of a plan as the tables take them.
fn as_parcels(after: &[&After]) -> Parcels {
    let mut parcels = Parcels::default();
    for after in after {
        parcels.geometries.push_multi_polygon(&after.shape);
        parcels.records.push(after.record.clone());
    }
    parcels
}

fn hashes(plan: &Plan) -> Result<Vec<ContentHash>, EditRefusal> {
    let all: Vec<&After> = plan.after.iter().collect();
    let parcels = as_parcels(&all);
    let mut buffer = Vec::new();
    let mut hash = |position: usize| {
        let record = &parcels.records[position];
        hash_of(&parcels.geometries, position, record, plan.epsg, &mut buffer).map_err(
            |refusal| match refusal {
                Refusal::TooFewVertices => EditRefusal::BadShape {
                    parcel: parcels.name(position).to_string(),
                    why: "a ring has fewer than three corners",
                },
                _ => EditRefusal::BadFact,
            },
        )
    };
    (0..parcels.len()).map(&mut hash).collect()
}

/// What begins again must say what it said.
fn require_restored(
    record: i64,
    restored: &[ContentHash],
    after: &[After],
    hashes: &[ContentHash],
) -> Result<(), EditRefusal> {
    match restored.iter().zip(hashes).position(|(was, is)| was != is) {
        Some(at) => Err(EditRefusal::NotAsItWas { record, parcel: name_of(&after[at].record) }),
        None => Ok(()),
    }
}

/// Writes the versions that begin, those of one source together.
fn write(
    connection: &mut AnyConnection,
    ledger: &mut Ledger,
    request: &EditRequest<'_>,
    plan: &Plan,
    hashes: &[ContentHash],
    record: i64,
) -> Result<(), EditError> {
    let mut by_source: BTreeMap<Option<i64>, Vec<usize>> = BTreeMap::new();
    for (position, after) in plan.after.iter().enumerate() {
        by_source.entry(after.source).or_default().push(position);
    }
    for (source_id, positions) in by_source {
        let parts: Vec<&After> = positions.iter().map(|&position| &plan.after[position]).collect();
        let parcels = as_parcels(&parts);
        let web_mercator = on_the_map(&parcels.geometries, plan.epsg, request)?;
        let row = |(position, &of_plan): (usize, &usize)| {
            let After { id, version, .. } = plan.after[of_plan];
            BatchRow { position, id, version, hash: hashes[of_plan] }
        };
        let batch = Batch {
            parcels: &parcels,
            epsg: plan.epsg,
            begin: &request.author.at,
            record_id: record,
            source_id,
            rows: positions.iter().enumerate().map(row).collect(),
        };
        let shapes = MercatorShapes::Ready(&web_mercator);
        write_parcels(connection, &batch, shapes, &Unobserved).map_err(stopped)?;
    }
    let sheets: BTreeSet<(Option<&str>, &str)> = plan
        .after
        .iter()
        .filter_map(|after| Some((after.record.key.commune.as_deref(), after.record.key.sheet.as_deref()?)))
        .collect();
    add_sheets_of(connection, ledger, sheets, plan.epsg, record).map_err(stopped)?;
    Ok(())
}

fn on_the_map(
    shapes: &ParcelGeometries,
    epsg: u32,
    request: &EditRequest<'_>,
) -> Result<ParcelGeometries, EditError> {
    let mut shapes = shapes.clone();
    (request.to_web_mercator)(epsg, shapes.coords_mut()).map_err(|said| EditError::Transform { said })?;
    Ok(shapes)
}

fn stopped(stop: Stop) -> EditError {
    match stop {
        Stop::Database(error) => error.into(),
        Stop::Nothing(_) | Stop::Interrupted | Stop::OtherCrs { .. } | Stop::NoMercatorShapes => {
            unreachable!("nobody interrupts, the coordinate system is the store's, and shapes are ready")
        }
    }
}

fn told(plan: Plan) -> Vec<EditedParcel> {
    let area_m2 = |shape: &geo::MultiPolygon<f64>| {
        let mut shapes = ParcelGeometries::new();
        shapes.push_multi_polygon(shape);
        (!shape.0.is_empty()).then(|| shapes.area_m2(0))
    };
    let mut told: BTreeMap<i64, EditedParcel> = BTreeMap::new();
    for before in plan.before {
        let parcel = EditedParcel {
            id: before.stored.id,
            key: before.stored.facts.key,
            version: None,
            area_m2: area_m2(&before.shape),
            role: EditedRole::Ended,
        };
        told.insert(parcel.id, parcel);
    }
    for after in plan.after {
        let parcel = EditedParcel {
            id: after.id,
            key: after.record.key,
            version: Some(after.version),
            area_m2: area_m2(&after.shape),
            role: after.role,
        };
        told.insert(parcel.id, parcel);
    }
    told.into_values().collect()
}
