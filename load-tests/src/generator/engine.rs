//! The loop of a worker: one thread, one epoll, all of its viewers.
//!
//! What is due is done in the order of its intended moments, in slices between
//! which sockets are served. A viewer costs a socket, an entry in the slab, and
//! nothing that runs on its own.

use std::cmp::Reverse;
use std::io::ErrorKind;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::{Events, Poll, Token, Waker};

use super::desk::{Desk, Timer, Wake, no_descriptor, no_port};
use super::orders::{self, Act, Due, Orders};
use super::tally::{LATE_US, Tally, Timed};
use super::till::Till;
use super::viewer::{State, Viewer};
use super::watch::Watch;
use crate::Error;
use crate::end::End;
use crate::outcome::Second;
use crate::token::Minter;

/// Bytes read at once; one buffer serves all viewers.
const SCRATCH_BYTES: usize = 64 << 10;

/// Events taken at once.
const EVENTS: usize = 1_024;

/// Things due that are done before sockets have their turn.
const SLICE: usize = 256;

/// Connections begun before sockets have their turn.
const CONNECTS: usize = 64;

/// How long a handshake and a hello may take, in microseconds.
const OPEN_WITHIN_US: u64 = 30_000_000;

/// The longest that the loop sleeps.
const NAP: Duration = Duration::from_millis(100);

/// How long after the end the last answers are waited for, in microseconds.
const LAST_US: u64 = 60_000_000;

const WAKER: usize = usize::MAX;
const TILL: usize = usize::MAX - 1_024;

/// What a worker is told while it runs.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Told {
    /// A host's command, intended at that moment, was published there.
    Commanded {
        /// The show's number.
        show: u32,
        /// The epoch.
        epoch: u32,
        /// The offset.
        offset: u32,
        /// In microseconds of the run.
        intended_us: u64,
    },
    /// The run is over: where each show's publications end, by number.
    Over(Vec<(u32, u32)>),
    /// Stop at once.
    Abort,
}

/// A worker at work. See the module.
pub struct Engine {
    desk: Desk,
    viewers: Vec<Viewer>,
    poll: Poll,
    till: Till,
    watch: Watch,
    scratch: Vec<u8>,
    /// How far the agenda is done.
    done: usize,
    told: Receiver<Told>,
    over: Option<Vec<(u32, u32)>>,
    aborted: bool,
    /// Viewers of which more may be there to read.
    unread: Vec<u32>,
    whole_seconds: u64,
}

impl Engine {
    /// Makes one that begins its run at `start`. What it is told comes through
    /// the channel, and the waker that is returned makes it look.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where the system does not give it an epoll.
    pub fn new(
        orders: Orders,
        minter: Minter,
        shop_token: String,
        start: Instant,
        told: Receiver<Told>,
    ) -> Result<(Engine, Waker), Error> {
        let io = Error::io("starting a worker");
        let poll = Poll::new().map_err(&io)?;
        let waker = Waker::new(poll.registry(), Token(WAKER)).map_err(&io)?;
        let registry = poll.registry().try_clone().map_err(&io)?;
        let till = Till::new(orders.gateways.clone(), shop_token, TILL);
        let home = |number| orders::home(number, orders.gateways.len());
        let viewers = orders.seats.iter().map(|seat| Viewer::new(home(seat.number))).collect();
        let desk = Desk::new(orders, minter, registry, start)?;
        let engine = Engine {
            desk,
            viewers,
            poll,
            till,
            watch: Watch::new(),
            scratch: vec![0; SCRATCH_BYTES],
            done: 0,
            told,
            over: None,
            aborted: false,
            unread: Vec::new(),
            whole_seconds: 0,
        };
        Ok((engine, waker))
    }

