//! What is read from PL3 and written again is the same, cell for cell.

use super::{FillOptions, FilledSheet, write_sheet};
use crate::campaign::{CampaignRequest, CampaignRun, Requirements, read_campaign};
use crate::{Language, Unobserved, profile};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::collections::BTreeMap;
use std::path::Path;
use thuadat_io::{RegisterCell, RegisterLayout, RegisterRequest, RegistersRead, read_registers};

const LAYOUTS: [RegisterLayout; 2] = [RegisterLayout::Pl3, RegisterLayout::Vbdlis];

/// Whatever people type, and what spreadsheets make of it.
fn cell() -> impl Strategy<Value = RegisterCell> {
    let text = prop_oneof![
        Just("06211".to_owned()),
        Just("00".to_owned()),
        Just("1.234,5".to_owned()),
        Just("12, 13 và 14".to_owned()),
        Just("=1+1".to_owned()),
        Just("N«ng V¨n KiÓm Tra".to_owned()),
        "[0-9]{1,4}",
        "[ -~]{1,12}",
        "[a-zđôơư ]{1,9}\n[A-ZĐ0-9]{1,5}",
        "\\PC{1,20}",
    ];
    prop_oneof![
        3 => Just(RegisterCell::Empty),
        4 => text.prop_map(|text| RegisterCell::Text(text.into())),
        2 => (-1e9..1e9_f64).prop_map(RegisterCell::Number),
        1 => any::<i32>().prop_map(|number| RegisterCell::Number(f64::from(number))),
        1 => (1_u32..80_000).prop_map(|days| RegisterCell::Date(f64::from(days))),
        1 => (1_u32..80_000, 1_u32..1440).prop_map(|(day, minute)| RegisterCell::Date(f64::from(day) + f64::from(minute) / 1440.0)),
        1 => any::<bool>().prop_map(RegisterCell::Boolean),
        1 => prop_oneof![Just("#N/A"), Just("#REF!"), Just("#DIV/0!")].prop_map(|error| RegisterCell::Error(error.into())),
    ]
}

/// A sheet as an office would hand it over: headers in some order, a column of its own among them.
fn write_input(path: &Path, headers: &[&str], rows: &[Vec<RegisterCell>]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in headers.iter().enumerate() {
        sheet.write_string(2, column as u16, *header).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    for (row, cells) in (3..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                RegisterCell::Text(text) => {
                    sheet.write_string(row, column, &**text).unwrap();
                }
                RegisterCell::Number(number) => {
                    sheet.write_number(row, column, *number).unwrap();
                }
                RegisterCell::Date(days) => {
                    sheet.write_number_with_format(row, column, *days, &day).unwrap();
                }
                RegisterCell::Boolean(value) => {
                    sheet.write_boolean(row, column, *value).unwrap();
                }
                RegisterCell::Error(error) => {
                    let formula = Formula::new("=1/0").set_result(&**error);
                    {
                        sheet.write_formula(row, column, formula).unwrap();
                    }
                }
                RegisterCell::Empty | RegisterCell::Unevaluated => {}
            }
        }
    }
    workbook.save(path).unwrap();
}

fn run(path: &Path) -> CampaignRun {
    let request = CampaignRequest {
        parcels: Vec::new(),
        registers: vec![path.to_owned()],
        worksheet: None,
        decisions: Vec::new(),
        renumberings: Vec::new(),
        units: None,
        profile: profile::named(profile::DEFAULT).unwrap(),
        requirements: Requirements::built_in(),
        facts: BTreeMap::new(),
        is_checked: false,
        keeps_cells: true,
    };
    read_campaign(&request, &Unobserved).unwrap()
}

fn read_kept(path: &Path) -> RegistersRead {
    let request = RegisterRequest { keep_cells: true, ..RegisterRequest::new(path) };
    read_registers(&request, &Unobserved).unwrap()
}

/// The cells of each row by what they hold, of those that are entries.
fn cells_by_field(read: &RegistersRead, layout: RegisterLayout) -> Vec<Vec<RegisterCell>> {
    assert_eq!(read.registers.len(), 1, "nothing else in the file is taken for a register");
    let register = &read.registers[0];
    let rows = &register.table.as_ref().unwrap().rows;
    let is_entry = |row: u32| register.register.entries.iter().any(|entry| entry.row == row);
    let of_row = |row: &thuadat_io::RegisterRow| {
        layout
            .columns()
            .map(|column| {
                let position = register.columns.iter().find(|known| known.field == Some(column.field));
                position.and_then(|known| row.cells.get(known.position)).cloned().unwrap_or_default()
            })
            .collect()
    };
    rows.iter().filter(|row| is_entry(row.row)).map(of_row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_comes_back_as_it_was(
        layout in prop_oneof![Just(LAYOUTS[0]), Just(LAYOUTS[1])],
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 60), 1..8),
        turned in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("a.xlsx"), folder.path().join("b.xlsx"));
        let mut headers: Vec<&str> = layout.columns().map(|column| column.header).collect();
        if turned {
            headers.reverse();
        }
        let width = headers.len();
        let rows: Vec<Vec<RegisterCell>> = rows.into_iter().map(|mut row| { row.resize(width, RegisterCell::Empty); row }).collect();
        write_input(&first, &headers, &rows);
        let run = run(&first);
        let options = FillOptions { layout, is_public: false, with_parcels_without_rows: false, in_unicode: false };
        write_sheet(&run, &FilledSheet::new(&run, options), &second, Language::Vi, &Unobserved).unwrap();
        let before = cells_by_field(&read_kept(&first), layout);
        if before.is_empty() {
            return Ok(());
        }
        let after = cells_by_field(&read_kept(&second), layout);
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            for ((before, after), column) in before.iter().zip(after).zip(layout.columns()) {
                let shown = |cell: &RegisterCell| match cell {
                    RegisterCell::Text(text) => format!("text {text:?}"),
                    RegisterCell::Number(number) => format!("number {number:?}"),
                    RegisterCell::Date(days) => format!("date {days:?}"),
                    other => format!("{other:?}"),
                };
                prop_assert!(before == after, "{}: {} became {}", column.header, shown(before), shown(after));
            }
        }
    }
}
