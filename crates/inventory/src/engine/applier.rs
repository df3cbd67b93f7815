//! Applies requests to the state, batch by batch. What a batch lets out goes into
//! its outbox, which the flusher opens when the batch is durable: so the next
//! batch can be applied meanwhile.

use std::sync::Arc;

use hawker_domain::stock::{Position, Stock};
use hawker_proto::v1::{Elapse, ExtendHolds, WatchRequest, WatchResponse, journal_entry};
use tokio::sync::oneshot;

use super::{
    Read, Request, Watching,
    batch::Batch,
    buffers::Buffers,
    low_water::LowWater,
    outbox::{NewWatch, Outbox, Sealed},
    seeds::Seeds,
};
#[cfg(test)]
use crate::planted::{self, Bug};
use crate::{
    Error,
    changes::Change,
    clock::{Clock, Reading},
    convert,
    feed::Watchers,
    limits::{BATCH_BYTES, BATCH_REQUESTS, ELAPSE_COMMANDS, ELAPSE_LIMIT},
    meters::{Levels, Meters},
};

/// A shard's state, and the batch that is being applied to it.
pub(crate) struct Applier {
    pub(super) stock: Stock,
    pub(super) epoch: u32,
    pub(super) next_seq: u64,
    pub(super) clock: Clock,
    pub(super) watchers: Watchers,
    pub(super) low_water: LowWater,
    /// Reveals the seeds of draws.
    pub(super) seeds: Option<Seeds>,
    pub(super) meters: Meters,
    /// How long the last record was.
    pub(super) last_record: usize,
    pub(super) open: Option<Open>,
    /// A packet of which some commands did not fit into the last batch.
    pub(super) rest: Option<Request>,
    pub(super) records: Buffers,
    pub(super) answers: Buffers,
}

/// A batch that still takes requests.
pub(super) struct Open {
    batch: Batch,
    reading: Reading,
    requests: usize,
    reads: Vec<Read>,
    watches: Vec<(WatchRequest, oneshot::Sender<Watching>)>,
}

impl Applier {
    /// Applies up to `most` requests in the batch that is open, or in a new one, for
    /// as long as there is [room](Self::room).
    pub(crate) fn take(&mut self, requests: &mut impl Iterator<Item = Request>, most: usize) {
        let mut open = self.opened();
        let most = open.requests.saturating_add(most);
        while open.room() > 0
            && open.requests < most
            && let Some(request) = self.rest.take().or_else(|| requests.next())
        {
            match request {
                Request::Command(ask, caller) => {
                    open.batch.command(&mut self.stock, ask, caller, &self.meters);
                }
                Request::Packet(mut packet) => {
                    let room = open.room().min(most - open.requests);
                    open.requests +=
                        open.batch.packet(&mut self.stock, &mut packet, room, &self.meters);
                    if packet.commands.len() > 0 {
                        self.rest = Some(Request::Packet(packet));
                    }
                    continue;
                }
                Request::Read(read) => open.reads.push(read),
                Request::Watch(watch, caller) => open.watches.push((watch, caller)),
            }
            open.requests += 1;
        }
        self.open = Some(open);
    }

    /// Whether there is something that did not fit into the open batch.
    pub(super) fn has_rest(&self) -> bool {
        self.rest.is_some()
    }

