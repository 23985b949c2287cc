//! A checked coverage that is kept while parcels change.
//!
//! What a change to one parcel can alter, and how far it reaches:
//!
//! - *Findings about its own shape and record*, and *overlaps*: only those that concern the parcel.
//! - *Missing vertices*: those within its old and its new box. Whether an edge has a twin changes only for edges that lie
//!   on one of the parcel's, and they lie in its box.
//! - *Numbers given twice*: all parcels of the old and the new number, wherever they are. An index by number finds them.
//! - *Gaps*: they may open and close far away, where the border that passes the parcel encloses something else now. The
//!   border is kept in parts that hang together ([`LivingBorder`]); those with an edge in the parcel's box are formed anew.
//!
//! The first three are found by the check itself, run on the parcels around the box alone. So nothing is decided here
//! in another way than there.

mod change;
mod ledger;

pub use change::{Change, ChangeError, Difference, Parcel};

use crate::check::{duplicates_among, gap_finding, gather, is_numbered};
use crate::coverage::{
    BoxTree, Ends, LiveGap, LivingBorder, MeasuredGap, Remains, Unusable, measure_gap, reachable_vertices,
    stored_edges,
};
use crate::lattice::Lattice;
use crate::plane::{Bounds, Point, Segment};
use crate::{
    Finding, Interrupted, Observer, ParcelGeometries, Parcels, Preparation, Profile, References, Rule,
    RuleSetting, StrokedParcel, Unobserved,
};
use ledger::Ledger;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// A coverage that was checked once and is checked again, in part, whenever parcels change.
///
/// After any changes its findings are those that [`check`](crate::check) gives for the parcels as they then are: the same
/// findings with the same ids, in the same order. Parcels are known by their positions. The position of one that was
/// removed stays empty, so positions differ from those of a fresh check by the empty ones before them; nothing else does.
///
/// Rules that weigh a dataset as a whole are not kept, since any change may alter what they say of any parcel; nor are near
/// misses and open gaps, which reach along boundaries however long they are: see [`Coverage::profile`].
///
/// # Complexity
///
/// Of [`new`](Self::new): that of a check, and O(n log n) for the index of n parcels. Of one change: O(log n) to find the
/// neighbourhood, a check of the k parcels around the parcel's box, and forming anew the parts of the border that pass
/// through it. In a cadastre that is some ten parcels and the outline of a block, whatever n is. Costly cases: a
/// parcel with very many neighbours, such as a river over a whole commune, costs a check of all of them; a change beside a
/// border that is connected over the whole dataset costs that border's length, O(b log b) for its b edges; and where very
/// many parcels share one number, a change to one of them costs a look at all.
///
/// Memory is that of the parcels, about 60 bytes a parcel for the indexes, and about 200 bytes for each edge of the border.
///
/// # Examples
///
/// ```
/// use geo::polygon;
/// use thuadat_core::{Change, Coverage, FeatureId, Parcel, ParcelRecord, Parcels, Profile, Rule, Unobserved};
///
/// let parcels = Parcels::from_polygons(&[
///     polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 10.), (x: 0., y: 10.)],
///     polygon![(x: 10., y: 0.), (x: 20., y: 0.), (x: 20., y: 10.), (x: 10., y: 10.)],
/// ]);
/// let mut coverage = Coverage::new(parcels, &Profile::strict(), &Unobserved)?;
/// assert!(coverage.findings().is_empty());
///
/// let wider = polygon![(x: 9., y: 0.), (x: 20., y: 0.), (x: 20., y: 10.), (x: 9., y: 10.)];
/// let record = ParcelRecord::known_by(FeatureId::Number(1));
/// let difference = coverage.update(&[Change::Replace(1, Parcel { record, shape: wider.into() })])?;
/// assert!(difference.closed.is_empty());
/// let overlap = difference.opened.iter().find(|finding| finding.rule == Rule::Overlap).unwrap();
/// assert_eq!(overlap.area_m2, Some(10.0));
///
/// let difference = coverage.update(&[Change::Remove(0)])?;
/// assert!(difference.closed.contains(overlap));
/// assert!(coverage.findings().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Coverage {
    profile: Profile,
    lattice: Lattice,
    /// Records by position. Shapes by the order in which they came: see `shape_of`.
    parcels: Parcels,
    /// For each position where its shape stands; `NONE` where the parcel is gone.
    shape_of: Vec<u32>,
    /// Vertices of shapes that still stand for a parcel.
    vertices: usize,
    /// The edges of parcels that are compared by others than their own.
    replaced: HashMap<u32, Vec<Segment>>,
    /// Parcels that cannot be compared.
    unusable: Unusable,
    boxes: BoxTree,
    border: LivingBorder,
    /// The parcels that each overlaps, however little.
    partners: HashMap<u32, BTreeSet<u32>>,
    /// Numbered parcels by a hash of their key.
    by_key: BTreeSet<(u64, u32)>,
    ledger: Ledger,
}

