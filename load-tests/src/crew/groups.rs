//! Group buys: buyers open groups and join them at their moments, over one
//! stream to the inventory, as shops' backends do. They need no session.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hawker_proto::v1::inventory_client::InventoryClient;
use hawker_proto::v1::stream_answer::Answer;
use hawker_proto::v1::stream_command::Command;
use hawker_proto::v1::{
    CommandsRequest, Line, OpenGroupRequest, Outcome as Came, ReserveRequest, StreamAnswer,
    StreamCommand,
};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use super::hosts::Opened;
use super::scene::{Scene, sku};
use crate::Error;
use crate::outcome::{Count, Kind, Outcome};
use crate::plan::{self, Plan, What};
use crate::world::key;

/// Commands without an answer that the stream may carry.
const UNDER_WAY: usize = 1_024;

/// How long the last answers may take.
const LAST_WITHIN: Duration = Duration::from_secs(10);

/// The sales that hosts have opened so far.
pub(super) type Sales = watch::Receiver<Vec<Opened>>;

/// One thing to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    at_us: u64,
    buyer: u32,
    sale: u16,
    group: u32,
    opens: bool,
}

/// What was asked, as far as the answer needs it.
type Asked = Step;

struct Groups {
    plan: Arc<Plan>,
    scene: Arc<Scene>,
    start: Instant,
    sales: Sales,
    to: mpsc::Sender<CommandsRequest>,
    /// Ids of groups, and of those not open yet who waits for them.
    open: BTreeMap<(u16, u32), u64>,
    waiting: BTreeMap<(u16, u32), Vec<Step>>,
    under_way: BTreeMap<u64, Asked>,
    next: u64,
    outcome: Outcome,
}

/// The steps of a timetable that are about groups.
pub(super) fn steps(acts: &[plan::Act]) -> VecDeque<Step> {
    let step = |act: &plan::Act| {
        let (sale, group, opens) = match act.what {
            What::OpenGroup(sale, group) => (sale, group, true),
            What::JoinGroup(sale, group) => (sale, group, false),
            _ => return None,
        };
        Some(Step { at_us: act.at_us, buyer: act.viewer, sale, group, opens })
    };
    acts.iter().filter_map(step).collect()
}

/// Does them: what came of it, once the last is answered.
pub(super) async fn run(
    plan: Arc<Plan>,
    scene: Arc<Scene>,
    mut steps: VecDeque<Step>,
    (grpc, start, sales): (String, Instant, Sales),
) -> Result<Outcome, Error> {
    if steps.is_empty() {
        return Ok(Outcome::new());
    }
    let failed = |error: &dyn std::fmt::Display| Error::Crew(format!("group buys: {error}"));
    let client = InventoryClient::connect(grpc).await;
    let mut client = client.map_err(|error| failed(&error))?;
    let (to, from) = mpsc::channel(UNDER_WAY);
    let answers = client.commands(ReceiverStream::new(from)).await;
    let mut answers = answers.map_err(|status| failed(&status))?.into_inner();
    let mut groups = Groups {
        plan,
        scene,
        start,
        sales,
        to,
        open: BTreeMap::new(),
        waiting: BTreeMap::new(),
        under_way: BTreeMap::new(),
        next: 0,
        outcome: Outcome::new(),
    };
    let mut last = None;
    loop {
        let done = steps.is_empty() && groups.under_way.is_empty();
        let late = last.is_some_and(|last: Instant| last.elapsed() > LAST_WITHIN);
        if done || late {
            groups.outcome.count(Count::Unanswered, groups.under_way.len() as u64);
            return Ok(groups.outcome);
        }
        if steps.is_empty() {
            last.get_or_insert_with(Instant::now);
        }
        let may = groups.under_way.len() < UNDER_WAY;
        let due = steps.front().filter(|_| may).map_or(LAST_WITHIN, |step| groups.left(step));
        tokio::select! {
            biased;
            () = tokio::time::sleep(due) => {
                if let Some(step) = steps.pop_front() {
                    groups.step(step).await?;
                }
            }
            answer = answers.message() => {
                let answer = answer.map_err(|status| failed(&status))?;
                let answer = answer.ok_or_else(|| failed(&"the inventory hung up"))?;
                for answer in answer.answers {
                    groups.answered(answer).await?;
                }
            }
        }
    }
}

