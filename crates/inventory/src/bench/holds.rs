//! Many open holds, each with a buyer, a key and a deadline of its own: what a
//! start makes of them, measured.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use hawker_proto::v1::{Outcome, ReserveRequest, journal_entry::Command};
use tokio::task::JoinSet;

use super::{receive, request};
use crate::{
    Config, Error, Inventory,
    handle::Handle,
    journal::{LogReader, Snapshots},
    read_journal, snapshot,
};

/// Callers that each wait for their answer.
pub(super) const CALLERS: usize = 1_024;
/// Odd, so that multiplying by it gives every number another one.
pub(super) const MIXED: u64 = 0x9e37_79b9_7f4a_7c15;

/// How often it is looked for what is waited for.
const LOOK: Duration = Duration::from_millis(5);

/// Callers that go on reserving while holds run out.
const MEANWHILE: usize = 64;
/// How long they go on before that.
const BEFORE: Duration = Duration::from_secs(3);

/// What it took that many holds ran out in one second.
#[derive(Debug, Clone, Copy, Default)]
pub struct BenchExpiry {
    /// Holds that ran out.
    pub holds: u64,
    /// From the end of a hold to the time of the record that ends it, at worst.
    pub worst_lag_ms: i64,
    /// From the first end to the last such record.
    pub took_ms: i64,
    /// How long reservations took before and meanwhile.
    pub before: BenchLatency,
    /// And while holds ran out.
    pub meanwhile: BenchLatency,
}

/// How long some calls took, all in the unit in which they were measured.
#[derive(Debug, Clone, Copy, Default)]
pub struct BenchLatency {
    /// Calls.
    pub calls: usize,
    /// Half of them took no longer.
    pub p50: u128,
    /// And 99 of 100.
    pub p99: u128,
    /// The longest.
    pub most: u128,
}

impl BenchLatency {
    pub(super) fn of(mut took: Vec<u128>) -> Self {
        took.sort_unstable();
        let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or_default();
        let most = took.last().copied().unwrap_or_default();
        Self { calls: took.len(), p50: at(50), p99: at(99), most }
    }
}

/// Holds that were made, and what a start has to read.
#[derive(Debug, Clone, Copy)]
pub struct BenchHeld {
    /// How many.
    pub holds: u64,
    /// How long it took to make them.
    pub took: Duration,
    /// The newest snapshot that was whole before the last one was; 0 if none was.
    pub before_last: u64,
    /// Bytes of the journal after that.
    pub tail_bytes: u64,
}

/// Makes holds of an hour in the folder, with the snapshots that fall due: at least
/// so many, and until another snapshot is whole. Had the server been killed just
/// before that, a start would have had to replay everything after the one before:
/// no moment is worse.
pub async fn hold(dir: &Path, holds: u64) -> Result<BenchHeld, Error> {
    let inventory = Inventory::open(dir, Config::default()).await?;
    let handle = inventory.handle().ok_or(Error::Stopped)?;
    // However slowly snapshots are made, this comes to an end.
    let most = holds * 2;
    receive(&handle, most).await?;
    let next = Arc::new(AtomicU64::new(0));
    let end = Arc::new(AtomicU64::new(most));
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..CALLERS {
        tasks.spawn(hold_some(handle.clone(), Arc::clone(&next), Arc::clone(&end)));
    }
    let snapshots = Snapshots::new(dir);
    let newest = || snapshots.newest().map(Option::unwrap_or_default);
    let mut before_last = newest()?;
    while next.load(Relaxed) < most {
        let seq = newest()?;
        if next.load(Relaxed) >= holds && seq != before_last {
            break;
        }
        before_last = seq;
        tokio::time::sleep(LOOK).await;
    }
    end.store(0, Relaxed);
    let holds: u64 = tasks.join_all().await.into_iter().sum();
    let took = started.elapsed();
    inventory.shutdown().await;
    let mut tail_bytes = 0;
    for record in LogReader::of_folder(dir)?.read(before_last + 1) {
        tail_bytes += record?.1.len() as u64;
    }
    Ok(BenchHeld { holds, took, before_last, tail_bytes })
}

/// Makes holds until their number comes to an end, and tells how many.
pub(super) async fn hold_some(handle: Handle, next: Arc<AtomicU64>, end: Arc<AtomicU64>) -> u64 {
    let mut held = 0;
    loop {
        let number = next.fetch_add(1, Relaxed);
        if number >= end.load(Relaxed) {
            return held;
        }
        let request = ReserveRequest {
            buyer: format!("b{:016x}", number.wrapping_mul(MIXED)),
            hold_seconds: 3_600,
            ..request(number)
        };
        let answer = handle.command(Command::Reserve(request)).await;
        held += u64::from(answer.is_ok_and(|answer| answer.outcome() == Outcome::Held));
    }
}

