//! Registers made from a synthetic commune, with slips of the pen, beside the truth: how many rows are linked, and how
//! many of them rightly.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use thuadat_core::link::evidence;
use thuadat_core::{
    CertificateEntry, Code, Codes, Day, EntryLandUse, LinkInput, LinkParameters, LinkStatus, Linkage,
    Parcels, Register, RenumberedSheet, Renumbering, SheetAndNumber, Unobserved, WrittenDate, link,
};
use thuadat_testkit::synthetic_commune;

/// The communes the map was made of; the last has two series of maps, both numbered from 1.
const COMMUNES: [&str; 3] = ["06211", "06193", "06199"];
const SCALES: [u32; 2] = [500, 1000];

/// What a row belongs to.
#[derive(Debug, Clone, PartialEq)]
enum Truth {
    Parcels(Vec<u32>),
    NotOnMap,
    Contradictory,
}

struct Made {
    parcels: Parcels,
    register: Register,
    renumbering: Renumbering,
    truth: Vec<Truth>,
}

fn communes() -> Codes {
    let turn = Day::new(2025, 7, 1);
    let before = COMMUNES.map(|code| Code {
        successors: vec!["06211".into()],
        ..Code::new(code, code, Day::new(1900, 1, 1), Some(turn))
    });
    Codes::new(before.into_iter().chain([Code::new("06211", "Xã Cao Lộc", turn, None)]))
}

/// Old commune, old sheet and scale of a sheet of the map.
fn old_sheet(sheet: u32, sheets: u32) -> (usize, u32, u32) {
    let third = sheets.div_ceil(3).max(1);
    let commune = ((sheet - 1) / third).min(2);
    let position = (sheet - 1) - commune * third;
    match commune {
        2 => (2, position / 2 + 1, SCALES[(position % 2) as usize]),
        commune => (commune as usize, position + 1, 1000),
    }
}

fn make(seed: u64) -> Made {
    let parcels = synthetic_commune(seed);
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x11_22);
    let sheet_of =
        |parcel: usize| -> u32 { parcels.records[parcel].key.sheet.as_deref().unwrap().parse().unwrap() };
    let sheets = (0..parcels.len()).map(sheet_of).max().unwrap();
    let lines = (1..=sheets).map(|sheet| {
        let (commune, old, scale) = old_sheet(sheet, sheets);
        RenumberedSheet {
            row: sheet + 1,
            old_commune: Some(COMMUNES[commune].into()),
            old_sheet: old.to_string().into(),
            scale: Some(scale),
            new_commune: Some("06211".into()),
            new_sheet: sheet.to_string().into(),
        }
    });
    let renumbering = Renumbering { file: "doi-chieu.csv".into(), worksheet: None, sheets: lines.collect() };
    let (mut register, mut truth) = (Register { file: "so.xlsx".into(), ..Register::default() }, Vec::new());
    for parcel in 0..parcels.len() {
        if random.random::<f64>() < 0.2 {
            continue;
        }
        let (entry, of) = row(&parcels, parcel, sheet_of(parcel), sheets, &mut random);
        register.entries.push(CertificateEntry { row: register.entries.len() as u32 + 5, ..entry });
        truth.push(of);
    }
    Made { parcels, register, renumbering, truth }
}

fn row(
    parcels: &Parcels,
    parcel: usize,
    sheet: u32,
    sheets: u32,
    random: &mut ChaCha8Rng,
) -> (CertificateEntry, Truth) {
    let mut chance = |part: f64| random.random::<f64>() < part;
    let record = &parcels.records[parcel];
    let (commune, old, scale) = old_sheet(sheet, sheets);
    let (multi, missing, misread, misread_sheet) = (chance(0.01), chance(0.02), chance(0.03), chance(0.005));
    let (surveyed, resurveyed, other_area, no_area) = (chance(0.08), chance(0.04), chance(0.01), chance(0.1));
    let (other_use, has_scale, has_current, contradicts) =
        (chance(0.03), chance(0.9), chance(0.05), chance(0.05));
    let mut number = record.key.number.as_deref().unwrap().to_owned();
    let mut truth = Truth::Parcels(vec![parcel as u32]);
    let mut area_m2 = record.legal_area_m2.or(record.recorded_area_m2).unwrap();
    let next = parcels.records.get(parcel + 1).filter(|next| next.key.sheet == record.key.sheet);
    if missing {
        number = (2_000 + random.random_range(0..500)).to_string();
        area_m2 = 50.0 + 0.1 * f64::from(random.random_range(0..20_000));
        truth = Truth::NotOnMap;
    } else if let Some(next) = next.filter(|_| multi) {
        number = format!("{number}+{}", next.key.number.as_deref().unwrap());
        area_m2 += next.legal_area_m2.or(next.recorded_area_m2).unwrap();
        truth = Truth::Parcels(vec![parcel as u32, parcel as u32 + 1]);
    } else if misread {
        number = slipped(&number, random);
    }
    if surveyed {
        area_m2 += (random.random::<f64>() - 0.5) * 0.2 * area_m2.sqrt();
    }
    if resurveyed {
        area_m2 *= 0.85 + random.random::<f64>() * 0.3;
    }
    if other_area {
        area_m2 *= 3.0;
    }
    let land_use = record.land_use.clone().filter(|_| !other_use).unwrap_or_else(|| "NTD".into());
    let mut printed_sheet = old.to_string();
    if misread_sheet {
        printed_sheet = slipped(&printed_sheet, random);
    }
    let mut current = SheetAndNumber::default();
    if has_current && !missing {
        current =
            SheetAndNumber { sheet: Some(sheet.to_string().into()), number: Some(number.clone().into()) };
        if contradicts {
            let other = (sheet % sheets) + 1;
            current.sheet = Some(other.to_string().into());
            truth = Truth::Contradictory;
        }
    }
    let entry = CertificateEntry {
        commune: Some(COMMUNES[commune].into()),
        issued: Some(WrittenDate::Day(Day::new(random.random_range(1998..2025), 5, 12))),
        printed: SheetAndNumber { sheet: Some(printed_sheet.into()), number: Some(number.into()) },
        current,
        scale: Some(scale).filter(|_| has_scale),
        area_m2: Some((area_m2 * 10.0).round() / 10.0).filter(|_| !no_area),
        land_uses: [EntryLandUse { land_use, ..EntryLandUse::default() }].into(),
        ..CertificateEntry::default()
    };
    (entry, truth)
}

