//! Rows of a register beside a small map: what each is linked to, and why not.

use super::{
    DecidedRow, EvidenceKind, HolderNames, LinkInput, LinkParameters, LinkReason, LinkStatus, Linkage, Tier,
    evidence, link,
};
use crate::{
    CertificateEntry, Code, Codes, Day, EntryLandUse, FeatureId, Holder, ParcelKey, Parcels, Register,
    RenumberedSheet, Renumbering, SheetAndNumber, Unobserved, WrittenDate,
};
use LinkReason::*;
use LinkStatus::{Ambiguous, Conflict, Linked, Unlinked};
use geo::polygon;

/// Commune, sheet, number, area and land use of a parcel.
type MapLine = (&'static str, &'static str, &'static str, f64, &'static str);

fn map(lines: &[MapLine]) -> Parcels {
    let mut parcels = Parcels::default();
    for (position, &(commune, sheet, number, area_m2, land_use)) in lines.iter().enumerate() {
        let x = position as f64 * 1_000.0;
        parcels.geometries.push_polygon(
            &polygon![(x: x, y: 0.), (x: x + 1., y: 0.), (x: x + 1., y: area_m2), (x: x, y: area_m2), (x: x, y: 0.)],
        );
        let mut record = crate::ParcelRecord::known_by(FeatureId::Number(position as i64));
        let text = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Into::into);
        record.key = ParcelKey { commune: text(commune), sheet: text(sheet), number: text(number) };
        record.recorded_area_m2 = Some(area_m2);
        record.land_use = text(land_use);
        parcels.records.push(record);
    }
    parcels
}

/// A row as `commune; date; sheet; number; area; land use; current sheet; current number; scale; serial; holder`; what is left out at
/// the end is empty.
fn entry(text: &str) -> CertificateEntry {
    let mut cells = text.split(';').map(str::trim);
    let mut cell = || cells.next().filter(|cell| !cell.is_empty()).map(Box::<str>::from);
    CertificateEntry {
        row: 5,
        commune: cell(),
        issued: cell().map(|day| match day.len() {
            4 => WrittenDate::Year(day.parse().unwrap()),
            _ => WrittenDate::Day(day.parse().unwrap()),
        }),
        printed: SheetAndNumber { sheet: cell(), number: cell() },
        area_m2: cell().map(|area| area.parse().unwrap()),
        land_uses: cell()
            .map(|land_use| EntryLandUse { land_use, ..EntryLandUse::default() })
            .into_iter()
            .collect(),
        current: SheetAndNumber { sheet: cell(), number: cell() },
        scale: cell().map(|scale| scale.parse().unwrap()),
        serial: cell(),
        holder: Holder { name: cell(), ..Holder::default() },
        ..CertificateEntry::default()
    }
}

fn list(lines: &[(&str, &str, Option<u32>, &str, &str)]) -> Renumbering {
    let sheets =
        lines.iter().enumerate().map(|(row, &(old, sheet, scale, new, new_sheet))| RenumberedSheet {
            row: row as u32 + 2,
            old_commune: Some(old.into()),
            old_sheet: sheet.into(),
            scale,
            new_commune: Some(new.into()),
            new_sheet: new_sheet.into(),
        });
    Renumbering { file: "doi-chieu.csv".into(), worksheet: None, sheets: sheets.collect() }
}

fn communes() -> Codes {
    let turn = Day::new(2025, 7, 1);
    let before = |code: &str, name: &str| Code {
        successors: vec!["06211".into()],
        ..Code::new(code, name, Day::new(1900, 1, 1), Some(turn))
    };
    Codes::new([
        before("06211", "Xã Lộc Yên"),
        before("06193", "Xã Thanh Lòa"),
        before("06199", "Xã Thạch Đạn"),
        Code::new("06211", "Xã Cao Lộc", turn, None),
    ])
}

