//! Whole files, as people have them.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use thuadat_core::{Day, Unobserved, WrittenDate};

/// A workbook of one worksheet.
fn workbook(fill: impl FnOnce(&mut Worksheet)) -> tempfile::TempPath {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    save(&mut workbook)
}

fn save(workbook: &mut Workbook) -> tempfile::TempPath {
    let path = tempfile::Builder::new().suffix(".xlsx").tempfile().unwrap().into_temp_path();
    workbook.save(&path).unwrap();
    path
}

fn text(bytes: &[u8]) -> tempfile::TempPath {
    let path = tempfile::Builder::new().suffix(".csv").tempfile().unwrap().into_temp_path();
    std::fs::write(&path, bytes).unwrap();
    path
}

fn read(path: &Path) -> RegistersRead {
    read_registers(&RegisterRequest::new(path), &Unobserved).unwrap_or_else(|error| panic!("{error}"))
}

fn codes(read: &RegistersRead) -> Vec<(&'static str, u32, String)> {
    let letters =
        |complaint: &RegisterComplaint| complaint.column.as_ref().map(|column| column.letters.clone());
    read.complaints.iter().map(|it| (it.code, it.row, letters(it).unwrap_or_default())).collect()
}

fn put(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        sheet.write_string(row, column as u16, *text).unwrap();
    }
}

const HEADERS: [&str; 8] =
    ["STT", "Mã xã", "Số phát hành GCN", "Ngày cấp GCN", "Số tờ", "Số thửa", "Diện tích (m2)", "Họ và tên"];

#[test]
fn a_workbook_is_read_as_people_type_it() {
    let path = workbook(|sheet| {
        put(sheet, 0, &["DANH SÁCH"]);
        put(sheet, 2, &HEADERS);
        put(
            sheet,
            4,
            &["1", "06211", "AB 123456", "24/03/2011", "5", "12+13", "1.234,5", " Nguyễn Văn Thử "],
        );
        put(sheet, 5, &["2", "", "AB 123457", "24/03/1017", "", "14", "", ""]);
        sheet.write_number(5, 1, 6211).unwrap();
        sheet.write_number(5, 4, 5).unwrap();
        sheet.write_number(5, 6, 29.16).unwrap();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write_with_format(6, 3, ExcelDateTime::from_ymd(2005, 1, 31).unwrap(), &date).unwrap();
        put(sheet, 6, &["3", "06211", "AB 123458", "", "TĐ 03-2014", "c395", "29,16"]);
        put(sheet, 9, &["", "", "", "", "", "", "9.999,9", ""]);
    });
    let read = read(&path);
    let register = &read.registers[0].register;
    assert_eq!(register.worksheet.as_deref(), Some("Sheet1"));
    let entries = &register.entries;
    assert_eq!(entries.iter().map(|entry| entry.row).collect::<Vec<_>>(), [5, 6, 7]);
    assert_eq!(entries[0].commune.as_deref(), Some("06211"));
    assert_eq!(entries[1].commune.as_deref(), Some("06211"));
    assert_eq!(entries[0].issued, Some(WrittenDate::Day(Day::new(2011, 3, 24))));
    assert_eq!(entries[1].issued, None);
    assert_eq!(entries[2].issued, Some(WrittenDate::Day(Day::new(2005, 1, 31))));
    assert_eq!(entries[0].printed.number.as_deref(), Some("12+13"));
    assert_eq!(entries[1].printed.sheet.as_deref(), Some("5"));
    assert_eq!(
        entries.iter().map(|entry| entry.area_m2).collect::<Vec<_>>(),
        [Some(1234.5), Some(29.16), Some(29.16)]
    );
    assert_eq!(entries[0].holder.name.as_deref(), Some("Nguyễn Văn Thử"));
    assert_eq!(
        codes(&read),
        [("date-impossible", 6, "D".to_owned()), ("row-not-an-entry", 10, String::new())]
    );
    let said = &read.complaints.iter().next().unwrap().message;
    assert!(
        said.vi.contains("trang tính “Sheet1”, dòng 6, cột D “Ngày cấp GCN”")
            && said.vi.contains("24/03/1017"),
        "{}",
        said.vi
    );
    assert!(said.en.contains("worksheet “Sheet1”, row 6, column D"), "{}", said.en);
}

