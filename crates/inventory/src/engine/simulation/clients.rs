//! The callers and the network between them and the engine. Requests are lost,
//! sent twice, delayed and reordered, and so are answers; whoever has no answer
//! asks again with the same key. An onlooker notes every answer that the engine
//! let out, whether it arrived or not.

use std::collections::{BTreeMap, VecDeque};

use hawker_domain::Key;
use hawker_proto::v1::{
    CloseSaleRequest, CommandResponse, CommitRequest, DefineSaleRequest, ErrorCode, ExpireRequest,
    Line, Money, OpenSaleRequest, Outcome, ReceiveStockRequest, ReleaseRequest, ReserveRequest,
    Waitlist, journal_entry::Command,
};
use prost::Message as _;

use super::{Fails, Random, machine::Reply, must, told::Told};
use crate::refusal::Refused;

pub(super) const SKUS: [&str; 2] = ["red", "blue"];
pub(super) const MERCHANT: &str = "acme";
const UNITS: u32 = 20;
const ALLOTMENT: u32 = 14;
const BUYERS: u64 = 12;
/// Units per buyer, in a sale and of a SKU outside.
const LIMIT: u32 = 2;

type Answer = Result<CommandResponse, Refused>;

/// Something that a client wants done, under one key.
struct Op {
    key: String,
    command: Command,
    /// When it was first sent, and when the engine first told what came of it.
    sent: Option<u64>,
    told: Option<u64>,
    answer: Option<Answer>,
    /// Whether the client knows the answer.
    known: bool,
    /// The step in which the client asks again.
    asks_again: u64,
}

/// Every client, and what is on the wire.
#[derive(Default)]
pub(super) struct Clients {
    ops: Vec<Op>,
    /// The step of arrival, and what arrives.
    wire: Vec<(u64, usize)>,
    waiting: VecDeque<(usize, Reply)>,
    /// Reservations that a client was told are its own, and may still end.
    held: Vec<u64>,
    /// Groups that a client was told of.
    pub(super) groups: Vec<u64>,
    /// Every reservation that a client was ever told of.
    pub(super) ids: Vec<u64>,
    /// Whether they ask for more than the plain things.
    pub(super) rich: bool,
    /// The newest record that anybody was told of.
    pub(super) acknowledged: u64,
}

impl Clients {
    pub(super) fn add(&mut self, now: i64, command: impl FnOnce(String) -> Command) -> usize {
        let time = u64::try_from(now).unwrap();
        let number = 1 << 63 | self.ops.len() as u64;
        let key = Key::from_halves(time << 16 | 0x7000, number).to_string();
        let command = command(key.clone());
        self.ops.push(Op {
            key,
            command,
            sent: None,
            told: None,
            answer: None,
            known: false,
            asks_again: 0,
        });
        self.ops.len() - 1
    }

    /// What makes the shop, one after the other.
    pub(super) fn opening(&mut self, now: i64) -> Vec<usize> {
        let late_commit = self.rich;
        // Where people may wait, there is less to be had.
        let allotment = if self.rich { ALLOTMENT / 2 } else { ALLOTMENT };
        let waitlists = if self.rich {
            [Waitlist::FirstCome, Waitlist::Lottery]
        } else {
            [Waitlist::Unspecified; 2]
        };
        let merchant = || MERCHANT.to_owned();
        let mut ops = Vec::new();
        for sku in SKUS.map(String::from) {
            ops.push(self.add(now, |key| {
                let merchant = merchant();
                Command::ReceiveStock(ReceiveStockRequest { key, merchant, sku, quantity: UNITS })
            }));
        }
        for ((sale, open_seconds), waitlist) in
            [("flash", 0), ("short", 90)].into_iter().zip(waitlists)
        {
            let (by_household, by_sku) = match (self.rich, sale) {
                (true, "flash") => (3, 0),
                (true, _) => (0, 1),
                (false, _) => (0, 0),
            };
            ops.push(self.add(now, |key| {
                Command::DefineSale(DefineSaleRequest {
                    key,
                    merchant: merchant(),
                    sale: sale.into(),
                    skus: SKUS.map(String::from).to_vec(),
                    price: Some(eur(3_000)),
                    allotment,
                    limit_per_buyer: LIMIT,
                    hold_seconds: 15,
                    open_seconds,
                    waitlist: waitlist.into(),
                    late_commit,
                    limit_per_household: by_household,
                    limit_per_sku: by_sku,
                    ..DefineSaleRequest::default()
                })
            }));
        }
        if self.rich {
            ops.push(self.define_draw(now));
            ops.extend(self.define_group(now));
        }
        let sale = "flash".into();
        ops.push(self.add(now, |key| {
            Command::OpenSale(OpenSaleRequest { key, merchant: merchant(), sale })
        }));
        ops
    }

