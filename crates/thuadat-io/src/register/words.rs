//! What complaints and notices of registers say, in both languages.

use super::cell::column_letters;
use std::fmt::Write;
use thuadat_core::{BadWrittenDate, Message};

fn quoted(value: Option<&str>) -> String {
    value.map(|value| format!(" “{}”", value.trim())).unwrap_or_default()
}

pub(super) fn row_not_an_entry() -> Message {
    Message {
        vi: "dòng này không có giấy chứng nhận, thửa đất hay người sử dụng nào nên không được tính; nếu là dòng cộng hoặc ghi chú thì không \
             cần làm gì"
            .into(),
        en: "this row names no certificate, no parcel and no holder and was left out; if it is a sum or a remark, nothing is to be done".into(),
    }
}

pub(super) fn date_in_place_of_number() -> Message {
    Message {
        vi: "bảng tính đã đổi nội dung vừa gõ thành ngày tháng nên không biết ban đầu là gì; hãy định dạng cột là Văn bản (Text) rồi gõ lại"
            .into(),
        en: "the spreadsheet made a date of what was typed, so that nobody knows what it was; format the column as Text and type it again".into(),
    }
}

pub(super) fn cell_error(error: &str) -> Message {
    Message {
        vi: format!("công thức trong ô báo lỗi {error}; hãy sửa công thức hoặc gõ giá trị"),
        en: format!("the formula of the cell fails with {error}; mend it or type the value"),
    }
}

pub(super) fn formula_without_result() -> Message {
    Message {
        vi: "ô có công thức nhưng tệp không lưu kết quả; hãy mở tệp trong Excel hoặc LibreOffice, lưu lại rồi thử lại".into(),
        en: "the cell has a formula and the file has no result of it; open the file in Excel or LibreOffice, save it and try again".into(),
    }
}

pub(super) fn leading_zero_lost() -> Message {
    Message {
        vi: "số định danh được lưu dạng số nên đã mất số 0 ở đầu; đã hiểu là 12 chữ số; hãy định dạng cột là Văn bản (Text)".into(),
        en: "the identity number is kept as a number and lost the zeros in front; it was taken for one of 12 digits; format the column as Text".into(),
    }
}

pub(super) fn bad_date(reason: BadWrittenDate, value: Option<&str>) -> Message {
    let value = quoted(value);
    match reason {
        BadWrittenDate::NoSuchDay => Message {
            vi: format!("ngày{value} không có trong lịch; hãy xem lại giấy và sửa"),
            en: format!("the calendar has no such day{value}; look at the paper and mend it"),
        },
        BadWrittenDate::ShortYear => Message {
            vi: format!(
                "ngày{value} chỉ có hai chữ số của năm nên không biết thế kỷ nào; hãy ghi đủ bốn chữ số"
            ),
            en: format!(
                "the date{value} has a year of two digits, so that the century is open; write all four"
            ),
        },
        BadWrittenDate::Year(_) => Message {
            vi: format!("năm của ngày{value} không thể có; hãy xem lại giấy và sửa"),
            en: format!("the year of the date{value} cannot be meant; look at the paper and mend it"),
        },
        _ => Message {
            vi: format!("không hiểu ngày{value}; hãy ghi dạng 24/03/2011, 03/2011 hoặc 2011"),
            en: format!("cannot read the date{value}; write it as 24/03/2011, 03/2011 or 2011"),
        },
    }
}

pub(super) fn number_ambiguous(shown: Option<&str>, value: f64) -> Message {
    Message {
        vi: format!(
            "số{} có thể hiểu hai cách và cả cột không cho biết cách nào; đã hiểu là {value}; nếu không đúng hãy ghi rõ phần lẻ",
            quoted(shown)
        ),
        en: format!(
            "the number{} can be read in two ways and nothing in its column tells which; it was taken for {value}; if that is wrong, write out its fraction",
            quoted(shown)
        ),
    }
}

pub(super) fn number_unreadable(shown: Option<&str>) -> Message {
    Message {
        vi: format!("không hiểu số{}; hãy ghi dạng 1234,5 hoặc 1.234,5", quoted(shown)),
        en: format!("cannot read the number{}; write it as 1234.5 or 1.234,5", quoted(shown)),
    }
}