    /// Runs to the end. `each_second` is given every second's row once it is
    /// complete.
    ///
    /// # Errors
    ///
    /// [`Error`] where the loop itself fails. What viewers meet is in the tally.
    pub fn run(mut self, mut each_second: impl FnMut(u64, &Second)) -> Result<Tally, Error> {
        let mut events = Events::with_capacity(EVENTS);
        while !self.finished() {
            self.listen();
            let busy = self.due() | self.connect();
            let nap = if busy || !self.unread.is_empty() { Duration::ZERO } else { self.nap() };
            if nap > Duration::from_millis(1) {
                self.desk.mint_ahead(self.done)?;
            }
            match self.poll.poll(&mut events, Some(nap)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                polled => polled.map_err(Error::io("waiting for sockets"))?,
            }
            for event in &events {
                self.event(event);
            }
            for seat in std::mem::take(&mut self.unread) {
                self.hear(seat);
            }
            self.pay();
            self.housekeeping(&mut each_second);
        }
        self.close();
        Ok(self.desk.tally)
    }

    fn listen(&mut self) {
        loop {
            match self.told.try_recv() {
                Ok(Told::Commanded { show, epoch, offset, intended_us }) => {
                    if let Some(room) = self.desk.rooms.get_mut(show as usize) {
                        room.commanded((epoch, offset), intended_us, &mut self.desk.tally);
                    }
                }
                Ok(Told::Over(heads)) => self.over = Some(heads),
                Ok(Told::Abort) => self.aborted = true,
                // Whoever gave the orders is gone.
                Err(TryRecvError::Disconnected) => {
                    self.aborted = self.over.is_none();
                    return;
                }
                Err(TryRecvError::Empty) => return,
            }
        }
    }

    /// Does what is due; whether there is more.
    fn due(&mut self) -> bool {
        let now_us = self.desk.now_us();
        for _ in 0..SLICE {
            let agenda = self.desk.orders.agenda.get(self.done).copied();
            let agenda = agenda.filter(|due| due.at_us <= now_us);
            let timer = self.desk.timers.peek().map(|Reverse(timer)| *timer);
            let timer = timer.filter(|timer| timer.at_us <= now_us);
            match (agenda, timer) {
                (Some(due), timer) if timer.is_none_or(|timer| due.at_us <= timer.at_us) => {
                    self.done += 1;
                    self.lagged(now_us - due.at_us);
                    self.act(due);
                }
                (_, Some(timer)) => {
                    self.desk.timers.pop();
                    self.lagged(now_us - timer.at_us);
                    self.wake(timer);
                }
                _ => return false,
            }
        }
        true
    }

    fn lagged(&mut self, us: u64) {
        self.watch.lagged(us);
        self.desk.tally.watched.lagged(us);
        self.desk.tally.counts.late += u64::from(us > LATE_US);
    }

    fn act(&mut self, Due { at_us, seat, act }: Due) {
        let Some(viewer) = self.viewers.get_mut(seat as usize) else { return };
        match act {
            Act::Connect => {
                viewer.tries = 0;
                if viewer.state == State::Away {
                    viewer.began_us = at_us;
                    viewer.state = State::Queued;
                    self.desk.queue.push_back(seat);
                }
            }
            Act::Drop => self.part(seat, None),
            Act::Stall(ms) => {
                viewer.stalled = true;
                let until_us = at_us + u64::from(ms) * 1_000;
                self.desk.wake_at(until_us, seat, Wake::Read);
            }
            act => {
                let end = self.desk.act(seat, viewer, at_us, act);
                self.ended(seat, end);
            }
        }
    }

    fn wake(&mut self, Timer { at_us, seat, wake }: Timer) {
        let Some(viewer) = self.viewers.get_mut(seat as usize) else { return };
        let end = match wake {
            Wake::Connect => {
                if viewer.state == State::Away {
                    viewer.state = State::Queued;
                    self.desk.queue.push_back(seat);
                }
                Ok(())
            }
            Wake::Again(asked) => self.desk.ask(seat, viewer, asked),
            Wake::Pay(reservation) => self.desk.settle(seat, viewer, at_us, (reservation, true)),
            Wake::Release(reservation) => {
                self.desk.settle(seat, viewer, at_us, (reservation, false))
            }
            Wake::Read => {
                // What it slept through is not the server's lateness.
                viewer.stalled = false;
                viewer.began_us = viewer.began_us.max(at_us);
                self.unread.push(seat);
                Ok(())
            }
        };
        self.ended(seat, end);
    }

