//! The report of a linking as a workbook: summary, then every row with its status, parcel, reasons and evidence in words.

use super::LinkRun;
use super::model::LinkReport;
use super::sentences::{FindingKind, RowWords, privacy, probability, title};
use crate::Language;
use crate::report::announce;
use crate::report::model::Text;
use crate::report::xlsx::grid::{Grid, GridCell, GridColumn};
use crate::report::xlsx::io_error;
use rust_xlsxwriter::XlsxError;
use std::io::{self, Seek, Write};
use thuadat_core::{LinkStatus, Observer};

/// Writes the workbook.
pub(super) fn write(
    run: &LinkRun,
    language: Language,
    observer: &dyn Observer,
    writer: &mut (impl Write + Seek + Send),
) -> io::Result<()> {
    let grid = fill(run, language, observer);
    grid.and_then(|grid| grid.into_workbook().save_to_writer(writer)).map_err(io_error)
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

fn fill(run: &LinkRun, language: Language, observer: &dyn Observer) -> Result<Grid, XlsxError> {
    let report = LinkReport::without_rows(run);
    let mut grid = Grid::new(&title(), language)?;
    summary(&mut grid, &report, language)?;
    let links = &run.linkage.rows;
    let rows = links.iter().enumerate().map(|(done, link)| {
        announce(observer, done + 1, links.len());
        let words = RowWords::new(run, link, language);
        vec![
            GridCell::Text(words.source.file),
            GridCell::from(words.source.worksheet.as_ref()),
            GridCell::Count(words.source.row as usize),
            GridCell::Text(language.of(&link.status.title()).to_owned()),
            GridCell::Wrapped(words.parcels),
            GridCell::Wrapped(words.candidates),
            probability(link).map_or(GridCell::Empty, GridCell::Share),
            GridCell::Text(link.tier.map(|tier| language.of(&tier.title()).to_owned()).unwrap_or_default()),
            GridCell::Wrapped(words.reasons),
            GridCell::Wrapped(words.advice),
            GridCell::Wrapped(words.evidence),
        ]
    });
    let left_out = grid.table(&text("Các dòng", "Rows"), &columns(), rows)?;
    if left_out > 0 {
        let mut page = grid.page(&text("Không đủ chỗ", "No room"))?;
        page.fact(
            &text("Dòng không đủ chỗ ghi; xem .json", "Rows without room; see .json"),
            &left_out.to_string(),
        )?;
    }
    let findings = report.findings.iter().map(|finding| {
        vec![
            GridCell::Text(FindingKind::of(finding).title().in_language(language).to_owned()),
            GridCell::Text(finding.source.file.clone()),
            GridCell::from(finding.source.worksheet.as_ref()),
            GridCell::Count(finding.source.row as usize),
            GridCell::from(finding.column.as_ref()),
            GridCell::Text(finding.code.clone()),
            GridCell::Wrapped(finding.message.in_language(language).to_owned()),
        ]
    });
    let heads = [
        (text("Loại", "Kind"), 30.0),
        (text("Tệp", "File"), 34.0),
        (text("Trang", "Page"), 16.0),
        (text("Dòng", "Row"), 8.0),
        (text("Cột", "Column"), 8.0),
        (text("Mã", "Code"), 24.0),
        (text("Nội dung", "What is wrong"), 100.0),
    ];
    grid.table(&text("Cần sửa", "To mend"), &heads, findings)?;
    Ok(grid)
}

fn columns() -> Vec<GridColumn> {
    [
        ("Tệp", "File", 34.0),
        ("Trang", "Page", 14.0),
        ("Dòng", "Row", 8.0),
        ("Kết quả", "Status", 24.0),
        ("Thửa", "Parcel", 26.0),
        ("Thửa có thể", "May be", 30.0),
        ("Xác suất", "Probability", 10.0),
        ("Cách ghép", "How", 28.0),
        ("Lý do", "Why", 44.0),
        ("Việc cần làm", "What to do", 54.0),
        ("Bằng chứng (bit)", "Evidence (bits)", 80.0),
    ]
    .iter()
    .map(|(vi, en, width)| (text(vi, en), *width))
    .collect()
}

fn summary(grid: &mut Grid, report: &LinkReport, language: Language) -> Result<(), XlsxError> {
    let summary = &report.summary;
    let mut page = grid.page(&text("Tổng hợp", "Summary"))?;
    page.widths(&[46.0, 12.0, 12.0, 80.0])?;
    page.title(&title())?;
    page.line(&privacy())?;
    page.fact(&text("Bản đồ", "Map"), &format!("{} · {}", report.map.path, report.map.layer))?;
    for register in &report.registers {
        let worksheet = register.worksheet.as_ref().map(|name| format!(" · {name}")).unwrap_or_default();
        page.fact(&text("Sổ", "Register"), &format!("{}{worksheet}", register.file))?;
    }
    for list in &report.renumberings {
        page.fact(&text("Đối chiếu tờ", "Sheets"), &list.file)?;
    }
    page.fact(&text("Bộ quy tắc", "Profile"), &report.profile)?;
    page.fact(&text("Chương trình", "Program"), &format!("{} {}", report.tool.name, report.tool.version))?;
    for notice in &report.notices {
        page.fact(&text("Lưu ý", "Notice"), notice.message.in_language(language))?;
    }
    page.section(&text("Kết quả", "Result"))?;
    let counts = [summary.linked, summary.ambiguous, summary.conflict, summary.unlinked];
    for (status, count) in LinkStatus::ALL.into_iter().zip(counts) {
        let share = if summary.rows == 0 { 0.0 } else { count as f64 / summary.rows as f64 };
        page.cells(&[
            GridCell::Wrapped(language.of(&status.title()).to_owned()),
            GridCell::Count(count),
            GridCell::Share(share),
        ])?;
    }
    page.cells(&[
        GridCell::Wrapped(
            page.pick(&text("Thửa chưa có dòng nào trong sổ", "Parcels without any row of a register")),
        ),
        GridCell::Count(summary.parcels_without_rows),
    ])?;
    page.section(&text("Lý do, và việc cần làm", "Reasons, and what to do"))?;
    for reason in &summary.by_reason {
        page.cells(&[
            GridCell::Wrapped(reason.text.in_language(language).to_owned()),
            GridCell::Count(reason.rows),
            GridCell::Empty,
            GridCell::Wrapped(reason.advice.in_language(language).to_owned()),
        ])?;
    }
    Ok(())
}
