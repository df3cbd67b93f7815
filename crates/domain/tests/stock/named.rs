//! Rules that deserve a test with a name of its own.

use hawker_domain::{
    BuyerRef, Key, MerchantRef, ReservationId, SkuRef, Timestamp,
    stock::{
        Adjust, Command, Line, Lines, Mode, Position, RareOutcome, Receive, Refusal, Reply,
        Reserve, SetCount, Settle, Shortfalls, Stock, Verdict,
        limits::{KEY_AHEAD_MS, KEY_WINDOW_MS, KEYS_PER_BUYER},
    },
};

use super::history::{START_MS, eur};

fn key(at: i64, number: u64) -> Key {
    Key::from_halves(u64::try_from(at).unwrap() << 16 | 0x7000, 1 << 63 | number)
}

fn begin(stock: &mut Stock, seq: u64, now: i64) {
    stock.begin(Position { epoch: 1, seq }, Timestamp::from_millis(now));
}

fn merchant() -> MerchantRef<'static> {
    MerchantRef::new("acme").unwrap()
}

fn receive(stock: &mut Stock, key: Key, quantity: u32) -> Verdict {
    let sku = SkuRef::new("tee").unwrap();
    stock.apply(&Command::Receive(Receive { key, merchant: merchant(), sku, quantity }))
}

fn reserve(stock: &mut Stock, key: Key) -> Verdict {
    let sku = SkuRef::new("tee").unwrap();
    stock.apply(&Command::Reserve(Reserve {
        key,
        merchant: merchant(),
        buyer: BuyerRef::new("ann").unwrap(),
        show: None,
        listing: None,
        sale: None,
        lines: Lines::One(Line { sku, quantity: 1, unit_price: Some(eur(100)) }),
        hold_seconds: 0,
        limit_per_buyer: 1_000_000,
        mode: Mode::All,
        price_version: 0,
        household: None,
        payment_reference: "",
        group: 0,
    }))
}

fn commit(stock: &mut Stock, key: Key, reservation: ReservationId) -> Verdict {
    let merchant = merchant();
    let settle = Settle { key, merchant, reservation, payment_reference: "" };
    stock.apply(&Command::Commit(settle))
}

