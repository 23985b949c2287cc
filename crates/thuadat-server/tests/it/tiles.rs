//! Tiles, read by a decoder that is not ours.

use crate::fixture::{PUBLIC_URL, Server, all, geopackage, memory};
use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
use geo::{Area, Coord};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use thuadat::{Crs, Dataset, FeatureId, ParcelRecord, Parcels};
use thuadat_server::{MemoryMap, Source};
use thuadat_tiles::TileId;

/// What a tile shows of each layer, by the ids of features.
type Layers = BTreeMap<String, Vec<(Option<u64>, f64, BTreeMap<String, String>)>>;

fn decoded(bytes: &[u8]) -> Layers {
    let mut layers = Layers::new();
    for layer in MvtReaderRef::new(bytes).unwrap().layers() {
        let features = layer.features().map(|feature| {
            let area = match feature.geometry().unwrap() {
                MvtGeometry::Polygon(polygon) => polygon.map_coords_to_f64().unsigned_area(),
                MvtGeometry::MultiPolygon(polygons) => {
                    polygons.iter().map(|polygon| polygon.map_coords_to_f64().unsigned_area()).sum()
                }
                _ => 0.0,
            };
            let properties = feature.properties().map(|property| {
                let (name, value) = property.unwrap();
                (name.to_owned(), shown(&value))
            });
            (feature.id(), area, properties.collect())
        });
        layers.insert(layer.name().to_owned(), features.collect());
    }
    layers
}

trait AsFloats {
    fn map_coords_to_f64(&self) -> geo::Polygon<f64>;
}

impl AsFloats for geo::Polygon<i32> {
    fn map_coords_to_f64(&self) -> geo::Polygon<f64> {
        use geo::MapCoords;
        self.map_coords(|at| Coord { x: f64::from(at.x), y: f64::from(at.y) })
    }
}

fn shown(value: &MvtValueRef<'_>) -> String {
    match value {
        MvtValueRef::String(text) => (*text).to_owned(),
        other => format!("{other:?}"),
    }
}

/// The tile of a zoom in the middle of what a server shows.
fn middle(server: &Server, zoom: u8) -> TileId {
    let tile_json = server.json("/tiles/parcels");
    let number = |name: &str, at: usize| tile_json[name][at].as_f64().unwrap();
    let mut place = [Coord { x: number("center", 0), y: number("center", 1) }];
    Crs::of_epsg(3857).unwrap().take_wgs84(&mut place).unwrap().unwrap();
    TileId::around(place[0], zoom)
}

fn address(tile: TileId) -> String {
    format!("/tiles/parcels/{tile}")
}

#[test]
fn tile_json_leads_to_tiles() {
    for (_, server) in &all() {
        let tile_json = server.json("/tiles/parcels");
        assert_eq!(tile_json["tilejson"], "3.0.0");
        let template = tile_json["tiles"][0].as_str().unwrap();
        assert_eq!(template, format!("{PUBLIC_URL}/tiles/parcels/{{z}}/{{x}}/{{y}}"));
        let tile = middle(server, 15);
        let filled = template
            .replace("{z}", &tile.zoom().to_string())
            .replace("{x}", &tile.x().to_string())
            .replace("{y}", &tile.y().to_string());
        let reply = server.get(&filled);
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type")),
            (200, "application/vnd.mapbox-vector-tile")
        );
        let layers: Vec<&str> = tile_json["vector_layers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|layer| layer["id"].as_str().unwrap())
            .collect();
        let fields: Vec<&Value> =
            tile_json["vector_layers"].as_array().unwrap().iter().map(|layer| &layer["fields"]).collect();
        for (name, features) in decoded(&reply.body) {
            let position = layers.iter().position(|known| *known == name).unwrap();
            for attribute in features.iter().flat_map(|(_, _, properties)| properties.keys()) {
                assert!(fields[position][attribute].is_string(), "{name}: {attribute}");
            }
        }
    }
}

/// Every kind of source draws the same.
#[test]
fn tiles_do_not_depend_on_the_source() {
    let servers = all();
    for zoom in [10, 13, 15, 17] {
        let tile = middle(&servers[0].1, zoom);
        let bytes: Vec<Vec<u8>> = servers.iter().map(|(_, server)| server.get(&address(tile)).body).collect();
        let layers: Vec<Layers> = bytes
            .iter()
            .map(|bytes| {
                let mut layers = decoded(bytes);
                // Ids are the source's own, and so is the order.
                for features in layers.values_mut() {
                    for feature in features.iter_mut() {
                        feature.0 = None;
                    }
                    features.sort_by(|one, other| one.2.cmp(&other.2).then(one.1.total_cmp(&other.1)));
                }
                layers
            })
            .collect();
        assert_eq!(layers[0], layers[1], "{tile}");
    }
}

