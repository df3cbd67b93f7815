//! Group sales against a model that keeps every group as a list of its buyers.

use std::collections::{BTreeMap, BTreeSet};

use hawker_domain::{
    BuyerRef, ReservationId, SaleRef, SkuRef, Timestamp,
    stock::{
        Command, GroupState, GroupTerms, OpenGroup, Policy, Refusal, Reply, ReservationState,
        SaleState, Tier,
    },
};

use super::support::{Random, START_MS, Shop, eur, for_seeds, merchant, rebuild};

const SALE: &str = "together";
const BUYERS: [&str; 8] = ["ann", "bob", "cyd", "dan", "eve", "fay", "gus", "hal"];
const TIERS: [(u32, i64); 3] = [(2, 900), (4, 700), (6, 500)];
const ENDS_MS: i64 = START_MS + 60_000;

fn sale() -> SaleRef<'static> {
    SaleRef::new(SALE).unwrap()
}

fn terms() -> GroupTerms {
    GroupTerms {
        tiers: TIERS.map(|(buyers, price)| Tier { buyers, price: eur(price) }).to_vec(),
        ends: Timestamp::from_millis(ENDS_MS),
        cut_off: None,
        viewers_may_open: true,
        group_seconds: 30,
    }
}

fn open_sale(units: u32) -> Shop {
    let mut shop = Shop::new();
    shop.receive("tee", units);
    shop.define(SALE, &["tee"], |define| {
        define.policy = Policy::Group;
        define.group = Some(terms());
        define.limit_per_buyer = 4;
    });
    shop.open(SALE);
    shop
}

fn open_group(shop: &mut Shop, buyer: &str) -> Reply {
    let key = shop.key();
    let (merchant, buyer) = (merchant(), BuyerRef::new(buyer).unwrap());
    shop.apply(&Command::OpenGroup(OpenGroup { key, merchant, buyer, sale: sale() }))
}

fn state(shop: &Shop) -> SaleState {
    shop.stock.sale(merchant(), sale()).unwrap().as_of.state
}

#[derive(Debug, Clone)]
struct Member {
    id: ReservationId,
    buyer: usize,
    units: u32,
    state: ReservationState,
    price: i64,
    settled: bool,
}

#[derive(Debug, Default)]
struct Group {
    ends: i64,
    /// The most different buyers there were at one time.
    most: usize,
    members: Vec<Member>,
}

impl Group {
    fn note(&mut self) {
        let live =
            |m: &&Member| matches!(m.state, ReservationState::Held | ReservationState::Committed);
        let buyers: BTreeSet<_> = self.members.iter().filter(live).map(|m| m.buyer).collect();
        self.most = self.most.max(buyers.len());
    }

    fn price(&self) -> Option<i64> {
        let reached = TIERS.iter().filter(|(buyers, _)| *buyers as usize <= self.most);
        reached.map(|(_, price)| *price).min()
    }
}

