//! The summary: every figure's name with its value, unit, baseline and note.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

/// All figures, by name.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Summary {
    figures: BTreeMap<String, Figure>,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// The median of the rounds.
    pub(crate) value: f64,
    /// What it counts; a ratio to the baseline has `ratio`.
    pub(crate) unit: &'static str,
    /// What was asked for, where something was.
    pub(crate) asked: Option<f64>,
    /// What the baseline reached in the same rounds, where there is one.
    pub(crate) baseline: Option<f64>,
    /// How to read it.
    pub(crate) note: String,
}

impl Summary {
    pub(crate) fn add(&mut self, name: &str, figure: Figure) {
        self.figures.insert(name.to_owned(), figure);
    }

    /// A ratio: the median of the rounds' own ratios, with the median baseline.
    pub(crate) fn ratio(&mut self, name: &str, rounds: &[(f64, f64)], note: &str) {
        let ratios: Vec<f64> = rounds.iter().map(|(ours, theirs)| ours / theirs).collect();
        let baselines: Vec<f64> = rounds.iter().map(|(_, theirs)| *theirs).collect();
        let ours: Vec<f64> = rounds.iter().map(|(ours, _)| *ours).collect();
        let each: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.3}")).collect();
        let note = format!("{note}; ours {:.4}, rounds {}", median(&ours), each.join(" "));
        let baseline = Some(median(&baselines));
        let figure = Figure { value: median(&ratios), unit: "ratio", asked: None, baseline, note };
        self.add(name, figure);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    pub(crate) fn table(&self) -> String {
        let mut out =
            format!("{:<30} {:>12} {:<6} {:>14}  note\n", "figure", "value", "unit", "baseline");
        for (name, figure) in &self.figures {
            let baseline = figure.baseline.map_or("–".to_owned(), |it| format!("{it:.4}"));
            // Writing to a string never fails.
            let _ = writeln!(
                out,
                "{name:<30} {:>12.3} {:<6} {baseline:>14}  {}",
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
        let figure = &summary.figures["a.b"];
        assert_eq!((figure.value, figure.baseline), (2.0, Some(3.0)));
        assert!(summary.table().contains("rounds 2.000 3.000 1.000"));
    }
}
