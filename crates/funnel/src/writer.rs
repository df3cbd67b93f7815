//! The writer: one thread that owns the store and takes work from a bounded
//! mailbox. What waits there becomes one transaction, and is answered when that
//! is durable. After a failed transaction nothing more is written: what the disk
//! holds is then not known.

use std::{thread, time::Instant};

use hawker_telemetry::funnel as metric;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Error,
    clock::now,
    config::MAX_BATCH,
    counters::Counters,
    facts::Facts,
    hub::Hub,
    incoming::Batch,
    store::{Applied, Counted, Store, Work},
};

/// What waits in the mailbox.
enum Mail {
    Events { batch: Batch, arrived: Instant, reply: oneshot::Sender<Counted> },
    Journal { records: Vec<Facts>, reply: oneshot::Sender<Counted> },
    Stop,
}

impl Mail {
    fn size(&self) -> usize {
        match self {
            Self::Events { batch, .. } => batch.events.len(),
            Self::Journal { records, .. } => records.len(),
            Self::Stop => 0,
        }
    }
}

/// Hands work to the writer.
#[derive(Debug, Clone)]
pub(crate) struct Mailbox {
    sender: mpsc::Sender<Mail>,
    full: metrics::Counter,
    refused_full: metrics::Counter,
    refused_stopped: metrics::Counter,
}

impl Mailbox {
    /// Counts a batch of events, durably. Refused when the mailbox is full.
    pub(crate) async fn events(&self, batch: Batch, arrived: Instant) -> Result<Counted, Error> {
        let (reply, answer) = oneshot::channel();
        let size = batch.events.len() as u64;
        match self.sender.try_send(Mail::Events { batch, arrived, reply }) {
            Ok(()) => answer.await.map_err(|_| Error::Unknown),
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.full.increment(1);
                self.refused_full.increment(size);
                Err(Error::Full { what: "the funnel's mailbox is full" })
            }
            Err(mpsc::error::TrySendError::Closed(_)) => {
                self.refused_stopped.increment(size);
                Err(Error::Stopped)
            }
        }
    }

    /// Counts records of the journal, durably. Waits while the mailbox is full.
    pub(crate) async fn journal(&self, records: Vec<Facts>) -> Result<Counted, Error> {
        let (reply, answer) = oneshot::channel();
        let mail = Mail::Journal { records, reply };
        self.sender.send(mail).await.map_err(|_| Error::Stopped)?;
        answer.await.map_err(|_| Error::Unknown)
    }

    /// Lets the writer finish what waits, and end.
    pub(crate) async fn stop(&self) {
        // An error means that it has ended already.
        self.sender.send(Mail::Stop).await.ok();
    }
}

/// The running thread.
#[derive(Debug)]
pub(crate) struct Writer {
    thread: thread::JoinHandle<()>,
}

impl Writer {
    /// Starts the thread. `failure` is told the error that ended it, if one did.
    pub(crate) fn start(
        store: Store,
        capacity: usize,
        hub: Hub,
        failure: watch::Sender<Option<String>>,
    ) -> Result<(Self, Mailbox), Error> {
        let (sender, mail) = mpsc::channel(capacity.max(1));
        let desk = Desk { store, mail, hub, counters: Counters::new() };
        let thread = thread::Builder::new()
            .name("funnel-writer".to_owned())
            .spawn(move || {
                if let Err(error) = desk.run() {
                    tracing::error!(%error, "the funnel's writer has ended");
                    failure.send_replace(Some(error.to_string()));
                }
            })
            .map_err(|error| Error::Thread(error.to_string()))?;
        let mailbox = Mailbox {
            sender,
            full: metric::MAILBOX_FULL.count(),
            refused_full: metric::REFUSED.count_of(metric::RefusedLabel::MailboxFull),
            refused_stopped: metric::REFUSED.count_of(metric::RefusedLabel::Stopped),
        };
        Ok((Self { thread }, mailbox))
    }

    /// Waits for the thread's end.
    pub(crate) fn join(self) {
        if self.thread.join().is_err() {
            tracing::error!("the funnel's writer panicked");
        }
    }
}

/// What the thread owns.
struct Desk {
    store: Store,
    mail: mpsc::Receiver<Mail>,
    hub: Hub,
    counters: Counters,
}

impl Desk {
    fn run(mut self) -> Result<(), Error> {
        while let Some(first) = self.mail.blocking_recv() {
            let mut waiting = vec![first];
            let mut size = waiting.iter().map(Mail::size).sum::<usize>();
            while size < MAX_BATCH {
                let Ok(next) = self.mail.try_recv() else { break };
                size += next.size();
                waiting.push(next);
            }
            if waiting.iter().any(|mail| matches!(mail, Mail::Stop)) {
                self.mail.close();
            }
            // On an error the replies are dropped, which tells who waits that
            // the outcome is not known.
            self.write(waiting)?;
        }
        Ok(())
    }

    fn write(&mut self, waiting: Vec<Mail>) -> Result<(), Error> {
        let work: Vec<Work<'_>> = waiting
            .iter()
            .filter_map(|mail| match mail {
                Mail::Events { batch, .. } => Some(Work::Events(batch)),
                Mail::Journal { records, .. } => Some(Work::Journal(records)),
                Mail::Stop => None,
            })
            .collect();
        if work.is_empty() {
            return Ok(());
        }
        let now = now();
        let applied = self.store.apply(&work, now)?;
        self.counters.batch(&work, &applied, now);
        self.hub.changed(applied.changes.shows.keys());
        self.answer(waiting, &applied);
        Ok(())
    }

    fn answer(&self, waiting: Vec<Mail>, applied: &Applied) {
        let work = waiting.into_iter().filter(|mail| !matches!(mail, Mail::Stop));
        for (mail, counted) in work.zip(&applied.counted) {
            // Who has gone away needs no answer.
            match mail {
                Mail::Events { reply, arrived, .. } => {
                    self.counters.ingested(arrived.elapsed());
                    reply.send(*counted).ok();
                }
                Mail::Journal { reply, .. } => {
                    reply.send(*counted).ok();
                }
                Mail::Stop => {}
            }
        }
    }
}