/// A tile shows the parcels that the feature API has in its box, with their facts.
#[test]
fn a_tile_shows_what_is_there() {
    let server = geopackage();
    let tile = middle(&server, 16);
    let bounds = tile.bounds_m();
    let around = format!("{},{},{},{}", bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y);
    let crs = "http://www.opengis.net/def/crs/EPSG/0/3857";
    let items =
        server.json(&format!("/ogc/collections/parcels/items?limit=10000&bbox={around}&bbox-crs={crs}"));
    let layers = decoded(&server.get(&address(tile)).body);
    let tile_ids: Vec<u64> = layers["parcels"].iter().map(|(id, _, _)| id.unwrap()).collect();
    let features = items["features"].as_array().unwrap();
    assert!(features.len() > 10);
    for feature in features {
        let id = feature["id"].as_u64().unwrap();
        assert!(tile_ids.contains(&id), "{id} is missing");
        let (_, _, shown) = layers["parcels"].iter().find(|(known, _, _)| *known == Some(id)).unwrap();
        for name in ["sheet", "number", "commune", "land_use"] {
            let expected = feature["properties"][name].as_str();
            assert_eq!(shown.get(name).map(String::as_str), expected, "{id}: {name}");
        }
    }
    let labels = &layers["parcel_labels"];
    assert!(!labels.is_empty());
    assert!(labels.iter().all(|(_, _, facts)| facts.contains_key("number")));
}

/// A label is in one tile, however many its parcel is in.
#[test]
fn labels_are_drawn_once() {
    let server = memory();
    let centre = middle(&server, 17);
    let mut times: BTreeMap<u64, usize> = BTreeMap::new();
    for dx in 0..4 {
        for dy in 0..4 {
            let tile = TileId::new(17, centre.x() + dx - 2, centre.y() + dy - 2).unwrap();
            for (id, _, _) in
                decoded(&server.get(&address(tile)).body).remove("parcel_labels").unwrap_or_default()
            {
                *times.entry(id.unwrap()).or_default() += 1;
            }
        }
    }
    assert!(times.len() > 20);
    assert!(times.values().all(|&count| count == 1));
}

#[test]
fn what_a_client_has_is_not_sent_again() {
    for (_, server) in &all() {
        let address = address(middle(server, 15));
        let first = server.get(&address);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"'), "a strong one");
        assert_eq!(server.get(&address).header("etag"), tag);
        for held in [tag.clone(), format!("\"x\", {tag}"), "*".to_owned(), format!("W/{tag}")] {
            let again = server.ask("GET", &address, &[("if-none-match", &held)]);
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{held}");
            assert_eq!(again.header("etag"), tag);
        }
        let other = server.ask("GET", &address, &[("if-none-match", "\"other\"")]);
        assert_eq!(other.status, 200);
        let head = server.ask("HEAD", &address, &[]);
        assert_eq!((head.status.as_u16(), head.body.len(), head.header("etag")), (200, 0, tag.as_str()));
    }
}

#[test]
fn packed_as_the_client_takes_it() {
    let server = memory();
    let address = address(middle(&server, 15));
    let plain = server.get(&address);
    assert_eq!(plain.header("content-encoding"), "");
    let mut tags = vec![plain.header("etag").to_owned()];
    for (accepted, name) in [("gzip", "gzip"), ("br, gzip", "br"), ("zstd", "zstd")] {
        for _ in 0..2 {
            let packed = server.ask("GET", &address, &[("accept-encoding", accepted)]);
            assert_eq!(packed.header("content-encoding"), name);
            assert!(packed.header("vary").contains("Accept-Encoding"));
            assert!(packed.body.len() < plain.body.len(), "{name}");
            let unpacked = match name {
                "gzip" => {
                    let mut bytes = Vec::new();
                    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut bytes).unwrap();
                    bytes
                }
                "br" => {
                    let mut bytes = Vec::new();
                    brotli::BrotliDecompress(&mut &packed.body[..], &mut bytes).unwrap();
                    bytes
                }
                _ => {
                    let mut bytes = Vec::new();
                    let mut packed = &packed.body[..];
                    ruzstd::decoding::StreamingDecoder::new(&mut packed)
                        .unwrap()
                        .read_to_end(&mut bytes)
                        .unwrap();
                    bytes
                }
            };
            assert!(unpacked == plain.body, "{name}");
            tags.push(packed.header("etag").to_owned());
        }
    }
    tags.dedup();
    assert_eq!(tags.len(), 4, "each way of packing has its own strong ETag: {tags:?}");
}