fn linked(
    parcels: &Parcels,
    rows: &[&str],
    lists: &[Renumbering],
    communes: &Codes,
) -> (Linkage, Vec<Register>) {
    let entries = rows.iter().map(|row| entry(row)).collect();
    let registers = vec![Register { file: "so.xlsx".into(), worksheet: None, entries }];
    let parameters = LinkParameters::default();
    let input =
        LinkInput { renumberings: lists, communes, ..LinkInput::of(parcels, &registers, &parameters) };
    let linkage = link(&input, &Unobserved).unwrap();
    for row in &linkage.rows {
        for evidence in evidence(&input, row) {
            assert!(evidence.weight.is_finite() && !evidence.text.vi.is_empty(), "{evidence:?}");
        }
    }
    (linkage, registers)
}

#[track_caller]
fn check(
    parcels: &Parcels,
    row: &str,
    lists: &[Renumbering],
    communes: &Codes,
    expected: (LinkStatus, &[u32], Option<LinkReason>),
) -> Option<Tier> {
    let (linkage, _) = linked(parcels, &[row], lists, communes);
    let found = &linkage.rows[0];
    let named = if found.status == Linked { &found.parcels } else { &found.candidates };
    assert_eq!((found.status, &**named, found.reasons.first().copied()), expected, "{row}: {found:?}");
    found.tier
}

#[test]
fn very_numbers_lead_to_their_parcel() {
    let map =
        map(&[("", "5", "12", 300.0, "ONT"), ("", "5", "13", 250.0, "CLN"), ("", "6", "12", 410.0, "LUC")]);
    let check = |row, expected| check(&map, row, &[], &Codes::default(), expected);
    assert_eq!(check(";; 5; 12; 300; ONT", (Linked, &[0], None)), Some(Tier::Exact));
    check(";; Tờ 05; 012", (Linked, &[0], None));
    check(";; 5.0; 12.0", (Linked, &[0], None));
    check(";; 7; 12", (Unlinked, &[], Some(SheetNotOnMap)));
    check(";; 5; 77", (Unlinked, &[], Some(NumberNotOnSheet)));
    check(";; 5;", (Unlinked, &[], Some(NoNumber)));
    check(";;; 12", (Unlinked, &[], Some(NoNumber)));
    check("99999;; 5; 12", (Linked, &[0], None));
}

#[test]
fn quite_another_area_is_told() {
    let map =
        map(&[("", "5", "12", 300.0, "ONT"), ("", "5", "13", 250.0, "CLN"), ("", "6", "44", 410.0, "LUC")]);
    let check = |row, expected| check(&map, row, &[], &Codes::default(), expected);
    check(";; 5; 12; 1000", (Conflict, &[0], Some(AreaDiffers)));
    check(";; 5; 12; 330", (Conflict, &[0], Some(AreaDiffers)));
    check(";; 5; 12; 1000; LUC", (Conflict, &[0], Some(AreaAndLandUseDiffer)));
    check(";; 5; 12; 410; LUC", (Conflict, &[0], Some(AreaAndLandUseDiffer)));
    check(";; 5; 13; 410; LUC", (Conflict, &[1], Some(AreaAndLandUseDiffer)));
}

#[test]
fn numbers_of_today_win_and_contradictions_are_named() {
    let map = map(&[
        ("06211", "5", "12", 300.0, "ONT"),
        ("06211", "47", "12", 250.0, "CLN"),
        ("06211", "6", "40", 99.0, "LUC"),
    ]);
    let lists = [list(&[("06193", "5", None, "06211", "47"), ("06193", "6", None, "06211", "48")])];
    let check = |row, expected| check(&map, row, &lists, &communes(), expected);
    check("06193; 2010-05-01; 5; 12;;; 47; 12", (Linked, &[1], None));
    check("06193; 2010-05-01; 5; 12;;; 5; 12", (Conflict, &[0, 1], Some(CurrentAndPrintedDisagree)));
    check("06193; 2010-05-01; 5; 12; 250; CLN; 47; 99", (Linked, &[1], Some(CurrentNotOnMap)));
    check("06193; 2010-05-01; 5; 12;;; 47; 99", (Ambiguous, &[1], Some(CurrentNotOnMap)));
    check("06211;; 6; 40;;; 6; 40", (Linked, &[2], None));
}

