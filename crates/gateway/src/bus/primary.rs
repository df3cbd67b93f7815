//! One primary of the cluster: a connection for calls, and one for what it tells.
//!
//! They live and die together. An own heartbeat goes out over the first and must come
//! back over the second: a primary that is gone, stands still or has lost its slots is
//! noticed by that, whatever TCP says. Whoever hears a channel anew is told so, since
//! something may have been missed.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use arc_swap::{ArcSwap, ArcSwapOption};
use futures_util::{StreamExt as _, stream};
use hawker_proto::v1::{BusMessage, bus_message::Kind};
use hawker_telemetry::bus::{self as metric, BusKind, BusRepair};
use prost::Message as _;
use redis::{PushInfo, PushKind, RedisError, RedisResult, Value, aio::MultiplexedConnection};
use tokio::{
    sync::{Notify, mpsc},
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use super::{
    Cluster, Event,
    dial::{Line, refused},
    topics::{About, Channel},
    topology::Slots,
};
use crate::{
    limits::{BUS_BEAT, BUS_INBOX, BUS_SILENCE, BUS_SUBSCRIBING},
    retry::Backoff,
};

/// A primary.
pub(super) struct Primary {
    pub(super) address: Arc<str>,
    slots: ArcSwap<Slots>,
    /// For calls; none while it is away.
    calls: ArcSwapOption<MultiplexedConnection>,
    /// Rung when other channels are wanted, or other slots are its own.
    changed: Notify,
    /// Rung by who finds its connections broken.
    broken: Notify,
    pub(super) stop: CancellationToken,
}

/// What came over the connection and was not looked at yet.
struct Inbox {
    pushes: mpsc::Receiver<PushInfo>,
    /// Whether some found no place.
    spilled: Arc<AtomicBool>,
}

/// One who listens to a primary, as long as its connections last.
struct Ear<'a> {
    cluster: &'a Cluster,
    primary: &'a Primary,
    line: Line,
    calls: Line,
    inbox: Inbox,
    held: HashSet<Channel>,
    /// Channels whose end was asked for, as often as it was.
    leaving: HashMap<Channel, u32>,
    slots: Arc<Slots>,
    heart: Heart,
}

/// The heartbeats that went out and did not come back yet.
struct Heart {
    channel: String,
    number: u64,
    unheard: VecDeque<(u64, Instant)>,
}

impl Primary {
    pub(super) fn new(address: Arc<str>, slots: Slots, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            address,
            slots: ArcSwap::from_pointee(slots),
            calls: ArcSwapOption::empty(),
            changed: Notify::new(),
            broken: Notify::new(),
            stop,
        })
    }

    /// Has these slots from now on.
    pub(super) fn set_slots(&self, slots: Slots) {
        if **self.slots.load() != slots {
            self.slots.store(Arc::new(slots));
            self.changed.notify_one();
        }
    }

    pub(super) fn has(&self, slot: u16) -> bool {
        self.slots.load().iter().any(|(from, to)| (*from..=*to).contains(&slot))
    }

    /// Other channels are wanted.
    pub(super) fn look(&self) {
        self.changed.notify_one();
    }

    pub(super) fn is_up(&self) -> bool {
        self.calls.load().is_some()
    }

    /// Its answer to a command.
    pub(super) async fn ask(&self, command: &redis::Cmd) -> RedisResult<Value> {
        let Some(calls) = self.calls.load_full() else {
            return Err(refused("no connection to this primary now", &self.address));
        };
        let mut calls = MultiplexedConnection::clone(&calls);
        let answer = calls.send_packed_command(command).await.and_then(Value::extract_error);
        if answer.as_ref().is_err_and(RedisError::is_unrecoverable_error) {
            self.broken.notify_one();
        }
        answer
    }

    /// Listens until it is stopped.
    pub(super) async fn serve(self: Arc<Self>, cluster: Arc<Cluster>) {
        let reconnects = metric::RECONNECTS.count();
        let endless = async {
            let mut backoff = Backoff::new();
            loop {
                let Err(error) = self.listen(&cluster, &mut backoff).await else { return };
                tracing::warn!(primary = %self.address, %error, "connecting to Redis anew");
                reconnects.increment(1);
                cluster.look.notify_one();
                backoff.wait().await;
            }
        };
        self.stop.run_until_cancelled(endless).await;
        self.calls.store(None);
    }

    /// Listens for as long as the connections last. Ends without an error when it has
    /// no slots any more.
    async fn listen(&self, cluster: &Cluster, backoff: &mut Backoff) -> RedisResult<()> {
        let (told, inbox) = Inbox::new();
        let line = cluster.dialer.ear(&self.address, told).await?;
        let calls = cluster.dialer.line(&self.address).await?;
        let slots = self.slots.load_full();
        let Some(channel) = cluster.names.heart(cluster.gateway, &slots) else { return Ok(()) };
        self.calls.store(Some(Arc::new(calls.connection.clone())));
        let heart = Heart { channel, number: 0, unheard: VecDeque::new() };
        let mut ear = Ear {
            cluster,
            primary: self,
            line,
            calls,
            inbox,
            held: HashSet::new(),
            leaving: HashMap::new(),
            slots,
            heart,
        };
        let ended = ear.listen(backoff).await;
        self.calls.store(None);
        cluster.topics.left(&ear.held, &self.address);
        ended
    }
}

