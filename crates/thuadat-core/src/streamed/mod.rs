//! A check cell by cell, for parcels that memory does not hold together.
//!
//! What is found at a place depends on the parcels near it alone. So the plane is shared out in cells, and each is
//! checked with all parcels that meet it; of what comes of that, a cell keeps what is at a place of its own:
//!
//! - findings about one parcel: where the parcel's first vertex is;
//! - overlaps: at the lower left corner of what the boxes of the two have in common;
//! - missing vertices: where the vertex is lacking;
//! - edges of the border: at their lesser end.
//!
//! Each of these places is owned by one cell, and all parcels that matter there meet that cell. Of the border, what hangs
//! together inside of one cell is settled there and forgotten but for rings that may matter; what goes beyond is carried to
//! the end. Gaps, numbers given twice and what is wrong between sheets are told at the end, when all is known.
//!
//! Boundaries that nearly meet are told with all that hangs together, which a cell may cut: cells only tell which parcels
//! nearly meet, and these are looked at again, group by group, with the parcels around them.

mod again;
mod place;
mod rings;

use crate::check::{
    BorderCorner, Whole, add_findings_between_sheets, are_compared, corners_near_other_sheets,
    findings_about_the_whole, gap_finding, gather, is_numbered, may_be_of_edges, needs_all_at_once,
    outcome_of, parsed_code, standing_out,
};
use crate::coverage::{
    BorderEdge, HalfOpen, LiveGap, LivingBorder, MeasuredGap, Remains, Unusable, border_of_cell, measure_gap,
    near_reach, reachable_vertices, stored_edges,
};
use crate::lattice::Lattice;
use crate::plane::{Bounds, Segment};
use crate::prepared::kept_part;
use crate::{
    CheckOutcome, Finding, Interrupted, KnownColumns, Message, Observer, ParcelGeometries, Parcels, Profile,
    References, Rule, RuleSetting,
};
use again::Near;
use geo::{Coord, Rect};
use place::{place_of_overlap, place_of_parcel};
use rings::Rings;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// A rectangle of the plane with its lower and left sides, but without its upper and right ones. Cells of a check must
/// share out the plane: no gaps, no overlaps, the very same numbers on common sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Its lower left corner; may be infinite.
    pub min: Coord<f64>,
    /// Its upper right corner; may be infinite.
    pub max: Coord<f64>,
}

/// A check of parcels that come cell by cell.
///
/// Where identifiers of parcels lie is not looked at: the outcome says so. Otherwise it is that of
/// [`check`](crate::check) on all parcels at once: the same findings with the same ids in the same order. Cells are given
/// one after the other, then the [groups](Self::near_groups) of parcels whose boundaries nearly meet, then what is still [awaited](Self::awaited).
///
/// # Complexity
///
/// That of a check of each cell. Memory is that of the largest cell, the findings, 16 bytes for each numbered parcel, 20
/// bytes for each edge of the outline of a block of parcels, and some 300 bytes for each edge of the border that
/// hangs together with what is beyond its cell. Where the border is connected over the whole dataset, that is all of it.
///
/// # Examples
///
/// ```
/// use geo::{coord, polygon};
/// use thuadat_core::{Cell, FeatureId, ParcelRecord, Parcels, Profile, StreamedCheck, Unobserved, check};
///
/// let parcels = Parcels::from_polygons(&[
///     polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 10.), (x: 0., y: 10.)],
///     polygon![(x: 9., y: 0.), (x: 20., y: 0.), (x: 20., y: 10.), (x: 9., y: 10.)],
/// ]);
/// let mut streamed = StreamedCheck::new(&Profile::strict(), parcels.columns);
/// for (from, to) in [(f64::NEG_INFINITY, 9.5), (9.5, f64::INFINITY)] {
///     let cell = Cell { min: coord! { x: from, y: f64::NEG_INFINITY }, max: coord! { x: to, y: f64::INFINITY } };
///     streamed.check_cell(&cell, &parcels, &[0, 1], &Unobserved)?; // both parcels meet both cells
/// }
/// for members in streamed.near_groups() {
///     streamed.look_again(&members, &parcels, &[0, 1], &Unobserved)?;
/// }
/// assert!(streamed.awaited().is_empty());
/// let outcome = streamed.finish(&Parcels::default(), &[]);
/// assert_eq!(outcome.findings, check(&parcels, &Profile::strict(), &Unobserved)?.findings);
/// # Ok::<(), thuadat_core::Interrupted>(())
/// ```
#[derive(Debug)]
pub struct StreamedCheck {
    asked: Profile,
    /// That of the whole check, and that of a cell.
    profile: Profile,
    of_cell: Profile,
    references: References,
    columns: KnownColumns,
    lattice: Lattice,
    findings: Vec<Finding>,
    /// Hashes of the keys and of the identifiers of parcels.
    keys: Vec<(u64, u32)>,
    /// Parcels that stand out, as far as rules that weigh all parcels together are concerned.
    standing_out: Vec<u32>,
    whole: Whole,
    carried: Vec<BorderEdge>,
    rings: Rings,
    overlapping: Vec<(u32, u32)>,
    /// Edges of parcels that are compared by others than their own, where they may stand around a gap.
    replaced: HashMap<u32, Vec<Segment>>,
    /// Parcels that cannot be compared.
    unusable: Unusable,
    gaps: Option<Vec<LiveGap>>,
    near: Near,
    /// Corners of the border that have one of another sheet near.
    corners: Vec<BorderCorner>,
}

