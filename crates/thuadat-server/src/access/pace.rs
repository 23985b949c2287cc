//! How often somebody may ask.

use crate::connection::customer;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Who asks: whoever has a key, else whoever has an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Asker {
    Key(String),
    /// Of an address of the sixth version the part that is one customer's.
    Address(IpAddr),
    Unknown,
}

impl Asker {
    pub(super) fn at(address: IpAddr) -> Self {
        Self::Address(customer(address))
    }
}

/// Counts what everybody asks: so many a minute, all at once or spread.
#[derive(Debug)]
pub(super) struct Pace {
    /// None where everybody may ask as often as he likes.
    between: Option<Duration>,
    /// For each asker, when all he asked is paid for.
    paid_at: Mutex<HashMap<Asker, Instant>>,
}

/// A minute: what may be asked in it may be asked at once.
const SPAN: Duration = Duration::from_mins(1);
/// Askers that are remembered before those are forgotten that have paid.
const REMEMBERED: usize = 10_000;

impl Pace {
    pub(super) fn new(a_minute: u32) -> Self {
        let between = (a_minute > 0).then(|| SPAN / a_minute);
        Self { between, paid_at: Mutex::default() }
    }

    /// Counts a question, or says how long to wait.
    pub(super) fn count(&self, asker: Asker, now: Instant) -> Result<(), Duration> {
        let Some(between) = self.between else { return Ok(()) };
        let mut paid_at = self.paid_at.lock().unwrap_or_else(PoisonError::into_inner);
        if paid_at.len() >= REMEMBERED {
            paid_at.retain(|_, at| *at > now);
        }
        let at = paid_at.get(&asker).copied().unwrap_or(now).max(now) + between;
        let ahead = at - now;
        if let Some(wait) = ahead.checked_sub(SPAN).filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        paid_at.insert(asker, at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_a_minute_and_no_more() {
        let pace = Pace::new(3);
        let (begun, one) = (Instant::now(), Asker::Key("a".to_owned()));
        let after = |seconds: u64| begun + Duration::from_secs(seconds);
        for _ in 0..3 {
            assert_eq!(pace.count(one.clone(), begun), Ok(()));
        }
        assert_eq!(pace.count(one.clone(), begun), Err(Duration::from_secs(20)));
        assert_eq!(pace.count(Asker::Unknown, begun), Ok(()), "others are not in its way");
        assert_eq!(pace.count(one.clone(), after(20)), Ok(()));
        assert!(pace.count(one.clone(), after(20)).is_err());
        for _ in 0..3 {
            assert_eq!(pace.count(one.clone(), after(600)), Ok(()));
        }
        assert!(pace.count(one.clone(), after(600)).is_err());
        let free = Pace::new(0);
        assert!((0..1000).all(|_| free.count(one.clone(), begun).is_ok()));
    }

    #[test]
    fn neighbours_of_one_customer_are_one() {
        let at = |text: &str| Asker::at(text.parse().expect("an address"));
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:10.0.0.1"), at("10.0.0.1"));
        assert_ne!(at("10.0.0.1"), at("10.0.0.2"));
    }
}
