//! `hawker plan`, as an operator calls it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::process::{Command, Output};

use hawker_tests::{binary, scratch};

fn plan(arguments: &[&str]) -> Output {
    Command::new(binary("hawker")).arg("plan").args(arguments).output().unwrap()
}

#[test]
fn a_plan_is_printed_for_people_and_as_json_and_follows_the_costs_that_are_given() {
    let dir = scratch("plan");
    let told = plan(&["--viewers", "1000000", "--attempts", "20000"]);
    assert!(told.status.success());
    let text = String::from_utf8(told.stdout).unwrap();
    for part in ["gateways", "redis", "postgresql", "inventory", "funnel", "rehearsal"] {
        assert!(text.lines().any(|line| line.starts_with(part)), "{part}: {text}");
    }
    let machines = |arguments: &[&str]| {
        let told = plan(&[&["--viewers", "1000000", "--json"], arguments].concat());
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let plan: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        plan["gateways"]["machines"].as_u64().unwrap()
    };
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/hawker/src/plan/costs.toml");
    let built_in = std::fs::read_to_string(root).unwrap();
    let write = built_in.lines().find(|line| line.starts_with("write_us")).unwrap();
    let dearer = dir.path().join("costs.toml");
    std::fs::write(&dearer, built_in.replace(write, "write_us = 100")).unwrap();
    assert!(machines(&["--costs", dearer.to_str().unwrap()]) > 3 * machines(&[]));
}

#[test]
fn what_cannot_be_planned_is_refused_in_one_line() {
    for (arguments, says) in [
        (["--viewers", "5", "--costs", "no/such/file.toml"], "CONFIG_INVALID"),
        (["--viewers", "5", "--fill", "1.5"], "above 1"),
        (["--viewers", "0", "--shows", "1"], "0 is not in"),
    ] {
        let told = plan(&arguments);
        let why = String::from_utf8(told.stderr).unwrap();
        assert!(!told.status.success() && why.contains(says), "{arguments:?}: {why}");
        assert!(told.stdout.is_empty());
    }
}
