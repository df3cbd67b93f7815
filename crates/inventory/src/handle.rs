//! The callers' side of the writer's mailbox.

use std::sync::Arc;

use hawker_domain::stock::Stock;
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
}

impl Handle {
    pub(crate) fn new(mailbox: Mailbox, secret: Arc<Secret>) -> Self {
        Self { mailbox, full: hawker_telemetry::inventory::MAILBOX_FULL.count(), secret }
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
}
