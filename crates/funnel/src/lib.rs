//! The conversion pipeline: takes in what viewers did, follows the journal for
//! orders and money, and answers for the merchant's dashboards.
//!
//! [`Funnel`] is the running service. [`recount()`] computes every number once
//! more from the raw logs, by code of its own. What counts where is decided by
//! the rules in `hawker_domain::funnel`.

mod clock;
mod config;
mod counters;
mod error;
mod facts;
mod follower;
mod hub;
mod incoming;
mod keeper;
mod read;
mod readers;
mod recount;
mod service;
mod status;
mod store;
mod watch;
mod writer;

use std::{path::Path, sync::Arc};

use hawker_domain::funnel::Window;
use hawker_proto::{
    Peer,
    v1::funnel_server::{self, FunnelServer},
};
use tokio::{
    sync::{Semaphore, watch as watch_channel},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

pub use config::Config;
pub use error::Error;
pub use recount::{Difference, MAX_DIFFERENCES, Recount, recount};

use facts::FIRST;
use follower::Follower;
use hub::Hub;
use readers::Readers;
use service::Service;
use store::Store;
use writer::Writer;

/// The running funnel.
#[derive(Debug)]
pub struct Funnel {
    service: Service,
    writer: Writer,
    tasks: Vec<JoinHandle<()>>,
    stop: CancellationToken,
    failure: watch_channel::Receiver<Option<String>>,
    halted: watch_channel::Receiver<Option<String>>,
}

impl Funnel {
    /// Opens or makes the store `db`, starts its writer, and follows the journal of each
    /// shard of `inventory`, from the first on, from where the store left off. Inventory
    /// need not be up.
    pub async fn open(db: &Path, inventory: Vec<Peer>, config: Config) -> Result<Self, Error> {
        let path = db.to_owned();
        let settings = config.clone();
        let store = tokio::task::spawn_blocking(move || open_store(&path, &settings))
            .await
            .map_err(|error| Error::Thread(error.to_string()))??;
        let shards = (FIRST..).zip(inventory);
        let shards: Vec<_> =
            shards.map(|(shard, inventory)| (inventory, store.position(shard))).collect();
        let hub = Hub::default();
        let (failed, failure) = watch_channel::channel(None);
        let (writer, mailbox) = Writer::start(store, config.mailbox, hub.clone(), failed)?;
        let stop = CancellationToken::new();
        let (halt, halted) = watch_channel::channel(None);
        let mut tasks = vec![tokio::spawn(keeper::run(mailbox.clone(), stop.clone()))];
        for (inventory, position) in shards {
            let follower = Follower::new(inventory, mailbox.clone(), position, halt.clone());
            tasks.push(tokio::spawn(follower.run(stop.clone())));
        }
        let service = Service {
            mailbox,
            readers: Readers::new(db.to_owned(), config.max_reads),
            hub,
            window: Window { past_ms: config.window_past_ms, future_ms: config.window_future_ms },
            watchers: Arc::new(Semaphore::new(
                config.max_watchers.clamp(1, Semaphore::MAX_PERMITS),
            )),
        };
        Ok(Self { service, writer, tasks, stop, failure, halted })
    }

    /// The gRPC service, for any router.
    #[must_use]
    pub fn service(&self) -> FunnelServer<impl funnel_server::Funnel + use<>> {
        FunnelServer::new(self.service.clone())
    }

    /// Whether everything is being counted; else the sentence that says what is
    /// not. That inventory is away for a while is no reason: it is followed on.
    pub fn counting(&self) -> Result<(), String> {
        self.counts()()
    }

    /// The same as a question that can be asked as long as the process lives.
    pub fn counts(&self) -> impl Fn() -> Result<(), String> + Send + Sync + use<> {
        let (failure, halted) = (self.failure.clone(), self.halted.clone());
        move || {
            let stopped = failure.borrow().clone();
            let reason = stopped.or_else(|| halted.borrow().clone());
            reason.map_or(Ok(()), |sentence| Err(format!("the funnel counts no more: {sentence}")))
        }
    }

    /// Resolves when the writer ended by itself, with the sentence that says why.
    /// The process must then exit: what the disk holds is not known.
    pub async fn failed(&self) -> String {
        let mut failure = self.failure.clone();
        loop {
            if let Some(sentence) = failure.borrow_and_update().clone() {
                return sentence;
            }
            if failure.changed().await.is_err() {
                // It ended as it was told to.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Makes durable what was taken in, ends every stream, and closes the store.
    pub async fn shutdown(self) {
        self.stop.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the funnel panicked");
            }
        }
        self.service.mailbox.stop().await;
        self.service.hub.close();
        let writer = self.writer;
        if let Err(error) = tokio::task::spawn_blocking(move || writer.join()).await {
            tracing::error!(%error, "the funnel's writer could not be joined");
        }
    }
}

fn open_store(db: &Path, config: &Config) -> Result<Store, Error> {
    let mut store = Store::open(db, config)?;
    if config.gateways_restart_with_us {
        store.empty_rooms(clock::now())?;
    }
    Ok(store)
}
