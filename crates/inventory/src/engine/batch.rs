//! One batch: the commands that become one record of the journal, and whoever
//! waits for what comes of them.

use std::ops::Range;

use hawker_domain::stock::{self, EXPECTED, Stock};
use hawker_proto::v1::journal_entry::Command;
use tokio::sync::oneshot;

use super::{
    buffers::Buffers,
    outbox::Caller,
    record::{Record, Written, recorded},
};
use crate::{
    ask::{self, Ask, Checked, Opened, Told, answer},
    check, hot,
    limits::{BATCH_BYTES, STREAM_DELIVERY},
    meters::Meters,
    packet::{Packet, write_answer},
    refusal::Refused,
};

pub(crate) struct Batch {
    record: Record,
    /// Everything that callers are told, one after the other.
    answers: Vec<u8>,
    waiting: Vec<(Caller, Result<Range<usize>, Refused>)>,
    /// Whether it becomes a record though it has no command.
    is_barrier: bool,
}

impl Batch {
    /// Begins the batch that the state has begun, in these buffers.
    pub(crate) fn new(stock: &Stock, record: Vec<u8>, answers: Vec<u8>) -> Self {
        let now = stock.now();
        #[cfg(test)]
        let now = crate::planted::time(now);
        let record = Record::new(stock, now, record);
        Self { record, answers, waiting: Vec::new(), is_barrier: false }
    }

    /// How long the record is so far.
    pub(crate) fn bytes(&self) -> usize {
        self.record.len()
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.is_barrier || self.record.entries() > 0
    }

    /// Has it become a record whatever it holds.
    pub(crate) fn record_even_if_empty(&mut self) {
        self.is_barrier = true;
    }

    /// Applies a caller's command.
    pub(crate) fn command(
        &mut self,
        stock: &mut Stock,
        ask: Ask,
        caller: oneshot::Sender<Told>,
        meters: &Meters,
    ) {
        let Self { record, answers, .. } = self;
        let start = answers.len();
        let told = apply(stock, ask.open(), record, meters, answers);
        let told = told.map(|()| start..self.answers.len());
        self.waiting.push((Caller::One(caller), told));
    }

    /// Applies up to `room` of a packet's commands, and tells how many.
    pub(crate) fn packet(
        &mut self,
        stock: &mut Stock,
        packet: &mut Packet,
        room: usize,
        meters: &Meters,
    ) -> usize {
        let Self { record, answers, waiting, .. } = self;
        let (mut start, mut count, mut applied) = (answers.len(), 0, 0);
        let mut deliver = |range: Range<usize>, count| {
            waiting.push((Caller::Stream(packet.to.clone(), count), Ok(range)));
        };
        while applied < room && record.len() < BATCH_BYTES && packet.commands.len() > 0 {
            let some = packet.commands.as_slice().iter().take(EXPECTED.min(room - applied));
            let opened: Vec<_> = some.map(|(id, ask)| (*id, ask.open())).collect();
            stock.expect(opened.iter().filter_map(|(_, ask)| ask.buyer()));
            let mut done = 0;
            for (id, ask) in opened {
                write_answer(answers, id, |out| apply(stock, ask, record, meters, out));
                (done, count) = (done + 1, count + 1);
                if answers.len() - start >= STREAM_DELIVERY {
                    deliver(start..answers.len(), count);
                    (start, count) = (answers.len(), 0);
                }
                if record.len() >= BATCH_BYTES {
                    break;
                }
            }
            packet.commands.by_ref().take(done).for_each(drop);
            applied += done;
        }
        if count > 0 {
            deliver(start..answers.len(), count);
        }
        applied
    }

    /// Applies a command of the engine's own.
    pub(crate) fn own(&mut self, stock: &mut Stock, command: Command, meters: &Meters) {
        // The engine's own commands have nothing that could be wrong.
        let Ok(ask) = Checked::new(command) else { return };
        let Ok(command) = check::command(ask.command()) else { return };
        let verdict = stock.apply(&command);
        meters.expired_holds.increment(stock.expired().len() as u64);
        meters.changed(stock);
        if let Some(answer) = recorded(&verdict) {
            self.record.add(stock, Written::Field(ask.encoded()), answer);
        }
        #[cfg(test)]
        crate::planted::applied(stock, &verdict);
        #[cfg(test)]
        crate::planted::mistaken_after(stock, &command, &verdict);
    }

    /// The finished record.
    pub(crate) fn record(&mut self, meters: &Meters) -> Vec<u8> {
        meters.commands_in_batch(self.record.entries());
        std::mem::take(&mut self.record).into_bytes()
    }

    /// What everyone is told, once the batch is durable.
    pub(crate) fn answers(self, buffers: &mut Buffers) -> Vec<(Caller, Told)> {
        let answers = buffers.fill(self.answers);
        let told = self.waiting.into_iter();
        told.map(|(caller, told)| (caller, told.map(|range| answers.slice(range)))).collect()
    }
}

/// Applies a command, adds it to the record, and writes the answer.
fn apply(
    stock: &mut Stock,
    ask: Opened<'_>,
    record: &mut Record,
    meters: &Meters,
    out: &mut Vec<u8>,
) -> Result<(), Refused> {
    let checked;
    let (command, written): (stock::Command<'_>, _) = match ask {
        Opened::Reserve(asked) => {
            let hot::Asked { reserve, request, names } = asked?;
            (stock::Command::Reserve(reserve), Written::Reserve { request, names })
        }
        Opened::Checked(ask) => (check::command(ask.command())?, Written::Field(ask.encoded())),
        Opened::Other(bytes) => {
            checked = Checked::reserve(bytes)?;
            (check::command(checked.command())?, Written::Field(checked.encoded()))
        }
    };
    #[cfg(test)]
    let command = crate::planted::mistaken(crate::planted::tampered(command, stock));
    let verdict = stock.apply(&command);
    meters.command(&verdict);
    meters.changed(stock);
    let made = recorded(&verdict).and_then(|answer| record.add(stock, written, answer));
    #[cfg(test)]
    crate::planted::applied(stock, &verdict);
    #[cfg(test)]
    crate::planted::mistaken_after(stock, &command, &verdict);
    let made = made.map(|range| record.part(range));
    ask::write(out, stock, answer(&verdict)?, made);
    Ok(())
}
