//! Rooms out of the store. The epoch stays as long as the history is whole; a
//! room whose history is not begins a new one, so that no viewer takes what it
//! missed for what it saw.

use std::collections::BTreeMap;

use hawker_domain::{
    ListingId, SaleId, Timestamp,
    room::{Parts, Position, Room, SaleEntry},
};
use hawker_proto::v1;

use super::{
    convert,
    room::overtaken,
    stand::{self, Stand},
};
use crate::{
    limits::OVERTAKEN,
    now,
    store::{Change, Keeper, Kept, SavedRoom, SavedSale},
};

/// A room out of the store, with what is told of it to those who resume.
///
/// # Errors
/// When it holds something that is no room, or can't be kept under a new epoch.
pub(super) async fn restore(
    mut saved: SavedRoom,
    keeper: &Keeper,
) -> Result<(Room, Vec<v1::Publication>, Stand), v1::Error> {
    for _ in 0..OVERTAKEN {
        let (version, settings) = (saved.version, saved.settings);
        let whole = is_whole(&saved.history, saved.position);
        let (room, history) = read(saved)?;
        if whole {
            return Ok((room, history, Stand { version, settings }));
        }
        let position = anew(room.position(), now());
        let epoch = position.epoch;
        tracing::warn!(show = %room.show().id, epoch, "the history has gaps: a new epoch begins");
        let room = room.at(position);
        let record = || stand::record(&room, version + 1, settings);
        match keeper.keep(version, Change::of_show(&room), record).await? {
            Kept::Done => return Ok((room, Vec::new(), Stand { version: version + 1, settings })),
            // Another gateway changed it while it was read: so it stands now.
            Kept::Overtaken(newer) => saved = *newer,
        }
    }
    Err(overtaken())
}

/// A room as it was kept, with its newest publications.
pub(super) fn read(saved: SavedRoom) -> Result<(Room, Vec<v1::Publication>), v1::Error> {
    let parts = parts(&saved)?;
    Ok((Room::restore(parts), saved.history))
}

/// The pinned listing, if any.
pub(super) fn pinned(id: &str) -> Result<Option<ListingId>, v1::Error> {
    match id {
        "" => Ok(None),
        id => convert::id("pinned", id, ListingId::new).map(Some),
    }
}

/// The epoch of a room that begins now: its Unix second, so that a show made
/// anew in an emptied data folder is not taken for the one before.
pub(super) fn epoch(now: Timestamp) -> u32 {
    u32::try_from(now.as_millis() / 1_000).unwrap_or(u32::MAX)
}

/// Where a room begins that must not be taken for the same room at that position: its
/// offsets go on, in an epoch from which nobody can come.
pub(super) fn anew(known: Position, now: Timestamp) -> Position {
    Position { epoch: epoch(now).max(known.epoch.saturating_add(1)), ..known }
}

/// Whether the history ends at the newest position and has no gap. One that begins
/// after the newest position, as that of a new epoch does, has nothing to miss.
fn is_whole(history: &[v1::Publication], newest: Position) -> bool {
    let follows = |pair: &[v1::Publication]| match pair {
        [one, next] => next.offset == one.offset.wrapping_add(1),
        _ => true,
    };
    let last = history.last().map_or(newest.offset, |publication| publication.offset);
    last == newest.offset && history.windows(2).all(follows)
}

fn parts(saved: &SavedRoom) -> Result<Parts, v1::Error> {
    let listings = saved.listings.iter().cloned().map(convert::listing);
    Ok(Parts {
        show: convert::show(&saved.show)?,
        listings: listings.collect::<Result<_, _>>()?,
        pinned: pinned(&saved.pinned)?,
        sales: saved.sales.iter().map(sale).collect::<Result<BTreeMap<_, _>, _>>()?,
        position: saved.position,
    })
}

pub(super) fn sale(saved: &SavedSale) -> Result<(SaleId, SaleEntry), v1::Error> {
    let entry = SaleEntry {
        listing: convert::id("listing", &saved.listing, ListingId::new)?,
        since: Timestamp::from_millis(saved.since_ms),
        report: saved.report.as_ref().map(convert::sale).transpose()?,
    };
    Ok((convert::id("sale", &saved.sale, SaleId::new)?, entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(offsets: &[u32]) -> Vec<v1::Publication> {
        let at = |&offset| v1::Publication { epoch: 1, offset, ..v1::Publication::default() };
        offsets.iter().map(at).collect()
    }

    #[test]
    fn a_room_that_begins_anew_has_an_epoch_above_every_one_before() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let known = Position { epoch: 1_780_000_000, offset: 40 };
        let begun = anew(known, now);
        assert_eq!(begun, Position { epoch: 1_790_000_000, offset: 40 });
        // Again in the same second, or with a clock that went back.
        assert_eq!(anew(begun, now).epoch, 1_790_000_001);
        assert_eq!(anew(begun, Timestamp::from_millis(0)).epoch, 1_790_000_001);
    }

    #[test]
    fn a_history_is_whole_when_it_ends_at_the_newest_and_has_no_gap() {
        let newest = |offset| Position { epoch: 1, offset };
        assert!(is_whole(&[], newest(0)));
        assert!(is_whole(&history(&[4, 5, 6]), newest(6)));
        assert!(!is_whole(&history(&[4, 6]), newest(6)));
        assert!(!is_whole(&history(&[4, 5]), newest(6)));
        assert!(is_whole(&[], newest(6)), "nobody resumes from before it");
    }
}
