//! The parcels of a key, of a rectangle, of a page of a listing.

use super::row::{KeptParcels, ParcelRow, row_columns};
use crate::database::schema::{parcel, parcel_tile};
use crate::database::{AnyConnection, DatabaseError, Dialect};
use crate::geometry::{decode_geopackage, decode_wkb};
use crate::store::Store;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Double, Integer};
use thuadat_core::{ParcelGeometries, ParcelKey};

/// A rectangle in metres of a coordinate system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParcelBox {
    /// Western border.
    pub min_x: f64,
    /// Southern border.
    pub min_y: f64,
    /// Eastern border.
    pub max_x: f64,
    /// Northern border.
    pub max_y: f64,
}

/// Shapes in Web Mercator, prepared for tiles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TileShapes {
    /// The parcels they are of, ascending.
    pub parcels: Vec<i64>,
    /// The shapes, in the same order.
    pub geometries: ParcelGeometries,
}

const WEB_MERCATOR: u32 = 3857;

/// Whether the rectangle of a shape meets another. The index finds those near by: it holds numbers of half the digits, rounded
/// away from the shape; the shape itself decides.
macro_rules! meets_by_rtree {
    ($id:literal, $index:literal, $area:expr) => {
        sql::<Bool>(concat!($id, " IN (SELECT id FROM ", $index, " WHERE maxx >= "))
            .bind::<Double, _>($area.min_x)
            .sql(" AND minx <= ")
            .bind::<Double, _>($area.max_x)
            .sql(" AND maxy >= ")
            .bind::<Double, _>($area.min_y)
            .sql(" AND miny <= ")
            .bind::<Double, _>($area.max_y)
            .sql(") AND ST_MaxX(geom) >= ")
            .bind::<Double, _>($area.min_x)
            .sql(" AND ST_MinX(geom) <= ")
            .bind::<Double, _>($area.max_x)
            .sql(" AND ST_MaxY(geom) >= ")
            .bind::<Double, _>($area.min_y)
            .sql(" AND ST_MinY(geom) <= ")
            .bind::<Double, _>($area.max_y)
    };
}

/// The same in `PostGIS`.
macro_rules! meets_by_gist {
    ($epsg:expr, $area:expr) => {
        sql::<Bool>("geom && ST_MakeEnvelope(")
            .bind::<Double, _>($area.min_x)
            .sql(", ")
            .bind::<Double, _>($area.min_y)
            .sql(", ")
            .bind::<Double, _>($area.max_x)
            .sql(", ")
            .bind::<Double, _>($area.max_y)
            .sql(", ")
            .bind::<Integer, _>($epsg as i32)
            .sql(") AND ST_XMax(geom) >= ")
            .bind::<Double, _>($area.min_x)
            .sql(" AND ST_XMin(geom) <= ")
            .bind::<Double, _>($area.max_x)
            .sql(" AND ST_YMax(geom) >= ")
            .bind::<Double, _>($area.min_y)
            .sql(" AND ST_YMin(geom) <= ")
            .bind::<Double, _>($area.max_y)
    };
}

impl Store {
    /// The parcels of a key: none, one, or several where the cadastre has a number twice. What the key leaves open must be
    /// open in the cadastre too.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    ///
    /// # Complexity
    ///
    /// O(log n) for n parcels, by the index of keys.
    pub fn parcels_of_key(&mut self, key: &ParcelKey) -> Result<KeptParcels, DatabaseError> {
        parcels_of_key(&mut self.connection, key)
    }

