//! The rules of the funnel against a naive model, which looks at the whole
//! history once more for every single number.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use hawker_domain::{
    Currency, ListingId, Money, ReservationId, ShowId, Timestamp, ViewerId,
    funnel::{
        Cell, Changes, Event, Fact, FactKind, Ledger, Refunded, SaleCell, SaleCount, SecondCount,
        ShowState, Step, StepCount, count_event, count_fact, count_lost, empty_room,
    },
};
use proptest::{collection::vec, option, prelude::*, sample::select};

#[derive(Debug, Clone)]
enum Happening {
    Event(Event),
    Fact(Fact),
    Lost(ShowId, u64),
    Emptied(ShowId, Timestamp),
}

/// A store in memory: what was seen, and the roll-ups.
#[derive(Debug, Default)]
struct Memory {
    steps_seen: BTreeSet<(Cell, Step, ViewerId)>,
    seconds_seen: BTreeSet<(ShowId, i64, Step, ViewerId)>,
    buyers: BTreeSet<(SaleCell, ViewerId)>,
    /// What each order is still worth.
    orders: BTreeMap<ReservationId, (u64, i64)>,
    sessions: BTreeMap<(ShowId, ViewerId), u64>,
    totals: Changes,
}

type Known<T> = Result<T, Infallible>;

impl Ledger for Memory {
    type Error = Infallible;

    fn note_step(&mut self, cell: &Cell, step: Step, viewer: &ViewerId) -> Known<bool> {
        Ok(self.steps_seen.insert((cell.clone(), step, viewer.clone())))
    }

    fn note_second(
        &mut self,
        (show, second): (&ShowId, i64),
        step: Step,
        viewer: &ViewerId,
    ) -> Known<bool> {
        Ok(self.seconds_seen.insert((show.clone(), second, step, viewer.clone())))
    }

    fn note_buyer(&mut self, cell: &SaleCell, viewer: &ViewerId) -> Known<bool> {
        Ok(self.buyers.insert((cell.clone(), viewer.clone())))
    }

    fn note_order(&mut self, order: &Fact) -> Known<bool> {
        let known = self.orders.contains_key(&order.reservation);
        self.orders.entry(order.reservation).or_insert((order.units, order.total.minor));
        Ok(!known)
    }

    fn note_change(&mut self, order: &Fact) -> Known<Option<Refunded>> {
        let Some(worth) = self.orders.get_mut(&order.reservation) else { return Ok(None) };
        let after = (order.units.min(worth.0), order.total.minor.min(worth.1));
        Ok(Refunded::between(std::mem::replace(worth, after), after))
    }

    fn open_session(&mut self, show: &ShowId, viewer: &ViewerId) -> Known<u64> {
        let open = self.sessions.entry((show.clone(), viewer.clone())).or_default();
        *open += 1;
        Ok(*open)
    }

    fn close_session(&mut self, show: &ShowId, viewer: &ViewerId) -> Known<Option<u64>> {
        let key = (show.clone(), viewer.clone());
        let left = self.sessions.get(&key).map(|open| open - 1);
        match left {
            Some(0) => drop(self.sessions.remove(&key)),
            Some(left) => drop(self.sessions.insert(key, left)),
            None => {}
        }
        Ok(left)
    }

    fn close_all_sessions(&mut self, show: &ShowId) -> Known<()> {
        self.sessions.retain(|(of, _), _| of != show);
        Ok(())
    }

    fn show_state(&mut self, show: &ShowId) -> Known<ShowState> {
        Ok(self.totals.shows.get(show).copied().unwrap_or_default())
    }
}

impl Memory {
    /// Counts a batch, and adds its changes to the roll-ups.
    fn batch(&mut self, happenings: &[Happening]) {
        let mut changes = Changes::default();
        for happening in happenings {
            let Ok(()) = match happening {
                Happening::Event(event) => count_event(event, self, &mut changes),
                Happening::Fact(fact) => count_fact(fact, self, &mut changes),
                Happening::Lost(show, lost) => count_lost(show, *lost, self, &mut changes),
                Happening::Emptied(show, at) => empty_room(show, *at, self, &mut changes),
            };
        }
        self.add(changes);
    }

