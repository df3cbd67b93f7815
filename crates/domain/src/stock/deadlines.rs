//! Open holds in the order in which they end: by moment, and within one by
//! counter.
//!
//! For each moment (a millisecond) there is the first and the last hold that ends
//! then, and each of these names its neighbours. So a hold is added and taken
//! away at the same cost however many there are, and however many end together.

use std::collections::BTreeMap;

use crate::Timestamp;

use super::{reservations::Reservations, rows::row};

/// How far away, by counter, the holds before and after it are that end at the
/// same moment; 0 for none. Holds that are open at the same time are less than
/// 2³² apart, since what has ended is kept for a day and the table is bounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Neighbours {
    pub(super) earlier: u32,
    pub(super) later: u32,
}

row! {
    /// A moment at which holds end: the first and the last of them.
    Moment { at: i64, first: u64, last: u64, }
}

/// The holds that end at one moment: the first and the last of a chain.
#[derive(Debug, Clone, Copy)]
struct Chain {
    first: u64,
    last: u64,
}

/// When open holds end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deadlines {
    moments: BTreeMap<Timestamp, Chain>,
    len: usize,
}

impl Deadlines {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The hold that ends first, and when.
    pub(crate) fn first(&self) -> Option<(Timestamp, u64)> {
        self.moments.first_key_value().map(|(at, chain)| (*at, chain.first))
    }
}

impl Reservations {
    /// Every moment at which holds end, the next first.
    pub(crate) fn moments(&self) -> impl Iterator<Item = Moment> {
        let moments = self.deadlines.moments.iter();
        moments.map(|(at, Chain { first, last })| Moment {
            at: at.as_millis(),
            first: *first,
            last: *last,
        })
    }

    /// Puts back the next moments, of holds that are or will be put back.
    pub(crate) fn restore_moments(&mut self, moments: &[Moment]) {
        let chains = moments.iter().map(|Moment { at, first, last }| {
            (Timestamp::from_millis(*at), Chain { first: *first, last: *last })
        });
        self.deadlines.moments.append(&mut chains.collect());
    }

    /// Notes that so many holds were put back, whose moments are too.
    pub(super) fn restored_holds(&mut self, count: usize) {
        self.deadlines.len += count;
    }

    /// Whether there are moments if there are holds.
    pub(crate) fn has_deadlines(&self) -> bool {
        self.deadlines.moments.is_empty() == (self.deadlines.len == 0)
    }
}

fn distance(from: u64, to: u64) -> u32 {
    u32::try_from(from.abs_diff(to)).unwrap_or_default()
}

impl Reservations {
    /// Notes that a hold ends at a moment.
    pub(super) fn add_deadline(&mut self, at: Timestamp, counter: u64) {
        self.deadlines.len += 1;
        let new = Chain { first: counter, last: counter };
        // Holds that are made one after the other mostly end last, and together.
        let chain = match self.deadlines.moments.last_entry() {
            Some(last) if *last.key() == at => last.into_mut(),
            _ => self.deadlines.moments.entry(at).or_insert(new),
        };
        let (before, after) = if chain.last < counter {
            let before = std::mem::replace(&mut chain.last, counter);
            (Some(before), None)
        } else if chain.first > counter {
            let after = std::mem::replace(&mut chain.first, counter);
            (None, Some(after))
        } else if chain.first == counter {
            return;
        } else {
            let last = chain.last;
            self.between(last, counter)
        };
        if let Some(before) = before {
            self.connect(before, counter);
        }
        if let Some(after) = after {
            self.connect(counter, after);
        }
    }

    /// Between which two of a chain a hold belongs. New holds go to its end: only
    /// one that was given another time has to look for its place.
    fn between(&self, last: u64, counter: u64) -> (Option<u64>, Option<u64>) {
        let (mut before, mut after) = (Some(last), None);
        while let Some(at) = before.filter(|at| *at > counter) {
            after = Some(at);
            before = self.neighbours(at).0;
        }
        (before, after)
    }

