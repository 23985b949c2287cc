//! Registers: lists of certificates as communes keep them, in workbooks and in text, with headers in any order.

mod cell;
mod complaint;
mod decisions;
mod dossier;
mod entry;
mod error;
mod field;
mod header;
mod hidden;
mod layout;
mod list;
mod manner;
mod renumbering;
mod scale;
mod source;
mod text_file;
mod typed;
mod units;
mod vocabulary;
mod words;
mod workbook;

pub use cell::{RegisterCell, RegisterRow, column_letters};
pub use complaint::{ComplaintColumn, RegisterComplaint, RegisterComplaints, is_of_decision};
pub use decisions::{DecisionsRead, WrittenDecision, read_decisions};
pub use error::RegisterError;
pub use field::RegisterField;
pub use header::RegisterColumn;
pub use layout::{LayoutColumn, RegisterLayout};
pub use renumbering::{RenumberingRead, read_renumbering};
pub use typed::holds_more_than_values;
pub use units::{UnitChange, UnitsRead, communes_of, read_units};

use crate::dataset::Notice;
use crate::nearest::nearest;
use complaint::Place;
use entry::EntryReader;
use entry::names_nothing_but_a_person;
use header::Header;
use source::RowSource;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use text_file::TextFile;
use thuadat_core::{Message, Observer, Register};
use workbook::MergedRows;

/// What to read of a register, and how.
#[derive(Debug, Clone, Default)]
pub struct RegisterRequest {
    /// The file: a workbook (`.xlsx`, `.xls`, `.xlsb`, `.ods`) or text in columns, also packed with gzip. What it is
    /// is told by its content. Also a land dossier in XML, or a folder of them.
    pub path: PathBuf,
    /// The worksheet; otherwise all visible ones that have the header of a register.
    pub worksheet: Option<String>,
    /// Columns the user named: what each holds, and its header.
    pub columns: Vec<(RegisterField, String)>,
    /// Whether the cells are kept as they stand, to be written again.
    pub keep_cells: bool,
    /// Whether text of TCVN3 is given the capitals it likely had; otherwise it is taken letter for letter.
    pub repair_case: bool,
}

impl RegisterRequest {
    /// Everything of a file, recognised by its headers.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }
}

/// What reading a file of registers yields.
#[derive(Debug, Clone, Default)]
pub struct RegistersRead {
    /// The registers, in the order of their worksheets.
    pub registers: Vec<RegisterRead>,
    /// What could not be taken as it stands.
    pub complaints: RegisterComplaints,
    /// What the user should know of the reading.
    pub notices: Vec<Notice>,
}

/// One register, and how its worksheet was understood.
#[derive(Debug, Clone, Default)]
pub struct RegisterRead {
    /// The entries.
    pub register: Register,
    /// Its columns and what they were taken for.
    pub columns: Vec<RegisterColumn>,
    /// The cells as they stand, where they were asked for.
    pub table: Option<RegisterTable>,
}

/// The cells of a worksheet as they stand, so that it can be written again cell for cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegisterTable {
    /// The rows above the first entry: titles and headers.
    pub head: Vec<RegisterRow>,
    /// The rows below, without those that are empty.
    pub rows: Vec<RegisterRow>,
}

/// So many rows are looked at before the first is read, to find out how their cells are written.
const SAMPLE_ROWS: usize = 1_000;

/// Reads the registers of a file.
///
/// Rows are streamed: a workbook's texts and the entries are in memory, its worksheets never are. A workbook of which
/// the texts take more than 1 GiB is refused; text in columns may be of any size. An entry takes about 1 kB.
///
/// # Errors
///
/// Where there is no such file, it is no table, it is damaged or locked, or no worksheet has the header of a register. What is
/// wrong with single cells is a complaint and no error. Where the observer asks to stop.
///
/// # Examples
///
/// ```no_run
/// use thuadat_core::Unobserved;
/// use thuadat_io::{RegisterRequest, read_registers};
///
/// let read = read_registers(&RegisterRequest::new("so-cap-giay.xlsx"), &Unobserved)?;
/// for complaint in read.complaints.iter() {
///     eprintln!("{}", complaint.message.vi);
/// }
/// # Ok::<(), thuadat_io::RegisterError>(())
/// ```
pub fn read_registers(
    request: &RegisterRequest,
    observer: &dyn Observer,
) -> Result<RegistersRead, RegisterError> {
    if dossier::is_dossiers(&request.path) {
        return dossier::read(request, observer);
    }
    let mut source = RowSource::open(&request.path)?;
    let mut read = RegistersRead::default();
    if let RowSource::Text(text) = &source {
        read.notices.extend(notices_of_text(text, request));
    }
    let fitting = fitting_worksheets(&mut source, request, &mut read.notices)?;
    for (worksheet, header) in fitting {
        let register =
            read_worksheet(&mut source, request, (worksheet.as_deref(), &header), observer, &mut read)?;
        read.registers.push(register);
    }
    Ok(read)
}

