//! `thuadat edit`, `store undo`, `store history`, `check STORE --save`: a cadastre that lives.

use super::cadastre::{CLEAN, path, says, thuadat};
use super::program::{COULD_NOT_CHECK, PASSED, sample};
use serde_json::{Value, json};
use std::path::Path;
use thuadat_testkit::PostgresServer;

/// A GeoJSON of shapes in the zone of the sample.
fn write_shapes(file: &str, rings: &[Vec<[f64; 2]>]) {
    write_shapes_in(file, 9215, rings);
}

fn write_shapes_in(file: &str, epsg: u32, rings: &[Vec<[f64; 2]>]) {
    let feature = |ring: &Vec<[f64; 2]>| json!({ "type": "Feature", "properties": {}, "geometry": { "type": "Polygon", "coordinates": [ring] } });
    let crs = json!({ "type": "name", "properties": { "name": format!("urn:ogc:def:crs:EPSG::{epsg}") } });
    let collection = json!({
        "type": "FeatureCollection",
        "crs": crs,
        "features": rings.iter().map(feature).collect::<Vec<_>>(),
    });
    std::fs::write(file, collection.to_string()).unwrap();
}

/// The shell of the parcel of a sheet and number, as the store exports it.
fn shell(store: &str, folder: &Path, sheet: &str, number: &str) -> Vec<[f64; 2]> {
    let file = path(folder, "all.geojson");
    let _ = std::fs::remove_file(&file);
    thuadat(&["export", store, "--to", &file], PASSED);
    let all: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let is_it = |feature: &&Value| {
        feature["properties"]["soHieuToBanDo"] == sheet && feature["properties"]["soThuTuThua"] == number
    };
    let feature = all["features"].as_array().unwrap().iter().find(is_it).unwrap();
    let geometry = &feature["geometry"];
    let ring = if geometry["type"] == "MultiPolygon" {
        &geometry["coordinates"][0][0]
    } else {
        &geometry["coordinates"][0]
    };
    serde_json::from_value(ring.clone()).unwrap()
}

fn lives(store: &str, folder: &Path) {
    thuadat(&["import", &sample(CLEAN).display().to_string(), "--into", store], PASSED);
    says(&thuadat(&["check", store, "--save", "--lang", "vi"], PASSED).err, &["kho giữ", "phát hiện"]);
    let before = path(folder, "before.csv");
    thuadat(&["export", store, "--to", &before], PASSED);
    let ring = shell(store, folder, "1", "10");
    let commune = thuadat(&["store", "history", store, "#1", "--json"], PASSED).out;
    let commune: Value = serde_json::from_str(&commune).unwrap();
    let commune = commune["parcels"][0]["versions"][0]["key"]["commune"].as_str().unwrap().to_owned();
    let parcel = format!("{commune}/1/10");
    // From its first corner to a place on the edge across.
    let across = ring.len() / 2;
    let middle = [0, 1].map(|axis: usize| f64::midpoint(ring[across][axis], ring[across + 1][axis]));
    let mut first = ring[..=across].to_vec();
    first.extend([middle, ring[0]]);
    let mut second = vec![ring[0], middle];
    second.extend_from_slice(&ring[across + 1..]);
    let parts = path(folder, "parts.geojson");
    write_shapes(&parts, &[first, second]);
    let why = ["--why", "tách theo hồ sơ 12", "--who", "Lan"];
    let split = ["edit", store, "split", &parcel, "--parts", &parts, "--version", "1"];
    let told = thuadat(&[&split[..], &why].concat(), PASSED);
    says(&told.out, &["record 2: split", "ended", "new, version 1"]);
    let late = thuadat(&[&split[..], &why].concat(), COULD_NOT_CHECK);
    says(&late.err, &["was changed in between", "Lan", "record 2", "it has ended since"]);
    let past = thuadat(&["store", "history", store, &parcel, "--lang", "vi"], PASSED).out;
    says(&past, &["không còn", "lần 1", "thành", "tách thửa", "Lan: tách theo hồ sơ 12"]);
    let json = thuadat(&["store", "undo", store, "2", "--why", "nhầm", "--json"], PASSED).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["kind"], &json["record"], &json["findings_kept"]),
        (&json!("undo"), &json!(3), &json!(true))
    );
    let after = path(folder, "after.csv");
    thuadat(&["export", store, "--to", &after], PASSED);
    assert_eq!(std::fs::read(&before).unwrap(), std::fs::read(&after).unwrap());
    let other =
        thuadat(&["edit", store, "renumber", &parcel, "--number", "11", "--why", "x"], COULD_NOT_CHECK);
    says(&other.err, &["number 11 of the sheet was given before"]);
    let seen = format!("{parcel}@1");
    let twice = ["edit", store, "renumber", &seen, "--version", "2", "--number", "x", "--why", "x"];
    says(&thuadat(&twice, COULD_NOT_CHECK).err, &["two versions", "1 and 2"]);
    let missing =
        thuadat(&["edit", store, "retire", &format!("{commune}/1/99999"), "--why", "x"], COULD_NOT_CHECK);
    says(&missing.err, &["there is no parcel"]);
    let told = thuadat(&["edit", store, "retire", &parcel, "--why", "sạt lở", "--lang", "vi"], PASSED).out;
    says(&told, &["biến động 4: bỏ thửa", "không còn"]);
    let verified = thuadat(&["store", "verify", store, "--findings"], PASSED).out;
    says(&verified, &["the store holds what was recorded", "are those of a check of everything"]);
    let long_ago = path(folder, "long_ago.csv");
    let lines = |file: &str| std::fs::read_to_string(file).unwrap().lines().count();
    thuadat(&["export", store, "--to", &long_ago, "--at", "2020-01-01"], PASSED);
    assert_eq!(lines(&long_ago), 1, "nothing but the names of columns");
    let held = thuadat(&["store", "info", store, "--at", "2020-01-01"], PASSED).out;
    says(&held, &["parcels                      0\n", "records                      0\n"]);
}

