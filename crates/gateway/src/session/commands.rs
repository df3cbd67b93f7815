//! Commands that wait for something: they run on the other runtime, one after
//! the other for each session, so that what a host does in a row happens in a
//! row, and their answers come back by mail.

use std::{collections::VecDeque, panic::AssertUnwindSafe, rc::Rc, sync::Arc};

use futures_util::FutureExt;
use hawker_proto::{
    refuse,
    v1::{
        self, Done, Error, ErrorCode, Reservation, ReservationState, ReservationUpdate,
        reply::Result as Answer, server_frame::Kind,
    },
};
use hawker_telemetry::gateway::FanOutBound;

use super::{Phase, Session, State};
use crate::{
    rooms::{Room, RoomAnswer, RoomCommand},
    token::Identity,
    worker::{Here, Mail, Tally},
};

/// Something that waits for inventory or for the room's store.
pub(super) enum Command {
    Room(RoomCommand),
    Reserve(v1::Reserve),
    Release(v1::ReleaseHold),
    Checkout(v1::Checkout),
    /// The buyer's open reservations, to be sent after `hello`.
    OpenReservations,
}

/// What came of one.
pub(crate) struct Finished {
    id: u32,
    outcome: Result<Outcome, Error>,
}

enum Outcome {
    Answer(Box<Answer>),
    Open(Vec<Reservation>),
}

/// A session's commands: one runs, the others wait.
#[derive(Default)]
pub(super) struct Commands {
    waiting: VecDeque<(u32, Command)>,
    /// Reservations that were settled while the open ones were asked for: what
    /// the answer says of them is older.
    settled: Vec<u64>,
}

impl Session {
    /// Takes a command on, or refuses it when too many wait.
    pub(super) fn command(&self, here: &Rc<Here>, state: &mut State, id: u32, command: Command) {
        match &mut state.commands {
            None => {
                state.commands = Some(Box::default());
                self.run(here, state, id, command);
            }
            Some(commands) if commands.waiting.len() + 1 < here.config.in_flight => {
                commands.waiting.push_back((id, command));
            }
            Some(_) => {
                here.meters.bound(FanOutBound::InFlight);
                let message = "Too many of your commands wait for their answer: repeat later.";
                self.reply(here, state, id, Err(refuse(ErrorCode::RateLimited, message)));
            }
        }
    }

    fn run(&self, here: &Rc<Here>, state: &State, id: u32, command: Command) {
        let Some(room) = &self.room else { return };
        let (room, who) = (Arc::clone(&room.room), Arc::clone(&state.who));
        let (mailbox, session) = (here.mailbox.clone(), self.key);
        here.commands.spawn(Box::pin(async move {
            let outcome = AssertUnwindSafe(carry_out(room, who, command)).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| {
                let message = "The command failed for a reason of our own: repeat it later.";
                Err(refuse(ErrorCode::Internal, message))
            });
            let finished = Box::new(Finished { id, outcome });
            if let Some(mailbox) = mailbox.upgrade() {
                // A worker that has ended has no session to tell.
                let _told = mailbox.send(Mail::Finished { session, finished }).await;
            }
        }));
    }

    /// Answers a command, and runs the next one.
    pub(crate) fn finished(&self, here: &Rc<Here>, finished: Finished) {
        let mut state = self.state.borrow_mut();
        if !matches!(state.phase, Phase::Joined { .. }) {
            return;
        }
        let Some(mut commands) = state.commands.take() else { return };
        match finished.outcome {
            Ok(Outcome::Answer(answer)) => self.reply(here, &mut state, finished.id, Ok(*answer)),
            Ok(Outcome::Open(open)) => {
                let news = |one: &Reservation| !commands.settled.contains(&one.id);
                for reservation in open.into_iter().filter(news) {
                    self.tell(here, &mut state, reservation);
                }
                commands.settled = Vec::new();
            }
            Err(error) => self.reply(here, &mut state, finished.id, Err(error)),
        }
        if let Some((id, command)) = commands.waiting.pop_front()
            && matches!(state.phase, Phase::Joined { .. })
        {
            self.run(here, &state, id, command);
            state.commands = Some(commands);
        }
        drop(state);
        self.deliver(here);
    }

    /// Tells the viewer how one of its reservations stands now.
    pub(crate) fn notice(&self, here: &Rc<Here>, reservation: &Reservation) {
        let mut state = self.state.borrow_mut();
        if !matches!(state.phase, Phase::Joined { .. }) {
            return;
        }
        if reservation.state() != ReservationState::Held
            && let Some(commands) = &mut state.commands
            && commands.settled.len() < here.config.outbox_frames
        {
            commands.settled.push(reservation.id);
        }
        self.tell(here, &mut state, reservation.clone());
        drop(state);
        self.deliver(here);
    }

    fn tell(&self, here: &Here, state: &mut State, reservation: Reservation) {
        let update = ReservationUpdate { reservation: Some(reservation) };
        self.send(here, state, Kind::Reservation(update));
    }

    /// Writes what there is now.
    pub(super) fn deliver(&self, here: &Rc<Here>) {
        let mut tally = Tally::default();
        self.flush(here, &mut tally);
        tally.flush(&here.meters);
    }
}

async fn carry_out(
    room: Arc<Room>,
    who: Arc<Identity>,
    command: Command,
) -> Result<Outcome, Error> {
    let answer = match command {
        Command::Room(command) => match room.command(&who, command, crate::now()).await? {
            RoomAnswer::Position(position) => Answer::Position(position),
            RoomAnswer::Sale(sale) => Answer::Sale(sale),
            RoomAnswer::Listing(_) => Answer::Done(Done {}),
        },
        Command::Reserve(reserve) => Answer::Reserve(room.reserve(&who, reserve).await?),
        Command::Release(release) => Answer::Reserve(room.release(&who, release).await?),
        Command::Checkout(checkout) => Answer::Checkout(room.checkout(&who, checkout).await?),
        Command::OpenReservations => {
            return room.open_reservations(&who).await.map(Outcome::Open);
        }
    };
    Ok(Outcome::Answer(Box::new(answer)))
}
