//! The rules: what one event or fact adds to which numbers.

use super::{Cell, Changes, Event, Fact, FactKind, Refunded, SaleCell, SaleCount, ShowState, Step};
use crate::{ListingId, ShowId, Timestamp, ViewerId};

/// What was seen before. A store implements it; each call that notes something
/// must hold within the same transaction as the [`Changes`] that follow from it.
pub trait Ledger {
    /// Why the store could not answer.
    type Error;

    /// Notes that the viewer took the step in the cell; whether for the first time.
    fn note_step(
        &mut self,
        cell: &Cell,
        step: Step,
        viewer: &ViewerId,
    ) -> Result<bool, Self::Error>;

    /// Notes that the viewer took the step in that second; whether for the first time.
    fn note_second(
        &mut self,
        second: (&ShowId, i64),
        step: Step,
        viewer: &ViewerId,
    ) -> Result<bool, Self::Error>;

    /// Notes that the viewer bought in the cell; whether for the first time.
    fn note_buyer(&mut self, cell: &SaleCell, viewer: &ViewerId) -> Result<bool, Self::Error>;

    /// Notes the order; whether its reservation was not one before.
    fn note_order(&mut self, order: &Fact) -> Result<bool, Self::Error>;

    /// Notes how an order stands after a change; what that took back of it. Nothing
    /// if it took nothing, or if the order is not known.
    fn note_change(&mut self, order: &Fact) -> Result<Option<Refunded>, Self::Error>;

    /// Notes one more session of the viewer in the room; how many are open now.
    fn open_session(&mut self, show: &ShowId, viewer: &ViewerId) -> Result<u64, Self::Error>;

    /// Notes one session less; how many are left open, or `None` if none was.
    fn close_session(
        &mut self,
        show: &ShowId,
        viewer: &ViewerId,
    ) -> Result<Option<u64>, Self::Error>;

    /// Notes that no session of the show is open any more.
    fn close_all_sessions(&mut self, show: &ShowId) -> Result<(), Self::Error>;

    /// How the show stands, before the changes of this batch.
    fn show_state(&mut self, show: &ShowId) -> Result<ShowState, Self::Error>;
}

/// Counts one event that was not counted before.
///
/// It adds to its step for the show, for its listing and for its second. A
/// viewer is in the room while at least one of its sessions is; leaving without
/// having entered takes nobody out.
pub fn count_event<L: Ledger>(
    event: &Event,
    ledger: &mut L,
    changes: &mut Changes,
) -> Result<(), L::Error> {
    let taken = Taken { show: &event.show, listing: event.listing.as_ref(), viewer: &event.viewer };
    count_step(taken, event.step, event.at, ledger, changes)?;
    match event.step {
        Step::RoomEntered => {
            let came = ledger.open_session(&event.show, &event.viewer)? == 1;
            move_presence(&event.show, event.at, i64::from(came), changes);
        }
        Step::RoomLeft => {
            let went = ledger.close_session(&event.show, &event.viewer)? == Some(0);
            move_presence(&event.show, event.at, -i64::from(went), changes);
            let state = state_of(&event.show, ledger, changes)?;
            state.watched_ms = state.watched_ms.saturating_add(u64::from(event.watched_ms));
        }
        _ => {}
    }
    Ok(())
}

/// Counts one fact of the journal. A reservation is an order once, whatever the
/// journal repeats, and nothing is taken back of it twice.
pub fn count_fact<L: Ledger>(
    fact: &Fact,
    ledger: &mut L,
    changes: &mut Changes,
) -> Result<(), L::Error> {
    let refunded = match fact.kind {
        FactKind::Committed if !ledger.note_order(fact)? => return Ok(()),
        FactKind::Changed => match ledger.note_change(fact)? {
            Some(refunded) => Some(refunded),
            None => return Ok(()),
        },
        _ => None,
    };
    let taken = Taken { show: &fact.show, listing: fact.listing.as_ref(), viewer: &fact.buyer };
    count_step(taken, fact.kind.step(), fact.at, ledger, changes)?;
    if let Some(refunded) = refunded {
        count_refund(fact, refunded, changes);
    }
    if fact.kind == FactKind::Committed {
        count_sale(fact, ledger, changes)?;
    }
    Ok(())
}

/// Counts events that a gateway had to drop.
pub fn count_lost<L: Ledger>(
    show: &ShowId,
    lost: u64,
    ledger: &mut L,
    changes: &mut Changes,
) -> Result<(), L::Error> {
    let state = state_of(show, ledger, changes)?;
    state.events_lost = state.events_lost.saturating_add(lost);
    Ok(())
}

