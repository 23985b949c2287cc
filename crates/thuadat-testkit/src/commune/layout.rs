//! Laying the commune out: water and roads first, then villages, fields and forest, each cut into parcels.

use super::cut::{Style, cut_all, cut_once};
use super::frame::Frame;
use super::landscape::Landscape;
use super::subdivision::{Face, Subdivision};
use crate::lattice::{Millimetres, roomiest_point, twice_area};
use crate::random::{between, jitter, stream};
use geo::Coord;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// What the ground of a face is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// Not yet decided.
    Open,
    Road,
    Stream,
    Canal,
    /// A village block, cut into plots.
    Village,
    Rice,
    Perennial,
    Forest,
    Pond,
    /// A house standing in the fields, and its garden.
    Homestead,
}

/// A face's ground and whether a village's own sheet shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) ground: Ground,
    /// The village this face belongs to: 0 for none, 1 in the west, 2 in the east.
    pub(super) village: u8,
    /// Whether it lies in the stream or south of it.
    pub(super) is_south: bool,
}

impl Tag {
    const fn of(ground: Ground) -> Self {
        Self { ground, village: 0, is_south: false }
    }
}

/// The easting of the sheet limit between west and east.
pub(super) const SHEET_LIMIT_X: f64 = 17.0;
/// The villages: from and to on the eastward axis, and how far they reach north of the road.
const VILLAGES: [(f64, f64, f64); 2] = [(-690.0, -270.0, 172.0), (215.0, 640.0, 150.0)];
const FOREST_HEIGHT: f64 = 76.0;
const PERENNIAL_HEIGHT: f64 = 60.0;

const SURVEYED: Style =
    Style { step_m: 18.0, wobble_m: 0.25, clearance_m: 0.6, min_area_m2: 60.0, min_width_m: 1.2 };
const LANE: Style = Style { step_m: 14.0, wobble_m: 0.1, min_area_m2: 12.0, min_width_m: 0.5, ..SURVEYED };
const TERRACE: Style =
    Style { step_m: 8.5, wobble_m: 0.35, min_area_m2: 110.0, min_width_m: 3.4, ..SURVEYED };
const FENCE: Style = Style { step_m: 9.0, wobble_m: 0.18, min_area_m2: 70.0, min_width_m: 3.4, ..SURVEYED };
const HILLSIDE: Style =
    Style { step_m: 16.0, wobble_m: 1.4, min_area_m2: 500.0, min_width_m: 8.0, ..SURVEYED };

/// Lays out the whole mapped area.
pub(super) fn lay_out(seed: u64) -> Subdivision<Tag> {
    let land = Landscape::new(seed);
    let outline: Vec<_> = land.outline().into_iter().map(Millimetres::nearest).collect();
    let plane = Subdivision::new(&outline, Tag::of(Ground::Open));
    let mut layout = Layout { land, plane, random: stream(seed, 2) };
    layout.cut_water_and_roads();
    layout.cut_villages();
    layout.cut_zones();
    layout.cut_tracks();
    layout.cut_parcels();
    layout.punch_ponds_and_homesteads();
    layout.plane
}

struct Layout {
    land: Landscape,
    plane: Subdivision<Tag>,
    random: ChaCha8Rng,
}

impl Layout {
    fn cut_water_and_roads(&mut self) {
        let land = &self.land;
        let (plane, random) = (&mut self.plane, &mut self.random);
        let frame = Style { step_m: 400.0, wobble_m: 0.0, ..SURVEYED };
        let mut all = cut_all(plane, vec![0], &|p| p.x, SHEET_LIMIT_X, frame, random);
        for side in [-1.0, 1.0] {
            let bank = |p: Coord<f64>| land.north_of_stream(p) + side * land.half_stream(p);
            let stream_bank = Style { step_m: 11.0, wobble_m: 0.5, ..SURVEYED };
            all = cut_all(plane, all, &bank, 0.0, stream_bank, random);
        }
        for level in [-4.0, 4.0] {
            all = cut_all(plane, all, &|p| land.north_of_road(p), level, LANE, random);
        }
        for level in [-2.0, 2.0] {
            all = cut_all(plane, all, &|p| land.north_of_track(p), level, LANE, random);
        }
        for face in all {
            let is_within =
                |field: &dyn Fn(Coord<f64>) -> f64, half: f64| self.mean(face, field).abs() < half;
            let ground = if is_within(&|p| self.land.north_of_stream(p), 3.0) {
                Ground::Stream
            } else if is_within(&|p| self.land.north_of_road(p), 3.0)
                || is_within(&|p| self.land.north_of_track(p), 1.5)
            {
                Ground::Road
            } else {
                Ground::Open
            };
            let is_south = self.mean(face, &|p| self.land.north_of_stream(p)) < 3.0;
            self.plane.set_tag(face, Tag { is_south, ..Tag::of(ground) });
        }
    }

