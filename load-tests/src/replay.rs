//! The replay of a trace: a show is made, everyone joins and stays, chat goes
//! as it went, the host pins, a sale opens, and at the end the books are drawn
//! up.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hawker_proto::v1::{Position, SendChat, client_frame::Kind};

use crate::api::authority;
use crate::balance::Books;
use crate::crowd::{encoding, join};
use crate::intake::fingerprint;
use crate::journal::{self, Told};
use crate::replayer::{Attempt, Log, Replayer};
use crate::report::{Percentiles, Report};
use crate::scenario::Scenario;
use crate::shopper::{count, noted};
use crate::stage::Stage;
use crate::token::Minter;
use crate::viewer::{Asked, Viewer, What};
use crate::world::World;
use crate::{Error, Trace, text};

/// How long nothing may change at the end before the books are drawn up.
const QUIET_FOR: Duration = Duration::from_secs(10);

/// How long the end may take in all.
const END_WITHIN: Duration = Duration::from_secs(180);

/// Where to run against, and with whose secret.
#[derive(Debug, Clone)]
pub struct Target {
    /// The gateway, such as `http://127.0.0.1:7070`.
    pub url: String,
    /// Further gateways of a fleet, over which a plan's viewers are spread as well. A
    /// replay has one.
    pub others: Vec<String>,
    /// The inventory's gRPC, such as `http://127.0.0.1:7071`.
    pub grpc: String,
    /// Mints tokens with the server's secret.
    pub minter: Minter,
}

/// Runs a scenario on this thread, which the virtual viewers take for
/// themselves: call it outside any runtime.
///
/// # Errors
///
/// [`Error`] where it could not be run. What it found is in the report.
pub fn run(scenario: &Scenario, target: &Target) -> Result<Report, Error> {
    scenario.check()?;
    if !target.others.is_empty() {
        return Err(Error::Setting("a replay takes one gateway".to_owned()));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Error::io("starting the run"))?;
    tokio::task::LocalSet::new().block_on(&runtime, Run::make(scenario, target))
}

/// A run under way.
struct Run<'a> {
    scenario: &'a Scenario,
    target: &'a Target,
    trace: Trace,
    length: Duration,
    stage: Stage,
    log: Rc<Log>,
    world: Rc<World>,
    viewers: Vec<Rc<Viewer>>,
}

