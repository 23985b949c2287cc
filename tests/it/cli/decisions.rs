//! Rows that people decide of: the review file, the decisions taken back, and what becomes of them when registers change.

use super::linking::{arguments, link, made};
use super::program::{COULD_NOT_CHECK, FOUND, check_words};
use serde_json::Value;
use std::path::Path;
use thuadat_core::{CertificateEntry, Day, LinkStatus, Unobserved};
use thuadat_io::read_decisions;
use thuadat_testkit::SampleRegister;

const HEAD: &str = "Register,Worksheet,Row,Decision,Decided by,Decided on,Note,Row key\n";

/// The lines of a file of decisions.
fn line(register: &str, worksheet: &str, entry: &CertificateEntry, row: u32, rest: &str) -> String {
    format!("{register},{worksheet},{row},{rest},,{:016x}\n", entry.fingerprint())
}

/// The first row that is ambiguous, by position in the registers.
fn ambiguous(made: &SampleRegister, report: &Value) -> (usize, usize) {
    let rows = report["rows"].as_array().unwrap();
    let position = rows.iter().position(|row| row["status"] == LinkStatus::Ambiguous.id()).unwrap();
    let in_first = made.registers[0].entries.len();
    if position < in_first { (0, position) } else { (1, position - in_first) }
}

fn linked_with(made: &SampleRegister, more: &[&str], folder: &Path) -> (Value, super::program::Ran) {
    let path = folder.join("link.json");
    let mut all = arguments(made);
    all.extend(["--report".to_owned(), path.display().to_string()]);
    all.extend(more.iter().map(|&argument| argument.to_owned()));
    let ran = link(&all, FOUND);
    (serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap(), ran)
}

#[test]
fn decisions_are_asked_for_taken_back_and_kept() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let review = path("review.xlsx");
    let (report, ran) = linked_with(&made, &["--review", &review], folder.path());
    check_words(&ran.err, &["wrote the review file", "rows are open"]);
    let (register, position) = ambiguous(&made, &report);
    let of = &made.registers[register];
    let entry = &of.entries[position];
    let worksheet = of.worksheet.as_deref().unwrap_or_default();
    // Somebody has put rows above it since: it is found by what it says.
    let written =
        line(&of.file, worksheet, entry, entry.row + 9_999, "no parcel,Cán bộ Thử Nghiệm,24/03/2020");
    std::fs::write(path("decisions.csv"), format!("{HEAD}{written}")).unwrap();
    let (decided, ran) =
        linked_with(&made, &["--decisions", &path("decisions.csv"), "--review", &review], folder.path());
    let row = decided["rows"].as_array().unwrap().iter().find(|row| row["tier"] == 0).unwrap();
    assert_eq!((&row["status"], &row["source"]["row"]), (&"unlinked".into(), &entry.row.into()));
    assert_eq!(row["evidence"][0]["kind"], "decision");
    check_words(row["evidence"][0]["text"]["en"].as_str().unwrap(), &["a person decided on 24/03/2020"]);
    assert_eq!(decided["summary"]["decided"], 1);
    check_words(&ran.out, &["1 decision was used for a row that has moved"]);
    // The new review file keeps it, and alone is enough for the next run.
    let kept = read_decisions(Path::new(&review), &Unobserved).unwrap();
    assert_eq!(kept.decisions.len(), 1);
    assert_eq!((kept.decisions[0].register_row, kept.decisions[0].is_complete()), (entry.row, true));
    let (again, _) = linked_with(&made, &["--review", &review], folder.path());
    assert_eq!(again["rows"], decided["rows"]);
}

