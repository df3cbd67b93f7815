//! The whole of a shard under everything that can go wrong: the real engine and
//! journal on a disk that loses, tears and refuses what is written; clients whose
//! requests and answers are lost, doubled, delayed and reordered; watchers whose
//! connections break; a clock that jumps; and crashes at every step of a batch.
//! All of it comes from one seed, which a failure prints together with the steps.
//!
//! After each step it is checked that whatever was let out is durable and is what
//! the journal says, that the journal keeps what was durable, and that an
//! independent count of the journal explains every answer: the ledger of each SKU,
//! every limit, one answer for each key, holds that end neither early nor twice,
//! and an order that agrees with the time of requests and answers.

mod account;
mod clients;
mod fleet;
mod groups;
mod hunt;
mod line;
mod machine;
mod model;
mod orders;
mod party;
mod platter;
mod promises;
mod random;
mod rich;
mod runs;
mod told;
mod truth;
mod watcher;

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
};

use tempfile::TempDir;

use clients::{Clients, SKUS};
use machine::{LOW_WATER, Machine, Place, Shown};
use platter::Platter;
use random::Random;
use told::Units;
use truth::Truth;
use watcher::Watcher;

use crate::{
    Error,
    clock::TimeSource,
    journal::{Journal as _, small_on},
};

const START_MS: i64 = 1_800_000_000_000;
/// One append in so many meets a fault.
const FAULTS: u64 = 25;

/// What a check comes to: nothing, or the promise that was broken.
type Fails<T = ()> = Result<T, String>;

fn fail<T>(why: impl Into<String>) -> Fails<T> {
    Err(why.into())
}

/// Checks a promise.
macro_rules! must {
    ($kept:expr, $($why:tt)+) => {
        if !$kept {
            return Err(format!($($why)+));
        }
    };
}
use must;

/// The world's time, which only the simulation moves, and how far the wall clock
/// is off.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>, Arc<AtomicI64>);

impl TimeSource for Hands {
    fn wall_ms(&self) -> i64 {
        self.0.load(Relaxed) + self.1.load(Relaxed)
    }

    fn monotonic_ms(&self) -> i64 {
        self.0.load(Relaxed) - START_MS
    }
}

