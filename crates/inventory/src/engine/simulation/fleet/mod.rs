//! Several processes of which one owns the stock, under everything that can go wrong
//! between them: the real engine, the real rules of an owner, and PostgreSQL made up
//! (see `cluster`), whose servers crash, are cut off, fail over and lose answers;
//! processes that stand still past their takeover and go on, that are killed, and whose
//! wall clocks jump. All of it comes from one seed and one thread.
//!
//! What is checked after each step is what is checked of one machine: whatever was let
//! out, by whichever process, is durable on two servers and explained by the journal;
//! one answer for each key; no unit sold twice; nobody who reads or watches is shown
//! what was replaced already. At the end, with everything whole again, every key is
//! asked for once more, and all servers have the same.

mod cluster;
mod process;
mod runs;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::Relaxed},
};

use tokio::{sync::oneshot::error::TryRecvError, time::Instant};

use super::{
    Fails, Hands, Random, START_MS,
    clients::{Clients, SKUS},
    fail,
    machine::{self, Shown},
    must,
    told::Units,
    truth::Truth,
    watcher::Watcher,
};
use crate::{Error, engine::Request};
use cluster::Cluster;
use process::Process;

const PROCESSES: usize = 3;

struct Fleet {
    random: Random,
    hands: Hands,
    cluster: Cluster,
    processes: Vec<Process>,
    /// What has reached each process and was not carried out yet.
    inboxes: Vec<Vec<Request>>,
    clients: Clients,
    watchers: [Watcher; 2],
    /// Who reads a SKU's stock, and the newest record that anybody had been told of when
    /// it asked.
    readers: Vec<(&'static str, u64, Shown)>,
    truth: Truth,
    step: u64,
    /// Counts what happens, so that it can be told what came first.
    tick: u64,
    steps: Vec<String>,
    takeovers: u64,
}

impl Fleet {
    fn new(seed: u64) -> Fails<Self> {
        let world = Arc::new(AtomicI64::new(START_MS));
        let hands = || Hands(Arc::clone(&world), Arc::default());
        let cluster = Cluster::new(seed, hands(), PROCESSES);
        let begun = Instant::now();
        let process = |number| Process::new(number, &cluster, hands(), begun);
        let mut fleet = Self {
            random: Random(seed),
            hands: hands(),
            processes: (0..PROCESSES).map(process).collect(),
            inboxes: (0..PROCESSES).map(|_| Vec::new()).collect(),
            cluster,
            clients: Clients::default(),
            watchers: Default::default(),
            readers: Vec::new(),
            truth: Truth::of(seed),
            step: 0,
            tick: 0,
            steps: Vec::new(),
            takeovers: 0,
        };
        fleet.clients.rich = matches!(fleet.truth, Truth::Rich(_));
        fleet.own(0)?;
        for op in fleet.clients.opening(START_MS) {
            fleet.apply(0, &[op])?;
        }
        fleet.cluster.lose_messages();
        Ok(fleet)
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        let passed = self.now() - START_MS;
        self.steps.push(format!("step {} at {passed} ms: {}", self.step, what()));
    }

    fn now(&self) -> i64 {
        self.hands.0.load(Relaxed)
    }

    /// Only what was put in a process' way lets it end.
    fn excused(&mut self, number: usize, error: &Error) -> Fails {
        let excused = matches!(
            error,
            Error::Fenced { .. } | Error::Unknown { .. } | Error::Silent { .. } | Error::Stopped
        );
        must!(excused, "process {number} ended without a fault: {error}");
        self.note(|| format!("process {number} does not own the stock: {error}"));
        Ok(())
    }

    /// A process takes the stock over, with nothing in its way.
    fn own(&mut self, number: usize) -> Fails {
        match self.processes[number].look() {
            Some(Ok(())) => self.look(),
            Some(Err(error)) => fail(format!("process {number} could not take over: {error}")),
            None => fail(format!("process {number} did not find the stock free")),
        }
    }

    /// A process that waits looks whether the stock is free.
    fn wait(&mut self, number: usize) -> Fails {
        match self.processes[number].look() {
            None => Ok(()),
            Some(Ok(())) => {
                self.takeovers += 1;
                self.note(|| format!("process {number} owns the stock"));
                self.look()
            }
            Some(Err(error)) => self.excused(number, &error),
        }
    }

    /// An owner carries out what has reached it.
    fn serve(&mut self, number: usize) -> Fails {
        let mut requests = std::mem::take(&mut self.inboxes[number]);
        self.random.shuffle(&mut requests);
        self.note(|| format!("process {number} carries out {} requests", requests.len()));
        let served = self.processes[number].batch(requests);
        self.look()?;
        served.or_else(|error| self.excused(number, &error))
    }

    /// Commands reach one process, and are carried out with nothing in their way.
    fn apply(&mut self, number: usize, ops: &[usize]) -> Fails {
        self.tick += 1;
        self.send(number, ops);
        let requests = std::mem::take(&mut self.inboxes[number]);
        let served = self.processes[number].batch(requests);
        self.look()?;
        served.map_err(|error| format!("process {number} lost the stock: {error}"))
    }

    fn send(&mut self, number: usize, ops: &[usize]) {
        for op in ops {
            let (request, reply) = machine::command(self.clients.command(*op, self.tick));
            self.inboxes[number].push(request);
            self.clients.wait(*op, reply);
        }
    }

