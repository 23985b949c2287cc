//! A tile from the parcels that meet it.

use super::ZOOMS;
use crate::source::Source;
use geo::{Coord, Intersects, LineString, Rect};
use std::collections::BTreeMap;
use thuadat::ParcelGeometries;
use thuadat::cadastre::{DatabaseError, ParcelBox, PublicParcel, PublicParcels};
use thuadat_tiles::{
    BASE_ZOOM, EXTENT, Grid, GridPoint, LayerWriter, PreparedShape, Simplifier, TileId, TileWriter, Value,
    Window, clip,
};

/// No tile is larger.
pub(crate) const LARGEST_BYTES: usize = 500_000;
/// Steps of the grid drawn around a tile, so that its edges do not show.
pub(crate) const BUFFER_STEPS: i64 = 64;
/// Steps of the grid a pixel has.
const PIXEL: i64 = 8;
/// Sides of the cells in which small parcels are counted.
const CELL_STEPS: i64 = 64;
/// The zoom from which parcels have labels, and how large a parcel must be to have one, in steps.
const LABELS_FROM: u8 = 14;
const LABEL_STEPS: i64 = 20 * PIXEL;
/// The zooms from which parcels say their number, and everything.
const NUMBERS_FROM: u8 = 13;
const FACTS_FROM: u8 = 15;
/// In the plane, two points nearer than this are one; the point of a label needs no more.
const LATTICE_M: f64 = 0.001;

/// What was left out so that a tile can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reduction {
    /// Parcels that are counted in cells instead of being drawn.
    pub(crate) counted: usize,
    /// Parcels of the tile.
    pub(crate) of: usize,
    /// Parcels less wide and less high than so many pixels are not drawn.
    pub(crate) pixels: i64,
}

/// The bytes of a tile, empty where it shows nothing, and what was left out.
///
/// A parcel less wide and less high than a pixel is not drawn; where a tile would be larger than [`LARGEST_BYTES`] that limit
/// is doubled until it is not. What is not drawn is counted in the layer `small_parcels`: squares with the number of parcels
/// whose middle lies in them.
pub(crate) fn tile_bytes(
    source: &Source,
    tile: TileId,
) -> Result<(Vec<u8>, Option<Reduction>), DatabaseError> {
    debug_assert!(ZOOMS.contains(&tile.zoom()), "there are no tiles of this zoom");
    let found = source.parcels(Some(area_of(tile)), i64::MIN, i64::MAX)?;
    if found.is_empty() {
        return Ok((Vec::new(), None));
    }
    let shapes = prepared(&found.web_mercator);
    let labels = labels_here(&found.web_mercator, &shapes, tile);
    let mut pixels = 1;
    loop {
        let drawing = Drawing::of(&found, &shapes, &labels, tile, pixels * PIXEL);
        if drawing.bytes.len() <= LARGEST_BYTES || pixels * PIXEL > EXTENT {
            let of = found.len();
            let reduction = Reduction { counted: drawing.counted, of, pixels };
            return Ok((drawing.bytes, (drawing.counted > 0).then_some(reduction)));
        }
        pixels *= 2;
    }
}

/// What is fetched for a tile: in Web Mercator, where the parcels were put when they were written, so that none that only
/// touches the surroundings of the tile is missed.
pub(crate) fn area_of(tile: TileId) -> ParcelBox {
    let bounds = tile.bounds_m();
    let margin = bounds.width() * BUFFER_STEPS as f64 / EXTENT as f64;
    ParcelBox {
        min_x: bounds.min().x - margin,
        min_y: bounds.min().y - margin,
        max_x: bounds.max().x + margin,
        max_y: bounds.max().y + margin,
    }
}

/// The corners of a ring in Web Mercator on the grid of a tile, cut to what the tile shows; the first is not the last again.
pub(crate) fn clipped_to(ring: &LineString<f64>, grid: Grid, tile: TileId) -> Vec<GridPoint> {
    let mut points: Vec<GridPoint> = ring.0.iter().map(|&at| grid.point(at)).collect();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    clip(&points, &Window::of(tile, BUFFER_STEPS))
}

