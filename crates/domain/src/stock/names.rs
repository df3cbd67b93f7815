//! Names as small numbers: every id that the rules have seen is kept once, and
//! known by its index. An index never changes and is given in the order in which
//! names were first recorded, so it is the same on every replay.

use super::{
    blocks::{Blocks, Kind, Place},
    hash::Hasher,
    image::ImageError,
    paged::Paged,
    rows::row,
    slots::{Slots, Table},
};

/// The index of a name; `NONE` where there is none.
pub(crate) type Ix = u32;

/// No name.
pub(crate) const NONE: Ix = Ix::MAX;

/// Bytes of a piece of text. A name lies within one piece.
const PIECE: usize = 1 << 20;

/// Scopes whose last names are remembered.
const REMEMBERED: Ix = 4;

/// A set of names, each within a scope (a SKU's scope is its merchant).
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    entries: Paged<Entry>,
    /// The texts of all names, one after the other, in pieces of [`PIECE`] bytes.
    pieces: Vec<String>,
    slots: Slots,
    /// What [`Names::find_again`] found last, by scope: nothing but a shorter way.
    last: [Ix; REMEMBERED as usize],
}

/// The hash of a name, so that it is hashed once and looked for more often.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hashed(u64);

impl Hashed {
    pub(crate) fn of(scope: Ix, text: &str) -> Self {
        let mut hasher = Hasher::new();
        hasher.number(u64::from(scope));
        hasher.text(text);
        Self(hasher.finish())
    }
}

/// Where a name is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    scope: Ix,
    /// Where its text begins: the piece in the upper 12 bits.
    at: u32,
}

impl Entry {
    const fn place(self) -> (usize, usize) {
        (self.at as usize / PIECE, self.at as usize % PIECE)
    }
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The name of an index; empty for an index that was never given.
    pub(crate) fn text(&self, ix: Ix) -> &str {
        let at = ix as usize;
        self.entries.get(at).and_then(|entry| self.text_of(at, *entry)).unwrap_or_default()
    }

    fn text_of(&self, at: usize, entry: Entry) -> Option<&str> {
        let (piece, start) = entry.place();
        let text = self.pieces.get(piece)?;
        // It ends where the next name begins, or with its piece.
        match self.entries.get(at + 1).map(|next| next.place()) {
            Some((next, end)) if next == piece => text.get(start..end),
            _ => text.get(start..),
        }
    }

    /// The scope of an index.
    pub(crate) fn scope(&self, ix: Ix) -> Ix {
        self.entries.get(ix as usize).map_or(NONE, |entry| entry.scope)
    }

    /// The index of a name, if it is known.
    pub(crate) fn find(&self, scope: Ix, text: &str) -> Option<Ix> {
        self.find_hashed(Hashed::of(scope, text), scope, text)
    }

    /// The same, of a name that was hashed before.
    pub(crate) fn find_hashed(&self, hash: Hashed, scope: Ix, text: &str) -> Option<Ix> {
        self.slots.find(hash.0, |ix| self.is(ix, scope, text))
    }

    /// The index of whatever name seems to have that hash, without a look at it.
    pub(crate) fn expect(&self, hash: Hashed) -> Option<Ix> {
        self.slots.expect(hash.0)
    }

    /// The same, of a name that is probably the one asked for before in its scope.
    pub(crate) fn find_again(&mut self, scope: Ix, text: &str) -> Option<Ix> {
        let at = (scope % REMEMBERED) as usize;
        if self.is(self.last[at], scope, text) {
            return Some(self.last[at]);
        }
        let found = self.find(scope, text)?;
        self.last[at] = found;
        Some(found)
    }

    fn is(&self, ix: Ix, scope: Ix, text: &str) -> bool {
        self.scope(ix) == scope && self.text(ix) == text
    }

    /// The index of a name, which is given one if it is new.
    pub(crate) fn intern(&mut self, scope: Ix, text: &str) -> Ix {
        self.intern_hashed(Hashed::of(scope, text), scope, text)
    }

    /// The same, of a name that is probably the one asked for before in its scope.
    pub(crate) fn intern_again(&mut self, scope: Ix, text: &str) -> Ix {
        self.find_again(scope, text).unwrap_or_else(|| self.intern(scope, text))
    }

    /// The same, of a name that was hashed before.
    pub(crate) fn intern_hashed(&mut self, hash: Hashed, scope: Ix, text: &str) -> Ix {
        if let Some(ix) = self.find_hashed(hash, scope, text) {
            return ix;
        }
        // The limits on names, each of 64 bytes at most, are far below 2³².
        let ix = Ix::try_from(self.entries.len()).unwrap_or(NONE);
        let at = self.append(text);
        self.entries.push(Entry { scope, at });
        self.slots.insert(hash.0, ix);
        ix
    }

