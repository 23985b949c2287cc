//! What a record wrote beside what parcels say: where they come from, how they are called there, their class; files and sheets; registers and links.
//! It goes into the chain too, the same bytes in both kinds of store.

use super::documents::add_documents;
use crate::database::{AnyConnection, Dialect};
use crate::geometry::wkb_of_geopackage;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The hash of what a record wrote beside what parcels say.
pub(super) type DetailsHash = [u8; 32];

/// Files and sheets as bytes, by the record they came with.
#[derive(Default)]
pub(super) struct Surroundings(BTreeMap<i64, Vec<u8>>);

/// The hash of the details of a record, whose versions these are in order.
pub(super) fn details_of(
    record: i64,
    origins: impl IntoIterator<Item = Origin>,
    surroundings: &Surroundings,
) -> DetailsHash {
    let mut digest = Sha256::new();
    digest.update(b"thuadat details 1");
    let mut bytes = Vec::new();
    for origin in origins {
        bytes.clear();
        origin.write(&mut bytes);
        digest.update(&bytes);
    }
    digest.update(surroundings.0.get(&record).map(Vec::as_slice).unwrap_or_default());
    digest.finalize().into()
}

/// Where a version comes from.
#[derive(QueryableByName)]
pub(crate) struct Origin {
    #[diesel(sql_type = BigInt)]
    pub(crate) id: i64,
    #[diesel(sql_type = BigInt)]
    pub(crate) version: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(crate) source_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) feature: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) class: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) class_reasons: Option<String>,
}

/// Where the versions come from that a record began, in order.
pub(super) fn origins(connection: &mut AnyConnection, record: i64) -> QueryResult<Vec<Origin>> {
    const COLUMNS: &str = "id, version, source_id, feature, class, class_reasons";
    let query = format!(
        "SELECT {COLUMNS} FROM parcel WHERE record_id = {record} \
         UNION ALL SELECT {COLUMNS} FROM parcel_history WHERE record_id = {record} ORDER BY 1, 2"
    );
    diesel::sql_query(query).load(connection)
}

impl Origin {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(1);
        number(bytes, Some(self.id));
        number(bytes, Some(self.version));
        number(bytes, self.source_id);
        for said in [&self.feature, &self.class, &self.class_reasons] {
            text(bytes, said.as_deref());
        }
    }
}

#[derive(QueryableByName)]
struct SourceRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    layer: String,
    #[diesel(sql_type = Text)]
    format: String,
    #[diesel(sql_type = BigInt)]
    crs: i64,
    #[diesel(sql_type = BigInt)]
    parcels: i64,
    #[diesel(sql_type = Binary)]
    content_hash: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    record_id: i64,
}

#[derive(QueryableByName)]
struct SheetRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    commune: Option<String>,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    scale_denominator: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    series: Option<String>,
    #[diesel(sql_type = BigInt)]
    crs: i64,
    #[diesel(sql_type = BigInt)]
    record_id: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    frame: Option<Vec<u8>>,
}

/// Files and sheets of a record; of all records where none is named.
pub(super) fn surroundings(connection: &mut AnyConnection, record: Option<i64>) -> QueryResult<Surroundings> {
    let dialect = connection.dialect();
    let only = record.map(|record| format!("WHERE record_id = {record}")).unwrap_or_default();
    let mut found = Surroundings::default();
    let sources = format!(
        "SELECT id, name, layer, format, crs, parcels, content_hash, record_id FROM source {only} ORDER BY id"
    );
    for row in diesel::sql_query(sources).load::<SourceRow>(connection)? {
        let bytes = found.0.entry(row.record_id).or_default();
        bytes.push(2);
        number(bytes, Some(row.id));
        for said in [&row.name, &row.layer, &row.format] {
            text(bytes, Some(said));
        }
        number(bytes, Some(row.crs));
        number(bytes, Some(row.parcels));
        blob(bytes, Some(&row.content_hash));
    }
    let frame = match dialect {
        Dialect::GeoPackage => "frame",
        Dialect::PostGis => "ST_AsBinary(frame, 'NDR')",
    };
    let sheets = format!(
        "SELECT id, commune, number, scale_denominator, series, crs, record_id, {frame} AS frame FROM sheet {only} ORDER BY id"
    );
    for row in diesel::sql_query(sheets).load::<SheetRow>(connection)? {
        let bytes = found.0.entry(row.record_id).or_default();
        bytes.push(3);
        number(bytes, Some(row.id));
        text(bytes, row.commune.as_deref());
        text(bytes, Some(&row.number));
        number(bytes, row.scale_denominator);
        text(bytes, row.series.as_deref());
        number(bytes, Some(row.crs));
        let frame = row.frame.as_deref();
        blob(
            bytes,
            match dialect {
                Dialect::GeoPackage => frame.map(|frame| wkb_of_geopackage(frame).unwrap_or(frame)),
                Dialect::PostGis => frame,
            },
        );
    }
    add_documents(connection, record, &mut found.0)?;
    Ok(found)
}

fn number(bytes: &mut Vec<u8>, value: Option<i64>) {
    blob(bytes, value.map(i64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice));
}

fn text(bytes: &mut Vec<u8>, value: Option<&str>) {
    blob(bytes, value.map(str::as_bytes));
}

/// With its length, so that nothing can move from one column to the next.
fn blob(bytes: &mut Vec<u8>, value: Option<&[u8]>) {
    match value {
        None => bytes.push(0),
        Some(value) => {
            bytes.push(1);
            bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
            bytes.extend_from_slice(value);
        }
    }
}