pub(super) fn number_impossible() -> Message {
    Message {
        vi: "số âm không thể là diện tích; hãy sửa".into(),
        en: "a number below zero is no area; mend it".into(),
    }
}

pub(super) fn scale_unreadable(shown: Option<&str>) -> Message {
    Message {
        vi: format!("không hiểu tỷ lệ{}; hãy ghi dạng 1:500", quoted(shown)),
        en: format!("cannot read the scale{}; write it as 1:500", quoted(shown)),
    }
}

pub(super) fn row_too_long(cells: usize, columns: usize) -> Message {
    Message {
        vi: format!(
            "dòng có {cells} ô trong khi tiêu đề có {columns} cột, có lẽ do dấu phẩy thập phân không nằm trong ngoặc kép; hãy xem lại, các ô có \
                     thể bị lệch"
        ),
        en: format!(
            "the line has {cells} cells and the header has {columns}, perhaps for a decimal comma without quotation marks; look at it, its cells \
                     may stand in the wrong columns"
        ),
    }
}

pub(super) fn merged(place: &str, rows: u64, columns: &str) -> Message {
    Message {
        vi: format!(
            "{place}: {rows} ô trống thuộc các ô gộp nhiều dòng (cột {columns}); giá trị của ô gộp được dùng cho mọi dòng của nó"
        ),
        en: format!(
            "{place}: {} to cells merged over several rows (columns {columns}); the value of a merged cell was taken for each of its rows",
            if rows == 1 { "1 empty cell belongs".to_owned() } else { format!("{rows} empty cells belong") }
        ),
    }
}

pub(super) fn decoded(
    place: &str,
    cells: u64,
    column: &str,
    encoding: &str,
    proposals: u64,
    repaired: bool,
) -> Message {
    let (mut vi, mut en) = (
        format!("{place}: {cells} ô ở cột {column} viết bằng bảng mã {encoding} đã được chuyển sang Unicode"),
        match cells {
            1 => format!(
                "{place}: 1 cell of column {column} is written in {encoding} and was turned into Unicode"
            ),
            _ => format!(
                "{place}: {cells} cells of column {column} are written in {encoding} and were turned into Unicode"
            ),
        },
    );
    if proposals > 0 && repaired {
        let _ = write!(vi, "; ở {proposals} ô chữ hoa có dấu là do đề xuất, vì {encoding} không phân biệt");
        let _ = write!(
            en,
            "; in {proposals} of them capitals with tones are proposed, as {encoding} does not tell them from small letters"
        );
    } else if proposals > 0 {
        let _ =
            write!(vi, "; ở {proposals} ô có chữ thường đứng giữa chữ hoa, vì {encoding} không phân biệt");
        let _ = write!(
            en,
            "; in {proposals} of them small letters stand among capitals, as {encoding} does not tell them apart"
        );
    }
    Message { vi, en }
}

pub(super) fn hidden_worksheets(file: &str, names: &str) -> Message {
    Message {
        vi: format!("{file}: không đọc các trang tính ẩn {names}; muốn đọc hãy nêu tên trang tính"),
        en: format!("{file}: hidden worksheets were not read: {names}; name a worksheet to read it"),
    }
}

pub(super) fn hidden_cells(file: &str, worksheet: &str, rows: u64, columns: &[String]) -> Message {
    let (mut vi, mut en) = (Vec::new(), Vec::new());
    if rows > 0 {
        vi.push(format!("{rows} dòng ẩn"));
        en.push(if rows == 1 { "1 hidden row".to_owned() } else { format!("{rows} hidden rows") });
    }
    if !columns.is_empty() {
        let count = columns.len();
        let named = columns.join(", ");
        vi.push(format!("{count} cột ẩn ({named})"));
        let word = if count == 1 { "column" } else { "columns" };
        en.push(format!("{count} hidden {word} ({named})"));
    }
    Message {
        vi: format!(
            "{file}, trang tính “{worksheet}” có {}; tất cả vẫn được đọc, nếu là dòng đã bỏ thì hãy xóa khỏi trang tính",
            vi.join(" và ")
        ),
        en: format!(
            "{file}, worksheet “{worksheet}” has {}; all were read, and rows that are no more meant should be deleted from it",
            en.join(" and ")
        ),
    }
}

