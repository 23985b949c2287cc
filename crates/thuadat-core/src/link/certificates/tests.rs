//! Certificates in small registers, each with what must be found of it.

use super::{ParcelState, check_certificates, parcel_states};
use crate::link::{DecidedRow, LinkInput, LinkParameters, LinkStatus, link};
use crate::{
    CertificateEntry, Code, Codes, Day, EntryDate, EntryLandUse, Holder, ParcelKey, Parcels, Profile,
    Register, Rule, Severity, SheetAndNumber, Unobserved, WrittenDate,
};
use geo::polygon;

/// Sheet 5 with the parcels 1 to 12 but for 7, of ten by a hundred metres and rice; 11 is a road, 12 is recorded with another area.
fn map() -> Parcels {
    let numbers: Vec<u32> = (1..=12).filter(|&number| number != 7).collect();
    let shapes: Vec<_> = numbers
        .iter()
        .map(|&number| {
            let x = f64::from(number) * 10.0;
            polygon![(x: x, y: 0.), (x: x + 10.0, y: 0.), (x: x + 10.0, y: 100.), (x: x, y: 100.)]
        })
        .collect();
    let mut parcels = Parcels::from_polygons(&shapes);
    for (record, number) in parcels.records.iter_mut().zip(numbers) {
        let sheet = Some("5".into());
        record.key = ParcelKey { commune: None, sheet, number: Some(number.to_string().into()) };
        record.land_use = Some(if number == 11 { "DGT" } else { "LUC" }.into());
        record.recorded_area_m2 = Some(if number == 12 { 1_234.5 } else { 1_000.0 });
    }
    parcels
}

/// A row as `number; area; land use; serial; registry number; year of issue; holder`; `=` is what most rows have.
fn entry((position, text): (usize, &&str)) -> CertificateEntry {
    let usual = ["1", "1000", "LUC", "ZT 100000", "CH 00001", "2012", "Nguyễn Văn Thử"];
    let cells: Vec<&str> = text.split(';').map(str::trim).chain(std::iter::repeat("=")).take(7).collect();
    let cell = |at: usize| -> Option<Box<str>> {
        let cell = if cells[at] == "=" { usual[at] } else { cells[at] };
        (!cell.is_empty()).then(|| cell.into())
    };
    CertificateEntry {
        row: position as u32 + 2,
        printed: SheetAndNumber { sheet: Some("5".into()), number: cell(0) },
        area_m2: cell(1).and_then(|area| area.parse().ok()),
        land_uses: cell(2)
            .map(|land_use| EntryLandUse { land_use, ..EntryLandUse::default() })
            .into_iter()
            .collect(),
        serial: cell(3),
        registry_number: cell(4),
        issued: cell(5).and_then(|year| year.parse().ok()).map(WrittenDate::Year),
        holder: Holder { name: cell(6), ..Holder::default() },
        ..CertificateEntry::default()
    }
}

fn entries(rows: &[&str]) -> Vec<CertificateEntry> {
    rows.iter().enumerate().map(entry).collect()
}

/// Links that are there though all parcels have one area.
fn parameters() -> LinkParameters {
    let mut parameters = LinkParameters::default();
    parameters.limit.exact_probability = 0.0;
    parameters
}

/// What is found: the rule, how grave, and in which rows of the register.
fn found(entries: Vec<CertificateEntry>, profile: &Profile) -> Vec<(Rule, Severity, Vec<u32>)> {
    let (parcels, parameters) = (map(), parameters());
    let codes = ["LUC", "ONT", "CLN", "DGT"].map(|code| Code::new(code, code, Day::new(2004, 11, 1), None));
    let registers = [Register { file: "so.xlsx".into(), worksheet: None, entries }];
    let input =
        LinkInput { land_uses: &Codes::new(codes), ..LinkInput::of(&parcels, &registers, &parameters) };
    let linkage = link(&input, &Unobserved).unwrap();
    let today = Some(Day::new(2026, 11, 22));
    let outcome = check_certificates(&input, &linkage, profile, today, &Unobserved).unwrap();
    for found in &outcome.findings {
        let message = &found.finding.message;
        for restricted in ["100000", "00001", "Thử"] {
            assert!(!message.vi.contains(restricted) && !message.en.contains(restricted), "{message:?}");
        }
        assert_eq!(found.finding.at.is_some(), !found.finding.parcels.is_empty());
    }
    let rows = |rows: &[u32]| rows.iter().map(|row| row + 2).collect();
    outcome.findings.iter().map(|it| (it.finding.rule, it.finding.severity, rows(&it.rows))).collect()
}

