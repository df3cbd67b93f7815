//! One worker: its runtime, its mail, and the tables of what it holds.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::{Rc, Weak},
    sync::Arc,
    time::{Duration, Instant},
};

use hawker_domain::ShowId;
use hawker_proto::{refuse, v1};
use hawker_telemetry::gateway::FanOutBound;
use mio::{Poll, Token};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::{mpsc, oneshot},
    task::LocalSet,
    time::{MissedTickBehavior, interval, sleep_until},
};

use super::{
    Adoption, Mail, Meters, Presence, Refusal, RoomHere, Source, Tally, WorkerConfig,
    asks::{self, Asks},
    errands::{self, Errands},
    peers::Peers,
    seats::Seats,
    socket,
    sockets::{self, Sockets},
    sweep,
    turns::{self, Turns},
};
use crate::{
    Shared,
    codec::{Encoding, HEADER_MAX},
    door::{self, Arrival, Door},
    lanes::SessionKey,
    quota::Rates,
    rooms::Room,
    session::{Parting, Session},
    tls::{Socket, Wire},
    token::Identity,
};

/// Bytes read from a socket at once, beside what was kept of a message.
const READ: usize = 16 * 1024;
/// How often a part of the sessions is looked at for what time asks of them.
const SWEEP: Duration = Duration::from_millis(100);

/// What a worker is made of.
pub(super) struct Setup {
    pub(super) config: WorkerConfig,
    pub(super) shared: Arc<Shared>,
    pub(super) commands: Handle,
    pub(super) mailbox: mpsc::WeakSender<Mail>,
    pub(super) door: Door,
    pub(super) peers: Arc<Peers>,
    /// Which of them this one is.
    pub(super) number: usize,
}

/// What everything on a worker's thread may use.
pub(crate) struct Here {
    pub(crate) config: WorkerConfig,
    /// What one session may send.
    pub(crate) rates: Rates,
    pub(crate) shared: Arc<Shared>,
    pub(crate) meters: Meters,
    /// What walks have written in this turn.
    pub(super) tally: RefCell<Tally>,
    /// Where commands run.
    pub(super) commands: Handle,
    /// What is to be handed over to there.
    pub(crate) errands: Errands,
    /// Whose reservations are to be asked for.
    pub(crate) asks: Asks,
    /// Where their answers are sent.
    pub(crate) mailbox: mpsc::WeakSender<Mail>,
    /// What a viewer without a token is, shared by all of them.
    pub(crate) nobody: Arc<Identity>,
    /// Where every read goes, so that a session needs no buffer.
    pub(crate) scratch: RefCell<Box<[u8]>>,
    pub(crate) sockets: Sockets,
    pub(crate) door: Door,
    peers: Arc<Peers>,
    number: usize,
    /// How far the slowest viewer is behind in each lane, of those that this
    /// round of sweeps has looked at.
    slowest: Cell<[Duration; 3]>,
    pub(super) sessions: RefCell<Seats<Session>>,
    pub(super) rooms: RefCell<HashMap<ShowId, Rc<RoomHere>>>,
    pub(super) turns: Turns<RoomHere>,
    started: Instant,
    numbers: Cell<u32>,
    draining: Cell<bool>,
}

pub(super) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

pub(super) fn run(
    runtime: &Runtime,
    setup: Setup,
    (sockets, poll): (Sockets, Poll),
    mail: mpsc::Receiver<Mail>,
) {
    let here = Rc::new(Here::new(setup, sockets));
    let local = LocalSet::new();
    local.spawn_local(sockets::listen(Rc::clone(&here), poll));
    local.spawn_local(turns::give(Rc::clone(&here)));
    local.spawn_local(errands::hand_over(Rc::clone(&here)));
    local.spawn_local(asks::gather(Rc::clone(&here)));
    runtime.block_on(local.run_until(attend(Rc::clone(&here), mail)));
    here.let_go();
}

/// Handles mail and the passing of time until told to drain.
async fn attend(here: Rc<Here>, mut mail: mpsc::Receiver<Mail>) {
    let mut sweeps = interval(SWEEP);
    sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut from = 0;
    let drained = loop {
        tokio::select! {
            letter = mail.recv() => match letter {
                None => return,
                Some(Mail::Drain { done }) => break done,
                Some(letter) => here.open(letter),
            },
            _ = sweeps.tick() => from = sweep::some(&here, from),
        }
    };
    drain(&here, mail, drained).await;
}