#[test]
fn the_worksheet_with_the_headers_is_the_one() {
    let mut book = Workbook::new();
    put(book.add_worksheet().set_name("Bìa").unwrap(), 0, &["BÁO CÁO"]);
    put(book.add_worksheet().set_name("TrangThaiXacThuc").unwrap(), 0, &["Trạng thái"]);
    let list = book.add_worksheet().set_name("PL3").unwrap();
    put(list, 0, &HEADERS);
    put(list, 1, &["1", "06211", "AB 123456"]);
    let path = save(&mut book);
    assert_eq!(read(&path).registers[0].register.worksheet.as_deref(), Some("PL3"));
    let wanted = |name: &str| {
        read_registers(
            &RegisterRequest { worksheet: Some(name.into()), ..RegisterRequest::new(&*path) },
            &Unobserved,
        )
    };
    let error = wanted("Bìa").unwrap_err();
    assert_eq!(error.code(), "no-header");
    assert!(
        error.message().vi.contains("“Bìa”") && error.message().vi.contains("Số phát hành GCN"),
        "{}",
        error.message().vi
    );
    assert!(error.to_string().contains("if it is another one: “TrangThaiXacThuc”, “PL3”"), "{error}");
    let error = wanted("PL 3").unwrap_err();
    assert!(error.to_string().contains("“Bìa”, “TrangThaiXacThuc”, “PL3”"), "{error}");
    assert_eq!(wanted("pl3").unwrap().registers.len(), 1);
}

#[test]
fn a_column_the_user_named_must_be_there() {
    let path = text("Số tờ;Số thửa;Lô\n5;12;9\n".as_bytes());
    let named = |field: RegisterField, header: &str| {
        let columns = vec![(field, header.to_owned())];
        read_registers(&RegisterRequest { columns, ..RegisterRequest::new(&*path) }, &Unobserved)
    };
    let read = named(RegisterField::PrintedNumber, "lô").unwrap();
    assert_eq!(read.registers[0].register.entries[0].printed.number.as_deref(), Some("9"));
    let error = named(RegisterField::Class, "Lo").unwrap_err();
    assert!(error.to_string().contains("did you mean “Lô”"), "{error}");
    assert!(error.message().vi.contains("ý bạn là “Lô”"), "{}", error.message().vi);
}

#[test]
fn merged_cells_count_for_each_of_their_rows() {
    let path = workbook(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 1, 0, "Số phát hành GCN", &plain).unwrap();
        sheet.merge_range(0, 1, 0, 2, "Ghi trên GCN", &plain).unwrap();
        sheet.merge_range(0, 3, 0, 4, "Bản đồ địa chính hiện nay", &plain).unwrap();
        put(sheet, 1, &["", "Số tờ", "Số thửa", "Số tờ", "Số thửa"]);
        sheet.merge_range(2, 0, 3, 0, "AB 123456", &plain).unwrap();
        put(sheet, 2, &["", "5", "12", "105", "12"]);
        put(sheet, 3, &["", "5", "13", "105", "13"]);
        put(sheet, 4, &["", "6", "14"]);
    });
    let read = read(&path);
    let serials: Vec<_> =
        read.registers[0].register.entries.iter().map(|entry| entry.serial.as_deref()).collect();
    assert_eq!(serials, [Some("AB 123456"), Some("AB 123456"), None]);
    assert_eq!(read.registers[0].register.entries[0].current.sheet.as_deref(), Some("105"));
    assert!(read.notices.iter().any(|notice| notice.code == "register-merged-cells"));
}

