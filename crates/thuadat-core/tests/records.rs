//! What is recorded of parcels, held against shapes and lists: tables of cases.

use geo::{Coord, polygon};
use thuadat_core::{
    Code, Codes, Day, Finding, Parcels, Profile, References, Rule, Severity, Unobserved, check_against,
};

/// Squares of 100 m², one beside the other with a metre between them.
fn squares(count: usize) -> Parcels {
    let square = |at: usize| {
        let (west, east) = (at as f64 * 11.0, at as f64 * 11.0 + 10.0);
        polygon![(x: west, y: 0.), (x: east, y: 0.), (x: east, y: 10.), (x: west, y: 10.)]
    };
    let mut parcels = Parcels::from_polygons(&(0..count).map(square).collect::<Vec<_>>());
    let columns = &mut parcels.columns;
    (columns.commune, columns.sheet, columns.number) = (true, true, true);
    (columns.land_use, columns.land_use_areas, columns.code) = (true, true, true);
    for (at, record) in parcels.records.iter_mut().enumerate() {
        record.key.sheet = Some("1".into());
        record.key.number = Some((at + 1).to_string().into());
    }
    parcels
}

fn references() -> References {
    let (era, turn) = (Day::new(2004, 1, 1), Day::new(2024, 8, 1));
    let land_uses = [
        Code::new("ODT", "Đất ở tại đô thị", era, None),
        Code::new("CLN", "Đất trồng cây lâu năm", era, None),
        Code {
            successors: vec!["HNK".into()],
            ..Code::new("BHK", "Đất bằng trồng cây hằng năm khác", era, Some(turn))
        },
        Code::new("CNT", "Đất chăn nuôi tập trung", turn, None),
    ];
    References { land_uses: Codes::new(land_uses), ..References::default() }
}

fn findings(parcels: &Parcels, profile: &Profile, references: &References, rule: Rule) -> Vec<Finding> {
    let outcome = check_against(parcels, profile, references, &Unobserved).expect("nobody interrupts");
    outcome.findings.into_iter().filter(|finding| finding.rule == rule).collect()
}

#[test]
fn land_use_codes_are_held_against_the_list_of_the_day() {
    let in_2020 = Some(Day::new(2020, 1, 1));
    let check = |text: &str, day: Option<Day>, expected: &[(&str, Severity)]| {
        let mut parcels = squares(1);
        parcels.records[0].land_use = Some(text.into());
        let profile = Profile { codes_at: day, ..Profile::strict() };
        let found = findings(&parcels, &profile, &references(), Rule::UnknownLandUse);
        assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
        for (finding, (part, severity)) in found.iter().zip(expected) {
            assert!(finding.message.vi.contains(part), "{}", finding.message.vi);
            assert_eq!(finding.severity, *severity, "{text}");
        }
    };
    for text in ["ODT", "ODT+CLN", "CLN+ODT", "CLN, ODT", "odt", "ODT: 60 m2; CLN: 40 m2", " "] {
        check(text, None, &[]);
    }
    check(
        "ODT+BHK",
        None,
        &[("BHK (Đất bằng trồng cây hằng năm khác) không còn dùng từ 1/8/2024; nay là HNK", Severity::Note)],
    );
    check("ODT+BHK", in_2020, &[]);
    check("CNT", in_2020, &[("chỉ có từ 1/8/2024", Severity::Note)]);
    check("ODX+CLM", None, &[("“CLM”", Severity::Warning), ("“ODX”", Severity::Warning)]);
    check("Đất ở tại đô thị", None, &[("mã là ODT", Severity::Warning)]);
    check("Đất thổ cư", None, &[("“Đất thổ cư”", Severity::Warning)]);
}

#[test]
fn one_code_is_one_finding_whose_id_does_not_depend_on_the_parcels() {
    let with_code = |count: usize| {
        let mut parcels = squares(count);
        for record in &mut parcels.records {
            record.land_use = Some("BHK".into());
        }
        findings(&parcels, &Profile::strict(), &references(), Rule::UnknownLandUse)
    };
    let (few, many) = (with_code(2), with_code(6));
    assert_eq!((few.len(), many.len()), (1, 1));
    assert_eq!((few[0].parcels.len(), many[0].parcels.len()), (2, 6));
    assert_eq!(few[0].id, many[0].id);
}

