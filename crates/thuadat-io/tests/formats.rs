//! The same three parcels in every format, and what each format does to them.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod parcels_file;

use geo::Coord;
use parcels_file::{Form, write};
use std::path::{Path, PathBuf};
use thuadat_core::{FeatureId, Unobserved};
use thuadat_io::{CrsOrigin, Dataset, Field, ReadError, ReadRequest, read};

fn read_file(path: impl Into<PathBuf>) -> Dataset {
    read(&ReadRequest::of(path), &Unobserved).unwrap_or_else(|error| panic!("{error}"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Corners of the second parcel, which has a hole, as the file holds them.
fn check(dataset: &Dataset, format: &str) {
    let parcels = &dataset.parcels;
    assert_eq!(dataset.source.format, format);
    assert_eq!(parcels.len(), 3, "{format}");
    let rings: Vec<usize> = parcels.geometries.rings(1).map(<[_]>::len).collect();
    assert_eq!(rings, [5, 5], "{format}: shell and hole, closed");
    let corners: Vec<(f64, f64)> = parcels.geometries.ring(0).iter().map(Coord::x_y).collect();
    assert!(corners.contains(&(458_700.0, 2_425_800.0)), "{format}: {corners:?}");
    assert!(corners.contains(&(458_720.5, 2_425_830.25)), "{format}: {corners:?}");
}

fn check_facts(dataset: &Dataset, format: &str) {
    let record = &dataset.parcels.records[1];
    assert_eq!(dataset.parcels.name(1).to_string(), "12/7a", "{format}");
    assert_eq!(record.key.commune.as_deref(), Some("06211"), "{format}");
    assert_eq!(record.recorded_area_m2, Some(502.25), "{format}");
    assert_eq!(record.legal_area_m2, Some(1500.5), "{format}");
    assert_eq!(record.land_use.as_deref(), Some("ONT+CLN"), "{format}");
    assert_eq!(dataset.source.columns.len(), 6, "{format}: {:?}", dataset.source.columns);
}

fn check_crs(dataset: &Dataset, format: &str) {
    assert_eq!(dataset.source.crs.epsg, Some(9215), "{format}: {:?}", dataset.source.crs);
    assert_eq!(dataset.source.crs_origin, CrsOrigin::Declared, "{format}");
}

#[test]
fn reads_databases_and_exchange_files() {
    let folder = folder();
    for (driver, name) in [
        ("GPKG", "thửa đất.gpkg"),
        ("ESRI Shapefile", "thua.shp"),
        ("FlatGeobuf", "thua.fgb"),
        ("GML", "thua.gml"),
        ("OpenFileGDB", "thua.gdb"),
        ("SQLite", "thua.sqlite"),
        ("GeoJSON", "thua.geojson"),
    ] {
        let path = folder.path().join(name);
        write(driver, &path, &Form::default());
        let dataset = read_file(&path);
        check(&dataset, driver);
        check_facts(&dataset, driver);
        check_crs(&dataset, driver);
        let expected: &[&str] = if driver == "ESRI Shapefile" { &["column-ambiguous"] } else { &[] };
        let codes: Vec<_> = dataset.source.notices.iter().map(|notice| notice.code).collect();
        assert_eq!(codes, expected, "{driver}");
    }
}

#[test]
fn reading_gml_leaves_nothing_beside_the_file() {
    let folder = folder();
    let path = folder.path().join("thua.gml");
    write("GML", &path, &Form::default());
    std::fs::remove_file(path.with_extension("xsd")).unwrap();
    read_file(&path);
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["thua.gml"]);
}

/// What stands in a GML file of VBDLIS: one parcel, easting first, floating-point noise in its coordinates.
const VBDLIS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
  xmlns:app="http://www.vietbando.com/gml/vlis" numberMatched="1" numberReturned="1">
 <wfs:member><app:Thua_Dat gml:id="Thua_Dat.1">
  <app:Geometry><gml:Polygon gml:id="p.1" srsName="urn:ogc:def:crs:EPSG::9218" srsRevert="VN2000_DLak_3_108.5" srsProjected="1">
   <gml:exterior><gml:LinearRing><gml:posList>450000.000000000015625 1400000.5 450010 1400000.5 450010 1400020 450000.000000000015625 1400000.5</gml:posList></gml:LinearRing></gml:exterior>
  </gml:Polygon></app:Geometry>
  <app:soHieuToBanDo>7</app:soHieuToBanDo><app:soThuTuThua>c395</app:soThuTuThua><app:maXa>06211</app:maXa>
  <app:mucDichSuDung>ODT+CLN</app:mucDichSuDung><app:dienTich>97.5</app:dienTich><app:tenChu>Nguyễn Văn Mẫu</app:tenChu>
 </app:Thua_Dat></wfs:member>
</wfs:FeatureCollection>"#;

/// Schemas met beside such files: no XML at all; XML that is no schema, as VBDLIS writes it; one that lies about columns.
const SCHEMAS: [&str; 3] = [
    "<xsd:schema><xsd:extension></xsd:schema>",
    r#"<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:app="http://www.vietbando.com/gml/vlis" targetNamespace="http://www.vietbando.com/gml/vlis">
 <xsd:import namespace="http://www.opengis.net/gml/3.2" schemaLocation="http://schemas.opengis.net/gml/3.1.1/base/gml.xsd"/>
 <xsd:element name="Thua_Dat" type="app:Thua_DatType" substitutionGroup="gml:AbstractFeature"/>
 <xsd:complexType name="Thua_DatType"><xsd:complexContent><xsd:extension><xsd:sequence>
  <xsd:element name="Geometry" type="gml:PolygonPropertyType"/><xsd:element name="soThuTuThua" type="xsd:int"/>
 </xsd:sequence></xsd:extension><xsd:sequence/></xsd:complexContent></xsd:complexType></xsd:schema>"#,
    r#"<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:app="http://www.vietbando.com/gml/vlis" targetNamespace="http://www.vietbando.com/gml/vlis">
 <xsd:element name="Thua_Dat" type="app:Thua_DatType" substitutionGroup="gml:AbstractFeature"/>
 <xsd:complexType name="Thua_DatType"><xsd:complexContent><xsd:extension base="gml:AbstractFeatureType"><xsd:sequence>
  <xsd:element name="Geometry" type="gml:PolygonPropertyType"/><xsd:element name="soThuTuThua" type="xsd:int"/>
 </xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType></xsd:schema>"#,
];

#[test]
fn reads_gml_as_vbdlis_writes_it() {
    for schema in SCHEMAS {
        let folder = folder();
        let path = folder.path().join("Thua_Dat.gml");
        let beside = folder.path().join("Thua_Dat.xsd");
        std::fs::write(&beside, schema).unwrap();
        std::fs::write(&path, VBDLIS).unwrap();
        let archive = folder.path().join("Thua_Dat.zip");
        parcels_file::zip(&archive, folder.path(), &[path.clone(), beside]);
        for path in [path, archive] {
            check_vbdlis(&read_file(&path));
        }
    }
}

fn check_vbdlis(dataset: &Dataset) {
    assert_eq!(dataset.parcels.name(0).to_string(), "7/c395");
    let record = &dataset.parcels.records[0];
    assert_eq!(record.key.commune.as_deref(), Some("06211"));
    assert_eq!((record.recorded_area_m2, record.land_use.as_deref()), (Some(97.5), Some("ODT+CLN")));
    assert_eq!(dataset.source.crs.epsg, Some(9218));
    let corner = dataset.parcels.geometries.ring(0)[1];
    assert_eq!(corner.x_y(), (450_010.0, 1_400_000.5), "easting first");
    assert!(!format!("{dataset:?}").contains("Nguyễn"), "names of persons are not read");
}

#[test]
fn reads_drawings() {
    let folder = folder();
    for (driver, name) in [("DXF", "thua.dxf"), ("DGN", "thua.dgn")] {
        let path = folder.path().join(name);
        write(driver, &path, &Form { fields: false, crs: None, layer: "entities", ..Form::default() });
        let dataset = read_file(&path);
        assert_eq!(dataset.source.format, driver);
        assert_eq!(dataset.source.crs_origin, CrsOrigin::Assumed);
        assert!(dataset.parcels.len() >= 3, "{driver}: {}", dataset.parcels.len());
        assert!(dataset.source.notices.iter().any(|notice| notice.code == "crs-assumed"));
    }
}

#[test]
fn reads_compressed_files_in_place() {
    let folder = folder();
    let zipped = |entry: &str, archive: &str| {
        let archive = folder.path().join(archive);
        let inside = PathBuf::from(format!("/vsizip/{}/{entry}", archive.display()));
        let driver = if entry.contains("geojson") { "GeoJSON" } else { "FlatGeobuf" };
        write(driver, &inside, &Form::default());
        archive
    };
    let gz = folder.path().join("thua.geojson.gz");
    write("GeoJSON", Path::new(&format!("/vsigzip/{}", gz.display())), &Form::default());
    check(&read_file(&gz), "GeoJSON");
    check(&read_file(zipped("thua.geojson", "a.zip")), "GeoJSON");
    check(&read_file(zipped("thu mục/thua.fgb", "b.ZIP")), "FlatGeobuf");
    check(&read_file(folder.path().join("a.zip/thua.geojson")), "GeoJSON");
}

#[test]
fn reads_zipped_shapefiles_and_geodatabases() {
    let folder = folder();
    let shapefile = folder.path().join("thua.shp");
    write("ESRI Shapefile", &shapefile, &Form::default());
    let geodatabase = folder.path().join("thua.gdb");
    write("OpenFileGDB", &geodatabase, &Form::default());
    let entries = |from: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(from)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .collect()
    };
    let archive = folder.path().join("thua.zip");
    parcels_file::zip(
        &archive,
        folder.path(),
        &entries(folder.path()).into_iter().filter(|p| p.extension().unwrap() != "zip").collect::<Vec<_>>(),
    );
    check(&read_file(&archive), "ESRI Shapefile");
    check_facts(&read_file(&archive), "zipped shapefile");
    let archive = folder.path().join("thua.gdb.zip");
    parcels_file::zip(&archive, folder.path(), &entries(&geodatabase));
    check(&read_file(&archive), "OpenFileGDB");
}

#[test]
fn keeps_what_is_wrong_with_a_shape() {
    let folder = folder();
    let shapes = [
        "POLYGON((0 0,4 0,4 4))",         // not closed
        "POLYGON((0 0,4 0,4 0,4 4,0 0))", // a vertex twice
        "POLYGON((0 0,4 4,4 0,0 4,0 0))", // crosses itself
        "POLYGON((0 0,0 4,4 4,0 0))",     // the other way round
        "POLYGON((0 0,nan 4,4 4,0 0))",   // no number
        "POLYGON((0 0,inf 4,4 4,0 0))",
        "POLYGON EMPTY",
        "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
        "POLYGON Z((0 0 7,4 0 7,4 4 7,0 0 7))",
        "MULTIPOLYGON M(((0 0 7,4 0 7,4 4 7,0 0 7)))",
        "GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 0)),POINT(3 3))",
    ];
    let path = folder.path().join("shapes.gpkg");
    write(
        "GPKG",
        &path,
        &Form { shapes: &shapes, fields: false, any_geometry: true, null_geometry: true, ..Form::default() },
    );
    let dataset = read_file(&path);
    let geometries = &dataset.parcels.geometries;
    assert_eq!(dataset.parcels.len(), shapes.len() + 1);
    let counts: Vec<usize> =
        (0..geometries.len()).map(|parcel| geometries.parcel_coords(parcel).len()).collect();
    assert_eq!(counts, [3, 5, 5, 4, 4, 4, 0, 8, 4, 4, 4, 0]);
    assert!(geometries.ring(4)[1].x.is_nan() && geometries.ring(5)[1].x.is_infinite());
    let codes: Vec<_> = dataset.source.notices.iter().map(|notice| notice.code).collect();
    assert_eq!(codes, ["parts-skipped", "heights-dropped", "empty-geometries"]);
}

#[test]
fn strokes_curves_and_says_so() {
    let folder = folder();
    let path = folder.path().join("curves.gpkg");
    let shapes = [
        "CURVEPOLYGON(CIRCULARSTRING(0 0,50 50,100 0,50 -50,0 0))",
        "CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(0 0,1 1,2 0),(2 0,0 0)))",
        "MULTISURFACE(((200 0,300 0,300 100,200 0)),CURVEPOLYGON(CIRCULARSTRING(0 0,50 50,100 0,50 -50,0 0)))",
    ];
    write("GPKG", &path, &Form { shapes: &shapes, fields: false, any_geometry: true, ..Form::default() });
    let dataset = read_file(&path);
    assert_eq!(dataset.parcels.len(), 3);
    let notice = dataset.source.notices.iter().find(|notice| notice.code == "arcs-stroked").expect("said");
    assert!(
        notice.message.en.contains("3 parcels") && notice.message.en.contains("1.0 mm"),
        "{}",
        notice.message.en
    );
    assert_eq!(dataset.parcels.geometries.polygons(2).count(), 2);
}

#[test]
fn names_features_by_a_column_if_told_to() {
    let folder = folder();
    let path = folder.path().join("thua.gpkg");
    write("GPKG", &path, &Form::default());
    let by = |column: &str| {
        let request = ReadRequest { id_column: Some(column.to_owned()), ..ReadRequest::of(&path) };
        read(&request, &Unobserved).unwrap()
    };
    let by_number = by("soThuTuThua");
    assert_eq!(by_number.parcels.records[1].feature, FeatureId::Text("7a".into()));
    let by_sheet = by("soHieuToBanDo");
    assert_eq!(by_sheet.parcels.records[1].feature, FeatureId::Number(12));
    let notice = by_sheet.source.notices.iter().find(|notice| notice.code == "duplicate-ids").expect("said");
    assert!(notice.message.en.contains("such as 12"), "{}", notice.message.en);
    assert_eq!(by_sheet.parcels.len(), 3, "all are kept");
}

#[test]
fn takes_the_columns_the_user_names() {
    let folder = folder();
    let path = folder.path().join("thua.gpkg");
    write("GPKG", &path, &Form::default());
    let columns = [(Field::Number, "soHieuToBanDoCu".to_owned())].into();
    let dataset = read(&ReadRequest { columns, ..ReadRequest::of(&path) }, &Unobserved).unwrap();
    assert_eq!(dataset.parcels.records[0].key.number.as_deref(), Some("99"));
    let number = dataset.source.columns.iter().find(|column| column.field == Field::Number).unwrap();
    assert!(number.given);
}

#[test]
fn says_when_names_cut_by_a_shapefile_are_ambiguous() {
    let folder = folder();
    let path = folder.path().join("thua.shp");
    write("ESRI Shapefile", &path, &Form::default());
    let dataset = read_file(&path);
    let notice =
        dataset.source.notices.iter().find(|notice| notice.code == "column-ambiguous").expect("said");
    assert!(
        notice.message.en.contains("soHieuToBa") && notice.message.en.contains("soHieuTo_1"),
        "{}",
        notice.message.en
    );
    let columns = [(Field::Sheet, "soHieuTo_1".to_owned())].into();
    let told = read(&ReadRequest { columns, ..ReadRequest::of(&path) }, &Unobserved).unwrap();
    assert_eq!(told.parcels.records[0].key.sheet.as_deref(), Some("99"));
    assert!(told.source.notices.is_empty());
}

#[test]
fn chooses_the_one_layer_of_polygons() {
    let folder = folder();
    let path = folder.path().join("thua.gpkg");
    write("GPKG", &path, &Form::default());
    write(
        "GPKG",
        &path,
        &Form { layer: "ranh", shapes: &["LINESTRING(0 0,1 1)"], fields: false, ..Form::default() },
    );
    let dataset = read_file(&path);
    assert_eq!(dataset.source.layer, "thua");
    assert_eq!(dataset.source.notices[0].code, "layer-chosen");
    assert!(dataset.source.notices[0].message.en.contains("ranh"));

    write("GPKG", &path, &Form { layer: "ThuaDatCu", ..Form::default() });
    let several = read(&ReadRequest::of(&path), &Unobserved).unwrap_err();
    assert!(matches!(&several, ReadError::SeveralLayers { layers, .. } if layers.len() == 2), "{several}");
    assert!(several.to_string().contains("--layer"), "{several}");
    let named = ReadRequest { layer: Some("thuadatcu".to_owned()), ..ReadRequest::of(&path) };
    assert_eq!(read(&named, &Unobserved).unwrap().source.layer, "ThuaDatCu", "without regard to case");
}

#[test]
fn brings_degrees_to_metres() {
    let folder = folder();
    let shape = ["POLYGON((106.852 21.928,106.853 21.928,106.853 21.929,106.852 21.928))"];
    let read_with = |crs: Option<u32>, request: &dyn Fn(ReadRequest) -> ReadRequest| {
        let path = folder.path().join("thua.gpkg");
        let _ = std::fs::remove_file(&path);
        write("GPKG", &path, &Form { shapes: &shape, fields: false, crs, ..Form::default() });
        read(&request(ReadRequest::of(&path)), &Unobserved).unwrap().source
    };
    let fitting = read_with(Some(4326), &|request| request);
    assert_eq!((fitting.crs.epsg, fitting.crs_origin), (Some(9215), CrsOrigin::ProjectedToFitting));
    assert_eq!(fitting.declared_crs.as_deref(), Some("EPSG:4326"));
    let given = read_with(Some(4326), &|request| ReadRequest { zone: Some(9210), ..request });
    assert_eq!((given.crs.epsg, given.crs_origin), (Some(9210), CrsOrigin::ProjectedToGiven));
    let vn2000 = read_with(Some(4756), &|request| request);
    assert_eq!(vn2000.crs.epsg, Some(9215));
    let overridden = read_with(None, &|request| ReadRequest { crs: Some(4326), ..request });
    assert_eq!((overridden.crs.epsg, overridden.declared_crs), (Some(9215), None));
}

#[test]
fn takes_a_system_written_out_by_hand_for_the_zone_it_means() {
    let folder = folder();
    let path = folder.path().join("thua.shp");
    write("ESRI Shapefile", &path, &Form::default());
    std::fs::write(
        path.with_extension("prj"),
        r#"PROJCS["VN_2000_LangSon_KTT_107d15",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",107.25],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#,
    )
    .unwrap();
    check_crs(&read_file(&path), "shapefile");
}

#[test]
fn brings_metres_to_another_zone_only_if_told_to() {
    let folder = folder();
    let path = folder.path().join("thua.gpkg");
    write("GPKG", &path, &Form::default());
    let dataset = read(&ReadRequest { zone: Some(9214), ..ReadRequest::of(&path) }, &Unobserved).unwrap();
    assert_eq!(dataset.source.crs.epsg, Some(9214));
    assert_eq!(dataset.source.crs_origin, CrsOrigin::ProjectedToGiven);
    assert!((dataset.parcels.geometries.coords()[0].x - 484_500.0).abs() < 100.0);
}

#[test]
fn web_mercator_is_read_with_a_warning() {
    let folder = folder();
    let path = folder.path().join("thua.gpkg");
    write("GPKG", &path, &Form { crs: Some(3857), ..Form::default() });
    let notices = read_file(&path).source.notices;
    assert_eq!(notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), ["areas-not-legal"]);
}

