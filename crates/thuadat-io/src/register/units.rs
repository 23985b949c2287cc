//! Lists of communes that merged: which code became which, wholly or in part.

use super::complaint::RegisterComplaints;
use super::error::RegisterError;
use super::list::{ListKind, ListRead, NEW_COMMUNE_CODE, OLD_COMMUNE_CODE, UNREADABLE, read_list, repeated};
use super::renumbering;
use crate::columns::commune_code;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use thuadat_core::{Code, Codes, Day, Message, Observer, WrittenDate};

/// A list of communes that merged, with the days between which each code is in use.
#[derive(Debug, Clone, Default)]
pub struct UnitsRead {
    /// The lines, in their order.
    pub changes: Vec<UnitChange>,
    /// The codes with their times and successors, as linking and checking take them.
    pub communes: Codes,
    /// What is wrong with the list; contradictions name both rows.
    pub complaints: RegisterComplaints,
}

/// One line: land of an old commune that came to a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChange {
    /// Row or line, counted from 1.
    pub row: u32,
    /// Code of the old commune.
    pub old_code: Box<str>,
    /// Its name, where the list says it.
    pub old_name: Option<Box<str>>,
    /// Code of the new commune.
    pub new_code: Box<str>,
    /// Its name, where the list says it.
    pub new_name: Option<Box<str>>,
    /// Whether all land of the old commune came to the new one; none where the list does not say.
    pub is_whole: Option<bool>,
    /// The day of the change.
    pub on: Day,
}

const OLD_CODE: usize = 0;
const OLD_NAME: usize = 1;
const NEW_CODE: usize = 2;
const NEW_NAME: usize = 3;
const TYPE: usize = 4;
const ON: usize = 5;

const KIND: ListKind = ListKind {
    headers: &[
        &[OLD_COMMUNE_CODE, &["macu"]],
        &[&["oldname", "oldcommunename", "tenxacu", "tencu", "xacu", "xaphuongcu"]],
        &[NEW_COMMUNE_CODE, &["mamoi"]],
        &[&["newname", "newcommunename", "tenxamoi", "tenmoi", "xamoi", "xaphuongmoi"]],
        &[&["type", "kind", "loai", "phamvi", "mucdo", "hinhthuc"]],
        &[&["date", "on", "since", "effective", "ngay", "ngayhieuluc", "hieuluctu", "tungay"]],
    ],
    needed: &[OLD_CODE, NEW_CODE],
    dates: &[ON],
    name: || Message {
        vi: "bảng đối chiếu mã xã".into(), en: "list of communes that merged".into()
    },
    looked_for: "“Mã xã cũ”, “Mã xã mới”, “Tên xã cũ”, “Tên xã mới”, “Ngày hiệu lực” (old_code, new_code, old_name, new_name, type, date)",
};

/// The day most communes of a list came to be, where the list has no column of days: 1 July 2025.
const COMMUNES_SINCE: Day = Day::new(2025, 7, 1);
/// No list says when a commune of before began.
const LONG_AGO: Day = Day::new(1900, 1, 1);

/// Reads a list of communes that merged, a workbook or text in columns, also packed with gzip: old code, new code, and, where they are there, the
/// names, whether all land went over (`full`, `partial`; `toàn bộ`, `một phần`) and the day; without one, 1 July 2025.
///
/// # Errors
///
/// Where there is no such file, it is no table, it is damaged or locked, or nothing in it has the headers of such a list. Where the
/// observer asks to stop.
pub fn read_units(
    path: &Path,
    worksheet: Option<&str>,
    observer: &dyn Observer,
) -> Result<UnitsRead, RegisterError> {
    let list = read_list(path, worksheet, &KIND, observer)?;
    if is_of_sheets(path, worksheet, &list, observer) {
        return Err(RegisterError::NoHeader {
            path: path.into(),
            what: Box::new((KIND.name)()),
            worksheets: list.place.worksheet.iter().map(ToString::to_string).collect(),
            others: Vec::new(),
            looked_for: KIND.looked_for,
        });
    }
    let mut complaints = RegisterComplaints::default();
    let mut changes: Vec<UnitChange> = Vec::new();
    for (row, texts) in &list.rows {
        if texts.iter().any(|text| text.as_deref() == Some(UNREADABLE)) {
            list.complain(&mut complaints, "list-cell-unreadable", *row, None, &row_unreadable());
            continue;
        }
        let (Some(old_code), Some(new_code)) =
            (code(texts[OLD_CODE].as_deref()), code(texts[NEW_CODE].as_deref()))
        else {
            let column = if code(texts[OLD_CODE].as_deref()).is_none() { OLD_CODE } else { NEW_CODE };
            list.complain(&mut complaints, "commune-code-malformed", *row, Some(column), &no_code());
            continue;
        };
        let on = match texts[ON].as_deref().map(str::parse::<WrittenDate>) {
            None => COMMUNES_SINCE,
            Some(Ok(WrittenDate::Day(day))) => day,
            Some(_) => {
                list.complain(&mut complaints, "date-unreadable", *row, Some(ON), &no_day());
                continue;
            }
        };
        let is_whole = texts[TYPE].as_deref().and_then(is_whole);
        let (old_name, new_name) = (texts[OLD_NAME].clone(), texts[NEW_NAME].clone());
        changes.push(UnitChange { row: *row, old_code, old_name, new_code, new_name, is_whole, on });
    }
    let key = |change: &UnitChange| (change.old_code.clone(), change.new_code.clone());
    for (_, rows) in repeated(changes.iter().enumerate().map(|(at, change)| (key(change), at))) {
        for &again in &rows[1..] {
            let what = twice(changes[rows[0]].row);
            list.complain(&mut complaints, "list-line-twice", changes[again].row, Some(OLD_CODE), &what);
        }
    }
    let whole = changes.iter().enumerate().filter(|(_, change)| change.is_whole == Some(true));
    for (_, rows) in repeated(whole.map(|(at, change)| (change.old_code.clone(), at))) {
        for &other in &rows[1..] {
            if changes[other].new_code != changes[rows[0]].new_code {
                let what = whole_twice(&changes[rows[0]]);
                list.complain(&mut complaints, "list-two-targets", changes[other].row, Some(NEW_CODE), &what);
            }
        }
    }
    let communes = codes(&changes);
    Ok(UnitsRead { changes, communes, complaints })
}

