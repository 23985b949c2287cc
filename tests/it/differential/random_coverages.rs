//! Random disturbed coverages and what GEOS 3.14 says of them: `data/cases/random-coverages.json`, made by
//! `tests/oracle/random_coverages.py`, which tells what is in it.

use super::{assert_listed, is_about_validity};
use geo::orient::{Direction, Orient};
use geo::{Centroid, Coord, Distance, Euclidean, Geometry, Line, LinesIter, Point};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use thuadat_core::{
    CheckOutcome, FeatureId, Finding, ParcelGeometries, ParcelRecord, Parcels, Profile, Rule, Unobserved,
    check,
};

/// Answers that are not those of GEOS, and why.
const DISAGREEMENTS: [(&str, &str); 22] = [
    ("9: edges of {2, 10}: only GEOS", NARROW),
    ("29: edges of {5, 12}: only GEOS", NARROW),
    ("31: edges of {4}: only GEOS", NARROW),
    ("73: edges of {3, 8}: only GEOS", NARROW),
    ("75: edges of {6, 7}: only GEOS", NARROW),
    ("99: edges of {4}: only GEOS", NARROW),
    ("101: edges of {2, 13}: only GEOS", NARROW),
    ("121: edges of {0, 5}: only GEOS", NARROW),
    ("161: edges of {8, 15}: only GEOS", NARROW),
    ("171: edges of {4, 10, 12, 14}: only GEOS", NARROW),
    ("207: edges of {10, 11}: only GEOS", NARROW),
    ("209: edges of {4, 6}: only GEOS", NARROW),
    ("221: edges of {0, 2}: only GEOS", NARROW),
    ("251: edges of {0, 8}: only GEOS", NARROW),
    ("263: edges of {3, 11, 12}: only GEOS", NARROW),
    ("317: edges of {5, 7}: only GEOS", NARROW),
    ("321: edges of {8}: only GEOS", NARROW),
    ("325: edges of {13, 18}: only GEOS", NARROW),
    ("325: gap of 0.004369 m²: only GEOS", THIN_WALL),
    ("327: edges of {2}: only GEOS", NARROW),
    ("375: edges of {2, 4}: only GEOS", NARROW),
    ("377: edges of {2, 3}: only GEOS", NARROW),
];

const NARROW: &str =
    "the overlap is no wider than a step of the lattice, which is taken for rounding and not told";
const THIN_WALL: &str =
    "a tip thinner than a thousandth of the lattice is all that closes the gap; without it, it is open";

const OVERLAPS: [Rule; 3] = [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel];

#[test]
fn what_is_found_in_random_coverages_is_what_geos_finds() {
    let suite = suite();
    let step_m = suite["step_m"].as_f64().unwrap();
    let coverages = suite["coverages"].as_array().unwrap();
    let found: Vec<String> = coverages.iter().flat_map(|coverage| disagreements(coverage, step_m)).collect();
    assert!(coverages.len() >= 400, "only {} coverages compared", coverages.len());
    assert_listed(&found, &DISAGREEMENTS, "random coverages");
}

fn suite() -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/cases/random-coverages.json");
    let text = std::fs::read_to_string(&path).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What is found otherwise than by GEOS in one coverage, each as a line that begins with the seed.
fn disagreements(coverage: &Value, step_m: f64) -> Vec<String> {
    let unit_m = coverage["unit_m"].as_f64().unwrap();
    let parcels = parcels_of(&coverage["parcels"], unit_m);
    let outcome = check(&parcels, &Profile::strict(), &Unobserved).unwrap();
    let mut lines = compare_sets("invalid", &coverage["invalid"], &invalid_parcels(&outcome));
    if coverage["invalid"].as_array().unwrap().is_empty() {
        lines.extend(compare_sets(
            "edges",
            &coverage["edges"],
            &parcels_with_invalid_edges(&parcels, &outcome),
        ));
        lines.extend(compare_overlaps(&coverage["overlaps"], &outcome, unit_m, step_m));
        lines.extend(compare_gaps(&coverage["gaps"], &outcome, unit_m, step_m));
    }
    lines.into_iter().map(|line| format!("{}: {line}", coverage["seed"])).collect()
}

