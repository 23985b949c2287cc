//! A register for the synthetic commune: certificates of three communes that merged, as clerks typed them.

mod clerk;
mod defects;
mod draft;
mod map_names;
mod people;
mod sheets;
mod truth;
mod typed;

pub use truth::{Done, Expected, RegisterTruth, RowTruth};
pub use typed::{TypedCell, TypedSheet};

use crate::random::stream;
use draft::{DraftRow, OLD_SHEETS};
use std::collections::HashSet;
use thuadat_core::{Code, Codes, Day, Parcels, Register, Renumbering};

/// Registers, the lists they are read with, and the truth.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRegister {
    /// The registers as they must be read; see [`Self::typed`] for what stands in the files.
    pub registers: Vec<Register>,
    /// How the sheets were renumbered when the communes merged.
    pub renumbering: Renumbering,
    /// The communes, before and after.
    pub communes: Codes,
    /// Which row belongs to which parcels.
    pub truth: RegisterTruth,
    /// Names of holders as the map writes them, parcel by parcel. They stand in no file of the sample.
    pub map_names: Vec<Option<String>>,
    /// The files, cell by cell: the registers in their order, then the list of renumbered sheets.
    pub typed: Vec<TypedSheet>,
}

/// Makes the registers of a synthetic commune.
///
/// `parcels` are those of [`synthetic_commune`](crate::synthetic_commune). The commune of today, 06211, was made of Lộc Yên, whose code it
/// was, Thanh Lòa (06193) and Thạch Đạn (06199): sheets 1 and 2 of today were Lộc Yên's and keep their numbers, 3 and 4 were
/// 1 and 2 of Thanh Lòa, 5 and 6 were both sheet 1 of Thạch Đạn, of a map of 1:1000 and of one of 1:500. A row is one
/// (certificate × parcels × holder); most rows are as they should be but for the ways people type, and to some happens what
/// [`Done`] lists. No holder exists: names say so, identity numbers are of a country there is not, and no certificate came out
/// under such serials. The same seed gives the same registers.
///
/// # Examples
///
/// ```
/// use thuadat_testkit::{sample_register, synthetic_commune};
///
/// let sample = sample_register(&synthetic_commune(1), 1);
/// let rows: usize = sample.registers.iter().map(|register| register.entries.len()).sum();
/// assert_eq!(sample.truth.rows.len(), rows);
/// assert!(rows > 1_000);
/// ```
#[must_use]
pub fn sample_register(parcels: &Parcels, seed: u64) -> SampleRegister {
    let drafted = draft::draft(parcels, &mut stream(seed, 20));
    let mut rows = defects::inject(parcels, drafted, &mut stream(seed, 21));
    mark_undecidable(parcels, &mut rows);
    let (in_text, in_workbook): (Vec<DraftRow>, Vec<DraftRow>) =
        rows.iter().cloned().partition(|row| OLD_SHEETS[row.old_sheet].commune == "06193");
    let mut truth =
        RegisterTruth { seed, rows: Vec::new(), without_certificate: without_certificate(parcels, &rows) };
    let map_names = map_names::of(parcels.len(), &rows, &mut stream(seed, 23));
    let mut random = stream(seed, 22);
    let mut registers = Vec::new();
    let mut typed = Vec::new();
    for (rows, is_text) in [(in_workbook, false), (in_text, true)] {
        let (first, file, worksheet) = if is_text {
            (sheets::VBDLIS_FIRST_ROW, sheets::VBDLIS_FILE, None)
        } else {
            (sheets::PL3_FIRST_ROW, sheets::PL3_FILE, Some(sheets::PL3_WORKSHEET.into()))
        };
        let mut register = Register { file: file.into(), worksheet, entries: Vec::new() };
        let mut cells = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let number = first + at as u32;
            let mut of_row = clerk::typed(row, parcels, is_text, &mut random);
            of_row.entry.row = number;
            truth.rows.push(row_truth(parcels, row, registers.len() as u32, number, of_row.is_tcvn3));
            register.entries.push(of_row.entry);
            cells.push(of_row.cells);
        }
        registers.push(register);
        typed.push(if is_text { sheets::vbdlis(&cells) } else { sheets::pl3(&cells) });
    }
    let (renumbering, list) = sheets::renumbering();
    typed.push(list);
    SampleRegister { registers, renumbering, communes: communes(), truth, map_names, typed }
}

fn row_truth(parcels: &Parcels, row: &DraftRow, register: u32, number: u32, is_tcvn3: bool) -> RowTruth {
    let mut done = row.done.clone();
    done.extend(is_tcvn3.then_some(Done::Tcvn3));
    let features = row.parcels.iter().map(|&parcel| draft::feature(parcels, parcel)).collect();
    RowTruth { register, row: number, parcels: features, expected: row.expected, done }
}