/// Whether the worksheet read is a list of renumbered sheets, which names the communes of its sheets and no change of communes.
fn is_of_sheets(path: &Path, worksheet: Option<&str>, read: &ListRead, observer: &dyn Observer) -> bool {
    let of_sheets = read_list(path, worksheet, &renumbering::KIND, observer);
    of_sheets.is_ok_and(|of_sheets| of_sheets.place.worksheet == read.place.worksheet)
}

fn code(text: Option<&str>) -> Option<Box<str>> {
    let text = text?;
    let is_code = text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| commune_code(text).into())
}

fn is_whole(text: &str) -> Option<bool> {
    match super::vocabulary::fold_header(text).as_str() {
        "full" | "whole" | "toanbo" | "nguyenven" => Some(true),
        "partial" | "part" | "motphan" => Some(false),
        _ => None,
    }
}

/// The name of an old commune, and the codes its land came to.
type Closed<'a> = (Option<&'a str>, BTreeSet<&'a str>);

/// The codes of communes that merged: each old one until the day, with its successors; each new one from the day on.
#[must_use]
pub fn communes_of(changes: &[UnitChange]) -> Codes {
    codes(changes)
}

fn codes(changes: &[UnitChange]) -> Codes {
    let mut old: BTreeMap<(&str, Day), Closed<'_>> = BTreeMap::new();
    let mut new: BTreeMap<(&str, Day), Option<&str>> = BTreeMap::new();
    for change in changes {
        let closed = old.entry((&change.old_code, change.on)).or_default();
        closed.0 = closed.0.or(change.old_name.as_deref());
        closed.1.insert(&change.new_code);
        let opened = new.entry((&change.new_code, change.on)).or_default();
        *opened = opened.or(change.new_name.as_deref());
    }
    let closed = old.iter().map(|(&(code, on), (name, successors))| {
        let since =
            new.range((code, LONG_AGO)..(code, on)).next_back().map_or(LONG_AGO, |(&(_, since), _)| since);
        let successors = successors.iter().map(|&successor| successor.into()).collect();
        Code { successors, ..Code::new(code, name.unwrap_or(code), since, Some(on)) }
    });
    let opened = new.iter().filter_map(|(&(code, on), name)| {
        let later = old.range((Bound::Excluded((code, on)), Bound::Unbounded)).next();
        let is_closed_again = later.is_some_and(|(&(closed, _), _)| closed == code);
        (!is_closed_again).then(|| Code::new(code, name.unwrap_or(code), on, None))
    });
    Codes::new(closed.chain(opened).collect::<Vec<_>>())
}

fn row_unreadable() -> Message {
    Message {
        vi: "dòng có ô là ngày tháng hoặc công thức lỗi nên không được dùng; hãy định dạng cột là Văn bản (Text) rồi gõ lại".into(),
        en: "a cell of the row holds a date or a formula that fails, so that the row is not used; format the column as Text and type it again".into(),
    }
}

fn no_code() -> Message {
    Message {
        vi: "mã xã phải là năm chữ số; dòng này không được dùng, hãy sửa mã".into(),
        en: "the code of a commune has five digits; this row is not used, mend the code".into(),
    }
}

