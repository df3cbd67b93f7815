//! What a room promises, over random histories of commands and reports.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{Currency, ListingId, MerchantId, Money, SaleId, ShowId, SkuId, Timestamp};

fn show() -> Show {
    Show {
        id: ShowId::new("s1").unwrap(),
        merchant: MerchantId::new("m1").unwrap(),
        title: "A show".into(),
        state: ShowState::Scheduled,
        live_at: None,
        ended_at: None,
    }
}

fn listing(n: u8, price: i64) -> Listing {
    Listing {
        id: ListingId::new(&format!("l{n}")).unwrap(),
        title: format!("Listing {n}"),
        price: Money { minor: price, currency: Currency::new("EUR").unwrap() },
        skus: vec![ListingSku { sku: SkuId::new(&format!("k{n}")).unwrap(), title: String::new() }],
        image: String::new(),
        description: String::new(),
    }
}

fn sale(n: u8, state: SaleState, version: u32) -> Sale {
    Sale {
        id: SaleId::new(&format!("sale{n}")).unwrap(),
        merchant: MerchantId::new("m1").unwrap(),
        show: ShowId::new("s1").unwrap(),
        listing: ListingId::new(&format!("l{}", n % 3)).unwrap(),
        skus: vec![SkuId::new(&format!("k{}", n % 3)).unwrap()],
        price: Money { minor: 100, currency: Currency::new("EUR").unwrap() },
        allotment: 10,
        limit_per_buyer: 1,
        hold_seconds: 120,
        state,
        held: 0,
        sold: 0,
        version,
        closes_at: None,
        opened_at: None,
        terms: Box::default(),
    }
}

fn command() -> impl Strategy<Value = Command> {
    let sale_state = prop::sample::select(vec![
        SaleState::Scheduled,
        SaleState::Open,
        SaleState::SoldOut,
        SaleState::Paused,
        SaleState::Drawing,
        SaleState::Settling,
        SaleState::Closed,
    ]);
    let show_state = prop::sample::select(vec![
        ShowState::Live,
        ShowState::Live,
        ShowState::Ended,
        ShowState::Settled,
    ]);
    prop_oneof![
        1 => show_state.prop_map(Command::SetState),
        4 => (0..3_u8, 1..4_i64).prop_map(|(n, price)| Command::PutListing(listing(n, price))),
        3 => (0..4_u8).prop_map(|n| Command::Pin(listing(n, 1).id)),
        1 => Just(Command::Unpin),
        3 => (0..6_u8).prop_map(|n| {
            let sale = sale(n, SaleState::Open, 1);
            Command::IntendSale { sale: sale.id, listing: sale.listing }
        }),
        1 => (0..6_u8).prop_map(|n| Command::AbandonSale(sale(n, SaleState::Open, 1).id)),
        5 => (0..6_u8, sale_state, 1..6_u32).prop_map(|(n, s, v)| Command::ReportSale(sale(n, s, v))),
    ]
}

fn published(effects: &[Effect]) -> Vec<&Publication> {
    let mut said = Vec::new();
    for effect in effects {
        if let Effect::Publish(publication) = effect {
            said.push(publication);
        }
    }
    said
}

proptest! {
    #[test]
    fn offsets_have_no_gaps_and_a_refusal_changes_nothing(commands in prop::collection::vec(command(), 1..80)) {
        let mut room = Room::new(show(), 7);
        let mut next = 1;
        for (at, command) in commands.into_iter().enumerate() {
            let before = room.clone();
            match room.apply(command, Timestamp::from_millis(at as i64 * 1_000)) {
                Ok(effects) => {
                    for publication in published(&effects) {
                        prop_assert_eq!(publication.position, Position { epoch: 7, offset: next });
                        next += 1;
                    }
                    prop_assert!(!effects.is_empty() || room == before, "changed without an effect");
                }
                Err(_) => prop_assert_eq!(&room, &before),
            }
            prop_assert_eq!(room.position().offset, next - 1);
            if let Some(pin) = room.pinned() {
                prop_assert!(room.listing(pin).is_some(), "the pin is not in the line-up");
            }
        }
    }

    #[test]
    fn the_same_history_gives_the_same_room_and_effects(commands in prop::collection::vec(command(), 1..80)) {
        let run = || {
            let mut room = Room::new(show(), 1);
            let told: Vec<_> = commands.iter().enumerate()
                .map(|(at, c)| room.apply(c.clone(), Timestamp::from_millis(at as i64)))
                .collect();
            (room, told)
        };
        prop_assert_eq!(run(), run());
    }

    #[test]
    fn a_repeated_command_publishes_nothing(commands in prop::collection::vec(command(), 1..60)) {
        let mut room = Room::new(show(), 1);
        for (at, command) in commands.into_iter().enumerate() {
            let now = Timestamp::from_millis(at as i64 * 100);
            if room.apply(command.clone(), now).is_ok() {
                let before = room.clone();
                let again = room.apply(command, now).unwrap();
                prop_assert_eq!(again, Vec::new());
                prop_assert_eq!(&room, &before);
            }
        }
    }

    /// However often and in whatever order reports come in, viewers hear of each
    /// sale with versions that only go up, and end at the newest.
    #[test]
    fn reports_are_told_by_version(reports in prop::collection::vec((0..3_u8, 1..9_u32), 1..60)) {
        let state = |version: u32| match version {
            1 => SaleState::Scheduled,
            8 => SaleState::Closed,
            3 => SaleState::SoldOut,
            5 => SaleState::Paused,
            7 => SaleState::Settling,
            _ => SaleState::Open,
        };
        let mut room = Room::new(show(), 1);
        let mut newest: BTreeMap<SaleId, u32> = BTreeMap::new();
        for (n, version) in reports {
            let report = sale(n, state(version), version);
            let known = newest.get(&report.id).copied();
            let effects = room.apply(Command::ReportSale(report.clone()), Timestamp::default()).unwrap();
            let told = published(&effects).len();
            let news = known.map_or(version != 8, |v| version > v);
            prop_assert_eq!(told, usize::from(news && version > 1));
            if news {
                newest.insert(report.id, version);
            }
        }
        for (id, version) in newest {
            prop_assert_eq!(room.sale(&id).unwrap().report.as_ref().unwrap().version, version);
        }
    }
}

