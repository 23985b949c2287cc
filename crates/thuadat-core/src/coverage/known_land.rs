//! Gaps that land known from elsewhere explains.

use super::gap::Gap;
use super::near_miss::OpenStrip;
use super::tiles::LooseEdge;
use super::{MeasuredGap, is_above_lattice};
use crate::lattice::Lattice;
use crate::measure::{FINER, MeasuredArea, measure, rings_of_polygons};
use crate::plane::{Bounds, Point, Segment, enclosed_area_doubled};
use crate::territory::{ExpectedGaps, Outside, Territory, sides_of};
use crate::{Interrupted, Mode, Observer, Profile};
use rayon::prelude::*;

/// Land known from elsewhere, and how exactly it must fit.
pub(super) struct KnownLand<'a> {
    pub(super) territory: &'a Territory,
    pub(super) lattice: Lattice,
    /// What is no wider than this is not left over.
    pub(super) tolerance_m: f64,
}

impl<'a> KnownLand<'a> {
    pub(super) fn new(territory: &'a Territory, profile: &Profile) -> Self {
        let tolerance_m = match profile.mode {
            Mode::Strict => 0.0,
            Mode::Tolerant(tolerance_m) => tolerance_m,
        };
        Self { territory, lattice: Lattice::new(profile.lattice_m), tolerance_m }
    }

    /// Takes known land away from gaps: what is left of each, in pieces, and how much was explained.
    pub(super) fn explain_gaps(
        &self,
        gaps: Vec<(Gap, MeasuredArea)>,
        loose: &[LooseEdge],
        observer: &dyn Observer,
    ) -> Result<(Vec<MeasuredGap>, ExpectedGaps), Interrupted> {
        let explained: Vec<(Vec<MeasuredGap>, ExpectedGaps)> = gaps
            .into_par_iter()
            .map(|(gap, area)| {
                if observer.is_interrupted() {
                    Err(Interrupted)
                } else {
                    Ok(self.explain_gap(gap, area, loose))
                }
            })
            .collect::<Result<_, _>>()?;
        let mut left = Vec::new();
        let mut expected = ExpectedGaps::default();
        for (gaps, of_gap) in explained {
            left.extend(gaps);
            expected.add(&of_gap);
        }
        Ok((left, expected))
    }

    fn explain_gap(
        &self,
        gap: Gap,
        area: MeasuredArea,
        loose: &[LooseEdge],
    ) -> (Vec<MeasuredGap>, ExpectedGaps) {
        // The inside of a gap is on the right of the edges around it.
        let sides: Vec<Segment> =
            gap.outline.iter().map(|(piece, _)| Segment { a: piece.b, b: piece.a }).collect();
        let whole_m2 = area.area_m2;
        let Some(rest) = self.rest_of(&sides, area.width_m) else {
            return (vec![MeasuredGap::new(gap, area)], ExpectedGaps::default());
        };
        let left: Vec<MeasuredGap> = rest
            .into_iter()
            .map(|Rest { area, sides }| {
                let parcel = |side: u32| loose[gap.outline[side as usize].1 as usize].parcel;
                let mut parcels: Vec<u32> = sides.into_iter().map(parcel).collect();
                parcels.sort_unstable();
                parcels.dedup();
                // In the midst of the gap no parcel is beside it.
                let parcels = if parcels.is_empty() { gap.parcels.clone() } else { parcels };
                MeasuredGap { parcels, owners: gap.owners.clone(), area, is_left_over: true }
            })
            .collect();
        let left_m2: f64 = left.iter().map(|gap| gap.area.area_m2).sum();
        let expected = ExpectedGaps {
            whole: usize::from(left.is_empty()),
            in_part: usize::from(!left.is_empty()),
            area_m2: whole_m2 - left_m2,
        };
        (left, expected)
    }

    /// Leaves out open ground that known land explains to its whole width.
    pub(super) fn explain_strips(&self, strips: &mut Vec<OpenStrip>) -> ExpectedGaps {
        let mut expected = ExpectedGaps::default();
        strips.retain(|strip| {
            let sides = sides_of_shape(&strip.area, self.lattice);
            let is_explained = self.rest_of(&sides, strip.area.width_m).is_some_and(|rest| rest.is_empty());
            if is_explained {
                expected.add(&ExpectedGaps { whole: 1, in_part: 0, area_m2: strip.area.area_m2 });
            }
            !is_explained
        });
        expected
    }

    /// What is left of an area so wide, piece by piece; none where no known land is in it.
    ///
    /// The bounds of known land are no surveyed boundaries: a rim that it leaves within the tolerance is none. But what is
    /// not clearly narrower than the area itself is the area, and no rim.
    fn rest_of(&self, sides: &[Segment], width_m: f64) -> Option<Vec<Rest>> {
        let near = |point: Point| Point::new(point.x.div_euclid(FINER), point.y.div_euclid(FINER));
        let window = Bounds::of_points(sides.iter().map(|side| near(side.a))).grown(1);
        match self.territory.outside(sides, &window) {
            Outside::Nothing => Some(Vec::new()),
            Outside::All => None,
            Outside::Part(rings) => {
                let points: Vec<Vec<Point>> = rings.iter().map(|ring| ring.points.clone()).collect();
                let pieces = rings_of_polygons(&points).into_iter().filter_map(|of_polygon| {
                    let points: Vec<Vec<Point>> =
                        of_polygon.iter().map(|&ring| points[ring].clone()).collect();
                    let area = measure(&points, self.lattice)?;
                    let is_rim = area.width_m <= self.tolerance_m && area.width_m < width_m / 2.0;
                    let is_left = is_above_lattice(&area, self.lattice) && !is_rim;
                    let sides = of_polygon.iter().flat_map(|&ring| rings[ring].sides.iter().copied());
                    is_left.then(|| Rest { area, sides: sides.collect() })
                });
                let pieces: Vec<Rest> = pieces.collect();
                let all_m2: f64 = sides_area_m2(sides, self.lattice);
                let left_m2: f64 = pieces.iter().map(|piece| piece.area.area_m2).sum();
                // Known land that only touches the gap explains nothing of it.
                (all_m2 - left_m2 > self.lattice.step_m().powi(2)).then_some(pieces)
            }
        }
    }
}

/// A piece that is left of an area, and the sides of the area it is beside.
struct Rest {
    area: MeasuredArea,
    sides: Vec<u32>,
}

fn sides_area_m2(sides: &[Segment], lattice: Lattice) -> f64 {
    let unit_m = lattice.step_m() / FINER as f64;
    enclosed_area_doubled(sides) as f64 * 0.5 * unit_m * unit_m
}

/// The sides of a measured area in finer units, the inside on the left.
fn sides_of_shape(area: &MeasuredArea, lattice: Lattice) -> Vec<Segment> {
    let fine = Lattice::new(lattice.step_m() / FINER as f64);
    let mut sides = Vec::new();
    for polygon in &area.shape {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        for ring in rings {
            let points: Vec<Point> = ring.0.iter().skip(1).map(|&at| fine.point(at)).collect();
            sides.extend(sides_of(&points).filter(|side| side.a != side.b));
        }
    }
    sides
}
