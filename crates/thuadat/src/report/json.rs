//! The JSON report: the contract itself, streamed, with one finding per line.

use super::destination::announce;
use super::model::{Finding, Report};
use crate::CheckRun;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{self, Write};
use std::time::Instant;
use thuadat_core::Observer;

/// Writes the JSON report. Memory stays constant however many findings there are.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_json(run: &CheckRun, observer: &dyn Observer, writer: impl Write) -> io::Result<()> {
    let mut writer = writer;
    let report = Streamed { run, observer, head: Report::without_findings(run), started: Instant::now() };
    report.serialize(&mut serde_json::Serializer::with_formatter(&mut writer, LinePerItem::default()))?;
    writer.write_all(b"\n")
}

/// A report whose findings are made while they are written. Fields stand in the order of [`Report`].
struct Streamed<'a> {
    run: &'a CheckRun,
    observer: &'a dyn Observer,
    head: Report,
    started: Instant,
}

impl Serialize for Streamed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let head = &self.head;
        let mut report = serializer.serialize_struct("Report", 13)?;
        report.serialize_field("contract", &head.contract)?;
        report.serialize_field("tool", &head.tool)?;
        report.serialize_field("input", &head.input)?;
        report.serialize_field("surroundings", &head.surroundings)?;
        report.serialize_field("expected_gaps", &head.expected_gaps)?;
        report.serialize_field("selection", &head.selection)?;
        report.serialize_field("acceptance", &head.acceptance)?;
        report.serialize_field("comparison", &head.comparison)?;
        report.serialize_field("profile", &head.profile)?;
        report.serialize_field("mode", &head.mode)?;
        report.serialize_field("rules", &head.rules)?;
        report.serialize_field("findings", &Findings(self))?;
        let mut summary = head.summary.clone();
        summary.write_seconds += self.started.elapsed().as_secs_f64();
        report.serialize_field("summary", &summary)?;
        report.end()
    }
}

struct Findings<'a>(&'a Streamed<'a>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Streamed { run, observer, .. } = self.0;
        let findings = &run.outcome.findings;
        serializer.collect_seq(findings.iter().enumerate().map(|(done, finding)| {
            announce(*observer, done + 1, findings.len());
            Finding::new(run, finding)
        }))
    }
}

/// Pretty at the outside, compact inside: every finding is one line, for grep and for diff.
pub(crate) struct LinePerItem {
    depth: usize,
    outside: PrettyFormatter<'static>,
    inside: CompactFormatter,
}

impl Default for LinePerItem {
    fn default() -> Self {
        Self { depth: 0, outside: PrettyFormatter::with_indent(b" "), inside: CompactFormatter }
    }
}

/// The document, and the arrays and objects right under it, are spread over lines.
const SPREAD_DEPTH: usize = 2;

macro_rules! by_depth {
    ($($name:ident($($argument:ident: $kind:ty),*);)+) => {$(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W, $($argument: $kind),*) -> io::Result<()> {
            if self.depth <= SPREAD_DEPTH {
                self.outside.$name(writer, $($argument),*)
            } else {
                self.inside.$name(writer, $($argument),*)
            }
        }
    )+};
}

macro_rules! by_depth_and_deeper {
    ($($begin:ident, $end:ident;)+) => {$(
        fn $begin<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
            self.depth += 1;
            if self.depth <= SPREAD_DEPTH { self.outside.$begin(writer) } else { self.inside.$begin(writer) }
        }

        fn $end<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
            let spread = self.depth <= SPREAD_DEPTH;
            self.depth -= 1;
            if spread { self.outside.$end(writer) } else { self.inside.$end(writer) }
        }
    )+};
}

impl Formatter for LinePerItem {
    by_depth_and_deeper! {
        begin_array, end_array;
        begin_object, end_object;
    }

    by_depth! {
        begin_array_value(first: bool);
        end_array_value();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }
}
