//! The writing side: the ways take turns, frame by frame, so that whatever else
//! the machine does meanwhile happens to all of them.

use std::io::BufRead as _;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::Context as _;
use hdrhistogram::Histogram;
use rustix::thread::clock_nanosleep_absolute;
use rustix::time::{ClockId, Timespec};
use serde_json::{Value, json};

use crate::frame::{Frame, nanos};
use crate::say;
use crate::write::{Writer, ways};

/// Nanoseconds until the first frame of a round.
const LEAD: u64 = 50_000_000;

/// What one way took in a round.
struct Took {
    walks: usize,
    /// Nanoseconds of CPU of the process, the kernel's workers for it included.
    cpu: u64,
    /// The same in user mode, as the clock's ticks found it.
    user: f64,
    /// Nanoseconds of the core's thread for soft interrupts, until the next frame:
    /// what a long call sends over loopback is received there, and charged there.
    softirq: u64,
    /// Sockets that did not take a frame at once.
    behind: usize,
    /// Microseconds from a walk's first write to its last.
    walk: Histogram<u64>,
    /// The most threads that the kernel had added to the process for its rings.
    kernel_threads: usize,
}

/// Writes as it is told to on standard input.
pub(crate) fn serve(viewers: usize) -> anyhow::Result<()> {
    let (names, refused) = ways();
    let refused: serde_json::Map<String, Value> =
        refused.into_iter().map(|(name, why)| (name, why.to_string().into())).collect();
    let listener = listen()?;
    let port = listener.local_addr()?.port();
    let softirqd = Softirqd::of_this_core()?;
    say(&json!({
        "port": port, "ways": names, "refused": refused, "softirqs_counted": softirqd.is_some(),
    }))?;
    let mut sockets = Vec::with_capacity(viewers);
    while sockets.len() < viewers {
        let (socket, _) = listener.accept()?;
        socket.set_nodelay(true)?;
        socket.set_nonblocking(true)?;
        sockets.push(socket);
    }
    say(&json!({ "viewers": viewers }))?;
    let mut writer = Writer::new(sockets, &names).context("rings for all sockets")?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (cycles, every) = line.split_once(' ').context("usage: CYCLES EVERY_MS")?;
        let took = round(&mut writer, softirqd.as_ref(), (cycles.parse()?, every.parse()?))?;
        say(&told(&writer, &took, viewers))?;
    }
    Ok(())
}

/// Listens with a backlog that a rush of viewers fits into.
fn listen() -> std::io::Result<TcpListener> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
    socket.listen(4_096)?;
    Ok(socket.into())
}

/// In each cycle every way writes one frame, in an order of its own.
fn round(
    writer: &mut Writer,
    softirqd: Option<&Softirqd>,
    (cycles, every_ms): (usize, u64),
) -> anyhow::Result<Vec<Took>> {
    let softirqs = || softirqd.map_or(Ok(0), Softirqd::nanos);
    let count = writer.names().count();
    let mut took = Vec::new();
    for _ in 0..count {
        let walk = Histogram::new_with_bounds(1, 600_000_000, 3)?;
        took.push(Took {
            walks: 0,
            cpu: 0,
            user: 0.0,
            softirq: 0,
            behind: 0,
            walk,
            kernel_threads: 0,
        });
    }
    let mut due = nanos(ClockId::Monotonic) + LEAD;
    wait(due)?;
    for turn in 0..cycles * count {
        let way = whose(turn, count);
        // Where the machine is behind, a way is not charged with what was before it.
        due = due.max(nanos(ClockId::Monotonic));
        let number = u32::try_from(turn)?;
        let frame = Frame { number, way: u32::try_from(way)?, due }.bytes();
        due += every_ms * 1_000_000;
        let took = took.get_mut(way).context("a way")?;
        let (user, softirq) = (user_seconds()?, softirqs()?);
        let (at, cpu) = (nanos(ClockId::Monotonic), nanos(ClockId::ProcessCPUTime));
        took.behind += writer.walk(way, &frame).context("a walk")?;
        took.cpu += nanos(ClockId::ProcessCPUTime) - cpu;
        took.walk.saturating_record((nanos(ClockId::Monotonic) - at) / 1_000);
        took.user += user_seconds()? - user;
        took.walks += 1;
        wait(due)?;
        took.softirq += softirqs()? - softirq;
        took.kernel_threads = took.kernel_threads.max(kernel_threads()?);
    }
    Ok(took)
}

