//! What a store holds, in a few numbers.

use crate::database::schema::{parcel, parcel_history, record, sheet, source, store};
use crate::database::{AnyConnection, DatabaseError};
use crate::store::Store;
use crate::timestamp::Timestamp;
use diesel::prelude::*;

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
