//! The receiving side of the fan-out benches: viewers on a bare epoll loop that
//! count publications and how long they took since the host's command.
//!
//! Prints a line of JSON when all are in: `{"viewers":…,"seconds":…}`. Then it
//! takes commands from standard input, a line each:
//!
//! - `publish COUNT EVERY_MS`: sends the host's command so often, one every so
//!   many milliseconds, waits for all deliveries, and prints
//!   `{"deliveries":…,"expected":…,"other_frames":…,"p50_ms":…,"p99_ms":…}`;
//! - `idle SECONDS`: keeps answering pings for so long, and prints `{}`.
//!
//! It ends with its standard input.

use std::io::{BufRead, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Parser;
use hawker_load::wire::{self, Encoding, Handshake};
use hawker_load::{Claims, Minter, output};
use hawker_proto::v1::{ClientFrame, Hello, client_frame};
use hdrhistogram::Histogram;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

/// Handshakes under way at once.
const OPENING_MAX: usize = 256;

/// The longest latency told apart, in microseconds: ten minutes.
const LATENCY_MAX_US: u64 = 600_000_000;

/// Events taken at once.
const EVENTS: usize = 1_024;

/// How long joining, and the last deliveries, may take.
const WITHIN: Duration = Duration::from_secs(120);

/// The tag of `ServerFrame.publication`.
const PUBLICATION: u8 = 3 << 3 | 2;

const CONTROL: Token = Token(usize::MAX);

/// The receiving side of the fan-out benches.
#[derive(Debug, Parser)]
struct Options {
    /// The server.
    #[arg(long)]
    to: SocketAddr,
    /// How many viewers.
    #[arg(long)]
    viewers: usize,
    /// The show.
    #[arg(long)]
    show: String,
    /// The server's secret.
    #[arg(long)]
    secret_file: PathBuf,
    /// Files with the host's commands, as they go over the wire; sent in turn.
    #[arg(long, required = true)]
    command: Vec<PathBuf>,
    /// Where the first publication goes, as it came over the wire.
    #[arg(long)]
    capture: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Shaking,
    Greeting,
    In,
}

struct Viewer {
    stream: TcpStream,
    handshake: Option<Handshake>,
    state: State,
    /// The beginning of a frame that is not there in full.
    rest: Vec<u8>,
    publications: u32,
}

struct Bench {
    options: Options,
    minter: Minter,
    poll: Poll,
    viewers: Vec<Viewer>,
    joined: usize,
    /// Where the host's commands go.
    control: Option<TcpStream>,
    commands: Vec<Vec<u8>>,
    /// Commands sent so far: the same one twice in a row publishes nothing.
    turn: usize,
    sent: Vec<Instant>,
    tally: Tally,
    scratch: Vec<u8>,
}

/// What was received.
struct Tally {
    latency: Histogram<u64>,
    deliveries: u64,
    other: u64,
    captured: Option<Vec<u8>>,
    now: Instant,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let secret = std::fs::read(&options.secret_file).context("the secret can't be read")?;
    let read = |path: &PathBuf| std::fs::read(path).with_context(|| path.display().to_string());
    let commands = options.command.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut bench = Bench {
        minter: Minter::new(&secret),
        poll: Poll::new()?,
        viewers: Vec::with_capacity(options.viewers),
        joined: 0,
        control: None,
        commands,
        turn: 0,
        sent: Vec::new(),
        tally: Tally {
            latency: Histogram::new_with_bounds(1, LATENCY_MAX_US, 3)?,
            deliveries: 0,
            other: 0,
            captured: None,
            now: Instant::now(),
        },
        scratch: vec![0; 64 << 10],
        options,
    };
    bench.join()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["publish", count, every] => bench.publish(count.parse()?, every.parse()?)?,
            ["idle", seconds] => {
                let until = Instant::now() + Duration::from_secs(seconds.parse()?);
                bench.serve_until(until, |_| false)?;
                output::line("{}");
            }
            _ => bail!("`{line}` is no command"),
        }
    }
    Ok(())
}

