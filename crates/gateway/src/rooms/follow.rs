//! Inventory's journal, followed so that buyers hear of their own reservations:
//! bought, given back, run out. Those who were away read them when they return.

use std::sync::Arc;

use hawker_domain::{BuyerId, ShowId, shards::Shard};
use hawker_proto::{
    journal::Record,
    v1::{self, journal_entry::Command},
};
use hawker_telemetry::gateway::{FEED_RESTARTS, Feed};
use prost::DecodeError;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Rooms;
use crate::{Shared, retry::Backoff};

/// Follows a shard from where the watch first stood, until it is stopped.
pub(crate) async fn follow(
    shared: Arc<Shared>,
    shard: Shard,
    mut progress: watch::Receiver<Option<u64>>,
    stop: CancellationToken,
) {
    let endless = async {
        let Ok(began) = progress.wait_for(Option::is_some).await.map(|newest| newest.unwrap_or(0))
        else {
            return;
        };
        let restarts = FEED_RESTARTS.count_of(Feed::Follow);
        let (mut next, mut backoff) = (began + 1, Backoff::new());
        loop {
            let before = next;
            let why = one_stream(&shared.rooms, shard, &mut next).await;
            if next > before {
                backoff.reset();
            }
            tracing::warn!(%why, "the journal is followed anew");
            restarts.increment(1);
            backoff.wait().await;
        }
    };
    stop.run_until_cancelled(endless).await;
}

async fn one_stream(rooms: &Rooms, shard: Shard, next: &mut u64) -> String {
    let mut stream = match rooms.backing.inventory.follow(shard, *next).await {
        Ok(stream) => stream,
        Err(status) => return status.to_string(),
    };
    loop {
        let message = match stream.message().await {
            Ok(Some(message)) => message,
            Ok(None) => return "the stream ended".into(),
            Err(status) => return status.to_string(),
        };
        let Some(record) = Record::of_response(&message) else {
            return format!("record {next} does not decode");
        };
        if let Err(why) = rooms.tell_buyers(&record) {
            return format!("record {next} does not decode: {why}");
        }
        *next = record.seq + 1;
    }
}

impl Rooms {
    fn tell_buyers(&self, record: &Record<'_>) -> Result<(), DecodeError> {
        // Who reserves is answered; nobody else need hear of it.
        let of_others = record.entries.iter().filter(|entry| entry.reserved().is_none());
        for entry in of_others {
            let entry = entry.decode()?;
            let changed = matches!(
                entry.command,
                Some(
                    Command::Commit(_)
                        | Command::Release(_)
                        | Command::Expire(_)
                        | Command::Cancel(_)
                )
            );
            let own = entry.reservation.filter(|_| changed);
            // Beside those that ran out: those that another's command made or
            // changed, such as the hold of one who had waited for it.
            let others = entry.expired.into_iter().chain(entry.changed);
            for reservation in own.into_iter().chain(others) {
                self.tell_buyer(reservation);
            }
        }
        Ok(())
    }

    fn tell_buyer(&self, reservation: v1::Reservation) {
        let room = ShowId::new(&reservation.show).ok().and_then(|show| self.get(&show));
        if let (Some(room), Ok(buyer)) = (room, BuyerId::new(&reservation.buyer)) {
            room.lanes.notify_buyer(&buyer, reservation);
        }
    }
}
