//! A naive model of the rules: a list of reservations, counted anew for every
//! question. Slow, and simple enough to be seen right.

mod corrections;
mod fitting;
mod orders;

use std::collections::BTreeMap;

use hawker_domain::{
    BuyerRef, Key, MerchantRef, ReservationId, SaleRef, SkuRef,
    stock::{
        Page, Refusal, Reply, ReservationState, ReservationView, SaleState, Stock, Verdict,
        limits::{ENDED_KEPT_MS, KEY_WINDOW_MS},
    },
};

use super::history::{Ask, BUYERS, MERCHANT, Rules, SALES, SKUS, nth_newest};

const HOLD_MS: i64 = 120_000;

#[derive(Debug, Clone)]
struct Reservation {
    id: ReservationId,
    buyer: usize,
    sale: Option<usize>,
    household: Option<usize>,
    lines: Vec<(usize, u32)>,
    price: i64,
    paid: &'static str,
    state: ReservationState,
    expires: i64,
    ended: Option<i64>,
    made: i64,
    extensions: u32,
    rest_of: Option<ReservationId>,
    /// Units that came back by themselves.
    returned: BTreeMap<usize, u32>,
    /// The answer with which it became an order in part.
    answer: Option<(String, Option<(ReservationId, String)>)>,
    /// What it was when it became an order.
    first: Option<Vec<(usize, u32)>>,
}

#[derive(Debug, Clone)]
struct Sale {
    skus: Vec<usize>,
    allotment: u32,
    limit: u32,
    open_seconds: u32,
    open: Option<i64>,
    paused: bool,
    closed: bool,
    rules: Rules,
    price: i64,
    price_version: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) now: i64,
    /// What the rules have cleared away. When they do so is theirs to choose, but
    /// not before its time.
    forgotten: Vec<ReservationId>,
    received: [u32; 3],
    /// Units ever sold.
    sold: [u32; 3],
    returned: [u32; 3],
    adjusted: [i64; 3],
    safety: [u32; 3],
    sales: [Option<Sale>; 3],
    reservations: Vec<Reservation>,
    answers: BTreeMap<(String, Key), (Ask, Option<ReservationId>, String)>,
}

/// A verdict as text, with all that its caller is told.
pub(crate) fn describe(stock: &Stock, verdict: &Verdict) -> String {
    let answer = match verdict {
        Verdict::Refused(refusal) => return format!("{refusal:?}"),
        Verdict::Recorded(answer) | Verdict::Repeated(answer) => answer,
    };
    match &answer.reply {
        Reply::Stock(_) => {
            let view = stock.stock_of(&answer.reply).unwrap();
            format!("stock {} {}", view.sku, view.stock.available)
        }
        Reply::Rare(rare) if rare.reservation.is_some() => {
            let view = describe_view(&stock.reservation_of(&answer.reply).unwrap());
            let rest = stock.rest_of(&answer.reply).map(|rest| (rest.id, describe_view(&rest)));
            format!("{:?} {view} {rest:?}", rare.outcome)
        }
        Reply::Rare(rare) if rare.sale.is_some() => {
            let then = stock.sale_of(&answer.reply).unwrap().as_of;
            format!("{:?} {:?} {}", rare.outcome, then.state, then.price_version)
        }
        Reply::Rare(rare) => {
            let left = stock.stock_of(&answer.reply).map(|view| view.stock.available);
            let holds = (&rare.shortfalls, rare.more_shortfalls);
            format!("{:?} {left:?} {holds:?}", rare.outcome)
        }
        Reply::Sale(then) => {
            let price = (then.price.minor, then.price_version);
            let limits = (then.allotment, then.limit_per_buyer, then.limit_per_household);
            format!("sale {:?} {} {} {price:?} {limits:?}", then.state, then.held, then.sold)
        }
        reply => match stock.reservation_of(reply) {
            Some(view) => describe_reservation(reply, &view),
            None => format!("{reply:?}"),
        },
    }
}

fn describe_reservation(reply: &Reply, view: &ReservationView<'_>) -> String {
    format!("{reply:?} {}", describe_view(view))
}

