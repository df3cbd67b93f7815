//! The hunt for bugs planted on purpose: each must be found.

use super::runs::simulate;
use crate::planted::{self, Bug};

/// Seeds within which a bug must be found.
const WITHIN: u64 = 400;

/// The first seed that finds a bug, and what it says.
fn hunt(bug: Bug) -> Option<(u64, String)> {
    planted::plant(Some(bug));
    let found = (1..=WITHIN).find_map(|seed| Some((seed, simulate(seed).err()?)));
    planted::plant(None);
    found
}

#[test]
fn every_planted_bug_is_found() {
    let mut missed = Vec::new();
    println!("\nproof: {:<24} | seeds | what was found", "planted bug");
    for bug in planted::ALL {
        match hunt(bug) {
            Some((seeds, why)) => {
                let broken: String =
                    why.lines().last().unwrap_or_default().chars().take(160).collect();
                println!("\nproof: {:<24} | {seeds:>5} | {broken}", format!("{bug:?}"));
            }
            None => missed.push(bug),
        }
    }
    assert!(missed.is_empty(), "not found within {WITHIN} seeds: {missed:?}");
}
