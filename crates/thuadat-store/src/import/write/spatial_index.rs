//! Rectangles into the two spatial indexes of a `GeoPackage`: an empty one is packed as a whole, another one takes them one by
//! one in the order of place.

use super::packed::{PackedTree, pack};
use crate::database::schema::packaged::{rtree_parcel_geom, rtree_parcel_tile};
use crate::geometry::Bounds;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};

/// Rows in one statement.
const ROWS_AT_ONCE: usize = 500;

/// A spatial index by what it is of.
#[derive(Clone, Copy)]
pub(super) enum SpatialIndex {
    Parcel,
    Tile,
}

impl SpatialIndex {
    const fn table(self) -> &'static str {
        match self {
            Self::Parcel => "rtree_parcel_geom",
            Self::Tile => "rtree_parcel_tile",
        }
    }

    /// Takes rectangles in.
    pub(super) fn fill(
        self,
        connection: &mut SqliteConnection,
        mut places: Vec<(i64, Bounds)>,
    ) -> QueryResult<()> {
        order_by_place(&mut places);
        match self.bytes_of_a_node_if_empty(connection)? {
            Some(node_bytes) if !places.is_empty() => self.replace(connection, &pack(&places, node_bytes)),
            _ => self.insert(connection, &places),
        }
    }

    fn bytes_of_a_node_if_empty(self, connection: &mut SqliteConnection) -> QueryResult<Option<usize>> {
        let table = self.table();
        let query = format!(
            "SELECT length(data) AS bytes FROM \"{table}_node\" \
             WHERE nodeno = 1 AND NOT EXISTS (SELECT 1 FROM \"{table}_rowid\")"
        );
        let size: Option<NodeSize> = diesel::sql_query(query).get_result(connection).optional()?;
        Ok(size.and_then(|size| usize::try_from(size.bytes?).ok()))
    }

    /// Writes a tree in place of an empty one.
    fn replace(self, connection: &mut SqliteConnection, tree: &PackedTree) -> QueryResult<()> {
        let table = self.table();
        let statement = format!("REPLACE INTO \"{table}_node\" (nodeno, data) VALUES (?, ?)");
        for (number, bytes) in &tree.nodes {
            diesel::sql_query(&statement)
                .bind::<BigInt, _>(number)
                .bind::<Binary, _>(bytes)
                .execute(connection)?;
        }
        for (part, rows) in [("parent", &tree.parents), ("rowid", &tree.leaves)] {
            for rows in rows.chunks(ROWS_AT_ONCE) {
                // Numbers of ours: nothing a user wrote.
                let rows: Vec<String> = rows.iter().map(|(id, node)| format!("({id},{node})")).collect();
                connection
                    .batch_execute(&format!("INSERT INTO \"{table}_{part}\" VALUES {}", rows.join(",")))?;
            }
        }
        Ok(())
    }

    fn insert(self, connection: &mut SqliteConnection, places: &[(i64, Bounds)]) -> QueryResult<()> {
        macro_rules! insert {
            ($table:ident) => {
                for (id, Bounds { min_x, min_y, max_x, max_y }) in places {
                    let row = (
                        $table::id.eq(id),
                        $table::minx.eq(min_x),
                        $table::maxx.eq(max_x),
                        $table::miny.eq(min_y),
                        $table::maxy.eq(max_y),
                    );
                    diesel::insert_into($table::table).values(row).execute(connection)?;
                }
            };
        }
        match self {
            Self::Parcel => insert!(rtree_parcel_geom),
            Self::Tile => insert!(rtree_parcel_tile),
        }
        Ok(())
    }
}

#[derive(QueryableByName)]
struct NodeSize {
    #[diesel(sql_type = Nullable<BigInt>)]
    bytes: Option<i64>,
}

/// Along a Hilbert curve: what follows one another lies together, so that nodes are small.
fn order_by_place(places: &mut [(i64, Bounds)]) {
    let extent = Bounds::around(places.iter().map(|(_, bounds)| bounds));
    let step = |min: f64, max: f64, at: f64| ((at - min) / (max - min).max(1.0) * 65_535.0) as u32;
    places.sort_by_cached_key(|(id, bounds)| {
        let x = step(extent.min_x, extent.max_x, f64::midpoint(bounds.min_x, bounds.max_x));
        let y = step(extent.min_y, extent.max_y, f64::midpoint(bounds.min_y, bounds.max_y));
        (hilbert(x, y), *id)
    });
}

/// Position of a cell of a square of 65 536 by 65 536 along the Hilbert curve.
fn hilbert(mut x: u32, mut y: u32) -> u32 {
    let mut position = 0;
    let mut side = 1 << 15;
    while side > 0 {
        let (right, up) = (u32::from(x & side > 0), u32::from(y & side > 0));
        position += side * side * ((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (65_535 - x, 65_535 - y);
            }
            (x, y) = (y, x);
        }
        side /= 2;
    }
    position
}
