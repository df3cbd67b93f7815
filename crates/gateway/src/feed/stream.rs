//! What one feed's connection is given, each time that it has taken what came
//! before: private frames first, then what lies between the viewer's cursors and
//! the head of the lanes.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::Bytes;
use hawker_proto::v1::{FunnelStep, Goodbye, Position, Reply, Welcome, reply, server_frame::Kind};
use hawker_proto::{refuse, v1::ErrorCode};
use hawker_telemetry::gateway::{Ending, Lane};
use tokio::{
    sync::watch,
    time::{sleep, sleep_until},
};

use super::{Feeds, Hall, Place, Seat, event};
use crate::{
    codec::{Encoding, unframed},
    lanes::{Batch, Cursors, Part, Start, hold},
    token::revoked,
    trace::{Record, Subject},
    worker::Tally,
};

/// One feed.
pub(super) struct Feed {
    feeds: Arc<Feeds>,
    hall: Arc<Hall>,
    _place: Place,
    seat: Arc<Seat>,
    news: watch::Receiver<u64>,
    cursors: Cursors,
    epoch: u32,
    opening: Option<Bytes>,
    traced: bool,
    joined: Instant,
    /// When to say goodbye, once the server drains.
    leaves: Option<Instant>,
    ending: Ending,
    over: bool,
}

/// Where a viewer comes in.
pub(super) struct Entrance {
    pub(super) hall: Arc<Hall>,
    pub(super) seat: Arc<Seat>,
    pub(super) news: watch::Receiver<u64>,
    pub(super) seen: Position,
    pub(super) start: Start,
    pub(super) welcome: Welcome,
}

/// What a feed waited for.
enum Woken {
    News,
    Silence,
    Draining,
    Leaving,
}

impl Feed {
    /// A feed that begins with its welcome and, where it needs one, a snapshot.
    pub(super) fn new(feeds: &Arc<Feeds>, place: Place, entrance: Entrance) -> Self {
        let Entrance { hall, seat, news, seen, start, welcome } = entrance;
        let mut opening = Vec::new();
        let told = Reply { id: 0, result: Some(reply::Result::Welcome(welcome)) };
        event::write(&mut opening, &event::json(Kind::Reply(told)), None);
        if let Some(snapshot) = &start.snapshot {
            let json = unframed(snapshot.bytes(Encoding::Json));
            event::write(&mut opening, &json, Some(start.position));
        }
        if let Some(tick) = &start.state {
            event::write(&mut opening, &unframed(tick.bytes(Encoding::Json)), None);
        }
        let subject = Subject { show: &hall.room.show, session: seat.session, who: &seat.who };
        let traced = feeds.shared.traces.join(&subject, seen, &start);
        let feed = Self {
            traced,
            feeds: Arc::clone(feeds),
            hall,
            _place: place,
            seat,
            news,
            cursors: start.cursors,
            epoch: start.position.epoch,
            opening: Some(opening.into()),
            joined: Instant::now(),
            leaves: None,
            ending: Ending::Left,
            over: false,
        };
        feed.enter();
        feed
    }

    fn enter(&self) {
        let room = &self.hall.room;
        match &self.seat.who.sub {
            Some(buyer) => room.lanes.enter(buyer),
            None => room.lanes.enter(self.seat.session.as_u128()),
        }
        room.attend();
        self.feeds.meters.joins.increment(1);
        self.feeds.meters.viewers.increment(1.0);
        self.feeds.record(room, &self.seat, FunnelStep::RoomEntered, 0);
        if self.seat.who.buyer().is_ok() {
            let most = self.feeds.config().outbox_frames;
            tokio::spawn(Arc::clone(&self.seat).send_open(Arc::clone(room), most));
        }
    }

    /// What to write next; `None` at the end.
    pub(super) async fn next(&mut self) -> Option<Bytes> {
        self.seat.busy(false);
        let chunk = self.chunk().await;
        self.seat.busy(chunk.is_some());
        chunk
    }

