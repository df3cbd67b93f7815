//! What a report promises: nothing from outside, nothing that becomes markup,
//! and every figure readable without its script.

use crate::compare::Comparison;
use crate::outcome::{Bottleneck, sample};

use super::*;

/// What stands before the script and its data.
fn body(page: &str) -> &str {
    page.split("<script").next().unwrap_or_default()
}

#[test]
fn a_report_needs_nothing_from_outside() {
    let run = sample(1.0);
    let other = Comparison::of(("a", &run), ("b", &run));
    for page in [report(&run), comparison(&other, &run, &run)] {
        for outside in ["http:", "https:", "src=", "href=", "@import", "url("] {
            assert!(!page.contains(outside), "the page has {outside}");
        }
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn the_first_line_is_the_verdict_and_a_bottleneck_of_the_tester_leads_it() {
    let mut run = sample(1.0);
    let first = |run: &Outcome| body(&report(run)).split("<main>").nth(1).unwrap().to_owned();
    assert!(first(&run).starts_with("<p class='verdict warn'>1 of 3 targets are missed"));
    run.generator.bottlenecks.push(Bottleneck::Cpu { busy_percent: 100, seconds: 9 });
    assert!(first(&run).starts_with("<p class='verdict bad'>The load tester was the bottleneck"));
}

#[test]
fn figures_targets_and_the_scenario_are_there_without_the_script() {
    let run = sample(1.0);
    let page = report(&run);
    let body = body(&page);
    for part in [
        "pin delivery",
        "p99.9",
        "missed",
        "sale: units held or sold",
        "RATE_LIMITED",
        "2 cores",
        "[[phases]]",
        "one viewer stands for 200",
    ] {
        assert!(body.contains(part), "{part} is missing");
    }
}

#[test]
fn nothing_that_was_measured_becomes_markup() {
    let mut run = sample(1.0);
    let evil = "</script><script>alert(1)</script>";
    run.scenario.name = evil.to_owned();
    run.scenario.source = evil.to_owned();
    run.scenario.marks.push((1.0, evil.to_owned()));
    run.refusals.insert(evil.to_owned(), 1);
    run.notes.insert(evil.to_owned());
    run.balances[0].detail = evil.to_owned();
    let page = report(&run);
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
}
