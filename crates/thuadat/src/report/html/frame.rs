//! From metres of the map to units of a drawing, with no more detail than can be seen.

use geo::{Coord, Rect};
use std::fmt::Write;

/// A rectangle of ground shown in a drawing. North is up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    ground: Rect<f64>,
    units_per_metre: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Frame {
    /// A drawing of `width` by `height` units that shows `ground`, in the middle and as large as fits.
    pub(super) fn showing(ground: Rect<f64>, width: f64, height: f64) -> Self {
        let units_per_metre = (width / ground.width().max(1e-6)).min(height / ground.height().max(1e-6));
        let half = Coord { x: width, y: height } / (2.0 * units_per_metre);
        let centre = ground.center();
        Self { ground: Rect::new(centre - half, centre + half), units_per_metre, width, height }
    }

    /// The ground shown.
    pub(super) const fn ground(&self) -> Rect<f64> {
        self.ground
    }

    /// A length on the ground, in units.
    pub(super) fn units(&self, metres: f64) -> f64 {
        metres * self.units_per_metre
    }

    /// A length of the drawing, in metres.
    pub(super) fn metres(&self, units: f64) -> f64 {
        units / self.units_per_metre
    }

    /// Where a point stands in the drawing.
    pub(super) fn point(&self, at: Coord<f64>) -> Coord<f64> {
        let (low, high) = (self.ground.min(), self.ground.max());
        Coord { x: (at.x - low.x) * self.units_per_metre, y: (high.y - at.y) * self.units_per_metre }
    }

    /// Whether a point lies in the drawing.
    pub(super) fn shows(&self, at: Coord<f64>) -> bool {
        let at = self.point(at);
        (0.0..=self.width).contains(&at.x) && (0.0..=self.height).contains(&at.y)
    }

    /// Appends a ring to an SVG path, in whole multiples of `step` units.
    ///
    /// Vertices that fall on the one before are left out, and so are those whose lines lie beyond one side of the
    /// drawing: neither can be seen.
    pub(super) fn draw_ring(&self, ring: &[Coord<f64>], step: f64, path: &mut String) {
        self.draw(ring, step, path);
        if path.ends_with(|last: char| last.is_ascii_digit()) {
            path.push('z');
        }
    }

    /// Appends an open line to an SVG path; see [`draw_ring`](Self::draw_ring).
    pub(super) fn draw(&self, line: &[Coord<f64>], step: f64, path: &mut String) {
        let mut pen: Option<(i64, i64)> = None;
        let mut drawn = false;
        for at in self.seen(line) {
            let to = self.snapped(at, step);
            // Writing to a string cannot fail.
            match pen {
                None => {
                    let _ = write!(path, "M{} {}", to.0, to.1);
                }
                Some(from) if from == to => continue,
                Some(from) => {
                    let mark = if drawn { " " } else { "l" };
                    let _ = write!(path, "{mark}{} {}", to.0 - from.0, to.1 - from.1);
                    drawn = true;
                }
            }
            pen = Some(to);
        }
    }

    /// The finite vertices but those whose leaving out moves only lines beyond one side of the drawing.
    fn seen(&self, line: &[Coord<f64>]) -> impl Iterator<Item = Coord<f64>> {
        let finite = line.iter().filter(|at| at.x.is_finite() && at.y.is_finite());
        let sided: Vec<(Coord<f64>, u8)> = finite.map(|&at| (at, self.side(at))).collect();
        // The ends have but one neighbour, and stay.
        let mut last_kept = 0;
        let last = sided.len().saturating_sub(1);
        (0..sided.len()).filter_map(move |position| {
            let (at, side) = sided[position];
            let is_inner = position > 0 && position < last;
            if is_inner && last_kept & side & sided[position + 1].1 != 0 {
                return None;
            }
            last_kept = side;
            Some(at)
        })
    }

    fn snapped(&self, at: Coord<f64>, step: f64) -> (i64, i64) {
        let at = self.point(at);
        let snap = |units: f64| ((units / step).round() * step).clamp(-1e7, 1e7) as i64;
        (snap(at.x), snap(at.y))
    }

    /// The sides of the drawing a point lies beyond, a bit for each.
    fn side(&self, at: Coord<f64>) -> u8 {
        let at = self.point(at);
        let margin = 20.0;
        u8::from(at.x < -margin)
            | u8::from(at.x > self.width + margin) << 1
            | u8::from(at.y < -margin) << 2
            | u8::from(at.y > self.height + margin) << 3
    }
}

