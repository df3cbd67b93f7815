//! The viewers of the compression bench, on a bare epoll loop: they write a trace's
//! chat, its host changes stock ten times a second, and what comes is counted in
//! bytes and messages, without being read.
//!
//! Prints a line of JSON when all are in. Then it takes commands from standard
//! input, a line each: `chat SPEED SECONDS` plays the trace for so long, so many
//! times as quickly, and prints `{"said":…,"deliveries":…,"listeners":{kind: bytes}}`.
//! It ends with its standard input.

use std::io::{BufRead, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use clap::{Parser, ValueEnum};
use hawker_load::wire::{self, Encoding};
use hawker_load::{Claims, Message, Minter, Trace, output, text};
use hawker_proto::v1::{ClientFrame, Hello, SendChat, client_frame::Kind as Asked};
use hawker_proto::{SUBPROTOCOL_JSON, SUBPROTOCOL_PACKED, SUBPROTOCOL_PROTO};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use serde_json::json;

/// Where in the trace it begins: in the middle of the first half.
const FROM_MS: u64 = 3_600_000;

/// Between two changes of stock.
const STOCK_EVERY: Duration = Duration::from_millis(100);

/// How long joining may take, and how long the last ticks are waited for.
const WITHIN: Duration = Duration::from_secs(60);
const QUIET: Duration = Duration::from_secs(1);

/// Events taken at once, and bytes read at once.
const EVENTS: usize = 1_024;
const SCRATCH: usize = 64 << 10;

const MASK: [u8; 4] = [7, 1, 9, 3];
const STOCK: Token = Token(usize::MAX);

/// What a viewer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wire {
    Json,
    JsonDeflate,
    Proto,
    ProtoDeflate,
    PackedDeflate,
}

impl Wire {
    fn protocol(self) -> &'static str {
        match self {
            Wire::Json | Wire::JsonDeflate => SUBPROTOCOL_JSON,
            Wire::Proto | Wire::ProtoDeflate => SUBPROTOCOL_PROTO,
            Wire::PackedDeflate => SUBPROTOCOL_PACKED,
        }
    }

    fn deflate(self) -> bool {
        !matches!(self, Wire::Json | Wire::Proto)
    }

    fn encoding(self) -> Encoding {
        if self.protocol() == SUBPROTOCOL_JSON { Encoding::Json } else { Encoding::Proto }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|it| it.get_name().to_owned()).unwrap_or_default()
    }
}

/// The viewers of the compression bench.
#[derive(Debug, Parser)]
struct Options {
    /// The server.
    #[arg(long)]
    to: SocketAddr,
    /// The show.
    #[arg(long)]
    show: String,
    /// The server's secret.
    #[arg(long)]
    secret_file: PathBuf,
    /// How many viewers, who write.
    #[arg(long)]
    viewers: usize,
    /// What they ask for.
    #[arg(long)]
    wire: Wire,
    /// The SKUs whose stock changes.
    #[arg(long, required = true)]
    sku: Vec<String>,
    /// Adds one who only listens for each kind of wire.
    #[arg(long)]
    listen: bool,
}

struct Viewer {
    stream: TcpStream,
    wire: Wire,
    /// What is sent once it is upgraded; empty afterwards.
    hello: Vec<u8>,
    /// The beginning of a frame that is not there in full.
    rest: Vec<u8>,
    bytes: u64,
    messages: u64,
}

struct Bench {
    options: Options,
    minter: Minter,
    poll: Poll,
    viewers: Vec<Viewer>,
    stock: std::net::TcpStream,
    host_token: String,
    stocked: usize,
    trace: Trace,
    rng: SmallRng,
    scratch: Vec<u8>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let secret = std::fs::read(&options.secret_file).context("the secret can't be read")?;
    let minter = Minter::new(&secret);
    let host = Claims {
        sub: "bench-host".to_owned(),
        caps: vec!["host", "merchant"],
        shows: vec!["*".to_owned()],
        merchant: Some("bench".to_owned()),
    };
    let stock = std::net::TcpStream::connect(options.to).context("connecting for stock")?;
    stock.set_nodelay(true)?;
    stock.set_nonblocking(true)?;
    let mut bench = Bench {
        host_token: minter.mint(&host)?,
        minter,
        poll: Poll::new()?,
        viewers: Vec::new(),
        stock,
        stocked: 0,
        trace: Trace::live_chat_3h()?,
        rng: SmallRng::seed_from_u64(6),
        scratch: vec![0; SCRATCH],
        options,
    };
    bench.join()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["chat", speed, seconds] = words.as_slice() else { bail!("`{line}` is no command") };
        bench.chat(speed.parse()?, Duration::from_secs(seconds.parse()?))?;
    }
    Ok(())
}