    fn cut_villages(&mut self) {
        for (village, (from, to, reach)) in (1..).zip(VILLAGES) {
            let open = self.faces(|layout, face| {
                layout.ground(face) == Ground::Open
                    && layout.lowest(face, &|p| layout.land.north_of_road(p)) > 0.0
            });
            let sides = self.strip(open, &|land, p| land.eastward(p), from, 3.5);
            let sides = self.strip(sides, &|land, p| land.eastward(p), to, 3.5);
            let inside: Vec<Face> = sides
                .into_iter()
                .filter(|&face| {
                    self.ground(face) == Ground::Open
                        && (from..to).contains(&self.mean(face, &|p| self.land.eastward(p)))
                })
                .collect();
            let upper = self.strip(inside, &|land, p| land.north_of_road(p), reach, 3.0);
            let blocks: Vec<Face> = upper
                .into_iter()
                .filter(|&face| {
                    self.ground(face) == Ground::Open
                        && self.mean(face, &|p| self.land.north_of_road(p)) < reach
                })
                .collect();
            for &face in &blocks {
                self.plane.set_tag(face, Tag { village, ..Tag::of(Ground::Village) });
            }
            self.cut_lanes(blocks, from, to, reach);
        }
    }

    fn cut_lanes(&mut self, mut blocks: Vec<Face>, from: f64, to: f64, reach: f64) {
        let n_lanes = ((to - from) / 84.0).round();
        for lane in 1..n_lanes as usize {
            let at = from + (to - from) * lane as f64 / n_lanes + jitter(&mut self.random, 7.0);
            blocks = self.strip(blocks, &|land, p| land.eastward(p), at, 3.0);
        }
        for part in [0.36, 0.69] {
            let at = reach * part;
            // A lane across one block is not always continued in the next.
            for block in blocks.clone() {
                if self.ground(block) == Ground::Village && self.random.random_bool(0.9) {
                    let level = at + jitter(&mut self.random, 3.0);
                    let parts = self.strip(vec![block], &|land, p| land.north_of_road(p), level, 2.5);
                    blocks.extend(parts.into_iter().filter(|&part| part != block));
                }
            }
        }
    }

    fn cut_zones(&mut self) {
        let zone = Style { step_m: 15.0, wobble_m: 0.8, min_area_m2: 900.0, min_width_m: 9.0, ..SURVEYED };
        let mut open = self.faces(|layout, face| layout.ground(face) == Ground::Open);
        for level in [PERENNIAL_HEIGHT, FOREST_HEIGHT] {
            let (land, plane) = (&self.land, &mut self.plane);
            open = cut_all(plane, open, &|p| land.height(p), level, zone, &mut self.random);
        }
        for face in open {
            let height = self.mean(face, &|p| self.land.height(p));
            let ground = match height {
                h if h > FOREST_HEIGHT => Ground::Forest,
                h if h > PERENNIAL_HEIGHT => Ground::Perennial,
                _ => Ground::Rice,
            };
            self.set_ground(face, ground);
        }
    }

    fn cut_tracks(&mut self) {
        for at in (-6..=6).map(|track| f64::from(track) * 168.0 + 60.0) {
            let fields =
                self.faces(|layout, face| matches!(layout.ground(face), Ground::Rice | Ground::Perennial));
            let level = at + jitter(&mut self.random, 12.0);
            let parts = self.strip(fields, &|land, p| land.eastward(p), level, 2.4);
            // Every third strip in the rice carries water, not carts.
            if self.random.random_bool(0.3) {
                for face in parts {
                    if self.ground(face) == Ground::Road {
                        self.set_ground(face, Ground::Canal);
                    }
                }
            }
        }
    }

