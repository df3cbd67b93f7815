//! `cargo run --release -p hawker-inventory --features bench --example open_holds
//! hold FOLDER HOLDS SECONDS | snapshot FOLDER | start FOLDER`: makes open holds
//! in a fresh folder, makes a snapshot of them, and starts on them. Prints a line
//! of JSON.

use std::{env::args, io::Write as _, path::Path};

use hawker_inventory::bench;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = args().skip(1).collect();
    let argument = |at: usize| arguments.get(at).map(String::as_str).unwrap_or_default();
    let dir = Path::new(argument(1));
    let line = match argument(0) {
        "hold" => {
            let (holds, seconds) = (argument(2).parse()?, argument(3).parse()?);
            let snapshots = argument(4) == "snapshots";
            let took = bench::hold(dir, holds, seconds, snapshots).await?.as_secs_f64();
            format!(r#"{{"holds":{holds},"seconds":{took:.3}}}"#)
        }
        "snapshot" => {
            let (took, bytes) = bench::make_snapshot(dir)?;
            format!(r#"{{"seconds":{:.3},"bytes":{bytes}}}"#, took.as_secs_f64())
        }
        "start" => {
            let bench::BenchStart { seconds, holds } = bench::start(dir).await?;
            format!(r#"{{"holds":{holds},"seconds":{seconds:.3}}}"#)
        }
        other => return Err(format!("{other:?} is not hold, snapshot or start").into()),
    };
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
