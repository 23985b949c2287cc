//! Which row of a register that comes in is which entry of the store.

use std::collections::{HashMap, VecDeque};

/// What a row is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// Where it stands.
    pub(super) row: u32,
    /// The hash of all it says.
    pub(super) content: [u8; 32],
    /// What it says of its parcel, and a check of the certificate.
    pub(super) fingerprint: u64,
}

/// What a row that comes in is to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The same at the same place.
    Same,
    /// The same at another place; of the kept entry at this position.
    Moved(usize),
    /// Another content of the kept entry at this position.
    Changed(usize),
    /// One that was not there.
    New,
}

/// Answers for each row that comes in; and the positions of kept entries that none of them is.
///
/// A row is the entry that says the very same, be it elsewhere; else the one that says the same of its parcel and paper; else the one
/// that stood in its row.
pub(super) fn match_rows(kept: &[Known], incoming: &[Known]) -> (Vec<Answer>, Vec<usize>) {
    let mut answers: Vec<Option<Answer>> = vec![None; incoming.len()];
    let mut is_free = vec![true; kept.len()];
    let mut pass = |key: &dyn Fn(&Known) -> ([u8; 32], u64), answer: &dyn Fn(usize) -> Answer| {
        let mut free: HashMap<([u8; 32], u64), VecDeque<usize>> = HashMap::new();
        for (position, one) in kept.iter().enumerate().filter(|&(position, _)| is_free[position]) {
            free.entry(key(one)).or_default().push_back(position);
        }
        for (slot, one) in answers.iter_mut().zip(incoming).filter(|(slot, _)| slot.is_none()) {
            if let Some(position) = free.get_mut(&key(one)).and_then(VecDeque::pop_front) {
                is_free[position] = false;
                *slot = Some(answer(position));
            }
        }
    };
    let nothing = [0; 32];
    pass(&|one| (one.content, u64::from(one.row)), &|_| Answer::Same);
    pass(&|one| (one.content, 0), &Answer::Moved);
    pass(&|one| (nothing, one.fingerprint), &Answer::Changed);
    pass(&|one| (nothing, u64::from(one.row)), &Answer::Changed);
    let answers = answers.into_iter().map(|answer| answer.unwrap_or(Answer::New)).collect();
    let gone = is_free.iter().enumerate().filter(|(_, is_free)| **is_free).map(|(position, _)| position);
    (answers, gone.collect())
}

#[cfg(test)]
mod tests {
    use super::Answer::{Changed, Moved, New, Same};
    use super::*;

    /// Rows as `row, content, fingerprint`.
    fn check(kept: &[(u32, u8, u64)], incoming: &[(u32, u8, u64)], answers: &[Answer], gone: &[usize]) {
        let known = |rows: &[(u32, u8, u64)]| -> Vec<Known> {
            let one = |&(row, content, fingerprint): &(u32, u8, u64)| Known {
                row,
                content: [content; 32],
                fingerprint,
            };
            rows.iter().map(one).collect()
        };
        let found = match_rows(&known(kept), &known(incoming));
        assert_eq!((&found.0[..], &found.1[..]), (answers, gone));
    }

    #[test]
    fn rows_are_found_again() {
        let kept = [(2, 1, 10), (3, 2, 20), (4, 3, 30)];
        check(&kept, &kept, &[Same, Same, Same], &[]);
        check(
            &kept,
            &[(2, 1, 10), (3, 9, 90), (4, 2, 20), (5, 3, 30)],
            &[Same, New, Moved(1), Moved(2)],
            &[],
        );
        check(&kept, &[(2, 1, 10), (3, 8, 20), (4, 3, 30)], &[Same, Changed(1), Same], &[]);
        check(&kept, &[(2, 1, 10), (3, 8, 80), (4, 3, 30)], &[Same, Changed(1), Same], &[]);
        check(&kept, &[(2, 1, 10), (3, 3, 30)], &[Same, Moved(2)], &[1]);
        check(&kept, &[], &[], &[0, 1, 2]);
        check(&[], &kept, &[New, New, New], &[]);
    }

    #[test]
    fn rows_that_say_the_same_are_as_many_as_they_are() {
        let twins = [(2, 1, 10), (3, 1, 10)];
        check(&twins, &twins, &[Same, Same], &[]);
        check(&twins, &[(2, 1, 10)], &[Same], &[1]);
        check(&twins, &[(2, 1, 10), (3, 1, 10), (4, 1, 10)], &[Same, Same, New], &[]);
    }
}
