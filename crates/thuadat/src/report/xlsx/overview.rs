//! The first sheet: verdict, what was checked, the counts by rule and by map sheet.

use super::looks::Looks;
use crate::report::model::{Report, Severity};
use crate::report::words::{self, Verdict};
use crate::report::{by_rule, review_words};
use crate::{CheckRun, Language};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

pub(super) fn add(
    workbook: &mut Workbook,
    report: &Report,
    run: &CheckRun,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("Tổng hợp", "Summary"))?;
    sheet.set_screen_gridlines(false);
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (column, width) in [36.0, 34.0, 16.0, 12.0, 12.0, 12.0].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    let mut page = Page { sheet, row: 0, language, looks };
    page.heading(report)?;
    page.input(report)?;
    page.by_rule(run, report)?;
    page.by_sheet(report)
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    language: Language,
    looks: &'a Looks,
}

impl Page<'_> {
    fn heading(&mut self, report: &Report) -> Result<(), XlsxError> {
        let title = self.pick("Kết quả kiểm tra bản đồ thửa đất", "Check of a parcel map");
        self.line(title, &self.looks.title)?;
        let (word, reason) = (Verdict::of(report).word(), words::verdict_reason(report));
        let verdict = format!("{}: {}", word.in_language(self.language), reason.in_language(self.language));
        self.line(&verdict, &self.looks.verdict)?;
        self.row += 1;
        Ok(())
    }

    fn input(&mut self, report: &Report) -> Result<(), XlsxError> {
        let input = &report.input;
        self.section("Dữ liệu đã kiểm tra", "What was checked")?;
        self.fact("Tệp", "File", &input.path)?;
        self.fact("Lớp", "Layer", &input.layer)?;
        self.fact("Định dạng", "Format", &input.format)?;
        self.fact("Hệ tọa độ", "Coordinate system", words::crs(report).in_language(self.language))?;
        let declared = input.declared_crs.as_deref().unwrap_or(self.pick("không", "none"));
        self.fact("Hệ tọa độ tệp khai báo", "Declared in the file", declared)?;
        self.number_fact("Số thửa", "Parcels", report.summary.parcels)?;
        self.number_fact("Số thửa có lỗi", "Parcels with errors", report.summary.parcels_with_errors)?;
        for column in &input.columns {
            let name = words::field(column.field);
            let name = format!("{}: {}", self.pick("Cột", "Column"), name.in_language(self.language));
            self.named(&name, &column.column)?;
        }
        self.fact("Bộ quy tắc", "Profile", &report.profile.name)?;
        self.fact("Chế độ", "Mode", words::mode(report).in_language(self.language))?;
        for scope in words::selection(report) {
            self.fact("Phạm vi", "Scope", scope.in_language(self.language))?;
        }
        if let Some(acceptance) = review_words::acceptance(report) {
            self.fact("Đã chấp nhận", "Accepted", acceptance.in_language(self.language))?;
        }
        if let Some(comparison) = review_words::comparison(report) {
            self.fact("So với lần trước", "Compared with", comparison.in_language(self.language))?;
        }
        for remark in report.comparison.iter().flat_map(|comparison| &comparison.remarks) {
            self.fact("", "", remark.in_language(self.language))?;
        }
        for notice in &input.notices {
            self.fact("Lưu ý", "Notice", notice.message.in_language(self.language))?;
        }
        if let Some(left_out) = words::workbook_leaves_out(report.summary.findings) {
            self.fact("Lưu ý", "Notice", left_out.in_language(self.language))?;
        }
        self.fact("Chương trình", "Program", &format!("{} {}", report.tool.name, report.tool.version))?;
        self.row += 1;
        Ok(())
    }

    fn by_rule(&mut self, run: &CheckRun, report: &Report) -> Result<(), XlsxError> {
        self.section("Phát hiện theo quy tắc", "Findings by rule")?;
        let (code, rule, all) =
            (self.pick("Mã quy tắc", "Rule id"), self.pick("Quy tắc", "Rule"), self.pick("Tất cả", "All"));
        self.head(&[rule, code, all])?;
        for counts in by_rule::count(run, report) {
            self.cell(0, counts.rule.title.in_language(self.language), &self.looks.text)?;
            self.cell(1, &counts.rule.id, &self.looks.code)?;
            self.counts(counts.all(), [counts.errors, counts.warnings, counts.notes], &self.looks.count)?;
        }
        let summary = &report.summary;
        self.cell(0, self.pick("Tổng", "Total"), &self.looks.text.clone().set_bold())?;
        self.cell(1, "", &self.looks.text)?;
        self.counts(
            summary.findings,
            [summary.errors, summary.warnings, summary.notes],
            &self.looks.bold_count,
        )?;
        self.row += 1;
        Ok(())
    }

    fn by_sheet(&mut self, report: &Report) -> Result<(), XlsxError> {
        if report.summary.by_sheet.is_empty() {
            return Ok(());
        }
        self.section("Phát hiện theo tờ bản đồ", "Findings by map sheet")?;
        let (sheet, commune, parcels) =
            (self.pick("Tờ", "Sheet"), self.pick("Mã xã", "Commune"), self.pick("Số thửa", "Parcels"));
        self.head(&[sheet, commune, parcels])?;
        for sheet in &report.summary.by_sheet {
            let none = self.pick("không có số tờ", "no sheet number");
            self.cell(0, sheet.sheet.as_deref().unwrap_or(none), &self.looks.text)?;
            self.cell(1, sheet.commune.as_deref().unwrap_or_default(), &self.looks.text)?;
            self.counts(sheet.parcels, [sheet.errors, sheet.warnings, sheet.notes], &self.looks.count)?;
        }
        Ok(())
    }

    /// Heads of the first three columns, then the three severities.
    fn head(&mut self, names: &[&str; 3]) -> Result<(), XlsxError> {
        let language = self.language;
        let severities = [Severity::Error, Severity::Warning, Severity::Note].map(words::severities);
        let severities = severities.iter().map(|name| name.in_language(language));
        for (column, name) in names.iter().copied().chain(severities).enumerate() {
            self.cell(column as u16, name, &self.looks.head)?;
        }
        self.row += 1;
        Ok(())
    }

    fn counts(&mut self, all: usize, by_severity: [usize; 3], plain: &Format) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, 2, all as f64, plain)?;
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        for (column, (count, severity)) in by_severity.into_iter().zip(severities).enumerate() {
            let format = if count == 0 {
                plain
            } else {
                &self.looks.severity(severity).clone().set_num_format("#,##0")
            };
            self.sheet.write_number_with_format(self.row, 3 + column as u16, count as f64, format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn section(&mut self, vi: &str, en: &str) -> Result<(), XlsxError> {
        self.line(self.pick(vi, en), &self.looks.section)
    }

    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.cell(0, text, format)?;
        self.row += 1;
        Ok(())
    }

    fn fact(&mut self, vi: &str, en: &str, value: &str) -> Result<(), XlsxError> {
        self.named(self.pick(vi, en), value)
    }

    fn named(&mut self, name: &str, value: &str) -> Result<(), XlsxError> {
        self.cell(0, name, &self.looks.name)?;
        self.cell(1, value, &self.looks.plain)?;
        self.row += 1;
        Ok(())
    }

    fn number_fact(&mut self, vi: &str, en: &str, value: usize) -> Result<(), XlsxError> {
        self.cell(0, self.pick(vi, en), &self.looks.name)?;
        self.sheet.write_number_with_format(self.row, 1, value as f64, &self.looks.plain_count)?;
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, column, text, format)?;
        Ok(())
    }

    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        self.language.pick(vi, en)
    }
}