    /// New wishes, and those of which nothing was heard again.
    pub(super) fn think(&mut self, random: &mut Random, step: u64, tick: u64, now: i64) {
        for _ in 0..random.below(4) {
            let op = self.wish(random, now);
            self.send(op, random, step, tick);
        }
        for op in 0..self.ops.len() {
            let again = &self.ops[op];
            let silent = !again.known && again.sent.is_some() && again.asks_again <= step;
            // Some ask again although they know.
            if silent || again.known && random.one_in(400) {
                self.send(op, random, step, tick);
            }
        }
    }

    fn wish(&mut self, random: &mut Random, now: i64) -> usize {
        if self.rich && random.one_in(3) {
            return self.rich_wish(random, now);
        }
        if self.rich
            && random.one_in(4)
            && let Some(op) = self.order_wish(random, now)
        {
            return op;
        }
        let merchant = MERCHANT.to_owned();
        let held = (!self.held.is_empty()).then(|| random.index(self.held.len()));
        match (random.below(24), held) {
            (0..7, Some(at)) => {
                let reservation = self.held.swap_remove(at);
                let commit =
                    |key| CommitRequest { key, merchant, reservation, ..CommitRequest::default() };
                self.add(now, |key| Command::Commit(commit(key)))
            }
            (7..11, Some(at)) => {
                let reservation = self.held[at];
                let release = |key| ReleaseRequest { key, merchant, reservation };
                self.add(now, |key| Command::Release(release(key)))
            }
            (11, Some(at)) => {
                let reservation = self.held[at];
                let expire = |key| ExpireRequest { key, merchant, reservation };
                self.add(now, |key| Command::Expire(expire(key)))
            }
            (12, _) => {
                let (sku, quantity) = (random.one_of(&SKUS).into(), 1);
                let receive = |key| ReceiveStockRequest { key, merchant, sku, quantity };
                self.add(now, |key| Command::ReceiveStock(receive(key)))
            }
            (13, _) if random.one_in(3) => {
                let sale = "short".into();
                self.add(now, |key| Command::OpenSale(OpenSaleRequest { key, merchant, sale }))
            }
            (14, _) if random.one_in(12) => {
                let sale = "flash".into();
                self.add(now, |key| Command::CloseSale(CloseSaleRequest { key, merchant, sale }))
            }
            _ => self.reserve(random, now),
        }
    }

    /// One unit for 30 seconds.
    pub(super) fn one_unit(&mut self, now: i64) -> usize {
        let lines = vec![Line { sku: SKUS[0].into(), quantity: 1, unit_price: Some(eur(4_500)) }];
        let request = ReserveRequest {
            merchant: MERCHANT.to_owned(),
            buyer: "buyer".to_owned(),
            lines,
            hold_seconds: 30,
            ..ReserveRequest::default()
        };
        self.add(now, |key| Command::Reserve(ReserveRequest { key, ..request }))
    }

    /// A buyer, and the household, which only seeds rich in commands name.
    pub(super) fn someone(&self, random: &mut Random) -> (String, String) {
        let buyer = random.below(BUYERS);
        let household = if self.rich { format!("home-{}", buyer / 3) } else { String::new() };
        (format!("buyer-{buyer}"), household)
    }