fn describe_view(view: &ReservationView<'_>) -> String {
    let lines = view.lines.iter().map(|line| (line.sku, line.quantity)).collect::<Vec<_>>();
    let total = view.total.map(|total| total.minor);
    let paid = view.payment_reference;
    let expires = view.expires.as_millis();
    let refund = view.refund.as_ref().map(|refund| refund.amount.minor);
    let more = (view.extensions, view.rest_of, refund);
    format!("{:?} {expires} {lines:?} {total:?} {paid:?} {more:?}", view.state)
}

impl Reservation {
    fn has_ended(&self) -> bool {
        matches!(self.state, ReservationState::Released | ReservationState::Expired)
    }

    fn describe(&self, reply: &Reply) -> String {
        format!("{reply:?} {}", self.describe_with(None))
    }

    fn describe_with(&self, refund: Option<i64>) -> String {
        let lines = self.lines.iter().map(|(sku, q)| (SKUS[*sku], *q)).collect::<Vec<_>>();
        let total = Some(self.lines.iter().map(|(_, q)| i64::from(*q) * self.price).sum::<i64>());
        let ordered = [ReservationState::Committed, ReservationState::Cancelled];
        let paid = if ordered.contains(&self.state) { self.paid } else { "" };
        let more = (self.extensions, self.rest_of, refund);
        format!("{:?} {} {lines:?} {total:?} {paid:?} {more:?}", self.state, self.expires)
    }
}

impl Model {
    /// Does what is asked; reservations are named among those `before`, and those
    /// that come of it are the last that were `made`.
    pub(crate) fn apply(
        &mut self,
        key: Key,
        ask: &Ask,
        before: &[ReservationId],
        made: &[ReservationId],
    ) -> String {
        let named = match ask {
            Ask::Commit { nth, .. }
            | Ask::CommitPart { nth, .. }
            | Ask::Cancel { nth, .. }
            | Ask::Prolong { nth, .. }
            | Ask::Release { nth }
            | Ask::Expire { nth } => Some(nth_newest(before, *nth)),
            Ask::Elapse { limit } => {
                self.elapse(*limit);
                return format!("{:?}", Reply::Done);
            }
            Ask::Extend { by_ms } => {
                let held = self.reservations.iter_mut();
                held.filter(|r| r.state == ReservationState::Held).for_each(|r| r.expires += by_ms);
                return format!("{:?}", Reply::Done);
            }
            _ => None,
        };
        if self.now - key.time().as_millis() > KEY_WINDOW_MS {
            return format!("{:?}", Refusal::KeyExpired);
        }
        let caller = self.caller(ask, named);
        let unnamed = named.and_then(|_| self.answers.get(&("nobody".into(), key)));
        if let Some((asked, about, answer)) = self.answers.get(&(caller.clone(), key)).or(unnamed) {
            let same = named == *about && asked.payload() == ask.payload();
            return if same { answer.clone() } else { format!("{:?}", Refusal::Conflict) };
        }
        let answer = self.carry_out(ask, named, made);
        self.answers.insert((caller, key), (ask.clone(), named, answer.clone()));
        answer
    }

    fn caller(&self, ask: &Ask, named: Option<ReservationId>) -> String {
        match (ask, named) {
            (Ask::Reserve { buyer, .. }, _) => BUYERS[*buyer].to_owned(),
            (_, Some(id)) => self.find(id).map_or("nobody".into(), |r| BUYERS[r.buyer].into()),
            _ => MERCHANT.to_owned(),
        }
    }

    fn find(&self, id: ReservationId) -> Option<&Reservation> {
        let known = self.reservations.iter().find(|r| r.id == id);
        known.filter(|_| !self.forgotten.contains(&id))
    }