    fn cut_parcels(&mut self) {
        for face in 0..self.plane.len() {
            match self.ground(face) {
                Ground::Village => self.cut_plots(face),
                Ground::Rice => self.cut_terraces(face),
                Ground::Perennial => self.halve_until(face, 2_600.0, HILLSIDE),
                Ground::Forest => self.halve_until(face, 11_000.0, HILLSIDE),
                _ => {}
            }
        }
    }

    /// Two rows of plots back to back, each fronting a lane.
    fn cut_plots(&mut self, block: Face) {
        let frame = Frame::of(&self.plane, block);
        let mut rows = vec![block];
        if frame.width() > 33.0 {
            let middle = f64::midpoint(frame.across.0, frame.across.1) + jitter(&mut self.random, 2.5);
            let bend = jitter(&mut self.random, 0.015);
            let spine = |p: Coord<f64>| frame.v(p) + bend * frame.u(p).abs();
            rows = cut_all(&mut self.plane, rows, &spine, middle, FENCE, &mut self.random);
        }
        for row in rows {
            let frontage = between(&mut self.random, 8.5, 15.0);
            self.slice(row, frontage);
        }
    }

    fn slice(&mut self, row: Face, frontage: f64) {
        let frame = Frame::of(&self.plane, row);
        let n_plots = (frame.length() / frontage).round() as usize;
        let mut parts = vec![row];
        for plot in 1..n_plots {
            let at = frame.along.0 + frame.length() * plot as f64 / n_plots as f64;
            let level = at + jitter(&mut self.random, frontage * 0.22);
            let skew = jitter(&mut self.random, 0.06);
            let fence = |p: Coord<f64>| frame.u(p) + skew * frame.v(p);
            parts = cut_all(&mut self.plane, parts, &fence, level, FENCE, &mut self.random);
        }
    }

    /// Strips along the contour lines, or along stream and road on the valley floor, cut across into fields.
    fn cut_terraces(&mut self, field: Face) {
        let floor = self.lowest(field, &|p| self.land.north_of_stream(p)) > 0.0
            && self.highest(field, &|p| self.land.north_of_road(p)) < 0.0;
        let rise = between(&mut self.random, 1.9, 2.9);
        let land = &self.land;
        let share = |p: Coord<f64>| {
            let (stream, road) = (land.north_of_stream(p), -land.north_of_road(p));
            stream / (stream + road)
        };
        let height = |p: Coord<f64>| land.height(p);
        let (levels, line): (Vec<f64>, super::cut::Field<'_>) = if floor {
            (vec![0.16, 0.33, 0.5, 0.66, 0.84], &share)
        } else {
            let offset = self.random.random::<f64>();
            ((0..48).map(|terrace| (f64::from(terrace) + offset) * rise).collect(), &height)
        };
        let mut strips = vec![field];
        for level in levels {
            strips = cut_all(&mut self.plane, strips, line, level, TERRACE, &mut self.random);
        }
        for strip in strips {
            let largest = between(&mut self.random, 420.0, 980.0);
            self.halve_until(strip, largest, TERRACE);
        }
    }

    /// Cuts across the longer way, near the middle, until no piece is larger than asked or none can be cut.
    fn halve_until(&mut self, face: Face, largest_m2: f64, style: Style) {
        let mut waiting = vec![face];
        while let Some(face) = waiting.pop() {
            let area_m2 = twice_area(&self.plane.ring_points(face)[0]) as f64 / 2e6;
            if area_m2 < largest_m2 * between(&mut self.random, 0.75, 1.3) {
                continue;
            }
            let style = Style { min_area_m2: style.min_area_m2.max(largest_m2 * 0.18), ..style };
            if let Some(other) = self.halve(face, style) {
                waiting.extend([face, other]);
            }
        }
    }

    /// Cuts a face once across its longer way, near the middle; returns the new face.
    fn halve(&mut self, face: Face, style: Style) -> Option<Face> {
        let frame = Frame::of(&self.plane, face);
        [0.5, 0.4, 0.6, 0.3, 0.7].into_iter().find_map(|part| {
            let level = frame.along.0 + frame.length() * (part + jitter(&mut self.random, 0.06));
            let skew = jitter(&mut self.random, 0.2);
            let bow = jitter(&mut self.random, 0.002);
            let line = |p: Coord<f64>| frame.u(p) + skew * frame.v(p) + bow * frame.v(p) * frame.v(p);
            cut_once(&mut self.plane, face, &line, level, style, &mut self.random)
        })
    }

