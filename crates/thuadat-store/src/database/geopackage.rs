//! Opening a `GeoPackage` with the settings and functions its tables need.

use crate::geometry::{Bounds, geopackage_bounds};
use diesel::connection::SimpleConnection;
use diesel::{Connection as _, ConnectionError, ConnectionResult, QueryResult, SqliteConnection};
use std::fmt::Write as _;
use std::path::Path;

/// How long a writer waits for another one.
pub(crate) const BUSY_MILLISECONDS: u32 = 10_000;

/// Opens a file. What is not there is made where `mode` is `rwc`.
pub(crate) fn connect_geopackage(path: &Path, mode: &str) -> ConnectionResult<SqliteConnection> {
    let mut connection = SqliteConnection::establish(&format!("file:{}?mode={mode}", escaped(path)))?;
    // Nothing here looks into the file: another program may be in the way yet.
    let settings = format!("PRAGMA busy_timeout = {BUSY_MILLISECONDS}; PRAGMA foreign_keys = ON;");
    let configured = connection.batch_execute(&settings).and_then(|()| register_functions(&mut connection));
    configured.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// Readers go on reading while one writes. Where another program has the file open the way it already goes stays. This
/// writes to the file: it must be known to be a store.
pub(crate) fn let_read_while_writing(connection: &mut SqliteConnection) -> QueryResult<()> {
    connection.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
}

/// Makes the file whole by itself again, as it must be to be copied or read from where nothing can be written. Where others
/// have it open they do so when they end.
pub(crate) fn leave_one_file(connection: &mut SqliteConnection) {
    // Whoever has read nothing yet does not know of the log, and would leave it behind.
    let statements =
        "PRAGMA busy_timeout = 0; SELECT count(*) FROM sqlite_master; PRAGMA journal_mode = DELETE;";
    let _ = connection.batch_execute(statements);
}

/// A path in an address: what has a meaning there is written in hexadecimal.
fn escaped(path: &Path) -> String {
    let mut escaped = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => {
                escaped.push(char::from(*byte));
            }
            _ => write!(escaped, "%{byte:02X}").unwrap_or_default(),
        }
    }
    escaped
}

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "ST_IsEmpty"]
    fn st_is_empty(
        shape: diesel::sql_types::Nullable<diesel::sql_types::Binary>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Bool>;
    #[sql_name = "ST_MinX"]
    fn st_min_x(
        shape: diesel::sql_types::Nullable<diesel::sql_types::Binary>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Double>;
    #[sql_name = "ST_MaxX"]
    fn st_max_x(
        shape: diesel::sql_types::Nullable<diesel::sql_types::Binary>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Double>;
    #[sql_name = "ST_MinY"]
    fn st_min_y(
        shape: diesel::sql_types::Nullable<diesel::sql_types::Binary>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Double>;
    #[sql_name = "ST_MaxY"]
    fn st_max_y(
        shape: diesel::sql_types::Nullable<diesel::sql_types::Binary>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Double>;
}

/// The functions that the triggers of the spatial index call. `SQLite` has none of them.
fn register_functions(connection: &mut SqliteConnection) -> QueryResult<()> {
    fn of(side: fn(&Bounds) -> f64) -> impl Fn(Option<Vec<u8>>) -> Option<f64> {
        move |shape: Option<Vec<u8>>| geopackage_bounds(&shape?).as_ref().map(side)
    }
    st_is_empty_utils::register_impl(connection, |shape: Option<Vec<u8>>| {
        Some(geopackage_bounds(&shape?).is_none())
    })?;
    st_min_x_utils::register_impl(connection, of(|bounds| bounds.min_x))?;
    st_max_x_utils::register_impl(connection, of(|bounds| bounds.max_x))?;
    st_min_y_utils::register_impl(connection, of(|bounds| bounds.min_y))?;
    st_max_y_utils::register_impl(connection, of(|bounds| bounds.max_y))
}
