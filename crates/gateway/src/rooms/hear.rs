//! What other gateways say, given to the rooms that it concerns.

use std::sync::Arc;

use hawker_domain::ShowId;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Rooms, taking::News};
use crate::{Shared, bus::Event};

/// Gives it to them until it is stopped. Nothing here waits for anything but the next
/// event: what takes long is done by the rooms themselves.
pub(crate) async fn hear(
    shared: Arc<Shared>,
    mut events: mpsc::Receiver<Event>,
    stop: CancellationToken,
) {
    let endless = async {
        while let Some(event) = events.recv().await {
            shared.rooms.hear(event);
        }
    };
    stop.run_until_cancelled(endless).await;
}

impl Rooms {
    fn hear(&self, event: Event) {
        let told = |show: &ShowId, news| {
            if let Some(room) = self.get(show) {
                room.hear(news);
            }
        };
        match event {
            Event::Change { show, change } => told(&show, News::Change(change)),
            Event::Rebuilt { show, version } => told(&show, News::Reached(version)),
            Event::Chat { show, batch } => {
                if let Some(room) = self.get(&show) {
                    room.lanes.take_in_chat(batch);
                }
            }
            Event::Lost { shows, control } => {
                shows.iter().for_each(|show| told(show, News::Missed));
                if control {
                    self.look_now();
                }
            }
            Event::Created(show) => {
                self.unknown.forget(&show);
                self.look_now();
            }
            Event::Revoked => self.look_now(),
        }
    }

    /// Tells other gateways that a show was made. One that does not hear of it asks the
    /// store when somebody wants in.
    pub(super) fn tell_made(&self, show: &ShowId) {
        let Some(bus) = self.backing.bus.clone() else { return };
        let show = show.clone();
        self.backing.runtime.spawn(async move {
            if let Err(error) = bus.created(&show).await {
                tracing::debug!(%show, %error, "other gateways were not told of a show");
            }
        });
    }

    /// Tells other gateways that tokens were revoked. One that does not hear of it finds
    /// it with its next look into the store.
    pub(crate) async fn tell_revoked(&self) {
        let Some(bus) = &self.backing.bus else { return };
        if let Err(error) = bus.revoked().await {
            tracing::warn!(%error, "other gateways were not told of a revocation");
        }
    }
}
