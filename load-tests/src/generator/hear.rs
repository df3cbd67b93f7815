//! What viewers hear, and what follows from it.

use std::io::{ErrorKind, Read};
use std::time::Duration;

use hawker_proto::v1::{
    Error as Refusal, ErrorCode, Outcome, Reply, ReserveResult, ServerFrame, Welcome,
    reply::Result as Answer, server_frame,
};

use super::desk::{Desk, Wake};
use super::digest::{Event, Message, Published};
use super::orders::Then;
use super::rooms::Wanting;
use super::tally::Timed;
use super::viewer::{Asked, Buffers, State, Viewer, What};
use crate::end::End;
use crate::outcome::StockSeen;
use crate::wire;

/// Bytes taken from one socket before others have their turn.
const TAKEN_MAX: usize = 1 << 20;

/// How often a refusal that is temporary is tried again.
const TRIES_MAX: u8 = 5;

/// The pause before it, in milliseconds.
const AGAIN_AFTER_MS: std::ops::Range<u64> = 200..1_500;

impl Desk {
    /// Reads what is there. `true` where there may be more.
    pub(super) fn read(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        scratch: &mut [u8],
    ) -> Result<bool, End> {
        let mut taken = 0;
        while !viewer.stalled && taken < TAKEN_MAX {
            let Some(stream) = &mut viewer.stream else { return Ok(false) };
            let read = match stream.read(scratch) {
                Ok(0) => return Err(End::Broken("the gateway hung up".to_owned())),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error.into()),
            };
            taken += read;
            self.tally.counts.bytes += read as u64;
            let now_us = self.now_us();
            self.tally.second(now_us).bytes += read as u64;
            self.take(seat, viewer, scratch.get(..read).unwrap_or_default())?;
            if read < scratch.len() && !viewer.hung_up {
                return Ok(false);
            }
        }
        Ok(!viewer.stalled)
    }

    fn take(&mut self, seat: u32, viewer: &mut Viewer, got: &[u8]) -> Result<(), End> {
        let began = viewer.buffers.as_ref().is_some_and(|buffers| !buffers.input.is_empty());
        if !began {
            let used = self.input(seat, viewer, got)?;
            let rest = got.get(used..).unwrap_or_default();
            if !rest.is_empty() {
                let buffers = viewer.buffers.get_or_insert_with(Box::<Buffers>::default);
                buffers.input.extend_from_slice(rest);
            }
            return Ok(());
        }
        let mut input = viewer.buffers.as_mut().map(|it| std::mem::take(&mut it.input));
        let input = input.get_or_insert_default();
        input.extend_from_slice(got);
        let used = self.input(seat, viewer, input)?;
        input.drain(..used);
        let mut buffers = viewer.buffers.take().unwrap_or_default();
        buffers.input = std::mem::take(input);
        viewer.keep(buffers);
        Ok(())
    }

    fn input(&mut self, seat: u32, viewer: &mut Viewer, input: &[u8]) -> Result<usize, End> {
        let mut used = 0;
        if viewer.state == State::Shaking {
            match self.shake(seat).answer(input)? {
                Some(taken) => used = taken,
                None => return Ok(0),
            }
            self.hello(seat, viewer)?;
        }
        while let Some(received) = wire::parse(input.get(used..).unwrap_or_default())? {
            used += received.taken;
            match received.opcode {
                wire::TEXT | wire::BINARY => self.message(seat, viewer, received.payload)?,
                wire::PING => self.send(viewer, wire::PONG, received.payload)?,
                wire::CLOSE => return Err(End::closed(received.payload)),
                _ => {}
            }
        }
        Ok(used)
    }

    fn message(&mut self, seat: u32, viewer: &mut Viewer, payload: &[u8]) -> Result<(), End> {
        let now_us = self.now_us();
        match self.digests.take(self.encoding(seat), payload)? {
            Message::Shared(events) => {
                events.iter().for_each(|event| self.shared(seat, viewer, event, now_us));
            }
            Message::Private(frames) => {
                for frame in frames {
                    match self.digests.event(&frame) {
                        Some(event) => self.shared(seat, viewer, &event, now_us),
                        None => self.private(seat, viewer, frame, now_us)?,
                    }
                }
            }
        }
        Ok(())
    }

    fn shared(&mut self, seat: u32, viewer: &mut Viewer, event: &Event, now_us: u64) {
        let mut deliveries = 0;
        match event {
            Event::Chat(tick) => {
                deliveries = tick.messages.len() as u64;
                let mut longest_us = 0;
                for (_, intended_us) in &tick.messages {
                    if let Some(intended_us) = *intended_us {
                        let from_us = intended_us.max(viewer.began_us);
                        self.tally.took(Timed::Chat, from_us, now_us);
                        longest_us = longest_us.max(now_us.saturating_sub(from_us));
                    }
                }
                let row = self.tally.second(now_us);
                row.delivery_max_us = row.delivery_max_us.max(longest_us);
                viewer.chatted(tick, &mut self.tally.counts);
            }
            Event::Published { epoch, offset, what } => {
                deliveries = 1;
                let new = viewer.published(*epoch, *offset, &mut self.tally.counts);
                let show = self.show(seat);
                if new
                    && *what != Published::Other
                    && let Some(room) = self.rooms.get_mut(show)
                {
                    room.saw((*epoch, *offset), viewer.began_us, now_us, &mut self.tally);
                }
                if let Published::Open(listing) = what {
                    self.opened(show, listing, now_us);
                }
            }
            Event::Stock(stock) => {
                self.tally.counts.states += 1;
                viewer.stock(stock, &mut self.tally.counts);
                if let Some(watched) = self.watched
                    && let Some(it) = stock.iter().find(|it| it.sku == watched)
                {
                    let seen = StockSeen { version: it.version, available: it.available };
                    let row = self.tally.second(now_us);
                    row.stock = row.stock.max(Some(seen));
                }
            }
            Event::Snapshot(snapshot) => {
                viewer.snapshot(snapshot, &mut self.tally.counts);
                for listing in &snapshot.open {
                    self.opened(self.show(seat), listing, now_us);
                }
            }
        }
        if deliveries > 0 {
            self.tally.second(now_us).deliveries += deliveries;
        }
    }

    /// A sale takes buyers: who waited for it asks now.
    fn opened(&mut self, show: usize, listing: &str, now_us: u64) {
        let its = self.orders.shows.get(show).map(|it| it.listings.as_slice());
        let Some(index) = its.unwrap_or_default().iter().position(|it| it == listing) else {
            return;
        };
        if show == 0 && self.watched.is_none() {
            self.watched = self.digests.sku(&format!("{listing}-1"));
        }
        let waited = self.rooms.get_mut(show).map(|room| room.opened(index));
        for Wanting { seat, intended_us, then } in waited.unwrap_or_default() {
            let what = What::Reserve { listing: index as u8, key: super::say::key(), then };
            let asked = Asked { id: 0, tries: 0, what, intended_us };
            self.wake_at(now_us, seat, Wake::Again(asked));
        }
    }

    fn private(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        frame: ServerFrame,
        now_us: u64,
    ) -> Result<(), End> {
        match frame.kind {
            Some(server_frame::Kind::Reply(reply)) => self.reply(seat, viewer, &reply, now_us)?,
            Some(server_frame::Kind::ChatSkipped(skipped)) => {
                viewer.skipped(skipped.messages, &mut self.tally.counts);
            }
            Some(server_frame::Kind::Goodbye(goodbye)) => return Err(End::parting(&goodbye)),
            Some(_) => {}
            None => self.tally.counts.unknown += 1,
        }
        Ok(())
    }

    fn reply(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        reply: &Reply,
        now_us: u64,
    ) -> Result<(), End> {
        if viewer.state == State::Greeting && reply.id == super::say::HELLO_ID {
            return match &reply.result {
                Some(Answer::Welcome(welcome)) => self.welcomed(seat, viewer, welcome, now_us),
                Some(Answer::Error(error)) if error.temporary => {
                    Err(End::Broken(error.message.clone()))
                }
                Some(Answer::Error(error)) => Err(End::ForGood(error.message.clone())),
                _ => Err(End::Broken("the hello was answered with something else".to_owned())),
            };
        }
        let Some(index) = viewer.asked.iter().position(|asked| asked.id == reply.id) else {
            self.tally.counts.unasked += 1;
            return Ok(());
        };
        let asked = viewer.asked.swap_remove(index);
        if viewer.asked.is_empty() {
            viewer.asked = Vec::new();
        }
        self.tally.counts.answered += 1;
        let row = self.tally.second(now_us);
        row.answer_max_us = row.answer_max_us.max(now_us.saturating_sub(asked.intended_us));
        match (asked.what, &reply.result) {
            (_, Some(Answer::Error(error))) => self.refused(seat, asked, error, now_us),
            (What::Chat, Some(Answer::Chat(_))) => {
                self.tally.counts.chat_echoed += 1;
                self.tally.took(Timed::Echo, asked.intended_us, now_us);
            }
            (What::Reserve { then, .. }, Some(Answer::Reserve(result))) => {
                self.tally.took(Timed::Reserve, asked.intended_us, now_us);
                self.reserved(seat, then, result, now_us);
            }
            (What::Enter { .. }, Some(Answer::Reserve(result))) => {
                self.tally.took(Timed::Reserve, asked.intended_us, now_us);
                let entered = result.outcome() == Outcome::Entered;
                self.tally.counts.entered += u64::from(entered);
                self.tally.counts.other_outcomes += u64::from(!entered);
            }
            (What::Checkout { reservation }, Some(Answer::Checkout(_))) => {
                self.to_pay.push_back((reservation, asked.intended_us));
            }
            (What::Release { .. }, Some(Answer::Reserve(_))) => self.tally.counts.released += 1,
            (What::Track, Some(Answer::Done(_))) => {}
            _ => self.tally.counts.unknown += 1,
        }
        Ok(())
    }

    fn welcomed(
        &mut self,
        seat: u32,
        viewer: &mut Viewer,
        welcome: &Welcome,
        now_us: u64,
    ) -> Result<(), End> {
        viewer.welcomed(welcome);
        viewer.state = State::In;
        viewer.tries = 0;
        self.opening -= 1;
        self.present += 1;
        self.tally.counts.sessions += 1;
        let timed = if viewer.came { Timed::Resume } else { Timed::Join };
        self.tally.counts.joins += u64::from(!viewer.came);
        viewer.came = true;
        self.tally.took(timed, viewer.began_us, now_us);
        // What may be repeated, and was not answered by the last session.
        for asked in std::mem::take(&mut viewer.asked) {
            self.ask(seat, viewer, asked)?;
        }
        Ok(())
    }

    fn reserved(&mut self, seat: u32, then: Then, result: &ReserveResult, now_us: u64) {
        let counts = &mut self.tally.counts;
        match (result.outcome(), &result.reservation) {
            (Outcome::Held, Some(reservation)) => {
                counts.held += 1;
                counts.abandoned += u64::from(then == Then::Abandon);
                let after = |ms: u32| now_us + u64::from(ms) * 1_000;
                match then {
                    Then::Pay(ms) => self.wake_at(after(ms), seat, Wake::Pay(reservation.id)),
                    Then::Release(ms) => {
                        self.wake_at(after(ms), seat, Wake::Release(reservation.id));
                    }
                    Then::Abandon => {}
                }
                self.tally.second(now_us).held += 1;
            }
            (Outcome::SoldOut, _) => {
                counts.sold_out += 1;
                self.tally.second(now_us).sold_out += 1;
            }
            (Outcome::Limit, _) => counts.limited += 1,
            _ => counts.other_outcomes += 1,
        }
    }

    fn refused(&mut self, seat: u32, asked: Asked, error: &Refusal, now_us: u64) {
        let code = error.code();
        *self.tally.refusals.entry(code.as_str_name().to_owned()).or_default() += 1;
        self.tally.counts.refused += 1;
        self.tally.second(now_us).errors += 1;
        let again = match asked.what {
            What::Chat | What::Track => false,
            // The host's command may be on its way.
            What::Reserve { .. } => error.temporary || code == ErrorCode::SaleNotFound,
            _ => error.temporary,
        };
        if again && asked.tries < TRIES_MAX {
            self.tally.counts.retried += 1;
            let ms = rand::Rng::random_range(&mut self.rng, AGAIN_AFTER_MS);
            let asked = Asked { tries: asked.tries + 1, ..asked };
            self.wake(Duration::from_millis(ms), seat, Wake::Again(asked));
            return;
        }
        match asked.what {
            What::Chat => self.tally.counts.chat_refused += 1,
            What::Reserve { .. } | What::Enter { .. } => self.tally.counts.reserves_refused += 1,
            What::Checkout { .. } => self.tally.counts.pay_failed += 1,
            What::Track | What::Release { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::{Shutdown, TcpListener};
    use std::time::Instant;

    use mio::{Events, Interest, Poll, Token};

    use super::*;
    use crate::generator::Orders;
    use crate::token::Minter;

    fn orders() -> Orders {
        Orders {
            gateways: Vec::new(),
            shows: Vec::new(),
            seats: Vec::new(),
            agenda: Vec::new(),
            ends_us: 0,
            seed: 1,
            shard: 0,
            opening_max: 1,
        }
    }

    #[test]
    fn an_end_that_comes_with_the_last_bytes_is_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        near.set_nonblocking(true).unwrap();
        let (mut far, _) = listener.accept().unwrap();
        // A pong, and the end right behind it: one event tells of both.
        far.write_all(&[0x8a, 0]).unwrap();
        far.shutdown(Shutdown::Write).unwrap();
        let mut poll = Poll::new().unwrap();
        let mut stream = mio::net::TcpStream::from_std(near);
        poll.registry().register(&mut stream, Token(0), Interest::READABLE).unwrap();
        let mut events = Events::with_capacity(1);
        let mut closed = false;
        while !closed {
            poll.poll(&mut events, None).unwrap();
            closed = events.iter().any(mio::event::Event::is_read_closed);
        }
        let registry = poll.registry().try_clone().unwrap();
        let mut desk =
            Desk::new(orders(), Minter::new(b"secret"), registry, Instant::now()).unwrap();
        let mut viewer = Viewer::new(0);
        (viewer.state, viewer.stream, viewer.hung_up) = (State::In, Some(stream), closed);
        let read = desk.read(0, &mut viewer, &mut [0; 64]);
        assert!(matches!(read, Err(End::Broken(_))), "{read:?}");
    }
}
