//! Finding the header of a register among its first rows, and what its columns hold.

use super::cell::{RegisterCell, RegisterRow};
use super::field::RegisterField;
use super::vocabulary::{Known, VOCABULARY};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use thuadat_core::LegacyEncoding;

/// A column of a register and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterColumn {
    /// Position, counted from 0.
    pub position: usize,
    /// Its header, with the heading above it where that tells it from others.
    pub header: Arc<str>,
    /// What it holds; none for a header that is not known.
    pub field: Option<RegisterField>,
}

/// The header of a register.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// Columns in their order, those with a header alone.
    pub(super) columns: Vec<RegisterColumn>,
    /// The first row that is not of the header.
    pub(super) first_row: u32,
}

/// Header rows stand among so many rows that are not empty.
pub(super) const SEARCHED_ROWS: usize = 40;
/// A header is of so many rows at most.
const MOST_HEADER_ROWS: usize = 4;
/// Fewer known headers than this are a coincidence.
const FEWEST_FIELDS: usize = 2;

/// Finds the header in the first rows of a sheet: the rows whose texts are most of all known headers. Columns given by
/// the user count as known. None where no rows look like the header of a register.
pub(super) fn find(rows: &[RegisterRow], given: &[(RegisterField, String)]) -> Option<Header> {
    let rows: Vec<&RegisterRow> = rows.iter().filter(|row| !row.is_empty()).take(SEARCHED_ROWS).collect();
    let mut best: Option<(usize, usize, Vec<RegisterColumn>)> = None;
    for last in 0..rows.len() {
        for first in (last.saturating_sub(MOST_HEADER_ROWS - 1)..=last).rev() {
            let columns = columns(&rows[first..=last], given);
            let fields = columns.iter().filter(|column| column.field.is_some()).count();
            if best.as_ref().is_none_or(|(most, ..)| fields > *most) {
                best = Some((fields, last, columns));
            }
        }
    }
    let (fields, last, columns) = best?;
    if fields < FEWEST_FIELDS || !leads_to_a_parcel(&columns) {
        return None;
    }
    let after = rows[last + 1..].iter().find(|row| !belongs_to_header(row, &columns));
    let first_row = after.map_or(rows[rows.len() - 1].row + 1, |row| row.row);
    Some(Header { columns, first_row: first_row.max(rows[last].row + 1) })
}

/// Without one of these no row can be looked for on a map.
fn leads_to_a_parcel(columns: &[RegisterColumn]) -> bool {
    use RegisterField::{CurrentNumber, ParcelCode, PrintedNumber, Serial};
    let leads = [PrintedNumber, CurrentNumber, ParcelCode, Serial];
    columns.iter().any(|column| column.field.is_some_and(|field| leads.contains(&field)))
}

/// What the columns hold if these rows are the header.
fn columns(rows: &[&RegisterRow], given: &[(RegisterField, String)]) -> Vec<RegisterColumn> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let texts: Vec<Vec<String>> = rows.iter().map(|row| filled_right(row, width)).collect();
    let mut columns = Vec::new();
    let mut known: Vec<Option<Known>> = Vec::new();
    for position in 0..width {
        let own = rows.iter().enumerate().rev().find(|(_, row)| !row.cell(position).is_empty());
        let Some((level, row)) = own else { continue };
        let leaf = row.cell(position).header_text();
        let headings: Vec<String> = texts[..level]
            .iter()
            .rev()
            .map(|texts| texts[position].clone())
            .filter(|text| !text.is_empty())
            .collect();
        let (leaf, found) = match recognised(&leaf, &headings) {
            Some((leaf, found)) => (leaf, Some(found)),
            None => (leaf, None),
        };
        known.push(found);
        columns.push(RegisterColumn { position, header: leaf.into(), field: None });
    }
    settle(&mut columns, &known, given);
    columns
}

/// The texts of a heading row; one that spans several columns stands over each of them.
fn filled_right(row: &RegisterRow, width: usize) -> Vec<String> {
    let mut last = String::new();
    (0..width)
        .map(|position| {
            let text = row.cell(position).header_text();
            if !text.is_empty() {
                last = text;
            }
            last.clone()
        })
        .collect()
}

