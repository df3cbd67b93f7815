//! The reading side: an epoll loop that checks that each viewer gets every frame
//! once and in order, and times them from when they were due.

use std::collections::BTreeMap;
use std::io::{BufRead as _, ErrorKind, Read as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use hdrhistogram::Histogram;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rustix::time::ClockId;
use serde_json::{Value, json};

use crate::frame::{BYTES, Frame, nanos};
use crate::say;

/// Events taken at once.
const EVENTS: usize = 1_024;

/// How long nothing may come while something is due.
const WITHIN: Duration = Duration::from_secs(30);

struct Viewer {
    stream: TcpStream,
    /// Frames that came in this round.
    got: u32,
    /// The beginning of a frame that is not there in full.
    rest: Vec<u8>,
}

struct Reader {
    poll: Poll,
    viewers: Vec<Viewer>,
    scratch: Vec<u8>,
    /// By way: how late its frames were, in microseconds.
    late: BTreeMap<u32, Histogram<u64>>,
    deliveries: u64,
}

/// Reads as it is told to on standard input.
pub(crate) fn serve(to: SocketAddr, viewers: usize) -> anyhow::Result<()> {
    let mut reader = Reader {
        poll: Poll::new()?,
        viewers: Vec::with_capacity(viewers),
        scratch: vec![0; 64 << 10],
        late: BTreeMap::new(),
        deliveries: 0,
    };
    for place in 0..viewers {
        // One after the other: the writer takes them as they come.
        let stream = std::net::TcpStream::connect(to).context("connecting")?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        reader.poll.registry().register(&mut stream, Token(place), Interest::READABLE)?;
        reader.viewers.push(Viewer { stream, got: 0, rest: Vec::new() });
    }
    say(&json!({ "viewers": viewers }))?;
    for line in std::io::stdin().lock().lines() {
        let told = reader.hear(line?.parse()?)?;
        say(&told)?;
    }
    Ok(())
}

impl Reader {
    /// Hears so many frames for each viewer.
    fn hear(&mut self, frames: u32) -> anyhow::Result<Value> {
        self.viewers.iter_mut().for_each(|viewer| viewer.got = 0);
        self.late.clear();
        self.deliveries = 0;
        let expected = u64::from(frames) * self.viewers.len() as u64;
        let mut events = Events::with_capacity(EVENTS);
        let mut last = Instant::now();
        while self.deliveries < expected {
            match self.poll.poll(&mut events, Some(WITHIN)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            let before = self.deliveries;
            for event in &events {
                self.read(event.token().0)?;
            }
            if self.deliveries > before {
                last = Instant::now();
            }
            ensure!(last.elapsed() < WITHIN, "{} of {expected} came", self.deliveries);
        }
        let at = |of: &Histogram<u64>, quantile| of.value_at_quantile(quantile) as f64 / 1e3;
        let ways = self.late.values().map(|late| {
            json!({
                "deliveries": late.len(), "p50_ms": at(late, 0.5), "p99_ms": at(late, 0.99),
            })
        });
        Ok(json!({ "ways": ways.collect::<Vec<_>>() }))
    }

    fn read(&mut self, place: usize) -> anyhow::Result<()> {
        let Reader { viewers, scratch, late, deliveries, .. } = self;
        let Some(viewer) = viewers.get_mut(place) else { return Ok(()) };
        loop {
            let read = match viewer.stream.read(scratch) {
                Ok(0) => bail!("the writer closed a connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("reading"),
            };
            let now = nanos(ClockId::Monotonic);
            viewer.take(scratch.get(..read).unwrap_or_default(), |frame| {
                *deliveries += 1;
                let waited = now.saturating_sub(frame.due) / 1_000;
                let late = match late.entry(frame.way) {
                    std::collections::btree_map::Entry::Occupied(it) => it.into_mut(),
                    std::collections::btree_map::Entry::Vacant(it) => {
                        it.insert(Histogram::new_with_bounds(1, 600_000_000, 3)?)
                    }
                };
                late.saturating_record(waited.max(1));
                Ok(())
            })?;
            if read < scratch.len() {
                return Ok(());
            }
        }
    }
}

impl Viewer {
    /// Takes what came, whole frames of it; they must be the next ones.
    fn take(
        &mut self,
        got: &[u8],
        mut heard: impl FnMut(Frame) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let joined;
        let input = if self.rest.is_empty() {
            got
        } else {
            joined = [self.rest.as_slice(), got].concat();
            &joined
        };
        let whole = input.chunks_exact(BYTES);
        let rest = whole.remainder().to_vec();
        for bytes in whole {
            let frame = Frame::parse(bytes).context("a frame")?;
            ensure!(frame.number == self.got, "frame {} after {}", frame.number, self.got);
            self.got += 1;
            heard(frame)?;
        }
        self.rest = rest;
        Ok(())
    }
}
