//! The whole state as a sequence of small parts and of [blocks](Block) of the
//! large tables, and back: what a snapshot is made of. The same state always gives
//! the same parts in the same order, and everything is in them, keys too.

mod draws;
mod groups;
mod parts;
mod waits;

pub use draws::{DrawPart, EntryPart};
pub use groups::{GroupPart, MemberPart, TermsPart};
pub use parts::{ExtraPart, Head, ImageError, KeyPart, Part, ReservationPart, SalePart, SkuPart};
pub use waits::{ListPart, PlacePart};

use crate::Money;

use super::{
    Block, Rare, Reply, Stock,
    deadlines::Neighbours,
    extras::{Counted, Extra},
    keys::{Caller, Kept},
    names::{Ix, NONE},
    parties::Scope,
    reservations::{Contents, KeptSlot, NewSlot, Slot, Units},
    sales::Sale,
};

impl Stock {
    /// What comes before the [blocks](Stock::blocks): what they name.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let head = Part::Head(Head {
            shard: self.shard(),
            now: self.now,
            position: self.position,
            next_reservation: self.reservations.next(),
            extension_ms: self.reservations.extension_ms(),
        });
        std::iter::once(head)
            .chain(self.merchants.iter().map(|(_, name)| Part::Merchant(name)))
            .chain(self.labels.iter().map(|(scope, name)| Part::Label(scope, name)))
            .chain(self.skus.iter().map(|(ix, _)| Part::Sku(self.sku_part(ix))))
            .chain((0..).zip(&self.sales).map(|(ix, sale)| Part::Sale(self.sale_part(ix, sale))))
    }

    /// What comes after the blocks: what names buyers and reservations, and what
    /// had no room in a row.
    pub fn rest(&self) -> impl Iterator<Item = Part<'_>> {
        let units = self.buyers.more_units();
        let slots = self.reservations.rare();
        units
            .map(|(buyer, scope, units)| Part::Units(buyer, scope.0, units))
            .chain(slots.map(|(at, slot)| Part::Reservation(self.reservation_part(at, slot))))
            .chain(self.extras.iter().map(|(at, extra)| Part::Extra(extra_part(at, extra))))
            .chain(self.waits.lists().map(|(sale, list)| Part::List(self.list_part(sale, list))))
            .chain(
                self.waits
                    .places()
                    .map(|(sale, buyer, p)| Part::Place(waits::place_part(sale, buyer, p))),
            )
            .chain(self.draws.iter().flat_map(|(sale, draw)| draws::draw_parts(sale, draw)))
            .chain(groups::group_parts(&self.groups))
            .chain(self.keys.rare().map(|kept| Part::Key(key_part(kept))))
    }

    /// The number of the shard.
    #[must_use]
    pub fn shard(&self) -> u16 {
        u16::try_from(self.reservations.id(0).0 >> 48).unwrap_or_default()
    }

    fn sku_part(&self, ix: Ix) -> SkuPart<'_> {
        let sku = self.skus.get(ix);
        SkuPart {
            merchant: self.skus.merchant(ix),
            name: self.skus.names().text(ix),
            version: sku.version,
            received: sku.received,
            available: sku.available,
            held: sku.held,
            sold: sku.sold,
            safety: sku.safety,
            returned: sku.returned,
            adjusted: sku.adjusted,
        }
    }

    fn sale_part<'a>(&'a self, ix: Ix, sale: &Sale) -> SalePart<'a> {
        SalePart {
            merchant: self.sale_names.scope(ix),
            name: self.sale_names.text(ix),
            show: sale.show,
            listing: sale.listing,
            skus: sale.skus.to_vec(),
            price: sale.price,
            allotment: sale.allotment,
            limit_per_buyer: sale.limit_per_buyer,
            hold_seconds: sale.hold_seconds,
            open_seconds: sale.open_seconds,
            state: sale.state,
            held: sale.held,
            sold: sale.sold,
            version: sale.version,
            closes_at: sale.closes_at,
            opened_at: sale.opened_at,
            policy: sale.policy,
            limit_per_sku: sale.limit_per_sku,
            limit_per_household: sale.limit_per_household,
            price_version: sale.price_version,
            late_commit: sale.late_commit,
            max_extensions: sale.max_extensions,
            extend_seconds: sale.extend_seconds,
        }
    }

    fn reservation_part(&self, counter: u64, slot: &Slot) -> ReservationPart {
        let units = slot.contents.as_slice();
        ReservationPart {
            counter,
            buyer: slot.buyer,
            sale: slot.sale,
            show: slot.show,
            listing: slot.listing,
            hold_seconds: slot.hold_seconds,
            created: slot.created,
            expires: slot.expires,
            newer: slot.newer,
            older: slot.older,
            earlier: slot.neighbours.earlier,
            later: slot.neighbours.later,
            state: slot.state,
            lines: units.iter().map(|u| (u.sku, u.quantity, u.price)).collect(),
            promoted: slot.promoted,
        }
    }
}

