//! Names as small numbers: every id that the rules have seen is kept once, and
//! known by its index. An index never changes and is given in the order in which
//! names were first recorded, so it is the same on every replay.

use std::sync::Arc;

use super::hash::Hasher;

/// The index of a name; `NONE` where there is none.
pub(crate) type Ix = u32;

/// No name.
pub(crate) const NONE: Ix = Ix::MAX;

const START_SLOTS: usize = 64;

/// A set of names, each within a scope (a SKU's scope is its merchant).
///
/// An open-addressed table of indices into the list of names: it is only ever
/// asked for one name, never walked, so its order is nowhere to be seen.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    entries: Vec<(Ix, Arc<str>)>,
    slots: Vec<Ix>,
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The name of an index; empty for an index that was never given.
    pub(crate) fn text(&self, ix: Ix) -> &str {
        self.entries.get(ix as usize).map_or("", |(_, text)| text)
    }

    /// The scope of an index.
    pub(crate) fn scope(&self, ix: Ix) -> Ix {
        self.entries.get(ix as usize).map_or(NONE, |(scope, _)| *scope)
    }

    /// The index of a name, if it is known.
    pub(crate) fn find(&self, scope: Ix, text: &str) -> Option<Ix> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = slot_hash(scope, text) & mask;
        loop {
            let ix = *self.slots.get(at)?;
            if ix == NONE {
                return None;
            }
            if self.is(ix, scope, text) {
                return Some(ix);
            }
            at = (at + 1) & mask;
        }
    }

    /// The index of a name, which is given one if it is new.
    pub(crate) fn intern(&mut self, scope: Ix, text: &str) -> Ix {
        if let Some(ix) = self.find(scope, text) {
            return ix;
        }
        if (self.entries.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        // The limits on names are far below 2³².
        let ix = Ix::try_from(self.entries.len()).unwrap_or(NONE);
        self.entries.push((scope, Arc::from(text)));
        self.place(ix);
        ix
    }

    /// All names with their scopes, by index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Ix, &str)> {
        self.entries.iter().map(|(scope, text)| (*scope, &**text))
    }

    fn is(&self, ix: Ix, scope: Ix, text: &str) -> bool {
        self.entries.get(ix as usize).is_some_and(|(s, t)| *s == scope && **t == *text)
    }

    fn place(&mut self, ix: Ix) {
        let mask = self.slots.len() - 1;
        let mut at = slot_hash(self.scope(ix), self.text(ix)) & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == NONE {
                *slot = ix;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(START_SLOTS);
        self.slots = vec![NONE; slots];
        for ix in 0..self.entries.len() {
            self.place(Ix::try_from(ix).unwrap_or(NONE));
        }
    }
}

fn slot_hash(scope: Ix, text: &str) -> usize {
    let mut hasher = Hasher::new();
    hasher.number(u64::from(scope));
    hasher.text(text);
    usize::try_from(hasher.finish() >> 16).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_index_and_scopes_do_not_mix() {
        let mut names = Names::default();
        for i in 0..10_000u32 {
            assert_eq!(names.intern(i % 7, &format!("n{i}")), i);
        }
        for i in 0..10_000u32 {
            assert_eq!(names.find(i % 7, &format!("n{i}")), Some(i));
            assert_eq!(names.find(8, &format!("n{i}")), None);
            assert_eq!(names.text(i), format!("n{i}"));
        }
    }
}
