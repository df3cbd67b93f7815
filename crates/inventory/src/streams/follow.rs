//! `Follow`: every durable record from a position on, without a gap: the newest
//! from memory, older ones from the journal. They go out as the bytes that are in
//! the journal.

use std::sync::Arc;

use bytes::Bytes;
use hawker_proto::{journal::field::RESPONSE_RECORD, wire};
use tokio::sync::watch;

use super::Out;
use crate::{feed::Tail, journal::LogReader, raw::Pieces, refusal::Refused};

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
pub(crate) async fn follow(mut from: FollowFrom, out: Out<Pieces>) {
    let mut next = from.from_seq.max(1);
    loop {
        let head = *from.head.borrow_and_update();
        while next <= head {
            let sent = match from.tail.get(next) {
                Some(record) => out.send(Ok(response(record))).await.ok().map(|()| next),
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

/// Sends the records from the journal, `from` to `to` at most, and tells the
/// last one sent.
async fn send_old(reader: &LogReader, out: &Out<Pieces>, from: u64, to: u64) -> Option<u64> {
    let (reader, out) = (reader.clone(), out.clone());
    let read = tokio::task::spawn_blocking(move || {
        let mut last = None;
        for record in reader.read(from) {
            let seq = match record {
                Ok((seq, bytes)) => {
                    out.blocking_send(Ok(response(bytes.into()))).ok()?;
                    seq
                }
                Err(e) => {
                    out.blocking_send(Err(Refused::from(&e).into())).ok()?;
                    return None;
                }
            };
            last = Some(seq);
            if seq >= to {
                break;
            }
        }
        last
    });
    read.await.ok().flatten()
}

/// The response that holds a record.
fn response(record: Bytes) -> Pieces {
    let mut head = Vec::with_capacity(8);
    wire::head(&mut head, RESPONSE_RECORD, record.len());
    let mut pieces = Pieces::from(Bytes::from(head));
    pieces.push(record);
    pieces
}
