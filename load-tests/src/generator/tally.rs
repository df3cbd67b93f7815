//! What a worker measured: counts, histograms, and a row per second. Nothing
//! here grows with the number of deliveries.

use std::collections::BTreeMap;

use super::watch::Watched;
use crate::outcome::{Count, Environment, Kind, Latency, Outcome, Second};

/// From how late an act of the tester's own counts as late, in microseconds.
pub(super) const LATE_US: u64 = 10_000;

/// What a latency is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timed {
    /// From the moment a viewer meant to come to the end of its handshake.
    Connect,
    /// From the moment a viewer meant to come, for the first time, to its welcome.
    Join,
    /// From the moment a viewer meant to come back to its welcome.
    Resume,
    /// From a host's intended moment to each viewer's being told of it.
    Pin,
    /// From a message's intended moment to each viewer's reading it.
    Chat,
    /// From a message's intended moment to its writer's reply.
    Echo,
    /// From the intended moment of a reserve to its outcome.
    Reserve,
    /// From the intended moment of a payment to the shop's being told that it is
    /// booked.
    Commit,
}

impl Timed {
    /// All of them, in the order in which [`Tally::histograms`] has them.
    pub const ALL: [Timed; 8] = [
        Timed::Connect,
        Timed::Join,
        Timed::Resume,
        Timed::Pin,
        Timed::Chat,
        Timed::Echo,
        Timed::Reserve,
        Timed::Commit,
    ];

    fn kind(self) -> Kind {
        match self {
            Timed::Connect => Kind::Connect,
            Timed::Join => Kind::Join,
            Timed::Resume => Kind::Resume,
            Timed::Pin => Kind::Pin,
            Timed::Chat => Kind::Chat,
            Timed::Echo => Kind::Echo,
            Timed::Reserve => Kind::Reserve,
            Timed::Commit => Kind::Commit,
        }
    }
}

