//! A coverage being spoilt: shapes that can be edited, and the neighbourhoods still free.

use super::neighbourhood::{edge_owners, is_public, neighbours};
use super::truth::{Fault, Truth};
use crate::commune::REGISTER_COLUMNS;
use crate::lattice::{Millimetres, distance_m, edges, twice_area};
use geo::Coord;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use thuadat_core::{FeatureId, ParcelRecord, Parcels, Rule};

/// A closed ring, as it will stand in the file.
pub(super) type Ring = Vec<Coord<f64>>;

/// A parcel that can be edited.
#[derive(Clone)]
pub(super) struct DraftParcel {
    /// Polygons, each a shell and its holes. No polygon at all is a parcel without a shape.
    pub(super) polygons: Vec<Vec<Ring>>,
    pub(super) record: ParcelRecord,
    pub(super) removed: bool,
    /// The polygons before any fault.
    clean: Vec<Vec<Ring>>,
}

/// A fault whose parcels are still positions in the draft.
pub(super) struct DraftFault {
    pub(super) rule: Rule,
    pub(super) parcels: Vec<usize>,
    pub(super) at: Option<Millimetres>,
    pub(super) area_m2: Option<f64>,
    pub(super) width_m: Option<f64>,
    pub(super) also: Vec<Rule>,
    pub(super) changed: Vec<usize>,
    pub(super) note: &'static str,
}

impl DraftFault {
    pub(super) fn new(rule: Rule, parcels: Vec<usize>, at: Millimetres, note: &'static str) -> Self {
        Self {
            rule,
            parcels,
            at: Some(at),
            area_m2: None,
            width_m: None,
            also: Vec::new(),
            changed: Vec::new(),
            note,
        }
    }

    pub(super) fn measuring(self, area_m2: f64, width_m: f64) -> Self {
        Self { area_m2: Some(area_m2), width_m: Some((width_m * 1e4).round() / 1e4), ..self }
    }

    pub(super) fn with_area(self, area_m2: f64) -> Self {
        Self { area_m2: Some(area_m2), ..self }
    }

    pub(super) fn changing(self, parcel: usize) -> Self {
        Self { changed: vec![parcel], ..self }
    }

    pub(super) fn may_also(self, also: &[Rule]) -> Self {
        Self { also: also.to_vec(), ..self }
    }
}

/// An edge two parcels share, as it runs in the first one's shell.
pub(super) struct SharedEdge {
    pub(super) parcel: usize,
    pub(super) neighbour: usize,
    /// Position of `from` in the shell of `parcel`.
    pub(super) position: usize,
    pub(super) from: Millimetres,
    pub(super) to: Millimetres,
}

pub(super) struct Draft {
    pub(super) parcels: Vec<DraftParcel>,
    faults: Vec<DraftFault>,
    /// Positions of clean parcels in the order they are offered to faults.
    offer: Vec<usize>,
    neighbours: Vec<Vec<usize>>,
    owners: HashMap<(Millimetres, Millimetres), usize>,
    taken: BTreeSet<usize>,
    next_number: BTreeMap<Box<str>, u32>,
}

impl Draft {
    pub(super) fn new(clean: &Parcels, random: &mut ChaCha8Rng) -> Self {
        let parcels: Vec<_> = (0..clean.len()).map(|parcel| draft_parcel(clean, parcel)).collect();
        let mut offer: Vec<_> = (0..parcels.len()).filter(|&parcel| !is_public(&parcels[parcel])).collect();
        offer.shuffle(random);
        let owners = edge_owners(&parcels);
        let neighbours = neighbours(&parcels);
        let next_number = next_numbers(&parcels);
        Self { parcels, faults: Vec::new(), offer, neighbours, owners, taken: BTreeSet::new(), next_number }
    }

    pub(super) fn report(&mut self, fault: DraftFault) {
        self.faults.push(fault);
    }

    /// The first parcel on offer that suits and whose neighbourhood is free; it and its neighbours are taken.
    pub(super) fn take<Suited>(&mut self, suits: impl Fn(&Self, usize) -> Option<Suited>) -> (usize, Suited) {
        let found = self.offer.iter().find_map(|&parcel| {
            let is_free = !self.taken.contains(&parcel)
                && self.neighbours[parcel].iter().all(|near| !self.taken.contains(near));
            if is_free { suits(self, parcel).map(|suited| (parcel, suited)) } else { None }
        });
        let (parcel, suited) = found.expect("the coverage has a free parcel suited to each fault");
        self.taken.insert(parcel);
        self.taken.extend(&self.neighbours[parcel]);
        (parcel, suited)
    }