#[test]
fn codes_mean_what_they_meant_at_the_time() {
    let map = map(&[
        ("06211", "5", "12", 300.0, "ONT"),
        ("06211", "47", "12", 250.0, "CLN"),
        ("06211", "89", "12", 700.0, "LUC"),
    ]);
    let lists = [list(&[
        ("06211", "5", None, "06211", "5"),
        ("06193", "5", None, "06211", "47"),
        ("06199", "5", None, "06211", "89"),
        ("06199", "6", Some(500), "06211", "5"),
        ("06199", "6", Some(1000), "06211", "47"),
        ("06199", "7", None, "06211", "200"),
    ])];
    let check = |row, expected| check(&map, row, &lists, &communes(), expected);
    check("06193; 2010-05-01; 5; 12", (Linked, &[1], None));
    check("06199; 2010; 5; 12", (Linked, &[2], None));
    check("06211; 2025-08-01; 47; 12", (Linked, &[1], None));
    check("06211; 2010-05-01; 5; 12", (Ambiguous, &[0, 1, 2], Some(SeveralCommunes)));
    check("06211; 2010-05-01; 5; 12; 250; CLN", (Linked, &[1], None));
    check("06199; 2010-05-01; 6; 12", (Ambiguous, &[0, 1], Some(SeveralSheets)));
    check("06199; 2010-05-01; 6; 12;;;;; 1000", (Linked, &[1], None));
    check("06199; 2010-05-01; 7; 12", (Unlinked, &[], Some(SheetNotOnMap)));
    check("06199; 2010-05-01; 9; 12", (Unlinked, &[], Some(SheetNotInList)));
    check("00001; 2010-05-01; 5; 12", (Unlinked, &[], Some(CommuneNotOnMap)));
}

#[test]
fn a_register_of_old_codes_means_the_commune_of_before() {
    let map = map(&[("06211", "5", "12", 300.0, "ONT"), ("06211", "47", "12", 250.0, "CLN")]);
    let lists = [list(&[("06211", "5", None, "06211", "5"), ("06193", "5", None, "06211", "47")])];
    let rows = ["06211; 2010-05-01; 5; 12", "06193; 2010-05-01; 5; 12"];
    let (linkage, _) = linked(&map, &rows, &lists, &communes());
    let found: Vec<&[u32]> = linkage.rows.iter().map(|row| &*row.parcels).collect();
    assert_eq!(found, [&[0], &[1]]);
}

#[test]
fn merged_communes_without_a_list_need_support() {
    let map = map(&[("06211", "5", "12", 300.0, "ONT")]);
    let check = |row, expected| check(&map, row, &[], &communes(), expected);
    check("06193; 2010-05-01; 5; 12", (Ambiguous, &[0], Some(NoListOfSheets)));
    check("06193; 2010-05-01; 5; 12; 300; ONT", (Linked, &[0], None));
    check("06211; 2025-08-01; 5; 12", (Linked, &[0], None));
}

#[test]
fn rows_of_one_certificate_help_each_other() {
    let map = map(&[
        ("06211", "5", "12", 300.0, "ONT"),
        ("06211", "47", "12", 250.0, "CLN"),
        ("06211", "48", "3", 99.0, "LUC"),
    ]);
    let lists = [list(&[
        ("06211", "5", None, "06211", "5"),
        ("06193", "5", None, "06211", "47"),
        ("06193", "6", None, "06211", "48"),
    ])];
    let rows = ["06211; 2010-05-01; 5; 12;;;;;; AA 000001", "06211; 2010-05-01; 6; 3;;;;;; AA 000001"];
    let (linkage, _) = linked(&map, &rows, &lists, &communes());
    assert_eq!((&*linkage.rows[0].parcels, linkage.rows[0].basis.siblings), (&[1][..], 1));
}

#[test]
fn rows_that_contradict_each_other_are_named() {
    let map =
        map(&[("", "5", "12", 300.0, "ONT"), ("", "5", "13", 250.0, "CLN"), ("", "6", "44", 410.0, "LUC")]);
    let rows = [
        ";; 5; 12; 300;;;;; AA 000001",
        ";; 5; 12; 300;;;;; AA 000002",
        ";; 5; 13; 250;;;;; AA 000003",
        ";; 5; 13; 251;;;;; AA000003",
        ";; 6; 44; 410;;;;; AA 000004",
        ";; 6; 44; 410;;;;; CHUACOGIAY_06211_6_44",
    ];
    let (linkage, _) = linked(&map, &rows, &[], &Codes::default());
    let found: Vec<_> = linkage.rows.iter().map(|row| (row.status, row.reasons.first().copied())).collect();
    let second = (Conflict, Some(SecondCertificate));
    let disagree = (Conflict, Some(RowsDisagree));
    assert_eq!(found, [second, second, disagree, disagree, (Linked, None), (Linked, None)]);
}