impl Bench {
    fn join(&mut self) -> anyhow::Result<()> {
        let mut wires = vec![self.options.wire; self.options.viewers];
        if self.options.listen {
            wires.extend(Wire::value_variants());
        }
        let until = Instant::now() + WITHIN;
        for (index, wire) in wires.into_iter().enumerate() {
            self.connect(index, wire)?;
            // One after the other is quick enough, and leaves nobody waiting.
            while self.viewers.last().is_some_and(|viewer| viewer.messages < 1) {
                ensure!(Instant::now() < until, "only {index} came in");
                self.turn(QUIET)?;
            }
        }
        self.serve_until(Instant::now() + QUIET)?;
        output::line(&json!({ "viewers": self.viewers.len() }).to_string());
        Ok(())
    }

    fn connect(&mut self, index: usize, wire: Wire) -> anyhow::Result<()> {
        let claims = Claims {
            sub: format!("bench-{index:06}"),
            caps: vec!["chat"],
            shows: vec![self.options.show.clone()],
            merchant: None,
        };
        let hello = Hello { token: self.minter.mint(&claims)?, ..Hello::default() };
        let frame = ClientFrame { id: 1, kind: Some(Asked::Hello(hello)) };
        let mut bytes = Vec::new();
        wire.encoding().write(&frame, MASK, &mut bytes)?;
        let mut plain = std::net::TcpStream::connect(self.options.to)?;
        plain.set_nodelay(true)?;
        let offer =
            if wire.deflate() { "Sec-WebSocket-Extensions: permessage-deflate\r\n" } else { "" };
        write!(
            plain,
            "GET /v1/shows/{}/ws HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{offer}\
             Sec-WebSocket-Protocol: {}\r\n\r\n",
            self.options.show,
            self.options.to,
            wire.protocol()
        )?;
        plain.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(plain);
        self.poll.registry().register(&mut stream, Token(index), Interest::READABLE)?;
        let rest = Vec::new();
        self.viewers.push(Viewer { stream, wire, hello: bytes, rest, bytes: 0, messages: 0 });
        Ok(())
    }

    fn chat(&mut self, speed: f64, length: Duration) -> anyhow::Result<()> {
        let to_ms = FROM_MS + (length.as_millis() as f64 * speed) as u64;
        let within = |message: &&Message| (FROM_MS..to_ms).contains(&message.offset_ms);
        let messages: Vec<Message> = self.trace.messages().iter().filter(within).copied().collect();
        self.viewers.iter_mut().for_each(|viewer| (viewer.bytes, viewer.messages) = (0, 0));
        let (began, mut stocks) = (Instant::now(), Instant::now());
        for message in &messages {
            let after = (message.offset_ms - FROM_MS) as f64 / speed;
            let due = began + Duration::from_secs_f64(after / 1_000.0);
            while stocks < due {
                self.serve_until(stocks)?;
                self.change_stock()?;
                stocks += STOCK_EVERY;
            }
            self.serve_until(due)?;
            self.say(message)?;
        }
        self.serve_until(began + length)?;
        self.serve_until(Instant::now() + QUIET)?;
        let writers = self.viewers.iter().take(self.options.viewers);
        let deliveries: u64 = writers.map(|viewer| viewer.messages).sum();
        let listeners = self.viewers.iter().skip(self.options.viewers);
        let bytes: serde_json::Map<_, _> =
            listeners.map(|viewer| (viewer.wire.name(), json!(viewer.bytes))).collect();
        let told = json!({ "said": messages.len(), "deliveries": deliveries, "listeners": bytes });
        output::line(&told.to_string());
        Ok(())
    }

