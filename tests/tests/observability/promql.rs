//! Which metrics an expression reads: enough of PromQL's grammar to tell a metric
//! from a function, a label and a string.

use std::collections::BTreeSet;

/// Words that take a list of labels.
const LABEL_LISTS: &[&str] = &["by", "without", "on", "ignoring", "group_left", "group_right"];

/// Words that are not metrics, with or without a bracket after them.
const WORDS: &[&str] = &["and", "or", "unless", "bool", "offset", "inf", "nan", "atan2"];

/// Every metric that `expression` reads.
pub(crate) fn metrics(expression: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '{' => after(rest, '}'),
            '[' => after(rest, ']'),
            '"' => after(rest.strip_prefix('"').unwrap(), '"'),
            c if c.is_ascii_digit() => rest.trim_start_matches(|c| is_word(c) || c == '.'),
            c if is_word(c) => {
                let (word, rest) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
                word_at(word, rest.trim_start(), &mut found)
            }
            c => rest.strip_prefix(c).unwrap(),
        }
        .trim_start();
    }
    found
}

fn word_at<'a>(word: &str, rest: &'a str, found: &mut BTreeSet<String>) -> &'a str {
    let bracket = rest.starts_with('(');
    if LABEL_LISTS.contains(&word) {
        return if bracket { after(rest, ')') } else { rest };
    }
    // `sum by (…) (…)`: an aggregation's bracket may come after its labels.
    let aggregates = ["by", "without"]
        .iter()
        .any(|list| rest.strip_prefix(list).is_some_and(|rest| rest.trim_start().starts_with('(')));
    if !bracket && !aggregates && !WORDS.contains(&word) {
        found.insert(word.to_owned());
    }
    rest
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == ':'
}

fn after(text: &str, end: char) -> &str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

#[test]
fn metrics_are_told_from_the_rest() {
    let names = |text: &str| metrics(text).into_iter().collect::<Vec<_>>();
    assert_eq!(names("rate(a_total{l=\"b_total\"}[5m])"), ["a_total"]);
    assert_eq!(
        names("sum by (le, step) (rate(a_bucket[1m])) / on (x) group_left b:sum > 0.5"),
        ["a_bucket", "b:sum"]
    );
    assert_eq!(names("sum(a) by (b) and c offset 5m or vector(0)"), ["a", "c"]);
    assert_eq!(
        names("max(x{a=\"\"} ) >= 1e3 or bottomk(1, label_replace(y, \"z\", \"\", \"\", \"\"))"),
        ["x", "y"]
    );
}