#[track_caller]
fn check(rows: &[&str], expected: &[(Rule, &[u32])]) {
    let found = found(entries(rows), &Profile::strict());
    let found: Vec<(Rule, &[u32])> = found.iter().map(|(rule, _, rows)| (*rule, &rows[..])).collect();
    assert_eq!(found, expected, "{rows:?}");
}

#[test]
fn certificates_as_they_should_be_have_no_finding() {
    check(&["="], &[]);
    check(&["=; =; =; =; =; =; Nguyễn Văn Thử", "=; =; =; =; =; =; Trần Thị Ví Dụ"], &[]);
    check(&["1", "2", "3"], &[]);
    check(&["1+2; 2000"], &[]);
    check(&["=; =; =; CHUACOGIAY_06211_5_1; ; ;", "=; =; =; ; ; ;"], &[]);
}

#[test]
fn what_single_rows_say_is_told_once_of_each_certificate() {
    check(
        &["=; =; =; ZT l00001", "=; =; =; ZT l00001; =; =; Trần Thị Ví Dụ"],
        &[(Rule::SerialMalformed, &[2, 3])],
    );
    check(&["=; =; =; =; CH00000"], &[(Rule::RegistryPlaceholder, &[2])]);
    check(&["=; =; =; =; =; 1980"], &[(Rule::DateImpossible, &[2])]);
    check(&["=; =; =; ZT 10000000; =; 2027"], &[(Rule::DateImpossible, &[2])]);
    let mut born = entries(&["="]);
    born[0].holder.born = Some(WrittenDate::Year(2013));
    assert_eq!(found(born, &Profile::strict())[0].0, Rule::DateImpossible);
    let mut unreadable = entries(&["=; =; =; =; =; "]);
    unreadable[0].impossible_dates = Box::new([EntryDate::Issued]);
    assert_eq!(found(unreadable, &Profile::strict())[0].0, Rule::DateImpossible);
    let mut identity = entries(&["=", "2; =; =; ZT 100001; CH 2"]);
    for entry in &mut identity {
        entry.holder.identity_number = Some("02022600001".into());
    }
    let told = found(identity, &Profile::strict());
    assert_eq!(told, [(Rule::IdentityMalformed, Severity::Warning, vec![2, 3])]);
}

#[test]
fn one_serial_of_several_certificates_is_told_and_one_certificate_of_several_parcels_is_not() {
    check(&["1", "2; =; =; =; CH 00002; 2015; Trần Thị Ví Dụ"], &[(Rule::SerialDuplicate, &[2, 3])]);
    check(&["1", "2; =; =; =; CH 00002; 2012; Trần Thị Ví Dụ"], &[(Rule::SerialDuplicate, &[2, 3])]);
    check(&["1; =; =; =; ; ; ", "2; =; =; =; ; ; "], &[]);
    check(&["1", "2; =; =; =; =; =; Trần Thị Ví Dụ"], &[]);
    check(&["1", "2; =; =; =; =; 2015"], &[(Rule::EntriesDisagree, &[2, 3])]);
    check(&["1", "2; =; =; =; CH 00002"], &[(Rule::EntriesDisagree, &[2, 3])]);
    check(&["1", "1; 1020"], &[(Rule::EntriesDisagree, &[2, 3])]);
    check(&["1", "1; =; CLN"], &[(Rule::EntriesDisagree, &[2, 3]), (Rule::CertificateLandUseDiffers, &[3])]);
}

#[test]
fn parcels_with_several_certificates_are_told_but_for_flats_and_common_use() {
    let rows = ["1", "1; =; =; ZT 100001; CH 00002; 2015; Trần Thị Ví Dụ"];
    check(&rows, &[(Rule::ParcelHasSeveral, &[2, 3])]);
    let mut flats = entries(&rows);
    for entry in &mut flats {
        entry.is_of_flat = true;
    }
    assert_eq!(found(flats, &Profile::strict()), []);
    let in_common = |count: usize| {
        let mut common = entries(&rows);
        for entry in &mut common[..count] {
            entry.land_uses[0].form = Some("Sử dụng chung".into());
        }
        found(common, &Profile::strict())
    };
    assert_eq!(in_common(2), []);
    assert_eq!(in_common(1).len(), 1);
    let mut co_users = entries(&rows);
    for entry in &mut co_users {
        entry.holder.kind = Some("ĐỒNG SỬ DỤNG".into());
    }
    assert_eq!(found(co_users, &Profile::strict()), []);
}

