//! Bugs planted on purpose, to see whether the simulation finds them: switches in
//! the places where such bugs would be, which exist in tests only.

use std::cell::Cell;

use hawker_domain::{
    BuyerRef, HouseholdRef, Key, MerchantRef, ReservationId, SaleRef, SkuRef, Timestamp,
    stock::{
        Command, Define, Join, Leave, RareOutcome, Receive, Reply, Stock, Verdict, WaitTerms,
        Waitlist,
    },
};

/// A bug that somebody might have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// Callers are answered before the record is durable.
    AnswersBeforeDurable,
    /// Readers are let out before the record is durable.
    ReadsBeforeDurable,
    /// Followers and watchers are told before the record is durable.
    PublishesBeforeDurable,
    /// A flush that failed counts as done.
    AnswersAfterFailedFlush,
    /// A flush that failed is tried again.
    RetriesFlush,
    /// The record before a torn one is cut off with it.
    LosesTornNeighbour,
    /// The last record found is not written once more before it counts.
    TrustsUnflushed,
    /// A snapshot is made of the state that is not durable yet.
    SnapshotsNotDurable,
    /// Keys are forgotten at a restart.
    ForgetsKeysAtRestart,
    /// Limits are ignored after a restart.
    IgnoresLimitAfterRestart,
    /// The entries of a record are replayed in another order.
    ReplaysOutOfOrder,
    /// Open holds are given more time that is not recorded.
    ForgetsExtension,
    /// The units of a hold that ran out come back twice.
    ExpiresTwice,
    /// Released units come back twice.
    GivesBackTwice,
    /// Records have the wall clock's time, also when it went back.
    ClockGoesBack,
    /// A watcher who comes back misses a record.
    ResumesTooLate,
    /// The second of several sale transitions in one batch is not told.
    DropsTransition,
    // From here on the rules themselves are wrong, so that replays agree with them.
    /// The units of an order that is taken back come back twice.
    RestocksTwice,
    /// A waitlist is served by tickets, though it is first come.
    ServesByTicket,
    /// Who waits is forgotten.
    ForgetsWhoWaits,
    /// Whoever was served waits once more.
    ServesAgain,
    /// A draw is held over another list than the one that was recorded.
    DrawsFromAnotherList,
    /// The price of a group rises with its second tier.
    RaisesPrice,
    /// A group settles at its first tier, whatever it reached.
    SettlesAtFirstTier,
    /// Limits per household count for nothing.
    IgnoresHouseholds,
    /// Limits of a SKU per buyer count for nothing.
    IgnoresLimitPerSku,
    /// Holds get more time as often as anybody asks.
    ExtendsForEver,
    /// A sale is sold out one unit too early.
    SellsOneFewer,
    /// Buyers may have one unit fewer than the sale says.
    CutsLimit,
    /// Freed units are offered for longer than the sale says.
    OffersTooLong,
    // From here on those that only several owners, one after the other, can have.
    /// PostgreSQL appends for owners that were replaced.
    AppendsUnfenced,
    /// A takeover that no standby has counts, and no record is waited for after it.
    ServesWithoutBarrier,
    /// A commit that waited for no standby counts as done.
    TrustsUncertain,
    /// An owner answers questions without making sure that it still is the owner.
    ReadsUnconfirmed,
}

pub(crate) const ALL: [Bug; 30] = [
    Bug::AnswersBeforeDurable,
    Bug::ReadsBeforeDurable,
    Bug::PublishesBeforeDurable,
    Bug::AnswersAfterFailedFlush,
    Bug::RetriesFlush,
    Bug::LosesTornNeighbour,
    Bug::TrustsUnflushed,
    Bug::SnapshotsNotDurable,
    Bug::ForgetsKeysAtRestart,
    Bug::IgnoresLimitAfterRestart,
    Bug::ReplaysOutOfOrder,
    Bug::ForgetsExtension,
    Bug::ExpiresTwice,
    Bug::GivesBackTwice,
    Bug::ClockGoesBack,
    Bug::ResumesTooLate,
    Bug::DropsTransition,
    Bug::RestocksTwice,
    Bug::ServesByTicket,
    Bug::ForgetsWhoWaits,
    Bug::ServesAgain,
    Bug::DrawsFromAnotherList,
    Bug::RaisesPrice,
    Bug::SettlesAtFirstTier,
    Bug::IgnoresHouseholds,
    Bug::IgnoresLimitPerSku,
    Bug::ExtendsForEver,
    Bug::SellsOneFewer,
    Bug::CutsLimit,
    Bug::OffersTooLong,
];

thread_local! {
    static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    static RESTARTED: Cell<bool> = const { Cell::new(false) };
    static CLOCK: Cell<Option<Timestamp>> = const { Cell::new(None) };
    static HIDDEN: Cell<u64> = const { Cell::new(0) };
}

/// Plants a bug in this thread, instead of the one before.
pub(crate) fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}

