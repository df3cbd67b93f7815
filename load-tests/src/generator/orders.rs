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
    /// The gateway.
    pub gateway: SocketAddr,
    /// What goes into the `Host` header.
    pub authority: String,
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