fn line(units: &Units) -> (u32, u32, Money) {
    (units.sku, units.quantity, units.price)
}

fn extra_part(counter: u64, extra: &Extra) -> ExtraPart<'_> {
    ExtraPart {
        counter,
        household: extra.household,
        price_version: extra.price_version,
        payment: extra.payment.as_deref(),
        extensions: extra.extensions,
        rest_of: extra.rest_of,
        original: extra.original.iter().flat_map(Contents::as_slice).map(line).collect(),
        committed: extra.committed.clone(),
        returned: extra.returned.clone(),
    }
}

fn key_part(kept: &Kept) -> KeyPart {
    KeyPart {
        key: kept.key(),
        caller: kept.caller.0,
        fingerprint: kept.fingerprint,
        position: kept.position(),
        reply: kept.reply.clone(),
    }
}

/// A state that is being put together again.
#[derive(Debug)]
pub struct Rebuild(Stock);

impl Rebuild {
    /// Begins with the head.
    pub fn new(head: &Part<'_>) -> Result<Self, ImageError> {
        let Part::Head(head) = head else { return Err(ImageError::NoHead) };
        let mut stock = Stock::new(head.shard);
        stock.now = head.now;
        stock.position = head.position;
        stock.reservations.restore(head.next_reservation, head.extension_ms);
        Ok(Self(stock))
    }

    /// Adds the next part.
    pub fn add(&mut self, part: Part<'_>) -> Result<(), ImageError> {
        let stock = &mut self.0;
        match part {
            Part::Head(_) => return Err(ImageError::Twice("head")),
            Part::Merchant(name) => {
                let count = stock.merchants.len();
                new(count, stock.merchants.intern(NONE, name), "merchant")?;
            }
            Part::Label(scope, name) => {
                let count = stock.labels.len();
                new(count, stock.labels.intern(scope, name), "show or listing")?;
            }
            Part::Sku(part) => self.add_sku(&part)?,
            Part::Sale(part) => self.add_sale(part)?,
            Part::Units(buyer, scope, units) => {
                known(buyer, stock.buyers.names().len(), "buyer")?;
                stock.buyers.restore_more(buyer, Scope(scope), units);
            }
            Part::Reservation(part) => self.add_reservation(&part)?,
            Part::Extra(part) => self.add_extra(&part)?,
            Part::List(part) => self.add_list(part)?,
            Part::Draw(part) => self.add_draw(part)?,
            Part::Terms(part) => self.add_terms(part)?,
            Part::Group(part) => self.add_group(part)?,
            Part::Member(part) => self.add_member(part)?,
            Part::Entry(part) => self.add_entry(&part)?,
            Part::Place(part) => self.add_place(part)?,
            Part::Key(part) => self.add_key(part)?,
        }
        Ok(())
    }

    /// Adds the next block.
    pub fn add_block(&mut self, block: Block) -> Result<(), ImageError> {
        self.0.add_block(block)
    }

    /// The state, if it is whole and its ledgers are.
    pub fn finish(mut self) -> Result<Stock, ImageError> {
        self.0.count_by_sku_again();
        let Self(stock) = &self;
        let missing = [
            (!stock.buyers.is_whole(), "buyer"),
            (!stock.reservations.has_deadlines(), "deadline"),
            (stock.keys.unanswered() > 0, "key's answer"),
        ];
        if let Some((_, what)) = missing.into_iter().find(|(missing, _)| *missing) {
            return Err(ImageError::Missing(what));
        }
        stock.check_all_ledgers()?;
        Ok(self.0)
    }

    fn add_sku(&mut self, part: &SkuPart<'_>) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.merchant, stock.merchants.len(), "merchant")?;
        let count = stock.skus.len();
        let ix = stock.skus.intern(part.merchant, part.name);
        new(count, ix, "SKU")?;
        let sku = stock.skus.get_mut(ix);
        sku.version = part.version;
        sku.received = part.received;
        sku.available = part.available;
        sku.held = part.held;
        sku.sold = part.sold;
        sku.safety = part.safety;
        sku.returned = part.returned;
        sku.adjusted = part.adjusted;
        Ok(())
    }

    fn add_sale(&mut self, part: SalePart<'_>) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.merchant, stock.merchants.len(), "merchant")?;
        part.skus.iter().try_for_each(|sku| known(*sku, stock.skus.len(), "SKU"))?;
        let count = stock.sales.len();
        let ix = stock.sale_names.intern(part.merchant, part.name);
        new(count, ix, "sale")?;
        stock.sales.push(Sale {
            show: part.show,
            listing: part.listing,
            skus: part.skus.into_boxed_slice(),
            price: part.price,
            allotment: part.allotment,
            limit_per_buyer: part.limit_per_buyer,
            hold_seconds: part.hold_seconds,
            open_seconds: part.open_seconds,
            state: part.state,
            held: part.held,
            sold: part.sold,
            version: part.version,
            closes_at: part.closes_at,
            opened_at: part.opened_at,
            queued: false,
            policy: part.policy,
            limit_per_sku: part.limit_per_sku,
            limit_per_household: part.limit_per_household,
            price_version: part.price_version,
            late_commit: part.late_commit,
            max_extensions: part.max_extensions,
            extend_seconds: part.extend_seconds,
        });
        if stock.sales[count].is_running() {
            stock.cover(ix);
            if let Some(closes_at) = part.closes_at {
                stock.windows.insert((closes_at, ix));
            }
        }
        Ok(())
    }