/// Makes the snapshot of everything in the journal of a folder that no server
/// uses, and gives back how long that took and how large it is.
pub fn make_snapshot(dir: &Path) -> Result<(Duration, u64), Error> {
    let started = Instant::now();
    let snapshots = Snapshots::new(dir);
    let made = snapshot::make(LogReader::of_folder(dir)?, snapshots)?;
    Ok((started.elapsed(), made.length()))
}

/// Makes so many holds that run out in the same second, and measures when they
/// do, and what that means for others who reserve meanwhile.
pub async fn expire(dir: &Path, holds: u64) -> Result<BenchExpiry, Error> {
    let config =
        Config { snapshot_every_mib: crate::limits::MAX_SNAPSHOT_EVERY_MIB, ..Config::default() };
    let inventory = Inventory::open(dir, config).await?;
    let handle = inventory.handle().ok_or(Error::Stopped)?;
    receive(&handle, holds * 2).await?;
    let end = now_ms() + 10_000 + i64::try_from(holds / 50).unwrap_or_default();
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..CALLERS {
        tasks.spawn(hold_until(handle.clone(), Arc::clone(&next), holds, end));
    }
    tasks.join_all().await;
    sleep_until(end - i64::try_from(BEFORE.as_millis()).unwrap_or_default()).await;
    let made = Arc::new(AtomicU64::new(0));
    let before = reserve_while(&handle, &next, &made, move |_| now_ms() < end).await?;
    let meanwhile = reserve_while(&handle, &next, &made, move |open| open >= holds / 1_000).await?;
    while open_holds(&handle).await? > made.load(Relaxed) {
        tokio::time::sleep(LOOK).await;
    }
    inventory.shutdown().await;
    let mut expiry = BenchExpiry {
        before: BenchLatency::of(before),
        meanwhile: BenchLatency::of(meanwhile),
        ..BenchExpiry::default()
    };
    let mut first = i64::MAX;
    for record in read_journal(dir)? {
        let record = record?;
        for expired in record.entries.iter().flat_map(|entry| &entry.expired) {
            expiry.holds += 1;
            first = first.min(expired.expires_at_ms);
            expiry.worst_lag_ms = expiry.worst_lag_ms.max(record.time_ms - expired.expires_at_ms);
            expiry.took_ms = record.time_ms - first;
        }
    }
    Ok(expiry)
}

/// Makes holds that all end in the second after `end`.
async fn hold_until(handle: Handle, next: Arc<AtomicU64>, holds: u64, end: i64) {
    loop {
        let number = next.fetch_add(1, Relaxed);
        if number >= holds {
            return;
        }
        let seconds = (end - now_ms()).div_euclid(1_000) + 1;
        let request = ReserveRequest {
            buyer: format!("b{:016x}", number.wrapping_mul(MIXED)),
            hold_seconds: u32::try_from(seconds).unwrap_or(1),
            ..request(number)
        };
        drop(handle.command(Command::Reserve(request)).await);
    }
}

/// Reserves for as long as `go_on` says so of the open holds that others made, and
/// tells how long each call took, in microseconds. Counts its own in `made`.
async fn reserve_while(
    handle: &Handle,
    next: &Arc<AtomicU64>,
    made: &Arc<AtomicU64>,
    go_on: impl Fn(u64) -> bool,
) -> Result<Vec<u128>, Error> {
    let over = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..MEANWHILE {
        let (handle, next) = (handle.clone(), Arc::clone(next));
        let (over, made) = (Arc::clone(&over), Arc::clone(made));
        tasks.spawn(async move {
            let mut took = Vec::new();
            while over.load(Relaxed) == 0 {
                let number = next.fetch_add(1, Relaxed);
                let buyer = format!("b{:016x}", number.wrapping_mul(MIXED));
                let request = ReserveRequest { buyer, hold_seconds: 3_600, ..request(number) };
                let started = Instant::now();
                drop(handle.command(Command::Reserve(request)).await);
                took.push(started.elapsed().as_micros());
                made.fetch_add(1, Relaxed);
            }
            took
        });
    }
    loop {
        let left = open_holds(handle).await?;
        if !go_on(left.saturating_sub(made.load(Relaxed))) {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    over.store(1, Relaxed);
    Ok(tasks.join_all().await.into_iter().flatten().collect())
}

async fn open_holds(handle: &Handle) -> Result<u64, Error> {
    let open = handle.read(|stock| stock.open_holds() as u64);
    open.await.map_err(|_| Error::Stopped)
}

pub(super) async fn sleep_until(at: i64) {
    let left = u64::try_from(at - now_ms()).unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(left)).await;
}

pub(super) fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default()
}