struct Run {
    shop: Shop,
    random: Random,
    /// By id; that of the sale's own is 0.
    groups: BTreeMap<u64, Group>,
    units: u32,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let units = random.between(4, 30);
        let shop = open_sale(units);
        let own = Group { ends: ENDS_MS, ..Group::default() };
        Self { shop, random, groups: BTreeMap::from([(0, own)]), units }
    }

    fn step(&mut self) {
        self.shop.now += [0, 100, 1_500][self.random.below(3)];
        match self.random.below(12) {
            0 => self.open(),
            1..7 => self.reserve(),
            7..9 => self.end(ReservationState::Released),
            9..11 => self.end(ReservationState::Committed),
            _ => self.elapse(),
        }
        self.groups.values_mut().for_each(Group::note);
        self.compare();
    }

    fn open(&mut self) {
        let buyer = self.random.below(8);
        if let Reply::Grouped { group } = open_group(&mut self.shop, BUYERS[buyer]) {
            let ends = (self.shop.now + 30_000).min(ENDS_MS);
            self.groups.entry(group).or_insert(Group { ends, ..Group::default() });
        }
    }

    fn reserve(&mut self) {
        let at = self.random.below(self.groups.len());
        let id = *self.groups.keys().nth(at).unwrap();
        let (buyer, units) = (self.random.below(8), self.random.between(1, 2));
        let got = self.shop.reserve_in(BUYERS[buyer], SALE, ("tee", units), id);
        let group = self.groups.get_mut(&id).unwrap();
        if let Reply::Held(held) = got {
            let price = group.price().unwrap_or(1_000);
            let view = self.shop.stock.reservation_by_id(held).unwrap();
            assert_eq!(view.lines[0].unit_price, eur(price), "the best price so far");
            assert!(view.expires.as_millis() >= group.ends + 120_000, "held until it settles");
            let state = ReservationState::Held;
            group.members.push(Member { id: held, buyer, units, state, price, settled: false });
        }
    }

    fn end(&mut self, to: ReservationState) {
        let all: Vec<_> = self.groups.values().flat_map(|g| &g.members).map(|m| m.id).collect();
        if all.is_empty() {
            return;
        }
        let id = all[self.random.below(all.len())];
        let got = match to {
            ReservationState::Committed => self.shop.commit(id),
            _ => self.shop.release(id),
        };
        let mut members = self.groups.values_mut().flat_map(|group| &mut group.members);
        let member = members.find(|member| member.id == id).unwrap();
        if member.state == ReservationState::Held {
            assert!(!matches!(got, Reply::Wrong(_)), "{got:?}");
            member.state = to;
        }
    }

    /// The clock goes on a little. What it settles is what the model settles.
    fn elapse(&mut self) {
        self.shop.elapse(u32::try_from(1 + self.random.below(6)).unwrap());
        let changed = self.shop.stock.changed().to_vec();
        let own_ended = self.groups[&0].ends;
        for id in changed {
            let mut groups = self.groups.values_mut();
            let group = groups.find(|g| g.members.iter().any(|m| m.id == id)).unwrap();
            assert!(group.ends.min(own_ended) <= self.shop.now, "its time has come");
            let price = group.price();
            let member = group.members.iter_mut().find(|m| m.id == id).unwrap();
            assert!(!std::mem::replace(&mut member.settled, true), "settled once");
            match (price, member.state) {
                (Some(price), ReservationState::Held) => {
                    let view = self.shop.stock.reservation_by_id(id).unwrap();
                    assert_eq!(view.expires.as_millis(), self.shop.now + 120_000, "time to pay");
                    member.price = price;
                }
                (Some(price), _) => member.price = price,
                (None, ReservationState::Held) => member.state = ReservationState::Released,
                (None, _) => member.state = ReservationState::Cancelled,
            }
        }
    }

    fn compare(&self) {
        let mut taken = 0;
        for (id, group) in &self.groups {
            let view = self.shop.stock.group(merchant(), sale(), *id).unwrap();
            let unlocked = TIERS.iter().filter(|(buyers, _)| *buyers as usize <= group.most);
            assert_eq!(view.unlocked as usize, unlocked.count(), "what is unlocked stays");
            for member in &group.members {
                let view = self.shop.stock.reservation_by_id(member.id).unwrap();
                assert_eq!((view.state, view.group != 0), (member.state, true));
                assert_eq!(view.lines[0].unit_price, eur(member.price));
                let live = [ReservationState::Held, ReservationState::Committed];
                taken += if live.contains(&member.state) { member.units } else { 0 };
            }
        }
        let tee = SkuRef::new("tee").unwrap();
        let stock = self.shop.stock.stock(merchant(), tee).unwrap().stock;
        assert_eq!(stock.available, self.units - taken, "no unit is lost");
    }

    fn finish(&mut self) {
        self.shop.now = self.shop.now.max(ENDS_MS);
        while self.shop.stock.is_due(Timestamp::from_millis(self.shop.now)) {
            self.elapse();
            self.compare();
            self.shop.stock = rebuild(&self.shop.stock);
        }
        assert_eq!(state(&self.shop), SaleState::Closed);
        for (id, group) in &self.groups {
            let view = self.shop.stock.group(merchant(), sale(), *id).unwrap();
            let expected =
                if group.price().is_some() { GroupState::Settled } else { GroupState::Missed };
            assert_eq!(view.state, expected);
            for member in &group.members {
                let live = [ReservationState::Held, ReservationState::Committed];
                let open = live.contains(&member.state);
                assert!(member.settled || !open, "nobody is forgotten: {member:?}");
                assert!(!open || group.price() == Some(member.price));
            }
        }
        self.shop.stock.check_all_ledgers().unwrap();
    }
}

#[test]
fn everyone_settles_at_the_best_price_that_was_reached_or_gets_out() {
    for_seeds(200, |seed| {
        let mut run = Run::new(seed);
        for _ in 0..80 {
            run.step();
        }
        run.finish();
    });
}

