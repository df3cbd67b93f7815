//! What a critical publication to a room of 10,000 costs beside the plain loop, and how
//! late it comes.
//!
//! Both servers are up with their viewers at once, and are published to by turns.

use anyhow::Context as _;

use crate::Options;
use crate::process::Process;
use crate::rooms::{Audience, Published, Room, load_average};
use crate::server::{Scratch, Server};
use crate::summary::{Summary, median};
use crate::turns::by_turns;

const CPU: &str = "fanout.critical.cpu_ratio";
const P99: &str = "fanout.critical.p99_ratio";

/// Turns of each server in a round.
const TURNS: usize = 10;

/// What one server did in one round.
#[derive(Debug, Clone, Copy)]
struct Round {
    cpu_per_million: f64,
    /// The median of its turns.
    p99_ms: f64,
}

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    if ![CPU, P99].iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let files = Scratch::new(&options.folder, "critical")?;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let server = Server::start(&options.folder).await?;
        let room = Room::of(&server, &files.0).await?;
        let (mut ours, _) = room.sit(&server.process, (options, 1)).context("hawker's viewers")?;
        let (process, room) = Room::of_floor(&files.0)?;
        let (mut theirs, _) = room.sit(&process, (options, 1)).context("the floor's viewers")?;
        rounds.push(turns(options, [(&server.process, &mut ours), (&process, &mut theirs)])?);
    }
    let of = |value: fn(&Round) -> f64| -> Vec<(f64, f64)> {
        rounds.iter().map(|[ours, theirs]| (value(ours), value(theirs))).collect()
    };
    let load = load_average();
    if options.wants(CPU) {
        let note = format!(
            "{} viewers, {} messages of 200 bytes, 5 a second, both by turns; CPU s per \
             million; {load}",
            options.viewers, options.publications
        );
        summary.ratio(CPU, &of(|round| round.cpu_per_million), &note);
    }
    if options.wants(P99) {
        let note = format!("milliseconds from the host's command; {load}");
        summary.ratio(P99, &of(|round| round.p99_ms), &note);
    }
    Ok(())
}

/// Has both published to by turns of a few seconds.
fn turns(options: &Options, servers: [(&Process, &mut Audience); 2]) -> anyhow::Result<[Round; 2]> {
    let [(server, ours), (floor, theirs)] = servers;
    let each = options.publications.div_ceil(TURNS);
    let (hawker, plain) = by_turns(TURNS, || ours.hear(server, each), || theirs.hear(floor, each))?;
    Ok([Round::of(&hawker), Round::of(&plain)])
}

impl Round {
    fn of(turns: &[Published]) -> Round {
        let all = turns.iter().fold((0.0, 0.0), |(cpu, deliveries), turn| {
            (cpu + turn.cpu, deliveries + turn.deliveries)
        });
        let p99s: Vec<f64> = turns.iter().map(|turn| turn.p99_ms).collect();
        Round { cpu_per_million: all.0 * 1e6 / all.1, p99_ms: median(&p99s) }
    }
}
