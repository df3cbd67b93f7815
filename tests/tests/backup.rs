//! What is brought back from a backup: all that was in it is there, nobody is told that
//! nothing was missed, and whoever still runs on what was there before changes nothing.
//! Over the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::{fs, net::SocketAddr, path::Path};

use hawker_proto::v1::{Outcome, Position, Receipt, Welcome, reply};
use hawker_test_servers::Postgres;
use hawker_tests::{
    api::Api,
    eventually,
    fleet::{Fleet, Member},
    fresh_key, scratch,
    server::{Options, Server, run_hawker},
    viewer::Viewer,
};
use hyper::Method;
use serde_json::json;

const SHOW: &str = "evening";
const LISTING: &str = "lamp";

/// Below it is every epoch that was not raised by a restore.
const RAISED: u64 = 1_700_000_000;

async fn join(at: SocketAddr, token: &str, from: Option<Position>) -> (Viewer, Welcome) {
    eventually("a welcome", async || Viewer::join(at, SHOW, token, from).await.ok()).await
}

/// A hold, and where it stands in the journal. The same key has the same answer.
async fn hold(viewer: &mut Viewer, key: &str) -> (u64, Receipt) {
    loop {
        match viewer.reserve(key, LISTING, 1).await.unwrap() {
            reply::Result::Reserve(it) if it.outcome() == Outcome::Held => {
                return (it.reservation.unwrap().id, it.receipt.unwrap());
            }
            reply::Result::Error(error) if error.temporary => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Pins the lamp and takes it away, so many times.
async fn pin(host: &Api, times: usize) {
    for _ in 0..times {
        for method in [Method::PUT, Method::DELETE] {
            eventually("a pin", async || {
                let path = format!("/v1/shows/{SHOW}/pin");
                let (status, _) =
                    host.call(method.clone(), &path, json!({"listing": LISTING})).await;
                (status < 300).then_some(())
            })
            .await;
        }
    }
}

/// Where a viewer is who has been told of so many publications.
async fn seen(viewer: &Viewer, welcome: &Welcome, count: usize) -> Position {
    let newest = eventually("what the room tells", async || {
        let told = viewer.publications();
        (told.len() >= count).then(|| told.last().unwrap().offset)
    })
    .await;
    Position { epoch: welcome.position.unwrap().epoch, offset: newest }
}

fn hawker(args: &[&str]) -> String {
    let (status, said, error) = run_hawker(args);
    assert!(status.success(), "{args:?}: {said}{error}");
    said
}

fn refused(args: &[&str], code: &str) {
    let (status, said, error) = run_hawker(args);
    assert!(!status.success(), "{args:?}: {said}");
    assert!(error.starts_with(&format!("hawker: {code}: ")), "{error}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// Whoever comes with that position is given a snapshot, also when the room has told as
/// many publications again; and resumes where they are now.
async fn nobody_resumes_from(at: SocketAddr, token: &str, host: &Api, old: Position) {
    let (viewer, welcome) = join(at, token, Some(old)).await;
    assert!(!welcome.recovered, "what was told after the backup is not there any more");
    let begun = welcome.position.unwrap();
    assert!(begun.epoch > old.epoch, "{begun:?} after {old:?}");
    let more = old.offset as usize;
    pin(host, more).await;
    let now = seen(&viewer, &welcome, 2 * more).await;
    assert!(now.offset > old.offset);
    let (_, welcome) = join(at, token, Some(old)).await;
    assert!(!welcome.recovered, "other publications stand at that offset now");
    let (_, welcome) = join(at, token, Some(now)).await;
    assert!(welcome.recovered);
}

/// A copy of a data folder begins anew while the original has gone on.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_data_folder_goes_on_in_epochs_of_its_own() {
    let dir = scratch("backup");
    let (original, restored) = (dir.path().join("original"), dir.path().join("restored"));
    let server = Server::start(&original).await;
    let host = server.api("hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 9).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 9, "limit_per_buyer": 9})).await;
    let token = server.token("bea", "buy,chat");
    let (mut viewer, _) = join(server.ports().public, &token, None).await;
    let key = fresh_key();
    let (kept, _) = hold(&mut viewer, &key).await;
    pin(&host, 1).await;
    // What a snapshot of the file system has.
    server.kill_9();
    copy(&original, &restored);

    let server = Server::start(&original).await;
    let (mut viewer, welcome) = join(server.ports().public, &token, None).await;
    let (_, lost) = hold(&mut viewer, &fresh_key()).await;
    pin(&server.api("hana", "host"), 2).await;
    let old = seen(&viewer, &welcome, 4).await;
    let folder = original.display().to_string();
    refused(&["restore", "--data-dir", &folder], "ERROR_CODE_DATA_DIR_LOCKED");
    drop(server);

    let folder = restored.display().to_string();
    let said = hawker(&["restore", "--data-dir", &folder]);
    assert!(said.contains("rooms that begin a new epoch: 1"), "{said}");
    let server = Server::start(&restored).await;
    let at = server.ports().public;
    let host = server.api("hana", "host,merchant,chat");
    let (mut viewer, _) = join(at, &token, Some(old)).await;
    assert_eq!(hold(&mut viewer, &key).await.0, kept, "the backup's hold is there");
    let (_, next) = hold(&mut viewer, &fresh_key()).await;
    assert!(next.epoch > RAISED && lost.epoch < RAISED, "{lost:?} is no receipt of {next:?}");
    nobody_resumes_from(at, &token, &host, old).await;
    assert!(server.terminate().success());
    hawker(&["audit", "--data-dir", &folder]);
    hawker(&["recount", "--data-dir", &folder]);
}

#[test]
fn nothing_is_restored_where_nothing_was_brought_back() {
    let dir = scratch("backup");
    let folder = dir.path().display().to_string();
    refused(&["restore", "--data-dir", &folder], "ERROR_CODE_CONFIG_INVALID");
    let nowhere = dir.path().join("nowhere").display().to_string();
    refused(&["restore", "--data-dir", &nowhere], "ERROR_CODE_CONFIG_INVALID");
    assert!(!dir.path().join("nowhere").exists(), "no folder is made for it");
}

/// The fleet's backup, in the order that docs/operations.md has: the funnel's folder of
/// a funnel that has stopped, then PostgreSQL while all others run.
async fn back_up(fleet: &mut Fleet, to: &Path) {
    let mut funnel = fleet.funnel.take().unwrap();
    funnel.signal("TERM");
    assert!(funnel.wait().success());
    copy(funnel.dir(), &to.join("funnel"));
    fleet.start_again(&mut funnel).await;
    fleet.funnel = Some(funnel);
    Postgres::shared().back_up(&fleet.database(), &to.join("hawker.dump"));
}

/// Brings it back into the place of what is there.
fn bring_back(fleet: &Fleet, from: &Path) {
    Postgres::shared().bring_back(&fleet.database(), &from.join("hawker.dump"));
    let funnel = fleet.funnel.as_ref().unwrap().dir();
    fs::remove_dir_all(funnel).unwrap();
    copy(&from.join("funnel"), funnel);
}

/// The processes of a fleet on which somebody lost sight: they stand still while it is
/// restored, and go on afterwards.
struct Zombies {
    gateway: Member,
    owner: Member,
}

/// Kills an owner and has the next one stand still, with a gateway; ends all others.
async fn lose_sight(fleet: &mut Fleet) -> Zombies {
    let owner = fleet.owner().await.pid();
    let first = fleet.inventories.iter().position(|it| it.pid() == owner).unwrap();
    fleet.inventories[first].kill_9();
    let other = 1 - first;
    eventually("a takeover", async || {
        fleet.inventories[other].owns_the_stock().await.then_some(())
    })
    .await;
    let config = fleet.gateways[0].dir().parent().unwrap().join("fleet.toml");
    let config = config.display().to_string();
    refused(&["restore", "--config", &config], "ERROR_CODE_DATA_DIR_LOCKED");
    let owner = fleet.inventories.remove(other);
    let gateway = fleet.gateways.remove(1);
    owner.signal("STOP");
    gateway.signal("STOP");
    fleet.gateways[0].kill_9();
    fleet.funnel.as_mut().unwrap().kill_9();
    Zombies { gateway, owner }
}

/// A fleet's database is restored in its place while an owner and a gateway of before
/// stand still: they go on, and nothing that they knew comes into what was restored.
#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_that_was_restored_takes_nothing_from_what_still_runs() {
    let dir = scratch("backup");
    let mut fleet = Fleet::start(dir.path(), &Options::default()).await;
    let host = fleet.api(0, "hana", "host,merchant,chat");
    host.put_on_air(SHOW, LISTING, 9).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 9, "limit_per_buyer": 9})).await;
    let token = fleet.token("bea", "buy,chat");
    let at = fleet.gateways[0].ports().public.unwrap();
    let (mut viewer, _) = join(at, &token, None).await;
    let key = fresh_key();
    let (kept, _) = hold(&mut viewer, &key).await;
    pin(&host, 1).await;
    let backup = dir.path().join("backup");
    back_up(&mut fleet, &backup).await;

    let (viewer, welcome) = join(at, &token, None).await;
    pin(&host, 2).await;
    let old = seen(&viewer, &welcome, 4).await;
    let zombies = lose_sight(&mut fleet).await;
    bring_back(&fleet, &backup);
    let config = dir.path().join("fleet.toml").display().to_string();
    let said = hawker(&["restore", "--config", &config]);
    assert!(said.contains("rooms that begin a new epoch: 1"), "{said}");
    start_all_again(&mut fleet).await;
    the_zombies_follow(&fleet, zombies, &token, old).await;

    let host = fleet.api(0, "hana", "host,merchant,chat");
    let (mut viewer, _) = join(at, &token, Some(old)).await;
    assert_eq!(hold(&mut viewer, &key).await.0, kept, "the backup's hold is there");
    let (_, next) = hold(&mut viewer, &fresh_key()).await;
    assert!(next.epoch > RAISED, "{next:?}");
    nobody_resumes_from(at, &token, &host, old).await;
    let funnel = fleet.funnel.as_ref().unwrap().dir().display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    hawker(&["audit", "--config", &config]);
    hawker(&["recount", "--config", &config, "--data-dir", &funnel]);
}

async fn start_all_again(fleet: &mut Fleet) {
    let mut inventory = fleet.inventories.pop().unwrap();
    fleet.start_again(&mut inventory).await;
    fleet.inventories.push(inventory);
    let mut funnel = fleet.funnel.take().unwrap();
    fleet.start_again(&mut funnel).await;
    fleet.funnel = Some(funnel);
    let mut gateway = fleet.gateways.pop().unwrap();
    fleet.start_again(&mut gateway).await;
    gateway.is_ready().await;
    fleet.gateways.push(gateway);
}

/// Those that stood still go on: the owner waits for its turn, and the gateway comes to
/// have the room that was restored. Then they end.
async fn the_zombies_follow(fleet: &Fleet, zombies: Zombies, token: &str, old: Position) {
    let Zombies { gateway, owner } = zombies;
    owner.signal("CONT");
    gateway.signal("CONT");
    eventually("the zombie's retreat", async || (!owner.owns_the_stock().await).then_some(()))
        .await;
    assert!(fleet.inventories[0].owns_the_stock().await);
    let at = gateway.ports().public.unwrap();
    let here = fleet.gateways[0].ports().public.unwrap();
    let place = async |at, from| join(at, token, from).await.1.position.unwrap();
    // It knows more than was restored, and viewers who do: so it may begin one more epoch.
    let there = eventually("one room of both", async || {
        let position = place(at, Some(old)).await;
        let same = position.epoch > old.epoch && position == place(here, None).await;
        same.then_some(position)
    })
    .await;
    let host = gateway.api(Some(fleet.token("hana", "host")));
    pin(&host, 1).await;
    eventually("its pins at the other", async || {
        (place(here, None).await.offset == there.offset + 2).then_some(())
    })
    .await;
}