#[test]
fn decisions_that_do_not_hold_are_said_and_not_used() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decisions.csv");
    let (report, _) = linked_with(&made, &[], folder.path());
    let (register, position) = ambiguous(&made, &report);
    let of = &made.registers[register];
    let (entry, worksheet) = (&of.entries[position], of.worksheet.as_deref().unwrap_or_default());
    let own = |rest: &str| line(&of.file, worksheet, entry, entry.row, rest);
    let changed = CertificateEntry { area_m2: Some(1.0), ..entry.clone() };
    let cases: [(String, &[&str]); 9] = [
        (own("no parcel,,24/03/2020"), &["decisions.csv, line 2, column E", "nobody is named who decided"]),
        (own("no parcel,A,"), &["line 2, column F", "the day of the decision is missing"]),
        (own("no parcel,A,24/03/2099"), &["line 2", "the day of the decision is still to come"]),
        // A year typed alone is no day of a spreadsheet.
        (own("no parcel,A,2020"), &["line 2, column F", "cannot read the day of the decision"]),
        (own("no parcel,A,31/02/2026"), &["line 2, column F", "cannot read the day of the decision"]),
        (own("sheet 99 parcel 1,A,24/03/2020"), &["line 2, column D", "names no parcel of the map"]),
        (
            own("no parcel,A,24/03/2020") + &own("sheet 1 parcel 1,B,24/03/2020"),
            &["this row and row 3 of", "neither was used"],
        ),
        (
            line(&of.file, worksheet, &changed, entry.row, "no parcel,A,24/03/2020"),
            &["says another sheet, number, area or land use than when it was decided"],
        ),
        (
            own("no parcel,A,24/03/2020").replace(&format!("{:016x}", entry.fingerprint()), "?"),
            &["Row key was changed"],
        ),
    ];
    for (lines, words) in cases {
        std::fs::write(&path, format!("{HEAD}{lines}")).unwrap();
        let (report, ran) = linked_with(&made, &["--decisions", path.to_str().unwrap()], folder.path());
        assert_eq!(report["summary"]["decided"], 0, "{lines}");
        check_words(&ran.out, words);
    }
    std::fs::write(&path, "a,b\n1,2\n").unwrap();
    let mut all = arguments(&made);
    all.extend(["--decisions".to_owned(), path.display().to_string()]);
    check_words(&link(&all, COULD_NOT_CHECK).err, &["decisions.csv"]);
}

#[test]
fn a_day_may_be_typed_as_the_number_of_a_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    let read = |path: &Path| read_decisions(path, &Unobserved).unwrap().decisions[0].when;
    let check = |typed: f64, expected: Option<Day>| {
        let line = format!("so.csv,,2,no parcel,A,{typed},,{:016x}\n", 1);
        let text = folder.path().join("decisions.csv");
        std::fs::write(&text, format!("{HEAD}{line}")).unwrap();
        assert_eq!(read(&text), expected, "{typed} in text");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (0..).zip([HEAD.trim(), line.trim()]) {
            for (column, cell) in (0..).zip(cells.split(',')) {
                sheet.write(row, column, cell).unwrap();
            }
        }
        sheet.write(1, 5, typed).unwrap();
        let workbook = folder.path().join("decisions.xlsx");
        book.save(&workbook).unwrap();
        assert_eq!(read(&workbook), expected, "{typed} in a workbook");
    };
    check(46_105.0, Some(Day::new(2026, 3, 24)));
    check(46_105.5, Some(Day::new(2026, 3, 24)));
    check(18_264.0, Some(Day::new(1950, 1, 1)));
    check(73_415.0, Some(Day::new(2100, 12, 31)));
    for none in [18_263.0, 73_416.0, 2020.0, 24_032_026.0, 5.0, -46_105.0] {
        check(none, None);
    }
}

#[test]
fn findings_have_rows_and_parcels_and_a_place_on_the_map() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let geojson = folder.path().join("link.geojson");
    let (report, _) = linked_with(&made, &["--report", geojson.to_str().unwrap()], folder.path());
    let findings = report["findings"].as_array().unwrap();
    let of_rules: Vec<&Value> = findings.iter().filter(|finding| finding["rule"].is_string()).collect();
    assert_eq!(report["rules"].as_array().unwrap().len(), 11);
    for rule in report["rules"].as_array().unwrap() {
        let count = of_rules.iter().filter(|finding| finding["rule"] == rule["id"]).count();
        assert!(count >= 3 && rule["findings"] == count, "{rule}");
    }
    for finding in &of_rules {
        assert_eq!(finding["source"], finding["rows"][0]);
        assert_eq!(finding["at"].is_array(), !finding["parcels"].as_array().unwrap().is_empty(), "{finding}");
    }
    let told_twice = findings.iter().filter(|finding| finding["code"] == "date-impossible").count();
    assert_eq!(told_twice, 0);
    let map: Value = serde_json::from_str(&std::fs::read_to_string(geojson).unwrap()).unwrap();
    let features = map["features"].as_array().unwrap();
    let of_layer = |layer: &str| features.iter().filter(|it| it["properties"]["layer"] == layer).count();
    assert_eq!((of_layer("parcels"), of_layer("findings")), (3546, of_rules.len()));
    let without = features.iter().filter(|it| it["properties"]["state"] == "without-certificate").count();
    assert_eq!(report["summary"]["parcels_without_certificate"], without);
    // Some of them may be meant by rows that are to be looked at, or are claimed by rows that were read wrongly.
    let expected = made.truth.without_certificate.len();
    assert!(without.abs_diff(expected) < 20, "{without} of {expected}");
}

