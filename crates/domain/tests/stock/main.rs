//! The stock rules against a naive model, and over random histories.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails fails its test")]

mod commands;
mod history;
mod model;
mod named;

use hawker_domain::stock::{Block, Part, Rebuild, Stock};
use history::{Ask, How, Rules, Run, Step, blocks, history, image};
use model::Model;
use proptest::prelude::*;

proptest! {
    /// Every answer, every read and every transition is the one that the naive
    /// model gives, which counts everything anew from the list of reservations.
    #[test]
    fn the_rules_do_what_the_naive_model_does(steps in history()) {
        let mut run = Run::new();
        let mut model = Model::default();
        for step in &steps {
            run.step(step, Some(&mut model));
        }
        run.end_batch(Some(&mut model));
        run.stock.check_all_ledgers().unwrap();
    }

    /// The same history gives the same state, also when it goes on from a
    /// snapshot that was taken after any of its batches.
    #[test]
    fn a_snapshot_and_the_rest_are_the_whole(steps in history(), at in any::<prop::sample::Index>()) {
        let mut whole = Run::new();
        let mut resumed = Run::new();
        let at = at.index(steps.len());
        for (number, step) in steps.iter().enumerate() {
            let whole_answer = whole.step(step, None);
            prop_assert_eq!(whole_answer, resumed.step(step, None));
            if number == at {
                whole.next_batch(None);
                resumed.end_batch(None);
                let rebuilt = rebuild(&resumed.stock);
                prop_assert_eq!(image(&rebuilt), image(&resumed.stock));
                resumed.stock = rebuilt;
                resumed.begin();
            }
        }
        whole.end_batch(None);
        resumed.end_batch(None);
        prop_assert_eq!(image(&whole.stock), image(&resumed.stock));
    }
}

/// Histories that random ones seldom come to, against the same model.
#[test]
fn orders_change_and_their_first_answers_do_not() {
    let rules = Rules { late: true, extensions: Some(3), ..Rules::default() };
    let define =
        Ask::Define { sale: 0, skus: vec![0, 1], allotment: 9, limit: 4, open_seconds: 0, rules };
    let reserve = |buyer, lines: &[(usize, u32)]| {
        let lines = lines.to_vec();
        Ask::Reserve { buyer, sale: Some(0), lines, limit: 0, how: How::default() }
    };
    let wait = |ask, ms| Step { pause_ms: Some(ms), ..Step::ask(ask) };
    let again =
        |back| Step { old_key: Some(back), repeat: true, ..Step::ask(Ask::Open { sale: 0 }) };
    let mut run = Run::new();
    let mut model = Model::default();
    let commit = |nth, payment| Ask::Commit { nth, payment };
    for step in [
        Step::receive(0, 9),
        Step::receive(1, 9),
        Step::ask(define),
        Step::ask(Ask::Open { sale: 0 }),
        // A part is bought, and the rest released.
        Step::ask(reserve(0, &[(0, 2), (1, 2)])),
        Step::ask(Ask::CommitPart { nth: 0, pieces: vec![(0, 1)], keep: false, payment: 1 }),
        again(2),
        again(1),
        Step::ask(commit(0, 1)),
        Step::ask(reserve(0, &[(0, 3)])),
        Step::ask(commit(0, 0)),
        // It came back by itself, and is not restocked twice.
        Step::ask(Ask::Return { sku: 0, quantity: 1, nth: Some(1), order: None, damaged: false }),
        Step::ask(Ask::Cancel { nth: 1, pieces: Vec::new(), keep_out: false }),
        Step::ask(Ask::Cancel { nth: 1, pieces: Vec::new(), keep_out: false }),
        again(9),
        // A payment comes late, and its units count to the limit again.
        Step::ask(reserve(1, &[(0, 2), (1, 1)])),
        wait(Ask::Elapse { limit: 9 }, 130_000),
        Step::ask(commit(0, 2)),
        Step::ask(reserve(1, &[(0, 2)])),
        Step::ask(Ask::Cancel { nth: 0, pieces: vec![(0, 1)], keep_out: true }),
        again(3),
        Step::ask(commit(0, 2)),
        // The rest of a hold is held until the same time.
        Step::ask(reserve(2, &[(0, 2), (1, 2)])),
        wait(Ask::CommitPart { nth: 0, pieces: vec![(1, 2)], keep: true, payment: 0 }, 60_000),
        Step::ask(Ask::Prolong { nth: 0, seconds: 10 }),
        again(3),
        wait(Ask::Elapse { limit: 9 }, 61_000),
        wait(Ask::Elapse { limit: 9 }, 10_000),
    ] {
        run.step(&step, Some(&mut model));
        run.next_batch(Some(&mut model));
    }
}

fn rebuild(stock: &Stock) -> Stock {
    let mut parts = stock.parts();
    let mut rebuild = Rebuild::new(&parts.next().unwrap()).unwrap();
    parts.for_each(|part| rebuild.add(part).unwrap());
    for block in blocks(stock) {
        rebuild.add_block(Block::decode(&block).unwrap()).unwrap();
    }
    stock.rest().for_each(|part| rebuild.add(part).unwrap());
    rebuild.finish().unwrap()
}

#[test]
fn a_snapshot_whose_units_do_not_add_up_is_refused() {
    let mut run = Run::new();
    run.step(&Step::receive(0, 5), None);
    run.end_batch(None);
    let parts: Vec<_> = run.stock.parts().collect();
    let mut rebuild = Rebuild::new(&parts[0]).unwrap();
    for part in &parts[1..] {
        let part = match part.clone() {
            Part::Sku(mut sku) => {
                sku.available += 1;
                Part::Sku(sku)
            }
            part => part,
        };
        rebuild.add(part).unwrap();
    }
    for block in blocks(&run.stock) {
        rebuild.add_block(Block::decode(&block).unwrap()).unwrap();
    }
    run.stock.rest().for_each(|part| rebuild.add(part).unwrap());
    let error = rebuild.finish().unwrap_err().to_string();
    assert!(error.contains("adjusted 0 is not available 6"), "{error}");
}
