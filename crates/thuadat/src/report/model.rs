//! The report as programs read it: a public contract, apart from the types the check works with.
//!
//! Every other report is drawn from this one, so that no two of them can disagree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this contract. It grows when a field is added, and its first digit when one changes its meaning.
pub const CONTRACT: &str = "1.1";

/// What a check of parcels found. Lengths are in metres, areas in square metres, both measured in the plane of
/// `input.crs`; coordinates are [easting, northing] in that system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Version of this contract.
    pub contract: String,
    /// The program that made the report.
    pub tool: Tool,
    /// What was checked.
    pub input: Input,
    /// Files that tell of the ground around the parcels: known land, the bounds of the commune, the frames of sheets.
    #[serde(default)]
    pub surroundings: Vec<Surroundings>,
    /// Gaps that known land explains; null where there is no known land.
    #[serde(default)]
    pub expected_gaps: Option<ExpectedGaps>,
    /// What the report is confined to; null where it tells of all parcels and all rules.
    #[serde(default)]
    pub selection: Option<Selection>,
    /// The file of accepted findings; null where nobody gave one.
    #[serde(default)]
    pub acceptance: Option<Acceptance>,
    /// What changed since an earlier report; null where nobody gave one.
    #[serde(default)]
    pub comparison: Option<Comparison>,
    /// The thresholds and severities the check ran under.
    pub profile: Profile,
    /// `strict`, or `tolerant(t)` where overlaps and gaps up to t metres wide are notes.
    pub mode: String,
    /// Every rule, whether it ran and how often it found something; passed rules are listed too.
    pub rules: Vec<Rule>,
    /// Everything found, gravest first.
    pub findings: Vec<Finding>,
    /// The counts, and how long it took.
    pub summary: Summary,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was checked and how it was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The path as given; `-` for standard input.
    pub path: String,
    /// The layer read.
    pub layer: String,
    /// The format, by GDAL's name of it.
    pub format: String,
    /// The coordinate system the check ran in.
    pub crs: Crs,
    /// What the file says its coordinate system is; null where it says nothing.
    pub declared_crs: Option<String>,
    /// Number of parcels.
    pub parcels: usize,
    /// Which columns were taken for what.
    pub columns: Vec<Column>,
    /// What is worth knowing of the reading.
    pub notices: Vec<Notice>,
}

/// A file that tells of the ground around the parcels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Surroundings {
    /// What it tells of.
    pub role: SurroundingsRole,
    /// Its path as given.
    pub path: String,
    /// The layer read.
    pub layer: String,
    /// Number of polygons.
    pub polygons: usize,
    /// How many of them are not valid; what their shells enclose and their holes do not was used.
    pub invalid: usize,
}

/// What a file of the ground around the parcels tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SurroundingsRole {
    /// Land that is no parcel.
    KnownLand,
    /// The bounds of the commune.
    CommuneBoundary,
    /// The frames of map sheets.
    SheetFrames,
}

/// Gaps and narrow open ground that known land explains; they are no findings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedGaps {
    /// How many are explained wholly.
    pub whole: usize,
    /// How many are explained in part; what is left of them is reported.
    pub in_part: usize,
    /// How much ground is explained.
    pub area_m2: f64,
}

/// What a report is confined to. Parcels that are not selected took part in the comparison all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// The only rules to run, as the user named them; empty where it is all of them.
    pub only: Vec<String>,
    /// Rules left out, as the user named them.
    pub skip: Vec<String>,
    /// Parcels that reach into this box: west, south, east, north; null where there is no box.
    pub bbox: Option<[f64; 4]>,
    /// Whether the box is in degrees of WGS 84 and not in the coordinates of `input.crs`.
    pub bbox_in_degrees: bool,
    /// Parcels of these sheets; empty where it is all of them.
    pub sheets: Vec<String>,
    /// Number of parcels reported on.
    pub parcels: usize,
}

/// A file of accepted findings held against the check. Those accepted are still listed, but count neither as errors nor
/// as warnings or notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The file.
    pub path: String,
    /// Number of entries whose finding is there.
    pub matched: usize,
    /// Entries whose finding is not there any more, or not in the part that was checked.
    pub unmatched: Vec<UnmatchedEntry>,
}

/// An entry of the file of accepted findings whose finding is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmatchedEntry {
    /// The line of the file.
    pub line: u64,
    /// The finding's id.
    pub id: String,
    /// Who accepted it, when and why.
    pub accepted: Accepted,
}

