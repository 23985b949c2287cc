//! `thuadat report` on the sample: what is filled is the truth, what is public holds nobody, what was typed comes back.

use super::program::{COULD_NOT_CHECK, PASSED, Ran, program, run, sample};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use thuadat_core::Unobserved;
use thuadat_io::{RegisterCell, RegisterField, RegisterRequest, RegistersRead, read_registers};
use thuadat_testkit::{
    Expected, SAMPLE_SEED, SampleRegister, TypedCell, TypedSheet, sample_register, synthetic_commune,
};

const MAP: &str = "cao-loc-synthetic-clean.gpkg";

#[track_caller]
fn thuadat<I: IntoIterator<Item: AsRef<OsStr>>>(arguments: I, codes: &[Option<i32>]) -> Ran {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
    for variable in ["LANG", "LANGUAGE", "LC_MESSAGES", "NO_COLOR"] {
        command.env_remove(variable);
    }
    let ran = run(&mut command);
    assert!(codes.contains(&ran.code), "{}", ran.err);
    ran
}

fn made(seed: u64) -> SampleRegister {
    sample_register(&synthetic_commune(SAMPLE_SEED), seed)
}

fn path(name: &str) -> String {
    sample(name).display().to_string()
}

/// The arguments of a report over the sample.
fn of_sample(report: &[&str], made: &SampleRegister) -> Vec<String> {
    let mut arguments: Vec<String> = report.iter().map(ToString::to_string).collect();
    arguments.push(path(MAP));
    for register in &made.registers {
        arguments.extend(["--register".to_owned(), path(&register.file)]);
    }
    arguments.extend(["--renumbering".to_owned(), path(&made.renumbering.file)]);
    arguments
}

fn read_kept(path: &Path) -> RegistersRead {
    let request = RegisterRequest { keep_cells: true, ..RegisterRequest::new(path) };
    read_registers(&request, &Unobserved).unwrap_or_else(|error| panic!("{error}"))
}

/// Entry cells by field, row by row.
fn cells(read: &RegistersRead) -> Vec<HashMap<RegisterField, RegisterCell>> {
    assert_eq!(read.registers.len(), 1, "nothing else in the file is taken for a register");
    let register = &read.registers[0];
    let entries: BTreeSet<u32> = register.register.entries.iter().map(|entry| entry.row).collect();
    let rows = register.table.as_ref().unwrap().rows.iter().filter(|row| entries.contains(&row.row));
    let of_row = |row: &thuadat_io::RegisterRow| {
        let known = register.columns.iter().filter_map(|column| Some((column.field?, column.position)));
        known
            .map(|(field, position)| (field, row.cells.get(position).cloned().unwrap_or_default()))
            .filter(|(_, cell)| !cell.is_empty())
            .collect()
    };
    rows.map(of_row).collect()
}

#[test]
fn a_register_in_official_columns_comes_back_cell_for_cell() {
    let folder = tempfile::tempdir().unwrap();
    for (report, file) in [("pl3", "cao-loc-register-pl3.xlsx"), ("vbdlis", "cao-loc-register-vbdlis.csv")] {
        let written = folder.path().join(report).with_extension("xlsx");
        let ran = thuadat(
            [
                "report",
                report,
                "--register",
                &path(file),
                "-o",
                written.to_str().unwrap(),
                "--format",
                "json",
            ],
            &[PASSED],
        );
        let told: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(told["left_out"].as_array().unwrap().len(), 1, "the scale has no room: {told}");
        let (before, after) = (cells(&read_kept(&sample(file))), cells(&read_kept(&written)));
        assert_eq!(before.len(), after.len());
        for (row, (mut before, after)) in before.into_iter().zip(after).enumerate() {
            before.remove(&RegisterField::Scale);
            let differing: Vec<RegisterField> = before
                .iter()
                .filter(|(field, cell)| after.get(field) != Some(cell))
                .map(|(field, _)| *field)
                .collect();
            assert!(
                differing.is_empty() && before.len() == after.len(),
                "{report}, entry {row}: {differing:?}"
            );
        }
    }
}

