//! The commands of one message of a stream, on their way to the writer together,
//! and the answers on their way back.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::AcqRel},
};

use bytes::Bytes;
use hawker_proto::{refuse, wire};
use prost::Message as _;
use tokio::sync::mpsc;

use crate::{ask::Ask, limits::STREAM_IN_FLIGHT, refusal::Refused};

// Field numbers of `CommandsResponse` and `StreamAnswer`.
const BATCH_ANSWERS: u32 = 1;
const ANSWER_ID: u32 = 1;
const ANSWER_RESPONSE: u32 = 2;
const ANSWER_ERROR: u32 = 3;

/// Commands with their ids, and where their answers go.
pub(crate) struct Packet {
    pub(crate) commands: std::vec::IntoIter<(u64, Ask)>,
    pub(crate) to: Answers,
}

/// The writer's end of a stream's answers.
#[derive(Clone)]
pub(crate) struct Answers(mpsc::Sender<Delivery>);

/// Encoded answers, as they stand in an `CommandsResponse`.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) answers: Bytes,
    pub(crate) count: usize,
}

/// Counts a stream's commands that have no answer yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct InFlight(Arc<AtomicUsize>);

impl InFlight {
    /// Lets up to `wanted` commands in, and tells how many.
    pub(crate) fn enter(&self, wanted: usize) -> usize {
        // Only the stream's reader adds, so nobody else takes the room meanwhile.
        let free = STREAM_IN_FLIGHT.saturating_sub(self.count());
        let entered = wanted.min(free);
        self.0.fetch_add(entered, AcqRel);
        entered
    }

    pub(crate) fn leave(&self, count: usize) {
        self.0.fetch_sub(count, AcqRel);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(std::sync::atomic::Ordering::Acquire)
    }
}

/// Both ends of a stream's answers. Every delivery holds at least one command in
/// flight, so there is always room for it.
pub(crate) fn answers() -> (Answers, mpsc::Receiver<Delivery>) {
    let (to, from) = mpsc::channel(STREAM_IN_FLIGHT);
    (Answers(to), from)
}

impl Answers {
    pub(crate) fn deliver(&self, delivery: Delivery) {
        // Whoever has gone away can repeat the commands with their keys.
        let _ = self.0.try_send(delivery);
    }
}

/// Writes one answer of an `CommandsResponse`: what `write` writes as the response, or
/// the refusal that it gives back.
pub(crate) fn write_answer(
    out: &mut Vec<u8>,
    id: u64,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), Refused>,
) {
    wire::long_message(out, BATCH_ANSWERS, |out| {
        wire::number(out, ANSWER_ID, id);
        let begun = out.len();
        let mut refused = None;
        wire::long_message(out, ANSWER_RESPONSE, |out| refused = write(out).err());
        if let Some(Refused { code, message }) = refused {
            out.truncate(begun);
            let error = refuse(code, message);
            wire::message(out, ANSWER_ERROR, |out| error.encode_raw(out));
        }
    });
}