#[test]
fn formulas_give_their_results_and_failures_are_said() {
    let path = workbook(|sheet| {
        put(sheet, 0, &HEADERS);
        put(sheet, 1, &["1", "06211", "AB 123456", "", "5"]);
        sheet.write_formula(1, 5, Formula::new("6*2").set_result("12")).unwrap();
        sheet.write_formula(1, 6, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    });
    let read = read(&path);
    let entry = &read.registers[0].register.entries[0];
    assert_eq!(entry.printed.number.as_deref(), Some("12"));
    assert_eq!(codes(&read), [("cell-error", 2, "G".to_owned())]);
}

#[test]
fn a_number_that_a_spreadsheet_made_a_date_is_not_taken_for_one() {
    let path = workbook(|sheet| {
        put(sheet, 0, &HEADERS);
        put(sheet, 1, &["1", "06211", "AB 123456", "", "5"]);
        let date = Format::new().set_num_format("d-mmm");
        sheet.write_with_format(1, 5, ExcelDateTime::from_ymd(2025, 5, 12).unwrap(), &date).unwrap();
    });
    let read = read(&path);
    assert_eq!(read.registers[0].register.entries[0].printed.number, None);
    assert_eq!(codes(&read), [("date-in-place-of-number", 2, "F".to_owned())]);
}

#[test]
fn values_of_people_are_never_shown() {
    let headers = ["Số phát hành GCN", "Số thửa", "Họ và tên", "Ngày sinh", "CCCD"];
    let path = workbook(|sheet| {
        put(sheet, 0, &headers);
        put(sheet, 1, &["AB 123456", "12", "Nguyễn Văn Thử", "31/02/1961"]);
        sheet.write_number(1, 4, 20_099_000_000_f64).unwrap();
    });
    let read = read(&path);
    assert_eq!(
        codes(&read),
        [("leading-zero-lost", 2, "E".to_owned()), ("date-impossible", 2, "D".to_owned())]
    );
    assert_eq!(read.registers[0].register.entries[0].holder.identity_number.as_deref(), Some("020099000000"));
    let said = format!("{read:?}");
    for value in ["Thử", "1961", "20099000000"] {
        assert!(!said.contains(value), "{value} in {said}");
    }
}

const LINES: &str = "Số phát hành GCN;Số tờ;Số thửa;Diện tích;Họ và tên\nAB 123456;5;12;29,16;Nguyễn Văn Thử\nAB 123457;5;13;1.234;Trần Thị Mẫu\n";

fn check_text(bytes: &[u8]) {
    let read = read(&text(bytes));
    let register = &read.registers[0].register;
    let found: Vec<_> = register
        .entries
        .iter()
        .map(|entry| {
            (entry.row, entry.printed.number.as_deref(), entry.area_m2, entry.holder.name.as_deref())
        })
        .collect();
    let expected = [
        (2, Some("12"), Some(29.16), Some("Nguyễn Văn Thử")),
        (3, Some("13"), Some(1234.0), Some("Trần Thị Mẫu")),
    ];
    assert_eq!(found, expected, "{:?}", &bytes[..20.min(bytes.len())]);
    assert!(read.complaints.is_empty());
}

#[test]
fn text_is_read_in_whatever_encoding_it_stands() {
    use unicode_normalization::UnicodeNormalization;
    check_text(LINES.as_bytes());
    check_text(&[b"\xef\xbb\xbf", LINES.as_bytes()].concat());
    check_text(LINES.replace('\n', "\r\n").as_bytes());
    check_text(LINES.nfd().collect::<String>().as_bytes());
    let units: Vec<u16> = LINES.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    check_text(&little);
    check_text(&[b"\xff\xfe", &little[..]].concat());
    check_text(&[b"\xfe\xff", &big[..]].concat());
}

#[test]
fn people_are_told_of_a_file_that_ends_in_half_a_letter() {
    let check = |bytes: &[u8], expected: bool| {
        let path = text(bytes);
        let read = read(&path);
        assert_eq!(read.registers[0].register.entries.len(), 2);
        let told: Vec<_> =
            read.notices.iter().filter(|notice| notice.code == "register-half-a-letter").collect();
        assert_eq!(told.len(), usize::from(expected), "{:?}", &bytes[..20]);
        for notice in told {
            assert!(notice.message.en.contains("half a letter"), "{}", notice.message.en);
            assert!(notice.message.vi.contains("giữa chừng một chữ"), "{}", notice.message.vi);
        }
    };
    let units: Vec<u16> = LINES.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for whole in [little.clone(), [b"\xff\xfe", &little[..]].concat(), [b"\xfe\xff", &big[..]].concat()] {
        check(&whole, false);
        check(&whole[..whole.len() - 1], true);
        check(&whole[..whole.len() - 3], true);
    }
    for length in [LINES.len(), LINES.len() - 1] {
        check(&LINES.as_bytes()[..length], false);
    }
}

#[test]
fn text_of_windows_1258_is_composed() {
    // Letters with their tone beside them, as the code page has them.
    let plain = "Sô\u{301} pha\u{301}t ha\u{300}nh GCN;Sô\u{301} tơ\u{300};Sô\u{301} thư\u{309}a;Diê\u{323}n ti\u{301}ch;Ho\u{323} va\u{300} tên\nAB 123456;5;12;29,16;Nguyê\u{303}n Văn Thư\u{309}\nAB 123457;5;13;1.234;Trâ\u{300}n Thi\u{323} Mâ\u{303}u\n";
    let (bytes, _, failed) = encoding_rs::WINDOWS_1258.encode(plain);
    assert!(!failed);
    check_text(&bytes);
}

#[test]
fn text_of_fonts_of_before_unicode_is_decoded() {
    for encoding in thuadat_core::LegacyEncoding::ALL {
        check_text(&encoding.encode(LINES).unwrap());
    }
    let read = read(&text(&thuadat_core::LegacyEncoding::Tcvn3.encode(LINES).unwrap()));
    assert!(read.notices.iter().any(|notice| notice.code == "register-legacy-text"), "{:?}", read.notices);
}

#[test]
fn any_mark_may_part_columns() {
    let quoted = LINES.replace("29,16", "\"29,16\"");
    check_text(quoted.replace(';', ",").as_bytes());
    check_text(LINES.replace(';', "\t").as_bytes());
    let named = format!("sep=;\n{LINES}");
    let rows: Vec<u32> =
        read(&text(named.as_bytes())).registers[0].register.entries.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [3, 4]);
}

