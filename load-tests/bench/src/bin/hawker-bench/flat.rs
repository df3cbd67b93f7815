//! Whether a delivery costs the same whatever the size of the room, whether many
//! small rooms cost what a large one does, and what a small room suffers beside a
//! giant one.
//!
//! What is compared with the plain loop is measured with both servers up, by turns.

use anyhow::Context as _;

use crate::Options;
use crate::crowd::{Crowd, Setting, Took, viewers_of};
use crate::process::number;
use crate::rooms::load_average;
use crate::server::SHOW;
use crate::summary::{Figure, Summary, median};
use crate::turns::by_turns;

const FLAT: &str = "fanout.flat.ratio";
const ROOMS: &str = "fanout.flat.rooms_ratio";
const SMALL: &str = "fanout.small_room.p99_ratio";

/// Turns of each server in a round.
const TURNS: usize = 8;

/// Viewers of one room, and the messages of a turn that make some 33,000 deliveries
/// a second for two seconds: how many, and the microseconds between two.
const SIZES: [(usize, &str, &str); 4] = [
    (100, "fanout.flat.100.cpu_ratio", "chat 667 3000"),
    (1_000, "fanout.flat.1k.cpu_ratio", "chat 67 30000"),
    (10_000, "fanout.flat.10k.cpu_ratio", "chat 7 300000"),
    (18_000, "fanout.flat.18k.cpu_ratio", "chat 4 540000"),
];

/// The rooms that the viewers of one are spread over; all of them hear of each
/// change of one listing's stock. They are so far apart that no two of them are told
/// together, though a walk over all of them takes more than a tenth of a second.
const MANY_ROOMS: (usize, &str) = (5_000, "publish 5 400");
const MANY_ROOMS_VIEWERS: usize = 10_000;
/// The same for the plain loop.
const MANY_ROOMS_LOOP: &str = "chat 5 400000";

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
        let (rounds, in_a_frame) = rounds(options, (viewers, 1), line).await?;
        let note = format!(
            "{viewers} viewers in a room, both by turns, {in_a_frame:.2} messages in a frame; \
             CPU s per million; {}",
            load_average()
        );
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
    let (rounds, _) = rounds(options, (MANY_ROOMS_VIEWERS, rooms), line).await?;
    let each: Vec<f64> = rounds.iter().map(|(ours, theirs)| ours / theirs).collect();
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

/// Seconds of CPU for a million deliveries, Hawker's and the plain loop's, of each round;
/// and how many messages Hawker's frames had on the whole.
async fn rounds(
    options: &Options,
    (viewers, rooms): (usize, usize),
    line: &str,
) -> anyhow::Result<(Vec<(f64, f64)>, f64)> {
    const WARM: &str = "chat 10 100000";
    let (warm, same) = if rooms > 1 { ("publish 5 400", MANY_ROOMS_LOOP) } else { (WARM, line) };
    let senders = 20 * usize::from(rooms == 1);
    let setting = Setting { viewers, rooms, senders, cores: "0", variables: &NO_TICK };
    let (mut rounds, mut in_a_frame) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        let mut hawker = Crowd::hawker(&options.folder, setting).await?;
        hawker.try_ask(warm)?;
        // The loop has no rooms: it writes to all of them.
        let mut floor = Crowd::floor(&options.folder, Setting { rooms: 1, ..setting })?;
        floor.ask(WARM)?;
        let (ours, theirs) = by_turns(TURNS, || hawker.try_ask(line), || floor.ask(same))?;
        rounds.push((mean(&ours, |took| took.cpu), mean(&theirs, |took| took.cpu)));
        in_a_frame.push(mean(&ours, |took| took.in_a_frame));
    }
    Ok((rounds, median(&in_a_frame)))
}

/// Turns are of the same length, so their mean is that of all their deliveries.
fn mean(turns: &[Took], value: fn(&Took) -> f64) -> f64 {
    turns.iter().map(value).sum::<f64>() / turns.len() as f64
}

/// A room of a hundred, alone, and while five messages a second go to ten
/// thousand others on the same worker.
async fn small_room(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    let setting = Setting { viewers: 10_000, rooms: 1, senders: 20, cores: "0", variables: &[] };
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let mut giant = Crowd::hawker(&options.folder, setting).await?;
        // Both crowds read on one core, and it is the server's time that is asked for:
        // ten thousand reads of the large one must not stand before the small one's clock.
        giant.viewers.yields()?;
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
