//! A start on a snapshot and a tail of so many reservations each, measured part by
//! part, without the rest of a server.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::task::JoinSet;

use super::{holds, receive};
use crate::{Config, Error, Inventory, engine::Recovery, limits::MAX_SNAPSHOT_EVERY_MIB};

/// What a start took, part by part.
#[derive(Debug, Clone, Copy)]
pub struct BenchStart {
    /// To find the end of the log.
    pub acquire: Duration,
    /// To read the snapshot.
    pub load: Duration,
    /// To carry out what was recorded since.
    pub replay: Duration,
    /// Processor time of the thread that did that.
    pub replay_cpu: Duration,
    /// Bytes of it.
    pub replayed: u64,
}

/// Makes a snapshot of so many holds in the folder, and a journal with so many more
/// after it. The folder must be empty.
pub async fn prepare(dir: &Path, holds: u64, tail: u64) -> Result<(), Error> {
    let config = || Config { snapshot_every_mib: MAX_SNAPSHOT_EVERY_MIB, ..Config::default() };
    let next = Arc::new(AtomicU64::new(0));
    for end in [holds, holds + tail] {
        let inventory = Inventory::open(dir, config()).await?;
        let handle = inventory.handle().ok_or(Error::Stopped)?;
        receive(&handle, end).await?;
        let mut tasks = JoinSet::new();
        let all = Arc::new(AtomicU64::new(end));
        for _ in 0..holds::CALLERS {
            tasks.spawn(holds::hold_some(handle.clone(), Arc::clone(&next), Arc::clone(&all)));
        }
        tasks.join_all().await;
        next.store(end, Relaxed);
        inventory.shutdown().await;
        if end == holds {
            super::make_snapshot(dir)?;
        }
    }
    Ok(())
}

/// Starts on what is in the folder, and tells what took how long.
pub async fn start(dir: &Path) -> Result<BenchStart, Error> {
    let inventory = Inventory::open(dir, Config::default()).await?;
    let Recovery { acquire, load, replay, replay_cpu, replayed } =
        inventory.recovery().ok_or(Error::Stopped)?;
    inventory.shutdown().await;
    Ok(BenchStart { acquire, load, replay, replay_cpu, replayed })
}
