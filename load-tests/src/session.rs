//! A viewer's sessions: connecting, hearing everything out, and coming back
//! after a break from the last position seen.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hawker_proto::v1::{
    Hello, Position, Reply, StockSeen, Welcome, client_frame::Kind, reply::Result as Answer,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;

use crate::Error;
use crate::end::End;
use crate::intake::{ChatSeen, Event, fingerprint};
use crate::token::Claims;
use crate::viewer::{Viewer, What};
use crate::wire::{self, Handshake};
use crate::world::World;

/// How long connecting and its handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(30);

/// Half the longest first pause before a reconnect; it doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_secs(1);

/// The longest pause before a reconnect.
const PAUSE_MAX: Duration = Duration::from_secs(20);

impl World {
    /// Keeps a viewer in its room, until the server tells it not to come back.
    /// The run ends it by dropping this future.
    pub(crate) async fn live(self: Rc<World>, viewer: Rc<Viewer>) {
        let mut pause = PAUSE_MIN;
        loop {
            let sessions = viewer.ledger.borrow().sessions;
            let end = match self.session(&viewer).await {
                Ok(end) => end,
                Err(error) => End::Broken(error.to_string()),
            };
            if viewer.ledger.borrow().sessions > sessions {
                self.present.set(self.present.get() - 1);
                pause = PAUSE_MIN;
            }
            viewer.disconnected();
            self.breaks.set(self.breaks.get() + 1);
            let wait = match end {
                End::ForGood(why) => {
                    self.gone.set(self.gone.get() + 1);
                    self.last_break.replace(why);
                    return;
                }
                End::ComeBack(wait) => wait,
                End::Broken(why) => {
                    tracing::debug!(viewer = viewer.index, why, "a session broke");
                    self.last_break.replace(why);
                    pause = (pause * 2).min(PAUSE_MAX);
                    self.between(Duration::ZERO, pause)
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    async fn session(self: &Rc<World>, viewer: &Rc<Viewer>) -> Result<End, Error> {
        let began_us = self.now_us();
        let opening = tokio::time::timeout(HANDSHAKE_WITHIN, Box::pin(self.connect(viewer)));
        let Ok(connected) = opening.await else {
            return Ok(End::Broken("the handshake took too long".to_owned()));
        };
        let (stream, mut rest) = connected?;
        let (mut read, write) = stream.into_split();
        viewer.connected(write, self.hello(viewer)?, began_us)?;
        let (used, end) = self.hear(viewer, &rest)?;
        if let Some(end) = end {
            return Ok(end);
        }
        rest.drain(..used);
        std::future::poll_fn(|context| self.turn(viewer, &mut read, &mut rest, context)).await
    }

    fn hello(&self, viewer: &Viewer) -> Result<Kind, Error> {
        let claims = Claims {
            sub: viewer.sub.clone(),
            caps: vec!["chat", "buy"],
            shows: vec![viewer.show.clone()],
            merchant: None,
        };
        let Position { epoch, offset } = viewer.place();
        let token = self.minter.mint(&claims)?;
        let (intake, ledger) = (self.intake.borrow(), viewer.ledger.borrow());
        let stocks = ledger.stocks().iter().filter_map(|seen| {
            let sku = intake.name_of(seen.sku)?.to_owned();
            Some(StockSeen { sku, version: seen.version })
        });
        let stocks = stocks.take(hawker_proto::STOCKS_SEEN).collect();
        Ok(Kind::Hello(Hello { token, epoch, offset, touch: None, stocks }))
    }

    /// Connects and does the handshake; what came after its answer comes along.
    async fn connect(&self, viewer: &Viewer) -> Result<(TcpStream, Vec<u8>), Error> {
        let stream = TcpStream::connect(&self.authority).await;
        let mut stream = stream.map_err(Error::io("connecting to the gateway"))?;
        stream.set_nodelay(true).map_err(Error::io("connecting to the gateway"))?;
        let path = format!("/v1/shows/{}/ws", viewer.show);
        let handshake = Handshake::new(&self.authority, &path, viewer.encoding);
        let sent = stream.write_all(&handshake.request).await;
        sent.map_err(Error::io("the handshake"))?;
        let mut input = Vec::with_capacity(512);
        loop {
            let read = stream.read_buf(&mut input).await.map_err(Error::io("the handshake"))?;
            if read == 0 {
                return Err(Error::Protocol("the handshake was not answered".to_owned()));
            }
            if let Some(used) = handshake.answer(&input)? {
                input.drain(..used);
                return Ok((stream, input));
            }
        }
    }

    /// Writes what waits and hears what came, until nothing more is there.
    fn turn(
        self: &Rc<World>,
        viewer: &Rc<Viewer>,
        read: &mut OwnedReadHalf,
        rest: &mut Vec<u8>,
        context: &mut Context<'_>,
    ) -> Poll<Result<End, Error>> {
        viewer.drain(context)?;
        loop {
            let mut scratch = self.scratch.borrow_mut();
            let mut buffer = ReadBuf::new(&mut scratch);
            ready!(Pin::new(&mut *read).poll_read(context, &mut buffer))
                .map_err(Error::io("reading from the gateway"))?;
            let got = buffer.filled();
            if got.is_empty() {
                return Poll::Ready(Ok(End::Broken("the gateway hung up".to_owned())));
            }
            let end = if rest.is_empty() {
                let (used, end) = self.hear(viewer, got)?;
                rest.extend_from_slice(got.get(used..).unwrap_or_default());
                end
            } else {
                rest.extend_from_slice(got);
                let (used, end) = self.hear(viewer, rest)?;
                match used == rest.len() {
                    true => *rest = Vec::new(),
                    false => drop(rest.drain(..used)),
                }
                end
            };
            if let Some(end) = end {
                return Poll::Ready(Ok(end));
            }
        }
    }

    /// Hears the whole frames in `input`: how many bytes they took, and whether
    /// they end the session.
    fn hear(
        self: &Rc<World>,
        viewer: &Rc<Viewer>,
        input: &[u8],
    ) -> Result<(usize, Option<End>), Error> {
        let mut used = 0;
        while let Some(received) = wire::parse(input.get(used..).unwrap_or_default())? {
            used += received.taken;
            match received.opcode {
                wire::TEXT | wire::BINARY => {
                    let events =
                        self.intake.borrow_mut().take(viewer.encoding, received.payload)?;
                    for event in events.iter() {
                        if let Some(end) = self.apply(viewer, event)? {
                            return Ok((used, Some(end)));
                        }
                    }
                }
                wire::PING => viewer.control(wire::PONG, received.payload)?,
                wire::CLOSE => return Ok((used, Some(End::closed(received.payload)))),
                _ => {}
            }
        }
        Ok((used, None))
    }

    fn apply(self: &Rc<World>, viewer: &Rc<Viewer>, event: &Event) -> Result<Option<End>, Error> {
        match event {
            Event::Chat(tick) => {
                viewer.ledger.borrow_mut().chat(tick);
                self.chronicle.borrow_mut().ticked(tick, self.now_us());
            }
            Event::State(stocks) => viewer.ledger.borrow_mut().stock(stocks),
            Event::Publication(publication) => {
                viewer.ledger.borrow_mut().publication(publication);
                let at = Position { epoch: publication.epoch, offset: publication.offset };
                self.chronicle.borrow_mut().published(at, self.now_us());
                self.script.published(self, viewer, publication);
            }
            Event::Snapshot(snapshot, stocks) => {
                viewer.ledger.borrow_mut().snapshot(snapshot, stocks);
                self.script.snapshot(self, viewer, snapshot);
            }
            Event::Skipped(messages) => viewer.ledger.borrow_mut().skipped(*messages),
            Event::Reply(reply) => return self.reply(viewer, reply),
            Event::Reservation(reservation) => self.script.reservation(self, viewer, reservation),
            Event::Waiting => {}
            Event::Goodbye(goodbye) => return Ok(Some(End::parting(goodbye))),
            Event::Unknown => viewer.ledger.borrow_mut().unknown += 1,
        }
        Ok(None)
    }

    fn reply(self: &Rc<World>, viewer: &Rc<Viewer>, reply: &Reply) -> Result<Option<End>, Error> {
        let Some(asked) = viewer.answered(reply.id) else { return Ok(None) };
        let waited_us = self.now_us().saturating_sub(asked.intended_us);
        match (&asked.what, &reply.result) {
            (What::Hello, Some(Answer::Welcome(welcome))) => {
                self.welcomed(viewer, welcome, waited_us)?;
                return Ok(None);
            }
            (What::Hello, Some(Answer::Error(error))) => {
                let end = if error.temporary { End::Broken } else { End::ForGood };
                return Ok(Some(end(error.message.clone())));
            }
            (What::Chat(print), Some(Answer::Chat(message))) => {
                let seen = ChatSeen { seq: message.seq, print: *print };
                let mut chronicle = self.chronicle.borrow_mut();
                chronicle.altered += u64::from(fingerprint(message.text.as_bytes()) != *print);
                chronicle.echoed(seen, asked.intended_us, self.now_us());
            }
            (What::Reserve { .. }, Some(Answer::Reserve(_))) => {
                self.chronicle.borrow_mut().reserve.record(waited_us);
            }
            _ => {}
        }
        self.script.answered(self, viewer, &asked, reply);
        Ok(None)
    }

    fn welcomed(&self, viewer: &Viewer, welcome: &Welcome, waited_us: u64) -> Result<(), Error> {
        viewer.ledger.borrow_mut().welcomed(welcome);
        self.present.set(self.present.get() + 1);
        self.chronicle.borrow_mut().join.record(waited_us);
        viewer.opened()
    }
}
