//! One stream of `WatchFunnel`: the numbers at once, then whenever they changed,
//! at most once per interval. A reader that is slow skips states, since each
//! message holds the newest; it never queues more than one.

use std::time::Duration;

use hawker_proto::v1::WatchFunnelResponse;
use hawker_telemetry::funnel::WATCHERS;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc, watch},
    time::{Instant, sleep_until},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::{
    config::{FIRST_SECONDS, WATCH_QUEUE},
    read::Seconds,
    readers::Readers,
    status::status,
};

/// What is watched, and how often it may be told.
pub(crate) struct Watch {
    pub readers: Readers,
    pub show: String,
    pub interval_ms: u32,
}

type Message = Result<WatchFunnelResponse, Status>;

impl Watch {
    /// Starts the task. It ends when the stream is dropped or the funnel stops.
    pub(crate) fn start(
        self,
        changed: watch::Receiver<()>,
        permit: OwnedSemaphorePermit,
    ) -> ReceiverStream<Message> {
        let (sender, receiver) = mpsc::channel(WATCH_QUEUE);
        tokio::spawn(async move {
            let level = WATCHERS.level();
            level.increment(1.0);
            tokio::select! {
                () = sender.closed() => {}
                () = self.run(changed, &sender) => {}
            }
            level.decrement(1.0);
            drop(permit);
        });
        ReceiverStream::new(receiver)
    }

    async fn run(&self, mut changed: watch::Receiver<()>, sender: &mpsc::Sender<Message>) {
        let mut wanted = Seconds::Newest(FIRST_SECONDS);
        loop {
            let Ok(slot) = sender.reserve().await else { return };
            let earliest_next = Instant::now() + Duration::from_millis(self.interval_ms.into());
            changed.mark_unchanged();
            match self.readers.read(self.show.clone(), wanted).await {
                Ok(numbers) => {
                    wanted = Seconds::ChangedAfter(numbers.generation);
                    let funnel = Some(numbers.funnel);
                    slot.send(Ok(WatchFunnelResponse { funnel, seconds: numbers.seconds }));
                }
                Err(error) => {
                    slot.send(Err(status(&error)));
                    return;
                }
            }
            sleep_until(earliest_next).await;
            if changed.changed().await.is_err() {
                return;
            }
        }
    }
}