#[test]
fn areas_of_land_uses_add_up_to_one_of_the_parcels_areas() {
    let check =
        |recorded: Option<f64>, legal: Option<f64>, text: &str, areas: &[f64], difference: Option<f64>| {
            let mut parcels = squares(1);
            let record = &mut parcels.records[0];
            (record.recorded_area_m2, record.legal_area_m2) = (recorded, legal);
            (record.land_use, record.land_use_areas_m2) = (Some(text.into()), areas.into());
            let found = findings(&parcels, &Profile::strict(), &references(), Rule::LandUsesDoNotAddUp);
            let found: Vec<_> =
                found.iter().map(|finding| (finding.area_m2.unwrap() * 1e6).round() / 1e6).collect();
            assert_eq!(found, difference.into_iter().collect::<Vec<_>>(), "{text} {areas:?}");
        };
    check(Some(100.0), None, "ODT+CLN", &[60.0, 40.0], None);
    check(Some(100.0), None, "ODT+CLN", &[60.0, 40.5], None);
    check(Some(100.0), None, "ODT+CLN", &[60.0, 40.6], Some(0.6));
    check(Some(100.0), None, "ODT+CLN", &[60.0, 30.0], Some(-10.0));
    check(Some(100.0), None, "ODT+CLN", &[60.0], None);
    check(Some(100.0), None, "ODT+CLN", &[160.0], Some(60.0));
    check(Some(100.0), Some(120.0), "ODT+CLN", &[60.0, 60.0], None);
    check(None, None, "ODT+CLN", &[60.0, 60.0], Some(20.0));
    check(None, None, "ODT+CLN", &[60.0, 41.0], None);
    check(Some(100.0), None, "ODT: 60; CLN: 45", &[], Some(5.0));
    check(Some(100.0), None, "ODT+CLN", &[], None);
}

#[test]
fn identifiers_lie_in_their_parcels() {
    let codes = ["w7guxrzqd350", "w7guxrzqd351", "w7guxrzqd352", "w7guxrzqd353", "w7guxrzqd354"];
    let check = |shifts: [f64; 5], expected: &[&[u32]]| {
        let mut parcels = squares(5);
        let mut places = Vec::new();
        for (at, shift) in shifts.into_iter().enumerate() {
            parcels.records[at].code = Some(codes[at].into());
            places.push(Coord { x: at as f64 * 11.0 + 5.0 + shift, y: 5.0 });
        }
        let references = References { code_places: Some(places), ..References::default() };
        let found = findings(&parcels, &Profile::strict(), &references, Rule::ParcelCodeOutside);
        let parcels: Vec<&[u32]> = found.iter().map(|finding| finding.parcels.as_slice()).collect();
        assert_eq!(parcels, expected, "{shifts:?}");
    };
    check([0.0; 5], &[]);
    check([0.0, 5.01, 0.0, 0.0, 0.0], &[]);
    check([0.0, 5.5, 0.0, 0.0, 0.0], &[&[1]]);
    check([0.0, 11.0, 0.0, 0.0, 0.0], &[&[1, 2]]);
    check([0.0, 11.0, 5.5, 0.0, 5.5], &[&[1, 2, 4]]);
}

#[test]
fn a_column_of_other_values_is_told_once() {
    let mut parcels = squares(4);
    for (at, code) in ["1", "2", "3", "w7guxrzqd353"].into_iter().enumerate() {
        parcels.records[at].code = Some(code.into());
    }
    let found = findings(&parcels, &Profile::strict(), &references(), Rule::ParcelCodeMalformed);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.en.contains("3 of 4 values"), "{}", found[0].message.en);
}

#[test]
fn text_numbers_are_notes_told_sheet_by_sheet() {
    let mut parcels = squares(5);
    parcels.records[0].key.number = Some("c395".into());
    for record in &mut parcels.records[1..3] {
        record.key.sheet = Some("TĐ 03-2014".into());
    }
    let found = findings(&parcels, &Profile::strict(), &references(), Rule::NumberNotANumber);
    assert!(found.iter().all(|finding| finding.severity == Severity::Note));
    let parcels: Vec<&[u32]> = found.iter().map(|finding| finding.parcels.as_slice()).collect();
    assert_eq!(parcels, [&[0][..], &[1, 2]]);
}

#[test]
fn rules_without_their_column_or_list_say_so() {
    let parcels = Parcels::from_polygons(&[]);
    let outcome = check_against(&parcels, &Profile::strict(), &references(), &Unobserved).unwrap();
    for (rule, field) in [
        (Rule::NumberNotANumber, "number"),
        (Rule::LandUsesDoNotAddUp, "land-use-area"),
        (Rule::UnknownLandUse, "land-use"),
        (Rule::UnknownCommune, "commune"),
        (Rule::ParcelCodeMalformed, "parcel-code"),
        (Rule::ParcelCodeDuplicate, "parcel-code"),
        (Rule::ParcelCodeOutside, "parcel-code"),
    ] {
        let listed = outcome.rules.iter().find(|listed| listed.rule == rule).unwrap();
        let reason = listed.result.as_ref().unwrap_err();
        assert!(reason.en.contains(&format!("--map {field}=")), "{rule}: {}", reason.en);
        assert!(reason.vi.contains(&format!("--map {field}=")), "{rule}: {}", reason.vi);
    }
}
