//! What anybody may see of parcels. No column of a person is named here, so none can slip into a tile or an answer.

use super::parcels::ParcelBox;
use crate::database::{AnyConnection, DatabaseError, Dialect};
use crate::geometry::{decode_geopackage, decode_wkb};
use crate::store::Store;
use crate::timestamp::Timestamp;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::BoxedSqlQuery;
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text};
use diesel::sqlite::Sqlite;
use thuadat_core::ParcelGeometries;

/// What anybody may know of a parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicParcel {
    /// Its number in the store.
    pub id: i64,
    /// Code of its commune.
    pub commune: Option<Box<str>>,
    /// Number of its map sheet.
    pub sheet: Option<Box<str>>,
    /// Its number on the sheet.
    pub number: Option<Box<str>>,
    /// Area of its shape in its own coordinate system, in square metres.
    pub area_m2: Option<f64>,
    /// Area recorded with the map, in square metres.
    pub area_recorded_m2: Option<f64>,
    /// Land use as recorded.
    pub land_use: Option<Box<str>>,
    /// What a campaign calls it.
    pub class: Option<Box<str>>,
    /// EPSG code of the coordinate system it is kept in.
    pub epsg: u32,
    /// When what is said of it began; none where nobody keeps account of it.
    pub begun_at: Option<Timestamp>,
}

/// Parcels as anybody may see them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublicParcels {
    /// What is known of each, in the order of their numbers.
    pub parcels: Vec<PublicParcel>,
    /// Their shapes in Web Mercator, in the same order; empty where a parcel has none.
    pub web_mercator: ParcelGeometries,
}

/// What a public view of a store has to begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicSummary {
    /// Number of parcels.
    pub parcels: u64,
    /// Where they lie in Web Mercator; none where none has a place.
    pub extent: Option<ParcelBox>,
    /// Codes and names of the communes they lie in, ascending; the code itself where no name is known.
    pub communes: Vec<(String, String)>,
    /// EPSG codes of their coordinate systems, ascending.
    pub crs: Vec<u32>,
    /// When something changed last.
    pub last_change: Option<Timestamp>,
}

/// Which parcels are looked for by name; what is open may be anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PublicName<'a> {
    /// Code of the commune.
    pub commune: Option<&'a str>,
    /// Number of the sheet.
    pub sheet: Option<&'a str>,
    /// Number on the sheet.
    pub number: Option<&'a str>,
}

/// Up to so many answers the spatial index is asked for all of them; more are found faster along the numbers of parcels, when
/// only the first are wanted.
const MANY: i64 = 8000;

const COLUMNS: &str =
    "p.id, p.commune, p.sheet, p.number, p.area_calculated_m2 AS area_m2, p.area_recorded_m2, p.land_use,
    p.class, p.crs, p.begin_lifespan_version";

#[derive(QueryableByName)]
struct PublicRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    commune: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    sheet: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    number: Option<String>,
    #[diesel(sql_type = Nullable<Double>)]
    area_m2: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    area_recorded_m2: Option<f64>,
    #[diesel(sql_type = Nullable<Text>)]
    land_use: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    class: Option<String>,
    #[diesel(sql_type = BigInt)]
    crs: i64,
    #[diesel(sql_type = Text)]
    begin_lifespan_version: String,
    #[diesel(sql_type = Nullable<Binary>)]
    shape: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct ExtentRow {
    #[diesel(sql_type = Nullable<Double>)]
    min_x: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    min_y: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    max_x: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    max_y: Option<f64>,
}

#[derive(QueryableByName)]
struct CommuneRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
}

