//! The calling side of the Redis baseline: buyers who reserve one unit of one
//! hot SKU each, by a function that Redis runs, as quickly as they are answered.
//!
//! One connection per caller, as Redis' own tools do it, on a bare epoll loop so
//! that the generator costs little. With `--pipeline N` each keeps N requests
//! under way. Prints `{"calls":…,"held":…,"seconds":…,"p50_ms":…,"p99_ms":…}`.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Parser;
use hawker_load::output;
use hdrhistogram::Histogram;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

/// The longest latency told apart, in microseconds: ten minutes.
const LATENCY_MAX_US: u64 = 600_000_000;

/// Events taken at once.
const EVENTS: usize = 1_024;

/// How long a hold is, in milliseconds.
const HOLD_MS: u128 = 3_600_000;

/// The calling side of the Redis baseline.
#[derive(Debug, Parser)]
struct Options {
    /// The server.
    #[arg(long)]
    to: SocketAddr,
    /// The library with the function `reserve`.
    #[arg(long)]
    library: PathBuf,
    /// Connections that wait for an answer at the same time.
    #[arg(long, default_value_t = 256)]
    callers: usize,
    /// Requests that each keeps under way.
    #[arg(long, default_value_t = 1)]
    pipeline: usize,
    /// How long they go on.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

struct Caller {
    stream: TcpStream,
    /// What is to be sent yet, and what of an answer has come.
    out: Vec<u8>,
    rest: Vec<u8>,
    /// When each request under way began.
    begun: VecDeque<Instant>,
}

struct Tally {
    latency: Histogram<u64>,
    calls: u64,
    held: u64,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    prepare(&options)?;
    let mut poll = Poll::new()?;
    let mut callers = Vec::with_capacity(options.callers);
    for index in 0..options.callers {
        callers.push(connect(&options, &poll, index)?);
    }
    let tally = run(&options, &mut poll, &mut callers)?;
    let at = |quantile| tally.0.latency.value_at_quantile(quantile) as f64 / 1_000.0;
    output::line(&format!(
        "{{\"calls\":{},\"held\":{},\"seconds\":{},\"p50_ms\":{},\"p99_ms\":{}}}",
        tally.0.calls,
        tally.0.held,
        tally.1,
        at(0.5),
        at(0.99)
    ));
    Ok(())
}

/// Loads the function and puts more units into stock than are asked for.
fn prepare(options: &Options) -> anyhow::Result<()> {
    let library = std::fs::read(&options.library).context("the library")?;
    let mut stream = std::net::TcpStream::connect(options.to).context("connecting")?;
    let mut out = Vec::new();
    command(&mut out, &[b"FUNCTION", b"LOAD", b"REPLACE", &library]);
    command(&mut out, &[b"SET", b"stock", b"1000000000"]);
    stream.write_all(&out)?;
    let mut lines = BufReader::new(stream).lines();
    for wanted in ["$6", "hawker", "+OK"] {
        let line = lines.next().context("Redis closed the connection")??;
        anyhow::ensure!(line == wanted, "Redis answered `{line}` and not `{wanted}`");
    }
    Ok(())
}

fn connect(options: &Options, poll: &Poll, index: usize) -> anyhow::Result<Caller> {
    let stream = std::net::TcpStream::connect(options.to).context("connecting")?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    let mut stream = TcpStream::from_std(stream);
    let interest = Interest::READABLE | Interest::WRITABLE;
    poll.registry().register(&mut stream, Token(index), interest)?;
    Ok(Caller { stream, out: Vec::new(), rest: Vec::new(), begun: VecDeque::new() })
}

fn run(options: &Options, poll: &mut Poll, callers: &mut [Caller]) -> anyhow::Result<(Tally, f64)> {
    let latency = Histogram::new_with_bounds(1, LATENCY_MAX_US, 3)?;
    let mut tally = Tally { latency, calls: 0, held: 0 };
    let mut next = 0_u64;
    let mut scratch = vec![0; 64 << 10];
    let mut events = Events::with_capacity(EVENTS);
    let began = Instant::now();
    let until = began + Duration::from_secs(options.seconds);
    for caller in callers.iter_mut() {
        caller.ask(options.pipeline, &mut next)?;
    }
    loop {
        let waiting = callers.iter().any(|caller| !caller.begun.is_empty());
        if !waiting {
            return Ok((tally, began.elapsed().as_secs_f64()));
        }
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            polled => polled?,
        }
        for event in &events {
            let Some(caller) = callers.get_mut(event.token().0) else { continue };
            if event.is_readable() {
                let answered = caller.read(&mut scratch, &mut tally)?;
                if Instant::now() < until {
                    caller.ask(answered, &mut next)?;
                }
            }
            caller.flush()?;
        }
    }
}

