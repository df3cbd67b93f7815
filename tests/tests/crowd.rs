//! A crowd by `hawker-load` over a fleet's gateways, of which one is killed under it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::process::{Command, Stdio};

use hawker_load::outcome::{Count, Outcome};
use hawker_tests::{binary, eventually, fleet::Fleet, scratch, server::Options};

/// Sixty viewers, a pin each half second, and a sale that half of them want to buy in.
const PLAN: &str = r#"
name = "crowd"
[[phases]]
do = "ramp"
length = "2s"
viewers = 60
[[phases]]
do = "steady"
length = "14s"
[behaviour]
chat = 0
click = 0
reserve = 0.5
[[sales]]
name = "flash"
units = 20
[[host]]
at = "1s"
do = "pin"
every = "500ms"
[[host]]
at = "4s"
do = "open-sale"
sale = "flash"
[[host]]
at = "15s"
do = "close-sale"
sale = "flash"
"#;

async fn counted(fleet: &Fleet, gateway: usize, metric: &str) -> f64 {
    let (_, text) = fleet.gateways[gateway].ops().get("/metrics").await.unwrap();
    let line =
        text.lines().find_map(|line| line.strip_prefix(&format!("{metric} ")).map(str::to_owned));
    line.map_or(0.0, |value| value.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_goes_on_at_the_other_gateway_when_its_own_is_killed() {
    let dir = scratch("crowd");
    let mut fleet = Fleet::start(dir.path(), &Options::default()).await;
    let (plan, report) = (dir.path().join("crowd.toml"), dir.path().join("report.json"));
    std::fs::write(&plan, PLAN).unwrap();
    let public =
        |gateway: usize| format!("http://{}", fleet.gateways[gateway].ports().public.unwrap());
    let urls = format!("{},{}", public(0), public(1));
    let grpc = format!("http://{}", fleet.owner().await.ports().grpc.unwrap());
    let mut tester = Command::new(binary("hawker-load"));
    tester.arg("run").arg(&plan).args(["--workers", "2", "--url", &urls, "--grpc", &grpc]);
    tester.arg("--secret-file").arg(dir.path().join("secret")).arg("--out").arg(&report);
    let tester = tester.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    // Everybody is in, and has been told of a pin by each gateway.
    eventually("the crowd is in", async || {
        let mut enough = true;
        for gateway in 0..2 {
            enough &= counted(&fleet, gateway, "hawker_gateway_viewers").await >= 30.0;
        }
        enough.then_some(())
    })
    .await;
    fleet.gateways[1].kill_9();
    let ended =
        tokio::task::spawn_blocking(move || tester.wait_with_output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{told}");
    let outcome: Outcome = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let counts = |count| outcome.counted(count);
    assert_eq!(counts(Count::Joins), 60);
    assert_eq!((counts(Count::Resumes), counts(Count::Unrecovered)), (30, 0), "{told}");
    let broken = [Count::Lost, Count::Duplicated, Count::WentBack].map(counts);
    assert_eq!(broken, [0; 3], "{told}");
    assert_eq!(counts(Count::Held), 20, "{told}");
    assert!(counts(Count::CriticalDeliveries) > 60 * 20, "{told}");
}
