//! What is asked of Redis: each a single step there, carried out by a function of
//! `functions.lua` or by handing a message on.

use std::{sync::Arc, time::Instant};

use hawker_domain::ShowId;
use hawker_proto::v1::{BusMessage, ChatBatch, RoomChange, bus_message::Kind};
use hawker_telemetry::bus::{self as metric, BusCall, BusKind};
use prost::Message as _;
use redis::{Cmd, RedisError, RedisResult, ServerErrorKind, Value, from_redis_value};

use super::{Cluster, dial::refused, names, primary::Primary};
use crate::limits::{BUS_KEPT, BUS_LOG, BUS_SEEN, BUS_TRIES};

/// Seconds after which a gateway that is not heard of has nobody in a room.
const CROWD_SECONDS: u64 = 10;

/// What Redis has of a room after a version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Since {
    /// These changes, in order; none where that version is the newest.
    Changes(Vec<RoomChange>),
    /// Some that it does not keep any more: read the record.
    Short,
    /// Nothing so new.
    Behind,
}

/// A room's viewers as one gateway counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Sessions now.
    pub(crate) now: u32,
    /// Sessions that joined, ever.
    pub(crate) joined: u32,
    /// Sessions that left, ever.
    pub(crate) left: u32,
    /// Gateways that count: 1 for one's own.
    pub(crate) gateways: u32,
    /// How many different viewers there were, about.
    pub(crate) unique: u32,
}

impl Cluster {
    /// Tells those who are attached to the room of a change. One that Redis has, or a
    /// newer one, is not told again.
    pub(crate) async fn change(&self, show: &ShowId, change: &RoomChange) -> RedisResult<()> {
        let epoch = change.position.unwrap_or_default().epoch;
        let message = self.message(Kind::Change(change.clone()));
        let mut command = self.function("change", show, ["room", "log"]);
        command.arg(epoch).arg(change.version).arg(message).arg(&*self.names.channel(show));
        command.arg(BUS_LOG).arg(BUS_KEPT.as_secs());
        self.call(BusCall::Change, show, &command).await?;
        self.sent(BusKind::Change);
        Ok(())
    }

    /// What changed after a version.
    pub(crate) async fn since(
        &self,
        show: &ShowId,
        epoch: u32,
        version: u64,
    ) -> RedisResult<Since> {
        let mut command = self.function("since", show, ["room", "log"]);
        command.arg(epoch).arg(version);
        let answer = self.call(BusCall::Since, show, &command).await?;
        let mut parts: Vec<Vec<u8>> = from_redis_value(answer)?;
        let word = if parts.is_empty() { Vec::new() } else { parts.remove(0) };
        match word.as_slice() {
            b"behind" => Ok(Since::Behind),
            b"changes" => {
                let changes: Option<Vec<_>> = parts.iter().map(|bytes| change_in(bytes)).collect();
                // What can't be read is as good as not there.
                Ok(changes.map_or(Since::Short, Since::Changes))
            }
            _ => Ok(Since::Short),
        }
    }

    /// Says that the room is at that version, if Redis has only an older one: as after a
    /// failover, or when it was emptied. Those who are behind repair themselves.
    pub(crate) async fn lift(&self, show: &ShowId, epoch: u32, version: u64) -> RedisResult<()> {
        let mut command = self.function("lift", show, ["room", "log"]);
        command.arg(epoch).arg(version).arg(self.message(Kind::Rebuilt(version)));
        command.arg(&*self.names.channel(show)).arg(BUS_KEPT.as_secs());
        self.call(BusCall::Lift, show, &command).await?;
        self.sent(BusKind::Rebuilt);
        Ok(())
    }

    /// Tells how many viewers this gateway has in a room, and who of them are new, as
    /// hashes; answers how many all gateways have.
    pub(crate) async fn crowd(
        &self,
        show: &ShowId,
        own: Tally,
        seen: &[u64],
    ) -> RedisResult<Tally> {
        let mut command = self.function("crowd", show, ["crowd", "seen"]);
        command.arg(format!("{:016x}", self.gateway)).arg(own.now).arg(own.joined).arg(own.left);
        command.arg(CROWD_SECONDS).arg(BUS_KEPT.as_secs());
        for hash in seen.iter().take(BUS_SEEN) {
            command.arg(&hash.to_be_bytes());
        }
        let answer = self.call(BusCall::Crowd, show, &command).await?;
        let [now, joined, left, gateways, unique]: [u64; 5] = from_redis_value(answer)?;
        // The running counts wrap, as a gateway's own do.
        let low = |sum: u64| u32::try_from(sum & u64::from(u32::MAX)).unwrap_or_default();
        let most = |sum: u64| u32::try_from(sum).unwrap_or(u32::MAX);
        Ok(Tally {
            now: most(now),
            joined: low(joined),
            left: low(left),
            gateways: most(gateways),
            unique: most(unique),
        })
    }

