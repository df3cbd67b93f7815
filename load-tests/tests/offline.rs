//! The commands that need no server, through the real binary: what they print,
//! what they write, and their exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing step is a failing test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hawker_load::outcome::{Count, Kind, Outcome};
use hawker_load::target::Target;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hawker-load")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A run of which the 99th percentile of a pin was so many milliseconds.
fn saved(dir: &Path, name: &str, p99_ms: u64) -> PathBuf {
    let mut outcome = Outcome::new();
    outcome.scenario.name = name.to_owned();
    outcome.seconds = 10.0;
    (0..10_000).for_each(|_| outcome.latency(Kind::Pin).record(p99_ms * 1_000));
    outcome.count(Count::Deliveries, 10_000);
    let target = Target::parse("p99 of pin delivery < 200 ms").unwrap();
    outcome.targets = vec![target.judge(&outcome)];
    let path = dir.join(format!("{name}.json"));
    outcome.save(&path).unwrap();
    path
}

#[test]
fn a_built_in_scenario_is_listed_shown_changed_and_checked() {
    let listed = said(&run(&["scenarios"]));
    for name in ["smoke", "peak", "taobao-1212", "thundering-herd", "bot-rush", "cutoff"] {
        assert!(listed.lines().any(|line| line.starts_with(name)), "{listed}");
    }
    let shown = said(&run(&["scenario", "show", "smoke"]));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mine.toml");
    std::fs::write(&file, &shown).unwrap();
    let checked = run(&["check", file.to_str().unwrap()]);
    assert!(checked.status.success() && said(&checked).contains("50 viewers"));

    std::fs::write(&file, shown.replace("viewers = 50", "viewer = 50")).unwrap();
    let refused = run(&["check", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    let line = shown.lines().position(|line| line == "viewers = 50").unwrap() + 1;
    let place = format!("mine.toml:{line}:1: [[phases]] has no key `viewer`");
    assert!(complained(&refused).contains(&place), "{}", complained(&refused));
}

#[test]
fn a_report_is_printed_again_with_its_page_and_the_exit_code_of_its_targets() {
    let dir = tempfile::tempdir().unwrap();
    let quick = run(&["report", saved(dir.path(), "quick", 20).to_str().unwrap()]);
    assert_eq!(quick.status.code(), Some(0));
    assert!(said(&quick).starts_with("All 1 targets are met"), "{}", said(&quick));
    let slow = saved(dir.path(), "slow", 300);
    let page = dir.path().join("page.html");
    let slow = run(&["report", slow.to_str().unwrap(), "--html", page.to_str().unwrap()]);
    assert_eq!(slow.status.code(), Some(1));
    assert!(std::fs::read_to_string(page).unwrap().contains("1 of 1 targets are missed"));
    let none = run(&["report", dir.path().join("none.json").to_str().unwrap()]);
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn two_runs_are_compared_with_a_verdict_on_each_figure() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (saved(dir.path(), "one", 20), saved(dir.path(), "other", 40));
    let page = dir.path().join("both.html");
    let (one, other, page) =
        (one.to_str().unwrap(), other.to_str().unwrap(), page.to_str().unwrap());
    let compared = run(&["compare", one, other, "--html", page]);
    assert!(compared.status.success());
    let said = said(&compared);
    let line = said.lines().find(|line| line.starts_with("p99 of pin delivery")).unwrap();
    assert!(line.contains("+100.0 %") && line.ends_with("worse"), "{said}");
    assert!(std::fs::read_to_string(page).unwrap().contains("worse"));
}

#[test]
fn a_chat_log_becomes_a_trace_that_is_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let log = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/chats/danmaku.xml");
    let out = dir.path().join("trace.csv");
    let out = out.to_str().unwrap();
    let imported = run(&["import", log, "--out", out]);
    assert!(imported.status.success(), "{}", complained(&imported));
    assert!(said(&imported).contains("is Bilibili danmaku XML; 1 entries are no messages"));
    let stat = said(&run(&["trace", "stat", out]));
    assert!(stat.starts_with("3 messages by 2 people over 24 s"), "{stat}");
    assert_eq!(stat, said(&run(&["trace", "stat", log])));
    let refused = run(&["import", env!("CARGO_BIN_EXE_hawker-load"), "--out", out]);
    assert_eq!(refused.status.code(), Some(2));
}
