//! Idempotency keys and their recorded answers.
//!
//! Keys lie in buckets by the second of the time within them. New ones go into
//! the newest few, which are small and so quickly searched, however many there
//! are in all; old ones are dropped with their whole bucket, first in, first out.

use std::collections::{BTreeMap, btree_map::Entry};

use crate::{Key, ReservationId, Timestamp};

use super::{
    answer::{Position, Reply},
    blocks::{Blocks, Kind, Place},
    hash::Hasher,
    image::ImageError,
    limits::{KEY_AHEAD_MS, KEY_WINDOW_MS, KEYS_PER_BUYER, KEYS_PER_MERCHANT},
    names::Ix,
    paged::Paged,
    rows::row,
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

impl Bucket {
    fn find(&self, key: Key, caller: Caller) -> Option<usize> {
        let kept = |row: u32| self.keys.get(row as usize);
        let is = |row: u32| kept(row).is_some_and(|kept| kept.is(key, caller));
        self.table.find(hash(key, caller), is).map(|row| row as usize)
    }

    fn push(&mut self, kept: Kept) {
        // The limit on keys is far below 2³².
        let row = u32::try_from(self.keys.len()).unwrap_or(u32::MAX - 1);
        self.table.insert(hash(kept.key(), kept.caller), row);
        self.keys.push(kept);
    }

    fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.keys.iter().skip(self.dropped)
    }
}

