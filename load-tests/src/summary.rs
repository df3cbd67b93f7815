//! What a run found, as text for a terminal, and the lines of one under way.

use std::fmt::Write as _;

use crate::outcome::{Count, Outcome, Second};
use crate::page::text::{time, whole};
use crate::page::{PERCENTILES, environment, percentile, subtitle, verdict};

/// The cells of a progress bar.
const BAR: usize = 30;

/// The report of a run as text: the same as the HTML file's, in its order.
#[must_use]
pub fn text(outcome: &Outcome) -> String {
    let mut out = String::new();
    // Writing to a string never fails.
    let _ = writeln!(out, "{}\n", verdict(outcome).1);
    let _ = writeln!(out, "{}: {}\n", outcome.scenario.name, subtitle(outcome));
    for target in &outcome.targets {
        let mark = if target.met { "met   " } else { "MISSED" };
        let _ = writeln!(out, "  {mark} {:<40} {}", target.target, target.text);
    }
    let _ = write!(out, "\n  {:<20} {:>10}", "latency", "count");
    for (name, _) in PERCENTILES {
        let _ = write!(out, " {name:>9}");
    }
    out.push('\n');
    for (kind, latency) in outcome.latencies.iter().filter(|(_, it)| it.count() > 0) {
        let _ = write!(out, "  {:<20} {:>10}", kind.name(), whole(latency.count()));
        for (_, part) in PERCENTILES {
            let _ = write!(out, " {:>9}", percentile(latency, part));
        }
        out.push('\n');
    }
    out.push('\n');
    for count in Count::ALL.iter().filter(|count| outcome.counted(**count) > 0) {
        let _ = writeln!(out, "  {:<32} {:>14}", count.name(), whole(outcome.counted(*count)));
    }
    for (code, count) in &outcome.refusals {
        let _ = writeln!(out, "  refused: {code:<23} {:>14}", whole(*count));
    }
    if !outcome.balances.is_empty() {
        let _ = writeln!(out, "\n  {:<68} {:>12} {:>12}", "balance", "expected", "found");
    }
    for it in &outcome.balances {
        let mark = if it.holds { "ok  " } else { "FAIL" };
        let _ = writeln!(out, "  {mark} {:<63} {:>12} {:>12}", it.name, it.expected, it.found);
        if !it.detail.is_empty() {
            let _ = writeln!(out, "       {}", it.detail);
        }
    }
    out.push('\n');
    for (name, value) in environment(outcome) {
        let _ = writeln!(out, "  {name:<28} {value}");
    }
    for note in &outcome.notes {
        let _ = writeln!(out, "\n  note: {note}");
    }
    out
}

/// Draws a run under way, second by second.
///
/// On a terminal it is a block that is drawn over itself; elsewhere, one line
/// each second.
#[derive(Debug)]
pub struct Live {
    is_terminal: bool,
    seconds: u64,
    drawn: bool,
    so_far: Second,
}

impl Live {
    /// Of a run of so many seconds.
    #[must_use]
    pub fn new(is_terminal: bool, seconds: u64) -> Live {
        Live { is_terminal, seconds, drawn: false, so_far: Second::default() }
    }

    /// What to print for a second that is over.
    pub fn tick(&mut self, second: u64, row: &Second) -> String {
        let sums = &mut self.so_far;
        sums.held += row.held;
        sums.paid += row.paid;
        sums.errors += row.errors;
        sums.reserves += row.reserves;
        let done = (second + 1).min(self.seconds);
        if !self.is_terminal {
            return format!(
                "{done:>4} of {} s  viewers {}  deliveries {}/s  slowest {}  held {}  paid {}  errors {}\n",
                self.seconds,
                row.viewers,
                row.deliveries,
                time(row.delivery_max_us.max(row.answer_max_us) as f64),
                sums.held,
                sums.paid,
                sums.errors,
            );
        }
        // Up five lines, and clear to the end of the screen.
        let over = if self.drawn { "\x1b[5A\x1b[J" } else { "" };
        self.drawn = true;
        let filled = (BAR as u64 * done / self.seconds.max(1)) as usize;
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled));
        let stock = row.stock.map_or_else(|| "–".to_owned(), |it| whole(it.available.into()));
        format!(
            "{over}{bar} {done} of {} s\n  \
             viewers    {:>10}   stock      {stock:>10}\n  \
             delivered  {:>10}/s slowest    {:>10}\n  \
             reserved   {:>10}   held       {:>10}   paid {:>8}\n  \
             errors     {:>10}   its own CPU {:>8} %\n",
            self.seconds,
            whole(row.viewers),
            whole(row.deliveries),
            time(row.delivery_max_us.max(row.answer_max_us) as f64),
            whole(sums.reserves),
            whole(sums.held),
            whole(sums.paid),
            whole(sums.errors),
            row.cpu_us / 10_000,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Bottleneck, sample};

    #[test]
    fn the_first_line_says_whether_the_tester_was_the_bottleneck() {
        let mut run = sample(1.0);
        let first = |run: &Outcome| text(run).lines().next().unwrap_or_default().to_owned();
        assert!(
            first(&run).contains("targets are missed; the load tester was not"),
            "{}",
            first(&run)
        );
        run.targets.retain(|target| target.met);
        assert!(first(&run).contains("All 2 targets are met"), "{}", first(&run));
        run.generator.bottlenecks.push(Bottleneck::Lag { p99_ms: 80 });
        assert!(first(&run).starts_with("The load tester was the bottleneck"), "{}", first(&run));
        assert!(first(&run).contains("80 ms late"));
    }

    #[test]
    fn a_report_has_every_figure() {
        let text = text(&sample(1.0));
        for part in
            ["pin delivery", "p99.9", "MISSED", "units", "deliveries", "machine", "sold out"]
        {
            assert!(text.contains(part), "{part} is missing in:\n{text}");
        }
    }

    #[test]
    fn without_a_terminal_each_second_is_a_line_and_with_one_it_is_drawn_over() {
        let row = Second { viewers: 1_200, deliveries: 5_000, held: 2, ..Second::default() };
        let mut plain = Live::new(false, 10);
        plain.tick(0, &row);
        let line = plain.tick(1, &row);
        assert!(
            line.starts_with("   2 of 10 s  viewers 1200") && line.contains("held 4"),
            "{line}"
        );
        assert_eq!(line.matches('\n').count(), 1);
        assert!(!line.contains('\x1b'));
        let mut live = Live::new(true, 10);
        let (first, second) = (live.tick(0, &row), live.tick(1, &row));
        assert!(!first.contains('\x1b') && second.starts_with("\x1b[5A"));
        assert_eq!(first.matches('\n').count(), 5);
    }
}
