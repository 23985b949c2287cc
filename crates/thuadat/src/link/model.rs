//! The report of a linking as programs read it: a public contract.

use crate::report::model::{Input, Notice, Parcel, Rule, Severity, Text, Threshold, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this contract. It grows when a field is added, and its first digit when one changes its meaning.
pub const CONTRACT: &str = "1.1";

/// To which parcel of a map each row of the registers belongs, with the evidence, or why none is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkReport {
    /// Version of this contract.
    pub contract: String,
    /// The program that made the report.
    pub tool: Tool,
    /// Whether the report holds personal data: names, serials and registry numbers of certificates, numbers of
    /// citizens. It never does; rows are named by file, worksheet and row.
    pub holds_personal_data: bool,
    /// The map.
    pub map: Input,
    /// The registers, in the order given.
    pub registers: Vec<RegisterFile>,
    /// The lists of renumbered sheets.
    pub renumberings: Vec<RenumberingFile>,
    /// What is worth knowing of how registers and lists were read.
    pub notices: Vec<Notice>,
    /// The profile the thresholds come from.
    pub profile: String,
    /// The thresholds the linking ran under.
    pub thresholds: Vec<Threshold>,
    /// What agreement of each fact is worth, as learned from these data.
    pub model: Model,
    /// Every row of the registers, in their order.
    pub rows: Vec<Row>,
    /// Every rule about certificates, run or not.
    pub rules: Vec<Rule>,
    /// What is wrong with certificates, gravest first; then what could not be taken as it stands in registers and lists, and
    /// decisions that were not used (their codes begin with `decision`), in the order of files and rows, of one kind no more than the
    /// first ten thousand.
    pub findings: Vec<Finding>,
    /// The counts, and how long it took.
    pub summary: Summary,
}

/// A register that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterFile {
    /// The file as given.
    pub file: String,
    /// The worksheet; null for a file that has no worksheets.
    pub worksheet: Option<String>,
    /// Number of rows.
    pub rows: usize,
}

/// A list of renumbered sheets that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenumberingFile {
    /// The file as given.
    pub file: String,
    /// The worksheet; null for a file that has no worksheets.
    pub worksheet: Option<String>,
    /// Number of lines.
    pub sheets: usize,
}

/// What agreement is worth, after Fellegi and Sunter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Part of all pairs of a row and a parcel that belong together.
    pub prior: f64,
    /// Number of pairs from which the frequencies of matches were learned; with few, what is assumed weighs more.
    pub learned_from: u64,
    /// Rounds of expectation and maximisation until nothing changed.
    pub rounds: usize,
    /// The facts that are compared.
    pub fields: Vec<Field>,
}

/// A fact that is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its levels, the most alike first. The first is worth more for values that are rare on the map.
    pub levels: Vec<Level>,
}

/// How alike two values are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// Part of the pairs that belong together.
    pub m: f64,
    /// Part of the pairs that do not.
    pub u: f64,
    /// What it is worth, in bits.
    pub weight: f64,
}

/// The answer for one row of a register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Where the row stands.
    pub source: RowSource,
    /// The answer in one word.
    pub status: RowStatus,
    /// The parcels it belongs to: one, or each parcel of a cell that names several; empty unless it is linked.
    pub parcels: Vec<Parcel>,
    /// Parcels to be looked at, the most probable first; empty where it is linked.
    pub candidates: Vec<Parcel>,
    /// How probable it is that the row belongs to its parcels or its first candidate, from 0 to 1; 1 where a person decided for
    /// parcels.
    pub score: f64,
    /// The tier that decided: 1 by the very numbers, 2 by near numbers with evidence, 3 by the probability of all facts, 0 by a
    /// person's decision; null where nothing decided.
    pub tier: Option<u8>,
    /// What speaks for and against its parcels or its first candidate.
    pub evidence: Vec<Evidence>,
    /// Why it is not linked, or what is noteworthy of its link.
    pub reasons: Vec<Reason>,
}