    fn reserve(&mut self, random: &mut Random, now: i64) -> usize {
        let sale = random.one_of(&["", "flash", "flash", "short"]).to_owned();
        let line = |sku: &str, quantity| {
            let unit_price = sale.is_empty().then(|| eur(4_500));
            Line { sku: sku.into(), quantity, unit_price }
        };
        let lines = match random.below(6) {
            0 => SKUS.iter().map(|sku| line(sku, 1)).collect(),
            1 => vec![line(random.one_of(&SKUS), 2)],
            _ => vec![line(random.one_of(&SKUS), 1)],
        };
        let (buyer, household) = self.someone(random);
        let request = ReserveRequest {
            merchant: MERCHANT.to_owned(),
            buyer,
            household: if sale.is_empty() { String::new() } else { household },
            lines,
            hold_seconds: random.one_of(&[0, 5, 30]),
            limit_per_buyer: LIMIT,
            sale,
            ..ReserveRequest::default()
        };
        self.add(now, |key| Command::Reserve(ReserveRequest { key, ..request }))
    }

    /// Puts a request on the wire: once, twice or not at all.
    fn send(&mut self, op: usize, random: &mut Random, step: u64, tick: u64) {
        self.ops[op].sent.get_or_insert(tick);
        self.ops[op].asks_again = step + 6 + random.below(6);
        for _ in 0..random.one_of(&[1, 1, 1, 1, 1, 1, 2, 2, 0]) {
            let delay = random.one_of(&[0, 0, 0, 1, 2, 3, 15]);
            self.wire.push((step + delay, op));
        }
    }

    /// What arrives in a step, in any order.
    pub(super) fn arrive(&mut self, random: &mut Random, step: u64) -> Vec<usize> {
        let arrived = self.wire.extract_if(.., |(at, _)| *at <= step);
        let mut ops: Vec<usize> = arrived.map(|(_, op)| op).collect();
        random.shuffle(&mut ops);
        ops
    }

    pub(super) fn command(&mut self, op: usize, tick: u64) -> Command {
        self.ops[op].sent.get_or_insert(tick);
        self.ops[op].command.clone()
    }

    pub(super) fn wait(&mut self, op: usize, reply: Reply) {
        self.waiting.push_back((op, reply));
    }

    /// Takes in every answer that was let out.
    pub(super) fn hear(&mut self, random: &mut Random, tick: u64, journal: &Told) -> Fails {
        for (op, mut reply) in std::mem::take(&mut self.waiting) {
            match reply.told() {
                Some(Some(answer)) => {
                    self.note(op, answer, tick, journal)?;
                    if !random.one_in(8) {
                        self.learn(op);
                    }
                }
                Some(None) => self.waiting.push_back((op, reply)),
                None => {}
            }
        }
        Ok(())
    }

    /// The client of an op learns the answer.
    fn learn(&mut self, op: usize) {
        let op = &mut self.ops[op];
        let Some(answer) = &op.answer else { return };
        if let Ok(told) = answer
            && told.outcome() == Outcome::Held
            && !op.known
        {
            self.held.push(told.reservation.as_ref().unwrap().id);
        }
        if let Ok(told) = answer {
            self.groups.extend((told.group > 0).then_some(told.group));
            self.ids.extend(told.reservation.as_ref().map(|reservation| reservation.id));
        }
        op.known = true;
    }

