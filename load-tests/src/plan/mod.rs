//! Plans: what a run of the load tester is to do, as plain values.
//!
//! A [`Plan`] that [`Plan::parse`] gave is valid: shares are between 0 and 1, every sale and group that is named
//! exists, and every number is within the bounds of [`limits`]. Times count
//! from the start of the run. [`Timetable::of`] makes the moments of a run out
//! of a plan, a trace and the plan's seed, without a clock or a server.

mod audience;
mod built_in;
mod chance;
pub mod limits;
mod marks;
mod pace;
mod presence;
mod read;
mod sale;
mod scaled;
mod timetable;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use audience::{Audience, Visitor};
pub use built_in::{BUILT_IN, is_plan, source};
pub use chance::Spread;
pub(crate) use chance::{Purpose, exponential, normal, of};
pub use read::{Key, Problem, Problems, SECTIONS, Section, reference};
pub use sale::{AfterHold, Sale, SalePolicy};
pub use timetable::{Act, HostMoment, Timetable, What};

use crate::target::Target;

/// What a run is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is called in reports.
    pub name: String,
    /// What it rehearses, in a sentence.
    pub about: String,
    /// Makes moments, choices and texts repeatable.
    pub seed: u64,
    /// How many viewers of the real thing one viewer stands for; 1 for one.
    /// Reports print it.
    pub scale: f64,
    /// The share of viewers that speak `hawker.v1.json`; the others speak
    /// `hawker.v1.proto`.
    pub json: f64,
    /// The groups of shows among which viewers are shared out; at least one.
    pub shows: Vec<ShowGroup>,
    /// What the crowd does as a whole, in order of their start; at least one.
    pub phases: Vec<Phase>,
    /// The broadcast that arrivals or chat follow; `None` where neither does.
    pub trace: Option<TraceUse>,
    /// What single viewers do.
    pub behaviour: Behaviour,
    /// How long they take to do it.
    pub think: Think,
    /// The sales, by the index that [`HostDo`] and [`What`] give.
    pub sales: Vec<Sale>,
    /// What hosts do, and when.
    pub host: Vec<HostAction>,
    /// What must hold at the end; decides the exit code. Workers don't need it.
    #[serde(skip)]
    pub targets: Vec<Target>,
    /// The text that it was read from, for the report.
    pub source: String,
}

/// Shows that are alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShowGroup {
    /// What the plan calls them.
    pub name: String,
    /// How many.
    pub count: u32,
    /// The share of all viewers who go to one of them. The shares of all groups
    /// add up to 1.
    pub share: f64,
    /// How skewed their popularity is: the k-th most popular one has a share
    /// proportional to k to the power of minus this. 0 for an even one.
    pub zipf: f64,
    /// Listings in each, 1 at least; they are pinned in turn.
    pub listings: u32,
}

/// Something that the crowd does as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// What.
    pub kind: PhaseKind,
    /// When it begins.
    pub start: Duration,
    /// How long it takes; zero for at once.
    pub length: Duration,
}

impl Phase {
    /// When it is over.
    #[must_use]
    pub fn end(&self) -> Duration {
        self.start + self.length
    }
}

/// The kinds of phases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum PhaseKind {
    /// So many more viewers come.
    Ramp {
        /// How many come.
        viewers: u32,
        /// At which moments.
        arrive: Arrive,
    },
    /// Nobody comes or goes.
    Steady,
    /// As a ramp, but most of them at its beginning.
    Rush {
        /// How many come.
        viewers: u32,
        /// At which moments.
        arrive: Arrive,
    },
    /// Viewers lose their connection, evenly over the length.
    Disconnect {
        /// Of those who are in, the share that goes.
        share: f64,
    },
    /// Viewers come back and resume, evenly over the length.
    Reconnect {
        /// Of those who are away, the share that comes back.
        share: f64,
    },
}

/// At which moments of a phase its viewers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrive {
    /// At random, at a rate that stays the same.
    Even,
    /// At a rate that falls off exponentially: two in three within the first
    /// fifth of the phase.
    Front,
    /// As people of the trace wrote their first message.
    Trace,
}

/// How a plan uses a trace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceUse {
    /// `live-chat-3h`, which is built in, or the path of a file.
    pub source: String,
    /// Where in the trace the run begins.
    pub from: Duration,
    /// How many times quicker than the trace it goes.
    pub speed: f64,
    /// How many times its crowd, and so its messages.
    pub crowd: f64,
    /// Whether chat follows it. Otherwise it shapes arrivals only.
    pub chat: bool,
}