    fn punch_ponds_and_homesteads(&mut self) {
        for face in 0..self.plane.len() {
            let chance = match self.ground(face) {
                Ground::Perennial => 0.22,
                Ground::Rice => 0.035,
                Ground::Forest => 0.2,
                _ => continue,
            };
            let shell = self.plane.ring_points(face).swap_remove(0);
            let area_m2 = twice_area(&shell) as f64 / 2e6;
            if area_m2 < 560.0 || !self.random.random_bool(chance) {
                continue;
            }
            let ground = if self.random.random_bool(0.55) { Ground::Pond } else { Ground::Homestead };
            let Some(ring) = self.island(&shell, area_m2) else { continue };
            let island = self.plane.punch(face, &ring, Tag { ground, ..self.plane.tag(face) });
            if ground == Ground::Homestead {
                // The house plot and its garden: two parcels fill one hole.
                self.halve(island, Style { min_area_m2: 30.0, min_width_m: 2.0, ..FENCE });
            }
        }
    }

    /// A roundish ring well inside a shell; none where there is no room.
    fn island(&mut self, shell: &[Millimetres], area_m2: f64) -> Option<Vec<Millimetres>> {
        let (centre, room_m) = roomiest_point(shell);
        let radius_m = (room_m * 0.72).min((area_m2 * 0.09).sqrt() * 1.1).min(15.0);
        if radius_m < 5.2 {
            return None;
        }
        let n = self.random.random_range(6..=11);
        let turn = self.random.random::<f64>();
        let centre = centre.to_metres();
        let corner = |at: usize, random: &mut ChaCha8Rng| {
            let angle = std::f64::consts::TAU * (at as f64 + turn + jitter(random, 0.22)) / f64::from(n);
            let radius = radius_m * between(random, 0.78, 1.0);
            Millimetres::nearest(centre + Coord { x: angle.cos(), y: angle.sin() } * radius)
        };
        Some((0..n as usize).map(|at| corner(at, &mut self.random)).collect())
    }

    /// Cuts a strip of the given width along a level curve and makes it road; returns every face, strips included.
    fn strip(
        &mut self,
        faces: Vec<Face>,
        field: &dyn Fn(&Landscape, Coord<f64>) -> f64,
        level: f64,
        width_m: f64,
    ) -> Vec<Face> {
        let land = &self.land;
        let along = |p: Coord<f64>| field(land, p);
        let mut all = faces;
        for side in [-0.5, 0.5] {
            all = cut_all(&mut self.plane, all, &along, level + side * width_m, LANE, &mut self.random);
        }
        for &face in &all {
            let is_strip = (self.mean(face, &|p| field(&self.land, p)) - level).abs() < width_m * 0.4
                && (self.highest(face, &|p| field(&self.land, p)) - level).abs() < width_m;
            if is_strip {
                self.set_ground(face, Ground::Road);
            }
        }
        all
    }

    fn faces(&self, wanted: impl Fn(&Self, Face) -> bool) -> Vec<Face> {
        (0..self.plane.len()).filter(|&face| wanted(self, face)).collect()
    }

    fn ground(&self, face: Face) -> Ground {
        self.plane.tag(face).ground
    }

    fn set_ground(&mut self, face: Face, ground: Ground) {
        self.plane.set_tag(face, Tag { ground, ..self.plane.tag(face) });
    }

    fn values(&self, face: Face, field: &dyn Fn(Coord<f64>) -> f64) -> Vec<f64> {
        self.plane.rings(face)[0].iter().map(|&node| field(self.plane.point(node).to_metres())).collect()
    }

    fn mean(&self, face: Face, field: &dyn Fn(Coord<f64>) -> f64) -> f64 {
        let values = self.values(face, field);
        values.iter().sum::<f64>() / values.len() as f64
    }

    fn lowest(&self, face: Face, field: &dyn Fn(Coord<f64>) -> f64) -> f64 {
        self.values(face, field).into_iter().fold(f64::INFINITY, f64::min)
    }

    fn highest(&self, face: Face, field: &dyn Fn(Coord<f64>) -> f64) -> f64 {
        self.values(face, field).into_iter().fold(f64::NEG_INFINITY, f64::max)
    }
}