/// A shape, and the rectangle it stands in.
type Placed = (PreparedShape, Option<(GridPoint, GridPoint)>);

/// Shapes on the finest grid with the zoom each corner is shown from, and the rectangles they stand in.
///
/// Where borders meet is looked up among the parcels of the tile alone. All neighbours of a border within the tile are among
/// them, and they tell its ends; a border with nothing on its other side may be drawn half a pixel apart in the next tile.
fn prepared(shapes: &ParcelGeometries) -> Vec<Placed> {
    let grid = Grid::new(BASE_ZOOM);
    let parcels: Vec<Vec<Vec<Vec<GridPoint>>>> =
        (0..shapes.len()).map(|parcel| on_grid(shapes, parcel, grid)).collect();
    let rings = parcels.iter().flatten().flatten().map(Vec::as_slice);
    let simplifier = Simplifier::new(rings);
    let with_bounds = |polygons: &Vec<Vec<Vec<GridPoint>>>| {
        (PreparedShape::new(polygons, &simplifier), bounds_of(polygons))
    };
    parcels.iter().map(with_bounds).collect()
}

fn on_grid(shapes: &ParcelGeometries, parcel: usize, grid: Grid) -> Vec<Vec<Vec<GridPoint>>> {
    let open = |ring: usize| {
        let mut points: Vec<GridPoint> = shapes.ring(ring).iter().map(|&at| grid.point(at)).collect();
        points.dedup();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        points
    };
    shapes.polygons(parcel).map(|rings| rings.map(open).collect()).collect()
}

fn bounds_of(polygons: &[Vec<Vec<GridPoint>>]) -> Option<(GridPoint, GridPoint)> {
    let corners = polygons.iter().flatten().flatten().map(|&at| (at, at));
    corners.reduce(|(min, max), (at, _)| {
        (GridPoint::new(min.x.min(at.x), min.y.min(at.y)), GridPoint::new(max.x.max(at.x), max.y.max(at.y)))
    })
}

/// A tile being drawn.
struct Drawing {
    bytes: Vec<u8>,
    counted: usize,
}

impl Drawing {
    fn of(
        found: &PublicParcels,
        shapes: &[Placed],
        labels_here: &[Option<GridPoint>],
        tile: TileId,
        smallest_steps: i64,
    ) -> Self {
        let corner = Grid::new(tile.zoom()).corner(tile);
        let (mut parcels, mut labels) = (LayerWriter::new("parcels"), LayerWriter::new("parcel_labels"));
        let mut cells: BTreeMap<(i64, i64), i64> = BTreeMap::new();
        for (position, (parcel, (shape, bounds))) in found.parcels.iter().zip(shapes).enumerate() {
            let Some((min, max)) =
                bounds.map(|(min, max)| (min.at_zoom(tile.zoom()), max.at_zoom(tile.zoom())))
            else {
                continue;
            };
            let steps = (max.x - min.x).max(max.y - min.y);
            if steps < smallest_steps {
                let middle = GridPoint::new(i64::midpoint(min.x, max.x), i64::midpoint(min.y, max.y));
                let cell = (
                    (middle.x - corner.x).div_euclid(CELL_STEPS),
                    (middle.y - corner.y).div_euclid(CELL_STEPS),
                );
                *cells.entry(cell).or_default() += 1;
                continue;
            }
            let Ok(polygons) = PreparedShape::in_tile(shape.as_bytes(), tile, BUFFER_STEPS) else { continue };
            let attributes = attributes(parcel, tile.zoom());
            let id = u64::try_from(parcel.id).ok();
            parcels.polygons(id, polygons.iter().map(Vec::as_slice), corner, attributes);
            if let Some(point) = labels_here[position] {
                labels.point(id, point, corner, self::attributes(parcel, FACTS_FROM));
            }
        }
        let counted = cells.values().sum::<i64>() as usize;
        let mut writer = TileWriter::new();
        writer.add(&parcels);
        writer.add(&labels);
        writer.add(&squares(&cells, tile));
        Self { bytes: writer.finish(), counted }
    }
}

