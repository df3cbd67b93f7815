//! The receiving side of the fan-out benches: viewers on a bare epoll loop that
//! count what comes and how long it took since it was meant to be said.
//!
//! Prints a line of JSON when all are in: `{"viewers":…,"seconds":…}`. Then it
//! takes commands from standard input, a line each:
//!
//! - `publish COUNT EVERY_MS`: sends the host's command so often, one every so
//!   many milliseconds, and waits for all deliveries: of publications, or of stock;
//! - `chat COUNT EVERY_US`: says so many messages, one every so many
//!   microseconds, and waits for all deliveries;
//! - `saturate SECONDS OUTSTANDING`: keeps so many messages on their way for so
//!   long: one more is said when one has come to everyone;
//! - `idle SECONDS`: keeps answering pings for so long, and prints `{}`.
//!
//! The first three print `{"deliveries":…,"frames":…,"expected":…,"whole":…,
//! "skipped":…,"other_frames":…,"seconds":…,"p50_ms":…,"p99_ms":…,"first_p99_ms":…,
//! "last_p99_ms":…}`: `frames` are what they came in, `whole` are the viewers that got each message once, and
//! `first` and `last` are what was said in the first and the last ten seconds.
//!
//! It ends with its standard input.

mod heard;
mod line;
mod speech;
mod viewer;

use std::io::{BufRead, ErrorKind};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Parser;
use hawker_load::wire::{Encoding, Handshake};
use hawker_load::{Claims, Minter, output};
use hawker_proto::v1::{ClientFrame, Hello, client_frame};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rustls::ClientConfig;

use crate::heard::Heard;
use crate::line::Line;
use crate::viewer::{State, Viewer};

/// Handshakes under way at once.
const OPENING_MAX: usize = 256;

/// Events taken at once.
const EVENTS: usize = 1_024;

/// How long joining, and the last deliveries, may take.
const WITHIN: Duration = Duration::from_secs(120);

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
    /// The show; of several, its name is followed by `-0`, `-1` and so on.
    #[arg(long)]
    show: String,
    /// Shows that the viewers are spread over, evenly.
    #[arg(long, default_value_t = 1)]
    rooms: usize,
    /// Viewers who chat in turn: a multiple of the rooms. With 0, a message is a
    /// `PUT` of the show's path, as the floor takes it.
    #[arg(long, default_value_t = 0)]
    senders: usize,
    /// Bytes of a chat message's text.
    #[arg(long, default_value_t = 150)]
    text_bytes: usize,
    /// The server's secret.
    #[arg(long)]
    secret_file: PathBuf,
    /// Files with the host's commands, as they go over the wire; sent in turn.
    #[arg(long)]
    command: Vec<PathBuf>,
    /// Where the first publication goes, as it came over the wire.
    #[arg(long)]
    capture: Option<PathBuf>,
    /// The server's certificate: with it viewers and commands go over TLS.
    #[arg(long)]
    trust: Option<PathBuf>,
}

struct Bench {
    options: Options,
    minter: Minter,
    poll: Poll,
    viewers: Vec<Viewer>,
    joined: usize,
    /// Where the host's commands go.
    control: Option<Line>,
    tls: Option<Arc<ClientConfig>>,
    commands: Vec<Vec<u8>>,
    /// Commands sent so far: the same one twice in a row publishes nothing.
    turn: usize,
    /// Chat messages said so far.
    said: u32,
    heard: Heard,
    scratch: Vec<u8>,
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
        tls: options.trust.as_deref().map(line::trusting).transpose()?,
        commands,
        turn: 0,
        said: 0,
        heard: Heard::new()?,
        scratch: vec![0; 64 << 10],
        options,
    };
    bench.join()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["publish", count, every] => bench.publish(count.parse()?, every.parse()?)?,
            ["chat", count, every] => bench.chat(count.parse()?, every.parse()?)?,
            ["saturate", seconds, most] => bench.saturate(seconds.parse()?, most.parse()?)?,
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

    /// The name of the show that this viewer, or this message, belongs to.
    fn show(&self, index: usize) -> String {
        let Options { show, rooms, .. } = &self.options;
        if *rooms == 1 { show.clone() } else { format!("{show}-{}", index % rooms) }
    }

    fn hellos(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let hello = |index: usize| {
            let claims = Claims {
                sub: format!("bench-{index:06}"),
                caps: vec!["chat", "buy"],
                shows: vec![self.show(index)],
                merchant: None,
            };
            let hello = Hello { token: self.minter.mint(&claims)?, ..Hello::default() };
            let frame = ClientFrame { id: 1, kind: Some(client_frame::Kind::Hello(hello)) };
            let mut bytes = Vec::new();
            Encoding::Proto.write(&frame, speech::MASK, &mut bytes)?;
            Ok(bytes)
        };
        (0..self.options.viewers).map(hello).collect()
    }

    fn connect(&mut self, hello: Vec<u8>) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(self.options.to)?;
        let index = self.viewers.len();
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(index), interest)?;
        let path = format!("/v1/shows/{}/ws", self.show(index));
        let handshake = Handshake::new(&self.options.to.to_string(), &path, Encoding::Proto);
        let line = Line::new(stream, self.tls.as_ref())?;
        self.viewers.push(Viewer::new(line, handshake, hello));
        Ok(())
    }

    /// Serves viewers until then, or until enough was heard.
    fn serve_until(&mut self, until: Instant, done: impl Fn(&Heard) -> bool) -> anyhow::Result<()> {
        while !done(&self.heard) {
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
            self.heard.now = Instant::now();
            if event.token() == CONTROL {
                // The answers to the host's commands are not looked at: the
                // publications tell whether they were carried out.
                let Some(control) = &mut self.control else { continue };
                while control.read(&mut self.scratch).is_ok_and(|read| read > 0) {}
                continue;
            }
            let Some(viewer) = self.viewers.get_mut(event.token().0) else { continue };
            if event.is_writable() {
                viewer.shake()?;
            }
            if event.is_readable() {
                let was = viewer.state;
                viewer.read(&mut self.scratch, &mut self.heard)?;
                self.joined += usize::from(was != State::In && viewer.state == State::In);
            }
        }
        Ok(())
    }

    /// Opens a connection for commands and says how to write onto it.
    fn open_control(&mut self) -> anyhow::Result<()> {
        // A fresh one each time: a server may close one that was idle for long.
        let stream = std::net::TcpStream::connect(self.options.to);
        let stream = stream.context("connecting for commands")?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut control = TcpStream::from_std(stream);
        self.poll.registry().register(&mut control, CONTROL, Interest::READABLE)?;
        self.control = Some(Line::new(control, self.tls.as_ref())?);
        Ok(())
    }

    fn command(&mut self, command: &[u8]) -> anyhow::Result<()> {
        let control = self.control.as_mut().context("no connection for commands")?;
        control.send(command).context("the host's command")
    }
}
