//! Orders: made of a part of a hold, by the same payment again or by one that came
//! late, and taken back. And holds that get more time.
//!
//! What a reservation held at first is kept when it changes, so that the answers
//! that were given before stay what they were.

use super::{
    Stock,
    answer::{Rare, RareOutcome, Refund, Refusal, Reply, ReservationAsOf, ReservationState},
    command::{Cancel, CommitPart, Piece, Prolong, Settle},
    limits::{DEFAULT_MAX_EXTENSIONS, MAX_HOLD_SECONDS},
    names::{Ix, NONE},
    reservations::{Contents, NewSlot, Slot, Units},
    reserve::{Asking, total},
    sales::{Sale, or_default},
};

/// Some units of a reservation, and those that are left of it.
struct Split {
    taken: Vec<Units>,
    left: Vec<Units>,
}

impl Stock {
    /// The answer to a commit of what is not held: the first one again, if the
    /// payment is the same; or an order after all, if the sale takes late ones.
    pub(crate) fn commit_again(&mut self, command: &Settle<'_>, otherwise: Reply) -> Reply {
        let found = self.find_reservation(command.merchant, command.reservation);
        let Some((counter, slot)) = found else { return otherwise };
        let extra = self.extras.of(counter, slot);
        let paid = extra.map_or("", |extra| extra.payment_reference());
        match slot.state {
            ReservationState::Committed
                if !paid.is_empty() && paid == command.payment_reference =>
            {
                match extra.and_then(|extra| extra.committed.clone()) {
                    Some(answer) => self.without_lost_rest(*answer).into(),
                    None => Reply::Committed(command.reservation),
                }
            }
            ReservationState::Expired if self.can_come_late(counter, slot) => {
                self.take_again(counter, command.payment_reference)
            }
            _ => otherwise,
        }
    }

    /// An answer that is given again; the rest that it tells of is left out if that
    /// may be forgotten before the answer is.
    fn without_lost_rest(&self, answer: Rare) -> Rare {
        let counts = |as_of: &ReservationAsOf| {
            self.reservations.get(self.reservations.counter(as_of.id)).is_some_and(Slot::counts)
        };
        Rare { rest: answer.rest.filter(counts), ..answer }
    }

    /// Whether a hold that ran out may be bought all the same.
    fn can_come_late(&self, counter: u64, slot: &Slot) -> bool {
        let Some(sale) = self.sales.get(slot.sale as usize) else { return false };
        let household = self.whose(counter, slot).household;
        let asking = Asking {
            buyer: Some(slot.buyer),
            household: (household != NONE).then_some(household),
            sale: slot.sale,
            limit: sale.limit_per_buyer,
        };
        sale.late_commit
            && sale.takes_buyers()
            && self.check_all(asking, slot.contents.as_slice()).is_ok()
    }

    /// Sells the units of a hold that ran out, once it was found possible.
    fn take_again(&mut self, counter: u64, payment: &str) -> Reply {
        let Some(slot) = self.reservations.get(counter).cloned() else { return Reply::Done };
        self.reservations.set_state(counter, ReservationState::Committed);
        if !payment.is_empty() {
            self.extra_mut(counter).payment = Some(payment.into());
        }
        self.count(self.whose(counter, &slot), slot.contents.as_slice());
        if let Some(sale) = self.sales.get_mut(slot.sale as usize) {
            sale.sold += slot.units();
        }
        for units in slot.contents.as_slice() {
            let sku = self.skus.get_mut(units.sku);
            sku.available -= units.quantity;
            sku.sold += units.quantity;
            self.touch(units.sku);
        }
        self.settle_after(&slot);
        Reply::Committed(self.reservations.id(counter))
    }

    pub(crate) fn commit_part(&mut self, command: &CommitPart<'_>) -> Reply {
        let counter = match self.held(&command.settle) {
            Ok(counter) => counter,
            // A part is never taken again: nobody could say what became of the rest.
            Err(expired @ Reply::Expired { .. }) => return expired,
            Err(reply) => return self.commit_again(&command.settle, reply),
        };
        let Some(slot) = self.reservations.get(counter).cloned() else { return Reply::Done };
        if self.group_of(counter, &slot) != 0 {
            // A group counts its buyers by whole reservations.
            return Reply::Wrong(Refusal::WholeInGroup);
        }
        let split = match self.split(&slot, &command.pieces) {
            Ok(split) => split,
            Err(refusal) => return Reply::Wrong(refusal),
        };
        let (Some(taken), Some(left)) = (Contents::of(&split.taken), Contents::of(&split.left))
        else {
            return self.commit_all(counter, command.settle.payment_reference);
        };
        let expires = self.reservations.expires(&slot);
        self.change_contents(counter, taken);
        let rest = if command.keep_rest {
            Some(self.hold_rest(counter, &slot, left))
        } else {
            self.give_back(counter, &slot, left.as_slice());
            None
        };
        if let Some(rest) = rest {
            self.reservations.set_deadline(rest, expires);
            self.batch.changed.push(self.reservations.id(rest));
        }
        let _ = self.commit_all(counter, command.settle.payment_reference);
        self.settle_after(&slot);
        let answer = Rare {
            reservation: self.as_of(counter),
            rest: rest.and_then(|rest| self.as_of(rest)),
            ..Rare::new(RareOutcome::Committed)
        };
        self.extra_mut(counter).committed = Some(Box::new(answer.clone()));
        answer.into()
    }

