//! The rules as promtool sees them: they are well formed, and each alert has a
//! test in which it fires and one in which it doesn't.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use hawker_tests::workspace;

fn folder() -> PathBuf {
    workspace().join("grafana/prometheus")
}

fn yaml_files(of: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder().join(of)).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|end| end == "yml")).collect()
}

fn promtool(words: &[&str], files: &[PathBuf]) {
    let output = Command::new("promtool")
        .args(words)
        .args(files)
        .output()
        .expect("promtool is installed: run `make tools`");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "promtool {words:?}: {}", String::from_utf8_lossy(&said));
}

#[test]
fn the_configuration_is_well_formed() {
    promtool(&["check", "config", "--syntax-only"], &[folder().join("prometheus.yml")]);
    promtool(&["check", "rules", "--lint=all", "--lint-fatal"], &yaml_files("rules"));
}

#[test]
fn the_rules_pass_their_own_tests() {
    promtool(&["test", "rules"], &yaml_files("rules/tests"));
}

#[test]
fn every_alert_is_tested_firing_and_silent() {
    let text = |path: PathBuf| fs::read_to_string(path).unwrap();
    let alerts: BTreeSet<String> =
        yaml_files("rules").into_iter().flat_map(|path| alerts(&text(path))).collect();
    assert!(!alerts.is_empty());
    let mut tests = Tested::new();
    yaml_files("rules/tests").into_iter().for_each(|path| note_tests(&text(path), &mut tests));
    let both = BTreeSet::from([true, false]);
    let untested: Vec<_> = alerts.iter().filter(|name| tests.get(*name) != Some(&both)).collect();
    assert!(untested.is_empty(), "not tested both firing and silent: {untested:?}");
}

#[test]
fn the_operations_page_says_what_to_do_about_each_alert() {
    let page = fs::read_to_string(workspace().join("docs/operations.md")).unwrap();
    let rules = yaml_files("rules").into_iter().map(|path| fs::read_to_string(path).unwrap());
    let names: Vec<String> = rules.flat_map(|rules| alerts(&rules)).collect();
    let absent: Vec<_> = names.iter().filter(|n| !page.contains(&format!("| {n} |"))).collect();
    assert!(absent.is_empty(), "not in docs/operations.md: {absent:?}");
}

/// Whether an alert was expected to fire, in each of its tests.
type Tested = BTreeMap<String, BTreeSet<bool>>;

fn alerts(rules: &str) -> Vec<String> {
    let names = rules.lines().filter_map(|line| line.trim_start().strip_prefix("- alert: "));
    names.map(|name| name.trim().to_owned()).collect()
}

/// Reads the pairs of `alertname` and `exp_alerts`: promtool's own files, in which
/// an alert that stays silent is written `exp_alerts: []`.
fn note_tests(tests: &str, found: &mut Tested) {
    let mut alert = None;
    for line in tests.lines() {
        let line = line.trim_start().trim_start_matches("- ");
        if let Some(name) = line.strip_prefix("alertname: ") {
            alert = Some(name.trim().to_owned());
        }
        if let Some(expected) = line.strip_prefix("exp_alerts:") {
            let alert = alert.take().expect("an alertname before exp_alerts");
            found.entry(alert).or_default().insert(expected.trim() != "[]");
        }
    }
}

#[test]
fn planted_gaps_are_found() {
    assert_eq!(alerts("groups:\n  - rules:\n      - alert: A\n      - record: b\n"), ["A"]);
    let mut found = Tested::new();
    let only_firing = "      - alertname: A\n        exp_alerts:\n          - exp_labels: {}\n";
    note_tests(only_firing, &mut found);
    assert_eq!(found["A"], BTreeSet::from([true]));
    note_tests("- eval_time: 5m\n  alertname: A\n  exp_alerts: []\n", &mut found);
    assert_eq!(found["A"], BTreeSet::from([true, false]));
}
