//! Proving that what stands in a store is what was recorded.

use super::details::{details_of, origins, surroundings};
use super::ledger::{Changes, Sealed};
use super::schema::schema_faults;
use super::tables::table_faults;
use super::tiles::{Looked, ToWebMercator, tile_faults};
use crate::content::{ContentHash, content_hash};
use crate::database::schema::{
    audit_log, finding_acceptance, parcel, parcel_history, parcel_lineage, record, store,
};
use crate::database::{AnyConnection, DatabaseError, Dialect};
use crate::geometry::encode_wkb;
use crate::query::{ParcelRow, Stored, geometry_faults, row_columns};
use crate::register::document_faults;
use crate::store::Store;
use diesel::prelude::*;
use std::collections::BTreeMap;
use thuadat_core::{Observer, ParcelGeometries, Stage};

/// What a proof looked at, and what it found amiss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Number of records.
    pub records: usize,
    /// Number of parcels as they are now.
    pub parcels: usize,
    /// Number of earlier versions of parcels.
    pub earlier_versions: usize,
    /// The hash at the end of the chain: noted elsewhere, it proves later that the history was not rewritten.
    pub head: String,
    /// What is amiss, in order.
    pub faults: Vec<VerifyFault>,
}

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum VerifyFault {
    /// An entry of the audit log does not follow from the one before, or from its record.
    BrokenChain {
        /// The record.
        record: i64,
    },
    /// A record has no entry, or an entry no record.
    NotLogged {
        /// The record.
        record: i64,
    },
    /// The last entry is not the one the store names: entries were taken away or added.
    WrongHead,
    /// Parcels were changed beside a record, or their history was.
    ChangedBeside {
        /// The record that says otherwise.
        record: i64,
    },
    /// A parcel does not say what it said when it was recorded.
    ChangedParcel {
        /// The parcel.
        parcel: i64,
        /// Its version.
        version: i64,
    },
    /// The spatial index does not know a parcel, or knows another place of it.
    NotIndexed {
        /// The parcel.
        parcel: i64,
    },
    /// A row names another one that does not exist.
    DanglingReference {
        /// The table.
        table: String,
    },
    /// The area calculated of a parcel is not that of its shape.
    WrongArea {
        /// The parcel.
        parcel: i64,
        /// Its version.
        version: i64,
    },
    /// A version of a parcel did not begin or end with its record.
    WrongLifespan {
        /// The parcel.
        parcel: i64,
        /// Its version.
        version: i64,
    },
    /// The shape for tiles is missing, too much, or not that of the parcel.
    WrongTile {
        /// The parcel.
        parcel: i64,
    },
    /// A counter of the store does not fit what was counted.
    WrongCounter {
        /// Its column.
        counter: String,
    },
    /// A table names another coordinate system than its parcels.
    WrongCrs {
        /// The table.
        table: String,
    },
    /// An entry of a register does not say what it said when it was recorded.
    ChangedEntry {
        /// The entry.
        entry: i64,
        /// Its version.
        version: i64,
    },
    /// A link stands of an entry or a parcel that does not, or an entry has two answers.
    WrongLink {
        /// The entry.
        entry: i64,
    },
    /// A trigger or an index was taken away, rewritten or switched off.
    MissingPart {
        /// Its name, or that of the table.
        name: String,
    },
    /// The file itself is damaged.
    DamagedFile {
        /// What the database says.
        said: String,
    },
}

/// Why a store could not be proven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<diesel::result::Error> for VerifyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Parcels looked at in one go.
const PAGE: i64 = 4096;

impl Store {
    /// Proves the chain of the audit log, that each record's changes are those that stand there, with the files and sheets they
    /// came with, that each parcel and each entry of a register says what it said when it was recorded, and that what follows from all this does: areas,
    /// times, counters, shapes for tiles, spatial index, references, and what guards them. All of it as of one moment.
    ///
    /// # Errors
    ///
    /// When the database refuses or the observer asks to stop. What is amiss is in the report.
    ///
    /// # Complexity
    ///
    /// O(v) for v vertices of all versions of all parcels; the memory of one hash for each version.
    pub fn verify(&mut self, observer: &dyn Observer) -> Result<VerifyReport, VerifyError> {
        self.snapshot(|store| verify(&mut store.connection, None, observer))
    }

