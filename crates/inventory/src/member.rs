//! The stock as one of several processes: a turn is waited for, the stock taken over,
//! served, and given back or lost; then it begins anew.
//!
//! It promises that this process is told to be the owner only while its engine serves,
//! and that whatever ends the engine (another owner, an append of which nobody knows,
//! a connection that broke) ends with the state thrown away, never repaired.

use std::{path::PathBuf, sync::Arc, time::Duration};

use hawker_postgres::Server;
use hawker_telemetry::inventory as metric;
use tokio::{
    runtime::Handle,
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Config, Error, Ownership,
    draw_secret::Secret,
    inventory::Started,
    journal::{
        Snapshots,
        postgres::{Owner, PostgresLog, Seat, Shelf, Standing, Turn, within},
    },
    limits::{
        ANSWER_WITHIN, GIVE_BACK_WITHIN, KEEP_SNAPSHOTS_EVERY, LOOK_FOR_TURN, LOOK_WITHIN,
        REJOIN_AFTER,
    },
    raw::Desk,
};

/// One of several, running.
pub(crate) struct Member {
    task: JoinHandle<()>,
    stop: CancellationToken,
}

impl Member {
    /// Begins to wait for the stock.
    pub(crate) fn start(
        dir: PathBuf,
        config: Config,
        (server, address): (Server, String),
        (tell, desk): (watch::Sender<Ownership>, Arc<Desk>),
    ) -> Self {
        let stop = CancellationToken::new();
        let owner = Owner { name: Uuid::now_v7().to_string(), address };
        let joined = Joined { dir, config, server, owner, tell, desk, stop: stop.clone() };
        Self { task: tokio::spawn(joined.run()), stop }
    }

    /// Pending: what fails is tried again.
    pub(crate) async fn failed(&self) -> Error {
        std::future::pending().await
    }

    pub(crate) async fn shutdown(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "what watches over the stock did not end well");
        }
    }
}

/// The task's state.
struct Joined {
    dir: PathBuf,
    config: Config,
    server: Server,
    owner: Owner,
    tell: watch::Sender<Ownership>,
    desk: Arc<Desk>,
    stop: CancellationToken,
}

impl Joined {
    async fn run(self) {
        while !self.stop.is_cancelled() {
            let ended = match self.turn().await {
                Ok(Some(turn)) => self.own(turn).await,
                Ok(None) => return,
                Err(error) => Err(error),
            };
            match ended {
                Ok(()) | Err(Error::Stopped) => {}
                Err(Error::Fenced { epoch }) => {
                    tracing::warn!(epoch, "another process has taken the stock over");
                }
                Err(error) => {
                    tracing::error!(%error, "the stock is not served here");
                    self.tell.send_replace(Ownership::Trouble { why: error.to_string() });
                }
            }
            self.pause(REJOIN_AFTER).await;
        }
    }

    /// Waits until nobody owns the stock. Nothing, when this process is to end.
    async fn turn(&self) -> Result<Option<Turn>, Error> {
        let connecting = within(LOOK_WITHIN, Seat::connect(&self.server));
        let Some(seat) = self.stop.run_until_cancelled(connecting).await else {
            return Ok(None);
        };
        let seat = seat?;
        while !self.stop.is_cancelled() {
            let looking = seat.look(self.config.takeover_after_ms.into());
            match within(LOOK_WITHIN, looking).await? {
                Ok(turn) => return Ok(Some(turn)),
                Err(owner) => self.wait_behind(owner),
            }
            self.pause(LOOK_FOR_TURN).await;
        }
        Ok(None)
    }

    fn wait_behind(&self, owner: Option<String>) {
        let waiting = Ownership::Waiting { owner };
        self.tell.send_if_modified(|told| {
            let news = *told != waiting;
            if news {
                told.clone_from(&waiting);
            }
            news
        });
    }

