//! The Redis baseline: a Redis on core 0 that flushes with every write, and
//! buyers of the same number who reserve by a function in it.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::process::{Process, number};
use crate::server::Scratch;

/// The function, with the same semantics as a reservation of ours.
const LIBRARY: &str = include_str!("reserve.lua");

/// How long it may take to start.
const START_WITHIN: Duration = Duration::from_secs(20);

/// A running Redis.
pub(crate) struct Redis {
    _process: Process,
    to: SocketAddr,
    library: PathBuf,
    // Its data folder goes with it, after the process.
    _data: Scratch,
}

/// What buyers were given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calls {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

impl Calls {
    /// As a generator prints it; every call must have been held.
    pub(crate) fn read(answer: &Value) -> anyhow::Result<Calls> {
        let (calls, held) = (number(answer, "calls")?, number(answer, "held")?);
        anyhow::ensure!(calls == held, "only {held} of {calls} reservations were held");
        Ok(Calls {
            per_second: calls / number(answer, "seconds")?,
            p50_ms: number(answer, "p50_ms")?,
            p99_ms: number(answer, "p99_ms")?,
        })
    }
}

impl Redis {
    /// Starts one in a fresh folder on the disk that the journal uses too.
    pub(crate) fn start(folder: &Path) -> anyhow::Result<Redis> {
        let data = Scratch::new(folder, "redis")?;
        let library = data.0.join("reserve.lua");
        std::fs::write(&library, LIBRARY)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let dir = data.0.display().to_string();
        let arguments = ["--port", &port, "--bind", "127.0.0.1", "--dir", &dir, "--save", ""];
        let flushed = ["--appendonly", "yes", "--appendfsync", "always"];
        // A rewrite of the log in the middle of a round would be measured.
        let quiet = ["--auto-aof-rewrite-percentage", "0", "--loglevel", "warning"];
        let all = arguments.into_iter().chain(flushed).chain(quiet);
        let process = Process::start_program(0, "redis-server", "redis-server".as_ref(), all)?;
        let to: SocketAddr = format!("127.0.0.1:{port}").parse()?;
        let began = Instant::now();
        while TcpStream::connect(to).is_err() {
            if began.elapsed() > START_WITHIN {
                bail!("redis-server did not start: is it installed?");
            }
            std::thread::yield_now();
        }
        Ok(Redis { _process: process, to, library, _data: data })
    }

    /// So many callers, each with so many requests under way.
    pub(crate) fn calls(
        &self,
        callers: usize,
        pipeline: usize,
        seconds: u64,
    ) -> anyhow::Result<Calls> {
        let numbers = [callers.to_string(), pipeline.to_string(), seconds.to_string()];
        let mut arguments = vec!["--to".to_owned(), self.to.to_string()];
        arguments.extend(["--library".to_owned(), self.library.display().to_string()]);
        let names = ["--callers", "--pipeline", "--seconds"];
        for (name, number) in names.into_iter().zip(numbers) {
            arguments.extend([name.to_owned(), number]);
        }
        let mut buyers = Process::start(1, "bench_redis", arguments)?;
        Calls::read(&buyers.answer().context("a round of Redis")?)
    }
}
