//! A trace with another crowd, at another speed, that is as bursty as it was.

use std::time::Duration;

use rand::Rng as _;

use super::{MESSAGES_MAX, Message, Trace, rate};
use crate::Error;
use crate::plan::{Purpose, exponential, of};

/// How far from its new place a message is looked for to be copied, counted in
/// messages of the trace.
const NEIGHBOURS: usize = 8;

/// What becomes of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// Where in the trace the run begins.
    pub from: Duration,
    /// How long the run takes.
    pub length: Duration,
    /// How many times quicker than the trace it goes.
    pub speed: f64,
    /// How many times its messages, and its people.
    pub crowd: f64,
    /// Makes it repeatable.
    pub seed: u64,
}

/// A message of a scaled trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaledMessage {
    /// Microseconds of the run.
    pub at_us: u64,
    /// The person who writes it, from 1.
    pub viewer: u32,
    /// Its length in bytes.
    pub bytes: u32,
}

/// The messages of a run, in order of time.
///
/// Below a crowd of 1, each message is kept with that chance: a thinned process
/// is as bursty as the whole. Above 1, the rate behind the trace is drawn (see
/// module `rate`), and that many times as many messages are drawn from
/// it, each with the length and the writer of one nearby: as many different
/// people write for each of the trace's. At 1 the messages are the trace's own.
///
/// # Errors
///
/// [`Error::Setting`] where there would be more than 4 million.
pub fn scaled(trace: &Trace, scaling: &Scaling) -> Result<Vec<ScaledMessage>, Error> {
    let from_ms = scaling.from.as_millis() as u64;
    let window = scaling.length.as_secs_f64() * scaling.speed;
    let first = trace.messages().partition_point(|message| message.offset_ms < from_ms);
    let within = |message: &&Message| ((message.offset_ms - from_ms) as f64) < window * 1_000.0;
    let messages: Vec<Message> = trace
        .messages()
        .get(first..)
        .unwrap_or_default()
        .iter()
        .take_while(within)
        .copied()
        .collect();
    if messages.len() as f64 * scaling.crowd > MESSAGES_MAX as f64 {
        return Err(Error::Setting(format!(
            "the trace would have more than {MESSAGES_MAX} messages: take a smaller crowd"
        )));
    }
    let to_run_us = |seconds: f64| (seconds / scaling.speed * 1e6) as u64;
    let seconds = |message: &Message| (message.offset_ms - from_ms) as f64 / 1_000.0;
    let as_it_is = |message: &Message| ScaledMessage {
        at_us: to_run_us(seconds(message)),
        viewer: message.viewer,
        bytes: message.bytes,
    };
    if scaling.crowd > 1.0 && !messages.is_empty() {
        // The window ends with the trace: behind its end there is no rate.
        let end = trace.length_ms().saturating_sub(from_ms) as f64 / 1_000.0;
        let times: Vec<f64> = messages.iter().map(seconds).collect();
        let more = more(&messages, &times, window.min(end.max(0.001)), scaling);
        return Ok(more
            .into_iter()
            .map(|(at, it)| ScaledMessage { at_us: to_run_us(at), ..it })
            .collect());
    }
    let mut rng = of(scaling.seed, 0, Purpose::Trace);
    // So many times fewer people, too.
    let people = (f64::from(trace.viewers()) * scaling.crowd).ceil().max(1.0) as u32;
    let kept = messages.iter().filter(|_| rng.random::<f64>() < scaling.crowd).map(as_it_is);
    Ok(kept.map(|it| ScaledMessage { viewer: (it.viewer - 1) % people + 1, ..it }).collect())
}

