//! Where parcels' names stand in a drawing: inside the parcel, where there is room, and not on each other.

use super::frame::Frame;
use geo::{Coord, Rect};

/// The heights, as parts of what is seen of the parcel, at which a place is looked for; the middle first.
const HEIGHTS: [f64; 9] = [0.5, 0.38, 0.62, 0.25, 0.75, 0.16, 0.84, 0.08, 0.92];
/// Ground kept free around a label, in units.
const AROUND: f64 = 4.0;

/// The labels of one drawing.
pub(super) struct Labels<'a> {
    frame: &'a Frame,
    letter: f64,
    taken: Vec<Rect<f64>>,
}

impl<'a> Labels<'a> {
    /// No labels yet; letters are `letter` units high, and the corners of scale bar and north arrow are kept free.
    pub(super) fn new(frame: &'a Frame, letter: f64) -> Self {
        let corner = |x: f64, y: f64, width: f64, height: f64| {
            Rect::new(Coord { x, y }, Coord { x: x + width, y: y + height })
        };
        let bar = corner(0.0, frame.height - letter * 3.2, frame.width * 0.36, letter * 3.2);
        let arrow = corner(frame.width - letter * 2.6, 0.0, letter * 2.6, letter * 3.8);
        Self { frame, letter, taken: vec![bar, arrow] }
    }

    /// A place for `text` inside the rings, where it touches no other label; none if there is no such place. With
    /// `must_stand` the label may reach beyond its parcel.
    ///
    /// Inside is by the even-odd rule, so that invalid shapes get a label too. O(vertices).
    pub(super) fn place(
        &mut self,
        text: &str,
        rings: &[&[Coord<f64>]],
        bounds: Rect<f64>,
        must_stand: bool,
    ) -> Option<Coord<f64>> {
        let width = text.chars().count() as f64 * self.letter * 0.6;
        let mut stretches = self.stretches(rings, bounds);
        if !must_stand {
            stretches.retain(|stretch| stretch.room * 1.1 >= width);
        }
        // Where there is room enough, the middle is best; else the widest place.
        stretches.sort_by(|a, b| b.room.min(width).total_cmp(&a.room.min(width)));
        let (at, space) = stretches.iter().find_map(|stretch| {
            let at = self.inside_the_drawing(stretch.at, width);
            let space = self.space(at, width);
            self.taken.iter().all(|taken| !overlap(taken, &space)).then_some((at, space))
        })?;
        self.taken.push(space);
        Some(at)
    }

    /// The widest stretch inside the rings at each height, in units of the drawing.
    fn stretches(&self, rings: &[&[Coord<f64>]], bounds: Rect<f64>) -> Vec<Stretch> {
        let ground = self.frame.ground();
        let south = bounds.min().y.max(ground.min().y);
        let north = bounds.max().y.min(ground.max().y);
        if south >= north {
            return Vec::new();
        }
        let northings = HEIGHTS.iter().map(|height| south + (north - south) * height);
        let stretches = northings.filter_map(|northing| {
            let (west, east) = widest_stretch(rings, northing, ground)?;
            let at = self.frame.point(Coord { x: f64::midpoint(west, east), y: northing });
            Some(Stretch { at, room: self.frame.units(east - west) })
        });
        stretches.collect()
    }

    fn inside_the_drawing(&self, at: Coord<f64>, width: f64) -> Coord<f64> {
        let (half_width, half_height) = (width / 2.0 + AROUND, self.letter * 0.7);
        Coord {
            x: at.x.min(self.frame.width - half_width).max(half_width),
            y: at.y.min(self.frame.height - half_height).max(half_height),
        }
    }

    fn space(&self, at: Coord<f64>, width: f64) -> Rect<f64> {
        let half = Coord { x: width / 2.0 + AROUND, y: self.letter / 2.0 + AROUND };
        Rect::new(at - half, at + half)
    }
}

