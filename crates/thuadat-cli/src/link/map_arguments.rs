//! How the maps are read that registers are linked to.

use crate::check::{crs, mapping_of_link};
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;
use thuadat::{Field, ReadRequest};

/// How the maps are read: the same for `thuadat link` and `thuadat report`.
#[derive(Debug, Args)]
pub(crate) struct MapArguments {
    /// Layer to read, where there are several
    #[arg(long, value_name = "LAYER")]
    layer: Option<String>,

    /// Coordinate system of the map, in place of what it declares
    #[arg(long, value_name = "EPSG:n", value_parser = crs)]
    crs: Option<u32>,

    /// Column that tells features apart, in place of their number in the file
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,

    /// Column of the map that holds a fact: commune, sheet, number, recorded-area, legal-area, parcel-code, land-use, holder
    /// (names are compared with the registers' and never shown). Others are recognised
    #[arg(id = "map_to_link", long = "map", value_name = "FIELD=COLUMN", value_parser = mapping_of_link)]
    map: Vec<(Field, String)>,
}

impl MapArguments {
    /// The coordinate system that was named.
    pub(crate) fn epsg(&self) -> Option<u32> {
        self.crs
    }

    /// What to read of these maps.
    pub(crate) fn requests(&self, maps: &[PathBuf]) -> Vec<ReadRequest> {
        let columns: BTreeMap<Field, String> = self.map.iter().cloned().collect();
        let read = |path: &PathBuf| ReadRequest {
            layer: self.layer.clone(),
            crs: self.crs,
            id_column: self.id.clone(),
            columns: columns.clone(),
            scan: false,
            ..ReadRequest::of(path)
        };
        maps.iter().map(read).collect()
    }
}