#[test]
fn a_line_with_too_many_cells_is_complained_of() {
    let read = read(&text("Số tờ,Số thửa,Diện tích\n5,12,29,16\n".as_bytes()));
    assert_eq!(codes(&read), [("row-too-long", 2, String::new())]);
}

#[test]
fn an_open_quotation_is_an_error_that_names_its_line() {
    let mut lines = "Số tờ;Số thửa\n5;12\n6;\"13\n".to_owned();
    lines.push_str(&"7;14\n".repeat(30_000));
    let error = read_registers(&RegisterRequest::new(&*text(lines.as_bytes())), &Unobserved).unwrap_err();
    assert!(matches!(error, RegisterError::OpenQuotation { line: 3, .. }), "{error}");
}

#[test]
fn lines_may_end_as_on_old_macintoshes() {
    let path = text("Số thửa;Số tờ;Diện tích\r12;5;x\r\r13;5;8\r\n14;5;-1\r".as_bytes());
    let read = read(&path);
    let rows: Vec<u32> = read.registers[0].register.entries.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [2, 4, 5]);
    assert_eq!(codes(&read).iter().map(|(_, row, _)| *row).collect::<Vec<_>>(), [2, 5]);
}

#[test]
fn damaged_letters_spoil_their_cell_and_no_other() {
    let mut bytes = LINES.as_bytes().to_vec();
    bytes
        .extend_from_slice("7;14;Đường số một, thôn thử nghiệm, xã thử nghiệm, tỉnh thử nghiệm\n".as_bytes());
    bytes.extend_from_slice(b"8;1\xff5;x\n");
    let read = read(&text(&bytes));
    assert!(read.notices.iter().all(|notice| notice.code != "register-encoding"));
    let lost: Vec<_> = codes(&read).into_iter().filter(|(code, ..)| *code == "letters-lost").collect();
    assert_eq!(lost.len(), 1);
}

