//! Two runs, figure by figure, with a verdict on each.
//!
//! A figure is the same where it moved by less than a tenth, or by less than
//! what it wavers by anyway (a millisecond for a latency). Latencies are
//! compared only where both runs measured enough for the percentile: at least
//! ten values beyond it.

use std::fmt::Write as _;

use crate::outcome::{Count, Kind, Latency, Outcome};
use crate::page::text::{bytes, escape, number, time};

/// The part by which a figure must move to count as moved.
const MOVED: f64 = 0.1;

/// The microseconds by which a latency must move to count as moved.
const MOVED_US: f64 = 1_000.0;

/// The percentiles that are compared.
const PARTS: [(&str, f64); 3] = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)];

/// Two runs compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What the first run is called.
    pub before: String,
    /// What the second run is called.
    pub after: String,
    /// Line by line.
    pub lines: Vec<Line>,
    /// What makes the comparison doubtful.
    pub notes: Vec<String>,
}

/// One figure of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Of the first run, with its unit.
    pub before: String,
    /// Of the second run.
    pub after: String,
    /// By which part it moved; `None` where the first is zero.
    pub change: Option<f64>,
    /// What to think of it.
    pub verdict: Verdict,
}

/// What to think of a figure that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The second run is better.
    Better,
    /// They don't differ by enough.
    Same,
    /// The second run is worse.
    Worse,
    /// It differs, and neither is better.
    Differs,
}

/// Which way is better.
#[derive(Debug, Clone, Copy)]
enum Good {
    Less,
    More,
    /// Less, and from zero any is too much.
    None,
    Neither,
}

/// How a figure is written, and by how much it must move.
#[derive(Clone, Copy)]
struct Form {
    write: fn(f64) -> String,
    wavers: f64,
    good: Good,
}

impl Comparison {
    /// Compares two runs.
    #[must_use]
    pub fn of(before: (&str, &Outcome), after: (&str, &Outcome)) -> Comparison {
        let ((before_name, one), (after_name, other)) = (before, after);
        let mut lines = Vec::new();
        for kind in Kind::ALL {
            if let (Some(a), Some(b)) = (one.latencies.get(kind), other.latencies.get(kind)) {
                lines.extend(latencies(kind.name(), a, b));
            }
        }
        lines.extend(rates(one, other));
        lines.extend(costs(one, other));
        Comparison {
            before: before_name.to_owned(),
            after: after_name.to_owned(),
            lines,
            notes: notes(one, other),
        }
    }

    /// What to think of all of it, with a class for its colour.
    #[must_use]
    pub fn verdict(&self) -> (&'static str, String) {
        let count = |of| self.lines.iter().filter(|line| line.verdict == of).count();
        let (better, worse) = (count(Verdict::Better), count(Verdict::Worse));
        let class = match (better, worse) {
            (_, 0) => "good",
            (0, _) => "bad",
            _ => "warn",
        };
        let same = self.lines.len() - better - worse;
        (
            class,
            format!("{better} figures are better, {worse} are worse, {same} are about the same."),
        )
    }

    /// As a table for a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string never fails.
        for note in &self.notes {
            let _ = writeln!(out, "note: {note}");
        }
        let _ = writeln!(out, "before: {}\nafter:  {}\n", self.before, self.after);
        let _ = writeln!(
            out,
            "{:<32} {:>13} {:>13} {:>9}  verdict",
            "figure", "before", "after", "change"
        );
        for line in &self.lines {
            let _ = writeln!(
                out,
                "{:<32} {:>13} {:>13} {:>9}  {}",
                line.name,
                line.before,
                line.after,
                line.moved(),
                line.verdict.word()
            );
        }
        let _ = writeln!(out, "\n{}", self.verdict().1);
        out
    }

    /// The rows of a table in HTML.
    pub(crate) fn html_rows(&self) -> String {
        self.lines.iter().fold(String::new(), |mut out, line| {
            let class = match line.verdict {
                Verdict::Better => "good",
                Verdict::Worse => "bad",
                Verdict::Same | Verdict::Differs => "same",
            };
            let _ = write!(
                out,
                "<tr><td>{}</td><td class=n>{}</td><td class=n>{}</td><td class=n>{}</td>\
                 <td><span class='mark {class}'>{}</span></td></tr>",
                escape(&line.name),
                escape(&line.before),
                escape(&line.after),
                line.moved(),
                line.verdict.word()
            );
            out
        })
    }
}

