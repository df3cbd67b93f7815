//! How a hold ends: as an order, given back, or run out.

use crate::{MerchantRef, ReservationId};

use super::{
    Stock,
    answer::{Refusal, Reply, ReservationState},
    command::Settle,
    names::NONE,
    reservations::Slot,
    reserve::Whose,
};

impl Stock {
    /// A merchant's reservation, by its id.
    pub(crate) fn find_reservation(
        &self,
        merchant: MerchantRef<'_>,
        id: ReservationId,
    ) -> Option<(u64, &Slot)> {
        let counter = self.reservations.counter(id);
        let slot = self.reservations.get(counter)?;
        let merchant = self.merchants.find(NONE, merchant.as_str())?;
        let first = slot.contents.as_slice().first()?;
        (self.skus.merchant(first.sku) == merchant).then_some((counter, slot))
    }

    pub(crate) fn commit(&mut self, command: &Settle<'_>) -> Reply {
        match self.held(command) {
            Ok(counter) if self.price_fell(counter) => {
                self.commit_settled(counter, command.payment_reference)
            }
            Ok(counter) => self.commit_all(counter, command.payment_reference),
            Err(reply) => self.commit_again(command, reply),
        }
    }

    /// Whether a hold does not cost what it cost when it was made.
    fn price_fell(&self, counter: u64) -> bool {
        let slot = self.reservations.get(counter);
        let extra = slot.and_then(|slot| self.extras.of(counter, slot));
        extra.is_some_and(|extra| extra.original.is_some())
    }

    pub(crate) fn commit_all(&mut self, counter: u64, payment: &str) -> Reply {
        if !payment.is_empty() {
            self.extra_mut(counter).payment = Some(payment.into());
        }
        self.end_hold(counter, ReservationState::Committed);
        Reply::Committed(self.reservations.id(counter))
    }

    pub(crate) fn release(&mut self, command: &Settle<'_>) -> Reply {
        match self.held(command) {
            Ok(counter) => {
                self.end_hold(counter, ReservationState::Released);
                Reply::Released(command.reservation)
            }
            Err(reply) => reply,
        }
    }

    pub(crate) fn expire(&mut self, command: &Settle<'_>) -> Reply {
        match self.held(command) {
            Ok(counter) => {
                self.end_hold(counter, ReservationState::Expired);
                Reply::Expired { reservation: command.reservation, now: true }
            }
            Err(reply) => reply,
        }
    }

    /// The reservation, if it is held; otherwise the answer to whoever wanted to
    /// end it. Whether its time has passed does not matter: it is held until its
    /// expiry is in the journal.
    pub(crate) fn held(&self, command: &Settle<'_>) -> Result<u64, Reply> {
        self.held_by_id(command.merchant, command.reservation)
    }

    pub(crate) fn held_by_id(
        &self,
        merchant: MerchantRef<'_>,
        reservation: ReservationId,
    ) -> Result<u64, Reply> {
        let found = self.find_reservation(merchant, reservation);
        let (counter, slot) = found.ok_or(Reply::Wrong(Refusal::ReservationNotFound))?;
        match slot.state {
            ReservationState::Held => Ok(counter),
            ReservationState::Committed => Err(Reply::Wrong(Refusal::AlreadyCommitted)),
            ReservationState::Released => Err(Reply::Wrong(Refusal::AlreadyReleased)),
            ReservationState::Cancelled => Err(Reply::Wrong(Refusal::AlreadyCancelled)),
            ReservationState::Expired => Err(Reply::Expired { reservation, now: false }),
        }
    }

    /// Ends a hold: its units are sold, or go back to stock, to the sale's
    /// allotment and to the buyer's limit.
    pub(crate) fn end_hold(&mut self, counter: u64, state: ReservationState) {
        if let Some(slot) = self.end_units(counter, state) {
            self.settle_after(&slot);
        }
    }

    /// Releases a hold, and leaves it to the caller to see to the sales.
    pub(crate) fn end_quietly(&mut self, counter: u64) -> Option<Slot> {
        self.end_units(counter, ReservationState::Released)
    }

    /// Sees to the sales of a hold that has ended.
    pub(crate) fn settle_after(&mut self, slot: &Slot) {
        for units in slot.contents.as_slice() {
            self.settle_sales_of(units.sku);
        }
        if slot.sale != NONE {
            self.settle_sale(slot.sale);
        }
    }

    /// Whose units those of a reservation are.
    pub(crate) fn whose(&self, counter: u64, slot: &Slot) -> Whose {
        let household = self.extras.of(counter, slot).map_or(NONE, |extra| extra.household);
        Whose { buyer: slot.buyer, household, sale: slot.sale }
    }

    pub(crate) fn end_units(&mut self, counter: u64, state: ReservationState) -> Option<Slot> {
        let slot = self.reservations.end(counter, state, self.now)?;
        let sold = state == ReservationState::Committed;
        self.buyers.ended(slot.buyer);
        if let Some(sale) = self.sales.get_mut(slot.sale as usize) {
            let total = slot.units();
            sale.held -= total;
            sale.sold += if sold { total } else { 0 };
        }
        if !sold {
            self.leave_group(counter, &slot);
            self.count_off(self.whose(counter, &slot), slot.contents.as_slice());
        }
        for units in slot.contents.as_slice() {
            let sku = self.skus.get_mut(units.sku);
            sku.held -= units.quantity;
            if sold {
                sku.sold += units.quantity;
            } else {
                sku.available += units.quantity;
            }
            self.touch(units.sku);
        }
        Some(slot)
    }
}