#[test]
fn what_is_filled_into_pl3_is_the_truth() {
    let made = made(SAMPLE_SEED);
    let folder = tempfile::tempdir().unwrap();
    let written = folder.path().join("pl3.xlsx");
    let mut arguments = of_sample(&["report", "pl3"], &made);
    arguments.extend(["-o".to_owned(), written.display().to_string()]);
    let told = thuadat(&arguments, &[PASSED]);
    assert!(told.out.contains("The sheet HOLDS personal data"), "{}", told.out);
    let parcels = synthetic_commune(SAMPLE_SEED);
    let rows = cells(&read_kept(&written));
    let mut at = 0;
    let (mut right, mut wrong) = (0, 0);
    for truth in &made.truth.rows {
        // A row of several parcels has become one for each.
        let entry = &made.registers[truth.register as usize]
            .entries
            .iter()
            .find(|entry| entry.row == truth.row)
            .unwrap();
        let same_serial = |row: &HashMap<RegisterField, RegisterCell>| {
            text(row, RegisterField::Serial) == entry.serial.as_deref().map(str::to_owned)
                && text(row, RegisterField::PrintedNumber)
                    == entry.printed.number.as_deref().map(str::to_owned)
        };
        let several = truth.parcels.len().max(1);
        let count = if several > 1
            && rows[at..].iter().take(several).filter(|row| same_serial(row)).count() == several
            && text(&rows[at], RegisterField::Area).is_none()
        {
            several
        } else {
            1
        };
        let numbers: BTreeSet<Option<String>> =
            rows[at..at + count].iter().map(|row| text(row, RegisterField::CurrentNumber)).collect();
        let expected: BTreeSet<Option<String>> = truth
            .parcels
            .iter()
            .map(|&feature| parcels.records[feature as usize - 1].key.number.as_deref().map(str::to_owned))
            .collect();
        if truth.expected == Expected::Linked && !numbers.contains(&None) {
            if numbers == expected { right += 1 } else { wrong += 1 }
        }
        at += count;
    }
    assert_eq!(at, rows.len());
    assert!(right > 2_300 && wrong * 1_000 <= right, "{wrong} wrong, {right} right");
}

