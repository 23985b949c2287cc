//! Any bytes as a file of a map: it is read or refused, without a panic, and what is read agrees with itself.

#![no_main]

mod file;
mod mutation;

use file::Input;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use std::collections::BTreeSet;
use thuadat_core::{KnownColumns, ParcelRecord, Profile, Unobserved, check};
use thuadat_io::{Dataset, ReadError, ReadRequest, read, read_in_batches};

/// Stands in the columns about people of all seeds, and must not come back in an error.
const PRIVATE: &str = "Phan Riêng Tư";
const PRIVATE_NUMBER: &str = "001099012345";

fuzz_target!(|bytes: &[u8]| {
    let Some(input) = Input::of(bytes) else { return };
    let folder = tempfile::tempdir().expect("a folder for the file can be made");
    let request = input.write(folder.path());
    let result = read(&request, &Unobserved);
    let again = read(&request, &Unobserved);
    assert_eq!(told(&result), told(&again), "reading twice is not reading once");
    match &result {
        Ok(dataset) => {
            assert_agrees(dataset);
            check(&dataset.parcels, &Profile::strict(), &Unobserved).expect("nobody interrupts");
        }
        Err(error) => assert_is_discreet(error, &input),
    }
    assert_batches_agree(&request, &result);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // Half of the changes are libFuzzer's own; binary files have no other.
    if seed % 2 == 0 || !file::is_text(&data[..size]) {
        return fuzzer_mutate(data, size, max_size);
    }
    match mutation::of_text(&data[file::HEAD..size], seed / 2) {
        Some(text) if text.len() + file::HEAD <= max_size => {
            let end = file::HEAD + text.len();
            data[file::HEAD..end].copy_from_slice(&text);
            end
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

fn told(result: &Result<Dataset, ReadError>) -> String {
    match result {
        Ok(dataset) => format!("{dataset:?}"),
        Err(error) => format!("{error:?} {error}"),
    }
}

fn assert_agrees(dataset: &Dataset) {
    let (parcels, source) = (&dataset.parcels, &dataset.source);
    assert_eq!(parcels.records.len(), parcels.geometries.len(), "records and shapes");
    let vertices: usize =
        (0..parcels.len()).map(|parcel| parcels.geometries.parcel_coords(parcel).len()).sum();
    assert_eq!(vertices, parcels.geometries.coords().len(), "vertices of parcels and of all");
    assert_eq!(parcels.columns, thuadat_io::known_columns(&source.columns), "columns known and chosen");
    assert!(
        parcels.records.iter().all(|record| has_only(record, &parcels.columns)),
        "facts without a column"
    );
    let stroked = &parcels.preparation.stroked;
    assert!(stroked.is_sorted_by(|one, next| one.parcel < next.parcel), "stroked parcels rise");
    assert!(stroked.iter().all(|it| (it.parcel as usize) < parcels.len() && it.deviation_m >= 0.0));
    let codes: BTreeSet<_> = source.notices.iter().map(|notice| notice.code).collect();
    let ambiguous = source.notices.iter().filter(|notice| notice.code == "column-ambiguous").count();
    assert_eq!(codes.len() + ambiguous.saturating_sub(1), source.notices.len(), "a notice twice");
    assert_eq!(codes.contains("arcs-stroked"), !stroked.is_empty(), "arcs");
    let is_bare = |parcel: usize| parcels.geometries.parcel_coords(parcel).is_empty();
    assert!(!codes.contains("empty-geometries") || (0..parcels.len()).any(is_bare), "no shape is missing");
    for scan in source.scans.iter().flatten() {
        let seen = [scan.legacy.map(|(_, seen)| seen), scan.names, scan.identity_numbers];
        for seen in seen.into_iter().flatten() {
            assert!((seen.first as usize) < parcels.len() && seen.count <= parcels.len() as u64, "{scan:?}");
        }
    }
}

fn has_only(record: &ParcelRecord, columns: &KnownColumns) -> bool {
    let areas_m2 = [record.recorded_area_m2, record.legal_area_m2].into_iter().flatten();
    (record.key.commune.is_none() || columns.commune)
        && (record.key.sheet.is_none() || columns.sheet)
        && (record.key.number.is_none() || columns.number)
        && (record.recorded_area_m2.is_none() || columns.recorded_area)
        && (record.legal_area_m2.is_none() || columns.legal_area)
        && (record.code.is_none() || columns.code)
        && areas_m2.chain(record.land_use_areas_m2.iter().copied()).all(f64::is_finite)
}

/// A broken file may hold a name where a column or a layer has its own, and errors speak of those: only a name that
/// stands where names of people do must stay unsaid.
fn assert_is_discreet(error: &ReadError, input: &Input<'_>) {
    let said = format!("{error} {error:?}");
    for private in [PRIVATE, PRIVATE_NUMBER] {
        assert!(!said.contains(private) || input.says_elsewhere(private), "it tells of a person: {said}");
    }
}

fn assert_batches_agree(request: &ReadRequest, result: &Result<Dataset, ReadError>) {
    let mut records = Vec::new();
    let in_batches = read_in_batches::<ReadError>(request, 2, &Unobserved, |parcels| {
        records.extend(parcels.records);
        Ok(())
    });
    match (result, in_batches) {
        (_, Err(ReadError::ZoneNeeded { .. } | ReadError::NotDegrees { .. })) => {}
        (Ok(dataset), Ok(told)) => {
            assert_eq!(told.parcels as usize, dataset.parcels.len(), "parcels in batches");
            assert_eq!(told.columns, dataset.parcels.columns);
            assert_eq!(format!("{records:?}"), format!("{:?}", dataset.parcels.records));
        }
        (Err(_), Err(_)) => {}
        (one, other) => panic!("at once {:?}, in batches {:?}", one.as_ref().err(), other.err()),
    }
}
