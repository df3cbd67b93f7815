//! The documented configuration is the one there is.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::collections::BTreeSet;

use hawker_tests::{server::run_hawker, workspace};

/// Every `table.key` in force, read from what `hawker config check` prints.
fn keys_in_force() -> BTreeSet<String> {
    let (status, out, err) = run_hawker(&["config", "check"]);
    assert!(status.success(), "{err}");
    let (mut keys, mut tables) = (BTreeSet::new(), Vec::new());
    for line in out.lines().map(str::trim).skip(2) {
        let Some((name, value)) = line.split_once(": ") else {
            if line.starts_with('}') {
                tables.pop();
            }
            continue;
        };
        if value.ends_with('{') {
            tables.push(name);
        } else {
            tables.push(name);
            keys.insert(tables.join("."));
            tables.pop();
        }
    }
    keys
}

/// Every `table.key` that the documentation lists.
fn keys_documented() -> BTreeSet<String> {
    let text = std::fs::read_to_string(workspace().join("docs/configuration.md")).unwrap();
    let (mut keys, mut table) = (BTreeSet::new(), String::new());
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("### `[") {
            table = name.trim_end_matches("]`").to_owned() + ".";
        } else if let Some((key, _)) = line.strip_prefix("| `").and_then(|l| l.split_once('`')) {
            keys.insert(format!("{table}{key}"));
        }
    }
    keys
}

#[test]
fn every_key_is_documented_and_every_documented_key_exists() {
    let (there, told) = (keys_in_force(), keys_documented());
    assert!(there.len() > 50, "the keys were read: {there:?}");
    let missing: Vec<_> = there.difference(&told).collect();
    let gone: Vec<_> = told.difference(&there).collect();
    assert!(missing.is_empty() && gone.is_empty(), "missing {missing:?}, gone {gone:?}");
}
