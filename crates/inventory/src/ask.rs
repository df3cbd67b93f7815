//! A command on its way to the writer and back: what the writer need not do is
//! done at the caller's end. The command is encoded before it is sent, and what
//! the caller is told is put together after it came back.

use bytes::Bytes;
use hawker_domain::stock::{Answer, Reply, Stock, Verdict};
use hawker_proto::v1::{CommandResponse, Outcome, Receipt, Reservation, journal_entry::Command};
use prost::Message as _;

use crate::{check, convert, journal::SHARD, refusal::Refused};

/// A command that was checked, with its encoded form.
#[derive(Debug)]
pub(crate) struct Ask {
    command: Command,
    /// The command's field of a `JournalEntry`.
    encoded: Vec<u8>,
}

impl Ask {
    /// Checks a command as far as that is possible without the state.
    pub(crate) fn new(command: Command) -> Result<Box<Self>, Refused> {
        check::command(&command)?;
        let mut encoded = Vec::with_capacity(command.encoded_len());
        command.encode(&mut encoded);
        Ok(Box::new(Self { command, encoded }))
    }

    pub(crate) fn command(&self) -> &Command {
        &self.command
    }

    pub(crate) fn encoded(&self) -> &[u8] {
        &self.encoded
    }
}

/// What came of a command, as the writer tells it.
#[derive(Debug)]
pub(crate) struct Told {
    /// The ask goes back to be freed at its caller's end.
    pub(crate) _ask: Box<Ask>,
    pub(crate) answer: Result<Answer, Refused>,
    pub(crate) about: About,
}

/// The thing that an answer speaks of.
#[derive(Debug)]
pub(crate) enum About {
    Nothing,
    /// An encoded reservation, within the record that holds it.
    Reservation(Bytes),
    /// What else there is, put together.
    Things(Box<CommandResponse>),
}

impl About {
    /// What an answer speaks of that is not in the record of this batch.
    pub(crate) fn of(stock: &Stock, reply: &Reply) -> Self {
        let reservation = stock.reservation_of(reply).map(convert::reservation);
        let sale = stock.sale_of(reply).map(convert::sale);
        let shown = stock.stock_of(reply).map(convert::stock);
        if reservation.is_none() && sale.is_none() && shown.is_none() {
            return Self::Nothing;
        }
        let mut things = CommandResponse { reservation, sale, stock: shown, ..Default::default() };
        if let Reply::Rare(rare) = reply {
            things.shortfalls = convert::shortfalls(&rare.shortfalls);
            things.more_shortfalls = rare.more_shortfalls;
        }
        Self::Things(Box::new(things))
    }
}

/// The answer that a verdict gives its caller.
pub(crate) fn answer(verdict: Verdict) -> Result<Answer, Refused> {
    match verdict {
        Verdict::Refused(refusal) => Err(refusal.into()),
        Verdict::Recorded(Answer { reply: Reply::Wrong(refusal), .. })
        | Verdict::Repeated(Answer { reply: Reply::Wrong(refusal), .. }) => Err(refusal.into()),
        Verdict::Recorded(answer) | Verdict::Repeated(answer) => Ok(answer),
    }
}

impl Told {
    /// The message for the caller.
    pub(crate) fn response(self) -> Result<CommandResponse, Refused> {
        let Answer { position, reply } = self.answer?;
        let mut response = match self.about {
            About::Nothing => CommandResponse::default(),
            About::Reservation(bytes) => CommandResponse {
                reservation: Some(Reservation::decode(bytes).map_err(|_| Refused::unknown())?),
                ..CommandResponse::default()
            },
            About::Things(things) => *things,
        };
        match reply {
            Reply::SoldOut { held_by_others } => response.held_by_others = held_by_others,
            Reply::Limit { left } => response.left_for_buyer = left,
            Reply::Waiting { place } => response.waiting = place,
            _ => {}
        }
        response.outcome = Outcome::into(convert::outcome(&reply));
        response.receipt =
            Some(Receipt { shard: SHARD, epoch: position.epoch.into(), seq: position.seq });
        Ok(response)
    }
}
