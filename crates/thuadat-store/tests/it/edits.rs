//! Edits, history and findings, promised by both kinds of store.

use crate::shared::{Contract, Maker, import, key, prove, run};
use anyhow::{Context, Result, bail, ensure};
use geo::{Coord, MultiPolygon, Polygon, polygon};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{FeatureId, ParcelKey, ParcelRecord, Parcels, Profile, Rule, Unobserved};
use thuadat_store::{
    Access, Author, ContentHash, Edit, EditError, EditRefusal, EditRequest, Edited, EditedRole, KeptParcels,
    Neighbours, NewFacts, NewParcel, Overtaken, RecordKind, SeenParcel, Store, Stored, Timestamp,
};

const CONTRACTS: &[Contract] = &[
    ("a boundary moves for both neighbours", a_boundary_moves_for_both_neighbours),
    ("a boundary shared in part is refused", a_boundary_shared_in_part_is_refused),
    ("a neighbour keeps its ground", a_neighbour_keeps_its_ground),
    ("an edit that makes errors is refused", an_edit_that_makes_errors_is_refused),
    ("a split keeps ground and ancestry", a_split_keeps_ground_and_ancestry),
    ("parts that are not the parcel are refused", parts_that_are_not_the_parcel_are_refused),
    ("a merger joins ground and facts", a_merger_joins_ground_and_facts),
    ("a number is not given twice", a_number_is_not_given_twice),
    ("who comes second is told", who_comes_second_is_told),
    ("two writers at once: one wins", two_writers_at_once),
    ("a finding accepted stays so until that is undone", acceptance),
    ("undo is refused when later records changed the parcels", undo_is_refused),
    ("a shape of its own does not leave neighbours behind", a_redrawn_shape_is_refused),
    ("parts of one parcel do not bridge others", parts_do_not_bridge),
    ("who, why and facts say something", facts_say_something),
    ("a key is free", a_key_is_free),
    ("undo does not change the coordinate system", undo_keeps_the_crs),
    ("any edits: verified, findings as fresh, undone", any_edits),
];

#[test]
fn geopackage_keeps_the_contract_of_edits() -> Result<()> {
    run(&Maker::geopackage()?, CONTRACTS)
}

#[test]
fn postgis_keeps_the_contract_of_edits() -> Result<()> {
    run(&Maker::postgis()?, CONTRACTS)
}

/// `side` × `side` parcels of twenty metres that fit together, numbered from 1 on sheet 7.
fn block(side: usize, jitter: &[(i32, i32)]) -> Parcels {
    block_of(side, 20.0, jitter)
}

fn block_of(side: usize, step_m: f64, jitter: &[(i32, i32)]) -> Parcels {
    let node = |x: usize, y: usize| {
        let (dx, dy) = jitter.get(x * (side + 1) + y).copied().unwrap_or_default();
        let at = |step: usize, off: i32| step as f64 * step_m + f64::from(off) / 100.0;
        Coord { x: 455_000.0 + at(x, dx), y: 2_426_000.0 + at(y, dy) }
    };
    let mut parcels = Parcels::default();
    for x in 0..side {
        for y in 0..side {
            let ring = vec![node(x, y), node(x + 1, y), node(x + 1, y + 1), node(x, y + 1)];
            push(&mut parcels, &Polygon::new(ring.into(), Vec::new()));
        }
    }
    parcels
}

fn push(parcels: &mut Parcels, shape: &Polygon<f64>) {
    let number = parcels.records.len() + 1;
    parcels.geometries.push_polygon(shape);
    let area = parcels.geometries.area_m2(number - 1);
    parcels.records.push(ParcelRecord {
        key: key("7", &number.to_string()),
        recorded_area_m2: Some((area * 10.0).round() / 10.0),
        land_use: Some("ODT".into()),
        ..ParcelRecord::known_by(FeatureId::Number(number as i64))
    });
}

/// A store with a block of parcels, and its findings kept.
fn store_of(maker: &Maker, parcels: &Parcels) -> Result<Store> {
    let mut store = maker.store()?;
    import(&mut store, parcels)?;
    store.save_findings("strict", &Profile::strict(), &Unobserved)?;
    Ok(store)
}

/// The moment of the n-th edit.
fn moment(count: u64) -> Timestamp {
    Timestamp::of_unix_milliseconds(1_790_000_000_000 + count)
}

struct Hand<'a> {
    store: &'a mut Store,
    profile: Profile,
    allowed: BTreeSet<Rule>,
    count: u64,
}

impl<'a> Hand<'a> {
    fn new(store: &'a mut Store) -> Self {
        Self { store, profile: Profile::strict(), allowed: BTreeSet::new(), count: 0 }
    }

    fn edit(&mut self, edit: Edit) -> Result<Edited, EditError> {
        self.count += 1;
        self.store.edit(&EditRequest {
            edit,
            author: Author {
                name: "cán bộ".to_owned(),
                reason: format!("lần {}", self.count),
                at: moment(self.count),
            },
            profile: &self.profile,
            allowed: self.allowed.clone(),
            to_web_mercator: &|_, coords| {
                for at in coords {
                    *at = Coord { x: at.x + 11_000_000.0, y: at.y + 100_000.0 };
                }
                Ok(())
            },
        })
    }

