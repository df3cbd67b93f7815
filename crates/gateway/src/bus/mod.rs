//! What the gateways of a fleet tell one another, over Redis Cluster.
//!
//! It owns the connections to Redis, who hears which room, and what is asked of it.
//! It promises that a room's change costs one message for each gateway that is
//! attached to the room, and that nothing is missed in silence: whenever something on
//! a room's channel may have been, the room is told that it must repair itself. Redis
//! holds nothing that can't be made anew: the rooms are in PostgreSQL.

mod calls;
mod config;
mod dial;
mod names;
mod primary;
mod topics;
mod topology;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use hawker_domain::ShowId;
use hawker_proto::v1::{BusMessage, ChatBatch, RoomChange, bus_message::Kind};
use hawker_telemetry::bus::{self as metric, BusKind};
use prost::Message as _;
use tokio::sync::{Notify, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) use calls::{Since, Tally};
pub use config::RedisConfig;

use crate::{
    Error,
    limits::{BUS_ANSWER, BUS_EVENTS},
};
use dial::Dialer;
use names::Names;
use primary::Primary;
use topics::{About, Topics};
use topology::Slots;

/// What comes over the bus from other gateways, or is missing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// A room changed.
    Change { show: ShowId, change: Box<RoomChange> },
    /// A room's viewers wrote.
    Chat { show: ShowId, batch: ChatBatch },
    /// A room is at this version now, which may be newer than what is known.
    Rebuilt { show: ShowId, version: u64 },
    /// A show was made.
    Created(ShowId),
    /// Tokens were revoked.
    Revoked,
    /// Messages of these rooms may have been missed; `control` says whether those
    /// that concern every gateway may have been, too.
    Lost { shows: Vec<ShowId>, control: bool },
}

/// Whether there are other gateways.
#[derive(Debug, Clone, Default)]
pub enum BusSetup {
    /// There are none: nobody is to be told anything.
    #[default]
    Alone,
    /// There may be any number of them, which share this Redis Cluster.
    Cluster(RedisConfig),
}

impl BusSetup {
    /// Begins to connect, if there is anything to connect to.
    pub(crate) fn start(&self) -> Result<Option<Began>, Error> {
        match self {
            Self::Alone => Ok(None),
            Self::Cluster(config) => Cluster::start(config).map(Some),
        }
    }
}

/// A bus that has begun to connect, and what comes over it.
pub(crate) type Began = (Arc<Cluster>, mpsc::Receiver<Event>);

/// The way to Redis.
pub(crate) struct Cluster {
    /// Which gateway this is.
    gateway: u64,
    names: Names,
    dialer: Dialer,
    seeds: Vec<Arc<str>>,
    topics: Topics,
    primaries: ArcSwap<Vec<Arc<Primary>>>,
    /// Rung by who wants to know anew who has which slots.
    look: Notify,
    events: mpsc::Sender<Event>,
    tasks: TaskTracker,
    stop: CancellationToken,
    level: metrics::Gauge,
}

impl Cluster {
    /// Begins to connect. What comes is handed out by the receiver, which must be read
    /// without long pauses. Whether Redis can be reached is not asked: without it the
    /// bus begins when it can.
    ///
    /// # Errors
    /// When a setting is wrong.
    pub(crate) fn start(config: &RedisConfig) -> Result<Began, Error> {
        config.check()?;
        let (events, receiver) = mpsc::channel(BUS_EVENTS);
        let cluster = Arc::new(Self {
            gateway: uuid::Uuid::new_v4().as_u64_pair().0,
            names: Names::new(&config.prefix),
            dialer: Dialer::of(config)?,
            seeds: config.nodes.iter().map(|node| node.as_str().into()).collect(),
            topics: Topics::new(),
            primaries: ArcSwap::default(),
            look: Notify::new(),
            events,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            level: metric::PRIMARIES.level(),
        });
        drop(cluster.topics.want(cluster.names.control(), About::Control));
        cluster.tasks.spawn(topology::follow(Arc::clone(&cluster)));
        Ok((cluster, receiver))
    }

