//! The callers: they ask, ask again with the same key when they get no answer,
//! and remember all that they were ever told.

use std::collections::BTreeMap;

use hawker_domain::Key;
use hawker_proto::v1::{
    CommandResponse, CommitRequest, DefineSaleRequest, JournalRecord, Line, Money, OpenSaleRequest,
    Outcome, ReceiveStockRequest, ReleaseRequest, ReserveRequest, Sale, SkuStock,
    journal_entry::Command,
};
use prost::Message as _;
use tokio::sync::oneshot::{self, Receiver};

use super::{Random, disk::Disk};
use crate::{
    ask::{Ask, Told},
    engine::Request,
    refusal::Refused,
};

type Answered = Result<CommandResponse, Refused>;

const MERCHANT: &str = "acme";
const SKUS: [&str; 2] = ["red", "blue"];
const UNITS: u32 = 25;
const ALLOTMENT: u32 = 18;
const BUYERS: u64 = 40;
/// Units per buyer, in the sale and outside.
const LIMIT: u32 = 2;

#[derive(Default)]
pub(super) struct Buyers {
    keys: u64,
    /// Every command ever sent, by key.
    commands: BTreeMap<String, Command>,
    waiting: Vec<(String, Receiver<Told>)>,
    unanswered: Vec<String>,
    answers: BTreeMap<String, Answered>,
    /// Reservations that someone was told are theirs.
    held: Vec<u64>,
    stocks: BTreeMap<String, SkuStock>,
    sales: BTreeMap<String, Sale>,
}

impl Buyers {
    fn key(&mut self, now: i64) -> String {
        self.keys += 1;
        let time = u64::try_from(now).unwrap();
        Key::from_halves(time << 16 | 0x7000, 1 << 63 | self.keys).to_string()
    }

    /// What makes the shop, one after the other.
    pub(super) fn opening(&mut self, now: i64) -> Vec<Command> {
        let merchant = || MERCHANT.to_owned();
        let mut commands = Vec::new();
        for sku in SKUS {
            let (key, sku) = (self.key(now), sku.into());
            let request = ReceiveStockRequest { key, merchant: merchant(), sku, quantity: UNITS };
            commands.push(Command::ReceiveStock(request));
        }
        commands.push(Command::DefineSale(DefineSaleRequest {
            key: self.key(now),
            merchant: merchant(),
            sale: "flash".into(),
            skus: SKUS.map(String::from).to_vec(),
            price: Some(eur(3_000)),
            allotment: ALLOTMENT,
            limit_per_buyer: LIMIT,
            ..DefineSaleRequest::default()
        }));
        let (key, sale) = (self.key(now), "flash".into());
        commands.push(Command::OpenSale(OpenSaleRequest { key, merchant: merchant(), sale }));
        commands
    }

    pub(super) fn send(&mut self, command: Command) -> Request {
        let key = key_of(&command).to_owned();
        self.commands.insert(key.clone(), command.clone());
        let (caller, answer) = oneshot::channel();
        self.waiting.push((key, answer));
        Request::Command(Ask::new(command).unwrap(), caller)
    }

    /// Some requests: new ones, and old ones again.
    pub(super) fn ask(&mut self, random: &mut Random, now: i64) -> Vec<Request> {
        let mut requests = Vec::new();
        for _ in 0..random.below(8) {
            let again = random.below(self.unanswered.len() as u64 + 4);
            let again = usize::try_from(again).unwrap();
            let command = if again < self.unanswered.len() {
                self.commands[&self.unanswered.swap_remove(again)].clone()
            } else if random.one_in(10) {
                let at = usize::try_from(random.below(self.commands.len() as u64)).unwrap();
                self.commands.values().nth(at).unwrap().clone()
            } else {
                self.new_command(random, now)
            };
            requests.push(self.send(command));
        }
        requests
    }

    /// One unit for 20 seconds.
    pub(super) fn reserve(&mut self, now: i64) -> Command {
        Command::Reserve(ReserveRequest {
            key: self.key(now),
            merchant: MERCHANT.to_owned(),
            buyer: "buyer-0".to_owned(),
            lines: vec![Line { sku: SKUS[0].into(), quantity: 1, unit_price: Some(eur(4_500)) }],
            hold_seconds: 20,
            limit_per_buyer: LIMIT,
            ..ReserveRequest::default()
        })
    }

    fn new_command(&mut self, random: &mut Random, now: i64) -> Command {
        let (key, merchant) = (self.key(now), MERCHANT.to_owned());
        let at = usize::try_from(random.below(self.held.len() as u64 + 1)).unwrap();
        match (random.below(10), self.held.get(at)) {
            (0..3, Some(&reservation)) => {
                let payment_reference = String::new();
                Command::Commit(CommitRequest { key, merchant, reservation, payment_reference })
            }
            (3..5, Some(&reservation)) => {
                Command::Release(ReleaseRequest { key, merchant, reservation })
            }
            _ => {
                let in_sale = random.one_in(2);
                let sku = SKUS[usize::try_from(random.below(2)).unwrap()].into();
                let unit_price = (!in_sale).then(|| eur(4_500));
                let Command::Reserve(reserve) = self.reserve(now) else { unreachable!() };
                Command::Reserve(ReserveRequest {
                    key,
                    buyer: format!("buyer-{}", random.below(BUYERS)),
                    sale: if in_sale { "flash".into() } else { String::new() },
                    lines: vec![Line { sku, quantity: 1, unit_price }],
                    ..reserve
                })
            }
        }
    }

