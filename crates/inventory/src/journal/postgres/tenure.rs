//! What an owner of the shard may do, and what it may take an answer for: the rules,
//! without the server. Whoever has the connection does what they say, so that the
//! simulation of a fleet holds the very same rules against servers that it makes up.
//!
//! They promise that after any answer but `Ok` nothing more is done on the same
//! ownership, and that only an answer of a standby, too, is `Ok`.

use tokio::time::Instant;

use super::super::Appended;
#[cfg(test)]
use crate::planted::{self, Bug};
use crate::{Error, limits::RENEW_EVERY};

/// What the server answered to a statement of the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    /// How many rows it changed: none, where the epoch or the number is another.
    pub(crate) rows: u64,
    /// Whether the commit waited for a standby, where it was told to.
    pub(crate) certain: bool,
}

impl Answer {
    /// What the owner may take it for.
    pub(crate) fn outcome(self) -> Appended {
        #[cfg(test)]
        if planted::has(Bug::TrustsUncertain) && self.rows > 0 {
            return Appended::Ok;
        }
        match self {
            // The answer of a commit that waited for no standby is none.
            Self { certain: false, .. } => Appended::Unknown,
            Self { rows: 0, .. } => Appended::Fenced,
            Self { .. } => Appended::Ok,
        }
    }
}

/// What a takeover comes to, which raised the epoch and found the number of the next
/// record, or found that the owner of the epoch `seen` is not the one to be replaced.
pub(crate) fn taken(
    found: Option<(u64, u64)>,
    certain: bool,
    seen: u64,
) -> Result<(u64, u64), Error> {
    let (epoch, next_seq) = found.ok_or(Error::Fenced { epoch: seen })?;
    #[cfg(test)]
    if planted::has(Bug::ServesWithoutBarrier) {
        return Ok((epoch, next_seq));
    }
    if certain { Ok((epoch, next_seq)) } else { Err(Error::Unknown { seq: next_seq }) }
}

/// The shard as one process has it over `C`, or not.
#[derive(Debug)]
pub(crate) struct Tenure<C> {
    held: Option<Held<C>>,
    stopped: bool,
}

/// What only the owner of the shard has.
#[derive(Debug)]
struct Held<C> {
    epoch: u64,
    next_seq: u64,
    connection: C,
    /// When what last said that this owner is there was sent.
    confirmed: Instant,
}

impl<C> Tenure<C> {
    pub(crate) fn none() -> Self {
        Self { held: None, stopped: false }
    }

    /// Gives up what was owned, to take the shard over.
    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        if self.stopped {
            return Err(Error::Stopped);
        }
        self.held = None;
        Ok(())
    }

    /// The shard was taken over, by what was sent at that time.
    pub(crate) fn hold(&mut self, (epoch, next_seq): (u64, u64), connection: C, sent: Instant) {
        self.held = Some(Held { epoch, next_seq, connection, confirmed: sent });
    }

    /// Where that record is to be appended, unless it is not this owner's to append.
    pub(crate) fn to_append(&self, epoch: u64, seq: u64) -> Result<&C, Appended> {
        if self.stopped {
            return Err(Appended::Unknown);
        }
        let own = self.held.as_ref().filter(|held| (held.epoch, held.next_seq) == (epoch, seq));
        own.map(|held| &held.connection).ok_or(Appended::Fenced)
    }

    /// An append came to that.
    pub(crate) fn appended(&mut self, sent: Instant, outcome: Appended) -> Appended {
        if let Some(held) = self.held.as_mut().filter(|_| outcome == Appended::Ok) {
            held.next_seq += 1;
        }
        self.answered(sent, outcome)
    }

    /// Where the owner says that it is there, and as which one, if nothing said so
    /// lately.
    pub(crate) fn to_confirm(&self, now: Instant) -> Result<Option<(&C, u64)>, Appended> {
        let held = self.held.as_ref().ok_or(Appended::Fenced)?;
        #[cfg(test)]
        if planted::has(Bug::ReadsUnconfirmed) {
            return Ok(None);
        }
        let is_due = now.saturating_duration_since(held.confirmed) >= RENEW_EVERY;
        Ok(is_due.then_some((&held.connection, held.epoch)))
    }

    /// What the owner said came to that. After any outcome but `Ok` the connection goes:
    /// what it was told is of no more use.
    pub(crate) fn answered(&mut self, sent: Instant, outcome: Appended) -> Appended {
        match (&mut self.held, outcome) {
            (Some(held), Appended::Ok) => held.confirmed = sent,
            _ => (self.stopped, self.held) = (true, None),
        }
        outcome
    }
}