#[test]
fn slips_need_support() {
    let map = map(&[
        ("", "5", "105", 300.0, "ONT"),
        ("", "5", "44", 260.0, "CLN"),
        ("", "5", "45", 252.0, "CLN"),
        ("", "5", "TĐ 3", 80.0, "LUC"),
    ]);
    let check = |row, expected| check(&map, row, &[], &Codes::default(), expected);
    assert_eq!(check(";; 5; 1O5; 300; ONT", (Linked, &[0], None)), Some(Tier::Near));
    check(";; 5; 1O5", (Ambiguous, &[0], Some(SimilarNumbers)));
    check(";; 5; 1OS; 900; ONT", (Unlinked, &[], Some(NumberNotOnSheet)));
    check(";; 5; TD3; 80.0; LUC", (Linked, &[3], None));
    check(";; 5; 46; 252; CLN", (Linked, &[2], None));
    check(";; 5; 46;; CLN", (Ambiguous, &[1, 2], Some(SimilarNumbers)));
}

#[test]
fn cells_of_several_parcels_lead_to_each() {
    let map = map(&[
        ("", "5", "12", 300.0, "ONT"),
        ("", "5", "13", 250.0, "ONT"),
        ("", "5", "14", 100.0, "ONT"),
        ("", "6", "12-14", 70.0, "ONT"),
    ]);
    let check = |row, expected| check(&map, row, &[], &Codes::default(), expected);
    check(";; 5; 12+13; 550; ONT", (Linked, &[0, 1], None));
    check(";; 5; 12, 13 và 14", (Linked, &[0, 1, 2], None));
    check(";; 5; 12+99", (Unlinked, &[], Some(SomeNotOnMap)));
    check(";; 6; 12-14", (Linked, &[3], None));
    check(";; 5; 12-14; 650; ONT", (Linked, &[0, 1, 2], None));
    check(";; 5; 12-14; 400; ONT", (Linked, &[0, 2], None));
    check(";; 5; 12-14", (Ambiguous, &[0, 1, 2], Some(SeveralReadings)));
}

#[test]
fn parcels_that_were_split_need_support() {
    let map = map(&[
        ("", "5", "12-1", 120.0, "ONT"),
        ("", "5", "12-2", 180.0, "ONT"),
        ("", "5", "30", 500.0, "CLN"),
        ("", "5", "41", 500.0, "CLN"),
    ]);
    let check = |row, expected| check(&map, row, &[], &Codes::default(), expected);
    check(";; 5; 12; 300; ONT", (Linked, &[0, 1], None));
    check(";; 5; 12; 180; ONT", (Linked, &[1], None));
    check(";; 5; 12", (Ambiguous, &[0, 1], Some(SplitSince)));
    check(";; 5; 30a; 500; CLN", (Linked, &[2], None));
}

#[test]
fn numbers_that_stand_twice_are_told_apart_by_area_or_not_at_all() {
    let map = map(&[("", "5", "12", 300.0, "ONT"), ("", "5", "12", 900.0, "ONT")]);
    let check = |row, expected| check(&map, row, &[], &Codes::default(), expected);
    check(";; 5; 12", (Ambiguous, &[0, 1], Some(NumberTwiceOnMap)));
    check(";; 5; 12; 900", (Linked, &[1], None));
}