    fn say(&mut self, message: &Message) -> anyhow::Result<()> {
        let text = text::exact(message.bytes, &mut self.rng);
        // No reply is asked for: the message comes back in its tick.
        let frame = ClientFrame { id: 0, kind: Some(Asked::SendChat(SendChat { text })) };
        let writer = message.viewer as usize % self.options.viewers;
        let viewer = self.viewers.get_mut(writer).context("no writer")?;
        let mut bytes = Vec::new();
        viewer.wire.encoding().write(&frame, MASK, &mut bytes)?;
        viewer.stream.write_all(&bytes).context("a message")
    }

    fn change_stock(&mut self) -> anyhow::Result<()> {
        let sku = &self.options.sku[self.stocked % self.options.sku.len()];
        self.stocked += 1;
        let body = json!({ "key": uuid::Uuid::now_v7().to_string(), "quantity": 1 }).to_string();
        let request = format!(
            "POST /v1/skus/{sku}/receive HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.options.to,
            self.host_token,
            body.len()
        );
        // What the server answers is not looked at: the state lane tells.
        while self.stock.read(&mut self.scratch).is_ok_and(|read| read > 0) {}
        self.stock.write_all(request.as_bytes()).context("a change of stock")
    }

    fn serve_until(&mut self, until: Instant) -> anyhow::Result<()> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.turn(left)?;
        }
    }

    fn turn(&mut self, most: Duration) -> anyhow::Result<()> {
        let mut events = Events::with_capacity(EVENTS);
        match self.poll.poll(&mut events, Some(most)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        for event in events.iter().filter(|event| event.token() != STOCK) {
            let Some(viewer) = self.viewers.get_mut(event.token().0) else { continue };
            viewer.read(&mut self.scratch)?;
        }
        Ok(())
    }
}

impl Viewer {
    fn read(&mut self, scratch: &mut [u8]) -> anyhow::Result<()> {
        loop {
            match self.stream.read(scratch) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(read) => self.rest.extend_from_slice(scratch.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error).context("reading"),
            }
        }
        if !self.hello.is_empty() {
            self.upgraded()?;
        }
        let mut used = 0;
        while let Some((opcode, length)) = frame(self.rest.get(used..).unwrap_or_default()) {
            match opcode {
                wire::TEXT | wire::BINARY => {
                    self.messages += 1;
                    self.bytes += length as u64;
                }
                wire::PING => {
                    let mut pong = Vec::new();
                    wire::write_masked(wire::PONG, &[], MASK, &mut pong);
                    self.stream.write_all(&pong).context("a pong")?;
                }
                wire::CLOSE => bail!("the server closed a session"),
                _ => {}
            }
            used += length;
        }
        self.rest.drain(..used);
        Ok(())
    }

    /// Takes the handshake's answer, once it is there, and says hello.
    fn upgraded(&mut self) -> anyhow::Result<()> {
        let Some(end) = self.rest.windows(4).position(|window| window == b"\r\n\r\n") else {
            return Ok(());
        };
        let head: Vec<u8> = self.rest.drain(..end + 4).collect();
        let head = String::from_utf8_lossy(&head).to_lowercase();
        ensure!(head.starts_with("http/1.1 101"), "a handshake was answered with {head}");
        let agreed = head.contains("permessage-deflate; server_no_context_takeover");
        ensure!(agreed == self.wire.deflate(), "not what was asked for: {head}");
        self.stream.write_all(&self.hello).context("a hello")?;
        self.hello = Vec::new();
        Ok(())
    }
}

/// The opcode of the first frame and its length with its header, if it is there.
fn frame(input: &[u8]) -> Option<(u8, usize)> {
    let [first, second, rest @ ..] = input else { return None };
    let length = match second {
        126 => 4 + usize::from(u16::from_be_bytes(*rest.first_chunk()?)),
        127 => 10 + usize::try_from(u64::from_be_bytes(*rest.first_chunk()?)).ok()?,
        short => 2 + usize::from(*short),
    };
    (input.len() >= length).then_some((first & 0x0F, length))
}