impl Caller {
    /// Sends so many requests, each of a buyer of its own.
    fn ask(&mut self, count: usize, next: &mut u64) -> anyhow::Result<()> {
        for _ in 0..count {
            *next += 1;
            let buyer = format!("buyer-{}-{next}", std::process::id());
            let key = format!("key:{}", uuid::Uuid::now_v7());
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
            let deadline = (now.as_millis() + HOLD_MS).to_string();
            let payload = format!("{buyer}/hot/1/1990");
            let keys: [&[u8]; 5] = [key.as_bytes(), b"stock", b"buyers", b"counter", b"deadlines"];
            let head: [&[u8]; 3] = [b"FCALL", b"reserve", b"5"];
            let arguments: [&[u8]; 7] = [
                buyer.as_bytes(),
                b"1",
                b"1",
                b"hot",
                b"1990",
                deadline.as_bytes(),
                payload.as_bytes(),
            ];
            let all: Vec<&[u8]> = head.into_iter().chain(keys).chain(arguments).collect();
            command(&mut self.out, &all);
            self.begun.push_back(Instant::now());
        }
        self.flush()
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        while !self.out.is_empty() {
            match self.stream.write(&self.out) {
                Ok(written) => drop(self.out.drain(..written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("sending"),
            }
        }
        Ok(())
    }

    /// Reads what came, and tells how many requests were answered.
    fn read(&mut self, scratch: &mut [u8], tally: &mut Tally) -> anyhow::Result<usize> {
        let mut answered = 0;
        loop {
            let read = match self.stream.read(scratch) {
                Ok(0) => bail!("Redis closed a connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(answered),
                Err(error) => return Err(error).context("reading"),
            };
            self.rest.extend_from_slice(scratch.get(..read).unwrap_or_default());
            let mut used = 0;
            while let Some((answer, taken)) = parse(self.rest.get(used..).unwrap_or_default())? {
                tally.held += u64::from(answer.starts_with(b"HELD "));
                used += taken;
                answered += 1;
                tally.calls += 1;
                let begun = self.begun.pop_front().context("an answer that nobody waits for")?;
                tally.latency.saturating_record(begun.elapsed().as_micros() as u64);
            }
            drop(self.rest.drain(..used));
        }
    }
}

/// Writes one command in Redis' protocol.
fn command(out: &mut Vec<u8>, words: &[&[u8]]) {
    out.extend_from_slice(format!("*{}\r\n", words.len()).as_bytes());
    for word in words {
        out.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
        out.extend_from_slice(word);
        out.extend_from_slice(b"\r\n");
    }
}

/// The first bulk string of what came, and how long it is with its frame; an
/// error is one here too.
fn parse(input: &[u8]) -> anyhow::Result<Option<(&[u8], usize)>> {
    let Some(line) = input.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
    let head = input.get(..line.saturating_sub(1)).unwrap_or_default();
    let head = std::str::from_utf8(head).context("an answer of Redis")?;
    let Some(length) = head.strip_prefix('$') else { bail!("Redis answered `{head}`") };
    let length: usize = length.parse().context("an answer's length")?;
    let from = line + 1;
    let taken = from + length + 2;
    Ok(input.get(from..from + length).filter(|_| input.len() >= taken).map(|it| (it, taken)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_and_an_answer_are_framed_as_redis_does_it() {
        let mut out = Vec::new();
        command(&mut out, &[b"GET", b"stock"]);
        assert_eq!(out, b"*2\r\n$3\r\nGET\r\n$5\r\nstock\r\n");
        assert_eq!(parse(b"$6\r\nHELD 7\r\n$").unwrap(), Some((&b"HELD 7"[..], 12)));
        assert_eq!(parse(b"$6\r\nHELD").unwrap(), None);
        assert_eq!(parse(b"$6").unwrap(), None);
        assert!(parse(b"-ERR no such function\r\n").is_err());
    }
}