    /// Takes the answers that have come; who got none will ask again.
    pub(super) fn collect(&mut self, disk: &Disk) {
        for (key, mut answer) in std::mem::take(&mut self.waiting) {
            let Ok(told) = answer.try_recv() else {
                self.unanswered.push(key);
                continue;
            };
            let answer = told.response();
            if let Ok(told) = &answer {
                let seq = told.receipt.unwrap().seq;
                assert!(seq <= disk.len(), "only what is in the journal is told");
            }
            self.remember(key, answer);
        }
    }

    fn remember(&mut self, key: String, answer: Answered) {
        if let Ok(told) = &answer
            && told.outcome() == Outcome::Held
            && !self.answers.contains_key(&key)
        {
            self.held.push(told.reservation.as_ref().unwrap().id);
        }
        let before = self.answers.entry(key.clone()).or_insert_with(|| answer.clone());
        assert_eq!(*before, answer, "key {key} has one answer");
        let bytes = |answer: &Answered| answer.as_ref().map(CommandResponse::encode_to_vec).ok();
        assert_eq!(bytes(before), bytes(&answer), "to the byte");
    }

    pub(super) fn ask_again(&mut self) -> Vec<Request> {
        let keys = std::mem::take(&mut self.unanswered);
        let commands: Vec<_> = keys.iter().map(|key| self.commands[key].clone()).collect();
        commands.into_iter().map(|command| self.send(command)).collect()
    }

    /// Every command of every key.
    pub(super) fn everything_asked(&self) -> Vec<Command> {
        self.commands.values().cloned().collect()
    }

    pub(super) fn all_answered(&self) {
        assert!(self.waiting.is_empty() && self.unanswered.is_empty());
        assert_eq!(self.answers.len(), self.commands.len());
    }

    /// What a viewer is shown: versions never go back, and one version never
    /// shows two things.
    pub(super) fn see(&mut self, stocks: &[SkuStock], sales: &[Sale]) {
        for stock in stocks {
            let before = self.stocks.insert(stock.sku.clone(), stock.clone());
            let Some(before) = before else { continue };
            assert!(stock.version >= before.version, "{stock:?} comes after {before:?}");
            assert!(stock.version > before.version || *stock == before, "{stock:?}, {before:?}");
        }
        for sale in sales {
            let before = self.sales.insert(sale.sale.clone(), sale.clone());
            let Some(before) = before else { continue };
            assert!(sale.version >= before.version, "{sale:?} comes after {before:?}");
            assert!(sale.version > before.version || sale.state == before.state);
        }
    }

    /// Counts everything anew from the records, as someone would who knows
    /// nothing of the rules' code.
    pub(super) fn recount(&self, disk: &Disk) {
        let mut open: BTreeMap<u64, hawker_proto::v1::Reservation> = BTreeMap::new();
        let mut orders = BTreeMap::new();
        let mut received: BTreeMap<String, u32> = BTreeMap::new();
        for bytes in disk.records() {
            let record = JournalRecord::decode(&*bytes).unwrap();
            assert_eq!(record.encode_to_vec(), bytes, "it is as prost writes it");
            for entry in record.entries {
                if let Some(Command::ReceiveStock(request)) = &entry.command {
                    *received.entry(request.sku.clone()).or_default() += request.quantity;
                }
                for ended in &entry.expired {
                    assert!(open.remove(&ended.id).is_some(), "it was held");
                }
                let outcome = entry.outcome();
                let Some(reservation) = entry.reservation else { continue };
                match outcome {
                    Outcome::Held => drop(open.insert(reservation.id, reservation)),
                    Outcome::Committed => {
                        assert!(open.remove(&reservation.id).is_some(), "it was held");
                        orders.insert(reservation.id, reservation);
                    }
                    _ => assert!(open.remove(&reservation.id).is_some(), "it was held"),
                }
                check_limits(&open, &orders, &received);
            }
        }
        for answer in self.answers.values().flatten() {
            let told = answer.reservation.as_ref().map(|reservation| reservation.id);
            if answer.outcome() == Outcome::Committed {
                assert!(told.is_some_and(|id| orders.contains_key(&id)), "no order is lost");
            }
        }
    }
}

fn check_limits(
    open: &BTreeMap<u64, hawker_proto::v1::Reservation>,
    orders: &BTreeMap<u64, hawker_proto::v1::Reservation>,
    received: &BTreeMap<String, u32>,
) {
    let mut taken: BTreeMap<&str, u32> = BTreeMap::new();
    let mut by_buyer: BTreeMap<(&str, &str, &str), u32> = BTreeMap::new();
    let mut in_sale = 0;
    for reservation in open.values().chain(orders.values()) {
        for line in &reservation.lines {
            *taken.entry(&line.sku).or_default() += line.quantity;
            let outside = if reservation.sale.is_empty() { &*line.sku } else { "" };
            let scope = (&*reservation.buyer, &*reservation.sale, outside);
            *by_buyer.entry(scope).or_default() += line.quantity;
            in_sale += if reservation.sale.is_empty() { 0 } else { line.quantity };
        }
    }
    assert!(taken.iter().all(|(sku, taken)| *taken <= received[*sku]), "oversold: {taken:?}");
    assert!(by_buyer.values().all(|units| *units <= LIMIT), "over the limit: {by_buyer:?}");
    assert!(in_sale <= ALLOTMENT, "the sale is oversold: {in_sale}");
}

fn key_of(command: &Command) -> &str {
    match command {
        Command::ReceiveStock(request) => &request.key,
        Command::DefineSale(request) => &request.key,
        Command::OpenSale(request) => &request.key,
        Command::CloseSale(request) => &request.key,
        Command::Reserve(request) => &request.key,
        Command::Commit(request) => &request.key,
        Command::Release(request) => &request.key,
        Command::Expire(request) => &request.key,
        // The engine's own, and what these buyers never ask.
        _ => "",
    }
}

fn eur(minor: i64) -> Money {
    Money { minor, currency: "EUR".into() }
}
