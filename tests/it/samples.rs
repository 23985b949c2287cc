//! The synthetic commune: every fault put into it is found, and nothing is found in its clean twin.

use geo::{Distance, Euclidean, Geometry, Point};
use thuadat::references;
use thuadat_core::{
    AreaLimit, CheckOutcome, FeatureId, Finding, Mode, Parcels, Profile, Rule, Severity, Unobserved,
    check_against,
};
use thuadat_io::Crs;
use thuadat_testkit::{
    CAO_LOC_EPSG, Fault, SAMPLE_SEED, Truth, can_be_broken_by_parcels, inject_faults, shift_sheet,
    synthetic_commune,
};

/// Seeds beside that of the committed sample: nothing may be tuned to one.
const SEEDS: [u64; 4] = [SAMPLE_SEED, 1, 2, 3];

#[test]
fn nothing_is_found_in_the_clean_commune() {
    for seed in SEEDS {
        for profile in [Profile::strict(), tolerant()] {
            let outcome = check(&synthetic_commune(seed), &profile);
            let found: Vec<_> = outcome.findings.iter().map(|finding| &finding.message.en).collect();
            assert!(found.is_empty(), "seed {seed}, {}: {found:#?}", profile.name);
        }
    }
}

#[test]
fn every_fault_is_found_and_nothing_else() {
    for seed in SEEDS {
        let (parcels, truth) = inject_faults(&synthetic_commune(seed), seed);
        let outcome = check(&parcels, &tolerant());
        let missed: Vec<_> =
            truth.faults.iter().filter(|fault| !is_found(fault, &parcels, &outcome)).collect();
        assert!(missed.is_empty(), "seed {seed}: missed {missed:?}");

        let false_alarms: Vec<_> = outcome
            .findings
            .iter()
            .filter(|finding| !is_explained(finding, &parcels, &truth))
            .map(|finding| format!("{} {}", finding.rule, finding.message.en))
            .collect();
        assert!(false_alarms.is_empty(), "seed {seed}: {false_alarms:#?}");
    }
}

/// Checks parcels of the made-up commune, and holds their codes against the lists of the product.
fn check(parcels: &Parcels, profile: &Profile) -> CheckOutcome {
    let crs = Crs::of_epsg(CAO_LOC_EPSG).unwrap();
    check_against(parcels, profile, &references::of(parcels, &crs), &Unobserved).unwrap()
}

/// One sheet out of its place: told as that, and what it explains is folded under it.
#[test]
fn a_shifted_sheet_is_found_with_its_vector() {
    for (seed, sheet, (east_mm, north_mm)) in [(1, "5", (120, -50)), (2, "6", (-30, 8)), (3, "2", (0, 400))] {
        let shifted = shift_sheet(&synthetic_commune(seed), sheet, (east_mm, north_mm));
        let outcome = check(&shifted, &tolerant());
        let shifts: Vec<_> =
            outcome.findings.iter().filter(|finding| finding.rule == Rule::SheetShift).collect();
        assert!(!shifts.is_empty(), "seed {seed}");
        let size_m = (east_mm as f64).hypot(north_mm as f64) / 1000.0;
        for shift in &shifts {
            assert_eq!(shift.severity, Severity::Error);
            assert!((shift.width_m.unwrap() - size_m).abs() < 0.0005, "{}", shift.message.en);
            assert!(shift.message.en.contains(&format!("sheet {sheet}")), "{}", shift.message.en);
        }
        let ids: Vec<_> = shifts.iter().map(|shift| Some(shift.id)).collect();
        let explained = outcome.findings.iter().filter(|finding| ids.contains(&finding.explained_by));
        assert!(explained.clone().all(|finding| finding.severity == Severity::Note));
        let others = outcome.findings.len() - explained.count() - shifts.len();
        // Gaps and corners where three sheets meet are of no one pair.
        assert!(others * 20 < outcome.findings.len(), "seed {seed}: {others} of {}", outcome.findings.len());
    }
}

#[test]
fn sheets_in_their_places_have_no_shift() {
    for seed in SEEDS {
        let (parcels, _) = inject_faults(&synthetic_commune(seed), seed);
        let outcome = check(&parcels, &tolerant());
        assert!(outcome.findings.iter().all(|finding| finding.rule != Rule::SheetShift), "seed {seed}");
    }
}

