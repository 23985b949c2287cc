//! What is exported and imported again is the same cadastre, in every format; what a format cannot hold is said and held against
//! what comes back.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use thuadat::cadastre::{
    ExportRequest, Exported, ImportRequest, Imported, StoreLocation, dataset_of, export, import_files,
};
use thuadat::{Parcels, ReadRequest, Unobserved};
use thuadat_core::ParcelRecord;

const EPSG: u32 = 9215;

/// A parcel to be put into a store.
#[derive(Debug, Clone)]
struct Made {
    shape: MultiPolygon<f64>,
    commune: Option<String>,
    sheet: Option<String>,
    number: Option<String>,
    code: Option<String>,
    land_use: Option<String>,
    land_use_areas: Option<String>,
    recorded_area: Option<f64>,
    legal_area: Option<f64>,
}

/// Numbers that people write, and a few texts that break what is written without care.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (1_u32..400).prop_map(|number| number.to_string()),
        1 => prop::sample::select(vec!["0", "007", "12a", "c395"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "TĐ 03-2014", "=1+1", "a\"b", "x,y;z", "Ấp Mẫu", "1e5", "<b>&amp;", "true", "'7", "2026-07-01",
        ])
        .prop_map(str::to_owned),
    ]
}

fn land_use() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec!["ODT", "LUC", "ONT+CLN", "NĐ"]).prop_map(str::to_owned))
}

/// Areas of at most three decimals: what people write.
fn area() -> impl Strategy<Value = Option<f64>> {
    prop::option::of((1_i64..10_000_000).prop_map(|thousandths| thousandths as f64 / 1000.0))
}

fn facts() -> impl Strategy<Value = Made> {
    let sheet =
        prop::option::weighted(0.9, prop::sample::select(vec!["12", "3", "c7"]).prop_map(str::to_owned));
    let commune = prop::option::weighted(0.9, Just("06211".to_owned()));
    let code = prop::option::of(Just("w7er9c4hk2m1".to_owned()));
    let areas = prop::option::of(Just("100.5+20".to_owned()));
    (commune, sheet, prop::option::weighted(0.95, number()), code, land_use(), areas, area(), area())
        .prop_map(|(commune, sheet, number, code, land_use, land_use_areas, recorded_area, legal_area)| {
            Made {
                shape: MultiPolygon(Vec::new()),
                commune,
                sheet,
                number,
                code,
                land_use_areas: land_use_areas.filter(|_| land_use.as_deref() == Some("ONT+CLN")),
                land_use,
                recorded_area,
                legal_area,
            }
        })
}

/// Cells of a grid with moved corners, neighbours corner for corner; one may have a hole with another parcel in it, one may be of two
/// parts, some have no shape.
fn cadastre() -> impl Strategy<Value = Vec<Made>> {
    let cells = (2_usize..5, 1_usize..4);
    cells.prop_flat_map(|(columns, rows)| {
        let corners =
            prop::collection::vec((-3_000_i64..3_000, -3_000_i64..3_000), (columns + 1) * (rows + 1));
        let made = prop::collection::vec((facts(), 0_u8..12), columns * rows + 1);
        (corners, made).prop_map(move |(corners, made)| laid_out(columns, &corners, made))
    })
}

