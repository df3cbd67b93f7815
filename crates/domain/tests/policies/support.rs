//! A shop whose every command is a batch of its own, and random numbers.

use hawker_domain::{
    BuyerRef, Currency, HouseholdRef, Key, MerchantRef, Money, ReservationId, SaleRef, SkuRef,
    Timestamp,
    stock::{
        Block, Command, Define, Join, Leave, Line, Lines, Mode, Policy, Position, Rebuild, Receive,
        Reply, Reserve, SaleCommand, Settle, Stock, Verdict, WaitTerms,
    },
};

pub(crate) const START_MS: i64 = 1_800_000_000_000;

/// A small generator of random numbers (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap()
    }

    pub(crate) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + u32::try_from(self.next() % u64::from(most - least + 1)).unwrap()
    }
}

/// Runs a history for each of so many seeds, or for `HAWKER_SEED` alone.
pub(crate) fn for_seeds(seeds: u64, run: impl Fn(u64) + std::panic::RefUnwindSafe) {
    let only = std::env::var("HAWKER_SEED").ok().map(|seed| seed.parse().unwrap());
    for seed in only.map_or(1..seeds + 1, |seed: u64| seed..seed + 1) {
        if std::panic::catch_unwind(|| run(seed)).is_err() {
            panic!("seed {seed} fails; HAWKER_SEED={seed} runs it alone");
        }
    }
}

pub(crate) fn merchant() -> MerchantRef<'static> {
    MerchantRef::new("acme").unwrap()
}

pub(crate) fn eur(minor: i64) -> Money {
    Money { minor, currency: Currency::new("EUR").unwrap() }
}

