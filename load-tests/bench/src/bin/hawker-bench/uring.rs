//! Whether io_uring would make the fan-out's writes cheaper: the same frame to as
//! many sockets by plain `send`, by `writev` of three parts and by rings.
//!
//! `ring_N` are sends submitted N at a time, `tuned_N` the same with registered
//! sockets and `DEFER_TASKRUN`. They take turns frame by frame, with plain `send`
//! among them. In `uring.loaded` something else keeps the viewers' core busy.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use hawker_load::output;
use serde_json::Value;

use crate::Options;
use crate::process::{Process, number};
use crate::rooms::load_average;
use crate::summary::{Figure, Summary, median};

const QUIET: &str = "uring";
const LOADED: &str = "uring.loaded";

/// What the others are compared with.
const PLAIN: &str = "send";

/// The fewest rounds on a quiet machine.
const ROUNDS: usize = 5;

/// Frames of each way in a round, and the milliseconds between two frames.
const CYCLES: usize = 8;
const EVERY_MS: u64 = 200;

/// The same before the rounds that count.
const WARM_UP: usize = 2;

/// What a way's frames took in a round, by the name of the number.
type Took = BTreeMap<&'static str, f64>;

/// The numbers, where they come from, and what they are in the note.
const WRITER: [&str; 6] =
    ["cpu_us", "user_us", "softirq_us", "walk_ms", "behind", "kernel_threads"];
const READER: [&str; 2] = ["p50_ms", "p99_ms"];

/// The writer, its viewers, and the ways that the kernel lets it write.
struct Trial {
    // Before the writer, so that they see no connection closed.
    reader: Process,
    writer: Process,
    ways: Vec<String>,
}

/// Measures what was asked for.
pub(crate) fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    // All are taken together: what is compared are turns of one round.
    let loaded = LOADED.starts_with(&options.only) || options.only.starts_with(LOADED);
    let quiet = QUIET.starts_with(&options.only)
        || (options.only.starts_with("uring.") && !options.only.starts_with(LOADED));
    if !quiet && !loaded {
        return Ok(());
    }
    let Some(mut trial) = Trial::begin(options.viewers)? else { return Ok(()) };
    trial.round(WARM_UP)?;
    if quiet {
        trial.rounds(QUIET, options.rounds.max(ROUNDS), summary)?;
    }
    if loaded {
        let _busy = Process::start(1, "hawker-uring", ["spin"])?;
        trial.rounds(LOADED, options.rounds, summary)?;
    }
    Ok(())
}

impl Trial {
    /// `None`, after saying why, where the kernel has no io_uring for us.
    fn begin(viewers: usize) -> anyhow::Result<Option<Trial>> {
        let viewers = viewers.to_string();
        let mut writer = Process::start(0, "hawker-uring", ["write", &viewers])?;
        let told = writer.answer()?;
        let names = told.get("ways").and_then(Value::as_array).context("no ways")?;
        let ways: Vec<String> = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let refused = told.get("refused").and_then(Value::as_object).context("no refused")?;
        for (way, why) in refused {
            output::line(&format!("the kernel refuses {way}: {why}"));
        }
        // A long call's packets are received by the core's own thread, and by itself
        // what it does for rings would look like a saving.
        let counted = told.get("softirqs_counted").and_then(Value::as_bool).unwrap_or_default();
        if !counted {
            output::line("ksoftirqd is not to be seen from here");
        }
        if !counted || !ways.iter().any(|way| way.starts_with("ring")) {
            output::line("io_uring is not measured here");
            return Ok(None);
        }
        let to = format!("127.0.0.1:{}", number(&told, "port")?);
        let mut reader = Process::start(1, "hawker-uring", ["read", &to, &viewers])?;
        reader.answer().context("viewers come in")?;
        writer.answer().context("the writer takes viewers")?;
        Ok(Some(Trial { reader, writer, ways }))
    }

    fn rounds(&mut self, group: &str, count: usize, summary: &mut Summary) -> anyhow::Result<()> {
        let rounds = (0..count).map(|_| self.round(CYCLES)).collect::<anyhow::Result<Vec<_>>>()?;
        let plain = rounds.iter().filter_map(|round| round.get(PLAIN)?.get("cpu_us").copied());
        let value = median(&plain.collect::<Vec<f64>>());
        let note = format!("{}; {}", described(PLAIN, &rounds), load_average());
        summary.add(
            &format!("{group}.{PLAIN}.cpu_us"),
            Figure { value, unit: "µs", baseline: None, note },
        );
        for way in self.ways.iter().filter(|way| *way != PLAIN) {
            for (figure, of) in [("cpu_ratio", "cpu_us"), ("p99_ratio", "p99_ms")] {
                let pair = |round: &BTreeMap<String, Took>| {
                    Some((*round.get(way)?.get(of)?, *round.get(PLAIN)?.get(of)?))
                };
                let pairs: Vec<(f64, f64)> = rounds.iter().filter_map(pair).collect();
                let note = format!("{}; {}", described(way, &rounds), load_average());
                summary.ratio(&format!("{group}.{way}.{figure}"), &pairs, &note);
            }
        }
        Ok(())
    }

    /// What each way took in a round.
    fn round(&mut self, cycles: usize) -> anyhow::Result<BTreeMap<String, Took>> {
        self.reader.tell(&(cycles * self.ways.len()).to_string())?;
        let wrote = self.writer.ask(&format!("{cycles} {EVERY_MS}"))?;
        let read = self.reader.answer()?;
        let mut round = BTreeMap::new();
        for (place, way) in self.ways.iter().enumerate() {
            let wrote = wrote.pointer(&format!("/ways/{way}")).context("a way's writes")?;
            let read = read.pointer(&format!("/ways/{place}")).context("a way's reads")?;
            let (sent, came) = (number(wrote, "deliveries")?, number(read, "deliveries")?);
            ensure!(sent == came, "{way}: {came} of {sent} came");
            let of = |from, names: &[&'static str]| -> anyhow::Result<Took> {
                names.iter().map(|name| Ok((*name, number(from, name)?))).collect()
            };
            let mut took = of(wrote, &WRITER)?;
            took.extend(of(read, &READER)?);
            round.insert(way.clone(), took);
        }
        Ok(round)
    }
}

/// The medians of what a way took; late are those that a socket did not take at once.
fn described(way: &str, rounds: &[BTreeMap<String, Took>]) -> String {
    let of = |name| {
        let each = rounds.iter().filter_map(|round| round.get(way)?.get(name).copied());
        each.collect::<Vec<f64>>()
    };
    let middle = |name| median(&of(name));
    format!(
        "{:.2} µs, {:.2} in user mode and {:.2} in ksoftirqd; p50 {:.1} ms, p99 {:.1}, a walk {:.1}; {} late, {} kernel \
         threads",
        middle("cpu_us"),
        // In steps of 10 ms: the mean of all tells more.
        of("user_us").iter().sum::<f64>() / rounds.len() as f64,
        middle("softirq_us"),
        middle("p50_ms"),
        middle("p99_ms"),
        middle("walk_ms"),
        of("behind").iter().sum::<f64>(),
        of("kernel_threads").iter().copied().fold(0.0, f64::max),
    )
}
