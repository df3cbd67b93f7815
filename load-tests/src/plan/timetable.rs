//! The timetable of a run: the intended moment of everything that viewers and
//! hosts do of their own accord.
//!
//! Latencies run from these moments, however late the tester or the server is.
//! Making one is pure: the same plan, trace and seed give the same timetable in
//! every process, so that workers need not be told but only which
//! [`Timetable::shard`] is theirs.

use rand::Rng as _;
use rand::rngs::SmallRng;

use super::chance::{self, Purpose, exponential};
use super::limits::{ACTS_MAX, LISTED_MAX};
use super::presence::Presence;
use super::{Audience, HostDo, Plan, Sale, SalePolicy, TraceUse, Visitor};
use crate::trace::{Scaling, scaled};
use crate::{Error, Trace};

/// Something that a viewer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Act {
    /// The intended moment, in microseconds of the run.
    pub at_us: u64,
    /// Who.
    pub viewer: u32,
    /// What.
    pub what: What,
}

/// What a viewer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Connects and joins, for the first time.
    Join,
    /// Loses its connection.
    Leave,
    /// Connects again and resumes.
    Return,
    /// Writes a message of so many bytes.
    Chat(u16),
    /// Looks at the listing of that index.
    Click(u32),
    /// Tries to get a unit in the sale of that index; in a draw, enters.
    Reserve(u16),
    /// A bot tries, under a new key.
    BotReserve(u16),
    /// Stops reading for so many milliseconds.
    Stall(u32),
    /// Opens the group of that number in the sale of that index, for itself.
    /// Its viewer counts the buyers of group sales, who need no session.
    OpenGroup(u16, u32),
    /// Joins it.
    JoinGroup(u16, u32),
}

/// Something that the host of one show does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostMoment {
    /// The intended moment, in microseconds of the run.
    pub at_us: u64,
    /// The index of the show.
    pub show: u32,
    /// What. A pin names its listing.
    pub what: HostDo,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// How long the run goes on, in microseconds.
    pub length_us: u64,
    /// How many viewers there are, in all shards.
    pub viewers: u32,
    /// What viewers do, in order of time.
    pub acts: Vec<Act>,
    /// What hosts do, in order of time; in all shards but the first, none.
    pub host: Vec<HostMoment>,
}

impl Timetable {
    /// That of a plan. `trace` is the plan's, unscaled.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the plan's trace is not given, or where it would
    /// have more than [`ACTS_MAX`] acts.
    pub fn of(plan: &Plan, trace: Option<&Trace>) -> Result<Timetable, Error> {
        if plan.trace.is_some() && trace.is_none() {
            return Err(Error::Setting("the plan's trace was not read".to_owned()));
        }
        let maker = Maker {
            plan,
            length_us: plan.length().as_micros() as u64,
            presence: Presence::of(plan, trace),
            audience: Audience::of(plan),
            rng: chance::of(plan.seed, 0, Purpose::Moments),
            acts: Vec::new(),
        };
        maker.make(trace)
    }

    /// What one of several workers does: the viewers whose number leaves `shard`
    /// when divided by `of`. Hosts are the first shard's.
    #[must_use]
    pub fn shard(&self, shard: u32, of: u32) -> Timetable {
        let mine = |act: &&Act| act.viewer % of.max(1) == shard;
        let host = if shard == 0 { self.host.clone() } else { Vec::new() };
        let acts = self.acts.iter().filter(mine).copied().collect();
        Timetable { acts, host, ..*self }
    }
}

struct Maker<'a> {
    plan: &'a Plan,
    length_us: u64,
    presence: Presence,
    audience: Audience,
    rng: SmallRng,
    acts: Vec<Act>,
}

