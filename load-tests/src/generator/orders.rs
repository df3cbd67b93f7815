//! What a generator is to do: the seats of its viewers, and everything that they
//! do of their own accord, each at its intended moment.
//!
//! All moments are microseconds since the run began, on one clock for all
//! workers: what is measured runs from them, never from when a worker got there.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::wire::Encoding;

/// Everything that one worker needs to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Orders {
    /// The gateways: a viewer is at that of its number, over and over.
    pub gateways: Vec<Gateway>,
    /// The shows, by number.
    pub shows: Vec<ShowOrders>,
    /// This worker's viewers.
    pub seats: Vec<Seat>,
    /// What they do, in order of time.
    pub agenda: Vec<Due>,
    /// When the run is over.
    pub ends_us: u64,
    /// For jitter: makes a run repeatable as far as the network lets it be.
    pub seed: u64,
    /// Which worker this is, from 0: it has source addresses of its own.
    pub shard: u32,
    /// Handshakes that may be under way at once.
    pub opening_max: u32,
}

/// A gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// Where it listens.
    pub at: SocketAddr,
    /// What goes into the `Host` header.
    pub authority: String,
}

/// The number of the gateway, of `count`, that a viewer comes to first.
pub(super) fn home(viewer: u32, count: usize) -> u16 {
    (viewer as usize % count.max(1)) as u16
}

/// Where a viewer goes on whose gateway, `left`, broke: those of one gateway are
/// spread over all others, and over others again with each try.
pub(super) fn elsewhere(left: u16, viewer: u32, tries: u8, count: usize) -> u16 {
    let others = count.saturating_sub(1);
    if others == 0 {
        return left;
    }
    let steps = 1 + (viewer as usize / count + usize::from(tries)) % others;
    ((usize::from(left) + steps) % count) as u16
}

/// A show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowOrders {
    /// Its id.
    pub show: String,
    /// Its listings, by number: each has one SKU, `LISTING-1`.
    pub listings: Vec<String>,
}

/// A viewer's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Counts the viewers of the whole run, from 0.
    pub number: u32,
    /// The show's number.
    pub show: u32,
    /// Whether it talks JSON.
    pub json: bool,
}

impl Seat {
    /// Who its token says it is.
    #[must_use]
    pub fn sub(self) -> String {
        format!("load-{:07}", self.number + 1)
    }

    pub(crate) fn encoding(self) -> Encoding {
        if self.json { Encoding::Json } else { Encoding::Proto }
    }
}

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// When, in microseconds of the run.
    pub at_us: u64,
    /// Which of this worker's seats.
    pub seat: u32,
    /// What.
    pub act: Act,
}

/// What a viewer does of its own accord.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Comes, or comes back.
    Connect,
    /// Loses its connection without a word; [`Act::Connect`] brings it back.
    Drop,
    /// Writes a message of so many bytes.
    Chat(u16),
    /// Reports a step for the funnel, by the number of its `TrackKind`.
    Track {
        /// `TrackKind`.
        kind: u8,
        /// The listing's number in its show.
        listing: u8,
    },
    /// Wants a unit of a listing.
    Reserve {
        /// The listing's number in its show.
        listing: u8,
        /// Whether it asks even where it does not know of an open sale.
        blindly: bool,
        /// What it does with what it gets.
        then: Then,
    },
    /// Takes part in the draw on a listing.
    Enter {
        /// The listing's number in its show.
        listing: u8,
    },
    /// Reads nothing for so many milliseconds.
    Stall(u32),
}

/// What a viewer does with a unit that is held for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// Pays after so many milliseconds.
    Pay(u32),
    /// Gives it back after so many milliseconds.
    Release(u32),
    /// Forgets about it.
    Abandon,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewers_of_a_gateway_that_broke_are_spread_over_all_others_and_over_no_other() {
        const GATEWAYS: usize = 8;
        let mut came = [0; GATEWAYS];
        for viewer in (0..8_000).filter(|viewer| home(*viewer, GATEWAYS) == 3) {
            let next = elsewhere(3, viewer, 0, GATEWAYS);
            came[usize::from(next)] += 1;
            assert_ne!(elsewhere(next, viewer, 1, GATEWAYS), next);
        }
        assert_eq!(came[3], 0);
        let others = came.iter().enumerate().filter(|(number, _)| *number != 3);
        assert!(others.clone().all(|(_, came)| (142..=143).contains(came)), "{came:?}");
        assert_eq!(elsewhere(0, 5, 2, 1), 0, "there is no other");
    }
}
