//! The waitlist against a model that goes through the whole line for every unit.

use hawker_domain::{
    BuyerRef, ReservationId, SaleRef, SkuRef,
    stock::{Refusal, Reply, ReservationState, SaleState, WaitTerms, Waitlist, limits},
};

use super::support::{Random, Shop, for_seeds, merchant, rebuild};

const BUYERS: [&str; 8] = ["ann", "bob", "cyd", "dan", "eve", "fay", "gus", "hal"];
const SKUS: [&str; 2] = ["red", "blue"];
const SALES: [&str; 3] = ["both", "reds", "plain"];
/// The household of every two buyers.
const HOMES: [&str; 4] = ["elm-1", "elm-2", "elm-3", "elm-4"];
const OFFER_MS: i64 = 30_000;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Held {
    id: ReservationId,
    buyer: usize,
    sale: Option<usize>,
    sku: usize,
    units: u32,
    state: ReservationState,
    promoted: bool,
    expires: i64,
}

#[derive(Debug, Clone, Copy)]
struct Waiter {
    buyer: usize,
    sku: usize,
    units: u32,
    ticket: u64,
}

struct Sale {
    skus: Vec<usize>,
    allotment: u32,
    limit: u32,
    /// Units per household; 0 for no such limit.
    home_limit: u32,
    waitlist: Waitlist,
    line: Vec<Waiter>,
    closed: bool,
}

/// Everything counted anew for every question.
struct Model {
    now: i64,
    received: [u32; 2],
    made: Vec<Held>,
    sales: Vec<Sale>,
    /// Whoever was served by the last command.
    served: Vec<(usize, usize, usize, u32)>,
}

impl Model {
    fn units(&self, of: impl Fn(&Held) -> bool) -> u32 {
        let live = |held: &&Held| {
            matches!(held.state, ReservationState::Held | ReservationState::Committed)
        };
        self.made.iter().filter(live).filter(|held| of(held)).map(|held| held.units).sum()
    }

    fn available(&self, sku: usize) -> u32 {
        self.received[sku] - self.units(|held| held.sku == sku)
    }

    fn left(&self, sale: usize) -> u32 {
        self.sales[sale].allotment - self.units(|held| held.sale == Some(sale))
    }

    fn limit_left(&self, sale: usize, buyer: usize) -> u32 {
        let has = self.units(|held| held.sale == Some(sale) && held.buyer == buyer);
        self.sales[sale].limit - has
    }

    fn home_left(&self, sale: usize, buyer: usize) -> u32 {
        let home = |held: &Held| held.sale == Some(sale) && held.buyer / 2 == buyer / 2;
        match self.sales[sale].home_limit {
            0 => u32::MAX,
            limit => limit - self.units(home),
        }
    }

    fn state(&self, sale: usize) -> SaleState {
        let any = self.sales[sale].skus.iter().any(|sku| self.available(*sku) > 0);
        match () {
            () if self.sales[sale].closed => SaleState::Closed,
            () if self.left(sale) > 0 && any => SaleState::Open,
            () => SaleState::SoldOut,
        }
    }

    fn hold(&mut self, held: Held) {
        self.made.push(held);
    }

    /// Goes through each line for as long as somebody in it can be served.
    fn serve(&mut self) {
        self.served.clear();
        for at in 0..self.sales.len() {
            while let Some(next) = self.next(at) {
                let waiter = self.sales[at].line.remove(next);
                let free = self.available(waiter.sku).min(self.left(at));
                let left = self.limit_left(at, waiter.buyer).min(self.home_left(at, waiter.buyer));
                let units = waiter.units.min(free).min(left);
                if units > 0 {
                    self.served.push((at, waiter.buyer, waiter.sku, units));
                    // The rules say which id it got; it is put in when compared.
                    self.hold(Held {
                        id: ReservationId(0),
                        buyer: waiter.buyer,
                        sale: Some(at),
                        sku: waiter.sku,
                        units,
                        state: ReservationState::Held,
                        promoted: true,
                        expires: self.now + OFFER_MS,
                    });
                }
            }
        }
    }

    fn next(&self, at: usize) -> Option<usize> {
        let sale = &self.sales[at];
        if sale.closed || self.left(at) == 0 {
            return None;
        }
        let fits = |(_, w): &(usize, &Waiter)| self.available(w.sku) > 0;
        let line = sale.line.iter().enumerate().filter(fits);
        line.min_by_key(|(place, w)| match sale.waitlist {
            Waitlist::Lottery => (w.ticket, *place),
            _ => (0, *place),
        })
        .map(|(place, _)| place)
    }