    /// Takes the stock over, and serves it until it is lost or this process ends.
    async fn own(&self, turn: Turn) -> Result<(), Error> {
        let (started, standing) = self.recover(turn).await?;
        let epoch = started.epoch;
        metric::TAKEOVERS.count().increment(1);
        self.desk.serve(Some(started.service.clone()));
        self.serves(epoch);
        tracing::info!(epoch, "this process owns the stock");
        let ended = tokio::select! {
            error = started.ending.wait() => Err(error),
            () = self.keep_snapshots() => Ok(()),
            () = self.stop.cancelled() => Ok(()),
            () = self.watch(epoch, &standing) => Ok(()),
        };
        // Callers look for another one before they are turned away here.
        self.serves_no_longer();
        drop(started.end().await);
        self.desk.serve(None);
        if !matches!(ended, Err(Error::Fenced { .. })) {
            self.give_back(epoch).await;
        }
        ended
    }

    fn serves(&self, epoch: u64) {
        self.tell.send_replace(Ownership::Owner { epoch });
        metric::OWNER.level().set(1.0);
    }

    fn serves_no_longer(&self) {
        self.wait_behind(None);
        metric::OWNER.level().set(0.0);
    }

    /// Has callers look for another owner for as long as there may be one, of which this
    /// one has not heard: PostgreSQL does not answer it. Never ends.
    async fn watch(&self, epoch: u64, standing: &Standing) {
        let most = Duration::from_millis(self.config.takeover_after_ms.into());
        let mut is_certain = true;
        loop {
            sleep(LOOK_FOR_TURN).await;
            let was_certain = std::mem::replace(&mut is_certain, standing.unconfirmed_for() < most);
            match (was_certain, is_certain) {
                (true, false) => {
                    tracing::warn!(epoch, "PostgreSQL is silent: another may own the stock");
                    self.serves_no_longer();
                }
                (false, true) => self.serves(epoch),
                _ => {}
            }
        }
    }

    async fn recover(&self, turn: Turn) -> Result<(Started, Standing), Error> {
        let secret = within(ANSWER_WITHIN, Secret::shared(&self.server)).await?;
        let (dir, config) = (self.dir.clone(), self.config.clone());
        let (server, owner) = (self.server.clone(), self.owner.clone());
        let runtime = Handle::current();
        let recovered = tokio::task::spawn_blocking(move || {
            let log = PostgresLog::new(server, &dir, owner, config.append_within())?.in_turn(turn);
            let standing = log.standing();
            Ok((Started::on(log, &dir, secret, &config, runtime)?, standing))
        });
        recovered.await.map_err(|_| Error::Stopped)?
    }

    /// Puts the newest snapshot where another owner finds it. Never ends.
    async fn keep_snapshots(&self) {
        let mut kept = None;
        loop {
            sleep(KEEP_SNAPSHOTS_EVERY).await;
            let (server, dir) = (self.server.clone(), self.dir.clone());
            let runtime = Handle::current();
            let keeping = tokio::task::spawn_blocking(move || {
                let snapshots = Snapshots::new(&dir);
                let newest = snapshots.newest()?;
                if newest > kept {
                    runtime.block_on(async {
                        Shelf::connect(&server).await?.keep_newest(&snapshots).await
                    })?;
                }
                Ok(newest)
            });
            match keeping.await {
                Ok(Ok(newest)) => kept = newest,
                Ok(Err(error)) => {
                    let error: Error = error;
                    metric::SNAPSHOTS_NOT_KEPT.count().increment(1);
                    tracing::warn!(%error, "a snapshot could not be kept for other owners");
                }
                Err(_) => {}
            }
        }
    }

    async fn give_back(&self, epoch: u64) {
        let given = async { Seat::connect(&self.server).await?.give_back(epoch).await };
        match timeout(GIVE_BACK_WITHIN, given).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the stock could not be given back"),
            // An append that nobody knows the end of stands before it.
            Err(_) => tracing::warn!("the stock could not be given back in time"),
        }
    }

    async fn pause(&self, time: Duration) {
        self.stop.run_until_cancelled(sleep(time)).await;
    }
}