#[test]
fn outside_the_matrix_and_empty() {
    for (_, server) in &all() {
        for (tile, status) in [
            ("5/0/0", 404),
            ("19/0/0", 404),
            ("40/1/1", 404),
            ("300/1/1", 404),
            ("10/1024/0", 404),
            ("10/0/1024", 404),
            ("10/2147483647/2147483647", 404),
            ("10/4294967296/0", 400),
            ("a/b/c", 400),
            ("10/-1/0", 400),
            ("10/1.5/0", 400),
            ("+10/1/0", 400),
        ] {
            server.problem(&format!("/tiles/parcels/{tile}"), status);
        }
        server.problem("/tiles/khac/10/1/1", 404);
        server.problem("/tiles/parcels/10/1/1?x=1", 400);
        let empty = server.get("/tiles/parcels/10/1/1");
        assert_eq!((empty.status.as_u16(), empty.body.len()), (204, 0));
        assert!(!empty.header("etag").is_empty());
    }
}

/// Neighbours fit at every zoom: what they share is drawn once, so areas add up to that of the whole.
#[test]
fn neighbours_fit_far_away() {
    let side = 40;
    let wavy = |x: i32, y: i32| {
        let shift = f64::from((x * 7919 + y * 104_729).rem_euclid(13)) - 6.0;
        Coord {
            x: 450_000.0 + f64::from(x) * 5.0 + shift * 0.3,
            y: 2_420_000.0 + f64::from(y) * 5.0 + shift * 0.2,
        }
    };
    let mut parcels = Parcels::default();
    for row in 0..side {
        for column in 0..side {
            let (x, y) = (column * 10, row * 10);
            let bottom = (0..10).map(|step| wavy(x + step, y));
            let right = (0..10).map(|step| wavy(x + 10, y + step));
            let top = (0..10).map(|step| wavy(x + 10 - step, y + 10));
            let left = (0..10).map(|step| wavy(x, y + 10 - step));
            for at in bottom.chain(right).chain(top).chain(left).chain([wavy(x, y)]) {
                parcels.geometries.push_coord(at);
            }
            parcels.geometries.end_ring();
            parcels.geometries.end_polygon();
            parcels.geometries.end_parcel();
            parcels.records.push(ParcelRecord::known_by(FeatureId::Number(parcels.records.len() as i64)));
        }
    }
    let server = Server::of_source(Source::Memory(Box::new(in_memory(parcels))));
    for zoom in [11, 12, 13, 14] {
        let tile = middle(&server, zoom);
        let layers = decoded(&server.get(&address(tile)).body);
        let Some(drawn) = layers.get("parcels") else { continue };
        let sum: f64 = drawn.iter().map(|(_, area, _)| area).sum();
        let whole = union_area(&server.get(&address(tile)).body);
        assert!((sum - whole).abs() < whole * 2e-3, "zoom {zoom}: parcels cover {sum}, their union {whole}");
    }
}

/// The ground that the parcels of a tile cover, counted point by point of its grid by the crossings of edges: where two
/// overlap it is less than the sum of their areas, where a gap is it is less than the outline.
fn union_area(bytes: &[u8]) -> f64 {
    use geo::{BooleanOps, MultiPolygon};
    let mut all: Vec<MultiPolygon<f64>> = Vec::new();
    for layer in MvtReaderRef::new(bytes).unwrap().layers().filter(|layer| layer.name() == "parcels") {
        for feature in layer.features() {
            match feature.geometry().unwrap() {
                MvtGeometry::Polygon(polygon) => all.push(MultiPolygon(vec![polygon.map_coords_to_f64()])),
                MvtGeometry::MultiPolygon(polygons) => {
                    all.push(polygons.iter().map(AsFloats::map_coords_to_f64).collect());
                }
                _ => {}
            }
        }
    }
    while all.len() > 1 {
        all = all
            .chunks(2)
            .map(|pair| match pair {
                [one, other] => one.union(other),
                rest => rest[0].clone(),
            })
            .collect();
    }
    all.first().map_or(0.0, Area::unsigned_area)
}

