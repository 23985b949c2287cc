//! A small hand-made run for tests: a block of parcels on two sheets, and a finding of every rule.

use crate::review::Review;
use crate::selection::RuleSelection;
use crate::{CheckRun, Seconds, profile};
use geo::{Coord, Geometry, LineString, Point, Polygon, coord, polygon};
use thuadat_core::link::HolderNames;
use thuadat_core::{
    CheckOutcome, FeatureId, Finding, FindingId, KnownColumns, Message, ParcelRecord, Parcels, Rule,
    RuleOutcome, Severity, VertexPlace,
};
use thuadat_io::{Attributes, Column, Crs, CrsOrigin, Dataset, Field, Notice, Source};

const COLUMNS: usize = 8;
const ROWS: usize = 6;
const WEST: f64 = 454_400.0;
const SOUTH: f64 = 2_427_200.0;

/// The rule the fixture could not run.
pub(super) const NOT_RUN: Rule = Rule::LegalAreaDiffers;
/// A rule that ran and found nothing.
pub(super) const PASSED: Rule = Rule::NestedHoles;

/// 48 parcels of 20 m by 15 m on sheets 7 and c395, with one finding of every rule but two.
pub(crate) fn run() -> CheckRun {
    let parcels = parcels();
    let findings = findings(&parcels);
    let rules = of_maps().map(|rule| rule_outcome(rule, &findings)).collect();
    let document = profile::named(profile::DEFAULT).unwrap();
    CheckRun {
        dataset: Dataset { parcels, source: source() },
        profile: document.profile,
        basis: document.basis,
        custom: Vec::new(),
        outcome: CheckOutcome { findings, rules, expected_gaps: None },
        references: Vec::new(),
        rules: RuleSelection::default(),
        selected: None,
        review: Review::default(),
        streamed: None,
        seconds: Seconds { read: 0.25, check: 0.5, write: 0.0 },
    }
}

/// The rules a check lists.
pub(super) fn of_maps() -> impl Iterator<Item = Rule> {
    Rule::ALL.iter().copied().filter(|rule| !rule.is_of_registers())
}

/// The same without any finding.
pub(super) fn clean_run() -> CheckRun {
    let mut run = run();
    run.outcome.findings.clear();
    run.outcome.rules = of_maps().map(|rule| rule_outcome(rule, &[])).collect();
    run
}

fn parcels() -> Parcels {
    let mut parcels = Parcels { columns: columns(), ..Parcels::default() };
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            parcels.geometries.push_polygon(&shape(column, row));
            parcels.records.push(record(column, row));
        }
    }
    parcels
}

/// Parcel (2, 2) reaches half a metre into (3, 2), and (4, 4) stands back from (5, 4).
fn shape(column: usize, row: usize) -> Polygon<f64> {
    let mut east = corner(column + 1, row).x;
    match (column, row) {
        (2, 2) => east += 0.5,
        (4, 4) => east -= 0.3,
        _ => {}
    }
    let (west, south) = (corner(column, row).x, corner(column, row).y);
    polygon![(x: west, y: south), (x: east, y: south), (x: east, y: south + 15.0), (x: west, y: south + 15.0)]
}

fn corner(column: usize, row: usize) -> Coord<f64> {
    coord! { x: WEST + column as f64 * 20.0, y: SOUTH + row as f64 * 15.0 }
}

fn record(column: usize, row: usize) -> ParcelRecord {
    let mut record = ParcelRecord::known_by(FeatureId::Number((row * COLUMNS + column) as i64 + 1));
    record.key.commune = Some("06211".into());
    record.key.sheet = Some(if column < 4 { "7" } else { "c395" }.into());
    record.key.number = Some((row * COLUMNS + column + 101).to_string().into());
    record.recorded_area_m2 = Some(300.0);
    record.land_use = Some("ONT+CLN".into());
    record
}

fn columns() -> KnownColumns {
    KnownColumns {
        commune: true,
        sheet: true,
        number: true,
        recorded_area: true,
        legal_area: false,
        land_use: true,
        land_use_areas: false,
        code: false,
    }
}

fn findings(parcels: &Parcels) -> Vec<Finding> {
    let rules = of_maps().filter(|&rule| rule != NOT_RUN && rule != PASSED);
    let mut findings: Vec<Finding> = rules.map(|rule| finding(rule, parcels)).collect();
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.rule));
    findings
}