fn text(row: &HashMap<RegisterField, RegisterCell>, field: RegisterField) -> Option<String> {
    match row.get(&field)? {
        RegisterCell::Text(text) => Some(text.to_string()),
        RegisterCell::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[test]
fn the_scorecard_counts_every_parcel_once_and_knows_what_it_does_not() {
    let made = made(SAMPLE_SEED);
    let mut arguments = of_sample(&["report", "scorecard"], &made);
    arguments.extend(["--format".to_owned(), "json".to_owned()]);
    let told: Value = serde_json::from_str(&thuadat(&arguments, &[PASSED]).out).unwrap();
    let number = |value: &Value| value.as_u64().unwrap();
    let whole = &told["whole"];
    let all = number(&whole["parcels"]);
    assert_eq!(all + number(&whole["left_out"]), number(&told["map"]["parcels"]));
    assert_eq!(told["parcels"].as_array().unwrap().len() as u64, all);
    for unit in std::iter::once(whole).chain(told["sheets"].as_array().unwrap()) {
        for criterion in ["right", "complete", "clean", "living"] {
            let counts = &unit[criterion];
            let sum = number(&counts["met"]) + number(&counts["failed"]) + number(&counts["unknown"]);
            assert_eq!(sum, number(&unit["parcels"]), "{criterion} of {}", unit["sheet"]);
        }
    }
    let of_sheets: u64 = told["sheets"].as_array().unwrap().iter().map(|unit| number(&unit["parcels"])).sum();
    assert_eq!(of_sheets, all);
    assert_eq!(number(&whole["living"]["unknown"]), all, "nothing in the sample tells of operation");
    let classes: BTreeMap<String, u64> = whole["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| (class["codes"].to_string(), number(&class["parcels"])))
        .collect();
    assert!(!classes.contains_key(r#"["1"]"#), "nobody is in group 1 on what is not known: {classes:?}");
    let without: BTreeSet<i64> = made.truth.without_certificate.iter().copied().collect();
    for parcel in told["parcels"].as_array().unwrap() {
        let has_reason =
            parcel["reasons"].as_array().unwrap().iter().any(|reason| reason == "register/no-row");
        if without.contains(&parcel["parcel"]["feature"].as_i64().unwrap()) && parcel["complete"] != "unknown"
        {
            assert!(has_reason, "{parcel}");
        }
    }
}

#[test]
fn own_groups_and_facts_of_columns_take_effect() {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path().join("map.geojson");
    let square = |number: usize, properties: &str| {
        let x = 108.2 + number as f64 * 0.0002;
        format!(
            r#"{{"type": "Feature", "properties": {{"so_to": 1, "so_thua": {number}, {properties}}}, "geometry": {{"type": "Polygon",
             "coordinates": [[[{x}, 16.05], [{}, 16.05], [{}, 16.0501], [{x}, 16.0501], [{x}, 16.05]]]}}}}"#,
            x + 0.0001,
            x + 0.0001
        )
    };
    let features = [
        square(1, r#""thon": "Nà Mẫu", "van_hanh": "có""#),
        square(2, r#""thon": "Nà Mẫu", "van_hanh": "không vận hành""#),
        square(3, r#""thon": "Khau Thử", "van_hanh": null"#),
    ];
    std::fs::write(&map, format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(",")))
        .unwrap();
    let classes = folder.path().join("classes.toml");
    std::fs::write(
        &classes,
        "[[class]]\ncode = \"S\"\ntitle = { vi = \"Đang sống\", en = \"Living\" }\ncriteria = { living = \"met\" }\n\
         [[class]]\ncode = \"K\"\ntitle = { vi = \"Khác\", en = \"Other\" }\n",
    )
    .unwrap();
    let arguments = [
        "report",
        "scorecard",
        map.to_str().unwrap(),
        "--classes",
        classes.to_str().unwrap(),
        "--format",
        "json",
    ];
    let told: Value = serde_json::from_str(&thuadat(arguments, &[PASSED]).out).unwrap();
    let living: Vec<&Value> =
        told["parcels"].as_array().unwrap().iter().map(|parcel| &parcel["living"]).collect();
    assert_eq!(living, ["met", "failed", "unknown"]);
    let groups: Vec<String> =
        told["parcels"].as_array().unwrap().iter().map(|parcel| parcel["class"].to_string()).collect();
    assert_eq!(groups, [r#"["S"]"#, r#"["K"]"#, r#"["S","K"]"#]);
    assert_eq!(told["villages"].as_array().unwrap().len(), 2);
    std::fs::write(
        &classes,
        "[[class]]\ncode = \"S\"\ntitle = { vi = \"\", en = \"\" }\ncriteria = { livin = \"met\" }\n",
    )
    .unwrap();
    let refused = thuadat(arguments, &[COULD_NOT_CHECK]).err;
    assert!(refused.contains("no criterion called `livin`; did you mean `living`?"), "{refused}");
}

#[test]
fn every_json_report_holds_to_its_schema_in_the_repository() {
    let made = made(SAMPLE_SEED);
    for (report, name) in [("scorecard", "scorecard"), ("vbdlis", "sheet"), ("sync", "sync")] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/{name}.schema.json"));
        let schema = std::fs::read_to_string(file).unwrap();
        let printed = thuadat(["schema", name], &[PASSED]).out;
        assert!(
            printed == schema,
            "docs/{name}.schema.json is not that of the types; run `cargo xtask schema`"
        );
        let mut arguments = of_sample(&["report", report], &made);
        arguments.extend(["--format".to_owned(), "json".to_owned()]);
        let told: Value = serde_json::from_str(&thuadat(&arguments, &[PASSED]).out).unwrap();
        let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
        let breaches: Vec<String> =
            validator.iter_errors(&told).take(5).map(|error| error.to_string()).collect();
        assert!(breaches.is_empty(), "{report}: {breaches:#?}");
        assert_eq!(told["holds_personal_data"], false);
    }
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_read() {
    let refused = thuadat(["report", "pl3", "missing.gpkg"], &[COULD_NOT_CHECK]).err;
    assert!(refused.contains("give registers with --register"), "{refused}");
    let endings = [("scorecard", "a.csv", ".html, .xlsx, .json"), ("sync", "a.html", ".xlsx, .csv, .json")];
    for (report, file, known) in endings {
        let refused = thuadat(["report", report, "missing.gpkg", "-o", file], &[COULD_NOT_CHECK]).err;
        assert!(refused.contains(known), "{refused}");
    }
}

/// The reports that a register of people is made into.
const REPORTS: [(&[&str], &[&str]); 5] = [
    (&["report", "scorecard"], &["scorecard.html", "scorecard.xlsx", "scorecard.json"]),
    (&["report", "sync"], &["sync.xlsx", "sync.csv", "sync.json"]),
    (&["report", "pl3"], &["pl3.xlsx", "pl3.csv"]),
    (&["report", "vbdlis", "--without-certificate"], &["vbdlis.xlsx", "vbdlis.csv"]),
    (&["link"], &["link.html", "link.xlsx", "link.json"]),
];

/// Whatever is public holds no name, identity number, serial, registry number or address, in any part of any file; what is not
/// public holds them, so that the search is known to find them.
#[test]
fn public_reports_hold_nobody() {
    let made = made(77);
    let folder = tempfile::tempdir().unwrap();
    let registers = write_registers(&made, folder.path());
    let secrets = Secrets::of(&made);
    for (report, files) in REPORTS {
        let outputs = write_reports(report, files, &registers, folder.path(), true);
        for (name, text) in &outputs {
            let found = secrets.found_in(text);
            assert!(
                found.is_empty(),
                "{name} of {report:?} holds {} secrets, such as {:?}",
                found.len(),
                found.iter().next()
            );
        }
    }
    let outputs =
        write_reports(&["report", "pl3"], &["pl3.xlsx", "pl3.csv"], &registers, folder.path(), false);
    for (name, text) in
        outputs.iter().filter(|(name, _)| name.ends_with("sheet1.xml") || name.ends_with("pl3.csv"))
    {
        let found = secrets.found_in(text).len();
        let is_texts = has_ending(name, "csv");
        assert!(
            !is_texts || found * 10 > secrets.texts.len() * 9,
            "{name}: {found} of {}",
            secrets.texts.len()
        );
    }
    let all: HashSet<&[u8]> = outputs.iter().flat_map(|(_, text)| secrets.found_in(text)).collect();
    assert!(
        all.len() * 10 > secrets.texts.len() * 9,
        "{} of {} are found where they are",
        all.len(),
        secrets.texts.len()
    );
}

/// Writes the reports and answers what stands in them, part by part, and what the program said.
fn write_reports(
    report: &[&str],
    files: &[&str],
    registers: &[PathBuf],
    folder: &Path,
    is_public: bool,
) -> Vec<(String, Vec<u8>)> {
    let mut arguments: Vec<String> = report.iter().map(ToString::to_string).collect();
    arguments.push(path(MAP));
    for register in registers {
        arguments.extend(["--register".to_owned(), register.display().to_string()]);
    }
    arguments.extend(["--renumbering".to_owned(), path("cao-loc-renumbering.xlsx")]);
    let option = if report == ["link"] { "--report" } else { "--output" };
    let folder = folder.join(if is_public { "public" } else { "internal" });
    std::fs::create_dir_all(&folder).unwrap();
    for file in files {
        arguments.extend([option.to_owned(), folder.join(file).display().to_string()]);
    }
    if is_public {
        arguments.push("--public".to_owned());
    }
    let told = thuadat(&arguments, &[PASSED, Some(1)]);
    let mut outputs =
        vec![("stdout".to_owned(), told.out.into_bytes()), ("stderr".to_owned(), told.err.into_bytes())];
    for entry in std::fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if has_ending(&name, "xlsx") {
            outputs.extend(parts(&file).into_iter().map(|(part, text)| (format!("{name}/{part}"), text)));
        } else {
            outputs.push((name, std::fs::read(&file).unwrap()));
        }
        std::fs::remove_file(&file).unwrap();
    }
    outputs
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}

/// The files in a workbook, unpacked.
fn parts(workbook: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(workbook).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut text = Vec::new();
            part.read_to_end(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// The registers as text; in every 40th row all cells have slipped into the next column.
fn write_registers(made: &SampleRegister, folder: &Path) -> Vec<PathBuf> {
    let write = |sheet: &TypedSheet| {
        let path = folder.join(sheet.file).with_extension("csv");
        let first_entry = if sheet.worksheet.is_some() { 5 } else { 2 };
        let mut lines = String::from("\u{feff}");
        for (position, (row, cells)) in sheet.rows.iter().enumerate() {
            let slips = *row > first_entry && position % 40 == 0;
            let cells = std::iter::repeat_n(&TypedCell::Empty, usize::from(slips)).chain(cells);
            let cells: Vec<String> = cells.map(written).collect();
            lines += &cells.join(";");
            lines += "\r\n";
        }
        std::fs::write(&path, lines).unwrap();
        path
    };
    made.typed[..2].iter().map(write).collect()
}

fn written(cell: &TypedCell) -> String {
    match cell {
        TypedCell::Empty => String::new(),
        TypedCell::Number(number) => number.to_string(),
        TypedCell::Day(day) => day.vietnamese(),
        TypedCell::Text(text) => format!("\"{}\"", text.replace('"', "\"\"")),
    }
}

/// What nobody may find: told apart by their first bytes, so that megabytes are searched for thousands of them at once.
pub(super) struct Secrets {
    texts: HashSet<Vec<u8>>,
    beginnings: HashMap<[u8; 4], BTreeSet<usize>>,
}

impl Secrets {
    pub(super) fn of(made: &SampleRegister) -> Self {
        let mut texts: HashSet<Vec<u8>> = HashSet::new();
        for (entry, truth) in
            made.registers.iter().flat_map(|register| &register.entries).zip(&made.truth.rows)
        {
            let holder = &entry.holder;
            let personal = [
                &holder.name,
                &holder.identity_number,
                &holder.address,
                &entry.registry_number,
                &entry.serial,
            ];
            // That no certificate was issued is said of the parcel, and a placeholder is of nobody.
            let is_nobody = |text: &str| text.starts_with("CHUACO") || text.chars().count() < 8;
            texts.extend(
                personal
                    .into_iter()
                    .flatten()
                    .filter(|text| !is_nobody(text))
                    .map(|text| text.as_bytes().to_vec()),
            );
            assert!(truth.row > 0);
        }
        assert!(texts.len() > 3_000, "{}", texts.len());
        let mut beginnings: HashMap<[u8; 4], BTreeSet<usize>> = HashMap::new();
        for text in &texts {
            let beginning = *text.first_chunk::<4>().unwrap();
            beginnings.entry(beginning).or_default().insert(text.len());
        }
        Self { texts, beginnings }
    }

    pub(super) fn found_in<'t>(&self, text: &'t [u8]) -> HashSet<&'t [u8]> {
        let mut found = HashSet::new();
        for at in 0..text.len() {
            let Some(lengths) =
                text[at..].first_chunk::<4>().and_then(|beginning| self.beginnings.get(beginning))
            else {
                continue;
            };
            for &length in lengths {
                if let Some(part) = text.get(at..at + length).filter(|part| self.texts.contains(*part)) {
                    found.insert(part);
                }
            }
        }
        found
    }
}

#[test]
fn a_column_of_a_fact_that_is_not_there_is_refused_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("scorecard.json");
    for report in ["scorecard", "sync"] {
        let ran = thuadat(
            ["report", report, &path(MAP), "--fact", "village=soThuTuThuaa", "-o", output.to_str().unwrap()],
            &[COULD_NOT_CHECK],
        );
        assert!(
            ran.err
                .contains("has no column soThuTuThuaa, which was to hold village; did you mean soThuTuThua?"),
            "{}",
            ran.err
        );
        assert!(!output.exists());
    }
}
