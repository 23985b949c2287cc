//! What was amiss with the lines parcels were built of, as findings.

use super::draft::Draft;
use super::inspection::Inspection;
use super::message::linework as message;
use crate::lattice::Lattice;
use crate::linework::{FreeEnd, LabelOutside, LineworkProblems};
use crate::measure::{FINER, MeasuredArea, measure};
use crate::plane::Point;
use crate::{Finding, Interrupted, Rule, Severity};
use geo::{Contains, Coord, Geometry, LineString, Polygon};
use rayon::prelude::*;

/// Adds what was amiss with the lines. A gap on ground that is told here is told by this, and becomes a note.
pub(super) fn add(inspection: &Inspection<'_>, findings: &mut Vec<Finding>) -> Result<(), Interrupted> {
    let Some(problems) = &inspection.parcels.preparation.linework else { return Ok(()) };
    inspection.go_on()?;
    findings.extend(of_lines(inspection, problems));
    findings.extend(of_labels(inspection, problems));
    let OfFaces { faces, slits } = of_faces(inspection, problems);
    explain_gaps(&faces, findings);
    let gaps: Vec<Coord<f64>> =
        findings.iter().filter(|finding| finding.rule == Rule::Gap).filter_map(|gap| gap.at).collect();
    findings.extend(slits.into_iter().filter(|slit| !gaps.iter().any(|&gap| holds(slit, gap))));
    findings.extend(faces);
    Ok(())
}

/// What is found of faces.
struct OfFaces {
    faces: Vec<Finding>,
    /// Faces too narrow for a parcel that no label lies in. Most are told as gaps between the parcels beside them.
    slits: Vec<Finding>,
}

fn of_lines(inspection: &Inspection<'_>, problems: &LineworkProblems) -> Vec<Finding> {
    let limit_m = inspection.profile.unclosed_m;
    let nearly_closes = |end: &FreeEnd| end.distance_m <= limit_m && end.length_m > limit_m;
    let is_told_before = |position: usize, end: &FreeEnd| {
        let other = if nearly_closes(end) { end.facing } else { end.other_end };
        other.is_some_and(|other| {
            let told = &problems.free_ends[other as usize];
            let is_mutual = !nearly_closes(end) || told.facing == Some(position as u32);
            (other as usize) < position && is_mutual && nearly_closes(told) == nearly_closes(end)
        })
    };
    let ends =
        problems.free_ends.iter().enumerate().filter(|(position, end)| !is_told_before(*position, end));
    let of_end = |(_, end): (usize, &FreeEnd)| {
        let at = *end.line.0.first()?;
        let nearest = end.nearest.filter(|_| nearly_closes(end));
        let draft = match nearest {
            Some(nearest) => Draft {
                geometry: Some(Geometry::LineString(vec![at, nearest].into())),
                width_m: Some(end.distance_m),
                length_m: Some(end.length_m),
                ..Draft::new(Rule::UnclosedFace, Vec::new(), Some(at))
            },
            None => Draft {
                geometry: Some(Geometry::LineString(end.line.clone())),
                length_m: Some(end.length_m),
                ..Draft::new(Rule::Dangle, Vec::new(), Some(at))
            },
        };
        inspection.finding(draft, |draft| message::free_end(draft, end))
    };
    let of_bridge = |bridge: &geo::MultiLineString<f64>| {
        let at = bridge.0.first().and_then(|line| line.0.first()).copied();
        let length_m = bridge.0.iter().map(length_m).sum();
        let draft = Draft {
            geometry: Some(Geometry::MultiLineString(bridge.clone())),
            length_m: Some(length_m),
            ..Draft::new(Rule::Dangle, Vec::new(), at)
        };
        inspection.finding(draft, message::bridge)
    };
    ends.filter_map(of_end).chain(problems.bridges.iter().filter_map(of_bridge)).collect()
}

fn length_m(line: &LineString<f64>) -> f64 {
    line.0.windows(2).map(|ends| (ends[1].x - ends[0].x).hypot(ends[1].y - ends[0].y)).sum()
}

fn of_labels(inspection: &Inspection<'_>, problems: &LineworkProblems) -> Vec<Finding> {
    let of_label = |outside: &LabelOutside| {
        let draft = Draft::new(Rule::LabelOutside, Vec::new(), Some(outside.at));
        inspection.finding(draft, |_| message::label_outside(outside))
    };
    problems.labels_outside.iter().filter_map(of_label).collect()
}