    /// Takes note of what the rules have cleared away.
    pub(crate) fn note_forgotten(&mut self, stock: &Stock) {
        let merchant = MerchantRef::new(MERCHANT).unwrap();
        for own in &self.reservations {
            if stock.reservation(merchant, own.id).is_none() && !self.forgotten.contains(&own.id) {
                assert!(own.has_ended(), "orders are kept");
                let ended = own.ended.expect("only what has ended is forgotten");
                assert!(ended + ENDED_KEPT_MS <= self.now, "and not too early");
                self.forgotten.push(own.id);
            }
        }
    }

    fn units(&self, of: impl Fn(&Reservation) -> bool, sku: Option<usize>) -> u32 {
        let lines = self.reservations.iter().filter(|r| of(r)).flat_map(|r| &r.lines);
        lines.filter(|(s, _)| sku.is_none_or(|sku| sku == *s)).map(|(_, q)| q).sum()
    }

    fn held(&self, sku: usize) -> u32 {
        self.units(|r| r.state == ReservationState::Held, Some(sku))
    }

    fn sold(&self, sku: usize) -> u32 {
        self.sold[sku]
    }

    /// On hand and not held.
    fn free(&self, sku: usize) -> i64 {
        let came = i64::from(self.received[sku]) + i64::from(self.returned[sku]);
        let went = i64::from(self.held(sku)) + i64::from(self.sold[sku]);
        let free = came + self.adjusted[sku] - went;
        assert!(free >= 0, "more is promised than there is");
        free
    }

    fn available(&self, sku: usize) -> u32 {
        u32::try_from((self.free(sku) - i64::from(self.safety[sku])).max(0)).unwrap()
    }

    fn describe_stock(&self, sku: usize) -> String {
        format!("stock {} {}", SKUS[sku], self.available(sku))
    }

    fn in_sale(&self, sale: usize, state: ReservationState) -> u32 {
        self.units(|r| r.sale == Some(sale) && r.state == state, None)
    }

    fn left(&self, at: usize, sale: &Sale) -> u32 {
        let gone = self.in_sale(at, ReservationState::Held)
            + self.in_sale(at, ReservationState::Committed);
        sale.allotment - gone
    }

    fn state(&self, at: usize) -> Option<SaleState> {
        let sale = self.sales[at].as_ref()?;
        Some(if sale.closed {
            SaleState::Closed
        } else if sale.open.is_none() {
            SaleState::Scheduled
        } else if sale.paused {
            SaleState::Paused
        } else if self.left(at, sale) > 0 && sale.skus.iter().any(|sku| self.available(*sku) > 0) {
            SaleState::Open
        } else {
            SaleState::SoldOut
        })
    }

    fn describe_sale(&self, at: usize) -> String {
        let held = self.in_sale(at, ReservationState::Held);
        let sold = self.in_sale(at, ReservationState::Committed);
        let sale = self.sales[at].as_ref().unwrap();
        let price = (sale.price, sale.price_version);
        let limits = (sale.allotment, sale.limit, sale.rules.by_household);
        format!("sale {:?} {held} {sold} {price:?} {limits:?}", self.state(at).unwrap())
    }

    fn carry_out(
        &mut self,
        ask: &Ask,
        named: Option<ReservationId>,
        made: &[ReservationId],
    ) -> String {
        let _wrong = |refusal| format!("{:?}", Reply::Wrong(refusal));
        match ask {
            Ask::Receive { sku, quantity } => {
                self.received[*sku] += quantity;
                self.describe_stock(*sku)
            }
            Ask::Adjust { .. } | Ask::Count { .. } | Ask::Safety { .. } | Ask::Return { .. } => {
                self.correct(ask)
            }
            Ask::Define { .. }
            | Ask::Open { .. }
            | Ask::Close { .. }
            | Ask::Pause { .. }
            | Ask::Resume { .. }
            | Ask::Change { .. } => self.host(ask),
            Ask::CommitPart { .. } | Ask::Cancel { .. } | Ask::Prolong { .. } => {
                self.order(ask, named.unwrap(), made)
            }
            Ask::Commit { .. } => self.commit(ask, named.unwrap()),
            Ask::Reserve { .. } => self.reserve(ask, made),
            _ => self.settle(ask, named.unwrap()),
        }
    }

