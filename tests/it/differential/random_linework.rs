//! The faces that random lines enclose, beside those GEOS finds: `data/cases/random-linework.json`, made by
//! `tests/oracle/random_linework.py`.

use geo::Coord;
use thuadat_core::{Drawing, LineworkRequest, build_parcels};

/// Crossings are rounded to the lattice, a tenth of a millimetre, along the whole outline of a face.
const APART_M2: f64 = 0.5;

#[test]
fn random_lines_enclose_the_faces_geos_finds() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/cases/random-linework.json");
    let file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let drawings = file["drawings"].as_array().unwrap();
    assert_eq!(drawings.len(), 300);
    let mut faces = 0;
    for drawn in drawings {
        let expected: Vec<f64> =
            drawn["areas"].as_array().unwrap().iter().filter_map(serde_json::Value::as_f64).collect();
        let areas = areas(&drawn["lines"]);
        let seed = &drawn["seed"];
        assert_eq!(areas.len(), expected.len(), "drawing {seed}: {areas:?}, GEOS {expected:?}");
        for (area, other) in areas.iter().zip(&expected) {
            assert!((area - other).abs() < APART_M2, "drawing {seed}: {area} m², GEOS {other} m²");
        }
        faces += areas.len();
    }
    assert!(faces > 8_000, "{faces}");
}

fn areas(lines: &serde_json::Value) -> Vec<f64> {
    let mut drawing = Drawing::default();
    let (solid, level) = (drawing.style("0", false), drawing.level("10"));
    for line in lines.as_array().unwrap() {
        let ends: Vec<f64> = line.as_array().unwrap().iter().filter_map(serde_json::Value::as_f64).collect();
        let at = |from: usize| Coord { x: ends[from] / 1000.0, y: ends[from + 1] / 1000.0 };
        drawing.push_line(level, solid, [at(0), at(2)]);
    }
    let built = build_parcels(&drawing, &LineworkRequest::default(), 0.0001).unwrap();
    let shapes = &built.parcels.geometries;
    let mut areas: Vec<f64> = (0..shapes.len()).map(|face| shapes.area_m2(face)).collect();
    areas.sort_by(f64::total_cmp);
    areas
}
