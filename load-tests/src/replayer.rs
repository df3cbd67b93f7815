//! The replay's script: every viewer tries to buy when the sale opens, and
//! everything that anyone was answered is kept for the balances.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use hawker_proto::v1::{
    Checkout, ErrorCode, Outcome, Position, Publication, Reply, Reservation, ReservationState,
    Reserve, ReserveResult, Sale, SaleState, Snapshot, client_frame::Kind, publication,
    reply::Result as Answer,
};
use http::Method;

use crate::api::Api;
use crate::shopper::noted;
use crate::viewer::{Asked, Viewer, What};
use crate::world::{Script, World, key};

/// The pause before a temporary refusal is tried again under the same key.
const AGAIN_AFTER: (Duration, Duration) =
    (Duration::from_millis(200), Duration::from_millis(1_500));

/// How one viewer's attempt to buy stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Whether it was made.
    pub(crate) asked: bool,
    /// Final answers to it; there should be one.
    pub(crate) answers: u32,
    /// What it was.
    pub(crate) outcome: Outcome,
    /// The reservation, where units are held.
    pub(crate) reservation: u64,
}

/// Everything that the viewers were answered.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Messages sent.
    pub(crate) chat_sent: Cell<u64>,
    /// Messages accepted, as their writers' echoes say: their seqs.
    pub(crate) accepted: RefCell<SeqSet>,
    /// Echoes with a seq that an echo had before: none may.
    pub(crate) echoed_twice: Cell<u64>,
    /// Messages refused, by code.
    pub(crate) chat_refused: RefCell<BTreeMap<&'static str, u64>>,
    /// Other requests refused, by code, tries that were repeated included.
    pub(crate) refused: RefCell<BTreeMap<&'static str, u64>>,
    /// Viewers' attempts to buy.
    pub(crate) attempts: RefCell<Vec<Attempt>>,
    /// Reservations that the shop committed, as it was answered.
    pub(crate) committed: Cell<u64>,
    /// Commits that failed, and what the last of them said.
    pub(crate) commit_failed: RefCell<(u64, String)>,
    /// Commits under way.
    pub(crate) committing: Cell<u64>,
    /// When the host meant to open the sale.
    pub(crate) sale_intended_us: Cell<u64>,
}

/// A set of seqs, small and quick.
#[derive(Debug, Default)]
pub(crate) struct SeqSet {
    words: Vec<u64>,
    /// The highest seq in it.
    pub(crate) highest: u32,
}

