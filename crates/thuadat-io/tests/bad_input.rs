//! Input that cannot be read: every error names the file and says what to do.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod parcels_file;

use parcels_file::{Form, write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use thuadat_core::{Observer, Stage, Unobserved};
use thuadat_io::{Field, ReadError, ReadRequest, read};

fn refuse(request: &ReadRequest) -> ReadError {
    match read(request, &Unobserved) {
        Err(error) => error,
        Ok(dataset) => panic!("read {} parcels of {}", dataset.parcels.len(), request.path.display()),
    }
}

/// The message must hold every word.
fn check(error: &ReadError, words: &[&str]) {
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "{word:?} is not in: {message}");
    }
    assert!(
        message.starts_with(|first: char| !first.is_uppercase() || message.starts_with("EPSG")),
        "{message}"
    );
}

fn sample(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("thua.gpkg");
    write("GPKG", &path, &Form::default());
    path
}

#[test]
fn names_what_is_missing_or_no_map() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let missing = refuse(&ReadRequest::of(folder.path().join("khong-co.gpkg")));
    assert!(matches!(missing, ReadError::NotFound { .. }));
    check(&missing, &["khong-co.gpkg", "spelling"]);
    check(&refuse(&ReadRequest::of(file("a.geojson", b""))), &["a.geojson", "empty"]);
    check(&refuse(&ReadRequest::of(file("a.shp", b"not a shapefile"))), &["a.shp", "GeoPackage"]);
    check(&refuse(&ReadRequest::of(file("a.zip", b"PK\x03\x04 broken"))), &["a.zip", "damaged or empty"]);
    check(&refuse(&ReadRequest::of(file("a.rar", b"Rar!"))), &["a.rar", "unpack"]);
    let v8 = refuse(&ReadRequest::of(file("dc1.dgn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")));
    check(&v8, &["dc1.dgn", "V8", "V7 DGN", "DXF"]);
    check(&refuse(&ReadRequest::of(file("a.csv", b"so_to,so_thua\n1,2\n"))), &["a.csv", "table", "polygons"]);
    check(&refuse(&ReadRequest::of(folder.path())), &["not a map", "no layer"]);
}

/// GDAL would run `gpsbabel` on the first and ask a server for the second.
#[test]
fn a_file_makes_nobody_run_programs_or_ask_servers() {
    let folder = tempfile::tempdir().unwrap();
    for content in [
        "$PMGNRTE,2,1,M,1,R1,W1,a*00\n",
        "<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>",
    ] {
        let path = folder.path().join("a.gml");
        std::fs::write(&path, content).unwrap();
        for _ in 0..2 {
            check(&refuse(&ReadRequest::of(&path)), &["a.gml", "no reader of GDAL knows its content"]);
        }
    }
}

#[test]
fn says_what_an_archive_holds() {
    let folder = tempfile::tempdir().unwrap();
    let (text, one, two) =
        (folder.path().join("a.txt"), folder.path().join("a.geojson"), folder.path().join("b.fgb"));
    std::fs::write(&text, "nothing").unwrap();
    write("GeoJSON", &one, &Form::default());
    write("FlatGeobuf", &two, &Form::default());
    let archive = folder.path().join("x.zip");
    parcels_file::zip(&archive, folder.path(), std::slice::from_ref(&text));
    check(&refuse(&ReadRequest::of(&archive)), &["x.zip holds no map", "a.txt"]);
    parcels_file::zip(&archive, folder.path(), &[one, two]);
    check(&refuse(&ReadRequest::of(&archive)), &["several", "a.geojson, b.fgb"]);
    let named = ReadRequest { layer: Some("b".to_owned()), ..ReadRequest::of(&archive) };
    assert_eq!(
        read(&ReadRequest { layer: None, ..ReadRequest::of(archive.join("b.fgb")) }, &Unobserved)
            .unwrap()
            .parcels
            .len(),
        3
    );
    check(&refuse(&named), &["no layer \"b\"", "thua"]);
}

#[test]
fn suggests_the_layer_or_column_that_may_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let layer = ReadRequest { layer: Some("thau".to_owned()), ..ReadRequest::of(&path) };
    check(&refuse(&layer), &["thua.gpkg", "\"thau\"", "did you mean \"thua\"?", "3 features"]);
    let columns = [(Field::Sheet, "soHieuToBanDu".to_owned())].into();
    let column = ReadRequest { columns, ..ReadRequest::of(&path) };
    check(
        &refuse(&column),
        &["\"soHieuToBanDu\"", "--map sheet=", "did you mean \"soHieuToBanDo\"?", "tenChu"],
    );
    let id = ReadRequest { id_column: Some("uuid".to_owned()), ..ReadRequest::of(&path) };
    check(&refuse(&id), &["\"uuid\"", "--id", "its columns are maXa"]);
}

#[test]
fn lists_what_there_is_instead_of_polygons() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ranh.gpkg");
    let shapes = ["LINESTRING(0 0,1 1)", "LINESTRING(0 0,1 2)"];
    write("GPKG", &path, &Form { shapes: &shapes, fields: false, ..Form::default() });
    check(&refuse(&ReadRequest::of(&path)), &["ranh.gpkg", "no polygons", "2 × Line String", "Polygonize"]);
    let drawing = folder.path().join("ranh.dxf");
    write(
        "DXF",
        &drawing,
        &Form { shapes: &shapes, fields: false, crs: None, layer: "entities", ..Form::default() },
    );
    check(&refuse(&ReadRequest::of(&drawing)), &["loose lines", "--boundary-levels"]);
}

