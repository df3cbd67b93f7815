//! Makes batches durable, one after the other, and lets out what they hold.

use std::time::Instant;

use super::outbox::{Desk, Outbox};
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
        if let Some(sealed) = outbox.record.take() {
            self.append(sealed.seq, &sealed.bytes)?;
            self.maker.grown(sealed.bytes.len());
            self.feed.publish(sealed.change, sealed.bytes);
            self.meters.levels(sealed.levels);
            self.maker.look(&self.meters);
            self.maker.make_if_due(sealed.seq)?;
        }
        outbox.release(&self.desk);
        Ok(())
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