const NONE: u32 = u32::MAX;

/// Shapes that stand for no parcel any more are thrown out when they have more vertices than the others, and than this.
const MOST_UNUSED_VERTICES: usize = 1 << 20;

/// Rules that weigh a dataset as a whole, or whose findings reach along boundaries however long they are.
const NOT_KEPT: [Rule; 11] = [
    Rule::OffLattice,
    Rule::NearMiss,
    Rule::OpenGap,
    Rule::SheetEdge,
    Rule::SheetShift,
    Rule::NumberNotANumber,
    Rule::UnknownLandUse,
    Rule::UnknownCommune,
    Rule::ParcelCodeMalformed,
    Rule::ParcelCodeDuplicate,
    Rule::ParcelCodeOutside,
];

impl Coverage {
    /// Checks parcels and prepares them to be changed.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] when the observer asks for it.
    ///
    /// # Panics
    ///
    /// When there are not as many records as shapes.
    pub fn new(parcels: Parcels, profile: &Profile, observer: &dyn Observer) -> Result<Self, Interrupted> {
        let profile = kept_part(profile);
        let mut remains = Remains::default();
        let (findings, _) = gather(&parcels, &profile, &References::default(), observer, Some(&mut remains))?;
        let mut coverage = Self {
            lattice: Lattice::new(profile.lattice_m),
            shape_of: (0..parcels.len() as u32).collect(),
            vertices: parcels.geometries.coords().len(),
            replaced: remains.replaced.into_iter().collect(),
            unusable: Unusable::default(),
            boxes: BoxTree::default(),
            border: LivingBorder::new(&remains.border, &remains.entangled),
            partners: HashMap::new(),
            by_key: BTreeSet::new(),
            ledger: Ledger::default(),
            parcels,
            profile,
        };
        coverage.boxes = BoxTree::of(coverage.all_boxes().into_iter());
        for (one, other) in remains.overlapping {
            coverage.join(one, other);
        }
        for parcel in remains.unusable {
            coverage.unusable.insert(parcel, coverage.vertices_of(parcel));
        }
        let numbered = (0..coverage.shape_of.len() as u32).filter_map(|parcel| coverage.key_hash(parcel));
        coverage.by_key = numbered.collect();
        for finding in findings.into_iter().filter(|finding| finding.rule != Rule::Gap) {
            coverage.ledger.add(finding);
        }
        for gap in coverage.border.gaps().collect::<Vec<_>>() {
            coverage.add_gap(gap);
        }
        coverage.ledger.settle();
        Ok(coverage)
    }

