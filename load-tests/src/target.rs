//! Targets: what must hold at the end of a run, in words. Its grammar is
//! [`GRAMMAR`]; kinds and counts are those of [`Kind`] and [`Count`]. A latency of
//! which nothing was measured does not meet its target.

use crate::outcome::{Count, Kind, Outcome, TargetOutcome};

/// How a target is written.
pub const GRAMMAR: &str = "\
target  = measure op number [unit]
measure = (\"p50\" | \"p90\" | \"p95\" | \"p99\" | \"p99.9\" | \"mean\" | \"max\") \"of\" latency
        | count                        how many
        | count \"of\" count             as a part, such as `lost of deliveries < 0.1 %`
        | count \"per second\"           over the whole run
        | \"failed balances\" | \"viewers\" | \"bottlenecks\"
op      = \"<\" | \"<=\" | \"=\" | \">=\" | \">\"
unit    = \"us\" | \"ms\" | \"s\" after a latency, \"%\" after a part
";

/// Something that must hold at the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    text: String,
    measure: Measure,
    op: Op,
    value: f64,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Measure {
    Quantile(f64, Kind),
    Mean(Kind),
    Max(Kind),
    Count(Count),
    Part(Count, Count),
    PerSecond(Count),
    FailedBalances,
    Viewers,
    Bottlenecks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// A unit: what is written, and how many of the measure's own are one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Unit {
    name: &'static str,
    each: f64,
}

const PLAIN: Unit = Unit { name: "", each: 1.0 };
const TIMES: [Unit; 3] =
    [Unit { name: "us", each: 1.0 }, Unit { name: "ms", each: 1e3 }, Unit { name: "s", each: 1e6 }];
const PERCENT: Unit = Unit { name: "%", each: 0.01 };

const QUANTILES: [(&str, f64); 5] =
    [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)];

const OPS: [(&str, Op); 5] =
    [("<=", Op::AtMost), (">=", Op::AtLeast), ("<", Op::Less), (">", Op::More), ("=", Op::Equal)];

impl Target {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong and what is allowed.
    pub fn parse(text: &str) -> Result<Target, String> {
        let found = OPS.iter().find_map(|(sign, op)| Some((text.split_once(sign)?, *op)));
        let ((measure, bound), op) = found.ok_or_else(|| {
            "there is no comparison in it: write such as `p99 of pin delivery < 200 ms`".to_owned()
        })?;
        let measure = Measure::parse(measure.trim())?;
        let (value, unit) = measure.bound(bound.trim())?;
        Ok(Target { text: text.trim().to_owned(), measure, op, value, unit })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a run met it.
    #[must_use]
    pub fn judge(&self, outcome: &Outcome) -> TargetOutcome {
        let found = self.measure.of(outcome).map(|found| found / self.unit.each);
        let met = found.is_some_and(|found| match self.op {
            Op::Less => found < self.value,
            Op::AtMost => found <= self.value,
            Op::Equal => found == self.value,
            Op::AtLeast => found >= self.value,
            Op::More => found > self.value,
        });
        let text = found.map_or_else(
            || "nothing was measured".to_owned(),
            |found| format!("{} {}", rounded(found), self.unit.name),
        );
        TargetOutcome { target: self.text.clone(), found, text: text.trim_end().to_owned(), met }
    }
}

impl Measure {
    fn parse(text: &str) -> Result<Measure, String> {
        match text {
            "failed balances" => return Ok(Measure::FailedBalances),
            "viewers" => return Ok(Measure::Viewers),
            "bottlenecks" => return Ok(Measure::Bottlenecks),
            _ => {}
        }
        if let Some(counted) = text.strip_suffix(" per second") {
            return Ok(Measure::PerSecond(count(counted)?));
        }
        // A count may have an "of" in no name, so that the first one divides.
        let Some((head, of)) = text.split_once(" of ") else {
            return Ok(Measure::Count(count(text)?));
        };
        let (head, of) = (head.trim(), of.trim());
        if let Some((_, part)) = QUANTILES.iter().find(|(name, _)| *name == head) {
            return Ok(Measure::Quantile(*part, kind(of)?));
        }
        match head {
            "mean" => Ok(Measure::Mean(kind(of)?)),
            "max" => Ok(Measure::Max(kind(of)?)),
            _ => Ok(Measure::Part(count(head)?, count(of)?)),
        }
    }

