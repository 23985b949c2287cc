//! The overview map: all parcels, and where the findings are.

use super::bilingual::{both, each, say};
use super::bounds::{ParcelBounds, union};
use super::frame::{Frame, round_length_m};
use super::ground::{Ground, draw_ground};
use crate::CheckRun;
use crate::report::model::Severity;
use crate::report::summary::SheetKey;
use crate::report::{number, words};
use geo::{Coord, Rect};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Units of the drawing from side to side.
const WIDTH: f64 = 3200.0;
/// Findings within a square of this many units are drawn as one mark.
const MARK_SQUARE: f64 = 80.0;
/// More sheet numbers than this would hide the map.
const MOST_SHEET_NAMES: usize = 80;

/// The overview map with its legend; nothing where no parcel has a place.
pub(super) fn overview(run: &CheckRun, parcel_bounds: &ParcelBounds) -> Option<Markup> {
    let (extent, outside) = extent(parcel_bounds)?;
    let frame = frame(extent);
    let ground = draw_ground(run, parcel_bounds, &frame);
    let marks = marks(run, &frame);
    Some(html! {
        figure .map {
            svg viewBox={ "0 0 " (frame.width) " " (frame.height) } role="img" {
                rect .sea width=(frame.width) height=(frame.height) {}
                (parcels(&ground))
                (grid(&frame))
                (sheet_names(run, parcel_bounds, &frame))
                @for mark in &marks { (mark.draw()) }
                (scale_bar(&frame, WIDTH * 0.22, 36.0))
                (north_arrow(&frame, 60.0))
            }
            (legend(&ground, outside))
        }
    })
}

/// The ground to show: all parcels, unless a few stand so far off that the others would vanish; and how many do.
fn extent(parcel_bounds: &ParcelBounds) -> Option<(Rect<f64>, usize)> {
    let all: Vec<Rect<f64>> = parcel_bounds.iter().map(|(_, bounds)| bounds).collect();
    let whole = all.iter().copied().reduce(union)?;
    let core = quantiles(&all);
    let slack = Coord { x: core.width() + 1.0, y: core.height() + 1.0 };
    let allowed = Rect::new(core.min() - slack, core.max() + slack);
    let fits = |bounds: &&Rect<f64>| {
        let centre = bounds.center();
        (allowed.min().x..=allowed.max().x).contains(&centre.x)
            && (allowed.min().y..=allowed.max().y).contains(&centre.y)
    };
    let near: Vec<Rect<f64>> = all.iter().filter(fits).copied().collect();
    let extent = near.iter().copied().reduce(union).unwrap_or(whole);
    Some((extent, all.len() - near.len()))
}

/// The box of the parcels' centres without the outermost hundredth on each side.
fn quantiles(all: &[Rect<f64>]) -> Rect<f64> {
    let span = |of: fn(Coord<f64>) -> f64| {
        let mut values: Vec<f64> = all.iter().map(|bounds| of(bounds.center())).collect();
        values.sort_unstable_by(f64::total_cmp);
        let cut = values.len() / 100;
        (values[cut], values[values.len() - 1 - cut])
    };
    let ((west, east), (south, north)) = (span(|at| at.x), span(|at| at.y));
    Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north })
}

fn frame(extent: Rect<f64>) -> Frame {
    let margin = 0.03 * extent.width().max(extent.height()).max(1.0);
    let margin = Coord { x: margin, y: margin };
    let ground = Rect::new(extent.min() - margin, extent.max() + margin);
    let height = (WIDTH * ground.height() / ground.width()).clamp(WIDTH * 0.45, WIDTH * 1.0);
    Frame::showing(ground, WIDTH, height.round())
}

fn parcels(ground: &Ground) -> Markup {
    html! {
        @if let Some(density) = &ground.density { path .density d=(density) {} }
        path .parcel d=(ground.outlines) {}
        @if !ground.with_errors.is_empty() { path .faulty d=(ground.with_errors) {} }
    }
}

/// Several findings close together, drawn as one.
struct Mark {
    at: Coord<f64>,
    worst: Severity,
    count: usize,
}

impl Mark {
    fn draw(&self) -> Markup {
        let radius = (20.0 + 7.0 * (self.count as f64).log2()).min(MARK_SQUARE * 0.47).round();
        let letter = if self.count < 1000 { 36.0 } else { 26.0 };
        let at = self.at;
        let class = super::severity_class(self.worst);
        html! {
            circle .mark .(class) cx=(at.x.round()) cy=(at.y.round()) r=(radius) {}
            @if self.count > 1 {
                text .count x=(at.x.round()) y=(at.y.round() + letter * 0.36) font-size=(letter) { (self.count) }
            }
        }
    }
}

/// The marks, those of errors last so that they lie on top.
fn marks(run: &CheckRun, frame: &Frame) -> Vec<Mark> {
    let mut squares: BTreeMap<(i64, i64), (Mark, Coord<f64>)> = BTreeMap::new();
    for finding in &run.outcome.findings {
        let Some(at) = finding.at.filter(|at| frame.shows(*at)) else { continue };
        let at = frame.point(at);
        let square = ((at.x / MARK_SQUARE).floor() as i64, (at.y / MARK_SQUARE).floor() as i64);
        let severity = finding.severity.into();
        let zero = Coord { x: 0.0, y: 0.0 };
        let (mark, sum) = squares.entry(square).or_insert((Mark { at, worst: severity, count: 0 }, zero));
        mark.worst = mark.worst.max(severity);
        mark.count += 1;
        *sum = *sum + at;
        mark.at = *sum / mark.count as f64;
    }
    let mut marks: Vec<Mark> = squares.into_values().map(|(mark, _)| mark).collect();
    marks.sort_by_key(|mark| (mark.worst, mark.count));
    marks
}

