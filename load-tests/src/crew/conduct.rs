//! Conducting a run: from an empty server to an outcome that adds up.

use std::collections::BTreeMap;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::{mpsc, watch};

use super::books;
use super::brief::{Brief, FromWorker};
use super::groups;
use super::hosts::{self, Opened, Said};
use super::link::{Link, Telling};
use super::scene::Scene;
use super::server::{self, Watched};
use crate::api::authority;
use crate::generator::{Gateway, Told};
use crate::outcome::{Count, Kind, Outcome, Second, Server};
use crate::plan::{Plan, Timetable};
use crate::replay::Target;
use crate::{Error, Trace};

/// What workers and hosts say that may wait to be heard.
const SAID_MAX: usize = 4_096;

/// Children that one run may have.
const WORKERS_MAX: u32 = 256;

/// How long after the end of a run its workers may still be at it.
const END_WITHIN: Duration = Duration::from_secs(300);

/// Who does the work.
#[derive(Debug, Clone, Default)]
pub struct Crew {
    /// Processes on this machine; with agents, none are needed.
    pub workers: u32,
    /// Agents on other machines, as `host:port`. One worker runs on each; name
    /// one twice for two.
    pub agents: Vec<String>,
    /// What the agents know those by who may conduct.
    pub token: Vec<u8>,
    /// The server's secret, for the children.
    pub secret: String,
}

/// How a run goes.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The second that is over, from 0.
    pub second: usize,
    /// How many the run has.
    pub of: usize,
    /// What all workers together did in it.
    pub row: &'a Second,
}

/// Makes a run. `watch` is shown each second when all workers are through it.
/// Takes this thread for as long: call it outside any runtime.
///
/// # Errors
///
/// [`Error`] where it could not be made. What it found is in the outcome.
pub fn conduct(
    plan: &Plan,
    trace: Option<&Trace>,
    target: &Target,
    crew: &Crew,
    watch: &mut dyn FnMut(Progress<'_>),
) -> Result<Outcome, Error> {
    let timetable = Timetable::of(plan, trace)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Error::io("starting a run"))?;
    let scene = runtime.block_on(Scene::set(plan, target))?;
    let server = server::watch(gateways(target)?.iter().map(|it| it.at));
    let mut links = links(crew)?;
    brief(plan, trace, (target, &scene, crew), &mut links)?;
    let start = Instant::now() + Duration::from_millis(200 + 20 * links.len() as u64);
    for link in &mut links {
        link.start(start)?;
    }
    let began_ms = SystemTime::now() + start.saturating_duration_since(Instant::now());
    let began_ms = began_ms.duration_since(UNIX_EPOCH).map_or(0, |it| it.as_millis() as u64);
    let run = Run {
        plan: Arc::new(plan.clone()),
        timetable,
        scene,
        target,
        start,
        server,
        outcome: Outcome { began_ms, ..Outcome::new() },
        telling: Vec::new(),
        opened: watch::Sender::new(Vec::new()),
        rows: BTreeMap::new(),
        done: 0,
    };
    runtime.block_on(run.go(links, watch))
}

fn links(crew: &Crew) -> Result<Vec<Link>, Error> {
    let count = if crew.agents.is_empty() { crew.workers.max(1) } else { crew.workers };
    if count > WORKERS_MAX {
        return Err(Error::Setting(format!("a run has at most {WORKERS_MAX} workers")));
    }
    let children = (0..count).map(|_| Link::child());
    let agents = crew.agents.iter().map(|address| Link::agent(address, &crew.token));
    children.chain(agents).collect()
}

/// Gives all workers their briefs, at the same time.
fn brief(
    plan: &Plan,
    trace: Option<&Trace>,
    (target, scene, crew): (&Target, &Scene, &Crew),
    links: &mut [Link],
) -> Result<(), Error> {
    let gateways = gateways(target)?;
    let of = u32::try_from(links.len()).unwrap_or(u32::MAX);
    let children = links.len() - crew.agents.len();
    std::thread::scope(|scope| {
        let mut answers = Vec::new();
        for (shard, link) in links.iter_mut().enumerate() {
            let brief = Brief {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                plan: plan.clone(),
                trace: trace.map(Trace::to_csv),
                gateways: gateways.clone(),
                secret: (shard < children).then(|| crew.secret.clone()),
                merchant: scene.merchant.clone(),
                shows: scene.shows.clone(),
                shard: shard as u32,
                of,
            };
            answers.push(scope.spawn(move || link.brief(brief)));
        }
        answers.into_iter().try_for_each(|answer| {
            let answer = answer.join().map_err(|_| Error::Stopped)?;
            answer.map(drop)
        })
    })
}

fn gateways(target: &Target) -> Result<Vec<Gateway>, Error> {
    let all = std::iter::once(&target.url).chain(&target.others);
    let gateway = |url: &String| {
        let authority = authority(url)?;
        Ok(Gateway { at: resolved(&authority)?, authority })
    };
    all.map(gateway).collect()
}

fn resolved(authority: &str) -> Result<SocketAddr, Error> {
    let mut found = authority.to_socket_addrs().map_err(Error::io("finding the gateway"))?;
    found.next().ok_or_else(|| Error::Setting(format!("`{authority}` is nowhere to be found")))
}