struct World {
    random: Random,
    dir: TempDir,
    place: Place,
    machine: Option<Machine>,
    clients: Clients,
    watchers: [Watcher; 2],
    /// Who reads a SKU's stock, and the newest record that anybody had been told
    /// of when it asked.
    readers: Vec<(&'static str, u64, Shown)>,
    truth: Truth,
    step: u64,
    /// Counts what happens, so that it can be told what came first.
    tick: u64,
    steps: Vec<String>,
    crashes: u64,
}

fn scratch() -> TempDir {
    // In memory where there is such a place: what is lost is simulated.
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

impl World {
    fn new(seed: u64) -> Fails<Self> {
        let dir = scratch();
        let place = Place {
            dir: dir.path().to_owned(),
            platter: Platter::new(seed, 0),
            hands: Hands(Arc::new(AtomicI64::new(START_MS)), Arc::default()),
            free_bytes: Arc::new(AtomicU64::new(u64::MAX)),
            fenced_after: Arc::default(),
            fenced: Arc::default(),
        };
        let mut world = Self {
            random: Random(seed),
            dir,
            place,
            machine: None,
            clients: Clients::default(),
            watchers: Default::default(),
            readers: Vec::new(),
            truth: Truth::of(seed),
            step: 0,
            tick: 0,
            steps: Vec::new(),
            crashes: 0,
        };
        world.clients.rich = matches!(world.truth, Truth::Rich(_));
        world.start()?;
        for op in world.clients.opening(START_MS) {
            world.apply(&[op])?;
            world.flush()?;
        }
        world.place.platter.fail_one_in(FAULTS);
        Ok(world)
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        let seconds = self.place.hands.0.load(Relaxed) - START_MS;
        self.steps.push(format!("step {} at {seconds} ms: {}", self.step, what()));
    }

    fn machine(&mut self) -> &mut Machine {
        self.machine.as_mut().unwrap()
    }

    /// Starts a process, and as often again as it meets a fault while it recovers.
    fn start(&mut self) -> Fails {
        loop {
            match Machine::start(&self.place) {
                Ok(machine) => {
                    self.machine = Some(machine);
                    self.take_in()?;
                    return self.recovered();
                }
                Err(error) => {
                    self.excused(&error)?;
                    self.note(|| format!("the start failed: {error}"));
                    let power_fails = self.random.one_in(2);
                    self.place.platter.crash(power_fails);
                }
            }
        }
    }

    /// Only a fault that was put in its way lets the engine end.
    fn excused(&self, error: &Error) -> Fails {
        let fenced = matches!(error, Error::Fenced { .. }) && self.place.fenced.load(Relaxed);
        let excused = fenced || self.place.platter.met().is_some();
        must!(excused, "the engine ended without a fault: {error}");
        Ok(())
    }

    /// The log that a process finds is what is durable: nothing less, nothing
    /// else, and nothing that might be lost again.
    fn recovered(&mut self) -> Fails {
        let reader = self.machine().engine.reader();
        let mut seq = 0;
        for record in reader.read(1) {
            seq += 1;
            let found = record.map_err(|e| e.to_string())?;
            let durable = self.place.platter.record(seq).map(|bytes| (seq, bytes));
            must!(Some(found) == durable, "record {seq} is not the one that is durable");
        }
        let durable = self.place.platter.durable();
        must!(seq == durable, "{durable} records are durable, and {seq} were found");
        self.followers_agree()
    }

    /// What followers are given from memory is what is durable.
    fn followers_agree(&mut self) -> Fails {
        let Some(machine) = &self.machine else { return Ok(()) };
        let feed = machine.engine.feed();
        let head = *feed.head().borrow();
        must!(
            head <= self.truth.told().seq,
            "followers are told of record {head}, not durable yet"
        );
        let told = feed.tail().get(head);
        let durable = self.place.platter.record(head);
        must!(told.is_none() || told.as_deref() == durable.as_deref(), "record {head} is another");
        Ok(())
    }

    /// Takes in the records that became durable.
    fn take_in(&mut self) -> Fails {
        self.place.platter.check()?;
        while let Some(bytes) = self.place.platter.record(self.truth.told().seq + 1) {
            self.truth.record(&bytes)?;
        }
        Ok(())
    }

    /// Everyone takes in what was let out.
    fn look(&mut self) -> Fails {
        self.take_in()?;
        self.followers_agree()?;
        self.tick += 1;
        self.clients.hear(&mut self.random, self.tick, self.truth.told())?;
        for watcher in &mut self.watchers {
            watcher.look(self.truth.told())?;
        }
        for (sku, from, mut shown) in std::mem::take(&mut self.readers) {
            match shown.try_recv() {
                Ok(Some(stock)) => {
                    let had = self.truth.told().had(
                        sku,
                        Units::from(&stock),
                        from,
                        self.truth.told().seq,
                    );
                    must!(had, "{sku} was shown as {stock:?}, which it was not since {from}");
                }
                Ok(None) => return fail(format!("{sku} was not found")),
                Err(tokio::sync::oneshot::error::TryRecvError::Empty) => {
                    self.readers.push((sku, from, shown));
                }
                // Its process died.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Requests of clients, readers and watchers reach the engine.
    fn apply(&mut self, ops: &[usize]) -> Fails {
        self.tick += 1;
        let mut requests = Vec::new();
        for op in ops {
            let (request, reply) = machine::command(self.clients.command(*op, self.tick));
            requests.push(request);
            self.clients.wait(*op, reply);
        }
        if self.step > 0 && self.random.one_in(4) {
            let sku = self.random.one_of(&SKUS);
            let (request, shown) = machine::read_stock(sku);
            self.readers.push((sku, self.clients.acknowledged, shown));
            requests.push(request);
        }
        requests.extend(self.watchers.iter_mut().filter_map(Watcher::connect));
        self.random.shuffle(&mut requests);
        self.note(|| format!("{} requests are applied, of {ops:?}", requests.len()));
        self.machine().apply(requests);
        Ok(())
    }

    /// The batch goes to the disk, and is let out.
    fn flush(&mut self) -> Fails {
        let flushed = match self.machine().seal() {
            Ok(()) => {
                self.maybe_apply_ahead()?;
                self.machine().flush()
            }
            Err(error) => return fail(format!("a batch could not be sealed: {error}")),
        };
        self.look()?;
        if let Err(error) = flushed {
            self.excused(&error)?;
            let met = self.place.platter.met();
            self.note(|| format!("the flush fails: {met:?}, {error}"));
            self.crash()?;
        }
        Ok(())
    }

    /// The next batch is applied while one is in the flusher's hands.
    fn maybe_apply_ahead(&mut self) -> Fails {
        if self.step > 0 && self.random.one_in(3) {
            let ops = self.clients.arrive(&mut self.random, self.step);
            self.apply(&ops)?;
        }
        Ok(())
    }

    /// The process is gone, and another one starts.
    fn crash(&mut self) -> Fails {
        self.crashes += 1;
        self.machine = None;
        self.look()?;
        self.watchers.iter_mut().for_each(|watcher| watcher.hang_up(0));
        let power_fails = self.random.one_in(2);
        self.note(|| format!("a crash; with the power: {power_fails}"));
        self.place.platter.crash(power_fails);
        if self.random.one_in(4) {
            self.damage_a_snapshot();
        }
        let pause = i64::try_from(self.random.below(20_000)).unwrap();
        self.place.hands.0.fetch_add(pause, Relaxed);
        self.start()?;
        self.look()
    }

    /// The newest snapshot loses its end, as a bad disk may have it.
    fn damage_a_snapshot(&mut self) {
        let files = std::fs::read_dir(self.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let newest = files.filter(|path| path.extension().is_some_and(|end| end == "snap")).max();
        if let Some(path) = newest {
            let bytes = std::fs::read(&path).unwrap();
            let kept = self.random.index(bytes.len() + 1).min(bytes.len().saturating_sub(1));
            std::fs::write(&path, &bytes[..kept]).unwrap();
            self.note(|| format!("{} is cut to {kept} bytes", path.display()));
        }
    }

    fn one_step(&mut self) -> Fails {
        self.step += 1;
        let pause = match self.random.below(20) {
            0 => 30_000,
            1..5 => 1_500,
            _ => 5,
        };
        let pause = i64::try_from(self.random.below(pause)).unwrap();
        let now = self.place.hands.0.fetch_add(pause, Relaxed) + pause;
        self.disturb();
        self.tick += 1;
        self.clients.think(&mut self.random, self.step, self.tick, now);
        let ops = self.clients.arrive(&mut self.random, self.step);
        if self.random.one_in(40) {
            self.note(|| "the process dies with requests in its mailbox".into());
            return self.crash();
        }
        self.apply(&ops)?;
        if self.random.one_in(40) {
            self.note(|| "the process dies with a batch applied".into());
            return self.crash();
        }
        if self.random.one_in(15) {
            self.snapshot()?;
        }
        self.flush()
    }

    fn snapshot(&mut self) -> Fails {
        self.note(|| "a snapshot is made".into());
        self.machine().snapshot().map_err(|error| error.to_string())
    }

    /// What happens around the process: connections break, the clock jumps, the
    /// disk fills up, another owner comes.
    fn disturb(&mut self) {
        for watcher in &mut self.watchers {
            if self.random.one_in(12) {
                watcher.hang_up(self.random.below(8));
            }
        }
        if self.random.one_in(30) {
            let off = self.random.one_of(&[0, 0, 3_600_000, -3_600_000, 7_000, -200_000, 4_000]);
            self.place.hands.1.store(off, Relaxed);
            self.note(|| format!("the wall clock is {off} ms off"));
        }
        if self.random.one_in(30) {
            let free_bytes = self.random.one_of(&[u64::MAX, u64::MAX, LOW_WATER, LOW_WATER - 1, 0]);
            self.place.free_bytes.store(free_bytes, Relaxed);
            self.note(|| format!("the disk has {free_bytes} bytes free"));
        }
        if self.random.one_in(60) {
            self.place.fenced_after.store(1 + self.random.below(5), Relaxed);
        }
    }

    /// Everyone asks again, with nothing in the way, and gets the answer of
    /// before; what there is, is what the journal says.
    fn settle(&mut self) -> Fails {
        self.place.platter.fail_one_in(0);
        self.place.fenced_after.store(0, Relaxed);
        self.place.free_bytes.store(u64::MAX, Relaxed);
        self.place.hands.1.store(0, Relaxed);
        // Long enough for every sale and group to end.
        self.place.hands.0.fetch_add(400_000, Relaxed);
        self.clients.forget_the_wire();
        for _ in 0..2 {
            self.crash()?;
            for ops in self.clients.all().chunks(7) {
                self.apply(ops)?;
                self.flush()?;
            }
        }
        self.clients.all_answered()?;
        self.clients.check_order(self.truth.told())?;
        self.a_flipped_bit_is_found()
    }

    /// A copy of the journal with one bit flipped before its last record is never
    /// read as if it were whole.
    fn a_flipped_bit_is_found(&mut self) -> Fails {
        let durable = self.place.platter.durable();
        let seq = 1 + self.random.below(durable - 1);
        self.machine = None;
        let to = scratch();
        let segment = platter::flipped_copy(&self.place.platter, self.dir.path(), to.path(), seq)?;
        let disk = Arc::new(Platter::new(seq, 0));
        let mut copy = small_on(to.path(), disk).map_err(|error| error.to_string())?;
        let found = match copy.acquire() {
            Err(error) => error,
            // A snapshot made it unnecessary to read that far back.
            Ok(_) => {
                let bad = copy.reader().read(1).find_map(Result::err);
                bad.ok_or(format!("a flipped bit in record {seq} was not noticed"))?
            }
        };
        let Error::Corrupt { file, seq: named, .. } = &found else {
            return fail(format!("a flipped bit in record {seq} came to {found}"));
        };
        must!((file, *named) == (&segment, seq), "bit in record {seq}, and {found} is named");
        Ok(())
    }
}
