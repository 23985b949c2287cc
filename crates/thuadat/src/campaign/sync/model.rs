//! The progress of each parcel as programs read it: a public contract.

use crate::link::model::RegisterFile;
use crate::report::model::{Text, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this contract. It grows when a field is added, and its first digit when one changes its meaning.
pub(super) const CONTRACT: &str = "1.0";

/// How far each parcel is: what is not told by map or registers is null, and never assumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncReport {
    /// Version of this contract.
    pub contract: String,
    /// The program that made it.
    pub tool: Tool,
    /// Whether it holds personal data. It never does.
    pub holds_personal_data: bool,
    /// The map.
    pub map: String,
    /// The registers.
    pub registers: Vec<RegisterFile>,
    /// The list the groups come from, where no column says them.
    pub class_list: Text,
    /// Ground that the map holds as parcels and that is none; it is not in the list.
    pub left_out: usize,
    /// Rows of registers that lead to no parcel and give no numbers of today's map; they are not in the list.
    pub rows_without_parcel: usize,
    /// The counts, fact by fact.
    pub counts: Vec<SyncCount>,
    /// The parcels, by commune, sheet and number.
    pub parcels: Vec<SyncRow>,
}

/// How many parcels say yes, no and nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncCount {
    /// The fact's stable name.
    pub fact: String,
    /// Its name for people.
    pub title: Text,
    /// Parcels that say yes.
    pub yes: usize,
    /// Parcels that say no.
    pub no: usize,
    /// Parcels that were looked up and not determined.
    pub undetermined: usize,
    /// Parcels of which nothing tells.
    pub not_told: usize,
}

/// What the population database said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Matched {
    /// Every holder was found there.
    Matched,
    /// Some holder was not.
    Different,
    /// It could not be told.
    Undetermined,
}

/// One parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncRow {
    /// Code of the commune.
    pub commune: Option<String>,
    /// Sheet.
    pub sheet: Option<String>,
    /// Number.
    pub number: Option<String>,
    /// Whether its electronic cadastral number was given out.
    pub issued_number: Option<bool>,
    /// Whether shape, record and scans are there and together.
    pub three_blocks: Option<bool>,
    /// Whether it has a record and no shape.
    pub attribute_only: bool,
    /// Whether its holders match the population database.
    pub population: Option<Matched>,
    /// Whether it is operated round the clock.
    pub operated: Option<bool>,
    /// Its group: as recorded, or else as judged where that is certain.
    pub class: Option<String>,
    /// Stable names of what is not told.
    pub missing: Vec<String>,
}
