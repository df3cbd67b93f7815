//! Accounts by key: of tokens, of addresses, of rooms. One table serves all
//! workers and the HTTP server, since a limit that each worker counted for itself
//! would be as many times as high as there are workers, and a share of it for each
//! would refuse those who happen to meet on one.
//!
//! The table is in parts, each behind a lock that is held for one look-up and only
//! when a client sends something, never for a delivery. It is bounded: an account
//! is forgotten when its buckets are full again and nobody is connected under it,
//! and those for whom there is no place share one account for each part.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher, Hash, RandomState},
    sync::Mutex,
};

use super::rate::{Rate, Verdict};
use crate::lanes::hold;

/// Parts of a table.
const PARTS: usize = 16;
/// Nanoseconds between two searches of a part for accounts to forget.
const SEARCH: u64 = 1_000_000_000;

/// What is counted for each key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Frames = 0,
    Bytes = 1,
    Chat = 2,
    Attempts = 3,
}

/// So much of it.
pub(crate) type Load = (What, u32);

/// Buckets of an account: one for each [`What`], and one for sessions that begin.
const BUCKETS: usize = 5;
const JOINS: usize = 4;

/// What an account is found by. 0 stands for one who is not counted, and the next
/// few for the accounts that are shared by those who have none of their own.
pub(crate) type Key = u64;

/// One key's buckets: the moments at which they will be full again.
#[derive(Debug, Clone, Copy, Default)]
struct Account {
    full_at: [u64; BUCKETS],
    sessions: u32,
}

impl Account {
    fn take(&mut self, bucket: usize, rate: Rate, units: u32, now: u64) -> Verdict {
        let Some(full_at) = self.full_at.get_mut(bucket) else { return Verdict::Pass };
        let (ahead, verdict) = rate.take(full_at.saturating_sub(now), units);
        *full_at = now.saturating_add(ahead);
        verdict
    }

    fn is_idle(&self, now: u64) -> bool {
        self.sessions == 0 && self.full_at.iter().all(|at| *at <= now)
    }
}

#[derive(Debug, Default)]
struct Part {
    accounts: HashMap<Key, Account, RandomState>,
    /// For those who have no account of their own.
    others: Account,
    searched: u64,
}

/// The accounts.
#[derive(Debug)]
pub(crate) struct Table {
    parts: [Mutex<Part>; PARTS],
    /// Accounts of a part, at most.
    most: usize,
    hasher: RandomState,
}

/// What came of it, and whether the account is one of its own.
pub(super) struct Taken {
    pub(super) verdict: Verdict,
    pub(super) shared: bool,
}

impl Table {
    /// One with room for so many keys.
    pub(super) fn new(keys: usize) -> Self {
        Self {
            parts: std::array::from_fn(|_| Mutex::default()),
            most: keys.div_ceil(PARTS),
            hasher: RandomState::new(),
        }
    }

    /// The key of something. Which keys collide can't be known from outside.
    pub(super) fn key(&self, of: impl Hash) -> Key {
        self.hasher.hash_one(of).max(PARTS as u64 + 1)
    }

    /// Charges a key, at a time in nanoseconds.
    pub(super) fn take(&self, key: Key, (what, units): Load, rate: Rate, now: u64) -> Taken {
        self.with(key, now, |account| account.take(what as usize, rate, units, now))
    }

    /// Takes a session that begins out of the bucket for those.
    pub(super) fn join(&self, key: Key, rate: Rate, now: u64) -> Taken {
        self.with(key, now, |account| account.take(JOINS, rate, 1, now))
    }

    /// Counts one more session, if there may be one more, and gives the key under
    /// which it was counted.
    pub(super) fn enter(&self, key: Key, most: u32, now: u64) -> (Key, Taken) {
        let taken = self.with(key, now, |account| {
            if account.sessions >= most {
                return Verdict::Refuse;
            }
            account.sessions += 1;
            Verdict::Pass
        });
        (if taken.shared { key % PARTS as u64 + 1 } else { key }, taken)
    }

    /// One session less.
    pub(super) fn leave(&self, key: Key, now: u64) {
        self.with(key, now, |account| {
            account.sessions = account.sessions.saturating_sub(1);
            Verdict::Pass
        });
    }