    fn append(&mut self, text: &str) -> u32 {
        if self.pieces.last().is_none_or(|piece| piece.len() + text.len() > PIECE) {
            // The first piece grows as it is needed: most sets stay small.
            let room = if self.pieces.is_empty() { 0 } else { PIECE };
            self.pieces.push(String::with_capacity(room));
        }
        let piece = self.pieces.len() - 1;
        let at = piece * PIECE + self.pieces[piece].len();
        self.pieces[piece].push_str(text);
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// All names with their scopes, by index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Ix, &str)> {
        let entries = self.entries.iter().enumerate();
        entries.map(|(at, entry)| (entry.scope, self.text_of(at, *entry).unwrap_or_default()))
    }
}

row! {
    /// A name's scope and place.
    EntryRow { scope: u32, at: u32, }
}

row! {
    /// A slot of a table.
    SlotRow { slot: u64, }
}

/// A part of a set of names that was read.
#[derive(Debug)]
pub(crate) enum NamesBlock {
    Text(String),
    Entries(Paged<Entry>),
    Table(usize, Table),
}

impl NamesBlock {
    pub(crate) fn decode(place: Place, bytes: &[u8]) -> Result<Self, ImageError> {
        let wrong = |why: &str| ImageError::Block(why.to_owned());
        Ok(match place.kind {
            Kind::NameText => {
                let text = std::str::from_utf8(bytes).map_err(|e| wrong(&e.to_string()))?;
                Self::Text(text.to_owned())
            }
            Kind::NameEntries => {
                let entry = |EntryRow { scope, at }| Entry { scope, at };
                Self::Entries(place.paged(bytes, entry)?)
            }
            _ => {
                let slots = place.rows(bytes)?.map(|SlotRow { slot }| slot).collect();
                let table = Table::restore(slots).ok_or_else(|| wrong("it is no table"))?;
                Self::Table(usize::try_from(place.first).unwrap_or(usize::MAX), table)
            }
        })
    }
}

impl Names {
    /// The whole set, as blocks.
    pub(crate) fn write<E>(&self, blocks: &mut Blocks<'_, E>) -> Result<(), E> {
        for (at, piece) in self.pieces.iter().enumerate() {
            blocks.begin_bytes(Kind::NameText, 1, at as u64);
            blocks.bytes(piece.as_bytes());
            blocks.end()?;
        }
        let entries = self.entries.iter().map(|e| EntryRow { scope: e.scope, at: e.at });
        blocks.table(Kind::NameEntries, entries)?;
        for (at, table) in self.slots.tables().filter(|(_, table)| !table.slots().is_empty()) {
            blocks.begin::<SlotRow>(Kind::NameSlots, at as u64);
            table.slots().iter().for_each(|slot| blocks.row(SlotRow { slot: *slot }));
            blocks.end()?;
        }
        Ok(())
    }

    /// Adds the next block.
    pub(crate) fn add(&mut self, block: NamesBlock) {
        match block {
            NamesBlock::Text(text) => self.pieces.push(text),
            NamesBlock::Entries(entries) => self.entries.append(entries),
            NamesBlock::Table(at, table) => self.slots.restore(at, table),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_index_and_scopes_do_not_mix() {
        let mut names = Names::default();
        let text = |i: u32| format!("{i}:{}", "n".repeat(i as usize % 60));
        // More than one piece of text.
        for i in 0..50_000u32 {
            assert_eq!(names.intern(i % 7, &text(i)), i);
        }
        assert!(names.pieces.len() > 1);
        for i in 0..50_000u32 {
            assert_eq!(names.find(i % 7, &text(i)), Some(i));
            assert_eq!(names.find(8, &text(i)), None);
            assert_eq!(names.text(i), text(i));
        }
        assert_eq!(names.iter().filter(|(scope, _)| *scope == 3).count(), 7_143);
        // Also those whose scopes share a place, and one after the other.
        for i in (0..100).flat_map(|i| [i, i, i + 4, i + 1]) {
            assert_eq!(names.find_again(i % 7, &text(i)), Some(i));
            assert_eq!(names.find_again(8, &text(i)), None);
            assert_eq!(names.intern_again(i % 7, &text(i)), i);
        }
        assert_eq!(names.intern_again(8, "new"), 50_000);
        assert_eq!(names.find_again(8, "new"), Some(50_000));
    }
}