    /// Hands chat on.
    pub(crate) async fn chat(&self, show: &ShowId, batch: ChatBatch) -> RedisResult<()> {
        self.publish(&self.names.channel(show), Kind::Chat(batch), BusKind::Chat).await
    }

    /// Tells every gateway that a show was made.
    pub(crate) async fn created(&self, show: &ShowId) -> RedisResult<()> {
        self.control(Kind::Created(show.to_string())).await
    }

    /// Tells every gateway that tokens were revoked.
    pub(crate) async fn revoked(&self) -> RedisResult<()> {
        self.control(Kind::Revoked(true)).await
    }

    async fn control(&self, kind: Kind) -> RedisResult<()> {
        self.publish(&self.names.control(), kind, BusKind::Control).await
    }

    async fn publish(&self, channel: &str, kind: Kind, counted: BusKind) -> RedisResult<()> {
        let mut command = redis::cmd("SPUBLISH");
        command.arg(channel).arg(self.message(kind));
        self.timed(BusCall::Publish, names::slot(channel), &command).await?;
        self.sent(counted);
        Ok(())
    }

    /// A function with two keys of a room.
    fn function(&self, name: &str, show: &ShowId, keys: [&str; 2]) -> Cmd {
        let mut command = redis::cmd("FCALL");
        command.arg(self.names.function(name)).arg(keys.len());
        for key in keys {
            command.arg(self.names.key(show, key));
        }
        command
    }

    async fn call(&self, call: BusCall, show: &ShowId, command: &Cmd) -> RedisResult<Value> {
        self.timed(call, names::slot(&self.names.channel(show)), command).await
    }

    async fn timed(&self, call: BusCall, slot: u16, command: &Cmd) -> RedisResult<Value> {
        let began = Instant::now();
        let answer = self.tried(slot, command).await;
        metric::CALL_SECONDS.spread_of(call).record(began.elapsed());
        if answer.is_err() {
            metric::CALL_FAILURES.count_of(call).increment(1);
        }
        answer
    }

    /// Asks whoever has the slot, and once more where that is to be asked elsewhere or
    /// the functions were not there: nothing was done then. What else goes wrong is
    /// not tried again.
    async fn tried(&self, slot: u16, command: &Cmd) -> RedisResult<Value> {
        let none = || refused("no primary is known for the slot", &slot.to_string());
        let mut primary = self.primary_of(slot).ok_or_else(none)?;
        for _ in 1..BUS_TRIES {
            let answer = primary.ask(command).await;
            let Err(error) = &answer else { return answer };
            if is_missing_function(error) {
                primary.load(&self.names.text()).await?;
            } else if let Some(other) = self.moved(error) {
                primary = other;
            } else {
                return answer;
            }
        }
        primary.ask(command).await
    }

    /// Who has the slot now, where that is what the error says and it is known.
    fn moved(&self, error: &RedisError) -> Option<Arc<Primary>> {
        if error.kind() != redis::ErrorKind::Server(ServerErrorKind::Moved) {
            return None;
        }
        self.look.notify_one();
        let (host, port) = error.redirect_node()?;
        let address = format!("{host}:{port}");
        self.primaries.load().iter().find(|one| *one.address == address).cloned()
    }

    /// Loads the functions everywhere.
    pub(super) async fn load_functions(&self) -> RedisResult<()> {
        for primary in self.primaries.load_full().iter() {
            primary.load(&self.names.text()).await?;
        }
        Ok(())
    }

    /// What the first node says that lets nobody in.
    pub(super) async fn why_not(&self) -> String {
        for node in &self.seeds {
            if let Err(error) = self.dialer.line(node).await {
                return format!("redis.nodes: {node}: {error}");
            }
        }
        "redis.nodes: they answer, but not all of the cluster's primaries do".to_owned()
    }
}

impl Primary {
    async fn load(&self, text: &str) -> RedisResult<()> {
        let mut command = redis::cmd("FUNCTION");
        command.arg("LOAD").arg("REPLACE").arg(text);
        self.ask(&command).await.map(drop)
    }
}

fn is_missing_function(error: &RedisError) -> bool {
    error.detail().is_some_and(|detail| detail.contains("Function not found"))
}

fn change_in(bytes: &[u8]) -> Option<RoomChange> {
    match BusMessage::decode(bytes).ok()?.kind? {
        Kind::Change(change) => Some(change),
        _ => None,
    }
}
