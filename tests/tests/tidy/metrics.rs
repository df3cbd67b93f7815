//! Only `telemetry` names a metric, each is named as Prometheus names things, and
//! `docs/metrics.md` lists them all.

use std::collections::BTreeSet;

use hawker_telemetry::{Kind, catalogue};

use crate::files::{File, assert_none, before_tests, files, root};

/// Where a metric's name may stand.
const HOMES: &[&str] = &["crates/telemetry/", "load-tests/bench/", "tests/"];

fn names_a_metric(file: &File) -> Vec<String> {
    let macros = ["counter!(", "gauge!(", "histogram!("];
    before_tests(&file.text)
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter(|(_, line)| macros.iter().any(|name| line.contains(name)) || has_name(line))
        .map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim()))
        .collect()
}

/// Whether the line holds a string that is a metric's name. A crate's name, as
/// in a filter of logs, has but one word after `hawker_`.
fn has_name(line: &str) -> bool {
    line.split("\"hawker_").skip(1).any(|rest| {
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        name.contains('_')
    })
}

/// The metrics, and the values of labels as `Label::Value`, that a file of the
/// catalogue declares.
fn declared(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut label = None;
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) =
            line.strip_prefix("pub static ").and_then(|l| l.split_once(": Metric"))
        {
            found.push(name.to_owned());
        }
        if let Some((name, _)) = line.split_once(": \"").filter(|_| line.ends_with("\" {")) {
            label = Some(name.to_owned());
        }
        if let (Some(label), Some((value, _))) = (&label, line.split_once(" = \"")) {
            found.push(format!("{label}::{value}"));
        }
        if line.starts_with('}') {
            label = None;
        }
    }
    found
}

/// Whether `name` stands in `text` as a whole word.
fn is_used(name: &str, text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        !before.ends_with(word) && !rest.trim_start_matches(name).starts_with(word)
    })
}

#[test]
fn every_metric_is_counted() {
    let files = files(&[".rs"]);
    let (catalogue, code): (Vec<_>, Vec<_>) = files
        .iter()
        .filter(|file| file.path.starts_with("crates/"))
        .partition(|file| file.path.starts_with("crates/telemetry/"));
    let code: String = code
        .iter()
        .flat_map(|f| before_tests(&f.text))
        .flat_map(|(_, line)| [line, "\n"])
        .collect();
    let names = catalogue.iter().flat_map(|file| declared(&file.text));
    let unused: Vec<_> = names.filter(|name| !is_used(name, &code)).collect();
    assert_none("what nothing counts is not in the catalogue", &unused);
}

#[test]
fn only_telemetry_names_metrics() {
    let found: Vec<_> = files(&[".rs"])
        .iter()
        .filter(|file| !HOMES.iter().any(|home| file.path.starts_with(home)))
        .flat_map(names_a_metric)
        .collect();
    assert_none("metrics are named in crates/telemetry", &found);
}

#[test]
fn names_follow_prometheus() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for metric in catalogue() {
        let good_end = match metric.kind {
            Kind::Counter => metric.name.ends_with("_total"),
            Kind::Gauge => !metric.name.ends_with("_total"),
            Kind::Histogram(bounds) => {
                !metric.name.ends_with("_total") && bounds.windows(2).all(|two| two[0] < two[1])
            }
        };
        if !metric.name.starts_with("hawker_") || !good_end {
            wrong.push(format!("{}: not named as its kind is", metric.name));
        }
        if !metric.help.ends_with('.') {
            wrong.push(format!("{}: its help is not a sentence", metric.name));
        }
        if !seen.insert(metric.name) {
            wrong.push(format!("{}: named twice", metric.name));
        }
    }
    assert_none("metrics are named as Prometheus names things", &wrong);
}

#[test]
fn the_list_of_metrics_is_up_to_date() {
    let page = std::fs::read_to_string(root().join("docs/metrics.md")).unwrap();
    assert!(
        page == hawker_telemetry::reference(),
        "docs/metrics.md is not what the catalogue says: run `make generate`"
    );
}

#[test]
fn planted_violations_are_found() {
    let planted = |text: &str| {
        names_a_metric(&File { path: "planted.rs".to_owned(), text: text.to_owned() }).len()
    };
    assert_eq!(planted("metrics::counter!(name);"), 1);
    assert_eq!(planted("let name = \"hawker_viewers_now\";"), 1);
    assert_eq!(planted("let filter = \"hawker_gateway=debug\";"), 0);
    let module =
        "label!(\n  Why: \"why\" {\n    Left = \"left\",\n  }\n);\npub static ENDED: Metric =";
    assert_eq!(declared(module), ["Why::Left", "ENDED"]);
    assert!(is_used("ENDED", "(ENDED.count())") && !is_used("ENDED", "NOT_ENDED"));
    assert_eq!(planted("#[cfg(test)]\nmod tests {\nlet name = \"hawker_viewers_now\";"), 0);
}
