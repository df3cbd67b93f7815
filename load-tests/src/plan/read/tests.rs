//! What the reader says of files that are wrong, and that the built-in ones are
//! right.

use std::collections::BTreeSet;

use super::*;
use crate::Trace;
use crate::plan::{BUILT_IN, Timetable};

const LEAST: &str = "name = \"a\"\n[[phases]]\ndo = \"ramp\"\nlength = \"2s\"\nviewers = 5\n";

/// A file that has every key.
const FULL: &str = include_str!("full.toml");

#[test]
fn the_least_file_takes_the_defaults_that_the_reference_names() {
    let plan = Plan::parse("least", LEAST).unwrap();
    assert_eq!((plan.viewers(), plan.seed, plan.shows.len()), (5, 1, 1));
    assert_eq!(plan.behaviour, BEHAVES);
    for (table, key, default) in [
        ("[behaviour]", "reserve", "0.2"),
        ("[behaviour]", "bot_every", "200ms"),
        ("[think]", "pay", "lognormal, 6s, 0.5"),
        ("the file", "json", "0.33"),
    ] {
        let section = SECTIONS.iter().find(|section| section.name == table).unwrap();
        assert_eq!(section.keys.iter().find(|it| it.name == key).unwrap().default, default);
    }
}

#[test]
fn the_reference_lists_exactly_the_keys_that_are_read() {
    let notes = Notes::new(FULL);
    let top = DeTable::parse(FULL).unwrap();
    read(&notes, &Table::new(&TOP, top.get_ref(), 0..0, &notes), FULL);
    let asked = notes.all_asked();
    let listed: BTreeSet<(&str, &str)> =
        SECTIONS.iter().flat_map(|it| it.keys.iter().map(|key| (it.name, key.name))).collect();
    assert_eq!(asked, listed);
    let plan = Plan::parse("full", FULL).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(plan.host.len(), 7);
    assert_eq!(plan.sales[1].policy, SalePolicy::Group { groups: 10, size: 3 });
    assert_eq!(plan.think.click, Spread::Fixed(Duration::from_millis(1_500)));
}

#[test]
fn every_problem_is_told_with_its_line_and_column_and_what_is_allowed() {
    let with = |more: &str| format!("{LEAST}{more}");
    let cases = [
        (with("[behavior]\nchat = 1\n"), (6, 2), "has no key `behavior`: it has name, about"),
        (
            with("[behaviour]\nchat = 1.5\n"),
            (7, 8),
            "`chat` should be a number from 0 to 1, not 1.5",
        ),
        (with("[behaviour]\nchta = 1\n"), (7, 1), "it has chat, chat_per_minute"),
        (with("[behaviour]\npay = 0.7\nabandon = 0.4\n"), (8, 11), "at most 1 together"),
        (with("[think]\npay = 3\n"), (7, 7), "a distribution"),
        (with("[think]\npay = { fixed = \"3\" }\n"), (7, 17), "such as \"500ms\""),
        (with("[think]\npay = { gauss = \"3s\" }\n"), (7, 7), "lognormal"),
        (with("[[host]]\nat = \"1s\"\ndo = \"dance\"\n"), (8, 6), "pin, unpin, open-sale"),
        (with("[[host]]\nat = \"9s\"\ndo = \"pin\"\n"), (7, 6), "over after 2s"),
        (with("[[host]]\nat = \"1s\"\ndo = \"open-sale\"\nsale = \"x\"\n"), (9, 8), "`sale`"),
        (with("[[host]]\nat = \"1s\"\ndo = \"pin\"\nunits = 5\n"), (9, 9), "no meaning"),
        (with("[[host]]\nat = \"1s\"\ndo = \"pin\"\nlisting = 5\n"), (9, 11), "has 2 listings"),
        (with("[[sales]]\nname = \"x\"\n"), (6, 1), "needs `units`"),
        (with("[[sales]]\nname = \"x\"\nunits = 5\npolicy = \"draw\"\n"), (9, 10), "`open_for`"),
        (with("[[shows]]\nname = \"x\"\nshare = 0.5\n"), (6, 1), "add up to 1, not 0.5"),
        (LEAST.replace("5\n", "0\n"), (5, 11), "1 to 10000000"),
        (
            LEAST.replace("viewers = 5", "viewers = 5\nrate = 2"),
            (6, 8),
            "either `viewers` or `rate`",
        ),
        (
            LEAST.replace("viewers = 5", "viewers = 5\narrive = \"trace\""),
            (6, 10),
            "needs a [trace]",
        ),
        (LEAST.replace("\"2s\"", "2"), (4, 10), "in quotes"),
        (LEAST.replace("name", "nme"), (1, 1), "has no key `nme`"),
        (
            format!("targets = [\"lost = 0\",\n \"losses = 0\"]\n{LEAST}"),
            (2, 2),
            "there is no count `losses`",
        ),
        ("name = \"a".to_owned(), (1, 10), ""),
    ];
    for (source, (line, column), what) in cases {
        let problems = Plan::parse("file.toml", &source).unwrap_err();
        let found = problems.list().iter().find(|it| (it.line, it.column) == (line, column));
        assert!(found.is_some_and(|it| it.what.contains(what)), "{source}\n---\n{problems}");
        assert!(problems.to_string().contains(&format!("file.toml:{line}:{column}: ")));
    }
    let many = Plan::parse("file", "name = 1\nseed = -1\nphases = []\n").unwrap_err();
    assert_eq!(many.list().len(), 3, "{many}");
}

#[test]
fn every_built_in_plan_is_right_and_has_a_timetable_within_ten_minutes() {
    let trace = Trace::live_chat_3h().unwrap();
    for (name, source) in BUILT_IN {
        let plan = Plan::parse(name, source).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(plan.name, name);
        assert!(!plan.about.is_empty() && !plan.targets.is_empty(), "{name}");
        assert!(plan.length() < Duration::from_secs(600), "{name} takes {:?}", plan.length());
        let table = Timetable::of(&plan, Some(&trace)).unwrap();
        assert!(table.acts.len() > 100, "{name}");
        assert_eq!(Plan::load(name).unwrap(), plan);
    }
    let error = Plan::load("no-such-plan").unwrap_err().to_string();
    assert!(error.contains("thundering-herd") && error.contains("replay"), "{error}");
}

#[test]
fn times_are_read_with_their_units() {
    for (text, micros) in
        [("500ms", 500_000), ("1.5s", 1_500_000), ("0.1s", 100_000), ("2m", 120_000_000)]
    {
        assert_eq!(table::time(text), Some(Duration::from_micros(micros)), "{text}");
    }
    for text in ["", "5", "s", "-5s", "1e3s", "5 s", "25h", "5d", "infs", "nans"] {
        assert_eq!(table::time(text), None, "{text}");
    }
}

#[test]
fn the_page_of_all_keys_is_fresh() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/scenarios.md");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page == reference(), "docs/scenarios.md is stale: run `make generate`");
}

#[test]
fn the_scenario_of_the_documentation_is_right() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/load-testing.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let plans: Vec<&str> = blocks.filter(|block| crate::plan::is_plan(block)).collect();
    assert!(!plans.is_empty());
    for plan in plans {
        Plan::parse("docs/load-testing.md", plan).unwrap_or_else(|problems| panic!("{problems}"));
    }
}