fn no_day() -> Message {
    Message {
        vi: "không hiểu ngày; hãy ghi dạng 01/07/2025; dòng này không được dùng".into(),
        en: "cannot read the day; write it as 01/07/2025; this row is not used".into(),
    }
}

fn twice(row: u32) -> Message {
    Message {
        vi: format!("dòng này lặp lại dòng {row}; hãy xóa một dòng"),
        en: format!("this row repeats row {row}; remove one of them"),
    }
}

fn whole_twice(first: &UnitChange) -> Message {
    Message {
        vi: format!(
            "xã cũ {} đã nhập toàn bộ vào {} ở dòng {}; hãy sửa một dòng hoặc ghi là một phần",
            first.old_code, first.new_code, first.row
        ),
        en: format!(
            "all of the old commune {} came to {} in row {}; mend one of the rows or call it partial",
            first.old_code, first.new_code, first.row
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_core::Unobserved;

    fn read(text: &str) -> UnitsRead {
        let path = tempfile::Builder::new().suffix(".csv").tempfile().unwrap().into_temp_path();
        std::fs::write(&path, text).unwrap();
        read_units(&path, None, &Unobserved).unwrap_or_else(|error| panic!("{error}"))
    }

    const CAO_LOC: &str = "province,new_code,new_name,old_code,old_name,type\nLạng Sơn,06211,Xã Cao Lộc,06211,Xã Lộc Yên,full\n\
                           Lạng Sơn,06211,Xã Cao Lộc,06193,Xã Thanh Lòa,full\nLạng Sơn,06211,Xã Cao Lộc,06199,Xã Thạch Đạn,full\n";

    #[test]
    fn a_code_means_another_commune_from_the_day_on() {
        let communes = read(CAO_LOC).communes;
        let before = Some(Day::new(2025, 6, 30));
        assert_eq!(&*communes.meaning("06211", before).unwrap().name, "Xã Lộc Yên");
        assert_eq!(&*communes.meaning("06211", None).unwrap().name, "Xã Cao Lộc");
        assert!(!communes.is_in_use("06193", None) && communes.is_in_use("06193", before));
        assert_eq!(communes.find("06193").unwrap()[0].successors, ["06211".into()]);
    }

    #[test]
    fn the_list_may_say_the_day() {
        let read = read("Mã xã cũ;Mã xã mới;Ngày hiệu lực\n1;2;01/01/2020\n2;3;01/07/2025\n");
        let on = |year, month| Some(Day::new(year, month, 15));
        assert!(
            read.communes.is_in_use("00002", on(2022, 1)) && !read.communes.is_in_use("00002", on(2019, 1))
        );
        assert!(!read.communes.is_in_use("00002", None) && read.communes.is_in_use("00003", None));
        assert_eq!(read.communes.find("00002").unwrap().len(), 1);
    }

    #[test]
    fn the_day_may_be_one_of_a_spreadsheet() {
        use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
        let file = tempfile::Builder::new().suffix(".xlsx").tempfile().unwrap();
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, text) in (0..).zip(["Mã xã cũ", "Mã xã mới", "Ngày hiệu lực"]) {
            sheet.write(0, column, text).unwrap();
        }
        let day = ExcelDateTime::from_ymd(2020, 1, 1).unwrap();
        let format = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write(1, 0, "00001").unwrap().write(1, 1, "00002").unwrap();
        sheet.write_with_format(1, 2, &day, &format).unwrap();
        workbook.save(file.path()).unwrap();
        let read = read_units(file.path(), None, &Unobserved).unwrap();
        assert!(read.complaints.is_empty());
        assert_eq!(read.changes.first().map(|change| change.on), Some(Day::new(2020, 1, 1)));
    }

    #[test]
    fn a_list_of_sheets_is_none_of_communes() {
        let path = tempfile::Builder::new().suffix(".csv").tempfile().unwrap().into_temp_path();
        std::fs::write(&path, "Mã xã cũ,Số tờ cũ,Mã xã mới,Số tờ mới\n06199,7,06211,150\n").unwrap();
        let error = read_units(&path, None, &Unobserved).unwrap_err();
        assert!(error.message().vi.contains("Mã xã cũ"), "{}", error.message().vi);
    }

    #[test]
    fn what_contradicts_itself_names_both_rows() {
        let read =
            read("old_code,new_code,type\n1,2,full\n1,3,full\n4,2,partial\n4,3,partial\n4,3,partial\nx,3,\n");
        let codes: Vec<_> = read.complaints.iter().map(|complaint| (complaint.code, complaint.row)).collect();
        assert_eq!(codes, [("commune-code-malformed", 7), ("list-line-twice", 6), ("list-two-targets", 3)]);
    }
}
