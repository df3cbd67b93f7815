//! The balances of a replay, drawn from the clients' own logs and from the
//! journal, never from the server's counters.

use std::rc::Rc;

use hawker_proto::v1::{Outcome, Position, ReservationState};

use crate::journal::Told;
use crate::ledger::Ledger;
use crate::replayer::{Attempt, Log};
use crate::report::Balance;
use crate::token::Minter;
use crate::viewer::Viewer;

/// All that a run's balances are drawn from.
pub(crate) struct Books<'a> {
    pub(crate) viewers: &'a [Rc<Viewer>],
    /// Whose tokens the viewers had: it knows what the journal calls them.
    pub(crate) minter: &'a Minter,
    pub(crate) log: &'a Log,
    /// The newest critical publication that anyone saw.
    pub(crate) head: Position,
    /// Deliveries of another text than the one sent.
    pub(crate) altered: u64,
    /// Units on sale and what the journal says, where there was a sale.
    pub(crate) sale: Option<(u32, &'a Told)>,
}

impl Books<'_> {
    /// Every balance of the run.
    pub(crate) fn balances(&self) -> Vec<Balance> {
        let mut all = self.chat();
        all.extend(self.critical());
        all.push(self.none("stock versions that went back", |it| it.stock_backwards));
        all.push(self.none("answers to nothing asked", |it| it.replies_unasked));
        all.push(self.none("frames of unknown kinds", |it| it.unknown));
        let open = |viewer: &Viewer| viewer.open_requests() as u64;
        all.push(self.none_of("requests never answered", open));
        if let Some((units, told)) = self.sale {
            all.extend(self.sale(units, told));
        }
        all
    }

    /// A number that must be 0 with every viewer.
    fn none(&self, name: &str, number: impl Fn(&Ledger) -> u64) -> Balance {
        self.none_of(name, |viewer| number(&viewer.ledger.borrow()))
    }

    fn none_of(&self, name: &str, number: impl Fn(&Viewer) -> u64) -> Balance {
        let sum = self.viewers.iter().map(|viewer| number(viewer)).sum();
        let first = self.viewers.iter().find(|viewer| number(viewer) > 0);
        let first = first.map(|viewer| format!("first with {}: {}", viewer.sub, number(viewer)));
        Balance::equal(name, 0, sum).unless(first)
    }

    fn chat(&self) -> Vec<Balance> {
        let accepted = self.log.accepted.borrow();
        let highest = accepted.highest;
        let (mut expected, mut found, mut broken) = (0, 0, None);
        for viewer in self.viewers {
            let ledger = viewer.ledger.borrow();
            let sessions = ledger.chat_spans().count();
            for (index, span) in ledger.chat_spans().enumerate() {
                let end = if index + 1 == sessions { highest } else { span.end };
                let due = accepted.count(span.base, end);
                let got = u64::from(span.received)
                    + u64::from(span.sampled_out)
                    + u64::from(span.skipped);
                if due != got && broken.is_none() {
                    broken = Some(format!("first with {}: {got} of {due}, {span:?}", viewer.sub));
                }
                expected += due;
                found += got;
            }
            if ledger.spans_dropped > 0 && broken.is_none() {
                broken = Some(format!("{} reconnected too often to be balanced", viewer.sub));
            }
        }
        let refused: u64 = self.log.chat_refused.borrow().values().sum();
        let codes = format!("{:?}", self.log.chat_refused.borrow());
        let echoes = accepted.count(0, highest);
        let per_viewer = "chat: received + sampled out = accepted, each viewer";
        vec![
            Balance::equal(per_viewer, expected, found).unless(broken),
            self.none("chat: messages that came twice", |it| it.chat_twice),
            Balance::equal("chat: texts that were altered", 0, self.altered),
            Balance::equal("chat: refused", 0, refused).unless((refused > 0).then_some(codes)),
            Balance::equal(
                "chat: echoes of what was not refused",
                self.log.chat_sent.get() - refused,
                echoes,
            ),
            Balance::equal("chat: echoes under a seq used before", 0, self.log.echoed_twice.get()),
            Balance::equal("chat: seqs without a gap", highest.into(), echoes),
        ]
    }

    fn critical(&self) -> Vec<Balance> {
        let (mut expected, mut found, mut broken) = (0, 0, None);
        for viewer in self.viewers {
            let ledger = viewer.ledger.borrow();
            let due = self.head.offset.saturating_sub(ledger.critical_base);
            expected += u64::from(due);
            found += ledger.critical;
            let at_head = ledger.place == Some(self.head);
            if (u64::from(due) != ledger.critical || !at_head) && broken.is_none() {
                let place = ledger.place;
                let got = ledger.critical;
                broken = Some(format!("first with {}: {got} of {due}, at {place:?}", viewer.sub));
            }
        }
        let name = "critical: every publication, each viewer";
        vec![
            Balance::equal(name, expected, found).unless(broken),
            self.none("critical: skipped over", |it| it.critical_missed),
            self.none("critical: twice or out of order", |it| it.critical_twice),
            self.none("critical: history replaced by a snapshot", |it| it.replaced.into()),
        ]
    }

    fn sale(&self, units: u32, told: &Told) -> Vec<Balance> {
        let attempts = self.log.attempts.borrow();
        let asked = attempts.iter().filter(|it| it.asked).count() as u64;
        let held = attempts.iter().filter(|it| it.outcome == Outcome::Held).count() as u64;
        let due = u64::from(units).min(self.viewers.len() as u64);
        let wrong = attempts.iter().position(|it| it.asked && it.answers != 1);
        let wrong = wrong.map(|index| format!("first with viewer {index}: {:?}", attempts[index]));
        let answered = attempts.iter().filter(|it| it.answers > 0).count() as u64;
        let (failed, why) = self.log.commit_failed.borrow().clone();
        let oversold = told.most_out.saturating_sub(units.into());
        let commits = told.units(ReservationState::Committed);
        vec![
            Balance::equal("sale: everyone tried to buy", self.viewers.len() as u64, asked),
            Balance::equal("sale: every buyer answered, once", asked, answered).unless(wrong),
            Balance::equal("sale: units held, by the buyers' answers", due, held),
            Balance::equal("sale: units held or sold, by the journal", due, told.out()),
            Balance::equal("sale: units oversold at any moment", 0, oversold),
            self.acknowledged(&attempts, told, held),
            Balance::equal("sale: orders, by the journal", self.log.committed.get(), commits),
            Balance::equal("sale: commits that failed", 0, failed)
                .unless((failed > 0).then_some(why)),
        ]
    }

    /// Every acknowledged reservation is in the journal as its buyer's own, and
    /// none that nobody was told of.
    fn acknowledged(&self, attempts: &[Attempt], told: &Told, held: u64) -> Balance {
        let mut found = 0;
        let mut broken = None;
        for (attempt, viewer) in attempts.iter().zip(self.viewers) {
            if attempt.outcome != Outcome::Held {
                continue;
            }
            match told.reservations.get(&attempt.reservation) {
                Some(it) if it.buyer == self.minter.buyer(&viewer.sub) => found += 1,
                other => broken = Some(format!("{}: {attempt:?}, but {other:?}", viewer.sub)),
            }
        }
        if told.reservations.len() as u64 != held && broken.is_none() {
            broken = Some(format!("the journal has {} reservations", told.reservations.len()));
        }
        let name = "sale: acknowledged reservations in the journal";
        Balance::equal(name, held, found).unless(broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Encoding;
    use hawker_proto::v1::{Line, Publication, Reservation, Snapshot, Welcome};

    const SECRET: &[u8] = b"0123456789abcdef";

    /// Two viewers, three messages, two publications, one unit sold to the
    /// first of them: every balance holds.
    struct World {
        viewers: Vec<Rc<Viewer>>,
        log: Log,
        told: Told,
        altered: u64,
    }

    fn reservation(state: ReservationState) -> Reservation {
        Reservation {
            id: 7,
            buyer: Minter::new(SECRET).buyer("v0"),
            state: state.into(),
            lines: vec![Line { quantity: 1, ..Line::default() }],
            ..Reservation::default()
        }
    }

    fn sound() -> World {
        let viewer = |index: usize| {
            let viewer = Viewer::new(index, format!("v{index}"), "s".into(), Encoding::Proto);
            let mut ledger = viewer.ledger.borrow_mut();
            ledger.welcomed(&Welcome::default());
            let at = Position { epoch: 1, offset: 4 };
            ledger.snapshot(&Snapshot { position: Some(at), ..Snapshot::default() }, &[]);
            for offset in [5, 6] {
                ledger.publication(&Publication { epoch: 1, offset, ..Publication::default() });
            }
            ledger.chat.received = 2;
            ledger.chat.skipped = 1;
            ledger.chat.end = 3;
            drop(ledger);
            Rc::new(viewer)
        };
        let log = Log::default();
        log.chat_sent.set(3);
        assert!((1..=3).all(|seq| log.accepted.borrow_mut().add(seq)));
        let held = Attempt { asked: true, answers: 1, outcome: Outcome::Held, reservation: 7 };
        let sold_out = Attempt { outcome: Outcome::SoldOut, reservation: 0, ..held.clone() };
        log.attempts.replace(vec![held, sold_out]);
        log.committed.set(1);
        let mut told = Told { most_out: 1, ..Told::default() };
        told.reservations.insert(7, reservation(ReservationState::Committed));
        World { viewers: vec![viewer(0), viewer(1)], log, told, altered: 0 }
    }

    fn failing(world: &World) -> Vec<String> {
        let books = Books {
            viewers: &world.viewers,
            minter: &Minter::new(SECRET),
            log: &world.log,
            head: Position { epoch: 1, offset: 6 },
            altered: world.altered,
            sale: Some((1, &world.told)),
        };
        let failed = books.balances().into_iter().filter(|balance| !balance.holds);
        failed.map(|balance| balance.name).collect()
    }

    #[test]
    fn sound_books_balance() {
        assert_eq!(failing(&sound()), Vec::<String>::new());
    }

    #[test]
    fn every_planted_fault_fails_its_balance() {
        type Plant = fn(&mut World);
        let plants: [(&str, Plant); 14] = [
            ("received + sampled out", |it| it.viewers[1].ledger.borrow_mut().chat.received = 1),
            ("received + sampled out", |it| {
                // Sums that agree hide nothing: it is balanced viewer by viewer.
                it.viewers[0].ledger.borrow_mut().chat.received = 3;
                it.viewers[1].ledger.borrow_mut().chat.received = 1;
            }),
            ("came twice", |it| it.viewers[1].ledger.borrow_mut().chat_twice = 1),
            ("altered", |it| it.altered = 1),
            ("refused", |it| *it.log.chat_refused.borrow_mut().entry("X").or_default() = 1),
            ("echoes of what", |it| it.log.chat_sent.set(4)),
            ("every publication", |it| it.viewers[0].ledger.borrow_mut().critical = 1),
            ("went back", |it| it.viewers[0].ledger.borrow_mut().stock_backwards = 1),
            ("nothing asked", |it| it.viewers[0].ledger.borrow_mut().replies_unasked = 1),
            ("answered, once", |it| it.log.attempts.borrow_mut()[1].answers = 0),
            ("by the buyers' answers", |it| {
                it.log.attempts.borrow_mut()[0].outcome = Outcome::SoldOut;
            }),
            ("oversold", |it| it.told.most_out = 2),
            ("in the journal", |it| drop(it.told.reservations.remove(&7))),
            ("orders, by the journal", |it| {
                it.told.reservations.insert(7, reservation(ReservationState::Held));
            }),
        ];
        for (name, plant) in plants {
            let mut world = sound();
            plant(&mut world);
            let failed = failing(&world);
            assert!(failed.iter().any(|it| it.contains(name)), "{name}: only {failed:?}");
        }
    }
}