impl Bench {
    fn join(&mut self) -> anyhow::Result<()> {
        let began = Instant::now();
        // Tokens and handshakes are made ahead: their cost is not the server's.
        let hellos = self.hellos()?;
        let began_joining = Instant::now();
        let mut hellos = hellos.into_iter();
        while self.joined < self.options.viewers {
            while self.viewers.len() < self.options.viewers
                && self.viewers.len() - self.joined < OPENING_MAX
            {
                let hello = hellos.next().unwrap_or_default();
                self.connect(hello)?;
            }
            self.turn(Some(Duration::from_millis(100)))?;
            if began.elapsed() > WITHIN {
                let count = |state| self.viewers.iter().filter(|it| it.state == state).count();
                bail!(
                    "only {} of {} came in; {} wait for the handshake's answer, {} for a welcome",
                    self.joined,
                    self.options.viewers,
                    count(State::Shaking),
                    count(State::Greeting)
                );
            }
        }
        let seconds = began_joining.elapsed().as_secs_f64();
        output::line(&format!("{{\"viewers\":{},\"seconds\":{seconds}}}", self.joined));
        Ok(())
    }

    fn hellos(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let hello = |index: usize| {
            let claims = Claims {
                sub: format!("bench-{index:06}"),
                caps: vec!["chat", "buy"],
                shows: vec![self.options.show.clone()],
                merchant: None,
            };
            let hello = Hello { token: self.minter.mint(&claims)?, ..Hello::default() };
            let frame = ClientFrame { id: 1, kind: Some(client_frame::Kind::Hello(hello)) };
            let mut bytes = Vec::new();
            Encoding::Proto.write(&frame, [7, 1, 9, 3], &mut bytes)?;
            Ok(bytes)
        };
        (0..self.options.viewers).map(hello).collect()
    }

    fn connect(&mut self, hello: Vec<u8>) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(self.options.to)?;
        let token = Token(self.viewers.len());
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, token, interest)?;
        let path = format!("/v1/shows/{}/ws", self.options.show);
        let handshake = Handshake::new(&self.options.to.to_string(), &path, Encoding::Proto);
        // The hello waits where input will be kept later.
        self.viewers.push(Viewer {
            stream,
            handshake: Some(handshake),
            state: State::Shaking,
            rest: hello,
            publications: 0,
        });
        Ok(())
    }

    fn publish(&mut self, count: usize, every_ms: u64) -> anyhow::Result<()> {
        self.tally.latency.reset();
        (self.tally.deliveries, self.tally.other) = (0, 0);
        self.sent.clear();
        self.viewers.iter_mut().for_each(|viewer| viewer.publications = 0);
        // A fresh one each time: a server may close one that was idle for long.
        let mut control = TcpStream::from_std(blocking_connect(self.options.to)?);
        self.poll.registry().register(&mut control, CONTROL, Interest::READABLE)?;
        self.control = Some(control);
        let began = Instant::now();
        for turn in 0..count {
            let due = began + Duration::from_millis(every_ms * turn as u64);
            self.serve_until(due, |_| false)?;
            // From the intended time, so that a late trigger shows.
            self.sent.push(due);
            let command = &self.commands[self.turn % self.commands.len()];
            self.turn += 1;
            let control = self.control.as_mut().context("no connection for commands")?;
            control.write_all(command).context("the host's command")?;
        }
        let expected = (count * self.viewers.len()) as u64;
        self.serve_until(Instant::now() + WITHIN, |tally| tally.deliveries >= expected)?;
        // Before the answer: whoever reads that may end this process at once.
        if let (Some(path), Some(frame)) = (&self.options.capture, &self.tally.captured) {
            std::fs::write(path, frame)?;
        }
        let at = |quantile| self.tally.latency.value_at_quantile(quantile) as f64 / 1_000.0;
        output::line(&format!(
            "{{\"deliveries\":{},\"expected\":{expected},\"other_frames\":{},\"p50_ms\":{},\"p99_ms\":{}}}",
            self.tally.deliveries,
            self.tally.other,
            at(0.5),
            at(0.99)
        ));
        Ok(())
    }

    fn serve_until(&mut self, until: Instant, done: impl Fn(&Tally) -> bool) -> anyhow::Result<()> {
        while !done(&self.tally) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.turn(Some(left))?;
        }
        Ok(())
    }

    fn turn(&mut self, most: Option<Duration>) -> anyhow::Result<()> {
        let mut events = Events::with_capacity(EVENTS);
        match self.poll.poll(&mut events, most) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        for event in &events {
            self.tally.now = Instant::now();
            if event.token() == CONTROL {
                // The answers to the host's commands are not looked at: the
                // publications tell whether they were carried out.
                let Some(control) = &mut self.control else { continue };
                while control.read(&mut self.scratch).is_ok_and(|read| read > 0) {}
                continue;
            }
            let Some(viewer) = self.viewers.get_mut(event.token().0) else { continue };
            if event.is_writable()
                && viewer.state == State::Shaking
                && let Some(handshake) = &mut viewer.handshake
                && !handshake.request.is_empty()
            {
                let request = std::mem::take(&mut handshake.request);
                viewer.stream.set_nodelay(true)?;
                viewer.stream.write_all(&request).context("a handshake")?;
            }
            if event.is_readable() {
                let was = viewer.state;
                viewer.read(&mut self.scratch, &self.sent, &mut self.tally)?;
                self.joined += usize::from(was != State::In && viewer.state == State::In);
            }
        }
        Ok(())
    }
}

