//! The places at a worker's door: one for each connection between being accepted
//! and `hello`. Other workers look at them too, and take one before they give a
//! socket away, so that no door has more than it may.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// The places of one door.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Arc<AtomicUsize>);

impl Places {
    /// A place, if fewer than `most` are taken.
    pub(crate) fn take(&self, most: usize) -> Option<Place> {
        let one_more = |taken: usize| (taken < most).then(|| taken + 1);
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        taken.is_ok().then(|| Place(Some(self.clone())))
    }

    /// A place for one who is in already, however many are taken.
    pub(super) fn take_anyway(&self) -> Place {
        self.0.fetch_add(1, Ordering::Relaxed);
        Place(Some(self.clone()))
    }

    /// How many are taken.
    pub(crate) fn taken(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Gives back one that was [kept](Place::keep).
    pub(super) fn give_back(&self) {
        let one_less = |taken: usize| taken.checked_sub(1);
        // Who was never counted gives nothing back.
        let _before = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
    }
}

/// A place that is taken, until this is dropped.
#[derive(Debug)]
pub(crate) struct Place(Option<Places>);

impl Place {
    /// Leaves it taken until it is [given back](Places::give_back).
    pub(super) fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(places) = &self.0 {
            places.give_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_it_is_dropped_or_given_back() {
        let places = Places::default();
        let first = places.take(2).unwrap();
        places.take(2).unwrap().keep();
        assert!(places.take(2).is_none());
        drop(first);
        assert_eq!(places.taken(), 1);
        places.give_back();
        assert_eq!(places.taken(), 0);
        drop(places.take_anyway());
        places.give_back();
        assert_eq!(places.taken(), 0);
    }
}