#[test]
fn no_damage_takes_the_header_away() {
    let header = "Số tờ;Số thửa;Loại đất".as_bytes();
    let check = |row: &[u8], land_use: Option<&str>, expected: &[(&'static str, u32, &str)]| {
        let read = read(&text(&[header, b"\n", row, b"\n"].concat()));
        let entry = &read.registers[0].register.entries[0];
        assert_eq!(entry.printed.number.as_deref(), Some("12"), "{row:?}");
        let found = entry.land_uses.first().map(|land_use| &*land_use.land_use);
        assert_eq!(found, land_use, "{row:?}");
        let expected: Vec<_> =
            expected.iter().map(|&(code, row, column)| (code, row, column.to_owned())).collect();
        assert_eq!(codes(&read), expected, "{row:?}");
    };
    check(b"5;12;ODT", Some("ODT"), &[]);
    check(b"5;12;O\xffT", Some("O\u{fffd}T"), &[("letters-lost", 2, "C")]);
    // A header in Unicode over rows of another encoding, as where two files were put together.
    let rows = "đất ở;đất vườn;đất trồng lúa;đất rừng;đường;cây lâu năm".replace(';', " ");
    let tcvn3 = thuadat_core::LegacyEncoding::Tcvn3.encode(&rows).unwrap();
    check(&[b"5;12;", &tcvn3[..]].concat(), Some(&rows), &[]);
    let (cp1258, _, _) = encoding_rs::WINDOWS_1258
        .encode("đâ\u{301}t ơ\u{309} vươ\u{300}n trô\u{300}ng rư\u{300}ng đươ\u{300}ng cây lâu năm");
    check(&[b"5;12;", &cp1258[..]].concat(), Some("đất ở vườn trồng rừng đường cây lâu năm"), &[]);
}

#[test]
fn names_below_the_last_entry_are_signatures() {
    let path = text(
        "Số tờ;Số thửa;Họ và tên\n5;12;Nguyễn Văn Thử\n;;Nguyễn Thị Thử\n5;13;Trần Văn Thử\n;;Lê Văn Lập Biểu\n".as_bytes(),
    );
    let read = read(&path);
    let rows: Vec<u32> = read.registers[0].register.entries.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [2, 3, 4]);
    assert_eq!(codes(&read), [("row-not-an-entry", 5, String::new())]);
}

#[test]
fn the_name_of_a_worksheet_means_nothing_to_text_and_is_told() {
    let path = text(LINES.as_bytes());
    let request = RegisterRequest { worksheet: Some("Sổ".into()), ..RegisterRequest::new(&*path) };
    let read = read_registers(&request, &Unobserved).unwrap();
    assert!(read.notices.iter().any(|notice| notice.code == "register-no-worksheets"));
}

/// Stops everything at once.
struct Impatient;

impl Observer for Impatient {
    fn progress(&self, _: thuadat_core::Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        true
    }
}

#[test]
fn reading_stops_when_asked() {
    let path = text(format!("Số tờ;Số thửa\n{}", "5;12\n".repeat(5_000)).as_bytes());
    let error = read_registers(&RegisterRequest::new(&*path), &Impatient).unwrap_err();
    assert!(matches!(error, RegisterError::Interrupted));
}