#[test]
fn answers_do_not_depend_on_threads() {
    let lines: Vec<MapLine> = (0..200).map(|_| ("", "5", "12", 300.0, "ONT")).collect();
    let map = map(&lines);
    let rows = vec![";; 5; 12; 300; ONT"; 50];
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| linked(&map, &rows, &[], &Codes::default()).0)
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn a_wrong_line_of_a_list_links_nobody_by_chance() {
    // Old sheet 7 is sheet 3 of today; the list says 4, where the same numbers are of other parcels.
    let areas: Vec<f64> = (0..12).map(|number| 100.0 + 37.0 * f64::from(number)).collect();
    let numbers: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
    let mut lines: Vec<MapLine> = Vec::new();
    for (position, number) in numbers.iter().enumerate() {
        let number: &'static str = number.clone().leak();
        // By chance the second of the wrong sheet is nearly as large as that of the right one.
        let stranger = if position == 1 { areas[1] + 0.4 } else { 3.0 * areas[position] };
        lines.extend([
            ("06211", "3", number, areas[position], "CLN"),
            ("06211", "4", number, stranger, "CLN"),
        ]);
    }
    let map = map(&lines);
    let rows: Vec<CertificateEntry> = numbers
        .iter()
        .zip(&areas)
        .map(|(number, area)| entry(&format!("06193; 2010-05-01; 7; {number}; {area}; CLN")))
        .collect();
    let linked = |new_sheet: &str| {
        let lists = [list(&[("06193", "7", None, "06211", new_sheet)])];
        let registers = [Register { entries: rows.clone(), ..Register::default() }];
        let (communes, parameters) = (communes(), LinkParameters::default());
        let input = LinkInput {
            renumberings: &lists,
            communes: &communes,
            ..LinkInput::of(&map, &registers, &parameters)
        };
        link(&input, &Unobserved).unwrap()
    };
    assert!(linked("3").rows.iter().all(|row| row.status == Linked));
    let wrong = linked("4");
    assert!(wrong.rows.iter().all(|row| row.status != Linked), "{:?}", wrong.rows);
    assert_eq!((wrong.rows[1].status, &*wrong.rows[1].reasons), (Ambiguous, &[ListDoubtful][..]));
}

/// Two sheets of today that were both sheet 1, and a parcel of each number on either, with their holders.
fn named_map() -> (Parcels, HolderNames, [Renumbering; 1]) {
    let parcels = map(&[
        ("06211", "5", "10", 100.0, ""),
        ("06211", "6", "10", 300.0, ""),
        ("06211", "5", "21", 120.0, ""),
        ("06211", "6", "34", 150.0, ""),
    ]);
    let names = ["Hộ ông Nguyễn Văn Bịa", "TRAN THI MAU", "Hứa Văn Nháp và Vi Thị Tạm", "Lý Thị Thử"];
    let names = HolderNames::new(names.map(|name| Some(name.into())).to_vec());
    (parcels, names, [list(&[("06199", "1", None, "06211", "5"), ("06199", "1", None, "06211", "6")])])
}

#[test]
fn names_of_holders_speak_for_and_against() {
    let (parcels, names, lists) = named_map();
    let check = |row: &str, expected: (LinkStatus, &[u32]), holder: Option<bool>| {
        let registers = vec![Register { file: "so.xlsx".into(), worksheet: None, entries: vec![entry(row)] }];
        let (communes, parameters) = (communes(), LinkParameters::default());
        let input = LinkInput {
            renumberings: &lists,
            communes: &communes,
            holders: &names,
            ..LinkInput::of(&parcels, &registers, &parameters)
        };
        let linkage = link(&input, &Unobserved).unwrap();
        let found = &linkage.rows[0];
        let named = if found.status == Linked { &found.parcels } else { &found.candidates };
        assert_eq!((found.status, &named[..named.len().min(2)]), expected, "{row}: {:?}", found.reasons);
        let said = evidence(&input, found).into_iter().find(|it| it.kind == EvidenceKind::Holder);
        assert_eq!(said.as_ref().map(|it| it.weight > 0.0), holder, "{row}");
        let shown = format!("{said:?}{input:?}");
        for name in ["Bịa", "bia", "MAU", "Mẫu", "Nháp", "nhap"] {
            assert!(!shown.contains(name), "{shown}");
        }
    };
    // The sheet may be either, and nothing but the name tells which.
    check("06199;2010;1;10;;;;;;AB 123456;Nguyễn Văn Bịa", (Linked, &[0]), Some(true));
    check("06199;2010;1;10;;;;;;AB 123456;bà Trần Thị Mẫu", (Linked, &[1]), Some(true));
    check("06199;2010;1;10;;;;;;AB 123456", (Ambiguous, &[0, 1]), None);
    check("06199;2010;1;10;;;;;;AB 123456;Đàm Hữu Nháp", (Ambiguous, &[0, 1]), Some(false));
    // A letter for a digit.
    check("06199;2010;1;2l;;;;;;AB 123456;Vi Thị Tạm", (Linked, &[2]), Some(true));
    check("06199;2010;1;2l;;;;;;AB 123456;Đàm Hữu Nháp", (Ambiguous, &[2]), Some(false));
    // Of numbers one digit apart there are many: other people with the very area are others.
    check("06199;2010;1;345;150;;;;;AB 123456;Lý Thị Thử", (Linked, &[3]), Some(true));
    check("06199;2010;1;345;150;;;;;AB 123456;Đàm Hữu Nháp", (Ambiguous, &[3]), Some(false));
}

