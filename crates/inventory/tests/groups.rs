//! Group sales as a caller sees them: many groups that end at the same moment are
//! all settled right, in records that stay small. `make prove` settles ten thousand, and
//! says how long that took.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]
#![allow(clippy::print_stderr, reason = "the proof says how long settling took")]

mod support;

use std::{collections::BTreeMap, time::Instant};

use futures_util::{StreamExt as _, stream};
use hawker_proto::v1::{
    CloseSaleRequest, CutOff, DefineSaleRequest, ErrorCode, FollowRequest, GetGroupRequest,
    GetGroupResponse, GroupState, GroupTerms, Money, OpenGroupRequest, Outcome, Reservation,
    ReservationState, ReserveRequest, SalePolicy, SaleState, Tier, group_terms::End,
};
use support::{MERCHANT, Shop, commit, eur, key, one_in, refused, sale};
use tonic::transport::Channel;

type Client = hawker_proto::v1::inventory_client::InventoryClient<Channel>;

/// Groups that `make test` settles, and those that `make prove` does.
const GROUPS: u32 = 300;
const PROVEN_GROUPS: u32 = 10_000;
/// Callers at a time.
const AT_ONCE: usize = 64;

fn tier(buyers: u32, minor: i64) -> Tier {
    Tier { buyers, price: Some(eur(minor)) }
}

fn together(end: End) -> DefineSaleRequest {
    let group = GroupTerms {
        tiers: vec![tier(2, 2_500), tier(3, 2_000)],
        end: Some(end),
        viewers_may_open: true,
        ..GroupTerms::default()
    };
    let policy = SalePolicy::Group.into();
    DefineSaleRequest { policy, group: Some(group), ..sale("together", "tee", 1_000_000) }
}

fn in_a_day() -> End {
    let day = std::time::Duration::from_secs(86_400);
    let at = (std::time::SystemTime::now() + day).duration_since(std::time::UNIX_EPOCH).unwrap();
    End::DeadlineMs(i64::try_from(at.as_millis()).unwrap())
}

/// A group of its own for the host, with `group % 4` buyers, of whom every second
/// one has paid: its reservations with whether they were.
async fn gather(mut client: Client, group: u32) -> Vec<(u64, u32, bool)> {
    let request = OpenGroupRequest {
        key: key(),
        merchant: MERCHANT.into(),
        buyer: format!("host{group}"),
        sale: "together".into(),
    };
    let id = client.open_group(request).await.unwrap().into_inner().group;
    let mut made = Vec::new();
    for buyer in 0..group % 4 {
        let buyer_id = format!("g{group}-{buyer}");
        let request = ReserveRequest { group: id, ..one_in("together", &buyer_id, "tee") };
        let held = client.reserve(request).await.unwrap().into_inner();
        assert_eq!(held.outcome(), Outcome::Held);
        let reservation = held.reservation.unwrap();
        assert_eq!(reservation.group, id);
        let paid = buyer % 2 == 1;
        if paid {
            client.commit(commit(reservation.id)).await.unwrap();
        }
        made.push((reservation.id, group % 4, paid));
    }
    made
}

async fn group(shop: &mut Shop, group: u64) -> GetGroupResponse {
    let (merchant, sale) = (MERCHANT.into(), "together".into());
    let request = GetGroupRequest { merchant, sale, group };
    shop.client.get_group(request).await.unwrap().into_inner()
}