/// What a parcel is called in a store of one commune.
fn named(store: &str, key: &str) -> String {
    let past = thuadat(&["store", "history", store, "#1", "--json"], PASSED).out;
    let past: Value = serde_json::from_str(&past).unwrap();
    format!("{}/{key}", past["parcels"][0]["versions"][0]["key"]["commune"].as_str().unwrap())
}

#[test]
fn a_shape_from_another_zone_is_told() {
    use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
    let folder = tempfile::tempdir().unwrap();
    let store = &path(folder.path(), "kho.gpkg");
    thuadat(&["import", &sample(CLEAN).display().to_string(), "--into", store], PASSED);
    let zone = |epsg: u32| {
        let mut zone = SpatialRef::from_epsg(epsg).unwrap();
        zone.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        zone
    };
    let there = CoordTransform::new(&zone(9215), &zone(9214)).unwrap();
    let ring: Vec<[f64; 2]> = shell(store, folder.path(), "1", "10")
        .into_iter()
        .map(|[x, y]| {
            let (mut x, mut y) = ([x], [y]);
            there.transform_coords(&mut x, &mut y, &mut []).unwrap();
            [x[0], y[0]]
        })
        .collect();
    let shape = path(folder.path(), "hinh.geojson");
    write_shapes_in(&shape, 9214, &[ring]);
    let parcel = named(store, "1/10");
    let correct = ["edit", store, "correct", &parcel, "--shape", &shape, "--why", "x"];
    let told = thuadat(&[&correct[..], &["--land-use", "LUK"]].concat(), PASSED).out;
    says(&told, &["hinh.geojson is in EPSG:9214", "brought into EPSG:9215"]);
    let told = thuadat(&[&correct[..], &["--land-use", "LUC", "--lang", "vi"]].concat(), PASSED).out;
    says(&told, &["hinh.geojson ở EPSG:9214", "đã được chuyển sang EPSG:9215"]);
    let json = thuadat(&[&correct[..], &["--land-use", "LUN", "--json"]].concat(), PASSED).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["brought"]["from"], &json["brought"]["to"]),
        (&json!("EPSG:9214"), &json!("EPSG:9215"))
    );
}

#[test]
fn a_neighbour_keeps_its_ground() {
    let folder = tempfile::tempdir().unwrap();
    let store = &path(folder.path(), "kho.gpkg");
    thuadat(&["import", &sample(CLEAN).display().to_string(), "--into", store], PASSED);
    let parcel = named(store, "1/10");
    let ring = shell(store, folder.path(), "1", "10");
    let middle =
        [0, 1].map(|axis: usize| ring[1..].iter().map(|at| at[axis]).sum::<f64>() / (ring.len() - 1) as f64);
    // Every corner but the first two metres outwards.
    let outwards = |at: &[f64; 2]| {
        let is_first = (at[0] - ring[0][0]).hypot(at[1] - ring[0][1]) < 1e-6;
        if is_first {
            return *at;
        }
        let (dx, dy) = (at[0] - middle[0], at[1] - middle[1]);
        let length = dx.hypot(dy);
        [at[0] + 2.0 * dx / length, at[1] + 2.0 * dy / length]
    };
    let shape = path(folder.path(), "hinh.geojson");
    write_shapes(&shape, &[ring.iter().map(outwards).collect()]);
    let correct =
        ["edit", store, "correct", &parcel, "--shape", &shape, "--why", "x", "--allow", "topology/*"];
    let refused = thuadat(&correct, COULD_NOT_CHECK).err;
    says(&refused, &["the boundary with parcel 1/", "--move-ground"]);
    let refused = thuadat(&[&correct[..], &["--lang", "vi"]].concat(), COULD_NOT_CHECK).err;
    says(&refused, &["ranh giới với thửa 1/", "--move-ground"]);
}

#[test]
fn a_cadastre_lives_in_a_geopackage() {
    let folder = tempfile::tempdir().unwrap();
    lives(&path(folder.path(), "kho.gpkg"), folder.path());
}

#[test]
fn a_cadastre_lives_in_postgis() {
    let server = PostgresServer::start().unwrap();
    let address = server.new_database().unwrap();
    let folder = tempfile::tempdir().unwrap();
    thuadat(&["store", "migrate", &address], PASSED);
    lives(&address, folder.path());
}

#[test]
fn findings_are_saved_in_a_store_only() {
    let map = sample(CLEAN).display().to_string();
    says(&thuadat(&["check", &map, "--save"], COULD_NOT_CHECK).err, &["name one store"]);
}