/// Whose turn it is: each cycle begins one further on, and every second one goes
/// backwards, so that no way always follows the same other one.
fn whose(turn: usize, count: usize) -> usize {
    let (cycle, place) = (turn / count, turn % count);
    let place = if cycle % 2 == 0 { place } else { count - place };
    (place + cycle) % count
}

fn wait(until: u64) -> anyhow::Result<()> {
    let (seconds, nanos) = (until / 1_000_000_000, until % 1_000_000_000);
    let until = Timespec { tv_sec: seconds.try_into()?, tv_nsec: nanos.try_into()? };
    Ok(clock_nanosleep_absolute(ClockId::Monotonic, &until)?)
}

/// Seconds of CPU in user mode, in steps of a hundredth.
fn user_seconds() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The second field is a name in brackets, in which anything may stand.
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields);
    let ticks = fields.and_then(|fields| fields.split_whitespace().nth(11));
    Ok(ticks.context("/proc/self/stat")?.parse::<f64>()? / 100.0)
}

/// The kernel's thread that handles a core's soft interrupts when there are many.
struct Softirqd(PathBuf);

impl Softirqd {
    /// That of the core on which this process is kept, where it is to be seen: in
    /// some containers it is not.
    fn of_this_core() -> anyhow::Result<Option<Softirqd>> {
        let name = format!("ksoftirqd/{}", rustix::thread::sched_getcpu());
        for entry in std::fs::read_dir("/proc")? {
            let path = entry?.path();
            // What is no process, or has just ended, has no name.
            let its = std::fs::read_to_string(path.join("comm")).unwrap_or_default();
            if its.trim_end() == name {
                return Ok(Some(Softirqd(path.join("schedstat"))));
            }
        }
        Ok(None)
    }

    /// How long it has run.
    fn nanos(&self) -> anyhow::Result<u64> {
        let stat = std::fs::read_to_string(&self.0)?;
        let ran = stat.split(' ').next().context("a schedstat")?;
        Ok(ran.parse()?)
    }
}

/// Threads that the kernel has added to the process for its rings.
fn kernel_threads() -> anyhow::Result<usize> {
    let mut found = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let name = std::fs::read_to_string(thread?.path().join("comm"));
        // One that has just ended was none any more.
        found += usize::from(name.is_ok_and(|name| name.starts_with("iou-")));
    }
    Ok(found)
}

fn told(writer: &Writer, took: &[Took], viewers: usize) -> Value {
    let each = writer.names().zip(took).map(|(name, took)| {
        let deliveries = (took.walks * viewers) as f64;
        let told = json!({
            "deliveries": deliveries,
            "cpu_us": (took.cpu + took.softirq) as f64 / 1e3 / deliveries,
            "softirq_us": took.softirq as f64 / 1e3 / deliveries,
            "user_us": took.user * 1e6 / deliveries,
            "walk_ms": took.walk.value_at_quantile(0.5) as f64 / 1e3,
            "behind": took.behind,
            "kernel_threads": took.kernel_threads,
        });
        (name.to_owned(), told)
    });
    let ways: serde_json::Map<String, Value> = each.collect();
    json!({ "ways": ways })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_has_each_place_of_the_order_and_no_fixed_forerunner() {
        let count = 8;
        let turns: Vec<usize> = (0..2 * count * count).map(|turn| whose(turn, count)).collect();
        for cycle in turns.chunks(count) {
            let mut sorted = cycle.to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..count).collect::<Vec<_>>());
        }
        for place in 0..count {
            let mut there: Vec<_> = turns.iter().skip(place).step_by(count).copied().collect();
            there.sort_unstable();
            there.dedup();
            assert_eq!(there.len(), count, "place {place}");
        }
        let before: std::collections::BTreeSet<_> =
            turns.windows(2).filter(|two| two[1] == 3).map(|two| two[0]).collect();
        assert!(before.len() > 1, "{before:?}");
    }
}
