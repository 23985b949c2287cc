//! Which levels hold boundaries and which labels, by what is on them.

use super::arrangement::Arrangement;
use super::drawing::{Drawing, Level, LineStyle};
use super::faces::Faces;
use super::free_ends::without_free_ends;
use super::label::Label;
use super::matching::{Home, PlacedLabel, homes};
use super::{JOIN_REACH_M, LineworkRequest};
use crate::lattice::Lattice;
use crate::plane::{Point, Segment};
use std::collections::BTreeMap;

/// What is taken of a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) boundaries: Vec<Level>,
    pub(super) labels: Vec<Level>,
    pub(super) styles: Vec<LineStyle>,
}

/// A level is one of labels when so many of its texts, in parts of a hundred, can be read as labels.
const LABELS_PERCENT: usize = 80;

pub(super) fn choose(
    drawing: &Drawing,
    request: &LineworkRequest,
    lattice: Lattice,
) -> Result<Chosen, super::LineworkError> {
    let styles = styles(drawing, request)?;
    let labels = match &request.label_levels[..] {
        [] => label_levels(drawing),
        names => named(drawing, names)?,
    };
    let boundaries = match &request.boundary_levels[..] {
        [] => boundary_levels(drawing, &styles, &labels, request, lattice),
        names => named(drawing, names)?,
    };
    Ok(Chosen { boundaries, labels, styles })
}

pub(super) fn named(drawing: &Drawing, names: &[String]) -> Result<Vec<Level>, super::LineworkError> {
    let find = |name: &String| {
        drawing.find_level(name).ok_or_else(|| super::LineworkError::NoSuchLevel {
            level: name.clone(),
            levels: drawing.level_names().iter().map(ToString::to_string).collect(),
        })
    };
    let mut levels = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    levels.sort_unstable();
    levels.dedup();
    Ok(levels)
}