#[test]
fn registers_that_contradict_each_other_are_named() {
    let parcels = map(&[("", "5", "12", 300.0, "ONT"), ("", "5", "13", 400.0, "ONT")]);
    let check = |one: &str, other: &str, expected: LinkReason| {
        let register = |file: &str, row: &str| Register {
            file: file.into(),
            worksheet: None,
            entries: vec![entry(row), entry(";; 5; 13; 400; ONT;;;; ZT 100009")],
        };
        let registers = [register("so-1.xlsx", one), register("so-2.csv", other)];
        let parameters = LinkParameters::default();
        let input = LinkInput::of(&parcels, &registers, &parameters);
        let linkage = link(&input, &Unobserved).unwrap();
        for at in [0, 2] {
            let row = &linkage.rows[at];
            assert_eq!((row.status, &*row.reasons), (Conflict, &[expected][..]), "{one} / {other}");
        }
        // The same certificate in both says the same of the other parcel.
        assert_eq!([1, 3].map(|at| linkage.rows[at].status), [Linked; 2]);
    };
    check(";; 5; 12; 300; ONT;;;; ZT 100001", ";; 5; 12; 300; ONT;;;; ZT 100002", SecondCertificate);
    check(";; 5; 12; 300; ONT;;;; ZT 100001", ";; 5; 12; 302; ONT;;;; ZT 100001", RowsDisagree);
}

#[test]
fn the_other_row_of_a_couple_does_not_go_elsewhere_untold() {
    let parcels =
        map(&[("", "5", "12", 300.0, "ONT"), ("", "5", "13", 300.0, "ONT"), ("", "5", "14", 300.0, "ONT")]);
    let check = |numbers: &str, decided: &[u32], expected: (LinkStatus, &[u32], Option<LinkReason>)| {
        let of = |name: &str| entry(&format!(";; {numbers}; 300; ONT;;;; ZT 100001; {name}"));
        let of_another = entry(";; 5; 14; 300; ONT;;;; ZT 100002");
        let entries = vec![of("Nguyễn Văn Bịa"), of("Trần Thị Mẫu"), of_another];
        let registers = [Register { entries, ..Register::default() }];
        let when = Day::new(2026, 3, 24);
        let decided =
            [DecidedRow { register: 0, entry: 0, parcels: decided.into(), who: "Cán bộ".into(), when }];
        let parameters = LinkParameters::default();
        let input = LinkInput { decided: &decided, ..LinkInput::of(&parcels, &registers, &parameters) };
        let linkage = link(&input, &Unobserved).unwrap();
        let row = &linkage.rows[1];
        let named = if row.status == Linked { &row.parcels } else { &row.candidates };
        assert_eq!((row.status, &**named, row.reasons.first().copied()), expected, "{numbers} {decided:?}");
        assert_eq!(linkage.rows[0].tier, Some(Tier::Person));
        assert_ne!(linkage.rows[2].reasons.first(), Some(&OtherRowDecided));
    };
    check("5; 12", &[0], (Linked, &[0], None));
    check("5; 12", &[1, 0], (Ambiguous, &[1, 0], Some(OtherRowDecided)));
    check("5; 12", &[], (Ambiguous, &[0], Some(OtherRowDecided)));
    check("9; 12", &[0], (Ambiguous, &[0], Some(OtherRowDecided)));
    check("9; 12", &[], (Unlinked, &[], Some(SheetNotOnMap)));
}
