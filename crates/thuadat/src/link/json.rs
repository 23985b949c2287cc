//! The JSON report of a linking: the contract itself, streamed, with one row per line.

use super::LinkRun;
use super::model::{LinkReport, Row};
use crate::report::{LinePerItem, announce};
use schemars::generate::SchemaSettings;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::io::{self, Write};
use std::time::Instant;
use thuadat_core::Observer;

/// Writes the JSON report of a linking. Memory stays constant however many rows there are.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_link_json(run: &LinkRun, observer: &dyn Observer, writer: impl Write) -> io::Result<()> {
    let mut writer = writer;
    let report = Streamed { run, observer, head: LinkReport::without_rows(run), started: Instant::now() };
    report.serialize(&mut serde_json::Serializer::with_formatter(&mut writer, LinePerItem::default()))?;
    writer.write_all(b"\n")
}

/// The text `docs/link.schema.json` must hold: the JSON Schema (draft 2020-12) of the report.
///
/// # Panics
///
/// Never: a schema is plain JSON.
#[must_use]
pub fn link_schema_text() -> String {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<LinkReport>().to_value();
    serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
}

/// A report whose rows are made while they are written. Fields stand in the order of [`LinkReport`].
struct Streamed<'a> {
    run: &'a LinkRun,
    observer: &'a dyn Observer,
    head: LinkReport,
    started: Instant,
}

impl Serialize for Streamed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let head = &self.head;
        let mut report = serializer.serialize_struct("LinkReport", 14)?;
        report.serialize_field("contract", &head.contract)?;
        report.serialize_field("tool", &head.tool)?;
        report.serialize_field("holds_personal_data", &head.holds_personal_data)?;
        report.serialize_field("map", &head.map)?;
        report.serialize_field("registers", &head.registers)?;
        report.serialize_field("renumberings", &head.renumberings)?;
        report.serialize_field("notices", &head.notices)?;
        report.serialize_field("profile", &head.profile)?;
        report.serialize_field("thresholds", &head.thresholds)?;
        report.serialize_field("model", &head.model)?;
        report.serialize_field("rows", &Rows(self))?;
        report.serialize_field("rules", &head.rules)?;
        report.serialize_field("findings", &head.findings)?;
        let mut summary = head.summary.clone();
        summary.write_seconds += self.started.elapsed().as_secs_f64();
        report.serialize_field("summary", &summary)?;
        report.end()
    }
}

struct Rows<'a>(&'a Streamed<'a>);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Streamed { run, observer, .. } = self.0;
        let rows = &run.linkage.rows;
        serializer.collect_seq(rows.iter().enumerate().map(|(done, row)| {
            announce(*observer, done + 1, rows.len());
            Row::new(run, row)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_in_the_repository_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/link.schema.json");
        let is_current = std::fs::read_to_string(path).unwrap() == link_schema_text();
        assert!(is_current, "docs/link.schema.json is not that of the types; run `cargo xtask schema`");
    }
}
