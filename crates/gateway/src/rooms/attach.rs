//! A room's tie to the other gateways: it hears what they say while it has viewers
//! here, and for a while after the last has left.
//!
//! Whoever comes first waits until the room hears: what was said before is in the
//! room's record, and what comes from then on is heard. Where the bus is away, viewers
//! are let in after a bounded wait; the room goes on trying.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use hawker_proto::v1::Position;
use hawker_telemetry::gateway::{FAN_OUT_BOUNDS, FanOutBound};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep_until, timeout},
};

use super::{
    Room,
    taking::{Inbox, News},
};
use crate::{
    bus::{Cluster, Tally},
    lanes::Seen,
    limits::{BUS_ATTACH, BUS_CROWD, BUS_CROWD_QUIET, BUS_LEARN, BUS_LINGER, STOCK_BEHIND},
};

/// How far a room's tie has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Apart,
    Joining,
    Attached,
}

/// A room's tie to the bus.
#[derive(Default)]
pub(super) struct Tie {
    stage: watch::Sender<Stage>,
    /// What came and is not taken in yet.
    pub(super) inbox: Mutex<Inbox>,
    /// When what a viewer had seen elsewhere was last read.
    read: tokio::sync::Mutex<Option<Instant>>,
}

impl Room {
    /// Whether the room hears what other gateways say, if there are any.
    pub(crate) fn is_attached(&self) -> bool {
        self.backing.bus.is_none() || *self.tie.stage.borrow() == Stage::Attached
    }

    /// Whether it hears, and knows what that viewer has seen elsewhere.
    pub(crate) fn is_ready_for(&self, seen: &Seen) -> bool {
        self.is_attached() && self.knows(seen.position) && !self.is_behind(seen)
    }

    /// Whether that viewer was told newer stock at another gateway, if there are any.
    fn is_behind(&self, seen: &Seen) -> bool {
        self.backing.bus.is_some() && self.lanes.is_behind(&seen.stocks)
    }

    /// Waits until that is so, as long as it may take.
    pub(crate) async fn ready_for(self: &Arc<Self>, seen: &Seen) {
        if !self.is_attached() {
            self.wait_attached().await;
        }
        if !self.knows(seen.position) {
            self.learn(seen.position).await;
        }
        // Who says to have seen what nobody was told is let in all the same.
        if self.is_behind(seen)
            && timeout(STOCK_BEHIND, self.lanes.caught_up(&seen.stocks)).await.is_err()
        {
            FAN_OUT_BOUNDS.count_of(FanOutBound::StockBehind).increment(1);
        }
    }

    /// Reads what that viewer says to have seen, once for all who wait for it. Anybody may
    /// say anything: so a room is read a few times in a second at most.
    async fn learn(self: &Arc<Self>, seen: Position) {
        let came = Instant::now();
        let mut last = self.tie.read.lock().await;
        if self.knows(seen) || last.is_some_and(|began| began > came) {
            return;
        }
        if let Some(began) = *last {
            sleep_until(began + BUS_LEARN).await;
        }
        *last = Some(Instant::now());
        self.fetch().await;
        // Redis may have lost the newest changes, and not know it.
        if !self.knows(seen) {
            self.repair().await;
        }
    }

    async fn wait_attached(self: &Arc<Self>) {
        let mut stage = self.tie.stage.subscribe();
        self.attend();
        // Who waited for nothing is let in all the same: see above.
        drop(timeout(BUS_ATTACH, stage.wait_for(|stage| *stage == Stage::Attached)).await);
    }

    /// Has it hear, for there is a viewer.
    pub(crate) fn attend(self: &Arc<Self>) {
        let Some(bus) = &self.backing.bus else { return };
        let begins = self.tie.stage.send_if_modified(|stage| {
            let apart = *stage == Stage::Apart;
            if apart {
                *stage = Stage::Joining;
            }
            apart
        });
        if begins {
            let (room, bus) = (Arc::clone(self), Arc::clone(bus));
            self.backing.runtime.spawn(async move {
                let stopped = bus.stopped();
                stopped.run_until_cancelled(room.stay(&bus)).await;
            });
        }
    }

    /// Hears and tells until nobody has been here for a while.
    async fn stay(self: &Arc<Self>, bus: &Cluster) {
        let heard = bus.attach(&self.show, BUS_ATTACH / 2).await;
        self.fetch().await;
        self.tie.stage.send_replace(Stage::Attached);
        let late = async {
            if !heard {
                bus.attach(&self.show, Duration::MAX).await;
                self.hear(News::Missed);
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = self.tell_chat(bus) => {}
            () = self.tell_crowd(bus) => {}
            () = late => {}
            () = self.left() => {}
        }
        bus.detach(&self.show);
        self.tell_crowd_once(bus).await;
        self.tie.stage.send_replace(Stage::Apart);
        // One who came in between saw the room attached.
        if self.lanes.own_viewers() > 0 {
            self.attend();
        }
    }

    /// Waits until nobody has been here for a while.
    async fn left(&self) {
        let mut looks = interval(BUS_LINGER / 10);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut empty = 0;
        while empty < 10 {
            looks.tick().await;
            empty = if self.lanes.own_viewers() == 0 { empty + 1 } else { 0 };
        }
    }

    /// Hands on what is written here. What can't be handed on is not kept: chat is of
    /// the moment.
    async fn tell_chat(&self, bus: &Cluster) {
        loop {
            let batch = self.lanes.chat_to_tell().await;
            if let Err(error) = bus.chat(&self.show, batch).await {
                tracing::debug!(show = %self.show, %error, "chat did not reach other gateways");
            }
        }
    }

    /// Tells how many viewers are here, and shows how many there are everywhere: each
    /// second while that changes, more seldom while it does not.
    async fn tell_crowd(&self, bus: &Cluster) {
        let mut looks = interval(BUS_CROWD);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = None;
        let mut quiet = 0;
        loop {
            looks.tick().await;
            let now = self.lanes.crowd();
            if last == Some(now) && quiet < BUS_CROWD_QUIET {
                quiet += 1;
                continue;
            }
            let told = self.tell_crowd_once(bus).await;
            let moved = told.is_some() && told != last;
            (last, quiet) = (told, if moved { BUS_CROWD_QUIET } else { 0 });
        }
    }

    /// The sums that are shown from then on; none when they could not be had.
    async fn tell_crowd_once(&self, bus: &Cluster) -> Option<Tally> {
        let (own, seen) = self.lanes.crowd_to_tell();
        match bus.crowd(&self.show, own, &seen).await {
            Ok(sum) => {
                self.lanes.set_crowd(own, sum);
                Some(self.lanes.crowd())
            }
            Err(error) => {
                tracing::debug!(show = %self.show, %error, "viewers could not be added up");
                self.lanes.keep_untold(seen);
                None
            }
        }
    }
}
