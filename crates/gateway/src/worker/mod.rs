//! The threads that hold viewers' sockets.
//!
//! Each worker is one thread with a runtime of its own and its own sessions; a
//! session never leaves its worker, so nothing of it is locked. Others reach a
//! worker by its mailbox, or by the bell of a room that it follows. Commands
//! that wait for something (inventory, the room's store) run on the runtime that
//! started the workers, and their answers come back by mail, so that a walk
//! over a room never waits for them.

mod asks;
mod config;
mod errands;
mod mail;
mod meters;
mod peers;
mod room;
mod seats;
mod socket;
mod sockets;
mod sweep;
mod thread;
mod turns;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread::JoinHandle,
};

use hawker_telemetry::gateway::{self as metric, FanOutBound};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};

use crate::{Error, Shared, door::WayIn, lanes::hold};

pub use config::WorkerConfig;
pub(crate) use mail::{Adoption, Mail, Refusal, Source};
pub(crate) use meters::{Meters, Tally};
pub(crate) use room::{Presence, RoomHere};
pub(crate) use socket::{let_unsent_grow, set_listener};
pub(crate) use thread::Here;

use peers::Peers;

/// Letters that may wait for one worker.
const MAILBOX: usize = 16_384;

/// The workers.
pub(crate) struct Workers {
    mailboxes: Vec<mpsc::Sender<Mail>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    next: AtomicUsize,
}

impl Workers {
    /// Starts the threads. Must be called on the runtime that is to carry out
    /// the sessions' commands.
    ///
    /// # Errors
    /// [`Error::Config`] when a setting is out of its range, [`Error::Io`] when a
    /// thread or its runtime can't be made.
    pub(crate) fn start(
        config: &WorkerConfig,
        shared: Arc<Shared>,
        way_in: &WayIn,
    ) -> Result<Self, Error> {
        if let Some(why) = config.wrong().or_else(|| shared.config.lanes.wrong()) {
            return Err(Error::Config(why.to_owned()));
        }
        let failed = |source| Error::Io { doing: "a worker could not be started", source };
        let commands =
            Handle::try_current().map_err(|error| failed(std::io::Error::other(error)))?;
        let mail = || mpsc::channel(MAILBOX);
        let (mailboxes, mails): (Vec<_>, Vec<_>) = (0..config.threads).map(|_| mail()).unzip();
        let peers = Arc::new(Peers::new(&mailboxes));
        let mut threads = Vec::new();
        for (number, (mailbox, mail)) in mailboxes.iter().zip(mails).enumerate() {
            let runtime = thread::runtime().map_err(failed)?;
            let sockets = sockets::Sockets::new().map_err(failed)?;
            let setup = thread::Setup {
                config: config.clone(),
                shared: Arc::clone(&shared),
                commands: commands.clone(),
                mailbox: mailbox.downgrade(),
                door: way_in.door(peers.places(number)).map_err(failed)?,
                peers: Arc::clone(&peers),
                number,
            };
            let builder = std::thread::Builder::new().name(format!("hawker-worker-{number}"));
            let run = move || thread::run(&runtime, setup, sockets, mail);
            threads.push(builder.spawn(run).map_err(failed)?);
        }
        Ok(Self { mailboxes, threads: Mutex::new(threads), next: AtomicUsize::new(0) })
    }

    /// Takes over a socket whose upgrade was answered: from now on it is a
    /// session of the room.
    pub(crate) fn adopt(&self, adoption: Adoption) {
        self.post(Mail::Adopt(Box::new(adoption)));
    }

    /// Tells one who is not let in why, in a frame before the close, since
    /// browsers can't read a refused upgrade.
    pub(crate) fn refuse(&self, refusal: Refusal) {
        self.post(Mail::Refuse(Box::new(refusal)));
    }

    /// Sends every viewer away, each with its slot to reconnect in, and ends the
    /// threads. Whoever comes later is not served.
    pub(crate) async fn drain(&self) {
        let mut waiting = Vec::new();
        for mailbox in &self.mailboxes {
            let (done, ended) = oneshot::channel();
            if mailbox.send(Mail::Drain { done }).await.is_ok() {
                waiting.push(ended);
            }
        }
        for ended in waiting {
            // A worker that ended without a word has no viewer any more.
            let _ended = ended.await;
        }
        let threads = std::mem::take(&mut *hold(&self.threads));
        let join = move || threads.into_iter().all(|thread| thread.join().is_ok());
        if !matches!(tokio::task::spawn_blocking(join).await, Ok(true)) {
            tracing::error!("a worker did not end in order");
        }
    }

    fn post(&self, mail: Mail) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let mailbox = self.mailboxes.get(turn % self.mailboxes.len().max(1));
        if mailbox.is_none_or(|mailbox| mailbox.try_send(mail).is_err()) {
            // The socket is closed with the letter: its client tries again.
            metric::FAN_OUT_BOUNDS.count_of(FanOutBound::Mailbox).increment(1);
        }
    }
}
