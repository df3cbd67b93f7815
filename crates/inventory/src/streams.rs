//! The streams of the service: `Watch`, which tells what stock and sales are,
//! `Follow`, which tells everything that ever happened, and `Commands`, which
//! carries commands in and their answers out.

mod commands;
mod follow;
mod watch;

use std::sync::Arc;

use metrics::Gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

pub(crate) use commands::{Writing, commands};
pub(crate) use follow::{FollowFrom, follow};
pub(crate) use watch::watch;

use crate::{
    limits::{STREAM_AHEAD, STREAMS},
    refusal::Refused,
};

/// What a stream is read from.
pub(crate) type Stream<T> = ReceiverStream<Result<T, Status>>;
/// Where a stream's messages go.
type Out<T> = mpsc::Sender<Result<T, Status>>;

/// Counts the streams that are open, and bounds them.
#[derive(Clone)]
pub(crate) struct Streams {
    free: Arc<Semaphore>,
    open: Gauge,
}

/// One open stream.
struct Open {
    _place: OwnedSemaphorePermit,
    open: Gauge,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.open.decrement(1.0);
    }
}

impl Streams {
    pub(crate) fn new() -> Self {
        let open = hawker_telemetry::inventory::STREAMS.level();
        Self { free: Arc::new(Semaphore::new(STREAMS)), open }
    }

    /// Opens a stream whose messages `work` makes.
    pub(crate) fn open<T, F>(&self, work: impl FnOnce(Out<T>) -> F) -> Result<Stream<T>, Refused>
    where
        T: Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (out, stream) = mpsc::channel(STREAM_AHEAD);
        self.run(work(out))?;
        Ok(ReceiverStream::new(stream))
    }

    /// Does a stream's work, if one more may be open.
    pub(crate) fn run(
        &self,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Refused> {
        let Ok(place) = Arc::clone(&self.free).try_acquire_owned() else {
            hawker_telemetry::inventory::STREAMS_REFUSED.count().increment(1);
            let message = "too many streams are open; close some, or come later";
            return Err(Refused::new(hawker_proto::v1::ErrorCode::ResourceExhausted, message));
        };
        self.open.increment(1.0);
        let open = Open { _place: place, open: self.open.clone() };
        tokio::spawn(async move {
            work.await;
            drop(open);
        });
        Ok(())
    }
}
