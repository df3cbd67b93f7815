//! One feed as others reach it: its private frames, and its bell.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Instant,
};

use axum::body::Bytes;
use hawker_proto::v1::{Reservation, ReservationState, ReservationUpdate, server_frame::Kind};
use hawker_telemetry::gateway::{FAN_OUT_BOUNDS, FanOutBound};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::event;
use crate::{
    lanes::{SessionKey, hold},
    retry::Backoff,
    rooms::Room,
    token::Identity,
};

/// Changes remembered while the open reservations are asked for.
const SETTLED: usize = 256;

/// The seat.
pub(super) struct Seat {
    pub(super) key: SessionKey,
    pub(super) session: Uuid,
    pub(super) who: Arc<Identity>,
    pub(super) bell: Notify,
    cut: CancellationToken,
    own: Mutex<Own>,
}

#[derive(Default)]
struct Own {
    frames: VecDeque<Bytes>,
    /// Reservations that ended while the open ones are asked for: newer than what
    /// the answer will say of them.
    asking: Option<Vec<u64>>,
    /// Since when the connection has not asked for more, if it has not.
    busy: Option<Instant>,
    /// Whether frames were lost, so that the feed has to end.
    lost: bool,
    left: bool,
}

impl Seat {
    pub(super) fn new(
        number: u32,
        session: Uuid,
        who: Arc<Identity>,
        cut: CancellationToken,
    ) -> Self {
        let key = SessionKey { slot: number, number };
        Self { key, session, who, bell: Notify::new(), cut, own: Mutex::default() }
    }

    /// Adds a private frame. One who leaves so many unread is cut off: what is
    /// lost would otherwise never be told.
    fn push(&self, kind: Kind, most: usize) {
        let mut own = hold(&self.own);
        if own.frames.len() < most {
            own.frames.push_back(event::json(kind));
        } else {
            FAN_OUT_BOUNDS.count_of(FanOutBound::Outbox).increment(1);
            own.lost = true;
        }
        drop(own);
        self.bell.notify_one();
    }

    /// Tells how one of the viewer's reservations stands now.
    pub(super) fn notice(&self, reservation: &Reservation, most: usize) {
        if reservation.state() != ReservationState::Held
            && let Some(settled) = &mut hold(&self.own).asking
            && settled.len() < SETTLED
        {
            settled.push(reservation.id);
        }
        self.tell(reservation.clone(), most);
    }

    fn tell(&self, reservation: Reservation, most: usize) {
        let update = ReservationUpdate { reservation: Some(reservation) };
        self.push(Kind::Reservation(update), most);
    }

    /// Takes the private frames that wait.
    pub(super) fn take(&self) -> VecDeque<Bytes> {
        std::mem::take(&mut hold(&self.own).frames)
    }

    /// Whether frames were lost.
    pub(super) fn has_lost(&self) -> bool {
        hold(&self.own).lost
    }

    /// The connection asks for more, or was given something.
    pub(super) fn busy(&self, busy: bool) {
        hold(&self.own).busy = busy.then(Instant::now);
    }

    /// Cuts the connection if it has taken nothing since then; says whether.
    pub(super) fn cut_if_stalled(&self, then: Instant) -> bool {
        let stalled = hold(&self.own).busy.is_some_and(|since| since <= then);
        if stalled {
            self.cut.cancel();
        }
        stalled
    }

    pub(super) fn leave(&self) {
        hold(&self.own).left = true;
    }

    /// Sends what the viewer holds and waits for, asking until there is an answer
    /// or the feed has ended.
    pub(super) async fn send_open(self: Arc<Self>, room: Arc<Room>, most: usize) {
        hold(&self.own).asking = Some(Vec::new());
        let mut backoff = Backoff::new();
        loop {
            match room.open(&self.who).await {
                Ok(open) => {
                    for place in open.places {
                        self.push(Kind::Waiting(place), most);
                    }
                    let settled = hold(&self.own).asking.take().unwrap_or_default();
                    let news = open.reservations.into_iter();
                    for reservation in news.filter(|one| !settled.contains(&one.id)) {
                        self.tell(reservation, most);
                    }
                    return;
                }
                Err(error) if error.temporary && !hold(&self.own).left => backoff.wait().await,
                Err(error) => {
                    tracing::warn!(?error, "a buyer's open reservations could not be read");
                    return;
                }
            }
        }
    }
}
