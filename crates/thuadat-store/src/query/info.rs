//! What a store holds, in a few numbers.

use crate::database::schema::{audit_log, parcel, parcel_history, record, sheet, source, store};
use crate::database::{AnyConnection, DatabaseError};
use crate::store::Store;
use crate::timestamp::Timestamp;
use diesel::prelude::*;

/// What the log of a store without records ends with.
const EMPTY_LOG: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    /// Number of parcels as they are now.
    pub parcels: i64,
    /// Number of earlier versions of parcels.
    pub earlier_versions: i64,
    /// Number of map sheets.
    pub sheets: i64,
    /// Number of imported files.
    pub sources: i64,
    /// Number of records.
    pub records: i64,
    /// EPSG codes of the coordinate systems its parcels stand in now, ascending.
    pub crs: Vec<u32>,
    /// When the last record was made; none where there is none yet.
    pub last_change: Option<Timestamp>,
    /// The hash at the end of the audit log.
    pub audit_head: String,
}

impl Store {
    /// What it holds.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn info(&mut self) -> Result<StoreInfo, DatabaseError> {
        self.glance(|store| info(&mut store.connection))
    }

    /// What it held at a moment, that of a record included; nothing before the first one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn info_at(&mut self, moment: &Timestamp) -> Result<StoreInfo, DatabaseError> {
        self.glance(|store| {
            let crs = store.crs_at(moment)?;
            info_at(&mut store.connection, moment, crs)
        })
    }
}

/// Records follow each other in time, so that those of a moment are those up to one of them.
fn info_at(
    connection: &mut AnyConnection,
    moment: &Timestamp,
    crs: Vec<u32>,
) -> Result<StoreInfo, DatabaseError> {
    let moment = moment.as_str();
    let last: Option<(i64, String)> = record::table
        .select((record::id, record::recorded_at))
        .filter(record::recorded_at.le(moment))
        .order(record::id.desc())
        .first(connection)
        .optional()?;
    let (until, last_change) = last.map_or((0, None), |(id, at)| (id, at.parse().ok()));
    let head: Option<String> = audit_log::table
        .select(audit_log::hash)
        .filter(audit_log::record_id.le(until))
        .order(audit_log::sequence.desc())
        .first(connection)
        .optional()?;
    let begun = parcel::table.filter(parcel::begin_lifespan_version.le(moment)).count();
    let begun: i64 = begun.get_result(connection)?;
    let ended = parcel_history::end_lifespan_version.le(moment);
    let earlier_versions: i64 = parcel_history::table.filter(ended).count().get_result(connection)?;
    let alive = parcel_history::begin_lifespan_version
        .le(moment)
        .and(parcel_history::end_lifespan_version.gt(moment));
    let since_ended: i64 = parcel_history::table.filter(alive).count().get_result(connection)?;
    Ok(StoreInfo {
        parcels: begun + since_ended,
        earlier_versions,
        sheets: sheet::table.filter(sheet::record_id.le(until)).count().get_result(connection)?,
        sources: source::table.filter(source::record_id.le(until)).count().get_result(connection)?,
        records: record::table.filter(record::id.le(until)).count().get_result(connection)?,
        crs,
        last_change,
        audit_head: head.unwrap_or_else(|| EMPTY_LOG.to_owned()),
    })
}

fn info(connection: &mut AnyConnection) -> Result<StoreInfo, DatabaseError> {
    let brought: Vec<i64> =
        source::table.select(source::crs).distinct().order(source::crs).load(connection)?;
    let mut crs = Vec::new();
    for epsg in brought {
        let one = parcel::table.select(parcel::id).filter(parcel::crs.eq(epsg)).first::<i64>(connection);
        crs.extend(one.optional()?.map(|_| epsg));
    }
    let last: Option<String> =
        record::table.select(record::recorded_at).order(record::id.desc()).first(connection).optional()?;
    Ok(StoreInfo {
        parcels: parcel::table.count().get_result(connection)?,
        earlier_versions: parcel_history::table.count().get_result(connection)?,
        sheets: sheet::table.count().get_result(connection)?,
        sources: source::table.count().get_result(connection)?,
        records: record::table.count().get_result(connection)?,
        crs: crs.into_iter().filter_map(|epsg| epsg.try_into().ok()).collect(),
        last_change: last.and_then(|last| last.parse().ok()),
        audit_head: store::table.select(store::audit_head).first(connection)?,
    })
}
