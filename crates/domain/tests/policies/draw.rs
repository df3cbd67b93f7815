//! Draws: that they follow from what is public, that they cannot be steered, and
//! that units go to whoever is next by rank until there is nobody.

use std::{
    collections::BTreeSet,
    io::Write as _,
    process::{Command as Process, Stdio},
};

use hawker_domain::{
    BuyerRef, SaleRef, SkuRef, Timestamp,
    stock::{Command, DrawView, Enter, Hash, Policy, Refusal, Reply, Reveal, SaleState},
};
use sha2::{Digest as _, Sha256};

use super::support::{Random, Shop, for_seeds, merchant, rebuild};

const SALE: &str = "draw";

fn sale() -> SaleRef<'static> {
    SaleRef::new(SALE).unwrap()
}

fn sha(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

fn secret(random: &mut Random) -> Hash {
    sha(&random.next().to_be_bytes())
}

/// An open draw over two SKUs with so many units each, and an allotment.
fn open_draw(seed: &Hash, units: [u32; 2], allotment: u32) -> Shop {
    let mut shop = Shop::new();
    shop.receive("red", units[0]);
    shop.receive("blue", units[1]);
    let seed_hash = sha(seed);
    shop.define(SALE, &["red", "blue"], |define| {
        define.policy = Policy::Draw;
        define.seed_hash = seed_hash;
        define.allotment = allotment;
        define.limit_per_buyer = 3;
        define.open_seconds = 60;
    });
    shop.open(SALE);
    shop
}

fn enter(shop: &mut Shop, buyer: &str, nonce: &str, sku: &str, quantity: u32) -> Reply {
    let (key, household) = (shop.key(), shop.household());
    shop.apply(&Command::Enter(Enter {
        key,
        merchant: merchant(),
        buyer: BuyerRef::new(buyer).unwrap(),
        show: None,
        listing: None,
        sale: sale(),
        nonce,
        household,
        sku: SkuRef::new(sku).unwrap(),
        quantity,
    }))
}

fn view(shop: &Shop) -> DrawView {
    shop.stock.draw(merchant(), sale()).unwrap()
}

fn state(shop: &Shop) -> SaleState {
    shop.stock.sale(merchant(), sale()).unwrap().as_of.state
}

fn end_window(shop: &mut Shop) {
    shop.now += 60_000;
    shop.elapse(200);
}

fn reveal(shop: &mut Shop, seed: Hash) -> Reply {
    shop.apply(&Command::Reveal(Reveal { merchant: merchant(), sale: sale(), seed }))
}

/// Lets the clock do all that is due; who got units, in order.
fn run(shop: &mut Shop) -> Vec<(String, String, u32)> {
    let mut winners = Vec::new();
    while shop.stock.is_due(Timestamp::from_millis(shop.now)) {
        shop.elapse(200);
        let views = shop.stock.changed().iter().filter_map(|id| shop.stock.reservation_by_id(*id));
        winners.extend(views.map(|view| {
            assert!(view.promoted);
            let line = view.lines[0];
            (view.buyer.to_owned(), line.sku.to_owned(), line.quantity)
        }));
        if winners.len() < 100 {
            shop.stock = rebuild(&shop.stock);
        }
    }
    winners
}

/// The winners by the script of a third party.
fn by_script(shop: &Shop, units: [u32; 2], allotment: u32) -> Vec<(String, String, u32)> {
    let hex = |hash: Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let draw = view(shop);
    let mut input = format!("{}\n{}\n", hex(draw.seed_hash), hex(draw.entries_hash.unwrap()));
    input +=
        &format!("{}\nred={} blue={}\n{allotment}\n", hex(draw.seed.unwrap()), units[0], units[1]);
    let entries = shop.stock.draw_entries(merchant(), sale(), 0, usize::MAX);
    entries.for_each(|entry| input += &entry.line());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policies/check_draw.py");
    let mut python = Process::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed to check a draw as a third party would");
    python.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let winner = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        (words[0].to_owned(), words[1].to_owned(), words[2].parse().unwrap())
    };
    text.lines().map(winner).collect()
}

