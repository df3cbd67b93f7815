//! The receiving side of the tester's own bench: the generator's engine, or, with
//! `--bare`, an epoll client that reads and counts frames and does nothing else.
//!
//! Prints `{"ready":1}` before it connects, and begins with the first line of its
//! standard input. When all viewers are in it prints `{"viewers":…}`; when its
//! standard input ends, `{"deliveries":…,"joined_us":…}`: the frames that came
//! after the greeting, and how long it took until the last one was in.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Parser;
use hawker_load::generator::{Act, Due, Engine, Gateway, Orders, Seat, ShowOrders, Timed, Told};
use hawker_load::wire::{self, Encoding, Handshake};
use hawker_load::{Minter, output};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token, Waker};

/// Handshakes under way at once, of either.
const OPENING_MAX: u32 = 256;

/// Events taken at once.
const EVENTS: usize = 1_024;

const STOP: Token = Token(usize::MAX);

/// The receiving side of the tester's own bench.
#[derive(Debug, Parser)]
struct Options {
    /// The floor.
    #[arg(long)]
    to: SocketAddr,
    /// How many viewers.
    #[arg(long)]
    viewers: u32,
    /// Nothing but epoll.
    #[arg(long)]
    bare: bool,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    output::line("{\"ready\":1}");
    std::io::stdin().read_line(&mut String::new())?;
    let (deliveries, joined_us) = if options.bare { bare(&options)? } else { engine(&options)? };
    output::line(&format!("{{\"deliveries\":{deliveries},\"joined_us\":{joined_us}}}"));
    Ok(())
}

fn engine(options: &Options) -> anyhow::Result<(u64, u64)> {
    let viewers = options.viewers;
    let seats = (0..viewers).map(|number| Seat { number, show: 0, json: false });
    let connect = |seat| Due { at_us: 0, seat, act: Act::Connect };
    let orders = Orders {
        gateways: vec![Gateway { at: options.to, authority: options.to.to_string() }],
        shows: vec![ShowOrders { show: "bench".to_owned(), listings: Vec::new() }],
        seats: seats.collect(),
        agenda: (0..viewers).map(connect).collect(),
        // Whoever closes its input ends it.
        ends_us: u64::MAX / 2,
        seed: 1,
        shard: 0,
        opening_max: OPENING_MAX,
    };
    let (tell, told) = sync_channel(1);
    let minter = Minter::new(b"0123456789abcdef0123456789abcdef");
    let (engine, waker) = Engine::new(orders, minter, String::new(), Instant::now(), told)?;
    std::thread::Builder::new().spawn(move || {
        drop(std::io::stdin().read_line(&mut String::new()));
        drop(tell.send(Told::Abort));
        drop(waker.wake());
    })?;
    let mut said = false;
    let tally = engine.run(|_, row| {
        if row.viewers == u64::from(viewers) && !said {
            said = true;
            output::line(&format!("{{\"viewers\":{viewers}}}"));
        }
    })?;
    let counts = tally.counts;
    if counts.lost + counts.duplicated + counts.breaks > 0 {
        bail!("the engine counted {counts:?}");
    }
    Ok((counts.published, tally.of(Timed::Join).max_us()))
}

/// A viewer of the bare client.
struct Viewer {
    stream: TcpStream,
    greeted: bool,
    shaken: bool,
    asked: bool,
    rest: Vec<u8>,
}

struct Bare {
    to: SocketAddr,
    poll: Poll,
    viewers: Vec<Viewer>,
    handshake: Handshake,
    hello: Vec<u8>,
    scratch: Vec<u8>,
    joined: u32,
    deliveries: u64,
}

fn bare(options: &Options) -> anyhow::Result<(u64, u64)> {
    let poll = Poll::new()?;
    // Kept to the end: what a waker that is gone has said is not heard.
    let waker = Arc::new(Waker::new(poll.registry(), STOP)?);
    let waking = Arc::clone(&waker);
    std::thread::Builder::new().spawn(move || {
        drop(std::io::stdin().read_line(&mut String::new()));
        drop(waking.wake());
    })?;
    let mut hello = Vec::new();
    // As long as a hello with a token is; the floor does not look into it.
    wire::write_masked(wire::BINARY, &[0; 250], [7, 1, 9, 3], &mut hello);
    let mut bare = Bare {
        to: options.to,
        poll,
        viewers: Vec::with_capacity(options.viewers as usize),
        handshake: Handshake::new(&options.to.to_string(), "/v1/shows/bench/ws", Encoding::Proto),
        hello,
        scratch: vec![0; 64 << 10],
        joined: 0,
        deliveries: 0,
    };
    let counted = bare.run(options.viewers);
    drop(waker);
    counted
}

impl Bare {
    fn run(&mut self, count: u32) -> anyhow::Result<(u64, u64)> {
        let began = Instant::now();
        let mut joined_us = 0;
        let mut events = Events::with_capacity(EVENTS);
        loop {
            while self.viewers.len() < count as usize
                && self.viewers.len() - (self.joined as usize) < OPENING_MAX as usize
            {
                self.connect()?;
            }
            match self.poll.poll(&mut events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            for event in &events {
                if event.token() == STOP {
                    return Ok((self.deliveries, joined_us));
                }
                self.event(event)?;
            }
            if self.joined == count && joined_us == 0 {
                joined_us = began.elapsed().as_micros() as u64;
                output::line(&format!("{{\"viewers\":{count}}}"));
            }
        }
    }

    fn connect(&mut self) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(self.to)?;
        let token = Token(self.viewers.len());
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, token, interest)?;
        let (greeted, shaken, asked) = (false, false, false);
        self.viewers.push(Viewer { stream, greeted, shaken, asked, rest: Vec::new() });
        Ok(())
    }

    fn event(&mut self, event: &mio::event::Event) -> anyhow::Result<()> {
        let Some(viewer) = self.viewers.get_mut(event.token().0) else { return Ok(()) };
        if event.is_writable() && !viewer.asked {
            viewer.asked = true;
            viewer.stream.set_nodelay(true)?;
            viewer.stream.write_all(&self.handshake.request).context("a handshake")?;
        }
        while event.is_readable() {
            let read = match viewer.stream.read(&mut self.scratch) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("reading"),
            };
            let mut got = self.scratch.get(..read).unwrap_or_default();
            if !viewer.shaken {
                let used = self.handshake.answer(got)?.context("half a handshake's answer")?;
                viewer.shaken = true;
                viewer.stream.write_all(&self.hello).context("a hello")?;
                got = got.get(used..).unwrap_or_default();
            }
            let frames = viewer.frames(got)?;
            if frames > 0 && !viewer.greeted {
                viewer.greeted = true;
                self.joined += 1;
                self.deliveries += frames - 1;
            } else {
                self.deliveries += frames;
            }
            if read < self.scratch.len() {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Viewer {
    /// How many whole frames there are now.
    fn frames(&mut self, got: &[u8]) -> anyhow::Result<u64> {
        let mut kept = std::mem::take(&mut self.rest);
        let input = if kept.is_empty() {
            got
        } else {
            kept.extend_from_slice(got);
            kept.as_slice()
        };
        let (mut used, mut frames) = (0, 0);
        while let Some(frame) = wire::parse(input.get(used..).unwrap_or_default())? {
            used += frame.taken;
            frames += u64::from(frame.opcode == wire::BINARY);
        }
        self.rest = input.get(used..).unwrap_or_default().to_vec();
        Ok(frames)
    }
}
