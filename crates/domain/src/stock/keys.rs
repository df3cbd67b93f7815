//! Idempotency keys and their recorded answers.
//!
//! Keys lie in buckets by the second of the time within them. New ones go into
//! the newest few, which are small and so quickly searched, however many there
//! are in all; old ones are dropped with their whole bucket, first in, first out.

use std::collections::BTreeMap;

use crate::{Key, Timestamp};

use super::{
    answer::{Position, Reply},
    hash::Hasher,
    limits::{KEY_AHEAD_MS, KEY_WINDOW_MS, KEYS_PER_BUYER, KEYS_PER_MERCHANT},
    names::Ix,
    paged::Paged,
    slots::Table,
};

/// How long the times of one bucket's keys are.
const BUCKET_MS: i64 = 1_000;

/// Whose key it is, in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Caller(pub(crate) u32);

impl Caller {
    /// Whoever names a reservation that does not exist, and so no buyer.
    pub(crate) const NOBODY: Self = Self(u32::MAX);

    pub(crate) const fn buyer(ix: Ix) -> Self {
        Self(ix << 1)
    }

    pub(crate) const fn merchant(ix: Ix) -> Self {
        Self(ix << 1 | 1)
    }

    /// The index of the buyer or the merchant.
    pub(crate) const fn index(self) -> Ix {
        self.0 >> 1
    }

    fn limit(self) -> u32 {
        if self.0 & 1 == 1 { KEYS_PER_MERCHANT } else { KEYS_PER_BUYER }
    }
}

/// A key of a caller, and the answer under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    high: u64,
    low: u64,
    pub(crate) fingerprint: u64,
    seq: u64,
    pub(crate) reply: Reply,
    pub(crate) caller: Caller,
    epoch: u32,
}

// Each of millions of keys has its own.
const _: () = assert!(size_of::<Kept>() == 56, "what an answer has beyond 8 bytes is boxed");

impl Kept {
    pub(crate) fn new(
        key: Key,
        caller: Caller,
        fingerprint: u64,
        position: Position,
        reply: Reply,
    ) -> Self {
        let (high, low) = key.halves();
        let Position { epoch, seq } = position;
        Self { high, low, fingerprint, seq, reply, caller, epoch }
    }

    pub(crate) fn key(&self) -> Key {
        Key::from_halves(self.high, self.low)
    }

    pub(crate) fn position(&self) -> Position {
        Position { epoch: self.epoch, seq: self.seq }
    }

    fn is(&self, key: Key, caller: Caller) -> bool {
        self.caller == caller && (self.high, self.low) == key.halves()
    }

    fn bucket(&self) -> i64 {
        bucket(self.key())
    }
}

fn bucket(key: Key) -> i64 {
    key.time().as_millis() / BUCKET_MS
}

/// The keys of one second, in the order in which they came.
#[derive(Debug, Clone, Default)]
struct Bucket {
    keys: Paged<Kept>,
    table: Table,
    /// How many of them are dropped.
    dropped: usize,
}

/// Every key of the window.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    buckets: BTreeMap<i64, Bucket>,
    len: usize,
    by_buyer: Paged<u32>,
    by_merchant: Paged<u32>,
    by_nobody: u32,
}

/// Whether a key's time allows it to be used.
pub(crate) fn within_window(key: Key, now: Timestamp) -> bool {
    let age = now.millis_since(key.time());
    (-KEY_AHEAD_MS..=KEY_WINDOW_MS).contains(&age)
}

impl Keys {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, key: Key, caller: Caller) -> Option<&Kept> {
        let Bucket { keys, table, .. } = self.buckets.get(&bucket(key))?;
        let is = |row: u32| keys.get(row as usize).is_some_and(|kept| kept.is(key, caller));
        let row = table.find(hash(key, caller), is)?;
        keys.get(row as usize)
    }

    pub(crate) fn has_room(&self, caller: Caller) -> bool {
        self.count(caller) < caller.limit()
    }

    fn count(&self, caller: Caller) -> u32 {
        let at = caller.index() as usize;
        let counts = match caller {
            Caller::NOBODY => return self.by_nobody,
            Caller(code) if code & 1 == 1 => &self.by_merchant,
            Caller(_) => &self.by_buyer,
        };
        counts.get(at).copied().unwrap_or_default()
    }

    fn change_count(&mut self, caller: Caller, change: impl Fn(&mut u32)) {
        let at = caller.index() as usize;
        let counts = match caller {
            Caller::NOBODY => return change(&mut self.by_nobody),
            Caller(code) if code & 1 == 1 => &mut self.by_merchant,
            Caller(_) => &mut self.by_buyer,
        };
        while counts.len() <= at {
            counts.push(0);
        }
        if let Some(count) = counts.get_mut(at) {
            change(count);
        }
    }

    pub(crate) fn insert(&mut self, kept: Kept) {
        self.change_count(kept.caller, |count| *count += 1);
        self.len += 1;
        let bucket = self.buckets.entry(kept.bucket()).or_default();
        // The limit on keys is far below 2³².
        let row = u32::try_from(bucket.keys.len()).unwrap_or(u32::MAX - 1);
        bucket.table.insert(hash(kept.key(), kept.caller), row);
        bucket.keys.push(kept);
    }

    /// When the oldest keys leave the window.
    pub(crate) fn first_end(&self) -> Option<Timestamp> {
        let (second, _) = self.buckets.first_key_value()?;
        let last = Timestamp::from_millis((second + 1).saturating_mul(BUCKET_MS));
        Some(last.plus_millis(KEY_WINDOW_MS))
    }

    /// Drops one of the oldest keys, if they have left the window.
    pub(crate) fn drop_oldest(&mut self, now: Timestamp) -> bool {
        if self.first_end().is_none_or(|end| end >= now) {
            return false;
        }
        let Some(mut oldest) = self.buckets.first_entry() else { return false };
        let bucket = oldest.get_mut();
        let caller = bucket.keys.get(bucket.dropped).map(|kept| kept.caller);
        bucket.dropped += 1;
        if bucket.dropped >= bucket.keys.len() {
            oldest.remove();
        }
        if let Some(caller) = caller {
            self.change_count(caller, |count| *count -= 1);
            self.len -= 1;
        }
        true
    }

    /// Every key with its answer, the oldest bucket's first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.buckets.values().flat_map(|bucket| bucket.keys.iter().skip(bucket.dropped))
    }
}

fn hash(key: Key, caller: Caller) -> u64 {
    let (high, low) = key.halves();
    let mut hasher = Hasher::new();
    hasher.number(high ^ u64::from(caller.0));
    hasher.number(low);
    hasher.finish()
}
