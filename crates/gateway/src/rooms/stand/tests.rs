//! A room that takes in what another gateway did is the same room.

use hawker_domain::{
    Currency, MerchantId, Money, ShowId, SkuId, Timestamp,
    room::{Command, Listing, ListingSku, Sale, SaleState, ShowState},
};
use proptest::prelude::*;
use prost::Message as _;

use super::*;
use crate::rooms::{room::change, samples::show};

fn price(minor: i64) -> Money {
    Money { minor, currency: Currency::new("EUR").unwrap() }
}

fn listing(n: u8, minor: i64) -> Listing {
    Listing {
        id: ListingId::new(&format!("l{n}")).unwrap(),
        title: format!("Listing {n}"),
        price: price(minor),
        skus: vec![ListingSku { sku: SkuId::new(&format!("k{n}")).unwrap(), title: "One".into() }],
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
        price: price(100),
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
    let state = prop::sample::select(vec![
        SaleState::Open,
        SaleState::SoldOut,
        SaleState::Paused,
        SaleState::Closed,
    ]);
    prop_oneof![
        1 => Just(Command::SetState(ShowState::Live)),
        1 => Just(Command::SetState(ShowState::Ended)),
        4 => (0..3_u8, 1..4_i64).prop_map(|(n, minor)| Command::PutListing(listing(n, minor))),
        3 => (0..4_u8).prop_map(|n| Command::Pin(listing(n, 1).id)),
        1 => Just(Command::Unpin),
        3 => (0..6_u8).prop_map(|n| {
            let Sale { id: sale, listing, .. } = sale(n, SaleState::Open, 1);
            Command::IntendSale { sale, listing }
        }),
        1 => (0..6_u8).prop_map(|n| Command::AbandonSale(sale(n, SaleState::Open, 1).id)),
        5 => (0..6_u8, state, 1..6_u32).prop_map(|(n, s, v)| Command::ReportSale(sale(n, s, v))),
    ]
}

/// A field of a number that this version does not have: a number.
const OF_THE_NEXT_VERSION: [u8; 2] = [15 << 3, 1];

#[test]
fn what_a_next_version_adds_to_a_change_is_passed_over() {
    let before = room::Room::new(show(), 7);
    let mut after = before.clone();
    let effects =
        after.apply(Command::PutListing(listing(1, 5)), Timestamp::from_millis(1)).unwrap();
    let told = change_out(1, &change(&after, &effects));
    let newer = [&told.encode_to_vec()[..], &OF_THE_NEXT_VERSION].concat();
    let newer = RoomChange::decode(&*newer).unwrap();
    assert_eq!(merged(&before, &newer).unwrap(), after);
}

/// The room as the store gives it back.
fn stored(record: RoomRecord) -> room::Room {
    let position = record.position.unwrap_or_default();
    let saved = SavedRoom {
        version: record.version,
        show: record.show.unwrap(),
        pinned: record.pinned,
        position: Position { epoch: position.epoch, offset: position.offset },
        listings: record.listings,
        sales: record.sales.into_iter().map(SavedSale::from).collect(),
        history: Vec::new(),
        settings: record.settings.unwrap_or_default(),
    };
    restore::read(saved).unwrap().0
}

proptest! {
    #[test]
    fn what_another_gateway_did_gives_the_same_room(
        commands in prop::collection::vec(command(), 1..60),
    ) {
        let mut one = room::Room::new(show(), 7);
        let mut other = one.clone();
        for (version, command) in (1..).zip(commands) {
            let now = Timestamp::from_millis(version * 1_000);
            let Ok(effects) = one.apply(command, now) else { continue };
            let told = change_out(version.cast_unsigned(), &change(&one, &effects));
            other = merged(&other, &told).unwrap();
            prop_assert_eq!(&other, &one);
            prop_assert_eq!(stored(record(&one, 1, v1::RoomSettings::default())), other.clone());
        }
    }
}