#[test]
fn anyone_can_work_out_the_winners_from_what_is_public() {
    for_seeds(15, |number| {
        let mut random = Random(number);
        let seed = secret(&mut random);
        let units = [random.between(1, 20), random.between(1, 20)];
        let allotment = random.between(1, 30);
        let mut shop = open_draw(&seed, units, allotment);
        for entry in 0..random.between(0, 60) {
            let nonce = format!("n{}", random.next());
            let sku = ["red", "blue"][random.below(2)];
            let got = enter(&mut shop, &format!("b{entry}"), &nonce, sku, random.between(1, 3));
            assert_eq!(got, Reply::Entered { number: entry + 1 });
        }
        assert_eq!((view(&shop).entries_hash, view(&shop).seed), (None, None));
        end_window(&mut shop);
        assert!(view(&shop).entries_hash.is_some() && view(&shop).seed.is_none());
        assert_eq!(shop.stock.hidden_draws().count(), 1);
        assert_eq!(reveal(&mut shop, seed), Reply::Done);
        let winners = run(&mut shop);
        assert_eq!(winners, by_script(&shop, units, allotment));
        assert!(matches!(state(&shop), SaleState::SoldOut | SaleState::Closed));
        shop.stock.check_all_ledgers().unwrap();
    });
}

#[test]
fn freed_units_go_to_the_next_rank_until_nobody_is_left() {
    for_seeds(30, |number| {
        let mut random = Random(number);
        let seed = secret(&mut random);
        let mut shop = open_draw(&seed, [2, 0], 10);
        let entrants = random.between(0, 12);
        for entry in 0..entrants {
            enter(&mut shop, &format!("b{entry}"), "n", "red", 1);
        }
        end_window(&mut shop);
        assert!(matches!(shop.reserve("x", Some(SALE), "red", 1), Reply::NotOpen));
        reveal(&mut shop, seed);
        let mut served: Vec<String> = run(&mut shop).into_iter().map(|winner| winner.0).collect();
        // Nobody pays: each hold runs out and goes to the next.
        while state(&shop) != SaleState::Closed {
            assert_eq!(state(&shop), SaleState::SoldOut);
            assert!(matches!(shop.reserve("x", Some(SALE), "red", 1), Reply::NotOpen));
            shop.now += 120_000;
            served.extend(run(&mut shop).into_iter().map(|winner| winner.0));
        }
        assert_eq!(served.len(), entrants as usize, "everyone had a turn");
        let once: BTreeSet<_> = served.iter().collect();
        assert_eq!(once.len(), served.len(), "and nobody two");
    });
}

/// Who knows everything but the seed chooses the last nonce so that it would win
/// if the ranks were made of what it knows. It wins no more often than by chance.
#[test]
fn nobody_who_does_not_know_the_seed_can_steer_a_draw() {
    let rank = |parts: &[&[u8]]| sha(&parts.concat());
    let mut wins = 0;
    for number in 0..200u64 {
        let mut random = Random(number);
        let seed = secret(&mut random);
        let mut shop = open_draw(&seed, [1, 0], 1);
        let mut chain = sha(&seed);
        for entry in 0..4 {
            let nonce = format!("n{}", random.next());
            enter(&mut shop, &format!("b{entry}"), &nonce, "red", 1);
            chain = rank(&[&chain, format!("b{entry}\t{nonce}\tred\t1\n").as_bytes()]);
        }
        let chosen = (0..).map(|guess| format!("g{guess}")).find(|nonce| {
            let last = rank(&[&chain, format!("me\t{nonce}\tred\t1\n").as_bytes()]);
            let of = |i: u32| rank(&[&last, &i.to_be_bytes()]);
            (1..5).all(|other| of(5) < of(other))
        });
        enter(&mut shop, "me", &chosen.unwrap(), "red", 1);
        end_window(&mut shop);
        reveal(&mut shop, seed);
        wins += u32::from(run(&mut shop)[0].0 == "me");
    }
    // A fifth of 200, and five standard deviations of a fair draw about it.
    assert!((12..=68).contains(&wins), "{wins} of 200");
}

