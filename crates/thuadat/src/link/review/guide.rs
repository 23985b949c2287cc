//! The worksheet that explains how to fill in the other one.

use super::looks::Looks;
use super::seal::{SEAL_ROW, Seal};
use super::sheet::MOST_ROWS;
use crate::{Language, report::number};
use rust_xlsxwriter::{Workbook, XlsxError};

const VI: [&str; 9] = [
    "1. Mỗi dòng của trang “Cần quyết định” là một dòng của sổ mà máy chưa ghép chắc được với thửa nào trên bản đồ. Cột Dòng và Tệp sổ ở cuối bảng cho biết \
     dòng đó nằm ở đâu trong sổ; hãy mở giấy chứng nhận để đối chiếu.",
    "2. Cột “Thửa có thể là” nêu các thửa trên bản đồ kèm diện tích và loại đất; cột “Bằng chứng” cho biết điều gì ủng hộ (+) hay chống lại (−) thửa thứ nhất.",
    "3. Ở cột “Quyết định” (nền vàng) chọn một thửa trong danh sách, hoặc tự ghi thửa khác dạng “tờ 5 thửa 12”; nhiều thửa thì ghi “tờ 5 thửa 12 + tờ 5 thửa \
     13”; nếu không thửa nào đúng thì chọn “không có thửa”.",
    "4. Ghi người quyết định và ngày quyết định (dạng 24/03/2026). Thiếu một trong hai thì quyết định chưa được dùng.",
    "5. Dòng nào chưa chắc thì để trống; không cần làm hết một lần.",
    "6. Không sửa cột “Dòng” và “Mã dòng”: nhờ đó quyết định tìm lại được dòng của sổ kể cả khi sổ bị sắp xếp lại. Mã dòng không chứa thông tin cá nhân.",
    "7. Lưu tệp rồi chạy lại với --decisions TỆP_NÀY. Quyết định được giữ qua các lần chạy sau; ghi tệp xem xét mới đè lên tệp này cũng không làm mất quyết định. Nếu tệp có thêm cột, trang tính, \
     công thức, ghi chú hay nội dung khác do người dùng ghi thì tệp cũ được giữ lại với tên .bak-1.xlsx.",
    "8. Nếu dòng của sổ bị sửa sau khi quyết định, chương trình sẽ báo và không dùng quyết định cũ; hãy quyết định lại.",
    "9. Tệp này không chứa họ tên, số phát hành hay số định danh của người sử dụng đất; có tên cán bộ quyết định.",
];

const EN: [&str; 9] = [
    "1. Each row of the worksheet “To decide” is a row of the register that could not be linked to a parcel of the map beyond doubt. Row, and Register at \
     the end of the table, tell where it stands; open the certificate and compare.",
    "2. “Parcels that may be meant” names parcels of the map with their areas and land uses; the next column says what speaks for (+) and against (−) the \
     first of them.",
    "3. In “Decision” (yellow) choose a parcel of the list, or write another one as “sheet 5 parcel 12”; several as “sheet 5 parcel 12 + sheet 5 parcel 13”; \
     where none is right choose “no parcel”.",
    "4. Write who decided and when (as 24/03/2026). Without both the decision is not used.",
    "5. Leave empty what you are not sure of; not everything need be done at once.",
    "6. Do not change “Row” and “Row key”: by them the decision finds its row even after the register was sorted. The key holds nothing of a person.",
    "7. Save the file and run again with --decisions THIS_FILE. Decisions hold in later runs, and a new review file written over this one keeps them. Where people put columns, worksheets, \
     formulas, comments or anything else into it, this file is kept as .bak-1.xlsx.",
    "8. Where a row of the register was changed since, it is said and the decision is not used; decide anew.",
    "9. This file holds no name, serial or identity number of a holder; it does hold the names of those who decided.",
];

pub(super) fn add(
    workbook: &mut Workbook,
    rows: usize,
    open_rows: usize,
    language: Language,
    looks: &Looks,
    seal: &mut Seal,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("Hướng dẫn", "How to"))?;
    sheet.set_screen_gridlines(false);
    sheet.set_column_width(0, 110.0)?;
    let [all, open] = [rows, open_rows].map(|count| number::count(language, count));
    let counts = match language {
        Language::Vi => format!("{all} dòng, còn {open} dòng chưa có quyết định."),
        Language::En => match (rows, open_rows) {
            (1, 1) => "1 row, which is open.".to_owned(),
            (1, _) => "1 row, which is decided.".to_owned(),
            (_, 1) => format!("{all} rows, of which 1 is open."),
            _ => format!("{all} rows, of which {open} are open."),
        },
    };
    let title = language.pick("Cách điền tệp này", "How to fill in this file");
    let lines = if language == Language::Vi { &VI } else { &EN };
    let mut page: Vec<(u32, String)> = vec![(0, title.to_owned()), (2, counts)];
    page.extend((4..).zip(lines).map(|(row, line)| (row, (*line).to_owned())));
    if rows > MOST_ROWS {
        let most = number::count(language, MOST_ROWS);
        let more = match language {
            Language::Vi => {
                format!("Chỉ liệt kê {most} dòng; hãy chạy lại sau khi quyết định để có các dòng tiếp theo.")
            }
            Language::En => format!(
                "Only {most} rows are listed; run again once they are decided of for those that follow."
            ),
        };
        page.push((14, more));
    }
    for (row, text) in page {
        seal.text(1, row, 0, &text);
        let format = if row == 0 { &looks.title } else { &looks.plain };
        sheet.write_string_with_format(row, 0, text, format)?;
    }
    let check = language.pick("Mã kiểm tra của tệp (không sửa):", "Check of this file (leave it as it is):");
    sheet.write_string_with_format(SEAL_ROW, 0, format!("{check} {}", seal.shown()), &looks.plain)?;
    Ok(())
}