/// The columns of each worksheet that has the header of a register, from its first rows alone.
///
/// # Errors
///
/// As [`read_registers`].
pub fn read_register_headers(request: &RegisterRequest) -> Result<Vec<Vec<RegisterColumn>>, RegisterError> {
    let mut source = RowSource::open(&request.path)?;
    let fitting = fitting_worksheets(&mut source, request, &mut Vec::new())?;
    Ok(fitting.into_iter().map(|(_, header)| header.columns).collect())
}

/// Hands out every row of every worksheet of a workbook that holds anything, worksheet by worksheet, with the worksheet's name; hidden
/// ones as well. Of text in columns its rows, under an empty name.
///
/// # Errors
///
/// As [`read_registers`], but for what it says of headers.
pub fn read_worksheets(path: &Path, take: &mut dyn FnMut(&str, RegisterRow)) -> Result<(), RegisterError> {
    let mut source = RowSource::open(path)?;
    let worksheets = source.worksheets().unwrap_or_default();
    let names: Vec<Option<String>> = match &worksheets[..] {
        [] => vec![None],
        worksheets => worksheets.iter().map(|worksheet| Some(worksheet.name.clone())).collect(),
    };
    for name in names {
        source.rows(name.as_deref(), &mut |row| {
            take(name.as_deref().unwrap_or_default(), row);
            ControlFlow::Continue(())
        })?;
    }
    Ok(())
}

fn notices_of_text(text: &TextFile, request: &RegisterRequest) -> Vec<Notice> {
    let file = request.path.to_string_lossy();
    let notice = |code, message: Message| Notice { code, message };
    let encoding = (!text.is_unicode())
        .then(|| notice("register-encoding", words::eight_bit_text(&file, text.encoding_name())));
    let half =
        text.ends_in_half_a_letter().then(|| notice("register-half-a-letter", words::half_a_letter(&file)));
    let worksheet = request.worksheet.as_ref();
    let worksheet = worksheet.map(|name| notice("register-no-worksheets", words::no_worksheets(&file, name)));
    encoding.into_iter().chain(half).chain(worksheet).collect()
}

/// A worksheet, or none for text, and its header.
type Fitting = (Option<String>, Header);

