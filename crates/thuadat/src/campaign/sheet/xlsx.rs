//! A filled sheet as a workbook: the sheet, what is missing, the summary.

use super::fill::{FilledRow, FilledSheet, Remark};
use super::model::SheetReport;
use crate::Language;
use crate::campaign::CampaignRun;
use crate::report::model::Text;
use crate::report::xlsx::grid::{Grid, GridCell, MOST_ROWS};
use crate::report::xlsx::io_error;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, IgnoreError, Worksheet, XlsxError};
use std::io::{self, Seek, Write};
use thuadat_io::{RegisterCell, RegisterLayout};

/// The row of the headers, counted from 0.
const HEADER_ROW: u32 = 3;

/// Writes the workbook.
pub(super) fn write(
    run: &CampaignRun,
    sheet: &FilledSheet,
    report: &SheetReport,
    language: Language,
    writer: &mut (impl Write + Seek + Send),
) -> io::Result<()> {
    let grid = fill(run, sheet, report, language);
    grid.and_then(|grid| grid.into_workbook().save_to_writer(writer)).map_err(io_error)
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

/// So many rows have room in a workbook.
pub(super) fn most_rows(sheet: &FilledSheet) -> usize {
    (MOST_ROWS - first_row(sheet)) as usize
}

/// The name of the sheet for people.
pub(super) fn title(layout: RegisterLayout) -> Text {
    match layout {
        RegisterLayout::Vbdlis => text("Bảng dữ liệu nhập VBDLIS", "Import sheet of VBDLIS"),
        _ => text("Phụ lục 3 (PL3): thông tin giấy chứng nhận", "PL3: what certificates say"),
    }
}

/// Whether the sheet holds personal data, in a line.
pub(super) fn privacy(sheet: &FilledSheet) -> Text {
    if sheet.holds_personal_data() {
        text(
            "CÓ THÔNG TIN CÁ NHÂN: chỉ giao cho người có trách nhiệm.",
            "HOLDS PERSONAL DATA: for those in charge alone.",
        )
    } else {
        text("Không chứa thông tin cá nhân.", "Holds no personal data.")
    }
}

/// PL3 has its official numbers below the headers.
fn first_row(sheet: &FilledSheet) -> u32 {
    HEADER_ROW + if sheet.options.layout == RegisterLayout::Vbdlis { 1 } else { 2 }
}

fn fill(
    run: &CampaignRun,
    sheet: &FilledSheet,
    report: &SheetReport,
    language: Language,
) -> Result<Grid, XlsxError> {
    let title = title(sheet.options.layout);
    let mut grid = Grid::new(&title, language)?;
    let name = report.sheet.to_uppercase();
    let page = grid.page(&text(&name, &name))?;
    write_rows(page.sheet, sheet, &title, language)?;
    let columns = [
        (text("Ở dòng", "In row"), 9.0),
        (text("Lấy từ tệp", "From the file"), 32.0),
        (text("Trang", "Page"), 14.0),
        (text("Dòng gốc", "Row there"), 10.0),
        (text("Kết quả ghép", "Link"), 24.0),
        (text("Lý do", "Why"), 60.0),
        (text("Các ô bắt buộc còn trống", "Required cells that are empty"), 60.0),
        (text("Cần biết", "To be known"), 60.0),
    ];
    let rows = sheet.rows.iter().enumerate().filter_map(|(position, row)| {
        let number = first_row(sheet) as usize + position + 1;
        Missing::of(run, sheet, row, language).map(|missing| missing.cells(number))
    });
    grid.table(&text("Còn thiếu", "Missing"), &columns, rows)?;
    summary(&mut grid, sheet, report)?;
    Ok(grid)
}

/// What is said of a row that is not as it should be.
pub(super) struct Missing {
    file: String,
    worksheet: String,
    row: Option<u32>,
    status: String,
    reasons: String,
    empty: String,
    remarks: String,
}

impl Missing {
    /// None for a row with nothing to be said of.
    pub(super) fn of(
        run: &CampaignRun,
        sheet: &FilledSheet,
        row: &FilledRow,
        language: Language,
    ) -> Option<Self> {
        if row.missing.is_empty() && row.remarks.is_empty() && row.reasons.is_empty() {
            return None;
        }
        let register = row.source.map(|(register, _)| &run.link.registers[register]);
        let name =
            |column: usize| format!("{} {}", FilledSheet::letters(column), sheet.columns[column].header);
        let join = |parts: Vec<String>| parts.join("; ");
        let reasons = row.reasons.iter().map(|reason| language.of(&reason.title()).to_owned());
        let remark = |remark: &Remark| match (remark, language) {
            (Remark::CommuneReplaced(was), Language::Vi) => {
                format!("mã xã đã nhập là {}", shown(was, language))
            }
            (Remark::CommuneReplaced(was), Language::En) => {
                format!("the commune was typed {}", shown(was, language))
            }
            (Remark::MapDiffers(column, of_map), Language::Vi) => {
                format!("{}: bản đồ ghi {of_map}", name(*column))
            }
            (Remark::MapDiffers(column, of_map), Language::En) => {
                format!("{}: the map says {of_map}", name(*column))
            }
            (Remark::OneOfSeveral(parcels, together), Language::Vi) => format!(
                "tách từ dòng ghi {parcels} thửa; diện tích ghi chung{}, phải tách theo từng thửa",
                together
                    .as_ref()
                    .map(|area| format!(" là {} m²", area.replace('.', ",")))
                    .unwrap_or_default()
            ),
            (Remark::OneOfSeveral(parcels, together), Language::En) => format!(
                "made of a row of {parcels} parcels; its area{} is of all together and must be parted",
                together.as_ref().map(|area| format!(" of {area} m²")).unwrap_or_default()
            ),
            (Remark::ZeroRestored, Language::Vi) => "mã xã được ghi lại số 0 ở đầu".to_owned(),
            (Remark::ZeroRestored, Language::En) => "the code of the commune has its zero again".to_owned(),
            (Remark::LegacyText(column), Language::Vi) => format!("{}: chữ TCVN3 hoặc VNI", name(*column)),
            (Remark::LegacyText(column), Language::En) => {
                format!("{}: letters of TCVN3 or VNI", name(*column))
            }
            (Remark::FormulaLost(column), Language::Vi) => {
                format!("{}: công thức chưa có kết quả", name(*column))
            }
            (Remark::FormulaLost(column), Language::En) => {
                format!("{}: a formula without a result", name(*column))
            }
        };
        Some(Self {
            file: register.map(|register| register.file.to_string()).unwrap_or_default(),
            worksheet: register
                .and_then(|register| register.worksheet.as_deref())
                .unwrap_or_default()
                .to_owned(),
            row: row.source.map(|(_, row)| row),
            status: row.status.map(|status| language.of(&status.title()).to_owned()).unwrap_or_default(),
            reasons: join(reasons.collect()),
            empty: join(row.missing.iter().map(|&column| name(column)).collect()),
            remarks: join(row.remarks.iter().map(remark).collect()),
        })
    }

    fn cells(self, number: usize) -> Vec<GridCell> {
        vec![
            GridCell::Count(number),
            GridCell::Text(self.file),
            GridCell::Text(self.worksheet),
            self.row.map_or(GridCell::Empty, |row| GridCell::Count(row as usize)),
            GridCell::Text(self.status),
            GridCell::Text(self.reasons),
            GridCell::Wrapped(self.empty),
            GridCell::Wrapped(self.remarks),
        ]
    }

    /// The same as texts.
    pub(super) fn texts(self, number: usize) -> [String; 8] {
        let row = self.row.map(|row| row.to_string()).unwrap_or_default();
        let Self { file, worksheet, status, reasons, empty, remarks, .. } = self;
        [number.to_string(), file, worksheet, row, status, reasons, empty, remarks]
    }
}

/// What stood in a column of codes, unless it may be of a person.
fn shown(was: &str, language: Language) -> String {
    if thuadat_core::may_be_shown(was) {
        was.to_owned()
    } else {
        language.pick("(không nêu)", "(not shown)").to_owned()
    }
}

fn summary(grid: &mut Grid, sheet: &FilledSheet, report: &SheetReport) -> Result<(), XlsxError> {
    let mut page = grid.page(&text("Tổng hợp", "Summary"))?;
    page.widths(&[60.0, 40.0])?;
    page.title(&title(sheet.options.layout))?;
    page.line(&privacy(sheet))?;
    page.fact(&text("Bản đồ", "Map"), report.map.as_deref().unwrap_or("–"))?;
    for register in &report.registers {
        page.fact(&text("Sổ", "Register"), &register.file)?;
    }
    page.fact(&text("Số dòng", "Rows"), &report.rows.to_string())?;
    page.fact(&text("Dòng đã ghép được thửa", "Rows linked to a parcel"), &report.linked.to_string())?;
    page.fact(
        &text("Dòng đủ mọi trường bắt buộc", "Rows with all required fields"),
        &report.complete.to_string(),
    )?;
    page.section(&text("Ô điền thêm từ bản đồ", "Cells filled from the map"))?;
    for column in &report.filled {
        let name = format!("{} {}", column.column, column.header);
        page.fact(&text(&name, &name), &column.rows.to_string())?;
    }
    page.section(&text("Ô bắt buộc còn trống", "Required cells that are empty"))?;
    for column in &report.missing {
        let name = format!("{} {}", column.column, column.header);
        page.fact(&text(&name, &name), &column.rows.to_string())?;
    }
    page.section(&text("Cần biết", "To be known"))?;
    for remark in &report.remarks {
        page.fact(&remark.text, &remark.rows.to_string())?;
    }
    for column in &report.left_out {
        page.fact(&text("Cột không có chỗ trong bảng", "A column that the sheet has no room for"), column)?;
    }
    Ok(())
}

/// The formats of the official sheet, made once.
struct Formats {
    head: Format,
    day: Format,
    time: Format,
}

impl Formats {
    fn new() -> Self {
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin);
        Self {
            head,
            day: Format::new().set_num_format("dd/mm/yyyy"),
            time: Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"),
        }
    }
}

