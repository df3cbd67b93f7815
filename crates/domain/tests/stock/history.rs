//! Random histories: what happens, in which batches, and at what times.

use hawker_domain::{
    Currency, Key, MerchantRef, Money, ReservationId, SkuRef, Timestamp,
    stock::{Mode, Position, Reply, SaleAsOf, Stock, Verdict},
};
use proptest::prelude::*;

use super::{commands::command, model::Model};

pub(crate) const MERCHANT: &str = "acme";
pub(crate) const SKUS: [&str; 3] = ["red", "green", "blue"];
pub(crate) const SALES: [&str; 3] = ["one", "two", "three"];
pub(crate) const BUYERS: [&str; 4] = ["ann", "bob", "cyd", "dan"];
pub(crate) const PAYMENTS: [&str; 3] = ["", "paid", "paid twice"];
pub(crate) const HOUSEHOLDS: [&str; 2] = ["elm-1", "oak-2"];
pub(crate) const START_MS: i64 = 1_800_000_000_000;

/// What is asked, without its key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ask {
    Receive {
        sku: usize,
        quantity: u32,
    },
    Adjust {
        sku: usize,
        by: i32,
        release: bool,
    },
    /// `version` is the present one when it is `fresh`, and else none that ever was.
    Count {
        sku: usize,
        count: u32,
        fresh: bool,
        version: u32,
        release: bool,
    },
    Safety {
        sku: usize,
        units: u32,
    },
    Return {
        sku: usize,
        quantity: u32,
        nth: Option<usize>,
        order: Option<ReservationId>,
        damaged: bool,
    },
    Define {
        sale: usize,
        skus: Vec<usize>,
        allotment: u32,
        limit: u32,
        open_seconds: u32,
        rules: Rules,
    },
    Pause {
        sale: usize,
    },
    Resume {
        sale: usize,
    },
    Change {
        sale: usize,
        add: u32,
        limit: Option<u32>,
        by_household: Option<u32>,
        price: Option<i64>,
    },

    Open {
        sale: usize,
    },
    Close {
        sale: usize,
    },
    Reserve {
        buyer: usize,
        sale: Option<usize>,
        lines: Vec<(usize, u32)>,
        limit: u32,
        how: How,
    },

    Commit {
        nth: usize,
        payment: usize,
    },
    CommitPart {
        nth: usize,
        pieces: Vec<(usize, u32)>,
        keep: bool,
        payment: usize,
    },
    Cancel {
        nth: usize,
        pieces: Vec<(usize, u32)>,
        keep_out: bool,
    },
    Prolong {
        nth: usize,
        seconds: u32,
    },
    Release {
        nth: usize,
    },
    Expire {
        nth: usize,
    },
    Elapse {
        limit: u32,
    },
    Extend {
        by_ms: i64,
    },
}

impl Ask {
    /// What is asked, but for how its reservation was chosen.
    pub(crate) fn payload(&self) -> Self {
        let mut ask = self.clone();
        if let Self::Commit { nth, .. }
        | Self::CommitPart { nth, .. }
        | Self::Cancel { nth, .. }
        | Self::Prolong { nth, .. }
        | Self::Release { nth }
        | Self::Expire { nth } = &mut ask
        {
            *nth = 0;
        }
        ask
    }
}

/// The rules that few sales have.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Rules {
    pub(crate) pay_first: bool,
    pub(crate) by_sku: u32,
    pub(crate) by_household: u32,
    pub(crate) late: bool,
    pub(crate) extensions: Option<u32>,
}

/// What few reservations are asked with.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct How {
    pub(crate) mode: Mode,
    pub(crate) price_version: u32,
    pub(crate) household: Option<usize>,
    pub(crate) paid: bool,
}

/// One step of a history.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) ask: Ask,
    /// Use the key of the step so many back instead of a new one.
    pub(crate) old_key: Option<usize>,
    /// Ask what was asked with that key, too.
    pub(crate) repeat: bool,
    /// End the batch before, and let so much time pass.
    pub(crate) pause_ms: Option<i64>,
}

impl Step {
    pub(crate) fn receive(sku: usize, quantity: u32) -> Self {
        Self::ask(Ask::Receive { sku, quantity })
    }