    /// Makes what is left of a hold one of its own; its units stay held.
    fn hold_rest(&mut self, counter: u64, slot: &Slot, left: Contents) -> u64 {
        let new = NewSlot {
            buyer: slot.buyer,
            sale: slot.sale,
            show: slot.show,
            listing: slot.listing,
            hold_seconds: slot.hold_seconds,
            promoted: slot.promoted,
            contents: left,
        };
        let extra = self.extras.of(counter, slot);
        let (household, price_version, extensions) =
            extra.map_or((NONE, 0, 0), |e| (e.household, e.price_version, e.extensions));
        let rest = self.reservations.open(new, self.buyers.newest(slot.buyer), self.now);
        self.buyers.set_newest(slot.buyer, rest);
        self.buyers.opened(slot.buyer);
        let extra = self.extra_mut(rest);
        extra.rest_of = counter;
        extra.household = household;
        extra.price_version = price_version;
        extra.extensions = extensions;
        rest
    }

    /// Gives back units that a hold no longer holds.
    fn give_back(&mut self, counter: u64, slot: &Slot, left: &[Units]) {
        self.count_off(self.whose(counter, slot), left);
        if let Some(sale) = self.sales.get_mut(slot.sale as usize) {
            sale.held -= left.iter().map(|units| units.quantity).sum::<u32>();
        }
        for units in left {
            let sku = self.skus.get_mut(units.sku);
            sku.held -= units.quantity;
            sku.available += units.quantity;
            self.touch(units.sku);
        }
    }

    pub(crate) fn cancel(&mut self, command: &Cancel<'_>) -> Result<Reply, Reply> {
        let found = self.find_reservation(command.merchant, command.reservation);
        let (counter, slot) = found.ok_or(Reply::Wrong(Refusal::ReservationNotFound))?;
        let slot = slot.clone();
        match slot.state {
            ReservationState::Committed => {}
            ReservationState::Cancelled => return Err(Reply::Wrong(Refusal::AlreadyCancelled)),
            _ => return Err(Reply::Wrong(Refusal::NoOrder)),
        }
        let split = match &*command.pieces {
            [] => Split { taken: slot.contents.as_slice().to_vec(), left: Vec::new() },
            pieces => self.split(&slot, pieces).map_err(Reply::Wrong)?,
        };
        let amount = total(&split.taken).ok_or(Reply::Wrong(Refusal::TotalTooBig))?;
        self.restock(counter, &split.taken, command.keep_out);
        self.count_off(self.whose(counter, &slot), &split.taken);
        if let Some(sale) = self.sales.get_mut(slot.sale as usize) {
            sale.sold -= split.taken.iter().map(|units| units.quantity).sum::<u32>();
        }
        match Contents::of(&split.left) {
            Some(left) => self.change_contents(counter, left),
            None => {
                self.leave_group(counter, &slot);
                self.reservations.set_state(counter, ReservationState::Cancelled);
            }
        }
        self.settle_after(&slot);
        let lines = split.taken.iter().map(|u| (u.sku, u.quantity, u.price)).collect();
        let refund = Some(Refund { amount, lines });
        let reservation = self.as_of(counter).map(|as_of| ReservationAsOf { refund, ..as_of });
        Ok(Rare { reservation, ..Rare::new(RareOutcome::Cancelled) }.into())
    }

    /// Takes a whole order back because its group came to nothing.
    pub(crate) fn take_back_order(&mut self, counter: u64) {
        let Some(slot) = self.reservations.get(counter).cloned() else { return };
        self.restock(counter, slot.contents.as_slice(), false);
        self.leave_group(counter, &slot);
        self.count_off(self.whose(counter, &slot), slot.contents.as_slice());
        if let Some(sale) = self.sales.get_mut(slot.sale as usize) {
            sale.sold -= slot.units();
        }
        self.reservations.set_state(counter, ReservationState::Cancelled);
        self.settle_after(&slot);
    }

    /// Makes a hold whose price fell since it was made an order at the present one.
    pub(crate) fn commit_settled(&mut self, counter: u64, payment: &str) -> Reply {
        let _ = self.commit_all(counter, payment);
        let answer = Rare { reservation: self.as_of(counter), ..Rare::new(RareOutcome::Committed) };
        self.extra_mut(counter).committed = Some(Box::new(answer.clone()));
        answer.into()
    }