    fn bound(self, text: &str) -> Result<(f64, Unit), String> {
        let units: &[Unit] = match self {
            Measure::Quantile(..) | Measure::Mean(_) | Measure::Max(_) => &TIMES,
            Measure::Part(..) => &[PERCENT],
            _ => &[],
        };
        let start = text.find(|it: char| it.is_alphabetic() || it == '%').unwrap_or(text.len());
        let (number, name) = text.split_at_checked(start).unwrap_or((text, ""));
        let value: f64 = number
            .trim()
            .replace('_', "")
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
            .ok_or_else(|| format!("`{}` should be a number", number.trim()))?;
        if units.is_empty() && name.is_empty() {
            return Ok((value, PLAIN));
        }
        let unit = units.iter().find(|unit| unit.name == name.trim());
        let allowed: Vec<&str> = units.iter().map(|unit| unit.name).collect();
        let unit = unit.ok_or_else(|| match allowed.as_slice() {
            [] => format!("`{}` is a unit, but a count has none", name.trim()),
            _ => format!("after `{}` should stand a unit: {}", number.trim(), allowed.join(", ")),
        })?;
        Ok((value, *unit))
    }

    /// In microseconds, as a part of one, or as a number.
    fn of(self, outcome: &Outcome) -> Option<f64> {
        let latency = |kind| outcome.latencies.get(&kind).filter(|it| it.count() > 0);
        let counted = |it| outcome.counted(it) as f64;
        match self {
            Measure::Quantile(part, kind) => latency(kind).map(|it| it.quantile_us(part) as f64),
            Measure::Mean(kind) => latency(kind).map(|it| it.mean_us()),
            Measure::Max(kind) => latency(kind).map(|it| it.max_us() as f64),
            Measure::Count(count) => Some(counted(count)),
            Measure::Part(part, whole) => {
                (counted(whole) > 0.0).then(|| counted(part) / counted(whole))
            }
            Measure::PerSecond(count) => {
                (outcome.seconds > 0.0).then(|| counted(count) / outcome.seconds)
            }
            Measure::FailedBalances => {
                Some(outcome.balances.iter().filter(|balance| !balance.holds).count() as f64)
            }
            Measure::Viewers => {
                outcome.series.iter().map(|second| second.viewers).max().map(|it| it as f64)
            }
            Measure::Bottlenecks => Some(outcome.generator.bottlenecks.len() as f64),
        }
    }
}

/// With as many digits as anyone reads.
fn rounded(found: f64) -> f64 {
    let places = match found.abs() {
        it if it >= 1_000.0 => 1.0,
        it if it >= 10.0 => 10.0,
        _ => 1_000.0,
    };
    (found * places).round() / places
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::named(name).ok_or_else(|| {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        format!("there is no latency `{name}`: there are {}", all.join(", "))
    })
}

fn count(name: &str) -> Result<Count, String> {
    Count::named(name.trim()).ok_or_else(|| {
        let all: Vec<&str> = Count::ALL.iter().map(|count| count.name()).collect();
        format!("there is no count `{}`: there are {}", name.trim(), all.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome() -> Outcome {
        let mut outcome = Outcome::new();
        (1..=1_000).for_each(|us| outcome.latency(Kind::Pin).record(us * 100));
        outcome.count(Count::Deliveries, 10_000);
        outcome.count(Count::Lost, 5);
        outcome.seconds = 20.0;
        outcome.second(3).viewers = 400;
        outcome
    }

    #[test]
    fn each_kind_of_target_is_met_and_missed_where_it_should_be() {
        let outcome = outcome();
        for (text, met) in [
            ("p99 of pin delivery < 200 ms", true),
            ("p99 of pin delivery < 98.9 ms", false),
            ("p99 of pin delivery >= 0.098 s", true),
            ("max of pin delivery = 100 ms", true),
            ("mean of pin delivery <= 50050us", true),
            ("p50 of reserve < 1 s", false),
            ("lost = 0", false),
            ("lost <= 5", true),
            ("oversold = 0", true),
            ("lost of deliveries < 0.1 %", true),
            ("lost of deliveries < 0.05 %", false),
            ("deliveries per second > 499", true),
            ("viewers >= 400", true),
            ("failed balances = 0", true),
            ("bottlenecks = 0", true),
        ] {
            let target = Target::parse(text).unwrap();
            assert_eq!(target.judge(&outcome).met, met, "{text}: {:?}", target.judge(&outcome));
        }
        let nothing = Target::parse("p50 of reserve < 1 s").unwrap().judge(&outcome);
        assert_eq!((nothing.found, nothing.text.as_str()), (None, "nothing was measured"));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_allowed() {
        for (text, says) in [
            ("p99 of pin delivery", "comparison"),
            ("p99 of pins < 2 ms", "pin delivery"),
            ("p98 of pin delivery < 2 ms", "no count `p98`"),
            ("p99 of pin delivery < 2", "us, ms, s"),
            ("p99 of pin delivery < 2 h", "us, ms, s"),
            ("p99 of pin delivery < two ms", "number"),
            ("losses = 0", "lost"),
            ("lost = 0 ms", "has none"),
            ("lost of deliveries < 1", "%"),
        ] {
            let error = Target::parse(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