#[test]
fn what_people_put_into_a_review_file_is_kept_when_it_is_written_again() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let review = path("review.xlsx").display().to_string();
    let names = || {
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with("xlsx"))
            .collect();
        names.sort();
        names
    };
    linked_with(&made, &["--review", &review], folder.path());
    // Nobody has touched it: nothing is to be kept.
    let (_, ran) = linked_with(&made, &["--review", &review], folder.path());
    assert_eq!(names(), ["review.xlsx"], "{}", ran.err);
    // Somebody puts a column and a worksheet of their own into it.
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut sheets: Vec<(String, Vec<thuadat_io::RegisterRow>)> = Vec::new();
    thuadat_io::read_worksheets(Path::new(&review), &mut |name, row| match sheets
        .last_mut()
        .filter(|(known, _)| known == name)
    {
        Some((_, rows)) => rows.push(row),
        None => sheets.push((name.to_owned(), vec![row])),
    })
    .unwrap();
    for (name, rows) in &sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for row in rows {
            for (column, cell) in (0_u16..).zip(&row.cells) {
                match cell {
                    thuadat_io::RegisterCell::Text(text) => {
                        sheet.write(row.row - 1, column, &**text).unwrap();
                    }
                    thuadat_io::RegisterCell::Number(number) => {
                        sheet.write(row.row - 1, column, *number).unwrap();
                    }
                    _ => {}
                }
            }
        }
        if name == "To decide" {
            sheet.write(0, 18, "Phone").unwrap();
            sheet.write(1, 18, "called on Monday").unwrap();
        }
    }
    book.add_worksheet().set_name("Mine").unwrap().write(0, 0, "a list of my own").unwrap();
    book.save(&review).unwrap();
    let before = std::fs::read(&review).unwrap();
    let (_, ran) = linked_with(&made, &["--review", &review], folder.path());
    assert_eq!(names(), ["review.bak-1.xlsx", "review.xlsx"]);
    assert_eq!(std::fs::read(path("review.bak-1.xlsx")).unwrap(), before);
    check_words(&ran.err, &["review.bak-1.xlsx", "is kept as it was"]);
    // Decisions alone are carried over, and need no copy.
    linked_with(&made, &["--review", &review], folder.path());
    assert_eq!(names(), ["review.bak-1.xlsx", "review.xlsx"]);
}

/// The cell of a review file, counted from 0.
const DECISION: u16 = 10;
const NOTE: u16 = 13;

/// A review file written again as Excel would, with what `change` puts into its first worksheet.
fn changed(review: &Path, change: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut sheets: Vec<(String, Vec<thuadat_io::RegisterRow>)> = Vec::new();
    thuadat_io::read_worksheets(review, &mut |name, row| match sheets.last_mut() {
        Some((known, rows)) if known == name => rows.push(row),
        _ => sheets.push((name.to_owned(), vec![row])),
    })
    .unwrap();
    let mut change = Some(change);
    for (name, rows) in &sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for row in rows {
            for (column, cell) in (0_u16..).zip(&row.cells) {
                let at = row.row - 1;
                let written = match cell {
                    thuadat_io::RegisterCell::Text(text) => sheet.write(at, column, &**text).map(drop),
                    thuadat_io::RegisterCell::Number(number) => sheet.write(at, column, *number).map(drop),
                    _ => Ok(()),
                };
                written.unwrap();
            }
        }
        if let Some(change) = change.take() {
            change(sheet);
        }
    }
    book.save(review).unwrap();
}