pub(crate) struct Shop {
    pub(crate) stock: Stock,
    pub(crate) now: i64,
    /// The household that requests name.
    pub(crate) household: Option<&'static str>,
    seq: u64,
    keys: u64,
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self { stock: Stock::new(1), now: START_MS, household: None, seq: 0, keys: 0 }
    }

    pub(crate) fn household(&self) -> Option<HouseholdRef<'static>> {
        self.household.map(|name| HouseholdRef::new(name).unwrap())
    }

    pub(crate) fn key(&mut self) -> Key {
        self.keys += 1;
        let time = u64::try_from(self.now).unwrap();
        Key::from_halves(time << 16 | 0x7000, 1 << 63 | self.keys)
    }

    /// A batch of one command. Now and then the state goes through a snapshot.
    pub(crate) fn apply(&mut self, command: &Command<'_>) -> Reply {
        self.seq += 1;
        let position = Position { epoch: 1, seq: self.seq };
        self.stock.begin(position, Timestamp::from_millis(self.now));
        let verdict = self.stock.apply(command);
        self.stock.finish().unwrap();
        if self.seq.is_multiple_of(7) && self.seq < 1_000 {
            let changed = self.stock.changed().len() + self.stock.expired().len();
            if changed == 0 {
                self.stock = rebuild(&self.stock);
            }
        }
        match verdict {
            Verdict::Recorded(answer) => answer.reply,
            other => panic!("{command:?} comes to {other:?}"),
        }
    }

    pub(crate) fn receive(&mut self, sku: &str, quantity: u32) {
        let (key, merchant, sku) = (self.key(), merchant(), SkuRef::new(sku).unwrap());
        self.apply(&Command::Receive(Receive { key, merchant, sku, quantity }));
    }

    pub(crate) fn define(&mut self, sale: &str, skus: &[&str], change: impl Fn(&mut Define<'_>)) {
        let mut define = Define {
            key: self.key(),
            merchant: merchant(),
            sale: SaleRef::new(sale).unwrap(),
            show: None,
            listing: None,
            skus: skus.iter().map(|sku| SkuRef::new(sku).unwrap()).collect(),
            price: eur(1_000),
            allotment: 1_000_000,
            limit_per_buyer: 1,
            hold_seconds: 120,
            open_seconds: 0,
            policy: Policy::Rush,
            limit_per_sku: 0,
            limit_per_household: 0,
            late_commit: false,
            max_extensions: None,
            extend_seconds: 0,
            waits: WaitTerms::default(),
            seed_hash: [0; 32],
            group: None,
        };
        change(&mut define);
        self.apply(&Command::Define(define));
    }

    pub(crate) fn open(&mut self, sale: &str) {
        let key = self.key();
        let sale = SaleRef::new(sale).unwrap();
        self.apply(&Command::Open(SaleCommand { key, merchant: merchant(), sale }));
    }

    pub(crate) fn close(&mut self, sale: &str) -> Reply {
        let key = self.key();
        let sale = SaleRef::new(sale).unwrap();
        self.apply(&Command::Close(SaleCommand { key, merchant: merchant(), sale }))
    }

    pub(crate) fn reserve(&mut self, buyer: &str, sale: Option<&str>, sku: &str, n: u32) -> Reply {
        self.reserve_with(buyer, sale, (sku, n), 0)
    }

    /// In a group of a group sale; 0 is the sale's own.
    pub(crate) fn reserve_in(
        &mut self,
        buyer: &str,
        sale: &str,
        what: (&str, u32),
        group: u64,
    ) -> Reply {
        self.reserve_with(buyer, Some(sale), what, group)
    }

    fn reserve_with(
        &mut self,
        buyer: &str,
        sale: Option<&str>,
        (sku, n): (&str, u32),
        group: u64,
    ) -> Reply {
        let unit_price = sale.is_none().then(|| eur(1_500));
        let line = Line { sku: SkuRef::new(sku).unwrap(), quantity: n, unit_price };
        let (key, household) = (self.key(), self.household());
        self.apply(&Command::Reserve(Reserve {
            key,
            merchant: merchant(),
            buyer: BuyerRef::new(buyer).unwrap(),
            show: None,
            listing: None,
            sale: sale.map(|sale| SaleRef::new(sale).unwrap()),
            lines: Lines::One(line),
            hold_seconds: 0,
            limit_per_buyer: 0,
            mode: Mode::All,
            price_version: 0,
            household,
            payment_reference: "",
            group,
        }))
    }

    pub(crate) fn join(
        &mut self,
        buyer: &str,
        sale: &str,
        (sku, n): (&str, u32),
        ticket: u64,
    ) -> Reply {
        let (key, household) = (self.key(), self.household());
        self.apply(&Command::Join(Join {
            key,
            merchant: merchant(),
            buyer: BuyerRef::new(buyer).unwrap(),
            show: None,
            listing: None,
            sale: SaleRef::new(sale).unwrap(),
            household,
            sku: SkuRef::new(sku).unwrap(),
            quantity: n,
            ticket,
        }))
    }

    pub(crate) fn leave(&mut self, buyer: &str, sale: &str) -> Reply {
        let (key, merchant) = (self.key(), merchant());
        let (buyer, sale) = (BuyerRef::new(buyer).unwrap(), SaleRef::new(sale).unwrap());
        self.apply(&Command::Leave(Leave { key, merchant, buyer, sale }))
    }

    pub(crate) fn settle(&mut self, reservation: ReservationId) -> Settle<'static> {
        Settle { key: self.key(), merchant: merchant(), reservation, payment_reference: "" }
    }

    pub(crate) fn commit(&mut self, reservation: ReservationId) -> Reply {
        let settle = self.settle(reservation);
        self.apply(&Command::Commit(settle))
    }

    pub(crate) fn release(&mut self, reservation: ReservationId) -> Reply {
        let settle = self.settle(reservation);
        self.apply(&Command::Release(settle))
    }

    pub(crate) fn elapse(&mut self, limit: u32) {
        self.apply(&Command::Elapse { limit });
    }
}

/// The state as it comes back from a snapshot, whose parts are the same again.
pub(crate) fn rebuild(stock: &Stock) -> Stock {
    let mut parts = stock.parts();
    let mut rebuild = Rebuild::new(&parts.next().unwrap()).unwrap();
    parts.for_each(|part| rebuild.add(part).unwrap());
    for block in blocks(stock) {
        rebuild.add_block(Block::decode(&block).unwrap()).unwrap();
    }
    stock.rest().for_each(|part| rebuild.add(part).unwrap());
    let rebuilt = rebuild.finish().unwrap();
    let parts = |stock: &Stock| {
        let parts = stock.parts().chain(stock.rest());
        parts.map(|part| format!("{part:?}")).collect::<Vec<_>>()
    };
    assert_eq!(parts(stock), parts(&rebuilt));
    assert_eq!(blocks(stock), blocks(&rebuilt));
    rebuilt
}

fn blocks(stock: &Stock) -> Vec<Vec<u8>> {
    let mut blocks = Vec::new();
    let kept: Result<(), ()> = stock.blocks(&mut |block| {
        blocks.push(block.to_vec());
        Ok(())
    });
    kept.unwrap();
    blocks
}