    /// That the store proves itself, and its findings are those of a fresh check.
    fn prove(&mut self) -> Result<()> {
        prove(self.store)?;
        let proof = self.store.prove_findings(&self.profile, &Unobserved)?;
        ensure!(
            proof.missing.is_empty() && proof.left_over.is_empty(),
            "missing {:#?}, left over {:#?}",
            proof.missing,
            proof.left_over
        );
        Ok(())
    }
}

fn numbered(store: &mut Store, number: &str) -> Result<(Stored, MultiPolygon<f64>)> {
    let mut kept = store.parcels_of_key(&key("7", number))?;
    ensure!(kept.len() == 1, "{} parcels of number {number}", kept.len());
    Ok((kept.stored.remove(0), kept.geometries.to_multi_polygon(0)))
}

fn seen(stored: &Stored) -> SeenParcel {
    SeenParcel { id: stored.id, version: stored.version }
}

fn everything(store: &mut Store) -> Result<KeptParcels> {
    Ok(store.parcels_after(0, i64::MAX)?)
}

fn contents(kept: &KeptParcels) -> BTreeMap<i64, ContentHash> {
    kept.stored.iter().map(|stored| (stored.id, stored.content_hash)).collect()
}

fn with_corner(shape: &MultiPolygon<f64>, corner: usize, by: (f64, f64)) -> MultiPolygon<f64> {
    let mut ring = shape.0[0].exterior().0.clone();
    ring.pop();
    let corner = corner % ring.len();
    ring[corner] = Coord { x: ring[corner].x + by.0, y: ring[corner].y + by.1 };
    Polygon::new(ring.into(), shape.0[0].interiors().to_vec()).into()
}

fn correct(parcel: SeenParcel, shape: MultiPolygon<f64>) -> Edit {
    let (facts, neighbours) = (NewFacts::default(), Neighbours::Yield);
    Edit::Correct { parcel, shape: Some(shape), facts, neighbours }
}

fn a_boundary_moves_for_both_neighbours(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(3, &[]))?;
    let before = everything(&mut store)?;
    let total = |kept: &KeptParcels| (0..kept.len()).map(|at| kept.geometries.area_m2(at)).sum::<f64>();
    let (parcel, shape) = numbered(&mut store, "5")?;
    let mut hand = Hand::new(&mut store);
    let edited = hand.edit(correct(seen(&parcel), with_corner(&shape, 2, (1.5, -0.5))))?;
    let roles: Vec<_> =
        edited.parcels.iter().map(|parcel| (parcel.id, parcel.version, parcel.role)).collect();
    let neighbour = |id| (id, Some(2), EditedRole::Neighbour);
    assert_eq!(roles, [(5, Some(2), EditedRole::Named), neighbour(6), neighbour(8), neighbour(9)]);
    ensure!(
        edited.are_findings_kept && edited.opened.iter().all(|finding| finding.rule.starts_with("area/"))
    );
    hand.prove()?;
    let after = everything(&mut store)?;
    ensure!((total(&before) - total(&after)).abs() < 1e-6);
    assert_eq!(after.stored[0], before.stored[0], "who is not concerned stays as he is");
    let past = store.past_of_parcel(6)?;
    assert_eq!(past.versions.iter().map(|version| version.stored.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(past.versions[0].ended, Some((moment(1), 2)));
    let tiles = store.tile_shapes_in_box(thuadat_store::ParcelBox {
        min_x: 11_455_041.2,
        min_y: 2_526_039.2,
        max_x: 11_455_041.3,
        max_y: 2_526_039.3,
    })?;
    ensure!(tiles.parcels.contains(&5), "the shape for tiles goes along: {:?}", tiles.parcels);
    Ok(())
}

/// The eastern edge of parcel 5 is moved by so many metres; what the edit says of it.
fn moved_east(store: &mut Store, by_m: f64, neighbours: Neighbours) -> Result<Result<Edited, EditError>> {
    let (parcel, shape) = numbered(store, "5")?;
    let east = shape.0[0].exterior().0.iter().map(|at| at.x).fold(f64::NEG_INFINITY, f64::max);
    let mut ring = shape.0[0].exterior().clone();
    for at in &mut ring.0 {
        at.x += if at.x > east - 1e-6 { by_m } else { 0.0 };
    }
    let shape = Some(Polygon::new(ring, Vec::new()).into());
    let edit = Edit::Correct { parcel: seen(&parcel), shape, facts: NewFacts::default(), neighbours };
    Ok(Hand::new(store).edit(edit))
}

fn a_neighbour_keeps_its_ground(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(3, &[]))?;
    // Twenty metres by a tenth of one are two square metres; two determinations of 400 m² may differ by four at 1:500.
    moved_east(&mut store, 0.1, Neighbours::Follow)??;
    match moved_east(&mut store, 1.0, Neighbours::Follow)? {
        Err(EditError::Refused(EditRefusal::NeighbourGround {
            neighbour,
            before_m2,
            after_m2,
            limit_m2,
        })) => {
            assert_eq!(neighbour, "7/8");
            ensure!((before_m2 - 398.0).abs() < 1e-6 && (after_m2 - 378.0).abs() < 1e-6);
            ensure!((limit_m2 - 0.2 * 398.0_f64.sqrt()).abs() < 1e-6, "{limit_m2}");
        }
        other => bail!("{other:?}"),
    }
    moved_east(&mut store, 1.0, Neighbours::Yield)??;
    for neighbours in [Neighbours::Follow, Neighbours::Yield] {
        match moved_east(&mut store, 18.9, neighbours)? {
            Err(EditError::Refused(EditRefusal::NeighbourGone { neighbour })) => assert_eq!(neighbour, "7/8"),
            other => bail!("{other:?}"),
        }
    }
    Hand::new(&mut store).prove()
}

