//! The picture of one finding: its evidence, the parcels it concerns, their neighbours, and a closer look at what is
//! too narrow to be seen.

use super::bilingual::say;
use super::bounds::{BoundsTree, ParcelBounds, at_least, bounds, union};
use super::frame::Frame;
use super::label::Labels;
use super::map::{north_arrow, scale_bar};
use crate::CheckRun;
use crate::report::convert::drawable;
use geo::{Coord, CoordsIter, Geometry, LineString, Rect};
use maud::{Markup, html};
use thuadat_core::{Finding, ParcelGeometries, Rule};

/// Units of a picture from side to side and from top to bottom.
const SIZE: (f64, f64) = (1000.0, 540.0);
/// The same of a closer look, which stands smaller on the page.
const CLOSE_SIZE: (f64, f64) = (660.0, 350.0);
/// More parcels than this would be a grey mass.
const MOST_PARCELS: usize = 400;
/// The outline of one parcel may take this many bytes; larger ones are drawn coarser.
const MOST_BYTES_OF_A_PARCEL: usize = 30_000;
/// Evidence narrower than this many units gets a closer look.
const NARROW: f64 = 26.0;
/// Height of the letters of a parcel's number.
const LETTER: f64 = 26.0;

/// What pictures are drawn from.
pub(super) struct Pictures<'a> {
    run: &'a CheckRun,
    parcel_bounds: &'a ParcelBounds,
    tree: BoundsTree,
}

impl<'a> Pictures<'a> {
    pub(super) fn of(run: &'a CheckRun, parcel_bounds: &'a ParcelBounds) -> Self {
        Self { run, parcel_bounds, tree: parcel_bounds.tree() }
    }

    /// The picture of a finding; none where it has no place.
    pub(super) fn draw(&self, finding: &Finding) -> Option<Markup> {
        let at = finding.at.filter(|at| at.x.is_finite() && at.y.is_finite())?;
        let evidence =
            drawable(finding).and_then(|geometry| bounds(geometry.coords_iter().collect::<Vec<_>>().iter()));
        let evidence = evidence.unwrap_or_else(|| Rect::new(at, at));
        let wide = Frame::showing(self.context(finding, evidence), SIZE.0, SIZE.1);
        let close = closer(finding, evidence, at, &wide);
        Some(html! {
            div .pictures {
                figure { (self.scene(finding, &wide, close.as_ref(), false)) }
                @if let Some(close) = &close {
                    figure .close {
                        (close_caption(finding))
                        (self.scene(finding, close, None, true))
                    }
                }
            }
        })
    }

    /// The ground of the first picture: all of the evidence and as much of its parcels as keeps it in view.
    fn context(&self, finding: &Finding, evidence: Rect<f64>) -> Rect<f64> {
        let concerned = finding.parcels.iter().filter_map(|&parcel| self.parcel_bounds.get(parcel));
        let concerned = concerned.fold(evidence, union);
        let side = evidence.width().max(evidence.height());
        let most = side.mul_add(3.0, 60.0);
        let (width, height) = (concerned.width().min(most) * 1.15, concerned.height().min(most) * 1.15);
        let least = side.mul_add(1.3, 4.0);
        let centre = if concerned.width() > most || concerned.height() > most { evidence } else { concerned };
        at_least(Rect::new(centre.center(), centre.center()), width.max(least), height.max(least))
    }

    fn scene(&self, finding: &Finding, frame: &Frame, marked: Option<&Frame>, with_vertices: bool) -> Markup {
        let parcels = self.parcels_in(frame, finding);
        let shapes = &self.run.dataset.parcels.geometries;
        let role = |parcel: u32| match finding.parcels.iter().position(|&concerned| concerned == parcel) {
            None => "neighbour",
            Some(0) => "first",
            Some(_) => "second",
        };
        html! {
            svg viewBox={ "0 0 " (frame.width) " " (frame.height) } {
                rect .sea width=(frame.width) height=(frame.height) {}
                @for &parcel in &parcels { path .(role(parcel)) d=(outline(shapes, parcel, frame)) {} }
                (evidence(finding, frame))
                @if with_vertices {
                    @for &parcel in finding.parcels.iter().take(2).rev() { (vertices(shapes, parcel, frame, role(parcel))) }
                }
                (self.names(&parcels, finding, frame))
                @if let Some(marked) = marked { (mark(marked, frame)) }
                (scale_bar(frame, frame.width * 0.3, 24.0))
                (north_arrow(frame, 40.0))
            }
        }
    }

