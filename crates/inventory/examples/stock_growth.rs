//! `cargo run --release -p hawker-inventory --example stock_growth [SKUS [TOTAL
//! [KNOWN]]]`: what a reservation costs as they grow in number, without gRPC and
//! journal: the rules alone. Every reservation has a key and a deadline of its own
//! and, unless `KNOWN` buyers take turns, a buyer of its own.
//!
//! Prints one line of JSON for each tenth of `TOTAL`: `{"skus":…,"past":…,
//! "cpu_ns":…,"bytes":…,"longest_us":…}`, CPU time by reservation of that tenth,
//! memory by reservation of all so far, and the longest one of its batches took.

use std::{fmt::Write as _, io::Write as _, time::Instant};

use hawker_domain::{
    BuyerRef, Currency, Key, ListingRef, MerchantRef, Money, ShowRef, SkuRef, Timestamp,
    stock::{Command, Line, Lines, Mode, Position, Receive, Reserve, Stock, Verdict},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MERCHANT: &str = "merchant";
const BATCH: u64 = 256;
const START_MS: i64 = 1_800_000_000_000;
/// Reservations that arrive in a millisecond.
const BY_MS: u64 = 100;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// One batch's commands, as texts: making them is not what is measured.
#[derive(Default)]
struct Texts {
    buyers: Vec<String>,
    skus: Vec<String>,
}

fn main() -> Result<()> {
    let arguments: std::result::Result<Vec<u64>, _> =
        std::env::args().skip(1).map(|text| text.parse()).collect();
    let arguments = arguments?;
    let argument = |at: usize, otherwise| arguments.get(at).copied().unwrap_or(otherwise);
    let (skus, total) = (argument(0, 1), argument(1, 10_000_000));
    let known = argument(2, u64::MAX);
    let mut stock = Stock::new(1);
    receive(&mut stock, skus)?;
    let empty = resident()?;
    let mut done = 0;
    for _ in 0..10 {
        let (mut cpu, mut longest) = (0, 0);
        for _ in 0..total / 10 / BATCH {
            let texts = texts(done, skus, known)?;
            let started = (cpu_ns()?, Instant::now());
            let held = reserve(&mut stock, done, &texts)?;
            cpu += cpu_ns()? - started.0;
            longest = longest.max(started.1.elapsed().as_micros());
            if held != BATCH {
                return Err(format!("{held} of {BATCH} were held").into());
            }
            done += BATCH;
        }
        let (cpu, bytes) = (cpu / (total / 10), (resident()? - empty) / done);
        writeln!(
            std::io::stdout(),
            r#"{{"skus":{skus},"past":{done},"cpu_ns":{cpu},"bytes":{bytes},"longest_us":{longest}}}"#
        )?;
    }
    Ok(())
}

fn begin(stock: &mut Stock, seq: u64, now: i64) {
    stock.begin(Position { epoch: 1, seq }, Timestamp::from_millis(now));
}

fn key(now: i64, number: u64) -> Key {
    let random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Key::from_halves(now.cast_unsigned() << 16 | 0x7000, 1 << 63 | random)
}

fn receive(stock: &mut Stock, skus: u64) -> Result<()> {
    for sku in 0..skus {
        // A merchant has so many keys in a day, and so there are as many merchants.
        begin(stock, sku + 1, START_MS);
        stock.apply(&Command::Receive(Receive {
            key: key(START_MS, sku),
            merchant: MerchantRef::new(MERCHANT)?,
            sku: SkuRef::new(&format!("sku-{sku}"))?,
            quantity: 1_000_000_000,
        }));
        stock.finish()?;
    }
    Ok(())
}

fn texts(done: u64, skus: u64, known: u64) -> Result<Texts> {
    let mut texts = Texts::default();
    for number in done..done + BATCH {
        let mixed = (number % known).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut buyer = String::new();
        write!(buyer, "b{mixed:016x}")?;
        texts.buyers.push(buyer);
        texts.skus.push(format!("sku-{}", mixed % skus));
    }
    Ok(texts)
}

fn reserve(stock: &mut Stock, done: u64, texts: &Texts) -> Result<u64> {
    let now = START_MS + i64::try_from(done / BY_MS)?;
    begin(stock, 1_000_000 + done / BATCH, now);
    let mut held = 0;
    for ((buyer, sku), number) in texts.buyers.iter().zip(&texts.skus).zip(done..) {
        let price = Money { minor: 4_500, currency: Currency::new("EUR")? };
        let line = Line { sku: SkuRef::new(sku)?, quantity: 1, unit_price: Some(price) };
        let verdict = stock.apply(&Command::Reserve(Reserve {
            key: key(now, number),
            merchant: MerchantRef::new(MERCHANT)?,
            buyer: BuyerRef::new(buyer)?,
            show: Some(ShowRef::new("show")?),
            listing: Some(ListingRef::new("listing")?),
            sale: None,
            lines: Lines::One(line),
            hold_seconds: 3_600,
            limit_per_buyer: 1_000,
            mode: Mode::All,
            price_version: 0,
            household: None,
            payment_reference: "",
            group: 0,
        }));
        held += u64::from(
            matches!(verdict, Verdict::Recorded(answer) if answer.reply.reservation().is_some()),
        );
    }
    stock.finish()?;
    Ok(held)
}

/// Nanoseconds that this process has had of the processor.
fn cpu_ns() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    Ok(text.split_whitespace().next().ok_or("an empty schedstat")?.parse()?)
}

/// Bytes of memory that this process has.
fn resident() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = text.split_whitespace().nth(1).ok_or("an empty statm")?.parse()?;
    Ok(pages * 4_096)
}