fn of_faces(inspection: &Inspection<'_>, problems: &LineworkProblems) -> OfFaces {
    let lattice = Lattice::new(inspection.profile.lattice_m);
    let narrow_m = inspection.profile.unlabelled_width_m;
    let without = problems.without_label.par_iter().filter_map(|face| {
        let area = measured(face, lattice)?;
        // A slit between two lines that were to be one is no parcel that lacks a label.
        let is_slit = area.width_m <= narrow_m;
        let draft = Draft::of_area(Rule::FaceWithoutLabel, Vec::new(), area);
        if is_slit {
            let slit = inspection.finding(draft, message::slit_without_label)?;
            return Some((true, Finding { severity: slit.severity.min(Severity::Note), ..slit }));
        }
        Some((false, inspection.finding(draft, message::face_without_label)?))
    });
    let without: Vec<(bool, Finding)> = without.collect();
    let several = problems.with_several_labels.par_iter().filter_map(|face| {
        let draft = Draft::of_area(Rule::FaceWithSeveralLabels, Vec::new(), measured(&face.face, lattice)?);
        inspection.finding(draft, |draft| message::face_with_several_labels(draft, &face.labels))
    });
    let (slits, faces): (Vec<_>, Vec<_>) = without.into_iter().partition(|(is_slit, _)| *is_slit);
    let of = |told: Vec<(bool, Finding)>| told.into_iter().map(|(_, finding)| finding);
    OfFaces { slits: of(slits).collect(), faces: of(faces).chain(several.collect::<Vec<_>>()).collect() }
}

/// Whether a place lies on the ground of a finding.
fn holds(finding: &Finding, at: Coord<f64>) -> bool {
    matches!(&finding.geometry, Some(Geometry::MultiPolygon(shape)) if shape.contains(&at))
}

fn measured(face: &Polygon<f64>, lattice: Lattice) -> Option<MeasuredArea> {
    let rings: Vec<Vec<Point>> = std::iter::once(face.exterior())
        .chain(face.interiors())
        .map(|ring| {
            let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
            let open = &ring.0[..ring.0.len().saturating_sub(1)];
            open.iter()
                .filter(|&&coord| lattice.reaches(coord))
                .map(|&coord| finer(lattice.point(coord)))
                .collect()
        })
        .collect();
    measure(&rings, lattice)
}