    /// Takes the units of an order back, but for those that came back before.
    fn restock(&mut self, counter: u64, taken: &[Units], keep_out: bool) {
        for units in taken {
            let slot = self.reservations.get(counter);
            let extra = slot.and_then(|slot| self.extras.of(counter, slot));
            let returned = extra.map_or(0, |extra| extra.returned(units.sku));
            let before = returned.min(units.quantity);
            if before > 0 {
                self.extra_mut(counter).set_returned(units.sku, returned - before);
            }
            let sku = self.skus.get_mut(units.sku);
            let back = (units.quantity - before).min(sku.still_out());
            // A SKU's units are counted in 32 bits; what does not fit stays sold.
            let _ = sku.take_back(back, if keep_out { back } else { 0 });
            self.touch(units.sku);
        }
    }

    pub(crate) fn prolong(&mut self, command: &Prolong<'_>) -> Result<Reply, Reply> {
        let counter = self.held_by_id(command.merchant, command.reservation)?;
        let Some(slot) = self.reservations.get(counter) else { return Ok(Reply::Done) };
        let extensions = self.extras.of(counter, slot).map_or(0, |extra| extra.extensions);
        let sale = self.sales.get(slot.sale as usize);
        let most = sale.map_or(DEFAULT_MAX_EXTENSIONS, |sale| sale.max_extensions);
        let usual = or_default(sale.map_or(0, |sale| sale.extend_seconds), slot.hold_seconds);
        let by_ms = i64::from(or_default(command.seconds, usual)) * 1_000;
        let expires = self.reservations.expires(slot);
        let longest = slot.created.plus_millis(i64::from(MAX_HOLD_SECONDS) * 1_000);
        let until = expires.max(self.now).plus_millis(by_ms).min(longest);
        if extensions >= most || until <= expires {
            return Err(Reply::Limit { left: 0 });
        }
        self.reservations.set_deadline(counter, until);
        self.extra_mut(counter).extensions = extensions + 1;
        let reservation = self.as_of(counter);
        Ok(Rare { reservation, ..Rare::new(RareOutcome::Extended) }.into())
    }

    /// Divides the contents of a reservation.
    fn split(&self, slot: &Slot, pieces: &[Piece<'_>]) -> Result<Split, Refusal> {
        let merchant = self.merchant_of(slot);
        let of = |units: &Units| -> u32 {
            let is = |piece: &&Piece<'_>| {
                self.skus.find(merchant, piece.sku.as_str()) == Some(units.sku)
            };
            pieces.iter().find(is).map_or(0, |piece| piece.quantity)
        };
        let all = slot.contents.as_slice();
        let found = all.iter().filter(|units| of(units) > 0).count();
        if found != pieces.len() || all.iter().any(|units| of(units) > units.quantity) {
            return Err(Refusal::NotInReservation);
        }
        let part = |quantity: &dyn Fn(&Units) -> u32| {
            let part = all.iter().map(|units| Units { quantity: quantity(units), ..*units });
            part.filter(|units| units.quantity > 0).collect()
        };
        Ok(Split { taken: part(&of), left: part(&|units| units.quantity - of(units)) })
    }

    /// Gives a reservation other contents, and keeps those that it had at first.
    pub(crate) fn change_contents(&mut self, counter: u64, contents: Contents) {
        let Some(slot) = self.reservations.get(counter) else { return };
        let before = slot.contents.clone();
        self.extra_mut(counter).original.get_or_insert(before);
        self.reservations.set_contents(counter, contents);
    }

    /// A reservation as it stands.
    pub(crate) fn as_of(&self, counter: u64) -> Option<ReservationAsOf> {
        let slot = self.reservations.get(counter)?;
        let units = slot.contents.as_slice();
        Some(ReservationAsOf {
            id: self.reservations.id(counter),
            state: slot.state,
            expires: self.reservations.expires(slot),
            extensions: self.extras.of(counter, slot).map_or(0, |extra| extra.extensions),
            lines: units.iter().map(|u| (u.sku, u.quantity, u.price)).collect(),
            refund: None,
        })
    }

    /// A sale's reservations below `before`, newest first, at most `limit` of them;
    /// and where to read on, if there may be more. Looks at no more than so many
    /// reservations.
    pub(crate) fn of_sale(
        &self,
        sale: Ix,
        before: u64,
        limit: usize,
        wanted: impl Fn(ReservationState) -> bool,
    ) -> (Vec<(u64, &Slot)>, u64) {
        let mut found = Vec::new();
        let mut looked_at = before.min(self.reservations.next());
        let counters = self.reservations.newest_first(before);
        for counter in counters.take(super::limits::SALE_LOOK) {
            if found.len() == limit {
                return (found, looked_at);
            }
            looked_at = counter;
            let slot = self.reservations.get(counter);
            found.extend(
                slot.filter(|slot| slot.sale == sale && wanted(slot.state))
                    .map(|slot| (counter, slot)),
            );
        }
        (found, if looked_at > 1 { looked_at } else { 0 })
    }
}

impl Sale {
    /// Whether units can be had in it, if there are any.
    pub(crate) fn takes_buyers(&self) -> bool {
        use super::SaleState::{Open, SoldOut};
        matches!(self.state, Open | SoldOut)
    }
}