    /// How many requests the open batch has taken; none when there is no batch.
    pub(super) fn taken(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.requests)
    }

    /// How many requests more the open batch takes.
    pub(super) fn room(&self) -> usize {
        self.open.as_ref().map_or(BATCH_REQUESTS, Open::room)
    }

    /// Ends the batch, together with what the clock brings about, and makes it
    /// ready to be flushed. Nothing of a batch whose ledger is broken is let out.
    pub(crate) fn seal(&mut self) -> Result<Outbox, Error> {
        let mut open = self.opened();
        let reading = open.reading;
        let seeds = self.seeds.as_mut().map(|seeds| seeds.due(&self.stock)).unwrap_or_default();
        for command in seeds {
            open.batch.own(&mut self.stock, command, &self.meters);
        }
        if !reading.paused {
            self.elapse(&mut open);
        }
        self.end(open)
    }

    /// Ends what is due, but not so much at once that others wait long for it.
    fn elapse(&mut self, open: &mut Open) {
        for _ in 0..ELAPSE_COMMANDS {
            if !self.stock.is_due(open.reading.now) || open.batch.bytes() >= BATCH_BYTES {
                return;
            }
            let command = journal_entry::Command::Elapse(Elapse { limit: ELAPSE_LIMIT });
            open.batch.own(&mut self.stock, command, &self.meters);
        }
    }

    /// Gives open holds more time, for as long as nobody could buy.
    pub(super) fn extend_holds(&mut self, most_ms: i64) -> Result<Option<Outbox>, Error> {
        let reading = self.clock.read();
        let by_ms = reading.now.millis_since(self.stock.now()).min(most_ms);
        if self.stock.open_holds() == 0 || by_ms <= 0 {
            return Ok(None);
        }
        let mut open = self.begin(reading);
        let command = journal_entry::Command::ExtendHolds(ExtendHolds { by_ms });
        open.batch.own(&mut self.stock, command, &self.meters);
        #[cfg(test)]
        if planted::has(Bug::ForgetsExtension) {
            return Ok(None);
        }
        self.end(open).map(Some)
    }

    /// Milliseconds until the clock brings something about.
    pub(crate) fn until_due_ms(&mut self) -> Option<u64> {
        if self.seeds.as_ref().is_some_and(|seeds| seeds.are_due(&self.stock)) {
            return Some(0);
        }
        let reading = self.read_clock();
        let at = self.stock.next_deadline().filter(|_| !reading.paused)?;
        Some(u64::try_from(at.millis_since(reading.now)).unwrap_or(0))
    }

    fn read_clock(&mut self) -> Reading {
        let reading = self.clock.read();
        #[cfg(test)]
        planted::clock_read(reading.now);
        if reading.jumped {
            self.meters.clock_jumps.increment(1);
            tracing::error!("the wall clock jumped; holds do not run out until it is back");
        }
        self.meters.paused(reading.paused);
        reading
    }

    /// The open batch, or a new one.
    fn opened(&mut self) -> Open {
        match self.open.take() {
            Some(open) => open,
            None => {
                let reading = self.read_clock();
                self.begin(reading)
            }
        }
    }

    fn begin(&mut self, reading: Reading) -> Open {
        let position = Position { epoch: self.epoch, seq: self.next_seq };
        self.stock.begin(position, reading.now);
        self.stock.take_nothing_new(self.low_water.is_passed(reading.now));
        Open {
            batch: Batch::new(
                &self.stock,
                self.records.take(self.last_record),
                self.answers.take(0),
            ),
            reading,
            requests: 0,
            reads: Vec::new(),
            watches: Vec::new(),
        }
    }

    /// A record without commands, after which everything before it is durable.
    pub(super) fn barrier(&mut self) -> Result<Outbox, Error> {
        let reading = self.clock.read();
        let mut open = self.begin(reading);
        open.batch.record_even_if_empty();
        self.end(open)
    }

    fn end(&mut self, mut open: Open) -> Result<Outbox, Error> {
        let mut outbox = Outbox::default();
        if open.batch.is_recorded() {
            let change = self.check()?;
            let bytes = self.records.fill(open.batch.record(&self.meters));
            self.last_record = bytes.len();
            let levels = Levels::of(&self.stock);
            outbox.record = Some(Sealed { seq: self.next_seq, bytes, change, levels });
            self.next_seq += 1;
        }
        outbox.answers = open.batch.answers(&mut self.answers);
        outbox.reads = open.reads.into_iter().map(|read| read(&self.stock)).collect();
        for (watch, caller) in open.watches {
            let first = self.first_message(&watch);
            outbox.watches.push(NewWatch { caller, first, changes: self.watchers.subscribe() });
        }
        Ok(outbox)
    }

    /// Checks every ledger that the batch touched, and tells what changed, if
    /// there is anyone to be told.
    fn check(&mut self) -> Result<Arc<Change>, Error> {
        let seq = self.next_seq;
        let noted = self.watchers.want_changes();
        let changes = self.stock.finish().map_err(Error::from)?;
        let mut change = Change { seq, noted, ..Change::default() };
        if noted {
            change.stocks = changes.stocks().map(convert::stock).collect();
            change.sales = changes.transitions().map(convert::sale).collect();
        }
        #[cfg(test)]
        if planted::has(Bug::DropsTransition) {
            change.sales.truncate(1);
        }
        Ok(self.watchers.note(change))
    }

    /// What changed since a watcher's stream broke, if that is still known, or
    /// everything.
    fn first_message(&self, watch: &WatchRequest) -> WatchResponse {
        let WatchRequest { merchant, from_seq } = watch;
        let since =
            (*from_seq > 0).then(|| self.watchers.since(*from_seq, self.next_seq - 1, merchant));
        since.flatten().unwrap_or_else(|| self.complete(merchant))
    }

    /// Everything as it stands after the last record.
    fn complete(&self, merchant: &str) -> WatchResponse {
        let wanted = |owner: &str| merchant.is_empty() || owner == merchant;
        let stocks = self.stock.stocks().filter(|view| wanted(view.merchant));
        let sales = self.stock.sales().filter(|view| wanted(view.merchant));
        WatchResponse {
            from_seq: self.next_seq - 1,
            to_seq: self.next_seq - 1,
            complete: true,
            stocks: stocks.map(convert::stock).collect(),
            sales: sales.map(convert::sale).collect(),
        }
    }
}

impl Open {
    fn room(&self) -> usize {
        if self.batch.bytes() < BATCH_BYTES { BATCH_REQUESTS - self.requests } else { 0 }
    }
}
