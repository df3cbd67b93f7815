//! Starting and stopping the gateway: what belongs to it, and in which order it
//! comes up and goes down.

use std::{net, path::PathBuf, sync::Arc};

use axum::Router;
use hawker_proto::Peer;
use hawker_telemetry::{gateway as metric, identity};
use tokio::{sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    Config, Error, Secret, Shared,
    bus::{Began, BusSetup, Cluster},
    count::Answers,
    door::WayIn,
    drain::Drain,
    feed::Feeds,
    funnel::{Events, Sender},
    http::{self, App, Origins},
    inventory::Inventory,
    numbers::Numbers,
    quota::Quota,
    rooms::{self, Backing, Rooms},
    store::{Store, StoreSetup},
    tls::Tls,
    token::{self, Keys},
    trace::Traces,
    worker::Workers,
};

/// What a gateway is made of.
pub struct Setup {
    /// Its settings.
    pub config: Config,
    /// Where the public comes in. Bound, not yet accepting.
    pub listener: net::TcpListener,
    /// What tokens are signed with.
    pub secret: Secret,
    /// The folder that holds `rooms.db`.
    pub data_dir: PathBuf,
    /// Where rooms are kept.
    pub store: StoreSetup,
    /// The way to other gateways.
    pub bus: BusSetup,
    /// The way to `hawker.v1.Inventory`: to each shard of the stock, from the first on.
    pub inventory: Vec<Peer>,
    /// The way to `hawker.v1.Funnel`.
    pub funnel: Peer,
    /// Routes of the binary's own, such as the demo's.
    pub extra: Router,
    /// Whether the pages offer to enter without a token of one's own.
    pub demo: bool,
}

/// A running gateway.
pub struct Gateway {
    /// How far the watch of each shard came.
    progress: Vec<watch::Receiver<Option<u64>>>,
    server: JoinHandle<()>,
    feeds: Vec<JoinHandle<()>>,
    sender: JoinHandle<()>,
    workers: Arc<Workers>,
    bus: Option<Arc<Cluster>>,
    store: Store,
    shared: Arc<Shared>,
    streams: Arc<Feeds>,
    stop_serving: CancellationToken,
    stop_feeds: CancellationToken,
    stop_sending: CancellationToken,
}

impl Gateway {
    /// Reads the rooms, starts the workers and the server. It is not
    /// [ready](Self::readiness) until inventory has told how everything stands.
    ///
    /// # Errors
    /// When a setting is wrong, the room store can't be opened, or the listener
    /// or a worker can't be set up.
    pub async fn start(setup: Setup) -> Result<Self, Error> {
        let keys = Keys::new(setup.secret, &setup.config.auth)?;
        let tls = Tls::of(&setup.config.tls)?;
        let path = setup.data_dir.join("rooms.db");
        let (store, found) = Box::pin(Store::of(&setup.store, &path)).await?;
        for one in found.revocations {
            keys.revocations().add(one);
        }
        let (events, sender) = Events::new(setup.funnel.clone());
        let inventory = Inventory::new(setup.inventory);
        let bus = setup.bus.start()?;
        let cluster = bus.as_ref().map(|(cluster, _)| Arc::clone(cluster));
        let ways = (store.keeper(), cluster);
        let backing = Backing::new(&setup.config, ways, inventory.clone(), Arc::clone(&events));
        let max_shows = setup.config.rooms.max_shows;
        let rooms =
            Box::pin(Rooms::restore(backing, found.rooms, max_shows)).await.map_err(|error| {
                Error::Store { path: path.display().to_string(), reason: error.message }
            })?;
        let quota = quota(&setup.config)?;
        let shared = Arc::new(Shared {
            drain: Drain::new(&setup.config.workers),
            traces: Traces::new(),
            config: setup.config,
            keys,
            rooms,
            events,
            quota,
        });
        let origins = Arc::new(Origins::new(&shared.config.http.allowed_origins)?);
        let (way_in, calls) = WayIn::new(setup.listener, Arc::clone(&origins))
            .map_err(|source| Error::Io { doing: "setting up the public listener", source })?;
        let workers = Workers::start(&shared.config.workers, Arc::clone(&shared), &way_in)?;
        let workers = Arc::new(workers);
        let streams = Arc::new(Feeds::new(Arc::clone(&shared)));
        let stop_serving = CancellationToken::new();
        let app = App {
            numbers: Numbers::new(setup.funnel, shared.config.http.max_feeds),
            shared: Arc::clone(&shared),
            workers: Arc::clone(&workers),
            streams: Arc::clone(&streams),
            inventory,
            keeper: store.keeper(),
            origins,
            origins_refused: identity::ORIGINS_REFUSED.count(),
            demo: setup.demo,
            stop: stop_serving.clone(),
            requests: Answers::of(&metric::HTTP_REQUESTS),
            seconds: metric::HTTP_REQUEST_SECONDS.spread(),
        };
        let router = http::router(app, setup.extra)?;
        let serve = http::serve(
            http::Door { calls, tls: tls.clone() },
            router,
            shared.config.http.clone(),
            stop_serving.clone(),
        );
        Ok(Self::running(
            Parts { shared, workers, streams, bus, store, sender, tls, stop_serving },
            tokio::spawn(serve),
        ))
    }

