//! The parcels of the overview map, drawn so that the page stays small: outlines where there is room for them, plain
//! ground where parcels are too small to be told apart.

use super::bounds::ParcelBounds;
use super::frame::Frame;
use crate::CheckRun;
use geo::Rect;
use std::collections::BTreeSet;
use std::fmt::Write;
use thuadat_core::Severity;

/// The outlines of all parcels may take this many bytes.
const MOST_BYTES: usize = 1_400_000;
/// The outlines of parcels with errors may take this many bytes beyond that.
const MOST_BYTES_WITH_ERRORS: usize = 500_000;
/// Side of a square of plain ground, in units.
const SQUARE: f64 = 8.0;
/// Parcels larger than this many units are outlined even where the others are plain ground.
const LARGE: f64 = 40.0;

/// SVG paths of the ground.
#[derive(Debug, Default)]
pub(super) struct Ground {
    /// Squares of ground covered by parcels too small to be outlined; none where all parcels are outlined.
    pub(super) density: Option<String>,
    /// Outlines of parcels.
    pub(super) outlines: String,
    /// Outlines of parcels with errors; empty where there are none, or too many to be drawn.
    pub(super) with_errors: String,
}

pub(super) fn draw_ground(run: &CheckRun, parcel_bounds: &ParcelBounds, frame: &Frame) -> Ground {
    let draw = |parcel: usize, path: &mut String| {
        for ring in run.dataset.parcels.geometries.rings(parcel) {
            frame.draw_ring(ring, 2.0, path);
        }
    };
    let (density, outlines) = match all_outlines(parcel_bounds, draw) {
        Some(outlines) => (None, outlines),
        None => (Some(squares(parcel_bounds, frame)), large_outlines(parcel_bounds, frame, draw)),
    };
    let with_errors = outlines_with_errors(run, draw);
    Ground { density, outlines, with_errors }
}

/// Every parcel's outline, unless that would be too much.
fn all_outlines(parcel_bounds: &ParcelBounds, draw: impl Fn(usize, &mut String)) -> Option<String> {
    let mut path = String::new();
    for (parcel, _) in parcel_bounds.iter() {
        draw(parcel, &mut path);
        if path.len() > MOST_BYTES {
            return None;
        }
    }
    Some(path)
}

/// The outlines of parcels with errors, unless that would be too much: some of them would look like all of them.
fn outlines_with_errors(run: &CheckRun, draw: impl Fn(usize, &mut String)) -> String {
    let mut path = String::new();
    for parcel in parcels_with_errors(run) {
        draw(parcel, &mut path);
        if path.len() > MOST_BYTES_WITH_ERRORS {
            return String::new();
        }
    }
    path
}

fn large_outlines(parcel_bounds: &ParcelBounds, frame: &Frame, draw: impl Fn(usize, &mut String)) -> String {
    let mut path = String::new();
    for (parcel, bounds) in parcel_bounds.iter() {
        if is_large(bounds, frame) && path.len() < MOST_BYTES {
            draw(parcel, &mut path);
        }
    }
    path
}

fn is_large(bounds: Rect<f64>, frame: &Frame) -> bool {
    frame.units(bounds.width().max(bounds.height())) > LARGE
}

/// The squares that small parcels touch, joined along each row.
fn squares(parcel_bounds: &ParcelBounds, frame: &Frame) -> String {
    let (columns, rows) = ((frame.width / SQUARE).ceil() as usize, (frame.height / SQUARE).ceil() as usize);
    let mut covered = vec![false; columns * rows];
    let index = |units: f64, most: usize| (units / SQUARE).clamp(0.0, most as f64 - 1.0) as usize;
    for (_, bounds) in parcel_bounds.iter().filter(|(_, bounds)| !is_large(*bounds, frame)) {
        if !frame.shows(bounds.center()) {
            continue;
        }
        let (south_west, north_east) = (frame.point(bounds.min()), frame.point(bounds.max()));
        for row in index(north_east.y, rows)..=index(south_west.y, rows) {
            let columns_covered = index(south_west.x, columns)..=index(north_east.x, columns);
            covered[row * columns..][columns_covered].fill(true);
        }
    }
    let mut path = String::new();
    for (row, line) in covered.chunks(columns).enumerate() {
        let mut column = 0;
        for run in line.chunk_by(|a, b| a == b) {
            if run[0] {
                let (x, y, width) = (column as f64 * SQUARE, row as f64 * SQUARE, run.len() as f64 * SQUARE);
                let _ = write!(path, "M{x} {y}h{width}v{SQUARE}h-{width}z");
            }
            column += run.len();
        }
    }
    path
}

fn parcels_with_errors(run: &CheckRun) -> BTreeSet<usize> {
    let errors = run.outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.flat_map(|finding| finding.parcels.iter().map(|&parcel| parcel as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::run;
    use geo::Coord;

    fn frame() -> Frame {
        let south_west = Coord { x: 454_400.0, y: 2_427_200.0 };
        Frame::showing(Rect::new(south_west, south_west + Coord { x: 160.0, y: 90.0 }), 3200.0, 1800.0)
    }

    #[test]
    fn few_parcels_are_outlined_each() {
        let run = run();
        let ground = draw_ground(&run, &ParcelBounds::of(&run.dataset.parcels.geometries), &frame());
        assert!(ground.density.is_none());
        assert_eq!(ground.outlines.matches('z').count(), run.dataset.parcels.len());
        assert_eq!(ground.with_errors.matches('z').count(), parcels_with_errors(&run).len());
    }

    #[test]
    fn squares_cover_the_ground_of_small_parcels() {
        let run = run();
        let ground =
            Rect::new(Coord { x: 453_000.0, y: 2_426_000.0 }, Coord { x: 463_000.0, y: 2_431_000.0 });
        let frame = Frame::showing(ground, 3200.0, 1600.0);
        let path = squares(&ParcelBounds::of(&run.dataset.parcels.geometries), &frame);
        // 160 m by 90 m are 51 by 29 units here.
        let rows = path.matches('M').count() as f64;
        assert!((29.0 / SQUARE..=29.0 / SQUARE + 2.0).contains(&rows), "{path}");
    }
}