/// What a header stands for, and its text in Unicode.
fn recognised(leaf: &str, headings: &[String]) -> Option<(String, Known)> {
    let is_number =
        leaf.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '(' | ')' | '.' | '[' | ']'));
    if is_number {
        return None;
    }
    if let Some(known) = VOCABULARY.find(leaf, headings) {
        return Some((leaf.to_owned(), known));
    }
    let is_other = !leaf.is_ascii() || headings.iter().any(|heading| !heading.is_ascii());
    LegacyEncoding::ALL.into_iter().filter(|_| is_other).find_map(|encoding| {
        let headings: Vec<String> = headings.iter().map(|heading| encoding.decode_words(heading)).collect();
        let leaf = encoding.decode_words(leaf);
        VOCABULARY.find(&leaf, &headings).map(|known| (leaf, known))
    })
}

/// Gives each field to one column: those the user named, then the one whose header stands first in the table. What is left over may
/// still be told by the columns beside it.
fn settle(columns: &mut [RegisterColumn], known: &[Option<Known>], given: &[(RegisterField, String)]) {
    let mut owners: HashMap<RegisterField, (usize, usize)> = HashMap::new();
    for (field, header) in given {
        let is_meant =
            |column: &RegisterColumn| column.header.trim().to_lowercase() == header.trim().to_lowercase();
        if let Some(at) = columns.iter().position(is_meant) {
            owners.insert(*field, (0, at));
        }
    }
    let named: Vec<usize> = owners.values().map(|&(_, at)| at).collect();
    let is_given = |field: RegisterField| given.iter().any(|(given, _)| *given == field);
    for (at, known) in known.iter().enumerate() {
        if let Some(known) = known
            && !named.contains(&at)
            && !is_given(known.field)
            && owners.get(&known.field).is_none_or(|&(rank, _)| known.rank < rank)
        {
            owners.insert(known.field, (known.rank, at));
        }
    }
    for (&field, &(_, at)) in &owners {
        columns[at].field = Some(field);
    }
    let left: Vec<Option<Known>> =
        known.iter().map(|known| known.filter(|known| !is_given(known.field))).collect();
    tell_by_neighbours(columns, &left, &owners);
}

/// `Số tờ` beside `Số tờ cũ` is the sheet of today; `Diện tích` after `Loại đất 2` is the area of that land use.
fn tell_by_neighbours(
    columns: &mut [RegisterColumn],
    known: &[Option<Known>],
    owners: &HashMap<RegisterField, (usize, usize)>,
) {
    let mut taken: Vec<RegisterField> = owners.keys().copied().collect();
    let mut land_use: Option<usize> = None;
    for at in 0..columns.len() {
        if let Some(field) = columns[at].field {
            land_use = land_use_of(field).or(land_use.filter(|_| field == RegisterField::Area));
            continue;
        }
        let Some(known) = known[at] else { continue };
        if let Some(field) = other_field(known.field, land_use)
            && !taken.contains(&field)
        {
            taken.push(field);
            columns[at].field = Some(field);
        }
    }
}

/// The number of the land use whose columns the field is one of, counted from 0.
fn land_use_of(field: RegisterField) -> Option<usize> {
    RegisterField::LAND_USES
        .iter()
        .position(|of| [of.land_use, of.area, of.origin, of.form, of.term].contains(&field))
}

fn other_field(field: RegisterField, land_use: Option<usize>) -> Option<RegisterField> {
    use RegisterField::{
        Area, CurrentNumber, CurrentSheet, LandUseForm1, LandUseOrigin1, LandUseTerm1, PrintedNumber,
        PrintedSheet,
    };
    match field {
        PrintedSheet => Some(CurrentSheet),
        PrintedNumber => Some(CurrentNumber),
        Area => land_use.map(|at| RegisterField::LAND_USES[at].area),
        LandUseOrigin1 => land_use.map(|at| RegisterField::LAND_USES[at].origin),
        LandUseForm1 => land_use.map(|at| RegisterField::LAND_USES[at].form),
        LandUseTerm1 => land_use.map(|at| RegisterField::LAND_USES[at].term),
        _ => None,
    }
}

/// Whether a row below the header is one of running numbers, `(1) (2) (3)`, one of remarks, or another row of headers.
fn belongs_to_header(row: &RegisterRow, columns: &[RegisterColumn]) -> bool {
    is_of_running_numbers(row) || is_of_remarks(row) || repeats_headers(row, columns)
}