macro_rules! counts {
    ($($(#[$doc:meta])+ $name:ident,)*) => {
        /// What was counted.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct Counts { $($(#[$doc])+ pub $name: u64,)* }
    };
}

counts! {
    /// Connections that were tried.
    connects,
    /// Of them, those that did not come to an open session.
    connect_failures,
    /// Sessions that were opened.
    sessions,
    /// Of them, viewers' first ones.
    joins,
    /// Sessions that the server ended with a slot to come back in.
    redirects,
    /// Sessions that broke, or could not be opened, without being meant to.
    breaks,
    /// Viewers that were told not to come back.
    gone,
    /// Frames sent that want an answer, but for the hello.
    sent,
    /// Of them, those that were answered.
    answered,
    /// Of them, those that were refused.
    refused,
    /// Of them, those lost with their connection.
    unanswered,
    /// What viewers meant to say while they were not connected.
    unsent,
    /// Answers to what was not asked, or had been answered.
    unasked,
    /// Chat messages sent.
    chat_sent,
    /// Of them, those accepted.
    chat_echoed,
    /// Of them, those refused.
    chat_refused,
    /// Looks at a listing.
    clicks,
    /// Critical publications delivered.
    published,
    /// Chat messages delivered.
    chats,
    /// Chat messages sampled out for everyone, each counted once per viewer.
    sampled_out,
    /// Chat messages left out for viewers that were behind.
    skipped,
    /// Messages of the state lane delivered.
    states,
    /// Publications or messages that should have come and did not.
    lost,
    /// Publications or messages that came twice.
    duplicated,
    /// Snapshots that replaced history for viewers who fell out of it.
    replaced,
    /// Stock versions older than one that the same viewer had seen.
    went_back,
    /// Frames of kinds that this tester doesn't know.
    unknown,
    /// Bytes read from sockets.
    bytes,
    /// Bytes written to sockets.
    bytes_sent,
    /// What a connected viewer said more than 10 ms after its moment.
    late,
    /// Reserves sent.
    reserves,
    /// Of them, those of bots.
    bot_reserves,
    /// Units held.
    held,
    /// Reserves that were told that the sale is sold out.
    sold_out,
    /// Reserves that a limit per buyer ended.
    limited,
    /// Reserves with another outcome.
    other_outcomes,
    /// Reserves refused for good.
    reserves_refused,
    /// Reserves tried again after a temporary refusal.
    retried,
    /// Entries into draws that were taken.
    entered,
    /// Payments begun.
    pays,
    /// Payments booked.
    paid,
    /// Payments that the shop could not book.
    pay_failed,
    /// Units given back.
    released,
    /// Units left to run out.
    abandoned,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Tally {
    /// What was counted.
    pub counts: Counts,
    histograms: [Latency; Timed::ALL.len()],
    /// What was measured by the second, as it is reported.
    outcome: Outcome,
    /// Refusals by their code.
    pub refusals: BTreeMap<String, u64>,
    /// What the last session that broke said; empty for none.
    pub last_break: String,
    /// What the worker saw of itself.
    pub watched: Watched,
}

impl Tally {
    /// A latency, from an intended moment to now.
    pub(super) fn took(&mut self, what: Timed, from_us: u64, now_us: u64) {
        if let Some(histogram) = self.histograms.get_mut(what as usize) {
            histogram.record(now_us.saturating_sub(from_us).max(1));
        }
    }

    /// A pin's latency: it shows in the second in which it was seen, too.
    pub(super) fn pinned(&mut self, from_us: u64, seen_us: u64) {
        self.took(Timed::Pin, from_us, seen_us);
        let row = self.second(seen_us);
        row.delivery_max_us = row.delivery_max_us.max(seen_us.saturating_sub(from_us));
    }

    /// The row of the second that `now_us` is in.
    pub(super) fn second(&mut self, now_us: u64) -> &mut Second {
        self.outcome.second((now_us / 1_000_000) as usize)
    }

    /// A histogram.
    #[must_use]
    pub fn of(&self, what: Timed) -> &Latency {
        &self.histograms[what as usize]
    }

    /// All of it, as reports know it.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        let mut outcome = self.outcome;
        outcome.format = crate::outcome::FORMAT;
        for timed in Timed::ALL {
            outcome.latency(timed.kind()).merge(&self.histograms[timed as usize]);
        }
        let pins = self.histograms[Timed::Pin as usize].clone();
        outcome.latency(Kind::Critical).merge(&pins);
        outcome.latencies.retain(|_, latency| latency.count() > 0);
        self.counts.fill(&mut outcome);
        outcome.refusals = self.refusals;
        if !self.last_break.is_empty() {
            outcome.notes.insert(format!("a session that broke said: {}", self.last_break));
        }
        outcome.environment = Environment {
            tester: env!("CARGO_PKG_VERSION").to_owned(),
            machines: std::iter::once(super::watch::machine()).collect(),
            descriptors: super::watch::descriptors(),
            ..Environment::default()
        };
        outcome.generator = self.watched.verdict(&self.counts);
        outcome
    }
}

impl Counts {
    fn fill(&self, outcome: &mut Outcome) {
        let deliveries = self.published + self.chats;
        let pairs = [
            (Count::Connects, self.connects),
            (Count::ConnectFailures, self.connect_failures),
            (Count::Joins, self.joins),
            (Count::Resumes, self.sessions - self.joins),
            (Count::Unrecovered, self.replaced),
            (Count::Redirects, self.redirects),
            (Count::Breaks, self.breaks),
            (Count::Sent, self.sent),
            (Count::Answered, self.answered),
            (Count::Unanswered, self.unanswered),
            (Count::Unsent, self.unsent),
            (Count::Refused, self.refused),
            (Count::Deliveries, deliveries),
            (Count::CriticalDeliveries, self.published),
            (Count::ChatDeliveries, self.chats),
            (Count::StateTicks, self.states),
            (Count::SampledOut, self.sampled_out),
            (Count::Skipped, self.skipped),
            (Count::Lost, self.lost),
            (Count::Duplicated, self.duplicated),
            (Count::WentBack, self.went_back),
            (Count::Bytes, self.bytes),
            (Count::BytesSent, self.bytes_sent),
            (Count::Chats, self.chat_sent),
            (Count::Clicks, self.clicks),
            (Count::Reserves, self.reserves),
            (Count::BotReserves, self.bot_reserves),
            (Count::Held, self.held),
            (Count::SoldOut, self.sold_out),
            (Count::Limited, self.limited),
            (Count::ReserveErrors, self.other_outcomes + self.reserves_refused),
            (Count::Paid, self.paid),
            (Count::PayFailures, self.pay_failed),
            (Count::Released, self.released),
            (Count::Forgotten, self.abandoned),
            (Count::Waiting, self.entered),
            (Count::Late, self.late),
        ];
        pairs.into_iter().for_each(|(what, more)| outcome.count(what, more));
        for (what, more) in [
            ("answers to nothing asked", self.unasked),
            ("frames of unknown kinds", self.unknown),
            ("viewers told not to come back", self.gone),
        ] {
            if more > 0 {
                outcome.notes.insert(format!("{more} {what}"));
            }
        }
    }
}
