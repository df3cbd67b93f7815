//! Follows a shard of inventory's journal from the stored position. What it hands to the
//! writer becomes durable together with the new position, so every record counts
//! once, whatever is killed when.
//!
//! A connection that breaks is made again. A record that is missing, or a
//! journal that is not the one counted before, ends the counting of orders until
//! a restart: numbers that stand still are better than wrong ones.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use hawker_proto::{
    Peer,
    journal::Record,
    raw,
    v1::{self, ErrorCode, FollowRequest},
};
use hawker_telemetry::funnel::{self as metric, FollowErrorLabel};
use prost::Message as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::{Status, Streaming};

use crate::{
    Error,
    config::{
        BACKOFF_FIRST_MS, BACKOFF_MOST_MS, FOLLOW_EVERY_MS, FOLLOW_MUCH, MAX_RECORD_BYTES,
        MAX_RECORDS,
    },
    facts::{Facts, Position, facts},
    writer::Mailbox,
};

/// Why following ended.
#[derive(Debug, thiserror::Error)]
enum End {
    /// To be tried again.
    #[error("inventory cannot be reached: {0}")]
    Unreachable(String),
    #[error("the journal's record {found} came where {wanted} was due")]
    Gap { wanted: u64, found: u64 },
    #[error(
        "the journal's record {0} is not the one that was counted; \
         funnel.db belongs to another journal"
    )]
    Foreign(u64),
    #[error("the journal no longer keeps record {0}")]
    Gone(u64),
    #[error(transparent)]
    Writer(#[from] Error),
}

impl End {
    fn label(&self) -> Option<FollowErrorLabel> {
        match self {
            Self::Unreachable(_) => Some(FollowErrorLabel::Unreachable),
            Self::Gap { .. } => Some(FollowErrorLabel::Gap),
            Self::Foreign(_) => Some(FollowErrorLabel::Foreign),
            Self::Gone(_) => Some(FollowErrorLabel::Gone),
            Self::Writer(_) => None,
        }
    }
}

/// That a shard is followed, for as long as it lives.
struct Following(metrics::Gauge);

impl Following {
    fn begin(level: &metrics::Gauge) -> Self {
        level.increment(1.0);
        Self(level.clone())
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// The task's state.
pub(crate) struct Follower {
    inventory: Peer,
    mailbox: Mailbox,
    position: Position,
    halted: watch::Sender<Option<String>>,
    following: metrics::Gauge,
    behind: metrics::Gauge,
}

impl Follower {
    /// A follower from that position. `halted` is told why orders are no longer
    /// counted, if it comes to that.
    pub(crate) fn new(
        inventory: Peer,
        mailbox: Mailbox,
        position: Position,
        halted: watch::Sender<Option<String>>,
    ) -> Self {
        let following = metric::FOLLOWING.level();
        let behind = metric::JOURNAL_BEHIND.level();
        Self { inventory, mailbox, position, halted, following, behind }
    }

    /// Follows until told to stop, or until orders can't be counted on.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let mut wait_ms = BACKOFF_FIRST_MS;
        loop {
            let before = self.position.seq;
            let ended = tokio::select! {
                () = stop.cancelled() => return,
                ended = self.follow() => ended,
            };
            if let Some(label) = ended.label() {
                metric::FOLLOW_ERRORS.count_of(label).increment(1);
            }
            if !matches!(ended, End::Unreachable(_)) {
                tracing::error!(error = %ended, "orders are no longer counted");
                self.halted.send_replace(Some(ended.to_string()));
                return;
            }
            tracing::warn!(error = %ended, "following the journal again");
            if self.position.seq > before {
                wait_ms = BACKOFF_FIRST_MS;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(Duration::from_millis(wait_ms)) => {}
            }
            wait_ms = (wait_ms * 2).min(BACKOFF_MOST_MS);
        }
    }

    async fn follow(&mut self) -> End {
        if let Err(end) = self.check_journal().await {
            return end;
        }
        let stream = match self.open(self.position.seq + 1, false).await {
            Ok(stream) => stream,
            Err(end) => return end,
        };
        let _following = Following::begin(&self.following);
        let mut chunks = stream.ready_chunks(MAX_RECORDS);
        while let Some(chunk) = chunks.next().await {
            let bytes: usize = chunk.iter().flatten().map(Bytes::len).sum();
            if let Err(end) = self.count(chunk).await {
                return end;
            }
            if bytes < FOLLOW_MUCH {
                tokio::time::sleep(Duration::from_millis(FOLLOW_EVERY_MS)).await;
            }
        }
        End::Unreachable("the stream ended".to_owned())
    }

    /// Reads the record that was counted last once more: is it still that one?
    async fn check_journal(&mut self) -> Result<(), End> {
        if self.position.seq == 0 {
            return Ok(());
        }
        match self.read_again().await {
            Ok(known) if known == Some(self.position) => Ok(()),
            Ok(_) => Err(End::Foreign(self.position.seq)),
            // Nothing is left to compare; what comes after may still be there.
            Err(End::Gone(_)) => Ok(()),
            Err(end) => Err(end),
        }
    }

    async fn read_again(&mut self) -> Result<Option<Position>, End> {
        let mut stream = self.open(self.position.seq, true).await?;
        let first = stream.message().await.map_err(|status| self.refused(&status))?;
        let record = first.as_ref().and_then(|message| Record::of_response(message));
        Ok(record.map(|record| Position::of(&record)))
    }

    async fn open(&mut self, from_seq: u64, until_now: bool) -> Result<Streaming<Bytes>, End> {
        let request = FollowRequest { from_seq, until_now };
        let opened = raw::follow(self.inventory.clone(), request, MAX_RECORD_BYTES).await;
        opened.map_err(|status| self.refused(&status))
    }

    async fn count(&mut self, chunk: Vec<Result<Bytes, Status>>) -> Result<(), End> {
        let mut records: Vec<Facts> = Vec::with_capacity(chunk.len());
        let mut broken = None;
        for message in chunk {
            let last = records.last().map_or(self.position, |record| record.position);
            match self.read(message, last.seq + 1) {
                Ok(record) => records.push(record),
                Err(end) => {
                    broken = Some(end);
                    break;
                }
            }
        }
        if let Some(position) = records.last().map(|record| record.position) {
            self.behind.set(records.len() as f64);
            self.mailbox.journal(records).await?;
            self.behind.set(0.0);
            self.position = position;
        }
        broken.map_or(Ok(()), Err)
    }

    /// What a message says, which must hold the record `wanted`.
    fn read(&self, message: Result<Bytes, Status>, wanted: u64) -> Result<Facts, End> {
        let message = message.map_err(|status| self.refused(&status))?;
        let unreadable = || End::Unreachable(format!("record {wanted} does not decode"));
        let record = Record::of_response(&message).ok_or_else(unreadable)?;
        if record.seq != wanted {
            return Err(End::Gap { wanted, found: record.seq });
        }
        // Whoever answers as another shard is of another journal.
        if Position::of(&record).shard != self.position.shard {
            return Err(End::Foreign(wanted));
        }
        facts(&record).map_err(|_| unreadable())
    }

    fn refused(&self, status: &Status) -> End {
        let gone = v1::Error::decode(status.details())
            .is_ok_and(|error| error.code() == ErrorCode::PositionGone);
        if gone {
            End::Gone(self.position.seq + 1)
        } else {
            End::Unreachable(status.message().to_owned())
        }
    }
}