/// Sends everyone away, one after the other, and waits until they are gone or out
/// of time. Who comes meanwhile is sent away at once.
async fn drain(here: &Rc<Here>, mut mail: mpsc::Receiver<Mail>, done: oneshot::Sender<()>) {
    here.draining.set(true);
    let everyone: Vec<Weak<Session>> = here.sessions.borrow().iter().map(Rc::downgrade).collect();
    let step = here.shared.drain.step(everyone.len());
    let began = tokio::time::Instant::now();
    let mut leaving = everyone.into_iter().enumerate();
    let mut next = leaving.next();
    let last = began + here.config.drain() + here.config.close() + SWEEP * 10;
    let mut sweeps = interval(SWEEP);
    let mut from = 0;
    while next.is_some() || here.sessions.borrow().len() > 0 {
        let turn = began + step * next.as_ref().map_or(0, |(turn, _)| *turn as u32);
        tokio::select! {
            Some(letter) = mail.recv() => here.open(letter),
            () = sleep_until(turn), if next.is_some() => {
                if let Some(session) = next.take().and_then(|(_, session)| session.upgrade()) {
                    session.part(here, Parting::Drained(here.shared.drain.goodbye()));
                }
                next = leaving.next();
            }
            _ = sweeps.tick() => {
                from = sweep::some(here, from);
                if tokio::time::Instant::now() >= last {
                    break;
                }
            }
        }
    }
    here.door.close();
    // Whoever asked may be gone, which changes nothing.
    let _told = done.send(());
}

impl Here {
    fn new(setup: Setup, sockets: Sockets) -> Self {
        let scratch = vec![0; setup.config.frame_max_bytes + HEADER_MAX + READ];
        Self {
            nobody: Arc::new(setup.shared.keys.anonymous()),
            rates: setup.config.rates(),
            config: setup.config,
            shared: setup.shared,
            meters: Meters::new(),
            tally: RefCell::default(),
            commands: setup.commands,
            errands: Errands::default(),
            asks: Asks::default(),
            mailbox: setup.mailbox,
            scratch: RefCell::new(scratch.into_boxed_slice()),
            sockets,
            door: setup.door,
            peers: setup.peers,
            number: setup.number,
            slowest: Cell::default(),
            sessions: RefCell::default(),
            rooms: RefCell::default(),
            turns: Turns::default(),
            started: Instant::now(),
            numbers: Cell::new(0),
            draining: Cell::new(false),
        }
    }

    /// Milliseconds since the worker started.
    pub(crate) fn millis(&self) -> u32 {
        // 49 days fit; what is compared are differences, which may wrap.
        self.started.elapsed().as_millis() as u32
    }

    /// The moment of such a millisecond in the past.
    pub(crate) fn moment(&self, millis: u32) -> Instant {
        let ago = Duration::from_millis(self.millis().wrapping_sub(millis).into());
        let now = Instant::now();
        now.checked_sub(ago).unwrap_or(now)
    }

    /// Milliseconds after which the next one who is sent away is to come back.
    pub(crate) fn slot(&self) -> u32 {
        self.shared.drain.slot()
    }

    fn open(self: &Rc<Self>, letter: Mail) {
        match letter {
            Mail::Adopt(adoption) => self.adopt(*adoption),
            Mail::Refuse(refusal) => self.refuse(*refusal),
            Mail::Arrived(arrival) => door::welcome(self, arrival),
            Mail::Finished { session, finished } => {
                if let Some(session) = self.session(session) {
                    session.finished(self, *finished);
                }
            }
            Mail::Open(answers) => {
                for (session, open) in answers {
                    if let Some(session) = self.session(session) {
                        session.asked(self, open);
                    }
                }
            }
            // Drained already.
            Mail::Drain { done } => drop(done),
        }
    }

    pub(crate) fn adopt(self: &Rc<Self>, adoption: Adoption) {
        let full = self.sessions.borrow().len() >= self.config.max_sessions;
        let room = RoomHere::of(self, adoption.room);
        let Adoption { wire, encoding, from, .. } = adoption;
        let Some(session) = self.seat(wire, encoding, Some(room), from) else { return };
        let entered = self.shared.quota.enter(adoption.address);
        session.count_under(entered.as_ref().map_or(0, |key| *key));
        if self.draining.get() {
            session.part(self, Parting::Drained(self.shared.drain.goodbye()));
        } else if full {
            self.meters.bound(FanOutBound::Sessions);
            session.part(self, Parting::Refused(self.full()));
        } else if let Err(error) = entered {
            let reconnect_after_ms = self.slot();
            let goodbye =
                v1::Goodbye { error: Some(error), reconnect_after_ms, ..Default::default() };
            session.part(self, Parting::Refused(goodbye));
        } else {
            session.greet(self, adoption.header_token, &adoption.leftover);
        }
    }

