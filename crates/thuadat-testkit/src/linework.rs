//! A coverage as surveyors draw it: lines, each once, and a label in each parcel.

use crate::lattice::{Millimetres, distance_m};
use crate::random::stream;
use geo::Coord;
use rand::seq::SliceRandom;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{Drawing, Parcels, Rule};

/// Lines and labels of a map sheet, and nothing that says what belongs together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Linework {
    /// The boundaries, each stretch once: from one point where three meet to the next.
    pub lines: Vec<Vec<Coord<f64>>>,
    /// What stands in each parcel, such as `12/250.3/ODT`, with the sheet in front where the parcel has one.
    pub labels: Vec<(Coord<f64>, String)>,
}

/// One thing wrong with linework, and where its finding points.
#[derive(Debug, Clone, PartialEq)]
pub struct LineworkFault {
    /// The rule that must find it.
    pub rule: Rule,
    /// Where; for faces any point inside.
    pub at: Coord<f64>,
    /// What was done.
    pub note: &'static str,
}

/// How far faults are kept apart, in metres.
const APART_M: f64 = 120.0;
/// Faults of each kind.
const OF_EACH_KIND: usize = 4;

impl Linework {
    /// The lines and labels of a clean coverage on the 1 mm lattice.
    ///
    /// # Panics
    ///
    /// When a parcel has no inside.
    #[must_use]
    pub fn of(parcels: &Parcels) -> Self {
        let mut edges: BTreeSet<[Millimetres; 2]> = BTreeSet::new();
        for ring in (0..parcels.len()).flat_map(|parcel| parcels.geometries.rings(parcel)) {
            for ends in ring.windows(2) {
                let [a, b] = [Millimetres::nearest(ends[0]), Millimetres::nearest(ends[1])];
                edges.insert([a.min(b), a.max(b)]);
            }
        }
        let label = |parcel: usize| {
            let at = parcels.geometries.point_inside(parcel, 0.0001).expect("a clean parcel has an inside");
            let record = &parcels.records[parcel];
            let area = record.recorded_area_m2.map(|area| format!("/{area:.1}")).unwrap_or_default();
            let land_use = record.land_use.as_ref().map(|code| format!("/{code}")).unwrap_or_default();
            let sheet = record.key.sheet.as_ref().map(|sheet| format!("{sheet}/")).unwrap_or_default();
            let number = record.key.number.as_deref().unwrap_or_default();
            (Millimetres::nearest(at).to_metres(), format!("{sheet}{number}{area}{land_use}"))
        };
        Self { lines: chained(edges), labels: (0..parcels.len()).map(label).collect() }
    }

    /// The same as a drawing, boundaries on level 10 and labels on level 13, as FAMIS has them.
    #[must_use]
    pub fn drawing(&self) -> Drawing {
        let mut drawing = Drawing::default();
        let (solid, boundaries, labels) =
            (drawing.style("0", false), drawing.level("10"), drawing.level("13"));
        for line in &self.lines {
            drawing.push_line(boundaries, solid, line.iter().copied());
        }
        for ((at, text), number) in self.labels.iter().zip(1..) {
            drawing.push_text(labels, *at, text, number);
        }
        drawing
    }

    /// Copies the linework of a coverage and puts faults into the copy, far from each other; the second part is the truth
    /// about them. The same seed gives the same faults.
    ///
    /// # Panics
    ///
    /// When the coverage is too small to hold them.
    #[must_use]
    pub fn spoil(&self, parcels: &Parcels, seed: u64) -> (Self, Vec<LineworkFault>) {
        let mut spoilt = self.clone();
        let mut places = Places::new(self, parcels, seed);
        let mut faults = Vec::new();
        let mut removed = BTreeSet::new();
        for _ in 0..OF_EACH_KIND {
            let (parcel, inside) = places.next();
            faults.push(spoilt.leave_a_stub(parcels, parcel, inside));
            let (parcel, inside) = places.next();
            removed.insert(parcel);
            faults.push(fault(Rule::FaceWithoutLabel, inside, "a label left out"));
            let (_, inside) = places.next();
            let beside = Coord { x: inside.x + 0.3, y: inside.y };
            spoilt.labels.push((beside, "1/99999".to_owned()));
            faults.push(fault(Rule::FaceWithSeveralLabels, inside, "a second label"));
            let (line, end) = places.next_line(self, parcels);
            faults.extend(spoilt.stop_short(line, end));
        }
        let west = self.labels.iter().map(|(at, _)| at.x).fold(f64::INFINITY, f64::min) - 5_000.0;
        for position in 0..OF_EACH_KIND {
            let (parcel, inside) = places.next();
            let at = Coord { x: west, y: inside.y + position as f64 };
            spoilt.labels[parcel].0 = at;
            faults.push(fault(Rule::LabelOutside, at, "a label far outside"));
            faults.push(fault(Rule::FaceWithoutLabel, inside, "where its label stood"));
        }
        let mut position = 0;
        spoilt.labels.retain(|_| {
            position += 1;
            !removed.contains(&(position - 1))
        });
        (spoilt, faults)
    }

    /// A line from a corner of a parcel half-way to its middle.
    fn leave_a_stub(&mut self, parcels: &Parcels, parcel: usize, inside: Coord<f64>) -> LineworkFault {
        let corner = parcels.geometries.rings(parcel).flatten().next().expect("a clean parcel has corners");
        let end = Millimetres::nearest((*corner + inside) / 2.0).to_metres();
        self.lines.push(vec![*corner, end]);
        fault(Rule::Dangle, end, "a stub from a corner")
    }

