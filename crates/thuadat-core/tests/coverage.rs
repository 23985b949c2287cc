//! A prepared coverage tells what a fresh check tells, whatever happened to it.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use thuadat_core::{
    Cell, Change, ChangeError, Code, Codes, Coverage, Day, FeatureId, Finding, KnownColumns, Mode, Parcel,
    ParcelKey, ParcelRecord, Parcels, Profile, References, Rule, SheetShiftLimit, StreamedCheck, Unobserved,
    check, check_against,
};

/// Corners in steps of a centimetre.
type Ring = Vec<(i32, i32)>;

/// What is to happen, in words that make sense whatever parcels there are.
#[derive(Debug, Clone)]
enum Edit {
    /// One corner moves, and no neighbour's.
    MoveCorner { parcel: usize, corner: usize, by: (i32, i32) },
    /// The parcel moves as a whole.
    Move { parcel: usize, by: (i32, i32) },
    /// A corner is lost.
    DropCorner { parcel: usize, corner: usize },
    /// A corner comes in the middle of an edge, where it changes nothing, or beside it.
    AddCorner { parcel: usize, corner: usize, by: (i32, i32) },
    /// Two corners change places.
    SwapCorners { parcel: usize, corner: usize },
    /// A corner moves onto that of another parcel.
    Snap { parcel: usize, corner: usize, other: usize, of_other: usize },
    /// A corner is no number any more: the parcel cannot be compared.
    Spoil { parcel: usize, corner: usize },
    /// The same parcel once more.
    Copy { parcel: usize },
    /// A part that lies on another of its corners, or a hole.
    AddSquare { parcel: usize, at: (i32, i32), size: i32, is_hole: bool },
    /// All of a row under one.
    Cover { from: (i32, i32), size: (i32, i32) },
    /// It goes.
    Remove { parcel: usize },
    /// It gets another's number.
    Renumber { parcel: usize, number: u8 },
}

fn edit() -> impl Strategy<Value = Edit> {
    let parcel = || 0..64usize;
    let corner = || 0..12usize;
    let by = || prop_oneof![(-900..900i32, -900..900i32), (-3..4i32, -3..4i32), Just((0, 0))];
    prop_oneof![
        3 => (parcel(), corner(), by()).prop_map(|(parcel, corner, by)| Edit::MoveCorner { parcel, corner, by }),
        1 => (parcel(), by()).prop_map(|(parcel, by)| Edit::Move { parcel, by }),
        2 => (parcel(), corner()).prop_map(|(parcel, corner)| Edit::DropCorner { parcel, corner }),
        2 => (parcel(), corner(), by()).prop_map(|(parcel, corner, by)| Edit::AddCorner { parcel, corner, by }),
        1 => (parcel(), corner()).prop_map(|(parcel, corner)| Edit::SwapCorners { parcel, corner }),
        2 => (parcel(), corner(), parcel(), corner())
            .prop_map(|(parcel, corner, other, of_other)| Edit::Snap { parcel, corner, other, of_other }),
        1 => (parcel(), corner()).prop_map(|(parcel, corner)| Edit::Spoil { parcel, corner }),
        2 => parcel().prop_map(|parcel| Edit::Copy { parcel }),
        1 => (parcel(), (-500..8500i32, -500..8500i32), 50..900i32, any::<bool>())
            .prop_map(|(parcel, at, size, is_hole)| Edit::AddSquare { parcel, at, size, is_hole }),
        1 => ((-500..8500i32, -500..8500i32), (100..9000i32, 100..9000i32))
            .prop_map(|(from, size)| Edit::Cover { from, size }),
        3 => parcel().prop_map(|parcel| Edit::Remove { parcel }),
        1 => (parcel(), 0..6u8).prop_map(|(parcel, number)| Edit::Renumber { parcel, number }),
    ]
}