    fn add(&mut self, changes: Changes) {
        let add_step = |count: &mut StepCount, add: StepCount| {
            count.count += add.count;
            count.viewers += add.viewers;
        };
        for (key, add) in changes.steps {
            add_step(self.totals.steps.entry(key).or_default(), add);
        }
        for (key, add) in changes.sales {
            let sale = self.totals.sales.entry(key).or_default();
            sale.orders += add.orders;
            sale.units += add.units;
            sale.buyers += add.buyers;
            sale.gross_minor += add.gross_minor;
            sale.refunds += add.refunds;
            sale.refunded_units += add.refunded_units;
            sale.refunded_minor += add.refunded_minor;
        }
        for (key, add) in changes.seconds {
            let second = self.totals.seconds.entry(key).or_default();
            second.presence += add.presence;
            second.units += add.units;
            second.gross_minor += add.gross_minor;
            for (step, add) in add.steps {
                add_step(second.steps.entry(step).or_default(), add);
            }
        }
        self.totals.shows.extend(changes.shows);
    }
}

/// One step taken, whoever tells of it.
struct Taken<'a> {
    show: &'a ShowId,
    listing: Option<&'a ListingId>,
    viewer: &'a ViewerId,
    step: Step,
    second: i64,
}

/// What the fact at `index` took back of an order that was told before: the least
/// that it was worth so far, less what it is worth now.
fn refunded(history: &[Happening], index: usize) -> Option<Refunded> {
    let Happening::Fact(changed) = history.get(index)? else { return None };
    let of_order = history.iter().take(index + 1).filter_map(|happening| match happening {
        Happening::Fact(fact) if fact.reservation == changed.reservation => Some(fact),
        _ => None,
    });
    let told = of_order.skip_while(|fact| fact.kind != FactKind::Committed).enumerate();
    let counts = |(at, fact): &(usize, &Fact)| *at == 0 || fact.kind == FactKind::Changed;
    let worth: Vec<_> = told.filter(counts).map(|(_, f)| (f.units, f.total.minor)).collect();
    let (now, before) = worth.split_last()?;
    let units = before.iter().map(|worth| worth.0).min()?;
    let minor = before.iter().map(|worth| worth.1).min()?;
    let lost = Refunded { units: units - now.0.min(units), minor: minor - now.1.min(minor) };
    (lost.units > 0 || lost.minor > 0).then_some(lost)
}

/// The history without what counts for nothing: an order told twice, and a change
/// that took nothing back.
fn effective(history: &[Happening]) -> Vec<&Happening> {
    let is_repeated = |index: usize, order: &Fact| {
        history.iter().take(index).any(|before| {
            matches!(before, Happening::Fact(fact)
                if fact.kind == FactKind::Committed && fact.reservation == order.reservation)
        })
    };
    let counts = |(index, happening): &(usize, &Happening)| match happening {
        Happening::Fact(fact) => match fact.kind {
            FactKind::Committed => !is_repeated(*index, fact),
            FactKind::Changed => refunded(history, *index).is_some(),
            _ => true,
        },
        _ => true,
    };
    history.iter().enumerate().filter(counts).map(|(_, happening)| happening).collect()
}

fn taken<'a>(happening: &&'a Happening) -> Option<Taken<'a>> {
    match happening {
        Happening::Event(event) => Some(Taken {
            show: &event.show,
            listing: event.listing.as_ref(),
            viewer: &event.viewer,
            step: event.step,
            second: second_of(event.at),
        }),
        Happening::Fact(fact) => Some(Taken {
            show: &fact.show,
            listing: fact.listing.as_ref(),
            viewer: &fact.buyer,
            step: fact.kind.step(),
            second: second_of(fact.at),
        }),
        _ => None,
    }
}

fn second_of(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(1_000)
}

fn count_of<'a>(steps: impl Iterator<Item = &'a Taken<'a>>) -> StepCount {
    let viewers: Vec<_> = steps.map(|taken| taken.viewer).collect();
    let different: BTreeSet<_> = viewers.iter().collect();
    StepCount { count: viewers.len() as u64, viewers: different.len() as u64 }
}

fn orders<'a>(history: &[&'a Happening], show: &ShowId) -> Vec<&'a Fact> {
    let order = |happening: &&'a Happening| match happening {
        Happening::Fact(fact) if fact.kind == FactKind::Committed && fact.show == *show => {
            Some(fact)
        }
        _ => None,
    };
    history.iter().filter_map(order).collect()
}

/// Who is in the room after these happenings: whoever entered more often than
/// left, where an exit counts only if there was something to leave.
fn in_room(history: &[&Happening], show: &ShowId) -> u64 {
    let mut open: BTreeMap<&ViewerId, u64> = BTreeMap::new();
    for happening in history {
        match happening {
            Happening::Event(event) if event.show == *show => match event.step {
                Step::RoomEntered => *open.entry(&event.viewer).or_default() += 1,
                Step::RoomLeft => {
                    let sessions = open.entry(&event.viewer).or_default();
                    *sessions = sessions.saturating_sub(1);
                }
                _ => {}
            },
            Happening::Emptied(of, _) if of == show => open.clear(),
            _ => {}
        }
    }
    open.values().filter(|sessions| **sessions > 0).count() as u64
}