fn live_room() -> Room {
    let mut room = Room::new(show(), 1);
    for n in 0..3 {
        room.apply(Command::PutListing(listing(n, 5)), Timestamp::default()).unwrap();
    }
    room.apply(Command::SetState(ShowState::Live), Timestamp::default()).unwrap();
    room
}

fn intend(n: u8) -> Command {
    let sale = sale(n, SaleState::Open, 1);
    Command::IntendSale { sale: sale.id, listing: sale.listing }
}

#[test]
fn one_sale_at_a_time_on_a_listing() {
    let mut room = live_room();
    let at = Timestamp::from_millis;
    room.apply(intend(0), at(0)).unwrap();
    // Number 3 is on the same listing; an intent keeps it free for a while only.
    assert!(matches!(room.apply(intend(3), at(9_999)), Err(Refusal::SaleRuns(..))));
    room.apply(intend(3), at(10_000)).unwrap();
    room.apply(Command::ReportSale(sale(3, SaleState::Open, 2)), at(10_001)).unwrap();
    assert!(matches!(room.apply(intend(6), at(99_999)), Err(Refusal::SaleRuns(..))));
    room.apply(Command::ReportSale(sale(3, SaleState::Closed, 3)), at(99_999)).unwrap();
    room.apply(intend(6), at(99_999)).unwrap();
}

#[test]
fn ending_a_show_closes_its_sales_also_those_reported_later() {
    let mut room = live_room();
    room.apply(intend(0), Timestamp::default()).unwrap();
    room.apply(intend(1), Timestamp::default()).unwrap();
    room.apply(Command::ReportSale(sale(0, SaleState::Open, 2)), Timestamp::default()).unwrap();
    let effects = room.apply(Command::SetState(ShowState::Ended), Timestamp::default()).unwrap();
    assert!(effects.contains(&Effect::CloseSale(SaleId::new("sale0").unwrap())));
    let late = Command::ReportSale(sale(1, SaleState::Open, 2));
    let effects = room.apply(late, Timestamp::default()).unwrap();
    assert!(effects.contains(&Effect::CloseSale(SaleId::new("sale1").unwrap())));
}

#[test]
fn a_sale_over_before_it_was_known_is_not_told_but_one_asked_for_is() {
    let mut room = live_room();
    let closed = |n| Command::ReportSale(sale(n, SaleState::Closed, 5));
    assert_eq!(room.apply(closed(0), Timestamp::default()), Ok(Vec::new()));
    room.apply(intend(1), Timestamp::default()).unwrap();
    let effects = room.apply(closed(1), Timestamp::default()).unwrap();
    assert!(
        matches!(published(&effects).first(), Some(p) if matches!(p.said, Said::SaleClosed(_)))
    );
}

