//! The callers' side of the writer's mailbox.

use std::sync::Arc;

use hawker_domain::{shards::Shard, stock::Stock};
use hawker_proto::v1::{CommandResponse, WatchRequest, journal_entry::Command};
use metrics::Counter;
use tokio::sync::oneshot;

use crate::{
    ask::{Ask, Told, response},
    draw_secret::Secret,
    engine::{Mailbox, NotSent, Release, Request, Watching},
    packet::Packet,
    prepare::prepare,
    refusal::Refused,
};

/// Sends requests to the writer. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Handle {
    mailbox: Mailbox,
    full: Counter,
    secret: Arc<Secret>,
    shard: Shard,
}

impl Handle {
    pub(crate) fn new(mailbox: Mailbox, secret: Arc<Secret>) -> Self {
        Self {
            mailbox,
            full: hawker_telemetry::inventory::MAILBOX_FULL.count(),
            secret,
            shard: Shard::ONLY,
        }
    }

    /// The same of one of several shards: what belongs to another one is turned away.
    pub(crate) fn of(self, shard: Shard) -> Self {
        Self { shard, ..self }
    }

    /// Refuses what is asked of another shard's merchant; of none means of all that are here.
    pub(crate) fn own(&self, merchant: &str) -> Result<(), Refused> {
        if merchant.is_empty() || self.shard.has(merchant) {
            return Ok(());
        }
        Err(Refused::other_shard(Shard::of_merchant(merchant, self.shard.count())))
    }

    /// The same of a command.
    pub(crate) fn own_ask(&self, ask: &Ask) -> Result<(), Refused> {
        if self.shard == Shard::ONLY {
            return Ok(());
        }
        ask.merchant().map_or(Ok(()), |merchant| self.own(merchant))
    }

    /// Carries out a command. The answer comes when it is durable.
    pub(crate) async fn command(&self, mut command: Command) -> Result<CommandResponse, Refused> {
        self.prepare(&mut command)?;
        response(self.ask(Ask::new(command)?).await)
    }

    /// Completes a caller's command with what the inventory adds to it.
    pub(crate) fn prepare(&self, command: &mut Command) -> Result<(), Refused> {
        prepare(command, &self.secret)
    }

    /// Carries out a command, and gives the answer in its encoded form.
    pub(crate) async fn ask(&self, ask: Ask) -> Told {
        self.own_ask(&ask)?;
        let (caller, told) = oneshot::channel();
        self.send(Request::Command(ask, caller))?;
        told.await.map_err(|_| Refused::unknown())?
    }

    /// Reads the state as it stands when everything before is durable.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Stock) -> T + Send + 'static,
    ) -> Result<T, Refused> {
        let (caller, answer) = oneshot::channel();
        let read = Box::new(move |stock: &Stock| {
            let found = read(stock);
            // A reader that has gone away needs nothing.
            Box::new(move || drop(caller.send(found))) as Release
        });
        self.send(Request::Read(read))?;
        answer.await.map_err(|_| Refused::unknown())
    }

    /// Everything as it stands, or what changed after record `from_seq` if that is
    /// still known; and what changes from there on.
    pub(crate) async fn watch(&self, merchant: String, from_seq: u64) -> Result<Watching, Refused> {
        self.own(&merchant)?;
        let (caller, answer) = oneshot::channel();
        self.send(Request::Watch(WatchRequest { merchant, from_seq }, caller))?;
        answer.await.map_err(|_| Refused::unknown())
    }

    /// Takes no further requests, and lets the writer end when it has done all
    /// that wait.
    pub(crate) fn shut_down(&self) {
        self.mailbox.drain();
    }

    /// Hands a stream's commands to the writer, or gives them back with why not.
    pub(crate) fn packet(&self, packet: Packet) -> Result<(), (Refused, Packet)> {
        self.mailbox.send(Request::Packet(packet)).map_err(|(why, request)| match request {
            Request::Packet(packet) => (self.refused(why), packet),
            _ => unreachable!("what was sent comes back"),
        })
    }

    fn send(&self, request: Request) -> Result<(), Refused> {
        self.mailbox.send(request).map_err(|(why, _)| self.refused(why))
    }

    fn refused(&self, why: NotSent) -> Refused {
        match why {
            NotSent::Full => {
                self.full.increment(1);
                Refused::busy()
            }
            NotSent::Draining => Refused::draining(),
            NotSent::Gone => Refused::stopped(),
        }
    }
}

#[cfg(test)]
mod tests {
    use hawker_proto::v1::{ErrorCode, ReceiveStockRequest};

    use super::*;
    use crate::engine::mailbox;

    fn receive() -> Command {
        Command::ReceiveStock(ReceiveStockRequest {
            key: uuid::Uuid::now_v7().to_string(),
            merchant: "acme".into(),
            sku: "tee".into(),
            quantity: 1,
        })
    }

    #[tokio::test]
    async fn a_full_mailbox_and_a_writer_that_is_gone_are_said_to_be_temporary() {
        let (mailbox, requests) = mailbox(1);
        let handle = Handle::new(mailbox, Secret::known());
        let waiting = tokio::spawn({
            let handle = handle.clone();
            async move { handle.command(receive()).await }
        });
        tokio::task::yield_now().await;
        let code = |answer: Result<CommandResponse, Refused>| answer.unwrap_err().code;
        assert_eq!(code(handle.command(receive()).await), ErrorCode::ResourceExhausted);
        drop(requests);
        assert_eq!(code(waiting.await.unwrap()), ErrorCode::Unknown, "it may have been done");
        assert_eq!(code(handle.command(receive()).await), ErrorCode::Unavailable);
        handle.shut_down();
        assert_eq!(code(handle.command(receive()).await), ErrorCode::Draining);
    }

    #[tokio::test]
    async fn what_belongs_to_another_shard_is_turned_away_before_the_writer() {
        let (mailbox, _requests) = mailbox(4);
        let handle = Handle::new(mailbox, Secret::known());
        let of = |number| handle.clone().of(Shard::new(number, 4).unwrap());
        let refused = of(1).command(receive()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::FieldInvalid);
        assert!(refused.message.contains("hawker-shard: 3"), "{}", refused.message);
        let ask = Ask::new(receive()).unwrap();
        assert_eq!(ask.merchant(), Some("acme"));
        assert_eq!(of(3).own_ask(&ask), Ok(()));
        assert!(of(1).own("acme").is_err() && of(3).own("acme").is_ok());
        assert_eq!(handle.own_ask(&ask), Ok(()), "one shard has everything");
        // Whoever decodes a field that comes twice takes the last one.
        let twice = b"\x12\x05lamps\x12\x04acme";
        let ask = Ask::Reserve(bytes::Bytes::from_static(twice));
        assert!(of(1).own_ask(&ask).is_err() && of(3).own_ask(&ask).is_ok());
    }
}
