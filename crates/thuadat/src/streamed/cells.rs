//! Sharing out the plane so that no cell has too many parcels.

use geo::{Coord, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use thuadat_core::Cell;

/// The boxes of parcels, rounded outwards; none where a parcel has no place.
#[derive(Debug, Default)]
pub(super) struct Boxes(Vec<Option<[[f32; 2]; 2]>>);

impl Boxes {
    pub(super) fn add(&mut self, bounds: Option<Rect<f64>>) {
        let corner = |at: Coord<f64>, outward: fn(f64) -> f32| [outward(at.x), outward(at.y)];
        self.0.push(bounds.map(|it| [corner(it.min(), rounded_down), corner(it.max(), rounded_up)]));
    }
}

impl Boxes {
    /// For each batch of parcels, these and all whose boxes come within `reach_m` of the box of one of them, ascending.
    ///
    /// O((n + m) log m) for n parcels and m in batches.
    pub(super) fn around(&self, batches: &[Vec<u32>], reach_m: f64) -> Vec<Vec<u32>> {
        let envelope = |[min, max]: [[f32; 2]; 2], reach_m: f64| {
            let [min, max] = [min.map(f64::from), max.map(f64::from)];
            AABB::from_corners(min.map(|at| at - reach_m), max.map(|at| at + reach_m))
        };
        let members = batches.iter().enumerate().flat_map(|(batch, members)| {
            let placed = members.iter().filter_map(|&parcel| self.0[parcel as usize]);
            placed.map(move |bounds| (batch, bounds))
        });
        let tree = RTree::bulk_load(
            members
                .map(|(batch, bounds)| {
                    let around = envelope(bounds, reach_m);
                    GeomWithData::new(Rectangle::from_corners(around.lower(), around.upper()), batch)
                })
                .collect(),
        );
        let mut around = vec![Vec::new(); batches.len()];
        for (parcel, bounds) in self.0.iter().enumerate() {
            let Some(bounds) = bounds else { continue };
            for member in tree.locate_in_envelope_intersecting(envelope(*bounds, 0.0)) {
                let around: &mut Vec<u32> = &mut around[member.data];
                if around.last() != Some(&(parcel as u32)) {
                    around.push(parcel as u32);
                }
            }
        }
        around.iter_mut().for_each(Vec::dedup);
        around
    }
}

fn rounded_down(metres: f64) -> f32 {
    let near = metres as f32;
    if f64::from(near) > metres { near.next_down() } else { near }
}

fn rounded_up(metres: f64) -> f32 {
    -rounded_down(-metres)
}

/// Parcels of a cell, that memory need not be large for.
pub(super) const MOST: usize = 200_000;

/// Cells that share out the plane, each with the parcels that come near it; parcels without a place are in the first.
///
/// O(n log n) time for n parcels, and 8 bytes a parcel.
pub(super) struct Cells<'a> {
    boxes: &'a Boxes,
    reach_m: f64,
    most: usize,
    open: Vec<(Cell, Vec<u32>)>,
    placeless: Vec<u32>,
}

impl<'a> Cells<'a> {
    /// A cell with more parcels than `most` is cut in two. `reach_m` is how far from its rim a parcel still matters.
    pub(super) fn new(most: usize, boxes: &'a Boxes, reach_m: f64) -> Self {
        let has_place = |&parcel: &u32| boxes.0[parcel as usize].is_some();
        let (placed, placeless): (Vec<u32>, Vec<u32>) = (0..boxes.0.len() as u32).partition(has_place);
        let everywhere = Cell {
            min: Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
            max: Coord { x: f64::INFINITY, y: f64::INFINITY },
        };
        Self { boxes, reach_m, most, open: vec![(everywhere, placed)], placeless }
    }

