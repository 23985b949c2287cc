//! The whole of a store into another one, of either kind: every table with every row, proven by hashes before it counts.
//!
//! Tables and columns are asked of the databases themselves, so that what a later migration adds is copied too.

mod catalog;
mod cell;
mod read;
mod write;

use crate::database::schema::{parcel, parcel_history, sheet};
use crate::database::{AnyConnection, DatabaseError, transact};
use crate::import::{KeptCrs, Stop, adopt_crs};
use crate::record::Ledger;
use crate::store::Store;
use catalog::tables_of_both;
pub(crate) use catalog::{Column, Kind, Table};
pub(crate) use cell::{AnyRow, Cell, TableHash};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::BTreeSet;
use thuadat_core::{Observer, Stage};
pub(crate) use write::insert;

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyReport {
    /// Tables in the order they were copied in.
    pub tables: Vec<CopiedTable>,
    /// The hash at the end of the audit log, the same in both.
    pub head: String,
}

/// A table that was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedTable {
    /// Its name.
    pub name: String,
    /// Number of its rows.
    pub rows: u64,
    /// Hash of all rows, the same in both kinds of store whatever the order of rows.
    pub hash: String,
}

/// Why a store could not be copied. The target is then as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The target holds something already.
    #[error("{target} holds something already; copy into a new file or an empty database")]
    NotEmpty {
        /// Where it is.
        target: String,
    },
    /// A `GeoPackage` holds one coordinate system.
    #[error("{from} holds parcels in {held}, and a GeoPackage one coordinate system; copy into PostGIS")]
    SeveralCrs {
        /// Where they are.
        from: String,
        /// The systems.
        held: String,
    },
    /// What was read back from the target is not what was written.
    #[error(
        "the table {table} of the copy is not that of {from}; nothing was copied: see whether disk and memory are sound"
    )]
    Different {
        /// The store that was copied.
        from: String,
        /// The table.
        table: String,
    },
    /// One of the databases refuses.
    #[error("cannot copy, {store}: {source}")]
    Database {
        /// Which one.
        store: String,
        /// Why.
        source: DatabaseError,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<diesel::result::Error> for CopyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::from(DatabaseError::from(error))
    }
}

impl From<DatabaseError> for CopyError {
    fn from(source: DatabaseError) -> Self {
        Self::Database { store: String::new(), source }
    }
}

impl CopyError {
    /// The same of a target that goes by another name.
    #[must_use]
    pub fn of_store(self, name: &str) -> Self {
        match self {
            Self::NotEmpty { .. } => Self::NotEmpty { target: name.to_owned() },
            // What stands beside its place is not seen by anybody.
            Self::Database { store, source } if store.rsplit('.').next() == Some("part") => {
                Self::Database { store: name.to_owned(), source }
            }
            other => other,
        }
    }

    /// Says which database it was, where that is open.
    fn at(self, store: &str) -> Self {
        match self {
            Self::Database { store: open, source } if open.is_empty() => {
                Self::Database { store: store.to_owned(), source }
            }
            other => other,
        }
    }
}

/// How far it is.
struct Progress<'a> {
    observer: &'a dyn Observer,
    done: u64,
    total: u64,
}

impl Progress<'_> {
    fn step(&mut self, rows: usize) -> Result<(), CopyError> {
        self.done += rows as u64;
        self.observer.progress(Stage::Writing, self.done, self.total);
        if self.observer.is_interrupted() { Err(CopyError::Interrupted) } else { Ok(()) }
    }
}

impl Store {
    /// Copies all of it, history, records and log included, into a store that holds nothing, and reads it back to prove that it is
    /// the same. Either all of it is there afterwards, or nothing.
    ///
    /// # Errors
    ///
    /// See [`CopyError`].
    ///
    /// # Complexity
    ///
    /// O(n) for n bytes, in the memory of some hundred rows.
    pub fn copy_to(&mut self, target: &mut Self, observer: &dyn Observer) -> Result<CopyReport, CopyError> {
        let (from, to) = (self.location().to_string(), target.location().to_string());
        self.snapshot(|source| {
            let crs = match &target.connection {
                AnyConnection::Sqlite(_) => only_crs(source, &from).map_err(|error| error.at(&from))?,
                AnyConnection::Postgres(_) => None,
            };
            let work = |target: &mut AnyConnection| copy(source, target, crs, (&from, &to), observer);
            transact(&mut target.connection, work).map_err(|error| error.at(&to))
        })
    }
}