fn fitting_worksheets(
    source: &mut RowSource,
    request: &RegisterRequest,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Fitting>, RegisterError> {
    let names = worksheets_to_look_at(source, request, notices)?;
    let mut fitting = Vec::new();
    for name in &names {
        let rows = source.first_rows(name.as_deref(), header::SEARCHED_ROWS)?;
        if let Some(header) = header::find(&rows, &request.columns) {
            fitting.push((name.clone(), header));
        }
    }
    if fitting.is_empty() {
        return Err(RegisterError::NoHeader {
            path: request.path.clone(),
            what: Box::new(words::a_register()),
            others: others(source, &names),
            worksheets: names.into_iter().flatten().collect(),
            looked_for: LOOKED_FOR,
        });
    }
    complain_of_columns(request, &fitting)?;
    if fitting.len() > 1 {
        let names = quoted(fitting.iter().filter_map(|(name, _)| name.as_deref()));
        let message = words::several_worksheets(&request.path.to_string_lossy(), &names);
        notices.push(Notice { code: "register-several-worksheets", message });
    }
    Ok(fitting)
}

/// The worksheets not looked at.
fn others(source: &RowSource, names: &[Option<String>]) -> Vec<String> {
    let all = source.worksheets().unwrap_or_default().into_iter().map(|worksheet| worksheet.name);
    all.filter(|name| !names.iter().flatten().any(|looked_at| looked_at == name)).collect()
}

/// Columns the user named are in one of the headers at least.
fn complain_of_columns(request: &RegisterRequest, fitting: &[Fitting]) -> Result<(), RegisterError> {
    let columns = || fitting.iter().flat_map(|(_, header)| &header.columns);
    for (field, header) in &request.columns {
        if !columns().any(|column| column.field == Some(*field)) {
            let headers: Vec<String> = columns().map(|column| column.header.to_string()).collect();
            return Err(RegisterError::NoSuchColumn {
                path: request.path.clone(),
                field: *field,
                header: header.clone(),
                nearest: nearest(header, &headers).map(str::to_owned),
                headers,
            });
        }
    }
    Ok(())
}

/// Headers that people know, for those whose own are not found.
const LOOKED_FOR: &str = "“Số phát hành GCN”, “Số tờ”, “Số thửa”, “Diện tích”, “Họ và tên”, “Mã ĐVHC cấp xã”";

fn worksheets_to_look_at(
    source: &RowSource,
    request: &RegisterRequest,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Option<String>>, RegisterError> {
    let Some(worksheets) = source.worksheets() else { return Ok(vec![None]) };
    let names = || worksheets.iter().map(|worksheet| worksheet.name.clone());
    if let Some(wanted) = &request.worksheet {
        let found = names()
            .find(|name| name == wanted)
            .or_else(|| names().find(|name| name.to_lowercase() == wanted.to_lowercase()));
        return found.map(|name| vec![Some(name)]).ok_or_else(|| RegisterError::NoSuchWorksheet {
            path: request.path.clone(),
            worksheet: wanted.clone(),
            worksheets: names().collect(),
        });
    }
    let hidden: Vec<&str> = worksheets.iter().filter(|it| it.is_hidden).map(|it| it.name.as_str()).collect();
    if !hidden.is_empty() && hidden.len() < worksheets.len() {
        let message =
            words::hidden_worksheets(&request.path.to_string_lossy(), &quoted(hidden.iter().copied()));
        notices.push(Notice { code: "register-hidden-worksheets", message });
    }
    let all_hidden = hidden.len() == worksheets.len();
    Ok(worksheets.iter().filter(|it| all_hidden || !it.is_hidden).map(|it| Some(it.name.clone())).collect())
}

fn read_worksheet(
    source: &mut RowSource,
    request: &RegisterRequest,
    (worksheet, header): (Option<&str>, &Header),
    observer: &dyn Observer,
    read: &mut RegistersRead,
) -> Result<RegisterRead, RegisterError> {
    let file: std::sync::Arc<str> = request.path.to_string_lossy().into();
    let place = Place { file: file.clone(), worksheet: worksheet.map(Into::into) };
    let mut reading = Reading {
        register: Register { file, worksheet: place.worksheet.clone(), entries: Vec::new() },
        table: request.keep_cells.then(RegisterTable::default),
        carried: Carried::new(source.merged_rows(worksheet)?, header),
        place,
        request,
        header,
        sample: Vec::new(),
        reader: None,
        complaints: &mut read.complaints,
    };
    source.all_rows(worksheet, observer, &mut |row| reading.take(row))?;
    reading.read_sample();
    reading.take_back_signatures();
    reading.say(&mut read.notices);
    if let (RowSource::Workbook(_), Some(name)) = (&*source, worksheet) {
        let hidden = hidden::hidden(&request.path, name);
        read.notices.extend(hidden_cells(&hidden, header, &request.path.to_string_lossy(), name));
    }
    Ok(RegisterRead { register: reading.register, columns: header.columns.clone(), table: reading.table })
}

/// What is said of hidden rows and columns; nothing where there are none.
fn hidden_cells(hidden: &hidden::Hidden, header: &Header, file: &str, worksheet: &str) -> Option<Notice> {
    let is_hidden =
        |column: &&RegisterColumn| hidden.columns.iter().any(|columns| columns.contains(&column.position));
    let columns: Vec<String> = header
        .columns
        .iter()
        .filter(is_hidden)
        .map(|column| format!("{} “{}”", column_letters(column.position), column.header))
        .collect();
    (hidden.rows > 0 || !columns.is_empty()).then(|| Notice {
        code: "register-hidden-cells",
        message: words::hidden_cells(file, worksheet, hidden.rows, &columns),
    })
}

/// A worksheet being read.
struct Reading<'a> {
    register: Register,
    table: Option<RegisterTable>,
    carried: Carried,
    place: Place,
    request: &'a RegisterRequest,
    header: &'a Header,
    /// Rows that wait until there are enough of them.
    sample: Vec<RegisterRow>,
    reader: Option<EntryReader>,
    complaints: &'a mut RegisterComplaints,
}

impl Reading<'_> {
    fn take(&mut self, row: RegisterRow) {
        if row.row < self.header.first_row {
            if let Some(table) = &mut self.table {
                table.head.push(row);
            }
            return;
        }
        if self.reader.is_some() {
            self.read(row);
        } else {
            self.sample.push(row);
            if self.sample.len() == SAMPLE_ROWS {
                self.read_sample();
            }
        }
    }

    fn read_sample(&mut self) {
        if self.reader.is_none() {
            let columns = &self.header.columns;
            let reader =
                EntryReader::new(self.place.clone(), columns, &self.sample, self.request.repair_case);
            self.reader = Some(reader);
        }
        for row in std::mem::take(&mut self.sample) {
            self.read(row);
        }
    }

    fn read(&mut self, row: RegisterRow) {
        let mut filled = row;
        let kept = self.table.is_some().then(|| filled.clone());
        if !repeats_header(&filled, self.header) {
            self.carried.fill(&mut filled);
            self.complain_of_length(&filled);
            let entry = self.reader.as_mut().and_then(|reader| reader.read(&filled, self.complaints));
            self.register.entries.extend(entry);
        }
        if let (Some(table), Some(row)) = (&mut self.table, kept) {
            table.rows.push(row);
        }
    }

    /// Below its last entry a list is signed: names without a certificate, a parcel or a number of a person.
    fn take_back_signatures(&mut self) {
        while let Some(entry) = self.register.entries.pop_if(|entry| names_nothing_but_a_person(entry)) {
            let what = words::row_not_an_entry();
            self.complaints.push(self.place.complaint("row-not-an-entry", entry.row, None, &what));
        }
    }

    /// Only text can have more cells than columns without anybody having put them there.
    fn complain_of_length(&mut self, row: &RegisterRow) {
        let columns = self.header.columns.last().map_or(0, |last| last.position + 1);
        let filled = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if self.place.worksheet.is_none() && filled > columns {
            let what = words::row_too_long(filled, columns);
            self.complaints.push(self.place.complaint("row-too-long", row.row, None, &what));
        }
    }

    fn say(&self, notices: &mut Vec<Notice>) {
        let place = match &self.place.worksheet {
            Some(worksheet) => format!("{}, “{worksheet}”", self.place.file),
            None => self.place.file.to_string(),
        };
        for (&column, decoded) in self.reader.iter().flat_map(|reader| &reader.decoded) {
            let (encoding, repaired) = (decoded.encoding.name(), self.request.repair_case);
            let column = column_letters(column);
            let message =
                words::decoded(&place, decoded.cells, &column, encoding, decoded.proposals, repaired);
            notices.push(Notice { code: "register-legacy-text", message });
        }
        if self.carried.filled > 0 {
            let columns: Vec<String> =
                self.carried.columns.iter().map(|&column| column_letters(column)).collect();
            let message = words::merged(&place, self.carried.filled, &columns.join(", "));
            notices.push(Notice { code: "register-merged-cells", message });
        }
        let unknown: Vec<_> = self.header.columns.iter().filter(|column| column.field.is_none()).collect();
        if !unknown.is_empty() {
            let known = self.header.columns.len() - unknown.len();
            let columns: Vec<(usize, String)> =
                unknown.iter().map(|column| (column.position, short(&column.header))).collect();
            let message = words::unknown_columns(&place, &columns, known);
            notices.push(Notice { code: "register-unknown-columns", message });
        }
    }
}