/// Something wrong with certificates, or something in a register or a list that could not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The same in every run as long as rule and parcels are the same, or the rule and what the first row says of its parcel.
    pub id: String,
    /// Stable name: the rule's id, or of a cell that could not be taken as it stands a name such as `number-unreadable`.
    pub code: String,
    /// The rule; null where a cell could not be taken as it stands.
    pub rule: Option<String>,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands: the first of its rows.
    pub source: RowSource,
    /// All of its rows.
    pub rows: Vec<RowSource>,
    /// The letters of the column in a spreadsheet, such as `AX`; null where no single column is to blame.
    pub column: Option<String>,
    /// The parcels it concerns, as far as they are known.
    pub parcels: Vec<Parcel>,
    /// A point to look at in the map's coordinate system, easting and northing; null where no parcel is known.
    pub at: Option<[f64; 2]>,
    /// The difference of areas it is about, in square metres.
    pub area_m2: Option<f64>,
    /// What is wrong and what to do. Never the value of a column that tells of people.
    pub message: Text,
}

/// Where a row stands, for people to find it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowSource {
    /// The file as given.
    pub file: String,
    /// The worksheet; null for a file that has no worksheets.
    pub worksheet: Option<String>,
    /// Row of the worksheet or line of the file, from 1.
    pub row: u32,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowStatus {
    /// It belongs to one parcel, or to each parcel of a cell that names several.
    Linked,
    /// It may belong to any of several parcels, or to one without enough evidence.
    Ambiguous,
    /// What it says contradicts itself or the map.
    Conflict,
    /// No parcel is known for it.
    Unlinked,
}

/// Something that speaks for or against a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What kind of fact it is: `sheet`, `number`, `area`, `land-use`, `parcel-code`, `holder`, `same-certificate`,
    /// `same-sheet`, `decision`. Of `holder` it says whether the names agree, never what they are.
    pub kind: String,
    /// What it is worth, in bits: above zero it speaks for, below zero against.
    pub weight: f64,
    /// The fact in words.
    pub text: Text,
}

/// Why a row is not linked, or what is noteworthy of its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Stable name, such as `several-sheets`.
    pub code: String,
    /// The reason in words.
    pub text: Text,
}

/// The counts of a linking, and how long it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// All rows.
    pub rows: usize,
    /// Rows that belong to a parcel.
    pub linked: usize,
    /// Rows to be looked at.
    pub ambiguous: usize,
    /// Rows that contradict themselves or the map.
    pub conflict: usize,
    /// Rows without a parcel.
    pub unlinked: usize,
    /// Linked rows by the tier that decided: tiers 1, 2 and 3.
    pub linked_by_tier: [usize; 3],
    /// Rows people decided of, whether they belong to a parcel or to none.
    pub decided: usize,
    /// Rows by status and reason, in the order of status, the most rows first.
    pub by_reason: Vec<ReasonSummary>,
    /// Findings.
    pub findings: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// Parcels of the map.
    pub parcels: usize,
    /// Parcels to which at least one row belongs.
    pub parcels_with_rows: usize,
    /// Parcels to which no row belongs.
    pub parcels_without_rows: usize,
    /// Parcels to which a row with a certificate belongs.
    pub parcels_linked: usize,
    /// Parcels of which only rows speak that contradict each other or the map.
    pub parcels_in_conflict: usize,
    /// Parcels of which only rows speak that are to be looked at.
    pub parcels_in_question: usize,
    /// Parcels without a certificate; roads and water are not counted.
    pub parcels_without_certificate: usize,
    /// Roads and water, for which nobody holds a certificate.
    pub parcels_public: usize,
    /// The same sheet by sheet, in order.
    pub by_sheet: Vec<SheetSummary>,
    /// Seconds of reading.
    pub read_seconds: f64,
    /// Seconds of linking.
    pub link_seconds: f64,
    /// Seconds of writing reports, up to the line this stands in.
    pub write_seconds: f64,
}

/// The parcels of one sheet, and how many have a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetSummary {
    /// Commune code.
    pub commune: Option<String>,
    /// Sheet number.
    pub sheet: Option<String>,
    /// Its parcels.
    pub parcels: usize,
    /// Those to which a row with a certificate belongs.
    pub linked: usize,
    /// Those of which only rows speak that contradict each other or the map.
    pub in_conflict: usize,
    /// Those of which only rows speak that are to be looked at.
    pub in_question: usize,
    /// Those without a certificate.
    pub without_certificate: usize,
    /// Roads and water, for which nobody holds one.
    pub public: usize,
}

/// The rows of one status that have one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonSummary {
    /// The status of the rows.
    pub status: RowStatus,
    /// The reason's stable name.
    pub code: String,
    /// The reason in words.
    pub text: Text,
    /// What to do about it.
    pub advice: Text,
    /// Number of rows.
    pub rows: usize,
    /// The first of them.
    pub examples: Vec<RowSource>,
}
