//! Drawings of loose lines (DGN, DXF): parcels are built of them.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use gdal::vector::{Feature, Geometry, LayerAccess, LayerOptions};
use gdal::{Dataset as Drawing, DriverManager, cpl::CslStringList};
use gdal_sys::OGRwkbGeometryType;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use thuadat_core::{LabelForm, LineworkProblems, Unobserved};
use thuadat_io::{Dataset, LineworkOptions, ReadError, ReadRequest, read};

/// A line or a text of a drawing: its level, its style (of lines), its shape or place, its words (of texts).
struct Drawn<'a> {
    level: i32,
    style: i32,
    wkt: &'a str,
    text: &'a str,
}

const fn line(wkt: &str) -> Drawn<'_> {
    Drawn { level: 10, style: 0, wkt, text: "" }
}

const fn label<'a>(wkt: &'a str, text: &'a str) -> Drawn<'a> {
    Drawn { level: 13, style: 0, wkt, text }
}

/// Two parcels side by side, twenty metres by ten in all, in loose lines.
const SHEET: [Drawn<'static>; 7] = [
    line("LINESTRING(458700 2425800,458720 2425800)"),
    line("LINESTRING(458720 2425800,458720 2425810,458700 2425810)"),
    line("LINESTRING(458700 2425810,458700 2425800)"),
    line("LINESTRING(458710 2425800,458710 2425810)"),
    Drawn { level: 10, style: 2, wkt: "LINESTRING(458700 2425803,458720 2425803)", text: "" },
    label("POINT(458705 2425805)", "7/100.0/ODT"),
    label("POINT(458715 2425805)", "8/100/ODT"),
];