impl Line {
    fn new(name: String, before: f64, after: f64, form: Form) -> Line {
        let change = (before != 0.0).then(|| after / before - 1.0);
        let moved = (after - before).abs() > form.wavers
            && change.is_none_or(|change| change.abs() > MOVED);
        let is_less = after < before;
        let verdict = match form.good {
            Good::None if before == 0.0 && after > 0.0 => Verdict::Worse,
            _ if !moved => Verdict::Same,
            Good::Neither => Verdict::Differs,
            Good::Less | Good::None if is_less => Verdict::Better,
            Good::More if !is_less => Verdict::Better,
            _ => Verdict::Worse,
        };
        Line { name, before: (form.write)(before), after: (form.write)(after), change, verdict }
    }

    fn moved(&self) -> String {
        match self.change {
            Some(change) if change.abs() < 0.0005 => "–".to_owned(),
            Some(change) => format!("{:+.1} %", change * 100.0),
            None if self.before == self.after => "–".to_owned(),
            None => "new".to_owned(),
        }
    }
}

impl Verdict {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Same => "same",
            Verdict::Worse => "worse",
            Verdict::Differs => "differs",
        }
    }
}

fn latencies(kind: &str, before: &Latency, after: &Latency) -> Vec<Line> {
    let form = Form { write: time, wavers: MOVED_US, good: Good::Less };
    let enough = |part: f64| before.count().min(after.count()) as f64 * (1.0 - part) >= 10.0;
    let told = PARTS.iter().filter(|(_, part)| enough(*part));
    told.map(|(name, part)| {
        let at = |latency: &Latency| latency.quantile_us(*part) as f64;
        Line::new(format!("{name} of {kind}"), at(before), at(after), form)
    })
    .collect()
}

fn rates(before: &Outcome, after: &Outcome) -> Vec<Line> {
    let mut lines = Vec::new();
    let peak =
        |it: &Outcome| it.series.iter().map(|second| second.viewers).max().unwrap_or(0) as f64;
    let plain = |good, wavers| Form { write: number, wavers, good };
    lines.push(Line::new(
        "viewers at the peak".to_owned(),
        peak(before),
        peak(after),
        plain(Good::Neither, 0.0),
    ));
    let per_second = |it: &Outcome, count| it.counted(count) as f64 / it.seconds.max(0.001);
    for (count, good) in [
        (Count::Deliveries, Good::Neither),
        (Count::Chats, Good::Neither),
        (Count::Reserves, Good::Neither),
        (Count::Paid, Good::More),
    ] {
        let (a, b) = (per_second(before, count), per_second(after, count));
        if a > 0.0 || b > 0.0 {
            lines.push(Line::new(format!("{count} a second"), a, b, plain(good, 0.0)));
        }
    }
    for count in [
        Count::Lost,
        Count::Duplicated,
        Count::WentBack,
        Count::Oversold,
        Count::Breaks,
        Count::Unanswered,
        Count::ConnectFailures,
        Count::Skipped,
    ] {
        let (a, b) = (before.counted(count) as f64, after.counted(count) as f64);
        lines.push(Line::new(count.name().to_owned(), a, b, plain(Good::None, 0.0)));
    }
    let failed = |it: &Outcome| it.balances.iter().filter(|balance| !balance.holds).count() as f64;
    lines.push(Line::new(
        "failed balances".to_owned(),
        failed(before),
        failed(after),
        plain(Good::None, 0.0),
    ));
    lines
}