impl Inbox {
    fn new() -> (impl Fn(PushInfo) -> Result<(), RedisError> + Send + Sync + 'static, Self) {
        let (sender, pushes) = mpsc::channel(BUS_INBOX);
        let spilled = Arc::new(AtomicBool::new(false));
        let inbox = Self { pushes, spilled: Arc::clone(&spilled) };
        let full = metric::FULL.count();
        let told = move |push| {
            if sender.try_send(push).is_err() {
                full.increment(1);
                spilled.store(true, Ordering::Release);
            }
            Ok(())
        };
        (told, inbox)
    }
}

impl Ear<'_> {
    async fn listen(&mut self, backoff: &mut Backoff) -> RedisResult<()> {
        subscribe(&self.line, "SSUBSCRIBE", &self.heart.channel).await?;
        self.settle().await?;
        let mut beats = interval(BUS_BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // What came is looked at first: a heartbeat among it is none that is missed.
            tokio::select! {
                biased;
                push = self.inbox.pushes.recv() => match push {
                    Some(push) => self.take(push, backoff).await?,
                    None => return Err(refused("the connection ended", &self.primary.address)),
                },
                () = self.primary.broken.notified() => {
                    return Err(refused("a call found the connection broken", &self.primary.address));
                }
                () = self.primary.changed.notified() => self.settle().await?,
                _ = beats.tick() => self.beat().await?,
            }
        }
    }

    /// Joins what is wanted and not held, leaves what is held and not wanted.
    async fn settle(&mut self) -> RedisResult<()> {
        let slots = self.primary.slots.load_full();
        if slots != self.slots {
            let (cluster, names) = (self.cluster, &self.cluster.names);
            let Some(channel) = names.heart(cluster.gateway, &slots) else {
                return Err(refused("it has no slots any more", &self.primary.address));
            };
            if channel != self.heart.channel {
                return Err(refused("it has other slots now", &self.primary.address));
            }
            self.slots = slots;
        }
        let teller = &self.primary.address;
        let due = self.cluster.topics.due(teller, &self.slots, &self.held);
        self.cluster.topics.left(&due.leave, teller);
        for channel in due.leave {
            self.held.remove(&channel);
            subscribe(&self.line, "SUNSUBSCRIBE", &channel).await?;
            *self.leaving.entry(channel).or_default() += 1;
        }
        self.join(due.join).await
    }

    async fn join(&mut self, channels: Vec<Channel>) -> RedisResult<()> {
        let line = &self.line;
        let joining = channels.into_iter().map(|channel| async move {
            subscribe(line, "SSUBSCRIBE", &channel).await.map(|()| channel)
        });
        let mut joining = stream::iter(joining).buffer_unordered(BUS_SUBSCRIBING);
        let mut again = Vec::new();
        while let Some(joined) = joining.next().await {
            let channel = joined?;
            again.extend(self.cluster.topics.joined(&channel, &self.primary.address));
            self.held.insert(channel);
        }
        drop(joining);
        self.lost(again, BusRepair::Resubscribed).await;
        Ok(())
    }

    /// Has those that it concerns repair themselves.
    async fn lost(&self, about: Vec<About>, why: BusRepair) {
        if about.is_empty() {
            return;
        }
        let control = about.contains(&About::Control);
        let shows = about.into_iter().filter_map(|about| match about {
            About::Room(show) => Some(show),
            About::Control => None,
        });
        let shows: Vec<_> = shows.collect();
        metric::REPAIRS.count_of(why).increment(shows.len() as u64);
        self.cluster.tell(Event::Lost { shows, control }).await;
    }

    /// Sends the next heartbeat, unless an older one is missed.
    async fn beat(&mut self) -> RedisResult<()> {
        if self.inbox.spilled.swap(false, Ordering::AcqRel) {
            let about = self.held.iter().filter_map(|channel| self.cluster.topics.about(channel));
            self.lost(about.collect(), BusRepair::Full).await;
        }
        let now = Instant::now();
        if self.heart.unheard.front().is_some_and(|(_, sent)| now - *sent > BUS_SILENCE) {
            metric::SILENT.count().increment(1);
            return Err(refused("a heartbeat did not come back", &self.primary.address));
        }
        self.heart.number += 1;
        self.heart.unheard.push_back((self.heart.number, now));
        let message = self.cluster.message(Kind::Heartbeat(self.heart.number));
        let mut command = redis::cmd("SPUBLISH");
        command.arg(&self.heart.channel).arg(message);
        let mut calls = self.calls.connection.clone();
        self.cluster.sent(BusKind::Heartbeat);
        // One that is not taken does not come back, which is noticed; there are never
        // more of them than fit into the time that a silence may last.
        tokio::spawn(async move { calls.send_packed_command(&command).await.is_ok() });
        Ok(())
    }

    async fn take(&mut self, push: PushInfo, backoff: &mut Backoff) -> RedisResult<()> {
        let broken = |why| Err(refused(why, &self.primary.address));
        match (push.kind, push.data.as_slice()) {
            (PushKind::SMessage, [channel, Value::BulkString(bytes)]) => {
                let Some(channel) = text(channel) else { return Ok(()) };
                let Ok(message) = BusMessage::decode(bytes.as_slice()) else {
                    tracing::warn!(channel, "a message on the bus is none of ours");
                    return Ok(());
                };
                if message.gateway == self.cluster.gateway {
                    self.hear_own(&message, backoff);
                    return Ok(());
                }
                let Some(about) = self.cluster.topics.about(channel) else { return Ok(()) };
                if let Some(event) = self.cluster.event(about, message) {
                    self.cluster.tell(event).await;
                }
                Ok(())
            }
            (PushKind::SUnsubscribe, [channel, ..]) => {
                let Some(channel) = text(channel) else { return Ok(()) };
                let Some(left) = self.leaving.get_mut(channel).filter(|left| **left > 0) else {
                    return broken("a slot of it has moved away");
                };
                *left -= 1;
                if *left == 0 {
                    self.leaving.remove(channel);
                }
                Ok(())
            }
            (PushKind::Disconnection, _) => broken("the connection ended"),
            _ => Ok(()),
        }
    }

    /// A heartbeat came back. Those before it need not come any more.
    fn hear_own(&mut self, message: &BusMessage, backoff: &mut Backoff) {
        if let Some(Kind::Heartbeat(number)) = message.kind {
            self.cluster.received(BusKind::Heartbeat);
            self.heart.unheard.retain(|(sent, _)| *sent > number);
            backoff.reset();
        }
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::BulkString(bytes) => std::str::from_utf8(bytes).ok(),
        Value::SimpleString(text) => Some(text),
        _ => None,
    }
}

/// Subscribes to a channel, or ends that.
async fn subscribe(line: &Line, command: &str, channel: &str) -> RedisResult<()> {
    let mut connection = line.connection.clone();
    let mut command = redis::cmd(command);
    command.arg(channel);
    connection.send_packed_command(&command).await.and_then(Value::extract_error).map(drop)
}