pub(super) fn several_worksheets(file: &str, names: &str) -> Message {
    Message {
        vi: format!(
            "{file}: nhiều trang tính có tiêu đề phù hợp và đều được đọc: {names}; muốn đọc một trang hãy nêu tên"
        ),
        en: format!(
            "{file}: several worksheets have fitting headers and all were read: {names}; name one to read it alone"
        ),
    }
}

pub(super) fn eight_bit_text(file: &str, encoding: &str) -> Message {
    Message {
        vi: format!(
            "{file}: văn bản không phải Unicode, đã đọc theo bảng mã {encoding}; nếu chữ hiện sai hãy lưu lại dạng UTF-8"
        ),
        en: format!(
            "{file}: the text is not Unicode and was read as {encoding}; if letters look wrong, save it as UTF-8"
        ),
    }
}

pub(super) fn half_a_letter(file: &str) -> Message {
    Message {
        vi: format!(
            "{file}: tệp kết thúc giữa chừng một chữ (UTF-16), có lẽ chưa đủ; hãy chép hoặc lưu lại tệp gốc rồi đọc lại"
        ),
        en: format!(
            "{file}: the file ends in half a letter (UTF-16) and is probably incomplete; copy or save the original again and read that"
        ),
    }
}

pub(super) fn no_worksheets(file: &str, worksheet: &str) -> Message {
    Message {
        vi: format!(
            "{file} là văn bản chia cột, không có trang tính; không dùng tên trang tính “{worksheet}”"
        ),
        en: format!(
            "{file} is text in columns and has no worksheets; the name of a worksheet, “{worksheet}”, was not used"
        ),
    }
}

pub(super) fn letters_lost() -> Message {
    Message {
        vi: "có ký tự bị hỏng, không đọc được; hãy gõ lại ô này".into(),
        en: "letters of it are damaged and cannot be read; type the cell again".into(),
    }
}

/// `columns` are positions and headers, and `known` so many others were taken. The first are named with their headers, the rest by
/// their letters, by which they are found in the worksheet.
pub(super) fn unknown_columns(place: &str, columns: &[(usize, String)], known: usize) -> Message {
    const NAMED: usize = 8;
    let (count, all) = (columns.len(), columns.len() + known);
    let (named, rest) = columns.split_at(count.min(NAMED));
    let named: Vec<String> =
        named.iter().map(|(position, header)| format!("{} “{header}”", column_letters(*position))).collect();
    let (mut vi, mut en) = (named.join(", "), named.join(", "));
    if !rest.is_empty() {
        let positions: Vec<usize> = rest.iter().map(|&(position, _)| position).collect();
        let (more, ranges) = (rest.len(), letter_ranges(&positions).join(", "));
        let _ = write!(vi, " và {more} cột nữa: {ranges}");
        let _ = write!(en, " and {more} more: {ranges}");
    }
    Message {
        vi: format!("{place}: {count} trong {all} cột có tiêu đề lạ nên không được dùng: {vi}"),
        en: format!("{place}: of {all} columns {count} had headers that are not known and went unused: {en}"),
    }
}

/// Columns that stand together as `K–AC`.
fn letter_ranges(positions: &[usize]) -> Vec<String> {
    let together = positions.chunk_by(|one, other| one + 1 == *other);
    let range = |columns: &[usize]| match *columns {
        [first, .., last] => format!("{}–{}", column_letters(first), column_letters(last)),
        _ => column_letters(columns[0]),
    };
    together.map(range).collect()
}

pub(super) fn a_register() -> Message {
    Message { vi: "danh sách giấy chứng nhận".into(), en: "register of certificates".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_unknown_columns_are_told_in_a_line() {
        let check = |positions: &[usize], expected: &str| {
            let columns: Vec<(usize, String)> =
                positions.iter().map(|&position| (position, format!("x{position}"))).collect();
            let said = unknown_columns("so.xlsx", &columns, 11).en;
            assert!(said.ends_with(expected), "{said}");
        };
        check(&[3], "of 12 columns 1 had headers that are not known and went unused: D “x3”");
        check(&[0, 1, 2, 3, 4, 5, 6, 7], "G “x6”, H “x7”");
        let many: Vec<usize> = (0..28).chain([40]).chain(50..140).collect();
        check(&many, "H “x7” and 111 more: I–AB, AO, AY–EJ");
    }
}
