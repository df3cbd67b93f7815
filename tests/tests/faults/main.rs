//! What a fleet is made of is taken away in turn, in the middle of a sale: gateways, the
//! owner of the stock, primaries of Redis and of PostgreSQL are killed, an owner stands
//! still for longer than it may and goes on, Redis is emptied, and any two roles that speak
//! to one another are cut apart. After each fault every publication has come once and in
//! order, no stock was seen going back, and every hold that was answered is there.
//!
//! `make test` has a round of some; `make prove` many of each (part `faults`), under the load
//! of `peak`, and keeps what each round came to, so that a run that was cut short goes on where
//! it was.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

mod cuts;
mod kills;
mod peak;
mod rounds;

use hawker_test_servers::Patroni;
use hawker_tests::{
    crowd::{Felt, LIMITS, Stage},
    fleet::Fleet,
    scratch,
    server::{Options, run_hawker},
};
use tokio::task::block_in_place;

use cuts::Apart;
use peak::Load;
use rounds::Rounds;

#[derive(Debug, Clone, Copy)]
enum Fault {
    GatewayKilled,
    OwnerKilled,
    OwnerStoodStill,
    RedisKilled,
    RedisEmptied,
    PostgresKilled,
    Cut(Apart),
    FunnelCut,
    OwnerCut,
    PostgresCut,
}

/// Each with its name, which is its show's as well, its rounds in `make prove`, and
/// whether `make test` has one.
const FAULTS: [(Fault, &str, usize, bool); 14] = [
    (Fault::GatewayKilled, "gateway-killed", 20, true),
    (Fault::OwnerKilled, "owner-killed", 20, false),
    (Fault::OwnerStoodStill, "owner-stood-still", 20, false),
    (Fault::RedisKilled, "redis-killed", 20, true),
    (Fault::RedisEmptied, "redis-emptied", 5, true),
    (Fault::PostgresKilled, "postgres-killed", 20, true),
    (Fault::Cut(Apart::Viewers), "viewers-gateway", 5, false),
    (Fault::Cut(Apart::Redis), "gateway-redis", 5, true),
    (Fault::Cut(Apart::Postgres), "gateway-postgres", 5, true),
    (Fault::Cut(Apart::Stock), "gateway-stock", 5, false),
    (Fault::Cut(Apart::Funnel), "gateway-funnel", 5, false),
    (Fault::FunnelCut, "funnel-stock", 5, false),
    (Fault::OwnerCut, "owner-postgres", 5, true),
    (Fault::PostgresCut, "postgres-standbys", 5, false),
];

/// Set where only some of them are wanted: their names.
const ONLY: &str = "FAULTS_ONLY";

/// What a fleet stands on, and itself.
struct Ground {
    fleet: Fleet,
    patroni: Patroni,
}

impl Ground {
    /// One round of a fault: what the crowd felt of it.
    async fn round(&mut self, fault: Fault, round: usize, stage: &mut Stage) -> Felt {
        let crowd = stage.fill(&self.fleet);
        crowd.goes_on().await;
        match fault {
            Fault::GatewayKilled => self.kill_gateway(round, &crowd).await,
            Fault::OwnerKilled => self.kill_owner(&crowd).await,
            Fault::OwnerStoodStill => self.stop_owner(&crowd).await,
            Fault::RedisKilled => {
                self.kill_redis(&format!("hawker:{{{}}}:told", stage.show()), &crowd).await;
            }
            Fault::RedisEmptied => {
                block_in_place(|| self.fleet.redis.as_ref().unwrap().empty());
                crowd.goes_on().await;
            }
            Fault::PostgresKilled => self.kill_postgres(&crowd).await,
            Fault::Cut(from) => self.cut_gateway(from, round, &crowd).await,
            Fault::FunnelCut => self.cut_funnel(&crowd).await,
            Fault::OwnerCut => self.cut_owner(&crowd).await,
            Fault::PostgresCut => self.cut_postgres(&crowd).await,
        }
        crowd.end(&self.fleet, stage).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_fault_loses_a_hold_or_a_publication() {
    let patroni = block_in_place(Patroni::start);
    let dir = scratch("faults");
    let options = Options::default().with(LIMITS);
    let fleet = Fleet::start_in_earnest(dir.path(), &options, &patroni).await;
    let mut ground = Ground { fleet, patroni };

    println!("proof: milliseconds, median and most:     a buyer waited  a pin was late");
    println!(
        "proof: {:<18} {:>6} {:>6} {:>6} {:>6} {:>6}",
        "fault", "rounds", "median", "most", "median", "most"
    );
    let only = std::env::var(ONLY).ok();
    let mut load = Load::default();
    for (fault, name, all, tested) in FAULTS {
        let mut rounds = Rounds::of(name);
        if !only.as_ref().map_or(tested || rounds.are_kept(), |only| only.contains(name)) {
            continue;
        }
        let wanted = rounds.wanted(all);
        if rounds.done.len() < wanted {
            let mut stage = Stage::set(&ground.fleet, name).await;
            for round in rounds.done.len()..wanted {
                if rounds.are_kept() {
                    load.is_there(&ground.fleet, dir.path()).await;
                }
                println!("{name}: round {}", round + 1);
                let felt = ground.round(fault, round, &mut stage).await;
                load.saw(rounds.add(felt));
            }
        }
        println!("proof: {}", rounds.said(name));
    }

    load.is_well();
    let config = dir.path().join("fleet.toml").display().to_string();
    assert!(ground.fleet.terminate().success(), "all end in order");
    let (status, said, error) = run_hawker(&["audit", "--config", &config]);
    assert!(status.success(), "{said}{error}");
}
