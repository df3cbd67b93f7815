//! The values of the state lane by key, and the tick in which each last changed.
//!
//! A list in order of keys: copying it for a tick, which is done far more often than
//! a key is added, takes one allocation and none for each key.

use std::sync::Arc;

/// What says by itself which key it is the value of.
pub(super) trait Keyed {
    fn key(&self) -> &str;
}

/// The values.
pub(super) struct Table<T> {
    entries: Vec<Entry<T>>,
}

struct Entry<T> {
    changed: u32,
    value: Arc<T>,
}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self { changed: self.changed, value: Arc::clone(&self.value) }
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone() }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T: Keyed> Table<T> {
    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Where that key is, or where it belongs.
    pub(super) fn find(&self, key: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.value.key().cmp(key))
    }

    /// The value at that place.
    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.entries.get(place).map(|entry| &*entry.value)
    }

    /// Puts a value where its key was found, or belongs; it changes with that tick.
    pub(super) fn put(&mut self, place: Result<usize, usize>, value: Arc<T>, changed: u32) {
        let entry = Entry { changed, value };
        match place {
            Ok(place) => {
                if let Some(known) = self.entries.get_mut(place) {
                    *known = entry;
                }
            }
            Err(place) => self.entries.insert(place, entry),
        }
    }

    /// Those that changed after that tick, in order of their keys.
    pub(super) fn newer(&self, tick: u32) -> impl Iterator<Item = &T> {
        let newer = move |entry: &&Entry<T>| entry.changed > tick;
        self.entries.iter().filter(newer).map(|entry| &*entry.value)
    }
}
