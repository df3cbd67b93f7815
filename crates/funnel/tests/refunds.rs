//! What comes back of orders: taken back in full or in part, cheaper than they were
//! bought, or of a group that came to nothing. And the ways in which orders are made
//! beside the plain one. The recount must come to the same by its own way.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::{convert::Infallible, path::Path};

use common::*;
use hawker_funnel::{Config, recount};
use hawker_proto::v1::{
    FunnelStep as Step, JournalEntry, Line, Reservation, ReservationState as State, SalesTotal,
    ShowFunnel,
};
use rusqlite::Connection;

/// What the funnel says after these records, and the recount found the same.
async fn count(records: Vec<Vec<JournalEntry>>) -> ShowFunnel {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let running = start(&db, &inventory, Config::default()).await;
    for entries in records {
        inventory.append(now_ms(), entries);
    }
    let show = running.counted(inventory.head()).await;
    running.funnel.shutdown().await;
    assert_recount(&db, &inventory);
    show
}

fn assert_recount(db: &Path, inventory: &FakeInventory) {
    let records = inventory.records();
    let found = recount(db, records.into_iter().map(Ok::<_, Infallible>)).unwrap();
    assert_eq!(found.differences, []);
}

/// Orders, units and gross; refunds, units and money of them.
fn sums(sales: &[SalesTotal]) -> Vec<(u64, u64, i64, u64, u64, i64)> {
    let minor = |money: &Option<hawker_proto::v1::Money>| money.as_ref().unwrap().minor;
    let sum = |s: &SalesTotal| {
        (s.orders, s.units, minor(&s.gross), s.refunds, s.refunded_units, minor(&s.refunded))
    };
    sales.iter().map(sum).collect()
}

fn settled(state: State, unit_minor: i64, of: Reservation) -> Reservation {
    let units = of.lines[0].quantity;
    let lines = vec![Line { unit_price: price(unit_minor), ..of.lines[0].clone() }];
    let total = price(unit_minor * i64::from(units));
    Reservation { state: state.into(), lines, total, group: 77, ..of }
}

#[tokio::test]
async fn an_order_is_taken_back_in_parts_and_never_more_than_it_was() {
    let order = || reservation(1, "ann", "tee", 5);
    let left = || reservation(1, "ann", "tee", 3);
    let show = count(vec![
        vec![held(order()), committed(order()), held(reservation(2, "bob", "mug", 1))],
        vec![cancelled(order(), 2)],
        // The same payment again is answered as at first, and is no second order.
        vec![committed(order()), cancelled(left(), 3), committed(reservation(2, "bob", "mug", 1))],
    ])
    .await;
    let all = (2, 6, 6 * 1_999, 2, 5, 5 * 1_999);
    assert_eq!(sums(&show.sales), [all]);
    assert_eq!(step(&show.steps, Step::Refund), (2, 1));
    assert_eq!(step(&show.steps, Step::Purchase), (2, 2));
    let [mug, tee] = show.listings.as_slice() else { panic!("{:?}", show.listings) };
    assert_eq!(sums(&mug.sales), [(1, 1, 1_999, 0, 0, 0)]);
    assert_eq!(sums(&tee.sales), [(1, 5, 5 * 1_999, 2, 5, 5 * 1_999)]);
}

#[tokio::test]
async fn orders_of_every_kind_count_once_and_can_be_taken_back() {
    let first = || reservation(1, "ann", "tee", 2);
    // Three were held, one was bought; the rest is held on, and was an offer before.
    let (three, one) = (|| reservation(2, "bob", "tee", 3), || reservation(2, "bob", "tee", 1));
    let rest = || Reservation {
        rest_of: 2,
        promoted: true,
        state: State::Held.into(),
        ..reservation(3, "bob", "tee", 2)
    };
    let offered = || Reservation {
        promoted: true,
        state: State::Held.into(),
        ..reservation(5, "dan", "mug", 1)
    };
    let late = || reservation(6, "eve", "mug", 1);
    let show = count(vec![
        vec![
            paid_first(first()),
            held(three()),
            held(late()),
            held(reservation(4, "cat", "mug", 1)),
        ],
        vec![changing(committed(one()), vec![rest()])],
        vec![changing(released(reservation(4, "cat", "mug", 1)), vec![offered()])],
        // A hold that ran out is paid for all the same.
        vec![elapsed(vec![rest(), late()]), committed(late()), committed(offered())],
        vec![cancelled(first(), 2), cancelled(one(), 1), cancelled(offered(), 1)],
        vec![cancelled(late(), 1)],
    ])
    .await;
    assert_eq!(sums(&show.sales), [(4, 5, 5 * 1_999, 4, 5, 5 * 1_999)]);
    assert_eq!(step(&show.steps, Step::Refund), (4, 4));
    assert_eq!(step(&show.steps, Step::StockReserved), (6, 5), "the rest is a hold of its own");
    assert_eq!(step(&show.steps, Step::StockExpired).0, 2);
    assert_eq!(step(&show.steps, Step::StockReleased).0, 1);
}