/// Coordinates are whole numbers; the products are the doubles nearest to the decimals meant, or beside them, far within
/// the lattice.
fn parcels_of(shapes: &Value, unit_m: f64) -> Parcels {
    let mut parcels = Parcels::default();
    for (position, polygons) in shapes.as_array().unwrap().iter().enumerate() {
        for rings in polygons.as_array().unwrap() {
            for ring in rings.as_array().unwrap() {
                push_closed(&mut parcels.geometries, ring, unit_m);
            }
            parcels.geometries.end_polygon();
        }
        parcels.geometries.end_parcel();
        parcels.records.push(ParcelRecord::known_by(FeatureId::Number(position as i64)));
    }
    parcels
}

fn push_closed(shapes: &mut ParcelGeometries, ring: &Value, unit_m: f64) {
    let numbers: Vec<f64> = ring.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
    for corner in numbers.chunks(2).chain([&numbers[..2]]) {
        shapes.push_coord(Coord { x: corner[0] * unit_m, y: corner[1] * unit_m });
    }
    shapes.end_ring();
}

fn invalid_parcels(outcome: &CheckOutcome) -> BTreeSet<u32> {
    let invalid = outcome.findings.iter().filter(|finding| is_about_validity(finding.rule));
    invalid.flat_map(|finding| finding.parcels.clone()).collect()
}

/// GEOS tells the parcels whose own edges are wrong, and an edge with an opposite twin alone is right for it. An overlap is a
/// fault of both its parcels, but wrong are only the other edges around it: of a parcel that lies inside another without
/// touching its boundary, only its own.
fn parcels_with_invalid_edges(parcels: &Parcels, outcome: &CheckOutcome) -> BTreeSet<u32> {
    let unmatched = unmatched_edges(parcels);
    let of_vertices = of_rules(outcome, &[Rule::MissingVertex]).flat_map(|finding| finding.parcels.clone());
    let of_overlaps = of_rules(outcome, &OVERLAPS).flat_map(|finding| {
        let bounding = |parcel: &u32| bounds_overlap(&unmatched[*parcel as usize], finding);
        finding.parcels.iter().copied().filter(bounding).collect::<Vec<_>>()
    });
    of_vertices.chain(of_overlaps).collect()
}

/// For each parcel the edges without an opposite twin, or with one that runs the same way.
fn unmatched_edges(parcels: &Parcels) -> Vec<Vec<Line<f64>>> {
    let exactly = |coord: Coord<f64>| (coord.x.to_bits(), coord.y.to_bits());
    let edges: Vec<Vec<Line<f64>>> =
        (0..parcels.len()).map(|parcel| directed_edges(parcels, parcel)).collect();
    let mut counts: HashMap<_, u32> = HashMap::new();
    for edge in edges.iter().flatten() {
        *counts.entry((exactly(edge.start), exactly(edge.end))).or_default() += 1;
    }
    let count =
        |from: Coord<f64>, to: Coord<f64>| counts.get(&(exactly(from), exactly(to))).copied().unwrap_or(0);
    let is_matched = |edge: &Line<f64>| count(edge.start, edge.end) == 1 && count(edge.end, edge.start) > 0;
    edges.into_iter().map(|edges| edges.into_iter().filter(|edge| !is_matched(edge)).collect()).collect()
}

/// The edges of a parcel with its inside on the left.
fn directed_edges(parcels: &Parcels, parcel: usize) -> Vec<Line<f64>> {
    parcels.geometries.to_multi_polygon(parcel).orient(Direction::Default).lines_iter().collect()
}

/// Whether any of a parcel's edges is around an overlap.
fn bounds_overlap(edges: &[Line<f64>], overlap: &Finding) -> bool {
    /// Crossings are kept to a tenth of this.
    const ON_EDGE_M: f64 = 1e-6;
    let Some(Geometry::MultiPolygon(ground)) = &overlap.geometry else { panic!("{overlap:?}") };
    let is_on_edge =
        |point: Point<f64>| edges.iter().any(|edge| Euclidean.distance(&point, edge) <= ON_EDGE_M);
    ground.lines_iter().any(|line| is_on_edge(line.centroid()))
}