#[test]
fn another_seed_an_early_one_and_a_late_entry_are_refused() {
    let (seed, other) = (sha(b"one"), sha(b"two"));
    let mut shop = open_draw(&seed, [1, 1], 2);
    assert_eq!(reveal(&mut shop, seed), Reply::Wrong(Refusal::SaleWrongState));
    assert_eq!(enter(&mut shop, "ann", "n1", "red", 1), Reply::Entered { number: 1 });
    assert_eq!(enter(&mut shop, "bob", "n1", "red", 4), Reply::Limit { left: 3 });
    assert_eq!(enter(&mut shop, "ann", "n2", "blue", 2), Reply::Entered { number: 1 });
    let chain = view(&shop);
    end_window(&mut shop);
    assert_eq!((state(&shop), view(&shop).entries), (SaleState::Drawing, chain.entries));
    assert_eq!(enter(&mut shop, "bob", "n1", "red", 1), Reply::NotOpen);
    assert_eq!(reveal(&mut shop, other), Reply::Wrong(Refusal::SaleWrongState));
    assert_eq!(reveal(&mut shop, seed), Reply::Done);
    assert_eq!(reveal(&mut shop, seed), Reply::Wrong(Refusal::SaleWrongState));
    assert_eq!(run(&mut shop), [("ann".to_owned(), "red".to_owned(), 1)]);
}

#[test]
fn a_household_enters_for_no_more_than_it_may_have() {
    let seed = sha(b"households");
    let mut shop = Shop::new();
    shop.receive("red", 9);
    shop.define(SALE, &["red"], |define| {
        define.policy = Policy::Draw;
        define.seed_hash = sha(&seed);
        (define.allotment, define.open_seconds) = (9, 60);
        (define.limit_per_buyer, define.limit_per_household) = (3, 4);
    });
    shop.open(SALE);
    let nameless = enter(&mut shop, "ann", "n", "red", 1);
    assert_eq!(nameless, Reply::Wrong(Refusal::HouseholdNeeded));
    shop.household = Some("elm-1");
    assert_eq!(enter(&mut shop, "ann", "n", "red", 3), Reply::Entered { number: 1 });
    assert_eq!(enter(&mut shop, "bob", "n", "red", 2), Reply::Limit { left: 1 });
    assert_eq!(enter(&mut shop, "ann", "n", "red", 1), Reply::Entered { number: 1 }, "again");
    shop.stock = rebuild(&shop.stock);
    assert_eq!(enter(&mut shop, "bob", "n", "red", 2), Reply::Limit { left: 1 });
    assert_eq!(enter(&mut shop, "bob", "n", "red", 1), Reply::Entered { number: 2 });
    assert_eq!(enter(&mut shop, "cyd", "n", "red", 1), Reply::Limit { left: 0 });
    shop.household = Some("elm-2");
    assert_eq!(enter(&mut shop, "dan", "n", "red", 3), Reply::Entered { number: 3 });
    end_window(&mut shop);
    reveal(&mut shop, seed);
    assert_eq!(run(&mut shop), by_script(&shop, [9, 0], 9), "by the list alone");
    let ids: Vec<_> = shop.stock.changed().to_vec();
    let of = |id| shop.stock.reservation_by_id(id).unwrap().household;
    assert!(ids.into_iter().map(of).all(|household| household.starts_with("elm-")));
}

#[test]
fn a_large_draw_is_ranked_and_given_out_in_slices() {
    let seed = sha(b"large");
    let mut shop = open_draw(&seed, [450, 0], 450);
    for entry in 0..5_000 {
        enter(&mut shop, &format!("b{entry}"), "n", "red", 1);
    }
    end_window(&mut shop);
    reveal(&mut shop, seed);
    let winners = run(&mut shop);
    assert_eq!(winners.len(), 450);
    assert_eq!(winners, by_script(&shop, [450, 0], 450));
    assert_eq!(state(&shop), SaleState::SoldOut);
    shop.close(SALE);
    run(&mut shop);
    // The list can be read for a day, and then goes.
    assert_eq!(shop.stock.draw_entries(merchant(), sale(), 4_990, 100).count(), 10);
    shop.now += 25 * 3_600_000;
    run(&mut shop);
    assert_eq!(shop.stock.draw_entries(merchant(), sale(), 0, 100).count(), 0);
    assert_eq!(view(&shop).entries, 5_000);
}