    pub(crate) fn refuse(self: &Rc<Self>, refusal: Refusal) {
        let Refusal { wire, encoding, from, .. } = refusal;
        let Some(session) = self.seat(wire, encoding, None, from) else { return };
        session.part(self, Parting::Refused(refusal.goodbye));
        session.received(self, &refusal.leftover);
    }

    fn full(&self) -> v1::Goodbye {
        let message = "This room is full: come back when your slot begins.";
        let error = refuse(v1::ErrorCode::RoomFull, message);
        v1::Goodbye { error: Some(error), reconnect_after_ms: self.slot(), ..Default::default() }
    }

    /// A session for this socket; none when the socket is of no use.
    fn seat(
        &self,
        wire: Wire,
        encoding: Encoding,
        room: Option<Presence>,
        from: Source,
    ) -> Option<Rc<Session>> {
        let number = self.numbers.get().wrapping_add(1);
        self.numbers.set(number);
        let mut sessions = self.sessions.borrow_mut();
        let slot = sessions.next();
        let socket = Socket::new(wire);
        let token = Token(slot as usize);
        let tcp = socket.tcp();
        let (ready, place) = match from {
            Source::Listener(place) => (self.sockets.add(tcp, token), Some(place)),
            Source::Door(place) => (self.sockets.rename(tcp, token), Some(place)),
            Source::Server => (socket::set(tcp).and_then(|()| self.sockets.add(tcp, token)), None),
        };
        if let Err(error) = ready {
            tracing::debug!(%error, "a socket is gone already");
            return None;
        }
        let key = SessionKey { slot, number };
        let session = Rc::new(Session::new(key, socket, encoding, room, self));
        sessions.take(Rc::clone(&session));
        self.peers.holds(self.number, sessions.len());
        self.door.greets(place);
        if session.is_encrypted() {
            // What came before may have been deciphered already: no event tells of it.
            self.sockets.read_again(key);
        }
        Some(session)
    }

    /// The session of that key, if it is still here.
    pub(crate) fn session(&self, key: SessionKey) -> Option<Rc<Session>> {
        let sessions = self.sessions.borrow();
        sessions.get(key.slot as usize).filter(|session| session.key() == key).cloned()
    }

    /// Ends what is left when the worker does. Rooms and sessions point at each
    /// other, and a socket must not stay open with them.
    fn let_go(&self) {
        let everyone: Vec<Rc<Session>> = self.sessions.borrow().iter().cloned().collect();
        for session in everyone {
            session.end(self);
            self.forget(&session);
        }
        self.rooms.borrow_mut().clear();
        self.turns.clear();
    }

    /// Lets go of a session that has ended.
    pub(crate) fn forget(&self, session: &Session) {
        let key = session.key();
        let sits = |sessions: &Seats<Session>| {
            sessions.get(key.slot as usize).is_some_and(|sits| sits.key() == key)
        };
        let mut sessions = self.sessions.borrow_mut();
        if sits(&sessions) {
            sessions.leave(key.slot);
            self.shared.quota.leave(session.address());
            self.peers.holds(self.number, sessions.len());
        }
    }

    /// Takes into account since when a viewer lacks something of each lane.
    pub(crate) fn lacks(&self, since: [Option<Instant>; 3]) {
        let mut slowest = self.slowest.get();
        for (slowest, since) in slowest.iter_mut().zip(since) {
            *slowest = since.map_or(*slowest, |since| since.elapsed().max(*slowest));
        }
        self.slowest.set(slowest);
    }

    /// Tells how far the slowest viewer is behind: a round of sweeps has looked at
    /// everyone.
    pub(super) fn tell_slowest(&self) {
        self.meters.slowest(self.peers.lags(self.number, self.slowest.take()));
    }

    /// Gives a socket that was accepted here to a worker that holds fewer sessions,
    /// or back.
    pub(crate) fn share(&self, arrival: Arrival) -> Option<Arrival> {
        self.peers.share(self.number, arrival, self.config.handshakes)
    }

    /// The room as this worker follows it; from now on if it did not.
    pub(super) fn room(&self, room: Arc<Room>) -> Rc<RoomHere> {
        let mut rooms = self.rooms.borrow_mut();
        if let Some(known) = rooms.get(&room.show) {
            return Rc::clone(known);
        }
        let show = room.show.clone();
        let here = self.turns.add(|bell, number| RoomHere::new(room, bell, number));
        // It is looked at in the next turn.
        here.follower.ring();
        rooms.insert(show, Rc::clone(&here));
        here
    }
}
