//! Who guessed passwords lately: counted by account and address, in memory, never locking the account itself, so
//! that nobody can lock another out.
//! Passwords are compared one at a time, and whoever compares checks and counts within its turn: a thousand tries at
//! once are no way around.

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
    account: Option<u64>,
}

impl Throttle {
    /// Whether another try for this account may be made from there, the account named in any spelling of its
    /// e-mail address. Without an account, a secret that is nobody's in particular, only the address counts.
    pub fn check(&self, account: Option<&str>, address: IpAddr, now: Stamp) -> Result<(), Refusal> {
        let account = account.map(|account| self.number_of(account));
        let all = self.tries();
        let counting = |counts: &dyn Fn(&Try) -> bool| -> Vec<Stamp> {
            let tries = all.get(&household(address)).into_iter().flatten();
            let counted = tries.filter(|one| one.is_recent(now) && counts(one));
            counted.map(|one| one.at).collect()
        };
        let of_account = counting(&|one| account.is_some() && one.account == account);
        let of_address = counting(&|_| true);
        let wait = wait(&of_account, PER_ACCOUNT, now).max(wait(&of_address, PER_ADDRESS, now));
        wait.map_or(Ok(()), |seconds| Err(Refusal::TooMany(seconds)))
    }

    /// Counts a failure.
    pub fn failed(&self, account: Option<&str>, address: IpAddr, now: Stamp) {
        let account = account.map(|account| self.number_of(account));
        let address = household(address);
        let mut all = self.tries();
        make_room(&mut all, address, now);
        let tries = all.entry(address).or_default();
        tries.retain(|one| one.is_recent(now));
        tries.push(Try { at: now, account });
    }

    /// Forgets the account's failures from there: whoever it was knew the secret in the end.
    pub fn succeeded(&self, account: Option<&str>, address: IpAddr) {
        let account = account.map(|account| self.number_of(account));
        let mut all = self.tries();
        if let Some(tries) = all.get_mut(&household(address)) {
            tries.retain(|one| one.account != account);
            if tries.is_empty() {
                all.remove(&household(address));
            }
        }
    }

    fn number_of(&self, account: &str) -> u64 {
        self.accounts.hash_one(account.trim().to_ascii_lowercase())
    }

    fn tries(&self) -> MutexGuard<'_, HashMap<IpAddr, Vec<Try>>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Try {
    /// A clock that was set back must not make a failure last for a year.
    fn is_recent(self, now: Stamp) -> bool {
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
    all.retain(|_, tries| tries.iter().any(|one| one.is_recent(now)));
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

    fn try_at(throttle: &Throttle, account: &str, address: IpAddr, now: Stamp) -> Option<Refusal> {
        let refusal = throttle.check(Some(account), address, now).err();
        if refusal.is_none() {
            throttle.failed(Some(account), address, now);
        }
        refusal
    }

    #[test]
    fn the_eleventh_guess_at_an_account_waits_and_elsewhere_it_does_not() {
        let throttle = Throttle::default();
        for second in 0..10 {
            assert_eq!(
                try_at(&throttle, ADA, at(1), now().plus_seconds(second)),
                None
            );
        }
        let later = now().plus_seconds(10);
        let refused = try_at(&throttle, "ADA@salon.example ", at(1), later);
        assert_eq!(refused, Some(Refusal::TooMany(890)));
        assert_eq!(try_at(&throttle, "bea@salon.example", at(1), later), None);
        assert_eq!(try_at(&throttle, ADA, at(2), later), None);
        assert_eq!(try_at(&throttle, ADA, at(1), now().plus_minutes(15)), None);
    }

    #[test]
    fn fifty_guesses_from_one_address_are_enough() {
        let throttle = Throttle::default();
        for number in 0..50 {
            assert_eq!(
                try_at(&throttle, &format!("{number}@x"), at(1), now()),
                None
            );
        }
        let wait = Err(Refusal::TooMany(900));
        assert_eq!(throttle.check(Some(ADA), at(1), now()), wait);
        assert_eq!(throttle.check(None, at(1), now()), wait);
    }

    #[test]
    fn success_clears_the_account_and_nothing_else() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            try_at(&throttle, ADA, at(1), now());
        }
        try_at(&throttle, "bea@salon.example", at(1), now());
        throttle.succeeded(Some(ADA), at(1));
        assert_eq!(throttle.check(Some(ADA), at(1), now()), Ok(()));
        assert_eq!(throttle.tries().len(), 1);
        throttle.succeeded(Some("bea@salon.example"), at(1));
        assert!(throttle.tries().is_empty());
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            try_at(&throttle, ADA, at(1), now());
        }
        assert_eq!(
            try_at(&throttle, ADA, at(1), now().plus_hours(-24 * 365)),
            None
        );
    }

    #[test]
    fn memory_is_bounded_however_many_attack() {
        let throttle = Throttle::default();
        for number in 0..3 * u32::try_from(ADDRESSES).unwrap() {
            try_at(
                &throttle,
                ADA,
                at(number),
                now().plus_seconds(i64::from(number) / 100),
            );
        }
        assert_eq!(throttle.tries().len(), ADDRESSES);
    }

    #[test]
    fn a_household_of_ipv6_is_one_address() {
        let throttle = Throttle::default();
        for number in 0..50 {
            let address = format!("2001:db8::{number}").parse().unwrap();
            try_at(&throttle, &format!("{number}@x"), address, now());
        }
        assert!(try_at(&throttle, ADA, "2001:db8::ffff".parse().unwrap(), now()).is_some());
        assert!(try_at(&throttle, ADA, "2001:db8:0:1::1".parse().unwrap(), now()).is_none());
    }
}
