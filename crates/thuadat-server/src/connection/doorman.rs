//! Who counts connections, and makes room for new ones.

use super::state::ConnectionState;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Who counts connections, and makes room for new ones.
#[derive(Debug)]
pub(crate) struct Doorman {
    most: usize,
    /// Of one address.
    most_of_one: usize,
    guests: Mutex<Guests>,
    gone: Notify,
}

#[derive(Debug, Default)]
struct Guests {
    next: u64,
    inside: BTreeMap<u64, Guest>,
}

#[derive(Debug)]
struct Guest {
    from: IpAddr,
    state: Arc<ConnectionState>,
}

/// The place of a connection, given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    doorman: Arc<Doorman>,
    pub(super) state: Arc<ConnectionState>,
}

/// Who has an address: of one of the sixth version the part that is one customer's.
pub(crate) fn customer(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => long.to_ipv4_mapped().map_or_else(
            || {
                let [a, b, c, d, ..] = long.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            },
            IpAddr::V4,
        ),
    }
}

impl Doorman {
    /// `most_of_one` is how many one address may have; 0 for as many as there are.
    pub(crate) fn new(most: usize, most_of_one: usize) -> Self {
        let most_of_one = if most_of_one == 0 { usize::MAX } else { most_of_one };
        Self { most: most.max(1), most_of_one, guests: Mutex::default(), gone: Notify::new() }
    }

    /// A place for one more. Where all are taken, or all that one address may have, the one of them that has been silent longest leaves;
    /// none where all are being answered.
    pub(super) fn admit(self: &Arc<Self>, from: IpAddr) -> Option<Place> {
        let from = customer(from);
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        let staying = |guest: &&Guest| !guest.state.is_to_leave();
        let all = guests.inside.values().filter(staying).count();
        let own = guests.inside.values().filter(staying).filter(|guest| guest.from == from).count();
        let has_his_share = own >= self.most_of_one;
        if has_his_share || all >= self.most {
            let leaving = guests.inside.values().filter(|guest| !has_his_share || guest.from == from);
            let silent = leaving.filter_map(|guest| Some((guest.state.silent_since()?, &guest.state)));
            let (_, longest) = silent.min_by_key(|(since, _)| *since)?;
            longest.ask_to_leave();
        }
        let (number, state) = (guests.next, Arc::new(ConnectionState::new()));
        guests.next += 1;
        guests.inside.insert(number, Guest { from, state: Arc::clone(&state) });
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

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn the_silent_make_room_and_the_busy_do_not() {
        let doorman = Arc::new(Doorman::new(2, 0));
        let (one, two) = (doorman.admit(HERE).expect("room"), doorman.admit(HERE).expect("room"));
        one.state.begin_request();
        let three = doorman.admit(HERE).expect("the second is silent");
        assert!(two.state.is_to_leave() && !one.state.is_to_leave());
        three.state.begin_request();
        assert!(doorman.admit(HERE).is_none(), "all are at work");
        one.state.end_answer();
        assert!(doorman.admit(HERE).is_some() && one.state.is_to_leave());
    }
    #[test]
    fn nobody_keeps_all_others_out() {
        let doorman = Arc::new(Doorman::new(5, 2));
        let (one, two) = (doorman.admit(HERE).expect("room"), doorman.admit(HERE).expect("room"));
        one.state.begin_request();
        two.state.begin_request();
        assert!(doorman.admit(HERE).is_none(), "it has its share, and all of it is at work");
        let there = ["2001:db8::1", "2001:db8::2"].map(|text| text.parse::<IpAddr>().expect("an address"));
        let other = doorman.admit(there[0]).expect("there is room for others");
        two.state.end_answer();
        let three = doorman.admit(HERE).expect("its own silent one leaves");
        assert!(two.state.is_to_leave() && !other.state.is_to_leave());
        three.state.begin_request();
        other.state.begin_request();
        let neighbour = doorman.admit(there[1]).expect("room");
        neighbour.state.begin_request();
        assert!(doorman.admit(there[0]).is_none(), "neighbours of one customer are one");
    }
}
