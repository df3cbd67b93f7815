//! `Follow`: every durable record from a position on, without a gap: the newest
//! from memory, older ones from the journal.

use std::sync::Arc;

use bytes::Bytes;
use hawker_proto::v1::{FollowResponse, JournalRecord};
use prost::Message as _;
use tokio::sync::watch;

use super::Out;
use crate::{Error, feed::Tail, journal::LogReader, refusal::Refused};

/// Where records come from, and how long.
pub(crate) struct FollowFrom {
    pub(crate) reader: LogReader,
    pub(crate) tail: Arc<Tail>,
    pub(crate) head: watch::Receiver<u64>,
    /// The first record wanted.
    pub(crate) from_seq: u64,
    /// Whether to end at the newest record.
    pub(crate) until_now: bool,
}

/// Sends records until the reader goes away, the writer ends, or the newest one
/// was sent and only those until now were wanted.
pub(crate) async fn follow(mut from: FollowFrom, out: Out<FollowResponse>) {
    let mut next = from.from_seq.max(1);
    loop {
        let head = *from.head.borrow_and_update();
        while next <= head {
            let sent = match from.tail.get(next) {
                Some(record) => send(&out, next, &record).await.map(|()| next),
                None => send_old(&from.reader, &out, next, head).await,
            };
            match sent {
                Some(last) => next = last + 1,
                None => return,
            }
        }
        if from.until_now {
            return;
        }
        let more = tokio::select! {
            more = from.head.changed() => more.is_ok(),
            () = out.closed() => false,
        };
        // The writer's last records may have come just before it ended.
        if !more && *from.head.borrow() < next {
            return;
        }
    }
}

/// Sends one record; nothing when the reader has gone away or must be told of
/// an error.
async fn send(out: &Out<FollowResponse>, seq: u64, record: &Bytes) -> Option<()> {
    out.send(decode(seq, record).map_err(|e| Refused::from(&e).into())).await.ok()
}

/// Sends the records from the journal, `from` to `to` at most, and tells the
/// last one sent.
async fn send_old(
    reader: &LogReader,
    out: &Out<FollowResponse>,
    from: u64,
    to: u64,
) -> Option<u64> {
    let (reader, out) = (reader.clone(), out.clone());
    let read = tokio::task::spawn_blocking(move || {
        let mut last = None;
        for record in reader.read(from) {
            let record = record.and_then(|(seq, bytes)| Ok((seq, decode(seq, &bytes)?)));
            let failed = record.is_err();
            let seq = record.as_ref().map_or(0, |(seq, _)| *seq);
            let message = record.map(|(_, message)| message);
            out.blocking_send(message.map_err(|e| Refused::from(&e).into())).ok()?;
            if failed {
                return None;
            }
            last = Some(seq);
            if seq >= to {
                break;
            }
        }
        last
    });
    read.await.ok().flatten()
}

fn decode(seq: u64, bytes: &[u8]) -> Result<FollowResponse, Error> {
    let record = JournalRecord::decode(bytes);
    let record = record.map_err(|e| Error::Undecodable { seq, why: e.to_string() })?;
    Ok(FollowResponse { record: Some(record) })
}
