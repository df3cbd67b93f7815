//! The stock as one of several processes: a turn is waited for, the stock taken over,
//! served, and given back or lost; then it begins anew.
//!
//! It promises that this process is told to be the owner only while its engine serves,
//! and that whatever ends the engine (another owner, an append of which nobody knows,
//! a connection that broke) ends with the state thrown away, never repaired.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use hawker_domain::shards::Shard;
use hawker_postgres::Server;
use hawker_telemetry::inventory as metric;
use tokio::{
    runtime::Handle,
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Config, Error, Ownership,
    crew::{Crew, left_to_others},
    draw_secret::Secret,
    inventory::Started,
    journal::{
        Snapshots,
        postgres::{Owner, Place, PostgresLog, Seat, Shelf, Standing, Turn, within},
    },
    limits::{
        ANSWER_WITHIN, GIVE_BACK_WITHIN, KEEP_SNAPSHOTS_EVERY, LOOK_FOR_TURN, LOOK_WITHIN,
        REJOIN_AFTER,
    },
    raw::Desk,
};

/// One of several, running.
pub(crate) struct Member {
    tasks: Vec<JoinHandle<()>>,
    crew: JoinHandle<()>,
    stop_crew: CancellationToken,
    stop: CancellationToken,
}

/// Whom a shard's task tells what it has, and through what it serves.
pub(crate) type Front = (watch::Sender<Ownership>, Arc<Desk>);

impl Member {
    /// Begins to wait for every shard, each with a front of its own.
    pub(crate) fn start(
        dir: &Path,
        config: &Config,
        (server, address): (Server, String),
        fronts: Vec<Front>,
    ) -> Self {
        metric::SHARDS.level().set(f64::from(config.shards));
        let (stop, stop_crew) = (CancellationToken::new(), CancellationToken::new());
        let owner = Owner { name: Uuid::now_v7().to_string(), address };
        let place = |shard| Place { server: server.clone(), shard };
        let first = place(Shard::all(config.shards).next().unwrap_or(Shard::ONLY));
        let crew = Crew::new(first, owner.name.clone(), config.takeover_after_ms.into());
        let crew = Arc::new(crew);
        let joined = |(shard, (tell, desk)): (Shard, Front)| Joined {
            dir: folder(dir, shard),
            config: config.clone(),
            place: place(shard),
            owner: owner.clone(),
            tell,
            desk,
            crew: Arc::clone(&crew),
            stop: stop.clone(),
        };
        let joined: Vec<_> = Shard::all(config.shards).zip(fronts).map(joined).collect();
        let (with_others, stopped) = (config.shards > 1, stop_crew.clone());
        let together = async move {
            // One shard is shared with nobody.
            if with_others {
                crew.run(stopped).await;
            }
        };
        Self {
            crew: tokio::spawn(together),
            tasks: joined.into_iter().map(|joined| tokio::spawn(joined.run())).collect(),
            stop_crew,
            stop,
        }
    }

    /// Pending: what fails is tried again.
    pub(crate) async fn failed(&self) -> Error {
        std::future::pending().await
    }

    /// The others are told first, so that none leaves a shard to this process.
    pub(crate) async fn shutdown(mut self) {
        self.stop_crew.cancel();
        if timeout(GIVE_BACK_WITHIN, &mut self.crew).await.is_err() {
            // They find out when it is silent.
            self.crew.abort();
        }
        self.stop.cancel();
        for task in self.tasks {
            ended(task).await;
        }
    }
}

async fn ended(task: JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!(%error, "what watches over the stock did not end well");
    }
}

/// Whether it is this process that failed, and not the server that all share.
fn is_our_own(error: &Error) -> bool {
    !matches!(error, Error::Postgres(_) | Error::Silent { .. } | Error::Unknown { .. })
}

/// Where a shard's snapshots are kept.
fn folder(dir: &Path, shard: Shard) -> PathBuf {
    match shard {
        Shard::ONLY => dir.to_owned(),
        shard => dir.join(format!("shard-{}", shard.number())),
    }
}