/// Whether a row says the same few words of many columns: `Bắt buộc`, `Không bắt buộc`. No entry does without a digit.
fn is_of_remarks(row: &RegisterRow) -> bool {
    const FEWEST_CELLS: usize = 5;
    const MOST_REMARKS: usize = 3;
    // A cross or a dash is what people write for a yes or a no.
    const SHORTEST: usize = 4;
    let texts: Vec<String> =
        row.cells.iter().filter(|cell| !cell.is_empty()).map(RegisterCell::header_text).collect();
    let different: HashSet<&String> = texts.iter().collect();
    let is_remark = |text: &String| {
        text.chars().count() >= SHORTEST && !text.contains(|letter: char| letter.is_ascii_digit())
    };
    texts.len() >= FEWEST_CELLS && different.len() <= MOST_REMARKS && texts.iter().all(is_remark)
}

fn repeats_headers(row: &RegisterRow, columns: &[RegisterColumn]) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let known = row.cells.iter().filter(|cell| recognised(&cell.header_text(), &[]).is_some()).count();
    known >= 3 && known * 2 > filled && columns.len() >= 3
}

fn is_of_running_numbers(row: &RegisterRow) -> bool {
    let texts: Vec<String> =
        row.cells.iter().filter(|cell| !cell.is_empty()).map(RegisterCell::header_text).collect();
    let mut numbers = Vec::new();
    for text in &texts {
        let bare = text.trim_matches(['(', ')', '[', ']']);
        match bare.parse::<u32>() {
            Ok(number) => numbers.push(number),
            Err(_) if bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_uppercase()) => {}
            Err(_) => return false,
        }
    }
    // Three plain numbers that rise may as well be sheet, parcel and area.
    let is_told =
        texts.iter().all(|text| text.starts_with(['(', '['])) || numbers.len() >= FEWEST_PLAIN_NUMBERS;
    let rises = numbers.windows(2).all(|pair| (1..=4).contains(&pair[1].saturating_sub(pair[0])));
    is_told && numbers.len() >= 2 && numbers[0] <= 3 && rises
}