/// Who accepted a finding, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Who.
    pub who: String,
    /// The day, `YYYY-MM-DD`.
    pub when: String,
    /// Why.
    pub why: String,
}

/// What changed since an earlier report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The earlier report.
    pub path: String,
    /// Number of findings the earlier report does not have.
    pub new: usize,
    /// Number of findings both have.
    pub unchanged: usize,
    /// Findings of the earlier report that are not there any more.
    pub gone: Vec<GoneFinding>,
    /// Findings of the earlier report whose rule or parcels were not looked at this time.
    pub not_looked_at: usize,
    /// What makes the two reports unlike in more than the parcels.
    pub remarks: Vec<Text>,
}

/// A finding of an earlier report that is not there any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoneFinding {
    /// Its id.
    pub id: String,
    /// The rule's id.
    pub rule: String,
    /// How grave it was.
    pub severity: Severity,
    /// The parcels it concerned.
    pub parcels: Vec<Parcel>,
    /// Its area.
    pub area_m2: Option<f64>,
    /// Its width.
    pub width_m: Option<f64>,
    /// Its length.
    pub length_m: Option<f64>,
    /// The point to look at.
    pub at: Option<[f64; 2]>,
    /// What was said of it.
    pub message: Text,
}

/// What became of a finding since an earlier report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The earlier report does not have it.
    New,
    /// The earlier report has it too.
    Unchanged,
}

/// The coordinate system a check ran in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crs {
    /// EPSG code; null where it has none.
    pub epsg: Option<u32>,
    /// Its name.
    pub name: String,
    /// How it was arrived at.
    pub origin: CrsOrigin,
}

/// How the coordinate system was arrived at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CrsOrigin {
    /// The file declares it.
    Declared,
    /// The user named it.
    Given,
    /// Nobody named one: coordinates are taken as metres.
    Assumed,
    /// Geographic input was brought into the zone the user named.
    ProjectedToGiven,
    /// Geographic input was brought into the zone that fits the place.
    ProjectedToFitting,
}

/// A column of the source and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it means.
    pub field: Field,
    /// Its name in the source.
    pub column: String,
    /// Whether the user named it; otherwise it was recognised.
    pub given: bool,
}

/// A fact about a parcel that a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Commune code.
    Commune,
    /// Sheet number.
    Sheet,
    /// Parcel number.
    Number,
    /// Area recorded with the map.
    RecordedArea,
    /// Area of the certificate.
    LegalArea,
    /// Land use.
    LandUse,
    /// The second land use, where each has a column of its own.
    LandUse2,
    /// The third land use.
    LandUse3,
    /// Area of the land use, or of each one in a column of several.
    LandUseArea,
    /// Area of the second land use.
    LandUseArea2,
    /// Area of the third land use.
    LandUseArea3,
    /// The official parcel identifier.
    ParcelCode,
    /// The name of the holder, which is compared with registers and never shown.
    Holder,
}

/// Something worth knowing of how the input was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Stable name.
    pub code: String,
    /// The sentence.
    pub message: Text,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// The thresholds and severities of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The profile's name.
    pub name: String,
    /// Every threshold.
    pub thresholds: Vec<Threshold>,
    /// Rules whose severity the profile changes, by rule id.
    pub severities: BTreeMap<String, Setting>,
    /// Rules of the user's own.
    #[serde(default)]
    pub custom: Vec<CustomRule>,
}

/// A rule of the user's own. Its name and severity stand among the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomRule {
    /// Its id, which begins with `custom/`.
    pub id: String,
    /// The condition under which a parcel gets a finding, as the attribute part of CQL2 text.
    pub when: String,
    /// The text it rests on, or whose choice it is; null where the profile does not say.
    pub source: Option<Text>,
    /// Date of that text or choice; null where the profile does not say.
    pub date: Option<String>,
    /// Whether it was compared with the text in force; null without a source.
    pub verified: Option<bool>,
}

/// A number a profile sets, and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Its key in profile files; the ending names the unit.
    pub key: String,
    /// Its name.
    pub title: Text,
    /// Its value; null for a tolerance in strict mode and for a width without limit.
    pub value: Option<f64>,
    /// The text it rests on, or whose choice it is; null where the profile does not say.
    pub source: Option<Text>,
    /// Date of that text or choice; null where the profile does not say.
    pub date: Option<String>,
    /// Whether the number was compared with the text in force; null without a source.
    pub verified: Option<bool>,
}