#[test]
fn other_files_are_refused_with_what_they_are() {
    let check = |bytes: &[u8], code: &str| {
        let error = read_registers(&RegisterRequest::new(&*text(bytes)), &Unobserved).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(!error.message().vi.is_empty());
    };
    check(b"", "empty");
    check(b"\n\n", "no-header");
    check(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x03\x00\x3e\x00", "not-a-table");
    check(b"PK\x03\x04 and then nothing", "damaged");
    check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and then nothing", "damaged");
    check("Họ tên;Ngày sinh\nx;1961\n".as_bytes(), "no-header");
    let error = read_registers(&RegisterRequest::new("no-such.xlsx"), &Unobserved).unwrap_err();
    assert_eq!(error.code(), "not-found");
}

#[test]
fn cells_are_kept_as_they_stand() {
    let path = workbook(|sheet| {
        put(sheet, 0, &["DANH SÁCH"]);
        put(sheet, 1, &HEADERS);
        put(sheet, 2, &["1", "06211", " AB 123456 ", "24/03/1017", "5", "12"]);
        sheet.write_number(2, 6, 29.16).unwrap();
        sheet.write_boolean(2, 7, true).unwrap();
    });
    let request = RegisterRequest { keep_cells: true, ..RegisterRequest::new(&*path) };
    let table = read_registers(&request, &Unobserved).unwrap().registers.remove(0).table.unwrap();
    assert_eq!(table.head.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 2]);
    let cells = &table.rows[0].cells;
    assert_eq!(cells[2], RegisterCell::Text(" AB 123456 ".into()));
    assert_eq!(cells[3], RegisterCell::Text("24/03/1017".into()));
    assert_eq!((&cells[6], &cells[7]), (&RegisterCell::Number(29.16), &RegisterCell::Boolean(true)));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let _ = read_registers(&RegisterRequest::new(&*text(&bytes)), &Unobserved);
        let _ = read_registers(&RegisterRequest::new(&*text(&[LINES.as_bytes(), &bytes].concat())), &Unobserved);
    }

    #[test]
    fn no_damage_to_a_workbook_panics(at in 0_usize..6000, byte in proptest::prelude::any::<u8>()) {
        let path = workbook(|sheet| {
            put(sheet, 0, &HEADERS);
            put(sheet, 1, &["1", "06211", "AB 123456", "24/03/2011", "5", "12"]);
        });
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= byte | 1;
        let _ = read_registers(&RegisterRequest::new(&*text(&bytes)), &Unobserved);
        let _ = read_registers(&RegisterRequest::new(&*text(&bytes[..at])), &Unobserved);
    }
}

#[test]
fn hidden_rows_and_columns_are_read_and_told() {
    let path = workbook(|sheet| {
        sheet.set_name("Sổ & giấy").unwrap();
        put(sheet, 0, &HEADERS);
        for row in 1..5 {
            put(sheet, row, &["1", "06211", "AB 123456", "2011", "5", &row.to_string(), "100", ""]);
        }
        sheet.set_row_hidden(2).unwrap();
        sheet.set_row_hidden(4).unwrap();
        sheet.set_row_hidden(9).unwrap();
        sheet.set_column_hidden(3).unwrap();
    });
    let read = read(&path);
    assert_eq!(read.registers[0].register.entries.len(), 4);
    let told = read.notices.iter().find(|notice| notice.code == "register-hidden-cells").expect("it is told");
    for words in ["“Sổ & giấy”", "2 hidden rows", "1 hidden column (D “Ngày cấp GCN”)"] {
        assert!(told.message.en.contains(words), "{}", told.message.en);
    }
    assert!(told.message.vi.contains("2 dòng ẩn và 1 cột ẩn"), "{}", told.message.vi);
}

#[test]
fn headers_of_merged_cells_stand_over_each_of_their_columns() {
    let path = workbook(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 6, "DANH SÁCH GIẤY CHỨNG NHẬN", &plain).unwrap();
        sheet.merge_range(2, 0, 3, 0, "STT", &plain).unwrap();
        sheet.merge_range(2, 1, 3, 1, "Số phát hành GCN", &plain).unwrap();
        sheet.merge_range(2, 2, 2, 3, "Thông tin trên GCN", &plain).unwrap();
        sheet.merge_range(2, 4, 2, 5, "Bản đồ địa chính hiện nay", &plain).unwrap();
        put(sheet, 3, &["", "", "Số tờ", "Số thửa", "Số tờ", "Số thửa"]);
        put(sheet, 6, &["1", "AB 123456", "5", "12", "7", "30"]);
        put(sheet, 20, &["2", "AB 123457", "5", "13", "7", "31"]);
    });
    let read = read(&path);
    let entries = &read.registers[0].register.entries;
    let numbers: Vec<_> = entries
        .iter()
        .map(|entry| (entry.row, entry.printed.number.as_deref(), entry.current.number.as_deref()))
        .collect();
    assert_eq!(numbers, [(7, Some("12"), Some("30")), (21, Some("13"), Some("31"))], "empty rows are none");
    assert!(codes(&read).is_empty());
}