/// A horizontal stretch inside a parcel: its middle and its length.
struct Stretch {
    at: Coord<f64>,
    room: f64,
}

fn widest_stretch(rings: &[&[Coord<f64>]], northing: f64, ground: Rect<f64>) -> Option<(f64, f64)> {
    let mut crossings: Vec<f64> = rings.iter().flat_map(|ring| ring_crossings(ring, northing)).collect();
    crossings.sort_unstable_by(f64::total_cmp);
    let stretches = crossings.as_chunks::<2>().0.iter();
    stretches
        .map(|[west, east]| (west.max(ground.min().x), east.min(ground.max().x)))
        .filter(|(west, east)| west < east)
        .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

fn ring_crossings(ring: &[Coord<f64>], northing: f64) -> impl Iterator<Item = f64> + '_ {
    let ends = ring.iter().skip(1).chain(ring.first());
    ring.iter()
        .zip(ends)
        .filter(move |(from, to)| (from.y > northing) != (to.y > northing))
        .map(move |(from, to)| from.x + (northing - from.y) / (to.y - from.y) * (to.x - from.x))
}

fn overlap(one: &Rect<f64>, other: &Rect<f64>) -> bool {
    let (a, b) = (one.min(), one.max());
    let (c, d) = (other.min(), other.max());
    a.x < d.x && c.x < b.x && a.y < d.y && c.y < b.y
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{BoundingRect, LineString, coord};

    /// Labels of one letter, 60 units wide and 100 high, in a drawing of 1000 by 1000 that shows 10 m by 10 m.
    fn place_all(parcels: &[Vec<Vec<(f64, f64)>>]) -> Vec<Option<Coord<f64>>> {
        let ground = Rect::new(coord! { x: 0., y: 0. }, coord! { x: 10., y: 10. });
        let frame = Frame::showing(ground, 1000.0, 1000.0);
        let mut labels = Labels { frame: &frame, letter: 100.0, taken: Vec::new() };
        let place = |rings: &Vec<Vec<(f64, f64)>>| {
            let rings: Vec<LineString<f64>> = rings.iter().map(|ring| ring.clone().into()).collect();
            let bounds = rings[0].bounding_rect().unwrap();
            let rings: Vec<&[Coord<f64>]> = rings.iter().map(|ring| ring.0.as_slice()).collect();
            labels.place("7", &rings, bounds, false)
        };
        parcels.iter().map(place).collect()
    }

    fn square(west: f64, south: f64, side: f64) -> Vec<(f64, f64)> {
        vec![
            (west, south),
            (west + side, south),
            (west + side, south + side),
            (west, south + side),
            (west, south),
        ]
    }

    #[test]
    fn label_stands_in_the_middle_of_what_is_seen() {
        let places = place_all(&[vec![square(2., 2., 4.)], vec![square(8., 2., 40.)]]);
        assert_eq!(places, [Some(coord! { x: 400., y: 600. }), Some(coord! { x: 900., y: 400. })]);
    }

    #[test]
    fn label_keeps_out_of_holes_and_of_what_is_not_there() {
        let places = place_all(&[
            vec![square(0., 0., 10.), square(0.2, 4., 9.6 / 2.0 + 4.8)],
            vec![square(20., 20., 5.)],
        ]);
        assert!(places[0].unwrap().y > 600.0, "{places:?}");
        assert_eq!(places[1], None);
    }

    #[test]
    fn labels_do_not_stand_on_each_other() {
        let places = place_all(&[vec![square(4., 4., 2.)], vec![square(0., 0., 10.)]]);
        let (inner, outer) = (places[0].unwrap(), places[1].unwrap());
        assert_eq!(inner, coord! { x: 500., y: 500. });
        assert!((inner.y - outer.y).abs() >= 100.0, "{outer:?}");
        let narrow = place_all(&[vec![square(4., 4., 0.3)]]);
        assert_eq!(narrow, [None]);
    }
}
