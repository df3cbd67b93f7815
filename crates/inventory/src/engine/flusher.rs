//! Makes batches durable, one after the other, and lets out what they hold.

use std::time::Instant;

use super::outbox::{Desk, Outbox};
#[cfg(test)]
use crate::planted::{self, Bug};
use crate::{
    Error,
    feed::Feed,
    journal::{Appended, Journal, LogReader},
    meters::Meters,
    snapshot::Maker,
};

/// A shard's journal, and everyone who waits for it.
pub(crate) struct Flusher<J> {
    pub(super) journal: J,
    pub(super) epoch: u64,
    pub(super) feed: Feed,
    pub(super) maker: Maker,
    pub(super) meters: Meters,
    pub(super) desk: Desk,
}

impl<J: Journal> Flusher<J> {
    /// Makes a batch durable, and then lets out what came of it. After an error
    /// nothing more can be flushed, and nothing of the batch was let out.
    pub(crate) fn flush(&mut self, mut outbox: Outbox) -> Result<(), Error> {
        #[cfg(test)]
        if planted::lets_out_early() {
            return self.flush_too_late(outbox);
        }
        if let Some(sealed) = outbox.record.take() {
            self.append(sealed.seq, &sealed.bytes)?;
            self.maker.grown(sealed.bytes.len());
            self.feed.publish(sealed.change, sealed.bytes);
            self.meters.levels(sealed.levels);
            self.maker.look(&self.meters);
            self.maker.make_if_due(sealed.seq)?;
        } else {
            self.confirm()?;
        }
        outbox.release(&self.desk);
        Ok(())
    }

    /// Flushes when something was let out already: a planted bug.
    #[cfg(test)]
    fn flush_too_late(&mut self, mut outbox: Outbox) -> Result<(), Error> {
        let Some(sealed) = outbox.record.take() else {
            outbox.release(&self.desk);
            return Ok(());
        };
        let (change, bytes) = (sealed.change, sealed.bytes);
        let mut early = Outbox::default();
        if planted::has(Bug::AnswersBeforeDurable) {
            early.answers = std::mem::take(&mut outbox.answers);
        } else if planted::has(Bug::ReadsBeforeDurable) {
            early.reads = std::mem::take(&mut outbox.reads);
        } else {
            self.feed.publish(std::sync::Arc::clone(&change), bytes.clone());
        }
        early.release(&self.desk);
        self.append(sealed.seq, &bytes)?;
        if !planted::has(Bug::PublishesBeforeDurable) {
            self.feed.publish(change, bytes);
        }
        outbox.release(&self.desk);
        Ok(())
    }

    /// Makes sure that no other owner has gone on from here: what is only read would
    /// otherwise be let out by one that was replaced and has not found out.
    pub(super) fn confirm(&mut self) -> Result<(), Error> {
        match self.journal.confirm() {
            Appended::Ok => Ok(()),
            Appended::Fenced => Err(Error::Fenced { epoch: self.epoch }),
            Appended::Unknown => Err(self.journal.failure().unwrap_or(Error::Stopped)),
        }
    }

    /// See [`Journal::needs_barrier`].
    pub(super) fn needs_barrier(&self) -> bool {
        self.journal.needs_barrier()
    }

    pub(crate) fn reader(&self) -> LogReader {
        self.journal.reader()
    }

    fn append(&mut self, seq: u64, record: &[u8]) -> Result<(), Error> {
        let started = Instant::now();
        match self.journal.append(self.epoch, seq, record) {
            Appended::Ok => {
                self.meters.append_seconds.record(started.elapsed().as_secs_f64());
                Ok(())
            }
            Appended::Fenced => Err(Error::Fenced { epoch: self.epoch }),
            Appended::Unknown => Err(self.journal.failure().unwrap_or(Error::Unknown { seq })),
        }
    }
}
