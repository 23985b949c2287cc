//! A finding keeps its id as long as nothing changes where it is: accepted findings and comparisons rest on that.

use geo::{Coord, LineString, Polygon};
use proptest::prelude::*;
use std::collections::BTreeSet;
use thuadat_core::{FeatureId, KnownColumns, ParcelKey, ParcelRecord, Parcels, Profile, Unobserved, check};

/// Corners in steps of a centimetre.
type Ring = Vec<(i32, i32)>;

/// Nine parcels in a square, each corner of each parcel moved for itself: overlaps, gaps, missing vertices, spikes.
fn faulty_block() -> impl Strategy<Value = Vec<Ring>> {
    prop::collection::vec((-400..400i32, -400..400i32), 36).prop_map(|moves| {
        (0..9usize)
            .map(|parcel| {
                let (x, y) = (parcel as i32 % 3 * 2000, parcel as i32 / 3 * 2000);
                let corners = [(x, y), (x + 2000, y), (x + 2000, y + 2000), (x, y + 2000)];
                corners
                    .iter()
                    .zip(&moves[parcel * 4..])
                    .map(|(&(x, y), &(dx, dy))| (x + dx, y + dy))
                    .collect()
            })
            .collect()
    })
}

/// The ids of all findings that concern parcels of the first sheet only.
fn ids_of_the_first_sheet(sheets: &[(&str, &[Ring], i32)]) -> BTreeSet<String> {
    let mut parcels = Parcels {
        columns: KnownColumns { sheet: true, number: true, ..KnownColumns::default() },
        ..Parcels::default()
    };
    for &(sheet, rings, east) in sheets {
        for (number, ring) in rings.iter().enumerate() {
            let place = |&(x, y): &(i32, i32)| Coord {
                x: f64::from(x + east) / 100.0 + 454_000.0,
                y: f64::from(y) / 100.0 + 2_427_000.0,
            };
            parcels
                .geometries
                .push_polygon(&Polygon::new(LineString(ring.iter().map(place).collect()), vec![]));
            let feature = FeatureId::Text(format!("{sheet}#{number}").into());
            // Two parcels of a sheet have the same number, so that numbers are found wrong too.
            let number = (number % 8).to_string();
            let key = ParcelKey { commune: None, sheet: Some(sheet.into()), number: Some(number.into()) };
            parcels.records.push(ParcelRecord { key, ..ParcelRecord::known_by(feature) });
        }
    }
    let outcome = check(&parcels, &Profile::strict(), &Unobserved).expect("nobody interrupts");
    let is_first = |parcel: &u32| parcels.records[*parcel as usize].key.sheet.as_deref() == Some("1");
    let of_the_first = outcome.findings.iter().filter(|finding| finding.parcels.iter().all(is_first));
    let ids: Vec<String> = of_the_first.map(|finding| finding.id.to_string()).collect();
    let unique: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(unique.len(), ids.len(), "no two findings have one id");
    unique
}

const FAR: i32 = 50_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn ids_stay_when_unrelated_parcels_move_come_or_go(
        first in faulty_block(),
        other in faulty_block(),
        other_later in faulty_block(),
        (gone, moved) in (0..9usize, -9000..9000i32),
    ) {
        let ids = ids_of_the_first_sheet(&[("1", &first, 0), ("2", &other, FAR)]);
        prop_assert!(!ids.is_empty());
        prop_assert_eq!(&ids_of_the_first_sheet(&[("1", &first, 0), ("2", &other_later, FAR + moved)]), &ids);
        let mut fewer = other.clone();
        fewer.remove(gone);
        prop_assert_eq!(&ids_of_the_first_sheet(&[("2", &fewer, FAR), ("1", &first, 0)]), &ids);
        prop_assert_eq!(&ids_of_the_first_sheet(&[("1", &first, 0)]), &ids);
    }

    /// The neighbours of a fault stay; a parcel that has no part in it changes its shape.
    #[test]
    fn ids_stay_when_another_parcel_of_the_block_moves(
        first in faulty_block(),
        corner in 0..4usize,
        (dx, dy) in (-300..300i32, -300..300i32),
    ) {
        let ids = |rings: &[Ring]| ids_of_the_first_sheet(&[("1", rings, 0)]);
        let mut later = first.clone();
        later[8][corner] = (later[8][corner].0 + dx, later[8][corner].1 + dy);
        // Parcels 0, 1 and 3 touch neither parcel 8 nor a gap it borders on, so what is between them stays.
        let untouched: Vec<Ring> = [0, 1, 3].map(|parcel| first[parcel].clone()).to_vec();
        prop_assert!(ids(&first).is_superset(&pairs(&untouched)), "{:?}", pairs(&untouched));
        prop_assert!(ids(&later).is_superset(&pairs(&untouched)));
    }
}

/// What is found of three parcels among themselves: faults of their own shapes and overlaps of two of them.
fn pairs(rings: &[Ring]) -> BTreeSet<String> {
    let mut parcels = Parcels::default();
    for (ring, number) in rings.iter().zip([0, 1, 3]) {
        let place = |&(x, y): &(i32, i32)| Coord {
            x: f64::from(x) / 100.0 + 454_000.0,
            y: f64::from(y) / 100.0 + 2_427_000.0,
        };
        parcels.geometries.push_polygon(&Polygon::new(LineString(ring.iter().map(place).collect()), vec![]));
        let key =
            ParcelKey { commune: None, sheet: Some("1".into()), number: Some(number.to_string().into()) };
        parcels.records.push(ParcelRecord { key, ..ParcelRecord::known_by(FeatureId::Number(number)) });
    }
    let outcome = check(&parcels, &Profile::strict(), &Unobserved).expect("nobody interrupts");
    let lasting = outcome.findings.iter().filter(|finding| {
        finding.rule.id().starts_with("geometry/") || finding.rule == thuadat_core::Rule::Overlap
    });
    lasting.map(|finding| finding.id.to_string()).collect()
}