impl Groups {
    fn left(&self, step: &Step) -> Duration {
        let at = self.start + Duration::from_micros(step.at_us);
        at.saturating_duration_since(Instant::now())
    }

    async fn step(&mut self, step: Step) -> Result<(), Error> {
        let group = (step.sale, step.group);
        match self.open.get(&group).copied() {
            _ if step.opens => {
                let sale = self.sale(step.sale).await?;
                let open = OpenGroupRequest {
                    key: key(),
                    merchant: self.scene.merchant.clone(),
                    buyer: buyer(step.buyer),
                    sale,
                };
                self.send(step, Command::OpenGroup(open)).await
            }
            Some(id) => self.join(step, id).await,
            None => {
                self.waiting.entry(group).or_default().push(step);
                Ok(())
            }
        }
    }

    /// The id of a sale, once it is open.
    async fn sale(&mut self, sale: u16) -> Result<String, Error> {
        let its = |all: &[Opened]| {
            all.iter().find(|it| it.sale == usize::from(sale)).map(|it| it.id.clone())
        };
        let opened = self.sales.wait_for(|all| its(all.as_slice()).is_some()).await;
        let opened = opened.map_err(|_| Error::Crew("a group sale was never opened".to_owned()))?;
        Ok(its(opened.as_slice()).unwrap_or_default())
    }

    async fn join(&mut self, step: Step, group: u64) -> Result<(), Error> {
        let sale = self.sale(step.sale).await?;
        let listing = self.plan.sales.get(usize::from(step.sale)).map_or(0, |its| its.listing);
        let first = self.scene.shows.first();
        let listing = first.and_then(|show| show.listings.get(listing as usize));
        let reserve = ReserveRequest {
            key: key(),
            merchant: self.scene.merchant.clone(),
            buyer: buyer(step.buyer),
            sale,
            lines: vec![Line {
                sku: listing.map(|listing| sku(listing)).unwrap_or_default(),
                quantity: 1,
                ..Line::default()
            }],
            group,
            ..ReserveRequest::default()
        };
        self.send(Step { opens: false, ..step }, Command::Reserve(reserve)).await
    }

    async fn send(&mut self, step: Step, command: Command) -> Result<(), Error> {
        self.next += 1;
        self.under_way.insert(self.next, step);
        self.outcome.count(Count::Sent, 1);
        let command = StreamCommand { id: self.next, command: Some(command) };
        let sent = self.to.send(CommandsRequest { commands: vec![command] }).await;
        sent.map_err(|_| Error::Crew("the stream of group buys broke".to_owned()))
    }

    async fn answered(&mut self, answer: StreamAnswer) -> Result<(), Error> {
        let Some(asked) = self.under_way.remove(&answer.id) else { return Ok(()) };
        self.outcome.count(Count::Answered, 1);
        let took_us = self.start.elapsed().as_micros() as u64;
        let latency = self.outcome.latency(Kind::Reserve);
        latency.record(took_us.saturating_sub(asked.at_us).max(1));
        match answer.answer {
            Some(Answer::Response(response)) if asked.opens && response.group > 0 => {
                self.outcome.count(Count::Groups, 1);
                let group = (asked.sale, asked.group);
                self.open.insert(group, response.group);
                // Who opens a group is its first buyer.
                self.join(asked, response.group).await?;
                for step in self.waiting.remove(&group).unwrap_or_default() {
                    self.join(step, response.group).await?;
                }
            }
            Some(Answer::Response(response)) if response.outcome() == Came::Held => {
                self.outcome.count(Count::Joined, 1);
            }
            Some(Answer::Response(response)) => {
                let why = format!("a group buy came to {}", response.outcome().as_str_name());
                self.outcome.notes.insert(why);
                self.outcome.count(Count::ReserveErrors, 1);
            }
            Some(Answer::Error(error)) => {
                let code = error.code().as_str_name().to_owned();
                *self.outcome.refusals.entry(code).or_default() += 1;
                self.outcome.count(Count::Refused, 1);
            }
            None => {}
        }
        Ok(())
    }
}

fn buyer(number: u32) -> String {
    format!("group-buyer-{number}")
}
