//! What a change to one parcel alters around it.

use super::{Coverage, NONE, box_of, placed};
use crate::check::gather;
use crate::coverage::{Remains, reachable_vertices};
use crate::plane::{Bounds, Point, Segment};
use crate::{Finding, Parcel, References, Rule, Unobserved};
use std::collections::BTreeSet;

impl Coverage {
    /// Puts a parcel, or none, in the place of what is at a position.
    pub(super) fn put(&mut self, position: u32, parcel: Option<&Parcel>) {
        let before = self.edges_of(position);
        let mut owner = self.unusable.vertices(position).to_vec();
        let mut keys: BTreeSet<u64> = self.key_hash(position).into_iter().map(|(key, _)| key).collect();
        self.take_out(position, &before);
        if let Some(parcel) = parcel {
            self.put_in(position, parcel);
        }
        let after = self.edges_of(position);
        keys.extend(self.key_hash(position).map(|(key, _)| key));
        let changed: Vec<Segment> = before.into_iter().chain(after).collect();
        let window = box_of(&changed).grown(self.reach());
        let around = self.around(position, &window);
        self.check_again(position, &around, &window);
        if !changed.is_empty() {
            self.amend_border(&around, &changed, &window);
        }
        owner.extend_from_slice(self.unusable.vertices(position));
        self.measure_gaps_again(&Bounds::of_points(owner));
        self.number_again(&keys, position);
    }

    fn take_out(&mut self, position: u32, edges: &[Segment]) {
        if let Some(entry) = self.key_hash(position) {
            self.by_key.remove(&entry);
        }
        if let Some(shape) = self.shape(position) {
            self.vertices -= self.parcels.geometries.parcel_coords(shape).len();
        }
        if !edges.is_empty() {
            self.boxes.remove(position as usize, &box_of(edges));
        }
        for partner in self.partners.remove(&position).unwrap_or_default() {
            if let Some(partners) = self.partners.get_mut(&partner) {
                partners.remove(&position);
            }
        }
        self.replaced.remove(&position);
        self.unusable.remove(position);
        self.forget_arcs(position);
        self.shape_of[position as usize] = NONE;
    }

    /// The box and the partners follow with `check_again`.
    fn put_in(&mut self, position: u32, parcel: &Parcel) {
        let shapes = &mut self.parcels.geometries;
        self.shape_of[position as usize] = shapes.len() as u32;
        shapes.push_multi_polygon(&parcel.shape);
        self.vertices += shapes.parcel_coords(shapes.len() - 1).len();
        self.parcels.records[position as usize] = parcel.record.clone();
        self.by_key.extend(self.key_hash(position));
        let alone = self.some(&[position]);
        let mut remains = Remains::default();
        gather(&alone, &self.profile, &References::default(), &Unobserved, Some(&mut remains))
            .expect("nobody interrupts");
        if !remains.unusable.is_empty() {
            self.unusable.insert(position, self.vertices_of(position));
        }
        self.replaced.extend(remains.replaced.into_iter().map(|(_, edges)| (position, edges)));
        let edges = self.edges_of(position);
        if !edges.is_empty() {
            self.boxes.insert(position as usize, &box_of(&edges));
        }
    }

    /// How far from a parcel's box another can be and still have to do with it, in lattice steps.
    fn reach(&self) -> i64 {
        self.lattice.steps(self.profile.missing_vertex_m) + 2
    }

    /// The parcel at a position and all whose boxes meet the window, sorted.
    fn around(&self, position: u32, window: &Bounds) -> Vec<u32> {
        let mut around =
            if window.is_empty() { Vec::new() } else { self.boxes.meeting(&window.grown(self.reach())) };
        around.extend(self.shape(position).map(|_| position));
        around.sort_unstable();
        around.dedup();
        around
    }

    /// Checks the parcels around a change, and puts what that finds in the place of what may have changed.
    fn check_again(&mut self, position: u32, around: &[u32], window: &Bounds) {
        let is_concerned = |finding: &Finding| match finding.rule {
            Rule::Gap | Rule::NumberDuplicate => false,
            Rule::MissingVertex => finding.at.is_some_and(|at| window.contains(self.lattice.point(at))),
            _ => finding.parcels.contains(&position),
        };
        let of_parcels = around.iter().chain([&position]).flat_map(|&parcel| self.ledger.of_parcel(parcel));
        let closed: BTreeSet<u32> =
            of_parcels.filter(|(_, finding)| is_concerned(finding)).map(|(number, _)| number).collect();
        let mut remains = Remains::default();
        let (found, _) = gather(
            &self.some(around),
            &self.profile,
            &References::default(),
            &Unobserved,
            Some(&mut remains),
        )
        .expect("nobody interrupts");
        let opened: Vec<Finding> =
            found.into_iter().map(|finding| placed(finding, around)).filter(is_concerned).collect();
        for number in closed {
            self.ledger.remove(number);
        }
        for finding in opened {
            self.ledger.add(finding);
        }
        for (one, other) in remains.overlapping {
            let (one, other) = (around[one as usize], around[other as usize]);
            if one == position || other == position {
                self.join(one, other);
            }
        }
    }

    pub(super) fn join(&mut self, one: u32, other: u32) {
        self.partners.entry(one).or_default().insert(other);
        self.partners.entry(other).or_default().insert(one);
    }

    pub(super) fn vertices_of(&self, parcel: u32) -> Vec<Point> {
        let of_shape = |shape: usize| reachable_vertices(&self.parcels.geometries, shape, self.lattice);
        self.shape(parcel).map(of_shape).unwrap_or_default()
    }

    fn forget_arcs(&mut self, parcel: u32) {
        let stroked = &mut self.parcels.preparation.stroked;
        if let Ok(at) = stroked.binary_search_by_key(&parcel, |stroked| stroked.parcel) {
            stroked.remove(at);
        }
    }
}
