//! Findings between map sheets: whoever keeps the two sheets must mend them together.

use super::draft::Draft;
use super::in_order;
use super::inspection::Inspection;
use super::message::sheets as message;
use crate::coverage::{SheetCorner, SheetShift, find_shifts, voters};
use crate::lattice::Lattice;
use crate::plane::Point;
use crate::{Finding, FindingId, KnownColumns, Parcels, Profile, Rule, Severity};
use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A sheet: its commune, where that is known, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Sheet<'a> {
    pub(super) commune: Option<&'a str>,
    pub(super) number: &'a str,
}

impl<'a> Sheet<'a> {
    /// The sheet of a parcel; none where it is not filled in.
    fn of(parcels: &'a Parcels, parcel: u32) -> Option<Self> {
        let key = &parcels.records[parcel as usize].key;
        let number = key.sheet.as_deref().filter(|sheet| !sheet.trim().is_empty())?;
        Some(Self { commune: key.commune.as_deref(), number })
    }

    fn name(self) -> String {
        format!("{}\u{1f}{}", self.commune.unwrap_or_default(), self.number)
    }
}

/// Findings between two sheets, counted and measured.
#[derive(Debug, Default)]
pub(super) struct SheetEdge {
    /// How many findings of each rule.
    pub(super) counts: BTreeMap<Rule, usize>,
    parcels: BTreeSet<u32>,
    places: Vec<Coord<f64>>,
    width_m: f64,
    length_m: f64,
    severity: Option<Severity>,
}

/// Rules whose findings may come of how two sheets were put together.
const OF_EDGES: [Rule; 5] = [Rule::Overlap, Rule::Gap, Rule::MissingVertex, Rule::NearMiss, Rule::OpenGap];

/// A corner of the border and the parcel that has it.
pub(crate) type BorderCorner = (Point, u32);

/// Whether sheets are to be compared, and can be.
pub(crate) fn are_compared(columns: KnownColumns, profile: &Profile) -> bool {
    let wants = |rule: Rule| profile.severity(rule).is_some();
    columns.sheet && (wants(Rule::SheetEdge) || wants(Rule::SheetShift))
}

/// Adds what is wrong between sheets: shifts of whole sheets, under which the findings they explain are folded, and
/// pairs of sheets with several other findings between them.
pub(super) fn add(inspection: &Inspection<'_>, corners: &[BorderCorner], findings: &mut Vec<Finding>) {
    let shifts = shifts(inspection, corners, findings);
    let edges = mismatched_edges(inspection, findings);
    findings.extend(shifts);
    findings.extend(edges);
}

/// Whether findings of a rule may come of how two sheets were put together.
pub(crate) fn may_be_of_edges(rule: Rule) -> bool {
    OF_EDGES.contains(&rule)
}

/// The corners that have one of another sheet near, in order: shifts between sheets are found of these alone.
pub(crate) fn corners_near_other_sheets(
    parcels: &Parcels,
    profile: &Profile,
    corners: &[BorderCorner],
) -> Vec<BorderCorner> {
    let (_, corners) = corners_of_sheets(parcels, corners);
    let voters = voters(&corners, Lattice::new(profile.lattice_m), &profile.sheet_shift);
    voters.into_iter().map(|corner| (corner.at, corner.parcel)).collect()
}

/// The two sheets a finding is between; none where it is of one, or of more.
fn sheets_of<'a>(parcels: &'a Parcels, finding: &Finding) -> Option<[Sheet<'a>; 2]> {
    if !OF_EDGES.contains(&finding.rule) {
        return None;
    }
    let sheets: BTreeSet<Sheet<'a>> =
        finding.parcels.iter().filter_map(|&parcel| Sheet::of(parcels, parcel)).collect();
    Vec::from_iter(sheets).try_into().ok()
}

/// The sheets of parcels that have corners, in order, and the corners with the positions of their sheets among these.
fn corners_of_sheets<'a>(
    parcels: &'a Parcels,
    corners: &[BorderCorner],
) -> (Vec<Sheet<'a>>, Vec<SheetCorner>) {
    let same_parcel = corners.chunk_by(|one, other| one.1 == other.1);
    let of_parcels: HashMap<u32, Sheet<'_>> =
        same_parcel.filter_map(|corners| Some((corners[0].1, Sheet::of(parcels, corners[0].1)?))).collect();
    let sheets: Vec<Sheet<'_>> = of_parcels.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
    if sheets.len() < 2 {
        return (sheets, Vec::new());
    }
    let corner = |&(at, parcel): &BorderCorner| {
        let sheet = sheets.binary_search(of_parcels.get(&parcel)?).ok()? as u32;
        Some(SheetCorner { sheet, at, parcel })
    };
    let corners = corners.iter().filter_map(corner).collect();
    (sheets, corners)
}