/// The names of the conversion sheet that the notes name; those of houses, flats and plants are not known one by one.
fn names_of_the_conversion_sheet() -> Vec<String> {
    const KNOWN: &str = "STT DDK_maXa DDK_maDon DDK_ngayTiepNhan DDK_coQuyenQuanLy DDK_coQuyenSuDung DDK_coQuyenSoHuu \
        DDK_thoiDiemDangKyLanDau DDK_thoiDiemDangKy DDK_capGiayNguoiDaiDien GCN_soPhatHanh GCN_soVaoSo GCN_soVaoSoCu GCN_ngayCap \
        GCN_tenNguoiKy GCN_maVach GCN_donViCap GCN_daCongNhanPhapLy GCN_ghiChuTrang1 GCN_ghiChuTrang2 CHU_loaiGiayChungNhan \
        CHU_loaiDoiTuongSuDungDat CHU_hoTen CHU_ngaySinh CHU_soDienThoai CHU_gioiTinh CHU_maSoThue CHU_danToc CHU_quocTich \
        CHU_diaChiChiTiet CHU_soNha CHU_tenDuongPho CHU_tenTDP CHU_tenXa CHU_tenHuyen CHU_tenTinh GT_loaiGiayTo GT_soGiayTo \
        GT_ngayCap GT_noiCap VC_hoTen VC_ngaySinh VC_gioiTinh VC_maSoThue VC_danToc VC_quocTich VC_diaChiChiTiet GT_VC_loaiGiayTo \
        GT_VC_soGiayTo GT_VC_ngayCap GT_VC_noiCap TC_tenToChuc TC_maSoThue TC_loaiToChuc TC_maDoanhNghiep TC_diaChi \
        TL_loaiBanDoDiaChinh TL_donViDoDac TL_phuongPhapDo TL_mucDoChinhXac TL_tyLeDoDac TL_ngayHoanThanh TD_loaiThuaDat \
        TD_soThuTuThua TD_soHieuToBanDo TD_soThuTuThuaCu TD_soHieuToBanDoCu TD_dienTich TD_dienTichPhapLy TD_diaChiChiTiet TD_soNha \
        TD_tenDuongPho TD_tenTDP TD_laDoiTuongChiemDat TD_inSoLieuCu TD_maMucDichSuDung TD_maMucDichSuDungQuyHoach \
        TD_maMucDichSuDungPhu TD_dienTichMDSD TD_ngayHetHanSuDung TD_thoiHanSuDung TD_nguonGoc TD_nguonGocChuyenQuyen \
        TD_dienTichNguonGoc NHA_dienTichXayDung NHA_dienTichSan HS_duongDanHSQ";
    let mut names: Vec<String> = KNOWN.split_whitespace().map(str::to_owned).collect();
    let others = ["NHA", "HM", "CH", "CLN", "RT"];
    names.extend((0..129 - names.len()).map(|at| format!("{}_thongTin{at}", others[at % others.len()])));
    names
}

