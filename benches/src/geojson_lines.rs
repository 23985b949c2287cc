//! Parcels as a file that GIS programs read: GeoJSON, a feature a line.

use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use thuadat_core::Parcels;

/// Writes parcels with the columns that Vietnamese cadastral files have for commune, sheet, number and area.
pub(crate) fn write(path: &Path, parcels: &Parcels) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    encode(parcels, &mut out)
        .and_then(|()| out.flush())
        .with_context(|| format!("cannot write {}", path.display()))
}

fn encode(parcels: &Parcels, out: &mut impl Write) -> std::io::Result<()> {
    for (parcel, record) in parcels.records.iter().enumerate() {
        let rings: Vec<Vec<[f64; 2]>> = parcels
            .geometries
            .rings(parcel)
            .map(|ring| ring.iter().map(|coord| [coord.x, coord.y]).collect())
            .collect();
        let mut feature = serde_json::json!({
            "type": "Feature",
            "properties": {
                "SoHieuToBanDo": record.key.sheet,
                "SoThuTuThua": record.key.number,
                "DienTich": record.recorded_area_m2,
            },
            "geometry": { "type": "Polygon", "coordinates": rings },
        });
        if let Some(commune) = &record.key.commune {
            feature["properties"]["MaXa"] = commune.to_string().into();
        }
        writeln!(out, "{feature}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_testkit::{CoverageGrid, coverage_grid};

    #[test]
    fn each_parcel_is_a_line_with_its_columns_and_ring() {
        let (parcels, _) = coverage_grid(&CoverageGrid::clean(100, 1));
        let mut bytes = Vec::new();
        encode(&parcels, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let features: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(features.len(), 100);
        assert_eq!(features[41]["properties"]["SoHieuToBanDo"], "1");
        assert_eq!(features[41]["properties"]["SoThuTuThua"], "42");
        assert_eq!(features[41]["geometry"]["coordinates"][0].as_array().unwrap().len(), 13);
    }
}
