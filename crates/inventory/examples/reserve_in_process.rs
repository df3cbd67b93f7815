//! `cargo run --release -p hawker-inventory --features bench --example
//! reserve_in_process [CALLERS [TOTAL]]`: reservations a second, in process.

use std::io::Write as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let callers = usize::try_from(arguments.next().unwrap_or(Ok(256))?)?;
    let total = arguments.next().unwrap_or(Ok(500_000))?;
    let dir = tempfile::tempdir()?;
    let outcome = hawker_inventory::bench::reserve_in_process(dir.path(), callers, total).await?;
    let rate = outcome.held as f64 / outcome.elapsed.as_secs_f64();
    let bytes: usize = outcome.batches.iter().map(|batch| batch.bytes).sum();
    writeln!(
        std::io::stdout(),
        "{} held in {:?}: {rate:.0}/s, {:.0} ns of CPU each, p50 {} ns, {} batches, {bytes} bytes",
        outcome.held,
        outcome.elapsed,
        outcome.cpu.as_secs_f64() * 1e9 / outcome.held as f64,
        outcome.latency.p50,
        outcome.batches.len(),
    )?;
    Ok(())
}
