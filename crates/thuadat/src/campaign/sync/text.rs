//! The progress of the parcels for a terminal: the counts.

use super::model::SyncReport;
use crate::Language;
use crate::report::{TextStyle, number};
use std::io::{self, Write};

/// Writes the counts.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_sync_text(report: &SyncReport, style: &TextStyle, writer: &mut dyn Write) -> io::Result<()> {
    let language = style.language;
    let (bold, plain) = if style.colours { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let subject = language.pick("tiến độ từng thửa", "progress of each parcel");
    let count = |value: usize| number::count(language, value);
    writeln!(writer, "{bold}{} {}{plain}  {subject}\n", report.tool.name, report.tool.version)?;
    writeln!(writer, "{:<14}{}", language.pick("Bản đồ", "Map"), report.map)?;
    for register in &report.registers {
        writeln!(writer, "{:<14}{}", language.pick("Sổ", "Register"), register.file)?;
    }
    let heads = [
        language.pick("có", "yes"),
        language.pick("không", "no"),
        language.pick("không xác định", "undetermined"),
        language.pick("chưa biết", "not told"),
    ];
    let parcels = format!("{} {}", count(report.parcels.len()), language.pick("thửa", "parcels"));
    writeln!(writer, "\n{parcels:<44}{:>10}{:>10}{:>16}{:>12}", heads[0], heads[1], heads[2], heads[3])?;
    for fact in &report.counts {
        let [yes, no, undetermined, not_told] =
            [fact.yes, fact.no, fact.undetermined, fact.not_told].map(count);
        let title = fact.title.in_language(language);
        writeln!(writer, "  {title:<42}{yes:>10}{no:>10}{undetermined:>16}{not_told:>12}")?;
    }
    let attribute_only = report.parcels.iter().filter(|row| row.attribute_only).count();
    let lines = [
        (
            "thửa chỉ có dữ liệu thuộc tính, không có hình",
            "parcels with a record and no shape",
            attribute_only,
        ),
        (
            "dòng sổ chưa ghép được thửa nào, không có trong bảng",
            "rows of registers that lead to no parcel and are not in the list",
            report.rows_without_parcel,
        ),
        (
            "đối tượng giao thông, thủy hệ không tính là thửa",
            "roads and waters, which do not count as parcels",
            report.left_out,
        ),
    ];
    writeln!(writer)?;
    for (vi, en, number) in lines {
        writeln!(writer, "{:>12}  {}", count(number), language.pick(vi, en))?;
    }
    writeln!(writer, "\n{}", ending(language))
}

const fn ending(language: Language) -> &'static str {
    language.pick(
        "Điều chưa biết được để trống, không suy đoán. Bảng này không chứa thông tin cá nhân.",
        "What is not told is left empty, never assumed. This table holds no personal data.",
    )
}
