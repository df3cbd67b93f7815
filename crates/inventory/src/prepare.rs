//! What the inventory itself adds to a command before it is recorded, so that
//! the rules, which draw no lots, come to the same result on every replay.

use hawker_proto::v1::{DefineSaleRequest, SalePolicy, journal_entry::Command};

use crate::{
    clock::{SystemClocks, TimeSource as _},
    cut_off,
    draw_secret::Secret,
    refusal::Refused,
};

/// Completes a caller's command. What is added is no part of the payload that its
/// key stands for: a repeated command gets the answer of the first one.
pub(crate) fn prepare(command: &mut Command, secret: &Secret) -> Result<(), Refused> {
    match command {
        Command::JoinWaitlist(join) if join.ticket != 0 => {
            Err(Refused::field("ticket must be unset; the inventory draws it"))
        }
        Command::JoinWaitlist(join) => ticket().map(|ticket| join.ticket = ticket),
        Command::DefineSale(define) if !define.seed_hash.is_empty() => {
            Err(Refused::field("seed_hash must be unset; the inventory sets it"))
        }
        Command::DefineSale(define) if define.policy() == SalePolicy::Draw => {
            let hash = secret.seed_hash(&define.merchant, &define.sale);
            define.seed_hash = hash.to_vec();
            Ok(())
        }
        Command::DefineSale(DefineSaleRequest { group: Some(terms), .. }) => {
            cut_off::resolve(terms, SystemClocks::new().wall_ms())
        }
        _ => Ok(()),
    }
}

/// A number that nobody can foresee, from the operating system.
fn ticket() -> Result<u64, Refused> {
    getrandom::u64().map_err(|error| {
        tracing::error!(%error, "the system has no random numbers");
        Refused::busy()
    })
}