    /// What clients, readers and watchers ask goes to whoever says that it owns the
    /// stock, or said so before it stood still.
    fn ask(&mut self) {
        let ops = self.clients.arrive(&mut self.random, self.step);
        let owns = |number: &usize| self.processes[*number].engine.is_some();
        let owners: Vec<usize> = (0..PROCESSES).filter(owns).collect();
        if owners.is_empty() {
            return;
        }
        self.tick += 1;
        for op in ops {
            let number = self.random.one_of(&owners);
            self.send(number, &[op]);
        }
        for _ in 0..self.random.below(3) {
            let (sku, number) = (self.random.one_of(&SKUS), self.random.one_of(&owners));
            let (request, shown) = machine::read_stock(sku);
            self.readers.push((sku, self.clients.acknowledged, shown));
            self.inboxes[number].push(request);
        }
        let number = self.random.one_of(&owners);
        self.inboxes[number].extend(self.watchers.iter_mut().filter_map(Watcher::connect));
    }

    /// Everyone takes in what was let out.
    fn look(&mut self) -> Fails {
        self.cluster.check()?;
        while let Some(bytes) = self.cluster.durable(self.truth.told().seq + 1) {
            self.truth.record(&bytes)?;
        }
        self.tick += 1;
        self.clients.hear(&mut self.random, self.tick, self.truth.told())?;
        for watcher in &mut self.watchers {
            watcher.look(self.truth.told())?;
        }
        self.readers_agree()
    }

    fn readers_agree(&mut self) -> Fails {
        let told = self.truth.told();
        for (sku, from, mut shown) in std::mem::take(&mut self.readers) {
            match shown.try_recv() {
                Ok(Some(stock)) => {
                    let had = told.had(sku, Units::from(&stock), from, told.seq);
                    must!(had, "{sku} was shown as {stock:?}, which it was not since {from}");
                }
                Ok(None) => return fail(format!("{sku} was not found")),
                Err(TryRecvError::Empty) => self.readers.push((sku, from, shown)),
                // Its process threw the state away.
                Err(TryRecvError::Closed) => {}
            }
        }
        Ok(())
    }

    fn one_step(&mut self) -> Fails {
        self.step += 1;
        let pause = match self.random.below(20) {
            0 => 6_000,
            1..5 => 1_500,
            _ => 300,
        };
        let pause = i64::try_from(self.random.below(pause)).unwrap();
        let now = self.hands.0.fetch_add(pause, Relaxed) + pause;
        self.cluster.turn();
        self.disturb(now)?;
        self.tick += 1;
        self.clients.think(&mut self.random, self.step, self.tick, now);
        self.ask();
        let mut order: Vec<usize> = (0..PROCESSES).collect();
        self.random.shuffle(&mut order);
        for number in order {
            let process = &self.processes[number];
            if process.stopped_until > now {
                continue;
            }
            if process.engine.is_some() {
                self.serve(number)?;
            } else {
                self.inboxes[number].clear();
                self.wait(number)?;
            }
        }
        Ok(())
    }

    /// What happens to the servers, the processes and the connections.
    fn disturb(&mut self, now: i64) -> Fails {
        if self.random.one_in(6) {
            let what = self.cluster.disturb();
            self.note(|| what);
        }
        for watcher in &mut self.watchers {
            if self.random.one_in(12) {
                watcher.hang_up(self.random.below(8));
            }
        }
        let number = self.random.index(PROCESSES);
        let process = &mut self.processes[number];
        let what = match self.random.below(60) {
            0..3 => {
                let long = i64::try_from(self.random.below(12_000)).unwrap();
                process.stopped_until = now + long;
                format!("process {number} stands still for {long} ms")
            }
            3 => {
                process.engine = None;
                format!("process {number} is killed")
            }
            4 => {
                process.end();
                format!("process {number} gives the stock back")
            }
            5 => {
                let off = self.random.one_of(&[0, 0, 3_600_000, -3_600_000, 7_000, -200_000]);
                process.hands.1.store(off, Relaxed);
                format!("the wall clock of process {number} is {off} ms off")
            }
            6..9 => match process.snapshot() {
                Ok(()) => format!("process {number} makes a snapshot"),
                Err(error) => return self.excused(number, &error),
            },
            _ => return Ok(()),
        };
        self.note(|| what);
        Ok(())
    }

    /// Everything is whole again; everyone asks once more, of two owners one after the
    /// other, and gets the answer of before.
    fn settle(&mut self) -> Fails {
        self.cluster.heal();
        self.clients.forget_the_wire();
        for process in &mut self.processes {
            process.hands.1.store(0, Relaxed);
        }
        // Long enough for every sale and group to end.
        self.hands.0.fetch_add(400_000, Relaxed);
        for owner in 0..2 {
            self.processes.iter_mut().for_each(|process| process.engine = None);
            self.inboxes.iter_mut().for_each(Vec::clear);
            self.hands.0.fetch_add(20_000, Relaxed);
            self.watchers.iter_mut().for_each(|watcher| watcher.hang_up(0));
            self.own(owner)?;
            for ops in self.clients.all().chunks(7) {
                self.apply(owner, ops)?;
            }
        }
        self.clients.all_answered()?;
        self.clients.check_order(self.truth.told())?;
        self.cluster.agrees()
    }
}
