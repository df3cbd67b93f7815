//! Whether a delivery costs the same whatever the size of the room, whether many
//! small rooms cost what a large one does, and what a small room suffers beside a
//! giant one.

use anyhow::Context as _;

use crate::Options;
use crate::crowd::{Crowd, Setting, Took, viewers_of};
use crate::process::number;
use crate::rooms::load_average;
use crate::server::SHOW;
use crate::summary::{Figure, Summary, median};

const FLAT: &str = "fanout.flat.ratio";
const ROOMS: &str = "fanout.flat.rooms_ratio";
const SMALL: &str = "fanout.small_room.p99_ratio";

/// Viewers of one room, and the messages that make some 50,000 deliveries a
/// second for six seconds: how many, and the microseconds between two.
const SIZES: [(usize, &str, &str); 4] = [
    (100, "fanout.flat.100.cpu_ratio", "chat 3000 2000"),
    (1_000, "fanout.flat.1k.cpu_ratio", "chat 300 20000"),
    (10_000, "fanout.flat.10k.cpu_ratio", "chat 30 200000"),
    (18_000, "fanout.flat.18k.cpu_ratio", "chat 18 333333"),
];

/// The rooms that the viewers of one are spread over; all of them hear of each
/// change of one listing's stock, five a second.
const MANY_ROOMS: (usize, &str) = (5_000, "publish 30 200");
const MANY_ROOMS_VIEWERS: usize = 10_000;
/// The same for the plain loop.
const MANY_ROOMS_LOOP: &str = "chat 30 200000";

/// No message waits for another: what is compared is a write each.
const NO_TICK: [(&str, &str); 2] =
    [("HAWKER_GATEWAY__LANES__CHAT_TICK_MS", "1"), ("HAWKER_GATEWAY__LANES__STATE_TICK_MS", "10")];

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    sizes(options, summary).await?;
    if options.wants(SMALL) {
        small_room(options, summary).await?;
    }
    Ok(())
}

async fn sizes(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let mut ratios = Vec::new();
    // The sizes are compared with one another, and many rooms with one.
    let compared =
        |viewers| options.wants(FLAT) || (viewers == MANY_ROOMS_VIEWERS && options.wants(ROOMS));
    for (viewers, name, line) in SIZES {
        if !options.wants(name) && !compared(viewers) {
            continue;
        }
        let rounds = rounds(options, (viewers, 1), line).await?;
        let note = format!("{viewers} viewers in a room; CPU s per million; {}", load_average());
        let rounds: Vec<(f64, f64)> =
            rounds.iter().map(|(ours, theirs)| (ours.cpu, theirs.cpu)).collect();
        summary.ratio(name, &rounds, &note);
        let each: Vec<f64> = rounds.iter().map(|(ours, theirs)| ours / theirs).collect();
        ratios.push((viewers, median(&each)));
    }
    if options.wants(FLAT) {
        let all = ratios.iter().map(|(_, ratio)| *ratio);
        let (least, most) = all.fold((f64::MAX, 0.0_f64), |(a, b), it| (a.min(it), b.max(it)));
        let note = "the largest of the four ratios to the least".to_owned();
        summary.add(FLAT, Figure { value: most / least, unit: "ratio", baseline: None, note });
    }
    let one = ratios.iter().find(|(viewers, _)| *viewers == MANY_ROOMS_VIEWERS);
    if options.wants(ROOMS) {
        many_rooms(options, summary, one.map(|(_, ratio)| *ratio)).await?;
    }
    Ok(())
}

async fn many_rooms(
    options: &Options,
    summary: &mut Summary,
    one: Option<f64>,
) -> anyhow::Result<()> {
    let (rooms, line) = MANY_ROOMS;
    let rounds = rounds(options, (MANY_ROOMS_VIEWERS, rooms), line).await?;
    let each: Vec<f64> = rounds.iter().map(|(ours, theirs)| ours.cpu / theirs.cpu).collect();
    let note = format!(
        "10,000 viewers in {rooms} rooms, who all hear of a listing's stock: the ratio to the plain \
         loop, {:.3}, over that of one room; {}",
        median(&each),
        load_average()
    );
    let value = median(&each) / one.unwrap_or(f64::NAN);
    summary.add(ROOMS, Figure { value, unit: "ratio", baseline: one, note });
    Ok(())
}

async fn rounds(
    options: &Options,
    (viewers, rooms): (usize, usize),
    line: &str,
) -> anyhow::Result<Vec<(Took, Took)>> {
    const WARM: &str = "chat 10 100000";
    let (warm, same) = if rooms > 1 { ("publish 5 200", MANY_ROOMS_LOOP) } else { (WARM, line) };
    let senders = 20 * usize::from(rooms == 1);
    let setting = Setting { viewers, rooms, senders, cores: "0", variables: &NO_TICK };
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let mut crowd = Crowd::hawker(&options.folder, setting).await?;
        crowd.try_ask(warm)?;
        let ours = crowd.try_ask(line)?;
        drop(crowd);
        // The loop has no rooms: it writes to all of them.
        let mut crowd = Crowd::floor(&options.folder, Setting { rooms: 1, ..setting })?;
        crowd.ask(WARM)?;
        rounds.push((ours, crowd.ask(same)?));
    }
    Ok(rounds)
}

/// A room of a hundred, alone, and while five messages a second go to ten
/// thousand others on the same worker.
async fn small_room(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let setting = Setting { viewers: 10_000, rooms: 1, senders: 20, cores: "0", variables: &[] };
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let mut giant = Crowd::hawker(&options.folder, setting).await?;
        let server = giant.server().context("a Hawker")?;
        server.stage_more(1).await?;
        let to = (server.public.clone(), server.secret_file.clone());
        let small = Setting { viewers: 100, senders: 4, ..setting };
        let mut small = viewers_of((&to.0, &to.1), &format!("{SHOW}-0"), small, &[])?;
        let line = "chat 250 40000";
        let alone = number(&small.ask(line)?, "p99_ms")?;
        giant.viewers.tell("chat 60 200000")?;
        let beside = number(&small.ask(line)?, "p99_ms")?;
        giant.viewers.answer()?;
        rounds.push((beside, alone));
    }
    let note = format!(
        "milliseconds for 100 viewers' chat beside 10,000 who get 5 messages a second, and \
         alone; {}",
        load_average()
    );
    summary.ratio(SMALL, &rounds, &note);
    Ok(())
}
