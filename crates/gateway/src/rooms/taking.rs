//! What other gateways did to a room, as it is heard over the bus: taken in as it comes,
//! or read where something is missing. And the other way round: what was done here, told
//! to them.
//!
//! Whatever was missed is read from Redis as far as it is kept there, else from the
//! room's record, which is the truth.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex},
};

use futures_util::{StreamExt as _, stream};
use hawker_domain::ShowId;
use hawker_proto::v1::{Position, RoomChange};
use hawker_telemetry::bus::{self as metric, BusRepair};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{Room, stand::TakenIn};
use crate::{
    Shared,
    bus::{Cluster, Since},
    lanes::hold,
    limits::{ATTEMPTS, BUS_NEWS, BUS_SUBSCRIBING},
    retry::Backoff,
};

/// What a room hears over the bus.
#[derive(Debug)]
pub(super) enum News {
    /// It was changed.
    Change(Box<RoomChange>),
    /// It is at that version.
    Reached(u64),
    /// Something may have been missed.
    Missed,
}

/// News that wait for the change that is under way.
#[derive(Default)]
pub(super) struct Inbox {
    waiting: VecDeque<News>,
    is_read: bool,
}

/// Rooms of whose newest change others could not be told. There are never more of them
/// than rooms.
#[derive(Default)]
pub(super) struct Owed {
    shows: Mutex<BTreeSet<ShowId>>,
    more: Notify,
}

impl Room {
    /// Tells other gateways of a change that is kept and told here. It need not reach
    /// them: then they are told as soon as it can be that there is something newer.
    pub(super) async fn tell_others(&self, change: RoomChange) {
        let Some(bus) = &self.backing.bus else { return };
        if let Err(error) = Box::pin(bus.change(&self.show, &change)).await {
            tracing::warn!(show = %self.show, %error, "a change did not reach other gateways");
            metric::REPAIRS.count_of(BusRepair::Untold).increment(1);
            self.backing.owed.note(&self.show);
        }
    }

    /// Says which version the room has; whether that was heard.
    async fn lift(&self, bus: &Cluster) -> bool {
        let version = self.version().await;
        bus.lift(&self.show, self.state().position().epoch, version).await.is_ok()
    }

    async fn version(&self) -> u64 {
        self.changing.lock().await.version
    }

    /// Takes news as they come, one after the other. With too many waiting, the room's
    /// record is read in place of all of them.
    pub(super) fn hear(self: &Arc<Self>, news: News) {
        let mut inbox = hold(&self.tie.inbox);
        if inbox.waiting.len() >= BUS_NEWS {
            metric::REPAIRS.count_of(BusRepair::Full).increment(1);
            inbox.waiting.clear();
            inbox.waiting.push_back(News::Missed);
        } else {
            inbox.waiting.push_back(news);
        }
        if !std::mem::replace(&mut inbox.is_read, true) {
            self.backing.runtime.spawn(Arc::clone(self).read_news());
        }
    }

    async fn read_news(self: Arc<Self>) {
        loop {
            let next = {
                let mut inbox = hold(&self.tie.inbox);
                let next = inbox.waiting.pop_front();
                inbox.is_read = next.is_some();
                next
            };
            match next {
                Some(News::Change(change)) => {
                    if self.take_in(*change).await == TakenIn::Gap {
                        metric::REPAIRS.count_of(BusRepair::Gap).increment(1);
                        self.fetch().await;
                    }
                }
                Some(News::Reached(version)) => {
                    if version > self.version().await {
                        self.repair().await;
                    }
                }
                Some(News::Missed) => self.repair().await,
                None => return,
            }
        }
    }

    /// Reads what was missed: from Redis, if it is kept there.
    pub(super) async fn fetch(self: &Arc<Self>) {
        let Some(bus) = &self.backing.bus else { return };
        let (epoch, version) = (self.state().position().epoch, self.version().await);
        let since = Box::pin(bus.since(&self.show, epoch, version)).await;
        let Ok(Since::Changes(changes)) = since else {
            return self.repair().await;
        };
        for change in changes {
            if self.take_in(change).await == TakenIn::Gap {
                return self.repair().await;
            }
        }
    }

    /// Reads how the room stands, and lets those know who may know less. What can't be
    /// read now is found by the next look at all rooms.
    pub(super) async fn repair(self: &Arc<Self>) {
        let Some(bus) = &self.backing.bus else { return };
        let mut backoff = Backoff::new();
        for _ in 0..ATTEMPTS {
            match Box::pin(self.catch_up()).await {
                Ok(()) => {
                    if !self.lift(bus).await {
                        self.backing.owed.note(&self.show);
                    }
                    return;
                }
                Err(error) => tracing::warn!(show = %self.show, ?error, "a room can't be read"),
            }
            backoff.wait().await;
        }
    }

    /// Whether this gateway knows what one has seen who comes from another.
    pub(crate) fn knows(&self, seen: Position) -> bool {
        let known = self.state().position();
        self.backing.bus.is_none() || seen.epoch != known.epoch || seen.offset <= known.offset
    }
}

impl Owed {
    fn note(&self, show: &ShowId) {
        hold(&self.shows).insert(show.clone());
        self.more.notify_one();
    }
}

/// Tells others of what they could not be told, until it is stopped.
pub(crate) async fn make_up(shared: Arc<Shared>, bus: Arc<Cluster>, stop: CancellationToken) {
    let owed = &shared.rooms.backing.owed;
    let endless = async {
        let mut backoff = Backoff::new();
        loop {
            owed.more.notified().await;
            backoff.wait().await;
            let shows = std::mem::take(&mut *hold(&owed.shows));
            let telling = shows.into_iter().map(|show| {
                let (shared, bus) = (Arc::clone(&shared), Arc::clone(&bus));
                async move {
                    let told = match shared.rooms.get(&show) {
                        Some(room) => room.lift(&bus).await,
                        None => true,
                    };
                    (show, told)
                }
            });
            let mut telling = stream::iter(telling).buffer_unordered(BUS_SUBSCRIBING);
            let mut all = true;
            while let Some((show, told)) = telling.next().await {
                if !told {
                    owed.note(&show);
                    all = false;
                }
            }
            if all {
                backoff.reset();
            }
        }
    };
    stop.run_until_cancelled(endless).await;
}