/// A round length for a scale bar of at most `most_m` metres: 1, 2 or 5 times a power of ten.
pub(super) fn round_length_m(most_m: f64) -> f64 {
    let power = 10_f64.powf(most_m.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|digit| digit * power).find(|length| *length <= most_m).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn frame() -> Frame {
        Frame::showing(Rect::new(coord! { x: 100., y: 200. }, coord! { x: 110., y: 205. }), 1000.0, 500.0)
    }

    fn path(ring: &[(f64, f64)]) -> String {
        let ring: Vec<Coord<f64>> = ring.iter().map(|&(x, y)| coord! { x: x, y: y }).collect();
        let mut path = String::new();
        frame().draw_ring(&ring, 1.0, &mut path);
        path
    }

    #[test]
    fn north_is_up() {
        assert_eq!(frame().point(coord! { x: 101., y: 204. }), coord! { x: 100., y: 100. });
    }

    #[test]
    fn ground_of_another_shape_stands_in_the_middle() {
        let frame =
            Frame::showing(Rect::new(coord! { x: 0., y: 0. }, coord! { x: 10., y: 10. }), 1000.0, 500.0);
        assert_eq!(frame.point(coord! { x: 5., y: 5. }), coord! { x: 500., y: 250. });
        assert!((frame.units(1.0) - 50.0).abs() < 1e-9);
    }

    #[test]
    fn paths_leave_out_what_cannot_be_seen() {
        assert_eq!(
            path(&[(101., 201.), (102., 201.), (102.001, 201.), (102., 202.)]),
            "M100 400l100 0 0 -100z"
        );
        let far = path(&[(101., 201.), (200., 201.), (201., 201.5), (202., 202.), (101., 202.)]);
        assert_eq!(far, "M100 400l9900 0 200 -100 -10100 0z", "the vertex far out is left out");
        assert_eq!(path(&[(f64::NAN, 0.), (101., 201.)]), "M100 400z");
    }

    #[test]
    fn parcel_around_the_whole_drawing_fills_it() {
        let around = path(&[(50., 150.), (150., 150.), (150., 250.), (50., 250.), (50., 150.)]);
        assert_eq!(around, "M-5000 5500l10000 0 0 -10000 -10000 0 0 10000z");
    }

    /// The vertices of a path of one ring.
    fn parsed(path: &str) -> Vec<Coord<f64>> {
        let numbers = path.trim_matches(['M', 'z']).replace('l', " ");
        let numbers: Vec<f64> = numbers.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let (pairs, _) = numbers.as_chunks::<2>();
        let mut at = Coord { x: 0.0, y: 0.0 };
        let step = |&[x, y]: &[f64; 2]| {
            at = at + Coord { x, y };
            at
        };
        pairs.iter().map(step).collect()
    }

    fn is_inside(ring: &[Coord<f64>], at: Coord<f64>) -> bool {
        let ends = ring.iter().skip(1).chain(ring.first());
        let crossed = ring.iter().zip(ends).filter(|(from, to)| {
            (from.y > at.y) != (to.y > at.y)
                && at.x < from.x + (at.y - from.y) / (to.y - from.y) * (to.x - from.x)
        });
        crossed.count() % 2 == 1
    }

    proptest! {
        /// Whatever is left out, what is seen is filled as it was.
        #[test]
        fn what_is_seen_stays_the_same(
            ring in vec((80.0..130.0, 180.0..225.0), 3..14),
            (x, y) in (0.0..1000.0, 0.0..500.0),
        ) {
            let whole: Vec<Coord<f64>> = ring.iter().map(|&(x, y)| frame().point(coord! { x: x, y: y })).collect();
            let seen = parsed(&path(&ring));
            let at = coord! { x: x, y: y };
            let around = [(-9., -9.), (9., -9.), (-9., 9.), (9., 9.)].map(|(x, y)| at + coord! { x: x, y: y });
            // Close to an edge, rounding to whole units may decide otherwise.
            prop_assume!(around.iter().all(|&near| is_inside(&whole, near) == is_inside(&whole, at)));
            prop_assert_eq!(is_inside(&seen, at), is_inside(&whole, at));
        }
    }

    #[test]
    fn scale_bars_are_round() {
        for (most, expected) in [(0.07, 0.05), (3.0, 2.0), (49.9, 20.0), (100.0, 100.0)] {
            assert!((round_length_m(most) - expected).abs() < 1e-9, "{most}");
        }
    }
}
