//! Rooms as server-sent events, for viewers whose network breaks WebSockets.
//!
//! A feed is a viewer like any other: cursors into the room's lanes, no queue of
//! its own but the few private frames, the same start and the same frames as JSON.
//! It only reads; what its viewer wants goes by other requests. Feeds are for the
//! few, so that they run on the common runtime: one task per room that has any
//! keeps a copy of the log's pointers, and each feed gathers from it when its
//! connection has taken what came before.

mod event;
mod hall;
mod seat;
mod stream;

pub(crate) use event::{position, stocks};

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::body::Bytes;
use futures_util::{Stream, stream::unfold};
use hawker_domain::ShowId;
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode, FunnelStep},
};
use hawker_telemetry::gateway as metric;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Shared,
    door::Address,
    funnel,
    lanes::{Seen, hold},
    quota::Key,
    rooms::Room,
    session::welcome,
    token::Identity,
    worker::{Meters, WorkerConfig},
};
use hall::Hall;
use seat::Seat;
use stream::{Entrance, Feed};

/// How long a feed's goodbye may take to its reader.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// All feeds of this gateway.
pub(crate) struct Feeds {
    shared: Arc<Shared>,
    meters: Meters,
    level: metrics::Gauge,
    full: metrics::Counter,
    open: watch::Sender<u32>,
    numbers: AtomicU32,
    halls: Mutex<HashMap<ShowId, Arc<Hall>>>,
}

/// Who opens a feed.
pub(crate) struct Visitor {
    pub(crate) who: Arc<Identity>,
    pub(crate) room: Arc<Room>,
    pub(crate) seen: Seen,
    /// Cuts the connection, should it take nothing for too long.
    pub(crate) cut: CancellationToken,
    /// Where it is: a feed is one of its address's sessions.
    pub(crate) address: Address,
}

impl Feeds {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            meters: Meters::new(),
            level: metric::HTTP_EVENT_STREAMS.level(),
            full: metric::HTTP_EVENT_STREAMS_FULL.count(),
            open: watch::Sender::new(0),
            numbers: AtomicU32::new(0),
            halls: Mutex::default(),
        }
    }

    /// Opens a feed: the chunks of its answer.
    ///
    /// # Errors
    /// `DRAINING` when the server stops, `ROOM_FULL` when there are as many feeds
    /// as allowed, `RATE_LIMITED` when there are too many of that address.
    pub(crate) fn open(
        self: &Arc<Self>,
        visitor: Visitor,
    ) -> Result<impl Stream<Item = Result<Bytes, std::convert::Infallible>> + use<>, v1::Error>
    {
        if self.shared.drain.began() {
            let message = "The server is stopping: connect again in a moment.";
            return Err(refuse(ErrorCode::Draining, message));
        }
        let place = self.place(visitor.address)?;
        let hall = self.hall(&visitor.room);
        let now = crate::now();
        let session = Uuid::now_v7();
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let seat = Arc::new(Seat::new(number, session, visitor.who, visitor.cut));
        let (start, news) = hall.start(&visitor.seen);
        let seen = visitor.seen.position;
        self.meters.started(seen, &start);
        let welcome = welcome(self.config(), &seat.who, session, &start, now);
        hall.sit(&seat);
        let feed = Feed::new(self, place, Entrance { hall, seat, news, seen, start, welcome });
        Ok(unfold(feed, |mut feed| async move {
            let chunk = feed.next().await?;
            Some((Ok(chunk), feed))
        }))
    }

    /// Waits until every feed has ended, as they do over the time of a drain.
    pub(crate) async fn emptied(&self) {
        let mut open = self.open.subscribe();
        let empty = open.wait_for(|open| *open == 0);
        if tokio::time::timeout(self.config().drain() + LAST_WORDS, empty).await.is_err() {
            tracing::warn!("feeds that did not end in time are cut off");
        }
    }

    fn config(&self) -> &WorkerConfig {
        &self.shared.config.workers
    }

    fn place(self: &Arc<Self>, address: Address) -> Result<Place, v1::Error> {
        let most = u32::try_from(self.shared.config.http.max_event_streams).unwrap_or(u32::MAX);
        let taken = self.open.send_if_modified(|open| {
            let free = *open < most;
            *open += u32::from(free);
            free
        });
        if !taken {
            self.full.increment(1);
            let message = "As many event streams as allowed are open: try again later, or use a \
                           WebSocket.";
            return Err(refuse(ErrorCode::RoomFull, message));
        }
        self.level.increment(1.0);
        let mut place = Place { feeds: Arc::clone(self), address: 0 };
        place.address = self.shared.quota.enter(address)?;
        Ok(place)
    }

    /// The room's hall, with one more feed in it.
    fn hall(self: &Arc<Self>, room: &Arc<Room>) -> Arc<Hall> {
        let mut halls = hold(&self.halls);
        if let Some(hall) = halls.get(&room.show) {
            hall.enter();
            return Arc::clone(hall);
        }
        let hall = Arc::new(Hall::new(Arc::clone(room)));
        hall.enter();
        halls.insert(room.show.clone(), Arc::clone(&hall));
        tokio::spawn(hall::attend(Arc::clone(self), Arc::clone(&hall)));
        hall
    }

    /// Forgets the hall if nobody is in it; says whether it did.
    fn close(&self, hall: &Hall) -> bool {
        let mut halls = hold(&self.halls);
        let empty = hall.is_empty();
        if empty {
            halls.remove(&hall.room.show);
        }
        empty
    }

    /// Records a step of a feed's viewer for the funnel.
    fn record(&self, room: &Room, seat: &Seat, step: FunnelStep, watched_ms: u32) {
        let session;
        let viewer = match &seat.who.sub {
            Some(buyer) => buyer.as_str(),
            None => {
                session = seat.session.to_string();
                session.as_str()
            }
        };
        let mut event = funnel::event(&room.show, viewer, step, crate::now());
        event.touch = seat.who.touch.as_deref().cloned();
        event.watched_ms = watched_ms;
        self.shared.events.record(event);
    }
}

/// One of the feeds that there may be, in all and of its address; free again when
/// dropped.
struct Place {
    feeds: Arc<Feeds>,
    /// What its address is counted under; 0 where that is not counted.
    address: Key,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.feeds.shared.quota.leave(self.address);
        self.feeds.open.send_modify(|open| *open -= 1);
        self.feeds.level.decrement(1.0);
    }
}
