//! The stock in four shards over two inventory processes: each owns two, whoever is
//! killed leaves its own to the other, and whoever comes back is given two again. Over
//! the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::{collections::BTreeSet, path::Path};

use hawker_proto::v1::{Outcome, reply};
use hawker_tests::{
    eventually,
    fleet::{Fleet, Member},
    fresh_key, scratch,
    server::{Options, run_hawker},
    viewer::Viewer,
};
use serde_json::json;

/// One in each of four shards.
const MERCHANTS: [&str; 4] = ["lamps", "north", "acme", "east"];
const ALLOTMENT: usize = 8;
const BUYERS: usize = 10;

fn show(merchant: &str, evening: u32) -> String {
    format!("{merchant}-{evening}")
}

fn listing(evening: u32) -> String {
    format!("thing-{evening}")
}

/// How many shards a process says that it owns.
async fn owned(member: &Member) -> Option<u32> {
    let (_, text) = member.ops().get("/metrics").await.ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("hawker_inventory_owner "));
    line?.trim().parse::<f64>().ok().map(|owned| owned as u32)
}

async fn own(fleet: &Fleet, wanted: &[u32]) {
    eventually(&format!("shards owned to be {wanted:?}"), async || {
        let mut found = Vec::new();
        for member in &fleet.inventories {
            found.push(owned(member).await?);
        }
        (found == wanted).then_some(())
    })
    .await;
}

/// Puts a show of each merchant on air, and opens a sale in it.
async fn on_sale(fleet: &Fleet, evening: u32) {
    for merchant in MERCHANTS {
        let token = fleet.token_of(merchant, "hana", "host,merchant");
        let host = fleet.gateways[0].api(Some(token));
        host.put_on_air(&show(merchant, evening), &listing(evening), 100).await;
        let terms = json!({"allotment": ALLOTMENT});
        host.open_sale(&show(merchant, evening), &listing(evening), terms).await;
    }
}

/// Reserves until there is an answer that is one, and then asks once more with the same
/// key: the answer is the same.
async fn buy(mut viewer: Viewer, evening: u32) -> Option<u64> {
    let key = fresh_key();
    let mut first = None;
    loop {
        let told = match viewer.reserve(&key, &listing(evening), 1).await.unwrap() {
            reply::Result::Reserve(result) if result.outcome() == Outcome::Held => {
                result.reservation.map(|it| it.id)
            }
            reply::Result::Reserve(_) => None,
            reply::Result::Error(error) if error.temporary => continue,
            other => panic!("{other:?}"),
        };
        match first {
            None => first = Some(told),
            Some(before) => {
                assert_eq!(before, told, "one key has one answer");
                return told;
            }
        }
    }
}

/// What buyers in all shows come to hold, while `meanwhile` happens in the middle.
async fn sell(fleet: &mut Fleet, evening: u32, meanwhile: impl FnOnce(&mut Fleet)) {
    let mut buyers = Vec::new();
    let mut meanwhile = Some(meanwhile);
    for place in 0..BUYERS {
        for merchant in MERCHANTS {
            let token = fleet.token_of(merchant, &format!("buyer-{place}"), "buy");
            let at = fleet.gateways[0].ports().public.unwrap();
            let viewer = Viewer::join(at, &show(merchant, evening), &token, None).await;
            buyers.push((merchant, tokio::spawn(buy(viewer.unwrap().0, evening))));
        }
        if place == BUYERS / 2
            && let Some(meanwhile) = meanwhile.take()
        {
            meanwhile(fleet);
        }
    }
    let mut held = BTreeSet::new();
    for (merchant, buyer) in buyers {
        if let Some(reservation) = buyer.await.unwrap() {
            assert!(held.insert(reservation), "{reservation} was given to two buyers");
            let place = MERCHANTS.iter().position(|it| *it == merchant).unwrap() as u64;
            assert_eq!(reservation >> 48, place + 1, "{merchant} is in its own shard");
        }
    }
    assert_eq!(held.len(), MERCHANTS.len() * ALLOTMENT, "as many as there were, and no more");
}

/// Ends a fleet in order, and has its books and its numbers counted again.
fn balances(fleet: Fleet, dir: &Path) {
    let funnel = fleet.funnel.as_ref().unwrap().dir().display().to_string();
    let config = dir.join("fleet.toml").display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    for command in [vec!["audit"], vec!["recount", "--data-dir", &funnel]] {
        let (status, said, error) = run_hawker(&[&command[..], &["--config", &config]].concat());
        assert!(status.success(), "{command:?}: {said}{error}");
        if command == ["audit"] {
            assert!(said.contains("8 SKUs and 64 reservations"), "of all shards: {said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shards_are_shared_by_those_who_live_and_nothing_is_sold_twice() {
    let dir = scratch("shards");
    let file = Some("[inventory]\nshards = 4\n".to_owned());
    let options = Options { file, ..Options::default() };
    let mut fleet = Fleet::start_stock(dir.path(), &options).await;
    own(&fleet, &[2, 2]).await;

    on_sale(&fleet, 1).await;
    sell(&mut fleet, 1, |fleet| fleet.inventories[1].kill_9()).await;
    let mut killed = fleet.inventories.pop().unwrap();
    own(&fleet, &[4]).await;

    on_sale(&fleet, 2).await;
    fleet.start_again(&mut killed).await;
    fleet.inventories.push(killed);
    sell(&mut fleet, 2, |_| ()).await;
    own(&fleet, &[2, 2]).await;

    balances(fleet, dir.path());
}
