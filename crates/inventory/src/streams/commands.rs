//! `Commands`: many commands in each message, and their answers batch by batch.
//!
//! Messages are read and written in their encoded form. A reader hands each
//! message's commands to the writer as one packet; the answers to what became
//! durable together come back as one piece, and all pieces that are there go into
//! one message. A stream may have [`STREAM_IN_FLIGHT`] commands without an answer;
//! those above it are refused one by one. Since that is half of the mailbox by
//! default, and the mailbox is first come, first served, no stream keeps the
//! others out.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::Stream;
use hawker_proto::{
    v1::{ErrorCode, JournalEntry, StreamCommand},
    wire::{self, Fields, Value},
};
use metrics::Counter;
use prost::Message as _;
use tokio::sync::{mpsc, watch};
use tonic::{Status, Streaming};

use crate::{
    ask::Ask,
    handle::Handle,
    limits::{STREAM_DELIVERY, STREAM_IN_FLIGHT},
    packet::{self, Answers, Delivery, InFlight, Packet, write_answer},
    raw::Pieces,
    refusal::Refused,
};

/// Field number of `CommandsRequest`'s commands.
const BATCH_COMMANDS: u32 = 1;
// Field numbers of `StreamCommand`: those of the commands are their numbers in
// `JournalEntry` and this.
const COMMAND_ID: u32 = 1;
const ABOVE_ENTRY: u32 = 10;
const COMMAND_RESERVE: u32 = 15;

/// The reading side of a stream.
pub(crate) struct Reader {
    handle: Handle,
    to: Answers,
    /// What is refused before it comes to the writer. It holds one message: a
    /// client that does not read its refusals is not read from.
    refusals: mpsc::Sender<Result<Bytes, Status>>,
    in_flight: InFlight,
    full: Counter,
}

/// The writing side of a stream: its messages.
pub(crate) struct Writing {
    answers: Option<mpsc::Receiver<Delivery>>,
    refusals: Option<mpsc::Receiver<Result<Bytes, Status>>>,
    in_flight: InFlight,
    ended: bool,
}

/// Both sides of a stream.
pub(crate) fn commands(handle: Handle) -> (Reader, Writing) {
    let (to, answers) = packet::answers();
    let (refusals, refused) = mpsc::channel(1);
    let in_flight = InFlight::default();
    let full = hawker_telemetry::inventory::STREAM_FULL.count();
    let writing = Writing {
        answers: Some(answers),
        refusals: Some(refused),
        in_flight: in_flight.clone(),
        ended: false,
    };
    (Reader { handle, to, refusals, in_flight, full }, writing)
}

impl Reader {
    /// Reads until the client has sent everything or is gone, or the writer ends.
    pub(crate) async fn read(self, mut messages: Streaming<Bytes>, mut head: watch::Receiver<u64>) {
        let ended = async { while head.changed().await.is_ok() {} };
        tokio::pin!(ended);
        loop {
            let message = tokio::select! {
                message = messages.message() => message,
                () = &mut ended => return,
            };
            // Whoever is gone needs no answers, and one that is done waits for them.
            let Ok(Some(message)) = message else { return };
            if self.take(&message).await.is_none() {
                return;
            }
        }
    }

    /// Hands the commands of a message to the writer. Nothing when the client is
    /// gone, or has sent what is no message.
    async fn take(&self, message: &Bytes) -> Option<()> {
        let mut refused = Vec::new();
        let Some(mut commands) = split(message) else {
            let refused = Refused::field("the message does not decode; send a CommandsRequest");
            let _ = self.refusals.send(Err(refused.into())).await;
            return None;
        };
        let entered = self.in_flight.enter(commands.len());
        for (id, _) in commands.drain(entered..) {
            self.full.increment(1);
            refuse(&mut refused, id, too_many());
        }
        let mut asks = Vec::with_capacity(entered);
        for (id, command) in commands {
            match command.and_then(|command| ask(&self.handle, command)) {
                Ok(ask) => asks.push((id, ask)),
                Err(why) => refuse(&mut refused, id, why),
            }
        }
        self.in_flight.leave(entered - asks.len());
        self.hand_over(asks, &mut refused);
        if refused.is_empty() {
            return Some(());
        }
        self.refusals.send(Ok(Bytes::from(refused))).await.ok()
    }

    fn hand_over(&self, asks: Vec<(u64, Ask)>, refused: &mut Vec<u8>) {
        if asks.is_empty() {
            return;
        }
        let packet = Packet { commands: asks.into_iter(), to: self.to.clone() };
        if let Err((why, packet)) = self.handle.packet(packet) {
            self.in_flight.leave(packet.commands.len());
            packet.commands.for_each(|(id, _)| refuse(refused, id, why.clone()));
        }
    }
}

fn refuse(out: &mut Vec<u8>, id: u64, why: Refused) {
    write_answer(out, id, |_| Err(why));
}

fn too_many() -> Refused {
    let message = format!(
        "more than {STREAM_IN_FLIGHT} commands of this stream have no answer yet; wait for some, and repeat this one with the same key"
    );
    Refused::new(ErrorCode::ResourceExhausted, message)
}

/// A command as it stands in its message.
type Found = Result<Encoded, Refused>;

/// A command that is not yet decoded.
enum Encoded {
    /// A `ReserveRequest`.
    Reserve(Bytes),
    /// A `StreamCommand`.
    Other(Bytes),
}