/// Takes everybody out of the room, after the gateways that held it were gone.
/// What they watched is not known, and is not counted.
pub fn empty_room<L: Ledger>(
    show: &ShowId,
    at: Timestamp,
    ledger: &mut L,
    changes: &mut Changes,
) -> Result<(), L::Error> {
    let viewers = state_of(show, ledger, changes)?.viewers_now;
    ledger.close_all_sessions(show)?;
    move_presence(show, at, -i64::try_from(viewers).unwrap_or(i64::MAX), changes);
    Ok(())
}

/// Who took a step, and where.
#[derive(Clone, Copy)]
struct Taken<'a> {
    show: &'a ShowId,
    listing: Option<&'a ListingId>,
    viewer: &'a ViewerId,
}

fn count_step<L: Ledger>(
    taken: Taken<'_>,
    step: Step,
    at: Timestamp,
    ledger: &mut L,
    changes: &mut Changes,
) -> Result<(), L::Error> {
    state_of(taken.show, ledger, changes)?;
    let whole = Cell { show: taken.show.clone(), listing: None };
    let part = taken.listing.map(|id| Cell { show: taken.show.clone(), listing: Some(id.clone()) });
    for cell in [Some(whole), part].into_iter().flatten() {
        let first = ledger.note_step(&cell, step, taken.viewer)?;
        let count = changes.steps.entry((cell, step)).or_default();
        count.count += 1;
        count.viewers += u64::from(first);
    }
    let second = second_of(at);
    let first = ledger.note_second((taken.show, second), step, taken.viewer)?;
    let cell = changes.seconds.entry((taken.show.clone(), second)).or_default();
    let count = cell.steps.entry(step).or_default();
    count.count += 1;
    count.viewers += u64::from(first);
    Ok(())
}

fn count_sale<L: Ledger>(
    order: &Fact,
    ledger: &mut L,
    changes: &mut Changes,
) -> Result<(), L::Error> {
    let currency = order.total.currency;
    for cell in sale_cells(order) {
        let first = ledger.note_buyer(&cell, &order.buyer)?;
        let sale = changes.sales.entry(cell).or_default();
        sale.orders += 1;
        sale.units = sale.units.saturating_add(order.units);
        sale.buyers += u64::from(first);
        sale.gross_minor = sale.gross_minor.saturating_add(order.total.minor);
    }
    let state = state_of(&order.show, ledger, changes)?;
    let shown = *state.currency.get_or_insert(currency) == currency;
    let cell = changes.seconds.entry((order.show.clone(), second_of(order.at))).or_default();
    cell.units = cell.units.saturating_add(order.units);
    if shown {
        cell.gross_minor = cell.gross_minor.saturating_add(order.total.minor);
    }
    Ok(())
}

/// Takes nothing off the orders: what was sold and what was taken back stand side
/// by side.
fn count_refund(order: &Fact, refunded: Refunded, changes: &mut Changes) {
    for cell in sale_cells(order) {
        let SaleCount { refunds, refunded_units, refunded_minor, .. } =
            changes.sales.entry(cell).or_default();
        *refunds += 1;
        *refunded_units = refunded_units.saturating_add(refunded.units);
        *refunded_minor = refunded_minor.saturating_add(refunded.minor);
    }
}

/// Where an order's money is added up: the show, and its listing.
fn sale_cells(order: &Fact) -> impl Iterator<Item = SaleCell> {
    let currency = order.total.currency;
    let cell = |listing| Cell { show: order.show.clone(), listing };
    let whole = cell(None);
    let part = order.listing.clone().map(|id| cell(Some(id)));
    [Some(whole), part].into_iter().flatten().map(move |cell| SaleCell { cell, currency })
}

fn state_of<'a, L: Ledger>(
    show: &ShowId,
    ledger: &mut L,
    changes: &'a mut Changes,
) -> Result<&'a mut ShowState, L::Error> {
    use std::collections::btree_map::Entry;
    Ok(match changes.shows.entry(show.clone()) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => new.insert(ledger.show_state(show)?),
    })
}

/// Only called after the show's state was taken into `changes`.
fn move_presence(show: &ShowId, at: Timestamp, by: i64, changes: &mut Changes) {
    if let Some(state) = changes.shows.get_mut(show) {
        state.viewers_now = state.viewers_now.saturating_add_signed(by);
        state.peak_viewers = state.peak_viewers.max(state.viewers_now);
    }
    changes.seconds.entry((show.clone(), second_of(at))).or_default().presence += by;
}

fn second_of(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(1_000)
}