/// The task's state.
struct Joined {
    dir: PathBuf,
    config: Config,
    place: Place,
    owner: Owner,
    tell: watch::Sender<Ownership>,
    desk: Arc<Desk>,
    crew: Arc<Crew>,
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
                    let shard = self.number();
                    tracing::warn!(shard, epoch, "another process has taken the stock over");
                }
                Err(error) => {
                    if is_our_own(&error) {
                        self.crew.trouble();
                    }
                    tracing::error!(shard = self.number(), %error, "the stock is not served here");
                    self.tell.send_replace(Ownership::Trouble { why: error.to_string() });
                }
            }
            self.pause(REJOIN_AFTER).await;
        }
    }

    /// The shard's number.
    fn number(&self) -> u16 {
        self.place.shard.number()
    }

    /// Waits until nobody owns the stock, and it is this process' to take. Nothing, when
    /// this process is to end.
    async fn turn(&self) -> Result<Option<Turn>, Error> {
        let connecting = within(LOOK_WITHIN, Seat::connect(&self.place));
        let Some(seat) = self.stop.run_until_cancelled(connecting).await else {
            return Ok(None);
        };
        let seat = seat?;
        let (plan, mut free_since) = (self.crew.plan(), None);
        let patience = left_to_others(self.config.takeover_after_ms);
        while !self.stop.is_cancelled() {
            let looking = seat.look(self.config.takeover_after_ms.into());
            match within(LOOK_WITHIN, looking).await? {
                Ok(turn) => {
                    // Whoever is to take it over may not be able to.
                    let since = free_since.get_or_insert_with(Instant::now);
                    let left = since.elapsed() >= patience;
                    if self.place.shard == Shard::ONLY
                        || left
                        || plan.borrow().is_mine(self.number())
                    {
                        return Ok(Some(turn));
                    }
                    self.wait_behind(None);
                }
                Err(owner) => {
                    free_since = None;
                    self.wait_behind(owner);
                }
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
        tracing::info!(shard = self.number(), epoch, "this process owns the stock");
        let ended = tokio::select! {
            error = started.ending.wait() => Err(error),
            () = self.keep_snapshots() => Ok(()),
            () = self.is_to_leave() => Ok(()),
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
        let before = self.tell.send_replace(Ownership::Owner { epoch });
        if !matches!(before, Ownership::Owner { .. }) {
            metric::OWNER.level().increment(1.0);
        }
    }

    fn serves_no_longer(&self) {
        if matches!(*self.tell.borrow(), Ownership::Owner { .. }) {
            metric::OWNER.level().decrement(1.0);
        }
        self.wait_behind(None);
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
                    tracing::warn!(
                        shard = self.number(),
                        epoch,
                        "PostgreSQL is silent: another may own the stock"
                    );
                    self.serves_no_longer();
                }
                (false, true) => self.serves(epoch),
                _ => {}
            }
        }
    }

    async fn recover(&self, turn: Turn) -> Result<(Started, Standing), Error> {
        let secret = within(ANSWER_WITHIN, Secret::shared(&self.place.server)).await?;
        let (dir, config) = (self.dir.clone(), self.config.clone());
        let (place, owner) = (self.place.clone(), self.owner.clone());
        let runtime = Handle::current();
        let recovered = tokio::task::spawn_blocking(move || {
            let log = PostgresLog::new(place, &dir, owner, config.append_within())?.in_turn(turn);
            let standing = log.standing();
            Ok((Started::on(log, &dir, secret, &config, runtime)?, standing))
        });
        recovered.await.map_err(|_| Error::Stopped)?
    }

    /// Resolves when the shard is another process' to own.
    async fn is_to_leave(&self) {
        let mut plan = self.crew.plan();
        if plan.wait_for(|plan| plan.leaves(self.number())).await.is_err() {
            std::future::pending::<()>().await;
        }
        tracing::info!(shard = self.number(), "another process is to own the shard");
    }

    /// Puts the newest snapshot where another owner finds it. Never ends.
    async fn keep_snapshots(&self) {
        let mut kept = None;
        loop {
            sleep(KEEP_SNAPSHOTS_EVERY).await;
            let (place, dir) = (self.place.clone(), self.dir.clone());
            let runtime = Handle::current();
            let keeping = tokio::task::spawn_blocking(move || {
                let snapshots = Snapshots::of(&dir, place.shard);
                let newest = snapshots.newest()?;
                if newest > kept {
                    runtime.block_on(async {
                        Shelf::connect(&place).await?.keep_newest(&snapshots).await
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
        let given = async { Seat::connect(&self.place).await?.give_back(epoch).await };
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