/// 4 × 4 parcels that fit together, some of them numbered twice.
fn block() -> impl Strategy<Value = Vec<Ring>> {
    let jitter = prop::collection::vec((-300..300i32, -300..300i32), 25);
    (jitter, any::<bool>()).prop_map(|(jitter, is_straight)| {
        let node = |x: usize, y: usize| {
            let (dx, dy) = if is_straight { (0, 0) } else { jitter[x * 5 + y] };
            (x as i32 * 2000 + dx, y as i32 * 2000 + dy)
        };
        let ring = |x, y| vec![node(x, y), node(x + 1, y), node(x + 1, y + 1), node(x, y + 1)];
        (0..4).flat_map(|x| (0..4).map(move |y| (x, y))).map(|(x, y)| ring(x, y)).collect()
    })
}

fn polygon(ring: &[(i32, i32)]) -> Polygon<f64> {
    let place = |&(x, y): &(i32, i32)| Coord {
        x: f64::from(x) / 100.0 + 454_000.0,
        y: f64::from(y) / 100.0 + 2_427_000.0,
    };
    Polygon::new(LineString(ring.iter().map(place).collect()), vec![])
}

fn square((x, y): (i32, i32), (width, height): (i32, i32)) -> Ring {
    vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
}

/// Some have numbers that are text, unknown codes, or identifiers that are none or given twice.
fn record(feature: i64, number: u8) -> ParcelRecord {
    let text = |number: u8| if number % 5 == 4 { format!("{number}a") } else { number.to_string() };
    ParcelRecord {
        key: ParcelKey {
            commune: Some(if number % 7 == 3 { "99999" } else { "06211" }.into()),
            sheet: Some(if number == 9 { "TĐ" } else { ["7", "8"][usize::from(number) / 8 % 2] }.into()),
            number: (number > 0).then(|| text(number).into()),
        },
        recorded_area_m2: Some(400.0),
        land_use: Some(if number % 6 == 5 { "ODT+XYZ" } else { "ODT" }.into()),
        code: Some(if number % 4 == 1 { "none" } else { "W7GUXRZQD353" }.into()),
        ..ParcelRecord::known_by(FeatureId::Number(feature))
    }
}

fn lists() -> References {
    let list = |code: &str| Codes::new([Code::new(code, "một mã", Day::new(2004, 11, 1), None)]);
    References { land_uses: list("ODT"), communes: list("06211"), ..References::default() }
}

fn parcels(rings: &[Ring]) -> Parcels {
    let mut parcels = Parcels::from_polygons(&rings.iter().map(|ring| polygon(ring)).collect::<Vec<_>>());
    for (position, it) in parcels.records.iter_mut().enumerate() {
        *it = record(position as i64, position as u8);
    }
    parcels.columns = KnownColumns {
        commune: true,
        sheet: true,
        number: true,
        recorded_area: true,
        legal_area: false,
        land_use: true,
        land_use_areas: false,
        code: true,
    };
    parcels
}

/// Corners of the first ring of a parcel, to be moved about.
fn corners(parcel: &Parcel) -> Option<Vec<Coord<f64>>> {
    let mut corners = parcel.shape.0.first()?.exterior().0.clone();
    corners.pop();
    (!corners.is_empty()).then_some(corners)
}

fn reshaped(parcel: &Parcel, corners: Vec<Coord<f64>>) -> Parcel {
    let mut parcel = parcel.clone();
    let holes = parcel.shape.0[0].interiors().to_vec();
    parcel.shape.0[0] = Polygon::new(LineString(corners), holes);
    parcel
}

fn metres((x, y): (i32, i32)) -> Coord<f64> {
    Coord { x: f64::from(x) / 100.0, y: f64::from(y) / 100.0 }
}