fn laid_out(columns: usize, moves: &[(i64, i64)], made: Vec<(Made, u8)>) -> Vec<Made> {
    let corner = |column: usize, row: usize| {
        let (dx, dy) = moves[row * (columns + 1) + column];
        let millimetres =
            |whole: i64, step: usize, moved: i64| (whole + step as i64 * 20_000 + moved) as f64 / 1000.0;
        Coord { x: millimetres(458_700_000, column, dx), y: millimetres(2_425_800_000, row, dy) }
    };
    let ring = |corners: [Coord<f64>; 4]| -> LineString<f64> {
        [corners[0], corners[1], corners[2], corners[3], corners[0]].into_iter().collect()
    };
    let mut made = made.into_iter();
    let (mut island, _) = made.next().expect("one more than cells");
    let mut parcels: Vec<Made> = Vec::new();
    for (position, (mut one, kind)) in made.enumerate() {
        let (column, row) = (position % columns, position / columns);
        let outer = ring([
            corner(column, row),
            corner(column + 1, row),
            corner(column + 1, row + 1),
            corner(column, row + 1),
        ]);
        let middle =
            Coord { x: 458_700.0 + column as f64 * 20.0 + 10.0, y: 2_425_800.0 + row as f64 * 20.0 + 10.0 };
        let square = |from: f64, to: f64| {
            let at = |x: f64, y: f64| Coord { x: middle.x + x, y: middle.y + y };
            ring([at(from, from), at(to, from), at(to, to), at(from, to)])
        };
        one.shape = match kind {
            0 => MultiPolygon(Vec::new()),
            1 if island.shape.0.is_empty() => {
                island.shape = MultiPolygon(vec![Polygon::new(square(-2.0, 2.0), Vec::new())]);
                let mut hole = square(-2.0, 2.0);
                hole.0.reverse();
                MultiPolygon(vec![Polygon::new(outer, vec![hole])])
            }
            2 => MultiPolygon(vec![
                Polygon::new(square(-5.0, -1.0), Vec::new()),
                Polygon::new(square(1.0, 5.0), Vec::new()),
            ]),
            _ => MultiPolygon(vec![Polygon::new(outer, Vec::new())]),
        };
        parcels.push(one);
    }
    parcels.push(island);
    // One that every format can hold, far from the others.
    let far = |x: f64, y: f64| Coord { x: 458_600.0 + x, y: 2_425_700.0 + y };
    let plain = ring([far(0.0, 0.0), far(10.0, 0.0), far(10.0, 10.0), far(0.0, 10.0)]);
    let text = |text: &str| Some(text.to_owned());
    parcels.push(Made {
        shape: MultiPolygon(vec![Polygon::new(plain, Vec::new())]),
        commune: text("06211"),
        sheet: text("12"),
        number: text("1001"),
        code: None,
        land_use: text("ODT"),
        land_use_areas: None,
        recorded_area: Some(100.5),
        legal_area: None,
    });
    parcels
}

fn geojson(parcels: &[Made]) -> String {
    let feature = |made: &Made| {
        let rings = |polygon: &Polygon<f64>| -> Vec<Vec<[f64; 2]>> {
            let ring = |line: &LineString<f64>| line.0.iter().map(|at| [at.x, at.y]).collect();
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
        };
        let coordinates: Vec<_> = made.shape.0.iter().map(rings).collect();
        let geometry = (!coordinates.is_empty())
            .then(|| serde_json::json!({"type": "MultiPolygon", "coordinates": coordinates}));
        serde_json::json!({
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "maXa": made.commune, "soHieuToBanDo": made.sheet, "soThuTuThua": made.number,
                "maDinhDanhThua": made.code, "mucDichSuDung": made.land_use, "dienTichMDSD": made.land_use_areas,
                "dienTich": made.recorded_area, "dienTichPhapLy": made.legal_area,
            },
        })
    };
    let crs =
        serde_json::json!({"type": "name", "properties": {"name": format!("urn:ogc:def:crs:EPSG::{EPSG}")}});
    let features: Vec<_> = parcels.iter().map(feature).collect();
    serde_json::json!({"type": "FeatureCollection", "crs": crs, "features": features}).to_string()
}

/// A store in a folder of its own.
struct Kept {
    folder: tempfile::TempDir,
    store: StoreLocation,
}

impl Kept {
    fn of_file(path: &Path, crs: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = StoreLocation::GeoPackage(folder.path().join("kho.gpkg"));
        let request = ImportRequest {
            sources: vec![ReadRequest { crs, ..ReadRequest::of(path) }],
            store: store.clone(),
            author: "Lan".to_owned(),
            reason: None,
            may_replace: false,
        };
        import_files(&request, &Unobserved, |file| {
            let Imported::Parcels(file) = file else { panic!("{} is no map", path.display()) };
            assert_eq!(file.summary.refused, [], "{}", path.display());
        })
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { folder, store }
    }

    fn of(parcels: &[Made]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("thua.geojson");
        std::fs::write(&path, geojson(parcels)).unwrap();
        Self::of_file(&path, None)
    }

    fn export(&self, ending: &str) -> (PathBuf, Exported) {
        let path = self.folder.path().join(format!("xuat.{ending}"));
        let exported = export(&ExportRequest::of(&self.store, &path), &Unobserved);
        let exported = exported.unwrap_or_else(|error| panic!("{ending}: {error}"));
        (path, exported)
    }

    fn parcels(&self) -> Parcels {
        dataset_of(&self.store, None, &Unobserved).unwrap().parcels
    }
}

/// What a store says of a parcel, but for what is its own: the feature of the file.
#[derive(Debug, Clone, PartialEq)]
struct Says {
    record: ParcelRecord,
    shape: MultiPolygon<f64>,
}

