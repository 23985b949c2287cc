//! The scorecard as a workbook.

use super::model::{Answer, ReasonCount, Scorecard, Unit};
use super::terminal::{answer_word, class_name};
use crate::Language;
use crate::campaign::Criterion;
use crate::report::model::Text;
use crate::report::xlsx::grid::{Grid, GridCell, GridColumn};
use crate::report::xlsx::io_error;
use rust_xlsxwriter::XlsxError;
use std::io::{self, Seek, Write};

/// Writes the workbook.
pub(super) fn write(
    scorecard: &Scorecard,
    language: Language,
    writer: &mut (impl Write + Seek + Send),
) -> io::Result<()> {
    let grid = fill(scorecard, language);
    grid.and_then(|grid| grid.into_workbook().save_to_writer(writer)).map_err(io_error)
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

fn fill(scorecard: &Scorecard, language: Language) -> Result<Grid, XlsxError> {
    let title = text("Phiếu đánh giá đúng – đủ – sạch – sống", "Scorecard: right, complete, clean, living");
    let mut grid = Grid::new(&title, language)?;
    summary(&mut grid, scorecard, &title, language)?;
    let lists = [
        (text("Theo xã", "By commune"), &scorecard.communes),
        (text("Theo thôn", "By village"), &scorecard.villages),
        (text("Theo tờ", "By sheet"), &scorecard.sheets),
    ];
    for (name, units) in lists {
        if !units.is_empty() {
            grid.table(
                &name,
                &unit_columns(scorecard),
                units.iter().map(|unit| unit_cells(unit, scorecard)),
            )?;
        }
    }
    let units = || scorecard.communes.iter().chain(&scorecard.villages).chain(&scorecard.sheets);
    let reasons = units().flat_map(|unit| reason_rows(unit, language));
    grid.table(&text("Lý do", "Reasons"), &reason_columns(), reasons)?;
    let parcels = scorecard.parcels.iter().map(|parcel| {
        let key = [&parcel.parcel.commune, &parcel.parcel.sheet, &parcel.parcel.number, &parcel.village];
        let answers = [parcel.right, parcel.complete, parcel.clean, parcel.living];
        key.into_iter()
            .map(|part| GridCell::from(part.as_ref()))
            .chain(answers.iter().map(|&answer| answer_cell(answer, language)))
            .chain([
                GridCell::Text(parcel.class.join(" / ")),
                GridCell::Text(parcel.reasons.join("; ")),
                GridCell::Text(parcel.doubts.join("; ")),
            ])
            .collect()
    });
    grid.table(&text("Thửa", "Parcels"), &parcel_columns(), parcels)?;
    Ok(grid)
}

fn answer_cell(answer: Answer, language: Language) -> GridCell {
    GridCell::Text(answer_word(answer).in_language(language).to_owned())
}

fn summary(
    grid: &mut Grid,
    scorecard: &Scorecard,
    title: &Text,
    language: Language,
) -> Result<(), XlsxError> {
    let whole = &scorecard.whole;
    let mut page = grid.page(&text("Tổng hợp", "Summary"))?;
    page.widths(&[44.0, 16.0, 16.0, 16.0, 16.0])?;
    page.title(title)?;
    page.line(&text("Tệp này không chứa thông tin cá nhân.", "This workbook holds no personal data."))?;
    page.fact(&text("Bản đồ", "Map"), &scorecard.map.path)?;
    for register in &scorecard.registers {
        let worksheet = register.worksheet.as_ref().map(|name| format!(" · {name}")).unwrap_or_default();
        page.fact(&text("Sổ", "Register"), &format!("{}{worksheet}", register.file))?;
    }
    page.fact(&text("Bộ quy tắc", "Profile"), &scorecard.profile)?;
    page.fact(
        &text("Chương trình", "Program"),
        &format!("{} {}", scorecard.tool.name, scorecard.tool.version),
    )?;
    page.section(&text("Bốn tiêu chí", "The four criteria"))?;
    page.head(&[
        (text("Tiêu chí", "Criterion"), 0.0),
        (text("Đạt", "Met"), 0.0),
        (text("Chưa đạt", "Failed"), 0.0),
        (text("Chưa kết luận được", "Not known"), 0.0),
        (text("Tỷ lệ đạt", "Share met"), 0.0),
    ])?;
    for (criterion, counts) in Criterion::ALL.into_iter().zip(whole.counts()) {
        let (vi, en) = criterion.title();
        page.cells(&[
            GridCell::Text(language.pick(vi, en).to_owned()),
            GridCell::Count(counts.met),
            GridCell::Count(counts.failed),
            GridCell::Count(counts.unknown),
            share(counts.met, whole.parcels),
        ])?;
    }
    page.fact(&text("Số thửa được đánh giá", "Parcels judged"), &whole.parcels.to_string())?;
    page.fact(&text("Đạt cả bốn", "All four met"), &whole.all_four.to_string())?;
    page.fact(
        &text("Giao thông, thủy hệ không tính", "Roads and waters left out"),
        &whole.left_out.to_string(),
    )?;
    page.section(&scorecard.class_list.name)?;
    for class in &whole.classes {
        let name = class_name(&class.codes, &scorecard.class_list);
        page.cells(&[
            GridCell::Wrapped(name.in_language(language).to_owned()),
            GridCell::Count(class.parcels),
            share(class.parcels, whole.parcels),
        ])?;
    }
    page.section(&text("Cách đánh giá", "How it was judged"))?;
    for criterion in &scorecard.criteria {
        let not_checked = text("máy không kiểm tra được", "no machine can check");
        let value = format!(
            "{}: {}. {}",
            not_checked.in_language(language),
            criterion.not_checked.in_language(language),
            criterion.source.in_language(language)
        );
        page.fact(&criterion.title, &value)?;
    }
    for fact in &scorecard.facts {
        let none = text("bản đồ không có cột này", "the map has no such column");
        page.fact(&fact.title, fact.column.as_deref().unwrap_or(none.in_language(language)))?;
    }
    Ok(())
}

fn share(part: usize, all: usize) -> GridCell {
    GridCell::Share(if all == 0 { 0.0 } else { part as f64 / all as f64 })
}

fn unit_columns(scorecard: &Scorecard) -> Vec<GridColumn> {
    let mut columns = vec![
        (text("Mã xã", "Commune"), 10.0),
        (text("Tên xã", "Name"), 24.0),
        (text("Thôn", "Village"), 24.0),
        (text("Tờ", "Sheet"), 8.0),
        (text("Số thửa", "Parcels"), 10.0),
        (text("Không tính", "Left out"), 10.0),
    ];
    for criterion in Criterion::ALL {
        let (vi, en) = criterion.title();
        columns.push((text(&format!("{vi}: đạt"), &format!("{en}: met")), 10.0));
        columns.push((text(&format!("{vi}: chưa đạt"), &format!("{en}: failed")), 10.0));
        columns.push((text(&format!("{vi}: chưa rõ"), &format!("{en}: not known")), 10.0));
    }
    columns.push((text("Đạt cả bốn", "All four"), 10.0));
    for class in classes(scorecard) {
        let codes = class.join(" / ");
        columns.push(if class.is_empty() {
            (text("Không thuộc nhóm nào", "No group"), 12.0)
        } else {
            (text(&format!("Nhóm {codes}"), &format!("Group {codes}")), 12.0)
        });
    }
    columns
}

fn classes(scorecard: &Scorecard) -> impl Iterator<Item = &Vec<String>> {
    scorecard.whole.classes.iter().map(|class| &class.codes)
}

fn unit_cells(unit: &Unit, scorecard: &Scorecard) -> Vec<GridCell> {
    let mut cells: Vec<GridCell> = [&unit.commune, &unit.commune_name, &unit.village, &unit.sheet]
        .into_iter()
        .map(|part| GridCell::from(part.as_ref()))
        .collect();
    cells.extend([GridCell::Count(unit.parcels), GridCell::Count(unit.left_out)]);
    for counts in unit.counts() {
        cells.extend([counts.met, counts.failed, counts.unknown].map(GridCell::Count));
    }
    cells.push(GridCell::Count(unit.all_four));
    for codes in classes(scorecard) {
        let found = unit.classes.iter().find(|class| class.codes == *codes);
        cells.push(GridCell::Count(found.map_or(0, |class| class.parcels)));
    }
    cells
}

fn reason_columns() -> Vec<GridColumn> {
    vec![
        (text("Mã xã", "Commune"), 10.0),
        (text("Thôn", "Village"), 24.0),
        (text("Tờ", "Sheet"), 8.0),
        (text("Tiêu chí", "Criterion"), 10.0),
        (text("Kết quả", "Answer"), 18.0),
        (text("Lý do", "Reason"), 60.0),
        (text("Mã lý do", "Code"), 30.0),
        (text("Số thửa", "Parcels"), 10.0),
    ]
}

fn reason_rows(unit: &Unit, language: Language) -> Vec<Vec<GridCell>> {
    let row = |answer: Answer, reason: &ReasonCount| {
        let key = [&unit.commune, &unit.village, &unit.sheet];
        let criterion = Criterion::ALL.into_iter().find(|known| known.id() == reason.criterion);
        let (vi, en) = criterion.map_or(("", ""), Criterion::title);
        key.into_iter()
            .map(|part| GridCell::from(part.as_ref()))
            .chain([
                GridCell::Text(language.pick(vi, en).to_owned()),
                answer_cell(answer, language),
                GridCell::Text(reason.text.in_language(language).to_owned()),
                GridCell::Text(reason.code.clone()),
                GridCell::Count(reason.parcels),
            ])
            .collect()
    };
    let failed = unit.reasons.iter().map(|reason| row(Answer::Failed, reason));
    failed.chain(unit.doubts.iter().map(|reason| row(Answer::Unknown, reason))).collect()
}

fn parcel_columns() -> Vec<GridColumn> {
    let mut columns = vec![
        (text("Mã xã", "Commune"), 10.0),
        (text("Tờ", "Sheet"), 8.0),
        (text("Thửa", "Parcel"), 8.0),
        (text("Thôn", "Village"), 20.0),
    ];
    for criterion in Criterion::ALL {
        columns.push((super::convert::text(criterion.title()), 16.0));
    }
    columns.extend([
        (text("Nhóm", "Group"), 12.0),
        (text("Lý do chưa đạt", "Why criteria fail"), 60.0),
        (text("Lý do chưa kết luận được", "Why it cannot be said"), 60.0),
    ]);
    columns
}
