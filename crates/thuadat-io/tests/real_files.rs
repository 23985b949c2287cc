//! Reads every file of parcels in the shared collection of test data, which lies beside the repository or where the
//! environment variable `THUADAT_SHARED` says. Where it is absent these tests say so and check nothing.

#![expect(clippy::print_stdout, reason = "a test says what it leaves out")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use thuadat_core::Unobserved;
use thuadat_io::{ReadError, ReadRequest, read};

/// The folder of test data, or none where it is absent.
fn shared_data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let data = std::env::var_os("THUADAT_SHARED").map_or(beside, PathBuf::from).join("data");
    if !data.is_dir() {
        println!("left out: no shared test data beside the repository (set THUADAT_SHARED to its folder)");
        return None;
    }
    Some(data)
}

/// What a file reads as: parcels, EPSG code of the metres (0 for unnamed), recognised columns, notices.
type Reading = (&'static str, usize, u32, usize, &'static [&'static str]);

const PARCELS: &[Reading] = &[
    ("parcels/cz-renofarmy/pp.geojson.gz", 573, 32_633, 0, &[]),
    // The count stored in this file is stale: 264.
    ("parcels/es-catastro/parcel.gpkg", 186, 32_628, 1, &["count-differs"]),
    ("parcels/es-catastro/zoning.gml.gz", 241, 32_628, 0, &["duplicate-ids"]),
    ("parcels/fr-69209/cadastre-69209-parcelles.geojson.gz", 5_365, 32_631, 4, &[]),
    ("parcels/fr-edigeo/fr_13029A01_parcelles_epsg2154.geojson.gz", 389, 2_154, 2, &[]),
    ("parcels/fr-edigeo/fr_25354_parcelles_epsg2154.geojson.gz", 511, 2_154, 2, &[]),
    ("parcels/ke-muranga/parcels.geojson.gz", 2_813, 32_737, 2, &[]),
    ("parcels/ua/Zavadivska.geojson.gz", 2_914, 32_635, 0, &[]),
    ("parcels/vn-danang/20203.geojson.gz", 4_374, 5_899, 5, &[]),
    ("parcels/vn-danang/20212.geojson.gz", 3_249, 5_899, 5, &[]),
    ("parcels/vn-danang/20233.geojson.gz", 3_880, 5_899, 5, &[]),
    ("parcels/vn-danang/20248.geojson.gz", 1_955, 5_899, 5, &[]),
    ("parcels/vn-danang/20251.geojson.gz", 2_912, 5_899, 5, &[]),
    ("parcels/vn-danang/20254.geojson.gz", 3_741, 5_899, 5, &[]),
    ("parcels/vn-danang/20258.geojson.gz", 6_904, 5_899, 5, &["empty-geometries"]),
    ("parcels/vn-danang/20275.geojson.gz", 5_333, 5_899, 5, &[]),
    ("parcels/vn-danang/20278.geojson.gz", 3_474, 5_899, 5, &[]),
    ("parcels/vn-danang/20281.geojson.gz", 4_369, 5_899, 5, &[]),
    ("parcels/vn-quangngai/landuse_QHC_SDD_DT_BaVi_2016.geojson.gz", 238, 5_898, 0, &["features-skipped"]),
    ("parcels/vn-quangngai/landuse_QHC_SSD_SONGVE_2015.geojson.gz", 371, 5_898, 0, &["features-skipped"]),
    ("parcels/vn-quangngai/landuse_QHPK_SDD_NghiaAn_2021.geojson.gz", 275, 5_898, 0, &["features-skipped"]),
    ("parcels/vn-quangngai/thuadat.geojson.gz", 3_774, 5_898, 4, &[]),
    ("admin/vn_langson_communes_2025.geojson.gz", 65, 9_215, 0, &[]),
    ("admin/vn_communes_2025_simplified.geojson.gz", 3_321, 5_899, 0, &["several-zones"]),
    // Loose lines: every parcel comes back.
    ("cad/derived/vn_danang_20248_linework.dgn.gz", 1_955, 0, 0, &["linework-built", "crs-assumed"]),
    ("cad/derived/vn_danang_20248_linework.dxf.gz", 1_955, 0, 0, &["linework-built", "crs-assumed"]),
    ("cad/dgn/smalltest.dgn", 1, 0, 0, &["features-skipped", "crs-assumed"]),
    ("cad/dgn/seed_2d.dgn", 0, 0, 0, &["no-features", "crs-assumed"]),
    ("cad/dxf/1x1rectangle.dxf.gz", 1, 0, 0, &["closed-lines-taken", "heights-dropped", "crs-assumed"]),
    ("cad/dxf/empty.dxf.gz", 0, 0, 0, &["no-features", "crs-assumed"]),
];

#[test]
fn reads_what_is_there() {
    let Some(data) = shared_data() else { return };
    for &(file, parcels, epsg, columns, notices) in PARCELS {
        let dataset =
            read(&ReadRequest::of(data.join(file)), &Unobserved).unwrap_or_else(|error| panic!("{error}"));
        let source = &dataset.source;
        assert_eq!(dataset.parcels.len(), parcels, "{file}");
        assert_eq!(source.crs.epsg.unwrap_or_default(), epsg, "{file}");
        assert_eq!(source.columns.len(), columns, "{file}: {:?}", source.columns);
        let codes: Vec<_> = source.notices.iter().map(|notice| notice.code).collect();
        assert_eq!(codes, notices, "{file}");
    }
}

/// Areas computed in the zone chosen are those the map's makers recorded: a wrong zone or datum would show.
#[test]
fn areas_in_the_zone_are_those_recorded() {
    let Some(data) = shared_data() else { return };
    let request = ReadRequest::of(data.join("parcels/vn-danang/20248.geojson.gz"));
    let parcels = read(&request, &Unobserved).unwrap_or_else(|error| panic!("{error}")).parcels;
    let apart = |parcel: usize| {
        let area_m2 = geo::Area::unsigned_area(&parcels.geometries.to_multi_polygon(parcel));
        (area_m2 - parcels.records[parcel].recorded_area_m2.unwrap_or_default()).abs()
    };
    let agreeing = (0..parcels.len()).filter(|&parcel| apart(parcel) <= 0.1).count();
    assert!(agreeing * 100 >= parcels.len() * 95, "{agreeing} of {}", parcels.len());
}

/// The folder holds files that are no maps of polygons, too. None may panic, pass for a map, or go unnamed.
#[test]
fn refuses_the_rest_by_name() {
    let Some(data) = shared_data() else { return };
    let known: BTreeSet<PathBuf> = PARCELS.iter().map(|reading| data.join(reading.0)).collect();
    let mut folders = ["parcels", "cad", "encoding"].map(|folder| data.join(folder)).to_vec();
    let mut read_count = 0;
    while let Some(path) = folders.pop() {
        if let Ok(entries) = std::fs::read_dir(&path) {
            folders.extend(entries.flatten().map(|entry| entry.path()));
        } else if !known.contains(&path) {
            read_count += 1;
            match read(&ReadRequest::of(&path), &Unobserved) {
                Ok(dataset) => assert_eq!(dataset.source.format, drawing_format(&path), "{}", path.display()),
                Err(ReadError::Incomplete { said, .. }) => panic!("{}: {said}", path.display()),
                Err(error) => assert!(error.to_string().contains(&*path.to_string_lossy()), "{error}"),
            }
        }
    }
    assert!(read_count > 40, "{read_count}");
}

fn drawing_format(path: &Path) -> &'static str {
    let name = path.to_string_lossy();
    if name.contains(".dxf") {
        "DXF"
    } else if name.contains(".dgn") {
        "DGN"
    } else {
        "GeoJSON"
    }
}

/// The lines and labels of a real commune give its parcels back: what is built of them has the numbers and areas that the
/// parcels have from which the drawing was made.
#[test]
fn a_real_drawing_gives_the_parcels_back_it_was_made_of() {
    let Some(data) = shared_data() else { return };
    let areas = |file: &str| -> BTreeMap<String, Vec<f64>> {
        let request =
            ReadRequest { crs: file.contains("cad/").then_some(5899), ..ReadRequest::of(data.join(file)) };
        let parcels = read(&request, &Unobserved).unwrap_or_else(|error| panic!("{error}")).parcels;
        let mut areas: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for parcel in 0..parcels.len() {
            areas
                .entry(parcels.name(parcel).to_string())
                .or_default()
                .push(parcels.geometries.area_m2(parcel));
        }
        for areas in areas.values_mut() {
            areas.sort_by(f64::total_cmp);
        }
        areas
    };
    let truth = areas("parcels/vn-danang/20248.geojson.gz");
    for file in ["cad/derived/vn_danang_20248_linework.dgn.gz", "cad/derived/vn_danang_20248_linework.dxf.gz"]
    {
        let built = areas(file);
        assert_eq!(built.keys().collect::<Vec<_>>(), truth.keys().collect::<Vec<_>>(), "{file}");
        let pairs = || truth.values().flatten().zip(built.values().flatten());
        assert_eq!(pairs().count(), 1_955, "{file}");
        // The drawing counts in millimetres; and where parcels of the truth overlap, lines cannot tell whose the ground is.
        let apart_m2 = |(truth, built): (&f64, &f64)| (truth - built).abs();
        assert!(pairs().map(apart_m2).sum::<f64>() < 8.0, "{file}");
        assert!(
            pairs().map(apart_m2).fold(0.0, f64::max) < 0.5,
            "{file}: {}",
            pairs().map(apart_m2).fold(0.0, f64::max)
        );
        let same = pairs().filter(|(truth, built)| (*truth - *built).abs() < 0.05).count();
        assert!(same > 1_900, "{file}: {same}");
    }
}
