//! Numbered places that are reused. A place keeps its number while it is taken,
//! so that a walk can stop anywhere and go on later.

use std::rc::Rc;

/// The places.
pub(crate) struct Seats<T> {
    places: Vec<Option<Rc<T>>>,
    free: Vec<u32>,
}

impl<T> Default for Seats<T> {
    fn default() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }
}

impl<T> Seats<T> {
    /// The place that the next one gets.
    pub(crate) fn next(&self) -> u32 {
        let end = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.free.last().copied().unwrap_or(end)
    }

    /// Gives a place.
    pub(crate) fn take(&mut self, item: Rc<T>) -> u32 {
        let place = self.next();
        self.free.pop();
        match self.places.get_mut(place as usize) {
            Some(free) => *free = Some(item),
            None => self.places.push(Some(item)),
        }
        place
    }

    /// Takes it back.
    pub(crate) fn leave(&mut self, place: u32) {
        if self.places.get_mut(place as usize).and_then(Option::take).is_some() {
            self.free.push(place);
        }
    }

    /// Who sits there.
    pub(crate) fn get(&self, place: usize) -> Option<&Rc<T>> {
        self.places.get(place)?.as_ref()
    }

    /// Places there are, taken or not.
    pub(crate) fn places(&self) -> usize {
        self.places.len()
    }

    /// Places taken.
    pub(crate) fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Everyone who sits.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Rc<T>> {
        self.places.iter().flatten()
    }
}