fn a_boundary_shared_in_part_is_refused(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(3, &[]))?;
    let before = everything(&mut store)?;
    let (parcel, shape) = numbered(&mut store, "5")?;
    let mut ring = shape.0[0].exterior().0.clone();
    ring.remove(2);
    let mut hand = Hand::new(&mut store);
    let refused = hand.edit(correct(seen(&parcel), Polygon::new(ring.into(), Vec::new()).into()));
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::SharedInPart { .. }))), "{refused:?}");
    hand.prove()?;
    assert_eq!(everything(&mut store)?, before);
    Ok(())
}

fn an_edit_that_makes_errors_is_refused(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(3, &[]))?;
    let before = everything(&mut store)?;
    let (parcel, shape) = numbered(&mut store, "5")?;
    let mut hand = Hand::new(&mut store);
    let stay = |shape| Edit::Correct {
        parcel: seen(&parcel),
        shape: Some(shape),
        facts: NewFacts::default(),
        neighbours: Neighbours::Stay,
    };
    let over_others = with_corner(&shape, 2, (3.0, 3.0));
    let Err(EditError::Objections(findings)) = hand.edit(stay(over_others.clone())) else {
        bail!("accepted")
    };
    ensure!(findings.iter().any(|finding| finding.rule == "topology/overlap"), "{findings:?}");
    let crossing = polygon![(x: 455_020., y: 2_426_020.), (x: 455_040., y: 2_426_040.), (x: 455_040., y: 2_426_020.), (x: 455_020., y: 2_426_040.)];
    let refused = hand.edit(stay(crossing.into()));
    ensure!(matches!(refused, Err(EditError::Objections(_))), "{refused:?}");
    let line = MultiPolygon(vec![Polygon::new(vec![(0., 0.), (1., 1.)].into(), Vec::new())]);
    let refused = hand.edit(stay(line));
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::BadShape { .. }))), "{refused:?}");
    let refused = hand.edit(Edit::Renumber { parcel: seen(&parcel), key: key("7", "1") });
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::NumberTaken { .. }))), "{refused:?}");
    assert_eq!(everything(hand.store)?, before);
    hand.allowed = Rule::ALL.iter().copied().collect();
    let edited = hand.edit(stay(over_others))?;
    ensure!(edited.opened.iter().any(|finding| finding.rule == "topology/overlap"));
    hand.prove()?;
    hand.allowed.clear();
    let (parcel, shape) = numbered(hand.store, "5")?;
    let edited = hand.edit(Edit::Correct {
        parcel: seen(&parcel),
        shape: Some(with_corner(&shape, 2, (-1.0, -1.0))),
        facts: NewFacts::default(),
        neighbours: Neighbours::Stay,
    })?;
    ensure!(!edited.closed.is_empty(), "what was wrong before is no reason to refuse what makes it less");
    hand.prove()
}

/// The halves of a square parcel, by a line from the middle of its lower edge to that of its upper one.
fn halves(shape: &MultiPolygon<f64>) -> [MultiPolygon<f64>; 2] {
    let ring = &shape.0[0].exterior().0;
    let middle = |a: Coord<f64>, b: Coord<f64>| (a + b) / 2.0;
    let (low, high) = (middle(ring[0], ring[1]), middle(ring[2], ring[3]));
    [[ring[0], low, high, ring[3]], [low, ring[1], ring[2], high]]
        .map(|part| Polygon::new(part.to_vec().into(), Vec::new()).into())
}

fn part(shape: MultiPolygon<f64>) -> NewParcel {
    NewParcel { shape: Some(shape), ..NewParcel::default() }
}

