//! What was filled and what is missing, as programs read it: a public contract.

use crate::link::model::RegisterFile;
use crate::report::model::{Text, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this contract. It grows when a field is added, and its first digit when one changes its meaning.
pub(super) const CONTRACT: &str = "1.0";

/// What was filled into a sheet that communes hand in, and what is missing. It holds no cell of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetReport {
    /// Version of this contract.
    pub contract: String,
    /// The program that made it.
    pub tool: Tool,
    /// Whether this report holds personal data. It never does.
    pub holds_personal_data: bool,
    /// Whether the sheet itself holds personal data.
    pub sheet_holds_personal_data: bool,
    /// The sheet: `pl3` or `vbdlis`.
    pub sheet: String,
    /// The map; null where there is none.
    pub map: Option<String>,
    /// The registers.
    pub registers: Vec<RegisterFile>,
    /// Rows of the sheet.
    pub rows: usize,
    /// Of these, rows linked to a parcel.
    pub linked: usize,
    /// Rows with nothing missing.
    pub complete: usize,
    /// Rows of parcels that no row of a register is linked to.
    pub of_map_alone: usize,
    /// Cells that were filled from map and links, by column.
    pub filled: Vec<ColumnCount>,
    /// Required cells that are empty, by column.
    pub missing: Vec<ColumnCount>,
    /// What else is to be known.
    pub remarks: Vec<RemarkCount>,
    /// Columns of registers that the sheet has no room for.
    pub left_out: Vec<String>,
}

/// How many rows a column is filled or empty in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnCount {
    /// Its letters in the sheet.
    pub column: String,
    /// Its header.
    pub header: String,
    /// Rows.
    pub rows: usize,
}

/// How many rows something is to be known of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemarkCount {
    /// Its stable name.
    pub code: String,
    /// In words.
    pub text: Text,
    /// Rows.
    pub rows: usize,
}