    fn host(&mut self, ask: &Ask) -> String {
        let wrong = |refusal| format!("{:?}", Reply::Wrong(refusal));
        match ask {
            Ask::Define { sale, skus, allotment, limit, open_seconds, rules } => {
                if skus.iter().any(|sku| self.received[*sku] == 0) {
                    return wrong(Refusal::SkuNotFound);
                }
                match &self.sales[*sale] {
                    Some(old) if !same_terms(old, ask) => return wrong(Refusal::SaleExists),
                    Some(_) => {}
                    None => {
                        self.sales[*sale] = Some(Sale {
                            skus: skus.clone(),
                            allotment: *allotment,
                            limit: (*limit).max(1),
                            open_seconds: *open_seconds,
                            open: None,
                            paused: false,
                            closed: false,
                            rules: *rules,
                            price: 100,
                            price_version: 1,
                        });
                    }
                }
                self.describe_sale(*sale)
            }
            Ask::Open { sale } => match (self.state(*sale), &mut self.sales[*sale]) {
                (Some(SaleState::Scheduled), Some(found)) => {
                    found.open = Some(self.now);
                    self.describe_sale(*sale)
                }
                (Some(_), _) => wrong(Refusal::SaleWrongState),
                _ => wrong(Refusal::SaleNotFound),
            },
            Ask::Close { sale } => match (self.state(*sale), &mut self.sales[*sale]) {
                (Some(SaleState::Closed), _) => wrong(Refusal::SaleWrongState),
                (_, Some(found)) => {
                    found.closed = true;
                    self.describe_sale(*sale)
                }
                _ => wrong(Refusal::SaleNotFound),
            },
            _ => self.change_sale(ask),
        }
    }

    fn change_sale(&mut self, ask: &Ask) -> String {
        let wrong = |refusal| format!("{:?}", Reply::Wrong(refusal));
        match ask {
            Ask::Pause { sale } => match (self.state(*sale), &mut self.sales[*sale]) {
                (Some(SaleState::Open | SaleState::SoldOut), Some(found)) => {
                    found.paused = true;
                    self.describe_sale(*sale)
                }
                (Some(_), _) => wrong(Refusal::SaleWrongState),
                _ => wrong(Refusal::SaleNotFound),
            },
            Ask::Resume { sale } => match (self.state(*sale), &mut self.sales[*sale]) {
                (Some(SaleState::Paused), Some(found)) => {
                    found.paused = false;
                    self.describe_sale(*sale)
                }
                (Some(_), _) => wrong(Refusal::SaleWrongState),
                _ => wrong(Refusal::SaleNotFound),
            },
            Ask::Change { sale, .. } => match (self.state(*sale), &mut self.sales[*sale]) {
                (Some(SaleState::Closed), _) => wrong(Refusal::SaleWrongState),
                (_, Some(found)) => {
                    change(found, ask);
                    self.describe_sale(*sale)
                }
                _ => wrong(Refusal::SaleNotFound),
            },
            _ => unreachable!(),
        }
    }

    fn settle(&mut self, ask: &Ask, id: ReservationId) -> String {
        let wrong = |refusal| format!("{:?}", Reply::Wrong(refusal));
        let now = self.now;
        let Some(found) = self.find(id) else { return wrong(Refusal::ReservationNotFound) };
        match found.state {
            ReservationState::Committed => return wrong(Refusal::AlreadyCommitted),
            ReservationState::Released => return wrong(Refusal::AlreadyReleased),
            ReservationState::Expired => {
                return format!("{:?}", Reply::Expired { reservation: id, now: false });
            }
            ReservationState::Cancelled => return wrong(Refusal::AlreadyCancelled),
            ReservationState::Held => {}
        }
        let found = self.reservations.iter_mut().find(|r| r.id == id).unwrap();
        let (reply, state) = match ask {
            Ask::Release { .. } => (Reply::Released(id), ReservationState::Released),
            _ => (Reply::Expired { reservation: id, now: true }, ReservationState::Expired),
        };
        found.state = state;
        found.ended = (state != ReservationState::Committed).then_some(now);
        found.describe(&reply)
    }