    /// The same, and that each shape for tiles is where its parcel is. Without a projection only its form can be held against
    /// the parcel's.
    ///
    /// # Errors
    ///
    /// As [`Store::verify`].
    pub fn verify_with(
        &mut self,
        to_web_mercator: &ToWebMercator<'_>,
        observer: &dyn Observer,
    ) -> Result<VerifyReport, VerifyError> {
        self.snapshot(|store| verify(&mut store.connection, Some(to_web_mercator), observer))
    }
}

fn verify(
    connection: &mut AnyConnection,
    to_web_mercator: Option<&ToWebMercator<'_>>,
    observer: &dyn Observer,
) -> Result<VerifyReport, VerifyError> {
    let mut faults = Vec::new();
    let mut changes: BTreeMap<i64, Changes> = BTreeMap::new();
    let parcels = current(connection, to_web_mercator, observer, &mut changes, &mut faults)?;
    let earlier_versions = earlier(connection, observer, &mut changes, &mut faults)?;
    beside_parcels(connection, &mut changes)?;
    let (records, head) = chain(connection, changes, observer, &mut faults)?;
    faults.extend(document_faults(connection, observer)?.ok_or(VerifyError::Interrupted)?);
    faults.extend(geometry_faults(connection)?);
    faults.extend(table_faults(connection)?);
    faults.extend(schema_faults(connection)?);
    faults.sort();
    faults.dedup();
    Ok(VerifyReport { records, parcels, earlier_versions, head, faults })
}

fn current(
    connection: &mut AnyConnection,
    to_web_mercator: Option<&ToWebMercator<'_>>,
    observer: &dyn Observer,
    changes: &mut BTreeMap<i64, Changes>,
    faults: &mut Vec<VerifyFault>,
) -> Result<usize, VerifyError> {
    let total: i64 = parcel::table.count().get_result(connection)?;
    let (mut after, mut done) = (i64::MIN, 0);
    loop {
        look(observer, done, total)?;
        let dialect = connection.dialect();
        let rows: Vec<(ParcelRow, Option<f64>)> = parcel::table
            .select((row_columns!(parcel, dialect.shape("geom")), parcel::area_calculated_m2))
            .filter(parcel::id.gt(after))
            .order(parcel::id)
            .limit(PAGE)
            .load(connection)?;
        let Some((last, _)) = rows.last() else { return Ok(done) };
        let between = (after, last.id);
        after = last.id;
        done += rows.len();
        let mut looked = Looked::default();
        for (row, area) in rows {
            note_begun(dialect, row, area, changes, faults, &mut looked);
        }
        faults.extend(tile_faults(connection, &looked, between, to_web_mercator)?);
    }
}

fn earlier(
    connection: &mut AnyConnection,
    observer: &dyn Observer,
    changes: &mut BTreeMap<i64, Changes>,
    faults: &mut Vec<VerifyFault>,
) -> Result<usize, VerifyError> {
    let total: i64 = parcel_history::table.count().get_result(connection)?;
    let ends: Vec<(i64, i64, i64)> = parcel_history::table
        .select((parcel_history::ended_by_record, parcel_history::id, parcel_history::version))
        .load(connection)?;
    for (record, id, version) in ends {
        changes.entry(record).or_default().end(id, version);
    }
    let (mut after, mut done) = ((i64::MIN, 0), 0);
    loop {
        look(observer, done, total)?;
        let dialect = connection.dialect();
        let rows: Vec<(ParcelRow, Option<f64>)> = parcel_history::table
            .select((row_columns!(parcel_history, dialect.shape("geom")), parcel_history::area_calculated_m2))
            .filter(
                parcel_history::id
                    .gt(after.0)
                    .or(parcel_history::id.eq(after.0).and(parcel_history::version.gt(after.1))),
            )
            .order((parcel_history::id, parcel_history::version))
            .limit(PAGE)
            .load(connection)?;
        let Some((last, _)) = rows.last() else { return Ok(done) };
        after = (last.id, last.version);
        done += rows.len();
        for (row, area) in rows {
            note_begun(dialect, row, area, changes, faults, &mut Looked::default());
        }
    }
}

/// What records say beside versions of parcels: which became which, and what was accepted.
fn beside_parcels(
    connection: &mut AnyConnection,
    changes: &mut BTreeMap<i64, Changes>,
) -> Result<(), VerifyError> {
    let lineage: Vec<(i64, i64, i64)> = parcel_lineage::table.load(connection)?;
    for (parent, child, record) in lineage {
        changes.entry(record).or_default().descend(parent, child);
    }
    let acceptances: Vec<(String, i64, Option<i64>)> = finding_acceptance::table.load(connection)?;
    for (finding, record, withdrawn_by) in acceptances {
        if let Some(record) = withdrawn_by {
            changes.entry(record).or_default().withdraw(finding.clone());
        }
        changes.entry(record).or_default().accept(finding);
    }
    Ok(())
}

