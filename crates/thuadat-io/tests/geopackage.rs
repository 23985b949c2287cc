//! A GeoPackage written comes back whole, styled, and only when complete.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use gdal::Dataset;
use gdal::vector::{FieldValue, LayerAccess};
use geo::{Geometry, Point, polygon};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use thuadat_core::{Observer, Stage, Unobserved};
use thuadat_io::{
    Crs, FieldDefinition, FieldKind, GeoPackageLayer, GeometryKind, ReadRequest, Row, Value, WriteError,
    read, write_geopackage,
};

fn field(name: &str, kind: FieldKind) -> FieldDefinition {
    FieldDefinition { name: name.to_owned(), kind }
}

fn layer(name: &str, geometry: GeometryKind, shape: Geometry<f64>) -> GeoPackageLayer {
    GeoPackageLayer {
        name: name.to_owned(),
        description: "Chỗ chồng lấn".to_owned(),
        geometry,
        fields: vec![
            field("rule", FieldKind::Text),
            field("area_m2", FieldKind::Real),
            field("parcel", FieldKind::Integer),
        ],
        rows: vec![
            Row {
                geometry: Some(shape),
                values: vec![
                    Value::Text("topology/overlap — “chồng”".to_owned()),
                    Value::Real(0.125),
                    Value::Integer(7),
                ],
            },
            Row { geometry: None, values: vec![Value::Null, Value::Null, Value::Null] },
        ],
        style_qml: Some("<qgis version=\"3.22\"/>".to_owned()),
    }
}

fn square() -> Geometry<f64> {
    polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 3.), (x: 0., y: 0.)].into()
}

fn zone() -> Crs {
    Crs::of_epsg(9215).unwrap()
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("báo cáo.gpkg");
    let layers = [
        layer("overlaps", GeometryKind::MultiPolygon, square()),
        layer("places", GeometryKind::Point, Point::new(1.0, 2.0).into()),
        layer("anything", GeometryKind::Any, Point::new(1.0, 2.0).into()),
    ];
    write_geopackage(&path, &zone(), &layers, &Unobserved).unwrap();
    assert_eq!(names_in(folder.path()), ["báo cáo.gpkg"]);

    let request = ReadRequest { layer: Some("overlaps".to_owned()), ..ReadRequest::of(&path) };
    let dataset = read(&request, &Unobserved).unwrap();
    assert_eq!(dataset.source.crs.epsg, Some(9215));
    assert_eq!(dataset.parcels.geometries.ring(0).len(), 4);
    assert_eq!(dataset.parcels.len(), 2);

    let written = Dataset::open(&path).unwrap();
    let mut places = written.layer_by_name("places").unwrap();
    let values: Vec<Vec<Option<FieldValue>>> =
        places.features().map(|feature| feature.fields().map(|(_, value)| value).collect()).collect();
    assert_eq!(values[0][0], Some(FieldValue::StringValue("topology/overlap — “chồng”".to_owned())));
    assert_eq!(values[0][1], Some(FieldValue::RealValue(0.125)));
    assert_eq!(values[0][2], Some(FieldValue::Integer64Value(7)));
    assert_eq!(values[1], [None, None, None]);
}

#[test]
fn carries_the_styles_where_qgis_looks_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let mut plain = layer("plain", GeometryKind::Any, square());
    plain.style_qml = None;
    write_geopackage(&path, &zone(), &[layer("overlaps", GeometryKind::Any, square()), plain], &Unobserved)
        .unwrap();
    let written = Dataset::open(&path).unwrap();
    let mut styles = written.layer_by_name("layer_styles").unwrap();
    // Without this column QGIS finds no style at all.
    assert!(styles.defn().field_index("update_time").is_ok());
    let rows: Vec<(String, String, i32)> = styles
        .features()
        .map(|row| {
            let text = |name: &str| row.field_as_string(row.field_index(name).unwrap()).unwrap().unwrap();
            let default = row.field_as_integer(row.field_index("useAsDefault").unwrap()).unwrap().unwrap();
            (text("f_table_name"), text("styleQML"), default)
        })
        .collect();
    assert_eq!(rows, [("overlaps".to_owned(), "<qgis version=\"3.22\"/>".to_owned(), 1)]);
}

#[test]
fn an_empty_layer_of_unnamed_metres_comes_back_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let empty = GeoPackageLayer { rows: vec![], ..layer("none", GeometryKind::Polygon, square()) };
    write_geopackage(&path, &Crs::unnamed_metres(), &[empty], &Unobserved).unwrap();
    let dataset =
        read(&ReadRequest { layer: Some("none".to_owned()), ..ReadRequest::of(&path) }, &Unobserved).unwrap();
    assert!(dataset.parcels.is_empty());
    assert_eq!(dataset.source.declared_crs, None);
    assert_eq!(dataset.source.crs, Crs::unnamed_metres());
}

#[test]
fn replaces_a_file_only_when_complete() {
    struct Interrupting(AtomicU64);
    impl Observer for Interrupting {
        fn progress(&self, stage: Stage, _: u64, _: u64) {
            assert_eq!(stage, Stage::Writing);
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        fn is_interrupted(&self) -> bool {
            self.0.load(Ordering::Relaxed) > 0
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    std::fs::write(&path, "older report").unwrap();
    let layers = [layer("overlaps", GeometryKind::Any, square())];
    let result = write_geopackage(&path, &zone(), &layers, &Interrupting(AtomicU64::new(0)));
    assert!(matches!(result, Err(WriteError::Interrupted)));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "older report");

    let mut misfit = layer("overlaps", GeometryKind::Any, square());
    misfit.rows[1].values.pop();
    let result = write_geopackage(&path, &zone(), &[misfit], &Unobserved);
    assert!(matches!(result, Err(WriteError::MisfitRow { row: 1, .. })), "{result:?}");
    assert_eq!(names_in(folder.path()), ["a.gpkg"], "nothing is left behind");

    write_geopackage(&path, &zone(), &layers, &Unobserved).unwrap();
    assert!(Dataset::open(&path).is_ok());
}

#[test]
fn the_same_layers_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |name: &str| {
        let path = folder.path().join(name);
        write_geopackage(&path, &zone(), &[layer("overlaps", GeometryKind::Any, square())], &Unobserved)
            .unwrap();
        std::fs::read(path).unwrap()
    };
    assert!(bytes("a.gpkg") == bytes("b.gpkg"));
}

#[test]
fn says_what_is_wrong_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/a.gpkg");
    let error = write_geopackage(&path, &zone(), &[], &Unobserved).unwrap_err();
    assert!(error.to_string().contains("there is no folder"), "{error}");
    let error = write_geopackage(folder.path(), &zone(), &[], &Unobserved).unwrap_err();
    assert!(matches!(error, WriteError::FileSystem { .. }), "{error}");
    assert_eq!(names_in(folder.path()), Vec::<String>::new());
}