/// What the journal says of reservations that were settled after a record, once
/// the sale is closed, and for how long it went on.
async fn settled(shop: &mut Shop, from_seq: u64) -> (BTreeMap<u64, Reservation>, i64) {
    let follow = FollowRequest { from_seq, until_now: false };
    let mut stream = shop.client.follow(follow).await.unwrap().into_inner();
    while shop.sale("together").await.state() != SaleState::Closed {
        stream.message().await.unwrap().unwrap();
    }
    let follow = FollowRequest { from_seq, until_now: true };
    let mut stream = shop.client.follow(follow).await.unwrap().into_inner();
    let mut settled = BTreeMap::new();
    let (mut first, mut last) = (None, 0);
    while let Some(message) = stream.message().await.unwrap() {
        let record = message.record.unwrap();
        first.get_or_insert(record.time_ms);
        for changed in record.entries.into_iter().flat_map(|entry| entry.changed) {
            last = record.time_ms;
            let id = changed.id;
            assert!(settled.insert(id, changed).is_none(), "{id} is settled once");
        }
    }
    (settled, last - first.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_that_end_at_the_same_moment_are_all_settled_right() {
    let proving = std::env::var_os("HAWKER_PROVE").is_some();
    let groups = if proving { PROVEN_GROUPS } else { GROUPS };
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 1_000_000).await;
    shop.sell(together(in_a_day())).await;
    let client = shop.client.clone();
    let all: Vec<_> = stream::iter(0..groups)
        .map(|group| gather(client.clone(), group))
        .buffer_unordered(AT_ONCE)
        .concat()
        .await;
    // The host ends the sale, and with it every group.
    let close = CloseSaleRequest { key: key(), merchant: MERCHANT.into(), sale: "together".into() };
    let started = Instant::now();
    let closing = shop.client.close_sale(close).await.unwrap().into_inner();
    assert_eq!(closing.sale.unwrap().state(), SaleState::Settling);
    let (settled, took_ms) = settled(&mut shop, closing.receipt.unwrap().seq).await;
    let seconds = started.elapsed().as_secs_f64();
    let count = all.len();
    eprintln!(
        "\nproof: {groups} groups with {count} reservations were settled right within {took_ms} ms"
    );
    eprintln!("and all of it was read {seconds:.2} s after the end");

    assert_eq!(settled.len(), all.len(), "everyone, and nobody else");
    for (id, buyers, paid) in &all {
        let reservation = &settled[id];
        let (state, price) = match (buyers, paid) {
            (0..=1, true) => (ReservationState::Cancelled, 3_000),
            (0..=1, false) => (ReservationState::Released, 3_000),
            (2, true) => (ReservationState::Committed, 2_500),
            (2, false) => (ReservationState::Held, 2_500),
            (_, true) => (ReservationState::Committed, 2_000),
            (_, false) => (ReservationState::Held, 2_000),
        };
        assert_eq!(reservation.state(), state, "{buyers} buyers, paid: {paid}");
        assert_eq!(reservation.total, Some(eur(price)));
    }
    let open = all.iter().filter(|(_, buyers, _)| *buyers > 1).count();
    let stock = shop.stock("tee").await;
    assert_eq!(stock.available as usize, 1_000_000 - open);
    shop.close().await;

    // A restart replays it to the same end.
    let mut shop = Shop::open(dir.path()).await;
    assert_eq!(shop.sale("together").await.state(), SaleState::Closed);
    assert_eq!(shop.stock("tee").await.available as usize, 1_000_000 - open);
    shop.close().await;
}

#[tokio::test]
async fn a_group_unlocks_tiers_and_its_buyers_pay_what_was_reached() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 10).await;
    let cut_off = CutOff { time: "18:30".into(), time_zone: "Europe/Berlin".into() };
    let opened = shop.sell(together(End::CutOff(cut_off))).await;
    let terms = opened.group.unwrap();
    assert!(terms.ends_at_ms > opened.opened_at_ms);
    assert!(matches!(terms.end, Some(End::CutOff(_))));
    let before = group(&mut shop, 0).await;
    assert_eq!((before.buyers, before.unlocked, before.price), (0, 0, Some(eur(3_000))));
    for (buyer, price) in [("ann", 3_000), ("bob", 3_000), ("cyd", 2_500), ("dan", 2_000)] {
        let held = shop.reserve(one_in("together", buyer, "tee")).await.unwrap();
        assert_eq!(held.reservation.unwrap().total, Some(eur(price)), "{buyer}");
    }
    let now = group(&mut shop, 0).await;
    assert_eq!((now.state(), now.ends_at_ms), (GroupState::Gathering, terms.ends_at_ms));
    assert_eq!((now.buyers, now.unlocked, now.price), (4, 2, Some(eur(2_000))));
    let stranger = ReserveRequest { group: 77, ..one_in("together", "eve", "tee") };
    assert_eq!(refused(shop.reserve(stranger).await), ErrorCode::SaleNotFound);
    shop.close().await;
}

#[tokio::test]
async fn terms_that_make_no_sense_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop::open(dir.path()).await;
    shop.receive("tee", 10).await;
    let with = |change: fn(&mut GroupTerms)| {
        let mut request = together(in_a_day());
        change(request.group.as_mut().unwrap());
        request
    };
    let dearer = with(|terms| terms.tiers[1].price = Some(eur(2_600)));
    let fewer = with(|terms| terms.tiers[1].buyers = 2);
    let other = with(|terms| {
        terms.tiers[0].price = Some(Money { minor: 1, currency: "USD".into() });
    });
    let past = with(|terms| terms.end = Some(End::DeadlineMs(1)));
    let nowhere = with(|terms| {
        let (time, time_zone) = ("18:30".into(), "Mars/Olympus".into());
        terms.end = Some(End::CutOff(CutOff { time, time_zone }));
    });
    let set = with(|terms| terms.ends_at_ms = 1);
    for request in [dearer, fewer, other, past, nowhere, set] {
        assert_eq!(refused(shop.client.define_sale(request).await), ErrorCode::FieldInvalid);
    }
    shop.close().await;
}
