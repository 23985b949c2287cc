//! A finding in the making.

use crate::measure::MeasuredArea;
use crate::{Rule, Severity, VertexPlace};
use geo::{Coord, Geometry};

/// A finding before it has an id, a severity and words.
pub(super) struct Draft {
    pub(super) rule: Rule,
    /// Graver than this it cannot be, whatever the profile says.
    pub(super) at_most: Severity,
    pub(super) parcels: Vec<u32>,
    /// What it is about where that is not the parcels: a code, a sheet. The finding's id then depends on it alone.
    pub(super) subject: Option<Box<str>>,
    pub(super) at: Option<Coord<f64>>,
    pub(super) geometry: Option<Geometry<f64>>,
    pub(super) area_m2: Option<f64>,
    pub(super) width_m: Option<f64>,
    pub(super) length_m: Option<f64>,
    pub(super) place: Option<VertexPlace>,
}

impl Draft {
    pub(super) fn new(rule: Rule, parcels: Vec<u32>, at: Option<Coord<f64>>) -> Self {
        Self {
            rule,
            at_most: Severity::Error,
            parcels,
            subject: None,
            at,
            geometry: at.map(|at| Geometry::Point(at.into())),
            area_m2: None,
            width_m: None,
            length_m: None,
            place: None,
        }
    }

    pub(super) fn of_area(rule: Rule, parcels: Vec<u32>, area: MeasuredArea) -> Self {
        Self {
            geometry: Some(Geometry::MultiPolygon(area.shape)),
            area_m2: Some(area.area_m2),
            width_m: Some(area.width_m),
            length_m: Some(area.length_m),
            ..Self::new(rule, parcels, Some(area.at))
        }
    }
}