    /// The parcels of these numbers in the store, ascending; numbers of none are left out.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn parcels_of_ids(&mut self, ids: &[i64]) -> Result<KeptParcels, DatabaseError> {
        parcels_of_ids(&mut self.connection, ids)
    }

    /// The parcels of one coordinate system whose own rectangles meet a rectangle in it, in the order of their numbers; at
    /// most `limit`, beginning after number `after`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    ///
    /// # Complexity
    ///
    /// O(log n + k) for k answers of n parcels, by the spatial index.
    pub fn parcels_in_box(
        &mut self,
        epsg: u32,
        area: ParcelBox,
        after: i64,
        limit: i64,
    ) -> Result<KeptParcels, DatabaseError> {
        parcels_in_box(&mut self.connection, epsg, area, after, limit)
    }

    /// The next `limit` parcels after a number in the store, ascending: page by page all of them, each as fast as the
    /// first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn parcels_after(&mut self, after: i64, limit: i64) -> Result<KeptParcels, DatabaseError> {
        let dialect = self.connection.dialect();
        let rows: Vec<ParcelRow> = parcel::table
            .select(row_columns!(parcel, dialect.shape("geom")))
            .filter(parcel::id.gt(after))
            .order(parcel::id)
            .limit(limit)
            .load(&mut self.connection)?;
        KeptParcels::of_rows(rows, dialect)
    }

    /// The shapes prepared for tiles that meet a rectangle in Web Mercator.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    ///
    /// # Complexity
    ///
    /// O(log n + k) for k answers of n parcels, by the spatial index.
    pub fn tile_shapes_in_box(&mut self, area: ParcelBox) -> Result<TileShapes, DatabaseError> {
        let dialect = self.connection.dialect();
        let query = parcel_tile::table
            .select((parcel_tile::parcel_id, dialect.shape("geom")))
            .order(parcel_tile::parcel_id);
        let rows: Vec<(i64, Option<Vec<u8>>)> = match dialect {
            Dialect::GeoPackage => query
                .filter(meets_by_rtree!("parcel_id", "rtree_parcel_tile", area))
                .load(&mut self.connection)?,
            Dialect::PostGis => {
                query.filter(meets_by_gist!(WEB_MERCATOR, area)).load(&mut self.connection)?
            }
        };
        let mut shapes = TileShapes::default();
        for (parcel, bytes) in rows {
            let bytes = bytes.unwrap_or_default();
            let decoded = match dialect {
                Dialect::GeoPackage => decode_geopackage(&bytes, &mut shapes.geometries),
                Dialect::PostGis => decode_wkb(&bytes, &mut shapes.geometries),
            };
            decoded.map_err(|error| DatabaseError::Damaged { said: error.to_string() })?;
            shapes.parcels.push(parcel);
        }
        Ok(shapes)
    }
}

/// See [`Store::parcels_of_key`].
pub(crate) fn parcels_of_key(
    connection: &mut AnyConnection,
    key: &ParcelKey,
) -> Result<KeptParcels, DatabaseError> {
    let dialect = connection.dialect();
    let query = parcel::table.select(row_columns!(parcel, dialect.shape("geom"))).into_boxed();
    let query = match &key.commune {
        Some(commune) => query.filter(parcel::commune.eq(&**commune)),
        None => query.filter(parcel::commune.is_null()),
    };
    let query = match &key.sheet {
        Some(sheet) => query.filter(parcel::sheet.eq(&**sheet)),
        None => query.filter(parcel::sheet.is_null()),
    };
    let query = match &key.number {
        Some(number) => query.filter(parcel::number.eq(&**number)),
        None => query.filter(parcel::number.is_null()),
    };
    let rows: Vec<ParcelRow> = query.order(parcel::id).load(connection)?;
    KeptParcels::of_rows(rows, dialect)
}

/// See [`Store::parcels_in_box`].
pub(crate) fn parcels_in_box(
    connection: &mut AnyConnection,
    epsg: u32,
    area: ParcelBox,
    after: i64,
    limit: i64,
) -> Result<KeptParcels, DatabaseError> {
    let dialect = connection.dialect();
    let query = parcel::table
        .select(row_columns!(parcel, dialect.shape("geom")))
        .filter(parcel::crs.eq(i64::from(epsg)))
        .filter(parcel::id.gt(after))
        .order(parcel::id)
        .limit(limit);
    let rows: Vec<ParcelRow> = match dialect {
        Dialect::GeoPackage => {
            query.filter(meets_by_rtree!("parcel.id", "rtree_parcel_geom", area)).load(connection)?
        }
        Dialect::PostGis => query.filter(meets_by_gist!(epsg, area)).load(connection)?,
    };
    KeptParcels::of_rows(rows, dialect)
}

/// See [`Store::parcels_of_ids`].
pub(crate) fn parcels_of_ids(
    connection: &mut AnyConnection,
    ids: &[i64],
) -> Result<KeptParcels, DatabaseError> {
    let dialect = connection.dialect();
    let mut rows: Vec<ParcelRow> = Vec::new();
    for &id in ids {
        let found = parcel::table
            .select(row_columns!(parcel, dialect.shape("geom")))
            .filter(parcel::id.eq(id))
            .load::<ParcelRow>(connection)?;
        rows.extend(found);
    }
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    KeptParcels::of_rows(rows, dialect)
}