impl Run<'_> {
    async fn make(scenario: &Scenario, target: &Target) -> Result<Report, Error> {
        let began = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
        let trace = scenario.trace()?;
        let length = scenario.length(&trace);
        let stage = Stage::set(target, scenario.sale.as_ref().map(|sale| sale.units)).await?;
        let log = Rc::new(Log::default());
        let count = trace.viewers() as usize;
        log.attempts.replace(vec![Attempt::default(); count]);
        let plan = scenario.sale.clone().unwrap_or_default();
        let script = Replayer {
            log: Rc::clone(&log),
            shop: stage.shop.clone(),
            buy_within: Duration::from_secs_f64(plan.buy_within_seconds),
            paid_share: plan.paid_share,
        };
        let authority = authority(&target.url)?;
        let minter = target.minter.clone();
        let world = World::new(authority, minter, scenario.seed, Box::new(script))?;
        let viewer = |index| {
            let sub = format!("viewer-{:05}", index + 1);
            Rc::new(Viewer::new(index, sub, stage.show.clone(), encoding(index)))
        };
        let viewers = (0..count).map(viewer).collect();
        let run = Run { scenario, target, trace, length, stage, log, world, viewers };
        run.all(began).await
    }

    async fn all(self, began: u64) -> Result<Report, Error> {
        let within = Duration::from_secs_f64(self.scenario.join_seconds);
        tokio::task::spawn_local(join(Rc::clone(&self.world), self.viewers.clone(), within));
        let start_us = within.as_micros() as u64;
        self.world.until(start_us).await;
        self.all_in().await;
        let start_us = self.world.now_us().max(start_us);
        let (played, pinned, sold) =
            tokio::join!(self.chat(start_us), self.pin(start_us), self.sell(start_us));
        let () = played;
        let sale = sold.and_then(|sale| pinned.map(|()| sale))?;
        self.quiet().await;
        if let Some(sale) = &sale {
            self.stage.close_sale(sale).await?;
        }
        self.command(self.stage.end()).await?;
        let told = match sale {
            Some(_) => Some(journal::read(&self.target.grpc, &self.stage.merchant).await?),
            None => None,
        };
        // Nothing is waited for after this: a publication that comes late, such as
        // that of a sale's end, would be in the books of some viewers only.
        self.quiet().await;
        Ok(self.report(began, told.as_ref()))
    }

    /// Waits until everybody who will come in is in.
    async fn all_in(&self) {
        let by_us = self.world.now_us() + QUIET_FOR.as_micros() as u64;
        while (self.world.present.get() as usize) < self.viewers.len()
            && self.world.now_us() < by_us
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn chat(&self, start_us: u64) {
        let end_us = self.length.as_micros() as u64;
        for message in self.trace.messages() {
            let after_us = (message.offset_ms as f64 * 1_000.0 / self.scenario.speed) as u64;
            if after_us > end_us {
                return;
            }
            let intended_us = start_us + after_us;
            self.world.until(intended_us).await;
            // A trace's viewers count from 1, and there is one of ours for each.
            let viewer = &self.viewers[message.viewer as usize - 1];
            let text = text::exact(message.bytes, &mut self.world.rng.borrow_mut());
            let what = What::Chat(fingerprint(text.as_bytes()));
            count(&self.log.chat_sent);
            let asked = Asked { what, intended_us, again: None };
            noted(viewer, viewer.ask(Kind::SendChat(SendChat { text }), asked));
        }
    }

    /// Pins one listing after the other.
    async fn pin(&self, start_us: u64) -> Result<(), Error> {
        let every_us = (self.scenario.pin_seconds * 1e6) as u64;
        let end_us = start_us + self.length.as_micros() as u64;
        let mut at_us = start_us;
        let mut turn = 0;
        while every_us > 0 && at_us <= end_us {
            self.world.until(at_us).await;
            self.command_at(at_us, self.stage.pin(turn)).await?;
            (turn, at_us) = (turn + 1, at_us + every_us);
        }
        Ok(())
    }

    async fn sell(&self, start_us: u64) -> Result<Option<String>, Error> {
        let Some(plan) = &self.scenario.sale else { return Ok(None) };
        let after = self.scenario.sale_after(plan, self.length)?;
        let at_us = start_us + after.as_micros() as u64;
        self.world.until(at_us).await;
        self.log.sale_intended_us.set(at_us);
        self.stage.start_sale(plan).await.map(Some)
    }

    async fn command(
        &self,
        command: impl Future<Output = Result<Position, Error>>,
    ) -> Result<(), Error> {
        self.command_at(self.world.now_us(), command).await
    }

    /// A host's command, whose publication is measured from `intended_us`.
    async fn command_at(
        &self,
        intended_us: u64,
        command: impl Future<Output = Result<Position, Error>>,
    ) -> Result<(), Error> {
        let at = command.await?;
        self.world.chronicle.borrow_mut().commanded(at, intended_us);
        Ok(())
    }

    /// Waits until everybody has everything, or until nothing moves any more.
    async fn quiet(&self) {
        let (mut seen, mut since) = (self.progress(), tokio::time::Instant::now());
        let began = since;
        while !self.complete() && since.elapsed() < QUIET_FOR && began.elapsed() < END_WITHIN {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let now = self.progress();
            if now != seen {
                (seen, since) = (now, tokio::time::Instant::now());
            }
        }
    }

    fn progress(&self) -> (u64, u64, usize) {
        let mut progress = (self.log.committing.get(), 0, 0);
        for viewer in &self.viewers {
            let ledger = viewer.ledger.borrow();
            progress.1 += ledger.critical + u64::from(ledger.chat.received + ledger.chat.skipped);
            progress.2 += viewer.open_requests();
        }
        progress
    }

    fn complete(&self) -> bool {
        let highest = self.log.accepted.borrow().highest;
        let head = self.world.chronicle.borrow().head;
        let tried = self.scenario.sale.is_none()
            || self.log.attempts.borrow().iter().all(|attempt| attempt.answers > 0);
        let all_there = |viewer: &Rc<Viewer>| {
            let ledger = viewer.ledger.borrow();
            viewer.open_requests() == 0 && ledger.place == head && ledger.chat.end >= highest
        };
        tried && self.log.committing.get() == 0 && self.viewers.iter().all(all_there)
    }

    fn report(&self, began: u64, told: Option<&Told>) -> Report {
        let seconds = self.world.now_us() as f64 / 1e6;
        let mut chronicle = self.world.chronicle.borrow_mut();
        chronicle.close();
        let units = self.scenario.sale.as_ref().map_or(0, |sale| sale.units);
        let books = Books {
            viewers: &self.viewers,
            minter: &self.target.minter,
            log: &self.log,
            head: chronicle.head.unwrap_or_default(),
            altered: chronicle.altered,
            sale: told.map(|told| (units, told)),
        };
        let latencies = [
            ("chat echo", &chronicle.echo),
            ("chat delivery", &chronicle.delivery),
            ("critical delivery", &chronicle.critical),
            ("reserve", &chronicle.reserve),
            ("join", &chronicle.join),
        ];
        let named = |(name, latency): (&str, &crate::chronicle::Latency)| {
            (name.to_owned(), Percentiles::of(latency.histogram()))
        };
        Report {
            scenario: self.scenario.name.clone(),
            show: self.stage.show.clone(),
            began,
            speed: self.scenario.speed,
            seconds,
            counts: self.counts(),
            latencies: latencies.into_iter().map(named).collect(),
            balances: books.balances(),
            notes: self.notes(),
        }
    }

    fn counts(&self) -> BTreeMap<String, u64> {
        let mut sums = [0_u64; 8];
        for viewer in &self.viewers {
            let ledger = viewer.ledger.borrow();
            let spans = || ledger.chat_spans();
            let of_viewer = [
                ledger.sessions.into(),
                ledger.resumed.into(),
                ledger.critical,
                spans().map(|span| u64::from(span.received)).sum(),
                spans().map(|span| u64::from(span.sampled_out)).sum(),
                spans().map(|span| u64::from(span.skipped)).sum(),
                ledger.unsent,
                ledger.unanswered,
            ];
            sums.iter_mut().zip(of_viewer).for_each(|(sum, it)| *sum += it);
        }
        let names = [
            "sessions",
            "sessions resumed",
            "critical deliveries",
            "chat deliveries",
            "chat sampled out",
            "chat skipped for slow viewers",
            "requests unsent",
            "requests unanswered",
        ];
        let mut counts: BTreeMap<String, u64> =
            names.into_iter().map(str::to_owned).zip(sums).collect();
        let mut add = |name: &str, count: u64| {
            counts.insert(name.to_owned(), count);
        };
        add("viewers", self.viewers.len() as u64);
        add("sessions open at the end", self.world.present.get().into());
        add("sessions broken", self.world.breaks.get());
        add("chat sent", self.log.chat_sent.get());
        add("chat refused", self.log.chat_refused.borrow().values().sum());
        add("orders", self.log.committed.get());
        for attempt in self.log.attempts.borrow().iter().filter(|it| it.answers > 0) {
            let name = format!("reserve {}", attempt.outcome.as_str_name());
            *counts.entry(name).or_default() += 1;
        }
        counts
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.world.breaks.get() > 0 {
            notes.push(format!("the last session that broke: {}", self.world.last_break.borrow()));
        }
        let refused = self.log.refused.borrow();
        if !refused.is_empty() {
            notes
                .push(format!("refusals other than of chat, repeated tries included: {refused:?}"));
        }
        notes
    }
}