impl Store {
    /// Counts the changes of the store: where it is the same, nothing has changed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn revision(&mut self) -> Result<i64, DatabaseError> {
        let row: CountRow = self.load_one("SELECT revision AS count FROM store")?;
        Ok(row.count)
    }

    /// What a public view has to begin with.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    ///
    /// # Complexity
    ///
    /// O(n) for n parcels.
    pub fn public_summary(&mut self) -> Result<PublicSummary, DatabaseError> {
        let extent = match self.connection.dialect() {
            Dialect::GeoPackage => {
                "SELECT min(minx) AS min_x, min(miny) AS min_y, max(maxx) AS max_x, max(maxy) AS max_y
                    FROM rtree_parcel_tile"
            }
            Dialect::PostGis => {
                "SELECT min(ST_XMin(geom)) AS min_x, min(ST_YMin(geom)) AS min_y, max(ST_XMax(geom)) AS max_x,
                    max(ST_YMax(geom)) AS max_y FROM parcel_tile"
            }
        };
        let extent: ExtentRow = self.load_one(extent)?;
        let communes: Vec<CommuneRow> = self.load_all(
            "SELECT d.commune AS code, (SELECT c.name FROM commune c WHERE c.code = d.commune
                ORDER BY c.valid_from DESC LIMIT 1) AS name
                FROM (SELECT DISTINCT commune FROM parcel WHERE commune IS NOT NULL) d ORDER BY 1",
        )?;
        let info = self.info()?;
        let named = |row: CommuneRow| (row.name.map_or_else(|| row.code.clone(), String::from), row.code);
        Ok(PublicSummary {
            parcels: info.parcels as u64,
            extent: extent.to_box(),
            communes: communes.into_iter().map(named).map(|(name, code)| (code, name)).collect(),
            crs: info.crs,
            last_change: info.last_change,
        })
    }

    /// The next `limit` parcels after a number in the store, ascending; where an area in Web Mercator is given, those
    /// whose rectangles meet it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    ///
    /// # Complexity
    ///
    /// O(log n + k) for the k of n parcels that meet a small area. Of a large one the first parcels are found along their
    /// numbers, so that few of many are found as fast as few of few.
    pub fn public_parcels(
        &mut self,
        area: Option<ParcelBox>,
        after: i64,
        limit: i64,
    ) -> Result<PublicParcels, DatabaseError> {
        // Numbers begin with 1; one that no database reads as a whole number would be compared slowly.
        let after = after.max(0);
        match area {
            None => self.public_along_numbers(after, limit),
            Some(area) => self.public_in_area(area, after, limit),
        }
    }

    /// The parcels of these numbers, ascending; numbers of none are left out.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn public_of_ids(&mut self, ids: &[i64]) -> Result<PublicParcels, DatabaseError> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut found = PublicParcels::default();
        for chunk in ids.chunks(1000) {
            let list: Vec<String> = chunk.iter().map(i64::to_string).collect();
            let shape = self.shape();
            let rows = self.load_all(&format!(
                "SELECT {COLUMNS}, {shape} AS shape FROM parcel p LEFT JOIN parcel_tile t ON t.parcel_id = p.id
                    WHERE p.id IN ({}) ORDER BY p.id",
                list.join(", ")
            ))?;
            found.take_rows(rows, self.connection.dialect())?;
        }
        Ok(found)
    }

    /// At most `limit` parcels of a name, in the order of communes, sheets and numbers.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    ///
    /// # Complexity
    ///
    /// O(log n) for n parcels where the commune is named, by the index of keys.
    pub fn public_named(
        &mut self,
        named: PublicName<'_>,
        limit: i64,
    ) -> Result<PublicParcels, DatabaseError> {
        let dialect = self.connection.dialect();
        let parts = [("commune", named.commune), ("sheet", named.sheet), ("number", named.number)];
        let mut conditions = vec!["1 = 1".to_owned()];
        let mut values: Vec<&str> = Vec::new();
        for (column, value) in parts {
            let Some(value) = value else { continue };
            values.push(value);
            conditions.push(format!("p.{column} = {}", placeholder(dialect, values.len())));
        }
        let statement = format!(
            "SELECT {COLUMNS}, {} AS shape FROM parcel p LEFT JOIN parcel_tile t ON t.parcel_id = p.id
                WHERE {} ORDER BY p.commune, p.sheet, p.number, p.id LIMIT {limit}",
            self.shape(),
            conditions.join(" AND ")
        );
        let rows: Vec<PublicRow> = match &mut self.connection {
            AnyConnection::Sqlite(connection) => {
                let query: BoxedSqlQuery<'_, Sqlite, _> = diesel::sql_query(statement).into_boxed();
                values.into_iter().fold(query, BoxedSqlQuery::bind::<Text, _>).load(connection)?
            }
            AnyConnection::Postgres(connection) => {
                let query: BoxedSqlQuery<'_, Pg, _> = diesel::sql_query(statement).into_boxed();
                values.into_iter().fold(query, BoxedSqlQuery::bind::<Text, _>).load(connection)?
            }
        };
        let mut found = PublicParcels::default();
        found.take_rows(rows, dialect)?;
        Ok(found)
    }

    fn public_along_numbers(&mut self, after: i64, limit: i64) -> Result<PublicParcels, DatabaseError> {
        let statement = format!(
            "SELECT {COLUMNS}, {} AS shape FROM parcel p LEFT JOIN parcel_tile t ON t.parcel_id = p.id
                WHERE p.id > {after} ORDER BY p.id LIMIT {limit}",
            self.shape()
        );
        let rows = self.load_all(&statement)?;
        let mut found = PublicParcels::default();
        found.take_rows(rows, self.connection.dialect())?;
        Ok(found)
    }

    fn public_in_area(
        &mut self,
        area: ParcelBox,
        after: i64,
        limit: i64,
    ) -> Result<PublicParcels, DatabaseError> {
        let dialect = self.connection.dialect();
        let few = limit <= MANY;
        let rows: Vec<PublicRow> = match &mut self.connection {
            AnyConnection::Sqlite(connection) => {
                let near = "SELECT id FROM rtree_parcel_tile WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?";
                let is_large = few && {
                    let statement = format!("SELECT count(*) AS count FROM ({near} LIMIT {})", MANY + 1);
                    let hits: CountRow = bound(&statement, area).get_result(connection)?;
                    hits.count > MANY
                };
                let indexed = if is_large { String::new() } else { format!("t.parcel_id IN ({near}) AND") };
                let statement = format!(
                    "SELECT {COLUMNS}, t.geom AS shape FROM parcel_tile t JOIN parcel p ON p.id = t.parcel_id
                        WHERE {indexed} ST_MaxX(t.geom) >= ? AND ST_MinX(t.geom) <= ? AND ST_MaxY(t.geom) >= ?
                        AND ST_MinY(t.geom) <= ? AND t.parcel_id > {after} ORDER BY t.parcel_id LIMIT {limit}"
                );
                let query =
                    if is_large { bound(&statement, area) } else { bind_area(bound(&statement, area), area) };
                query.load(connection)?
            }
            AnyConnection::Postgres(connection) => {
                let statement = format!(
                    "SELECT {COLUMNS}, ST_AsBinary(t.geom, 'NDR') AS shape
                        FROM parcel_tile t JOIN parcel p ON p.id = t.parcel_id
                        WHERE t.geom && ST_MakeEnvelope($1, $2, $3, $4, 3857) AND ST_XMax(t.geom) >= $1
                        AND ST_XMin(t.geom) <= $3 AND ST_YMax(t.geom) >= $2 AND ST_YMin(t.geom) <= $4
                        AND t.parcel_id > {after} ORDER BY t.parcel_id LIMIT {limit}"
                );
                diesel::sql_query(statement)
                    .bind::<Double, _>(area.min_x)
                    .bind::<Double, _>(area.min_y)
                    .bind::<Double, _>(area.max_x)
                    .bind::<Double, _>(area.max_y)
                    .load(connection)?
            }
        };
        let mut found = PublicParcels::default();
        found.take_rows(rows, dialect)?;
        Ok(found)
    }

    /// The bytes of the shape in Web Mercator.
    fn shape(&self) -> &'static str {
        match self.connection.dialect() {
            Dialect::GeoPackage => "t.geom",
            Dialect::PostGis => "ST_AsBinary(t.geom, 'NDR')",
        }
    }

    fn load_all<Row>(&mut self, statement: &str) -> Result<Vec<Row>, DatabaseError>
    where
        Row: QueryableByName<Sqlite> + QueryableByName<Pg> + 'static,
    {
        Ok(match &mut self.connection {
            AnyConnection::Sqlite(connection) => diesel::sql_query(statement).load(connection)?,
            AnyConnection::Postgres(connection) => diesel::sql_query(statement).load(connection)?,
        })
    }

    fn load_one<Row>(&mut self, statement: &str) -> Result<Row, DatabaseError>
    where
        Row: QueryableByName<Sqlite> + QueryableByName<Pg> + 'static,
    {
        Ok(match &mut self.connection {
            AnyConnection::Sqlite(connection) => diesel::sql_query(statement).get_result(connection)?,
            AnyConnection::Postgres(connection) => diesel::sql_query(statement).get_result(connection)?,
        })
    }
}

