//! Reservations in process, measured: the engine without gRPC, so that its
//! figure can be set beside that of a plain log with the same batches.

mod groups;
mod growth;
mod holds;
mod restart;
mod template;

pub use groups::{BenchGroups, settle_groups};
pub use growth::{BenchCost, BenchGrowth, grow};
pub use holds::{BenchExpiry, BenchHeld, BenchLatency, expire, hold, make_snapshot};
pub use restart::{BenchStart, prepare, start};

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use hawker_proto::v1::{
    Line, Money, Outcome, ReceiveStockRequest, ReserveRequest, journal_entry::Command,
};
use prost::Message as _;
use template::Template;
use tokio::task::JoinSet;

use crate::{
    Config, Error, Inventory,
    ask::{Ask, outcome},
    handle::Handle,
    read_journal,
};

/// Buyers that the reservations are spread over.
const BUYERS: u64 = 100_000;
/// What a buyer may hold: more than any gets.
const LIMIT: u32 = 1_000_000;

/// What a run took.
#[derive(Debug)]
pub struct BenchOutcome {
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// Processor time of the process meanwhile.
    pub cpu: Duration,
    /// Reservations that were held.
    pub held: u64,
    /// How long they took.
    pub latency: BenchLatency,
    /// Every record that was appended meanwhile.
    pub batches: Vec<BenchBatch>,
}

/// One record of the journal.
#[derive(Debug, Clone, Copy)]
pub struct BenchBatch {
    /// Reservations in it.
    pub commands: usize,
    /// Its length.
    pub bytes: usize,
}

/// Makes `total` reservations on one hot SKU, by `callers` that each wait for
/// their answer: recorded, limited per buyer, idempotent, and acknowledged when
/// durable. `dir` must be empty.
pub async fn reserve_in_process(
    dir: &Path,
    callers: usize,
    total: u64,
) -> Result<BenchOutcome, Error> {
    let inventory = Inventory::open(dir, Config::default()).await?;
    let handle = inventory.handle().ok_or(Error::Stopped)?;
    receive(&handle, total).await?;
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    let (started, cpu) = (Instant::now(), cpu_time());
    let template = Arc::new(Template::new());
    for _ in 0..callers {
        tasks.spawn(reserve(handle.clone(), Arc::clone(&template), Arc::clone(&next), total));
    }
    let took = tasks.join_all().await;
    let (elapsed, cpu) = (started.elapsed(), cpu_time().saturating_sub(cpu));
    let took: Vec<u128> = took.into_iter().flatten().collect();
    let (held, latency) = (took.len() as u64, BenchLatency::of(took));
    inventory.shutdown().await;
    let batches = read_journal(dir)?.skip(1).map(|record| {
        let record = record?;
        Ok(BenchBatch { commands: record.entries.len(), bytes: record.encoded_len() })
    });
    Ok(BenchOutcome {
        elapsed,
        cpu,
        held,
        latency,
        batches: batches.collect::<Result<_, Error>>()?,
    })
}

/// User and system time of this process so far, in steps of 10 ms; nothing where
/// the system does not tell.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in parentheses, which may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

async fn receive(handle: &Handle, total: u64) -> Result<(), Error> {
    let request = ReceiveStockRequest {
        key: key(),
        merchant: "merchant".into(),
        sku: "hot".into(),
        quantity: u32::try_from(total).unwrap_or(u32::MAX),
    };
    let received = handle.command(Command::ReceiveStock(request)).await;
    received.map(drop).map_err(|_| Error::Stopped)
}

/// Reserves until `total` have been asked for, and tells how long those took that
/// were held, in nanoseconds.
async fn reserve(
    handle: Handle,
    template: Arc<Template>,
    next: Arc<AtomicU64>,
    total: u64,
) -> Vec<u128> {
    let mut took = Vec::new();
    loop {
        let number = next.fetch_add(1, Relaxed);
        if number >= total {
            return took;
        }
        let began = Instant::now();
        let told = handle.ask(Ask::Reserve(template.request(number))).await;
        if told.is_ok_and(|told| outcome(&told) == Outcome::Held) {
            took.push(began.elapsed().as_nanos());
        }
    }
}

fn request(number: u64) -> ReserveRequest {
    ReserveRequest {
        key: key(),
        merchant: "merchant".into(),
        buyer: format!("buyer-{}", number % BUYERS),
        show: "show".into(),
        listing: "listing".into(),
        lines: vec![Line {
            sku: "hot".into(),
            quantity: 1,
            unit_price: Some(Money { minor: 4_500, currency: "EUR".into() }),
        }],
        limit_per_buyer: LIMIT,
        ..ReserveRequest::default()
    }
}

fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}
