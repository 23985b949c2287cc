//! Lists of renumbered sheets.

use super::complaint::RegisterComplaints;
use super::error::RegisterError;
use super::list::{ListKind, ListRead, NEW_COMMUNE_CODE, OLD_COMMUNE_CODE, UNREADABLE, read_list, repeated};
use super::scale::denominator;
use crate::columns::commune_code;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use thuadat_core::{Message, Observer, RenumberedSheet, Renumbering};

/// What reading a list of renumbered sheets yields.
#[derive(Debug, Clone, Default)]
pub struct RenumberingRead {
    /// The list. Lines that contradict each other are in it, all of them: what they lead to is ambiguous.
    pub renumbering: Renumbering,
    /// What is wrong with it; contradictions name both rows.
    pub complaints: RegisterComplaints,
}

const OLD_COMMUNE: usize = 0;
const OLD_SHEET: usize = 1;
const SCALE: usize = 2;
const NEW_COMMUNE: usize = 3;
const NEW_SHEET: usize = 4;

/// Headers met in lists of provinces, and the English ones; folded.
pub(super) const KIND: ListKind = ListKind {
    headers: &[
        &[OLD_COMMUNE_CODE, &["xacu"]],
        &[&[
            "sotocu",
            "tocu",
            "tobandocu",
            "sotobandocu",
            "sohieutobandocu",
            "sohieutocu",
            "sototruocsapxep",
            "oldsheet",
            "oldsheetnumber",
        ]],
        &[&["tyle", "tile", "tylebando", "tilebando", "scale", "mapscale"]],
        &[NEW_COMMUNE_CODE, &["xamoi"]],
        &[&[
            "sotomoi",
            "tomoi",
            "tobandomoi",
            "sotobandomoi",
            "sohieutobandomoi",
            "sohieutomoi",
            "sotosausapxep",
            "newsheet",
            "newsheetnumber",
        ]],
    ],
    needed: &[OLD_SHEET, NEW_SHEET],
    dates: &[],
    name: || Message {
        vi: "bảng đối chiếu số tờ bản đồ".into(), en: "list of renumbered sheets".into()
    },
    looked_for: "“Mã xã cũ”, “Số tờ cũ”, “Tỷ lệ”, “Mã xã mới”, “Số tờ mới” (old_commune, old_sheet, scale, new_commune, new_sheet)",
};

/// Reads a list of renumbered sheets, a workbook or text in columns: old commune, old sheet and scale, new commune, new sheet. The communes and
/// the scale may be left out.
///
/// # Errors
///
/// Where there is no such file, it is no table, it is damaged or locked, or nothing in it has the headers of such a list. Where the
/// observer asks to stop.
pub fn read_renumbering(
    path: &Path,
    worksheet: Option<&str>,
    observer: &dyn Observer,
) -> Result<RenumberingRead, RegisterError> {
    let list = read_list(path, worksheet, &KIND, observer)?;
    let mut complaints = RegisterComplaints::default();
    let mut sheets = Vec::new();
    for (row, texts) in &list.rows {
        sheets.extend(line(&list, *row, texts, &mut complaints));
    }
    complain_of_targets(&list, &sheets, &mut complaints);
    complain_of_cycles(&list, &sheets, &mut complaints);
    let renumbering = Renumbering { file: list.place.file, worksheet: list.place.worksheet, sheets };
    Ok(RenumberingRead { renumbering, complaints })
}

fn line(
    list: &ListRead,
    row: u32,
    texts: &[Option<Box<str>>],
    complaints: &mut RegisterComplaints,
) -> Option<RenumberedSheet> {
    for (column, text) in texts.iter().enumerate() {
        if text.as_deref() == Some(UNREADABLE) {
            list.complain(complaints, "list-cell-unreadable", row, Some(column), &cell_unreadable());
            return None;
        }
    }
    let (Some(old_sheet), Some(new_sheet)) = (&texts[OLD_SHEET], &texts[NEW_SHEET]) else {
        let missing = if texts[OLD_SHEET].is_none() { OLD_SHEET } else { NEW_SHEET };
        list.complain(complaints, "list-sheet-missing", row, Some(missing), &sheet_missing());
        return None;
    };
    let scale = texts[SCALE].as_deref().and_then(denominator);
    if let Some(text) = texts[SCALE].as_deref().filter(|_| scale.is_none()) {
        list.complain(
            complaints,
            "scale-unreadable",
            row,
            Some(SCALE),
            &super::words::scale_unreadable(Some(text)),
        );
    }
    let (old_commune, new_commune) = (
        commune(list, row, texts, OLD_COMMUNE, complaints)?,
        commune(list, row, texts, NEW_COMMUNE, complaints)?,
    );
    Some(RenumberedSheet {
        row,
        old_commune,
        old_sheet: old_sheet.clone(),
        scale,
        new_commune,
        new_sheet: new_sheet.clone(),
    })
}