    fn end(&mut self, at: usize, state: ReservationState) {
        self.made[at].state = state;
    }
}

struct Run {
    shop: Shop,
    model: Model,
    random: Random,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let mut shop = Shop::new();
        let received = [random.between(1, 6), random.between(1, 6)];
        (0..2).for_each(|sku| shop.receive(SKUS[sku], received[sku]));
        let kind = [Waitlist::FirstCome, Waitlist::Lottery][random.below(2)];
        let mut sale = |name: &str, skus: Vec<usize>, waitlist: Waitlist| {
            let (allotment, limit) = (random.between(1, 8), random.between(1, 3));
            let home_limit = [0, 2, 3][random.below(3)];
            let names: Vec<&str> = skus.iter().map(|sku| SKUS[*sku]).collect();
            shop.define(name, &names, |define| {
                (define.allotment, define.limit_per_buyer) = (allotment, limit);
                define.limit_per_household = home_limit;
                let offer_seconds = if waitlist == Waitlist::None { 0 } else { 30 };
                define.waits = WaitTerms { waitlist, offer_seconds };
            });
            shop.open(name);
            Sale { skus, allotment, limit, home_limit, waitlist, line: Vec::new(), closed: false }
        };
        let sales = vec![
            sale(SALES[0], vec![0, 1], kind),
            sale(SALES[1], vec![0], Waitlist::FirstCome),
            sale(SALES[2], vec![0, 1], Waitlist::None),
        ];
        let now = shop.now;
        let model = Model { now, received, made: Vec::new(), sales, served: Vec::new() };
        Self { shop, model, random }
    }

    fn step(&mut self) {
        self.shop.now += [0, 10, 5_000, 40_000][self.random.below(4)];
        self.model.now = self.shop.now;
        match self.random.below(20) {
            0..3 => self.reserve(None),
            3..6 => {
                let sale = self.random.below(3);
                self.reserve(Some(sale));
            }
            6..12 => self.join(),
            12 => self.leave(),
            13..15 => self.end(ReservationState::Released),
            15..17 => self.end(ReservationState::Committed),
            17 => self.receive(),
            18 if self.random.below(10) == 0 => self.close(),
            _ => self.elapse(),
        }
        self.compare();
    }

    /// A SKU of the sale, or any.
    fn sku(&mut self, sale: Option<usize>) -> usize {
        let all = [0, 1];
        let of = sale.map_or(&all[..], |sale| &self.model.sales[sale].skus);
        of[self.random.below(of.len())]
    }

    fn reserve(&mut self, sale: Option<usize>) {
        let (buyer, sku) = (self.random.below(8), self.sku(sale));
        let units = if sale.is_some() { self.random.between(1, 2) } else { 1 };
        self.shop.household = Some(HOMES[buyer / 2]);
        let got = self.shop.reserve(BUYERS[buyer], sale.map(|at| SALES[at]), SKUS[sku], units);
        let model = &self.model;
        let free = model.available(sku).min(sale.map_or(u32::MAX, |at| model.left(at)));
        let outside = |held: &Held| held.sale.is_none() && held.sku == sku && held.buyer == buyer;
        let left = sale.map_or_else(
            || 1u32.saturating_sub(model.units(outside)),
            |at| match model.limit_left(at, buyer) {
                // The buyer's own limit is looked at first.
                own if units > own => own,
                own => match model.home_left(at, buyer) {
                    home if units > home => home,
                    _ => own,
                },
            },
        );
        match got {
            Reply::NotOpen => assert!(model.sales[sale.unwrap()].closed),
            Reply::Limit { left: told } => assert_eq!((told, units > left), (left, true)),
            Reply::SoldOut { .. } => assert!(units <= left && free < units),
            Reply::Held(id) => {
                assert!(units <= left && units <= free);
                self.held(id, buyer, sale, (sku, units));
            }
            other => panic!("{other:?}"),
        }
        self.model.serve();
    }

    fn held(&mut self, id: ReservationId, buyer: usize, sale: Option<usize>, what: (usize, u32)) {
        let (sku, units) = what;
        let (state, expires) = (ReservationState::Held, self.model.now + 120_000);
        self.model.hold(Held { id, buyer, sale, sku, units, state, promoted: false, expires });
    }

    fn join(&mut self) {
        let (buyer, sale) = (self.random.below(8), self.random.below(3));
        let (sku, units) = (self.sku(Some(sale)), self.random.between(1, 3));
        let ticket = self.random.next() | 1;
        self.shop.household = Some(HOMES[buyer / 2]);
        let got = self.shop.join(BUYERS[buyer], SALES[sale], (SKUS[sku], units), ticket);
        let model = &mut self.model;
        let left = model.limit_left(sale, buyer).min(model.home_left(sale, buyer));
        let free = model.available(sku).min(model.left(sale));
        let found = &mut model.sales[sale];
        let place = found.line.iter().position(|waiter| waiter.buyer == buyer);
        match got {
            Reply::Wrong(Refusal::NoWaitlist) => assert_eq!(found.waitlist, Waitlist::None),
            Reply::NotOpen => assert!(found.closed),
            Reply::Waiting { place: told } => {
                if place.is_none() {
                    assert!(units <= left && free == 0, "there is nothing to be had");
                    found.line.push(Waiter { buyer, sku, units, ticket });
                }
                assert_eq!(told, self.place(sale, buyer));
            }
            Reply::Limit { left: told } => assert_eq!((told, units > left), (left, true)),
            Reply::Held(id) => {
                assert!(place.is_none() && units <= left);
                self.held(id, buyer, Some(sale), (sku, units.min(free)));
            }
            other => panic!("{other:?}"),
        }
        self.model.serve();
    }

    /// The buyer's place in line: among those who wait for the same SKU.
    fn place(&self, sale: usize, buyer: usize) -> u32 {
        let sale = &self.model.sales[sale];
        if sale.waitlist == Waitlist::Lottery {
            return 0;
        }
        let own = sale.line.iter().position(|waiter| waiter.buyer == buyer).unwrap();
        let same = sale.line[..=own].iter().filter(|waiter| waiter.sku == sale.line[own].sku);
        u32::try_from(same.count()).unwrap()
    }

    fn leave(&mut self) {
        let (buyer, sale) = (self.random.below(8), self.random.below(2));
        assert_eq!(self.shop.leave(BUYERS[buyer], SALES[sale]), Reply::Left);
        self.model.sales[sale].line.retain(|waiter| waiter.buyer != buyer);
        self.model.serve();
    }

    fn end(&mut self, state: ReservationState) {
        if self.model.made.is_empty() {
            return;
        }
        let at = self.random.below(self.model.made.len());
        let id = self.model.made[at].id;
        let got = match state {
            ReservationState::Committed => self.shop.commit(id),
            _ => self.shop.release(id),
        };
        if self.model.made[at].state == ReservationState::Held {
            assert_eq!(got.reservation(), Some(id));
            self.model.end(at, state);
        }
        self.model.serve();
    }

    fn receive(&mut self) {
        let (sku, units) = (self.random.below(2), self.random.between(1, 4));
        self.shop.receive(SKUS[sku], units);
        self.model.received[sku] += units;
        self.model.serve();
    }

    fn close(&mut self) {
        let sale = self.random.below(3);
        self.shop.close(SALES[sale]);
        self.model.sales[sale].closed = true;
        self.model.sales[sale].line.clear();
        self.model.serve();
    }

    fn elapse(&mut self) {
        self.shop.elapse(1_000);
        let (now, open) = (self.model.now, ReservationState::Held);
        let due = |held: &&mut Held| held.state == open && held.expires <= now;
        let expired = self.model.made.iter_mut().filter(due);
        expired.for_each(|held| held.state = ReservationState::Expired);
        self.model.serve();
    }

    /// Those who were served are the ones of the model, in its order; nothing is
    /// kept back or given twice, and everyone else stands where they stood.
    fn compare(&mut self) {
        let stock = &self.shop.stock;
        let changed: Vec<_> = stock.changed().to_vec();
        let views = changed.iter().map(|id| stock.reservation_by_id(*id).unwrap());
        let got: Vec<_> = views
            .map(|view| {
                assert!(view.promoted);
                let at = |names: &[&str], name: &str| names.iter().position(|n| *n == name);
                let line = view.lines[0];
                let sale = at(&SALES, view.sale).unwrap();
                (
                    sale,
                    at(&BUYERS, view.buyer).unwrap(),
                    at(&SKUS, line.sku).unwrap(),
                    line.quantity,
                )
            })
            .collect();
        assert_eq!(got, self.model.served);
        let unnamed = self.model.made.iter_mut().filter(|held| held.id == ReservationId(0));
        unnamed.zip(changed).for_each(|(held, id)| held.id = id);
        for held in &self.model.made {
            let view = stock.reservation_by_id(held.id).unwrap();
            assert_eq!((view.state, view.promoted), (held.state, held.promoted));
            assert_eq!(view.expires.as_millis(), held.expires);
        }
        for (at, sku) in SKUS.iter().enumerate() {
            let view = stock.stock(merchant(), SkuRef::new(sku).unwrap()).unwrap();
            assert_eq!(view.stock.available, self.model.available(at), "{sku}");
        }
        for (at, sale) in SALES.iter().enumerate() {
            let (name, own) = (SaleRef::new(sale).unwrap(), &self.model.sales[at]);
            let view = stock.sale(merchant(), name).unwrap();
            assert_eq!(view.as_of.state, self.model.state(at), "{sale}");
            assert_eq!(view.waiting as usize, own.line.len());
            for (buyer, text) in BUYERS.iter().enumerate() {
                let place = stock.waiting(merchant(), BuyerRef::new(text).unwrap(), name);
                let waits = own.line.iter().any(|waiter| waiter.buyer == buyer);
                let expected = waits.then(|| self.place(at, buyer));
                assert_eq!(place.map(|p| p.place), expected);
            }
        }
    }
}

