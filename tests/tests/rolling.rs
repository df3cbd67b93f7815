//! A fleet is restarted one process after the other while hosts pin, viewers watch and
//! buyers buy: every pin that was answered is told to everybody once and in order, and
//! every hold that was answered stands. Over the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use hawker_tests::{
    crowd::{Crowd, LIMITS, Stage},
    fleet::{Fleet, Member},
    scratch,
    server::{Options, run_hawker},
};

/// Ends a process in order, starts it again, and has everybody go on for a while.
async fn restart(fleet: &Fleet, member: &mut Member, crowd: &Crowd) {
    member.signal("TERM");
    assert!(member.wait().success(), "it ends in order");
    fleet.start_again(member).await;
    member.is_ready().await;
    crowd.goes_on().await;
}

/// Every process once, the owner of the stock first: then it is taken over twice.
async fn restart_all(fleet: &mut Fleet, crowd: &Crowd) {
    let owner = fleet.owner().await.pid();
    fleet.inventories.sort_by_key(|it| it.pid() != owner);
    for at in 0..fleet.inventories.len() {
        let mut member = fleet.inventories.remove(at);
        restart(fleet, &mut member, crowd).await;
        fleet.inventories.insert(at, member);
    }
    let mut funnel = fleet.funnel.take().unwrap();
    restart(fleet, &mut funnel, crowd).await;
    fleet.funnel = Some(funnel);
    for at in 0..fleet.gateways.len() {
        let mut member = fleet.gateways.remove(at);
        restart(fleet, &mut member, crowd).await;
        fleet.gateways.insert(at, member);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_misses_no_pin_and_forgets_no_hold() {
    let dir = scratch("rolling");
    let mut fleet = Fleet::start(dir.path(), &Options::default().with(LIMITS)).await;
    let mut stage = Stage::set(&fleet, "evening").await;
    let crowd = stage.fill(&fleet);

    restart_all(&mut fleet, &crowd).await;

    let felt = crowd.end(&fleet, &mut stage).await;
    assert!(felt.all_moved, "both gateways were stopped: everybody was at one of them");

    let funnel = fleet.funnel.as_ref().unwrap().dir().display().to_string();
    let config = dir.path().join("fleet.toml").display().to_string();
    assert!(fleet.terminate().success(), "all end in order");
    for command in [vec!["audit"], vec!["recount", "--data-dir", &funnel]] {
        let (status, said, error) = run_hawker(&[&command[..], &["--config", &config]].concat());
        assert!(status.success(), "{command:?}: {said}{error}");
    }
}