    /// Begins connections that wait for their turn; whether more could be begun.
    fn connect(&mut self) -> bool {
        for _ in 0..CONNECTS {
            if self.desk.opening >= self.desk.orders.opening_max {
                return false;
            }
            let Some(seat) = self.desk.queue.pop_front() else { return false };
            let Some(viewer) = self.viewers.get_mut(seat as usize) else { continue };
            if viewer.state != State::Queued {
                continue;
            }
            match self.desk.connect(seat, viewer) {
                Ok(()) => {
                    let until_us = self.desk.now_us() + OPEN_WITHIN_US;
                    self.desk.shaking.push_back((until_us, seat, viewer.connection));
                }
                Err(error) => {
                    self.desk.tally.watched.no_port += u64::from(no_port(&error));
                    self.desk.tally.watched.no_descriptor += u64::from(no_descriptor(&error));
                    self.part(seat, Some(error.into()));
                }
            }
        }
        true
    }

    fn nap(&self) -> Duration {
        let next = self.desk.orders.agenda.get(self.done).map(|due| due.at_us);
        let timer = self.desk.timers.peek().map(|Reverse(timer)| timer.at_us);
        let Some(next_us) = next.into_iter().chain(timer).min() else { return NAP };
        Duration::from_micros(next_us.saturating_sub(self.desk.now_us())).min(NAP)
    }

    fn event(&mut self, event: &Event) {
        let Token(token) = event.token();
        if token == WAKER {
            return;
        }
        if self.till.owns(token) {
            if let Some(booked) = self.till.event(token, self.poll.registry()) {
                self.booked(booked);
            }
            return;
        }
        let Some(viewer) = self.viewers.get_mut(token) else { return };
        let seat = token as u32;
        if event.is_writable() {
            let written = match viewer.state {
                // Whether it is connected shows by its being writable.
                State::Shaking if viewer.next_id == 0 => {
                    viewer.next_id = 1;
                    self.desk.ask_upgrade(seat, viewer)
                }
                _ => viewer.flush(),
            };
            if let Err(error) = written {
                return self.part(seat, Some(error.into()));
            }
        }
        if event.is_read_closed()
            && let Some(viewer) = self.viewers.get_mut(token)
        {
            viewer.hung_up = viewer.stream.is_some();
        }
        if event.is_readable() {
            self.hear(seat);
        }
    }

    fn hear(&mut self, seat: u32) {
        let Some(viewer) = self.viewers.get_mut(seat as usize) else { return };
        match self.desk.read(seat, viewer, &mut self.scratch) {
            Ok(false) => {}
            Ok(true) => self.unread.push(seat),
            Err(end) => self.part(seat, Some(end)),
        }
    }

    fn ended(&mut self, seat: u32, end: Result<(), End>) {
        if let Err(end) = end {
            self.part(seat, Some(end));
        }
    }

    /// A session is over: by plan, or because of `end`.
    fn part(&mut self, seat: u32, end: Option<End>) {
        let Some(viewer) = self.viewers.get_mut(seat as usize) else { return };
        let desk = &mut self.desk;
        let was_in = viewer.state == State::In;
        viewer.hang_up(desk);
        let Some(end) = end else { return };
        let now_us = desk.now_us();
        if was_in {
            desk.tally.counts.breaks += 1;
            // One who was given a slot means to be back when it begins.
            let slot = if let End::ComeBack(after) = &end { *after } else { Duration::ZERO };
            viewer.began_us = now_us + slot.as_micros() as u64;
        } else {
            desk.tally.counts.connect_failures += 1;
        }
        desk.tally.second(now_us).errors += 1;
        let after = match end {
            End::ForGood(why) => {
                desk.tally.counts.gone += 1;
                desk.tally.last_break = why;
                viewer.state = State::Gone;
                return;
            }
            End::ComeBack(after) => {
                desk.tally.counts.redirects += 1;
                after
            }
            End::Broken(why) => {
                desk.tally.last_break = why;
                desk.move_on(seat, viewer);
                viewer.tries = viewer.tries.saturating_add(1);
                desk.pause(viewer.tries)
            }
        };
        desk.wake(after, seat, Wake::Connect);
    }

