//! The lie of the land: a valley with a stream, a road along it, hills on both sides. All functions are smooth.

use crate::random::{between, stream};
use geo::Coord;
use std::f64::consts::TAU;

/// Where things lie, in metres from the middle of the mapped area.
pub(super) struct Landscape {
    phases: [f64; 10],
}

impl Landscape {
    /// The landscape of a seed.
    pub(super) fn new(seed: u64) -> Self {
        let mut random = stream(seed, 1);
        Self { phases: std::array::from_fn(|_| between(&mut random, 0.0, TAU)) }
    }

    /// Distance north of the stream's middle line, along the northing.
    pub(super) fn north_of_stream(&self, place: Coord<f64>) -> f64 {
        place.y + 60.0
            - self.valley(place.x)
            - self.wave(place.x, 85.0, 13.0, 2)
            - self.wave(place.x, 41.0, 4.0, 3)
    }

    /// Half the width of the stream, which changes along it.
    pub(super) fn half_stream(&self, place: Coord<f64>) -> f64 {
        4.2 + self.wave(place.x, 70.0, 1.3, 4)
    }

    /// Distance north of the main road's middle line, along the northing.
    pub(super) fn north_of_road(&self, place: Coord<f64>) -> f64 {
        place.y - 75.0 - self.valley(place.x) - self.wave(place.x, 190.0, 14.0, 5)
    }

    /// Distance north of the track on the south side of the valley, along the northing.
    pub(super) fn north_of_track(&self, place: Coord<f64>) -> f64 {
        place.y + 200.0 - self.valley(place.x) - self.wave(place.x, 150.0, 18.0, 6)
    }

    /// Grows eastward; its level curves are lanes and field tracks that run up and down the slopes.
    pub(super) fn eastward(&self, place: Coord<f64>) -> f64 {
        place.x + self.wave(place.y, 120.0, 16.0, 7) + self.wave(place.y, 47.0, 3.0, 8)
    }

    /// Height above the valley floor.
    pub(super) fn height(&self, place: Coord<f64>) -> f64 {
        let from_valley = place.y + 40.0 - self.valley(place.x);
        let slope = 0.18 * from_valley.hypot(30.0);
        let roughness = (from_valley.abs() / 260.0).min(1.0);
        let spurs =
            7.5 * (place.x / 105.0 + self.phases[9]).sin() + self.wave(place.x - 0.5 * place.y, 61.0, 2.4, 0);
        slope + roughness * spurs
    }

    /// The outline of the mapped area, counter-clockwise.
    pub(super) fn outline(&self) -> Vec<Coord<f64>> {
        const N: usize = 260;
        (0..N)
            .map(|at| {
                let angle = TAU * at as f64 / N as f64;
                let bulge = 1.0
                    + 0.035 * (3.0 * angle + self.phases[1]).sin()
                    + 0.02 * (7.0 * angle + self.phases[2]).sin()
                    + 0.008 * (17.0 * angle + self.phases[3]).sin();
                // Between an ellipse and a rectangle, as sheets of a valley are.
                let square = |part: f64| part.abs().powf(0.7) * part.signum();
                Coord { x: 1080.0 * bulge * square(angle.cos()), y: 640.0 * bulge * square(angle.sin()) }
            })
            .collect()
    }

    fn valley(&self, x: f64) -> f64 {
        self.wave(x, 330.0, 70.0, 0) + self.wave(x, 145.0, 14.0, 1)
    }

    fn wave(&self, along: f64, scale: f64, amplitude: f64, phase: usize) -> f64 {
        amplitude * (along / scale + self.phases[phase]).sin()
    }
}
