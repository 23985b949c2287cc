//! Tiles of findings: a point for each, or for several that lie close together, and from near what is wrong in its true shape.

use super::evidence::polygons;
use super::map::{FindingsMap, PlacedFinding};
use crate::tiles::{BUFFER_STEPS, area_of, clipped_to};
use geo::{Area, Polygon};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use thuadat::cadastre::KeptFinding;
use thuadat_tiles::{EXTENT, Grid, GridPoint, LayerWriter, TileId, TileWriter, Value};

/// Sides of the cells in which findings are one point: eight pixels.
const CELL_STEPS: i64 = 64;
/// The zoom from which shapes are drawn.
pub(crate) const SHAPES_FROM: u8 = 14;
/// Bytes of shapes on a tile; the largest shapes come first. Of those that have no room there is the point.
const SHAPES_BYTES: usize = 300_000;
/// Bytes a corner takes at most.
const POINT_BYTES: usize = 6;

/// The bytes of a tile; empty where it shows nothing.
pub(crate) fn findings_tile(map: &FindingsMap, tile: TileId) -> Vec<u8> {
    let found: Vec<&PlacedFinding> =
        map.near(area_of(tile)).into_iter().map(|position| &map.all[position]).collect();
    let mut writer = TileWriter::new();
    if tile.zoom() >= SHAPES_FROM {
        writer.add(&shapes(&found, tile));
    }
    writer.add(&points(&found, tile));
    writer.finish()
}

/// One point for each cell that has findings: that of the gravest open one, with how many there are. A tile has no more than some
/// thousand cells, so it stays small whatever the data are.
fn points(found: &[&PlacedFinding], tile: TileId) -> LayerWriter {
    let grid = Grid::new(tile.zoom());
    let corner = grid.corner(tile);
    let mut cells: BTreeMap<(i64, i64), (&PlacedFinding, GridPoint, i64)> = BTreeMap::new();
    for finding in found {
        let Some(at) = finding.at else { continue };
        let point = grid.point(at);
        let (x, y) = (point.x - corner.x, point.y - corner.y);
        let around = -BUFFER_STEPS..EXTENT + BUFFER_STEPS;
        if !around.contains(&x) || !around.contains(&y) {
            continue;
        }
        let cell = cells.entry((x.div_euclid(CELL_STEPS), y.div_euclid(CELL_STEPS)));
        let (shown, place, count) = cell.or_insert((finding, point, 0));
        *count += 1;
        if weight(finding) < weight(shown) {
            (*shown, *place) = (finding, point);
        }
    }
    let mut layer = LayerWriter::new("findings");
    for (finding, point, count) in cells.into_values() {
        let mut attributes = attributes(finding);
        attributes.push(("count", Value::Integer(count)));
        let id = finding.kept.id.to_string();
        attributes.push(("id", Value::Text(&id)));
        layer.point(None, point, corner, attributes);
    }
    layer
}

/// What is shown first: open before accepted, grave before light, then by id.
fn weight(finding: &PlacedFinding) -> impl Ord + use<> {
    (finding.accepted_by.is_some(), Reverse(finding.kept.severity), finding.kept.id)
}

fn shapes(found: &[&PlacedFinding], tile: TileId) -> LayerWriter {
    let grid = Grid::new(tile.zoom());
    let corner = grid.corner(tile);
    let mut with_area: Vec<(f64, &PlacedFinding, Vec<&Polygon<f64>>)> = found
        .iter()
        .filter_map(|finding| {
            let polygons = polygons(finding.shape.as_ref()?);
            let area: f64 = polygons.iter().map(|polygon| polygon.unsigned_area()).sum();
            (!polygons.is_empty()).then_some((area, *finding, polygons))
        })
        .collect();
    with_area.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.kept.id.cmp(&other.1.kept.id)));
    let mut layer = LayerWriter::new("finding_shapes");
    for (_, finding, polygons) in with_area {
        let clipped: Vec<Vec<Vec<GridPoint>>> = polygons
            .into_iter()
            .map(|polygon| {
                let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
                rings.map(|ring| clipped_to(ring, grid, tile)).collect()
            })
            .collect();
        let points: usize = clipped.iter().flatten().map(Vec::len).sum();
        if layer.size() + points * POINT_BYTES > SHAPES_BYTES {
            continue;
        }
        let id = finding.kept.id.to_string();
        let mut attributes = attributes(finding);
        attributes.push(("id", Value::Text(&id)));
        layer.polygons(None, clipped.iter().map(Vec::as_slice), corner, attributes);
    }
    layer
}

fn attributes(finding: &PlacedFinding) -> Vec<(&'static str, Value<'_>)> {
    let KeptFinding { rule, severity, .. } = &finding.kept;
    let state = if finding.accepted_by.is_some() { "accepted" } else { "open" };
    vec![("rule", Value::Text(rule)), ("severity", Value::Text(severity.id())), ("state", Value::Text(state))]
}
