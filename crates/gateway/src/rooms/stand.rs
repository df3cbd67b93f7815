//! A room's record in the store, and how changes of other gateways come into it.
//!
//! A change is made of the newest version that this gateway knows. Where another one
//! came before it, that is taken in first, told to the viewers here, and the command is
//! applied anew. So all gateways tell the same publications in the same order, whoever
//! makes them; what a gateway missed it reads from the store before it tells anything
//! newer.

use std::{collections::BTreeMap, sync::Arc};

use hawker_domain::{
    ListingId, SaleId,
    room::{self, Position, SaleEntry},
};
use hawker_proto::v1::{self, RoomChange, RoomRecord};

use super::{Room, convert, restore, room::base};
use crate::{
    limits::HISTORY,
    now,
    store::{Change, Kept, SavedRoom, SavedSale},
};

/// What is known of a room's record beside its state, under the lock under which the
/// room changes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stand {
    /// Which change is the newest; counted where other gateways change the room, too.
    pub(super) version: u64,
    /// What the room has set for itself.
    pub(super) settings: v1::RoomSettings,
}

/// What came of another gateway's change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakenIn {
    /// It is told here.
    Done,
    /// It was known.
    Old,
    /// Changes before it are missing: see [`Room::catch_up`].
    Gap,
}

impl Room {
    /// Keeps a change that makes `next` of the room, and tells it; false where another
    /// gateway's came before it, which then is told, and nothing else.
    pub(super) async fn keep(
        self: &Arc<Self>,
        stand: &mut Stand,
        next: room::Room,
        change: Change,
    ) -> Result<bool, v1::Error> {
        let settings = change.settings.unwrap_or(stand.settings);
        let version = stand.version + 1;
        let told = self.backing.keeper.shared().map(|_| change_out(version, &change));
        let publications = change.publications.clone();
        let whole = || record(&next, version, settings);
        match self.backing.keeper.keep(stand.version, change, whole).await? {
            Kept::Done => {
                let paced = std::mem::replace(stand, Stand { version, settings }).settings;
                self.tell(next, publications);
                if paced != settings {
                    self.lanes.set_pace(&settings);
                }
                if let Some(told) = told {
                    self.tell_others(told).await;
                }
                Ok(true)
            }
            Kept::Overtaken(saved) => {
                self.replace(stand, *saved).await?;
                Ok(false)
            }
        }
    }

    /// Whether that version is the newest that is known.
    pub(super) async fn is_at(&self, version: u64) -> bool {
        self.changing.lock().await.version == version
    }

    /// Takes in a change that another gateway made.
    pub(crate) async fn take_in(self: &Arc<Self>, change: RoomChange) -> TakenIn {
        let mut stand = self.changing.lock().await;
        if change.version <= stand.version {
            return TakenIn::Old;
        }
        if change.version != stand.version + 1 {
            return TakenIn::Gap;
        }
        let ours = self.state().position();
        let told = u32::try_from(change.publications.len()).unwrap_or(u32::MAX);
        let theirs = change.position.unwrap_or_default();
        let follows = theirs.epoch == ours.epoch && theirs.offset == ours.offset + told;
        let Ok(next) = merged(&self.state(), &change) else { return TakenIn::Gap };
        if !follows {
            return TakenIn::Gap;
        }
        let settings = change.settings.unwrap_or(stand.settings);
        *stand = Stand { version: change.version, settings };
        self.take_over(next, change.publications, &settings);
        TakenIn::Done
    }

    /// Reads how the room stands, and tells what was missed of it, before anything newer.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the store can't be asked.
    pub(crate) async fn catch_up(self: &Arc<Self>) -> Result<(), v1::Error> {
        let mut stand = self.changing.lock().await;
        self.refresh(&mut stand).await.map(drop)
    }

    /// The same for one who holds the room's lock; whether anything was missed.
    pub(super) async fn refresh(self: &Arc<Self>, stand: &mut Stand) -> Result<bool, v1::Error> {
        let Some(tables) = self.backing.keeper.shared() else { return Ok(false) };
        match tables.read(self.show.as_str()).await? {
            Some(saved) if saved.version != stand.version => {
                self.replace(stand, saved).await?;
                Ok(true)
            }
            // An emptied store: the next change of the room fails, and says so.
            Some(_) | None => Ok(false),
        }
    }

    /// Takes in how the room stands in the store, and tells what of it is new here.
    async fn replace(
        self: &Arc<Self>,
        stand: &mut Stand,
        saved: SavedRoom,
    ) -> Result<(), v1::Error> {
        let (version, settings) = (saved.version, saved.settings);
        let ours = self.state().position();
        let (state, history) = restore::read(saved)?;
        let theirs = state.position();
        let missed: Vec<_> = history.into_iter().filter(|it| it.offset > ours.offset).collect();
        let contiguous = theirs.offset.checked_sub(ours.offset).map(|it| it as usize);
        let same_epoch = theirs.epoch == ours.epoch;
        // Fewer changes, and yet other publications: not the past that was told here.
        let went_back = same_epoch && version < stand.version && theirs != ours;
        if !went_back && same_epoch && contiguous == Some(missed.len()) {
            *stand = Stand { version, settings };
            self.take_over(state, missed, &settings);
            return Ok(());
        }
        if !went_back && theirs.epoch >= ours.epoch && theirs.offset >= ours.offset {
            // Another gateway has begun anew already, or more was missed than is kept.
            *stand = Stand { version, settings };
            self.begin_anew(state, &settings);
            return Ok(());
        }
        self.renew(stand, version, state, settings).await
    }