    /// Ends the connections.
    pub(crate) async fn close(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Cancelled when the connections end.
    pub(crate) fn stopped(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Hears a room from now on. Returns when it does; false when that takes longer
    /// than this.
    pub(crate) async fn attach(&self, show: &ShowId, within: Duration) -> bool {
        let channel = self.names.channel(show);
        let mut ready = self.topics.want(Arc::clone(&channel), About::Room(show.clone()));
        let slot = names::slot(&channel);
        if let Some(primary) = self.primary_of(slot) {
            primary.look();
        }
        matches!(tokio::time::timeout(within, ready.wait_for(|ready| *ready)).await, Ok(Ok(_)))
    }

    /// Hears it no longer.
    pub(crate) fn detach(&self, show: &ShowId) {
        let channel = self.names.channel(show);
        self.topics.drop_out(&channel);
        if let Some(primary) = self.primary_of(names::slot(&channel)) {
            primary.look();
        }
    }

    /// Whether all primaries are connected and all channels heard.
    pub(crate) fn is_whole(&self) -> bool {
        let primaries = self.primaries.load();
        let up = primaries.iter().filter(|primary| primary.is_up()).count();
        self.level.set(up as f64);
        up == primaries.len() && up > 0 && self.topics.are_all_told()
    }

    fn primary_of(&self, slot: u16) -> Option<Arc<Primary>> {
        self.primaries.load().iter().find(|primary| primary.has(slot)).cloned()
    }

    /// Makes the primaries those.
    fn arrange(self: &Arc<Self>, mut now: BTreeMap<Arc<str>, Slots>) {
        let before = self.primaries.load_full();
        let mut primaries = Vec::new();
        for primary in before.iter() {
            match now.remove(&primary.address) {
                Some(slots) => {
                    primary.set_slots(slots);
                    primaries.push(Arc::clone(primary));
                }
                None => primary.stop.cancel(),
            }
        }
        for (address, slots) in now {
            let primary = Primary::new(address, slots, self.stop.child_token());
            self.tasks.spawn(Arc::clone(&primary).serve(Arc::clone(self)));
            primaries.push(primary);
        }
        self.primaries.store(Arc::new(primaries));
    }

    /// A message of this gateway's.
    fn message(&self, kind: Kind) -> Vec<u8> {
        BusMessage { gateway: self.gateway, kind: Some(kind) }.encode_to_vec()
    }

    fn sent(&self, kind: BusKind) {
        metric::SENT.count_of(kind).increment(1);
    }

    fn received(&self, kind: BusKind) {
        metric::RECEIVED.count_of(kind).increment(1);
    }

    /// What another gateway's message means.
    fn event(&self, about: About, message: BusMessage) -> Option<Event> {
        let (kind, event) = match (about, message.kind?) {
            (About::Room(show), Kind::Change(change)) => {
                (BusKind::Change, Event::Change { show, change: Box::new(change) })
            }
            (About::Room(show), Kind::Chat(batch)) => (BusKind::Chat, Event::Chat { show, batch }),
            (About::Room(show), Kind::Rebuilt(version)) => {
                (BusKind::Rebuilt, Event::Rebuilt { show, version })
            }
            (About::Control, Kind::Created(show)) => {
                (BusKind::Control, Event::Created(ShowId::new(&show).ok()?))
            }
            (About::Control, Kind::Revoked(_)) => (BusKind::Control, Event::Revoked),
            _ => return None,
        };
        self.received(kind);
        Some(event)
    }

    /// Hands an event out, and waits while too many are waiting.
    async fn tell(&self, event: Event) {
        // Nobody listens any more only when the gateway stops.
        self.events.send(event).await.ok();
    }
}

/// Whether a cluster can be reached and entered as the settings say, for
/// `hawker config check`.
///
/// # Errors
/// What is wrong, as a sentence.
pub async fn check(config: &RedisConfig) -> Result<(), String> {
    let (cluster, _events) = Cluster::start(config).map_err(|error| error.to_string())?;
    let within = BUS_ANSWER * 3;
    let whole = async {
        while !cluster.is_whole() {
            tokio::time::sleep(crate::limits::BUS_LOOK_SOON).await;
        }
    };
    let outcome = match tokio::time::timeout(within, whole).await {
        Ok(()) => cluster.load_functions().await.map_err(|error| format!("redis: {error}")),
        Err(_) => Err(cluster.why_not().await),
    };
    cluster.close().await;
    outcome
}

#[cfg(test)]
mod tests;
