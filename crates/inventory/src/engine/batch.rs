//! One batch: the commands that become one record of the journal, and whoever
//! waits for what comes of them.

use std::ops::Range;

use bytes::Bytes;
use hawker_domain::stock::{Stock, Verdict};
use hawker_proto::v1::journal_entry::Command;
use tokio::sync::oneshot;

use super::record::{Record, recorded};
use crate::{
    ask::{About, Ask, Told, answer},
    check,
    meters::Meters,
};

#[derive(Default)]
pub(crate) struct Batch {
    record: Record,
    waiting: Vec<Waiting>,
}

/// A caller whose command was applied.
struct Waiting {
    caller: oneshot::Sender<Told>,
    ask: Box<Ask>,
    verdict: Verdict,
    /// Where in the record the reservation stands that was made or changed.
    made: Option<Range<usize>>,
}

impl Batch {
    /// Begins the batch that the state has begun, expected to be about as long
    /// as the one before.
    pub(crate) fn new(stock: &Stock, expected: usize) -> Self {
        let now = stock.now();
        #[cfg(test)]
        let now = crate::planted::time(now);
        Self { record: Record::new(stock.position(), now, expected), ..Self::default() }
    }

    /// How long the record is so far.
    pub(crate) fn bytes(&self) -> usize {
        self.record.len()
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.record.entries() > 0
    }

    /// Applies a caller's command.
    pub(crate) fn command(
        &mut self,
        stock: &mut Stock,
        ask: Box<Ask>,
        caller: oneshot::Sender<Told>,
        meters: &Meters,
    ) {
        let verdict = match check::command(ask.command()) {
            Ok(command) => {
                #[cfg(test)]
                let command = crate::planted::tampered(command, stock);
                stock.apply(&command)
            }
            Err(refused) => {
                // It says nothing of the state, so it need not wait. Whoever has
                // gone away needs no answer.
                let _ =
                    caller.send(Told { _ask: ask, answer: Err(refused), about: About::Nothing });
                return;
            }
        };
        meters.command(&verdict);
        meters.changed(stock);
        let made =
            recorded(&verdict).and_then(|answer| self.record.add(stock, ask.encoded(), answer));
        #[cfg(test)]
        crate::planted::applied(stock, &verdict);
        self.waiting.push(Waiting { caller, ask, verdict, made });
    }

    /// Applies a command of the engine's own.
    pub(crate) fn own(&mut self, stock: &mut Stock, command: Command, meters: &Meters) {
        // The engine's own commands have nothing that could be wrong.
        let Ok(ask) = Ask::new(command) else { return };
        let Ok(command) = check::command(ask.command()) else { return };
        let verdict = stock.apply(&command);
        meters.expired_holds.increment(stock.expired().len() as u64);
        meters.changed(stock);
        if let Some(answer) = recorded(&verdict) {
            self.record.add(stock, ask.encoded(), answer);
        }
        #[cfg(test)]
        crate::planted::applied(stock, &verdict);
    }

    /// The finished record.
    pub(crate) fn record(&mut self, meters: &Meters) -> Bytes {
        meters.commands_in_batch(self.record.entries());
        Bytes::from(std::mem::take(&mut self.record).into_bytes())
    }

    /// What everyone is told, once the batch is durable as `record`.
    pub(crate) fn answers(
        self,
        stock: &Stock,
        record: &Bytes,
    ) -> Vec<(oneshot::Sender<Told>, Told)> {
        let told = self.waiting.into_iter().map(|Waiting { caller, ask, verdict, made }| {
            let about = match (made, &verdict) {
                (Some(range), _) => About::Reservation(record.slice(range)),
                (None, Verdict::Recorded(answer) | Verdict::Repeated(answer)) => {
                    About::of(stock, &answer.reply)
                }
                (None, Verdict::Refused(_)) => About::Nothing,
            };
            (caller, Told { _ask: ask, answer: answer(verdict), about })
        });
        told.collect()
    }
}
