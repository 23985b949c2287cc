//! Workbooks: the rows of a worksheet, one after the other, without the worksheet ever being in memory.

use super::cell::{RegisterCell, RegisterRow};
use super::error::RegisterError;
use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Sheets, Xlsx, XlsxError};
use std::fs::File;
use std::io::{BufReader, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use thuadat_core::Message;

/// The texts of a workbook are all in memory while it is read; so many bytes of them are taken.
const MOST_TEXT_BYTES: u64 = 1 << 30;
/// Formats that are read as a whole; so large may such a file be.
const MOST_BYTES_WHOLE: u64 = 64 << 20;

/// An open workbook.
pub(super) struct Workbook {
    path: PathBuf,
    sheets: Sheets<BufReader<File>>,
    is_1904: bool,
}

/// A worksheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WorksheetName {
    pub(super) name: String,
    pub(super) is_hidden: bool,
}

/// Cells of one column made one, from a row to another, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MergedRows {
    pub(super) column: usize,
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Workbook {
    /// Opens a workbook whose first bytes are those of one.
    pub(super) fn open(path: &Path) -> Result<Self, RegisterError> {
        let not_readable = |source| RegisterError::NotReadable { path: path.into(), source };
        let mut file = BufReader::new(File::open(path).map_err(not_readable)?);
        let kind = kind(path, &mut file)?;
        file.rewind().map_err(not_readable)?;
        if kind != Kind::Xlsx {
            let bytes = file.get_ref().metadata().map_err(not_readable)?.len();
            let what = Message { vi: "tệp".into(), en: "the file".into() };
            within(path, bytes, MOST_BYTES_WHOLE, what)?;
        }
        let damaged = |said: String| RegisterError::Damaged { path: path.into(), said };
        let mut is_1904 = false;
        let sheets = match kind {
            Kind::Xlsx => {
                let workbook = Xlsx::new(file).map_err(|error| xlsx_error(path, &error))?;
                is_1904 = workbook.has_1904_epoch();
                Sheets::Xlsx(workbook)
            }
            Kind::Xlsb => Sheets::Xlsb(
                Reader::new(file).map_err(|error: calamine::XlsbError| damaged(error.to_string()))?,
            ),
            Kind::Ods => Sheets::Ods(
                Reader::new(file).map_err(|error: calamine::OdsError| damaged(error.to_string()))?,
            ),
            Kind::Old => old_workbook(path, file)?,
        };
        Ok(Self { path: path.into(), sheets, is_1904 })
    }

    /// Its worksheets, without sheets of charts and macros.
    pub(super) fn worksheets(&self) -> Vec<WorksheetName> {
        self.sheets
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| WorksheetName {
                name: sheet.name.clone(),
                is_hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    /// Hands out the rows of a worksheet that have cells, in their order, until told to stop.
    pub(super) fn rows(
        &mut self,
        worksheet: &str,
        take: &mut dyn FnMut(RegisterRow) -> ControlFlow<()>,
    ) -> Result<(), RegisterError> {
        match &mut self.sheets {
            Sheets::Xlsx(workbook) => stream(workbook, worksheet, self.is_1904, take)
                .map_err(|error| xlsx_error(&self.path, &error)),
            sheets => {
                let range = sheets.worksheet_range(worksheet);
                let range = range.map_err(|error| RegisterError::Damaged {
                    path: self.path.clone(),
                    said: error.to_string(),
                })?;
                let (top, left) = range.start().unwrap_or((0, 0));
                for (at, cells) in range.rows().enumerate() {
                    let mut row = RegisterRow {
                        row: top + at as u32 + 1,
                        cells: vec![RegisterCell::Empty; left as usize],
                    };
                    row.cells.extend(cells.iter().map(cell_of_whole));
                    if !row.is_empty() && take(row).is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// How many rows a worksheet has, as it says itself; none where it does not say.
    pub(super) fn expected_rows(&mut self, worksheet: &str) -> Result<u64, RegisterError> {
        let Sheets::Xlsx(workbook) = &mut self.sheets else { return Ok(0) };
        let cells = workbook.worksheet_cells_reader(worksheet);
        let cells = cells.map_err(|error| xlsx_error(&self.path, &error))?;
        Ok(u64::from(cells.dimensions().end.0) + 1)
    }

    /// The cells of several rows that were made one, by their first row.
    pub(super) fn merged_rows(&mut self, worksheet: &str) -> Result<Vec<MergedRows>, RegisterError> {
        let Sheets::Xlsx(workbook) = &mut self.sheets else { return Ok(Vec::new()) };
        let regions = workbook.merge_cells_by_sheet_name(worksheet);
        let regions = regions.map_err(|error| xlsx_error(&self.path, &error))?;
        let mut merged: Vec<MergedRows> = regions
            .iter()
            .filter(|region| region.end.0 > region.start.0)
            .map(|region| MergedRows {
                column: region.start.1 as usize,
                first: region.start.0 + 1,
                last: region.end.0 + 1,
            })
            .collect();
        merged.sort_unstable_by_key(|merged| (merged.first, merged.column));
        Ok(merged)
    }
}

/// How many cells a row may have: spreadsheets have no more.
const MOST_COLUMNS: u32 = 16_384;

fn stream(
    workbook: &mut Xlsx<BufReader<File>>,
    worksheet: &str,
    is_1904: bool,
    take: &mut dyn FnMut(RegisterRow) -> ControlFlow<()>,
) -> Result<(), XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(worksheet)?;
    let mut row = RegisterRow::default();
    while let Some(record) = cells.next_cell_with_formula_metadata()? {
        let (at, column) = record.pos;
        if row.row != at + 1 {
            if !row.is_empty() && take(std::mem::take(&mut row)).is_break() {
                return Ok(());
            }
            row = RegisterRow { row: at + 1, cells: Vec::new() };
        }
        if column >= MOST_COLUMNS {
            continue;
        }
        let mut cell = cell_of(&record.value, is_1904);
        if cell == RegisterCell::Empty && record.formula.is_some() {
            cell = RegisterCell::Unevaluated;
        }
        let column = column as usize;
        if cell != RegisterCell::Empty {
            row.cells.resize(row.cells.len().max(column + 1), RegisterCell::Empty);
            row.cells[column] = cell;
        }
    }
    if !row.is_empty() {
        let _ = take(row);
    }
    Ok(())
}

/// Days between the epochs of 1900 and 1904.
const DAYS_TO_1904: f64 = 1_462.0;

fn cell_of(value: &DataRef<'_>, is_1904: bool) -> RegisterCell {
    let text =
        |text: &str| if text.is_empty() { RegisterCell::Empty } else { RegisterCell::Text(text.into()) };
    match value {
        DataRef::Int(number) => RegisterCell::Number(*number as f64),
        DataRef::Float(number) => RegisterCell::Number(*number),
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Bool(value) => RegisterCell::Boolean(*value),
        DataRef::DateTime(time) if time.is_duration() => RegisterCell::Number(time.as_f64()),
        DataRef::DateTime(time) => {
            RegisterCell::Date(time.as_f64() + if is_1904 { DAYS_TO_1904 } else { 0.0 })
        }
        DataRef::Error(error) => RegisterCell::Error(error.to_string().into()),
        DataRef::Empty => RegisterCell::Empty,
    }
}

/// The same of a format that is read as a whole.
fn cell_of_whole(value: &Data) -> RegisterCell {
    match value {
        Data::Int(number) => RegisterCell::Number(*number as f64),
        Data::Float(number) => RegisterCell::Number(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) if !text.is_empty() => {
            RegisterCell::Text(text.as_str().into())
        }
        Data::String(_) | Data::DateTimeIso(_) | Data::DurationIso(_) | Data::Empty => RegisterCell::Empty,
        Data::Bool(value) => RegisterCell::Boolean(*value),
        Data::DateTime(time) if time.is_duration() => RegisterCell::Number(time.as_f64()),
        Data::DateTime(time) => RegisterCell::Date(time.as_f64()),
        Data::Error(error) => RegisterCell::Error(error.to_string().into()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    /// Of before 2007, or one that is locked.
    Old,
}

/// The first bytes of workbooks: archives, and the older compound files.
pub(super) fn is_workbook(beginning: &[u8]) -> bool {
    is_archive(beginning) || beginning.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

fn is_archive(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04")
}

fn kind(path: &Path, file: &mut BufReader<File>) -> Result<Kind, RegisterError> {
    use std::io::BufRead;
    let beginning =
        file.fill_buf().map_err(|source| RegisterError::NotReadable { path: path.into(), source })?;
    if !is_archive(beginning) {
        return Ok(Kind::Old);
    }
    let damaged =
        |error: zip::result::ZipError| RegisterError::Damaged { path: path.into(), said: error.to_string() };
    let mut archive = zip::ZipArchive::new(file).map_err(damaged)?;
    let (mut text_bytes, mut names) = (0, Vec::new());
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_ascii_lowercase();
        text_bytes += if name.contains("worksheets/") { 0 } else { part.size() };
        names.push(name);
    }
    let what = Message { vi: "phần chữ và định dạng".into(), en: "its texts and formats".into() };
    within(path, text_bytes, MOST_TEXT_BYTES, what)?;
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    if has("workbook.bin") {
        Ok(Kind::Xlsb)
    } else if has("workbook.xml") {
        Ok(Kind::Xlsx)
    } else if has("content.xml") {
        Ok(Kind::Ods)
    } else {
        Err(RegisterError::NotATable {
            path: path.into(),
            reason: Message {
                vi: "đây là tệp nén không chứa bảng tính; hãy giải nén trước".into(),
                en: "it is an archive without a workbook in it; unpack it first".into(),
            },
        })
    }
}

fn old_workbook(path: &Path, mut file: BufReader<File>) -> Result<Sheets<BufReader<File>>, RegisterError> {
    let damaged = |said: String| RegisterError::Damaged { path: path.into(), said };
    let again =
        File::open(path).map_err(|source| RegisterError::NotReadable { path: path.into(), source })?;
    if let Err(XlsxError::Password) = Xlsx::new(BufReader::new(again)) {
        return Err(RegisterError::Locked { path: path.into() });
    }
    file.rewind().map_err(|source| RegisterError::NotReadable { path: path.into(), source })?;
    match calamine::Xls::new(file) {
        Ok(workbook) => Ok(Sheets::Xls(workbook)),
        Err(calamine::XlsError::Password) => Err(RegisterError::Locked { path: path.into() }),
        Err(error) => Err(damaged(error.to_string())),
    }
}

fn xlsx_error(path: &Path, error: &XlsxError) -> RegisterError {
    match error {
        XlsxError::Password => RegisterError::Locked { path: path.into() },
        _ => RegisterError::Damaged { path: path.into(), said: error.to_string() },
    }
}

fn within(path: &Path, bytes: u64, limit: u64, what: Message) -> Result<(), RegisterError> {
    if bytes > limit {
        Err(RegisterError::TooLarge { path: path.into(), what, bytes, limit })
    } else {
        Ok(())
    }
}