    /// The parcels seen, the finding's own last so that they lie on top.
    fn parcels_in(&self, frame: &Frame, finding: &Finding) -> Vec<u32> {
        let mut parcels = self.tree.meeting(frame.ground());
        parcels.retain(|parcel| !finding.parcels.contains(parcel));
        parcels.truncate(MOST_PARCELS);
        parcels
            .extend(finding.parcels.iter().rev().filter(|&&parcel| self.parcel_bounds.get(parcel).is_some()));
        parcels
    }

    /// The parcels' names, the finding's own first, which stand in any case.
    fn names(&self, parcels: &[u32], finding: &Finding, frame: &Frame) -> Markup {
        let dataset = &self.run.dataset.parcels;
        let mut labels = Labels::new(frame, LETTER);
        let mut place = |parcel: u32, is_own: bool| {
            let bounds = self.parcel_bounds.get(parcel)?;
            let rings: Vec<&[Coord<f64>]> = dataset.geometries.rings(parcel as usize).collect();
            let name = dataset.name(parcel as usize).to_string();
            let at = labels.place(&name, &rings, bounds, is_own)?;
            Some((name, at, is_own))
        };
        let own = finding.parcels.iter().map(|&parcel| (parcel, true));
        let others =
            parcels.iter().filter(|parcel| !finding.parcels.contains(parcel)).map(|&parcel| (parcel, false));
        let placed: Vec<_> = own.chain(others).filter_map(|(parcel, is_own)| place(parcel, is_own)).collect();
        html! {
            @for (name, at, is_own) in &placed {
                text .name .own[*is_own] x=(at.x.round()) y=(at.y.round() + 9.0) { (name) }
            }
        }
    }
}

fn close_caption(finding: &Finding) -> Markup {
    html! {
        figcaption {
            (say("Chỗ đóng khung, phóng to", "The framed place, enlarged"))
            @if !finding.parcels.is_empty() {
                div { i .first {} (say("đỉnh thửa nêu trước", "vertex of the parcel named first")) }
            }
            @if finding.parcels.len() > 1 {
                div { i .second {} (say("đỉnh thửa liên quan", "vertex of the other parcel")) }
            }
        }
    }
}

/// The ground of the second picture, where the first cannot show what matters.
fn closer(finding: &Finding, evidence: Rect<f64>, at: Coord<f64>, wide: &Frame) -> Option<Frame> {
    if !is_about_the_boundary(finding.rule) {
        return None;
    }
    let widest = evidence.width().max(evidence.height());
    let narrow_m = finding.width_m.unwrap_or(widest);
    if wide.units(narrow_m) > NARROW {
        return None;
    }
    let across = wide.metres(SIZE.0);
    let least = if narrow_m > 0.0 { across / 400.0 } else { across / 25.0 };
    let side = (narrow_m * 9.0).max(least).max(0.02).min(across / 6.0);
    let centre = Rect::new(at, at);
    Some(Frame::showing(
        at_least(centre, side, side * CLOSE_SIZE.1 / CLOSE_SIZE.0),
        CLOSE_SIZE.0,
        CLOSE_SIZE.1,
    ))
}

/// Whether there is something to see at a corner or an edge; numbers and areas concern a parcel as a whole.
const fn is_about_the_boundary(rule: Rule) -> bool {
    !matches!(
        rule,
        Rule::NumberDuplicate
            | Rule::NumberMissing
            | Rule::RecordedAreaDiffers
            | Rule::LegalAreaDiffers
            | Rule::AxesSwapped
            | Rule::OutsideZone
    )
}

fn outline(shapes: &ParcelGeometries, parcel: u32, frame: &Frame) -> String {
    let mut step = 1.0;
    loop {
        let mut path = String::new();
        for ring in shapes.rings(parcel as usize) {
            frame.draw_ring(ring, step, &mut path);
        }
        if path.len() <= MOST_BYTES_OF_A_PARCEL || step > 64.0 {
            return path;
        }
        step *= 2.0;
    }
}