/// The change that an edit means for the parcels there are; none where it means nothing.
fn change(coverage: &Coverage, edit: &Edit, feature: i64) -> Option<Change> {
    let present: Vec<u32> = (0..200).filter(|&position| coverage.parcel(position).is_some()).collect();
    let chosen = |parcel: usize| present.get(parcel % present.len().max(1)).copied();
    let of = |position: u32| coverage.parcel(position);
    let with_corners = |parcel: usize, edit: &dyn Fn(&mut Vec<Coord<f64>>)| {
        let position = chosen(parcel)?;
        let before = of(position)?;
        let mut corners = corners(&before)?;
        edit(&mut corners);
        Some(Change::Replace(position, reshaped(&before, corners)))
    };
    match *edit {
        Edit::MoveCorner { parcel, corner, by } => with_corners(parcel, &|corners| {
            let at = corner % corners.len();
            corners[at] = corners[at] + metres(by);
        }),
        Edit::Move { parcel, by } => {
            with_corners(parcel, &|corners| corners.iter_mut().for_each(|it| *it = *it + metres(by)))
        }
        Edit::DropCorner { parcel, corner } => with_corners(parcel, &|corners| {
            corners.remove(corner % corners.len());
        }),
        Edit::AddCorner { parcel, corner, by } => with_corners(parcel, &|corners| {
            let at = corner % corners.len();
            let middle = (corners[at] + corners[(at + 1) % corners.len()]) / 2.0;
            corners.insert(at + 1, middle + metres(by));
        }),
        Edit::SwapCorners { parcel, corner } => with_corners(parcel, &|corners| {
            let count = corners.len();
            corners.swap(corner % count, (corner + 1) % count);
        }),
        Edit::Snap { parcel, corner, other, of_other } => {
            let target = corners(&of(chosen(other)?)?)?;
            with_corners(parcel, &|corners| {
                let at = corner % corners.len();
                corners[at] = target[of_other % target.len()];
            })
        }
        Edit::Spoil { parcel, corner } => with_corners(parcel, &|corners| {
            let at = corner % corners.len();
            corners[at].x = f64::NAN;
        }),
        Edit::Copy { parcel } => {
            let Parcel { shape, .. } = of(chosen(parcel)?)?;
            Some(Change::Add(Parcel { record: record(feature, 0), shape }))
        }
        Edit::AddSquare { parcel, at, size, is_hole } => {
            let position = chosen(parcel)?;
            let mut it = of(position)?;
            let ring = polygon(&square(at, (size, size)));
            match it.shape.0.first_mut() {
                Some(first) if is_hole => first.interiors_push(ring.exterior().clone()),
                _ => it.shape.0.push(ring),
            }
            Some(Change::Replace(position, it))
        }
        Edit::Cover { from, size } => {
            let shape = MultiPolygon(vec![polygon(&square(from, size))]);
            Some(Change::Add(Parcel { record: record(feature, 9), shape }))
        }
        Edit::Remove { parcel } => chosen(parcel).map(Change::Remove),
        Edit::Renumber { parcel, number } => {
            let position = chosen(parcel)?;
            let before = of(position)?;
            let FeatureId::Number(feature) = before.record.feature else { return None };
            Some(Change::Replace(position, Parcel { record: record(feature, number), ..before }))
        }
    }
}

/// What a check of the parcels as they are finds, about the positions they have in the coverage.
fn fresh(coverage: &Coverage) -> Vec<Finding> {
    let present: Vec<u32> = (0..400).filter(|&position| coverage.parcel(position).is_some()).collect();
    let outcome = check(&coverage.to_parcels(), coverage.profile(), &Unobserved).expect("nobody interrupts");
    let placed = |mut finding: Finding| {
        finding.parcels.iter_mut().for_each(|parcel| *parcel = present[*parcel as usize]);
        finding
    };
    outcome.findings.into_iter().map(placed).collect()
}

fn tolerant() -> Profile {
    Profile {
        mode: Mode::Tolerant(0.02),
        negligible_area_m2: 0.05,
        gap_width_m: Some(6.0),
        missing_vertex_m: 0.02,
        spike_width_m: 0.01,
        resolution_m: 0.01,
        sheet_edge_places: 2,
        sheet_shift: SheetShiftLimit { reach_m: 1.0, spread_m: 0.02, corners: 3 },
        ..Profile::strict()
    }
}

