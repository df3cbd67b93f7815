//! A plan's sales, and what becomes of who holds a unit of one.

use std::time::Duration;

use rand::Rng as _;
use serde::{Deserialize, Serialize};

use super::chance::{self, Purpose};
use super::{Plan, Where};

/// A sale that a host opens. It is on the listing of that index, in each of its
/// shows, and has units of its own in each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// What the plan calls it.
    pub name: String,
    /// In which shows.
    pub place: Where,
    /// The listing's index within the show.
    pub listing: u32,
    /// Units received and put on sale, in each show.
    pub units: u32,
    /// The price of one, in cents.
    pub price_minor: u32,
    /// How units are shared out.
    pub policy: SalePolicy,
    /// Units that one buyer may have.
    pub limit: u32,
    /// How long a unit is held.
    pub hold: Duration,
    /// How long it stays open; `None` for until it is closed or sold out. Draws
    /// and group sales need it.
    pub open_for: Option<Duration>,
}

/// How a sale's units are shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SalePolicy {
    /// First come, first served.
    Rush,
    /// By lot, among those who entered while it was open.
    Draw,
    /// Cheaper for those who buy together. All its groups end when it closes.
    Group {
        /// How many groups are opened, by as many buyers.
        groups: u32,
        /// How many members unlock the price; the founder counts.
        size: u32,
    },
}

/// What becomes of who holds a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterHold {
    /// Pays after so long.
    Pay(Duration),
    /// Gives it back after so long.
    Abandon(Duration),
    /// Lets it run out.
    Forget,
}

impl Plan {
    /// What that viewer does with a unit of that sale: the same whenever it is
    /// asked.
    #[must_use]
    pub fn after_hold(&self, viewer: u32, sale: usize) -> AfterHold {
        let mut rng = chance::of(self.seed, viewer, Purpose::AfterHold(sale));
        let lot: f64 = rng.random();
        if lot < self.behaviour.pay {
            AfterHold::Pay(self.think.pay.sample(&mut rng))
        } else if lot < self.behaviour.pay + self.behaviour.abandon {
            AfterHold::Abandon(self.think.abandon.sample(&mut rng))
        } else {
            AfterHold::Forget
        }
    }
}