    fn add_reservation(&mut self, part: &ReservationPart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.buyer, stock.buyers.names().len(), "buyer")?;
        if part.sale != NONE {
            known(part.sale, stock.sales.len(), "sale")?;
        }
        if part.counter >= stock.reservations.next() {
            return Err(ImageError::Missing("reservation"));
        }
        let units = |(sku, quantity, price): &(u32, u32, Money)| {
            known(*sku, stock.skus.len(), "SKU")?;
            Ok(Units { sku: *sku, quantity: *quantity, price: *price })
        };
        let units: Result<Vec<Units>, ImageError> = part.lines.iter().map(units).collect();
        let contents = match &*units? {
            [] => return Err(ImageError::Missing("line")),
            [one] => Contents::One(*one),
            many => Contents::Many(many.into()),
        };
        let kept = KeptSlot {
            new: NewSlot {
                buyer: part.buyer,
                sale: part.sale,
                show: part.show,
                listing: part.listing,
                hold_seconds: part.hold_seconds,
                promoted: part.promoted,
                contents,
            },
            created: part.created,
            expires: part.expires,
            newer: part.newer,
            older: part.older,
            neighbours: Neighbours { earlier: part.earlier, later: part.later },
            state: part.state,
        };
        stock.reservations.restore_slot(part.counter, kept);
        Ok(())
    }

    fn add_extra(&mut self, part: &ExtraPart<'_>) -> Result<(), ImageError> {
        let stock = &mut self.0;
        let slot = stock.reservations.get(part.counter);
        let slot = slot.ok_or(ImageError::Missing("reservation"))?.clone();
        if part.household != NONE {
            known(part.household, stock.labels.len(), "household")?;
            if slot.counts() && slot.sale != NONE {
                let units = Counted::More(slot.units());
                stock.quotas.change_household(part.household, slot.sale, units);
            }
        }
        let original: Vec<Units> = part.original.iter().map(Units::of).collect();
        let mut named = original.iter().map(|units| units.sku).collect::<Vec<_>>();
        named.extend(part.returned.iter().map(|(sku, _)| *sku));
        if let Some(rare) = &part.committed {
            known_in(rare, stock)?;
        }
        named.iter().try_for_each(|sku| known(*sku, stock.skus.len(), "SKU"))?;
        *stock.extra_mut(part.counter) = Extra {
            household: part.household,
            price_version: part.price_version,
            payment: part.payment.map(Into::into),
            extensions: part.extensions,
            rest_of: part.rest_of,
            original: Contents::of(&original),
            committed: part.committed.clone(),
            returned: part.returned.clone(),
        };
        Ok(())
    }

    fn add_key(&mut self, part: KeyPart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        match &part.reply {
            Reply::Stock(as_of) => known(as_of.sku, stock.skus.len(), "SKU")?,
            Reply::Sale(as_of) => known(as_of.sale, stock.sales.len(), "sale")?,
            Reply::Rare(rare) => known_in(rare, stock)?,
            _ => {}
        }
        if stock.keys.restore_rare(part.key, Caller(part.caller), part.reply) {
            Ok(())
        } else {
            Err(ImageError::Missing("key"))
        }
    }
}

/// Whether all that an answer names is known.
fn known_in(rare: &Rare, stock: &Stock) -> Result<(), ImageError> {
    rare.stock.map_or(Ok(()), |then| known(then.sku, stock.skus.len(), "SKU"))?;
    rare.sale.map_or(Ok(()), |then| known(then.sale, stock.sales.len(), "sale"))?;
    for as_of in rare.reservation.iter().chain(&rare.rest) {
        let refunded = as_of.refund.iter().flat_map(|refund| &refund.lines);
        for (sku, _, _) in as_of.lines.iter().chain(refunded) {
            known(*sku, stock.skus.len(), "SKU")?;
        }
    }
    Ok(())
}

fn known(ix: Ix, count: usize, what: &'static str) -> Result<(), ImageError> {
    if (ix as usize) < count { Ok(()) } else { Err(ImageError::Missing(what)) }
}

fn new(count: usize, given: Ix, what: &'static str) -> Result<(), ImageError> {
    if given as usize == count { Ok(()) } else { Err(ImageError::Twice(what)) }
}