fn says(parcels: &Parcels) -> Vec<Says> {
    let one = |position: usize| {
        let feature = thuadat_core::FeatureId::Number(0);
        let record = ParcelRecord { feature, ..parcels.records[position].clone() };
        Says { record, shape: parcels.geometries.to_multi_polygon(position) }
    };
    (0..parcels.len()).map(one).collect()
}

/// Shells run one way and holes the other, each from its least corner.
fn turned(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    use geo::{
        Winding,
        orient::{Direction, Orient},
    };
    let from_least = |line: &LineString<f64>| {
        let mut corners = line.0[..line.0.len() - 1].to_vec();
        let least = (0..corners.len()).min_by(|&one, &other| {
            corners[one].x.total_cmp(&corners[other].x).then(corners[one].y.total_cmp(&corners[other].y))
        });
        corners.rotate_left(least.unwrap_or(0));
        let mut line: LineString<f64> = corners.into_iter().collect();
        line.close();
        assert!(line.winding_order().is_some());
        line
    };
    let polygon = |polygon: &Polygon<f64>| {
        Polygon::new(from_least(polygon.exterior()), polygon.interiors().iter().map(from_least).collect())
    };
    let mut parts: Vec<Polygon<f64>> = shape.orient(Direction::Default).0.iter().map(polygon).collect();
    parts.sort_by(|one, other| one.exterior().0[0].x.total_cmp(&other.exterior().0[0].x));
    MultiPolygon(parts)
}

/// The corners of a shape in tenths of a millimetre.
fn corners(shape: &MultiPolygon<f64>) -> BTreeSet<(i64, i64)> {
    use geo::CoordsIter;
    let tenths = |metres: f64| (metres * 10_000.0).round() as i64;
    shape.coords_iter().map(|at| (tenths(at.x), tenths(at.y))).collect()
}

fn with_shapes(all: &[Says]) -> Vec<Says> {
    all.iter().filter(|one| !one.shape.0.is_empty()).cloned().collect()
}

/// What of a parcel stands in a drawing.
fn drawn(one: &Says) -> (ParcelRecord, BTreeSet<(i64, i64)>) {
    let mut record = one.record.clone();
    record.key.commune = None;
    record.legal_area_m2 = None;
    record.code = None;
    record.land_use_areas_m2 = Box::default();
    (record, corners(&one.shape))
}

/// Every parcel of the store is in the drawing, but for those that are told to be lost.
fn require_drawn(ending: &str, store: &Kept, all: &[Says]) {
    let (path, exported) = store.export(ending);
    let told = exported.drawn.expect("a drawing");
    let mut back: Vec<_> = says(&Kept::of_file(&path, Some(EPSG)).parcels()).iter().map(drawn).collect();
    let mut lost = 0;
    for one in with_shapes(all) {
        match back.iter().position(|other| *other == drawn(&one)) {
            Some(at) if one.shape.0.len() == 1 => drop(back.swap_remove(at)),
            _ => lost += 1,
        }
    }
    assert_eq!(told.lost, lost, "{ending}: {told:?}, left over {back:?}");
    assert_eq!(
        (exported.parcels, exported.left_out),
        (with_shapes(all).len(), all.len() - with_shapes(all).len())
    );
}

/// The names of columns that tables begin with.
const COLUMNS: [&str; 8] = [
    "maXa",
    "soHieuToBanDo",
    "soThuTuThua",
    "maDinhDanhThua",
    "mucDichSuDung",
    "dienTichMDSD",
    "dienTich",
    "dienTichPhapLy",
];

/// What is recorded of a parcel as a row of a table.
fn facts_of(record: &ParcelRecord) -> Vec<Option<String>> {
    let text = |text: &Option<Box<str>>| text.as_ref().map(ToString::to_string);
    let areas: Vec<String> = record.land_use_areas_m2.iter().map(ToString::to_string).collect();
    vec![
        text(&record.key.commune),
        text(&record.key.sheet),
        text(&record.key.number),
        text(&record.code),
        text(&record.land_use),
        Some(areas.join("+")).filter(|areas| !areas.is_empty()),
        record.recorded_area_m2.map(|area| area.to_string()),
        record.legal_area_m2.map(|area| area.to_string()),
    ]
}

fn rows_of_text(path: &Path) -> Vec<Vec<Option<String>>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
    let cell = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let row = |row: csv::Result<csv::StringRecord>| row.unwrap().iter().map(cell).collect();
    reader.records().map(row).collect()
}

