//! Whether what follows from other things in a store does: times from records, counters from what was counted, the coordinate
//! system of the layer from that of its parcels.

use super::verify::VerifyFault;
use crate::database::AnyConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Versions whose begin or end is not the moment of the record they began or ended with.
const LIFESPANS: &str = "
    SELECT v.id, v.version FROM parcel v JOIN record r ON r.id = v.record_id WHERE v.begin_lifespan_version <> r.recorded_at
    UNION SELECT v.id, v.version FROM parcel_history v JOIN record r ON r.id = v.record_id
        WHERE v.begin_lifespan_version <> r.recorded_at
    UNION SELECT v.id, v.version FROM parcel_history v JOIN record r ON r.id = v.ended_by_record
        WHERE v.end_lifespan_version <> r.recorded_at";

/// Counters that do not fit what was counted: they would give a number twice.
const COUNTERS: &str = "
    SELECT 'revision' AS name FROM store WHERE revision <> (SELECT count(*) FROM audit_log)
    UNION ALL SELECT 'next_record_id' FROM store WHERE next_record_id <> (SELECT coalesce(max(id), 0) + 1 FROM record)
    UNION ALL SELECT 'next_source_id' FROM store WHERE next_source_id <= (SELECT coalesce(max(id), 0) FROM source)
    UNION ALL SELECT 'next_sheet_id' FROM store WHERE next_sheet_id <= (SELECT coalesce(max(id), 0) FROM sheet)
    UNION ALL SELECT 'next_parcel_id' FROM store WHERE next_parcel_id <= (SELECT coalesce(max(id), 0) FROM parcel)
        OR next_parcel_id <= (SELECT coalesce(max(id), 0) FROM parcel_history)";

/// What names another coordinate system than parcels do. The number in a blob stands after four other bytes.
const SYSTEMS_OF_GEOPACKAGE: &str = "
    SELECT 'gpkg_geometry_columns' AS name WHERE EXISTS (SELECT 1 FROM parcel
        WHERE crs <> (SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'parcel'))
    UNION ALL SELECT 'gpkg_contents' WHERE EXISTS (SELECT 1 FROM parcel
        WHERE crs <> (SELECT srs_id FROM gpkg_contents WHERE table_name = 'parcel'))
    UNION ALL SELECT 'gpkg_spatial_ref_sys' WHERE EXISTS (SELECT 1 FROM parcel)
        AND NOT EXISTS (SELECT 1 FROM gpkg_spatial_ref_sys s JOIN gpkg_geometry_columns c ON c.srs_id = s.srs_id
            WHERE c.table_name = 'parcel' AND upper(s.organization) = 'EPSG' AND s.organization_coordsys_id = s.srs_id)
    UNION ALL SELECT 'parcel' WHERE EXISTS (SELECT 1 FROM parcel WHERE geom IS NOT NULL AND hex(substr(geom, 5, 4)) <>
        printf('%02X%02X%02X%02X', crs & 255, (crs >> 8) & 255, (crs >> 16) & 255, (crs >> 24) & 255))";
const SYSTEMS_OF_POSTGIS: &str = "
    SELECT 'parcel' AS name WHERE EXISTS (SELECT 1 FROM parcel WHERE ST_SRID(geom) <> crs)
    UNION ALL SELECT 'parcel_history' WHERE EXISTS (SELECT 1 FROM parcel_history WHERE ST_SRID(geom) <> crs)
    UNION ALL SELECT 'spatial_ref_sys' WHERE EXISTS (SELECT 1 FROM source s
        WHERE NOT EXISTS (SELECT 1 FROM spatial_ref_sys r WHERE r.srid = s.crs))";

/// What does not follow.
pub(super) fn table_faults(connection: &mut AnyConnection) -> QueryResult<Vec<VerifyFault>> {
    let lifespans: Vec<Version> = diesel::sql_query(LIFESPANS).load(connection)?;
    let counters: Vec<Name> = diesel::sql_query(COUNTERS).load(connection)?;
    let systems = match connection {
        AnyConnection::Sqlite(_) => SYSTEMS_OF_GEOPACKAGE,
        AnyConnection::Postgres(_) => SYSTEMS_OF_POSTGIS,
    };
    let systems: Vec<Name> = diesel::sql_query(systems).load(connection)?;
    let lifespans =
        lifespans.into_iter().map(|row| VerifyFault::WrongLifespan { parcel: row.id, version: row.version });
    let counters = counters.into_iter().map(|row| VerifyFault::WrongCounter { counter: row.name });
    let systems = systems.into_iter().map(|row| VerifyFault::WrongCrs { table: row.name });
    Ok(lifespans.chain(counters).chain(systems).collect())
}