fn a_split_keeps_ground_and_ancestry(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(3, &[]))?;
    let start = contents(&everything(&mut store)?);
    let (parcel, shape) = numbered(&mut store, "5")?;
    let mut hand = Hand::new(&mut store);
    let parts = halves(&shape).map(part).to_vec();
    let edited = hand.edit(Edit::Split { parcel: seen(&parcel), parts })?;
    assert_eq!(edited.opened, [], "neighbours have the new corners too");
    let told: Vec<_> = edited
        .parcels
        .iter()
        .map(|parcel| (parcel.id, parcel.key.number.as_deref().unwrap_or_default().to_owned(), parcel.role))
        .collect();
    let expected = [
        (4, "4", EditedRole::Neighbour),
        (5, "5", EditedRole::Ended),
        (6, "6", EditedRole::Neighbour),
        (10, "10", EditedRole::New),
        (11, "11", EditedRole::New),
    ];
    assert_eq!(told, expected.map(|(id, number, role)| (id, number.to_owned(), role)));
    hand.prove()?;
    let kin =
        |kin: Vec<thuadat_store::Kin>| kin.into_iter().map(|kin| (kin.steps, kin.parcel)).collect::<Vec<_>>();
    assert_eq!(kin(hand.store.descendants(5)?), [(1, 10), (1, 11)]);
    assert_eq!(kin(hand.store.ancestors(11)?), [(1, 5)]);
    let merged = hand.edit(Edit::Merge {
        parcels: vec![SeenParcel { id: 10, version: 1 }, SeenParcel { id: 11, version: 1 }],
        into: NewParcel::default(),
    })?;
    hand.prove()?;
    assert_eq!(merged.parcels.last().and_then(|parcel| parcel.area_m2), Some(400.0));
    assert_eq!(kin(hand.store.descendants(5)?), [(1, 10), (1, 11), (2, 12)]);
    for record in [merged.record, edited.record] {
        hand.edit(Edit::Undo { record })?;
        hand.prove()?;
    }
    assert_eq!(contents(&everything(hand.store)?), start);
    assert_eq!(numbered(hand.store, "5")?.0.version, 2, "it lives again, as another version");
    assert_eq!(kin(hand.store.descendants(5)?), [], "what was taken back made nobody of it");
    assert_eq!(kin(hand.store.ancestors(5)?), [], "nor is it of those that ended again");
    Ok(())
}

fn parts_that_are_not_the_parcel_are_refused(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(2, &[]))?;
    let before = everything(&mut store)?;
    let (parcel, shape) = numbered(&mut store, "1")?;
    let [left, right] = halves(&shape);
    let mut hand = Hand::new(&mut store);
    for (parts, what) in [
        (vec![left.clone()], "one part"),
        (vec![left.clone(), left.clone()], "the same part twice"),
        (vec![left.clone(), with_corner(&right, 1, (0.5, 0.0))], "a part that reaches out"),
        (vec![left.clone(), with_corner(&right, 0, (0.5, 0.0))], "parts with a gap between them"),
        (
            vec![with_corner(&left, 1, (0.0, 0.3)), with_corner(&right, 0, (0.0, 0.3))],
            "a corner off the edge",
        ),
    ] {
        let parts = parts.into_iter().map(part).collect();
        let refused = hand.edit(Edit::Split { parcel: seen(&parcel), parts });
        ensure!(matches!(refused, Err(EditError::Refused(_))), "{what}: {refused:?}");
    }
    assert_eq!(everything(hand.store)?, before);
    hand.prove()
}

fn a_merger_joins_ground_and_facts(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(3, &[]))?;
    let all = everything(&mut store)?;
    let named =
        |numbers: &[usize]| numbers.iter().map(|&number| seen(&all.stored[number - 1])).collect::<Vec<_>>();
    let mut hand = Hand::new(&mut store);
    let merge = |parcels: Vec<SeenParcel>| Edit::Merge { parcels, into: NewParcel::default() };
    let refused = hand.edit(merge(named(&[1, 9])));
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::NotTogether { parts: 2 }))), "{refused:?}");
    let refused = hand.edit(merge(named(&[1, 1])));
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::NamedTwice { .. }))), "{refused:?}");
    let edited = hand.edit(merge(named(&[1, 2, 4, 5])))?;
    assert_eq!((edited.kind, edited.opened.len()), (RecordKind::Merge, 0));
    let (merged, shape) = numbered(hand.store, "10")?;
    assert_eq!(
        (merged.facts.recorded_area_m2, merged.facts.land_use.as_deref()),
        (Some(1600.0), Some("ODT"))
    );
    assert_eq!(shape.0[0].exterior().0.len(), 9, "corners that neighbours have stay");
    hand.prove()
}

fn a_number_is_not_given_twice(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(2, &[]))?;
    let (parcel, shape) = numbered(&mut store, "4")?;
    let (retired, _) = numbered(&mut store, "3")?;
    let mut hand = Hand::new(&mut store);
    let edited = hand.edit(Edit::Retire { parcels: vec![seen(&retired)] })?;
    assert_eq!((edited.kind, edited.parcels[0].version), (RecordKind::Retire, None));
    let mut parts = halves(&shape).map(part).to_vec();
    parts[1].number = Some("3".into());
    let refused = hand.edit(Edit::Split { parcel: seen(&parcel), parts: parts.clone() });
    let expected = EditRefusal::NumberTaken { number: "3".to_owned(), next: "5".to_owned() };
    ensure!(matches!(&refused, Err(EditError::Refused(refusal)) if *refusal == expected), "{refused:?}");
    parts[1].number = Some("12a".into());
    hand.edit(Edit::Split { parcel: seen(&parcel), parts })?;
    numbered(hand.store, "5")?;
    let (lettered, _) = numbered(hand.store, "12a")?;
    hand.edit(Edit::Renumber {
        parcel: seen(&lettered),
        key: ParcelKey { sheet: Some("99".into()), ..lettered.facts.key.clone() },
    })?;
    assert_eq!(hand.store.info()?.sheets, 2, "a sheet comes with its first parcel");
    let past = hand.store.past_of_key(&key("7", "12a"))?;
    assert_eq!((past.len(), past[0].versions.len()), (1, 2));
    hand.prove()
}

