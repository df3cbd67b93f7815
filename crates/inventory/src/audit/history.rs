//! The history of one thing: what the journal says of a SKU, a buyer or a
//! reservation, entry by entry.

use hawker_proto::v1::{JournalEntry, JournalRecord, Reservation, journal_entry::Command};

/// The thing whose history is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A SKU of a merchant.
    Sku(String, String),
    /// A buyer, by the name that the journal knows.
    Buyer(String),
    /// A reservation.
    Reservation(u64),
}

/// Tells the entries of a record that are about the thing.
pub(super) fn of(asked: &Of, record: &JournalRecord, tell: &mut dyn FnMut(String)) {
    for (at, entry) in record.entries.iter().enumerate() {
        let concerned: Vec<&Reservation> =
            reservations(entry).filter(|reservation| asked.is_in(reservation)).collect();
        if concerned.is_empty() && !asked.is_named(entry) {
            continue;
        }
        let position = format!("{}/{}/{}", record.shard, record.epoch, record.seq);
        let outcome = entry.outcome().as_str_name().trim_start_matches("OUTCOME_");
        let command = entry.command.as_ref().map_or("nothing", name);
        let mut line = format!("{} {position} #{at} {command}: {outcome}", record.time_ms);
        for reservation in concerned {
            let state = reservation.state().as_str_name();
            let state = state.trim_start_matches("RESERVATION_STATE_");
            let units: Vec<String> =
                reservation.lines.iter().map(|l| format!("{} {}", l.quantity, l.sku)).collect();
            let (id, buyer) = (reservation.id, &reservation.buyer);
            line.push_str(&format!("; {id} of {buyer} {state} ({})", units.join(", ")));
        }
        tell(line);
    }
}

fn reservations(entry: &JournalEntry) -> impl Iterator<Item = &Reservation> {
    entry.reservation.iter().chain(&entry.expired).chain(&entry.changed)
}

impl Of {
    fn is_in(&self, reservation: &Reservation) -> bool {
        match self {
            Self::Sku(merchant, sku) => {
                reservation.merchant == *merchant
                    && reservation.lines.iter().any(|line| line.sku == *sku)
            }
            Self::Buyer(buyer) => reservation.buyer == *buyer,
            Self::Reservation(id) => reservation.id == *id || reservation.rest_of == *id,
        }
    }

    /// Whether the command names it, whatever came of that.
    fn is_named(&self, entry: &JournalEntry) -> bool {
        let Some(command) = &entry.command else { return false };
        match self {
            Self::Sku(merchant, sku) => names_sku(command, merchant, sku),
            Self::Buyer(buyer) => match command {
                Command::Reserve(r) => r.buyer == *buyer,
                Command::JoinWaitlist(r) => r.buyer == *buyer,
                Command::LeaveWaitlist(r) => r.buyer == *buyer,
                Command::EnterDraw(r) => r.buyer == *buyer,
                Command::OpenGroup(r) => r.buyer == *buyer,
                _ => false,
            },
            Self::Reservation(id) => match command {
                Command::Commit(r) => r.reservation == *id,
                Command::Release(r) => r.reservation == *id,
                Command::Expire(r) => r.reservation == *id,
                Command::Extend(r) => r.reservation == *id,
                Command::Cancel(r) => r.reservation == *id,
                Command::ReturnStock(r) => r.reservation == *id,
                _ => false,
            },
        }
    }
}

fn names_sku(command: &Command, merchant: &str, sku: &str) -> bool {
    let is = |m: &str, s: &str| m == merchant && s == sku;
    match command {
        Command::ReceiveStock(r) => is(&r.merchant, &r.sku),
        Command::AdjustStock(r) => is(&r.merchant, &r.sku),
        Command::SetCount(r) => is(&r.merchant, &r.sku),
        Command::SetSafetyStock(r) => is(&r.merchant, &r.sku),
        Command::ReturnStock(r) => is(&r.merchant, &r.sku),
        Command::Reserve(r) => r.lines.iter().any(|line| is(&r.merchant, &line.sku)),
        Command::JoinWaitlist(r) => r.lines.iter().any(|line| is(&r.merchant, &line.sku)),
        Command::EnterDraw(r) => r.lines.iter().any(|line| is(&r.merchant, &line.sku)),
        _ => false,
    }
}

fn name(command: &Command) -> &'static str {
    match command {
        Command::ReceiveStock(_) => "ReceiveStock",
        Command::AdjustStock(_) => "AdjustStock",
        Command::SetCount(_) => "SetCount",
        Command::SetSafetyStock(_) => "SetSafetyStock",
        Command::ReturnStock(_) => "ReturnStock",
        Command::DefineSale(_) => "DefineSale",
        Command::OpenSale(_) => "OpenSale",
        Command::CloseSale(_) => "CloseSale",
        Command::PauseSale(_) => "PauseSale",
        Command::ResumeSale(_) => "ResumeSale",
        Command::ChangeSale(_) => "ChangeSale",
        Command::Reserve(_) => "Reserve",
        Command::Commit(_) => "Commit",
        Command::Release(_) => "Release",
        Command::Expire(_) => "Expire",
        Command::Extend(_) => "Extend",
        Command::Cancel(_) => "Cancel",
        Command::JoinWaitlist(_) => "JoinWaitlist",
        Command::LeaveWaitlist(_) => "LeaveWaitlist",
        Command::EnterDraw(_) => "EnterDraw",
        Command::OpenGroup(_) => "OpenGroup",
        // The engine's own. No arm for the rest: a new command must get its name.
        Command::Elapse(_) | Command::ExtendHolds(_) | Command::RevealDraw(_) => "the clock",
    }
}

#[cfg(test)]
mod tests {
    use hawker_proto::v1::{JoinWaitlistRequest, Line, OpenGroupRequest};

    use super::*;

    fn told(asked: &Of, command: Command) -> Vec<String> {
        let entry = JournalEntry { command: Some(command), ..JournalEntry::default() };
        let record = JournalRecord { seq: 7, entries: vec![entry], ..JournalRecord::default() };
        let mut lines = Vec::new();
        of(asked, &record, &mut |line| lines.push(line));
        lines
    }

    #[test]
    fn what_holds_no_reservation_is_in_the_history_of_whom_it_names() {
        let open = |buyer: &str| {
            let buyer = buyer.to_owned();
            Command::OpenGroup(OpenGroupRequest { buyer, ..OpenGroupRequest::default() })
        };
        let ann = Of::Buyer("ann".to_owned());
        let lines = told(&ann, open("ann"));
        assert!(lines.len() == 1 && lines[0].contains("OpenGroup"), "{lines:?}");
        assert!(told(&ann, open("bob")).is_empty());
        let lines = vec![Line { sku: "tee".to_owned(), ..Line::default() }];
        let merchant = "acme".to_owned();
        let join = JoinWaitlistRequest { merchant, lines, ..JoinWaitlistRequest::default() };
        let tee = Of::Sku("acme".to_owned(), "tee".to_owned());
        assert_eq!(told(&tee, Command::JoinWaitlist(join)).len(), 1);
    }
}