/// However many parcels there are, a tile stays small, and says what was left out.
#[test]
fn no_tile_is_too_large() {
    let side = 220;
    let mut parcels = Parcels::default();
    for row in 0..side {
        for column in 0..side {
            let (x, y) = (450_000.0 + f64::from(column) * 12.0, 2_420_000.0 + f64::from(row) * 12.0);
            for (dx, dy) in [(0.0, 0.0), (12.0, 0.0), (12.0, 12.0), (0.0, 12.0), (0.0, 0.0)] {
                parcels.geometries.push_coord(Coord { x: x + dx, y: y + dy });
            }
            parcels.geometries.end_ring();
            parcels.geometries.end_polygon();
            parcels.geometries.end_parcel();
            let number = parcels.records.len() as i64;
            let mut record = ParcelRecord::known_by(FeatureId::Number(number));
            record.key.number = Some(number.to_string().into());
            record.key.sheet = Some("1".into());
            parcels.records.push(record);
        }
    }
    let count = parcels.len();
    let server = Server::of_source(Source::Memory(Box::new(in_memory(parcels))));
    for zoom in 6..=18 {
        let tile = middle(&server, zoom);
        let reply = server.get(&address(tile));
        assert!(reply.body.len() <= 500_000, "zoom {zoom}: {} bytes", reply.body.len());
        let layers = decoded(&reply.body);
        let drawn = layers.get("parcels").map_or(0, Vec::len);
        let reduced = reply.header("thuadat-reduced");
        assert_eq!(reduced.is_empty(), !layers.contains_key("small_parcels"), "zoom {zoom}: {reduced}");
        if zoom <= 11 {
            assert!(drawn < count);
            let said: usize = reduced.split(['=', ' ']).nth(1).unwrap().parse().unwrap();
            let of: usize = reduced.split(['=', ' ']).nth(3).unwrap().parse().unwrap();
            assert_eq!(said + drawn, of, "every parcel is drawn or counted at zoom {zoom}: {reduced}");
        }
    }
}

/// Only where parcels are is looked at: few of them far apart are written at once, in the order of the file.
#[test]
fn few_parcels_of_a_whole_country_are_written() {
    let mut parcels = Parcels::default();
    for (x, y) in [(350_000.0, 2_325_000.0), (600_000.0, 1_775_000.0), (440_000.0, 1_190_000.0)] {
        for (dx, dy) in [(0.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0), (0.0, 0.0)] {
            parcels.geometries.push_coord(Coord { x: x + dx, y: y + dy });
        }
        parcels.geometries.end_ring();
        parcels.geometries.end_polygon();
        parcels.geometries.end_parcel();
        parcels.records.push(ParcelRecord::known_by(FeatureId::Number(parcels.records.len() as i64)));
    }
    let source = Source::Memory(Box::new(in_memory(parcels)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiles.pmtiles");
    for (zooms, centre) in [(6..=18, 12), (16..=18, 17), (7..=8, 7)] {
        let written =
            thuadat_server::export_tiles(&source, &path, zooms.clone(), &thuadat::Unobserved).unwrap();
        assert!((3..500).contains(&written.tiles), "{zooms:?}: {written:?}");
        let header = std::fs::read(&path).unwrap();
        assert_eq!(header[96], 1, "clustered");
        assert_eq!([header[100], header[101], header[118]], [*zooms.start(), *zooms.end(), centre]);
    }
}

fn in_memory(parcels: Parcels) -> MemoryMap {
    use thuadat::{Attributes, CrsOrigin, Source as Origin};
    let source = Origin {
        path: "made.gpkg".to_owned(),
        layer: String::new(),
        format: String::new(),
        declared_crs: None,
        crs: Crs::of_epsg(9215).unwrap(),
        crs_origin: CrsOrigin::Declared,
        columns: Vec::new(),
        notices: Vec::new(),
        scans: None,
        attributes: Attributes::default(),
        holders: thuadat::link::HolderNames::default(),
    };
    MemoryMap::of_dataset(Dataset { parcels, source }).unwrap()
}