impl SeqSet {
    /// Adds one; `false` where it was there already.
    pub(crate) fn add(&mut self, seq: u32) -> bool {
        let (word, bit) = (seq as usize / 64, 1_u64 << (seq % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.highest = self.highest.max(seq);
        let Some(word) = self.words.get_mut(word) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// How many seqs above `base` and up to `end` it has.
    pub(crate) fn count(&self, base: u32, end: u32) -> u64 {
        self.up_to(end) - self.up_to(base.min(end))
    }

    fn up_to(&self, seq: u32) -> u64 {
        let (full, rest) = (seq as usize / 64, seq % 64);
        let whole: u32 = self.words.iter().take(full).map(|word| word.count_ones()).sum();
        let mask = u64::MAX >> (63 - rest);
        let last = self.words.get(full).map_or(0, |word| (word & mask).count_ones());
        u64::from(whole + last)
    }
}

/// The script. The shop commits with its own token, as its backend would.
pub(crate) struct Replayer {
    pub(crate) log: Rc<Log>,
    pub(crate) shop: Api,
    pub(crate) buy_within: Duration,
    pub(crate) paid_share: f64,
}

impl Replayer {
    fn buy(&self, world: &Rc<World>, viewer: &Rc<Viewer>, sale: &Sale) {
        let mut attempts = self.log.attempts.borrow_mut();
        let Some(attempt) = attempts.get_mut(viewer.index) else { return };
        if attempt.asked || sale.state() != SaleState::Open {
            return;
        }
        attempt.asked = true;
        let sku = sale.skus.first().cloned().unwrap_or_default();
        let reserve = Reserve {
            key: key(),
            listing: sale.listing.clone(),
            sku,
            quantity: 1,
            ..Reserve::default()
        };
        let what = What::Reserve { key: reserve.key.clone(), sale: sale.sale.clone() };
        let after = world.between(Duration::ZERO, self.buy_within);
        let intended_us = world.now_us() + after.as_micros() as u64;
        let asked = Asked { what, intended_us, again: Some(Kind::Reserve(reserve)) };
        ask_at(world, viewer, asked, intended_us);
    }

    fn reserved(&self, world: &Rc<World>, viewer: &Rc<Viewer>, sale: &str, result: &ReserveResult) {
        {
            let mut attempts = self.log.attempts.borrow_mut();
            let Some(attempt) = attempts.get_mut(viewer.index) else { return };
            attempt.answers += 1;
            attempt.outcome = result.outcome();
            attempt.reservation = result.reservation.as_ref().map_or(0, |it| it.id);
        }
        let Some(reservation) = &result.reservation else { return };
        if result.outcome() == Outcome::Held && world.chance(self.paid_share) {
            let reservation = reservation.id;
            let what = What::Checkout { reservation, sale: sale.to_owned() };
            let again = Some(Kind::Checkout(Checkout { reservation }));
            let at_us =
                world.now_us() + world.between(AGAIN_AFTER.0, AGAIN_AFTER.1 * 4).as_micros() as u64;
            self.log.committing.set(self.log.committing.get() + 1);
            ask_at(world, viewer, Asked { what, intended_us: at_us, again }, at_us);
        }
    }

    fn commit(&self, reservation: u64) {
        let (shop, log) = (self.shop.clone(), Rc::clone(&self.log));
        tokio::task::spawn_local(async move {
            let path = format!("/v1/reservations/{reservation}/commit");
            let body = serde_json::json!({ "key": key(), "paymentReference": "load" });
            let answered = shop.call::<_, ReserveResult>(Method::POST, &path, &body).await;
            match answered {
                Ok(result) if result.outcome() == Outcome::Committed => {
                    log.committed.set(log.committed.get() + 1);
                }
                Ok(result) => log.commit_failure(format!("{:?}", result.outcome())),
                Err(error) => log.commit_failure(error.to_string()),
            }
            log.committing.set(log.committing.get() - 1);
        });
    }

    fn refused(
        &self,
        world: &Rc<World>,
        viewer: &Rc<Viewer>,
        asked: &Asked,
        error: &hawker_proto::v1::Error,
    ) {
        let code = error.code().as_str_name();
        let refused = match asked.what {
            What::Chat(_) => &self.log.chat_refused,
            _ => &self.log.refused,
        };
        *refused.borrow_mut().entry(code).or_default() += 1;
        if error.temporary && asked.again.is_some() {
            let after = world.between(AGAIN_AFTER.0, AGAIN_AFTER.1);
            ask_at(world, viewer, asked.clone(), world.now_us() + after.as_micros() as u64);
        } else if let What::Reserve { .. } = asked.what {
            if let Some(attempt) = self.log.attempts.borrow_mut().get_mut(viewer.index) {
                attempt.answers += 1;
            }
        } else if let What::Checkout { .. } = asked.what {
            self.log.committing.set(self.log.committing.get() - 1);
            self.log.commit_failure(error.message.clone());
        }
    }
}

impl Log {
    fn commit_failure(&self, why: String) {
        let mut failed = self.commit_failed.borrow_mut();
        *failed = (failed.0 + 1, why);
    }
}

/// Sends a repeatable request at that moment of the run.
fn ask_at(world: &Rc<World>, viewer: &Rc<Viewer>, asked: Asked, at_us: u64) {
    let (world, viewer) = (Rc::clone(world), Rc::clone(viewer));
    tokio::task::spawn_local(async move {
        world.until(at_us).await;
        if let Some(kind) = asked.again.clone() {
            noted(&viewer, viewer.ask(kind, asked));
        }
    });
}

impl Script for Replayer {
    fn snapshot(&self, world: &Rc<World>, viewer: &Rc<Viewer>, snapshot: &Snapshot) {
        for sale in &snapshot.sales {
            self.buy(world, viewer, sale);
        }
    }

    fn published(&self, world: &Rc<World>, viewer: &Rc<Viewer>, publication: &Publication) {
        if let Some(publication::Kind::SaleOpened(sale)) = &publication.kind {
            let at = Position { epoch: publication.epoch, offset: publication.offset };
            world.chronicle.borrow_mut().commanded(at, self.log.sale_intended_us.get());
            self.buy(world, viewer, sale);
        }
    }

    fn answered(&self, world: &Rc<World>, viewer: &Rc<Viewer>, asked: &Asked, reply: &Reply) {
        match (&asked.what, &reply.result) {
            (_, Some(Answer::Error(error))) => self.refused(world, viewer, asked, error),
            (What::Chat(_), Some(Answer::Chat(message))) => {
                if !self.log.accepted.borrow_mut().add(message.seq) {
                    self.log.echoed_twice.set(self.log.echoed_twice.get() + 1);
                }
            }
            (What::Reserve { sale, .. }, Some(Answer::Reserve(result))) => {
                self.reserved(world, viewer, sale, result);
            }
            (What::Checkout { reservation, .. }, Some(Answer::Checkout(_))) => {
                self.commit(*reservation);
            }
            _ => {
                let code = ErrorCode::Unspecified.as_str_name();
                *self.log.refused.borrow_mut().entry(code).or_default() += 1;
            }
        }
    }

    fn reservation(&self, _: &Rc<World>, viewer: &Rc<Viewer>, reservation: &Reservation) {
        // Told of a hold of one's own: it must be the one that was answered, or
        // one whose answer is still on its way.
        let attempts = self.log.attempts.borrow();
        let Some(attempt) = attempts.get(viewer.index) else { return };
        let other = attempt.answers > 0 && attempt.reservation != reservation.id;
        if other && reservation.state() == ReservationState::Held {
            viewer.ledger.borrow_mut().replies_unasked += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_seqs_counts_ranges_over_word_borders() {
        let mut set = SeqSet::default();
        for seq in (1..=1_000).filter(|seq| seq % 3 == 0) {
            assert!(set.add(seq));
        }
        assert!(!set.add(63));
        for (base, end) in
            [(0, 1_000), (0, 63), (63, 64), (62, 63), (64, 128), (999, 1_000), (5, 4)]
        {
            let expected =
                (1..=1_000).filter(|seq| seq % 3 == 0 && *seq > base && *seq <= end).count();
            assert_eq!(set.count(base, end), expected as u64, "({base}, {end}]");
        }
        assert_eq!(set.count(0, 5_000), 333);
        assert_eq!(set.highest, 999);
    }
}