#[test]
fn freed_units_go_to_those_who_wait_in_their_order() {
    for_seeds(150, |seed| {
        let mut run = Run::new(seed);
        for _ in 0..120 {
            run.step();
        }
        run.shop.stock.check_all_ledgers().unwrap();
    });
}

/// A shop with one sale of a SKU that is out, and so many people waiting.
fn crowd(people: u32) -> Shop {
    let mut shop = Shop::new();
    shop.receive("red", 1);
    shop.define("both", &["red"], |define| {
        define.waits = WaitTerms { waitlist: Waitlist::FirstCome, offer_seconds: 30 };
    });
    shop.open("both");
    assert!(matches!(shop.reserve("first", Some("both"), "red", 1), Reply::Held(_)));
    for person in 0..people {
        let got = shop.join(&format!("buyer{person}"), "both", ("red", 1), 7);
        assert_eq!(got, Reply::Waiting { place: person + 1 });
    }
    shop
}

fn state(shop: &Shop) -> SaleState {
    shop.stock.sale(merchant(), SaleRef::new("both").unwrap()).unwrap().as_of.state
}

#[test]
fn more_units_than_one_command_gives_out_go_to_nobody_else_meanwhile() {
    let mut shop = crowd(1_000);
    shop.receive("red", 900);
    let mut served: Vec<ReservationId> = shop.stock.changed().to_vec();
    assert_eq!(served.len(), limits::PROMOTE_LIMIT);
    while shop.stock.is_due(shop.stock.now()) {
        assert_eq!(state(&shop), SaleState::SoldOut);
        for sale in [Some("both"), None] {
            let jumper = shop.reserve("jumper", sale, "red", 1);
            assert!(matches!(jumper, Reply::SoldOut { .. }), "{jumper:?}");
            served.extend(shop.stock.changed());
        }
        shop.stock = rebuild(&shop.stock);
        shop.elapse(200);
        served.extend(shop.stock.changed());
    }
    let buyers = served.iter().map(|id| shop.stock.reservation_by_id(*id).unwrap().buyer);
    let expected = (0..900).map(|person| format!("buyer{person}"));
    assert!(buyers.eq(expected), "each once, in the order of joining");
    assert_eq!(state(&shop), SaleState::SoldOut);
    assert_eq!(shop.stock.places(), 100);
}