#[tokio::test]
async fn a_group_that_settles_gives_back_what_its_price_fell_by() {
    let order =
        |id, buyer: &str| settled(State::Committed, 2_000, reservation(id, buyer, "tee", 2));
    let cheaper = |id, buyer: &str| settled(State::Committed, 1_500, order(id, buyer));
    let hold = settled(State::Held, 1_500, reservation(3, "cat", "tee", 1));
    let show = count(vec![
        vec![held(order(1, "ann")), held(order(2, "bob")), held(reservation(3, "cat", "tee", 1))],
        vec![committed(order(1, "ann")), committed(order(2, "bob"))],
        vec![cancelled(order(2, "bob"), 1)],
        vec![changing(elapsed(vec![]), vec![cheaper(1, "ann"), hold])],
        // One who had given a unit back gets the rest of it cheaper.
        vec![changing(
            elapsed(vec![]),
            vec![settled(State::Committed, 1_500, reservation(2, "bob", "tee", 1))],
        )],
        // At the price at which it was bought nothing comes back.
        vec![changing(elapsed(vec![]), vec![cheaper(1, "ann")])],
    ])
    .await;
    assert_eq!(sums(&show.sales), [(2, 4, 8_000, 3, 1, 2_000 + 1_000 + 500)]);
    assert_eq!(step(&show.steps, Step::Refund), (3, 2));
    assert_eq!(step(&show.steps, Step::StockReserved).0, 3, "a hold that settles is not a new one");
}

#[tokio::test]
async fn a_group_that_comes_to_nothing_gives_everything_back() {
    let order = || settled(State::Committed, 2_000, reservation(1, "ann", "tee", 2));
    let hold = || reservation(2, "bob", "tee", 1);
    let back = settled(State::Cancelled, 2_000, order());
    let free = settled(State::Released, 2_000, hold());
    let show = count(vec![
        vec![held(order()), held(hold()), committed(order())],
        vec![changing(elapsed(vec![]), vec![back.clone(), free])],
        vec![changing(elapsed(vec![]), vec![back])],
    ])
    .await;
    assert_eq!(sums(&show.sales), [(1, 2, 4_000, 1, 2, 4_000)]);
    assert_eq!(step(&show.steps, Step::StockReleased), (1, 1));
}

#[tokio::test]
async fn a_store_of_before_goes_on_with_refunds() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let inventory = FakeInventory::new();
    let order = || reservation(1, "ann", "tee", 3);
    let running = start(&db, &inventory, Config::default()).await;
    running.counted(inventory.append(now_ms(), vec![held(order()), committed(order())])).await;
    running.funnel.shutdown().await;
    // As the first version of the store had it.
    let old = Connection::open(&db).unwrap();
    for column in ["refunds", "refunded_units", "refunded_minor"] {
        old.execute(&format!("ALTER TABLE sales DROP COLUMN {column}"), []).unwrap();
    }
    for column in ["left_units", "left_minor"] {
        old.execute(&format!("ALTER TABLE orders DROP COLUMN {column}"), []).unwrap();
    }
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);
    let running = start(&db, &inventory, Config::default()).await;
    let show = running.counted(inventory.append(now_ms(), vec![cancelled(order(), 1)])).await;
    assert_eq!(sums(&show.sales), [(1, 3, 3 * 1_999, 1, 1, 1_999)]);
    running.funnel.shutdown().await;
    assert_recount(&db, &inventory);
}
