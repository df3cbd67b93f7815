//! Commands that wait for something: they run on the other runtime, one after
//! the other for each session, so that what a host does in a row happens in a
//! row, and their answers come back by mail.

use std::{collections::VecDeque, panic::AssertUnwindSafe, rc::Rc, sync::Arc};

use futures_util::FutureExt;
use hawker_proto::{
    refuse,
    v1::{self, Done, Error, ErrorCode, client_frame::Kind, reply::Result as Answer},
};
use hawker_telemetry::gateway::FanOutBound;

use super::{Phase, Session, State, checking::Checked, open::Asked};
use crate::{
    rooms::{Room, RoomAnswer, RoomCommand},
    token::Identity,
    worker::{Here, Mail, Tally},
};

/// Frames of a viewer's own that may wait for a walk.
const FEW: usize = 4;

/// Something that waits for inventory or for the room's store.
pub(crate) enum Command {
    Room(RoomCommand),
    Reserve(v1::Reserve),
    Release(v1::ReleaseHold),
    Checkout(v1::Checkout),
    JoinWaitlist(v1::JoinWaitlist),
    LeaveWaitlist(v1::LeaveWaitlist),
    AskPlace(v1::AskPlace),
    EnterDraw(v1::EnterDraw),
}

impl Command {
    /// Whether somebody tries to get something that others want too.
    pub(crate) fn is_attempt(&self) -> bool {
        matches!(self, Self::Reserve(_) | Self::JoinWaitlist(_) | Self::EnterDraw(_))
    }

    /// The command that a client's frame asks for, if it does ask for one.
    pub(crate) fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Pin(pin) => Self::Room(RoomCommand::Pin(pin)),
            Kind::Unpin(_) => Self::Room(RoomCommand::Unpin),
            Kind::StartSale(sale) => Self::Room(RoomCommand::StartSale(sale)),
            Kind::StopSale(sale) => Self::Room(RoomCommand::StopSale(sale)),
            Kind::PauseSale(pause) => Self::Room(RoomCommand::PauseSale(pause)),
            Kind::ResumeSale(resume) => Self::Room(RoomCommand::ResumeSale(resume)),
            Kind::ChangeSale(change) => Self::Room(RoomCommand::ChangeSale(change)),
            Kind::AddStock(add) => Self::Room(RoomCommand::AddStock(add)),
            Kind::JoinWaitlist(join) => Self::JoinWaitlist(join),
            Kind::LeaveWaitlist(leave) => Self::LeaveWaitlist(leave),
            Kind::AskPlace(ask) => Self::AskPlace(ask),
            Kind::EnterDraw(enter) => Self::EnterDraw(enter),
            Kind::SetShowState(to) => Self::Room(RoomCommand::SetState(to)),
            Kind::Reserve(reserve) => Self::Reserve(reserve),
            Kind::Checkout(checkout) => Self::Checkout(checkout),
            Kind::Release(release) => Self::Release(release),
            Kind::Hello(_)
            | Kind::Ping(_)
            | Kind::SendChat(_)
            | Kind::Track(_)
            | Kind::RefreshToken(_) => return None,
        })
    }
}

/// What came of something that a session had done elsewhere.
pub(crate) enum Finished {
    /// A command of the frame with that id.
    Command { id: u32, outcome: Result<Box<Answer>, Error> },
    /// The question for the buyer's open reservations.
    Open(Asked),
    /// The check of a token.
    Checked(Box<Checked>),
}

/// A session's commands: one runs, these wait.
#[derive(Default)]
pub(super) struct Commands(VecDeque<(u32, Command)>);