    fn pay(&mut self) {
        while let Some((reservation, intended_us)) = self.desk.to_pay.pop_front() {
            self.till.book(reservation, intended_us, self.poll.registry());
        }
    }

    fn booked(&mut self, booked: super::till::Booked) {
        let now_us = self.desk.now_us();
        let tally = &mut self.desk.tally;
        if booked.paid {
            tally.counts.paid += 1;
            tally.second(now_us).paid += 1;
            tally.took(Timed::Commit, booked.intended_us, now_us);
        } else {
            tally.counts.pay_failed += 1;
            tally.second(now_us).errors += 1;
        }
    }

    /// Once a second: closes its row, and gives up handshakes that take too long.
    fn housekeeping(&mut self, each_second: &mut impl FnMut(u64, &Second)) {
        let now_us = self.desk.now_us();
        if now_us / 1_000_000 == self.whole_seconds {
            return;
        }
        while let Some((_, seat, connection)) =
            self.desk.shaking.front().copied().filter(|(until_us, ..)| *until_us <= now_us)
        {
            self.desk.shaking.pop_front();
            let viewer = self.viewers.get(seat as usize);
            let viewer = viewer.filter(|viewer| viewer.connection == connection);
            if viewer.is_some_and(|it| matches!(it.state, State::Shaking | State::Greeting)) {
                let why = "the handshake took too long".to_owned();
                self.part(seat, Some(End::Broken(why)));
            }
        }
        let spent = self.watch.spent();
        let open = self.desk.present + u64::from(self.desk.opening);
        let watched = &mut self.desk.tally.watched;
        watched.second(&spent, (now_us / 1_000_000 - self.whole_seconds) as f64);
        watched.sockets = watched.sockets.max(open);
        let closed = self.whole_seconds;
        self.whole_seconds = now_us / 1_000_000;
        for second in closed..self.whole_seconds {
            let row = self.desk.tally.second(second * 1_000_000);
            row.viewers = self.desk.present;
            row.cpu_us = (spent.cpu * 1e6) as u64;
            row.lag_us = spent.lag_us;
            each_second(second, row);
        }
    }

    /// Whether everything is done and told, or can't be any more.
    fn finished(&mut self) -> bool {
        let now_us = self.desk.now_us();
        if self.aborted || now_us > self.desk.orders.ends_us + 2 * LAST_US {
            return true;
        }
        let Some(heads) = self.over.as_ref() else { return false };
        if now_us < self.desk.orders.ends_us {
            return false;
        }
        let at_head = |viewer: &Viewer, seat: usize| {
            let show = self.desk.show(seat as u32);
            let head = heads.get(show).copied().unwrap_or_default();
            viewer.state != State::In || viewer.stalled || viewer.at() >= head
        };
        let quiet = self.till.busy() == 0
            && self.viewers.iter().all(|viewer| viewer.asked.is_empty())
            && self.viewers.iter().enumerate().all(|(seat, viewer)| at_head(viewer, seat));
        quiet || now_us > self.desk.orders.ends_us + LAST_US
    }

    /// Hangs up everywhere. What a viewer who is in was not told is lost.
    fn close(&mut self) {
        let heads = self.over.take().unwrap_or_default();
        for (seat, viewer) in self.viewers.iter_mut().enumerate() {
            let head = heads.get(self.desk.show(seat as u32)).copied().unwrap_or_default();
            let (epoch, offset) = viewer.at();
            if viewer.state == State::In && !viewer.stalled && epoch == head.0 {
                self.desk.tally.counts.lost += u64::from(head.1.saturating_sub(offset));
            }
            let open = viewer.asked.len() as u64;
            viewer.hang_up(&mut self.desk);
            // Those that would be asked again never will be.
            let left = viewer.asked.len() as u64;
            self.desk.tally.counts.unanswered += left.min(open);
        }
        let waiting = self.desk.rooms.iter().map(super::rooms::Room::waiting).sum::<usize>();
        self.desk.tally.counts.unsent += waiting as u64;
    }
}
