//! Whether the other rows that came the same way to the same sheet agree with it: a link among such is no accident.

use super::decide::Decision;
use super::likeness::AreaLikeness;
use super::map_index::MapIndex;
use super::outcome::{LinkStatus, Neighbours, Route};
use rayon::prelude::*;
use std::collections::HashMap;

/// Counts for each linked row how many other rows that came to its sheet in the same way have the area of their parcels.
pub(super) fn count(map: &MapIndex, decisions: &mut [Decision]) {
    let way = |decision: &Decision| {
        let is_by_numbers = !matches!(decision.basis.route, Route::None | Route::Code);
        let first =
            decision.parcels.first().filter(|_| is_by_numbers && decision.status == LinkStatus::Linked)?;
        let key = map.key(*first);
        Some((decision.basis.route, key.commune, key.sheet))
    };
    let agrees = |decision: &Decision| match decision.basis.likeness.area {
        AreaLikeness::Unknown => None,
        area => Some(area <= AreaLikeness::WithinLimit),
    };
    let mut counts: HashMap<_, Neighbours> = HashMap::new();
    for decision in decisions.iter() {
        if let (Some(way), Some(agrees)) = (way(decision), agrees(decision)) {
            let counts = counts.entry(way).or_default();
            counts.all += 1;
            counts.agreeing += u32::from(agrees);
        }
    }
    decisions.par_iter_mut().for_each(|decision| {
        let Some(known) = way(decision).and_then(|way| counts.get(&way)) else { return };
        let own = agrees(decision);
        decision.basis.neighbours = Neighbours {
            all: known.all - u32::from(own.is_some()),
            agreeing: known.agreeing - u32::from(own == Some(true)),
        };
    });
}