fn who_comes_second_is_told(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(2, &[]))?;
    let (parcel, _) = numbered(&mut store, "1")?;
    let mut hand = Hand::new(&mut store);
    let facts = |area| Edit::Correct {
        parcel: seen(&parcel),
        shape: None,
        facts: NewFacts { recorded_area_m2: Some(area), ..NewFacts::default() },
        neighbours: Neighbours::Follow,
    };
    hand.edit(facts(401.0))?;
    let Err(EditError::Overtaken(told)) = hand.edit(facts(402.0)) else { bail!("the second wins too") };
    let expected = Overtaken {
        parcel: "7/1".to_owned(),
        seen: 1,
        present: Some(2),
        record: 2,
        author: "cán bộ".to_owned(),
        at: moment(1),
        reason: "lần 1".to_owned(),
    };
    assert_eq!(*told, expected);
    let (now, _) = numbered(hand.store, "1")?;
    hand.edit(Edit::Retire { parcels: vec![seen(&now)] })?;
    let told = hand.edit(Edit::Retire { parcels: vec![seen(&now)] });
    let is_told =
        matches!(&told, Err(EditError::Overtaken(told)) if (told.present, told.record) == (None, 3));
    ensure!(is_told, "{told:?}");
    let told = hand.edit(Edit::Retire { parcels: vec![SeenParcel { id: 77, version: 1 }] });
    ensure!(matches!(told, Err(EditError::Refused(EditRefusal::NoSuchParcel { id: 77 }))), "{told:?}");
    hand.prove()
}

fn two_writers_at_once(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    let mut store = Store::open(&place, Access::Write)?;
    import(&mut store, &block(2, &[]))?;
    store.save_findings("strict", &Profile::strict(), &Unobserved)?;
    let write = |number: u64| {
        let place = place.clone();
        move || -> Result<Result<Edited, EditError>> {
            let mut store = Store::open(&place, Access::Write)?;
            let mut hand = Hand::new(&mut store);
            hand.count = number;
            Ok(hand.edit(Edit::Renumber {
                parcel: SeenParcel { id: 2, version: 1 },
                key: key("7", &format!("10{number}")),
            }))
        }
    };
    let writers = [1, 2, 3, 4].map(|number| std::thread::spawn(write(number)));
    let mut won = 0;
    for writer in writers {
        match writer.join().expect("no writer panics")? {
            Ok(_) => won += 1,
            Err(EditError::Overtaken(told)) if told.present == Some(2) => {}
            Err(other) => bail!("{other}"),
        }
    }
    assert_eq!(won, 1);
    Hand::new(&mut store).prove()
}

fn acceptance(maker: &Maker) -> Result<()> {
    let mut parcels = block(2, &[]);
    parcels.records[0].recorded_area_m2 = Some(300.0);
    let mut store = store_of(maker, &parcels)?;
    let finding = store.findings_after(None, 10)?.remove(0);
    assert_eq!(
        (&*finding.rule, &finding.parcels[..], finding.opened_by),
        ("area/recorded-differs", &[1][..], None)
    );
    let mut hand = Hand::new(&mut store);
    let accepted = hand.edit(Edit::Accept { finding: finding.id })?;
    assert_eq!(hand.store.accepted_findings()?, BTreeMap::from([(finding.id, accepted.record)]));
    let again = hand.edit(Edit::Accept { finding: finding.id });
    ensure!(
        matches!(again, Err(EditError::Refused(EditRefusal::AcceptedBefore { record: 2, .. }))),
        "{again:?}"
    );
    let other = hand.edit(Edit::Accept { finding: "0123456789abcdef".parse()? });
    ensure!(matches!(other, Err(EditError::Refused(EditRefusal::NoSuchFinding { .. }))), "{other:?}");
    hand.prove()?;
    let undone = hand.edit(Edit::Undo { record: accepted.record })?;
    ensure!(hand.store.accepted_findings()?.is_empty());
    let refused = hand.edit(Edit::Undo { record: undone.record });
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::UndoesAcceptance { .. }))), "{refused:?}");
    hand.edit(Edit::Accept { finding: finding.id })?;
    hand.prove()
}

