//! A whole map sheet out of its place.

use crate::lattice::Millimetres;
use thuadat_core::Parcels;

/// Copies a coverage and moves all parcels of one sheet by a vector in millimetres, east and north.
///
/// # Examples
///
/// ```
/// use thuadat_testkit::{shift_sheet, synthetic_commune};
///
/// let clean = synthetic_commune(1);
/// assert_ne!(shift_sheet(&clean, "5", (120, -50)).geometries, clean.geometries);
/// assert_eq!(shift_sheet(&clean, "no such sheet", (120, -50)), clean);
/// ```
#[must_use]
pub fn shift_sheet(clean: &Parcels, sheet: &str, (east_mm, north_mm): (i64, i64)) -> Parcels {
    let mut shifted = clean.clone();
    for parcel in 0..clean.len() {
        if clean.records[parcel].key.sheet.as_deref() == Some(sheet) {
            let coords = clean.geometries.parcel_coords(parcel);
            for coord in &mut shifted.geometries.coords_mut()[coords] {
                let Millimetres { x, y } = Millimetres::nearest(*coord);
                *coord = Millimetres { x: x + east_mm, y: y + north_mm }.to_metres();
            }
        }
    }
    shifted
}
