//! The summary: every figure's name with its value, unit, baseline and note.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

/// What is asked of the figures for which something is: a ratio of rates should
/// be at least this, one of latencies (`p50`, `p99`) or costs (`growth`, `cpu`,
/// `bytes`), seconds
/// and nanoseconds at most.
const ASKED: [(&str, f64); 40] = [
    ("deflate.best_bytes_ratio", 0.25),
    ("deflate.cpu_ratio", 1.15),
    ("deflate.json_bytes_ratio", 0.4),
    ("fanout.chat10k.cpu_ratio", 0.6),
    ("fanout.chat10k.p99_ms", 250.0),
    ("fanout.chat1k.cpu_ratio", 0.4),
    ("fanout.chat1k.p99_ms", 60.0),
    ("fanout.critical.cpu_ratio", 1.08),
    ("fanout.critical.p99_ratio", 1.15),
    ("fanout.flat.ratio", 1.15),
    ("fanout.flat.rooms_ratio", 1.5),
    ("fanout.overload.p99_ratio", 2.0),
    ("fanout.saturated.cpu_ratio", 0.12),
    ("fanout.saturated.throughput_ratio", 8.0),
    ("fanout.small_room.p99_ratio", 2.0),
    ("fanout.stalled.bytes", 1_024.0),
    ("fleet.bus.messages_ratio", 1.0),
    ("fleet.journal.embedded_ratio", 0.5),
    ("fleet.journal.row_update_ratio", 10.0),
    ("fleet.linear.ratio", 0.95),
    ("fleet.lost.back_p99_seconds", 10.0),
    ("fleet.lost.door_ratio", 1.0),
    ("fleet.lost.p99_ratio", 2.0),
    ("load.connect.rate_ratio", 0.77),
    ("load.idle.bytes_ratio", 1.3),
    ("load.receive.cpu_ratio", 1.3),
    ("stock.growth.past_ratio", 1.2),
    ("stock.growth.sku_ratio", 1.2),
    ("stock.inprocess.log_ratio", 0.6),
    ("stock.reserve.nanoseconds", 400.0),
    ("stock.restart_10m.seconds", 5.0),
    ("stock.restart_10m.tail_seconds", 5.0),
    ("stock.rush.sold_out_seconds", 1.0),
    ("stock.single.grpc_p50_redis_ratio", 1.3),
    ("stock.single.p50_redis_ratio", 1.0),
    ("stock.streamed.rate", 500_000.0),
    ("stock.streamed.redis_ratio", 4.0),
    ("stock.unary.echo_ratio", 0.75),
    ("stock.unary.p99_redis_ratio", 1.0),
    ("stock.unary.redis_ratio", 1.4),
];

/// All figures, by name.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Summary {
    figures: BTreeMap<String, Entry>,
}

/// A figure, and what is asked of it, where something is.
#[derive(Debug, Serialize)]
struct Entry {
    asked: Option<f64>,
    #[serde(flatten)]
    figure: Figure,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// The median of the rounds.
    pub(crate) value: f64,
    /// What it counts; a ratio to the baseline has `ratio`.
    pub(crate) unit: &'static str,
    /// What the baseline reached in the same rounds, where there is one.
    pub(crate) baseline: Option<f64>,
    /// How to read it.
    pub(crate) note: String,
}

impl Summary {
    pub(crate) fn add(&mut self, name: &str, figure: Figure) {
        let asked = ASKED.iter().find(|(asked, _)| *asked == name).map(|(_, value)| *value);
        self.figures.insert(name.to_owned(), Entry { asked, figure });
    }

    /// A ratio: the median of the rounds' own ratios, with the median baseline.
    pub(crate) fn ratio(&mut self, name: &str, rounds: &[(f64, f64)], note: &str) {
        let ratios: Vec<f64> = rounds.iter().map(|(ours, theirs)| ours / theirs).collect();
        let baselines: Vec<f64> = rounds.iter().map(|(_, theirs)| *theirs).collect();
        let ours: Vec<f64> = rounds.iter().map(|(ours, _)| *ours).collect();
        let each: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.3}")).collect();
        let note = format!("{note}; ours {:.4}, rounds {}", median(&ours), each.join(" "));
        let baseline = Some(median(&baselines));
        let figure = Figure { value: median(&ratios), unit: "ratio", baseline, note };
        self.add(name, figure);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    pub(crate) fn table(&self) -> String {
        let mut out = format!(
            "{:<34} {:>12} {:<6} {:>9} {:>14}  note\n",
            "figure", "value", "unit", "asked", "baseline"
        );
        let number = |value: Option<f64>, digits: usize| {
            value.map_or("–".to_owned(), |it| format!("{it:.digits$}"))
        };
        for (name, Entry { asked, figure }) in &self.figures {
            let (asked, baseline) = (number(*asked, 2), number(figure.baseline, 4));
            // Writing to a string never fails.
            let _ = writeln!(
                out,
                "{name:<34} {:>12.3} {:<6} {asked:>9} {baseline:>14}  {}",
                figure.value, figure.unit, figure.note
            );
        }
        out
    }
}

/// The middle one; of an even number, the upper of the two in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_of_the_rounds_own() {
        let mut summary = Summary::default();
        summary.ratio("a.b", &[(2.0, 1.0), (9.0, 3.0), (8.0, 8.0)], "n");
        let figure = &summary.figures["a.b"].figure;
        assert_eq!((figure.value, figure.baseline), (2.0, Some(3.0)));
        assert!(summary.table().contains("rounds 2.000 3.000 1.000"));
        let text = serde_json::to_string(&summary).unwrap();
        assert!(text.starts_with(r#"{"a.b":{"asked":null,"value":2.0,"unit":"ratio","#), "{text}");
    }
}