#[test]
fn nothing_that_was_typed_is_lost() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Note, Worksheet};
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let review = folder.path().join("review.xlsx");
    let copies = || {
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().contains(".bak-")).count()
    };
    let write = || linked_with(&made, &["--review", review.to_str().unwrap()], folder.path()).1;
    write();
    let mut expected = 0;
    let mut check = |is_kept: bool, change: &dyn Fn(&mut Worksheet)| {
        changed(&review, |sheet| change(sheet));
        let before = std::fs::read(&review).unwrap();
        let ran = write();
        expected += usize::from(is_kept);
        assert_eq!(copies(), expected, "{}", ran.err);
        if is_kept {
            let copy = folder.path().join(format!("review.bak-{expected}.xlsx"));
            assert_eq!(std::fs::read(copy).unwrap(), before);
        }
    };
    let day = ExcelDateTime::from_ymd(2026, 12, 5).unwrap();
    let as_day = Format::new().set_num_format("dd/mm/yyyy");
    check(false, &|_| {});
    check(false, &|sheet| {
        sheet.write(1, NOTE, "gọi thứ Hai").unwrap();
    });
    check(true, &|sheet| {
        sheet.write_with_format(1, DECISION, &day, &as_day).unwrap();
    });
    check(true, &|sheet| {
        sheet.write_formula(2, DECISION, Formula::new("=K2").set_result("x")).unwrap();
    });
    check(true, &|sheet| {
        sheet.write_formula(2, NOTE, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    });
    check(true, &|sheet| {
        sheet.insert_note(1, DECISION, &Note::new("hỏi ông Thử")).unwrap();
    });
    check(true, &|sheet| {
        sheet.write(5_000, NOTE, "dưới bảng").unwrap();
    });
}

#[test]
fn a_review_file_may_change_its_language() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let review = folder.path().join("review.xlsx");
    let path = review.to_str().unwrap();
    let (first, _) = linked_with(&made, &["--review", path, "--lang", "vi"], folder.path());
    changed(&review, |sheet| {
        for (column, text) in
            [(DECISION, "không có thửa"), (11, "Cán bộ Thử"), (12, "24/03/2020"), (NOTE, "đã xem")]
        {
            sheet.write(1, column, text).unwrap();
        }
    });
    let mut before = None;
    for language in ["en", "vi", "en"] {
        let (report, ran) = linked_with(&made, &["--review", path, "--lang", language], folder.path());
        assert_eq!(report["summary"]["decided"], 1, "{language}: {}", ran.out);
        let kept = read_decisions(&review, &Unobserved).unwrap().decisions;
        let said = kept.iter().map(|it| (it.decision.clone(), it.who.clone(), it.when, it.note.clone()));
        let said: Vec<_> = said.collect();
        assert_eq!(said.len(), 1, "{language}");
        assert_eq!(*before.get_or_insert(said.clone()), said, "{language}");
    }
    assert_eq!(first["summary"]["decided"], 0);
    assert!(!folder.path().join("review.bak-1.xlsx").exists());
}

#[test]
fn what_is_no_review_file_is_left_as_it_is() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("review.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Danh bạ điện thoại").unwrap();
    book.save(&path).unwrap();
    for bytes in [std::fs::read(&path).unwrap(), b"a;b\n1;2\n".to_vec(), Vec::new()] {
        std::fs::write(&path, &bytes).unwrap();
        let mut all = arguments(&made);
        all.extend(["--review".to_owned(), path.display().to_string()]);
        let ran = link(&all, COULD_NOT_CHECK);
        check_words(&ran.err, &["review.xlsx", "no review file of this program", "left as it is"]);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn decisions_of_another_run_do_no_harm() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("decisions.csv");
    let (before, _) = linked_with(&made, &[], folder.path());
    std::fs::write(&path, format!("{HEAD}so-xa-khac.csv,,7,no parcel,A,24/03/2020,,0123456789abcdef\n"))
        .unwrap();
    let review = folder.path().join("review.xlsx");
    let more = ["--decisions", path.to_str().unwrap(), "--review", review.to_str().unwrap()];
    let (after, ran) = linked_with(&made, &more, folder.path());
    assert_eq!(after["rows"], before["rows"]);
    check_words(&ran.out, &["decisions.csv, line 2", "the decision was not used"]);
    assert_eq!(read_decisions(&review, &Unobserved).unwrap().decisions.len(), 1);
}
