//! Who guessed passwords lately: counted by account and address, in memory, never locking the account itself, so
//! that nobody can lock another out.
//!
//! A try counts from its beginning, so that a thousand at once are no way around; one that went well is forgotten.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::salon::Refusal;
use crate::salon::time::Stamp;

/// How long a failure counts.
const WINDOW_SECONDS: i64 = 15 * 60;
/// Failures for one account from one address.
const PER_ACCOUNT: usize = 10;
/// Failures from one address, whatever the account.
const PER_ADDRESS: usize = 50;
/// Addresses remembered: with 50 failures each some 2 MB, and no more however many attack.
const ADDRESSES: usize = 2000;

/// Failures of the last quarter of an hour.
#[derive(Debug, Default)]
pub struct Throttle {
    accounts: RandomState,
    tries: Mutex<HashMap<IpAddr, Vec<Try>>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Try {
    at: Stamp,
    account: u64,
}

/// A try at a password. It counts while it lasts and ever after, unless it ends otherwise.
#[must_use]
pub struct Attempt<'t> {
    throttle: &'t Throttle,
    address: IpAddr,
    this: Try,
}

impl Throttle {
    /// Begins a try for an account, named in any spelling of its e-mail address; refused after too many failures.
    pub fn attempt(
        &self,
        account: &str,
        address: IpAddr,
        now: Stamp,
    ) -> Result<Attempt<'_>, Refusal> {
        let account = self.accounts.hash_one(account.trim().to_ascii_lowercase());
        self.begin(Some(account), address, now)
    }

    /// Begins a try at a secret that is nobody's in particular: only the address counts.
    pub fn attempt_from(&self, address: IpAddr, now: Stamp) -> Result<Attempt<'_>, Refusal> {
        self.begin(None, address, now)
    }

    fn begin(
        &self,
        account: Option<u64>,
        address: IpAddr,
        now: Stamp,
    ) -> Result<Attempt<'_>, Refusal> {
        let address = household(address);
        let mut all = self.tries();
        make_room(&mut all, address, now);
        let tries = all.entry(address).or_default();
        tries.retain(|one| one.counts(now));
        let of_account: Vec<Stamp> = tries
            .iter()
            .filter(|one| account == Some(one.account))
            .map(|one| one.at)
            .collect();
        let of_address: Vec<Stamp> = tries.iter().map(|one| one.at).collect();
        let wait = wait(&of_account, PER_ACCOUNT, now).max(wait(&of_address, PER_ADDRESS, now));
        if let Some(seconds) = wait {
            return Err(Refusal::TooMany(seconds));
        }
        // Accounts hash to anything but, in all likelihood, this.
        let this = Try {
            at: now,
            account: account.unwrap_or(0),
        };
        tries.push(this);
        Ok(Attempt {
            throttle: self,
            address,
            this,
        })
    }

    fn tries(&self) -> MutexGuard<'_, HashMap<IpAddr, Vec<Try>>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// The password was right: the account's failures from this address are forgotten.
    pub fn succeeded(self) {
        self.forget(|one, this| one.account == this.account);
    }

    /// It never came to a comparison: the try doesn't count.
    pub fn withdrawn(self) {
        let mut found = false;
        self.forget(|one, this| {
            !found && {
                found = one == this;
                found
            }
        });
    }

    fn forget(&self, mut which: impl FnMut(&Try, &Try) -> bool) {
        let mut all = self.throttle.tries();
        if let Some(tries) = all.get_mut(&self.address) {
            tries.retain(|one| !which(one, &self.this));
            if tries.is_empty() {
                all.remove(&self.address);
            }
        }
    }
}

impl Try {
    /// A clock that was set back must not make a failure last for a year.
    fn counts(self, now: Stamp) -> bool {
        let age = (now.0 - self.at.0).num_seconds();
        (0..WINDOW_SECONDS).contains(&age)
    }
}

/// How many seconds until fewer than `most` of these count; none where that is so now.
fn wait(tries: &[Stamp], most: usize, now: Stamp) -> Option<u64> {
    let blocking = tries
        .len()
        .checked_sub(most)
        .and_then(|index| tries.get(index))?;
    let left = blocking.plus_seconds(WINDOW_SECONDS).0 - now.0;
    Some(left.num_seconds().max(1).unsigned_abs())
}