/// A number as a tired typist has it.
fn slipped(number: &str, random: &mut ChaCha8Rng) -> String {
    let mut letters: Vec<char> = number.chars().collect();
    let at = random.random_range(0..letters.len());
    match random.random_range(0..4) {
        0 if letters.len() > 1 => {
            letters.remove(at);
        }
        1 => letters.insert(at, char::from(b'0' + random.random_range(0..10))),
        2 if letters.len() > 1 => {
            let other = (at + 1) % letters.len();
            letters.swap(at, other);
        }
        _ => match letters[at] {
            '0' => letters[at] = 'O',
            '5' => letters[at] = 'S',
            '1' => letters[at] = 'I',
            digit => letters[at] = char::from(b'0' + (digit as u8 - b'0' + random.random_range(1..10)) % 10),
        },
    }
    letters.into_iter().collect()
}

fn linked(made: &Made) -> Linkage {
    let codes = communes();
    let input = input(made, &codes);
    link(&LinkInput { parameters: &LinkParameters::default(), ..input }, &Unobserved).unwrap()
}

fn input<'a>(made: &'a Made, communes: &'a Codes) -> LinkInput<'a> {
    static PARAMETERS: std::sync::LazyLock<LinkParameters> =
        std::sync::LazyLock::new(LinkParameters::default);
    static NONE: std::sync::LazyLock<Codes> = std::sync::LazyLock::new(Codes::default);
    LinkInput {
        parcels: &made.parcels,
        registers: std::slice::from_ref(&made.register),
        renumberings: std::slice::from_ref(&made.renumbering),
        communes,
        land_uses: &NONE,
        code_places: &[],
        parameters: &PARAMETERS,
    }
}

#[test]
fn rows_are_linked_rightly_over_ten_seeds() {
    for seed in 1..=10 {
        let made = make(seed);
        let linkage = linked(&made);
        let (mut right, mut wrong, mut of_parcels, mut named, mut contradictory) = (0, 0, 0, 0, 0);
        for (row, truth) in linkage.rows.iter().zip(&made.truth) {
            let is_linked = row.status == LinkStatus::Linked;
            let is_right = matches!(truth, Truth::Parcels(parcels) if **parcels == *row.parcels);
            right += usize::from(is_linked && is_right);
            if is_linked && !is_right {
                wrong += 1;
                if std::env::var_os("SHOW").is_some() {
                    let entry = &made.register.entries[row.entry as usize];
                    println!("{truth:?} {row:?}\n  {entry:?}");
                    for evidence in evidence(&input(&made, &communes()), row) {
                        println!("    {:+.1} {}", evidence.weight, evidence.text.en);
                    }
                }
            }
            of_parcels += usize::from(matches!(truth, Truth::Parcels(_)));
            contradictory += usize::from(*truth == Truth::Contradictory);
            named += usize::from(*truth == Truth::Contradictory && row.status == LinkStatus::Conflict);
            if std::env::var_os("MISSED").is_some() && matches!(truth, Truth::Parcels(_)) && !is_linked {
                let entry = &made.register.entries[row.entry as usize];
                println!(
                    "{:?} {:?} {:?} {:?} cand {:?} truth {truth:?} score {:.4} {:?}",
                    row.status,
                    row.reasons,
                    entry.printed,
                    entry.area_m2,
                    row.candidates,
                    row.score,
                    row.basis.likeness
                );
            }
        }
        let precision = right as f64 / (right + wrong).max(1) as f64;
        let recall = right as f64 / of_parcels as f64;
        println!(
            "seed {seed}: {} rows, precision {precision:.5} ({wrong} wrong), recall {recall:.4}, conflicts {named}/{contradictory}",
            linkage.rows.len()
        );
        assert!(precision >= 0.999, "seed {seed}: {wrong} of {} links are wrong", right + wrong);
        assert!(recall >= 0.97, "seed {seed}: {right} of {of_parcels} rows are linked");
        assert_eq!(named, contradictory, "seed {seed}: every contradiction is named");
    }
}
