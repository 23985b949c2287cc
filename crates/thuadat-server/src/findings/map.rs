//! The findings of a source, where they lie on the map.

use super::evidence::{for_each_coord, of_wkb};
use crate::source::{Source, Version};
use geo::{BoundingRect, Coord, Geometry, Intersects, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::BTreeMap;
use thuadat::cadastre::{DatabaseError, FindingState, KeptFinding, ParcelBox};
use thuadat::{Crs, FindingId};

/// Findings as a source has them: each with its evidence, in the coordinate system the finding names.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceFindings {
    /// The profile they were found under; none where nobody looked.
    pub(crate) profile: Option<String>,
    /// Whether they are those of the parcels as they are now.
    pub(crate) is_current: bool,
    pub(crate) findings: Vec<(KeptFinding, Option<Geometry<f64>>)>,
    /// Those that were accepted, with the record that did.
    pub(crate) accepted: BTreeMap<FindingId, i64>,
}

/// Of what a map of findings was made: where it is the same, so are the findings.
pub(crate) type FindingsVersion = (Version, Option<FindingState>);

/// The findings of a source, where they lie on the map.
#[derive(Debug)]
pub(crate) struct FindingsMap {
    /// Counts the maps that were made.
    pub(crate) number: u64,
    pub(crate) version: FindingsVersion,
    pub(crate) profile: Option<String>,
    pub(crate) is_current: bool,
    /// Ascending by id.
    pub(crate) all: Vec<PlacedFinding>,
    index: RTree<Entry>,
}

/// A finding on the map.
#[derive(Debug)]
pub(crate) struct PlacedFinding {
    pub(crate) kept: KeptFinding,
    /// The record that accepted it.
    pub(crate) accepted_by: Option<i64>,
    /// Where to look, in Web Mercator.
    pub(crate) at: Option<Coord<f64>>,
    /// The evidence in Web Mercator.
    pub(crate) shape: Option<Geometry<f64>>,
}

type Entry = GeomWithData<Rectangle<[f64; 2]>, usize>;

impl FindingsMap {
    /// Reads all findings of a source and puts them in their places.
    pub(crate) fn read(
        source: &Source,
        version: FindingsVersion,
        number: u64,
    ) -> Result<Self, DatabaseError> {
        let SourceFindings { profile, is_current, findings, accepted } = source.findings()?;
        let mut all: Vec<PlacedFinding> = findings
            .into_iter()
            .map(|(kept, shape)| PlacedFinding {
                accepted_by: accepted.get(&kept.id).copied(),
                at: kept.at,
                shape: shape.or_else(|| of_wkb(kept.wkb.as_deref()?)),
                kept: KeptFinding { wkb: None, ..kept },
            })
            .collect();
        all.sort_by_key(|finding| finding.kept.id);
        put_in_place(&mut all, source);
        let entries = all.iter().enumerate().filter_map(|(position, finding)| {
            let (min, max) = finding.bounds()?;
            Some(GeomWithData::new(Rectangle::from_corners(min, max), position))
        });
        let index = RTree::bulk_load(entries.collect());
        Ok(Self { number, version, profile, is_current, all, index })
    }

    /// The finding of an id.
    pub(crate) fn of_id(&self, id: FindingId) -> Option<&PlacedFinding> {
        let position = self.all.binary_search_by_key(&id, |finding| finding.kept.id).ok()?;
        self.all.get(position)
    }

    /// Positions of those whose rectangles meet an area of Web Mercator, ascending.
    pub(crate) fn near(&self, area: ParcelBox) -> Vec<usize> {
        let envelope = AABB::from_corners([area.min_x, area.min_y], [area.max_x, area.max_y]);
        let mut found: Vec<usize> =
            self.index.locate_in_envelope_intersecting(envelope).map(|entry| entry.data).collect();
        found.sort_unstable();
        found
    }
}

impl PlacedFinding {
    /// Whether it meets an area of Web Mercator, by its evidence or the point to look at.
    pub(crate) fn meets(&self, area: ParcelBox) -> bool {
        let rectangle =
            Rect::new(Coord { x: area.min_x, y: area.min_y }, Coord { x: area.max_x, y: area.max_y });
        self.at.is_some_and(|at| rectangle.intersects(&at))
            || self.shape.as_ref().is_some_and(|shape| shape.intersects(&rectangle))
    }

    fn bounds(&self) -> Option<([f64; 2], [f64; 2])> {
        let shape = self.shape.as_ref().and_then(BoundingRect::bounding_rect);
        let point = self.at.map(|at| Rect::new(at, at));
        [shape, point]
            .into_iter()
            .flatten()
            .map(|rect| ([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]))
            .reduce(|(min, max), (other_min, other_max)| {
                (
                    [min[0].min(other_min[0]), min[1].min(other_min[1])],
                    [max[0].max(other_max[0]), max[1].max(other_max[1])],
                )
            })
    }
}

/// Brings all places to Web Mercator, those of one system together. What has no place there has none on the map.
fn put_in_place(all: &mut [PlacedFinding], source: &Source) {
    let mut by_system: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (position, finding) in all.iter().enumerate() {
        by_system.entry(finding.kept.epsg).or_default().push(position);
    }
    for (epsg, positions) in by_system {
        let mut places: Vec<Coord<f64>> = Vec::new();
        for &position in &positions {
            all[position].for_each_coord(&mut |at| places.push(*at));
        }
        let is_moved = source.crs(epsg).is_some_and(|crs| moved(&crs, &mut places));
        let mut places = places.into_iter();
        for &position in &positions {
            let mut is_placed = is_moved;
            all[position].for_each_coord(&mut |at| {
                *at = places.next().unwrap_or(*at);
                is_placed &= at.x.is_finite() && at.y.is_finite();
            });
            if !is_placed {
                all[position].at = None;
                all[position].shape = None;
            }
        }
    }
}

fn moved(crs: &Crs, places: &mut [Coord<f64>]) -> bool {
    crs.take_to_web_mercator(places).is_some_and(|moved| moved.is_ok())
}

impl PlacedFinding {
    fn for_each_coord(&mut self, visit: &mut dyn FnMut(&mut Coord<f64>)) {
        self.at.iter_mut().for_each(&mut *visit);
        if let Some(shape) = &mut self.shape {
            for_each_coord(shape, visit);
        }
    }
}
