//! A fleet over PostgreSQL as operators run it: under Patroni, with the configuration of
//! `deploy/patroni`. Its primary is lost in the middle of a sale, and nothing else is.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::collections::BTreeSet;

use hawker_proto::v1::{Outcome, reply};
use hawker_test_servers::Patroni;
use hawker_tests::{
    fleet::Fleet,
    fresh_key, scratch,
    server::{Options, run_hawker},
    viewer::Viewer,
};
use serde_json::json;

const SHOW: &str = "evening";
const LISTING: &str = "lamp";

/// Buyers, of whom each wants one unit, and the units that there are for them.
const BUYERS: usize = 60;
const UNITS: u32 = 40;

async fn join(fleet: &Fleet, name: &str, gateway: usize) -> Viewer {
    let token = fleet.token(name, "buy,chat");
    let at = fleet.gateways[gateway].ports().public.unwrap();
    Viewer::join(at, SHOW, &token, None).await.unwrap().0
}

/// Asks with one key until there is an answer that is one: the reservation, if any.
async fn buy(viewer: &mut Viewer, key: &str) -> Option<u64> {
    loop {
        match viewer.reserve(key, LISTING, 1).await.unwrap() {
            reply::Result::Reserve(result) if result.outcome() == Outcome::Held => {
                return result.reservation.map(|it| it.id);
            }
            reply::Result::Reserve(_) => return None,
            reply::Result::Error(error) if error.temporary => {}
            other => panic!("{other:?}"),
        }
    }
}

/// What was acknowledged before the primary was lost is there afterwards, what was under
/// way is answered once and the same, and not one unit more is sold.
#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_sells_on_when_patroni_replaces_the_primary() {
    let patroni = Patroni::start();
    let dir = scratch("patroni");
    let fleet = Fleet::start_in_earnest(dir.path(), &Options::default(), &patroni).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, UNITS).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": UNITS})).await;

    let mut before = Vec::new();
    for place in 0..BUYERS / 3 {
        let mut viewer = join(&fleet, &format!("early-{place}"), place % 2).await;
        let key = fresh_key();
        let held = buy(&mut viewer, &key).await.expect("there are enough");
        before.push((viewer, key, held));
    }
    let mut late = Vec::new();
    for place in BUYERS / 3..BUYERS {
        late.push(join(&fleet, &format!("late-{place}"), place % 2).await);
    }
    let lost = patroni.kill_primary();
    let under_way: Vec<_> = late
        .into_iter()
        .map(|mut viewer| tokio::spawn(async move { buy(&mut viewer, &fresh_key()).await }))
        .collect();
    patroni.wait_for_another(lost);

    let mut held = BTreeSet::new();
    for buyer in under_way {
        held.extend(buyer.await.unwrap());
    }
    for (viewer, key, reservation) in &mut before {
        assert_eq!(buy(viewer, key).await, Some(*reservation), "what was acknowledged stands");
        assert!(held.insert(*reservation), "{reservation} was given to two buyers");
    }
    assert_eq!(held.len(), UNITS as usize, "as many as there were, and not one more");

    // The lost server comes back as a standby of the new primary.
    patroni.start_again(lost);
    let config = dir.path().join("fleet.toml").display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    let (status, said, error) = run_hawker(&["audit", "--config", &config]);
    assert!(status.success(), "{said}{error}");
}
