//! Laying typed rows out as the sheets that communes hand in.

use super::clerk::Cells;
use super::draft::OLD_SHEETS;
use super::typed::{TypedCell, TypedSheet};
use thuadat_core::{RenumberedSheet, Renumbering};

/// Official columns of PL3 and VBDLIS; one table for those who read and those who write.
const LAYOUTS: &str = include_str!("../../../thuadat-io/data/register_layouts.tsv");

pub(super) const PL3_FILE: &str = "cao-loc-register-pl3.xlsx";
pub(super) const PL3_WORKSHEET: &str = "PL3";
pub(super) const VBDLIS_FILE: &str = "cao-loc-register-vbdlis.csv";
pub(super) const RENUMBERING_FILE: &str = "cao-loc-renumbering.xlsx";
pub(super) const RENUMBERING_WORKSHEET: &str = "Đối chiếu tờ bản đồ";

/// First row of entries in PL3: a title, the headers, their official numbers stand above.
pub(super) const PL3_FIRST_ROW: u32 = 6;
/// First line of entries in text: the header stands above.
pub(super) const VBDLIS_FIRST_ROW: u32 = 2;

/// Fields and headers of a layout.
fn columns(layout: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let rows = LAYOUTS.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|line| {
        let cells: Vec<&'static str> = line.split('\t').collect();
        (cells[0] == layout).then(|| (cells[2], cells[3], cells[1]))
    })
    .collect()
}

/// PL3 as a commune fills it: a title above, line breaks in headers, and a column for the scale that the commune put in.
pub(super) fn pl3(rows: &[Cells]) -> TypedSheet {
    let mut columns = columns("pl3");
    let after = columns
        .iter()
        .position(|(field, ..)| *field == "current_number")
        .expect("PL3 has the number of today");
    columns.insert(after + 1, ("scale", "Tỷ lệ\nbản đồ", ""));
    let header = |&(field, header, _): &(&str, &str, &str)| {
        TypedCell::Text(if field == "serial" { header.replace(" GCN", "\nGCN") } else { header.to_owned() })
    };
    let number = |&(_, _, number): &(&str, &str, &str)| {
        if number.is_empty() { TypedCell::Empty } else { TypedCell::text(number) }
    };
    let mut sheet = vec![
        (
            1,
            vec![TypedCell::text(
                "BẢNG TỔNG HỢP THÔNG TIN GIẤY CHỨNG NHẬN (dữ liệu giả, không có người thật)",
            )],
        ),
        (4, std::iter::once(TypedCell::text("STT")).chain(columns.iter().map(header)).collect()),
        (5, std::iter::once(TypedCell::Empty).chain(columns.iter().map(number)).collect()),
    ];
    for (at, cells) in rows.iter().enumerate() {
        let first = TypedCell::Number(at as f64 + 1.0);
        sheet.push((PL3_FIRST_ROW + at as u32, laid_out(first, &columns, cells)));
    }
    TypedSheet { file: PL3_FILE, worksheet: Some(PL3_WORKSHEET), rows: sheet }
}

/// The import sheet of VBDLIS as text, with a column for the scale at its end.
pub(super) fn vbdlis(rows: &[Cells]) -> TypedSheet {
    let mut columns = columns("vbdlis");
    columns.push(("scale", "Tỷ lệ bản đồ", ""));
    let headers = columns.iter().map(|&(_, header, _)| TypedCell::text(header));
    let mut sheet = vec![(1, std::iter::once(TypedCell::text("STT")).chain(headers).collect())];
    for (at, cells) in rows.iter().enumerate() {
        let first = TypedCell::Text((at + 1).to_string());
        sheet.push((VBDLIS_FIRST_ROW + at as u32, laid_out(first, &columns, cells)));
    }
    TypedSheet { file: VBDLIS_FILE, worksheet: None, rows: sheet }
}

fn laid_out(first: TypedCell, columns: &[(&'static str, &str, &str)], cells: &Cells) -> Vec<TypedCell> {
    let of = |field: &&'static str| cells.get(*field).cloned().unwrap_or_default();
    std::iter::once(first).chain(columns.iter().map(|(field, ..)| of(field))).collect()
}

/// The list of renumbered sheets, and how its office typed it.
pub(super) fn renumbering() -> (Renumbering, TypedSheet) {
    const FIRST_ROW: u32 = 4;
    let headers = ["Mã xã cũ", "Số tờ cũ", "Tỷ lệ", "Mã xã mới", "Số tờ mới"];
    let mut typed = vec![
        (1, vec![TypedCell::text("BẢNG ĐỐI CHIẾU SỐ TỜ BẢN ĐỒ SAU SẮP XẾP (dữ liệu giả)")]),
        (3, headers.iter().map(|&header| TypedCell::text(header)).collect()),
    ];
    let mut sheets = Vec::new();
    for (at, sheet) in OLD_SHEETS.iter().enumerate() {
        let row = FIRST_ROW + at as u32;
        let texts = [sheet.commune, sheet.old, &format!("1:{}", sheet.scale), "06211", sheet.today];
        typed.push((row, texts.iter().map(|&text| TypedCell::text(text)).collect()));
        sheets.push(RenumberedSheet {
            row,
            old_commune: Some(sheet.commune.into()),
            old_sheet: sheet.old.into(),
            scale: Some(sheet.scale),
            new_commune: Some("06211".into()),
            new_sheet: sheet.today.into(),
        });
    }
    let renumbering =
        Renumbering { file: RENUMBERING_FILE.into(), worksheet: Some(RENUMBERING_WORKSHEET.into()), sheets };
    (renumbering, TypedSheet { file: RENUMBERING_FILE, worksheet: Some(RENUMBERING_WORKSHEET), rows: typed })
}