    /// Takes a hold away that ends at a moment.
    pub(super) fn remove_deadline(&mut self, at: Timestamp, counter: u64) {
        let (before, after) = self.neighbours(counter);
        let Some(chain) = self.deadlines.moments.get_mut(&at) else { return };
        self.deadlines.len -= 1;
        match (before, after) {
            (None, None) => {
                self.deadlines.moments.remove(&at);
            }
            (None, Some(after)) => {
                chain.first = after;
                self.change(after, |n| n.earlier = 0);
            }
            (Some(before), None) => {
                chain.last = before;
                self.change(before, |n| n.later = 0);
            }
            (Some(before), Some(after)) => self.connect(before, after),
        }
        self.change(counter, |n| *n = Neighbours::default());
    }

    /// The holds before and after it that end at the same moment.
    fn neighbours(&self, counter: u64) -> (Option<u64>, Option<u64>) {
        let near = self.get(counter).map(|slot| slot.neighbours).unwrap_or_default();
        let before = (near.earlier > 0).then(|| counter - u64::from(near.earlier));
        let after = (near.later > 0).then(|| counter + u64::from(near.later));
        (before, after)
    }

    fn connect(&mut self, before: u64, after: u64) {
        self.change(before, |n| n.later = distance(before, after));
        self.change(after, |n| n.earlier = distance(before, after));
    }

    fn change(&mut self, counter: u64, change: impl Fn(&mut Neighbours)) {
        if let Some(slot) = self.get_mut(counter) {
            change(&mut slot.neighbours);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        Currency, Money,
        stock::{
            ReservationState,
            names::NONE,
            reservations::{Contents, NewSlot, Units},
        },
    };

    #[derive(Debug, Clone)]
    enum Step {
        Open { seconds: u32 },
        End { nth: usize },
        Move { nth: usize, to: i64 },
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (1..4u32).prop_map(|seconds| Step::Open { seconds }),
            2 => (0..50usize).prop_map(|nth| Step::End { nth }),
            3 => (0..50usize, 1..4i64).prop_map(|(nth, to)| Step::Move { nth, to: to * 1_000 }),
        ];
        prop::collection::vec(step, 1..120)
    }

    fn new(hold_seconds: u32) -> NewSlot {
        let price = Money { minor: 1, currency: Currency::new("EUR").unwrap() };
        let contents = Contents::One(Units { sku: 0, quantity: 1, price });
        NewSlot {
            buyer: 0,
            sale: NONE,
            show: NONE,
            listing: NONE,
            hold_seconds,
            promoted: false,
            contents,
        }
    }

    proptest! {
        /// Holds come out in the order of a sorted set, however they were added,
        /// taken away and given another time.
        #[test]
        fn holds_end_in_the_order_of_moment_and_counter(steps in steps()) {
            let now = Timestamp::from_millis(0);
            let mut table = Reservations::new(1);
            let mut expected = BTreeSet::new();
            for step in steps {
                let nth = |nth: usize| expected.iter().nth(nth % expected.len().max(1)).copied();
                match step {
                    Step::Open { seconds } => {
                        let counter = table.open(new(seconds), 0, now);
                        expected.insert((now.plus_millis(i64::from(seconds) * 1_000), counter));
                    }
                    Step::End { nth: at } => {
                        if let Some(place) = nth(at) {
                            table.end(place.1, ReservationState::Released, now).unwrap();
                            expected.remove(&place);
                        }
                    }
                    Step::Move { nth: at, to } => {
                        if let Some(place) = nth(at) {
                            let to = now.plus_millis(to);
                            table.set_deadline(place.1, to);
                            expected.remove(&place);
                            expected.insert((to, place.1));
                        }
                    }
                }
                prop_assert_eq!(table.open_holds(), expected.len());
                prop_assert_eq!(table.first_deadline(), expected.first().copied());
            }
            while let Some((at, counter)) = table.first_deadline() {
                prop_assert_eq!(expected.pop_first(), Some((at, counter)));
                table.end(counter, ReservationState::Expired, now).unwrap();
            }
            prop_assert!(expected.is_empty());
        }
    }
}
