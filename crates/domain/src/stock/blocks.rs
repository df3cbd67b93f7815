//! The large tables of a state as blocks of bytes, and back: buyers, reservations
//! and keys. A block can be decoded by itself, on any thread; that is where
//! nearly all the work is. Blocks are put together in the order in which they were
//! written.
//!
//! A block is its kind and the width of its rows (`u32`), where it belongs
//! (`u64`), and rows; all numbers little-endian.

use crate::Timestamp;

use super::{
    Stock,
    deadlines::Moment,
    image::ImageError,
    keys::KeyBlock,
    names::NamesBlock,
    paged::{Paged, ROWS},
    parties::Buyer,
    rows::{Row, read},
    slot_rows::{Counters, SlotBlock},
};

/// About how long a block is.
const BLOCK_BYTES: usize = 1 << 20;

/// What a block holds. The numbers are in snapshots and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    NameText = 1,
    NameEntries = 2,
    NameSlots = 3,
    Buyers = 4,
    Slots = 5,
    Moments = 6,
    Ended = 7,
    Keys = 8,
    KeysByBuyer = 9,
    KeysByMerchant = 10,
    KeysByNobody = 11,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::NameText,
        Self::NameEntries,
        Self::NameSlots,
        Self::Buyers,
        Self::Slots,
        Self::Moments,
        Self::Ended,
        Self::Keys,
        Self::KeysByBuyer,
        Self::KeysByMerchant,
        Self::KeysByNobody,
    ];

    fn of(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u32 == code)
    }
}

/// A block that was read, and not yet put into its place.
#[derive(Debug)]
pub struct Block(pub(crate) Contents);

#[derive(Debug)]
pub(crate) enum Contents {
    Names(NamesBlock),
    Buyers(Paged<Buyer>),
    Slots(SlotBlock),
    Moments(Vec<Moment>),
    Ended(Vec<(Timestamp, u64)>),
    Keys(KeyBlock),
    KeyCounts(Kind, Paged<u32>),
}

super::rows::row! {
    /// A reservation that has ended.
    EndedRow { forget_at: i64, counter: u64, }
}

super::rows::row! {
    /// A count.
    CountRow { count: u32, }
}

impl Block {
    /// Reads a block.
    pub fn decode(bytes: &[u8]) -> Result<Self, ImageError> {
        let mut rest = bytes;
        let cut = || ImageError::Block("it is cut off".into());
        let header = super::rows::Cell::take(&mut rest).zip(super::rows::Cell::take(&mut rest));
        let (code, width): (u32, u32) = header.ok_or_else(cut)?;
        let first: u64 = super::rows::Cell::take(&mut rest).ok_or_else(cut)?;
        let kind = Kind::of(code).ok_or_else(|| ImageError::Block(format!("of kind {code}")))?;
        let place = Place { kind, width: width as usize, first };
        Ok(Self(match kind {
            Kind::NameText | Kind::NameEntries | Kind::NameSlots => {
                Contents::Names(NamesBlock::decode(place, rest)?)
            }
            Kind::Buyers => Contents::Buyers(place.paged(rest, Buyer::of)?),
            Kind::Slots => Contents::Slots(SlotBlock::decode(place, rest)?),
            Kind::Moments => Contents::Moments(place.rows(rest)?.collect()),
            Kind::Ended => Contents::Ended(
                place
                    .rows(rest)?
                    .map(|row: EndedRow| (Timestamp::from_millis(row.forget_at), row.counter))
                    .collect(),
            ),
            Kind::Keys => Contents::Keys(KeyBlock::decode(place, rest)?),
            Kind::KeysByBuyer | Kind::KeysByMerchant | Kind::KeysByNobody => {
                Contents::KeyCounts(kind, place.paged(rest, |row: CountRow| row.count)?)
            }
        }))
    }
}

/// What a block says of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    width: usize,
    pub(crate) first: u64,
}

impl Place {
    pub(crate) fn rows<R: Row>(self, bytes: &[u8]) -> Result<impl Iterator<Item = R>, ImageError> {
        read(bytes, self.width).map_err(|e| ImageError::Block(e.to_string()))
    }

    /// How many rows there are.
    pub(crate) fn count(self, bytes: &[u8]) -> usize {
        bytes.len() / self.width.max(1)
    }

    /// The rows as a list of what they stand for.
    pub(crate) fn paged<R: Row, T>(
        self,
        bytes: &[u8],
        of: impl Fn(R) -> T,
    ) -> Result<Paged<T>, ImageError> {
        Ok(Paged::of(self.count(bytes), self.rows(bytes)?.map(of)))
    }
}