    pub(crate) fn ask(ask: Ask) -> Self {
        Self { ask, old_key: None, repeat: false, pause_ms: None }
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    let (sku, sale, buyer) = (0..SKUS.len(), 0..SALES.len(), 0..BUYERS.len());
    let skus = prop::sample::subsequence(vec![0, 1, 2], 1..=3);
    let few = prop_oneof![
        2 => (0..SKUS.len()).prop_map(|sku| vec![sku]),
        1 => skus.clone(),
    ];
    let lines = few.prop_flat_map(|skus| {
        let quantity = prop_oneof![2 => Just(1u32), 1 => 2..4u32];
        let quantities = prop::collection::vec(quantity, skus.len());
        quantities.prop_map(move |quantities| skus.clone().into_iter().zip(quantities).collect())
    });
    let nth = 0..8usize;
    prop_oneof![
        2 => (sku.clone(), 1..8u32).prop_map(|(sku, quantity)| Ask::Receive { sku, quantity }),
        1 => (sku.clone(), (-6..6i32).prop_filter("0", |by| *by != 0), any::<bool>())
            .prop_map(|(sku, by, release)| Ask::Adjust { sku, by, release }),
        1 => (sku.clone(), 0..12u32, prop::bool::weighted(0.8), any::<bool>())
            .prop_map(|(sku, count, fresh, release)| {
                Ask::Count { sku, count, fresh, version: 0, release }
            }),
        1 => (sku.clone(), 0..4u32).prop_map(|(sku, units)| Ask::Safety { sku, units }),
        3 => (sku.clone(), 1..3u32, prop::option::of(0..4usize), any::<bool>())
            .prop_map(|(sku, quantity, nth, damaged)| Ask::Return { sku, quantity, nth, order: None, damaged }),
        2 => (sale.clone(), skus, 1..6u32, 0..4u32, prop_oneof![Just(0), 1..200u32], rules())
            .prop_map(|(sale, skus, allotment, limit, open_seconds, rules)| {
                Ask::Define { sale, skus, allotment, limit, open_seconds, rules }
            }),
        1 => sale.clone().prop_map(|sale| Ask::Pause { sale }),
        2 => sale.clone().prop_map(|sale| Ask::Resume { sale }),
        1 => (
            sale.clone(),
            0..3u32,
            prop::option::of(0..4u32),
            prop::option::weighted(0.2, 0..4u32),
            prop::option::of(98..103i64),
        )
            .prop_map(|(sale, add, limit, by_household, price)| {
                Ask::Change { sale, add, limit, by_household, price }
            }),
        2 => sale.clone().prop_map(|sale| Ask::Open { sale }),
        1 => sale.clone().prop_map(|sale| Ask::Close { sale }),
        16 => (buyer, prop::option::weighted(0.7, sale), lines, 0..9u32, how())
            .prop_map(|(buyer, sale, lines, limit, how)| {
                // Outside sales there is nothing to have seen, and nothing to pay first.
                let outside = How { price_version: 0, paid: false, ..how };
                let how = if sale.is_none() { outside } else { how };
                Ask::Reserve { buyer, sale, lines, limit, how }
            }),
        4 => (nth.clone(), 0..PAYMENTS.len())
            .prop_map(|(nth, payment)| Ask::Commit { nth, payment }),
        4 => (nth.clone(), pieces(), any::<bool>(), 0..PAYMENTS.len())
            .prop_map(|(nth, pieces, keep, payment)| {
                Ask::CommitPart { nth, pieces, keep, payment }
            }),
        2 => (nth.clone(), prop_oneof![Just(Vec::new()), pieces()], any::<bool>())
            .prop_map(|(nth, pieces, keep_out)| Ask::Cancel { nth, pieces, keep_out }),
        2 => (nth.clone(), prop_oneof![Just(0), 1..3_000u32])
            .prop_map(|(nth, seconds)| Ask::Prolong { nth, seconds }),
        3 => nth.clone().prop_map(|nth| Ask::Release { nth }),
        1 => nth.prop_map(|nth| Ask::Expire { nth }),
        2 => (1..4u32).prop_map(|limit| Ask::Elapse { limit }),
        1 => (0..100_000i64).prop_map(|by_ms| Ask::Extend { by_ms }),
    ]
}

fn pieces() -> impl Strategy<Value = Vec<(usize, u32)>> {
    let skus = prop::sample::subsequence(vec![0, 1, 2], 1..=2);
    skus.prop_flat_map(|skus| {
        let quantities = prop::collection::vec(1..3u32, skus.len());
        quantities.prop_map(move |quantities| skus.clone().into_iter().zip(quantities).collect())
    })
}

fn rules() -> impl Strategy<Value = Rules> {
    let few = prop_oneof![2 => Just(0u32), 1 => 1..6u32];
    let by_sku = prop_oneof![1 => Just(0u32), 1 => 1..3u32];
    let extensions = prop::option::of(0..3u32);
    (prop::bool::weighted(0.15), by_sku, few, any::<bool>(), extensions).prop_map(
        |(pay_first, by_sku, by_household, late, extensions)| Rules {
            pay_first,
            by_sku,
            by_household,
            late,
            extensions,
        },
    )
}

fn how() -> impl Strategy<Value = How> {
    let mode = prop_oneof![
        4 => Just(Mode::All),
        1 => Just(Mode::Partial),
        1 => Just(Mode::BestEffort),
    ];
    let price_version = prop_oneof![4 => Just(0u32), 1 => 1..4u32];
    (
        mode,
        price_version,
        prop::option::weighted(0.8, 0..HOUSEHOLDS.len()),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(mode, price_version, household, paid)| How {
            mode,
            price_version,
            household,
            paid,
        })
}

pub(crate) fn history() -> impl Strategy<Value = Vec<Step>> {
    let pause = prop_oneof![
        20 => Just(None),
        10 => (0..2_000i64).prop_map(Some),
        6 => (0..150_000i64).prop_map(Some),
        1 => Just(Some(25 * 3_600_000)),
    ];
    let step = (ask(), prop::option::weighted(0.15, 1..10usize), any::<bool>(), pause);
    let step =
        step.prop_map(|(ask, old_key, repeat, pause_ms)| Step { ask, old_key, repeat, pause_ms });
    (opening(), prop::collection::vec(step, 1..100))
        .prop_map(|(opening, steps)| opening.into_iter().chain(steps).collect())
}

/// Some stock, and a sale of it that is open: without it most of a random
/// history would be refusals.
fn opening() -> impl Strategy<Value = Vec<Step>> {
    let open_seconds = prop_oneof![2 => Just(0), 1 => 50..200u32];
    (1..16u32, 4..40u32, 0..12u32, open_seconds, rules()).prop_map(
        |(quantity, allotment, limit, open_seconds, rules)| {
            let receive = (0..SKUS.len()).map(|sku| Ask::Receive { sku, quantity });
            let skus = (0..SKUS.len()).collect();
            let define = Ask::Define { sale: 0, skus, allotment, limit, open_seconds, rules };
            let asks = receive.chain([define, Ask::Open { sale: 0 }]);
            asks.map(|ask| Step { ask, old_key: None, repeat: false, pause_ms: None }).collect()
        },
    )
}

/// A history that is being run.
pub(crate) struct Run {
    pub(crate) stock: Stock,
    now: i64,
    seq: u64,
    recorded: bool,
    keys: Vec<(Key, Ask)>,
    /// Every reservation there was, newest last.
    pub(crate) made: Vec<ReservationId>,
    /// The version of each sale, and how it stood.
    versions: [(u32, String); 3],
}

impl Run {
    pub(crate) fn new() -> Self {
        let mut run = Self {
            stock: Stock::new(1),
            now: START_MS,
            seq: 0,
            recorded: true,
            keys: Vec::new(),
            made: Vec::new(),
            versions: Default::default(),
        };
        run.begin();
        run
    }

