//! Examples drawn as SVG, for the pages.

use super::ExampleRun;
use super::drawing::extent;
use geo::{Coord, Geometry, InteriorPoint, LineString, Polygon};
use maud::{Markup, html};

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 260.0;
const MARGIN: f64 = 14.0;
const GROUNDS: [&str; 2] = ["#cfe3f1", "#f6e3bd"];
const WRONG: &str = "#b3261e";

/// The drawing as a whole file; none where there is nothing with a place.
pub(super) fn draw(run: &ExampleRun) -> Option<String> {
    let extent = extent(run)?;
    let scale = ((WIDTH - 2.0 * MARGIN) / extent.width()).min((HEIGHT - 2.0 * MARGIN) / extent.height());
    let (width, height) = (extent.width() * scale + 2.0 * MARGIN, extent.height() * scale + 2.0 * MARGIN);
    let sheet = Sheet { min: extent.min(), scale, height };
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width.ceil()) height=(height.ceil())
            viewBox={ "0 0 " (width.ceil()) " " (height.ceil()) } font-family="sans-serif" font-size="13" {
            rect width="100%" height="100%" fill="#fff" {}
            @for parcel in 0..run.parcels.len() {
                path d=(sheet.parcel(run, parcel)) fill=(GROUNDS[parcel % 2]) fill-opacity="0.65" fill-rule="evenodd"
                    stroke="#1f2933" stroke-width="1.5" stroke-linejoin="round" {}
            }
            @for geometry in run.evidence() { (sheet.evidence(geometry)) }
            @for parcel in 0..run.parcels.len() { (sheet.name(run, parcel)) }
        }
    };
    Some(drawing.into_string() + "\n")
}

/// From metres to the drawing.
struct Sheet {
    min: Coord<f64>,
    scale: f64,
    height: f64,
}

impl Sheet {
    fn at(&self, at: Coord<f64>) -> (f64, f64) {
        let x = (at.x - self.min.x) * self.scale + MARGIN;
        let y = self.height - MARGIN - (at.y - self.min.y) * self.scale;
        ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)
    }

    /// The rings as they stand, an open one open.
    fn parcel(&self, run: &ExampleRun, parcel: usize) -> String {
        let geometries = &run.parcels.geometries;
        let rings = geometries.ring_range(parcel).map(|ring| self.line(geometries.ring(ring)));
        rings.collect::<Vec<_>>().join(" ")
    }

    fn line(&self, corners: &[Coord<f64>]) -> String {
        let finite = corners.iter().filter(|at| at.x.is_finite() && at.y.is_finite());
        let corners = finite.map(|&at| {
            let (x, y) = self.at(at);
            format!("{x} {y}")
        });
        match corners.collect::<Vec<_>>() {
            corners if corners.is_empty() => String::new(),
            corners => format!("M{}", corners.join("L")),
        }
    }

    fn evidence(&self, geometry: &Geometry<f64>) -> Markup {
        match geometry {
            Geometry::Point(point) => self.ring(point.0),
            Geometry::MultiPoint(points) => html! { @for point in points { (self.ring(point.0)) } },
            Geometry::Line(line) => self.stroke(&LineString(vec![line.start, line.end])),
            Geometry::LineString(line) => self.stroke(line),
            Geometry::MultiLineString(lines) => html! { @for line in lines { (self.stroke(line)) } },
            Geometry::Polygon(polygon) => self.area(std::slice::from_ref(polygon)),
            Geometry::MultiPolygon(polygons) => self.area(&polygons.0),
            Geometry::GeometryCollection(parts) => html! { @for part in parts { (self.evidence(part)) } },
            Geometry::Rect(rect) => self.area(&[rect.to_polygon()]),
            Geometry::Triangle(triangle) => self.area(&[triangle.to_polygon()]),
        }
    }

    fn ring(&self, at: Coord<f64>) -> Markup {
        if !at.x.is_finite() || !at.y.is_finite() {
            return html! {};
        }
        let (x, y) = self.at(at);
        html! { circle cx=(x) cy=(y) r="7" fill="none" stroke=(WRONG) stroke-width="2.5" {} }
    }

    fn stroke(&self, line: &LineString<f64>) -> Markup {
        html! { path d=(self.line(&line.0)) fill="none" stroke=(WRONG) stroke-width="3.5" stroke-linecap="round" {} }
    }

    fn area(&self, polygons: &[Polygon<f64>]) -> Markup {
        let rings = polygons.iter().flat_map(|polygon| {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(|ring| self.line(&ring.0))
        });
        let rings = rings.collect::<Vec<_>>().join(" ");
        html! { path d=(rings) fill=(WRONG) fill-opacity="0.55" fill-rule="evenodd" stroke=(WRONG) stroke-width="1.5" {} }
    }

    fn name(&self, run: &ExampleRun, parcel: usize) -> Markup {
        let Some(at) = run.shape(parcel).interior_point() else { return html! {} };
        let (x, y) = self.at(at.0);
        // Parcels over each other would have their names over each other.
        let below =
            (0..parcel).filter(|&other| run.shape(other).interior_point() == Some(at)).count() as f64 * 16.0;
        html! {
            text x=(x) y=(y + 4.0 + below) text-anchor="middle" fill="#1f2933" stroke="#fff" stroke-width="3"
                paint-order="stroke" { (run.parcels.name(parcel)) }
        }
    }
}
