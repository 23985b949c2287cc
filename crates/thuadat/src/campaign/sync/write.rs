//! Files of the progress table.

use super::model::{Matched, SyncReport, SyncRow};
use crate::Language;
use crate::campaign::Fact;
use crate::report::model::Text;
use crate::report::xlsx::grid::{Grid, GridCell, GridColumn};
use crate::report::xlsx::io_error;
use crate::report::{LinePerItem, ReportError, temporary, write_whole};
use rust_xlsxwriter::XlsxError;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use thuadat_core::Observer;

#[derive(Debug, Clone, Copy)]
enum Ending {
    Workbook,
    Text,
    Json,
}

/// Writes the progress table of the kind the path's ending stands for. The file appears whole or not at all.
///
/// # Errors
///
/// See [`ReportError`]; on every error nothing is left behind.
pub fn write_sync(
    report: &SyncReport,
    path: &Path,
    language: Language,
    observer: &dyn Observer,
) -> Result<(), ReportError> {
    match ending(path)? {
        Ending::Workbook => write_whole(path, observer, |writer| {
            let grid = fill(report, language);
            grid.and_then(|grid| grid.into_workbook().save_to_writer(writer)).map_err(io_error)
        }),
        Ending::Text => write_whole(path, observer, |writer| write_csv(report, language, writer)),
        Ending::Json => write_whole(path, observer, |writer| write_sync_json(report, writer)),
    }
}

/// Whether the table could be written to a path, so that a long run need not be in vain.
///
/// # Errors
///
/// When there is no table of this ending or the folder cannot be written to.
pub fn ensure_sync(path: &Path) -> Result<(), ReportError> {
    ending(path)?;
    temporary(path).map(drop)
}

fn ending(path: &Path) -> Result<Ending, ReportError> {
    let ending = path.extension().unwrap_or_default();
    let known = [("xlsx", Ending::Workbook), ("csv", Ending::Text), ("json", Ending::Json)];
    let found = known.iter().find(|(name, _)| ending.eq_ignore_ascii_case(name));
    found.map(|(_, ending)| *ending).ok_or_else(|| ReportError::OtherKind {
        path: path.to_owned(),
        endings: ".xlsx, .csv, .json".to_owned(),
    })
}

/// Writes the table as JSON, with one parcel per line.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_sync_json(report: &SyncReport, writer: impl Write) -> io::Result<()> {
    let mut writer = writer;
    report.serialize(&mut serde_json::Serializer::with_formatter(&mut writer, LinePerItem::default()))?;
    writer.write_all(b"\n")
}