/// Writes blocks: rows are gathered until a block of one kind is full.
pub(crate) struct Blocks<'a, E> {
    emit: &'a mut dyn FnMut(&[u8]) -> Result<(), E>,
    block: Vec<u8>,
}

impl<'a, E> Blocks<'a, E> {
    pub(crate) fn new(emit: &'a mut dyn FnMut(&[u8]) -> Result<(), E>) -> Self {
        Self { emit, block: Vec::new() }
    }

    /// Begins a block.
    pub(crate) fn begin<R: Row>(&mut self, kind: Kind, first: u64) {
        self.begin_bytes(kind, R::WIDTH, first);
    }

    pub(crate) fn begin_bytes(&mut self, kind: Kind, width: usize, first: u64) {
        self.block.clear();
        self.block.extend_from_slice(&(kind as u32).to_le_bytes());
        let width = u32::try_from(width).unwrap_or_default();
        self.block.extend_from_slice(&width.to_le_bytes());
        self.block.extend_from_slice(&first.to_le_bytes());
    }

    pub(crate) fn row(&mut self, row: impl Row) {
        row.put(&mut self.block);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.block.extend_from_slice(bytes);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.block.len() >= BLOCK_BYTES
    }

    /// Ends the block.
    pub(crate) fn end(&mut self) -> Result<(), E> {
        (self.emit)(&self.block)
    }

    /// Writes rows of one kind into as many blocks as it takes, none for none.
    pub(crate) fn table<R: Row>(
        &mut self,
        kind: Kind,
        rows: impl Iterator<Item = R>,
    ) -> Result<(), E> {
        let mut open = false;
        for (at, row) in rows.enumerate() {
            if !std::mem::replace(&mut open, true) {
                self.begin::<R>(kind, at as u64);
            }
            self.row(row);
            // Whole pages, which need not be copied when they are read.
            if self.is_full() && (at + 1).is_multiple_of(ROWS) {
                open = false;
                self.end()?;
            }
        }
        if open { self.end() } else { Ok(()) }
    }
}

impl Stock {
    /// The large tables, block by block.
    pub fn blocks<E>(&self, emit: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut blocks = Blocks::new(emit);
        self.buyers.names().write(&mut blocks)?;
        blocks.table(Kind::Buyers, self.buyers.rows())?;
        self.reservations.write(&mut blocks)?;
        blocks.table(Kind::Moments, self.reservations.moments())?;
        let ended = self.reservations.ended();
        let ended = ended.map(|(at, counter)| EndedRow { forget_at: at.as_millis(), counter });
        blocks.table(Kind::Ended, ended)?;
        self.keys.write(&mut blocks)?;
        let count = |count: u32| CountRow { count };
        blocks.table(Kind::KeysByBuyer, self.keys.counts(Kind::KeysByBuyer).map(count))?;
        blocks.table(Kind::KeysByMerchant, self.keys.counts(Kind::KeysByMerchant).map(count))?;
        blocks.table(Kind::KeysByNobody, self.keys.counts(Kind::KeysByNobody).map(count))
    }

    pub(crate) fn add_block(&mut self, block: Block) -> Result<(), ImageError> {
        match block.0 {
            Contents::Names(block) => {
                self.buyers.names_mut().add(block);
                Ok(())
            }
            Contents::Buyers(buyers) => {
                self.buyers.restore(buyers);
                Ok(())
            }
            Contents::Slots(block) => {
                let most = self.counters();
                if block.within(most) {
                    self.reservations.restore_slots(block);
                    Ok(())
                } else {
                    Err(ImageError::Missing("thing that a reservation names"))
                }
            }
            Contents::Moments(moments) => {
                self.reservations.restore_moments(&moments);
                Ok(())
            }
            Contents::Ended(ended) => {
                self.reservations.restore_ended(&ended);
                Ok(())
            }
            Contents::Keys(block) => {
                self.keys.restore(block);
                Ok(())
            }
            Contents::KeyCounts(kind, counts) => {
                self.keys.restore_counts(kind, counts);
                Ok(())
            }
        }
    }

    /// How many there are of what a reservation names.
    fn counters(&self) -> Counters {
        Counters {
            buyers: self.buyers.names().len(),
            skus: self.skus.len(),
            sales: self.sales.len(),
            labels: self.labels.len(),
            next: self.reservations.next(),
        }
    }
}