    /// A free parcel of at least this area that is one ring.
    pub(super) fn take_plain(&mut self, min_area_m2: f64) -> usize {
        self.take(|draft, parcel| {
            (draft.is_plain(parcel) && draft.area_m2(parcel) >= min_area_m2).then_some(())
        })
        .0
    }

    /// A free parcel with one hole, which one parcel fills; returns both.
    pub(super) fn take_with_island(&mut self) -> (usize, usize) {
        self.take(|draft, parcel| {
            let rings = &draft.parcels[parcel].polygons[0];
            if rings.len() != 2 {
                return None;
            }
            let hole = lattice_ring(&rings[1]);
            let fillers: BTreeSet<usize> = edges(&hole).filter_map(|(a, b)| draft.owner(b, a)).collect();
            (fillers.len() == 1).then(|| fillers.first().copied()).flatten()
        })
    }

    /// A free shared edge of at least this length that suits.
    pub(super) fn take_edge(
        &mut self,
        min_length_m: f64,
        suits: impl Fn(&Self, &SharedEdge) -> bool,
    ) -> SharedEdge {
        self.take(|draft, parcel| {
            if !draft.is_plain(parcel) {
                return None;
            }
            let shell = draft.shell(parcel);
            edges(&shell).enumerate().find_map(|(position, (from, to))| {
                let neighbour = draft.owner(to, from)?;
                let edge = SharedEdge { parcel, neighbour, position, from, to };
                let suited = distance_m(from, to, to) >= min_length_m
                    && !is_public(&draft.parcels[neighbour])
                    && draft.is_plain(neighbour)
                    && suits(draft, &edge);
                suited.then_some(edge)
            })
        })
        .1
    }

    fn owner(&self, from: Millimetres, to: Millimetres) -> Option<usize> {
        self.owners.get(&(from, to)).copied()
    }

    /// Whether a parcel has the edge from one point to another, its inside on the left.
    pub(super) fn is_owned(&self, from: Millimetres, to: Millimetres) -> bool {
        self.owner(from, to).is_some()
    }

    pub(super) fn is_plain(&self, parcel: usize) -> bool {
        let polygons = &self.parcels[parcel].polygons;
        polygons.len() == 1 && polygons[0].len() == 1
    }

    /// The shell of a clean parcel's only polygon, without closing point.
    pub(super) fn shell(&self, parcel: usize) -> Vec<Millimetres> {
        lattice_ring(&self.parcels[parcel].polygons[0][0])
    }

    pub(super) fn rings_mut(&mut self, parcel: usize) -> &mut Vec<Ring> {
        &mut self.parcels[parcel].polygons[0]
    }

    pub(super) fn area_m2(&self, parcel: usize) -> f64 {
        let rings = self.parcels[parcel].polygons.iter().flatten();
        rings.map(|ring| twice_area(&lattice_ring(ring)) as f64 / 2e6).sum()
    }

    /// Brings the recorded and the legal area in line with the shape and forgets those of the land uses, so that no area
    /// rule speaks up.
    pub(super) fn measure_anew(&mut self, parcel: usize) {
        let area_m2 = (self.area_m2(parcel) * 10.0).round() / 10.0;
        let record = &mut self.parcels[parcel].record;
        record.recorded_area_m2 = Some(area_m2);
        record.legal_area_m2 = record.legal_area_m2.and(Some(area_m2));
        record.land_use_areas_m2 = Box::default();
    }

    /// Adds a parcel on the sheet of another one, with the next free number, and with no areas recorded.
    pub(super) fn add(&mut self, like: usize, polygons: Vec<Vec<Ring>>) -> usize {
        let mut record = self.parcels[like].record.clone();
        let sheet = record.key.sheet.clone().expect("parcels of a clean coverage have a sheet");
        let number = self.next_number.get_mut(&sheet).expect("every sheet of the coverage is counted");
        record.key.number = Some(number.to_string().into());
        *number += 1;
        record.recorded_area_m2 = None;
        record.legal_area_m2 = None;
        record.land_use_areas_m2 = Box::default();
        record.code = None;
        self.parcels.push(DraftParcel { clean: polygons.clone(), polygons, record, removed: false });
        self.parcels.len() - 1
    }