impl StreamedCheck {
    /// A check under a profile, of parcels of which these facts are known.
    #[must_use]
    pub fn new(profile: &Profile, columns: KnownColumns) -> Self {
        let mut run = profile.clone();
        run.severities.extend(NOT_RUN.map(|rule| (rule, RuleSetting::Off)));
        Self {
            lattice: Lattice::new(profile.lattice_m),
            asked: profile.clone(),
            profile: run,
            of_cell: kept_part(profile),
            references: References::default(),
            columns,
            findings: Vec::new(),
            keys: Vec::new(),
            standing_out: Vec::new(),
            whole: Whole::default(),
            carried: Vec::new(),
            rings: Rings::default(),
            overlapping: Vec::new(),
            replaced: HashMap::new(),
            unusable: Unusable::default(),
            gaps: None,
            near: Near::default(),
            corners: Vec::new(),
        }
    }

    /// Holds codes against lists. Where identifiers lie is not looked at.
    #[must_use]
    pub fn against(self, references: References) -> Self {
        Self { references: References { code_places: None, ..references }, ..self }
    }

    /// Whether a rule is not run, since it needs all parcels at once.
    #[must_use]
    pub fn leaves_out(rule: Rule) -> bool {
        NOT_RUN.contains(&rule)
    }

    /// What an outcome says of a rule that would have been run if all parcels had been there at once.
    #[must_use]
    pub fn why_left_out() -> Message {
        needs_all_at_once()
    }

    /// The profile in force: the one given, with the rules off that are not run.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The box of a parcel that tells which cells it meets. None for a parcel without a place: it is to be given to one
    /// cell, whichever.
    #[must_use]
    pub fn extent(profile: &Profile, parcels: &ParcelGeometries, parcel: usize) -> Option<Rect<f64>> {
        let lattice = Lattice::new(profile.lattice_m);
        let coords = &parcels.coords()[parcels.parcel_coords(parcel)];
        let mut reachable = coords.iter().filter(|&&coord| lattice.reaches(coord));
        let &first = reachable.next()?;
        let (min, max) = reachable.fold((first, first), |(min, max), at| {
            (
                Coord { x: min.x.min(at.x), y: min.y.min(at.y) },
                Coord { x: max.x.max(at.x), y: max.y.max(at.y) },
            )
        });
        Some(Rect::new(min, max))
    }

