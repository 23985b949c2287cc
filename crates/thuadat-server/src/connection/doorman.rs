//! Who counts connections, and makes room for new ones.

use super::state::ConnectionState;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Who counts connections, and makes room for new ones.
#[derive(Debug)]
pub(crate) struct Doorman {
    most: usize,
    guests: Mutex<Guests>,
    gone: Notify,
}

#[derive(Debug, Default)]
struct Guests {
    next: u64,
    inside: BTreeMap<u64, Arc<ConnectionState>>,
}

/// The place of a connection, given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    doorman: Arc<Doorman>,
    pub(super) state: Arc<ConnectionState>,
}

impl Doorman {
    pub(crate) fn new(most: usize) -> Self {
        Self { most: most.max(1), guests: Mutex::default(), gone: Notify::new() }
    }

    /// A place for one more. Where all are taken, the one that has been silent longest leaves; none where all are being answered.
    pub(super) fn admit(self: &Arc<Self>) -> Option<Place> {
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        let staying = guests.inside.values().filter(|state| !state.is_to_leave()).count();
        if staying >= self.most {
            let silent = guests.inside.values().filter_map(|state| Some((state.silent_since()?, state)));
            let (_, longest) = silent.min_by_key(|(since, _)| *since)?;
            longest.ask_to_leave();
        }
        let (number, state) = (guests.next, Arc::new(ConnectionState::new()));
        guests.next += 1;
        guests.inside.insert(number, Arc::clone(&state));
        Some(Place { number, doorman: Arc::clone(self), state })
    }

    /// Waits until nobody is inside.
    pub(super) async fn all_gone(&self) {
        loop {
            let gone = self.gone.notified();
            if self.guests.lock().unwrap_or_else(PoisonError::into_inner).inside.is_empty() {
                return;
            }
            gone.await;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.doorman.guests.lock().unwrap_or_else(PoisonError::into_inner).inside.remove(&self.number);
        self.doorman.gone.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_silent_make_room_and_the_busy_do_not() {
        let doorman = Arc::new(Doorman::new(2));
        let (one, two) = (doorman.admit().expect("room"), doorman.admit().expect("room"));
        one.state.begin_request();
        let three = doorman.admit().expect("the second is silent");
        assert!(two.state.is_to_leave() && !one.state.is_to_leave());
        three.state.begin_request();
        assert!(doorman.admit().is_none(), "all are at work");
        one.state.end_answer();
        assert!(doorman.admit().is_some() && one.state.is_to_leave());
    }
}