/// The default profile's thresholds.
fn tolerant() -> Profile {
    Profile {
        name: "tolerant".to_owned(),
        mode: Mode::Tolerant(0.14),
        negligible_area_m2: 0.01,
        missing_vertex_m: 0.02,
        near_miss_m: 0.14,
        spike_width_m: 0.001,
        short_segment_m: 0.01,
        vertex_distance_m: 0.01,
        sharp_angle_deg: 3.0,
        sliver_width_m: 0.2,
        small_area_m2: 1.0,
        resolution_m: 0.001,
        recorded_area: AreaLimit { area_m2: 0.05, ratio: 0.001, factor: 0.0 },
        ..Profile::strict()
    }
}

fn is_found(fault: &Fault, parcels: &Parcels, outcome: &CheckOutcome) -> bool {
    outcome.findings.iter().any(|finding| {
        finding.rule == fault.rule
            && concerns(finding, parcels, fault)
            && (is_at(finding, fault.at) || has_no_one_place(fault.rule))
            && (!is_about_an_area(fault.rule)
                || is_near(fault.area_m2, finding.area_m2, 0.0001)
                    && is_near(fault.width_m, finding.width_m, STRIP_END))
    })
}

/// Records have no place in the shape, and of the two points that cut an inside either may be told.
fn has_no_one_place(rule: Rule) -> bool {
    let of_records = ["number/", "area/", "land-use/", "commune/", "parcel-code/"];
    rule == Rule::DisconnectedInterior || of_records.iter().any(|family| rule.id().starts_with(family))
}

/// Of other rules the truth tells measures of the fault, not of what is found of it.
fn is_about_an_area(rule: Rule) -> bool {
    let with_areas = [Rule::Overlap, Rule::Gap, Rule::DuplicateParcel, Rule::ContainedParcel];
    with_areas.contains(&rule) || [Rule::NearMiss, Rule::OpenGap].contains(&rule)
}

/// A finding is explained by a fault of its rule about the same parcels, or by one that allows it in its neighbourhood.
fn is_explained(finding: &Finding, parcels: &Parcels, truth: &Truth) -> bool {
    const NEIGHBOURHOOD_M: f64 = 25.0;
    // It sums up findings that are judged one by one.
    if finding.rule == Rule::SheetEdge {
        return true;
    }
    truth.faults.iter().any(|fault| {
        let is_near = fault.at.is_none_or(|at| distance_m(finding, at) <= NEIGHBOURHOOD_M);
        fault.rule == finding.rule && concerns(finding, parcels, fault)
            || fault.also.contains(&finding.rule) && (is_near || concerns(finding, parcels, fault))
    })
}

fn concerns(finding: &Finding, parcels: &Parcels, fault: &Fault) -> bool {
    let feature = |parcel: &u32| match &parcels.records[*parcel as usize].feature {
        FeatureId::Number(number) => *number,
        FeatureId::Text(text) => panic!("feature {text} of the sample is known by a number"),
    };
    let found: Vec<i64> = finding.parcels.iter().map(feature).collect();
    fault.features.iter().all(|feature| found.contains(feature))
}

fn is_at(finding: &Finding, at: Option<[f64; 2]>) -> bool {
    at.is_none_or(|at| finding.geometry.is_none() || distance_m(finding, at) <= 0.002)
}

fn distance_m(finding: &Finding, [x, y]: [f64; 2]) -> f64 {
    let place = Geometry::Point(Point::new(x, y));
    finding.geometry.as_ref().map_or(f64::INFINITY, |geometry| Euclidean.distance(geometry, &place))
}

/// The truth tells the width of a strip at its narrower end; the largest circle lies at the wider one.
const STRIP_END: f64 = 0.1;

fn is_near(truth: Option<f64>, found: Option<f64>, relative: f64) -> bool {
    match (truth, found) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(truth), Some(found)) => (truth - found).abs() <= 0.0005 + relative * truth.abs(),
    }
}

#[test]
fn truth_covers_every_rule_that_parcels_can_break() {
    let (_, truth) = inject_faults(&synthetic_commune(SAMPLE_SEED), SAMPLE_SEED);
    let about_parcels = Rule::ALL.iter().filter(|&&rule| can_be_broken_by_parcels(rule));
    let never: Vec<_> = about_parcels.filter(|rule| truth.of(**rule).next().is_none()).collect();
    assert!(never.is_empty(), "no fault for {never:?}");
}