    fn elapse(&mut self, limit: u32) {
        let now = self.now;
        for _ in 0..limit {
            let ends = |sale: &Sale| {
                let open = sale.open.filter(|_| !sale.closed && sale.open_seconds > 0)?;
                Some(open + i64::from(sale.open_seconds) * 1_000)
            };
            let sales = self.sales.iter_mut().flatten();
            let due = sales.filter(|sale| ends(sale).is_some_and(|at| at <= now));
            if let Some(sale) = due.min_by_key(|sale| ends(sale)) {
                sale.closed = true;
                continue;
            }
            let held = self.reservations.iter_mut().filter(|r| r.state == ReservationState::Held);
            let first = held.min_by_key(|r| (r.expires, r.id)).filter(|r| r.expires <= now);
            let Some(first) = first else { break };
            first.state = ReservationState::Expired;
            first.ended = Some(now);
        }
    }

    /// Compares all that can be read.
    pub(crate) fn compare(&self, stock: &Stock, made: &[ReservationId]) {
        let merchant = MerchantRef::new(MERCHANT).unwrap();
        for (at, name) in SKUS.iter().enumerate() {
            let view = stock.stock(merchant, SkuRef::new(name).unwrap());
            let got = view.map(|v| (v.stock.available, v.stock.held, v.stock.sold));
            let known = self.received[at] > 0;
            let own = (self.available(at), self.held(at), self.sold(at));
            assert_eq!(got, known.then_some(own), "{name}");
            let got = view
                .map(|v| (v.stock.received, v.stock.returned, v.stock.adjusted, v.stock.safety));
            let own = (self.received[at], self.returned[at], self.adjusted[at], self.safety[at]);
            assert_eq!(got, known.then_some(own), "{name}");
        }
        for (at, name) in SALES.iter().enumerate() {
            let view = stock.sale(merchant, SaleRef::new(name).unwrap());
            let got = view.map(|v| (v.as_of.state, v.as_of.held, v.as_of.sold));
            let own = self.state(at).map(|state| {
                let held = self.in_sale(at, ReservationState::Held);
                (state, held, self.in_sale(at, ReservationState::Committed))
            });
            assert_eq!(got, own, "{name}");
        }
        let page = Page { only_held: true, limit: 1_000, before: None };
        for (at, name) in BUYERS.iter().enumerate() {
            let (list, _) = stock.list_by_buyer(merchant, BuyerRef::new(name).unwrap(), page);
            let got: Vec<_> = list.iter().map(|r| (r.id, r.expires.as_millis())).collect();
            let held = self.reservations.iter().rev();
            let held = held.filter(|r| r.buyer == at && r.state == ReservationState::Held);
            assert_eq!(got, held.map(|r| (r.id, r.expires)).collect::<Vec<_>>(), "{name}");
        }
        for id in made {
            let Some(own) = self.find(*id) else { continue };
            let view = stock.reservation(merchant, *id).expect("it is kept");
            assert_eq!((view.state, view.expires.as_millis()), (own.state, own.expires));
        }
    }
}

/// The same but for a limit that is the default, written out or not.
fn same_terms(old: &Sale, ask: &Ask) -> bool {
    let Ask::Define { skus, allotment, limit, open_seconds, rules, .. } = ask else {
        return false;
    };
    let terms = (&old.skus, old.allotment, old.limit, old.open_seconds, old.rules, old.price);
    terms == (skus, *allotment, (*limit).max(1), *open_seconds, *rules, 100)
}

fn change(sale: &mut Sale, ask: &Ask) {
    let Ask::Change { add, limit, by_household, price, .. } = ask else { unreachable!() };
    sale.allotment += add;
    sale.limit = limit.map_or(sale.limit, |limit| limit.max(1));
    sale.rules.by_household = by_household.unwrap_or(sale.rules.by_household);
    if let Some(price) = price.filter(|price| *price != sale.price) {
        sale.price = price;
        sale.price_version += 1;
    }
}