fn reply(verdict: Verdict) -> Reply {
    match verdict {
        Verdict::Recorded(answer) | Verdict::Repeated(answer) => answer.reply,
        Verdict::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn held(verdict: Verdict) -> ReservationId {
    match reply(verdict) {
        Reply::Held(id) => id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_commit_is_valid_after_the_deadline_until_the_expiry_is_recorded() {
    let mut stock = Stock::new(1);
    begin(&mut stock, 1, START_MS);
    receive(&mut stock, key(START_MS, 1), 2);
    let first = held(reserve(&mut stock, key(START_MS, 2)));
    let second = held(reserve(&mut stock, key(START_MS, 3)));
    let late = START_MS + 500_000;
    begin(&mut stock, 2, late);
    assert!(stock.is_due(Timestamp::from_millis(late)));
    assert_eq!(reply(commit(&mut stock, key(late, 4), first)), Reply::Committed(first));
    stock.apply(&Command::Elapse { limit: 10 });
    assert_eq!(stock.expired(), [second]);
    let expired = Reply::Expired { reservation: second, now: false };
    assert_eq!(reply(commit(&mut stock, key(late, 5), second)), expired);
    stock.finish().unwrap();
}

#[test]
fn a_key_lives_as_long_as_its_window_and_not_before() {
    let mut stock = Stock::new(1);
    begin(&mut stock, 1, START_MS);
    let refused = Verdict::Refused(Refusal::KeyExpired);
    assert_eq!(receive(&mut stock, key(START_MS + KEY_AHEAD_MS + 1, 1), 1), refused);
    assert_eq!(receive(&mut stock, key(START_MS - KEY_WINDOW_MS - 1, 1), 1), refused);
    let first = receive(&mut stock, key(START_MS, 1), 1);
    begin(&mut stock, 2, START_MS + KEY_WINDOW_MS);
    assert_eq!(reply(receive(&mut stock, key(START_MS, 1), 1)), reply(first));
    assert_eq!(receive(&mut stock, key(START_MS, 1), 2), Verdict::Refused(Refusal::Conflict));
    begin(&mut stock, 3, START_MS + KEY_WINDOW_MS + 1);
    assert_eq!(receive(&mut stock, key(START_MS, 1), 1), refused, "it is never carried out again");
}

#[test]
fn a_buyers_keys_are_capped_and_old_ones_make_room() {
    let mut stock = Stock::new(1);
    begin(&mut stock, 1, START_MS);
    receive(&mut stock, key(START_MS, 1), 1_000_000);
    for number in 0..u64::from(KEYS_PER_BUYER) {
        held(reserve(&mut stock, key(START_MS, 10 + number)));
    }
    let more = key(START_MS, 1_000_000);
    assert_eq!(reserve(&mut stock, more), Verdict::Refused(Refusal::Full));
    let tomorrow = START_MS + KEY_WINDOW_MS + 70_000;
    begin(&mut stock, 2, tomorrow);
    assert!(stock.is_due(Timestamp::from_millis(tomorrow)), "someone comes to clear up");
    stock.apply(&Command::Elapse { limit: 2_000 });
    held(reserve(&mut stock, key(tomorrow, 1)));
    stock.finish().unwrap();
}

#[test]
fn while_nothing_new_is_taken_what_was_begun_can_be_ended() {
    let mut stock = Stock::new(1);
    begin(&mut stock, 1, START_MS);
    receive(&mut stock, key(START_MS, 1), 5);
    let ids = [2, 3].map(|number| held(reserve(&mut stock, key(START_MS, number))));
    stock.take_nothing_new(true);
    let refused = Verdict::Refused(Refusal::NothingNew);
    assert_eq!(reserve(&mut stock, key(START_MS, 4)), refused);
    assert_eq!(receive(&mut stock, key(START_MS, 5), 1), refused);
    assert_eq!(held(reserve(&mut stock, key(START_MS, 3))), ids[1], "it was answered before");
    assert_eq!(reply(commit(&mut stock, key(START_MS, 6), ids[0])), Reply::Committed(ids[0]));
    begin(&mut stock, 2, START_MS + 120_000);
    stock.apply(&Command::Elapse { limit: 10 });
    assert_eq!(stock.expired(), [ids[1]]);
    stock.take_nothing_new(false);
    held(reserve(&mut stock, key(START_MS, 4)));
    stock.finish().unwrap();
}

#[test]
fn a_refusal_that_named_no_reservation_is_remembered_too() {
    let mut stock = Stock::new(1);
    begin(&mut stock, 1, START_MS);
    receive(&mut stock, key(START_MS, 1), 1);
    let next = ReservationId(1 << 48 | 1);
    let missing = Reply::Wrong(Refusal::ReservationNotFound);
    assert_eq!(reply(commit(&mut stock, key(START_MS, 2), next)), missing);
    assert_eq!(held(reserve(&mut stock, key(START_MS, 3))), next);
    assert_eq!(reply(commit(&mut stock, key(START_MS, 2), next)), missing, "the same key");
    assert_eq!(reply(commit(&mut stock, key(START_MS, 4), next)), Reply::Committed(next));
}

#[test]
fn ended_reservations_are_forgotten_and_orders_are_not() {
    let mut stock = Stock::new(1);
    begin(&mut stock, 1, START_MS);
    receive(&mut stock, key(START_MS, 1), 3);
    let ids = [2, 3, 4].map(|number| held(reserve(&mut stock, key(START_MS, number))));
    commit(&mut stock, key(START_MS, 5), ids[0]);
    begin(&mut stock, 2, START_MS + 120_000);
    stock.apply(&Command::Elapse { limit: 10 });
    begin(&mut stock, 3, START_MS + 2 * KEY_WINDOW_MS);
    stock.apply(&Command::Elapse { limit: 10 });
    let found = ids.map(|id| stock.reservation(merchant(), id).is_some());
    assert_eq!(found, [true, false, false]);
    let page = hawker_domain::stock::Page { only_held: false, limit: 10, before: None };
    let (list, more) = stock.list_by_buyer(merchant(), BuyerRef::new("ann").unwrap(), page);
    assert_eq!((list.len(), more), (1, false));
    assert_eq!(stock.next_deadline(), None);
}

fn adjust(stock: &mut Stock, key: Key, by: i32, on_shortfall: Shortfalls) -> Verdict {
    let sku = SkuRef::new("tee").unwrap();
    let merchant = merchant();
    stock.apply(&Command::Adjust(Adjust {
        key,
        merchant,
        sku,
        by,
        reason: 1,
        note: "",
        on_shortfall,
    }))
}

#[test]
fn a_cut_lists_a_hundred_holds_and_releases_no_more() {
    let mut stock = Stock::new(1);
    begin(&mut stock, 1, START_MS);
    receive(&mut stock, key(START_MS, 1), 150);
    let holds: Vec<_> =
        (0..150).map(|n| held(reserve(&mut stock, key(START_MS, 10 + n)))).collect();
    let cut = adjust(&mut stock, key(START_MS, 2), -120, Shortfalls::ReleaseNewest);
    let Reply::Rare(rare) = reply(cut) else { panic!("a shortfall") };
    assert_eq!((rare.outcome, rare.more_shortfalls), (RareOutcome::Shortfall, 20));
    let newest: Vec<_> = holds.iter().rev().take(100).map(|id| (*id, 1)).collect();
    assert_eq!(rare.shortfalls, newest);
    assert_eq!(stock.open_holds(), 150, "nothing changed");
    let cut = adjust(&mut stock, key(START_MS, 3), -100, Shortfalls::ReleaseNewest);
    let Reply::Rare(rare) = reply(cut) else { panic!("a list of what was released") };
    assert_eq!((rare.outcome, rare.shortfalls), (RareOutcome::Done, newest));
    assert_eq!((stock.open_holds(), stock.changed().len()), (50, 100));
    stock.finish().unwrap();
}

#[test]
fn a_count_of_what_has_changed_since_is_a_conflict() {
    let mut stock = Stock::new(1);
    let sku = SkuRef::new("tee").unwrap();
    begin(&mut stock, 1, START_MS);
    receive(&mut stock, key(START_MS, 1), 5);
    let seen = stock.stock(merchant(), sku).unwrap().stock.version;
    begin(&mut stock, 2, START_MS);
    held(reserve(&mut stock, key(START_MS, 2)));
    let count = |version, number| {
        Command::SetCount(SetCount {
            key: key(START_MS, number),
            merchant: merchant(),
            sku,
            count: 3,
            expected_version: version,
            note: "",
            on_shortfall: Shortfalls::Refuse,
        })
    };
    let Reply::Rare(rare) = reply(stock.apply(&count(seen, 3))) else { panic!("a conflict") };
    let now = rare.stock.unwrap();
    assert_eq!((rare.outcome, now.version, now.held), (RareOutcome::Conflict, seen + 1, 1));
    let Reply::Stock(then) = reply(stock.apply(&count(now.version, 4))) else { panic!("done") };
    assert_eq!((then.available, then.held, then.adjusted), (2, 1, -2));
    stock.finish().unwrap();
}