/// What a profile says of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// Not run.
    Off,
    /// Worth knowing.
    Note,
    /// To be looked at.
    Warning,
    /// To be mended.
    Error,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing, nothing to mend.
    Note,
    /// To be looked at.
    Warning,
    /// To be mended.
    Error,
}

/// A rule and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id, such as `topology/overlap`.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// How grave its findings are at the most.
    pub severity: Severity,
    /// Whether it ran.
    pub status: Status,
    /// Why it did not run; null where it ran.
    pub reason: Option<Text>,
    /// Number of findings; null where it did not run.
    pub findings: Option<usize>,
}

/// Whether a rule ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It ran over all parcels.
    Run,
    /// It did not run.
    NotRun,
}

/// One thing found wrong or noteworthy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The same in every run as long as rule, parcels and place are the same.
    pub id: String,
    /// The rule's id.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// The parcels it concerns, the one to look at first in front; empty where the whole dataset is meant.
    pub parcels: Vec<Parcel>,
    /// Area of the evidence, or the difference of areas.
    pub area_m2: Option<f64>,
    /// Diameter of the largest circle inside the evidence, or the distance the finding is about.
    pub width_m: Option<f64>,
    /// Length of the evidence.
    pub length_m: Option<f64>,
    /// A point to look at; null where the shape has no finite coordinate.
    pub at: Option<[f64; 2]>,
    /// The evidence as a GeoJSON geometry in the coordinates of `input.crs`; null where it has no finite coordinates.
    #[schemars(schema_with = "super::schema::geometry")]
    pub geometry: Option<::geojson::Geometry>,
    /// Where in the first parcel's shape; null where no single vertex is meant.
    pub place: Option<Place>,
    /// Who accepted it, when and why; null where nobody did.
    #[serde(default)]
    pub accepted: Option<Accepted>,
    /// What became of it since an earlier report; null where there is none to compare with.
    #[serde(default)]
    pub change: Option<Change>,
    /// What is wrong, where, and what to do.
    pub message: Text,
    /// The id of the finding that explains this one and is to be mended first; null where there is none.
    pub explained_by: Option<String>,
}

/// A parcel a finding concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// How the source tells this feature from others: its number, or the value of the column named as id.
    pub feature: Feature,
    /// Commune code.
    pub commune: Option<String>,
    /// Sheet number, a text: `c395` is a real value.
    pub sheet: Option<String>,
    /// Parcel number, a text.
    pub number: Option<String>,
}

/// The id of a feature in its source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Feature {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

/// Where a vertex stands in a parcel's shape; all counts begin at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Which polygon.
    pub part: u32,
    /// Which ring of the polygon; zero is the shell.
    pub ring: u32,
    /// Which vertex of the ring.
    pub vertex: u32,
}

/// The counts of a report, and how long it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Findings to be mended.
    pub errors: usize,
    /// Findings to be looked at.
    pub warnings: usize,
    /// Findings worth knowing.
    pub notes: usize,
    /// Findings people accepted; they count as nothing else.
    #[serde(default)]
    pub accepted: usize,
    /// All findings.
    pub findings: usize,
    /// Number of parcels reported on.
    pub parcels: usize,
    /// Parcels with at least one error.
    pub parcels_with_errors: usize,
    /// The same by sheet, in the order of commune and sheet; empty where no sheet is known.
    pub by_sheet: Vec<SheetSummary>,
    /// Seconds of reading.
    pub read_seconds: f64,
    /// Seconds of checking.
    pub check_seconds: f64,
    /// Seconds of writing reports, up to the line this stands in.
    pub write_seconds: f64,
}

/// The counts of one map sheet. A finding that concerns parcels of two sheets counts for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetSummary {
    /// Commune code.
    pub commune: Option<String>,
    /// Sheet number; null for parcels that have none.
    pub sheet: Option<String>,
    /// Parcels of the sheet.
    pub parcels: usize,
    /// Parcels of the sheet with at least one error.
    pub parcels_with_errors: usize,
    /// Findings to be mended.
    pub errors: usize,
    /// Findings to be looked at.
    pub warnings: usize,
    /// Findings worth knowing.
    pub notes: usize,
    /// Findings people accepted; they count as nothing else.
    #[serde(default)]
    pub accepted: usize,
}
