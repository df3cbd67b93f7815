//! The sales of a room: those asked for, and what inventory reported of them.

use std::collections::BTreeMap;

use super::{INTENT_MILLIS, MAX_CLOSED_SALES, MAX_OPEN_SALES, Said, Sale, SaleState};
use crate::{ListingId, SaleId, Timestamp};

/// A sale that the room knows of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleEntry {
    /// The listing it is on.
    pub listing: ListingId,
    /// When the room first heard of it: asked for, or reported.
    pub since: Timestamp,
    /// The newest that inventory reported; `None` for a mere intent.
    pub report: Option<Sale>,
}

impl SaleEntry {
    fn state(&self) -> Option<SaleState> {
        self.report.as_ref().map(|sale| sale.state)
    }

    fn over(&self) -> bool {
        self.state() == Some(SaleState::Closed)
    }

    /// Whether it was opened and is not over.
    pub(super) fn running(&self) -> bool {
        self.state().is_some_and(|at| !matches!(at, SaleState::Scheduled | SaleState::Closed))
    }

    /// Whether it keeps other sales off its listing.
    fn occupies(&self, now: Timestamp) -> bool {
        let waiting = matches!(self.state(), None | Some(SaleState::Scheduled));
        self.running() || (waiting && now.millis_since(self.since) < INTENT_MILLIS)
    }
}

/// What is to be told after a report, if anything.
pub(super) struct Reported {
    pub(super) said: Option<Said>,
    pub(super) forgotten: Vec<SaleId>,
}

/// The sales of one room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sales(BTreeMap<SaleId, SaleEntry>);

impl Sales {
    pub(super) fn restore(entries: BTreeMap<SaleId, SaleEntry>) -> Self {
        Self(entries)
    }

    pub(super) fn get(&self, sale: &SaleId) -> Option<&SaleEntry> {
        self.0.get(sale)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&SaleId, &SaleEntry)> {
        self.0.iter()
    }

    /// The sale that keeps others off this listing now.
    pub(super) fn occupying(&self, listing: &ListingId, now: Timestamp) -> Option<&SaleId> {
        let mut on = self.0.iter().filter(|(_, entry)| entry.listing == *listing);
        on.find(|(_, entry)| entry.occupies(now)).map(|(id, _)| id)
    }

    pub(super) fn full(&self) -> bool {
        self.0.values().filter(|entry| !entry.over()).count() >= MAX_OPEN_SALES
    }

    /// Forgets what was asked for and never came, to make room. Should it come
    /// after all, its report makes it known again.
    pub(super) fn forget_waiting(&mut self, now: Timestamp) -> Vec<SaleId> {
        let idle = |entry: &SaleEntry| !entry.over() && !entry.occupies(now);
        let waiting = self.0.iter().filter(|(_, entry)| idle(entry));
        let ids: Vec<SaleId> = waiting.map(|(id, _)| id.clone()).collect();
        for id in &ids {
            self.0.remove(id);
        }
        ids
    }

    pub(super) fn intend(&mut self, sale: SaleId, listing: ListingId, now: Timestamp) {
        self.0.insert(sale, SaleEntry { listing, since: now, report: None });
    }

    /// Forgets a sale of which inventory never told.
    pub(super) fn abandon(&mut self, sale: &SaleId) -> bool {
        let mere_intent = self.0.get(sale).is_some_and(|entry| entry.report.is_none());
        if mere_intent {
            self.0.remove(sale);
        }
        mere_intent
    }

    /// Takes a report; `None` when it says nothing new. A sale that was over
    /// before the room ever heard of it is nothing new either.
    pub(super) fn report(&mut self, sale: Sale, now: Timestamp) -> Option<Reported> {
        let known = self.0.get(&sale.id);
        let before = known.and_then(|entry| entry.report.as_ref());
        if before.is_some_and(|before| before.version >= sale.version) {
            return None;
        }
        if known.is_none() && sale.state == SaleState::Closed {
            return None;
        }
        let said = transition(before.map(|before| before.state), &sale);
        let since = known.map_or(now, |entry| entry.since);
        let (id, listing) = (sale.id.clone(), sale.listing.clone());
        self.0.insert(id, SaleEntry { listing, since, report: Some(sale) });
        Some(Reported { said, forgotten: self.forget_oldest() })
    }

    fn forget_oldest(&mut self) -> Vec<SaleId> {
        let mut over: Vec<_> = self.0.iter().filter(|(_, entry)| entry.over()).collect();
        over.sort_by_key(|(id, entry)| (entry.since, (*id).clone()));
        let surplus = over.len().saturating_sub(MAX_CLOSED_SALES);
        let ids: Vec<SaleId> = over.into_iter().take(surplus).map(|(id, _)| id.clone()).collect();
        for id in &ids {
            self.0.remove(id);
        }
        ids
    }
}

fn transition(before: Option<SaleState>, sale: &Sale) -> Option<Said> {
    let say: fn(Sale) -> Said = match (before, sale.state) {
        (_, SaleState::Scheduled) => return None,
        (_, SaleState::Closed) => Said::SaleClosed,
        // At a newer version: its terms changed, or it was in another state in
        // between, unseen.
        (Some(before), now) if before == now => Said::SaleChanged,
        (None | Some(SaleState::Scheduled), SaleState::Open) => Said::SaleOpened,
        (_, SaleState::Open) => Said::SaleResumed,
        (_, SaleState::SoldOut) => Said::SaleSoldOut,
        (_, SaleState::Paused) => Said::SalePaused,
        (_, SaleState::Drawing) => Said::SaleDrawing,
        (_, SaleState::Settling) => Said::SaleSettling,
    };
    Some(say(sale.clone()))
}