fn shifts(inspection: &Inspection<'_>, corners: &[BorderCorner], findings: &mut [Finding]) -> Vec<Finding> {
    if !inspection.wants(Rule::SheetShift) {
        return Vec::new();
    }
    let (sheets, corners) = corners_of_sheets(inspection.parcels, corners);
    let lattice = Lattice::new(inspection.profile.lattice_m);
    let shifts = find_shifts(corners, lattice, &inspection.profile.sheet_shift);
    shifts
        .into_iter()
        .filter_map(|shift| {
            let pair = [shift.sheets.0, shift.sheets.1].map(|sheet| sheets[sheet as usize]);
            of_shift(inspection, pair, &shift, findings)
        })
        .collect()
}

fn of_shift(
    inspection: &Inspection<'_>,
    sheets: [Sheet<'_>; 2],
    shift: &SheetShift,
    findings: &mut [Finding],
) -> Option<Finding> {
    let id = FindingId::of_subject(Rule::SheetShift, &sheets.map(Sheet::name).join(" / "));
    let size_m = shift.offset_m.x.hypot(shift.offset_m.y);
    let mut explained = 0;
    for finding in findings {
        let is_explained =
            finding.width_m.unwrap_or(0.0) <= size_m + 2.0 * inspection.profile.sheet_shift.spread_m;
        if is_explained && sheets_of(inspection.parcels, finding) == Some(sheets) {
            explained += 1;
            finding.severity = Severity::Note;
            finding.explained_by = Some(id);
            finding.message = message::explained_by_shift(&finding.message, sheets, id);
        }
    }
    let line = |pair: &[Coord<f64>; 2]| LineString::from(pair.to_vec());
    let draft = Draft {
        geometry: Some(Geometry::MultiLineString(MultiLineString(shift.pairs.iter().map(line).collect()))),
        width_m: Some(size_m),
        ..Draft::new(
            Rule::SheetShift,
            shift.parcels.clone(),
            shift.pairs.get(shift.pairs.len() / 2).map(|pair| pair[0]),
        )
    };
    let finding = inspection.finding(draft, |_| message::sheet_shift(sheets, shift, explained));
    finding.map(|finding| Finding { id, ..finding })
}

fn mismatched_edges(inspection: &Inspection<'_>, findings: &[Finding]) -> Vec<Finding> {
    let least = inspection.profile.sheet_edge_places;
    if least == 0 || !inspection.wants(Rule::SheetEdge) {
        return Vec::new();
    }
    let mut edges: BTreeMap<[Sheet<'_>; 2], SheetEdge> = BTreeMap::new();
    let mut findings: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.explained_by.is_none() && may_be_of_edges(finding.rule))
        .collect();
    findings.sort_by(|one, other| in_order(one, other));
    for finding in findings {
        if let Some(sheets) = sheets_of(inspection.parcels, finding) {
            edges.entry(sheets).or_default().add(finding);
        }
    }
    let several = edges.into_iter().filter(|(_, edge)| edge.places() >= least);
    several.filter_map(|(sheets, edge)| of_edge(inspection, sheets, &edge)).collect()
}

fn of_edge(inspection: &Inspection<'_>, sheets: [Sheet<'_>; 2], edge: &SheetEdge) -> Option<Finding> {
    let points = edge.places.iter().map(|&place| place.into()).collect();
    let draft = Draft {
        at_most: edge.severity.unwrap_or(Severity::Note),
        geometry: Some(Geometry::MultiPoint(MultiPoint(points))),
        width_m: Some(edge.width_m),
        length_m: Some(edge.length_m),
        ..Draft::new(Rule::SheetEdge, edge.parcels.iter().copied().collect(), edge.places.first().copied())
    };
    let finding = inspection.finding(draft, |draft| message::sheet_edge(sheets, edge, draft))?;
    let names = sheets.map(Sheet::name);
    Some(Finding { id: FindingId::of_subject(Rule::SheetEdge, &names.join(" / ")), ..finding })
}

impl SheetEdge {
    fn add(&mut self, finding: &Finding) {
        *self.counts.entry(finding.rule).or_default() += 1;
        self.parcels.extend(&finding.parcels);
        // The widest place comes first: it is the one to look at.
        if finding.width_m > Some(self.width_m) {
            self.places.splice(0..0, finding.at);
        } else {
            self.places.extend(finding.at);
        }
        self.width_m = self.width_m.max(finding.width_m.unwrap_or(0.0));
        self.length_m += finding.length_m.unwrap_or(0.0);
        self.severity = self.severity.max(Some(finding.severity));
    }

    /// How many findings there are.
    pub(super) fn places(&self) -> usize {
        self.counts.values().sum()
    }
}