    /// How far from a cell's rim, in metres, parcels still matter to it.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        let near_m = near_reach(&self.profile, self.lattice).unwrap_or(0) as f64 * self.profile.lattice_m;
        let of_sheets_m = if self.compares_sheets() { self.profile.sheet_shift.reach_m } else { 0.0 };
        self.profile.missing_vertex_m.max(near_m).max(of_sheets_m) + 4.0 * self.profile.lattice_m
    }

    /// Checks one cell.
    ///
    /// `parcels` are all whose boxes come within [`reach_m`](Self::reach_m) of the cell, more do no harm; `positions` are
    /// their places in the whole input, ascending. A parcel that has no place, as [`extent`](Self::extent) tells, is to be
    /// given to one cell.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] when the observer asks for it. The check cannot go on then.
    ///
    /// # Panics
    ///
    /// When there are not as many positions as parcels.
    pub fn check_cell(
        &mut self,
        cell: &Cell,
        parcels: &Parcels,
        positions: &[u32],
        observer: &dyn Observer,
    ) -> Result<(), Interrupted> {
        assert_eq!(parcels.len(), positions.len(), "one position for each parcel");
        let cell = self.on_lattice(cell);
        let near_reach = near_reach(&self.profile, self.lattice).unwrap_or(0);
        let mut remains = Remains { near_reach, ..Remains::default() };
        let (found, _) =
            gather(parcels, &self.of_cell, &References::default(), observer, Some(&mut remains))?;
        let shapes = &parcels.geometries;
        let is_own = |parcel: u32| {
            place_of_parcel(shapes, parcel as usize, self.lattice).is_none_or(|place| cell.owns(place))
        };
        let overlap_is_own = |one: u32, other: u32| {
            place_of_overlap(shapes, one as usize, other as usize, self.lattice)
                .is_some_and(|place| cell.owns(place))
        };
        let is_found_here = |finding: &Finding| match (finding.rule, finding.parcels.as_slice()) {
            (Rule::Gap | Rule::NumberDuplicate, _) => false,
            (Rule::MissingVertex, _) => finding.at.is_some_and(|at| cell.owns(self.lattice.point(at))),
            (Rule::Overlap | Rule::DuplicateParcel | Rule::ContainedParcel, &[one, other]) => {
                overlap_is_own(one, other)
            }
            (_, of) => of.first().is_some_and(|&parcel| is_own(parcel)),
        };
        let found: Vec<Finding> = found.into_iter().filter(is_found_here).collect();
        let own: Vec<u32> = (0..parcels.len() as u32).filter(|&parcel| is_own(parcel)).collect();
        let own_overlaps = remains.overlapping.iter().filter(|&&(one, other)| overlap_is_own(one, other));
        self.overlapping
            .extend(own_overlaps.map(|&(one, other)| (positions[one as usize], positions[other as usize])));
        self.findings.extend(found.into_iter().map(|finding| placed(finding, positions)));
        self.remember(parcels, &own, positions);
        self.near.add(&remains, &cell, positions);
        if self.compares_sheets() {
            let corners: Vec<BorderCorner> =
                remains.border.iter().map(|&(segment, parcel)| (segment.a, parcel)).collect();
            let near_others = corners_near_other_sheets(parcels, &self.profile, &corners).into_iter();
            let own = near_others.filter(|&(at, _)| cell.owns(at));
            self.corners.extend(own.map(|(at, parcel)| (at, positions[parcel as usize])));
        }
        let border = border_of_cell(&remains, &cell);
        let placed = |(segment, parcel): BorderEdge| (segment, positions[parcel as usize]);
        self.carried.extend(border.carried.into_iter().map(placed));
        for mut ring in border.rings {
            for (_, edge) in &mut ring.links {
                *edge = placed(*edge);
            }
            self.rings.add(ring);
        }
        for parcel in remains.unusable {
            let vertices = reachable_vertices(shapes, parcel as usize, self.lattice);
            self.unusable.insert(positions[parcel as usize], vertices);
        }
        let overlapping: BTreeSet<u32> =
            remains.overlapping.iter().flat_map(|&(one, other)| [one, other]).collect();
        let replaced = remains.replaced.into_iter().filter(|(parcel, _)| overlapping.contains(parcel));
        self.replaced.extend(replaced.map(|(parcel, edges)| (positions[parcel as usize], edges)));
        Ok(())
    }

    /// Groups of parcels whose boundaries nearly meet, by position, ascending: each group is to be given to
    /// [`look_again`](Self::look_again), with the parcels around it. Asked when all cells are checked.
    #[must_use]
    pub fn near_groups(&self) -> Vec<Vec<u32>> {
        self.near.groups()
    }

    /// Looks at boundaries that nearly meet.
    ///
    /// `members` are the parcels of one group or of several, ascending. `parcels` are these and all whose boxes come within
    /// [`reach_m`](Self::reach_m) of the box of one of them; `positions` are their places in the whole input, ascending.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] when the observer asks for it. The check cannot go on then.
    ///
    /// # Panics
    ///
    /// When there are not as many positions as parcels.
    pub fn look_again(
        &mut self,
        members: &[u32],
        parcels: &Parcels,
        positions: &[u32],
        observer: &dyn Observer,
    ) -> Result<(), Interrupted> {
        assert_eq!(parcels.len(), positions.len(), "one position for each parcel");
        self.near.look_again(members, parcels, positions, (&self.profile, observer))
    }

    /// The positions of parcels that must be seen once more before the check can be finished: those around gaps, and those
    /// whose numbers may be given twice. Sorted. Asked when all cells are checked.
    #[must_use]
    pub fn awaited(&mut self) -> Vec<u32> {
        let partners = self.partners();
        self.gaps();
        let gaps = self.gaps.iter().flatten();
        let around: BTreeSet<u32> = gaps.clone().flat_map(|gap| gap.parcels.iter().copied()).collect();
        let owners: Vec<u32> = gaps.flat_map(|gap| self.unusable.owners_of(&gap.rings[0])).collect();
        let partners = around.iter().filter_map(|parcel| partners.get(parcel)).flatten().copied();
        let mut awaited: BTreeSet<u32> = partners.collect();
        awaited.extend(around);
        awaited.extend(owners);
        self.keys.sort_unstable();
        let same = self.keys.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
        awaited.extend(same.flatten().map(|&(_, parcel)| parcel));
        awaited.extend(&self.standing_out);
        awaited.extend(self.whole.off_grid.map(|off| off.parcel));
        if self.compares_sheets() {
            awaited.extend(self.corners.iter().map(|&(_, parcel)| parcel));
            let of_edges =
                self.findings.iter().chain(self.near.findings()).filter(|it| may_be_of_edges(it.rule));
            awaited.extend(of_edges.flat_map(|finding| &finding.parcels));
        }
        awaited.into_iter().collect()
    }

    /// Tells of gaps and of numbers given twice, and puts all findings in order.
    ///
    /// `parcels` are those [awaited](Self::awaited), `positions` their places in the whole input.
    ///
    /// # Panics
    ///
    /// When a parcel that is awaited is lacking.
    #[must_use]
    pub fn finish(mut self, parcels: &Parcels, positions: &[u32]) -> CheckOutcome {
        self.near.settle(&mut self.findings);
        let partners = self.partners();
        self.gaps();
        let gaps = self.gaps.take().unwrap_or_default();
        let local =
            |position: u32| positions.binary_search(&position).expect("every parcel awaited is given") as u32;
        for LiveGap { parcels: mut around, rings, outline } in gaps {
            let Some(area) = measure_gap(&rings, self.lattice) else { continue };
            let partners: BTreeSet<u32> =
                around.iter().filter_map(|parcel| partners.get(parcel)).flatten().copied().collect();
            for partner in partners {
                let edges = || match self.replaced.get(&partner) {
                    Some(edges) => edges.clone(),
                    None => stored_edges(&parcels.geometries, local(partner) as usize, self.lattice),
                };
                if around.binary_search(&partner).is_err()
                    && edges().iter().any(|edge| outline.is_shared_by(edge))
                {
                    around.insert(around.partition_point(|&parcel| parcel < partner), partner);
                }
            }
            let owners = self.unusable.owners_of(&rings[0]).into_iter().map(local).collect();
            let around = around.into_iter().map(local).collect();
            let gap = MeasuredGap { parcels: around, owners, area, is_left_over: false };
            let finding = gap_finding(parcels, &self.profile, gap);
            self.findings.extend(finding.map(|finding| placed(finding, positions)));
        }
        if self.compares_sheets() {
            let (mut of_edges, others): (Vec<Finding>, Vec<Finding>) = std::mem::take(&mut self.findings)
                .into_iter()
                .partition(|finding| may_be_of_edges(finding.rule));
            of_edges
                .iter_mut()
                .flat_map(|finding| &mut finding.parcels)
                .for_each(|parcel| *parcel = local(*parcel));
            let corners: Vec<BorderCorner> =
                self.corners.iter().map(|&(at, parcel)| (at, local(parcel))).collect();
            add_findings_between_sheets(parcels, &self.profile, &corners, &mut of_edges);
            self.findings = others;
            self.findings.extend(of_edges.into_iter().map(|finding| placed(finding, positions)));
        }
        let mut whole = self.whole;
        if let Some(off) = &mut whole.off_grid {
            off.parcel = local(off.parcel);
        }
        let found = findings_about_the_whole(parcels, &self.profile, &self.references, &whole);
        self.findings.extend(found.into_iter().map(|finding| placed(finding, positions)));
        let facts = (self.columns, self.references);
        outcome_of(self.findings, facts, whole.is_projected, &self.asked, &self.profile)
    }

    /// Keeps of a cell's own parcels what rules need that weigh all parcels together.
    fn remember(&mut self, parcels: &Parcels, own: &[u32], positions: &[u32]) {
        let hash = BuildHasherDefault::<DefaultHasher>::new();
        let wants = |rule: Rule| self.profile.severity(rule).is_some();
        let compares_numbers = self.columns.sheet && wants(Rule::NumberDuplicate);
        let compares_codes = self.columns.code && wants(Rule::ParcelCodeDuplicate);
        for &parcel in own {
            let (record, position) = (&parcels.records[parcel as usize], positions[parcel as usize]);
            if compares_numbers && is_numbered(record, self.columns) {
                self.keys.push((hash.hash_one(&record.key), position));
            }
            if compares_codes && let Some(code) = parsed_code(record) {
                self.keys.push((hash.hash_one(code), position));
            }
        }
        let standing_out = standing_out(parcels, &self.profile, &self.references).into_iter();
        let own_only = standing_out.filter(|parcel| own.binary_search(parcel).is_ok());
        self.standing_out.extend(own_only.map(|parcel| positions[parcel as usize]));
        self.whole.add(parcels, own, positions, &self.profile);
    }

    fn compares_sheets(&self) -> bool {
        are_compared(self.columns, &self.profile)
    }

    /// The gaps, once all of the border is known.
    fn gaps(&mut self) -> &[LiveGap] {
        if self.gaps.is_none() {
            let mut border = LivingBorder::of(&std::mem::take(&mut self.carried));
            self.rings.hand_over(&mut border);
            let gaps: Vec<u32> = border.gaps().collect();
            self.gaps = Some(gaps.into_iter().map(|gap| border.gap(gap)).collect());
        }
        self.gaps.as_deref().unwrap_or_default()
    }

    fn partners(&self) -> BTreeMap<u32, BTreeSet<u32>> {
        let mut partners: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for &(one, other) in &self.overlapping {
            partners.entry(one).or_default().insert(other);
            partners.entry(other).or_default().insert(one);
        }
        partners
    }

    fn on_lattice(&self, cell: &Cell) -> HalfOpen {
        HalfOpen(Bounds {
            min: self.lattice.point_anywhere(cell.min),
            max: self.lattice.point_anywhere(cell.max),
        })
    }
}

/// Rules that need all parcels at once: to say in which parcel an identifier lies, all are looked at.
const NOT_RUN: [Rule; 1] = [Rule::ParcelCodeOutside];

/// A finding about some parcels, with their positions in the whole input.
fn placed(mut finding: Finding, positions: &[u32]) -> Finding {
    for parcel in &mut finding.parcels {
        *parcel = positions[*parcel as usize];
    }
    finding
}