/// The commands of a `CommandsRequest`, by their ids; nothing if it is none.
fn split(message: &Bytes) -> Option<Vec<(u64, Found)>> {
    let mut commands = Vec::new();
    let mut fields = Fields::of(message);
    while let Some(field) = fields.next()? {
        let (BATCH_COMMANDS, Value::Contents(command)) = field else { return None };
        commands.push(find(message, command));
    }
    Some(commands)
}

/// Finds a command's id and kind. One that is not written as prost writes it is
/// left to prost.
fn find(message: &Bytes, command: &[u8]) -> (u64, Found) {
    let mut fields = Fields::of(command);
    let mut id = 0;
    let mut field = fields.next();
    if let Some(Some((COMMAND_ID, Value::Number(number)))) = field {
        id = number;
        field = fields.next();
    }
    if let Some(Some((COMMAND_RESERVE, Value::Contents(contents)))) = field
        && fields.next() == Some(None)
    {
        return (id, Ok(Encoded::Reserve(message.slice_ref(contents))));
    }
    // Where the id does not come first, it is read once more.
    let other = message.slice_ref(command);
    let read = StreamCommand::decode(&*other).map_or(id, |decoded| decoded.id);
    (read, Ok(Encoded::Other(other)))
}

/// The command that was asked for, checked as far as that is possible here.
fn ask(handle: &Handle, command: Encoded) -> Result<Ask, Refused> {
    let encoded = match command {
        Encoded::Reserve(bytes) => {
            let ask = Ask::Reserve(bytes);
            return handle.own_ask(&ask).map(|()| ask);
        }
        Encoded::Other(encoded) => encoded,
    };
    let wrong = |why: &dyn std::fmt::Display| Refused::field(format!("it does not decode: {why}"));
    let unknown = || Refused::field("it holds no command that is known here; see the schema");
    let command = StreamCommand::decode(encoded).map_err(|e| wrong(&e))?.command;
    let mut field = Vec::new();
    command.ok_or_else(unknown)?.encode(&mut field);
    // The same message under its number in a journal's entry.
    let mut of_stream = Fields::of(&field);
    let Some(Some((number, Value::Contents(contents)))) = of_stream.next() else {
        return Err(unknown());
    };
    let mut entry = Vec::with_capacity(field.len());
    wire::bytes(&mut entry, number - ABOVE_ENTRY, contents);
    let entry = JournalEntry::decode(&*entry).map_err(|e| wrong(&e))?;
    let mut command = entry.command.ok_or_else(unknown)?;
    handle.prepare(&mut command)?;
    let ask = Ask::new(command)?;
    handle.own_ask(&ask).map(|()| ask)
}

impl Stream for Writing {
    type Item = Result<Pieces, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        let mut pieces = Pieces::default();
        this.gather_answers(context, &mut pieces);
        match this.poll_refusals(context) {
            Poll::Ready(Some(Ok(refused))) => pieces.push(refused),
            Poll::Ready(Some(Err(status))) => {
                this.ended = true;
                return Poll::Ready(Some(Err(status)));
            }
            Poll::Ready(None) | Poll::Pending => {}
        }
        if !pieces.is_empty() {
            return Poll::Ready(Some(Ok(pieces)));
        }
        if this.answers.is_some() || this.refusals.is_some() {
            return Poll::Pending;
        }
        this.ended = true;
        // The writer has ended with commands in its hands.
        let lost = this.in_flight.count() > 0;
        Poll::Ready(lost.then(|| Err(Refused::unknown().into())))
    }
}

impl Writing {
    fn gather_answers(&mut self, context: &mut Context<'_>, pieces: &mut Pieces) {
        while pieces.len() < STREAM_DELIVERY
            && let Some(answers) = &mut self.answers
        {
            match answers.poll_recv(context) {
                Poll::Ready(Some(Delivery { answers, count })) => {
                    self.in_flight.leave(count);
                    pieces.push(answers);
                }
                Poll::Ready(None) => self.answers = None,
                Poll::Pending => return,
            }
        }
    }

    fn poll_refusals(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Status>>> {
        let Some(refusals) = &mut self.refusals else { return Poll::Ready(None) };
        let refused = ready!(refusals.poll_recv(context));
        if refused.is_none() {
            self.refusals = None;
        }
        Poll::Ready(refused)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use prost_types::FileDescriptorSet;

    use super::*;

    /// The engine's own commands, which no client sends.
    const OWN: [&str; 4] = ["elapse", "extend_holds", "reveal_draw", "settle_groups"];

    /// Number and message of each command of a message, by name.
    fn commands_of(message: &str) -> BTreeMap<String, (u32, String)> {
        let files = FileDescriptorSet::decode(hawker_proto::DESCRIPTORS).unwrap();
        let mut messages = files.file.into_iter().flat_map(|file| file.message_type);
        let found = messages.find(|found| found.name() == message).unwrap();
        let fields = found.field.into_iter().filter(|field| field.oneof_index.is_some());
        let number =
            |field: &prost_types::FieldDescriptorProto| u32::try_from(field.number()).unwrap();
        fields.map(|f| (f.name().to_owned(), (number(&f), f.type_name().to_owned()))).collect()
    }

    #[test]
    fn every_command_of_the_journal_but_the_engines_own_goes_over_a_stream() {
        let mut wanted = commands_of("JournalEntry");
        wanted.retain(|name, _| !OWN.contains(&&**name));
        wanted.values_mut().for_each(|(number, _)| *number += ABOVE_ENTRY);
        assert_eq!(commands_of("StreamCommand"), wanted);
        assert_eq!(wanted["reserve"].0, COMMAND_RESERVE);
    }
}