#[test]
fn an_offer_that_runs_out_goes_to_the_next_until_nobody_waits() {
    let mut shop = crowd(3);
    shop.now += 120_000;
    shop.elapse(200);
    for person in 0..3 {
        assert_eq!(shop.stock.expired().len(), 1);
        let offered = shop.stock.changed().to_vec();
        assert_eq!(offered.len(), 1);
        let view = shop.stock.reservation_by_id(offered[0]).unwrap();
        assert_eq!(view.buyer, format!("buyer{person}"));
        assert_eq!(
            (view.expires.as_millis(), state(&shop)),
            (shop.now + 30_000, SaleState::SoldOut)
        );
        shop.now += 30_000;
        shop.elapse(200);
    }
    assert_eq!((shop.stock.changed().len(), state(&shop)), (0, SaleState::Open));
}

#[test]
fn a_closed_sale_forgets_who_waited_bit_by_bit() {
    let mut shop = crowd(2_500);
    shop.close("both");
    let view = shop.stock.sale(merchant(), SaleRef::new("both").unwrap()).unwrap();
    assert_eq!(view.waiting, 0);
    let mut elapsed = 0;
    while shop.stock.is_due(shop.stock.now()) {
        shop.stock = rebuild(&shop.stock);
        shop.elapse(200);
        elapsed += 1;
    }
    assert_eq!((shop.stock.places(), shop.stock.changed().len(), elapsed), (0, 0, 3));
}