#[test]
fn refuses_systems_nobody_knows_or_that_are_no_metres() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let with =
        |crs: Option<u32>, zone: Option<u32>| refuse(&ReadRequest { crs, zone, ..ReadRequest::of(&path) });
    check(&with(Some(99_999), None), &["EPSG:99999", "--crs", "9205"]);
    check(&with(None, Some(99_999)), &["EPSG:99999", "--zone"]);
    check(&with(None, Some(4326)), &["EPSG:4326", "--zone", "metres"]);
    check(&with(Some(2263), None), &["EPSG:2263", "--zone", "foot"]);
    let nameless = folder.path().join("nameless.gpkg");
    write("GPKG", &nameless, &Form { crs: None, ..Form::default() });
    let zone = refuse(&ReadRequest { zone: Some(9215), ..ReadRequest::of(&nameless) });
    check(&zone, &["nameless.gpkg", "--crs"]);
}

#[test]
fn says_which_zone_fits_metres_declared_as_degrees() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thua.geojson");
    write("GeoJSON", &path, &Form { crs: None, ..Form::default() });
    let error = refuse(&ReadRequest::of(&path));
    check(
        &error,
        &["thua.geojson", "EPSG:4326", "458700", "feature 0", "pass --crs", "EPSG:9215 (107°15', Lạng Sơn)"],
    );
    let read_right = ReadRequest { crs: Some(9215), ..ReadRequest::of(&path) };
    assert_eq!(read(&read_right, &Unobserved).unwrap().parcels.len(), 3);
}

/// Cuts a file of many parcels short and demands an error, whatever its length.
fn check_truncated(driver: &str, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let shapes: Vec<String> = (0..2_000)
        .map(|n| {
            let (x, y) = (458_000 + n % 50 * 10, 2_425_000 + n / 50 * 10);
            format!("POLYGON(({x} {y},{} {y},{} {},{x} {y}))", x + 10, x + 10, y + 10)
        })
        .collect();
    let shapes: Vec<&str> = shapes.iter().map(String::as_str).collect();
    let crs = if driver == "DXF" { None } else { Some(9215) };
    let layer = if driver == "DXF" { "entities" } else { "thua" };
    write(driver, &path, &Form { shapes: &shapes, fields: false, crs, layer, ..Form::default() });
    let whole = std::fs::read(&path).unwrap();
    assert_eq!(read(&ReadRequest::of(&path), &Unobserved).unwrap().parcels.len(), 2_000, "{driver}");
    for percent in [10, 35, 50, 80, 95, 99] {
        std::fs::write(&path, &whole[..whole.len() * percent / 100]).unwrap();
        match read(&ReadRequest::of(&path), &Unobserved) {
            Err(
                ReadError::Incomplete { .. }
                | ReadError::CutOff { .. }
                | ReadError::Damaged { .. }
                | ReadError::NotVector { .. },
            ) => {}
            Err(other) => panic!("{driver} cut at {percent} %: {other}"),
            Ok(dataset) => panic!("{driver} cut at {percent} % read as {} parcels", dataset.parcels.len()),
        }
    }
}

#[test]
fn a_truncated_file_is_never_a_shorter_dataset() {
    for (driver, name) in [
        ("GeoJSON", "a.geojson"),
        ("FlatGeobuf", "a.fgb"),
        ("GPKG", "a.gpkg"),
        ("ESRI Shapefile", "a.shp"),
        ("GML", "a.gml"),
        ("DXF", "a.dxf"),
    ] {
        check_truncated(driver, name);
    }
}

/// Whatever is shown of a parcel is not taken from a column of people, even if somebody asks for it.
#[test]
fn a_column_of_people_tells_only_holders() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.geojson");
    let feature = r#"{"type":"Feature","properties":{"ten_chu":"Nguyễn Văn Thử"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#;
    std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#)).unwrap();
    let asking = |field| ReadRequest {
        columns: [(field, "ten_chu".to_owned())].into_iter().collect(),
        ..ReadRequest::of(&path)
    };
    for field in [Field::Commune, Field::Sheet, Field::Number, Field::LandUse, Field::RecordedArea] {
        let error = refuse(&asking(field));
        assert!(matches!(error, ReadError::ColumnOfPeople { .. }), "{field}: {error}");
        check(&error, &["ten_chu", "names of people", "--map"]);
    }
    read(&asking(Field::Holder), &Unobserved).unwrap();
}

#[test]
fn a_truncated_archive_is_never_a_shorter_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.geojson.gz");
    write("GeoJSON", Path::new(&format!("/vsigzip/{}", path.display())), &Form::default());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() * 7 / 10]).unwrap();
    let error = refuse(&ReadRequest::of(&path));
    assert!(matches!(error, ReadError::Incomplete { .. } | ReadError::Damaged { .. }), "{error}");
}

#[test]
fn stops_when_told_to() {
    struct Impatient(AtomicUsize);
    impl Observer for Impatient {
        fn progress(&self, stage: Stage, _: u64, _: u64) {
            assert_eq!(stage, Stage::Reading);
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        fn is_interrupted(&self) -> bool {
            self.0.load(Ordering::Relaxed) > 0
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let request = ReadRequest::of(sample(folder.path()));
    let result = read(&request, &Impatient(AtomicUsize::new(0)));
    assert!(matches!(result, Err(ReadError::Interrupted)));
}
