//! Well-known binary that keeps what is wrong.

use thuadat_core::Parcels;

const LITTLE_ENDIAN: u8 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// A parcel as a multi-polygon in little-endian well-known binary, rings exactly as they stand: unclosed rings stay
/// unclosed, a coordinate that is not a number stays so, a ring of one point is a ring of one point. None for a
/// parcel without a polygon. Libraries that write this format mend such things or refuse them.
///
/// # Panics
///
/// When there is no such parcel.
#[must_use]
pub fn multi_polygon_wkb(parcels: &Parcels, parcel: usize) -> Option<Vec<u8>> {
    let shapes = &parcels.geometries;
    let polygons: Vec<_> = shapes.polygons(parcel).collect();
    if polygons.is_empty() {
        return None;
    }
    let mut wkb = Vec::new();
    push_head(&mut wkb, MULTI_POLYGON, polygons.len());
    for polygon in polygons {
        push_head(&mut wkb, POLYGON, polygon.len());
        for ring in polygon {
            wkb.extend((shapes.ring(ring).len() as u32).to_le_bytes());
            for coord in shapes.ring(ring) {
                wkb.extend(coord.x.to_le_bytes());
                wkb.extend(coord.y.to_le_bytes());
            }
        }
    }
    Some(wkb)
}

fn push_head(wkb: &mut Vec<u8>, kind: u32, count: usize) {
    wkb.push(LITTLE_ENDIAN);
    wkb.extend(kind.to_le_bytes());
    wkb.extend((count as u32).to_le_bytes());
}
