//! Two workers that carry one room, against one.
//!
//! The machine has two cores, and the generator needs one: with two workers all
//! three share both. So what is compared is what a core of the server's own time
//! delivers, which leaves the generator's share out of both.

use crate::Options;
use crate::crowd::{Crowd, Setting};
use crate::rooms::load_average;
use crate::summary::{Figure, Summary, median};

const PER_CORE: &str = "fanout.workers.per_core_ratio";
const BALANCE: &str = "fanout.workers.balance_ratio";
const RATE: &str = "fanout.workers.rate";

/// Messages of a round, so quickly that they are a write each.
const LINE: &str = "chat 60 200000";

const TWO: [(&str, &str); 1] = [("HAWKER_GATEWAY__WORKERS__THREADS", "2")];

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![PER_CORE, BALANCE, RATE].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let one = Setting { viewers: 10_000, rooms: 1, senders: 20, cores: "0", variables: &[] };
    let two = Setting { cores: "0,1", variables: &TWO, ..one };
    let (mut per_core, mut balance, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        let mut crowd = Crowd::hawker(&options.folder, one).await?;
        crowd.ask("chat 10 200000")?;
        let alone = crowd.ask(LINE)?;
        drop(crowd);
        let mut crowd = Crowd::hawker(&options.folder, two).await?;
        crowd.ask("chat 10 200000")?;
        let before = crowd.process().threads_cpu("hawker-worker")?;
        let both = crowd.ask(LINE)?;
        let after = crowd.process().threads_cpu("hawker-worker")?;
        let used: Vec<f64> = after.iter().zip(&before).map(|(after, it)| after - it).collect();
        let least = used.iter().copied().fold(f64::MAX, f64::min);
        per_core.push((1e6 / both.cpu, 1e6 / alone.cpu));
        balance.push(least / used.iter().copied().fold(0.0, f64::max));
        rates.push(crowd.try_ask("saturate 5 16")?.rate);
    }
    let load = load_average();
    let note = format!("deliveries for a second of a core, two workers to one; {load}");
    summary.ratio(PER_CORE, &per_core, &note);
    let mut add = |name, value, unit, note: &str| {
        summary.add(name, Figure { value, unit, baseline: None, note: format!("{note}; {load}") });
    };
    add(BALANCE, median(&balance), "ratio", "CPU of the less busy worker to that of the other");
    add(
        RATE,
        median(&rates),
        "1/s",
        "deliveries when saturated, on the cores that they share \
         with the generator",
    );
    Ok(())
}