fn write_rows(
    worksheet: &mut Worksheet,
    sheet: &FilledSheet,
    title: &Text,
    language: Language,
) -> Result<(), XlsxError> {
    let formats = Formats::new();
    worksheet.write_string(0, 0, title.in_language(language))?;
    worksheet.write_string(1, 0, privacy(sheet).in_language(language))?;
    worksheet.write_string_with_format(HEADER_ROW, 0, "STT", &formats.head)?;
    for (column, position) in sheet.columns.iter().zip(1..) {
        worksheet.write_string_with_format(HEADER_ROW, position, column.header, &formats.head)?;
        worksheet.set_column_width(position, 16.0)?;
        if sheet.options.layout != RegisterLayout::Vbdlis {
            let number = column.number.map(|number| number.to_string()).unwrap_or_default();
            worksheet.write_string_with_format(HEADER_ROW + 1, position, number, &formats.head)?;
        }
    }
    let first = first_row(sheet);
    worksheet.set_freeze_panes(first, 1)?;
    for (row, number) in sheet.rows.iter().zip(first..) {
        write_cell(worksheet, number, 0, &row.ordinal, &formats)?;
        for (cell, column) in row.cells.iter().zip(1..) {
            write_cell(worksheet, number, column, cell, &formats)?;
        }
    }
    let last = first + sheet.rows.len() as u32;
    // Numbers of sheets and parcels are texts where they were typed so.
    worksheet.ignore_error_range(
        first,
        0,
        last,
        sheet.columns.len() as u16,
        IgnoreError::NumberStoredAsText,
    )?;
    Ok(())
}

/// The longest text a cell can hold.
const CHARACTERS_OF_A_CELL: usize = 32_767;

/// A cell as it was typed: what is text stays text.
fn write_cell(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &RegisterCell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        RegisterCell::Text(text) if text.chars().count() <= CHARACTERS_OF_A_CELL => {
            worksheet.write_string(row, column, &**text)?;
        }
        RegisterCell::Number(number) => {
            worksheet.write_number(row, column, *number)?;
        }
        RegisterCell::Date(days) => {
            let format = if days.fract() == 0.0 { &formats.day } else { &formats.time };
            worksheet.write_number_with_format(row, column, *days, format)?;
        }
        RegisterCell::Boolean(value) => {
            worksheet.write_boolean(row, column, *value)?;
        }
        // A workbook knows errors only as what formulas show.
        RegisterCell::Error(error) => {
            let formula = if &**error == "#N/A" { "=NA()".to_owned() } else { format!("={error}") };
            worksheet.write_formula(row, column, Formula::new(formula).set_result(&**error))?;
        }
        RegisterCell::Text(_) | RegisterCell::Empty | RegisterCell::Unevaluated => {}
    }
    Ok(())
}