    /// Ends a line 0.2 m before the point where it met others.
    fn stop_short(&mut self, line: usize, inside: Coord<f64>) -> [LineworkFault; 2] {
        const OPENING_M: f64 = 0.2;
        let points = &mut self.lines[line];
        let (last, before) = (points[points.len() - 1], points[points.len() - 2]);
        let length_m = (last.x - before.x).hypot(last.y - before.y);
        let end = Millimetres::nearest(last - (last - before) * (OPENING_M / length_m)).to_metres();
        *points.last_mut().expect("a line has ends") = end;
        [
            fault(Rule::UnclosedFace, end, "a line that stops short"),
            fault(Rule::FaceWithSeveralLabels, inside, "two parcels made one by a line that stops short"),
        ]
    }
}

fn fault(rule: Rule, at: Coord<f64>, note: &'static str) -> LineworkFault {
    LineworkFault { rule, at, note }
}

/// Parcels in a random order, each far from those taken before.
struct Places {
    order: Vec<(usize, Coord<f64>)>,
    taken: Vec<Coord<f64>>,
}

impl Places {
    fn new(linework: &Linework, parcels: &Parcels, seed: u64) -> Self {
        let is_plain = |parcel: usize| {
            let shapes = &parcels.geometries;
            let inside = Millimetres::nearest(linework.labels[parcel].0);
            let on_lattice = |ring: &[Coord<f64>]| ring.iter().map(|&at| Millimetres::nearest(at)).collect();
            let mut edges = shapes.rings(parcel).flat_map(|ring| {
                let ring: Vec<Millimetres> = on_lattice(ring);
                ring.windows(2).map(|ends| distance_m(inside, ends[0], ends[1])).collect::<Vec<_>>()
            });
            // A stub must end far from all lines, and its label be far from the stub.
            shapes.rings(parcel).count() == 1
                && shapes.area_m2(parcel) < 2_000.0
                && edges.all(|away| away > 3.0)
        };
        let mut order: Vec<(usize, Coord<f64>)> =
            (0..parcels.len()).filter(|&it| is_plain(it)).map(|it| (it, linework.labels[it].0)).collect();
        order.shuffle(&mut stream(seed, 9));
        Self { order, taken: Vec::new() }
    }

    fn is_free(&self, at: Coord<f64>) -> bool {
        self.taken.iter().all(|taken| (taken.x - at.x).hypot(taken.y - at.y) > APART_M)
    }

    fn next(&mut self) -> (usize, Coord<f64>) {
        let position = (0..self.order.len()).find(|&it| self.is_free(self.order[it].1));
        let place = self.order.swap_remove(position.expect("the coverage is large enough"));
        self.taken.push(place.1);
        place
    }

    /// A line between two parcels whose last segment is long, and the middle of one of the parcels.
    fn next_line(&mut self, linework: &Linework, parcels: &Parcels) -> (usize, Coord<f64>) {
        let by_edge = parcels_by_edge(parcels);
        loop {
            let (parcel, inside) = self.next();
            let found = linework.lines.iter().position(|line| {
                let [before, last] = [line[line.len() - 2], line[line.len() - 1]];
                let length_m = (last.x - before.x).hypot(last.y - before.y);
                let ends = [before, last].map(Millimetres::nearest);
                let key = [ends[0].min(ends[1]), ends[0].max(ends[1])];
                let is_between_two =
                    by_edge.get(&key).is_some_and(|both| both.len() == 2 && both.contains(&parcel));
                length_m > 3.0 && line.first() != line.last() && is_between_two
            });
            if let Some(line) = found {
                return (line, inside);
            }
        }
    }
}

fn parcels_by_edge(parcels: &Parcels) -> BTreeMap<[Millimetres; 2], Vec<usize>> {
    let mut by_edge: BTreeMap<[Millimetres; 2], Vec<usize>> = BTreeMap::new();
    for parcel in 0..parcels.len() {
        for ends in parcels.geometries.rings(parcel).flat_map(|ring| ring.windows(2)) {
            let [a, b] = [Millimetres::nearest(ends[0]), Millimetres::nearest(ends[1])];
            by_edge.entry([a.min(b), a.max(b)]).or_default().push(parcel);
        }
    }
    by_edge
}

/// Edges as chains from one point where other than two meet to the next; rings that no other line touches come closed.
fn chained(edges: BTreeSet<[Millimetres; 2]>) -> Vec<Vec<Coord<f64>>> {
    let mut beside: BTreeMap<Millimetres, BTreeSet<Millimetres>> = BTreeMap::new();
    for [a, b] in edges {
        beside.entry(a).or_default().insert(b);
        beside.entry(b).or_default().insert(a);
    }
    let junctions: Vec<Millimetres> =
        beside.iter().filter(|(_, others)| others.len() != 2).map(|(&at, _)| at).collect();
    let rest: Vec<Millimetres> = beside.keys().copied().collect();
    let is_junction: BTreeSet<Millimetres> = junctions.iter().copied().collect();
    let mut lines = Vec::new();
    for start in junctions.into_iter().chain(rest) {
        while let Some(&next) = beside[&start].first() {
            let mut line = vec![start];
            let mut at = next;
            let mut before = start;
            loop {
                beside.get_mut(&before).expect("an edge has two ends").remove(&at);
                beside.get_mut(&at).expect("an edge has two ends").remove(&before);
                line.push(at);
                let Some(&next) = beside[&at].first().filter(|_| !is_junction.contains(&at)) else { break };
                (before, at) = (at, next);
            }
            lines.push(line.into_iter().map(Millimetres::to_metres).collect());
        }
    }
    lines
}