/// Whether a row is the header once more, as on the next page of a printed list.
fn repeats_header(row: &RegisterRow, header: &Header) -> bool {
    let known = || header.columns.iter().filter(|column| column.field.is_some());
    let same = known().filter(|column| row.cell(column.position).header_text() == *column.header).count();
    same >= 2 && same * 2 > known().count()
}

/// The values of cells that were merged over several rows.
struct Carried {
    merged: std::iter::Peekable<std::vec::IntoIter<MergedRows>>,
    values: Vec<(MergedRows, RegisterCell)>,
    filled: u64,
    columns: BTreeSet<usize>,
}

impl Carried {
    fn new(merged: Vec<MergedRows>, header: &Header) -> Self {
        let is_known = |merged: &MergedRows| {
            header.columns.iter().any(|column| column.position == merged.column && column.field.is_some())
        };
        let of_entries: Vec<MergedRows> = merged
            .into_iter()
            .filter(|merged| merged.first >= header.first_row && is_known(merged))
            .collect();
        Self {
            merged: of_entries.into_iter().peekable(),
            values: Vec::new(),
            filled: 0,
            columns: BTreeSet::new(),
        }
    }

    fn fill(&mut self, row: &mut RegisterRow) {
        self.values.retain(|(merged, _)| merged.last >= row.row);
        for (merged, value) in &self.values {
            if row.cell(merged.column).is_empty() && !value.is_empty() {
                row.cells.resize(row.cells.len().max(merged.column + 1), RegisterCell::Empty);
                row.cells[merged.column] = value.clone();
                self.filled += 1;
                self.columns.insert(merged.column);
            }
        }
        while let Some(merged) = self.merged.next_if(|merged| merged.first <= row.row) {
            if merged.first == row.row {
                self.values.push((merged, row.cell(merged.column).clone()));
            }
        }
    }
}

/// A header as a sentence shows it: its beginning, where it is a whole instruction.
fn short(header: &str) -> String {
    const MOST: usize = 40;
    let text = header.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MOST {
        return text;
    }
    format!("{}…", text.chars().take(MOST).collect::<String>().trim_end())
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