fn copy(
    source: &mut Store,
    target: &mut AnyConnection,
    crs: Option<KeptCrs>,
    (from, to): (&str, &str),
    observer: &dyn Observer,
) -> Result<CopyReport, CopyError> {
    let head = source.info().map_err(|error| CopyError::from(error).at(from))?.audit_head;
    let source = &mut source.connection;
    if let Err(error) = Ledger::take_watched(target, observer) {
        let is_told_to_stop = matches!(error, DatabaseError::Busy) && observer.is_interrupted();
        return Err(if is_told_to_stop { CopyError::Interrupted } else { error.into() });
    }
    let tables = tables_of_both(source, target)?;
    let mut total = 0;
    for table in &tables {
        if table.name != "store" && read::count(target, table)? > 0 {
            return Err(CopyError::NotEmpty { target: to.to_owned() });
        }
        total += 2 * read::count(source, table).map_err(|error| CopyError::from(error).at(from))?;
    }
    if let Some(crs) = crs {
        adopt_crs(target, &crs).map_err(of_stop)?;
    }
    diesel::sql_query("DELETE FROM store").execute(target)?;
    let mut progress = Progress { observer, done: 0, total };
    let mut copied = Vec::new();
    for table in &tables {
        let mut hash = TableHash::default();
        read::for_each_page(source, table, |rows| {
            hash.add_all(rows);
            insert(target, table, rows).map_err(|error| CopyError::from(error).at(to))?;
            progress.step(rows.len())
        })
        .map_err(|error| error.at(from))?;
        copied.push(hash);
    }
    write::finish(target)?;
    for (table, expected) in tables.iter().zip(&copied) {
        let mut hash = TableHash::default();
        read::for_each_page(target, table, |rows| {
            hash.add_all(rows);
            progress.step(rows.len())
        })?;
        if hash != *expected {
            return Err(CopyError::Different { from: from.to_owned(), table: table.name.clone() });
        }
    }
    let tables = tables.into_iter().zip(copied);
    let tables = tables.map(|(Table { name, .. }, hash)| CopiedTable {
        name,
        rows: hash.rows,
        hash: hash.to_string(),
    });
    Ok(CopyReport { tables: tables.collect(), head })
}

fn of_stop(stop: Stop) -> CopyError {
    match stop {
        Stop::Database(source) => source.into(),
        other => DatabaseError::Other { said: other.to_string() }.into(),
    }
}

#[derive(QueryableByName)]
struct System {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
    #[diesel(sql_type = BigInt)]
    srid: i64,
}

/// The one coordinate system of all a store holds or held; none where that is nothing.
fn only_crs(source: &mut Store, from: &str) -> Result<Option<KeptCrs>, CopyError> {
    let connection = &mut source.connection;
    let mut held: BTreeSet<i64> = BTreeSet::new();
    held.extend(parcel::table.select(parcel::crs).distinct().load::<i64>(connection)?);
    held.extend(parcel_history::table.select(parcel_history::crs).distinct().load::<i64>(connection)?);
    held.extend(sheet::table.select(sheet::crs).distinct().load::<i64>(connection)?);
    let held: Vec<u32> = held.into_iter().filter_map(|epsg| epsg.try_into().ok()).collect();
    let &[epsg] = &held[..] else {
        let words: Vec<String> = held.iter().map(|epsg| format!("EPSG:{epsg}")).collect();
        let held = words.join(", ");
        return if held.is_empty() {
            Ok(None)
        } else {
            Err(CopyError::SeveralCrs { from: from.to_owned(), held })
        };
    };
    let query = match &source.connection {
        AnyConnection::Sqlite(_) => format!(
            "SELECT srs_name AS name, definition, srs_id AS srid FROM gpkg_spatial_ref_sys WHERE srs_id = {epsg}"
        ),
        // The name is what the definition begins with, in quotes.
        AnyConnection::Postgres(_) => format!(
            "SELECT coalesce(substring(srtext FROM '\"([^\"]*)\"'), 'EPSG:{epsg}') AS name, coalesce(srtext, 'undefined') AS definition, \
             srid::bigint AS srid FROM spatial_ref_sys WHERE srid = {epsg}"
        ),
    };
    let found: Option<System> = diesel::sql_query(query).get_result(&mut source.connection).optional()?;
    Ok(Some(match found {
        Some(System { name, definition, srid }) => {
            KeptCrs { epsg: srid.try_into().unwrap_or(epsg), name, definition }
        }
        None => KeptCrs { epsg, name: format!("EPSG:{epsg}"), definition: "undefined".to_owned() },
    }))
}