fn finding(rule: Rule, parcels: &Parcels) -> Finding {
    let (about, at, geometry) = evidence(rule);
    let measured = matches!(rule, Rule::Overlap | Rule::Gap);
    let title = rule.title();
    let names: Vec<String> = about.iter().map(|&parcel| parcels.name(parcel as usize).to_string()).collect();
    let names = names.join(", ");
    Finding {
        id: FindingId::new(rule, parcels, &about, Some(at)),
        rule,
        severity: rule.default_severity(),
        at: Some(at).filter(|at| at.x.is_finite()),
        area_m2: measured.then_some(7.5),
        width_m: measured.then_some(0.5),
        length_m: measured.then_some(15.0),
        place: matches!(geometry, Geometry::Point(_)).then_some(VertexPlace { part: 0, ring: 0, vertex: 2 }),
        message: Message {
            vi: format!("{}: thửa {names} <thử & nghiệm>; hãy kiểm tra lại ranh giới", title.vi),
            en: format!("{}: parcel {names} <test & trial>; look at the boundary again", title.en),
        },
        parcels: about,
        geometry: Some(geometry),
        explained_by: None,
    }
}

fn evidence(rule: Rule) -> (Vec<u32>, Coord<f64>, Geometry<f64>) {
    let id = |column: usize, row: usize| (row * COLUMNS + column) as u32;
    let strip = |from: Coord<f64>, width: f64| {
        let (west, south, east, north) = (from.x, from.y, from.x + width, from.y + 15.0);
        polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)]
    };
    let inside = |from: Coord<f64>| coord! { x: from.x + 0.1, y: from.y + 7.5 };
    match rule {
        Rule::Overlap => {
            let from = corner(3, 2);
            (vec![id(2, 2), id(3, 2)], inside(from), strip(from, 0.5).into())
        }
        Rule::Gap => {
            let from = corner(5, 4) - coord! { x: 0.3, y: 0.0 };
            (vec![id(4, 4), id(5, 4)], inside(from), strip(from, 0.3).into())
        }
        Rule::SelfIntersection => {
            let line = LineString::from(vec![corner(6, 1), corner(7, 1)]);
            (vec![id(6, 1)], corner(6, 1), line.into())
        }
        Rule::NotFinite => {
            let nowhere = coord! { x: f64::NAN, y: f64::NAN };
            (vec![id(7, 5)], nowhere, Point::from(nowhere).into())
        }
        Rule::AxesSwapped | Rule::OutsideZone | Rule::WrongZone => {
            (Vec::new(), corner(0, 0), Point::from(corner(0, 0)).into())
        }
        _ => {
            let place = Rule::ALL.iter().position(|known| *known == rule).unwrap() % COLUMNS;
            (vec![id(place, 0)], corner(place, 0), Point::from(corner(place, 0)).into())
        }
    }
}

fn rule_outcome(rule: Rule, findings: &[Finding]) -> RuleOutcome {
    let count = findings.iter().filter(|finding| finding.rule == rule).count();
    let reason = || Message {
        vi: "tệp không có cột diện tích pháp lý".to_owned(),
        en: "the file has no column of legal areas".to_owned(),
    };
    let result = if rule == NOT_RUN { Err(reason()) } else { Ok(count) };
    RuleOutcome { rule, severity: rule.default_severity(), result }
}

fn source() -> Source {
    let column = |field, name: &str| Column { field, name: name.to_owned(), given: field == Field::Sheet };
    Source {
        path: "cao-loc.gpkg".to_owned(),
        layer: "thua_dat".to_owned(),
        format: "GPKG".to_owned(),
        declared_crs: Some("EPSG:9215".to_owned()),
        crs: Crs { epsg: Some(9215), name: "VN-2000 / TM-3 107-15".to_owned(), definition: String::new() },
        crs_origin: CrsOrigin::Declared,
        columns: vec![
            column(Field::Commune, "maXa"),
            column(Field::Sheet, "soHieuToBanDo"),
            column(Field::Number, "soThuTuThua"),
            column(Field::RecordedArea, "dienTich"),
            column(Field::LandUse, "mucDichSuDung"),
        ],
        scans: None,
        attributes: Attributes::default(),
        holders: HolderNames::default(),
        notices: vec![Notice {
            code: "z-dropped",
            message: Message {
                vi: "Bỏ độ cao của 12 thửa".to_owned(),
                en: "Dropped the heights of 12 parcels".to_owned(),
            },
        }],
    }
}

/// Severities in the order reports count them.
pub(super) fn count(run: &CheckRun, severity: Severity) -> usize {
    run.outcome.findings.iter().filter(|finding| finding.severity == severity).count()
}
