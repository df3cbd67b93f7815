//! The trial of io_uring for the fan-out: one frame to each of many sockets, by
//! plain calls and by rings, in turns. `make bench ONLY=uring` runs it;
//! docs/fan-out.md has what it found.
//!
//! - `hawker-uring write VIEWERS` listens, prints
//!   `{"port":…,"ways":[…],"refused":{WAY:WHY},"softirqs_counted":…}`, and
//!   `{"viewers":…}` when all are in. A line `CYCLES EVERY_MS` then has each way write so many frames to
//!   everyone, one frame every so many milliseconds, and prints what each took.
//! - `hawker-uring read ADDRESS VIEWERS` connects, prints `{"viewers":…}`, and for
//!   a line `FRAMES` hears so many frames for each, and prints how late they came.
//! - `hawker-uring spin` keeps a core busy.
//!
//! Each ends with its standard input.

mod frame;
mod read;
mod ring;
mod turns;
mod write;

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;

use clap::Parser;

/// The trial of io_uring for the fan-out.
#[derive(Debug, Parser)]
enum Options {
    /// The writing side.
    Write { viewers: usize },
    /// The reading side.
    Read { to: SocketAddr, viewers: usize },
    /// Keeps a core busy.
    Spin,
}

fn main() -> anyhow::Result<()> {
    match Options::parse() {
        Options::Write { viewers } => turns::serve(viewers),
        Options::Read { to, viewers } => read::serve(to, viewers),
        Options::Spin => spin(),
    }
}

/// Keeps a core busy until its standard input ends.
fn spin() -> anyhow::Result<()> {
    let input = std::thread::spawn(|| std::io::stdin().read_to_end(&mut Vec::new()));
    while !input.is_finished() {
        std::hint::spin_loop();
    }
    Ok(())
}

/// Prints a line.
fn say(value: &serde_json::Value) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{value}")?)
}