    pub(crate) fn begin(&mut self) {
        if std::mem::take(&mut self.recorded) {
            self.seq += 1;
        }
        let position = Position { epoch: 1, seq: self.seq };
        self.stock.begin(position, Timestamp::from_millis(self.now));
    }

    pub(crate) fn next_batch(&mut self, model: Option<&mut Model>) {
        self.end_batch(model);
        self.begin();
    }

    /// Ends the batch, and compares everything that can be read.
    pub(crate) fn end_batch(&mut self, model: Option<&mut Model>) {
        let changes = self.stock.finish().unwrap();
        for sale in changes.transitions() {
            let at = SALES.iter().position(|name| *name == sale.sale).unwrap();
            let (version, before) = &self.versions[at];
            let version = *version;
            assert_eq!(sale.as_of.version, version + 1, "no transition is skipped");
            let now = format!("{:?}", SaleAsOf { version: 0, ..sale.as_of });
            assert!(version == 0 || now != *before, "a transition changes something");
            self.versions[at] = (sale.as_of.version, now);
        }
        if let Some(model) = model {
            model.note_forgotten(&self.stock);
            model.compare(&self.stock, &self.made);
        }
    }

    pub(crate) fn step(&mut self, step: &Step, mut model: Option<&mut Model>) -> Verdict {
        if let Some(pause) = step.pause_ms {
            self.end_batch(model.as_deref_mut());
            self.now += pause;
            self.begin();
        }
        let (key, ask) = self.key_and_ask(&Step { ask: self.seen(&step.ask), ..step.clone() });
        if let Some(model) = model.as_deref_mut() {
            model.now = self.now;
            model.note_forgotten(&self.stock);
        }
        let before = self.made.clone();
        let verdict = self.apply(key, &ask);
        self.recorded |= matches!(verdict, Verdict::Recorded(_));
        if let (Verdict::Recorded(answer), Ask::Reserve { .. }) = (&verdict, &ask)
            && let Reply::Held(id) | Reply::Committed(id) = answer.reply
        {
            self.made.push(id);
        }
        if let Verdict::Recorded(answer) = &verdict
            && let Some(rest) = self.stock.rest_of(&answer.reply)
            && !self.made.contains(&rest.id)
        {
            self.made.push(rest.id);
        }
        if let Some(model) = model {
            let expected = model.apply(key, &ask, &before, &self.made);
            let got = super::model::describe(&self.stock, &verdict);
            assert_eq!(got, expected, "{ask:?}");
        }
        verdict
    }

