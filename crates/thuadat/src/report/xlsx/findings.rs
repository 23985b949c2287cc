//! Every finding, one per row, on as many sheets as it takes.

use super::looks::Looks;
use crate::report::model::{Finding, Parcel};
use crate::report::{destination, review_words, words};
use crate::{CheckRun, Language};
use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};
use thuadat_core::{Interrupted, Observer};

/// More rows than this nobody works through one by one, and they would take too much memory: about 2 kB each. A worksheet
/// holds ten times as many.
pub(in crate::report) const MOST_ROWS: usize = 100_000;
/// The longest text a cell can hold.
const CHARACTERS_OF_A_CELL: usize = 32_767;

pub(super) fn add(
    workbook: &mut Workbook,
    run: &CheckRun,
    language: Language,
    looks: &Looks,
    observer: &dyn Observer,
) -> Result<(), XlsxError> {
    let all = &run.outcome.findings;
    let listed = &all[..all.len().min(MOST_ROWS)];
    let sheet = workbook.add_worksheet();
    prepare(sheet, listed.len(), language, looks)?;
    for (position, finding) in listed.iter().enumerate() {
        stop_if_asked(observer)?;
        let finding = Finding::new(run, finding);
        Pen { sheet, row: position as u32 + 1, column: 0, language, looks }
            .finding(position + 1, &finding)?;
        destination::announce(observer, position + 1, listed.len());
    }
    if let Some(left_out) = words::workbook_leaves_out(all.len()) {
        let row = listed.len() as u32 + 1;
        sheet.write_string_with_format(row, 1, left_out.in_language(language), &looks.verdict)?;
    }
    Ok(())
}

fn stop_if_asked(observer: &dyn Observer) -> Result<(), XlsxError> {
    if observer.is_interrupted() {
        return Err(XlsxError::IoError(std::io::Error::other(Interrupted)));
    }
    Ok(())
}

/// Heads and widths of the columns; X is north and Y is east, as the Vietnamese cadastre has it.
const COLUMNS: [(&str, &str, f64); 22] = [
    ("STT", "No.", 7.0),
    ("Mức độ", "Severity", 10.0),
    ("Quy tắc", "Rule", 30.0),
    ("Nội dung và cách xử lý", "What is wrong and what to do", 70.0),
    ("Mã xã", "Commune", 9.0),
    ("Tờ", "Sheet", 8.0),
    ("Thửa", "Parcel", 8.0),
    ("Mã đối tượng", "Feature id", 12.0),
    ("Mã xã (thửa thứ hai)", "Commune (second parcel)", 9.0),
    ("Tờ (thửa thứ hai)", "Sheet (second parcel)", 8.0),
    ("Thửa (thửa thứ hai)", "Parcel (second parcel)", 8.0),
    ("Mã đối tượng (thửa thứ hai)", "Feature id (second parcel)", 12.0),
    ("Các thửa khác (tờ/thửa)", "Further parcels (sheet/parcel)", 18.0),
    ("Diện tích (m²)", "Area (m²)", 12.0),
    ("Bề rộng (m)", "Width (m)", 10.0),
    ("Chiều dài (m)", "Length (m)", 10.0),
    ("X – Bắc (m)", "X – north (m)", 14.0),
    ("Y – Đông (m)", "Y – east (m)", 14.0),
    ("Mã quy tắc", "Rule id", 28.0),
    ("Mã phát hiện", "Finding id", 18.0),
    ("So với lần trước", "Compared with before", 14.0),
    ("Chấp nhận", "Accepted", 40.0),
];

fn prepare(sheet: &mut Worksheet, rows: usize, language: Language, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name(language.pick("Phát hiện", "Findings"))?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 2)?.set_repeat_rows(0, 0)?;
    for (column, (_, _, width)) in COLUMNS.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    sheet.autofilter(0, 0, rows as u32, COLUMNS.len() as u16 - 1)?;
    sheet.set_row_height(0, 42)?;
    if rows > 0 {
        // Identifiers are texts on purpose; a green corner on each would only worry.
        sheet.ignore_error_range(1, 4, rows as u32, 12, IgnoreError::NumberStoredAsText)?;
    }
    for (column, (vi, en, _)) in COLUMNS.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, language.pick(vi, en), &looks.head)?;
    }
    Ok(())
}

/// A row being written from left to right.
struct Pen<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    language: Language,
    looks: &'a Looks,
}

impl Pen<'_> {
    fn finding(&mut self, number: usize, finding: &Finding) -> Result<(), XlsxError> {
        let looks = self.looks;
        self.number(Some(number as f64), &looks.count)?;
        let severity = words::severity(finding.severity);
        self.text(severity.in_language(self.language), looks.severity(finding.severity))?;
        let rule = thuadat_core::Rule::from_id(&finding.rule).map(thuadat_core::Rule::title);
        self.text(
            rule.map_or(finding.rule.as_str(), |title| self.language.pick(title.vi, title.en)),
            &looks.text,
        )?;
        self.text(finding.message.in_language(self.language), &looks.wrapped)?;
        self.parcel(finding.parcels.first())?;
        self.parcel(finding.parcels.get(1))?;
        let further: Vec<String> = finding.parcels.iter().skip(2).map(words::parcel).collect();
        self.text(&further.join(", "), &looks.text)?;
        self.number(finding.area_m2, &looks.area)?;
        self.number(finding.width_m, &looks.length)?;
        self.number(finding.length_m, &looks.length)?;
        self.number(finding.at.map(|[_, north]| north), &looks.coordinate)?;
        self.number(finding.at.map(|[east, _]| east), &looks.coordinate)?;
        self.text(&finding.rule, &looks.code)?;
        self.text(&finding.id, &looks.code)?;
        let change = finding.change.map(review_words::change);
        self.text(change.as_ref().map_or("", |change| change.in_language(self.language)), &looks.text)?;
        let accepted = finding.accepted.as_ref().map(|by| review_words::accepted(by, self.language));
        self.text(&accepted.unwrap_or_default(), &looks.wrapped)
    }

    fn parcel(&mut self, parcel: Option<&Parcel>) -> Result<(), XlsxError> {
        let text = |part: Option<&Option<String>>| part.cloned().flatten().unwrap_or_default();
        self.text(&text(parcel.map(|parcel| &parcel.commune)), &self.looks.text)?;
        self.text(&text(parcel.map(|parcel| &parcel.sheet)), &self.looks.text)?;
        self.text(&text(parcel.map(|parcel| &parcel.number)), &self.looks.text)?;
        self.text(&parcel.map(|parcel| words::feature(&parcel.feature)).unwrap_or_default(), &self.looks.text)
    }

    /// Identifiers are texts, so that `007` keeps its zeros.
    fn text(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let short: String;
        let text = if text.len() > CHARACTERS_OF_A_CELL {
            short = text.chars().take(CHARACTERS_OF_A_CELL / 2 - 1).chain(['…']).collect();
            &short
        } else {
            text
        };
        self.sheet.write_string_with_format(self.row, self.column, text, format)?;
        self.column += 1;
        Ok(())
    }

    fn number(&mut self, number: Option<f64>, format: &Format) -> Result<(), XlsxError> {
        match number {
            Some(number) => self.sheet.write_number_with_format(self.row, self.column, number, format)?,
            None => self.sheet.write_blank(self.row, self.column, format)?,
        };
        self.column += 1;
        Ok(())
    }
}