/// A single parcel with a wrong commune or sheet makes no sheet: names stand for those that have at least a fiftieth of
/// the parcels of the largest.
fn sheet_names(run: &CheckRun, parcel_bounds: &ParcelBounds, frame: &Frame) -> Markup {
    let mut sheets: BTreeMap<SheetKey<'_>, (Rect<f64>, usize)> = BTreeMap::new();
    for (parcel, bounds) in parcel_bounds.iter() {
        let key = &run.dataset.parcels.records[parcel].key;
        if key.sheet.is_none() || !frame.shows(bounds.center()) {
            continue;
        }
        let (sheet, count) = sheets.entry(SheetKey::of(key)).or_insert((bounds, 0));
        *sheet = union(*sheet, bounds);
        *count += 1;
    }
    let most = sheets.values().map(|&(_, count)| count).max().unwrap_or(0);
    sheets.retain(|_, (_, count)| *count * 50 >= most);
    if sheets.len() > MOST_SHEET_NAMES {
        sheets.clear();
    }
    html! {
        g .sheet-names {
            @for (key, (bounds, _)) in &sheets {
                @let at = frame.point(bounds.center());
                text x=(at.x.round()) y=(at.y.round()) { (key.sheet.unwrap_or_default()) }
            }
        }
    }
}

/// Crosses at round coordinates, named along the edges: X counts north and Y counts east.
fn grid(frame: &Frame) -> Markup {
    let step = round_length_m(frame.metres(WIDTH) / 4.0);
    let ground = frame.ground();
    let lines = |low: f64, high: f64| {
        let first = (low / step).ceil() as i64;
        (first..).map(move |line| line as f64 * step).take_while(move |at| *at < high)
    };
    let eastings: Vec<f64> = lines(ground.min().x, ground.max().x).collect();
    let northings: Vec<f64> = lines(ground.min().y, ground.max().y).collect();
    let name = |metres: f64| format!("{metres:.0}");
    html! {
        g .grid {
            @for &x in &eastings {
                @let column = frame.point(Coord { x, y: 0.0 }).x.round();
                @for &y in &northings {
                    @let row = frame.point(Coord { x: 0.0, y }).y.round();
                    path d={ "M" (column - 18.0) " " (row) "h36M" (column) " " (row - 18.0) "v36" } {}
                }
                text .east x=(column) y=(frame.height - 14.0) { (name(x)) }
            }
            @for &y in &northings {
                @let row = frame.point(Coord { x: 0.0, y }).y.round();
                text .north transform={ "translate(40 " (row) ") rotate(-90)" } { (name(y)) }
            }
        }
    }
}

/// A bar of a round length, in the lower left corner.
pub(super) fn scale_bar(frame: &Frame, most_units: f64, text_size: f64) -> Markup {
    let metres = round_length_m(frame.metres(most_units));
    let units = frame.units(metres).round();
    let (x, y) = ((text_size * 1.6).round(), frame.height - (text_size * 1.7).round());
    let tick = (text_size * 0.35).round();
    html! {
        g .scale-bar {
            path .halo d={ "M" (x) " " (y - tick) "v" (tick) "h" (units) "v-" (tick) } {}
            path d={ "M" (x) " " (y - tick) "v" (tick) "h" (units) "v-" (tick) } {}
            text x=(x + units / 2.0) y=(y - tick * 1.4) font-size=(text_size) {
                (super::bilingual::both_drawn(&crate::report::model::Text::each(|language| bar_length(language, metres))))
            }
        }
    }
}

fn bar_length(language: crate::Language, metres: f64) -> String {
    match metres {
        kilometres if kilometres >= 1000.0 => format!("{} km", number::shortest(language, metres / 1000.0)),
        whole if whole >= 1.0 => format!("{metres:.0} m"),
        centimetres if centimetres >= 0.01 => format!("{:.0} cm", metres * 100.0),
        _ => format!("{} mm", number::shortest(language, (metres * 100_000.0).round() / 100.0)),
    }
}

/// An arrow to the north, in the upper right corner.
pub(super) fn north_arrow(frame: &Frame, size: f64) -> Markup {
    let x = (frame.width - size).round();
    html! {
        g .north-arrow transform={ "translate(" (x) " " (size * 0.5) ")" } {
            path d={ "M0 0L" (size * 0.32) " " (size * 1.1) "L0 " (size * 0.85) "L-" (size * 0.32) " " (size * 1.1) "z" } {}
            text y=(size * 1.75) font-size=(size * 0.6) { (super::bilingual::both_drawn(&words::text("B", "N"))) }
        }
    }
}

fn legend(ground: &Ground, outside: usize) -> Markup {
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    html! {
        figcaption .legend {
            @for severity in severities {
                span { i .dot .(super::severity_class(severity)) {} (both(&words::severity(severity))) }
            }
            @if !ground.with_errors.is_empty() {
                span { i .swatch .faulty {} (say("thửa có lỗi", "parcel with errors")) }
            }
            span .hint { (say("Số trong vòng tròn: số phát hiện tại chỗ đó. Số mờ: số tờ bản đồ.",
                "A number in a circle counts the findings there. Pale numbers are map sheets.")) }
            @if ground.density.is_some() {
                span .hint { (say("Bản đồ thu nhỏ: thửa nhỏ tô mảng, không vẽ từng ranh giới.",
                    "Small scale: small parcels are shown as ground, not outlined one by one.")) }
            }
            @if outside > 0 {
                span .hint { (each(|language| {
                    let count = words::counted(language, outside, ["thửa nằm xa, ngoài khung bản đồ", "parcel lies far off, outside this map", "parcels lie far off, outside this map"]);
                    format!("{count}.")
                })) }
            }
        }
    }
}