    pub(super) fn finish(self, seed: u64) -> (Parcels, Truth) {
        let mut parcels = Parcels { columns: REGISTER_COLUMNS, ..Parcels::default() };
        let mut feature_of = vec![0; self.parcels.len()];
        for (position, parcel) in self.parcels.iter().enumerate().filter(|(_, parcel)| !parcel.removed) {
            let feature = parcels.records.len() as i64 + 1;
            feature_of[position] = feature;
            let mut record = ParcelRecord { feature: FeatureId::Number(feature), ..parcel.record.clone() };
            if parcel.polygons != parcel.clean {
                // An identifier made for another shape would be a fault of its own.
                record.code = None;
            }
            parcels.records.push(record);
            push_shape(&mut parcels, &parcel.polygons);
        }
        let told = |fault: DraftFault| {
            let features: Vec<i64> = fault.parcels.iter().map(|&parcel| feature_of[parcel]).collect();
            Fault {
                rule: fault.rule,
                parcels: features.iter().map(|&id| parcels.name(id as usize - 1).to_string()).collect(),
                features,
                at: fault.at.map(|at| at.to_metres().into()),
                area_m2: fault.area_m2,
                width_m: fault.width_m,
                also: fault.also,
                changed: fault.changed.iter().map(|&parcel| feature_of[parcel]).collect(),
                note: fault.note.to_owned(),
            }
        };
        let mut faults: Vec<Fault> = self.faults.into_iter().map(told).collect();
        faults.sort_by(|a, b| (a.rule, &a.features).cmp(&(b.rule, &b.features)));
        (parcels, Truth { seed, faults })
    }
}

fn draft_parcel(clean: &Parcels, parcel: usize) -> DraftParcel {
    let shapes = &clean.geometries;
    let polygon = |rings: std::ops::Range<usize>| rings.map(|ring| shapes.ring(ring).to_vec()).collect();
    let polygons: Vec<_> = shapes.polygons(parcel).map(polygon).collect();
    DraftParcel { clean: polygons.clone(), polygons, record: clean.records[parcel].clone(), removed: false }
}

fn push_shape(parcels: &mut Parcels, polygons: &[Vec<Ring>]) {
    for polygon in polygons {
        for ring in polygon {
            for &coord in ring {
                parcels.geometries.push_coord(coord);
            }
            parcels.geometries.end_ring();
        }
        parcels.geometries.end_polygon();
    }
    parcels.geometries.end_parcel();
}

/// The number after the largest that is no road's and no water's, by sheet.
fn next_numbers(parcels: &[DraftParcel]) -> BTreeMap<Box<str>, u32> {
    let mut next = BTreeMap::new();
    for key in parcels.iter().filter(|parcel| !is_public(parcel)).map(|parcel| &parcel.record.key) {
        let (Some(sheet), Some(number)) = (&key.sheet, &key.number) else { continue };
        let number: u32 = number.parse().expect("parcels of a clean coverage are numbered");
        let after = next.entry(sheet.clone()).or_insert(1);
        *after = (number + 1).max(*after);
    }
    next
}

/// A ring on the lattice, without closing point.
pub(super) fn lattice_ring(ring: &[Coord<f64>]) -> Vec<Millimetres> {
    let mut points: Vec<_> = ring.iter().map(|&coord| Millimetres::nearest(coord)).collect();
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

/// A closed ring of lattice points.
pub(super) fn closed(points: &[Millimetres]) -> Ring {
    points.iter().chain(&points[..1]).map(|point| point.to_metres()).collect()
}

/// The point at this part of the way from `from` to `to`, moved `left_m` metres to the left of that way.
pub(super) fn beside(from: Millimetres, to: Millimetres, part: f64, left_m: f64) -> Millimetres {
    let (a, b) = (from.to_metres(), to.to_metres());
    let way = b - a;
    let left = Coord { x: -way.y, y: way.x } / way.x.hypot(way.y);
    Millimetres::nearest(a + way * part + left * left_m)
}
