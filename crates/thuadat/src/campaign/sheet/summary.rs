//! Counts what was filled and what is missing.

use super::fill::{FilledRow, FilledSheet, Remark};
use super::model::{CONTRACT, ColumnCount, RemarkCount, SheetReport};
use crate::campaign::CampaignRun;
use crate::campaign::scorecard::register_files;
use crate::report::model::{Text, Tool};
use thuadat_core::LinkStatus;
use thuadat_io::{RegisterLayout, column_letters};

impl SheetReport {
    /// What was filled into a sheet of a run, and what is missing.
    #[must_use]
    pub fn new(run: &CampaignRun, sheet: &FilledSheet) -> Self {
        let count = |is_meant: &dyn Fn(&&FilledRow) -> bool| sheet.rows.iter().filter(is_meant).count();
        Self {
            contract: CONTRACT.to_owned(),
            tool: Tool { name: "thuadat".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            holds_personal_data: false,
            sheet_holds_personal_data: sheet.holds_personal_data(),
            sheet: match sheet.options.layout {
                RegisterLayout::Vbdlis => "vbdlis".to_owned(),
                _ => "pl3".to_owned(),
            },
            map: run.has_map.then(|| run.link.dataset.source.path.clone()),
            registers: register_files(run),
            rows: sheet.rows.len(),
            linked: count(&|row| row.status == Some(LinkStatus::Linked)),
            complete: count(&|row| row.missing.is_empty()),
            of_map_alone: count(&|row| row.source.is_none()),
            filled: by_column(sheet, |row| &row.filled),
            missing: by_column(sheet, |row| &row.missing),
            remarks: remarks(sheet),
            left_out: left_out(run, sheet),
        }
    }
}

impl FilledSheet {
    /// Whether it holds personal data: always, where it is not the public one and has rows of registers.
    #[must_use]
    pub fn holds_personal_data(&self) -> bool {
        !self.options.is_public && self.rows.iter().any(|row| row.source.is_some())
    }

    /// The letters of a column; the running number stands before the first.
    pub(super) fn letters(column: usize) -> String {
        column_letters(column + 1)
    }
}

fn by_column(sheet: &FilledSheet, of_row: impl Fn(&FilledRow) -> &Vec<usize>) -> Vec<ColumnCount> {
    let mut counts = vec![0; sheet.columns.len()];
    for column in sheet.rows.iter().flat_map(of_row) {
        counts[*column] += 1;
    }
    let named = counts.into_iter().enumerate().filter(|(_, rows)| *rows > 0);
    named
        .map(|(column, rows)| ColumnCount {
            column: FilledSheet::letters(column),
            header: sheet.columns[column].header.to_owned(),
            rows,
        })
        .collect()
}

fn remarks(sheet: &FilledSheet) -> Vec<RemarkCount> {
    let count = |is_meant: fn(&Remark) -> bool| {
        sheet.rows.iter().filter(|row| row.remarks.iter().any(is_meant)).count()
    };
    let remark = |code: &str, vi: &str, en: &str, rows: usize| RemarkCount {
        code: code.to_owned(),
        text: Text { vi: vi.to_owned(), en: en.to_owned() },
        rows,
    };
    let mut remarks = vec![
        remark(
            "commune-replaced",
            "mã xã cũ được thay bằng mã xã hiện nay của thửa",
            "the code of an old commune gave way to that of today",
            count(|remark| matches!(remark, Remark::CommuneReplaced(_))),
        ),
        remark(
            "map-differs",
            "ô đã nhập khác với bản đồ; giữ nguyên như đã nhập",
            "what was typed is not what the map says; it stays as typed",
            count(|remark| matches!(remark, Remark::MapDiffers(..))),
        ),
        remark(
            "one-of-several",
            "dòng tách ra từ dòng ghi nhiều thửa; diện tích ghi chung nên để trống",
            "made of a row of several parcels; areas were of all together and are left empty",
            count(|remark| matches!(remark, Remark::OneOfSeveral(..))),
        ),
        remark(
            "formula-lost",
            "ô là công thức chưa có kết quả nên để trống; mở bằng Excel, lưu lại rồi chạy lại",
            "a formula without a result is left empty; open it in a spreadsheet program, save, and run again",
            count(|remark| matches!(remark, Remark::FormulaLost(_))),
        ),
        remark(
            "zero-restored",
            "mã xã mất số 0 ở đầu được ghi lại đủ năm chữ số",
            "codes of communes that had lost the leading zero have it again",
            count(|remark| matches!(remark, Remark::ZeroRestored)),
        ),
        remark(
            "legacy-text",
            "dòng còn chữ TCVN3 hoặc VNI, giữ nguyên như đã nhập; thêm --unicode để chuyển sang Unicode",
            "rows with letters of TCVN3 or VNI stay as typed; --unicode turns them into Unicode",
            count(|remark| matches!(remark, Remark::LegacyText(_))),
        ),
        remark(
            "no-entry",
            "dòng của sổ không phải là một giấy chứng nhận (tổng cộng, chữ ký) nên không đưa vào",
            "rows of registers that are no certificates (sums, signatures) are left out",
            sheet.no_entries.len(),
        ),
        remark(
            "withheld",
            "ô chữ tự do được để trống trong bản công khai",
            "cells of free text are left empty in the public sheet",
            sheet.withheld,
        ),
    ];
    remarks.retain(|remark| remark.rows > 0);
    remarks
}

fn left_out(run: &CampaignRun, sheet: &FilledSheet) -> Vec<String> {
    let name = |(register, letters, header): &(usize, String, String)| {
        let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}: {letters} “{header}”", run.link.registers[*register].file)
    };
    sheet.left_out.iter().map(name).collect()
}
