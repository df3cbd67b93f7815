//! One batch: the commands that become one record of the journal, and whoever
//! waits for what comes of them.

use hawker_domain::stock::{Stock, Verdict};
use hawker_proto::v1::{JournalEntry, JournalRecord, Reservation, journal_entry::Command};
use prost::Message as _;
use tokio::sync::oneshot;

use super::{Answered, Read, Watching};
use crate::{check, convert, journal::SHARD, meters::Meters};

#[derive(Default)]
pub(crate) struct Batch {
    entries: Vec<JournalEntry>,
    bytes: usize,
    waiting: Vec<Waiting>,
    pub(crate) reads: Vec<Read>,
    pub(crate) watches: Vec<(String, oneshot::Sender<Watching>)>,
}

/// A caller whose command was applied.
struct Waiting {
    caller: oneshot::Sender<Answered>,
    verdict: Verdict,
    /// The entry that records it, which has the reservation it made.
    entry: Option<usize>,
    made: Option<Reservation>,
}

impl Batch {
    /// About how long the record is so far.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn is_recorded(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Applies a caller's command.
    pub(crate) fn command(
        &mut self,
        stock: &mut Stock,
        command: Command,
        caller: oneshot::Sender<Answered>,
        meters: &Meters,
    ) {
        let verdict = match check::command(&command) {
            Ok(checked) => stock.apply(&checked),
            Err(refused) => {
                // Whoever has gone away needs no answer.
                let _ = caller.send(Err(refused));
                return;
            }
        };
        meters.command(&verdict);
        let recorded = matches!(verdict, Verdict::Recorded(_));
        let entry = recorded.then_some(self.entries.len());
        if recorded {
            self.record_entry(stock, command, &verdict);
        }
        self.waiting.push(Waiting { caller, verdict, entry, made: None });
    }

    /// Applies a command of the engine's own.
    pub(crate) fn own(&mut self, stock: &mut Stock, command: Command, meters: &Meters) {
        // The engine's own commands have nothing that could be wrong.
        let Ok(checked) = check::command(&command) else { return };
        let verdict = stock.apply(&checked);
        meters.expired_holds.increment(stock.expired().len() as u64);
        self.record_entry(stock, command, &verdict);
    }

    fn record_entry(&mut self, stock: &Stock, command: Command, verdict: &Verdict) {
        let entry = entry(stock, command, verdict);
        self.bytes += entry.encoded_len();
        self.entries.push(entry);
    }

    /// The record of the batch.
    pub(crate) fn record(&mut self, stock: &Stock) -> JournalRecord {
        let position = stock.position();
        JournalRecord {
            shard: SHARD,
            epoch: u64::from(position.epoch),
            seq: position.seq,
            time_ms: stock.now().as_millis(),
            entries: std::mem::take(&mut self.entries),
        }
    }

    /// Gives each caller the reservation that was made for the record.
    pub(crate) fn take_back(&mut self, mut record: JournalRecord) {
        for waiting in &mut self.waiting {
            let entry = waiting.entry.and_then(|at| record.entries.get_mut(at));
            waiting.made = entry.and_then(|entry| entry.reservation.take());
        }
    }

    /// Answers everyone. The batch must be durable.
    pub(crate) fn answer(&mut self, stock: &Stock) {
        for Waiting { caller, verdict, made, .. } in self.waiting.drain(..) {
            // Whoever has gone away can repeat the command with its key.
            let _ = caller.send(convert::response(stock, &verdict, made));
        }
        for read in self.reads.drain(..) {
            read(stock);
        }
    }
}

/// How a command and its verdict are recorded.
pub(super) fn entry(stock: &Stock, command: Command, verdict: &Verdict) -> JournalEntry {
    let Verdict::Recorded(answer) = verdict else {
        return JournalEntry { command: Some(command), ..JournalEntry::default() };
    };
    let reply = &answer.reply;
    let made = stock.reservation_of(reply);
    let expired = stock.expired().iter().filter_map(|id| stock.reservation_by_id(*id));
    JournalEntry {
        outcome: convert::outcome(reply).into(),
        reservation: made.map(convert::reservation),
        expired: expired.map(convert::reservation).collect(),
        error: convert::error_code(reply).into(),
        command: Some(command),
    }
}