/// The code of a commune, or its name, which is brought to its code where the communes are known. Nothing for a list without such a
/// column; none for a row that is not used, because it would be of every commune, or of one there cannot be.
#[expect(clippy::option_option, reason = "a row that is not used, and a list that names no communes")]
fn commune(
    list: &ListRead,
    row: u32,
    texts: &[Option<Box<str>>],
    column: usize,
    complaints: &mut RegisterComplaints,
) -> Option<Option<Box<str>>> {
    const DIGITS: usize = 5;
    if !list.has(column) {
        return Some(None);
    }
    let Some(text) = texts[column].as_deref() else {
        list.complain(complaints, "list-commune-missing", row, Some(column), &commune_missing());
        return None;
    };
    let code = commune_code(text);
    let is_name = code.chars().any(char::is_alphabetic) && !code.contains(|it: char| it.is_ascii_digit());
    if !is_name && (code.len() != DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit())) {
        list.complain(complaints, "list-commune-malformed", row, Some(column), &commune_malformed());
        return None;
    }
    Some(Some(code.into()))
}

/// The same line twice is needless; the same sheet with two targets leaves it open.
fn complain_of_targets(list: &ListRead, sheets: &[RenumberedSheet], complaints: &mut RegisterComplaints) {
    let key = |sheet: &RenumberedSheet| (sheet.old_commune.clone(), sheet.old_sheet.clone(), sheet.scale);
    for (_, rows) in repeated(sheets.iter().enumerate().map(|(at, sheet)| (key(sheet), at))) {
        let first = &sheets[rows[0]];
        for other in rows[1..].iter().map(|&at| &sheets[at]) {
            let is_same = (&first.new_commune, &first.new_sheet) == (&other.new_commune, &other.new_sheet);
            let (code, what) = if is_same {
                ("list-line-twice", line_twice(first))
            } else {
                ("list-two-targets", two_targets(first, other))
            };
            list.complain(complaints, code, other.row, Some(NEW_SHEET), &what);
        }
    }
}

/// A commune and a sheet of it.
type Key<'a> = (Option<&'a str>, &'a str);

/// A sheet that leads back to itself through other lines. In a commune that keeps its code old and new numbers are of
/// different times, so that only a line of one and the same commune is followed: a list that says 1 → 2 and 2 → 1 of it is
/// either an exchange or written the wrong way round.
fn complain_of_cycles(list: &ListRead, sheets: &[RenumberedSheet], complaints: &mut RegisterComplaints) {
    if !list.has(OLD_COMMUNE) || !list.has(NEW_COMMUNE) {
        return;
    }
    let mut after: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
    for (at, sheet) in sheets.iter().enumerate() {
        after.entry((sheet.old_commune.as_deref(), &sheet.old_sheet)).or_default().push(at);
    }
    let target = |at: usize| -> Key<'_> { (sheets[at].new_commune.as_deref(), &sheets[at].new_sheet) };
    let mut said = BTreeSet::new();
    for start in 0..sheets.len() {
        let origin: Key<'_> = (sheets[start].old_commune.as_deref(), &sheets[start].old_sheet);
        let (mut here, mut steps) = (start, 1);
        while target(here) != origin && steps < MOST_STEPS {
            let Some(&next) = after.get(&target(here)).and_then(|next| next.first()) else { break };
            (here, steps) = (next, steps + 1);
        }
        if here != start && target(here) == origin {
            let (one, other) =
                (sheets[start].row.min(sheets[here].row), sheets[start].row.max(sheets[here].row));
            if said.insert((one, other)) {
                list.complain(complaints, "list-cycle", other, Some(NEW_SHEET), &cycle(one, steps));
            }
        }
    }
}