#[test]
fn ten_thousand_groups_that_end_at_once_settle_in_bounded_steps() {
    let mut shop = open_sale(1_000_000);
    let mut expected = BTreeMap::new();
    for group in 0..10_000u32 {
        let Reply::Grouped { group: id } = open_group(&mut shop, &format!("host{group}")) else {
            panic!("a group opens")
        };
        for member in 0..group % 4 {
            let buyer = format!("g{group}-{member}");
            let Reply::Held(held) = shop.reserve_in(&buyer, SALE, ("tee", 1), id) else {
                panic!("there is enough")
            };
            if member % 2 == 1 {
                shop.commit(held);
            }
            let reached = group % 4 >= 2;
            expected.insert(held, (reached, member % 2 == 1));
        }
    }
    shop.now = ENDS_MS;
    let mut settled = 0;
    let mut steps = 0;
    while shop.stock.is_due(Timestamp::from_millis(shop.now)) {
        shop.elapse(200);
        settled += shop.stock.changed().len();
        assert!(shop.stock.changed().len() <= 200);
        steps += 1;
    }
    assert_eq!((settled, state(&shop)), (expected.len(), SaleState::Closed));
    assert!(steps >= 35_000 / 200);
    for (id, (reached, paid)) in expected {
        let view = shop.stock.reservation_by_id(id).unwrap();
        let price = view.lines[0].unit_price;
        match (reached, paid) {
            (true, true) => assert_eq!(view.state, ReservationState::Committed),
            (true, false) => assert_eq!(view.state, ReservationState::Held),
            (false, true) => assert_eq!(view.state, ReservationState::Cancelled),
            (false, false) => assert_eq!(view.state, ReservationState::Released),
        }
        assert_eq!(price, eur(if reached { 900 } else { 1_000 }));
    }
    shop.stock.check_all_ledgers().unwrap();
}

#[test]
fn an_answer_stays_what_it_was_when_the_price_falls_later() {
    let mut shop = open_sale(10);
    let first = shop.reserve_in("ann", SALE, ("tee", 1), 0);
    let then = |shop: &Shop, reply: &Reply| {
        let view = shop.stock.reservation_of(reply).unwrap();
        (view.lines[0].unit_price, view.state, view.expires)
    };
    let before = then(&shop, &first);
    let paid = shop.commit(first.reservation().unwrap());
    let paid_then = then(&shop, &paid);
    let second = shop.reserve_in("bob", SALE, ("tee", 1), 0);
    shop.now = ENDS_MS;
    while shop.stock.is_due(Timestamp::from_millis(shop.now)) {
        shop.elapse(200);
    }
    assert_eq!((then(&shop, &first), then(&shop, &paid)), (before, paid_then));
    assert_eq!(then(&shop, &second).0, eur(1_000), "it was the second buyer who unlocked it");
    let late = shop.commit(second.reservation().unwrap());
    assert_eq!(then(&shop, &late).0, eur(900), "what is paid is the price that was reached");
    let now = shop.stock.reservation_by_id(first.reservation().unwrap()).unwrap();
    assert_eq!(now.lines[0].unit_price, eur(900), "the order costs less");
}

#[test]
fn what_ends_after_the_price_fell_is_told_with_the_price_that_it_had_then() {
    let mut shop = open_sale(10);
    let held = ["ann", "bob"].map(|buyer| shop.reserve_in(buyer, SALE, ("tee", 1), 0));
    let [ann, bob] = held.map(|reply| reply.reservation().unwrap());
    shop.now = ENDS_MS;
    while shop.stock.is_due(Timestamp::from_millis(shop.now)) {
        shop.elapse(200);
    }
    let expire = shop.settle(bob);
    for reply in [shop.release(ann), shop.apply(&Command::Expire(expire))] {
        let view = shop.stock.reservation_of(&reply).unwrap();
        assert_eq!(view.lines[0].unit_price, eur(900), "{reply:?}");
    }
}

#[test]
fn a_host_who_closes_the_sale_settles_it_at_once() {
    let mut shop = open_sale(10);
    for buyer in ["ann", "bob"] {
        assert!(matches!(shop.reserve_in(buyer, SALE, ("tee", 1), 0), Reply::Held(_)));
    }
    assert!(matches!(shop.close(SALE), Reply::Sale(_)));
    assert_eq!(state(&shop), SaleState::Settling);
    assert_eq!(shop.reserve_in("cyd", SALE, ("tee", 1), 0), Reply::NotOpen);
    assert_eq!(shop.close(SALE), Reply::Wrong(Refusal::SaleWrongState));
    shop.elapse(200);
    assert_eq!((state(&shop), shop.stock.changed().len()), (SaleState::Closed, 2));
}