/// A row without a scale is open where the other map has a parcel of that number and about that area.
fn mark_undecidable(parcels: &Parcels, rows: &mut [DraftRow]) {
    const ABOUT: f64 = 0.15;
    let area_m2 = |sheet: &str, number: &str| {
        let of_key = parcels.records.iter().find(|record| {
            record.key.sheet.as_deref() == Some(sheet) && record.key.number.as_deref() == Some(number)
        });
        of_key.and_then(|record| record.recorded_area_m2)
    };
    for row in
        rows.iter_mut().filter(|row| row.done.contains(&Done::NoScale) && row.expected == Expected::Linked)
    {
        let twin = if OLD_SHEETS[row.old_sheet].today == "5" { "6" } else { "5" };
        let numbers = row.parcels.iter().filter_map(|&parcel| parcels.records[parcel].key.number.as_deref());
        let there: Option<f64> = numbers.map(|number| area_m2(twin, number)).sum();
        let is_alike = there.is_some_and(|there| (there / row.area_m2 - 1.0).abs() < ABOUT);
        if is_alike && row.current.is_none() && row.code.is_none() {
            row.expected = Expected::Ambiguous;
        }
    }
}

fn without_certificate(parcels: &Parcels, rows: &[DraftRow]) -> Vec<i64> {
    let named: HashSet<usize> = rows.iter().flat_map(|row| &row.parcels).copied().collect();
    let is_public =
        |parcel: &usize| matches!(parcels.records[*parcel].land_use.as_deref(), Some("DGT" | "SON" | "DTL"));
    (0..parcels.len())
        .filter(|parcel| !named.contains(parcel) && !is_public(parcel))
        .map(|parcel| draft::feature(parcels, parcel))
        .collect()
}

fn communes() -> Codes {
    let (long_ago, turn) = (Day::new(1900, 1, 1), Day::new(2025, 7, 1));
    let closed = |code: &str, name: &str| Code {
        successors: vec!["06211".into()],
        ..Code::new(code, name, long_ago, Some(turn))
    };
    Codes::new([
        closed("06211", "Xã Lộc Yên"),
        closed("06193", "Xã Thanh Lòa"),
        closed("06199", "Xã Thạch Đạn"),
        Code::new("06211", "Xã Cao Lộc", turn, None),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SAMPLE_SEED, synthetic_commune};
    use std::collections::BTreeMap;

    fn sample(seed: u64) -> SampleRegister {
        sample_register(&synthetic_commune(seed), seed)
    }

    #[test]
    fn every_row_has_its_truth_and_every_defect_occurs() {
        for seed in [1, 2, SAMPLE_SEED] {
            let sample = sample(seed);
            let rows: Vec<(u32, u32)> = sample
                .registers
                .iter()
                .enumerate()
                .flat_map(|(register, of)| of.entries.iter().map(move |entry| (register as u32, entry.row)))
                .collect();
            assert_eq!(sample.truth.rows.iter().map(|row| (row.register, row.row)).collect::<Vec<_>>(), rows);
            let mut counts: BTreeMap<Done, usize> = BTreeMap::new();
            for done in sample.truth.rows.iter().flat_map(|row| &row.done) {
                *counts.entry(*done).or_default() += 1;
            }
            assert_eq!(counts.len(), 24, "seed {seed}: {counts:?}");
            assert!(counts.values().all(|&count| count >= 3), "seed {seed}: {counts:?}");
            let linked = sample.truth.rows.iter().filter(|row| row.expected == Expected::Linked).count();
            assert!(linked * 100 > rows.len() * 90, "seed {seed}: {linked} of {}", rows.len());
        }
    }

    #[test]
    fn a_row_that_nothing_was_done_to_leads_to_its_parcel() {
        let parcels = synthetic_commune(3);
        let sample = sample_register(&parcels, 3);
        let mut plain = 0;
        for truth in sample.truth.rows.iter().filter(|row| row.done.is_empty()) {
            let register = &sample.registers[truth.register as usize];
            let entry = register.entries.iter().find(|entry| entry.row == truth.row).unwrap();
            let record = &parcels.records[truth.parcels[0] as usize - 1];
            assert_eq!(
                (&entry.printed.sheet, &entry.printed.number),
                (&record.key.sheet, &record.key.number)
            );
            plain += 1;
        }
        assert!(plain > 300, "{plain}");
    }

    #[test]
    fn same_seed_same_registers() {
        let parcels = synthetic_commune(5);
        assert_eq!(sample_register(&parcels, 5), sample_register(&parcels, 5));
        assert_ne!(sample_register(&parcels, 5).typed, sample_register(&parcels, 6).typed);
    }

    #[test]
    fn parcels_without_certificate_are_in_no_row() {
        let sample = sample(1);
        let named: HashSet<i64> = sample.truth.rows.iter().flat_map(|row| row.parcels.clone()).collect();
        assert!(sample.truth.without_certificate.len() > 100);
        assert!(sample.truth.without_certificate.iter().all(|feature| !named.contains(feature)));
    }
}
