//! Parcels as a drawing.

use super::ExportError;
use crate::profile::ProfileDocument;
use std::path::Path;
use thuadat_core::{Observer, Parcels, draw_parcels, lost_in_drawing};
use thuadat_io::{DrawingFormat, write_drawing};

/// Step of the lattice drawings stand on: that on which parcels are built of drawings.
const LATTICE_M: f64 = 0.0001;
/// Parcels that are named.
const NAMED: usize = 10;

/// What a drawing holds of parcels. Of each it can hold its boundary, number, sheet, recorded area and land use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnParcels {
    /// Parcels that nobody could tell from the drawing again, though they are in it.
    pub lost: usize,
    /// What the first of them are called.
    pub named: Vec<String>,
}

/// Draws parcels on the levels of a profile.
pub(super) fn write(
    path: &Path,
    format: DrawingFormat,
    parcels: &Parcels,
    document: &ProfileDocument,
    observer: &dyn Observer,
) -> Result<DrawnParcels, ExportError> {
    let style = &document.drawing;
    let text_height_m = style.text_height_mm / 1000.0 * document.profile.scale;
    let drawing = draw_parcels(parcels, &style.levels, text_height_m, LATTICE_M);
    if observer.is_interrupted() {
        return Err(ExportError::Interrupted);
    }
    let lost = lost_in_drawing(parcels, &drawing, LATTICE_M);
    write_drawing(path, format, &drawing, observer)?;
    let named = lost.iter().take(NAMED).map(|&parcel| parcels.name(parcel as usize).to_string());
    Ok(DrawnParcels { lost: lost.len(), named: named.collect() })
}