    fn with(&self, key: Key, now: u64, act: impl FnOnce(&mut Account) -> Verdict) -> Taken {
        let sharing = key <= PARTS as u64;
        let part = if sharing { key.saturating_sub(1) } else { key % PARTS as u64 };
        let Some(part) = self.parts.get(part as usize) else {
            return Taken { verdict: Verdict::Pass, shared: false };
        };
        let mut part = hold(part);
        let part = &mut *part;
        if sharing {
            return Taken { verdict: act(&mut part.others), shared: true };
        }
        if part.accounts.len() >= self.most && now.saturating_sub(part.searched) >= SEARCH {
            part.searched = now;
            part.accounts.retain(|_, account| !account.is_idle(now));
        }
        let full = part.accounts.len() >= self.most;
        match part.accounts.entry(key) {
            Entry::Occupied(mut own) => {
                let verdict = act(own.get_mut());
                if own.get().is_idle(now) {
                    own.remove();
                }
                Taken { verdict, shared: false }
            }
            Entry::Vacant(_) if full => Taken { verdict: act(&mut part.others), shared: true },
            Entry::Vacant(place) => {
                let mut account = Account::default();
                let verdict = act(&mut account);
                if !account.is_idle(now) {
                    place.insert(account);
                }
                Taken { verdict, shared: false }
            }
        }
    }

    /// Accounts there are.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.parts.iter().map(|part| hold(part).accounts.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn rate() -> Rate {
        Rate::new(10.0, 20.0)
    }

    #[test]
    fn keys_do_not_share_and_kinds_do_not_either() {
        let table = Table::new(100);
        let pass = |key, what| table.take(key, (what, 1), rate(), SECOND).verdict == Verdict::Pass;
        assert_eq!((0..50).filter(|_| pass(101, What::Frames)).count(), 20);
        assert_eq!((0..50).filter(|_| pass(102, What::Frames)).count(), 20);
        assert_eq!((0..50).filter(|_| pass(101, What::Chat)).count(), 20);
    }

    #[test]
    fn a_table_that_is_full_forgets_the_idle_and_lets_the_rest_share() {
        let table = Table::new(PARTS);
        let take = |key, now| table.take(key, (What::Chat, 1), rate(), now);
        for key in 100..100 + PARTS as u64 {
            assert!(!take(key, SECOND).shared);
        }
        // Everyone else of a part has one account together.
        let own = |key: &u64| take(*key, SECOND + 1).shared;
        let others: Vec<u64> = (1..40).map(|n| 100 + n * PARTS as u64).collect();
        assert!(others.iter().all(own));
        let passed = others.iter().filter(|k| take(**k, SECOND + 2).verdict == Verdict::Pass);
        assert_eq!(passed.count(), 0, "their first round used up what they share");
        assert_eq!(table.len(), PARTS);
        // Ten seconds later all buckets are full, and there is room again.
        assert!(!take(100 + 99 * PARTS as u64, 20 * SECOND).shared);
        assert!(table.len() <= PARTS);
    }

    #[test]
    fn sessions_are_counted_until_they_leave_and_nothing_stays_of_them() {
        let table = Table::new(100);
        let enter = || table.enter(77, 3, SECOND).1.verdict;
        assert_eq!((enter(), enter(), enter()), (Verdict::Pass, Verdict::Pass, Verdict::Pass));
        assert_eq!(enter(), Verdict::Refuse);
        table.leave(77, SECOND);
        assert_eq!(enter(), Verdict::Pass);
        for _ in 0..3 {
            table.leave(77, SECOND);
        }
        assert_eq!(table.len(), 0);
    }

    #[test]
    fn who_was_counted_with_the_others_leaves_them_again() {
        let table = Table::new(PARTS);
        let (first, _) = table.enter(100, 2, SECOND);
        let (second, taken) = table.enter(100 + PARTS as u64, 2, SECOND);
        assert!(taken.shared && second != 100 + PARTS as u64);
        // Now there would be a place, and still it leaves what it entered.
        table.leave(first, SECOND);
        table.leave(second, SECOND);
        assert!(table.parts.iter().all(|part| hold(part).others.sessions == 0));
    }

    proptest! {
        /// A key never gets more than it would with a table of its own, and the
        /// table never holds more than it may.
        #[test]
        fn however_many_come_no_key_gets_more_than_its_rate(
            keys in 1_usize..64,
            steps in proptest::collection::vec((17_u64..97, 0_u64..200_000_000), 1..600),
        ) {
            let table = Table::new(keys);
            let mut got: BTreeMap<u64, u64> = BTreeMap::new();
            let (start, mut now) = (SECOND, SECOND);
            for (key, wait) in steps {
                now += wait;
                if table.take(key, (What::Frames, 1), rate(), now).verdict == Verdict::Pass {
                    *got.entry(key).or_default() += 1;
                }
                prop_assert!(table.len() <= keys.div_ceil(PARTS) * PARTS);
            }
            // One burst more for each time that its account may have been another.
            let most = 10.0 * (now - start) as f64 / SECOND as f64 + 2.0 * 20.0;
            for (key, got) in got {
                prop_assert!(got as f64 <= most, "{got} for {key}, at most {most}");
            }
        }
    }
}
