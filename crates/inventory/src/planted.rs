//! Bugs planted on purpose, to see whether the simulation finds them: switches in
//! the places where such bugs would be, which exist in tests only.

use std::cell::Cell;

use hawker_domain::{
    Key, MerchantRef, ReservationId, SkuRef, Timestamp,
    stock::{Command, Receive, Reply, Stock, Verdict},
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
}

pub(crate) const ALL: [Bug; 17] = [
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