#[test]
fn each_way_that_a_sale_goes_is_told_by_its_name() {
    let mut room = live_room();
    let mut version = 0;
    let mut told = |state| {
        version += 1;
        let report = Command::ReportSale(sale(0, state, version));
        let effects = room.apply(report, Timestamp::default()).unwrap();
        let running = room.running_sales().count();
        let said = published(&effects).first().map(|publication| match &publication.said {
            Said::SaleOpened(_) => "opened",
            Said::SaleClosed(_) => "closed",
            Said::SaleSoldOut(_) => "sold out",
            Said::SaleResumed(_) => "resumed",
            Said::SalePaused(_) => "paused",
            Said::SaleDrawing(_) => "drawing",
            Said::SaleSettling(_) => "settling",
            Said::SaleChanged(_) => "changed",
            _ => "nothing of a sale",
        });
        (said.unwrap_or("nothing"), running)
    };
    let way = [
        (SaleState::Scheduled, ("nothing", 0)),
        (SaleState::Open, ("opened", 1)),
        (SaleState::Paused, ("paused", 1)),
        (SaleState::Paused, ("changed", 1)),
        (SaleState::Open, ("resumed", 1)),
        (SaleState::Open, ("changed", 1)),
        (SaleState::SoldOut, ("sold out", 1)),
        (SaleState::Open, ("resumed", 1)),
        (SaleState::Drawing, ("drawing", 1)),
        (SaleState::Drawing, ("changed", 1)),
        (SaleState::SoldOut, ("sold out", 1)),
        (SaleState::Settling, ("settling", 1)),
        (SaleState::Closed, ("closed", 0)),
    ];
    for (state, expected) in way {
        assert_eq!(told(state), expected, "{state:?}");
    }
}

#[test]
fn closed_sales_are_forgotten_oldest_first() {
    let mut room = live_room();
    let mut forgotten = Vec::new();
    for n in 0..=u8::try_from(MAX_CLOSED_SALES).unwrap() {
        let at = Timestamp::from_millis(i64::from(n) * 100_000);
        room.apply(Command::ReportSale(sale(n, SaleState::Open, 1)), at).unwrap();
        let effects = room.apply(Command::ReportSale(sale(n, SaleState::Closed, 2)), at).unwrap();
        forgotten.extend(effects.into_iter().filter(|e| matches!(e, Effect::ForgetSale(_))));
    }
    assert_eq!(forgotten, [Effect::ForgetSale(SaleId::new("sale0").unwrap())]);
}

#[test]
fn a_listing_must_be_showable() {
    let with = |change: fn(&mut Listing)| {
        let mut one = listing(1, 1);
        change(&mut one);
        one.check()
    };
    assert_eq!(with(|_| ()), Ok(()));
    assert_eq!(with(|l| l.title = " ".into()), Err(ListingError::Title));
    assert_eq!(with(|l| l.title = "x".repeat(201)), Err(ListingError::Title));
    assert_eq!(with(|l| l.price.minor = -1), Err(ListingError::Price));
    assert_eq!(with(|l| l.skus.clear()), Err(ListingError::SkuCount));
    assert_eq!(
        with(|l| l.skus = vec![l.skus[0].clone(), l.skus[0].clone()]),
        Err(ListingError::SkuTwice)
    );
    assert_eq!(with(|l| l.skus[0].title = "a\nb".into()), Err(ListingError::SkuTitle));
    assert_eq!(with(|l| l.image = "javascript:alert(1)".into()), Err(ListingError::Image));
    assert_eq!(with(|l| l.description = "x".repeat(2_001)), Err(ListingError::Description));
}

#[test]
fn skus_stay_while_a_sale_runs_on_them() {
    let mut room = live_room();
    room.apply(Command::ReportSale(sale(0, SaleState::Open, 2)), Timestamp::default()).unwrap();
    let mut other = listing(0, 5);
    other.skus = listing(2, 5).skus;
    let refused = room.apply(Command::PutListing(other), Timestamp::default());
    assert!(matches!(refused, Err(Refusal::ListingOnSale(_))));
    room.apply(Command::PutListing(listing(0, 6)), Timestamp::default()).unwrap();
}

#[test]
fn sales_that_never_came_make_room_and_are_told_if_they_come_after_all() {
    let mut room = live_room();
    let at = Timestamp::from_millis;
    for n in 0..u8::try_from(MAX_OPEN_SALES).unwrap() {
        let now = at(i64::from(n) * INTENT_MILLIS);
        room.apply(intend(n), now).unwrap();
    }
    let soon = at(i64::try_from(MAX_OPEN_SALES).unwrap() * INTENT_MILLIS);
    room.apply(intend(100), soon).unwrap();
    assert_eq!(room.sale_ids().count(), 1, "the others had their time");
    let effects = room.apply(Command::ReportSale(sale(2, SaleState::Open, 2)), soon).unwrap();
    assert!(
        matches!(published(&effects).first(), Some(p) if matches!(p.said, Said::SaleOpened(_)))
    );
}

#[test]
fn no_more_sales_run_than_a_room_can_hold() {
    let mut room = live_room();
    for n in 0..u8::try_from(MAX_OPEN_SALES).unwrap() {
        let mut running = sale(n, SaleState::Open, 2);
        running.listing = ListingId::new(&format!("other{n}")).unwrap();
        room.apply(Command::ReportSale(running), Timestamp::default()).unwrap();
    }
    let before = room.clone();
    assert_eq!(room.apply(intend(100), Timestamp::default()), Err(Refusal::TooManySales));
    assert_eq!(room, before);
}