/// So many times the messages, each with its time in seconds of the trace.
fn more(
    messages: &[Message],
    times: &[f64],
    seconds: f64,
    scaling: &Scaling,
) -> Vec<(f64, ScaledMessage)> {
    let mut rng = of(scaling.seed, 0, Purpose::Trace);
    let rates = rate::draw(times, seconds, &mut rng);
    let highest = messages.iter().map(|message| message.viewer).max().unwrap_or(1);
    let mut all = Vec::with_capacity((messages.len() as f64 * scaling.crowd) as usize);
    // A Poisson process is one of rate 1 on the axis of the expected messages.
    let mut left = exponential(&mut rng);
    for (cell, rate) in rates.iter().enumerate() {
        let expected = rate * scaling.crowd;
        let mut used = 0.0;
        while expected - used > left {
            used += left;
            left = exponential(&mut rng);
            let at = (cell as f64 + used / expected) * rate::CELL_SECONDS;
            if at >= seconds {
                return all;
            }
            let near = times.partition_point(|time| *time < at);
            let model = (near + rng.random_range(0..2 * NEIGHBOURS))
                .saturating_sub(NEIGHBOURS)
                .min(messages.len() - 1);
            // Of as many people as the crowd is larger, on average.
            let double = (rng.random::<f64>() * scaling.crowd) as u32;
            let viewer = messages[model].viewer.saturating_add(double.saturating_mul(highest));
            all.push((at, ScaledMessage { at_us: 0, viewer, bytes: messages[model].bytes }));
            if all.len() == MESSAGES_MAX {
                return all;
            }
        }
        left -= expected - used;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::burstiness;

    const SECOND: u64 = 1_000_000;

    fn whole(trace: &Trace, crowd: f64, seed: u64) -> Vec<u64> {
        let length = Duration::from_millis(trace.length_ms() + 1);
        let scaling = Scaling { from: Duration::ZERO, length, speed: 1.0, crowd, seed };
        scaled(trace, &scaling).unwrap().iter().map(|message| message.at_us).collect()
    }

    /// The larger of what the burstiness of windows of 1 s and 10 s is off by.
    fn off_by(trace: &Trace, times: &[u64]) -> f64 {
        let end = trace.length_ms() * 1_000;
        let original: Vec<u64> = trace.messages().iter().map(|it| it.offset_ms * 1_000).collect();
        let of = |window| {
            let (was, is) =
                (burstiness(&original, end, window).1, burstiness(times, end, window).1);
            (is / was - 1.0).abs()
        };
        of(SECOND).max(of(10 * SECOND))
    }

    #[test]
    fn ten_times_the_crowd_is_as_bursty_as_the_trace() {
        let trace = Trace::live_chat_3h().unwrap();
        for seed in 1..=8 {
            let times = whole(&trace, 10.0, seed);
            let ratio = times.len() as f64 / trace.messages().len() as f64;
            assert!((ratio - 10.0).abs() < 0.1, "seed {seed}: {ratio} times the messages");
            let off = off_by(&trace, &times);
            assert!(off < 0.15, "seed {seed}: off by {off}");
        }
    }

    #[test]
    fn a_smaller_crowd_is_as_bursty_too_and_the_same_one_is_the_trace() {
        let trace = Trace::live_chat_3h().unwrap();
        for seed in 1..=3 {
            let times = whole(&trace, 0.5, seed);
            let off = off_by(&trace, &times);
            assert!(off < 0.15, "seed {seed}: off by {off}");
        }
        assert!(off_by(&trace, &whole(&trace, 1.0, 1)) < 1e-9);
    }

    #[test]
    fn the_measure_finds_crowds_that_are_too_smooth_or_too_rough() {
        let trace = Trace::live_chat_3h().unwrap();
        let original: Vec<u64> = trace.messages().iter().map(|it| it.offset_ms * 1_000).collect();
        let end = trace.length_ms() * 1_000;
        let mut rng = of(1, 0, Purpose::Moments);
        let mut with = |jitter: Option<u64>| -> Vec<u64> {
            let ten = original.iter().flat_map(|at| [*at; 10]);
            ten.map(|at| match jitter {
                Some(jitter) => (at + rng.random_range(0..=jitter)).min(end),
                None => rng.random_range(0..end),
            })
            .collect()
        };
        let (identical, shaken, blurred, smooth) =
            (with(Some(0)), with(Some(SECOND / 10)), with(Some(60 * SECOND)), with(None));
        for (name, times) in
            [("identical", identical), ("shaken", shaken), ("blurred", blurred), ("smooth", smooth)]
        {
            let off = off_by(&trace, &times);
            assert!(off > 0.15, "{name} copies are off by {off} only");
        }
    }
}