    /// The onlooker notes an answer: it is what the journal says, and always the
    /// same.
    fn note(&mut self, op: usize, answer: Answer, tick: u64, journal: &Told) -> Fails {
        let op = &mut self.ops[op];
        let key = &op.key;
        if let Ok(told) = &answer {
            let seq = told.receipt.as_ref().map_or(0, |receipt| receipt.seq);
            must!(seq <= journal.seq, "key {key} was told of record {seq}, which is not durable");
            let Some(recorded) = journal.recorded(key) else {
                return super::fail(format!("key {key} was answered, and is not in the journal"));
            };
            must!(recorded.position.0 == seq, "key {key} is at {recorded:?}, told {told:?}");
            must!(recorded.outcome == told.outcome(), "key {key}: {recorded:?}, told {told:?}");
            let made = recorded.reservation.is_none() || recorded.reservation == told.reservation;
            must!(made, "key {key}: {recorded:?}, told {told:?}");
            let place = recorded.place.unwrap_or(told.waiting);
            must!(place == told.waiting, "key {key} has place {place} in line, told {told:?}");
            self.acknowledged = self.acknowledged.max(seq);
        } else if let Err(refused) = &answer {
            let temporary =
                matches!(refused.code, ErrorCode::ResourceExhausted | ErrorCode::KeyExpired);
            let Some(recorded) = journal.recorded(key).filter(|r| r.error == refused.code) else {
                must!(temporary, "key {key} was refused with {refused:?}, and not in the journal");
                let ends = matches!(
                    op.command,
                    Command::Commit(_)
                        | Command::Release(_)
                        | Command::Expire(_)
                        | Command::CloseSale(_)
                );
                let starved = ends && refused.code == ErrorCode::ResourceExhausted;
                must!(!starved, "what ends something was refused: {:?}", op.command);
                return Ok(());
            };
            self.acknowledged = self.acknowledged.max(recorded.position.0);
        }
        op.told.get_or_insert(tick);
        let before = op.answer.get_or_insert_with(|| answer.clone());
        let bytes = |answer: &Answer| answer.as_ref().map(CommandResponse::encode_to_vec).ok();
        must!(*before == answer, "key {} was told {before:?}, then {answer:?}", op.key);
        must!(bytes(before) == bytes(&answer), "key {} has another answer by bytes", op.key);
        Ok(())
    }

    /// Every op that was ever sent.
    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.ops.len()).filter(|op| self.ops[*op].sent.is_some()).collect()
    }

    pub(super) fn forget_the_wire(&mut self) {
        self.wire.clear();
    }

    pub(super) fn all_answered(&self) -> Fails {
        let missing = self.ops.iter().find(|op| op.sent.is_some() && op.answer.is_none());
        must!(missing.is_none(), "no answer: {:?}", missing.map(|op| &op.command));
        Ok(())
    }

    /// The journal's order agrees with time: what was answered before another
    /// request was first sent stands before it.
    pub(super) fn check_order(&self, journal: &Told) -> Fails {
        let recorded =
            self.ops.iter().filter_map(|op| Some((journal.recorded(&op.key)?.position, op)));
        let in_order: BTreeMap<_, _> = recorded.collect();
        let mut earliest_told: Option<(u64, &Op)> = None;
        for (position, op) in in_order.iter().rev() {
            let sent = op.sent.unwrap_or(u64::MAX);
            if let Some((told, later)) = earliest_told {
                must!(
                    told >= sent,
                    "{} stands at {position:?}, before {}, which was answered \
                    at {told}, before it was sent at {sent}",
                    op.key,
                    later.key
                );
            }
            let told = op.told.unwrap_or(u64::MAX);
            if earliest_told.is_none_or(|(earliest, _)| told < earliest) {
                earliest_told = Some((told, op));
            }
        }
        Ok(())
    }
}

pub(super) fn eur(minor: i64) -> Money {
    Money { minor, currency: "EUR".into() }
}

/// The key of a client's command; the engine's own have none.
pub(super) fn key_of(command: &Command) -> &str {
    match command {
        Command::ReceiveStock(request) => &request.key,
        Command::DefineSale(request) => &request.key,
        Command::OpenSale(request) => &request.key,
        Command::CloseSale(request) => &request.key,
        Command::Reserve(request) => &request.key,
        Command::Commit(request) => &request.key,
        Command::Release(request) => &request.key,
        Command::Expire(request) => &request.key,
        Command::AdjustStock(request) => &request.key,
        Command::SetCount(request) => &request.key,
        Command::SetSafetyStock(request) => &request.key,
        Command::ReturnStock(request) => &request.key,
        Command::PauseSale(request) => &request.key,
        Command::ResumeSale(request) => &request.key,
        Command::ChangeSale(request) => &request.key,
        Command::JoinWaitlist(request) => &request.key,
        Command::LeaveWaitlist(request) => &request.key,
        Command::EnterDraw(request) => &request.key,
        Command::Extend(request) => &request.key,
        Command::OpenGroup(request) => &request.key,
        Command::Cancel(request) => &request.key,
        _ => "",
    }
}
