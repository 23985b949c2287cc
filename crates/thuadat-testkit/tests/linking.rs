//! Registers of a synthetic commune as clerks type them, beside the truth: how many rows are linked, and how many of them
//! rightly.

use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::link::{CertificateOutcome, HolderNames, check_certificates};
use thuadat_core::{
    Code, Codes, Day, FeatureId, LinkInput, LinkParameters, LinkStatus, Linkage, Parcels, Profile, Rule,
    Unobserved, link,
};
use thuadat_testkit::{Done, Expected, SampleRegister, sample_register, synthetic_commune};

/// The land uses of the sample, by code and name.
fn land_uses() -> Codes {
    const OTHERS: &str = "BCS DGD DGT DTL DVH DYT HNK LUK MNC NTD NTS RPH SON TIN TMD TSC";
    let named = [
        ("LUC", "Đất chuyên trồng lúa"),
        ("CLN", "Đất trồng cây lâu năm"),
        ("RSX", "Đất rừng sản xuất"),
        ("ONT", "Đất ở tại nông thôn"),
    ];
    let all = named.into_iter().chain(OTHERS.split(' ').map(|code| (code, code)));
    Codes::new(all.map(|(code, name)| Code::new(code, name, Day::new(2004, 11, 1), None)))
}

fn linked(parcels: &Parcels, sample: &SampleRegister, names: &HolderNames) -> (Linkage, CertificateOutcome) {
    let (land_uses, parameters) = (land_uses(), LinkParameters::default());
    let input = LinkInput {
        renumberings: std::slice::from_ref(&sample.renumbering),
        communes: &sample.communes,
        land_uses: &land_uses,
        holders: names,
        ..LinkInput::of(parcels, &sample.registers, &parameters)
    };
    let linkage = link(&input, &Unobserved).expect("nobody interrupts");
    let today = Some(Day::new(2026, 11, 22));
    let outcome = check_certificates(&input, &linkage, &Profile::strict(), today, &Unobserved);
    (linkage, outcome.expect("nobody interrupts"))
}

/// What was read wrongly is on no map either, or is another parcel.
fn is_misread(done: Done) -> bool {
    matches!(done, Done::OneEdit | Done::OneEditToAnother | Done::Confused | Done::CommuneOfToday)
}

/// Every injected fault of certificates gives its finding, and nothing else does.
fn check_findings(seed: u64, sample: &SampleRegister, linkage: &Linkage, outcome: &CertificateOutcome) {
    let mut wrong: Vec<String> = Vec::new();
    let rows = &sample.truth.rows;
    let mut told: BTreeSet<(Rule, u32)> = BTreeSet::new();
    for found in &outcome.findings {
        let rule = found.finding.rule;
        let may_follow = matches!(
            rule,
            Rule::ParcelMissing
                | Rule::ParcelHasSeveral
                | Rule::CertificateAreaDiffers
                | Rule::CertificateLandUseDiffers
        );
        let done = found.rows.iter().flat_map(|&row| &rows[row as usize].done);
        let is_slip = may_follow && done.into_iter().any(|done| is_misread(*done));
        for &row in &found.rows {
            let truth = &rows[row as usize];
            let is_injected = truth.done.iter().any(|done| done.rule() == Some(rule));
            if !is_injected && !is_slip {
                wrong.push(format!("{} of {truth:?}", found.finding.message.en));
            }
            told.insert((rule, row));
        }
    }
    for (row, truth) in (0_u32..).zip(rows) {
        for rule in truth.done.iter().filter_map(|done| done.rule()) {
            // A number that is like others may be theirs: people are asked.
            let link = &linkage.rows[row as usize];
            let is_asked = rule == Rule::ParcelMissing && link.status == LinkStatus::Ambiguous;
            if !told.contains(&(rule, row)) && !is_asked {
                wrong.push(format!("{rule} is not told of {truth:?}: {:?} {:?}", link.status, link.reasons));
            }
        }
    }
    for rule in Rule::ALL.iter().filter(|rule| rule.is_of_registers()) {
        let count = outcome.findings.iter().filter(|found| found.finding.rule == *rule).count();
        if count < 3 {
            wrong.push(format!("{rule} is found {count} times"));
        }
    }
    assert!(wrong.is_empty(), "seed {seed}:\n  {}", wrong.join("\n  "));
}

/// Checks the links of a seed where the map names no holders, and where it does.
fn check(seed: u64) {
    let parcels = synthetic_commune(seed);
    let sample = sample_register(&parcels, seed);
    let (linkage, outcome) = linked(&parcels, &sample, &HolderNames::default());
    check_findings(seed, &sample, &linkage, &outcome);
    let without_names = check_links(seed, &parcels, &sample, &linkage);
    let names = sample.map_names.iter().map(|name| name.as_deref().map(Into::into)).collect();
    let (linkage, outcome) = linked(&parcels, &sample, &HolderNames::new(names));
    check_findings(seed, &sample, &linkage, &outcome);
    let with_names = check_links(seed, &parcels, &sample, &linkage);
    // Where the map names who held the land before, a slip of the pen is left to people though the area is the very one.
    assert!(
        with_names + 0.005 >= without_names,
        "seed {seed}: names cost links, {with_names} < {without_names}"
    );
    let of_name = linkage.model.fields.iter().find(|field| field.name == "holder").expect("it is a fact");
    assert!(of_name.m[0] > 0.5 && of_name.u[0] < 0.01, "seed {seed}: {of_name:?}");
}

/// Holds links against the truth. Answers which part of the rows that can be linked is.
fn check_links(seed: u64, parcels: &Parcels, sample: &SampleRegister, linkage: &Linkage) -> f64 {
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
    recall
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