/// Every key of the window.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    buckets: BTreeMap<i64, Bucket>,
    len: usize,
    by_buyer: Paged<u32>,
    by_merchant: Paged<u32>,
    by_nobody: u32,
    /// While a snapshot is read: keys whose answers have no room in a row.
    unanswered: usize,
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
        let bucket = self.buckets.get(&bucket(key))?;
        bucket.keys.get(bucket.find(key, caller)?)
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
        let second = kept.bucket();
        // Nearly all keys are of the present second.
        if let Some(mut last) = self.buckets.last_entry()
            && *last.key() == second
        {
            return last.get_mut().push(kept);
        }
        let before = self.buckets.last_key_value().filter(|(last, _)| **last == second - 1);
        // As many keys will come as in the second before, as long as seconds come
        // one after the other: then the table need not grow.
        let table = before.map_or_else(Table::default, |(_, b)| Table::with_room(b.keys.len()));
        let fresh = || Bucket { table, ..Bucket::default() };
        self.buckets.entry(second).or_insert_with(fresh).push(kept);
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
    fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.buckets.values().flat_map(Bucket::iter)
    }

    /// Keys whose answers have no room in a row.
    pub(crate) fn rare(&self) -> impl Iterator<Item = &Kept> {
        self.iter().filter(|kept| short(&kept.reply).is_none())
    }

    /// The keys by block.
    pub(crate) fn write<E>(&self, blocks: &mut Blocks<'_, E>) -> Result<(), E> {
        for (second, bucket) in &self.buckets {
            let mut left = bucket.keys.len() - bucket.dropped;
            let mut keys = bucket.iter();
            while left > 0 {
                let count = left.min(BLOCK_KEYS);
                blocks.begin::<KeyRow>(Kind::Keys, second.cast_unsigned());
                keys.by_ref().take(count).for_each(|kept| blocks.row(kept.row()));
                blocks.end()?;
                left -= count;
            }
        }
        Ok(())
    }

    /// How many keys each caller has, by index.
    pub(crate) fn counts(&self, kind: Kind) -> impl Iterator<Item = u32> {
        let (counts, nobody) = match kind {
            Kind::KeysByBuyer => (Some(&self.by_buyer), None),
            Kind::KeysByMerchant => (Some(&self.by_merchant), None),
            _ => (None, Some(self.by_nobody)),
        };
        counts.into_iter().flat_map(|counts| counts.iter().copied()).chain(nobody)
    }

    /// Puts back the next block of keys.
    pub(crate) fn restore(&mut self, block: KeyBlock) {
        let KeyBlock { second, bucket, unanswered } = block;
        self.len += bucket.keys.len();
        self.unanswered += unanswered;
        match self.buckets.entry(second) {
            Entry::Vacant(vacant) => {
                vacant.insert(bucket);
            }
            Entry::Occupied(occupied) => {
                let whole = occupied.into_mut();
                bucket.keys.into_iter().for_each(|kept| whole.push(kept));
            }
        }
    }

    /// Puts back how many keys callers have.
    pub(crate) fn restore_counts(&mut self, kind: Kind, counts: Paged<u32>) {
        match kind {
            Kind::KeysByBuyer => self.by_buyer.append(counts),
            Kind::KeysByMerchant => self.by_merchant.append(counts),
            _ => self.by_nobody = counts.get(0).copied().unwrap_or_default(),
        }
    }

    /// Puts back an answer that has no room in a row. Tells whether there is a
    /// key that waits for it.
    pub(crate) fn restore_rare(&mut self, key: Key, caller: Caller, reply: Reply) -> bool {
        let Some(bucket) = self.buckets.get_mut(&bucket(key)) else { return false };
        let Some(row) = bucket.find(key, caller) else { return false };
        match bucket.keys.get_mut(row) {
            Some(kept) if kept.reply == Reply::Done => {
                kept.reply = reply;
                self.unanswered -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many keys wait for their answers.
    pub(crate) fn unanswered(&self) -> usize {
        self.unanswered
    }
}

/// Keys of one block, at most: more than 50 MiB.
const BLOCK_KEYS: usize = 1_000_000;

row! {
    /// A key in a snapshot. `reply` is 0 where the answer comes as a part.
    KeyRow {
        high: u64, low: u64, fingerprint: u64, seq: u64, value: u64,
        caller: u32, epoch: u32, reply: u32,
    }
}

impl Kept {
    fn row(&self) -> KeyRow {
        let Self { high, low, fingerprint, seq, reply, caller: Caller(caller), epoch } = self;
        let (reply, value) = short(reply).unwrap_or_default();
        KeyRow {
            high: *high,
            low: *low,
            fingerprint: *fingerprint,
            seq: *seq,
            value,
            caller: *caller,
            epoch: *epoch,
            reply,
        }
    }

    fn of(row: KeyRow) -> Option<Self> {
        let KeyRow { high, low, fingerprint, seq, value, caller, epoch, reply } = row;
        let reply = long(reply, value)?;
        Some(Self { high, low, fingerprint, seq, reply, caller: Caller(caller), epoch })
    }
}

/// The answers that nearly all keys have, as a code and a number. The codes are
/// in snapshots and never change.
fn short(reply: &Reply) -> Option<(u32, u64)> {
    Some(match reply {
        Reply::Held(id) => (1, id.0),
        Reply::SoldOut { held_by_others } => (2, u64::from(*held_by_others)),
        Reply::Limit { left } => (3, u64::from(*left)),
        Reply::NotOpen => (4, 0),
        Reply::Committed(id) => (5, id.0),
        Reply::Released(id) => (6, id.0),
        _ => return None,
    })
}

fn long(code: u32, value: u64) -> Option<Reply> {
    Some(match code {
        0 => Reply::Done,
        1 => Reply::Held(ReservationId(value)),
        2 => Reply::SoldOut { held_by_others: u32::try_from(value).ok()? },
        3 => Reply::Limit { left: u32::try_from(value).ok()? },
        4 => Reply::NotOpen,
        5 => Reply::Committed(ReservationId(value)),
        6 => Reply::Released(ReservationId(value)),
        _ => return None,
    })
}

/// Keys of one second that were read.
#[derive(Debug)]
pub(crate) struct KeyBlock {
    second: i64,
    bucket: Bucket,
    unanswered: usize,
}

impl KeyBlock {
    pub(crate) fn decode(place: Place, bytes: &[u8]) -> Result<Self, ImageError> {
        let count = place.count(bytes);
        let (keys, table) = (Paged::with_room(count), Table::with_room(count));
        let mut bucket = Bucket { keys, table, dropped: 0 };
        let mut unanswered = 0;
        for row in place.rows(bytes)? {
            let kept =
                Kept::of(row).ok_or_else(|| ImageError::Block("of an unknown answer".into()))?;
            unanswered += usize::from(kept.reply == Reply::Done);
            bucket.push(kept);
        }
        Ok(Self { second: place.first.cast_signed(), bucket, unanswered })
    }
}

fn hash(key: Key, caller: Caller) -> u64 {
    let (high, low) = key.halves();
    let mut hasher = Hasher::new();
    hasher.number(high ^ u64::from(caller.0));
    hasher.number(low);
    hasher.finish()
}