    /// Every finding, as a check of the parcels as they are now gives them: the same ids, the same order.
    ///
    /// O(k log k) for k findings.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.ledger.sorted()
    }

    /// The profile in force: the one given, with the rules off that are not kept. They need a [`check`](crate::check).
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// How many parcels there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape_of.iter().filter(|&&shape| shape != NONE).count()
    }

    /// Whether there is no parcel.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The parcel at a position; none where there is none, or no more.
    #[must_use]
    pub fn parcel(&self, position: u32) -> Option<Parcel> {
        let shape = self.shape(position)?;
        let record = self.parcels.records[position as usize].clone();
        Some(Parcel { record, shape: self.parcels.geometries.to_multi_polygon(shape) })
    }

    /// All parcels as they are now, the empty positions left out: what a fresh check would be given.
    #[must_use]
    pub fn to_parcels(&self) -> Parcels {
        let present: Vec<u32> =
            (0..self.shape_of.len() as u32).filter(|&it| self.shape(it).is_some()).collect();
        self.some(&present)
    }

    /// Makes changes, one after the other, and tells which findings they opened and closed.
    ///
    /// # Errors
    ///
    /// [`ChangeError`] when a change names a parcel that is not there. Then none is made.
    ///
    /// # Panics
    ///
    /// When the coverage passes 4 294 967 295 vertices.
    pub fn update(&mut self, changes: &[Change]) -> Result<Difference, ChangeError> {
        self.require_parcels(changes)?;
        // On a thread of the pool, small pieces of work need not be handed to another.
        let (difference, ()) = rayon::join(|| self.make(changes), || ());
        Ok(difference)
    }

    fn make(&mut self, changes: &[Change]) -> Difference {
        let mut added = Vec::new();
        for change in changes {
            match change {
                Change::Add(parcel) => {
                    let position = self.shape_of.len() as u32;
                    self.shape_of.push(NONE);
                    self.parcels.records.push(parcel.record.clone());
                    self.put(position, Some(parcel));
                    added.push(position);
                }
                Change::Replace(position, parcel) => self.put(*position, Some(parcel)),
                Change::Remove(position) => self.put(*position, None),
            }
        }
        self.throw_out_unused_shapes();
        let (opened, closed) = self.ledger.difference();
        Difference { added, opened, closed }
    }

    fn require_parcels(&self, changes: &[Change]) -> Result<(), ChangeError> {
        let mut count = self.shape_of.len() as u32;
        let mut removed = BTreeSet::new();
        for (change, it) in changes.iter().enumerate() {
            let (Change::Replace(parcel, _) | Change::Remove(parcel)) = *it else {
                count += 1;
                continue;
            };
            let is_gone = self.shape_of.get(parcel as usize) == Some(&NONE) || removed.contains(&parcel);
            if parcel >= count || is_gone {
                return Err(ChangeError::NoSuchParcel { change, parcel });
            }
            if matches!(it, Change::Remove(_)) {
                removed.insert(parcel);
            }
        }
        Ok(())
    }

    /// Puts a parcel, or none, in the place of what is at a position.
    fn put(&mut self, position: u32, parcel: Option<&Parcel>) {
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

    fn join(&mut self, one: u32, other: u32) {
        self.partners.entry(one).or_default().insert(other);
        self.partners.entry(other).or_default().insert(one);
    }

    /// Forms the border anew where edges changed, and the gaps it encloses.
    fn amend_border(&mut self, around: &[u32], changed: &[Segment], window: &Bounds) {
        let ends: HashSet<Ends> = changed.iter().map(Ends::of).collect();
        let mut lying_on: BTreeMap<Ends, [Vec<(Segment, u32)>; 2]> = BTreeMap::new();
        for &parcel in around {
            for edge in self.edges_of(parcel) {
                let key = Ends::of(&edge);
                if ends.contains(&key) {
                    lying_on.entry(key).or_default()[usize::from(edge.a < edge.b)].push((edge, parcel));
                }
            }
        }
        let fresh: Vec<(Segment, u32)> = lying_on
            .into_values()
            .flat_map(|[mut one_way, mut other_way]| {
                let settled = one_way.len().min(other_way.len());
                one_way.drain(..settled);
                other_way.drain(..settled);
                one_way.into_iter().chain(other_way)
            })
            .collect();
        let amended = self.border.amend(window, &ends, &fresh);
        for gap in amended.closed {
            self.ledger.remove_gap(gap);
        }
        for gap in amended.open {
            self.add_gap(gap);
        }
    }

    fn add_gap(&mut self, number: u32) {
        let LiveGap { mut parcels, rings, outline } = self.border.gap(number);
        let Some(area) = measure_gap(&rings, self.lattice) else { return };
        let partners: BTreeSet<u32> =
            parcels.iter().filter_map(|parcel| self.partners.get(parcel)).flatten().copied().collect();
        for partner in partners {
            if parcels.binary_search(&partner).is_err()
                && self.edges_of(partner).iter().any(|edge| outline.is_shared_by(edge))
            {
                let at = parcels.partition_point(|&parcel| parcel < partner);
                parcels.insert(at, partner);
            }
        }
        let owners = self.unusable.owners_of(&rings[0]);
        let gap = MeasuredGap { parcels, owners, area, is_left_over: false };
        if let Some(finding) = gap_finding(&self.parcels, &self.profile, gap) {
            self.ledger.add_gap(number, finding);
        }
    }

    /// Looks anew at the gaps near a parcel that they may be the ground of. `bounds` are in finer units.
    fn measure_gaps_again(&mut self, bounds: &Bounds) {
        if bounds.is_empty() {
            return;
        }
        for gap in self.border.gaps_meeting(bounds) {
            self.ledger.remove_gap(gap);
            self.add_gap(gap);
        }
    }

    fn vertices_of(&self, parcel: u32) -> Vec<Point> {
        let of_shape = |shape: usize| reachable_vertices(&self.parcels.geometries, shape, self.lattice);
        self.shape(parcel).map(of_shape).unwrap_or_default()
    }

    fn forget_arcs(&mut self, parcel: u32) {
        let stroked = &mut self.parcels.preparation.stroked;
        if let Ok(at) = stroked.binary_search_by_key(&parcel, |stroked| stroked.parcel) {
            stroked.remove(at);
        }
    }

    /// Looks anew at the parcels whose keys have one of these hashes.
    fn number_again(&mut self, keys: &BTreeSet<u64>, changed: u32) {
        let of_key =
            |&key: &u64| self.by_key.range((key, 0)..=(key, NONE)).map(|&(_, parcel)| parcel).collect();
        let groups: Vec<Vec<u32>> = keys.iter().map(of_key).collect();
        let concerned = groups.iter().flatten().chain([&changed]);
        let closed: BTreeSet<u32> = concerned
            .flat_map(|&parcel| self.ledger.of_parcel(parcel))
            .filter(|(_, finding)| finding.rule == Rule::NumberDuplicate)
            .map(|(number, _)| number)
            .collect();
        for number in closed {
            self.ledger.remove(number);
        }
        for parcels in groups.iter().filter(|parcels| parcels.len() > 1) {
            for finding in duplicates_among(&self.some(parcels), &self.profile) {
                self.ledger.add(placed(finding, parcels));
            }
        }
    }

    /// The hash of a parcel's key, and the parcel; none where numbers are not compared, or it has none.
    fn key_hash(&self, parcel: u32) -> Option<(u64, u32)> {
        self.shape(parcel)?;
        let record = &self.parcels.records[parcel as usize];
        let is_compared = is_numbered(record, self.parcels.columns)
            && self.parcels.columns.sheet
            && self.profile.severity(Rule::NumberDuplicate).is_some();
        is_compared.then(|| (BuildHasherDefault::<DefaultHasher>::new().hash_one(&record.key), parcel))
    }

    fn shape(&self, parcel: u32) -> Option<usize> {
        self.shape_of.get(parcel as usize).filter(|&&shape| shape != NONE).map(|&shape| shape as usize)
    }

    /// The edges a parcel is compared by; none where it is gone or cannot be compared.
    fn edges_of(&self, parcel: u32) -> Vec<Segment> {
        match (self.shape(parcel), self.replaced.get(&parcel)) {
            (None, _) => Vec::new(),
            (Some(_), Some(edges)) => edges.clone(),
            (Some(shape), None) => stored_edges(&self.parcels.geometries, shape, self.lattice),
        }
    }

    fn all_boxes(&self) -> Vec<(usize, Bounds)> {
        let of_parcel = |parcel: usize| (parcel, box_of(&self.edges_of(parcel as u32)));
        (0..self.shape_of.len()).map(of_parcel).filter(|(_, bounds)| !bounds.is_empty()).collect()
    }

    /// A few parcels as a dataset of their own.
    fn some(&self, parcels: &[u32]) -> Parcels {
        let preparation = &self.parcels.preparation;
        let mut some = Parcels {
            columns: self.parcels.columns,
            preparation: Preparation { is_projected: preparation.is_projected, stroked: Vec::new() },
            ..Parcels::default()
        };
        for &parcel in parcels {
            if let Some(shape) = self.shape(parcel) {
                let stroked = preparation
                    .arc_deviation_m(parcel)
                    .map(|deviation_m| StrokedParcel { parcel: some.records.len() as u32, deviation_m });
                some.preparation.stroked.extend(stroked);
                some.geometries.push_copy(&self.parcels.geometries, shape);
                some.records.push(self.parcels.records[parcel as usize].clone());
            }
        }
        some
    }

    fn throw_out_unused_shapes(&mut self) {
        let stored = self.parcels.geometries.coords().len();
        if stored - self.vertices <= self.vertices.max(MOST_UNUSED_VERTICES) {
            return;
        }
        let mut used = ParcelGeometries::new();
        for shape in self.shape_of.iter_mut().filter(|shape| **shape != NONE) {
            used.push_copy(&self.parcels.geometries, *shape as usize);
            *shape = used.len() as u32 - 1;
        }
        self.parcels.geometries = used;
    }
}

/// The profile without the rules that weigh a dataset as a whole.
pub(crate) fn kept_part(profile: &Profile) -> Profile {
    let mut profile = profile.clone();
    profile.severities.extend(NOT_KEPT.map(|rule| (rule, RuleSetting::Off)));
    profile
}

/// A finding about a few parcels, with their positions among all.
fn placed(mut finding: Finding, parcels: &[u32]) -> Finding {
    for parcel in &mut finding.parcels {
        *parcel = parcels[*parcel as usize];
    }
    finding
}

fn box_of(edges: &[Segment]) -> Bounds {
    Bounds::of_points(edges.iter().flat_map(|edge| [edge.a, edge.b]))
}
