//! `cargo run --release -p hawker-inventory --features bench --example restart
//! prepare DIR HOLDS TAIL | hold DIR HOLDS | snapshot DIR | start DIR`: makes so many holds with a
//! snapshot, and so many after it; or makes holds with the snapshots that fall due, until
//! one more is whole; or makes a snapshot of them all; or starts on them, and prints what
//! took how long.

use std::io::Write as _;

use hawker_inventory::bench;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let action = arguments.next().ok_or("say prepare, hold, snapshot or start")?;
    let dir = arguments.next().ok_or("name the journal's folder")?;
    let numbers: Vec<u64> = arguments.map(|text| text.parse()).collect::<Result<_, _>>()?;
    match (action.as_str(), numbers.as_slice()) {
        ("prepare", [holds, tail]) => bench::prepare(dir.as_ref(), *holds, *tail).await?,
        ("hold", [holds]) => {
            let held = bench::hold(dir.as_ref(), *holds).await?;
            writeln!(std::io::stdout(), "{held:?}")?;
        }
        ("snapshot", []) => {
            let (took, bytes) = bench::make_snapshot(dir.as_ref())?;
            writeln!(std::io::stdout(), "{bytes} bytes in {took:?}")?;
        }
        ("start", []) => {
            let start = bench::start(dir.as_ref()).await?;
            writeln!(std::io::stdout(), "{start:?}")?;
        }
        _ => {
            return Err(
                "say prepare DIR HOLDS TAIL, or hold DIR HOLDS, snapshot or start DIR".into()
            );
        }
    }
    Ok(())
}