/// A check in cells of a grid, with the parcels that meet each.
fn streamed(parcels: &Parcels, profile: &Profile, (nx, ny): (u32, u32), offset: (f64, f64)) -> Vec<Finding> {
    let mut streamed = StreamedCheck::new(profile, parcels.columns).against(lists());
    let reach = streamed.reach_m();
    let side = |count: u32, of: u32, start: f64| match of {
        0 => f64::NEG_INFINITY,
        of if of == count => f64::INFINITY,
        of => start + f64::from(of) * 100.0 / f64::from(count),
    };
    let (x0, y0) = (454_000.0 - 10.0 + offset.0, 2_427_000.0 - 10.0 + offset.1);
    for (x, y) in (0..nx).flat_map(|x| (0..ny).map(move |y| (x, y))) {
        let cell = Cell {
            min: Coord { x: side(nx, x, x0), y: side(ny, y, y0) },
            max: Coord { x: side(nx, x + 1, x0), y: side(ny, y + 1, y0) },
        };
        let meets = |parcel: usize| {
            let coords = &parcels.geometries.coords()[parcels.geometries.parcel_coords(parcel)];
            let least = |of: fn(&Coord<f64>) -> f64| coords.iter().map(of).fold(f64::INFINITY, f64::min);
            let most = |of: fn(&Coord<f64>) -> f64| coords.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
            let is_first = (x, y) == (0, 0) && coords.is_empty();
            is_first
                || least(|it| it.x) - reach <= cell.max.x
                    && most(|it| it.x) + reach >= cell.min.x
                    && least(|it| it.y) - reach <= cell.max.y
                    && most(|it| it.y) + reach >= cell.min.y
        };
        let positions: Vec<u32> = (0..parcels.len()).filter(|&it| meets(it)).map(|it| it as u32).collect();
        streamed
            .check_cell(&cell, &some(parcels, &positions), &positions, &Unobserved)
            .expect("nobody interrupts");
    }
    for members in streamed.near_groups() {
        let boxes: Vec<_> = members.iter().filter_map(|&member| extent(parcels, member)).collect();
        let is_near = |&position: &u32| {
            extent(parcels, position).is_some_and(|(min, max)| {
                boxes.iter().any(|(low, high)| {
                    min.x - reach <= high.x
                        && max.x + reach >= low.x
                        && min.y - reach <= high.y
                        && max.y + reach >= low.y
                })
            })
        };
        let positions: Vec<u32> = (0..parcels.len() as u32).filter(is_near).collect();
        streamed
            .look_again(&members, &some(parcels, &positions), &positions, &Unobserved)
            .expect("nobody interrupts");
    }
    let awaited = streamed.awaited();
    streamed.finish(&some(parcels, &awaited), &awaited).findings
}

/// The box of a parcel.
fn extent(parcels: &Parcels, parcel: u32) -> Option<(Coord<f64>, Coord<f64>)> {
    let coords = &parcels.geometries.coords()[parcels.geometries.parcel_coords(parcel as usize)];
    let &first = coords.first()?;
    Some(coords.iter().fold((first, first), |(min, max), at| {
        (Coord { x: min.x.min(at.x), y: min.y.min(at.y) }, Coord { x: max.x.max(at.x), y: max.y.max(at.y) })
    }))
}

fn some(parcels: &Parcels, positions: &[u32]) -> Parcels {
    let mut some = Parcels { columns: parcels.columns, ..Parcels::default() };
    for &position in positions {
        some.geometries.push_copy(&parcels.geometries, position as usize);
        some.records.push(parcels.records[position as usize].clone());
    }
    some
}

/// As sets: which come and which go.
fn without(all: &[Finding], others: &[Finding]) -> Vec<Finding> {
    all.iter().filter(|finding| !others.contains(finding)).cloned().collect()
}