impl PublicParcels {
    /// Number of parcels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parcels.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parcels.is_empty()
    }

    fn take_rows(&mut self, rows: Vec<PublicRow>, dialect: Dialect) -> Result<(), DatabaseError> {
        let damaged = |said: String| DatabaseError::Damaged { said };
        for row in rows {
            match (&row.shape, dialect) {
                (None, _) => self.web_mercator.push_empty(),
                (Some(blob), Dialect::GeoPackage) => decode_geopackage(blob, &mut self.web_mercator)
                    .map_err(|error| damaged(error.to_string()))?,
                (Some(wkb), Dialect::PostGis) => {
                    decode_wkb(wkb, &mut self.web_mercator).map_err(|error| damaged(error.to_string()))?;
                }
            }
            let boxed = |text: Option<String>| text.map(String::into_boxed_str);
            self.parcels.push(PublicParcel {
                id: row.id,
                commune: boxed(row.commune),
                sheet: boxed(row.sheet),
                number: boxed(row.number),
                area_m2: row.area_m2,
                area_recorded_m2: row.area_recorded_m2,
                land_use: boxed(row.land_use),
                class: boxed(row.class),
                epsg: row
                    .crs
                    .try_into()
                    .map_err(|_| damaged("the coordinate system of a parcel is no EPSG code".to_owned()))?,
                begun_at: row.begin_lifespan_version.parse().ok(),
            });
        }
        Ok(())
    }
}

impl ExtentRow {
    fn to_box(&self) -> Option<ParcelBox> {
        Some(ParcelBox { min_x: self.min_x?, min_y: self.min_y?, max_x: self.max_x?, max_y: self.max_y? })
    }
}

fn placeholder(dialect: Dialect, position: usize) -> String {
    match dialect {
        Dialect::GeoPackage => "?".to_owned(),
        Dialect::PostGis => format!("${position}"),
    }
}

/// A statement of `SQLite` whose first four values are those of an area.
fn bound<'a>(statement: &str, area: ParcelBox) -> BoxedSqlQuery<'a, Sqlite, diesel::query_builder::SqlQuery> {
    bind_area(diesel::sql_query(statement).into_boxed(), area)
}

fn bind_area<Query>(
    query: BoxedSqlQuery<'_, Sqlite, Query>,
    area: ParcelBox,
) -> BoxedSqlQuery<'_, Sqlite, Query> {
    query
        .bind::<Double, _>(area.min_x)
        .bind::<Double, _>(area.max_x)
        .bind::<Double, _>(area.min_y)
        .bind::<Double, _>(area.max_y)
}
