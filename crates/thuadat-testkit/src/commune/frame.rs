//! The axes of a face.

use super::subdivision::{Face, Subdivision};
use geo::Coord;

/// A face's own axes: `u` along its longer extent, `v` across.
pub(super) struct Frame {
    centre: Coord<f64>,
    axis: Coord<f64>,
    /// Lowest and highest `u`.
    pub(super) along: (f64, f64),
    /// Lowest and highest `v`.
    pub(super) across: (f64, f64),
}

impl Frame {
    pub(super) fn of<Tag: Copy>(plane: &Subdivision<Tag>, face: Face) -> Self {
        let shell: Vec<_> = plane.rings(face)[0].iter().map(|&node| plane.point(node).to_metres()).collect();
        let centre = shell.iter().fold(Coord::zero(), |sum, &point| sum + point) / shell.len() as f64;
        let axis = main_direction(&shell);
        let lying = Self::along(&shell, centre, axis);
        let standing = Self::along(&shell, centre, Coord { x: -axis.y, y: axis.x });
        if lying.length() >= standing.length() { lying } else { standing }
    }

    fn along(shell: &[Coord<f64>], centre: Coord<f64>, axis: Coord<f64>) -> Self {
        let mut frame = Self { centre, axis, along: (0.0, 0.0), across: (0.0, 0.0) };
        let extent = |value: &dyn Fn(Coord<f64>) -> f64| {
            shell
                .iter()
                .map(|&point| value(point))
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                    (low.min(value), high.max(value))
                })
        };
        let (along, across) = (extent(&|p| frame.u(p)), extent(&|p| frame.v(p)));
        (frame.along, frame.across) = (along, across);
        frame
    }

    pub(super) fn u(&self, place: Coord<f64>) -> f64 {
        let from_centre = place - self.centre;
        from_centre.x * self.axis.x + from_centre.y * self.axis.y
    }

    pub(super) fn v(&self, place: Coord<f64>) -> f64 {
        let from_centre = place - self.centre;
        from_centre.y * self.axis.x - from_centre.x * self.axis.y
    }

    pub(super) fn length(&self) -> f64 {
        self.along.1 - self.along.0
    }

    pub(super) fn width(&self) -> f64 {
        self.across.1 - self.across.0
    }
}

/// The direction that most of a ring's edges run along or square to.
///
/// Angles enter fourfold, so that the four sides of a rectangle speak for the same frame.
fn main_direction(shell: &[Coord<f64>]) -> Coord<f64> {
    let (mut cosine, mut sine) = (0.0, 0.0);
    for at in 0..shell.len() {
        let edge = shell[(at + 1) % shell.len()] - shell[at];
        let fourfold = 4.0 * edge.y.atan2(edge.x);
        let length = edge.x.hypot(edge.y);
        cosine += length * fourfold.cos();
        sine += length * fourfold.sin();
    }
    let angle = sine.atan2(cosine) / 4.0;
    Coord { x: angle.cos(), y: angle.sin() }
}