fn undo_is_refused(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(2, &[]))?;
    let start = contents(&everything(&mut store)?);
    let mut hand = Hand::new(&mut store);
    let (parcel, shape) = numbered(hand.store, "1")?;
    let first = hand.edit(correct(seen(&parcel), with_corner(&shape, 2, (0.5, 0.5))))?.record;
    let (neighbour, _) = numbered(hand.store, "4")?;
    let second = hand.edit(Edit::Renumber { parcel: seen(&neighbour), key: key("7", "44") })?.record;
    let refused = hand.edit(Edit::Undo { record: first });
    let expected = EditRefusal::ChangedSince { record: first, parcel: "7/4".to_owned(), later: second };
    ensure!(matches!(&refused, Err(EditError::Refused(refusal)) if *refusal == expected), "{refused:?}");
    let undo = hand.edit(Edit::Undo { record: second })?.record;
    assert_eq!(hand.store.record(second)?.context("it is there")?.undone_by, Some(undo));
    let refused = hand.edit(Edit::Undo { record: second });
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::UndoneBefore { .. }))), "{refused:?}");
    let refused = hand.edit(Edit::Undo { record: 99 });
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::NoSuchRecord { .. }))), "{refused:?}");
    hand.edit(Edit::Undo { record: first })?;
    assert_eq!(contents(&everything(hand.store)?), start, "what was taken back is no more in the way");
    hand.edit(Edit::Undo { record: 1 })?;
    ensure!(everything(hand.store)?.is_empty(), "an import can be taken back too");
    hand.prove()
}

fn a_redrawn_shape_is_refused(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(3, &[]))?;
    let before = everything(&mut store)?;
    let (parcel, _) = numbered(&mut store, "5")?;
    let inner: MultiPolygon<f64> = polygon![(x: 455_022., y: 2_426_022.), (x: 455_038., y: 2_426_022.), (x: 455_038., y: 2_426_038.), (x: 455_022., y: 2_426_038.)].into();
    let mut hand = Hand::new(&mut store);
    let refused = hand.edit(correct(seen(&parcel), inner));
    let Err(EditError::Refused(EditRefusal::Redrawn { neighbours, .. })) = &refused else {
        bail!("{refused:?}")
    };
    assert_eq!(neighbours[..], ["7/2", "7/4", "7/6", "7/8"].map(str::to_owned));
    assert_eq!(everything(hand.store)?, before);
    hand.prove()
}

fn square_at(x: f64) -> Polygon<f64> {
    let (x, y) = (455_000. + x, 2_426_000.);
    polygon![(x: x, y: y), (x: x + 20., y: y), (x: x + 20., y: y + 20.), (x: x, y: y + 20.)]
}

fn parts_do_not_bridge(maker: &Maker) -> Result<()> {
    let mut parcels = block(1, &[]);
    for (number, squares) in [("2", vec![100., 120.]), ("3", vec![60.])] {
        let squares: Vec<Polygon<f64>> = squares.into_iter().map(square_at).collect();
        parcels.geometries.push_multi_polygon(&MultiPolygon(squares));
        let record = parcels.records[0].clone();
        parcels.records.push(ParcelRecord { key: key("7", number), ..record });
    }
    let mut store = store_of(maker, &parcels)?;
    let named = everything(&mut store)?.stored.iter().map(seen).collect::<Vec<_>>();
    let mut hand = Hand::new(&mut store);
    let refused = hand.edit(Edit::Merge { parcels: named[1..].to_vec(), into: NewParcel::default() });
    ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::NotTogether { .. }))), "{refused:?}");
    hand.prove()
}

fn facts_say_something(maker: &Maker) -> Result<()> {
    let mut store = store_of(maker, &block(2, &[]))?;
    let before = everything(&mut store)?;
    let (parcel, _) = numbered(&mut store, "1")?;
    let facts =
        |facts| Edit::Correct { parcel: seen(&parcel), shape: None, facts, neighbours: Neighbours::Follow };
    let profile = Profile::strict();
    for (name, reason, what) in [(" ", "đo lại", "the author"), ("cán bộ", "\t", "the reason")] {
        let refused = store.edit(&EditRequest {
            edit: Edit::Retire { parcels: vec![seen(&parcel)] },
            author: Author { name: name.to_owned(), reason: reason.to_owned(), at: moment(1) },
            profile: &profile,
            allowed: BTreeSet::new(),
            to_web_mercator: &|_, _| Ok(()),
        });
        let Err(EditError::Refused(refusal)) = &refused else { bail!("{refused:?}") };
        assert_eq!(*refusal, EditRefusal::Blank { what });
        ensure!(!refusal.message().vi.contains("the "), "{}", refusal.message().vi);
    }
    let mut hand = Hand::new(&mut store);
    let none = NewFacts::default;
    for area in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        for new in [
            NewFacts { recorded_area_m2: Some(area), ..none() },
            NewFacts { legal_area_m2: Some(area), ..none() },
            NewFacts { land_use_areas_m2: Some([1.0, area].into()), ..none() },
        ] {
            let refused = hand.edit(facts(new));
            ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::BadArea))), "{refused:?}");
        }
    }
    for new in
        [NewFacts { land_use: Some("".into()), ..none() }, NewFacts { code: Some(" ".into()), ..none() }]
    {
        let refused = hand.edit(facts(new));
        ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::Blank { .. }))), "{refused:?}");
    }
    assert_eq!(everything(hand.store)?, before);
    hand.prove()
}

