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
    snapshot,
};

/// Callers that each wait for their answer.
const CALLERS: usize = 1_024;
/// Odd, so that multiplying by it gives every number another one.
const MIXED: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a start took.
#[derive(Debug, Clone, Copy)]
pub struct BenchStart {
    /// Until it could answer.
    pub seconds: f64,
    /// Holds that are open.
    pub holds: u64,
}

/// Makes so many holds of `seconds` in the folder, with a journal and, if
/// `snapshots`, the snapshots that fall due. Gives back how long it took.
pub async fn hold(
    dir: &Path,
    holds: u64,
    seconds: u32,
    snapshots: bool,
) -> Result<Duration, Error> {
    let mut config = Config::default();
    if !snapshots {
        config.snapshot_every_mib = crate::limits::MAX_SNAPSHOT_EVERY_MIB;
    }
    let inventory = Inventory::open(dir, config).await?;
    let handle = inventory.handle();
    receive(&handle, holds).await?;
    let next = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..CALLERS {
        tasks.spawn(hold_some(handle.clone(), Arc::clone(&next), holds, seconds));
    }
    let held: u64 = tasks.join_all().await.into_iter().sum();
    let took = started.elapsed();
    inventory.shutdown().await;
    if held == holds { Ok(took) } else { Err(Error::Stopped) }
}

async fn hold_some(handle: Handle, next: Arc<AtomicU64>, holds: u64, seconds: u32) -> u64 {
    let mut held = 0;
    loop {
        let number = next.fetch_add(1, Relaxed);
        if number >= holds {
            return held;
        }
        let request = ReserveRequest {
            buyer: format!("b{:016x}", number.wrapping_mul(MIXED)),
            hold_seconds: seconds,
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
    let made = snapshot::make(None, &LogReader::of_folder(dir)?, &snapshots, u64::MAX)?;
    Ok((started.elapsed(), made.length()))
}

/// Starts on the folder, and ends at once.
pub async fn start(dir: &Path) -> Result<BenchStart, Error> {
    let started = Instant::now();
    let inventory = Inventory::open(dir, Config::default()).await?;
    let holds = inventory.handle().read(|stock| stock.open_holds() as u64).await;
    let seconds = started.elapsed().as_secs_f64();
    inventory.shutdown().await;
    holds.map(|holds| BenchStart { seconds, holds }).map_err(|_| Error::Stopped)
}
