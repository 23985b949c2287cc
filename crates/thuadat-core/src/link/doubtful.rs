//! Lines of lists of renumbered sheets that the rows themselves speak against.

use super::decide::Decision;
use super::likeness::AreaLikeness;
use super::outcome::{LinkReason, LinkStatus, Route};
use super::renumbered::ListPlace;
use std::collections::BTreeMap;

/// Of fewer rows than this nothing is told.
const FEWEST_ROWS: usize = 8;

/// Leaves rows open whose sheet came from a line by which most rows come to parcels of quite another area.
///
/// A wrong line leads to a sheet that has most numbers too. Of the parcels there a few have such an area by chance, and
/// each would be a link to a stranger's land: only rows of the very area stay.
pub(super) fn leave_open(decisions: &mut [Decision]) {
    let doubtful = doubtful_lines(decisions);
    for decision in decisions {
        let Route::Renumbered(place) = decision.basis.route else { continue };
        let is_open =
            decision.status == LinkStatus::Linked && decision.basis.likeness.area != AreaLikeness::Equal;
        if is_open && doubtful.contains(&place) {
            let decided = decision.clone();
            *decision = Decision { reason: Some(LinkReason::ListDoubtful), ..decided }.left_open();
        }
    }
}

fn doubtful_lines(decisions: &[Decision]) -> Vec<ListPlace> {
    let mut counts: BTreeMap<ListPlace, (usize, usize)> = BTreeMap::new();
    for decision in decisions {
        let Route::Renumbered(place) = decision.basis.route else { continue };
        let area = decision.basis.likeness.area;
        if area != AreaLikeness::Unknown {
            let (rows, against) = counts.entry(place).or_default();
            *rows += 1;
            *against += usize::from(matches!(area, AreaLikeness::Roughly | AreaLikeness::Other));
        }
    }
    let is_doubtful = |(rows, against): (usize, usize)| rows >= FEWEST_ROWS && 2 * against > rows;
    counts.into_iter().filter(|(_, counts)| is_doubtful(*counts)).map(|(place, _)| place).collect()
}
