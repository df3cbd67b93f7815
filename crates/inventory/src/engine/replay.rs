//! Replaying a record: its commands are applied again, and must come to what
//! the record says.

use hawker_domain::{
    ReservationId, Timestamp,
    stock::{Position, Stock, Verdict},
};
use hawker_proto::v1::{JournalEntry, JournalRecord};
use prost::Message as _;

use super::record::recorded;
use crate::{Error, check, convert};

/// Applies record `seq`.
pub(crate) fn replay(stock: &mut Stock, seq: u64, bytes: &[u8]) -> Result<(), Error> {
    let undecodable = |why: String| Error::Undecodable { seq, why };
    let record = JournalRecord::decode(bytes).map_err(|e| undecodable(e.to_string()))?;
    if record.seq != seq || stock.position().seq + 1 != seq {
        let why = format!("it says {} and comes after {}", record.seq, stock.position().seq);
        return Err(undecodable(why));
    }
    let epoch = u32::try_from(record.epoch).map_err(|e| undecodable(e.to_string()))?;
    stock.begin(Position { epoch, seq }, Timestamp::from_millis(record.time_ms));
    for (at, recorded) in record.entries.into_iter().enumerate() {
        replay_entry(stock, recorded)
            .map_err(|why| Error::Diverged { seq, why: format!("entry {at}: {why}") })?;
    }
    stock.finish()?;
    Ok(())
}

fn replay_entry(stock: &mut Stock, mut recorded: JournalEntry) -> Result<(), String> {
    let command = recorded.command.take().ok_or("it has no command")?;
    let checked = check::command(&command).map_err(|refused| refused.message.into_owned())?;
    let verdict = stock.apply(&checked);
    let again = entry(stock, &verdict)
        .ok_or_else(|| format!("it was recorded, and now comes to {verdict:?}"))?;
    if again == recorded {
        Ok(())
    } else {
        Err(format!("it was recorded as {recorded:?}, and now comes to {again:?}"))
    }
}

/// What a verdict is recorded as, without its command.
fn entry(stock: &Stock, verdict: &Verdict) -> Option<JournalEntry> {
    let reply = &recorded(verdict)?.reply;
    let read = |id: &ReservationId| stock.reservation_by_id(*id).map(convert::reservation);
    Some(JournalEntry {
        outcome: convert::outcome(reply).into(),
        reservation: stock.reservation_of(reply).map(convert::reservation),
        expired: stock.expired().iter().filter_map(read).collect(),
        changed: stock.changed().iter().filter_map(read).collect(),
        error: convert::error_code(reply).into(),
        command: None,
    })
}
