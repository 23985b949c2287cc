//! The example of a page: parcels, and what checking them finds.

use crate::profile;
use geo::{Coord, Geometry, MultiPolygon};
use serde::Deserialize;
use thuadat_core::{
    Drawing, FeatureId, Finding, KnownColumns, LineworkRequest, ParcelKey, ParcelRecord, Parcels, Rule,
    Unobserved, build_parcels, check,
};

/// Parcels in which a rule is broken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    #[serde(default)]
    parcels: Vec<ExampleParcel>,
    /// Lines of a drawing that parcels are built of, in place of these.
    #[serde(default)]
    lines: Vec<ExampleLine>,
    #[serde(default)]
    labels: Vec<ExampleLabel>,
}

/// A line of a drawing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleLine {
    points: Vec<[f64; 2]>,
}

/// A text of a drawing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleLabel {
    text: String,
    at: [f64; 2],
}

/// One of them, in metres from a corner of the drawing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleParcel {
    /// `sheet/number`; the number may be left out.
    name: String,
    /// Polygons, of rings, of corners; the first ring of a polygon is its shell.
    polygons: Vec<Vec<Vec<[f64; 2]>>>,
    /// Whether rings stay open; otherwise they are closed.
    #[serde(default)]
    is_open: bool,
    recorded_area: Option<f64>,
    legal_area: Option<f64>,
    land_use: Option<String>,
}

/// Where the examples lie: somewhere in Lạng Sơn, in EPSG:9215.
const CORNER: Coord<f64> = Coord { x: 454_000.0, y: 2_427_000.0 };

/// The parcels of an example and what was found in them.
#[derive(Debug, Clone)]
pub struct ExampleRun {
    /// The parcels.
    pub parcels: Parcels,
    /// What was found of the page's rule, at least one.
    pub findings: Vec<Finding>,
}

impl Example {
    /// Checks the parcels under the default profile, with the rule on whatever the profile says.
    pub(super) fn run(&self, rule: Rule) -> ExampleRun {
        let parcels = self.parcels();
        let mut document = profile::named(profile::DEFAULT).expect("the default profile is built in");
        document.profile.severities.remove(&rule);
        let outcome = check(&parcels, &document.profile, &Unobserved).expect("nobody interrupts");
        let findings = outcome.findings.into_iter().filter(|finding| finding.rule == rule).collect();
        ExampleRun { parcels, findings }
    }

    fn parcels(&self) -> Parcels {
        if self.lines.is_empty() { self.parcels_given() } else { self.parcels_built() }
    }

    fn parcels_built(&self) -> Parcels {
        let at = |[x, y]: [f64; 2]| Coord { x: CORNER.x + x, y: CORNER.y + y };
        let mut drawing = Drawing::default();
        let (style, boundaries, labels) =
            (drawing.style("0", false), drawing.level("10"), drawing.level("13"));
        for line in &self.lines {
            drawing.push_line(boundaries, style, line.points.iter().copied().map(at));
        }
        for (label, number) in self.labels.iter().zip(1..) {
            drawing.push_text(labels, at(label.at), &label.text, number);
        }
        let built = build_parcels(&drawing, &LineworkRequest::default(), 0.0001);
        built.expect("nothing is asked for that is not there").parcels
    }

    fn parcels_given(&self) -> Parcels {
        let mut parcels = Parcels::default();
        let all = &self.parcels;
        parcels.columns = KnownColumns {
            sheet: true,
            number: true,
            recorded_area: all.iter().any(|parcel| parcel.recorded_area.is_some()),
            legal_area: all.iter().any(|parcel| parcel.legal_area.is_some()),
            land_use: all.iter().any(|parcel| parcel.land_use.is_some()),
            ..KnownColumns::default()
        };
        for (position, parcel) in all.iter().enumerate() {
            parcel.draw_into(&mut parcels);
            parcels.records.push(parcel.record(position));
        }
        parcels
    }
}

impl ExampleParcel {
    fn draw_into(&self, parcels: &mut Parcels) {
        for polygon in &self.polygons {
            for ring in polygon {
                let closing = ring.first().filter(|_| !self.is_open);
                for [x, y] in ring.iter().chain(closing) {
                    parcels.geometries.push_coord(Coord { x: CORNER.x + x, y: CORNER.y + y });
                }
                parcels.geometries.end_ring();
            }
            parcels.geometries.end_polygon();
        }
        parcels.geometries.end_parcel();
    }

    fn record(&self, position: usize) -> ParcelRecord {
        let (sheet, number) = self.name.split_once('/').unwrap_or((&self.name, ""));
        let key = ParcelKey {
            commune: None,
            sheet: Some(sheet.into()),
            number: Some(number).filter(|number| !number.is_empty()).map(Into::into),
        };
        ParcelRecord {
            key,
            recorded_area_m2: self.recorded_area,
            legal_area_m2: self.legal_area,
            land_use: self.land_use.as_deref().map(Into::into),
            ..ParcelRecord::known_by(FeatureId::Number(position as i64 + 1))
        }
    }
}

impl ExampleRun {
    /// The shape of a parcel as far as it can be drawn.
    pub(super) fn shape(&self, parcel: usize) -> MultiPolygon<f64> {
        let mut shape = self.parcels.geometries.to_multi_polygon(parcel);
        for polygon in &mut shape {
            polygon.exterior_mut(|ring| ring.0.retain(is_finite));
            polygon.interiors_mut(|rings| rings.iter_mut().for_each(|ring| ring.0.retain(is_finite)));
        }
        shape.0.retain(|polygon| !polygon.exterior().0.is_empty());
        shape
    }

    /// What the findings show.
    pub(super) fn evidence(&self) -> impl Iterator<Item = &Geometry<f64>> {
        self.findings.iter().filter_map(|finding| finding.geometry.as_ref())
    }
}

fn is_finite(at: &Coord<f64>) -> bool {
    at.x.is_finite() && at.y.is_finite()
}
