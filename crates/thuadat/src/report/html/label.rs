//! Where a parcel's name stands in a drawing: at the widest place that can be seen.

use super::frame::Frame;
use geo::{Coord, Rect};

/// A place for a label, in units of the drawing, and the room there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LabelPlace {
    pub(super) at: Coord<f64>,
    pub(super) room: f64,
}

/// The heights, as parts of what is seen of the parcel, at which a place is looked for; the middle first.
const HEIGHTS: [f64; 7] = [0.5, 0.38, 0.62, 0.25, 0.75, 0.13, 0.87];

/// The widest stretch inside the rings along a few horizontal lines, within the drawing.
///
/// Inside is by the even-odd rule, so that invalid shapes get a label too. O(vertices).
pub(super) fn place<'a>(
    frame: &Frame,
    rings: impl Iterator<Item = &'a [Coord<f64>]> + Clone,
    bounds: Rect<f64>,
) -> Option<LabelPlace> {
    let (seen, ground) = (bounds, frame.ground());
    let south = seen.min().y.max(ground.min().y);
    let north = seen.max().y.min(ground.max().y);
    if south >= north {
        return None;
    }
    let mut best: Option<LabelPlace> = None;
    for height in HEIGHTS {
        let northing = south + (north - south) * height;
        let found = widest_stretch(rings.clone(), northing, ground);
        let Some((west, east)) = found else { continue };
        let room = frame.units(east - west);
        // A place away from the middle must be clearly better.
        if best.is_none_or(|best| room > best.room * 1.4) {
            best = Some(LabelPlace { at: frame.point(Coord { x: f64::midpoint(west, east), y: northing }), room });
        }
    }
    best
}

fn widest_stretch<'a>(
    rings: impl Iterator<Item = &'a [Coord<f64>]>,
    northing: f64,
    ground: Rect<f64>,
) -> Option<(f64, f64)> {
    let mut crossings: Vec<f64> = rings.flat_map(|ring| ring_crossings(ring, northing)).collect();
    crossings.sort_unstable_by(f64::total_cmp);
    let stretches = crossings.as_chunks::<2>().0.iter();
    stretches
        .map(|[west, east]| (west.max(ground.min().x), east.min(ground.max().x)))
        .filter(|(west, east)| west < east)
        .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

fn ring_crossings(ring: &[Coord<f64>], northing: f64) -> impl Iterator<Item = f64> + '_ {
    let ends = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(ends).filter(move |(from, to)| (from.y > northing) != (to.y > northing)).map(move |(from, to)| {
        from.x + (northing - from.y) / (to.y - from.y) * (to.x - from.x)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{BoundingRect, LineString, coord};

    fn place_of(rings: &[Vec<(f64, f64)>]) -> Option<LabelPlace> {
        let frame = Frame::showing(Rect::new(coord! { x: 0., y: 0. }, coord! { x: 10., y: 10. }), 100.0, 100.0);
        let rings: Vec<LineString<f64>> = rings.iter().map(|ring| ring.clone().into()).collect();
        let bounds = rings[0].bounding_rect().unwrap();
        place(&frame, rings.iter().map(|ring| ring.0.as_slice()), bounds)
    }

    fn square(west: f64, south: f64, side: f64) -> Vec<(f64, f64)> {
        vec![(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    }

    #[test]
    fn label_stands_in_the_middle_of_what_is_seen() {
        assert_eq!(place_of(&[square(2., 2., 4.)]), Some(LabelPlace { at: coord! { x: 40., y: 60. }, room: 40. }));
        let cut = place_of(&[square(8., 2., 40.)]).unwrap();
        assert_eq!((cut.at.x, cut.room), (90., 20.));
    }

    #[test]
    fn label_keeps_out_of_holes_and_of_what_is_not_there() {
        let label = place_of(&[square(0., 0., 10.), square(1., 4., 8.)]).unwrap();
        assert!(label.at.y > 60.0, "{label:?}");
        assert_eq!(place_of(&[square(20., 20., 5.)]), None);
    }
}