fn of_rules<'a>(outcome: &'a CheckOutcome, rules: &'a [Rule]) -> impl Iterator<Item = &'a Finding> {
    outcome.findings.iter().filter(move |finding| rules.contains(&finding.rule))
}

/// The parcels that only one of the two names.
fn compare_sets(what: &str, expected: &Value, found: &BTreeSet<u32>) -> Vec<String> {
    let expected: BTreeSet<u32> =
        expected.as_array().unwrap().iter().map(|parcel| parcel.as_u64().unwrap() as u32).collect();
    let only = |who: &str, parcels: BTreeSet<&u32>| {
        (!parcels.is_empty()).then(|| format!("{what} of {parcels:?}: only {who}"))
    };
    let missed = only("GEOS", expected.difference(found).collect());
    missed.into_iter().chain(only("thuadat", found.difference(&expected).collect())).collect()
}

/// Every pair with common ground, its area, and whether one is all of the other.
fn compare_overlaps(expected: &Value, outcome: &CheckOutcome, unit_m: f64, step_m: f64) -> Vec<String> {
    let mut found: BTreeMap<(u32, u32), (Rule, f64)> = of_rules(outcome, &OVERLAPS)
        .map(|finding| {
            let (one, other) = (finding.parcels[0], finding.parcels[1]);
            ((one.min(other), one.max(other)), (finding.rule, finding.area_m2.unwrap()))
        })
        .collect();
    let mut lines = Vec::new();
    for overlap in expected.as_array().unwrap() {
        let number = |at: usize| overlap[at].as_f64().unwrap();
        let pair = (number(0) as u32, number(1) as u32);
        let (area_m2, width_m) = (number(2) * unit_m * unit_m, number(3) * unit_m);
        let rule = match overlap[4].as_str().unwrap() {
            "equals" => Rule::DuplicateParcel,
            "within" | "contains" => Rule::ContainedParcel,
            _ => Rule::Overlap,
        };
        match found.remove(&pair) {
            Some((found_rule, found_m2)) if found_rule != rule || !is_near(area_m2, found_m2) => {
                lines.push(format!("{pair:?} {found_rule} of {found_m2} m², GEOS {rule} of {area_m2} m²"));
            }
            None if is_told(width_m, step_m) => lines.push(format!("{pair:?} overlap: only GEOS")),
            _ => {}
        }
    }
    lines.extend(found.keys().map(|pair| format!("{pair:?} overlap: only thuadat")));
    lines
}

/// Gaps by their areas, which say which is which.
fn compare_gaps(expected: &Value, outcome: &CheckOutcome, unit_m: f64, step_m: f64) -> Vec<String> {
    let mut found: Vec<f64> =
        of_rules(outcome, &[Rule::Gap]).map(|finding| finding.area_m2.unwrap()).collect();
    let mut lines = Vec::new();
    for gap in expected.as_array().unwrap() {
        let number = |at: usize| gap[at].as_f64().unwrap();
        let (area_m2, width_m) = (number(0) * unit_m * unit_m, number(1) * unit_m);
        if let Some(same) = found.iter().position(|&found_m2| is_near(area_m2, found_m2)) {
            found.remove(same);
        } else if is_told(width_m, step_m) {
            lines.push(format!("gap of {area_m2:.6} m²: only GEOS"));
        }
    }
    lines.extend(found.iter().map(|area_m2| format!("gap of {area_m2:.6} m²: only thuadat")));
    lines
}

/// What is no wider than the lattice is taken for rounding and not told. Both widths are known to a per cent.
fn is_told(width_m: f64, step_m: f64) -> bool {
    width_m > 1.02 * step_m
}

/// Crossings are kept to a 1024th of the lattice: over the outline of a parcel of 20 m that makes less than this.
fn is_near(expected_m2: f64, found_m2: f64) -> bool {
    (expected_m2 - found_m2).abs() <= 5e-6
}
