//! Properties of parcels built of lines.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use geo::{Coord, Polygon};
use proptest::prelude::*;
use thuadat_core::{
    BuiltParcels, Drawing, LineworkRequest, Parcels, Profile, Unobserved, build_parcels, check,
};

type Line = Vec<(f64, f64)>;

fn build(lines: &[Line], labels: &[(f64, f64)]) -> BuiltParcels {
    let mut drawing = Drawing::default();
    let (solid, boundaries, texts) = (drawing.style("0", false), drawing.level("10"), drawing.level("13"));
    for line in lines {
        drawing.push_line(boundaries, solid, line.iter().map(|&(x, y)| Coord { x, y }));
    }
    for (&(x, y), number) in labels.iter().zip(1..) {
        drawing.push_text(texts, Coord { x, y }, &number.to_string(), number);
    }
    build_parcels(&drawing, &LineworkRequest::default(), 0.0001).unwrap()
}

/// Segments on a coarse grid, which often touch and lie on each other, and in between.
fn segments() -> impl Strategy<Value = Vec<Line>> {
    let coarse = (0..12i32, 0..12i32).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
    let fine = (0..12_000i32, 0..12_000i32).prop_map(|(x, y)| (f64::from(x) / 1000.0, f64::from(y) / 1000.0));
    let point = prop_oneof![3 => coarse, 1 => fine];
    prop::collection::vec(prop::collection::vec(point, 2..5), 1..25)
}

/// Corners of a grid of parcels, each somewhat out of its place, in whole millimetres.
fn grid() -> impl Strategy<Value = (usize, Vec<(f64, f64)>)> {
    (1..6usize).prop_flat_map(|side| {
        let corners = (side + 1) * (side + 1);
        let offsets = prop::collection::vec((-3_000..3_000i32, -3_000..3_000i32), corners);
        let place = move |offsets: Vec<(i32, i32)>| {
            let at = |(position, (x, y)): (usize, (i32, i32))| {
                let (column, row) = (position % (side + 1), position / (side + 1));
                (10.0 * column as f64 + f64::from(x) / 1000.0, 10.0 * row as f64 + f64::from(y) / 1000.0)
            };
            (side, offsets.into_iter().enumerate().map(at).collect())
        };
        offsets.prop_map(place)
    })
}

proptest! {
    #[test]
    fn order_and_direction_of_lines_do_not_matter(lines in segments(), seed in any::<u64>()) {
        let mut other = lines.clone();
        for (position, line) in other.iter_mut().enumerate() {
            if seed >> (position % 64) & 1 == 1 {
                line.reverse();
            }
        }
        let middle = seed as usize % other.len();
        other.rotate_left(middle);
        let pieces: Vec<Line> = other.iter().flat_map(|line| line.windows(2).map(<[_]>::to_vec)).collect();
        let built = build(&lines, &[]).parcels;
        prop_assert_eq!(&build(&other, &[]).parcels, &built);
        prop_assert_eq!(&build(&pieces, &[]).parcels, &built);
        prop_assert_eq!(&build(&[lines, other].concat(), &[]).parcels, &built);
    }

    /// Whatever is drawn, faces are valid polygons, and none lies on another.
    #[test]
    fn faces_are_a_sound_coverage(lines in segments()) {
        let built = build(&lines, &[]);
        let outcome = check(&built.parcels, &Profile::strict(), &Unobserved).unwrap();
        let wrong: Vec<_> = outcome
            .findings
            .iter()
            .filter(|finding| {
                let id = finding.rule.id();
                let is_drawn_so = matches!(id, "linework/dangle" | "linework/unclosed-face" | "geometry/self-contact");
                // Lines may enclose blocks that stand near each other, with open ground between.
                !is_drawn_so && !matches!(id, "topology/near-miss" | "topology/open-gap" | "topology/gap")
            })
            .map(|finding| (finding.rule, &finding.message.en))
            .collect();
        prop_assert!(wrong.is_empty(), "{:?}", wrong);
    }

    /// The lines of a coverage, edge by edge, give its parcels back.
    #[test]
    fn the_lines_of_a_coverage_give_it_back((side, corners) in grid()) {
        let corner = |column: usize, row: usize| corners[row * (side + 1) + column];
        let (mut lines, mut polygons, mut labels) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..=side {
            for column in 0..=side {
                if column < side {
                    lines.push(vec![corner(column, row), corner(column + 1, row)]);
                }
                if row < side {
                    lines.push(vec![corner(column, row), corner(column, row + 1)]);
                }
            }
        }
        for row in 0..side {
            for column in 0..side {
                let ring = [
                    corner(column, row),
                    corner(column + 1, row),
                    corner(column + 1, row + 1),
                    corner(column, row + 1),
                ];
                labels.push((10.0 * column as f64 + 5.0, 10.0 * row as f64 + 5.0));
                polygons.push(Polygon::new(ring.to_vec().into(), Vec::new()));
            }
        }
        let expected = Parcels::from_polygons(&polygons);
        let built = build(&lines, &labels).parcels;
        prop_assert_eq!(built.len(), expected.len());
        for parcel in 0..built.len() {
            let number: usize = built.name(parcel).to_string().parse().unwrap();
            let apart = built.geometries.area_m2(parcel) - expected.geometries.area_m2(number - 1);
            prop_assert!(apart.abs() < 1e-6, "{}", number);
        }
    }
}
