//! What was filled and what is missing, for a terminal.

use super::model::{ColumnCount, SheetReport};
use crate::Language;
use crate::report::{TextStyle, number};
use std::io::{self, Write};

/// Writes what was filled into a sheet and what is missing.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_sheet_text(report: &SheetReport, style: &TextStyle, writer: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { style: *style, report, writer };
    page.head()?;
    page.columns("Ô điền thêm từ bản đồ", "Cells filled from the map", &report.filled)?;
    page.columns("Ô bắt buộc còn trống", "Required cells that are empty", &report.missing)?;
    page.remarks()?;
    page.ending()
}

struct Page<'a> {
    style: TextStyle,
    report: &'a SheetReport,
    writer: &'a mut dyn Write,
}

impl Page<'_> {
    fn head(&mut self) -> io::Result<()> {
        let report = self.report;
        let (bold, plain) = if self.style.colours { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        let sheet = report.sheet.to_uppercase();
        let subject = self.pick("bảng dữ liệu phải nộp", "sheet that communes hand in");
        writeln!(
            self.writer,
            "{bold}{} {}{plain}  {sheet}: {subject}\n",
            report.tool.name, report.tool.version
        )?;
        let none =
            self.pick("không đưa vào; các ô theo bản đồ để trống", "none; what it would tell is left empty");
        self.fact("Bản đồ", "Map", report.map.as_deref().unwrap_or(none))?;
        for register in &report.registers {
            let worksheet = register.worksheet.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
            let rows = self.count(register.rows);
            let words = self.pick("dòng", "rows");
            self.fact("Sổ", "Register", &format!("{}{worksheet}: {rows} {words}", register.file))?;
        }
        writeln!(self.writer)?;
        let counts = [
            ("dòng của bảng", "rows of the sheet", report.rows),
            ("dòng đã ghép được thửa", "rows linked to a parcel", report.linked),
            ("dòng đủ mọi trường bắt buộc", "rows with all required fields", report.complete),
            ("dòng chỉ có trên bản đồ", "rows of parcels without a certificate", report.of_map_alone),
        ];
        for (vi, en, count) in counts {
            let (count, words) = (self.count(count), self.pick(vi, en));
            writeln!(self.writer, "{count:>12}  {words}")?;
        }
        writeln!(self.writer)
    }

    fn columns(&mut self, vi: &str, en: &str, columns: &[ColumnCount]) -> io::Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        writeln!(self.writer, "{}", self.pick(vi, en))?;
        for column in columns {
            let count = self.count(column.rows);
            writeln!(self.writer, "{count:>12}  {:<3} {}", column.column, column.header)?;
        }
        writeln!(self.writer)
    }

    fn remarks(&mut self) -> io::Result<()> {
        let report = self.report;
        if report.remarks.is_empty() && report.left_out.is_empty() {
            return Ok(());
        }
        writeln!(self.writer, "{}", self.pick("Cần biết", "To be known"))?;
        for remark in &report.remarks {
            let count = self.count(remark.rows);
            writeln!(self.writer, "{count:>12}  {}", remark.text.in_language(self.style.language))?;
        }
        for column in &report.left_out {
            let words = self.pick("cột không có chỗ trong bảng", "a column that the sheet has no room for");
            writeln!(self.writer, "{:>12}  {words}: {column}", "")?;
        }
        writeln!(self.writer)
    }

    fn ending(&mut self) -> io::Result<()> {
        let line = if self.report.sheet_holds_personal_data {
            self.pick(
                "Bảng CÓ thông tin cá nhân; bản tóm tắt này thì không. Thêm --public để có bảng không chứa thông tin cá nhân.",
                "The sheet HOLDS personal data; this summary does not. With --public the sheet holds none.",
            )
        } else {
            self.pick(
                "Bảng và bản tóm tắt này không chứa thông tin cá nhân.",
                "Neither the sheet nor this summary holds personal data.",
            )
        };
        writeln!(self.writer, "{line}")
    }

    fn fact(&mut self, vi: &str, en: &str, value: &str) -> io::Result<()> {
        writeln!(self.writer, "{:<14}{value}", self.pick(vi, en))
    }

    fn count(&self, count: usize) -> String {
        number::count(self.style.language, count)
    }

    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        match self.style.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }
}