    /// What is asked by someone who has just seen the stock.
    fn seen(&self, ask: &Ask) -> Ask {
        let mut ask = ask.clone();
        if let Ask::Count { sku, fresh, version, .. } = &mut ask {
            let merchant = MerchantRef::new(MERCHANT).unwrap();
            let seen = self.stock.stock(merchant, SkuRef::new(SKUS[*sku]).unwrap());
            let seen = seen.map_or(0, |view| view.stock.version);
            *version = if *fresh { seen } else { u32::MAX };
        }
        if let Ask::Return { nth, order, .. } = &mut ask {
            *order = nth.take().map(|nth| nth_newest(&self.made, nth)).or(*order);
        }
        ask
    }

    fn key_and_ask(&mut self, step: &Step) -> (Key, Ask) {
        let old = step.old_key.and_then(|back| self.keys.len().checked_sub(back));
        if let Some((key, asked)) = old.and_then(|at| self.keys.get(at)) {
            return (*key, if step.repeat { asked.clone() } else { step.ask.clone() });
        }
        let time = u64::try_from(self.now).unwrap();
        let number = u64::try_from(self.keys.len()).unwrap();
        let key = Key::from_halves(time << 16 | 0x7000, 1 << 63 | number);
        self.keys.push((key, step.ask.clone()));
        (key, step.ask.clone())
    }

    fn apply(&mut self, key: Key, ask: &Ask) -> Verdict {
        let command = command(key, ask, &self.made);
        self.stock.apply(&command)
    }
}

/// The reservation made so many before the newest; one that never was, if there
/// were fewer.
pub(crate) fn nth_newest(made: &[ReservationId], nth: usize) -> ReservationId {
    made.iter().rev().nth(nth).copied().unwrap_or(ReservationId(1 << 48 | 9_999))
}

pub(crate) fn eur(minor: i64) -> Money {
    Money { minor, currency: Currency::new("EUR").unwrap() }
}

/// Everything that a snapshot holds.
pub(crate) fn image(stock: &Stock) -> Vec<String> {
    let blocks = blocks(stock);
    let parts = stock.parts().map(|part| format!("{part:?}"));
    let blocks = blocks.iter().map(|block| format!("{block:?}"));
    parts.chain(blocks).chain(stock.rest().map(|part| format!("{part:?}"))).collect()
}

pub(crate) fn blocks(stock: &Stock) -> Vec<Vec<u8>> {
    let mut blocks = Vec::new();
    let kept: Result<(), ()> = stock.blocks(&mut |block| {
        blocks.push(block.to_vec());
        Ok(())
    });
    kept.unwrap();
    blocks
}
