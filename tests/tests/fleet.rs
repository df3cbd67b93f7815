//! A show on several processes: what is done through one is seen through all, and
//! whoever is killed, no stock is lost or sold twice. Over the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::collections::BTreeSet;

use hawker_proto::v1::{Outcome, reply};
use hawker_tests::{
    eventually,
    fleet::Fleet,
    fresh_key, scratch,
    server::{Options, run_hawker},
    viewer::Viewer,
};
use hyper::Method;
use serde_json::json;

const SHOW: &str = "evening";
const LISTING: &str = "lamp";

/// Reserves until there is an answer that is one: the same key, whatever happens.
async fn buy(mut viewer: Viewer) -> Option<u64> {
    let key = fresh_key();
    loop {
        match viewer.reserve(&key, LISTING, 1).await.unwrap() {
            reply::Result::Reserve(result) if result.outcome() == Outcome::Held => {
                return result.reservation.map(|it| it.id);
            }
            reply::Result::Reserve(_) => return None,
            reply::Result::Error(error) if error.temporary => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_in_processes_of_their_own_go_on_where_one_was_killed() {
    let dir = scratch("fleet");
    let mut fleet = Fleet::start_apart(dir.path(), &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 20).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 10})).await;
    let at = fleet.gateways[0].ports().public.unwrap();
    let mut buyers = Vec::new();
    for place in 0..14 {
        let token = fleet.token(&format!("buyer-{place}"), "buy");
        let (viewer, _) = Viewer::join(at, SHOW, &token, None).await.unwrap();
        buyers.push(tokio::spawn(buy(viewer)));
        if place == 4 {
            let mut inventory = fleet.inventories.pop().unwrap();
            inventory.kill_9();
            fleet.start_again(&mut inventory).await;
            fleet.inventories.push(inventory);
        }
    }
    let mut held = BTreeSet::new();
    for buyer in buyers {
        if let Some(reservation) = buyer.await.unwrap() {
            assert!(held.insert(reservation), "{reservation} was given to two buyers");
        }
    }
    assert_eq!(held.len(), 10, "as many as there were, and not one more");

    // The funnel is asked through the gateway, and goes on with the journal.
    let mut funnel = fleet.funnel.take().unwrap();
    funnel.kill_9();
    fleet.start_again(&mut funnel).await;
    fleet.funnel = Some(funnel);
    let reserved = eventually("the numbers", async || {
        let path = format!("/v1/shows/{SHOW}/funnel");
        let (status, funnel) = host.call(Method::GET, &path, json!(null)).await;
        let text = funnel.to_string();
        (status == 200 && text.contains("FUNNEL_STEP_STOCK_RESERVED")).then_some(text)
    })
    .await;
    assert!(reserved.contains("\"count\":\"10\""), "{reserved}");

    let journal = fleet.inventories[0].dir().display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    let (status, said, error) = run_hawker(&["audit", "--data-dir", &journal]);
    assert!(status.success(), "{said}{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_of_the_configuration_says_which_process_cannot_be_called() {
    let dir = scratch("fleet");
    let fleet = Fleet::start_apart(dir.path(), &Options::default()).await;
    let at = fleet.inventories[0].ports().grpc.unwrap();
    let file = dir.path().join("check.toml");
    let name = file.display().to_string();
    let check = |inventory: &str, funnel: &str| {
        let text = format!("[fleet]\ninventory = [\"{inventory}\"]\nfunnel = \"{funnel}\"\n");
        std::fs::write(&file, text).unwrap();
        run_hawker(&["config", "check", "--config", &name])
    };
    let funnel = fleet.funnel.as_ref().unwrap().ports().grpc.unwrap();
    let (status, said, _) = check(&format!("http://{at}"), &format!("http://{funnel}"));
    assert!(status.success(), "{said}");
    assert!(said.contains(&format!("fleet.inventory http://{at}: it can be used")), "{said}");
    let (status, _, error) = check(&format!("http://{funnel}"), "http://127.0.0.1:1");
    assert!(!status.success());
    assert!(error.starts_with("hawker: ERROR_CODE_UNAVAILABLE: "), "{error}");
    assert!(error.contains("serves no hawker.v1.Inventory"), "{error}");
    assert!(error.contains("fleet.funnel http://127.0.0.1:1: "), "{error}");
    let (status, _, error) = check("10.0.0.1", "http://127.0.0.1:1");
    assert!(!status.success());
    assert!(error.contains("fleet.inventory: `10.0.0.1` is no address"), "{error}");
}
