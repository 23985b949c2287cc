//! What is written is read again by a decoder that is not ours.

use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
use geo::{Coord, LineString, Polygon};
use proptest::prelude::*;
use thuadat_tiles::{GridPoint, LayerWriter, TileWriter, Value, is_clockwise};

fn ring(points: &[(i64, i64)]) -> Vec<GridPoint> {
    points.iter().map(|&(x, y)| GridPoint::new(x, y)).collect()
}

/// Rings as the decoder answers them: closed, in its numbers.
fn line(ring: &[GridPoint], corner: GridPoint) -> LineString<i32> {
    let coord = |point: &GridPoint| Coord { x: (point.x - corner.x) as i32, y: (point.y - corner.y) as i32 };
    let mut line: LineString<i32> = ring.iter().map(coord).collect();
    line.close();
    line
}

#[test]
fn attributes_come_back() {
    let mut layer = LayerWriter::new("parcels");
    let square = [ring(&[(0, 0), (50, 0), (50, 50), (0, 50)])];
    let attributes = [
        ("number", Value::Text("12a, Đồng Đăng")),
        ("area_m2", Value::Number(120.5)),
        ("findings", Value::Integer(3)),
        ("level", Value::Integer(-2)),
        ("is_sound", Value::Boolean(false)),
        ("nothing", Value::Number(f64::NAN)),
    ];
    assert!(layer.polygons(Some(u64::MAX), [square.as_slice()], GridPoint::default(), attributes));
    assert!(layer.polygons(None, [square.as_slice()], GridPoint::default(), [("number", Value::Text("13"))]));
    assert!(!layer.polygons(None, [&square[..0]], GridPoint::default(), []));
    layer.point(
        Some(1),
        GridPoint::new(4100, -5),
        GridPoint::new(4096, 0),
        [("number", Value::Text("12a, Đồng Đăng"))],
    );
    let mut tile = TileWriter::new();
    tile.add(&LayerWriter::new("empty"));
    assert!(tile.is_empty());
    tile.add(&layer);
    let bytes = tile.finish();
    let reader = MvtReaderRef::new(&bytes).unwrap();
    let layers: Vec<_> = reader.layers().collect();
    assert_eq!(layers.len(), 1);
    assert_eq!(layers[0].name(), "parcels");
    let features: Vec<_> = layers[0].features().collect();
    assert_eq!(
        features.iter().map(|feature| feature.id()).collect::<Vec<_>>(),
        [Some(u64::MAX), None, Some(1)]
    );
    let properties: Vec<_> = features[0].properties().map(Result::unwrap).collect();
    assert_eq!(
        properties,
        [
            ("number", MvtValueRef::String("12a, Đồng Đăng")),
            ("area_m2", MvtValueRef::Double(120.5)),
            ("findings", MvtValueRef::UInt(3)),
            ("level", MvtValueRef::SInt(-2)),
            ("is_sound", MvtValueRef::Bool(false)),
        ]
    );
    assert_eq!(features[2].geometry().unwrap(), MvtGeometry::Point((4, -5).into()));
}

proptest! {
    #[test]
    fn polygons_come_back(
        points in prop::collection::vec((-9_000_i64..9_000, -9_000_i64..9_000), 3..20),
        (x, y) in (-5_000_000_000_i64..5_000_000_000, -5_000_000_000_i64..5_000_000_000),
    ) {
        let corner = GridPoint::new(x, y);
        let mut shell: Vec<GridPoint> = points.iter().map(|&(dx, dy)| GridPoint::new(x + dx, y + dy)).collect();
        shell.dedup();
        prop_assume!(shell.first() != shell.last());
        let mut layer = LayerWriter::new("parcels");
        let is_written = layer.polygons(None, [std::slice::from_ref(&shell)], corner, []);
        if is_clockwise(&shell) || { shell[1..].reverse(); is_clockwise(&shell) } {
            prop_assert!(is_written);
            let mut tile = TileWriter::new();
            tile.add(&layer);
            let bytes = tile.finish();
            let reader = MvtReaderRef::new(&bytes).unwrap();
            let feature = reader.layers().next().unwrap().features().next().unwrap();
            let expected = MvtGeometry::Polygon(Polygon::new(line(&shell, corner), vec![]));
            prop_assert_eq!(feature.geometry().unwrap(), expected);
        } else {
            prop_assert!(!is_written, "it has no area");
        }
    }
}

#[test]
fn holes_come_back_as_holes() {
    let shell = ring(&[(0, 0), (100, 0), (100, 100), (0, 100)]);
    let hole = ring(&[(20, 20), (20, 40), (40, 40), (40, 20)]);
    let island = ring(&[(200, 0), (300, 0), (300, 100)]);
    let mut layer = LayerWriter::new("parcels");
    let polygons = [vec![shell.clone(), hole.clone()], vec![island.clone()]];
    assert!(layer.polygons(None, polygons.iter().map(Vec::as_slice), GridPoint::default(), []));
    let mut tile = TileWriter::new();
    tile.add(&layer);
    let bytes = tile.finish();
    let reader = MvtReaderRef::new(&bytes).unwrap();
    let geometry = reader.layers().next().unwrap().features().next().unwrap().geometry().unwrap();
    let MvtGeometry::MultiPolygon(polygons) = geometry else { panic!("{geometry:?}") };
    let shapes: Vec<_> =
        polygons.iter().map(|polygon| (polygon.exterior().0.len(), polygon.interiors().len())).collect();
    assert_eq!(shapes, [(5, 1), (4, 0)]);
}