/// Longer chains of renumbering than this are not looked for.
const MOST_STEPS: usize = 8;

fn cell_unreadable() -> Message {
    Message {
        vi: "ô chứa ngày tháng hoặc công thức lỗi nên cả dòng không được dùng; hãy định dạng cột là Văn bản (Text) rồi gõ lại".into(),
        en: "the cell holds a date or a formula that fails, so that its row is not used; format the column as Text and type it again".into(),
    }
}

fn sheet_missing() -> Message {
    Message {
        vi: "thiếu số tờ nên dòng này không được dùng; hãy điền số tờ".into(),
        en: "the sheet is missing, so that this row is not used; fill it in".into(),
    }
}

fn commune_missing() -> Message {
    Message {
        vi: "thiếu mã xã nên dòng này không được dùng, vì số tờ giống nhau ở nhiều xã; hãy điền mã xã 5 chữ số".into(),
        en: "the commune is missing, so that this row is not used: several communes have sheets of that number; fill in the code of five digits".into(),
    }
}

fn commune_malformed() -> Message {
    Message {
        vi: "mã xã không phải 5 chữ số nên dòng này không được dùng; hãy sửa mã xã".into(),
        en: "the commune code is not of five digits, so that this row is not used; mend the code".into(),
    }
}

fn line_twice(first: &RenumberedSheet) -> Message {
    Message {
        vi: format!("dòng này lặp lại dòng {}; hãy xóa một dòng", first.row),
        en: format!("this row repeats row {}; remove one of them", first.row),
    }
}

fn two_targets(first: &RenumberedSheet, other: &RenumberedSheet) -> Message {
    let of = |sheet: &RenumberedSheet| {
        let commune = sheet.new_commune.as_deref().map(|code| format!("{code}/")).unwrap_or_default();
        format!("{commune}{}", sheet.new_sheet)
    };
    let (one, two, row, old) = (of(first), of(other), first.row, &first.old_sheet);
    let scale_vi = first.scale.map(|scale| format!(" tỷ lệ 1:{scale}")).unwrap_or_default();
    let scale_en = first.scale.map(|scale| format!(" of 1:{scale}")).unwrap_or_default();
    Message {
        vi: format!(
            "tờ cũ {old}{scale_vi} đã thành tờ {one} ở dòng {row} nhưng ở đây thành tờ {two}; các giấy của tờ này chưa xác định được, hãy sửa \
                     một dòng hoặc ghi tỷ lệ"
        ),
        en: format!(
            "old sheet {old}{scale_en} became {one} in row {row} and {two} here; certificates of that sheet stay open, mend one of the rows or \
                     write the scale"
        ),
    }
}