/// So many plain numbers that rise by little are no entry.
const FEWEST_PLAIN_NUMBERS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&[&str]]) -> Vec<RegisterRow> {
        let cell = |text: &&str| {
            if text.is_empty() { RegisterCell::Empty } else { RegisterCell::Text((*text).into()) }
        };
        texts
            .iter()
            .enumerate()
            .map(|(at, row)| RegisterRow { row: at as u32 + 1, cells: row.iter().map(cell).collect() })
            .collect()
    }

    fn check(texts: &[&[&str]], expected: &[(usize, RegisterField)], first_row: u32) {
        let header = find(&rows(texts), &[]).expect("a header");
        let found: Vec<_> =
            header.columns.iter().filter_map(|column| Some((column.position, column.field?))).collect();
        assert_eq!(found, expected);
        assert_eq!(header.first_row, first_row);
    }

    use RegisterField::*;

    #[test]
    fn a_title_and_a_row_of_numbers_are_passed_over() {
        check(
            &[
                &["DANH SÁCH GIẤY CHỨNG NHẬN"],
                &["STT", "Số phát hành GCN", "Số tờ", "Số thửa"],
                &["(1)", "(2)", "(3)", "(4)"],
                &["1", "AB 123456", "5", "12"],
            ],
            &[(0, Ordinal), (1, Serial), (2, PrintedSheet), (3, PrintedNumber)],
            4,
        );
    }

    #[test]
    fn headings_over_several_columns_tell_what_is_below_them() {
        check(
            &[
                &[
                    "STT",
                    "Thông tin trên GCN",
                    "",
                    "Bản đồ địa chính hiện nay",
                    "",
                    "Loại đất 1",
                    "",
                    "Loại đất 2",
                    "",
                ],
                &[
                    "",
                    "Số tờ",
                    "Số thửa",
                    "Số tờ",
                    "Số thửa",
                    "Loại đất",
                    "Diện tích",
                    "Loại đất",
                    "Diện tích",
                ],
                &["1", "5", "12", "", "", "ONT", "100", "", ""],
            ],
            &[
                (0, Ordinal),
                (1, PrintedSheet),
                (2, PrintedNumber),
                (3, CurrentSheet),
                (4, CurrentNumber),
                (5, LandUse1),
                (6, LandUseArea1),
                (7, LandUse2),
                (8, LandUseArea2),
            ],
            3,
        );
    }

    #[test]
    fn bare_headers_are_told_by_those_beside_them() {
        check(
            &[&["Số tờ", "Số thửa", "Số tờ cũ", "Số thửa cũ", "Diện tích"], &["7", "2", "3", "4", "5"]],
            &[(0, CurrentSheet), (1, CurrentNumber), (2, PrintedSheet), (3, PrintedNumber), (4, Area)],
            2,
        );
        check(
            &[&["Số tờ", "Số thửa", "Diện tích"], &["1", "2", "4"]],
            &[(0, PrintedSheet), (1, PrintedNumber), (2, Area)],
            2,
        );
        check(
            &[&["Số thửa", "Diện tích", "Loại đất 1", "Diện tích", "Loại đất 2", "Diện tích "], &["12"]],
            &[
                (0, PrintedNumber),
                (1, Area),
                (2, LandUse1),
                (3, LandUseArea1),
                (4, LandUse2),
                (5, LandUseArea2),
            ],
            2,
        );
    }

    #[test]
    fn the_conversion_sheet_is_known_by_its_names() {
        let names = [
            "STT",
            "DDK_maXa",
            "DDK_maDon",
            "GCN_soPhatHanh",
            "GCN_soVaoSo",
            "GCN_ngayCap",
            "CHU_hoTen",
            "CHU_ngaySinh",
            "CHU_gioiTinh",
            "CHU_diaChiChiTiet",
            "GT_loaiGiayTo",
            "GT_soGiayTo",
            "VC_hoTen",
            "VC_danToc",
            "GT_VC_soGiayTo",
            "TC_tenToChuc",
            "TL_tyLeDoDac",
            "TD_soThuTuThua",
            "TD_soHieuToBanDo",
            "TD_soThuTuThuaCu",
            "TD_soHieuToBanDoCu",
            "TD_dienTich",
            "TD_dienTichPhapLy",
            "TD_diaChiChiTiet",
            "TD_maMucDichSuDung",
            "TD_dienTichMDSD",
            "TD_thoiHanSuDung",
            "TD_nguonGoc",
            "NHA_dienTichSan",
            "HS_duongDanHSQ",
        ];
        let words = ["Số thứ tự", "Mã xã", "Mã đơn", "Số phát hành", "Số vào sổ", "Ngày cấp", "Họ tên"];
        let duties = ["", "Bắt buộc", "", "Bắt buộc"];
        let found =
            find(&rows(&[&["DỮ LIỆU CHUYỂN ĐỔI"], &words, &names, &duties, &["1", "06211"]]), &[]).unwrap();
        let field = |name: &str| found.columns.iter().find(|column| &*column.header == name).unwrap().field;
        for (name, expected) in [
            ("DDK_maXa", Commune),
            ("GCN_soPhatHanh", Serial),
            ("CHU_hoTen", HolderName),
            ("GT_soGiayTo", IdentityNumber),
            ("VC_hoTen", SpouseName),
            ("GT_VC_soGiayTo", SpouseNumber),
            ("TL_tyLeDoDac", Scale),
            ("TD_soThuTuThua", CurrentNumber),
            ("TD_soHieuToBanDo", CurrentSheet),
            ("TD_soThuTuThuaCu", PrintedNumber),
            ("TD_soHieuToBanDoCu", PrintedSheet),
            ("TD_dienTich", MapArea),
            ("TD_dienTichPhapLy", Area),
            ("TD_maMucDichSuDung", LandUse1),
            ("TD_dienTichMDSD", LandUseArea1),
            ("TD_thoiHanSuDung", LandUseTerm1),
            ("TD_nguonGoc", LandUseOrigin1),
            ("HS_duongDanHSQ", ScanFiles),
        ] {
            assert_eq!(field(name), Some(expected), "{name}");
        }
        assert_eq!(field("VC_danToc"), None);
    }

    #[test]
    fn a_sheet_of_something_else_has_no_header() {
        for texts in [
            &[&["Họ tên", "Ngày sinh"][..], &["x", "1961"]][..],
            &[&["1", "2", "3"]],
            &[],
            &[&["Trạng thái xác thực"]],
        ] {
            assert_eq!(find(&rows(texts), &[]), None, "{texts:?}");
        }
    }

    #[test]
    fn the_user_has_the_last_word() {
        let rows = rows(&[&["Tờ BĐ 1998", "Lô", "Số thửa"], &["5", "12", "9"]]);
        let given = [(PrintedSheet, "tờ bđ 1998".to_owned()), (PrintedNumber, "Lô".to_owned())];
        let found: Vec<_> =
            find(&rows, &given).unwrap().columns.into_iter().map(|column| column.field).collect();
        assert_eq!(found, [Some(PrintedSheet), Some(PrintedNumber), None]);
    }
}
