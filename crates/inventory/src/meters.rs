//! The handles of the metrics that the writer counts, taken once.

use hawker_domain::stock::{RareOutcome, Refusal, Reply, Stock, Verdict};
use hawker_telemetry::inventory::{self as catalogue, CommandResult};
use metrics::{Counter, Gauge, Histogram};

/// What stands after a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Levels {
    open_holds: usize,
    keys: usize,
    waiting: usize,
    head_seq: u64,
}

impl Levels {
    pub(crate) fn of(stock: &Stock) -> Self {
        Self {
            open_holds: stock.open_holds(),
            keys: stock.kept_keys(),
            waiting: stock.places(),
            head_seq: stock.position().seq,
        }
    }
}

pub(crate) struct Meters {
    commands: [(CommandResult, Counter); 18],
    table_full: Counter,
    low_disk: Counter,
    open_holds: Gauge,
    keys: Gauge,
    waiting: Gauge,
    promoted_holds: Counter,
    expiry_paused: Gauge,
    head_seq: Gauge,
    batch_commands: Histogram,
    pub(crate) append_seconds: Histogram,
    pub(crate) expired_holds: Counter,
    pub(crate) clock_jumps: Counter,
    pub(crate) restart_seconds: Gauge,
    pub(crate) snapshots: Counter,
    pub(crate) snapshot_failures: Counter,
}

impl Meters {
    pub(crate) fn new() -> Self {
        let command = |result| (result, catalogue::COMMANDS.count_of(result));
        Self {
            commands: [
                CommandResult::Held,
                CommandResult::SoldOut,
                CommandResult::Limit,
                CommandResult::NotOpen,
                CommandResult::Paused,
                CommandResult::Committed,
                CommandResult::Released,
                CommandResult::Expired,
                CommandResult::Waiting,
                CommandResult::Entered,
                CommandResult::Done,
                CommandResult::Conflict,
                CommandResult::Shortfall,
                CommandResult::Cancelled,
                CommandResult::Extended,
                CommandResult::Wrong,
                CommandResult::Repeated,
                CommandResult::Refused,
            ]
            .map(command),
            table_full: catalogue::TABLE_FULL.count(),
            low_disk: catalogue::LOW_DISK.count(),
            open_holds: catalogue::OPEN_HOLDS.level(),
            keys: catalogue::KEYS.level(),
            waiting: catalogue::WAITING.level(),
            promoted_holds: catalogue::PROMOTED_HOLDS.count(),
            expiry_paused: catalogue::EXPIRY_PAUSED.level(),
            head_seq: catalogue::HEAD_SEQ.level(),
            batch_commands: catalogue::BATCH_COMMANDS.spread(),
            append_seconds: catalogue::APPEND_SECONDS.spread(),
            expired_holds: catalogue::EXPIRED_HOLDS.count(),
            clock_jumps: catalogue::CLOCK_JUMPS.count(),
            restart_seconds: catalogue::RESTART_SECONDS.level(),
            snapshots: catalogue::SNAPSHOTS.count(),
            snapshot_failures: catalogue::SNAPSHOT_FAILURES.count(),
        }
    }

    pub(crate) fn command(&self, verdict: &Verdict) {
        match verdict {
            Verdict::Refused(Refusal::Full) => self.table_full.increment(1),
            Verdict::Refused(Refusal::NothingNew) => self.low_disk.increment(1),
            _ => {}
        }
        let result = result(verdict);
        if let Some((_, counter)) = self.commands.iter().find(|(r, _)| *r == result) {
            counter.increment(1);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "gauges are floats, and exact up to 2⁵³")]
    pub(crate) fn levels(&self, levels: Levels) {
        self.open_holds.set(levels.open_holds as f64);
        self.keys.set(levels.keys as f64);
        self.waiting.set(levels.waiting as f64);
        self.head_seq.set(levels.head_seq as f64);
    }

    /// Counts what the last command did to other reservations than its own.
    pub(crate) fn changed(&self, stock: &Stock) {
        let changed = stock.changed().iter().filter_map(|id| stock.reservation_by_id(*id));
        let promoted = changed.filter(|view| view.promoted).count();
        if promoted > 0 {
            self.promoted_holds.increment(promoted as u64);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "a batch has a few thousand at most")]
    pub(crate) fn commands_in_batch(&self, commands: usize) {
        self.batch_commands.record(commands as f64);
    }

    pub(crate) fn paused(&self, paused: bool) {
        self.expiry_paused.set(f64::from(u8::from(paused)));
    }
}

fn result(verdict: &Verdict) -> CommandResult {
    let reply = match verdict {
        Verdict::Recorded(answer) => &answer.reply,
        Verdict::Repeated(_) => return CommandResult::Repeated,
        Verdict::Refused(_) => return CommandResult::Refused,
    };
    match reply {
        Reply::Held(_) => CommandResult::Held,
        Reply::SoldOut { .. } => CommandResult::SoldOut,
        Reply::Limit { .. } => CommandResult::Limit,
        Reply::NotOpen => CommandResult::NotOpen,
        Reply::Paused => CommandResult::Paused,
        Reply::Committed(_) => CommandResult::Committed,
        Reply::Released(_) => CommandResult::Released,
        Reply::Expired { .. } => CommandResult::Expired,
        Reply::Waiting { .. } => CommandResult::Waiting,
        Reply::Entered { .. } => CommandResult::Entered,
        Reply::Stock(_) | Reply::Sale(_) | Reply::Left | Reply::Grouped { .. } | Reply::Done => {
            CommandResult::Done
        }
        Reply::Rare(rare) => match rare.outcome {
            RareOutcome::Done => CommandResult::Done,
            RareOutcome::Conflict => CommandResult::Conflict,
            RareOutcome::Shortfall => CommandResult::Shortfall,
            RareOutcome::Committed => CommandResult::Committed,
            RareOutcome::Cancelled => CommandResult::Cancelled,
            RareOutcome::Extended => CommandResult::Extended,
        },
        Reply::Wrong(_) => CommandResult::Wrong,
    }
}