#[test]
fn the_conversion_sheet_of_129_columns_keeps_every_cell_in_any_order() {
    let names = names_of_the_conversion_sheet();
    let value = |name: &str, row: u32| match name {
        "STT" => row.to_string(),
        "DDK_maXa" => "06211".to_owned(),
        "GCN_soPhatHanh" => format!("ZT 10000{row}"),
        "GCN_ngayCap" if row == 2 => "31/02/2011".to_owned(),
        "GCN_ngayCap" | "GT_ngayCap" | "TL_ngayHoanThanh" => "24/03/2011".to_owned(),
        "CHU_ngaySinh" | "VC_ngaySinh" => "1952".to_owned(),
        "CHU_hoTen" => "Nguyễn Văn Thử".to_owned(),
        "VC_hoTen" => "Trần Thị Mẫu".to_owned(),
        "GT_VC_soGiayTo" => "001099000001".to_owned(),
        "TL_tyLeDoDac" => "1:500".to_owned(),
        "TD_soThuTuThua" => "12".to_owned(),
        "TD_soHieuToBanDo" => "7".to_owned(),
        "TD_soThuTuThuaCu" => "12a".to_owned(),
        "TD_soHieuToBanDoCu" => "3".to_owned(),
        "TD_dienTich" => "120,6".to_owned(),
        "TD_dienTichPhapLy" | "TD_dienTichMDSD" => "1.120,5".to_owned(),
        "NHA_dienTichSan" | "NHA_dienTichXayDung" => "80".to_owned(),
        "TD_maMucDichSuDung" => "ONT".to_owned(),
        name => format!("ô của {name}"),
    };
    for step in [1, 37, 100] {
        let order: Vec<usize> = (0..129).map(|at| at * step % 129).collect();
        let in_order = |text: &dyn Fn(&str) -> String| -> Vec<String> {
            order.iter().map(|&at| text(&names[at])).collect()
        };
        let typed: Vec<Vec<String>> = (1..=2).map(|row| in_order(&|name| value(name, row))).collect();
        let path = workbook(|sheet| {
            let line = |sheet: &mut Worksheet, row: u32, texts: &[String]| {
                put(sheet, row, &texts.iter().map(String::as_str).collect::<Vec<_>>());
            };
            put(sheet, 0, &["DỮ LIỆU CHUYỂN ĐỔI"]);
            line(
                sheet,
                1,
                &in_order(&|name| format!("Nhóm {}", &name[..name.find('_').unwrap_or(name.len())])),
            );
            line(sheet, 2, &in_order(&str::to_owned));
            line(sheet, 3, &in_order(&|_| "Bắt buộc".to_owned()));
            typed.iter().zip(4..).for_each(|(texts, row)| line(sheet, row, texts));
        });
        let request = RegisterRequest { keep_cells: true, ..RegisterRequest::new(&*path) };
        let read = read_registers(&request, &Unobserved).unwrap();
        let register = &read.registers[0];
        let entry = &register.register.entries[0];
        assert_eq!((entry.commune.as_deref(), entry.scale), (Some("06211"), Some(500)), "{step}");
        let spouse = (entry.holder.spouse.as_deref(), entry.holder.spouse_number.as_deref());
        assert_eq!(spouse, (Some("Trần Thị Mẫu"), Some("001099000001")), "{step}");
        assert_eq!(
            (entry.current.sheet.as_deref(), entry.current.number.as_deref()),
            (Some("7"), Some("12"))
        );
        assert_eq!(
            (entry.printed.sheet.as_deref(), entry.printed.number.as_deref()),
            (Some("3"), Some("12a"))
        );
        assert_eq!(entry.area_m2, Some(1120.5));
        assert_eq!(&*entry.land_uses[0].land_use, "ONT");
        let table = register.table.as_ref().unwrap();
        assert_eq!(register.columns.len(), 129);
        for (row, texts) in table.rows.iter().zip(&typed) {
            for (cell, text) in row.cells.iter().zip(texts) {
                assert!(matches!(cell, RegisterCell::Text(kept) if **kept == **text), "{text}");
            }
        }
        let at = order.iter().position(|&at| names[at] == "GCN_ngayCap").unwrap();
        assert_eq!(codes(&read), [("date-impossible", 6, column_letters(at))], "{step}");
    }
}

#[test]
fn every_cell_of_every_worksheet_is_handed_out() {
    let mut book = Workbook::new();
    put(book.add_worksheet().set_name("A").unwrap(), 0, &["1", "", "x"]);
    let hidden = book.add_worksheet().set_name("B").unwrap();
    put(hidden, 3, &["y"]);
    hidden.set_hidden(true);
    let path = save(&mut book);
    let mut seen = Vec::new();
    read_worksheets(&path, &mut |worksheet, row| seen.push((worksheet.to_owned(), row.row, row.cells.len())))
        .unwrap();
    assert_eq!(seen, [("A".to_owned(), 1, 3), ("B".to_owned(), 4, 1)]);
}
