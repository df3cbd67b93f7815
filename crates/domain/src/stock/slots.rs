//! Finding a row by the hash of what is in it. A table only ever answers for one
//! hash and is never walked, so its order is nowhere to be seen.
//!
//! A slot holds the row's number and half of its hash, so that a row is looked
//! at only if it is nearly certain to be the one, and a table that grows need not
//! look at rows at all.

const START_SLOTS: usize = 8;
const SHARDS: usize = 1_024;

/// An open-addressed table, which doubles when three quarters of it are used.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// 0 where there is nothing; otherwise the upper half of the row's hash, and
    /// the row's number plus one.
    slots: Vec<u64>,
    len: usize,
}

impl Table {
    /// An empty table that need not grow before it has so many rows.
    pub(crate) fn with_room(rows: usize) -> Self {
        let slots = (rows * 4).div_ceil(3).next_power_of_two().max(START_SLOTS);
        Self { slots: vec![0; slots], len: 0 }
    }

    /// The row of that hash for which `is` holds.
    pub(crate) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = start(hash) & mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot == 0 {
                return None;
            }
            if slot >> 32 == hash >> 32 {
                let row = row(slot);
                if is(row) {
                    return Some(row);
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// The row in the slot where the search for a hash begins, if it may be the one.
    fn expect(&self, hash: u64) -> Option<u32> {
        let slot = *self.slots.get(start(hash) & self.slots.len().checked_sub(1)?)?;
        (slot != 0 && slot >> 32 == hash >> 32).then_some(row(slot))
    }

    /// Adds a row that is not yet in it; below 2³² − 1.
    pub(crate) fn insert(&mut self, hash: u64, row: u32) {
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        self.len += 1;
        self.place(hash >> 32 << 32 | (u64::from(row) + 1));
    }

    /// Everything in it, as it lies: to be kept and given back to [`Self::restore`].
    pub(crate) fn slots(&self) -> &[u64] {
        &self.slots
    }

    /// The table of slots that were kept; nothing if they are not a table's.
    pub(crate) fn restore(slots: Vec<u64>) -> Option<Self> {
        let len = slots.iter().filter(|slot| **slot != 0).count();
        (slots.len().is_power_of_two() && len < slots.len()).then_some(Self { slots, len })
    }

    fn place(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = start(slot) & mask;
        while let Some(here) = self.slots.get_mut(at) {
            if *here == 0 {
                *here = slot;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(START_SLOTS);
        let old = std::mem::replace(&mut self.slots, vec![0; slots]);
        old.into_iter().filter(|slot| *slot != 0).for_each(|slot| self.place(slot));
    }
}

/// Many tables, each for a part of the hashes: only one of them grows at a time,
/// so that a set of millions grows by small steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    tables: Vec<Table>,
}

impl Slots {
    /// The row of that hash for which `is` holds.
    pub(crate) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        self.tables.get(shard(hash))?.find(hash, is)
    }

    /// The row in the slot where the search for a hash begins, if it may be the one.
    pub(crate) fn expect(&self, hash: u64) -> Option<u32> {
        self.tables.get(shard(hash))?.expect(hash)
    }

    /// Every table with its place.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (usize, &Table)> {
        self.tables.iter().enumerate()
    }

    /// Puts a table into its place.
    pub(crate) fn restore(&mut self, at: usize, table: Table) {
        self.make();
        if let Some(place) = self.tables.get_mut(at) {
            *place = table;
        }
    }

    fn make(&mut self) {
        if self.tables.is_empty() {
            self.tables.resize_with(SHARDS, Table::default);
        }
    }

    /// Adds a row that is not yet in it; below 2³² − 1.
    pub(crate) fn insert(&mut self, hash: u64, row: u32) {
        self.make();
        if let Some(table) = self.tables.get_mut(shard(hash)) {
            table.insert(hash, row);
        }
    }
}

/// Where in a table the search for a hash begins.
fn start(hash: u64) -> usize {
    usize::try_from(hash >> 32).unwrap_or_default()
}

fn shard(hash: u64) -> usize {
    usize::try_from(hash & (SHARDS as u64 - 1)).unwrap_or_default()
}

#[allow(clippy::cast_possible_truncation, reason = "the lower half is the number plus one")]
const fn row(slot: u64) -> u32 {
    (slot as u32).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_also_where_hashes_collide() {
        let mut slots = Slots::default();
        let hash = |row: u32| u64::from(row % 5_000).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        assert_eq!(slots.find(hash(1), |_| true), None);
        (0..20_000).for_each(|row| slots.insert(hash(row), row));
        for row in 0..20_000 {
            assert_eq!(slots.find(hash(row), |found| found == row), Some(row));
            assert_eq!(slots.find(hash(row), |_| false), None);
        }
    }
}