/// What a parcel says of itself: the less the farther away it is looked at.
fn attributes(parcel: &PublicParcel, zoom: u8) -> Vec<(&'static str, Value<'_>)> {
    fn text<'a>(name: &'static str, value: Option<&'a str>) -> Option<(&'static str, Value<'a>)> {
        value.map(|value| (name, Value::Text(value)))
    }
    fn area(name: &'static str, value: Option<f64>) -> Option<(&'static str, Value<'static>)> {
        value.map(|area| (name, Value::Number((area * 10.0).round() / 10.0)))
    }
    let mut attributes =
        vec![text("land_use", parcel.land_use.as_deref()), text("class", parcel.class.as_deref())];
    if zoom >= NUMBERS_FROM {
        attributes.extend([text("sheet", parcel.sheet.as_deref()), text("number", parcel.number.as_deref())]);
    }
    if zoom >= FACTS_FROM {
        attributes.extend([
            text("commune", parcel.commune.as_deref()),
            area("area_m2", parcel.area_m2),
            area("area_recorded_m2", parcel.area_recorded_m2),
        ]);
    }
    attributes.into_iter().flatten().collect()
}

/// Where labels of parcels stand in this tile. A label stands in the one tile its point lies in, well inside the whole parcel,
/// wherever that is cut.
fn labels_here(parcels: &ParcelGeometries, shapes: &[Placed], tile: TileId) -> Vec<Option<GridPoint>> {
    // Corners rounded twice may be a step beside the point.
    const SLACK_STEPS: i64 = 2;
    let grid = Grid::new(tile.zoom());
    let corner = grid.corner(tile);
    let label = |(position, (_, bounds)): (usize, &Placed)| {
        let (min, max) = (*bounds)?;
        let (min, max) = (min.at_zoom(tile.zoom()), max.at_zoom(tile.zoom()));
        let is_large = (max.x - min.x).max(max.y - min.y) >= LABEL_STEPS;
        let meets =
            |from: i64, to: i64, side: i64| to - side >= -SLACK_STEPS && from - side < EXTENT + SLACK_STEPS;
        if tile.zoom() < LABELS_FROM
            || !is_large
            || !meets(min.x, max.x, corner.x)
            || !meets(min.y, max.y, corner.y)
        {
            return None;
        }
        let point = grid.point(parcels.point_inside(position, LATTICE_M)?);
        let is_here = |at: i64, side: i64| (0..EXTENT).contains(&(at - side));
        (is_here(point.x, corner.x) && is_here(point.y, corner.y)).then_some(point)
    };
    shapes.iter().enumerate().map(label).collect()
}

fn squares(cells: &BTreeMap<(i64, i64), i64>, tile: TileId) -> LayerWriter {
    let corner = Grid::new(tile.zoom()).corner(tile);
    let window = Window::of(tile, BUFFER_STEPS);
    let mut layer = LayerWriter::new("small_parcels");
    for (&(column, row), &count) in cells {
        let (x, y) = (corner.x + column * CELL_STEPS, corner.y + row * CELL_STEPS);
        let square = [(0, 0), (1, 0), (1, 1), (0, 1)]
            .map(|(dx, dy)| GridPoint::new(x + dx * CELL_STEPS, y + dy * CELL_STEPS));
        let rings = [clip(&square, &window)];
        layer.polygons(None, [rings.as_slice()], corner, [("parcels", Value::Integer(count))]);
    }
    layer
}

/// Whether a polygon in a plane meets a rectangle in it, in truth and not only by its own rectangle.
pub(crate) fn meets(shapes: &ParcelGeometries, parcel: usize, area: ParcelBox) -> bool {
    let rectangle = Rect::new(Coord { x: area.min_x, y: area.min_y }, Coord { x: area.max_x, y: area.max_y });
    shapes.to_multi_polygon(parcel).intersects(&rectangle)
}