fn write_dgn(path: &Path, drawn: &[Drawn<'_>]) {
    let mut options = CslStringList::new();
    for option in ["SUB_UNITS_PER_MASTER_UNIT=1000", "UOR_PER_SUB_UNIT=1", "ORIGIN=0,-2000000,0"] {
        options.add_string(option).unwrap();
    }
    let driver = DriverManager::get_driver_by_name("DGN").unwrap();
    let mut drawing = driver.create_with_band_type_with_options::<u8, _>(path, 0, 0, 0, &options).unwrap();
    let layer = drawing
        .create_layer(LayerOptions {
            name: "elements",
            ty: OGRwkbGeometryType::wkbUnknown,
            ..LayerOptions::default()
        })
        .unwrap();
    let column = |name: &str| layer.defn().field_index(name).unwrap();
    let (level, style, text) = (column("Level"), column("Style"), column("Text"));
    for element in drawn {
        let mut feature = Feature::new(layer.defn()).unwrap();
        feature.set_geometry(Geometry::from_wkt(element.wkt).unwrap()).unwrap();
        feature.set_field_integer(level, element.level).unwrap();
        feature.set_field_integer(style, element.style).unwrap();
        if !element.text.is_empty() {
            feature.set_field_string(text, element.text).unwrap();
        }
        feature.create(&layer).unwrap();
    }
    Drawing::close(drawing).unwrap();
}

/// A drawing in plain DXF: the groups of each entity, one after the other.
fn write_dxf(path: &Path, drawn: &[Drawn<'_>]) {
    let mut entities = vec!["0\nSECTION\n2\nENTITIES\n".to_owned()];
    for element in drawn {
        let level = element.level;
        let numbers: Vec<&str> = element
            .wkt
            .split(|letter: char| !(letter.is_ascii_digit() || letter == '.'))
            .filter(|number| !number.is_empty())
            .collect();
        if element.text.is_empty() {
            for ends in numbers.chunks(2).collect::<Vec<_>>().windows(2) {
                let [[x, y], [to_x, to_y]] = [ends[0], ends[1]].map(|at| [at[0], at[1]]);
                let style = if element.style == 0 { "" } else { "6\nDASHED\n" };
                entities
                    .push(format!("0\nLINE\n8\nL{level}\n{style}10\n{x}\n20\n{y}\n11\n{to_x}\n21\n{to_y}\n"));
            }
        } else {
            let (x, y, words) = (numbers[0], numbers[1], element.text);
            entities.push(format!("0\nTEXT\n8\nL{level}\n10\n{x}\n20\n{y}\n40\n1.5\n1\n{words}\n"));
        }
    }
    std::fs::write(path, entities.concat() + "0\nENDSEC\n0\nEOF\n").unwrap();
}

struct Sheet {
    folder: TempDir,
    path: PathBuf,
}

fn sheet(name: &str, drawn: &[Drawn<'_>]) -> Sheet {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    if name.ends_with("dgn") {
        write_dgn(&path, drawn);
    } else {
        write_dxf(&path, drawn);
    }
    Sheet { folder, path }
}

impl Sheet {
    fn read(&self) -> Dataset {
        self.read_with(LineworkOptions::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn read_with(&self, linework: LineworkOptions) -> Result<Dataset, ReadError> {
        read(&ReadRequest { crs: Some(9215), linework, ..ReadRequest::of(&self.path) }, &Unobserved)
    }
}

fn problems(dataset: &Dataset) -> &LineworkProblems {
    dataset.parcels.preparation.linework.as_deref().unwrap()
}

fn notice(dataset: &Dataset, code: &str) -> String {
    let notices = &dataset.source.notices;
    notices.iter().find(|notice| notice.code == code).map(|it| it.message.en.clone()).unwrap_or_default()
}

#[test]
fn parcels_are_built_of_loose_lines() {
    for name in ["dc12.dgn", "dc12.dxf"] {
        let dataset = sheet(name, &SHEET).read();
        let parcels = &dataset.parcels;
        let names: Vec<String> = (0..parcels.len()).map(|it| parcels.name(it).to_string()).collect();
        assert_eq!(names, ["12/7", "12/8"], "{name}: {:?}", dataset.source.notices);
        for (parcel, record) in parcels.records.iter().enumerate() {
            assert!((parcels.geometries.area_m2(parcel) - 100.0).abs() < 1e-6, "{name}");
            assert_eq!(record.recorded_area_m2, Some(100.0), "{name}");
            assert_eq!(record.land_use.as_deref(), Some("ODT"), "{name}");
        }
        let told = notice(&dataset, "linework-built");
        for words in ["10", "13", "2 closed faces", "2 labels", "broken style", "parcel/area"] {
            assert!(told.contains(words), "{name}: {words} is not in {told}");
        }
        assert!(notice(&dataset, "sheet-from-file-name").contains("12"), "{name}");
        assert_eq!(problems(&dataset).free_ends, [], "{name}");
    }
}

#[test]
fn levels_and_styles_can_be_named() {
    let drawn = sheet("dc12.dgn", &SHEET);
    let of = |boundary: &[&str], label: &[&str], styles: &[&str]| {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        drawn.read_with(LineworkOptions {
            boundary_levels: names(boundary),
            label_levels: names(label),
            line_styles: names(styles),
            ..LineworkOptions::default()
        })
    };
    // With the dashed line there are four faces, two of them without a label.
    let dashed = of(&["10"], &["13"], &["*"]).unwrap();
    assert_eq!((dashed.parcels.len(), problems(&dashed).without_label.len()), (2, 2));
    assert_eq!(of(&["10"], &["13"], &["0"]).unwrap().parcels.len(), 2);
    for (error, words) in [
        (of(&["11"], &[], &[]), "no level \"11\"; its levels are 10, 13"),
        (of(&[], &["14"], &[]), "no level \"14\""),
        (of(&[], &[], &["7"]), "no lines of style \"7\"; its styles are 0, 2"),
        (of(&["13"], &[], &[]), "enclose no ground"),
    ] {
        let error = error.map(|_| ()).unwrap_err();
        assert!(error.to_string().contains(words) && error.to_string().contains("dc12.dgn"), "{error}");
        assert!(error.message().vi.contains("dc12.dgn"));
    }
}

#[test]
fn two_numbers_of_a_label_can_be_said() {
    let drawn = sheet("to.dgn", &SHEET);
    let label_form = Some(LabelForm::SheetNumber);
    let parcels =
        drawn.read_with(LineworkOptions { label_form, ..LineworkOptions::default() }).unwrap().parcels;
    assert_eq!(parcels.name(1).to_string(), "8/100");
}

#[test]
fn a_table_beside_the_drawing_gives_the_labels() {
    let lines: Vec<Drawn<'_>> = SHEET.into_iter().filter(|drawn| drawn.text.is_empty()).collect();
    let drawn = sheet("dc3.dgn", &lines);
    let table = b"STT|Th\xf6a|T\xa9m X|T\xa9m Y|Di\xd6n t\xddch|a|b|Lo\xb9i|T\xaan ch\xf1|c|d|e\r\n\
        1|7|458705|2425805|100.0||T|ODT|Ng\xad\xeai Th\xf6|x|y|z\r\n\
        2|8|458715|2425805|100.5||N\xa7||Ng\xad\xeai Th\xf6|x|y|z\r\n\
        3|9|458799|2425805|50.0|||CLN|Ng\xad\xeai Th\xf6|x|y|z\r\n";
    std::fs::write(drawn.folder.path().join("dc3.txt"), table).unwrap();
    let dataset = drawn.read();
    let records = &dataset.parcels.records;
    assert_eq!((records.len(), dataset.parcels.name(0).to_string().as_str()), (2, "3/7"));
    assert_eq!(records[1].land_use.as_deref(), Some("NĐ"));
    assert_eq!(records[1].recorded_area_m2, Some(100.5));
    assert_eq!(&*problems(&dataset).labels_outside[0].label, "9");
    assert!(notice(&dataset, "side-table-read").contains("3 parcel labels"));
    assert!(!format!("{dataset:?}").contains("Ng"), "names of people are not read");
}

#[test]
fn a_drawing_in_another_zone_is_moved_with_what_is_told_of_it() {
    let stub = line("LINESTRING(458720 2425805,458730 2425805)");
    let drawn: Vec<Drawn<'_>> = SHEET.into_iter().chain([stub]).collect();
    let drawn = sheet("dc12.dgn", &drawn);
    let request = ReadRequest { crs: Some(9215), zone: Some(9214), ..ReadRequest::of(&drawn.path) };
    let moved = read(&request, &Unobserved).unwrap();
    let here = drawn.read();
    let end = |dataset: &Dataset| problems(dataset).free_ends[0].line.0[0];
    let corner = |dataset: &Dataset| dataset.parcels.geometries.ring(1)[0];
    let (shift, of_corner) = (end(&moved).x - end(&here).x, corner(&moved).x - corner(&here).x);
    assert!(shift > 20_000.0 && (shift - of_corner).abs() < 0.1, "{shift} {of_corner}");
}

#[test]
fn closed_lines_stay_parcels_unless_asked_otherwise() {
    let ring = line("LINESTRING(458700 2425800,458720 2425800,458720 2425810,458700 2425810,458700 2425800)");
    let drawn = sheet("thua.dgn", &[ring]);
    assert_eq!(drawn.read().parcels.preparation.linework, None);
    let built = drawn.read_with(LineworkOptions { build: Some(true), ..LineworkOptions::default() }).unwrap();
    assert_eq!(built.parcels.len(), 1);
    assert!(!problems(&built).has_labels);
    let kept = sheet("dc12.dgn", &SHEET)
        .read_with(LineworkOptions { build: Some(false), ..LineworkOptions::default() });
    assert!(kept.unwrap_err().to_string().contains("--linework"));
}