type FromCrew = (usize, Result<FromWorker, Error>);

/// A run under way.
struct Run<'a> {
    plan: Arc<Plan>,
    timetable: Timetable,
    scene: Arc<Scene>,
    target: &'a Target,
    start: Instant,
    server: Vec<Watched>,
    outcome: Outcome,
    telling: Vec<Telling>,
    opened: watch::Sender<Vec<Opened>>,
    /// Seconds that not all workers are through, and how many are.
    rows: BTreeMap<usize, (usize, Second)>,
    done: usize,
}

impl Run<'_> {
    async fn go(
        mut self,
        links: Vec<Link>,
        watch: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Outcome, Error> {
        let (to, mut from) = mpsc::channel(SAID_MAX);
        for (number, link) in links.into_iter().enumerate() {
            self.telling.push(link.run(number, to.clone())?);
        }
        let (say, mut said) = mpsc::channel(SAID_MAX);
        let hosts = (self.start, &say);
        let mut hosts = hosts::act(&self.scene, &self.plan, &self.timetable.host, hosts);
        let grpc = self.target.grpc.clone();
        let with = (grpc.clone(), self.start, self.opened.subscribe());
        let steps = groups::steps(&self.timetable.acts);
        let (plan, scene) = (Arc::clone(&self.plan), Arc::clone(&self.scene));
        let mut groups = tokio::spawn(groups::run(plan, scene, steps, with));
        let end = self.start + Duration::from_micros(self.timetable.length_us);
        let over = tokio::time::sleep_until(end.into());
        tokio::pin!(over);
        loop {
            tokio::select! {
                line = from.recv() => self.heard(line, watch)?,
                it = said.recv() => self.said(it)?,
                () = &mut over => break,
            }
        }
        hosts.abort_all();
        let heads = self.end(&mut from, watch).await?;
        self.tell(&Told::Over(heads));
        let last = tokio::time::Instant::now() + END_WITHIN;
        while self.done < self.telling.len() {
            let line = tokio::time::timeout_at(last, from.recv()).await;
            let late = || Error::Crew("a worker did not come to an end".to_owned());
            self.heard(line.map_err(|_| late())?, watch)?;
        }
        while let Ok(it) = said.try_recv() {
            self.said(Some(it))?;
        }
        let opened = self.opened.borrow().clone();
        let bought = tokio::time::timeout_at(last, &mut groups).await;
        let late = || Error::Crew("the group buys did not come to an end".to_owned());
        let bought = bought.map_err(|_| late())?.map_err(|_| Error::Stopped)?;
        self.outcome.merge(&bought?);
        self.outcome.server = self.server.iter().filter_map(Watched::used).reduce(Server::plus);
        self.outcome.seconds = self.start.elapsed().as_secs_f64();
        books::balance(&mut self.outcome, &self.plan, &self.scene, (&grpc, &opened)).await?;
        Ok(self.outcome)
    }

    /// Ends the shows, and listens to the workers meanwhile.
    async fn end(
        &mut self,
        from: &mut mpsc::Receiver<FromCrew>,
        watch: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Vec<(u32, u32)>, Error> {
        let scene = Arc::clone(&self.scene);
        let ending = scene.end();
        tokio::pin!(ending);
        loop {
            tokio::select! {
                heads = &mut ending => return heads,
                line = from.recv() => self.heard(line, watch)?,
            }
        }
    }

    /// Tells all workers. One that has ended says why over its own line, which is heard.
    fn tell(&mut self, told: &Told) {
        for worker in &mut self.telling {
            drop(worker.tell(told));
        }
    }

    fn heard(
        &mut self,
        line: Option<FromCrew>,
        watch: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), Error> {
        let Some((number, line)) = line else { return Ok(()) };
        match line? {
            FromWorker::Second(second, row) => {
                let (through, sum) = self.rows.entry(second).or_default();
                *through += 1;
                sum.merge(&row);
                if *through == self.telling.len() {
                    let of = self.timetable.length_us.div_ceil(1_000_000) as usize;
                    watch(Progress { second, of, row: sum });
                    self.rows.remove(&second);
                }
            }
            FromWorker::Done(outcome) => {
                self.outcome.merge(&outcome);
                self.done += 1;
            }
            FromWorker::Failed(why) => {
                return Err(Error::Crew(format!("worker {number}: {why}")));
            }
            FromWorker::Ready(_) | FromWorker::Clock => {}
        }
        Ok(())
    }

    fn said(&mut self, said: Option<Said>) -> Result<(), Error> {
        match said {
            Some(Said::Took(us)) => self.outcome.latency(Kind::Host).record(us),
            Some(Said::Published { show, at, intended_us }) => {
                let (epoch, offset) = (at.epoch, at.offset);
                self.tell(&Told::Commanded { show, epoch, offset, intended_us });
            }
            Some(Said::Opened(it)) => self.opened.send_modify(|all| all.push(it)),
            Some(Said::Failed(why)) => {
                self.outcome.count(Count::Refused, 1);
                self.outcome.notes.insert(format!("a host's command failed: {why}"));
            }
            None => {}
        }
        Ok(())
    }
}
