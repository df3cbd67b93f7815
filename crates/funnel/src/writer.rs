//! The writer: one thread that owns the store and takes work from a bounded
//! mailbox. What waits there becomes one transaction, and is answered when that
//! is durable. After a failed transaction nothing more is written: what the disk
//! holds is then not known.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

use hawker_domain::Timestamp;
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
    store::{Applied, Counted, Kept, Store, Work},
};

/// What waits in the mailbox.
enum Mail {
    Events { batch: Batch, arrived: Instant, reply: oneshot::Sender<Counted> },
    Journal { records: Vec<Facts>, reply: oneshot::Sender<Counted> },
    Keep { reply: oneshot::Sender<Kept> },
    Stop,
}

impl Mail {
    fn size(&self) -> usize {
        match self {
            Self::Events { batch, .. } => batch.events.len(),
            Self::Journal { records, .. } => records.len(),
            Self::Keep { .. } | Self::Stop => 0,
        }
    }
}

/// Hands work to the writer.
#[derive(Debug, Clone)]
pub(crate) struct Mailbox {
    sender: mpsc::Sender<Mail>,
    log_full: Arc<AtomicBool>,
    full: metrics::Counter,
    refused_full: metrics::Counter,
    refused_log_full: metrics::Counter,
    refused_stopped: metrics::Counter,
}

impl Mailbox {
    /// Counts a batch of events, durably. Refused when the mailbox is full.
    pub(crate) async fn events(&self, batch: Batch, arrived: Instant) -> Result<Counted, Error> {
        let (reply, answer) = oneshot::channel();
        let size = batch.events.len() as u64;
        if self.log_full.load(Ordering::Relaxed) {
            self.refused_log_full.increment(size);
            return Err(Error::Full { what: "the funnel's event log is full" });
        }
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

    /// Has the store forget what is too old or too much, a little of it.
    pub(crate) async fn keep(&self) -> Result<Kept, Error> {
        let (reply, answer) = oneshot::channel();
        self.sender.send(Mail::Keep { reply }).await.map_err(|_| Error::Stopped)?;
        let kept = answer.await.map_err(|_| Error::Unknown)?;
        self.log_full.store(kept == Kept::Full, Ordering::Relaxed);
        Ok(kept)
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
            log_full: Arc::default(),
            full: metric::MAILBOX_FULL.count(),
            refused_full: metric::REFUSED.count_of(metric::RefusedLabel::MailboxFull),
            refused_log_full: metric::REFUSED.count_of(metric::RefusedLabel::LogFull),
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
                Mail::Keep { .. } | Mail::Stop => None,
            })
            .collect();
        let now = now();
        let mut applied = Applied::default();
        if !work.is_empty() {
            applied = self.store.apply(&work, now)?;
            self.counters.batch(&work, &applied, now);
            self.hub.changed(applied.changes.shows.keys());
        }
        self.answer(waiting, &applied, now)
    }

    /// Answers each in turn. Who has gone away needs no answer.
    fn answer(
        &mut self,
        waiting: Vec<Mail>,
        applied: &Applied,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut counted = applied.counted.iter().copied();
        for mail in waiting {
            match mail {
                Mail::Events { reply, arrived, .. } => {
                    self.counters.ingested(arrived.elapsed());
                    reply.send(counted.next().unwrap_or_default()).ok();
                }
                Mail::Journal { reply, .. } => {
                    reply.send(counted.next().unwrap_or_default()).ok();
                }
                Mail::Keep { reply } => {
                    reply.send(self.store.keep(now)?).ok();
                }
                Mail::Stop => {}
            }
        }
        Ok(())
    }
}