fn look(observer: &dyn Observer, done: usize, total: i64) -> Result<(), VerifyError> {
    observer.progress(Stage::Reading, done as u64, total as u64);
    if observer.is_interrupted() { Err(VerifyError::Interrupted) } else { Ok(()) }
}

/// Notes what the row says it is, whether it still says so, and its shape.
fn note_begun(
    dialect: Dialect,
    row: ParcelRow,
    area: Option<f64>,
    changes: &mut BTreeMap<i64, Changes>,
    faults: &mut Vec<VerifyFault>,
    looked: &mut Looked,
) {
    let (parcel, version) = (row.id, row.version);
    let mut shapes = ParcelGeometries::new();
    let Ok(Stored { id, version, record, content_hash: said, facts, epsg, .. }) =
        row.into_stored(dialect, &mut shapes)
    else {
        faults.push(VerifyFault::ChangedParcel { parcel, version });
        return;
    };
    let mut wkb = Vec::new();
    let has_shape = !shapes.ring_range(0).is_empty();
    let encoded = if has_shape { encode_wkb(&shapes, 0, &mut wkb).is_ok() } else { true };
    let is: ContentHash = content_hash(&facts, epsg, has_shape.then_some(&wkb));
    if !encoded || is != said {
        faults.push(VerifyFault::ChangedParcel { parcel, version });
    }
    if !is_area(area, has_shape.then(|| shapes.area_m2(0))) {
        faults.push(VerifyFault::WrongArea { parcel, version });
    }
    changes.entry(record).or_default().begin(id, version, said);
    looked.parcels.push((id, epsg));
    looked.shapes.push_copy(&shapes, 0);
}

/// Whether an area is that of the shape. A ring that was closed on its way in may give the last digits another value.
fn is_area(kept: Option<f64>, of_shape: Option<f64>) -> bool {
    match (kept, of_shape) {
        (Some(kept), Some(of_shape)) => (kept - of_shape).abs() <= 1e-6 + of_shape.abs() * 1e-9,
        (kept, of_shape) => kept.is_none() && of_shape.is_none(),
    }
}

type LoggedRow = (i64, i64, String, String, String);
type RecordRow = (i64, String, String, String, String, Option<i64>);

/// Follows the chain and answers the number of records and the hash at its end.
fn chain(
    connection: &mut AnyConnection,
    mut changes: BTreeMap<i64, Changes>,
    observer: &dyn Observer,
    faults: &mut Vec<VerifyFault>,
) -> Result<(usize, String), VerifyError> {
    let beside = surroundings(connection, None)?;
    let records: Vec<RecordRow> = record::table.order(record::id).load(connection)?;
    let log: Vec<LoggedRow> = audit_log::table.order(audit_log::sequence).load(connection)?;
    let mut by_id: BTreeMap<i64, RecordRow> = records.into_iter().map(|record| (record.0, record)).collect();
    let count = by_id.len();
    let mut head = "0".repeat(64);
    for (expected, (sequence, id, changes_hash, previous, hash)) in (1..).zip(log) {
        let Some((_, kind, at, author, reason, undoes)) = by_id.remove(&id) else {
            faults.push(VerifyFault::NotLogged { record: id });
            continue;
        };
        let (kind, at, author, reason) = (&kind, &at, &author, &reason);
        let sealed = Sealed { id, kind, at, author, reason, undoes, changes_hash: &changes_hash };
        if sequence != expected || previous != head || sealed.hash(&head) != hash {
            faults.push(VerifyFault::BrokenChain { record: id });
        }
        if observer.is_interrupted() {
            return Err(VerifyError::Interrupted);
        }
        let details = details_of(id, origins(connection, id)?, &beside);
        if changes.remove(&id).unwrap_or_default().hash(&details) != changes_hash {
            faults.push(VerifyFault::ChangedBeside { record: id });
        }
        head = hash;
    }
    faults.extend(by_id.into_keys().map(|record| VerifyFault::NotLogged { record }));
    faults.extend(changes.into_keys().map(|record| VerifyFault::ChangedBeside { record }));
    let named: String = store::table.select(store::audit_head).first(connection)?;
    if named != head {
        faults.push(VerifyFault::WrongHead);
    }
    Ok((count, head))
}
