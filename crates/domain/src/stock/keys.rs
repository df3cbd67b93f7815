//! Idempotency keys and their recorded answers.
//!
//! Keys are ordered by the time within them, so new ones go in at the end and
//! old ones are dropped from the front.

use std::collections::BTreeMap;

use crate::{Key, Timestamp};

use super::{
    answer::{Position, Reply},
    limits::{KEY_AHEAD_MS, KEY_WINDOW_MS, KEYS_PER_BUYER, KEYS_PER_MERCHANT},
    names::Ix,
};

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

/// An answer under its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) fingerprint: u64,
    pub(crate) position: Position,
    pub(crate) reply: Reply,
}

/// A key of a caller; two halves, so that it takes 24 bytes and not 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    high: u64,
    low: u64,
    caller: Caller,
}

impl Place {
    fn new(key: Key, caller: Caller) -> Self {
        let (high, low) = key.halves();
        Self { high, low, caller }
    }
}

/// Every key of the window.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    answers: BTreeMap<Place, Kept>,
    by_buyer: Vec<u32>,
    by_merchant: Vec<u32>,
    by_nobody: u32,
}

/// Whether a key's time allows it to be used.
pub(crate) fn within_window(key: Key, now: Timestamp) -> bool {
    let age = now.millis_since(key.time());
    (-KEY_AHEAD_MS..=KEY_WINDOW_MS).contains(&age)
}

impl Keys {
    pub(crate) fn len(&self) -> usize {
        self.answers.len()
    }

    pub(crate) fn get(&self, key: Key, caller: Caller) -> Option<&Kept> {
        self.answers.get(&Place::new(key, caller))
    }

    pub(crate) fn has_room(&self, caller: Caller) -> bool {
        self.count(caller) < caller.limit()
    }

    fn count(&self, caller: Caller) -> u32 {
        let at = caller.index() as usize;
        match caller {
            Caller::NOBODY => self.by_nobody,
            Caller(code) if code & 1 == 1 => self.by_merchant.get(at).copied().unwrap_or_default(),
            Caller(_) => self.by_buyer.get(at).copied().unwrap_or_default(),
        }
    }

    fn count_mut(&mut self, caller: Caller) -> &mut u32 {
        let at = caller.index() as usize;
        let counts = match caller {
            Caller::NOBODY => return &mut self.by_nobody,
            Caller(code) if code & 1 == 1 => &mut self.by_merchant,
            Caller(_) => &mut self.by_buyer,
        };
        if counts.len() <= at {
            counts.resize(at + 1, 0);
        }
        &mut counts[at]
    }

    pub(crate) fn insert(&mut self, key: Key, caller: Caller, kept: Kept) {
        *self.count_mut(caller) += 1;
        self.answers.insert(Place::new(key, caller), kept);
    }

    /// When the oldest key leaves the window.
    pub(crate) fn first_end(&self) -> Option<Timestamp> {
        let (place, _) = self.answers.first_key_value()?;
        Some(Key::from_halves(place.high, place.low).time().plus_millis(KEY_WINDOW_MS))
    }

    /// Drops the oldest key, if it has left the window.
    pub(crate) fn drop_oldest(&mut self, now: Timestamp) -> bool {
        if self.first_end().is_none_or(|end| end >= now) {
            return false;
        }
        if let Some((place, _)) = self.answers.pop_first() {
            *self.count_mut(place.caller) -= 1;
        }
        true
    }

    /// Every key with its caller and answer, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, Caller, &Kept)> {
        self.answers
            .iter()
            .map(|(place, kept)| (Key::from_halves(place.high, place.low), place.caller, kept))
    }
}
