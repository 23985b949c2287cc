//! Parcels by place and by sheet.

use super::{BoundingBox, SelectionError};
use crate::report::SheetKey;
use geo::Coord;
use std::collections::{BTreeSet, HashMap};
use thuadat_core::{CheckOutcome, Finding, Rule};
use thuadat_io::Dataset;

/// Which parcels to report on. What is empty selects all; box and sheets together select what both do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParcelSelection {
    /// Parcels that reach into this box, in the coordinates the check runs in; or in longitudes and latitudes, where
    /// the numbers can be nothing else.
    pub bbox: Option<BoundingBox>,
    /// Parcels of these sheets.
    pub sheets: Vec<String>,
}

/// The parcels a check reports on.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectedParcels {
    /// What the user asked for.
    pub selection: ParcelSelection,
    /// Whether the box is in longitudes and latitudes.
    pub bbox_in_degrees: bool,
    /// How many parcels are selected, at least one.
    pub count: usize,
    is_selected: Vec<bool>,
}

impl ParcelSelection {
    /// The parcels of a dataset it selects; none where it is all of them.
    ///
    /// # Errors
    ///
    /// When it selects no parcel, or sheets where none are known.
    ///
    /// # Complexity
    ///
    /// O(v) for v vertices.
    pub fn find(&self, dataset: &Dataset) -> Result<Option<SelectedParcels>, SelectionError> {
        if self.bbox.is_none() && self.sheets.is_empty() {
            return Ok(None);
        }
        let mut is_selected = self.of_sheets(dataset)?;
        let mut bbox_in_degrees = false;
        if let Some(bbox) = self.bbox {
            let way = dataset.source.crs.to_wgs84().filter(|_| bbox.may_be_degrees());
            bbox_in_degrees = way.is_some();
            let bounds_of = |parcel: usize| -> Option<BoundingBox> {
                let bounds = bounds(dataset, parcel)?;
                let Some(way) = &way else { return Some(bounds) };
                let mut corners = corners(&bounds);
                way.transform(&mut corners).ok()?;
                BoundingBox::around(corners)
            };
            let mut is_anything_there = false;
            for (parcel, is_selected) in is_selected.iter_mut().enumerate() {
                let is_there = bounds_of(parcel).is_some_and(|bounds| bounds.meets(&bbox));
                is_anything_there |= is_there;
                *is_selected &= is_there;
            }
            if !is_anything_there {
                return Err(nothing_in_box(dataset, bbox));
            }
        }
        let count = is_selected.iter().filter(|is_selected| **is_selected).count();
        match (count, self.bbox) {
            (0, Some(bbox)) => Err(SelectionError::NothingInBoth { bbox }),
            _ => Ok(Some(SelectedParcels { selection: self.clone(), bbox_in_degrees, count, is_selected })),
        }
    }

    fn of_sheets(&self, dataset: &Dataset) -> Result<Vec<bool>, SelectionError> {
        let records = &dataset.parcels.records;
        if self.sheets.is_empty() {
            return Ok(vec![true; records.len()]);
        }
        let keys: BTreeSet<SheetKey<'_>> = records.iter().map(|record| SheetKey::of(&record.key)).collect();
        let known: Vec<&str> = keys.iter().filter_map(|key| key.sheet).collect();
        if known.is_empty() {
            return Err(SelectionError::NoSheets);
        }
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        for sheet in &self.sheets {
            let meant: Vec<&str> =
                known.iter().copied().filter(|known| is_same_sheet(known, sheet)).collect();
            wanted.extend(meant.iter().copied());
            if meant.is_empty() {
                let known = known.iter().map(ToString::to_string).collect();
                return Err(SelectionError::UnknownSheet { sheet: sheet.clone(), known });
            }
        }
        let is_wanted =
            |sheet: &Option<Box<str>>| sheet.as_deref().is_some_and(|sheet| wanted.contains(sheet));
        Ok(records.iter().map(|record| is_wanted(&record.key.sheet)).collect())
    }
}

impl SelectedParcels {
    /// Whether a parcel is among them.
    #[must_use]
    pub fn contains(&self, parcel: u32) -> bool {
        self.is_selected.get(parcel as usize).copied().unwrap_or(false)
    }

    /// Whether a parcel of this sheet at this place would be among them.
    pub(crate) fn would_contain(&self, sheet: Option<&str>, at: Option<Coord<f64>>) -> bool {
        let ParcelSelection { bbox, sheets } = &self.selection;
        let is_of_sheet = sheet.is_some_and(|sheet| sheets.iter().any(|wanted| is_same_sheet(sheet, wanted)));
        let here = at.and_then(|at| BoundingBox::around([at]));
        let is_in_box =
            bbox.is_none_or(|bbox| !self.bbox_in_degrees && here.is_some_and(|at| at.meets(&bbox)));
        (sheets.is_empty() || is_of_sheet) && is_in_box
    }

    /// Whether a finding concerns one of them, or the dataset as a whole.
    pub(crate) fn concerns(&self, finding: &Finding) -> bool {
        finding.parcels.is_empty() || finding.parcels.iter().any(|&parcel| self.contains(parcel))
    }

    /// Leaves only what concerns them, and counts it anew.
    pub(crate) fn keep(&self, outcome: &mut CheckOutcome) {
        outcome.findings.retain(|finding| self.concerns(finding));
        let mut counts: HashMap<Rule, usize> = HashMap::new();
        for finding in &outcome.findings {
            *counts.entry(finding.rule).or_default() += 1;
        }
        for listed in &mut outcome.rules {
            if let Ok(count) = &mut listed.result {
                *count = counts.get(&listed.rule).copied().unwrap_or(0);
            }
        }
    }
}

/// People write `7` for the sheet recorded as `007`.
fn is_same_sheet(known: &str, wanted: &str) -> bool {
    let (known, wanted) = (known.trim(), wanted.trim());
    let number = |text: &str| text.parse::<u64>().ok();
    known == wanted || (number(known).is_some() && number(known) == number(wanted))
}

fn nothing_in_box(dataset: &Dataset, bbox: BoundingBox) -> SelectionError {
    let extent = BoundingBox::around(dataset.parcels.geometries.coords().iter().copied());
    SelectionError::NothingInBox { bbox, extent, crs: dataset.source.crs.label() }
}

fn bounds(dataset: &Dataset, parcel: usize) -> Option<BoundingBox> {
    let geometries = &dataset.parcels.geometries;
    let rings = geometries.ring_range(parcel);
    BoundingBox::around(rings.flat_map(|ring| geometries.ring(ring).iter().copied()))
}

fn corners(bounds: &BoundingBox) -> [Coord<f64>; 4] {
    let [west, south, east, north] = bounds.corners();
    [(west, south), (east, south), (east, north), (west, north)].map(|(x, y)| Coord { x, y })
}