/// A household has 2^64 addresses of IPv6: they count as one.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

/// Lets go of addresses that no longer count, and where that isn't enough of the one that was quiet for longest.
fn make_room(all: &mut HashMap<IpAddr, Vec<Try>>, newcomer: IpAddr, now: Stamp) {
    if all.len() < ADDRESSES || all.contains_key(&newcomer) {
        return;
    }
    all.retain(|_, tries| tries.iter().any(|one| one.counts(now)));
    if all.len() >= ADDRESSES {
        let last = |tries: &Vec<Try>| tries.iter().map(|one| one.at).max();
        let quietest = all
            .iter()
            .min_by_key(|(_, tries)| last(tries))
            .map(|(address, _)| *address);
        quietest.and_then(|address| all.remove(&address));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ADA: &str = "ada@salon.example";

    fn now() -> Stamp {
        Stamp::stored("2026-03-23T08:00:00Z").unwrap()
    }

    fn at(number: u32) -> IpAddr {
        std::net::Ipv4Addr::from_bits(0x0a00_0000 + number).into()
    }

    #[test]
    fn the_eleventh_guess_at_an_account_waits_and_elsewhere_it_does_not() {
        let throttle = Throttle::default();
        for second in 0..10 {
            let _failed = throttle
                .attempt(ADA, at(1), now().plus_seconds(second))
                .unwrap();
        }
        let later = now().plus_seconds(10);
        assert_eq!(
            throttle.attempt("ADA@salon.example ", at(1), later).err(),
            Some(Refusal::TooMany(890))
        );
        assert!(throttle.attempt("bea@salon.example", at(1), later).is_ok());
        assert!(throttle.attempt(ADA, at(2), later).is_ok());
        assert!(throttle.attempt(ADA, at(1), now().plus_minutes(15)).is_ok());
    }

    #[test]
    fn fifty_guesses_from_one_address_are_enough() {
        let throttle = Throttle::default();
        for number in 0..50 {
            let _failed = throttle
                .attempt(&format!("{number}@x"), at(1), now())
                .unwrap();
        }
        assert_eq!(
            throttle.attempt(ADA, at(1), now()).err(),
            Some(Refusal::TooMany(900))
        );
        assert_eq!(
            throttle.attempt_from(at(1), now()).err(),
            Some(Refusal::TooMany(900))
        );
    }

    #[test]
    fn success_clears_the_account_and_a_withdrawn_try_itself() {
        let throttle = Throttle::default();
        for _ in 0..9 {
            let _failed = throttle.attempt(ADA, at(1), now()).unwrap();
        }
        throttle.attempt(ADA, at(1), now()).unwrap().withdrawn();
        throttle.attempt(ADA, at(1), now()).unwrap().succeeded();
        assert!(throttle.tries().is_empty());
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            let _failed = throttle.attempt(ADA, at(1), now()).unwrap();
        }
        assert!(
            throttle
                .attempt(ADA, at(1), now().plus_hours(-24 * 365))
                .is_ok()
        );
    }

    #[test]
    fn memory_is_bounded_however_many_attack() {
        let throttle = Throttle::default();
        for number in 0..3 * u32::try_from(ADDRESSES).unwrap() {
            let _failed =
                throttle.attempt(ADA, at(number), now().plus_seconds(i64::from(number) / 100));
        }
        assert_eq!(throttle.tries().len(), ADDRESSES);
    }

    #[test]
    fn a_household_of_ipv6_is_one_address() {
        let throttle = Throttle::default();
        for number in 0..50 {
            let address = format!("2001:db8::{number}").parse().unwrap();
            let _failed = throttle
                .attempt(&format!("{number}@x"), address, now())
                .unwrap();
        }
        assert!(
            throttle
                .attempt(ADA, "2001:db8::ffff".parse().unwrap(), now())
                .is_err()
        );
        assert!(
            throttle
                .attempt(ADA, "2001:db8:0:1::1".parse().unwrap(), now())
                .is_ok()
        );
    }
}
