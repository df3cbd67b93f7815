//! What the inventory itself adds to a command before it is recorded, so that
//! the rules, which draw no lots, come to the same result on every replay.

use hawker_proto::v1::journal_entry::Command;

use crate::refusal::Refused;

/// Completes a caller's command. What is added is no part of the payload that its
/// key stands for: a repeated command gets the answer of the first one.
pub(crate) fn prepare(command: &mut Command) -> Result<(), Refused> {
    if let Command::JoinWaitlist(join) = command {
        if join.ticket != 0 {
            return Err(Refused::field("ticket must be unset; the inventory draws it"));
        }
        join.ticket = ticket()?;
    }
    Ok(())
}

/// A number that nobody can foresee, from the operating system.
fn ticket() -> Result<u64, Refused> {
    getrandom::u64().map_err(|error| {
        tracing::error!(%error, "the system has no random numbers");
        Refused::busy()
    })
}
