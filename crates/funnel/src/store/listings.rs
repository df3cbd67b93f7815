//! Which listings of a show are counted by themselves: the first so many.

use std::collections::{BTreeMap, BTreeSet};

use hawker_domain::{ListingId, ShowId};
use hawker_telemetry::funnel::{BOUND_REACHED, BoundLabel};
use rusqlite::{Connection, Result};

/// Shows whose listings are kept in memory.
const MAX_SHOWS: usize = 256;

/// The listings admitted, a copy of the table `listings` for the newest shows.
pub(super) struct Listings {
    most: usize,
    shows: BTreeMap<ShowId, BTreeSet<ListingId>>,
    reached: metrics::Counter,
}

impl Listings {
    pub(super) fn new(most: u32) -> Self {
        Self {
            most: most as usize,
            shows: BTreeMap::new(),
            reached: BOUND_REACHED.count_of(BoundLabel::Listings),
        }
    }

    /// Knows nothing of the show any more.
    pub(super) fn forget(&mut self, show: &ShowId) {
        self.shows.remove(show);
    }

    /// The listing, if it is counted by itself; admits it while there is room.
    pub(super) fn admit(
        &mut self,
        tx: &Connection,
        show: &ShowId,
        listing: Option<&ListingId>,
    ) -> Result<Option<ListingId>> {
        let Some(listing) = listing else { return Ok(None) };
        if !self.shows.contains_key(show) {
            if self.shows.len() >= MAX_SHOWS {
                self.shows.clear();
            }
            self.shows.insert(show.clone(), read(tx, show)?);
        }
        let admitted = self.shows.entry(show.clone()).or_default();
        if admitted.contains(listing) {
            return Ok(Some(listing.clone()));
        }
        if admitted.len() >= self.most {
            self.reached.increment(1);
            return Ok(None);
        }
        tx.prepare_cached("INSERT INTO listings VALUES (?, ?)")?
            .execute([show.as_str(), listing.as_str()])?;
        admitted.insert(listing.clone());
        Ok(Some(listing.clone()))
    }
}

fn read(tx: &Connection, show: &ShowId) -> Result<BTreeSet<ListingId>> {
    let mut select = tx.prepare_cached("SELECT listing FROM listings WHERE show = ?")?;
    let names = select.query_map([show.as_str()], |row| row.get::<_, String>(0))?;
    names.filter_map(|name| name.map(|name| ListingId::new(&name).ok()).transpose()).collect()
}
