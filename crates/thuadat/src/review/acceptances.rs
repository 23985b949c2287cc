//! The file in which a working group keeps the findings it accepts.
//!
//! It is a table in CSV, which every spreadsheet program edits: a row for each finding, with its id, who accepted it,
//! when and why. Heads may be English or Vietnamese, fields are parted by commas, semicolons or tabs, and columns
//! beside these four are left alone.

use super::ReviewError;
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr;
use thuadat_core::{FindingId, Message};

/// Findings people accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptances {
    /// The file they stand in.
    pub path: String,
    /// The entries, in the order of the file; each finding at most once.
    pub entries: Vec<Acceptance>,
}

/// One accepted finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The finding.
    pub id: FindingId,
    /// Who accepted it.
    pub who: String,
    /// The day, `YYYY-MM-DD`.
    pub when: String,
    /// Why.
    pub why: String,
    /// The line of the file, counted from one.
    pub line: u64,
}

/// The columns, by the name errors call them, and the heads they may have.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("id", &["id", "finding id", "mã phát hiện"]),
    ("who", &["who", "accepted by", "người chấp nhận"]),
    ("when", &["when", "date", "accepted on", "ngày", "ngày chấp nhận"]),
    ("why", &["why", "reason", "lý do", "lý do chấp nhận"]),
];

impl Acceptances {
    /// Reads a file of accepted findings.
    ///
    /// # Errors
    ///
    /// When it cannot be read, a column is missing, or a field is empty or not what it must be: with line and field.
    pub fn read(path: &Path) -> Result<Self, ReviewError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|source| ReviewError::Read { path: name.clone(), source })?;
        match String::from_utf8(bytes) {
            Ok(text) => Self::parse(&text, &name),
            Err(error) => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = std::str::from_utf8(good).map_or(0, |good| good.matches('\n').count()) + 1;
                Err(ReviewError::NotUtf8 { path: name, line: line as u64 })
            }
        }
    }

    /// Reads accepted findings from the text of a file; `path` names it in errors.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn parse(text: &str, path: &str) -> Result<Self, ReviewError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut records = reader.records().map(|record| {
            let record =
                record.map_err(|error| ReviewError::Read { path: path.to_owned(), source: error.into() })?;
            let line = line_at(text, record.position().map_or(0, csv::Position::byte) as usize);
            Ok::<_, ReviewError>((line, record))
        });
        let Some(head) = records.next() else {
            return Ok(Self { path: path.to_owned(), entries: Vec::new() });
        };
        let (line, head) = head?;
        let columns = columns(&head, path, line)?;
        let mut entries: Vec<Acceptance> = Vec::new();
        let mut lines: HashMap<FindingId, u64> = HashMap::new();
        for record in records {
            let (line, record) = record?;
            if record.iter().all(str::is_empty) {
                continue;
            }
            let entry = Row { path, line, record: &record, columns }.acceptance()?;
            if let Some(first_line) = lines.insert(entry.id, line) {
                let (path, id) = (path.to_owned(), entry.id.to_string());
                return Err(ReviewError::Repeated { path, line, id, first_line });
            }
            entries.push(entry);
        }
        Ok(Self { path: path.to_owned(), entries })
    }
}

/// The line of the row that is read at a byte: the reader passes over blank lines and remarks from there.
fn line_at(text: &str, byte: usize) -> u64 {
    let mut line = text[..byte].matches('\n').count();
    let is_passed_over = |row: &&str| row.trim().is_empty() || row.starts_with('#');
    line += text[byte..].split('\n').take_while(is_passed_over).count();
    line as u64 + 1
}

/// The mark that parts the heads: spreadsheets of a Vietnamese system write semicolons.
fn delimiter(text: &str) -> u8 {
    let head =
        text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let times = |mark: &u8| head.bytes().filter(|byte| byte == mark).count();
    *[b'\t', b';', b','].iter().max_by_key(|mark| times(mark)).expect("there are three")
}

fn columns(head: &StringRecord, path: &str, line: u64) -> Result<[usize; 4], ReviewError> {
    let position =
        |heads: &[&str]| head.iter().position(|text| heads.contains(&text.to_lowercase().as_str()));
    let mut columns = [0; 4];
    for (column, (name, heads)) in columns.iter_mut().zip(COLUMNS) {
        *column = position(heads).ok_or_else(|| ReviewError::NoColumn {
            path: path.to_owned(),
            line,
            column: name,
            heads: heads.join(", "),
        })?;
    }
    Ok(columns)
}

/// A row being read.
struct Row<'a> {
    path: &'a str,
    line: u64,
    record: &'a StringRecord,
    columns: [usize; 4],
}

impl Row<'_> {
    fn acceptance(&self) -> Result<Acceptance, ReviewError> {
        let id = self.field(0);
        let id = FindingId::from_str(id).map_err(|_| self.bad(0, expected_id()))?;
        let when = day(self.field(2)).ok_or_else(|| self.bad(2, expected_day()))?;
        Ok(Acceptance { id, who: self.text(1)?, when, why: self.text(3)?, line: self.line })
    }

    fn field(&self, column: usize) -> &str {
        self.record.get(self.columns[column]).unwrap_or_default()
    }

    fn text(&self, column: usize) -> Result<String, ReviewError> {
        match self.field(column) {
            "" => Err(self.bad(column, expected_text())),
            text => Ok(text.to_owned()),
        }
    }

    fn bad(&self, column: usize, expected: Message) -> ReviewError {
        ReviewError::BadField {
            path: self.path.to_owned(),
            line: self.line,
            field: COLUMNS[column].0,
            value: self.field(column).to_owned(),
            expected: Box::new(expected),
        }
    }
}

/// `2026-11-22`, or `22/11/2026` as people write it in Vietnam.
fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, middle, last] = parts[..] else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let iso = format!("{year:0>4}-{middle:0>2}-{day:0>2}");
    let is_day = iso.len() == 10 && toml::value::Datetime::from_str(&iso).is_ok();
    is_day.then_some(iso)
}

fn expected_id() -> Message {
    Message {
        vi: "mã phát hiện gồm 16 chữ số và chữ cái a–f, chép từ báo cáo; nếu Excel đã đổi mã thành số, hãy định dạng cột \
             này là văn bản"
            .to_owned(),
        en: "the id of a finding, 16 digits and letters a–f, copied from a report; if Excel has made a number of it, \
             format the column as text"
            .to_owned(),
    }
}

fn expected_day() -> Message {
    Message {
        vi: "một ngày như 2026-11-22 hoặc 22/11/2026".to_owned(),
        en: "a day such as 2026-11-22 or 22/11/2026".to_owned(),
    }
}

fn expected_text() -> Message {
    Message { vi: "một nội dung không để trống".to_owned(), en: "filled in".to_owned() }
}
