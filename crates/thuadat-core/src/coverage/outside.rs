//! Parcels that reach out of the commune or sheet they belong to.

use super::is_above_lattice;
use super::overlap::finer;
use super::shapes::{Shapes, area_doubled, bounds_of};
use crate::measure::{FINER, MeasuredArea, measure};
use crate::plane::{Graph, Point, Segment, Walk, signed_area_doubled};
use crate::territory::{Frames, Outside};
use crate::{Interrupted, Mode, Observer, ParcelRecord, Profile, Rule};
use rayon::prelude::*;

/// The ground of a parcel outside of the frame it must lie in.
#[derive(Debug)]
pub(crate) struct OutsideFrame {
    /// Which frame: that of the commune or of the sheet.
    pub(crate) rule: Rule,
    pub(crate) parcel: u32,
    /// Whether it is all of the parcel.
    pub(crate) is_whole: bool,
    pub(crate) area: MeasuredArea,
}

/// Parcels looked at between two looks at the observer.
const CHUNK: usize = 1024;

/// Finds the ground outside of frames that is wider than the tolerance, by rule and parcel.
pub(super) fn find_outside(
    shapes: &Shapes<'_>,
    records: &[ParcelRecord],
    frames: &[(Rule, Frames)],
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<Vec<OutsideFrame>, Interrupted> {
    let tolerance_m = match profile.mode {
        Mode::Strict => 0.0,
        Mode::Tolerant(tolerance_m) => tolerance_m,
    };
    let mut found = Vec::new();
    for (rule, frames) in frames {
        let chunks: Vec<Vec<OutsideFrame>> = (0..records.len().div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                if observer.is_interrupted() {
                    return Err(Interrupted);
                }
                let parcels = chunk * CHUNK..records.len().min((chunk + 1) * CHUNK);
                let of_parcel = |parcel| outside_of(shapes, records, frames, parcel);
                let wide = |found: &OutsideFrame| found.area.width_m > tolerance_m;
                let found = parcels.filter_map(of_parcel).map(|found| OutsideFrame { rule: *rule, ..found });
                Ok(found.filter(wide).collect())
            })
            .collect::<Result<_, _>>()?;
        found.extend(chunks.into_iter().flatten());
    }
    Ok(found)
}

fn outside_of(
    shapes: &Shapes<'_>,
    records: &[ParcelRecord],
    frames: &Frames,
    parcel: usize,
) -> Option<OutsideFrame> {
    let territory = frames.around(&records[parcel].key)?;
    let mut edges = Vec::new();
    shapes.collect_edges(parcel as u32, &mut edges);
    let sides: Vec<Segment> = edges.iter().map(|edge| finer(&edge.segment)).collect();
    let (is_whole, rings) = match territory.outside(&sides, &bounds_of(&edges)) {
        Outside::Nothing => return None,
        Outside::All => (true, rings_of(&sides)),
        Outside::Part(rings) => {
            let rest: Vec<Vec<Point>> = rings.into_iter().map(|ring| ring.points).collect();
            let rest_doubled: i128 = rest.iter().map(|ring| signed_area_doubled(ring)).sum();
            let fine = i128::from(FINER).pow(2);
            (rest_doubled == area_doubled(&edges) * fine, rest)
        }
    };
    let area = measure(&rings, shapes.lattice).filter(|area| is_above_lattice(area, shapes.lattice))?;
    Some(OutsideFrame { rule: Rule::OutsideCommune, parcel: parcel as u32, is_whole, area })
}

/// The rings that the sides of a parcel form.
fn rings_of(sides: &[Segment]) -> Vec<Vec<Point>> {
    let graph = Graph::of_segments(sides.iter().copied());
    let rings = graph.trace(|_| Walk::Forward);
    rings.into_iter().map(|ring| ring.points).collect()
}