/// The JSON Schema (draft 2020-12) of the table.
///
/// # Panics
///
/// Never: a schema is plain JSON.
#[must_use]
pub fn sync_schema_text() -> String {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<SyncReport>().to_value();
    serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

/// The columns as the progress reports of provinces have them.
fn columns() -> Vec<GridColumn> {
    [
        ("Mã xã", "Commune"),
        ("Số tờ", "Sheet"),
        ("Số thửa", "Parcel"),
        ("Đã xuất số địa chính điện tử", "Electronic number given out"),
        ("Chưa xuất", "Not given out"),
        ("Đồng bộ 3 khối", "Three blocks in sync"),
        ("Không đồng bộ 3 khối", "Not in sync"),
        ("Chỉ có dữ liệu thuộc tính", "Record only"),
        ("Khớp CSDLQG dân cư", "Matched with the population database"),
        ("Chưa khớp", "Not matched"),
        ("Không xác định", "Undetermined"),
        ("Vận hành 24/7", "Operated 24/7"),
        ("Không vận hành", "Not operated"),
        ("Phân loại", "Class"),
    ]
    .iter()
    .map(|(vi, en)| (text(vi, en), 13.0))
    .collect()
}

/// The cells of a parcel: a cross where the answer is that of the column, nothing where it is not told.
fn cells(row: &SyncRow) -> Vec<Option<String>> {
    let cross = |is_so: bool| is_so.then(|| "x".to_owned());
    let flag = |told: Option<bool>| [cross(told == Some(true)), cross(told == Some(false))];
    let mut cells = vec![row.commune.clone(), row.sheet.clone(), row.number.clone()];
    cells.extend(flag(row.issued_number));
    cells.extend(flag(row.three_blocks));
    cells.push(cross(row.attribute_only));
    let answers = [Matched::Matched, Matched::Different, Matched::Undetermined];
    cells.extend(answers.map(|answer| cross(row.population == Some(answer))));
    cells.extend(flag(row.operated));
    cells.push(row.class.clone());
    cells
}

fn fill(report: &SyncReport, language: Language) -> Result<Grid, XlsxError> {
    let title = text("Tiến độ từng thửa", "Progress of each parcel");
    let mut grid = Grid::new(&title, language)?;
    let rows = report
        .parcels
        .iter()
        .map(|row| cells(row).iter().map(|cell| GridCell::from(cell.as_ref())).collect::<Vec<GridCell>>());
    let left_out = grid.table(&text("Tiến độ", "Progress"), &columns(), rows)?;
    let missing = report.parcels.iter().filter(|row| !row.missing.is_empty()).map(|row| {
        let key = [&row.commune, &row.sheet, &row.number];
        let names: Vec<String> = row.missing.iter().map(|name| fact_name(name, language)).collect();
        let mut cells: Vec<GridCell> = key.into_iter().map(|part| GridCell::from(part.as_ref())).collect();
        cells.push(GridCell::Wrapped(names.join("; ")));
        cells
    });
    let heads = [
        (text("Mã xã", "Commune"), 10.0),
        (text("Số tờ", "Sheet"), 10.0),
        (text("Số thửa", "Parcel"), 10.0),
        (text("Chưa biết", "Not told"), 90.0),
    ];
    grid.table(&text("Còn thiếu", "Missing"), &heads, missing)?;
    summary(&mut grid, report, &title, left_out)?;
    Ok(grid)
}

fn fact_name(name: &str, language: Language) -> String {
    let (vi, en) = match Fact::ALL.into_iter().find(|fact| fact.id() == name) {
        Some(fact) => fact.title(),
        None => match name {
            "commune" => ("mã xã", "commune"),
            "sheet" => ("số tờ", "sheet"),
            _ => ("số thửa", "parcel number"),
        },
    };
    language.pick(vi, en).to_owned()
}

fn summary(grid: &mut Grid, report: &SyncReport, title: &Text, left_out: usize) -> Result<(), XlsxError> {
    let mut page = grid.page(&text("Tổng hợp", "Summary"))?;
    page.widths(&[46.0, 14.0, 14.0, 16.0, 14.0])?;
    page.title(title)?;
    page.line(&text("Không chứa thông tin cá nhân.", "Holds no personal data."))?;
    page.fact(&text("Bản đồ", "Map"), &report.map)?;
    for register in &report.registers {
        page.fact(&text("Sổ", "Register"), &register.file)?;
    }
    page.fact(&text("Số thửa", "Parcels"), &report.parcels.len().to_string())?;
    page.fact(
        &text("Dòng sổ chưa ghép được thửa nào", "Rows of registers without a parcel"),
        &report.rows_without_parcel.to_string(),
    )?;
    if left_out > 0 {
        page.fact(
            &text("Thửa không đủ chỗ ghi; xem .csv", "Parcels without room; see .csv"),
            &left_out.to_string(),
        )?;
    }
    page.section(&text("Tổng hợp theo nội dung", "Fact by fact"))?;
    page.head(&[
        (text("Nội dung", "Fact"), 0.0),
        (text("Có", "Yes"), 0.0),
        (text("Không", "No"), 0.0),
        (text("Không xác định", "Undetermined"), 0.0),
        (text("Chưa biết", "Not told"), 0.0),
    ])?;
    for count in &report.counts {
        let numbers = [count.yes, count.no, count.undetermined, count.not_told].map(GridCell::Count);
        let mut cells = vec![GridCell::Wrapped(page.pick(&count.title))];
        cells.extend(numbers);
        page.cells(&cells)?;
    }
    Ok(())
}

/// With the mark that tells spreadsheets of UTF-8, and a semicolon, as spreadsheets set to Vietnamese write it.
fn write_csv(report: &SyncReport, language: Language, writer: &mut dyn Write) -> io::Result<()> {
    writer.write_all(b"\xef\xbb\xbf")?;
    let mut builder = csv::WriterBuilder::new();
    let mut records = builder.delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(writer);
    records.write_record(columns().iter().map(|(name, _)| name.in_language(language)))?;
    for row in &report.parcels {
        records.write_record(cells(row).into_iter().map(Option::unwrap_or_default))?;
    }
    records.flush()
}
