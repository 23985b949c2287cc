//! Registers of a synthetic commune as clerks type them, beside the truth: how many rows are linked, and how many of them
//! rightly.

use std::collections::BTreeMap;
use thuadat_core::{
    Codes, FeatureId, LinkInput, LinkParameters, LinkStatus, Linkage, Parcels, Unobserved, link,
};
use thuadat_testkit::{Expected, SampleRegister, sample_register, synthetic_commune};

fn linked(parcels: &Parcels, sample: &SampleRegister) -> Linkage {
    let input = LinkInput {
        parcels,
        registers: &sample.registers,
        renumberings: std::slice::from_ref(&sample.renumbering),
        communes: &sample.communes,
        land_uses: &Codes::default(),
        code_places: &[],
        decided: &[],
        parameters: &LinkParameters::default(),
    };
    link(&input, &Unobserved).expect("nobody interrupts")
}

fn check(seed: u64) {
    let parcels = synthetic_commune(seed);
    let sample = sample_register(&parcels, seed);
    let linkage = linked(&parcels, &sample);
    let (mut right, mut wrong, mut expected, mut found) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    for (row, truth) in linkage.rows.iter().zip(&sample.truth.rows) {
        let mut features: Vec<i64> =
            row.parcels.iter().map(|&parcel| number(&parcels.records[parcel as usize].feature)).collect();
        features.sort_unstable();
        let is_linked = row.status == LinkStatus::Linked;
        let is_right = is_linked && features == truth.parcels && truth.expected != Expected::Conflict;
        right += usize::from(is_right);
        wrong += usize::from(is_linked && !is_right);
        expected += usize::from(truth.expected == Expected::Linked);
        found += usize::from(truth.expected == Expected::Linked && is_right);
        let is_named = truth.expected != Expected::Conflict || row.status == LinkStatus::Conflict;
        if (is_linked && !is_right) || !is_named || (truth.expected == Expected::Linked && !is_right) {
            *missed
                .entry(format!("{:?} {:?}: {:?} {:?}", truth.expected, truth.done, row.status, row.reasons))
                .or_default() += 1;
        }
        assert!(
            is_named,
            "seed {seed}, row {}: {:?} is not named but {:?}",
            truth.row, truth.done, row.status
        );
    }
    let precision = right as f64 / (right + wrong) as f64;
    let recall = found as f64 / expected as f64;
    let told: Vec<String> = missed.iter().map(|(what, count)| format!("{count} × {what}")).collect();
    let told = told.join("\n  ");
    assert!(precision >= 0.999, "seed {seed}: {wrong} of {} links are wrong\n  {told}", right + wrong);
    assert!(recall >= 0.97, "seed {seed}: {found} of {expected} rows are linked\n  {told}");
}

fn number(feature: &FeatureId) -> i64 {
    match feature {
        FeatureId::Number(number) => *number,
        FeatureId::Text(_) => -1,
    }
}

#[test]
fn rows_are_linked_rightly_over_ten_seeds() {
    std::thread::scope(|scope| {
        for seeds in [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]] {
            scope.spawn(move || seeds.into_iter().for_each(check));
        }
    });
}
