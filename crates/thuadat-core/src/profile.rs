//! A profile: how exact, how tolerant, and how grave each rule is.

use crate::{Rule, Severity};
use std::collections::BTreeMap;

/// The settings a check runs under. Every length is in metres, every area in square metres.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// What the profile is called in reports.
    pub name: String,
    /// Step of the integer lattice on which shapes are compared.
    pub lattice_m: f64,
    /// Strict, or tolerant of narrow overlaps and gaps.
    pub mode: Mode,
    /// In tolerant mode, overlaps and gaps of at most this area are notes.
    pub negligible_area_m2: f64,
    /// Enclosed gaps wider than this are taken for ground outside the parcel layer and are notes. None: no gap is too wide.
    pub gap_width_m: Option<f64>,
    /// A vertex this near to a neighbour's edge that has no vertex there is a missing vertex. Zero: exactly on it.
    pub missing_vertex_m: f64,
    /// Boundaries with open ground no wider than this between them nearly meet. Zero: not looked for.
    pub near_miss_m: f64,
    /// Open ground between parcels is an open gap when it is no wider and no shorter than this.
    pub open_gap: OpenGapLimit,
    /// So many findings between two sheets are told as a mismatch of the sheets. Zero: not looked for.
    pub sheet_edge_places: usize,
    /// What tells that a sheet stands off another as a whole.
    pub sheet_shift: SheetShiftLimit,
    /// A corner whose arms run back on each other within this distance is a spike. Zero: exactly.
    pub spike_width_m: f64,
    /// Recorded area may differ from the shape's by the larger of these two.
    pub recorded_area: AreaLimit,
    /// Legal area may differ from the shape's by this factor · M · √P, with P the shape's area.
    pub legal_area_factor: f64,
    /// The scale denominator M of the maps.
    pub scale: f64,
    /// Rules whose severity differs from their default; a rule that is off is not run.
    pub severities: BTreeMap<Rule, RuleSetting>,
}

/// How overlaps, gaps and missing vertices are judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mode {
    /// Neighbours must match vertex for vertex; every overlap and gap above the lattice counts.
    Strict,
    /// Overlaps and gaps no wider than this many metres are notes.
    Tolerant(f64),
}

/// How far a recorded area may be from the computed one: whichever of the two is larger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaLimit {
    /// In square metres.
    pub area_m2: f64,
    /// As a part of the computed area, 0.001 for one in a thousand.
    pub ratio: f64,
}

/// What open ground between two parcels is narrow and long enough to be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenGapLimit {
    /// The largest width, in metres. Zero: not looked for.
    pub width_m: f64,
    /// The smallest length, in metres.
    pub length_m: f64,
}

/// What tells that a map sheet stands off another as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SheetShiftLimit {
    /// Corners this near to each other may be the same, in metres. Zero: not looked for.
    pub reach_m: f64,
    /// Corners agree when they are this near to the common vector, in metres.
    pub spread_m: f64,
    /// At least so many corners must agree.
    pub corners: usize,
}

/// What a profile says of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSetting {
    /// Not run.
    Off,
    /// Run, with this severity.
    Severity(Severity),
}

impl Profile {
    /// Zero tolerances: every overlap and every gap above the lattice is an error, every shared edge must match
    /// vertex for vertex. What says how far to look for open ground between boundaries stays above zero.
    #[must_use]
    pub fn strict() -> Self {
        Self {
            name: "strict".to_owned(),
            lattice_m: 0.0001,
            mode: Mode::Strict,
            negligible_area_m2: 0.0,
            gap_width_m: None,
            missing_vertex_m: 0.0,
            near_miss_m: 0.05,
            open_gap: OpenGapLimit { width_m: 0.5, length_m: 5.0 },
            sheet_edge_places: 3,
            sheet_shift: SheetShiftLimit { reach_m: 1.0, spread_m: 0.02, corners: 8 },
            spike_width_m: 0.0,
            recorded_area: AreaLimit { area_m2: 0.05, ratio: 0.001 },
            legal_area_factor: 0.0004,
            scale: 500.0,
            severities: [Rule::MissingVertex, Rule::NearMiss]
                .map(|rule| (rule, RuleSetting::Severity(Severity::Error)))
                .into(),
        }
    }

    /// What the profile says of a rule: none where it is off.
    #[must_use]
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        match self.severities.get(&rule) {
            Some(RuleSetting::Off) => None,
            Some(RuleSetting::Severity(severity)) => Some(*severity),
            None => Some(rule.default_severity()),
        }
    }
}
