//! What a reservation costs as they grow in number: read from its bytes, carried
//! out by the rules and written into its record, without threads, gRPC and the disk.

use std::time::{Duration, Instant};

use hawker_domain::{
    Key, MerchantRef, SkuRef, Timestamp,
    stock::{self, Position, Receive, Stock},
};
use hawker_proto::v1::{Line, Money, ReserveRequest};
use prost::Message as _;
use uuid::Uuid;

use super::holds::MIXED;
use crate::{
    Error,
    clock::thread_time,
    engine::{Record, Written, recorded},
    hot,
};

/// Reservations of a batch.
const BATCH: u64 = 256;
/// Reservations that arrive in a millisecond.
const BY_MS: u64 = 100;
const START_MS: i64 = 1_800_000_000_000;
const MERCHANT: &str = "merchant";
const EPOCH: u32 = 1;

/// What some reservations cost in the mean, in nanoseconds of processor time.
#[derive(Debug, Clone, Copy, Default)]
pub struct BenchCost {
    /// Up to how many of all these were.
    pub past: u64,
    /// To carry one out, and to write its record.
    pub apply_ns: f64,
    /// To read it from its bytes, before that.
    pub read_ns: f64,
}

/// What reservations cost while they grew in number.
#[derive(Debug, Clone, Default)]
pub struct BenchGrowth {
    /// All of them.
    pub all: BenchCost,
    /// The later half of those up to each of the numbers asked for: in each half
    /// tables double once.
    pub points: Vec<BenchCost>,
    /// Memory that one takes, in bytes.
    pub bytes: u64,
    /// The longest that a batch of 256 took.
    pub longest: Duration,
}

/// Makes reservations, each of a buyer of its own and in turn of one of so many
/// SKUs, until there are as many as the last of `points`, which go up.
pub fn grow(skus: u64, points: &[u64]) -> Result<BenchGrowth, Error> {
    let mut stock = Stock::new(1);
    receive(&mut stock, skus)?;
    let empty = resident();
    let mut growth = BenchGrowth::default();
    let (mut all, mut half) = (Sum::default(), Sum::default());
    let (mut done, mut record) = (0, Vec::new());
    for point in points {
        while done < *point {
            let asked = requests(done, skus);
            let batch = reserve(&mut stock, done, &asked, &mut record)?;
            all.add(batch);
            if done >= point / 2 {
                half.add(batch);
            }
            growth.longest = growth.longest.max(batch.longest);
            done += BATCH;
        }
        growth.points.push(std::mem::take(&mut half).cost(done));
    }
    growth.all = all.cost(done);
    growth.bytes = resident().saturating_sub(empty) / done.max(1);
    Ok(growth)
}

/// What some batches took.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    count: u64,
    read: Duration,
    apply: Duration,
    longest: Duration,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.read += other.read;
        self.apply += other.apply;
    }

    fn cost(self, past: u64) -> BenchCost {
        let each = |all: Duration| all.as_secs_f64() * 1e9 / self.count.max(1) as f64;
        BenchCost { past, apply_ns: each(self.apply), read_ns: each(self.read) }
    }
}

fn begin(stock: &mut Stock, seq: u64, now_ms: i64) {
    stock.begin(Position { epoch: EPOCH, seq }, Timestamp::from_millis(now_ms));
}

/// The halves of a UUIDv7 of that time.
fn key(now_ms: i64, number: u64) -> (u64, u64) {
    let random = number.wrapping_mul(MIXED);
    (now_ms.cast_unsigned() << 16 | 0x7000, 1 << 63 | random >> 2)
}

fn receive(stock: &mut Stock, skus: u64) -> Result<(), Error> {
    let wrong = |_| Error::Stopped;
    for number in 0..skus {
        let (high, low) = key(START_MS, number);
        begin(stock, number + 1, START_MS);
        stock.apply(&stock::Command::Receive(Receive {
            key: Key::from_halves(high, low),
            merchant: MerchantRef::new(MERCHANT).map_err(wrong)?,
            sku: SkuRef::new(&format!("sku-{number}")).map_err(wrong)?,
            quantity: 1_000_000_000,
        }));
        stock.finish()?;
    }
    Ok(())
}

fn now_ms(done: u64) -> i64 {
    START_MS + i64::try_from(done / BY_MS).unwrap_or_default()
}

/// The next batch, as it would come over the wire.
fn requests(done: u64, skus: u64) -> Vec<Vec<u8>> {
    let request = |number: u64| {
        let mixed = number.wrapping_mul(MIXED);
        let (high, low) = key(now_ms(done), number);
        let price = Money { minor: 4_500, currency: "EUR".into() };
        let line =
            Line { sku: format!("sku-{}", mixed % skus), quantity: 1, unit_price: Some(price) };
        let request = ReserveRequest {
            key: Uuid::from_u64_pair(high, low).to_string(),
            merchant: MERCHANT.into(),
            buyer: format!("b{mixed:016x}"),
            show: "show".into(),
            listing: "listing".into(),
            lines: vec![line],
            hold_seconds: 3_600,
            ..ReserveRequest::default()
        };
        request.encode_to_vec()
    };
    (done..done + BATCH).map(request).collect()
}

/// Carries out a batch, and writes its record into a buffer.
fn reserve(
    stock: &mut Stock,
    done: u64,
    asked: &[Vec<u8>],
    buffer: &mut Vec<u8>,
) -> Result<Sum, Error> {
    let (started, since) = (thread_time(), Instant::now());
    let read: Option<Vec<hot::Asked<'_>>> =
        asked.iter().map(|bytes| hot::reserve(bytes)?.ok()).collect();
    let read_at = thread_time();
    begin(stock, 1_000_000 + done / BATCH, now_ms(done));
    buffer.clear();
    let mut record = Record::new(stock, stock.now(), std::mem::take(buffer));
    let mut count = 0;
    for hot::Asked { reserve, request, names } in read.ok_or(Error::Stopped)? {
        let verdict = stock.apply(&stock::Command::Reserve(reserve));
        let answer = recorded(&verdict).ok_or(Error::Stopped)?;
        let written = Written::Reserve { request, names };
        count += u64::from(record.add(stock, written, answer).is_some());
    }
    stock.finish()?;
    let apply = thread_time() - read_at;
    *buffer = record.into_bytes();
    let sum = Sum { count, read: read_at - started, apply, longest: since.elapsed() };
    if count == BATCH { Ok(sum) } else { Err(Error::Stopped) }
}

/// Bytes of memory that this process has; 0 where the system does not tell.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or_default() * 4_096
}
