//! What a worker measured: counts, histograms, and a row per second. Nothing
//! here grows with the number of deliveries.

use hdrhistogram::Histogram;

use crate::Error;

/// The longest latency told apart, in microseconds: ten minutes.
const LATENCY_MAX_US: u64 = 600_000_000;

/// Seconds that have a row of their own: a day. What comes later counts in the
/// last one.
const SECONDS_MAX: usize = 86_400;

/// What a latency is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timed {
    /// From the moment a viewer meant to come to the end of its handshake.
    Connect,
    /// From the moment a viewer meant to come to its welcome.
    Join,
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
    /// From the intended moment of whatever a connected viewer says to its being
    /// written: the generator's own share of all of these.
    Late,
}

impl Timed {
    /// All of them, in the order in which [`Tally::histograms`] has them.
    pub const ALL: [Timed; 8] = [
        Timed::Connect,
        Timed::Join,
        Timed::Pin,
        Timed::Chat,
        Timed::Echo,
        Timed::Reserve,
        Timed::Commit,
        Timed::Late,
    ];
}

macro_rules! counts {
    ($($(#[$doc:meta])+ $name:ident,)*) => {
        /// What was counted.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Counts { $($(#[$doc])+ pub $name: u64,)* }

        impl Counts {
            /// Adds those of another worker.
            pub fn add(&mut self, other: &Counts) { $(self.$name += other.$name;)* }

            /// Every count with its name.
            #[must_use]
            pub fn named(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name),)*]
            }
        }
    };
}

counts! {
    /// Connections that were tried.
    connects,
    /// Sessions that were opened.
    sessions,
    /// Of them, those that went on from where the last one ended.
    resumed,
    /// Sessions that broke, or could not be opened, without being meant to.
    breaks,
    /// Viewers that were told not to come back.
    gone,
    /// Connections that this machine could not make: no address, port or
    /// descriptor was left.
    exhausted,
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
    /// Steps reported for the funnel.
    tracked,
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
    /// Reserves sent.
    reserves,
    /// Units held.
    held,
    /// Reserves that were told that the sale is sold out.
    sold_out,
    /// Reserves with another outcome, such as a limit reached.
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

/// One second of the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Second {
    /// Sessions open at its end.
    pub connected: u64,
    /// Publications, chat messages and messages of the state lane delivered.
    pub deliveries: u64,
    /// Chat messages sent.
    pub chats: u64,
    /// Reserves sent.
    pub reserves: u64,
    /// Units held.
    pub held: u64,
    /// Reserves told that it is sold out.
    pub sold_out: u64,
    /// Refusals, breaks and payments that failed.
    pub errors: u64,
    /// Payments booked.
    pub paid: u64,
    /// Units available, as the newest stock seen in the first show says.
    pub stock: Option<u64>,
    /// Share of a core that the worker's process took.
    pub cpu: f64,
    /// Share of the time that the worker wanted to run and had no core.
    pub waited: f64,
    /// The longest that something due had to wait for the loop, in microseconds.
    pub lag_us: u64,
}

impl Second {
    /// Adds the same second of another worker: what is counted is summed, stock
    /// is what anyone saw, and of lags the longest counts.
    pub fn add(&mut self, other: &Second) {
        self.connected += other.connected;
        self.deliveries += other.deliveries;
        self.chats += other.chats;
        self.reserves += other.reserves;
        self.held += other.held;
        self.sold_out += other.sold_out;
        self.errors += other.errors;
        self.paid += other.paid;
        self.stock = match (self.stock, other.stock) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        self.cpu += other.cpu;
        self.waited = self.waited.max(other.waited);
        self.lag_us = self.lag_us.max(other.lag_us);
    }
}

/// See the module.
#[derive(Debug)]
pub struct Tally {
    /// What was counted.
    pub counts: Counts,
    /// In microseconds, as [`Timed::ALL`] has them.
    pub histograms: Vec<Histogram<u64>>,
    /// By second of the run.
    pub seconds: Vec<Second>,
    /// Refusals by their code.
    pub refusals: std::collections::BTreeMap<String, u64>,
    /// What the last session that broke said; empty for none.
    pub last_break: String,
}

impl Tally {
    pub(super) fn new() -> Result<Tally, Error> {
        let histogram = || {
            Histogram::new_with_bounds(1, LATENCY_MAX_US, 3)
                .map_err(|error| Error::Setting(error.to_string()))
        };
        Ok(Tally {
            counts: Counts::default(),
            histograms: Timed::ALL.iter().map(|_| histogram()).collect::<Result<_, _>>()?,
            seconds: Vec::new(),
            refusals: std::collections::BTreeMap::new(),
            last_break: String::new(),
        })
    }

    /// A latency, from an intended moment to now.
    pub(super) fn took(&mut self, what: Timed, from_us: u64, now_us: u64) {
        if let Some(histogram) = self.histograms.get_mut(what as usize) {
            histogram.saturating_record(now_us.saturating_sub(from_us).max(1));
        }
    }

    /// The row of the second that `now_us` is in.
    pub(super) fn second(&mut self, now_us: u64) -> &mut Second {
        let index = ((now_us / 1_000_000) as usize).min(SECONDS_MAX - 1);
        if self.seconds.len() <= index {
            self.seconds.resize(index + 1, Second::default());
        }
        // It was made just now, if it was not there.
        &mut self.seconds[index]
    }

    /// A histogram.
    #[must_use]
    pub fn of(&self, what: Timed) -> &Histogram<u64> {
        &self.histograms[what as usize]
    }
}