/// What single viewers do. Shares are of all viewers unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// Viewers who chat, when chat does not follow the trace.
    pub chat: f64,
    /// Messages that each of them writes in a minute.
    pub chat_per_minute: f64,
    /// Viewers who look at a listing whenever one is pinned.
    pub click: f64,
    /// Viewers who reserve whenever a sale opens in their show.
    pub reserve: f64,
    /// Of those who hold units, the share that pays.
    pub pay: f64,
    /// Of those who hold units, the share that gives them back. The rest lets
    /// them run out.
    pub abandon: f64,
    /// Viewers who now and then stop reading.
    pub stall: f64,
    /// How long they stop.
    pub stall_for: Duration,
    /// From the end of one stop to the next.
    pub stall_every: Duration,
    /// Viewers who are bots: while a sale is open they reserve again and again,
    /// each time under a new key. They neither chat nor click.
    pub bots: f64,
    /// From one attempt of a bot to its next.
    pub bot_every: Duration,
}

/// How long viewers take, from what makes them act to the act.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Think {
    /// From a pin to the look at the listing.
    pub click: Spread,
    /// From a sale's opening to the attempt to reserve.
    pub reserve: Spread,
    /// From holding units to paying.
    pub pay: Spread,
    /// From holding units to giving them back.
    pub abandon: Spread,
}

/// In which shows something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Where {
    /// In the first show of the first group.
    First,
    /// In every show.
    All,
    /// In every show of the group of that index.
    Group(usize),
}

/// Something that hosts do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostAction {
    /// When, for the first time.
    pub at: Duration,
    /// From then on again and again after so long; `None` for once.
    pub every: Option<Duration>,
    /// No more at or after this; `None` for the end of the run.
    pub until: Option<Duration>,
    /// In which shows.
    pub place: Where,
    /// What.
    pub what: HostDo,
}

/// What a host does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostDo {
    /// Pins a listing, by its index; `None` for one after the other.
    Pin {
        /// The listing's index.
        listing: Option<u32>,
    },
    /// Takes the pin away.
    Unpin,
    /// Defines a sale and opens it.
    OpenSale {
        /// The sale's index.
        sale: usize,
    },
    /// Lets it take a break.
    PauseSale {
        /// The sale's index.
        sale: usize,
    },
    /// Lets it go on.
    ResumeSale {
        /// The sale's index.
        sale: usize,
    },
    /// Closes it.
    CloseSale {
        /// The sale's index.
        sale: usize,
    },
    /// Adds units to a listing's stock and, where a sale runs on it, to its
    /// allotment.
    AddStock {
        /// The listing's index.
        listing: u32,
        /// How many.
        units: u32,
    },
}

impl Plan {
    /// How long the run goes on: until the last phase is over.
    #[must_use]
    pub fn length(&self) -> Duration {
        self.phases.iter().map(Phase::end).max().unwrap_or_default()
    }

    /// How many viewers come, over all phases and shows.
    #[must_use]
    pub fn viewers(&self) -> u32 {
        let coming = |phase: &Phase| match phase.kind {
            PhaseKind::Ramp { viewers, .. } | PhaseKind::Rush { viewers, .. } => viewers,
            _ => 0,
        };
        self.phases.iter().map(coming).fold(0, u32::saturating_add)
    }

    /// How many shows there are, over all groups. Their indices run through the
    /// groups in order.
    #[must_use]
    pub fn show_count(&self) -> u32 {
        self.shows.iter().map(|group| group.count).fold(0, u32::saturating_add)
    }

    /// The group of a show, by the show's index, if there is such a show.
    #[must_use]
    pub fn group_of(&self, show: u32) -> Option<usize> {
        let mut first = 0;
        self.shows.iter().position(|group| {
            first += group.count;
            show < first
        })
    }

    /// Whether a show is one of those meant.
    #[must_use]
    pub fn is_in(&self, place: Where, show: u32) -> bool {
        match place {
            Where::First => show == 0,
            Where::All => show < self.show_count(),
            Where::Group(group) => self.group_of(show) == Some(group),
        }
    }
}

#[cfg(test)]
mod tests;
