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
mod gaps;
mod ledger;
mod neighbourhood;
mod numbers;

pub use change::{Change, ChangeError, Difference, Parcel};

use crate::check::gather;
use crate::coverage::{BoxTree, LivingBorder, Remains, Unusable, stored_edges};
use crate::lattice::Lattice;
use crate::plane::{Bounds, Segment};
use crate::{
    Finding, Interrupted, Observer, ParcelGeometries, Parcels, Preparation, Profile, References, Rule,
    RuleSetting, StrokedParcel,
};
use ledger::Ledger;
use std::collections::{BTreeSet, HashMap};

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
            preparation: Preparation {
                is_projected: preparation.is_projected,
                stroked: Vec::new(),
                linework: None,
            },
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

/// The profile with those rules only whose findings depend on nothing but what is near: a check of a neighbourhood under it finds
/// what a check of everything finds there. It leaves out rules that weigh a dataset as a whole, and near misses and open gaps,
/// which reach along boundaries however long they are. Of gaps only those are found that lie wholly in the neighbourhood.
#[must_use]
pub fn about_what_is_near(profile: &Profile) -> Profile {
    kept_part(profile)
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