impl Maker<'_> {
    fn make(mut self, trace: Option<&Trace>) -> Result<Timetable, Error> {
        let viewers = self.plan.viewers();
        let visitors: Vec<Visitor> = (0..viewers).map(|it| self.audience.visitor(it)).collect();
        let host = self.host()?;
        for (viewer, visitor) in (0..viewers).zip(&visitors) {
            self.comes_and_goes(viewer)?;
            self.stalls(viewer, visitor)?;
            self.chats(viewer, visitor)?;
        }
        if let (Some(trace), Some(its)) = (trace, &self.plan.trace)
            && its.chat
        {
            self.chat_of(trace, its, &visitors)?;
        }
        for moment in &host {
            self.follow(moment, &host, &visitors)?;
        }
        self.acts.sort_unstable();
        Ok(Timetable { length_us: self.length_us, viewers, acts: self.acts, host })
    }

    fn add(&mut self, at_us: u64, viewer: u32, what: What) -> Result<(), Error> {
        if at_us > self.length_us {
            return Ok(());
        }
        if self.acts.len() == ACTS_MAX {
            return Err(too_many());
        }
        self.acts.push(Act { at_us, viewer, what });
        Ok(())
    }

    /// Adds it if the viewer is in at that moment.
    fn add_if_in(&mut self, at_us: u64, viewer: u32, what: What) -> Result<(), Error> {
        if self.presence.is_in(viewer, at_us) {
            return self.add(at_us, viewer, what);
        }
        Ok(())
    }

    fn host(&self) -> Result<Vec<HostMoment>, Error> {
        let mut moments = Vec::new();
        for action in &self.plan.host {
            let until = action.until.map_or(self.length_us, |until| until.as_micros() as u64);
            let (mut at_us, mut turn) = (action.at.as_micros() as u64, 0);
            while at_us <= self.length_us && (turn == 0 || at_us < until) {
                for show in 0..self.plan.show_count() {
                    if !self.plan.is_in(action.place, show) {
                        continue;
                    }
                    if moments.len() == ACTS_MAX {
                        return Err(too_many());
                    }
                    moments.push(HostMoment {
                        at_us,
                        show,
                        what: self.turn(action.what, show, turn),
                    });
                }
                let Some(every) = action.every else { break };
                at_us += (every.as_micros() as u64).max(1);
                turn += 1;
            }
        }
        moments.sort_by_key(|moment| moment.at_us);
        Ok(moments)
    }

    /// A pin of no listing in particular is that of whose turn it is.
    fn turn(&self, what: HostDo, show: u32, turn: u32) -> HostDo {
        let group = self.plan.group_of(show).and_then(|group| self.plan.shows.get(group));
        let listings = group.map_or(1, |group| group.listings.max(1));
        match what {
            HostDo::Pin { listing: None } => HostDo::Pin { listing: Some(turn % listings) },
            what => what,
        }
    }

    fn comes_and_goes(&mut self, viewer: u32) -> Result<(), Error> {
        self.add(self.presence.came(viewer), viewer, What::Join)?;
        let away: Vec<(u64, Option<u64>)> = self.presence.away(viewer).collect();
        for (from, to) in away {
            self.add(from, viewer, What::Leave)?;
            if let Some(to) = to {
                self.add(to, viewer, What::Return)?;
            }
        }
        Ok(())
    }

    fn stalls(&mut self, viewer: u32, visitor: &Visitor) -> Result<(), Error> {
        let (stop, every) = (self.plan.behaviour.stall_for, self.plan.behaviour.stall_every);
        if !visitor.slow || stop.is_zero() {
            return Ok(());
        }
        let before = every.as_micros() as f64 * self.rng.random::<f64>();
        let mut at_us = self.presence.came(viewer) + before as u64;
        let step = ((stop + every).as_micros() as u64).max(1_000);
        while at_us < self.length_us {
            self.add_if_in(at_us, viewer, What::Stall(stop.as_millis() as u32))?;
            at_us += step;
        }
        Ok(())
    }

    fn chats(&mut self, viewer: u32, visitor: &Visitor) -> Result<(), Error> {
        let per_minute = self.plan.behaviour.chat_per_minute;
        let follows = self.plan.trace.as_ref().is_some_and(|its| its.chat);
        if follows || !visitor.chats || per_minute <= 0.0 {
            return Ok(());
        }
        let mean_us = 60e6 / per_minute;
        let mut at_us = self.presence.came(viewer) as f64 + exponential(&mut self.rng) * mean_us;
        while at_us < self.length_us as f64 {
            let bytes = self.message_bytes();
            self.add_if_in(at_us as u64, viewer, What::Chat(bytes))?;
            at_us += exponential(&mut self.rng) * mean_us;
        }
        Ok(())
    }

    /// Lengths as in the built-in trace: half are below 24 bytes, few are long.
    fn message_bytes(&mut self) -> u16 {
        let bytes = 24.0 * (0.8 * chance::normal(&mut self.rng)).exp();
        bytes.clamp(1.0, 500.0) as u16
    }

    fn chat_of(
        &mut self,
        trace: &Trace,
        its: &TraceUse,
        visitors: &[Visitor],
    ) -> Result<(), Error> {
        let scaling = Scaling {
            from: its.from,
            length: self.plan.length(),
            speed: its.speed,
            crowd: its.crowd,
            seed: self.plan.seed,
        };
        for message in scaled(trace, &scaling)? {
            if let Some(viewer) = self.writer(message.viewer, message.at_us, visitors) {
                let bytes = u16::try_from(message.bytes).unwrap_or(u16::MAX);
                self.add(message.at_us, viewer, What::Chat(bytes))?;
            }
        }
        Ok(())
    }

    /// Who of ours writes for that person of the trace: always the same one
    /// while that one is in, else the next who is.
    fn writer(&self, person: u32, at_us: u64, visitors: &[Visitor]) -> Option<u32> {
        let come = self.presence.come_by(at_us);
        if come == 0 {
            return None;
        }
        let lot: u64 = chance::of(self.plan.seed, person, Purpose::Trace).random();
        let first = (lot % u64::from(self.plan.viewers())) as u32;
        let first = if first < come { first } else { (lot % u64::from(come)) as u32 };
        let fits = |viewer: &u32| {
            let bot = visitors.get(*viewer as usize).is_none_or(|visitor| visitor.bot);
            !bot && self.presence.is_in(*viewer, at_us)
        };
        (0..come.min(LISTED_MAX as u32)).map(|next| (first + next) % come).find(fits)
    }

    /// What viewers do because a host did something.
    fn follow(
        &mut self,
        moment: &HostMoment,
        host: &[HostMoment],
        visitors: &[Visitor],
    ) -> Result<(), Error> {
        let plan = self.plan;
        let here = (0_u32..).zip(visitors).filter(|(_, visitor)| visitor.show == moment.show);
        match moment.what {
            HostDo::Pin { listing: Some(listing) } => {
                for (viewer, visitor) in here {
                    if !visitor.bot && self.rng.random::<f64>() < plan.behaviour.click {
                        let after = plan.think.click.sample(&mut self.rng).as_micros() as u64;
                        self.add_if_in(moment.at_us + after, viewer, What::Click(listing))?;
                    }
                }
                Ok(())
            }
            HostDo::OpenSale { sale } => {
                let Some(its) = plan.sales.get(sale) else { return Ok(()) };
                let until = self.closes(its, sale, moment, host);
                if let SalePolicy::Group { groups, size } = its.policy {
                    return self.groups(sale, (moment.at_us, until), (groups, size));
                }
                for (viewer, visitor) in here {
                    self.buys(sale, viewer, visitor, (moment.at_us, until))?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// When a sale that opens at that moment closes, as far as the plan says.
    fn closes(&self, its: &Sale, sale: usize, opened: &HostMoment, host: &[HostMoment]) -> u64 {
        let closed = |moment: &&HostMoment| {
            moment.what == HostDo::CloseSale { sale }
                && moment.show == opened.show
                && moment.at_us > opened.at_us
        };
        let by_host = host.iter().find(closed).map_or(self.length_us, |moment| moment.at_us);
        let by_itself = its.open_for.map_or(self.length_us, |open_for| {
            opened.at_us.saturating_add(open_for.as_micros() as u64)
        });
        by_host.min(by_itself)
    }

    fn buys(
        &mut self,
        sale: usize,
        viewer: u32,
        visitor: &Visitor,
        (from, until): (u64, u64),
    ) -> Result<(), Error> {
        let plan = self.plan;
        let number = sale as u16;
        if visitor.bot {
            let every = (plan.behaviour.bot_every.as_micros() as u64).max(1_000);
            let mut at_us = from + (every as f64 * self.rng.random::<f64>()) as u64;
            while at_us < until {
                self.add_if_in(at_us, viewer, What::BotReserve(number))?;
                at_us += every;
            }
        } else if self.rng.random::<f64>() < plan.behaviour.reserve {
            let after = plan.think.reserve.sample(&mut self.rng).as_micros() as u64;
            self.add_if_in(from + after, viewer, What::Reserve(number))?;
        }
        Ok(())
    }

    /// Groups open within the first half of their sale, and fill within its next
    /// quarter; every fourth misses its last member.
    fn groups(
        &mut self,
        sale: usize,
        (from, until): (u64, u64),
        (groups, size): (u32, u32),
    ) -> Result<(), Error> {
        let (number, window) = (sale as u16, until.saturating_sub(from) as f64);
        for group in 0..groups {
            let opens = from + (self.rng.random::<f64>() * 0.5 * window) as u64;
            let first = group.saturating_mul(size);
            self.add(opens, first, What::OpenGroup(number, group))?;
            let missing = u32::from(group % 4 == 3);
            for member in 1..size.saturating_sub(missing) {
                let after = (0.5 + self.rng.random::<f64>() * 0.25) * window;
                let buyer = first + member;
                self.add(from + after as u64, buyer, What::JoinGroup(number, group))?;
            }
        }
        Ok(())
    }
}

fn too_many() -> Error {
    Error::Setting(format!(
        "the plan has more than {ACTS_MAX} acts: take fewer viewers, a shorter run or a lower rate"
    ))
}
