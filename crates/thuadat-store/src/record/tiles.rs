//! Whether the shapes for tiles are those of their parcels.

use super::verify::VerifyFault;
use crate::database::schema::parcel_tile;
use crate::database::{AnyConnection, Dialect};
use crate::geometry::{decode_geopackage, decode_wkb, encode_wkb};
use diesel::prelude::*;
use geo::Coord;
use std::collections::BTreeMap;
use thuadat_core::ParcelGeometries;

/// Brings coordinates of the system with this EPSG code to Web Mercator; a place that has none there becomes NaN. Where it cannot, the
/// words are those of the library.
pub type ToWebMercator<'a> = dyn Fn(u32, &mut [Coord<f64>]) -> Result<(), String> + 'a;

/// What two runs of a projection may differ by; a shape that was changed differs by more.
const SAME_PLACE_M: f64 = 0.5;

/// Parcels as they are now whose shapes for tiles are to be looked at: number, coordinate system, and the shapes.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) parcels: Vec<(i64, u32)>,
    pub(super) shapes: ParcelGeometries,
}

/// Parcels among these, which are all between two numbers, whose shape for tiles is missing, too much, or another one.
pub(super) fn tile_faults(
    connection: &mut AnyConnection,
    looked: &Looked,
    (after, last): (i64, i64),
    to_web_mercator: Option<&ToWebMercator<'_>>,
) -> QueryResult<Vec<VerifyFault>> {
    let dialect = connection.dialect();
    let rows: Vec<(i64, Option<Vec<u8>>)> = parcel_tile::table
        .select((parcel_tile::parcel_id, dialect.shape("geom")))
        .filter(parcel_tile::parcel_id.gt(after).and(parcel_tile::parcel_id.le(last)))
        .load(connection)?;
    let mut kept: BTreeMap<i64, Vec<u8>> =
        rows.into_iter().map(|(id, bytes)| (id, bytes.unwrap_or_default())).collect();
    let (expected, is_projected) = expected_shapes(looked, to_web_mercator);
    let mut faults = Vec::new();
    for (position, &(parcel, _)) in looked.parcels.iter().enumerate() {
        let tile = kept.remove(&parcel);
        if !fits(tile.as_deref(), dialect, &expected, position, is_projected[position]) {
            faults.push(VerifyFault::WrongTile { parcel });
        }
    }
    faults.extend(kept.into_keys().map(|parcel| VerifyFault::WrongTile { parcel }));
    Ok(faults)
}

/// The shapes in Web Mercator, and of which of them that is known.
fn expected_shapes(
    looked: &Looked,
    to_web_mercator: Option<&ToWebMercator<'_>>,
) -> (ParcelGeometries, Vec<bool>) {
    let mut expected = looked.shapes.clone();
    let mut is_projected = vec![false; looked.parcels.len()];
    let Some(to_web_mercator) = to_web_mercator else { return (expected, is_projected) };
    let mut by_system: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (position, &(_, epsg)) in looked.parcels.iter().enumerate() {
        by_system.entry(epsg).or_default().push(position);
    }
    for (epsg, positions) in by_system {
        let ranges = || positions.iter().map(|&position| looked.shapes.parcel_coords(position));
        let mut places: Vec<Coord<f64>> =
            ranges().flat_map(|range| looked.shapes.coords()[range].to_vec()).collect();
        if to_web_mercator(epsg, &mut places).is_err() {
            continue;
        }
        let mut places = places.into_iter();
        for range in ranges() {
            expected.coords_mut()[range].iter_mut().zip(&mut places).for_each(|(at, place)| *at = place);
        }
        for &position in &positions {
            is_projected[position] = true;
        }
    }
    (expected, is_projected)
}

/// Whether a shape for tiles is the one expected; where the projection is not known, whether it can be.
fn fits(
    tile: Option<&[u8]>,
    dialect: Dialect,
    expected: &ParcelGeometries,
    position: usize,
    is_projected: bool,
) -> bool {
    let has_place = !expected.parcel_coords(position).is_empty()
        && encode_wkb(expected, position, &mut Vec::new()).is_ok();
    let Some(tile) = tile else { return !has_place };
    let mut shape = ParcelGeometries::new();
    let decoded = match dialect {
        Dialect::GeoPackage => decode_geopackage(tile, &mut shape),
        Dialect::PostGis => decode_wkb(tile, &mut shape),
    };
    if decoded.is_err() || !has_place {
        return false;
    }
    let near = |a: &Coord<f64>, b: &Coord<f64>| {
        !is_projected || ((a.x - b.x).abs() <= SAME_PLACE_M && (a.y - b.y).abs() <= SAME_PLACE_M)
    };
    let is_same_ring = |(a, b): (&[Coord<f64>], &[Coord<f64>])| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| near(a, b))
    };
    expected.ring_range(position).len() == shape.ring_range(0).len()
        && expected.rings(position).zip(shape.rings(0)).all(is_same_ring)
}