/// Connects before it returns, unlike mio's own.
fn blocking_connect(to: SocketAddr) -> anyhow::Result<std::net::TcpStream> {
    let stream = std::net::TcpStream::connect(to).context("connecting for commands")?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

impl Viewer {
    fn read(
        &mut self,
        scratch: &mut [u8],
        sent: &[Instant],
        tally: &mut Tally,
    ) -> anyhow::Result<()> {
        loop {
            let read = match self.stream.read(scratch) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("reading"),
            };
            let got = scratch.get(..read).unwrap_or_default();
            self.take(got, sent, tally)?;
            if read < scratch.len() {
                return Ok(());
            }
        }
    }

    fn take(&mut self, got: &[u8], sent: &[Instant], tally: &mut Tally) -> anyhow::Result<()> {
        let mut got = got;
        if let Some(handshake) = self.handshake.take() {
            // Answers to handshakes are small and come in one piece on loopback.
            let used = handshake.answer(got)?.context("half an answer to a handshake")?;
            let hello = std::mem::take(&mut self.rest);
            self.stream.write_all(&hello).context("a hello")?;
            self.state = State::Greeting;
            got = got.get(used..).unwrap_or_default();
        }
        if self.rest.is_empty() {
            let used = self.frames(got, sent, tally)?;
            self.rest.extend_from_slice(got.get(used..).unwrap_or_default());
            return Ok(());
        }
        let mut input = std::mem::take(&mut self.rest);
        input.extend_from_slice(got);
        let used = self.frames(&input, sent, tally)?;
        if used < input.len() {
            input.drain(..used);
            self.rest = input;
        }
        Ok(())
    }

    fn frames(
        &mut self,
        input: &[u8],
        sent: &[Instant],
        tally: &mut Tally,
    ) -> anyhow::Result<usize> {
        let mut used = 0;
        while let Some(frame) = wire::parse(input.get(used..).unwrap_or_default())? {
            let whole = input.get(used..used + frame.taken).unwrap_or_default();
            used += frame.taken;
            match frame.opcode {
                wire::BINARY => {
                    let publications = publications(frame.payload);
                    if publications == 0 {
                        tally.other += 1;
                    } else if self.state == State::In && tally.captured.is_none() {
                        tally.captured = Some(whole.to_vec());
                    }
                    let greeted = self.state == State::In;
                    self.state = State::In;
                    for _ in 0..if greeted { publications } else { 0 } {
                        self.publication(sent, tally);
                    }
                }
                wire::PING => {
                    let mut pong = Vec::new();
                    wire::write_masked(wire::PONG, frame.payload, [7, 1, 9, 3], &mut pong);
                    self.stream.write_all(&pong).context("a pong")?;
                }
                wire::CLOSE => bail!("the server closed a session: {:?}", frame.payload),
                _ => {}
            }
        }
        Ok(used)
    }

    fn publication(&mut self, sent: &[Instant], tally: &mut Tally) {
        if let Some(at) = sent.get(self.publications as usize) {
            let waited = tally.now.saturating_duration_since(*at).as_micros() as u64;
            tally.latency.saturating_record(waited.max(1));
            tally.deliveries += 1;
        }
        self.publications += 1;
    }
}

/// How many of a message's length-delimited frames are publications.
fn publications(payload: &[u8]) -> u32 {
    let (mut left, mut count) = (payload, 0);
    while !left.is_empty() {
        let Ok(length) = prost::decode_length_delimiter(&mut left) else { return count };
        count += u32::from(left.first() == Some(&PUBLICATION));
        left = left.get(length..).unwrap_or_default();
    }
    count
}