    async fn chunk(&mut self) -> Option<Bytes> {
        if let Some(opening) = self.opening.take() {
            return Some(opening);
        }
        loop {
            if self.over {
                return None;
            }
            if self.feeds.shared.keys.revocations().hold_for(&self.seat.who) {
                return Some(self.goodbye(Ending::Revoked));
            }
            if self.seat.has_lost() {
                return Some(self.goodbye(Ending::Stalled));
            }
            self.news.mark_unchanged();
            let chunk = self.gather();
            if !chunk.is_empty() {
                return Some(chunk.into());
            }
            match self.wait().await {
                Woken::News => {}
                Woken::Silence => return Some(Bytes::from_static(event::HEARTBEAT)),
                Woken::Draining => {
                    let seats = self.hall.seats();
                    self.leaves = Some(Instant::now() + self.feeds.shared.drain.turn(seats));
                }
                Woken::Leaving => return Some(self.goodbye(Ending::Drained)),
            }
        }
    }

    async fn wait(&mut self) -> Woken {
        let silence = Duration::from_secs(self.feeds.config().ping_seconds.into());
        let leaves = self.leaves;
        let drain = async {
            match leaves {
                Some(at) => {
                    sleep_until(at.into()).await;
                    Woken::Leaving
                }
                None => {
                    self.feeds.shared.drain.begun().await;
                    Woken::Draining
                }
            }
        };
        tokio::select! {
            // The sender lives as long as the hall, which this feed holds.
            _ = self.news.changed() => Woken::News,
            () = self.seat.bell.notified() => Woken::News,
            woken = drain => woken,
            () = sleep(silence) => Woken::Silence,
        }
    }

    /// The private frames that wait, and what lies between cursors and head.
    fn gather(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut tally = Tally::default();
        let traces = &self.feeds.shared.traces;
        let note = |record| traces.note(self.seat.session, record);
        for json in self.seat.take() {
            tally.own(json.len());
            if self.traced {
                note(Record::private());
            }
            event::write(&mut out, &json, None);
        }
        let log = hold(&self.hall.log);
        let mut batch = Batch::new(self.cursors);
        batch.gather(&log, Encoding::Json, &self.hall.room.lanes);
        let mut before = self.cursors;
        for part in batch.parts() {
            if self.traced {
                Record::part(part, before, Some(&log)).into_iter().for_each(note);
                before = part.after();
            }
            let position = (part.lane == Lane::Critical)
                .then(|| Position { epoch: self.epoch, offset: part.after().critical });
            event::write(&mut out, &unframed(part.bytes()), position);
        }
        let on = |part: &Part<'_>, bytes| tally.part(part, bytes, || self.joined);
        let settled = batch.settle(self.cursors, usize::MAX, on);
        drop(log);
        self.cursors = settled.cursors;
        tally.flush(&self.feeds.meters);
        out
    }

    /// The last event.
    fn goodbye(&mut self, ending: Ending) -> Bytes {
        self.over = true;
        self.ending = ending;
        let goodbye = match ending {
            Ending::Stalled => {
                let message = "You did not read what was sent to you: connect again to go on.";
                let after_ms = self.feeds.shared.drain.slot();
                let error = Some(refuse(ErrorCode::Stalled, message));
                Goodbye { error, reconnect_after_ms: after_ms, ..Goodbye::default() }
            }
            Ending::Revoked => Goodbye { error: Some(revoked()), ..Goodbye::default() },
            _ => self.feeds.shared.drain.goodbye(),
        };
        let mut out = Vec::new();
        event::write(&mut out, &event::json(Kind::Goodbye(goodbye)), None);
        out.into()
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let meters = &self.feeds.meters;
        meters.ended(self.ending);
        meters.leaves.increment(1);
        meters.viewers.decrement(1.0);
        if self.traced {
            self.feeds.shared.traces.leave(self.seat.session);
        }
        self.seat.leave();
        self.hall.stand_up(&self.seat);
        self.hall.room.lanes.leave();
        let watched_ms = u32::try_from(self.joined.elapsed().as_millis()).unwrap_or(u32::MAX);
        self.feeds.record(&self.hall.room, &self.seat, FunnelStep::RoomLeft, watched_ms);
        self.hall.leave();
    }
}