    /// The two halves of a cell; none where cutting does not help.
    fn halves(&self, cell: &Cell, parcels: &[u32]) -> Option<[(Cell, Vec<u32>); 2]> {
        if parcels.len() <= self.most {
            return None;
        }
        let range = |parcel: u32, axis: usize| {
            let [min, max] = self.boxes.0[parcel as usize].unwrap_or_default();
            [f64::from(min[axis]), f64::from(max[axis])]
        };
        let cut = |axis: usize| {
            let step = (parcels.len() / SAMPLE).max(1);
            let middle = |&parcel: &u32| range(parcel, axis).iter().sum::<f64>() / 2.0;
            let mut middles: Vec<f64> = parcels.iter().step_by(step).map(middle).collect();
            middles.sort_by(f64::total_cmp);
            (middles[middles.len() / 2], middles[middles.len() - 1] - middles[0])
        };
        let cuts = [cut(0), cut(1)];
        let first = usize::from(cuts[1].1 > cuts[0].1);
        [first, 1 - first].into_iter().find_map(|axis| {
            let at = cuts[axis].0;
            let lower = |&parcel: &u32| range(parcel, axis)[0] - self.reach_m <= at;
            let upper = |&parcel: &u32| range(parcel, axis)[1] + self.reach_m >= at;
            let lower: Vec<u32> = parcels.iter().copied().filter(lower).collect();
            let upper: Vec<u32> = parcels.iter().copied().filter(upper).collect();
            let most = lower.len().max(upper.len());
            (most < parcels.len() / 8 * 7).then(|| {
                let (mut low, mut high) = (*cell, *cell);
                if axis == 0 {
                    (low.max.x, high.min.x) = (at, at);
                } else {
                    (low.max.y, high.min.y) = (at, at);
                }
                [(low, lower), (high, upper)]
            })
        })
    }
}

/// Parcels looked at to find the middle of a cell.
const SAMPLE: usize = 10_000;

impl Iterator for Cells<'_> {
    type Item = (Cell, Vec<u32>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (cell, mut parcels) = self.open.pop()?;
            if let Some([low, high]) = self.halves(&cell, &parcels) {
                drop(parcels);
                self.open.extend([high, low]);
                continue;
            }
            if !self.placeless.is_empty() {
                parcels.append(&mut self.placeless);
                parcels.sort_unstable();
            }
            return Some((cell, parcels));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_parcel_is_in_all_cells_it_comes_near(
            corners in prop::collection::vec((-1e3..1e3f64, -1e3..1e3f64, 0.0..50.0f64), 0..200),
            places in prop::collection::vec((-1e3..1e3f64, -1e3..1e3f64), 20),
        ) {
            let mut boxes = Boxes::default();
            boxes.add(None);
            for &(x, y, size) in &corners {
                boxes.add(Some(Rect::new((x, y), (x + size, y + size))));
            }
            let cells: Vec<_> = Cells::new(10, &boxes, 0.5).collect();
            prop_assert_eq!(cells.iter().filter(|(_, parcels)| parcels.contains(&0)).count(), 1);
            for (x, y) in places {
                let holds = |cell: &Cell| {
                    (cell.min.x..cell.max.x).contains(&x) && (cell.min.y..cell.max.y).contains(&y)
                };
                let around: Vec<_> = cells.iter().filter(|(cell, _)| holds(cell)).collect();
                prop_assert_eq!(around.len(), 1);
                for (parcel, &(left, low, size)) in (1u32..).zip(&corners) {
                    let is_near = (left - 0.5..=left + size + 0.5).contains(&x)
                        && (low - 0.5..=low + size + 0.5).contains(&y);
                    prop_assert!(!is_near || around[0].1.contains(&parcel));
                }
            }
        }
    }

    #[test]
    fn parcels_on_top_of_each_other_are_not_cut_for_ever() {
        let mut boxes = Boxes::default();
        (0..100).for_each(|_| boxes.add(Some(Rect::new((0.0, 0.0), (9.0, 9.0)))));
        let cells: Vec<_> = Cells::new(10, &boxes, 0.5).collect();
        assert_eq!((cells.len(), cells[0].1.len()), (1, 100));
    }
}