    fn running(parts: Parts, server: JoinHandle<()>) -> Self {
        let (stop_feeds, stop_sending) = (CancellationToken::new(), CancellationToken::new());
        let grouping = rooms::groups(Arc::clone(&parts.shared), stop_feeds.clone());
        let keys = token::keep_fresh(Arc::clone(&parts.shared), stop_feeds.clone());
        let around = rooms::look_around(Arc::clone(&parts.shared), stop_feeds.clone());
        let mut feeds = vec![tokio::spawn(around), tokio::spawn(grouping), tokio::spawn(keys)];
        let mut progress = Vec::new();
        for shard in parts.shared.rooms.shards() {
            let (ahead, reached) = watch::channel(None);
            let shared = || Arc::clone(&parts.shared);
            let watching = rooms::watch(shared(), shard, ahead, stop_feeds.clone());
            let following = rooms::follow(shared(), shard, reached.clone(), stop_feeds.clone());
            feeds.extend([tokio::spawn(watching), tokio::spawn(following)]);
            progress.push(reached);
        }
        feeds.extend(parts.tls.map(|tls| tokio::spawn(tls.keep_fresh(stop_feeds.clone()))));
        let bus = parts.bus.map(|(bus, told)| {
            let shared = || Arc::clone(&parts.shared);
            let up = rooms::make_up(shared(), Arc::clone(&bus), stop_feeds.clone());
            feeds.push(tokio::spawn(rooms::hear(shared(), told, stop_feeds.clone())));
            feeds.push(tokio::spawn(up));
            bus
        });
        Self {
            progress,
            server,
            feeds,
            sender: tokio::spawn(parts.sender.run(stop_sending.clone())),
            workers: parts.workers,
            bus,
            shared: parts.shared,
            streams: parts.streams,
            store: parts.store,
            stop_serving: parts.stop_serving,
            stop_feeds,
            stop_sending,
        }
    }

    /// A question that can be asked as long as the process lives: whether the
    /// gateway can serve, or why not, as a sentence.
    pub fn readiness(&self) -> impl Fn() -> Result<(), String> + Send + Sync + 'static {
        let progress = self.progress.clone();
        let server = self.server.abort_handle();
        let keeper = self.store.keeper();
        let shared = Arc::clone(&self.shared);
        move || {
            if shared.drain.began() {
                return Err("the server is stopping".into());
            }
            if !keeper.writes() {
                return Err("the room store has stopped after an I/O error: see the log".into());
            }
            if progress.iter().any(|reached| reached.borrow().is_none()) {
                return Err("inventory has not told yet how stock and sales stand".into());
            }
            if server.is_finished() {
                return Err("the public server has ended".into());
            }
            Ok(())
        }
    }

    /// Stops: nobody is let in any more, viewers are sent away one after the other
    /// with a slot to come back in, requests end, the last events are sent, the
    /// room store is closed.
    pub async fn shutdown(self) {
        self.shared.drain.begin();
        tokio::join!(self.workers.drain(), self.streams.emptied());
        self.stop_serving.cancel();
        ended("the public server", self.server).await;
        self.stop_feeds.cancel();
        for feed in self.feeds {
            ended("a feed from inventory", feed).await;
        }
        if let Some(bus) = self.bus {
            bus.close().await;
        }
        self.stop_sending.cancel();
        ended("the sender of events", self.sender).await;
        drop(self.workers);
        self.store.close().await;
    }
}

fn quota(config: &Config) -> Result<Quota, Error> {
    let wrong = match &config.http {
        http if http.proxy_protocol && http.trusted_proxies.is_empty() => {
            Some("gateway.http.proxy_protocol needs gateway.http.trusted_proxies")
        }
        _ => config.limits.wrong(config.workers.frame_max_bytes),
    };
    match wrong {
        Some(why) => Err(Error::Config(why.to_owned())),
        None => Ok(Quota::new(&config.limits, &config.workers)),
    }
}

struct Parts {
    shared: Arc<Shared>,
    workers: Arc<Workers>,
    streams: Arc<Feeds>,
    bus: Option<Began>,
    store: Store,
    sender: Sender,
    tls: Option<Arc<Tls>>,
    stop_serving: CancellationToken,
}

async fn ended(what: &str, task: JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!(%error, "{what} did not end well");
    }
}