#[test]
fn people_are_born_before_today() {
    let mut rows = entries(&["1"]);
    rows[0].holder.born = Some(WrittenDate::Year(2099));
    assert_eq!(found(rows, &Profile::strict()), [(Rule::DateImpossible, Severity::Error, vec![2])]);
}

#[test]
fn parcels_that_are_missing_are_told_from_those_that_are_no_more() {
    check(&["40; 5"], &[(Rule::ParcelMissing, &[2])]);
    check(&["7; 5"], &[(Rule::OnRetiredParcel, &[2])]);
    check(&["7; 5; =; CHUACOGIAY_06211_5_7; ; ;"], &[]);
    check(&["12A; 1234.5"], &[(Rule::OnRetiredParcel, &[2])]);
}

#[test]
fn areas_and_land_uses_are_held_against_the_map() {
    check(&["1; 1003"], &[]);
    check(&["1; 1030", "1; 1030; =; =; =; =; Trần Thị Ví Dụ"], &[(Rule::CertificateAreaDiffers, &[2, 3])]);
    check(&["1; =; ONT"], &[(Rule::CertificateLandUseDiffers, &[2])]);
    check(&["1; =; XYZ"], &[]);
    let told = found(entries(&["1; =; LUC+ONT"]), &Profile::strict());
    assert_eq!(told, [(Rule::CertificateLandUseDiffers, Severity::Note, vec![2])]);
}

#[test]
fn a_profile_says_how_grave_and_switches_off() {
    use crate::RuleSetting::{Off, Severity as Graded};
    let mut profile = Profile::strict();
    profile.severities.insert(Rule::RegistryPlaceholder, Graded(Severity::Error));
    profile.severities.insert(Rule::SerialMalformed, Off);
    let told = found(entries(&["=; =; =; ZT l00001; CH00000"]), &profile);
    assert_eq!(told, [(Rule::RegistryPlaceholder, Severity::Error, vec![2])]);
}

#[test]
fn a_finding_keeps_its_id_when_the_register_is_sorted() {
    let ids = |rows: &[&str]| {
        let (parcels, parameters) = (map(), parameters());
        let registers = [Register { file: "so.xlsx".into(), worksheet: None, entries: entries(rows) }];
        let input = LinkInput::of(&parcels, &registers, &parameters);
        let linkage = link(&input, &Unobserved).unwrap();
        let outcome = check_certificates(&input, &linkage, &Profile::strict(), None, &Unobserved).unwrap();
        let mut ids: Vec<String> =
            outcome.findings.iter().map(|found| found.finding.id.to_string()).collect();
        ids.sort();
        ids
    };
    let (first, second) = ("1; =; =; ZT l00001", "2; =; =; ZT 100001; CH00000");
    assert_eq!(ids(&[first, second]), ids(&[second, first]));
    assert_eq!(ids(&[first, second]).len(), 2);
}

#[test]
fn people_decide_and_parcels_have_states() {
    let (parcels, parameters) = (map(), parameters());
    let registers = [Register {
        file: "so.xlsx".into(),
        worksheet: None,
        entries: entries(&["40; 5", "2", "3; =; =; ZT 100001"]),
    }];
    let decided = |entry: u32, parcels: &[u32]| DecidedRow {
        register: 0,
        entry,
        parcels: parcels.into(),
        who: "Cán bộ Thử Nghiệm".into(),
        when: Day::new(2026, 11, 22),
    };
    let decided = [decided(0, &[4]), decided(1, &[])];
    let input = LinkInput { decided: &decided, ..LinkInput::of(&parcels, &registers, &parameters) };
    let linkage = link(&input, &Unobserved).unwrap();
    let statuses: Vec<LinkStatus> = linkage.rows.iter().map(|row| row.status).collect();
    assert_eq!(statuses, [LinkStatus::Linked, LinkStatus::Unlinked, LinkStatus::Linked]);
    assert_eq!((&*linkage.rows[0].parcels, linkage.rows[0].tier.unwrap().number()), (&[4][..], 0));
    let told = crate::link::evidence(&input, &linkage.rows[1]);
    assert_eq!(told[0].text.en, "a person decided on 22/11/2026: no parcel");
    let states = parcel_states(&input, &linkage);
    assert_eq!(
        (states[4], states[2], states[1]),
        (ParcelState::Linked, ParcelState::Linked, ParcelState::WithoutCertificate)
    );
    assert_eq!(states[9], ParcelState::Public);
}
