//! The figures of a lively chat: in an open loop, for a minute in a large room,
//! and saturated. The plain loop sends each message by itself.

use std::path::Path;

use crate::Options;
use crate::crowd::{Crowd, Setting, Took};
use crate::rooms::load_average;
use crate::summary::{Figure, Summary, median};

const LIVELY: [&str; 2] = ["fanout.chat1k.cpu_ratio", "fanout.chat1k.p99_ms"];
const LARGE: [&str; 3] =
    ["fanout.chat10k.cpu_ratio", "fanout.chat10k.p99_ms", "fanout.chat10k.lag_ratio"];
const FULL: [&str; 2] = ["fanout.saturated.throughput_ratio", "fanout.saturated.cpu_ratio"];

/// Viewers who chat in turn.
const SENDERS: usize = 20;

/// Viewers of the lively room, and of the large one.
const VIEWERS: [usize; 2] = [1_000, 10_000];

/// Messages on their way in a saturated room.
const OUTSTANDING: usize = 16;

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if LIVELY.iter().any(|name| options.wants(name)) {
        // 150 a second for twenty seconds, by both.
        let rounds = rounds(options, VIEWERS[0], ["chat 3000 6667"; 2]).await?;
        let note = format!("1,000 viewers, 150 messages a second; {}", load_average());
        summary.ratio(LIVELY[0], &of(&rounds, |took| took.cpu), &note);
        add(summary, LIVELY[1], "ms", &of(&rounds, |took| took.p99_ms), &note);
    }
    if LARGE.iter().any(|name| options.wants(name)) {
        // 20 a second for a minute; the plain loop, which can't, 5 for twenty seconds.
        let rounds = rounds(options, VIEWERS[1], ["chat 1200 50000", "chat 100 200000"]).await?;
        let note = format!(
            "10,000 viewers, 20 messages a second for a minute, plain loop 5 a second; {}",
            load_average()
        );
        summary.ratio(LARGE[0], &of(&rounds, |took| took.cpu), &note);
        add(summary, LARGE[1], "ms", &of(&rounds, |took| took.p99_ms), &note);
        let lag: Vec<(f64, f64)> =
            rounds.iter().map(|(ours, _)| (ours.last_p99_ms, ours.first_p99_ms)).collect();
        summary.ratio(LARGE[2], &lag, "p99 of what was said in the last ten seconds to the first");
    }
    if FULL.iter().any(|name| options.wants(name)) {
        let line = format!("saturate 10 {OUTSTANDING}");
        let rounds = rounds(options, VIEWERS[1], [&line, &line]).await?;
        let note =
            format!("10,000 viewers, {OUTSTANDING} messages on their way; {}", load_average());
        summary.ratio(FULL[0], &of(&rounds, |took| took.rate), &note);
        summary.ratio(FULL[1], &of(&rounds, |took| took.cpu), &note);
    }
    Ok(())
}

/// The figure of both servers in each round.
pub(crate) fn of(rounds: &[(Took, Took)], value: fn(&Took) -> f64) -> Vec<(f64, f64)> {
    rounds.iter().map(|(ours, theirs)| (value(ours), value(theirs))).collect()
}

/// Adds a figure that has a unit, beside the baseline's.
pub(crate) fn add(
    summary: &mut Summary,
    name: &str,
    unit: &'static str,
    rounds: &[(f64, f64)],
    note: &str,
) {
    let (ours, theirs): (Vec<f64>, Vec<f64>) = rounds.iter().copied().unzip();
    let baseline = Some(median(&theirs));
    summary.add(name, Figure { value: median(&ours), unit, baseline, note: note.to_owned() });
}

/// Has both crowds do what they are asked, ours first, in turns.
async fn rounds(
    options: &Options,
    viewers: usize,
    [ours, theirs]: [&str; 2],
) -> anyhow::Result<Vec<(Took, Took)>> {
    let setting = Setting { viewers, rooms: 1, senders: SENDERS, cores: "0", variables: &[] };
    let folder: &Path = &options.folder;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let mut crowd = Crowd::hawker(folder, setting).await?;
        crowd.try_ask("chat 20 100000")?;
        let hawker = crowd.try_ask(ours)?;
        drop(crowd);
        let mut crowd = Crowd::floor(folder, setting)?;
        crowd.ask("chat 10 200000")?;
        rounds.push((hawker, crowd.ask(theirs)?));
    }
    Ok(rounds)
}