fn a_key_is_free(maker: &Maker) -> Result<()> {
    let mut parcels = block(2, &[]);
    parcels.records[0].key = key("7", "18446744073709551615");
    let mut store = store_of(maker, &parcels)?;
    let (split, shape) = numbered(&mut store, "18446744073709551615")?;
    let (retired, _) = numbered(&mut store, "3")?;
    let (parcel, _) = numbered(&mut store, "2")?;
    let mut hand = Hand::new(&mut store);
    hand.edit(Edit::Retire { parcels: vec![seen(&retired)] })?;
    let of =
        |version: i64, key: ParcelKey| Edit::Renumber { parcel: SeenParcel { id: parcel.id, version }, key };
    let blank = [key(" ", "2"), key("7", ""), ParcelKey { commune: Some("".into()), ..key("7", "9") }];
    for key in blank {
        let refused = hand.edit(of(1, key));
        ensure!(matches!(refused, Err(EditError::Refused(EditRefusal::Blank { .. }))), "{refused:?}");
    }
    for taken in ["3", "4"] {
        let refused = hand.edit(of(1, key("7", taken)));
        let expected = EditRefusal::NumberTaken { number: taken.to_owned(), next: "5".to_owned() };
        ensure!(matches!(&refused, Err(EditError::Refused(refusal)) if *refusal == expected), "{refused:?}");
    }
    hand.edit(of(1, key("7", "22")))?;
    hand.edit(of(2, key("7", "2"))).context("its own former number")?;
    hand.edit(Edit::Split { parcel: seen(&split), parts: halves(&shape).map(part).to_vec() })?;
    numbered(hand.store, "23")?;
    hand.prove()
}

fn undo_keeps_the_crs(maker: &Maker) -> Result<()> {
    let Maker::PostGis(_) = maker else { return Ok(()) };
    let mut store = store_of(maker, &block(2, &[]))?;
    let old = everything(&mut store)?.stored[0].begun_at.clone();
    crate::shared::import_in(&mut store, &block(2, &[]), 9210)?;
    let before = everything(&mut store)?;
    assert_eq!((store.info()?.crs, store.crs_at(&old)?.is_empty()), (vec![9210], false));
    let mut hand = Hand::new(&mut store);
    let refused = hand.edit(Edit::Undo { record: 2 });
    let expected = EditRefusal::OtherCrs { record: 2, held: "EPSG:9210, EPSG:9215".to_owned() };
    ensure!(matches!(&refused, Err(EditError::Refused(refusal)) if *refusal == expected), "{refused:?}");
    assert_eq!(everything(hand.store)?, before);
    let other = Maker::geopackage()?;
    let refused = store.copy_to(&mut other.store()?, &Unobserved);
    ensure!(
        matches!(refused, Err(thuadat_store::CopyError::SeveralCrs { .. })),
        "its past is in another one"
    );
    Ok(())
}

/// What is to happen, in words that make sense whatever parcels there are.
#[derive(Debug, Clone)]
enum Deed {
    Move { parcel: usize, corner: usize, by: (i32, i32), stays: bool },
    Split { parcel: usize, corner: usize, at: u8 },
    Merge { parcel: usize, other: usize },
    Renumber { parcel: usize, number: u8 },
    Retire { parcel: usize },
    Fact { parcel: usize, area: u16 },
    Accept { finding: usize },
    Undo { record: i64 },
}

fn deed() -> impl Strategy<Value = Deed> {
    let parcel = || 0..32usize;
    let by = || prop_oneof![(-300..300i32, -300..300i32), (-2..3i32, -2..3i32)];
    prop_oneof![
        4 => (parcel(), 0..8usize, by(), any::<bool>())
            .prop_map(|(parcel, corner, by, stays)| Deed::Move { parcel, corner, by, stays }),
        3 => (parcel(), 0..8usize, 1..8u8).prop_map(|(parcel, corner, at)| Deed::Split { parcel, corner, at }),
        3 => (parcel(), parcel()).prop_map(|(parcel, other)| Deed::Merge { parcel, other }),
        1 => (parcel(), 0..20u8).prop_map(|(parcel, number)| Deed::Renumber { parcel, number }),
        1 => parcel().prop_map(|parcel| Deed::Retire { parcel }),
        1 => (parcel(), 1..900u16).prop_map(|(parcel, area)| Deed::Fact { parcel, area }),
        1 => (0..9usize).prop_map(|finding| Deed::Accept { finding }),
        1 => (1..12i64).prop_map(|record| Deed::Undo { record }),
    ]
}