#[test]
fn nothing_is_read_from_an_empty_layer() {
    let folder = folder();
    for (driver, name) in [("GPKG", "a.gpkg"), ("GeoJSON", "a.geojson"), ("ESRI Shapefile", "a.shp")] {
        let path = folder.path().join(name);
        write(driver, &path, &Form { shapes: &[], ..Form::default() });
        let dataset = read_file(&path);
        assert!(dataset.parcels.is_empty(), "{driver}");
        assert_eq!(dataset.source.notices[0].code, "no-features", "{driver}");
    }
}

#[test]
fn longitude_is_first_whatever_the_file_says() {
    let folder = folder();
    let path = folder.path().join("thua.gml");
    std::fs::write(
        &path,
        r#"<?xml version="1.0"?>
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml/3.2" gml:id="a">
 <ogr:featureMember><ogr:thua gml:id="thua.0"><ogr:geometryProperty>
  <gml:Polygon srsName="urn:ogc:def:crs:EPSG::4326" gml:id="g"><gml:exterior><gml:LinearRing>
   <gml:posList>16.05 108.2 16.05 108.2001 16.0501 108.2001 16.05 108.2</gml:posList>
  </gml:LinearRing></gml:exterior></gml:Polygon>
 </ogr:geometryProperty></ogr:thua></ogr:featureMember>
</ogr:FeatureCollection>"#,
    )
    .unwrap();
    let dataset = read_file(&path);
    assert_eq!(dataset.source.crs.epsg, Some(5899), "Đà Nẵng");
    let corner = dataset.parcels.geometries.ring(0)[0];
    assert!((540_000.0..560_000.0).contains(&corner.x), "{corner:?}");
}