fn check(history: &[Happening], totals: &Changes) {
    let refunds: Vec<_> = (0..history.len())
        .filter_map(|index| match history.get(index)? {
            Happening::Fact(fact) if fact.kind == FactKind::Changed => {
                Some((fact, refunded(history, index)?))
            }
            _ => None,
        })
        .collect();
    let history = effective(history);
    let steps: Vec<_> = history.iter().filter_map(taken).collect();
    for show in [show(0), show(1)] {
        check_steps(&steps, &show, totals);
        check_sales(&history, &refunds, &show, totals);
        check_show(&history, &show, totals);
        check_seconds(&history, &show, totals);
    }
}

fn check_steps(steps: &[Taken<'_>], show: &ShowId, totals: &Changes) {
    for listing in [None, Some(listing(0)), Some(listing(1))] {
        for step in Step::ALL {
            let expected = count_of(steps.iter().filter(|taken| {
                let there = listing.is_none() || taken.listing == listing.as_ref();
                taken.show == show && there && taken.step == step
            }));
            let key = (Cell { show: show.clone(), listing: listing.clone() }, step);
            let found = totals.steps.get(&key).copied().unwrap_or_default();
            assert_eq!(found, expected, "{key:?}");
        }
    }
}

fn check_sales(
    history: &[&Happening],
    refunds: &[(&Fact, Refunded)],
    show: &ShowId,
    totals: &Changes,
) {
    for listing in [None, Some(listing(0)), Some(listing(1))] {
        for currency in [currency(0), currency(1)] {
            let orders: Vec<_> = orders(history, show)
                .into_iter()
                .filter(|order| listing.is_none() || order.listing == listing)
                .filter(|order| order.total.currency == currency)
                .collect();
            let buyers: BTreeSet<_> = orders.iter().map(|order| &order.buyer).collect();
            let refunded = || {
                refunds.iter().filter(|(order, _)| {
                    let there = listing.is_none() || order.listing == listing;
                    order.show == *show && there && order.total.currency == currency
                })
            };
            let expected = SaleCount {
                orders: orders.len() as u64,
                units: orders.iter().map(|order| order.units).sum(),
                buyers: buyers.len() as u64,
                gross_minor: orders.iter().map(|order| order.total.minor).sum(),
                refunds: refunded().count() as u64,
                refunded_units: refunded().map(|(_, lost)| lost.units).sum(),
                refunded_minor: refunded().map(|(_, lost)| lost.minor).sum(),
            };
            let cell = Cell { show: show.clone(), listing: listing.clone() };
            let key = SaleCell { cell, currency };
            let found = totals.sales.get(&key).copied().unwrap_or_default();
            assert_eq!(found, expected, "{key:?}");
        }
    }
}

fn check_show(history: &[&Happening], show: &ShowId, totals: &Changes) {
    let watched = history.iter().map(|happening| match happening {
        Happening::Event(event) if event.show == *show => u64::from(event.watched_ms),
        _ => 0,
    });
    let lost = history.iter().map(|happening| match happening {
        Happening::Lost(of, lost) if of == show => *lost,
        _ => 0,
    });
    let at_each_moment = (0..=history.len()).map(|n| in_room(&history[..n], show));
    let expected = ShowState {
        viewers_now: in_room(history, show),
        peak_viewers: at_each_moment.max().unwrap(),
        watched_ms: watched.sum(),
        events_lost: lost.sum(),
        currency: orders(history, show).first().map(|order| order.total.currency),
    };
    assert_eq!(totals.shows.get(show).copied().unwrap_or_default(), expected);
}

fn check_seconds(history: &[&Happening], show: &ShowId, totals: &Changes) {
    let steps: Vec<_> = history.iter().filter_map(taken).collect();
    let orders = orders(history, show);
    let shown = orders.first().map(|order| order.total.currency);
    for second in -1..=SECONDS {
        let there = |taken: &&Taken<'_>| taken.show == show && taken.second == second;
        let sold: Vec<_> = orders.iter().filter(|o| second_of(o.at) == second).collect();
        let gross = sold.iter().filter(|order| Some(order.total.currency) == shown);
        let mut expected = SecondCount {
            steps: BTreeMap::new(),
            presence: presence_in(history, show, second),
            units: sold.iter().map(|order| order.units).sum(),
            gross_minor: gross.map(|order| order.total.minor).sum(),
        };
        for step in Step::ALL {
            let count = count_of(steps.iter().filter(there).filter(|t| t.step == step));
            if count.count > 0 {
                expected.steps.insert(step, count);
            }
        }
        let found = totals.seconds.get(&(show.clone(), second)).cloned().unwrap_or_default();
        assert_eq!(found, expected, "{show} second {second}");
    }
    let moved = totals.seconds.iter().filter(|((of, _), _)| of == show);
    let sum: i64 = moved.map(|(_, second)| second.presence).sum();
    assert_eq!(u64::try_from(sum).unwrap(), in_room(history, show), "walks back to nobody");
}

/// How many more are in the room for what happened in that second.
fn presence_in(history: &[&Happening], show: &ShowId, second: i64) -> i64 {
    let mut moved = 0;
    for (index, happening) in history.iter().enumerate() {
        let at = match happening {
            Happening::Event(event) => event.at,
            Happening::Emptied(_, at) => *at,
            _ => continue,
        };
        if second_of(at) == second {
            moved += in_room(&history[..=index], show).cast_signed();
            moved -= in_room(&history[..index], show).cast_signed();
        }
    }
    moved
}

const SECONDS: i64 = 4;

fn show(index: usize) -> ShowId {
    ShowId::new(["one", "two"][index]).unwrap()
}

fn listing(index: usize) -> ListingId {
    ListingId::new(["tee", "mug"][index]).unwrap()
}

fn currency(index: usize) -> Currency {
    Currency::new(["EUR", "USD"][index]).unwrap()
}

fn viewer(index: usize) -> ViewerId {
    ViewerId::new(["ann", "bob", "cat"][index]).unwrap()
}

type Whose = (usize, Option<usize>, usize, i64);

/// A show, a listing, a viewer and a moment.
fn any_whose() -> impl Strategy<Value = Whose> {
    (0..2_usize, option::of(0..2_usize), 0..3_usize, -1_000..SECONDS * 1_000)
}

fn any_event() -> impl Strategy<Value = Happening> {
    let moves = select(vec![Step::RoomEntered, Step::RoomLeft]);
    let steps: Vec<_> = Step::ALL.into_iter().filter(|step| !step.is_from_journal()).collect();
    let step = prop_oneof![moves, select(steps)];
    (any_whose(), step, 0..100_000_u32).prop_map(|((of, on, who, at), step, watched)| {
        Happening::Event(Event {
            show: show(of),
            listing: on.map(listing),
            viewer: viewer(who),
            step,
            at: Timestamp::from_millis(at),
            watched_ms: if step == Step::RoomLeft { watched } else { 0 },
        })
    })
}

fn any_fact() -> impl Strategy<Value = Happening> {
    let kind = prop_oneof![
        2 => Just(FactKind::Committed),
        4 => Just(FactKind::Changed),
        1 => select(vec![FactKind::Reserved, FactKind::Released, FactKind::Expired]),
    ];
    // Few orders, so that many are told twice, or change again and again.
    let order = (0..4_u64, 0..5_u64, 0..10_000_i64, 0..2_usize);
    (any_whose(), kind, order).prop_map(|((of, on, who, at), kind, (id, units, minor, coin))| {
        Happening::Fact(Fact {
            kind,
            reservation: ReservationId(id),
            show: show(of),
            listing: on.map(listing),
            buyer: viewer(who),
            units,
            total: Money { minor, currency: currency(coin) },
            at: Timestamp::from_millis(at),
        })
    })
}

fn any_happening() -> impl Strategy<Value = Happening> {
    let lost = (0..2_usize, 0..9_u64).prop_map(|(of, lost)| Happening::Lost(show(of), lost));
    let emptied = (0..2_usize, 0..SECONDS * 1_000)
        .prop_map(|(of, at)| Happening::Emptied(show(of), Timestamp::from_millis(at)));
    prop_oneof![12 => any_event(), 12 => any_fact(), 1 => lost, 1 => emptied]
}

proptest! {
    #[test]
    fn every_number_is_what_the_whole_history_says(
        batches in vec(vec(any_happening(), 0..16), 0..10)
    ) {
        let mut memory = Memory::default();
        let mut history = Vec::new();
        for batch in batches {
            memory.batch(&batch);
            history.extend(batch);
        }
        check(&history, &memory.totals);
    }
}