impl Deed {
    fn edit(&self, store: &mut Store) -> Result<Option<Edit>> {
        let kept = everything(store)?;
        if kept.is_empty() {
            return Ok(None);
        }
        let one = |parcel: usize| {
            let at = parcel % kept.len();
            (seen(&kept.stored[at]), kept.geometries.to_multi_polygon(at))
        };
        Ok(Some(match *self {
            Self::Move { parcel, corner, by, stays } => {
                let (parcel, shape) = one(parcel);
                let by = (f64::from(by.0) / 100.0, f64::from(by.1) / 100.0);
                let neighbours = if stays { Neighbours::Stay } else { Neighbours::Yield };
                let shape = Some(with_corner(&shape, corner, by));
                Edit::Correct { parcel, shape, facts: NewFacts::default(), neighbours }
            }
            Self::Split { parcel, corner, at } => {
                let (parcel, shape) = one(parcel);
                let mut ring = shape.0[0].exterior().0.clone();
                ring.pop();
                let count = ring.len();
                ring.rotate_left(corner % count);
                // From the first corner to a place on the edge across.
                let across = count / 2;
                let (a, b) = (ring[across], ring[(across + 1) % count]);
                let place = a + (b - a) * (f64::from(at) / 8.0);
                let first: Vec<_> = ring[..=across].iter().copied().chain([place]).collect();
                let second: Vec<_> =
                    [ring[0], place].into_iter().chain(ring[across + 1..].iter().copied()).collect();
                let parts = [first, second].map(|ring| part(Polygon::new(ring.into(), Vec::new()).into()));
                Edit::Split { parcel, parts: parts.to_vec() }
            }
            Self::Merge { parcel, other } => {
                Edit::Merge { parcels: vec![one(parcel).0, one(other).0], into: NewParcel::default() }
            }
            Self::Renumber { parcel, number } => {
                Edit::Renumber { parcel: one(parcel).0, key: key("7", &number.to_string()) }
            }
            Self::Retire { parcel } => Edit::Retire { parcels: vec![one(parcel).0] },
            Self::Fact { parcel, area } => Edit::Correct {
                parcel: one(parcel).0,
                shape: None,
                facts: NewFacts { recorded_area_m2: Some(f64::from(area)), ..NewFacts::default() },
                neighbours: Neighbours::Follow,
            },
            Self::Accept { finding } => {
                let findings = store.findings_after(None, i64::MAX)?;
                let Some(finding) = findings.get(finding % findings.len().max(1)) else { return Ok(None) };
                Edit::Accept { finding: finding.id }
            }
            Self::Undo { record } => Edit::Undo { record: record + 1 },
        }))
    }
}

fn any_edits(maker: &Maker) -> Result<()> {
    let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
    let jitter = prop::collection::vec((-300..300i32, -300..300i32), 36);
    // Of 20 m everything is near everything, of 90 m what is looked at is a part of the whole, and gaps are kept or too large.
    let step_m = prop_oneof![Just(20.0), Just(90.0), Just(90.0)];
    let strategy = (step_m, jitter, prop::collection::vec(deed(), 1..12), any::<bool>());
    runner.run(&strategy, |(step_m, jitter, deeds, allows)| {
        let check = || -> Result<()> {
            let mut store = store_of(maker, &block_of(5, step_m, &jitter))?;
            let mut hand = Hand::new(&mut store);
            if allows {
                hand.allowed = Rule::ALL.iter().copied().collect();
            }
            carry_out(&mut hand, &deeds)
        };
        check().map_err(|error| TestCaseError::fail(format!("{error:#}")))
    })?;
    Ok(())
}

fn carry_out(hand: &mut Hand<'_>, deeds: &[Deed]) -> Result<()> {
    let mut was: Vec<(i64, BTreeMap<i64, ContentHash>)> = Vec::new();
    let mut at: Vec<(Timestamp, KeptParcels)> = Vec::new();
    for deed in deeds {
        let before = contents(&everything(hand.store)?);
        let Some(edit) = deed.edit(hand.store)? else { continue };
        match hand.edit(edit) {
            Ok(edited) => {
                ensure!(edited.are_findings_kept, "{deed:?}");
                was.push((edited.record, before));
            }
            Err(EditError::Refused(_) | EditError::Objections(_)) => {
                ensure!(contents(&everything(hand.store)?) == before, "{deed:?} is refused and yet done");
            }
            Err(other) => bail!("{deed:?}: {other}"),
        }
        hand.prove().with_context(|| format!("{deed:?}"))?;
        at.push((moment(hand.count), everything(hand.store)?));
    }
    for (moment, kept) in &at {
        ensure!(hand.store.parcels_after_at(moment, 0, i64::MAX)? == *kept, "at {moment}");
    }
    hand.allowed = Rule::ALL.iter().copied().collect();
    for (record, before) in was.into_iter().rev() {
        match hand.edit(Edit::Undo { record }) {
            Ok(_) => {}
            Err(EditError::Refused(
                EditRefusal::UndoneBefore { .. }
                | EditRefusal::UndoesAcceptance { .. }
                | EditRefusal::ChangedSince { .. },
            )) => return hand.prove(),
            Err(other) => bail!("undoing {record}: {other}"),
        }
        ensure!(contents(&everything(hand.store)?) == before, "record {record} was not undone as a whole");
        hand.prove().with_context(|| format!("undoing {record}"))?;
    }
    Ok(())
}
