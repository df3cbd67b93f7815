//! Looking for what commands are about to need, of many commands together.
//!
//! In a state of millions nearly everything that a command is the first to touch
//! comes from memory, not from a cache, and the command waits for it. Loads that do
//! not depend on one another are waited for at the same time: so the rows of many
//! commands are looked at before the first of them is carried out.

use std::hint::black_box;

use crate::BuyerRef;

use super::{
    Stock,
    names::{Hashed, NONE},
    parties::Buyers,
};

/// Reservations that are looked at together: more than a processor can have loads
/// under way.
pub const EXPECTED: usize = 32;

impl Stock {
    /// Brings near what the first [`EXPECTED`] of some reservations, which are of these
    /// buyers, are going to need. Means nothing but time: commands come to the same
    /// without it.
    pub fn expect<'a>(&self, buyers: impl Iterator<Item = BuyerRef<'a>>) {
        let mut hashes = [Hashed::default(); EXPECTED];
        let mut count = 0;
        for (place, buyer) in hashes.iter_mut().zip(buyers) {
            *place = Buyers::hashed(buyer.as_str());
            count += 1;
        }
        // Each pass has loads that depend on those of the passes before alone.
        let mut known = [NONE; EXPECTED];
        for (place, hash) in known.iter_mut().zip(hashes.iter().take(count)) {
            *place = self.buyers.names().expect(*hash).unwrap_or(NONE);
        }
        let known = known.iter().filter(|ix| **ix != NONE);
        let newest = known.map(|ix| self.buyers.newest(*ix));
        let newest = newest.filter_map(|newest| self.reservations.get(newest));
        black_box(newest.fold(0, |sum, slot| sum ^ slot.newer));
    }
}