fn explain_gaps(faces: &[Finding], findings: &mut [Finding]) {
    for gap in findings.iter_mut().filter(|finding| finding.rule == Rule::Gap) {
        let Some(at) = gap.at else { continue };
        if let Some(face) = faces.iter().find(|face| holds(face, at)) {
            gap.severity = Severity::Note;
            gap.explained_by = Some(face.id);
            gap.message = message::explained_by_face(&gap.message, face.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Drawing, LineworkRequest, Profile, Rule, RuleSetting, Severity, Unobserved, build_parcels, check,
    };
    use geo::Coord;

    /// Lines, labels and where they stand, and what is found: the rule and where its finding points.
    fn found(lines: &[&[(f64, f64)]], labels: &[(&str, f64, f64)]) -> Vec<(Rule, (f64, f64))> {
        let mut drawing = Drawing::default();
        let (solid, boundaries) = (drawing.style("0", false), drawing.level("10"));
        for line in lines {
            drawing.push_line(boundaries, solid, line.iter().map(|&(x, y)| Coord { x, y }));
        }
        let on = drawing.level("13");
        for (position, &(text, x, y)) in labels.iter().enumerate() {
            drawing.push_text(on, Coord { x, y }, text, position as i64);
        }
        let built = build_parcels(&drawing, &LineworkRequest::default(), 0.0001).unwrap();
        let profile = Profile { gap_width_m: Some(1.0), unlabelled_width_m: 1.0, ..Profile::strict() };
        let outcome = check(&built.parcels, &profile, &Unobserved).unwrap();
        let unexplained = outcome.findings.iter().filter(|finding| finding.explained_by.is_none());
        let mut found: Vec<_> =
            unexplained.map(|it| (it.rule, it.at.map_or((0.0, 0.0), |at| at.x_y()))).collect();
        found.sort_by(|one, other| one.partial_cmp(other).unwrap());
        found
    }

    fn check_found(lines: &[&[(f64, f64)]], labels: &[(&str, f64, f64)], expected: &[(Rule, (f64, f64))]) {
        let near = |one: f64, other: f64| (one - other).abs() < 0.05;
        let found = found(lines, labels);
        let is_same = found.len() == expected.len()
            && found.iter().zip(expected).all(|((rule, at), (other, other_at))| {
                rule == other && near(at.0, other_at.0) && near(at.1, other_at.1)
            });
        assert!(is_same, "found {found:?}, expected {expected:?}");
    }

    const SQUARE: &[(f64, f64)] = &[(0., 0.), (20., 0.), (20., 10.), (0., 10.), (0., 0.)];
    const MIDDLE: &[(f64, f64)] = &[(10., 0.), (10., 10.)];
    const LABELS: &[(&str, f64, f64)] = &[("1", 5., 5.), ("2", 15., 5.)];

    #[test]
    fn sound_lines_are_clean() {
        check_found(&[SQUARE, MIDDLE], LABELS, &[]);
        // An end a millimetre beside another line is on it.
        check_found(&[SQUARE, &[(10., 0.001), (10., 9.999)]], LABELS, &[]);
    }

    #[test]
    fn lines_that_end_in_the_open_are_told() {
        check_found(&[SQUARE, MIDDLE, &[(20., 5.), (25., 5.)]], LABELS, &[(Rule::Dangle, (25., 5.))]);
        check_found(&[SQUARE, &[(10., 0.), (10., 10.03)]], LABELS, &[(Rule::Dangle, (10., 10.03))]);
        // One line beside all others, with two free ends.
        check_found(&[SQUARE, MIDDLE, &[(30., 0.), (30., 5.)]], LABELS, &[(Rule::Dangle, (30., 0.))]);
        // An island tied to the outside by a line.
        let island: &[_] = &[(4., 4.), (6., 4.), (6., 6.), (4., 6.), (4., 4.)];
        check_found(
            &[SQUARE, MIDDLE, island, &[(0., 4.), (4., 4.)]],
            &[("1", 5., 8.), ("2", 15., 5.), ("3", 5., 5.)],
            &[(Rule::Dangle, (0., 4.))],
        );
    }

    #[test]
    fn rings_that_nearly_close_are_told_once() {
        let gap: &[_] = &[(10., 0.), (10., 9.7)];
        check_found(
            &[SQUARE, gap],
            LABELS,
            &[(Rule::UnclosedFace, (10., 9.7)), (Rule::FaceWithSeveralLabels, (12.5, 5.))],
        );
        let broken: &[_] = &[(5., 0.), (20., 0.), (20., 10.), (0., 10.), (0., 0.), (4.8, 0.)];
        let found =
            found(&[broken, &[(30., 0.), (40., 0.), (40., 9.), (30., 0.)]], &[("1", 5., 5.), ("2", 38., 4.)]);
        assert_eq!(
            found.iter().map(|(rule, _)| *rule).collect::<Vec<_>>(),
            [Rule::UnclosedFace, Rule::LabelOutside],
            "{found:?}"
        );
    }

    #[test]
    fn faces_and_labels_that_do_not_fit_are_told() {
        check_found(&[SQUARE, MIDDLE], &LABELS[..1], &[(Rule::FaceWithoutLabel, (15., 5.))]);
        let more = [LABELS, &[("3", 16., 6.)]].concat();
        check_found(&[SQUARE, MIDDLE], &more, &[(Rule::FaceWithSeveralLabels, (15., 5.))]);
        // The same number twice is one parcel, and so are number and area apart.
        let more = [LABELS, &[("2", 16., 6.), ("100.0", 14., 4.)]].concat();
        check_found(&[SQUARE, MIDDLE], &more, &[]);
        let more = [LABELS, &[("3", 25., 5.)]].concat();
        check_found(&[SQUARE, MIDDLE], &more, &[(Rule::LabelOutside, (25., 5.))]);
        let more = [LABELS, &[("3", 20., 5.)]].concat();
        check_found(&[SQUARE, MIDDLE], &more, &[(Rule::LabelOutside, (20., 5.))]);
    }

    #[test]
    fn a_slit_between_two_lines_is_a_gap_and_no_face_without_label() {
        let second: &[_] = &[(10., 0.), (10.1, 5.), (10., 10.)];
        let found = found(&[SQUARE, MIDDLE, second], LABELS);
        assert_eq!(found.iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), [Rule::Gap], "{found:?}");
    }

    #[test]
    fn a_slit_beside_one_parcel_alone_is_told_as_a_note() {
        let outer: &[_] = &[(20., 0.), (20.2, 5.), (20., 10.)];
        check_found(&[SQUARE, MIDDLE, outer], LABELS, &[(Rule::FaceWithoutLabel, (20.1, 5.))]);
    }

    #[test]
    fn a_gap_on_a_told_face_is_a_note_that_names_it() {
        // The middle one of nine parcels has no label.
        let line = |n: usize| f64::from(n as u32) * 10.0;
        let rows: Vec<Vec<(f64, f64)>> = (0..4)
            .flat_map(|n| [vec![(0., line(n)), (30., line(n))], vec![(line(n), 0.), (line(n), 30.)]])
            .collect();
        let mut drawing = Drawing::default();
        let (solid, level) = (drawing.style("0", false), drawing.level("10"));
        for row in &rows {
            drawing.push_line(level, solid, row.iter().map(|&(x, y)| Coord { x, y }));
        }
        for n in (0..9).filter(|&n| n != 4) {
            let at = Coord { x: line(n % 3) + 5.0, y: line(n / 3) + 5.0 };
            drawing.push_text(level, at, &n.to_string(), n as i64);
        }
        let built = build_parcels(&drawing, &LineworkRequest::default(), 0.0001).unwrap();
        let mut profile = Profile::strict();
        let outcome = check(&built.parcels, &profile, &Unobserved).unwrap();
        let told: Vec<_> = outcome.findings.iter().map(|it| (it.rule, it.severity)).collect();
        assert_eq!(told, [(Rule::FaceWithoutLabel, Severity::Warning), (Rule::Gap, Severity::Note)]);
        assert_eq!(outcome.findings[1].explained_by, Some(outcome.findings[0].id));
        profile.severities.insert(Rule::FaceWithoutLabel, RuleSetting::Off);
        let outcome = check(&built.parcels, &profile, &Unobserved).unwrap();
        let told: Vec<_> = outcome.findings.iter().map(|it| (it.rule, it.severity)).collect();
        assert_eq!(told, [(Rule::Gap, Severity::Error)]);
    }
}