fn rows_of_workbook(path: &Path) -> Vec<Vec<Option<String>>> {
    use calamine::{Data, Reader, Xlsx};
    let mut workbook: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let sheet = workbook.worksheet_range("thua_dat").unwrap();
    let cell = |(column, data): (usize, &Data)| match data {
        Data::Empty => None,
        Data::String(text) if column < 6 => Some(text.clone()),
        Data::Float(number) if column >= 6 => Some(number.to_string()),
        other => panic!("{other:?} in column {column}"),
    };
    let mut rows = sheet.rows().map(|row| row.iter().enumerate());
    let head: Vec<String> = rows.next().unwrap().map(|(_, data)| data.to_string()).collect();
    assert_eq!(head, COLUMNS);
    rows.map(|row| row.map(cell).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn an_export_is_the_same_cadastre(parcels in cadastre()) {
        let store = Kept::of(&parcels);
        let all = says(&store.parcels());
        prop_assert_eq!(all.len(), parcels.len());
        let back = |ending: &str| says(&Kept::of_file(&store.export(ending).0, None).parcels());
        prop_assert_eq!(&back("gpkg"), &all);
        prop_assert_eq!(&back("geojson"), &all);
        prop_assert_eq!(&back("fgb"), &with_shapes(&all), "what has no shape is left out");
        prop_assert_eq!(&back("gml"), &all);
        let is_turned = |one: Says| Says { shape: turned(&one.shape), ..one };
        let turned_back: Vec<Says> = back("shp").into_iter().map(is_turned).collect();
        let turned_all: Vec<Says> = all.iter().cloned().map(is_turned).collect();
        prop_assert_eq!(turned_back, turned_all, "a shapefile turns rings");
        let facts: Vec<Vec<Option<String>>> = all.iter().map(|one| facts_of(&one.record)).collect();
        prop_assert_eq!(rows_of_text(&store.export("csv").0), facts.clone(), "text has no shapes");
        prop_assert_eq!(rows_of_workbook(&store.export("xlsx").0), facts, "a workbook has no shapes");
        for ending in ["dxf", "dgn"] {
            require_drawn(ending, &store, &all);
        }
    }
}

/// Numbers with more digits than people write, and texts that some formats have no room for.
#[test]
fn what_a_format_cannot_hold_is_lost_as_told() {
    let third = 1.0 / 3.0;
    let parcel = |position: usize, number: String| {
        let at = |x: f64, y: f64| Coord {
            x: 458_700.0 + third + position as f64 * 20.0 + x,
            y: 2_425_800.0 + third + y,
        };
        let ring =
            [at(0.0, 0.0), at(10.0, 0.0), at(10.0, 10.0), at(0.0, 10.0), at(0.0, 0.0)].into_iter().collect();
        Made {
            shape: MultiPolygon(vec![Polygon::new(ring, Vec::new())]),
            commune: None,
            sheet: Some("12".to_owned()),
            number: Some(number),
            code: None,
            land_use: None,
            land_use_areas: None,
            recorded_area: Some(100.0 + third),
            legal_area: None,
        }
    };
    let store = Kept::of(&[parcel(0, "a\u{1}b".to_owned()), parcel(1, "x".repeat(300))]);
    let all = says(&store.parcels());
    let back = |ending: &str| says(&Kept::of_file(&store.export(ending).0, None).parcels());
    for ending in ["gpkg", "geojson", "fgb"] {
        assert_eq!(back(ending), all, "{ending}");
    }
    let number = |one: &Says| one.record.key.number.clone().unwrap();
    let near = |one: &Says, other: &Says| {
        let area = |one: &Says| one.record.recorded_area_m2.unwrap();
        (area(one) - area(other)).abs() < 1e-12 && corners(&one.shape) == corners(&other.shape)
    };
    let gml = back("gml");
    assert_eq!((&*number(&gml[0]), number(&gml[1])), ("ab", number(&all[1])), "no control characters");
    assert!(
        gml != all && gml.iter().zip(&all).all(|(one, other)| near(one, other)),
        "fifteen digits: {gml:?}"
    );
    let shapefile = back("shp");
    assert_eq!((number(&shapefile[0]), number(&shapefile[1])), (number(&all[0]), "x".repeat(254).into()));
    assert!(shapefile.iter().zip(&all).all(|(one, other)| near(one, other)), "{shapefile:?}");
    let workbook = rows_of_workbook(&store.export("xlsx").0);
    assert_eq!(workbook[1][2].as_deref(), Some(&*"x".repeat(300)));
    // Neither number can be read as a label, and so the faces are nobody's.
    let drawn = store.export("dxf").1.drawn.unwrap();
    assert_eq!((drawn.lost, drawn.named.len()), (2, 2));
}
