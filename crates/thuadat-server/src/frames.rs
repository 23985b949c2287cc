//! Where map sheets and communes lie: the hulls of their parcels, as tiles.

use crate::source::{Source, Version};
use crate::tiles::{area_of, clipped_to};
use geo::{ConvexHull, Coord, MultiPoint, Polygon};
use std::collections::BTreeMap;
use thuadat::cadastre::{DatabaseError, PublicSummary};
use thuadat_tiles::{Grid, GridPoint, LayerWriter, TileId, TileWriter, Value};

/// Parcels read at once.
const PAGE: i64 = 8000;
/// Points of a hull that is being made before it is made smaller.
const POINTS: usize = 4096;
/// A sheet is drawn where it is so many steps wide or high, a commune where it is so many: 32 and 8 pixels.
const SHEET_STEPS: i64 = 256;
const COMMUNE_STEPS: i64 = 64;
/// Bytes of a layer; the largest come first.
const LAYER_BYTES: usize = 200_000;
/// Bytes a corner takes at most.
const POINT_BYTES: usize = 6;

/// Where sheets and communes lie.
#[derive(Debug)]
pub(crate) struct FramesMap {
    /// Counts the maps that were made.
    pub(crate) number: u64,
    pub(crate) version: Version,
    sheets: Vec<Frame>,
    communes: Vec<Frame>,
}

/// A sheet or a commune.
#[derive(Debug)]
struct Frame {
    commune: Option<String>,
    commune_name: Option<String>,
    sheet: Option<String>,
    parcels: i64,
    hull: Polygon<f64>,
    min: Coord<f64>,
    max: Coord<f64>,
}

/// Commune and number of a sheet.
type SheetKey = (Option<Box<str>>, Option<Box<str>>);

#[derive(Default)]
struct Gathered {
    parcels: i64,
    points: Vec<Coord<f64>>,
}

impl FramesMap {
    /// Looks at all parcels of a source.
    ///
    /// # Complexity
    ///
    /// O(n log n) for n corners of all parcels; memory for the hulls and one page of parcels.
    pub(crate) fn read(
        source: &Source,
        version: Version,
        summary: &PublicSummary,
        number: u64,
    ) -> Result<Self, DatabaseError> {
        let mut sheets: BTreeMap<SheetKey, Gathered> = BTreeMap::new();
        let mut after = i64::MIN;
        loop {
            let page = source.parcels(None, after, PAGE)?;
            let Some(last) = page.parcels.last() else { break };
            after = last.id;
            for (position, parcel) in page.parcels.iter().enumerate() {
                let coords = &page.web_mercator.coords()[page.web_mercator.parcel_coords(position)];
                let key = (parcel.commune.clone(), parcel.sheet.clone());
                sheets.entry(key).or_default().take(coords);
            }
        }
        let mut communes: BTreeMap<Box<str>, Gathered> = BTreeMap::new();
        for ((commune, _), gathered) in &mut sheets {
            gathered.shrink();
            if let Some(commune) = commune {
                let of_commune = communes.entry(commune.clone()).or_default();
                of_commune.parcels += gathered.parcels;
                of_commune.points.extend_from_slice(&gathered.points);
            }
        }
        let name_of = |code: &str| {
            summary.communes.iter().find(|(known, _)| known == code).map(|(_, name)| name.clone())
        };
        let sheets = sheets.into_iter().filter(|((_, sheet), _)| sheet.is_some());
        let sheets = sheets.filter_map(|((commune, sheet), gathered)| {
            let name = commune.as_deref().and_then(name_of);
            gathered.into_frame(commune.map(String::from), name, sheet.map(String::from))
        });
        let communes = communes.into_iter().filter_map(|(commune, gathered)| {
            let name = name_of(&commune);
            gathered.into_frame(Some(commune.into()), name, None)
        });
        Ok(Self { number, version, sheets: sheets.collect(), communes: communes.collect() })
    }
}

impl Gathered {
    fn take(&mut self, coords: &[Coord<f64>]) {
        self.parcels += 1;
        self.points.extend(coords.iter().filter(|at| at.x.is_finite() && at.y.is_finite()));
        if self.points.len() > POINTS {
            self.shrink();
        }
    }

    fn hull(&self) -> Polygon<f64> {
        MultiPoint::from(self.points.clone()).convex_hull()
    }

    /// Keeps the corners of the hull alone.
    fn shrink(&mut self) {
        let hull = self.hull();
        self.points.clone_from(&hull.exterior().0);
    }

    fn into_frame(
        self,
        commune: Option<String>,
        commune_name: Option<String>,
        sheet: Option<String>,
    ) -> Option<Frame> {
        let first = *self.points.first()?;
        let hull = self.hull();
        let (mut min, mut max) = (first, first);
        for at in &hull.exterior().0 {
            min = Coord { x: min.x.min(at.x), y: min.y.min(at.y) };
            max = Coord { x: max.x.max(at.x), y: max.y.max(at.y) };
        }
        Some(Frame { commune, commune_name, sheet, parcels: self.parcels, hull, min, max })
    }
}

/// The bytes of a tile; empty where it shows nothing.
pub(crate) fn frames_tile(map: &FramesMap, tile: TileId) -> Vec<u8> {
    let mut writer = TileWriter::new();
    writer.add(&layer("communes", &map.communes, COMMUNE_STEPS, tile));
    writer.add(&layer("sheets", &map.sheets, SHEET_STEPS, tile));
    writer.finish()
}

fn layer(name: &str, frames: &[Frame], smallest: i64, tile: TileId) -> LayerWriter {
    let grid = Grid::new(tile.zoom());
    let corner = grid.corner(tile);
    let area = area_of(tile);
    let steps = |frame: &Frame| {
        let (min, max) = (grid.point(frame.min), grid.point(frame.max));
        (max.x - min.x).max(min.y - max.y)
    };
    let meets = |frame: &&Frame| {
        frame.min.x <= area.max_x
            && frame.max.x >= area.min_x
            && frame.min.y <= area.max_y
            && frame.max.y >= area.min_y
            && steps(frame) >= smallest
    };
    let mut shown: Vec<&Frame> = frames.iter().filter(meets).collect();
    // The largest first; those of one size stay in the order of their names.
    shown.sort_by_key(|frame| std::cmp::Reverse(steps(frame)));
    let mut layer = LayerWriter::new(name);
    for frame in shown {
        let ring: Vec<GridPoint> = clipped_to(frame.hull.exterior(), grid, tile);
        if layer.size() + ring.len() * POINT_BYTES > LAYER_BYTES {
            continue;
        }
        layer.polygons(None, [[ring].as_slice()], corner, frame.attributes());
    }
    layer
}

impl Frame {
    fn attributes(&self) -> Vec<(&'static str, Value<'_>)> {
        let texts =
            [("commune", &self.commune), ("commune_name", &self.commune_name), ("sheet", &self.sheet)];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Value::Text(text.as_deref()?))));
        texts.chain([("parcels", Value::Integer(self.parcels))]).collect()
    }
}
