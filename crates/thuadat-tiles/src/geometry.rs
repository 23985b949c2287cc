//! Rings as the commands of a tile: where the pen goes.

use crate::grid::GridPoint;
use crate::wire::zigzag;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

/// Writes polygons as commands, seen from the corner of the tile.
///
/// A polygon is its shell and then its holes; rings are open, their last point is not the first again, and run any way
/// round: they are turned as the specification wants them. Points that follow each other at one place are written once. A ring
/// that has no area left is left out, and with a shell its holes. Nothing is written where nothing is left.
///
/// Source: Mapbox Vector Tile Specification 2.1, 4.3.
pub fn polygon_commands<'r>(
    polygons: impl IntoIterator<Item = &'r [Vec<GridPoint>]>,
    corner: GridPoint,
    commands: &mut Vec<u32>,
) {
    let mut pen = corner;
    let mut ring_written = Vec::new();
    for rings in polygons {
        for (position, ring) in rings.iter().enumerate() {
            let is_shell = position == 0;
            let has_area = ring_commands(ring, is_shell, &mut ring_written, &mut pen, commands);
            if is_shell && !has_area {
                break;
            }
        }
    }
}

/// Writes one ring; answers whether anything of it is left.
fn ring_commands(
    ring: &[GridPoint],
    is_shell: bool,
    points: &mut Vec<GridPoint>,
    pen: &mut GridPoint,
    commands: &mut Vec<u32>,
) -> bool {
    points.clear();
    points.extend_from_slice(ring);
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    let area = area_doubled(points);
    if points.len() < 3 || area == 0 {
        return false;
    }
    // With y to the south, a positive area is clockwise for the eye: shells are, holes are not.
    if (area > 0) != is_shell {
        points[1..].reverse();
    }
    let mut go = |to: GridPoint, commands: &mut Vec<u32>| {
        commands.extend([zigzag(to.x - pen.x) as u32, zigzag(to.y - pen.y) as u32]);
        *pen = to;
    };
    commands.push(MOVE_TO | 1 << 3);
    go(points[0], commands);
    commands.push(LINE_TO | ((points.len() - 1) as u32) << 3);
    points[1..].iter().for_each(|&point| go(point, commands));
    commands.push(CLOSE_PATH | 1 << 3);
    true
}

/// Whether an open ring runs clockwise for the eye, with y to the south. A ring without area does not.
#[must_use]
pub fn is_clockwise(ring: &[GridPoint]) -> bool {
    area_doubled(ring) > 0
}

/// Twice the signed area of an open ring, by the surveyor's formula.
pub(crate) fn area_doubled(ring: &[GridPoint]) -> i128 {
    let Some(&origin) = ring.first() else { return 0 };
    let turn = |one: GridPoint, other: GridPoint| {
        let (one, other) = ((one.x - origin.x, one.y - origin.y), (other.x - origin.x, other.y - origin.y));
        i128::from(one.0) * i128::from(other.1) - i128::from(other.0) * i128::from(one.1)
    };
    ring.windows(2).map(|ends| turn(ends[0], ends[1])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i64, i64)]) -> Vec<GridPoint> {
        points.iter().map(|&(x, y)| GridPoint::new(x, y)).collect()
    }

    fn commands(polygons: &[Vec<Vec<GridPoint>>]) -> Vec<u32> {
        let mut commands = Vec::new();
        polygon_commands(polygons.iter().map(Vec::as_slice), GridPoint::new(0, 0), &mut commands);
        commands
    }

    #[test]
    fn the_example_of_the_specification() {
        let polygon = vec![ring(&[(3, 6), (8, 12), (20, 34)])];
        assert_eq!(commands(&[polygon]), [9, 6, 12, 18, 10, 12, 24, 44, 15]);
    }

    #[test]
    fn rings_are_turned_and_those_without_area_left_out() {
        let square = ring(&[(0, 0), (10, 0), (10, 10), (0, 10)]);
        let mut turned = square.clone();
        turned[1..].reverse();
        assert_eq!(commands(&[vec![square.clone()]]), commands(&[vec![turned.clone()]]));
        let hole = ring(&[(2, 2), (4, 2), (4, 4), (2, 4)]);
        let with_hole = commands(&[vec![square.clone(), hole.clone()]]);
        assert_eq!(with_hole.len(), 2 * 11);
        let flat = ring(&[(0, 0), (5, 5), (10, 10)]);
        assert_eq!(commands(&[vec![flat.clone(), hole]]), []);
        assert_eq!(commands(&[vec![square.clone(), flat]]), commands(&[vec![square.clone()]]));
        let repeated = ring(&[(0, 0), (0, 0), (10, 0), (10, 10), (10, 10), (0, 10), (0, 0)]);
        assert_eq!(commands(&[vec![repeated]]), commands(&[vec![square]]));
    }
}