impl Session {
    /// Takes a command on, or refuses it when too many wait.
    pub(super) fn command(&self, here: &Rc<Here>, state: &mut State, id: u32, command: Command) {
        match &mut state.commands {
            None => {
                state.commands = Some(Box::default());
                self.run(here, state, id, command);
            }
            Some(commands) if commands.0.len() + 1 < here.config.in_flight => {
                commands.0.push_back((id, command));
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
        self.elsewhere(here, async move {
            let outcome = AssertUnwindSafe(carry_out(room, who, command)).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| {
                let message = "The command failed for a reason of our own: repeat it later.";
                Err(refuse(ErrorCode::Internal, message))
            });
            Finished::Command { id, outcome }
        });
    }

    /// Has something done on the other runtime, from which it comes back by mail.
    pub(super) fn elsewhere(
        &self,
        here: &Rc<Here>,
        work: impl Future<Output = Finished> + Send + 'static,
    ) {
        let (mailbox, session) = (here.mailbox.clone(), self.key);
        here.errands.add(async move {
            let finished = Box::new(work.await);
            if let Some(mailbox) = mailbox.upgrade() {
                // A worker that has ended has no session to tell.
                let _told = mailbox.send(Mail::Finished { session, finished }).await;
            }
        });
    }

    /// Takes what came back by mail.
    pub(crate) fn finished(self: &Rc<Self>, here: &Rc<Here>, finished: Finished) {
        let mut state = self.state.borrow_mut();
        if !matches!(state.phase, Phase::Joined { .. } | Phase::Checking) {
            return;
        }
        match finished {
            Finished::Checked(checked) => self.checked(here, &mut state, *checked),
            Finished::Command { id, outcome } => {
                self.reply(here, &mut state, id, outcome.map(|answer| *answer));
                self.run_next(here, &mut state);
            }
            Finished::Open(asked) => self.opened(here, &mut state, asked),
        }
        drop(state);
        self.deliver(here);
    }

    fn run_next(&self, here: &Rc<Here>, state: &mut State) {
        // Without them it was sent away with the reply.
        let Some(mut commands) = state.commands.take() else { return };
        if let Some((id, command)) = commands.0.pop_front() {
            self.run(here, state, id, command);
            state.commands = Some(commands);
        }
    }

    /// Writes what there is now; in a small room that is about to be walked, along with
    /// what the walk writes.
    pub(super) fn deliver(&self, here: &Rc<Here>) {
        if self.is_served_soon() {
            return;
        }
        let mut tally = Tally::default();
        self.flush(here, &mut tally);
        tally.flush(&here.meters);
        self.settle(here);
    }

    fn is_served_soon(&self) -> bool {
        let state = self.state.borrow();
        // More than a few answers are not left to pile up.
        let few = matches!(state.phase, Phase::Joined { .. }) && state.outbox.len() <= FEW;
        few && self.room.as_ref().is_some_and(|room| room.walks_soon())
    }
}

/// Carries a command out for somebody.
pub(crate) async fn carry_out(
    room: Arc<Room>,
    who: Arc<Identity>,
    command: Command,
) -> Result<Box<Answer>, Error> {
    let answer = match command {
        Command::Room(command) => match room.command(&who, command, crate::now()).await? {
            RoomAnswer::Position(position) => Answer::Position(position),
            RoomAnswer::Sale(sale) => Answer::Sale(*sale),
            RoomAnswer::Stock(stock) => Answer::Stock(stock),
            RoomAnswer::Listing(_) | RoomAnswer::Settings(_) => Answer::Done(Done {}),
        },
        Command::Reserve(reserve) => Answer::Reserve(room.reserve(&who, reserve).await?),
        Command::Release(release) => Answer::Reserve(room.release(&who, release).await?),
        Command::Checkout(checkout) => Answer::Checkout(room.checkout(&who, checkout).await?),
        Command::JoinWaitlist(join) => Answer::Reserve(room.join_waitlist(&who, join).await?),
        Command::EnterDraw(enter) => Answer::Reserve(room.enter_draw(&who, enter).await?),
        Command::AskPlace(ask) => Answer::Waiting(room.ask_place(&who, &ask).await?),
        Command::LeaveWaitlist(leave) => {
            room.leave_waitlist(&who, leave).await?;
            Answer::Done(Done {})
        }
    };
    Ok(Box::new(answer))
}