pub(crate) fn has(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// Whether something is let out before it is durable.
pub(crate) fn lets_out_early() -> bool {
    let early = [Bug::AnswersBeforeDurable, Bug::ReadsBeforeDurable, Bug::PublishesBeforeDurable];
    early.into_iter().any(has)
}

/// An engine has recovered, from a journal that had records or none.
pub(crate) fn recovered(had_records: bool) {
    RESTARTED.set(had_records);
}

/// The wall clock was read.
pub(crate) fn clock_read(now: Timestamp) {
    CLOCK.set(Some(now));
}

/// The time of a record.
pub(crate) fn time(now: Timestamp) -> Timestamp {
    if has(Bug::ClockGoesBack) { CLOCK.get().unwrap_or(now) } else { now }
}

/// A key that nobody has.
fn hidden_key(now: Timestamp) -> Key {
    HIDDEN.set(HIDDEN.get() + 1);
    let time = u64::try_from(now.as_millis()).unwrap();
    Key::from_halves(time << 16 | 0x7001, 1 << 63 | HIDDEN.get())
}

/// What a command is taken for.
pub(crate) fn tampered<'a>(mut command: Command<'a>, stock: &Stock) -> Command<'a> {
    if !RESTARTED.get() {
        return command;
    }
    if has(Bug::ForgetsKeysAtRestart) {
        let forgotten = hidden_key(stock.now());
        match &mut command {
            Command::Reserve(c) => c.key = forgotten,
            Command::Receive(c) => c.key = forgotten,
            _ => {}
        }
    }
    if has(Bug::IgnoresLimitAfterRestart)
        && matches!(stock.clone().apply(&command), Verdict::Recorded(a) if matches!(a.reply, Reply::Limit { .. }))
        && let Command::Reserve(c) = &mut command
    {
        c.limit_per_buyer = 1_000;
    }
    command
}

/// What happens after a command was applied.
pub(crate) fn applied(stock: &mut Stock, verdict: &Verdict) {
    let mut back: Vec<ReservationId> = Vec::new();
    if has(Bug::ExpiresTwice) {
        back.extend(stock.expired());
    }
    if has(Bug::GivesBackTwice)
        && let Verdict::Recorded(answer) = verdict
        && let Reply::Released(id) = &answer.reply
    {
        back.push(*id);
    }
    for id in back {
        give_back(stock, id);
    }
}

/// What the rules take a command for, live and in every replay.
pub(crate) fn mistaken(mut command: Command<'_>) -> Command<'_> {
    match &mut command {
        Command::Define(define) => mistaken_terms(define),
        Command::Enter(enter) if has(Bug::DrawsFromAnotherList) => enter.nonce = "none",
        _ => {}
    }
    command
}

fn mistaken_terms(define: &mut Define<'_>) {
    if has(Bug::ServesByTicket) && define.waits.waitlist == Waitlist::FirstCome {
        define.waits = WaitTerms { waitlist: Waitlist::Lottery, ..define.waits };
    }
    if has(Bug::IgnoresHouseholds) {
        define.limit_per_household = 0;
    }
    if has(Bug::IgnoresLimitPerSku) {
        define.limit_per_sku = 0;
    }
    if has(Bug::SellsOneFewer) {
        define.allotment -= 1;
    }
    if has(Bug::CutsLimit) && define.limit_per_buyer > 1 {
        define.limit_per_buyer -= 1;
    }
    if has(Bug::OffersTooLong) && define.waits.waitlist != Waitlist::None {
        define.waits.offer_seconds = 90;
    }
    if has(Bug::ExtendsForEver) {
        define.max_extensions = Some(1_000);
    }
    if let Some([first, second]) = define.group.as_mut().map(|group| &mut group.tiers[..]) {
        if has(Bug::SettlesAtFirstTier) {
            second.price = first.price;
        }
        if has(Bug::RaisesPrice) {
            std::mem::swap(&mut first.price, &mut second.price);
        }
    }
}

/// What the rules do after a command was applied, live and in every replay.
pub(crate) fn mistaken_after(stock: &mut Stock, command: &Command<'_>, verdict: &Verdict) {
    let Verdict::Recorded(answer) = verdict else { return };
    match (command, &answer.reply) {
        (Command::Cancel(cancel), Reply::Rare(rare))
            if has(Bug::RestocksTwice) && rare.outcome == RareOutcome::Cancelled =>
        {
            give_back(stock, cancel.reservation);
        }
        (Command::Join(join), Reply::Waiting { .. }) if has(Bug::ForgetsWhoWaits) => {
            let Join { merchant, buyer, sale, .. } = *join;
            let key = hidden_key(stock.now());
            stock.apply(&Command::Leave(Leave { key, merchant, buyer, sale }));
        }
        _ => {}
    }
    let served: Vec<ReservationId> = stock.changed().to_vec();
    for id in served.into_iter().filter(|_| has(Bug::ServesAgain)) {
        wait_again(stock, id);
    }
}

/// Whoever was just served from a waitlist waits for the same once more.
fn wait_again(stock: &mut Stock, id: ReservationId) {
    let Some(view) = stock.reservation_by_id(id).filter(|view| view.promoted) else { return };
    let (merchant, buyer) = (view.merchant.to_owned(), view.buyer.to_owned());
    let (sale, sku) = (view.sale.to_owned(), view.lines[0].sku.to_owned());
    let household = view.household.to_owned();
    let join = Join {
        key: hidden_key(stock.now()),
        merchant: MerchantRef::new(&merchant).unwrap(),
        buyer: BuyerRef::new(&buyer).unwrap(),
        show: None,
        listing: None,
        sale: SaleRef::new(&sale).unwrap(),
        household: HouseholdRef::new(&household).ok(),
        sku: SkuRef::new(&sku).unwrap(),
        quantity: 1,
        ticket: 0,
    };
    stock.apply(&Command::Join(join));
}

/// The units of a reservation come in out of nowhere, in an account of their own
/// that adds up.
fn give_back(stock: &mut Stock, id: ReservationId) {
    let view = stock.reservation_by_id(id).unwrap();
    let merchant = view.merchant.to_owned();
    let lines: Vec<_> =
        view.lines.iter().map(|line| (line.sku.to_owned(), line.quantity)).collect();
    for (sku, quantity) in lines {
        let receive = Receive {
            key: hidden_key(stock.now()),
            merchant: MerchantRef::new(&merchant).unwrap(),
            sku: SkuRef::new(&sku).unwrap(),
            quantity,
        };
        stock.apply(&Command::Receive(receive));
    }
}