fn cycle(other: u32, steps: usize) -> Message {
    Message {
        vi: format!(
            "cùng với dòng {other}, sau {steps} bước đánh số lại, tờ này trở về chính nó; hãy xem cột cũ và cột mới có bị đảo không"
        ),
        en: format!(
            "with row {other} this sheet leads back to itself in {steps} steps; see whether old and new are the wrong way round"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_core::Unobserved;

    fn read(text: &str) -> RenumberingRead {
        let path = tempfile::Builder::new().suffix(".csv").tempfile().unwrap().into_temp_path();
        std::fs::write(&path, text).unwrap();
        read_renumbering(&path, None, &Unobserved).unwrap_or_else(|error| panic!("{error}"))
    }

    fn codes(read: &RenumberingRead) -> Vec<(&'static str, u32)> {
        read.complaints.iter().map(|complaint| (complaint.code, complaint.row)).collect()
    }

    #[test]
    fn both_languages_are_read() {
        let expected = RenumberedSheet {
            row: 2,
            old_commune: Some("06199".into()),
            old_sheet: "7".into(),
            scale: Some(500),
            new_commune: Some("06211".into()),
            new_sheet: "150".into(),
        };
        for text in [
            "Mã xã cũ,Số tờ cũ,Tỷ lệ,Mã xã mới,Số tờ mới\n06199,7,1:500,06211,150\n",
            "MÃ XÃ CŨ;SỐ TỜ CŨ;TỈ LỆ;MÃ XÃ MỚI;SỐ TỜ MỚI\n6199;7;1/500;6211;150\n",
            "old_commune,old_sheet,scale,new_commune,new_sheet\n06199,7,500,06211,150\n",
            "new_sheet\tnew_commune\tscale\told_sheet\told_commune\n150\t06211\t500\t7\t06199\n",
        ] {
            let read = read(text);
            assert_eq!(read.renumbering.sheets, std::slice::from_ref(&expected), "{text}");
            assert!(read.complaints.is_empty());
        }
    }

    #[test]
    fn contradictions_name_both_rows() {
        let read = read(
            "old_commune,old_sheet,scale,new_commune,new_sheet\n06199,7,,06211,150\n06199,7,,06211,156\n06199,8,500,06211,151\n06199,8,1000,06211,157\n\
             06199,7,,06211,150\n06211,1,,06211,2\n06211,2,,06211,1\n06211,9,,06211,9\n",
        );
        assert_eq!(codes(&read), [("list-two-targets", 3), ("list-line-twice", 6), ("list-cycle", 8)]);
        let said: Vec<&str> = read.complaints.iter().map(|complaint| complaint.message.en.as_str()).collect();
        assert!(said[0].contains("row 2") && said[0].contains("156"), "{}", said[0]);
        assert!(said[2].contains("row 7"), "{}", said[2]);
        assert_eq!(read.renumbering.sheets.len(), 8);
    }

    #[test]
    fn lines_that_say_nothing_are_complained_of() {
        let read = read("Số tờ cũ,Tỷ lệ,Số tờ mới\n7,1:500,\n,1:500,8\n9,lớn,10\n");
        assert_eq!(
            codes(&read),
            [("list-sheet-missing", 2), ("list-sheet-missing", 3), ("scale-unreadable", 4)]
        );
        assert_eq!(read.renumbering.sheets.len(), 1);
        assert_eq!(read.renumbering.sheets[0].old_commune, None);
    }

    #[test]
    fn rows_without_a_commune_are_told_and_left_out() {
        let header = "Mã xã cũ,Số tờ cũ,Tỷ lệ,Mã xã mới,Số tờ mới";
        let check = |row: &str, expected: &[(&'static str, u32)], column: &str| {
            let read = read(&format!("{header}\n{row}\n"));
            assert_eq!(codes(&read), expected, "{row}");
            assert_eq!(read.renumbering.sheets.len(), usize::from(expected.is_empty()), "{row}");
            for complaint in read.complaints.iter() {
                assert!(complaint.message.en.contains(column), "{}", complaint.message.en);
            }
        };
        check("06199,7,500,06211,150", &[], "");
        check("6199,7,500,6211,150", &[], "");
        check("Xã Thạch Đạn,7,500,Xã Cao Lộc,150", &[], "");
        check(",7,500,06211,150", &[("list-commune-missing", 2)], "column A “Mã xã cũ”");
        check("06199,7,500,,150", &[("list-commune-missing", 2)], "column D “Mã xã mới”");
        check("006199,7,500,06211,150", &[("list-commune-malformed", 2)], "column A “Mã xã cũ”");
        check("0619O,7,500,06211,150", &[("list-commune-malformed", 2)], "column A");
        check("06199,7,500,6211.5,150", &[("list-commune-malformed", 2)], "column D");
        check("-,7,500,06211,150", &[("list-commune-malformed", 2)], "column A");
    }

    #[test]
    fn codes_go_before_names() {
        let read = read("Xã cũ,Mã xã cũ,Số tờ cũ,Số tờ mới\nThạch Đạn,06199,7,150\n");
        assert_eq!(read.renumbering.sheets[0].old_commune.as_deref(), Some("06199"));
    }

    #[test]
    fn a_list_of_something_else_is_refused() {
        let path = tempfile::Builder::new().suffix(".csv").tempfile().unwrap().into_temp_path();
        std::fs::write(&path, "Số tờ,Số thửa\n1,2\n").unwrap();
        let error = read_renumbering(&path, None, &Unobserved).unwrap_err();
        assert!(error.message().vi.contains("Mã xã cũ"), "{}", error.message().vi);
    }
}