fn assert_equal(found: &[Finding], expected: &[Finding], after: &str) {
    let (extra, lacking) = (without(found, expected), without(expected, found));
    assert!(extra.is_empty() && lacking.is_empty(), "{after}: extra {extra:#?}, lacking {lacking:#?}");
    assert_eq!(found, expected, "{after}: another order");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn after_any_changes_the_findings_are_those_of_a_fresh_check(
        rings in block(),
        edits in prop::collection::vec(edit(), 1..24),
        is_tolerant in any::<bool>(),
    ) {
        let profile = if is_tolerant { tolerant() } else { Profile::strict() };
        let mut coverage = Coverage::new(parcels(&rings), &profile, &Unobserved).unwrap();
        let mut before = coverage.findings();
        assert_equal(&before, &fresh(&coverage), "at the start");
        for (count, edit) in edits.iter().enumerate() {
            let Some(change) = change(&coverage, edit, 100 + count as i64) else { continue };
            let difference = coverage.update(&[change]).unwrap();
            let found = coverage.findings();
            assert_equal(&found, &fresh(&coverage), &format!("after edit {count}"));
            prop_assert_eq!(without(&found, &before).len(), difference.opened.len());
            prop_assert_eq!(without(&before, &found).len(), difference.closed.len());
            prop_assert!(difference.opened.iter().all(|finding| found.contains(finding)));
            prop_assert!(difference.closed.iter().all(|finding| before.contains(finding)));
            before = found;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn cell_by_cell_the_findings_are_those_of_a_check_at_once(
        rings in block(),
        edits in prop::collection::vec(edit(), 0..24),
        is_tolerant in any::<bool>(),
        cells in (1..5u32, 1..5u32),
        offset in prop_oneof![Just((0.0, 0.0)), (0.0..20.0, 0.0..20.0)],
        shift in prop_oneof![2 => Just((0, 0)), 1 => (-3..4i32, -3..4i32), 1 => (-60..60i32, -60..60i32)],
    ) {
        let profile = if is_tolerant { tolerant() } else { Profile::strict() };
        let mut rings = rings;
        rings[8..].iter_mut().flatten().for_each(|corner| *corner = (corner.0 + shift.0, corner.1 + shift.1));
        let mut coverage = Coverage::new(parcels(&rings), &profile, &Unobserved).unwrap();
        for (count, edit) in edits.iter().enumerate() {
            let Some(change) = change(&coverage, edit, 100 + count as i64) else { continue };
            coverage.update(&[change]).unwrap();
        }
        let parcels = coverage.to_parcels();
        let run = StreamedCheck::new(&profile, parcels.columns).profile().clone();
        let at_once = check_against(&parcels, &run, &lists(), &Unobserved).unwrap().findings;
        assert_equal(&streamed(&parcels, &profile, cells, offset), &at_once, "cell by cell");
    }
}

#[test]
fn a_gap_opens_far_from_the_parcel_that_closes_its_ring() {
    let rings: Vec<Ring> = (0..5)
        .flat_map(|x| (0..5).map(move |y| (x, y)))
        .filter(|&(x, y)| (x == 0 || y == 0 || x == 4 || y == 4) && (x, y) != (4, 2))
        .map(|(x, y)| square((x * 2000, y * 2000), (2000, 2000)))
        .collect();
    let mut coverage = Coverage::new(parcels(&rings), &Profile::strict(), &Unobserved).unwrap();
    assert!(coverage.findings().iter().all(|finding| finding.rule != Rule::Gap));
    let shape = MultiPolygon(vec![polygon(&square((8000, 4000), (2000, 2000)))]);
    let change = Change::Add(Parcel { record: record(99, 99), shape });
    let difference = coverage.update(&[change]).unwrap();
    assert_eq!(difference.added, [15]);
    let gap = difference.opened.iter().find(|finding| finding.rule == Rule::Gap).expect("the ring is closed");
    assert_eq!(gap.area_m2, Some(3600.0));
    assert_eq!(gap.parcels.len(), 12, "the corners touch it in a point only");
    let gap = gap.clone();
    let difference = coverage.update(&[Change::Remove(0)]).unwrap();
    assert!(!difference.closed.contains(&gap), "its neighbours touch in a point");
    let difference = coverage.update(&[Change::Remove(1)]).unwrap();
    assert_eq!(difference.closed, [gap]);
}

#[test]
fn a_change_to_a_parcel_that_is_not_there_changes_nothing() {
    let rings = [square((0, 0), (2000, 2000)), square((1000, 0), (2000, 2000))];
    let mut coverage = Coverage::new(parcels(&rings), &Profile::strict(), &Unobserved).unwrap();
    let before = coverage.findings();
    let error = coverage.update(&[Change::Remove(0), Change::Remove(0)]).unwrap_err();
    assert_eq!(error, ChangeError::NoSuchParcel { change: 1, parcel: 0 });
    assert_eq!(error.to_string(), "change 1 is about parcel 0, but there is no such parcel");
    assert_eq!(coverage.findings(), before);
    coverage.update(&[Change::Remove(0), Change::Remove(1)]).unwrap();
    assert!(coverage.is_empty() && coverage.findings().is_empty());
}