    /// The store has another past than what was told here: nobody who saw that may
    /// resume, so a new epoch begins, behind all offsets and versions that were given,
    /// also those of a gateway that was somewhat further than this one.
    async fn renew(
        self: &Arc<Self>,
        stand: &mut Stand,
        version: u64,
        state: room::Room,
        settings: v1::RoomSettings,
    ) -> Result<(), v1::Error> {
        let (ours, theirs) = (self.state().position(), state.position());
        let epoch = restore::epoch(now()).max(ours.epoch.max(theirs.epoch).saturating_add(1));
        let position = Position { epoch, offset: ours.offset.max(theirs.offset) + 1 };
        tracing::error!(show = %self.show, epoch, "the store is behind what was told: a new epoch begins");
        let state = state.at(position);
        let change = Change::of_show(&state);
        // No gateway that told another past may find its own version here.
        let next = stand.version.max(version) + u64::from(HISTORY);
        let whole = || record(&state, next, settings);
        match self.backing.keeper.keep(version, change, whole).await? {
            Kept::Done => {
                *stand = Stand { version: next, settings };
                self.begin_anew(state, &settings);
            }
            // Another gateway was first: the next look takes that in.
            Kept::Overtaken(_) => {}
        }
        Ok(())
    }

    /// Takes in and tells what another gateway did.
    fn take_over(
        self: &Arc<Self>,
        next: room::Room,
        publications: Vec<v1::Publication>,
        settings: &v1::RoomSettings,
    ) {
        self.tell(next, publications);
        self.lanes.set_pace(settings);
        for listing in self.state().listings() {
            self.note_and_read(listing);
        }
        // The one that ended the show may be gone before it has closed its sales.
        self.close_leftovers();
    }

    fn begin_anew(self: &Arc<Self>, state: room::Room, settings: &v1::RoomSettings) {
        self.lanes.begin_anew(state.position(), base(&state));
        self.take_over(state, Vec::new(), settings);
    }
}

/// The whole record of a room.
pub(super) fn record(room: &room::Room, version: u64, settings: v1::RoomSettings) -> RoomRecord {
    let sales = room.sale_ids().filter_map(|id| saved_sale(room, id));
    RoomRecord {
        version,
        show: Some(convert::show_out(room.show())),
        pinned: room.pinned().map(ListingId::to_string).unwrap_or_default(),
        position: Some(convert::position_out(room.position())),
        listings: room.listings().iter().map(convert::listing_out).collect(),
        sales: sales.map(|sale| sale.out()).collect(),
        settings: Some(settings),
    }
}

/// A sale as it is kept.
pub(super) fn saved_sale(room: &room::Room, id: &SaleId) -> Option<SavedSale> {
    let entry = room.sale(id)?;
    Some(SavedSale {
        sale: id.to_string(),
        listing: entry.listing.to_string(),
        since_ms: entry.since.as_millis(),
        report: entry.report.as_ref().map(convert::sale_out),
    })
}

fn change_out(version: u64, change: &Change) -> RoomChange {
    let placed = |(place, listing): &(u32, v1::Listing)| v1::PlacedListing {
        place: *place,
        listing: Some(listing.clone()),
    };
    RoomChange {
        version,
        show: Some(change.show.clone()),
        pinned: change.pinned.clone(),
        position: Some(convert::position_out(change.position)),
        listings: change.listings.iter().map(placed).collect(),
        sales: change.sales.iter().map(SavedSale::out).collect(),
        forgotten: change.forgotten.clone(),
        publications: change.publications.clone(),
        settings: change.settings,
    }
}

/// The room that another gateway's change makes of this one.
fn merged(room: &room::Room, change: &RoomChange) -> Result<room::Room, v1::Error> {
    let mut listings: Vec<_> = room.listings().to_vec();
    for placed in &change.listings {
        let listing = convert::listing(placed.listing.clone().unwrap_or_default())?;
        let place = usize::try_from(placed.place).unwrap_or(usize::MAX);
        match listings.get_mut(place) {
            Some(known) => *known = listing,
            None => listings.push(listing),
        }
    }
    let known = room.sale_ids().filter_map(|id| Some((id.clone(), room.sale(id)?.clone())));
    let mut sales: BTreeMap<SaleId, SaleEntry> = known.collect();
    for sale in change.sales.iter().cloned().map(SavedSale::from) {
        sales.extend([restore::sale(&sale)?]);
    }
    for gone in &change.forgotten {
        sales.remove(&convert::id("sale", gone, SaleId::new)?);
    }
    let v1::Position { epoch, offset } = change.position.unwrap_or_default();
    Ok(room::Room::restore(room::Parts {
        show: convert::show(&change.show.clone().unwrap_or_default())?,
        listings,
        pinned: restore::pinned(&change.pinned)?,
        sales,
        position: Position { epoch, offset },
    }))
}

#[cfg(test)]
mod tests;