fn costs(before: &Outcome, after: &Outcome) -> Vec<Line> {
    let each =
        |it: &Outcome, seconds: f64| seconds * 1e6 / it.counted(Count::Deliveries).max(1) as f64;
    let small = |us: f64| format!("{us:.3} µs");
    let cpu = Form { write: small, wavers: 0.0, good: Good::Less };
    let memory = Form { write: bytes, wavers: 1_048_576.0, good: Good::Less };
    let mut lines = Vec::new();
    if let (Some(a), Some(b)) = (&before.server, &after.server) {
        let (one, other) = (each(before, a.cpu_seconds), each(after, b.cpu_seconds));
        lines.push(Line::new("server's CPU a delivery".to_owned(), one, other, cpu));
        let (one, other) = (a.memory_bytes as f64, b.memory_bytes as f64);
        lines.push(Line::new("server's memory".to_owned(), one, other, memory));
    }
    let (a, b) = (&before.generator, &after.generator);
    let (one, other) = (each(before, a.cpu_seconds), each(after, b.cpu_seconds));
    lines.push(Line::new("load tester's CPU a delivery".to_owned(), one, other, cpu));
    let (one, other) = (a.memory_bytes as f64, b.memory_bytes as f64);
    lines.push(Line::new("load tester's memory".to_owned(), one, other, memory));
    lines
}

fn notes(before: &Outcome, after: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    for (which, it) in [("before", before), ("after", after)] {
        if !it.generator.bottlenecks.is_empty() {
            notes.push(format!("{which}: the load tester was the bottleneck; its figures are no measure of the server"));
        }
    }
    if before.scenario.source != after.scenario.source {
        notes.push("the two runs are of different scenarios".to_owned());
    } else if before.scenario.seed != after.scenario.seed {
        notes.push("the two runs have different seeds".to_owned());
    }
    if before.environment.machines != after.environment.machines {
        notes.push("the two runs were made on different machines".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::sample;

    fn verdict_of(comparison: &Comparison, name: &str) -> Verdict {
        let line = comparison.lines.iter().find(|line| line.name == name);
        line.unwrap_or_else(|| panic!("{name} is missing in {comparison:?}")).verdict
    }

    #[test]
    fn a_run_is_the_same_as_itself() {
        let run = sample(1.0);
        let same = Comparison::of(("a", &run), ("b", &run));
        assert!(same.lines.len() > 15 && same.notes.is_empty());
        assert!(same.lines.iter().all(|line| line.verdict == Verdict::Same));
        assert_eq!(same.verdict().0, "good");
    }

    #[test]
    fn a_slower_run_with_losses_is_worse_and_the_other_way_round_better() {
        let (quick, mut slow) = (sample(1.0), sample(2.0));
        slow.count(Count::Lost, 3);
        slow.scenario.seed += 1;
        let worse = Comparison::of(("a", &quick), ("b", &slow));
        assert_eq!(verdict_of(&worse, "p99 of pin delivery"), Verdict::Worse);
        assert_eq!(verdict_of(&worse, "lost"), Verdict::Worse);
        assert_eq!(verdict_of(&worse, "server's CPU a delivery"), Verdict::Same);
        assert!(worse.notes[0].contains("seeds"), "{:?}", worse.notes);
        let text = worse.text();
        assert!(
            text.contains("p99 of pin delivery") && text.contains("worse") && text.contains("new")
        );
        let better = Comparison::of(("b", &slow), ("a", &quick));
        assert_eq!(verdict_of(&better, "p99 of pin delivery"), Verdict::Better);
        assert_eq!(verdict_of(&better, "lost"), Verdict::Better);
    }

    #[test]
    fn too_few_values_tell_no_percentile() {
        let mut few = sample(1.0);
        let mut latency = Latency::default();
        (0..50).for_each(|us| latency.record(us));
        few.latencies.insert(Kind::Reserve, latency);
        let it = Comparison::of(("a", &few), ("b", &few));
        assert!(it.lines.iter().any(|line| line.name == "p50 of reserve"));
        assert!(it.lines.iter().all(|line| line.name != "p99 of reserve"));
    }
}
