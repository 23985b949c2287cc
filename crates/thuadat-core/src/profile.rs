//! A profile: how exact, how tolerant, and how grave each rule is.

use crate::{Day, Rule, Severity};
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
    /// A line of a drawing that stops this near to another one nearly closes a face. Zero: not looked for.
    pub unclosed_m: f64,
    /// A closed face without a label is told as such where it is wider than this; a narrower one is told as a gap.
    pub unlabelled_width_m: f64,
    /// A corner whose arms run back on each other within this distance is a spike. Zero: exactly.
    pub spike_width_m: f64,
    /// An edge no longer than this is a short one. Zero: none is.
    pub short_segment_m: f64,
    /// Corners that are not neighbours and no farther from each other than this are too close. Zero: none are.
    pub vertex_distance_m: f64,
    /// A corner of no more than this many degrees between its arms is a sharp one. Zero: none is.
    pub sharp_angle_deg: f64,
    /// A parcel is a sliver if the largest circle inside it is no wider than this. Zero: none is.
    pub sliver_width_m: f64,
    /// A parcel of no more than this area, and no sliver, is too small. Zero: none is.
    pub small_area_m2: f64,
    /// Step of the grid on which map files are drawn; vertices elsewhere are off it. Zero: there is no such grid.
    pub resolution_m: f64,
    /// How far the recorded area may be from the shape's.
    pub recorded_area: AreaLimit,
    /// How far the legal area may be from the shape's.
    pub legal_area: AreaLimit,
    /// How far the sum of the land-use areas may be from the parcel's area.
    pub land_use_areas_m2: f64,
    /// How far the place a parcel identifier means may be from the parcel.
    pub parcel_code_distance_m: f64,
    /// How probable a link must be.
    pub link: LinkLimit,
    /// The day on which codes of land uses and communes must be in use; none for the day of the newest lists.
    pub codes_at: Option<Day>,
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

/// How far an area may be from the computed one P: the largest of three terms, each of which is left out by a zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaLimit {
    /// In square metres, whatever the size: half of the last digit areas are written with.
    pub area_m2: f64,
    /// As a part of P, 0.001 for one in a thousand.
    pub ratio: f64,
    /// The k of k · M · √P, the limit between two determinations of an area on a map of scale 1:M.
    pub factor: f64,
}

impl AreaLimit {
    /// The limit for a parcel of this area on a map of this scale denominator, in square metres.
    ///
    /// # Examples
    ///
    /// ```
    /// let limit = thuadat_core::AreaLimit { area_m2: 0.05, ratio: 0.0, factor: 0.0004 };
    /// assert!((limit.of(100.0, 500.0) - 2.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn of(&self, area_m2: f64, scale: f64) -> f64 {
        self.area_m2.max(self.ratio * area_m2).max(self.factor * scale * area_m2.sqrt())
    }
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

/// How probable it must be that a row of a register belongs to a parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkLimit {
    /// From this probability on it is linked by what is like.
    pub probability: f64,
    /// From this probability on it is linked by its very numbers, though nothing else speaks for it.
    pub exact_probability: f64,
    /// From this probability on it is a candidate to be looked at.
    pub review_probability: f64,
    /// A linked row below this probability is still shown to people.
    pub sure_probability: f64,
    /// A sheet that has this part of the numbers up to one is taken to have had them all, so that one that is missing was
    /// split or joined.
    pub complete_ratio: f64,
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
            unclosed_m: 0.5,
            unlabelled_width_m: 0.0,
            spike_width_m: 0.0,
            short_segment_m: 0.0,
            vertex_distance_m: 0.0,
            sharp_angle_deg: 0.0,
            sliver_width_m: 0.0,
            small_area_m2: 0.0,
            resolution_m: 0.0,
            recorded_area: AreaLimit { area_m2: 0.05, ratio: 0.001, factor: 0.0 },
            legal_area: AreaLimit { area_m2: 0.05, ratio: 0.0, factor: 0.0004 },
            land_use_areas_m2: 0.5,
            parcel_code_distance_m: 0.02,
            link: LinkLimit {
                probability: 0.999,
                exact_probability: 0.9,
                review_probability: 0.5,
                sure_probability: 0.99,
                complete_ratio: 0.5,
            },
            codes_at: None,
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