/// The evidence: its ground, its lines, and a ring around a single point.
fn evidence(finding: &Finding, frame: &Frame) -> Markup {
    let class = super::severity_class(finding.severity.into());
    let mut paths = Paths::default();
    if let Some(geometry) = drawable(finding) {
        paths.add(geometry, frame);
    }
    let at = finding.at.filter(|at| frame.shows(*at)).map(|at| frame.point(at));
    html! {
        @if !paths.areas.is_empty() { path .evidence .(class) d=(paths.areas) {} }
        @if !paths.lines.is_empty() { path .evidence-line .(class) d=(paths.lines) {} }
        @for point in &paths.points { circle .evidence-point .(class) cx=(point.x.round()) cy=(point.y.round()) r="14" {} }
        @if let Some(at) = at.filter(|_| paths.areas.is_empty() && paths.points.is_empty()) {
            circle .evidence-point .(class) cx=(at.x.round()) cy=(at.y.round()) r="14" {}
        }
    }
}

/// The parts of a geometry as they are drawn.
#[derive(Default)]
struct Paths {
    areas: String,
    lines: String,
    points: Vec<Coord<f64>>,
}

/// Points beyond this many say no more than these.
const MOST_POINTS: usize = 60;

impl Paths {
    fn add(&mut self, geometry: &Geometry<f64>, frame: &Frame) {
        match geometry {
            Geometry::Point(point) => self.add_point(point.0, frame),
            Geometry::MultiPoint(points) => points.iter().for_each(|point| self.add_point(point.0, frame)),
            Geometry::Line(line) => frame.draw(&[line.start, line.end], 1.0, &mut self.lines),
            Geometry::LineString(line) => frame.draw(&line.0, 1.0, &mut self.lines),
            Geometry::MultiLineString(lines) => {
                lines.iter().for_each(|line| frame.draw(&line.0, 1.0, &mut self.lines));
            }
            Geometry::Polygon(polygon) => self.add_rings(polygon.exterior(), polygon.interiors(), frame),
            Geometry::MultiPolygon(polygons) => {
                polygons
                    .iter()
                    .for_each(|polygon| self.add_rings(polygon.exterior(), polygon.interiors(), frame));
            }
            Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| self.add(part, frame)),
            Geometry::Rect(rect) => self.add_rings(rect.to_polygon().exterior(), &[], frame),
            Geometry::Triangle(triangle) => self.add_rings(triangle.to_polygon().exterior(), &[], frame),
        }
    }

    fn add_rings(&mut self, shell: &LineString<f64>, holes: &[LineString<f64>], frame: &Frame) {
        for ring in std::iter::once(shell).chain(holes) {
            frame.draw_ring(&ring.0, 1.0, &mut self.areas);
        }
    }

    fn add_point(&mut self, at: Coord<f64>, frame: &Frame) {
        if frame.shows(at) && self.points.len() < MOST_POINTS {
            self.points.push(frame.point(at));
        }
    }
}

fn vertices(shapes: &ParcelGeometries, parcel: u32, frame: &Frame, role: &str) -> Markup {
    let coords = &shapes.coords()[shapes.parcel_coords(parcel as usize)];
    let seen = coords.iter().filter(|at| frame.shows(**at)).take(MOST_POINTS);
    let radius = if role == "first" { 7 } else { 11 };
    html! {
        @for at in seen {
            @let at = frame.point(*at);
            circle .vertex .(role) cx=(at.x.round()) cy=(at.y.round()) r=(radius) {}
        }
    }
}

/// Where the closer look is, in the first picture.
fn mark(marked: &Frame, frame: &Frame) -> Markup {
    let ground = marked.ground();
    let centre = frame.point(ground.center());
    let (width, height) = (frame.units(ground.width()).max(34.0), frame.units(ground.height()).max(22.0));
    html! {
        rect .looking-glass x=((centre.x - width / 2.0).round()) y=((centre.y - height / 2.0).round())
            width=(width.round()) height=(height.round()) {}
    }
}