/// The styles named, or those without gaps.
fn styles(drawing: &Drawing, request: &LineworkRequest) -> Result<Vec<LineStyle>, super::LineworkError> {
    if request.line_styles.is_empty() {
        return Ok(drawing
            .styles()
            .filter(|(_, _, is_broken)| !is_broken)
            .map(|(style, ..)| style)
            .collect());
    }
    if request.line_styles.iter().any(|name| name == "*") {
        return Ok(drawing.styles().map(|(style, ..)| style).collect());
    }
    let find = |wanted: &String| {
        let found = drawing.styles().find(|(_, name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(style, ..)| style).ok_or_else(|| super::LineworkError::NoSuchStyle {
            style: wanted.clone(),
            styles: drawing.styles().map(|(_, name, _)| name.to_owned()).collect(),
        })
    };
    request.line_styles.iter().map(find).collect()
}

/// The level with most labels, and those others on which only areas or only land uses stand.
pub(super) fn label_levels(drawing: &Drawing) -> Vec<Level> {
    #[derive(Default)]
    struct Seen {
        texts: usize,
        numbered: usize,
        others: usize,
    }
    let mut seen: BTreeMap<Level, Seen> = BTreeMap::new();
    for text in &drawing.texts {
        let level = seen.entry(text.level).or_default();
        level.texts += 1;
        match Label::read(&text.written) {
            Some(label) if !label.numbers.is_empty() => level.numbered += 1,
            Some(_) => level.others += 1,
            None => {}
        }
    }
    let is_mostly = |part: usize, whole: usize| 100 * part >= LABELS_PERCENT * whole;
    let most = seen
        .iter()
        .filter(|(_, seen)| seen.numbered > 0 && is_mostly(seen.numbered + seen.others, seen.texts))
        .max_by_key(|(level, seen)| (seen.numbered, std::cmp::Reverse(**level)))
        .or_else(|| seen.iter().filter(|(_, seen)| seen.numbered > 0).max_by_key(|(_, seen)| seen.numbered))
        .map(|(level, _)| *level);
    let Some(most) = most else { return Vec::new() };
    let is_beside = |level: Level, seen: &Seen| {
        level != most
            && seen.numbered * 10 <= seen.others
            && is_mostly(seen.others, seen.texts)
            && seen.others > 0
    };
    let mut levels: Vec<Level> =
        seen.iter().filter(|(level, seen)| is_beside(**level, seen)).map(|(level, _)| *level).collect();
    levels.push(most);
    levels.sort_unstable();
    levels
}

/// The level whose lines alone put most labels each in a face of its own, then every level that adds to these. Where no
/// label says anything, the level with most lines.
fn boundary_levels(
    drawing: &Drawing,
    styles: &[LineStyle],
    labels: &[Level],
    request: &LineworkRequest,
    lattice: Lattice,
) -> Vec<Level> {
    let by_level = segments_by_level(drawing, styles, lattice);
    let labels = read_labels(drawing, labels, request, lattice);
    let numbered: Vec<&PlacedLabel<'_>> =
        labels.iter().filter(|placed| !placed.label.numbers.is_empty()).collect();
    let mut candidates: Vec<(usize, Level)> = by_level.iter().map(|(level, it)| (it.len(), *level)).collect();
    candidates.sort_unstable_by_key(|&(lines, level)| (std::cmp::Reverse(lines), level));
    if candidates.len() < 2 || numbered.is_empty() {
        return candidates.first().map(|(_, level)| *level).into_iter().collect();
    }
    let alone = |levels: &[Level]| {
        let segments: Vec<Segment> =
            levels.iter().flat_map(|level| by_level[level].iter().copied()).collect();
        labels_alone(segments, &numbered, lattice)
    };
    let scores: Vec<(usize, Level)> = candidates.iter().map(|&(_, level)| (alone(&[level]), level)).collect();
    let mut chosen = Vec::new();
    let mut best = 0;
    // `candidates` stand by number of lines: of levels as good, the fuller one is taken.
    for &(score, level) in &scores {
        if score > best {
            (best, chosen) = (score, vec![level]);
        }
    }
    if chosen.is_empty() {
        chosen.push(candidates[0].1);
    }
    let mut others: Vec<(usize, Level)> =
        scores.into_iter().filter(|(_, level)| !chosen.contains(level)).collect();
    others.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    for (_, level) in others {
        if best == numbered.len() {
            break;
        }
        let more: Vec<Level> = chosen.iter().copied().chain([level]).collect();
        let score = alone(&more);
        if score > best {
            (best, chosen) = (score, more);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// How many labels lie in a face in which no other does.
fn labels_alone(segments: Vec<Segment>, labels: &[&PlacedLabel<'_>], lattice: Lattice) -> usize {
    let arrangement = Arrangement::new(segments, lattice.steps(JOIN_REACH_M));
    let faces = Faces::of(&arrangement, &without_free_ends(&arrangement)).faces;
    let mut in_face = vec![0_u32; faces.len()];
    for home in homes(&faces, labels.iter().map(|placed| &placed.at)) {
        if let Home::In(face) = home {
            in_face[face as usize] += 1;
        }
    }
    in_face.into_iter().filter(|&count| count == 1).count()
}

fn segments_by_level(
    drawing: &Drawing,
    styles: &[LineStyle],
    lattice: Lattice,
) -> BTreeMap<Level, Vec<Segment>> {
    let mut by_level: BTreeMap<Level, Vec<Segment>> = BTreeMap::new();
    for (level, style, points) in drawing.lines() {
        if styles.contains(&style) {
            by_level.entry(level).or_default().extend(segments_of(points, lattice));
        }
    }
    by_level.retain(|_, segments| !segments.is_empty());
    by_level
}

/// The segments of a line on the lattice; those that have no length there, or no place, are left out.
pub(super) fn segments_of(
    points: &[geo::Coord<f64>],
    lattice: Lattice,
) -> impl Iterator<Item = Segment> + '_ {
    let ends = points.windows(2).filter(move |ends| lattice.reaches_all(ends));
    ends.map(move |ends| Segment { a: lattice.point(ends[0]), b: lattice.point(ends[1]) })
        .filter(|segment| segment.a != segment.b)
}

/// The texts of some levels that are labels.
pub(super) fn read_labels<'a>(
    drawing: &'a Drawing,
    levels: &[Level],
    request: &'a LineworkRequest,
    lattice: Lattice,
) -> Vec<PlacedLabel<'a>> {
    let on_map = drawing.texts.iter().filter(|text| levels.contains(&text.level)).filter_map(|text| {
        let at: Point = lattice.reaches(text.at).then(|| lattice.point(text.at))?;
        Some(PlacedLabel { label: Label::read(&text.written)?, at, feature: text.feature })
    });
    let last = drawing.texts.iter().map(|text| text.feature).max().unwrap_or(-1);
    let beside = request.side_labels.iter().enumerate().filter_map(|(position, side)| {
        let at = lattice.reaches(side.at).then(|| lattice.point(side.at))?;
        let label =
            Label { numbers: vec![&side.number], area_m2: side.area_m2, land_use: side.land_use.as_deref() };
        Some(PlacedLabel { label, at, feature: last + 1 + position as i64 })
    });
    // Those of the table come first: where both speak of a parcel, the table has the longer numbers.
    beside.chain(on_map).collect()
}
