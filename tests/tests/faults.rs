//! What a fleet is made of is taken away in turn, in the middle of a sale: gateways, the
//! owner of the stock, primaries of Redis and of PostgreSQL are killed, an owner stands
//! still for longer than it may and goes on, and Redis is emptied. After each fault every
//! publication has come once and in order, no stock was seen going back, and every hold
//! that was answered is there.
//!
//! `make test` has one round of each; `make prove` many (part `faults`), and keeps what each
//! round came to, so that a run that was cut short goes on where it was.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::{fs, io::Write as _, path::PathBuf, time::Duration};

use hawker_test_servers::Patroni;
use hawker_tests::{
    crowd::{Crowd, Felt, LIMITS, Stage},
    eventually,
    fleet::Fleet,
    scratch,
    server::{Options, run_hawker},
};
use tokio::task::block_in_place;

/// Set where all rounds run: the folder in which they are kept.
const KEPT: &str = "PROVE_FAULTS_DIR";

/// Primaries of the Redis Cluster.
const PRIMARIES: usize = 3;

#[derive(Debug, Clone, Copy)]
enum Fault {
    GatewayKilled,
    OwnerKilled,
    OwnerStoodStill,
    RedisKilled,
    RedisEmptied,
    PostgresKilled,
}

/// Each with its name, which is its show's as well, and its rounds in `make prove`.
const FAULTS: [(Fault, &str, usize); 6] = [
    (Fault::GatewayKilled, "gateway-killed", 20),
    (Fault::OwnerKilled, "owner-killed", 20),
    (Fault::OwnerStoodStill, "owner-stood-still", 20),
    (Fault::RedisKilled, "redis-killed", 20),
    (Fault::RedisEmptied, "redis-emptied", 5),
    (Fault::PostgresKilled, "postgres-killed", 20),
];

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
                self.kill_redis(&format!("hawker:{{{}}}:told", stage.show()), &crowd).await
            }
            Fault::RedisEmptied => {
                block_in_place(|| self.fleet.redis.as_ref().unwrap().empty());
                crowd.goes_on().await;
            }
            Fault::PostgresKilled => self.kill_postgres(&crowd).await,
        }
        crowd.end(&self.fleet, stage).await
    }

    async fn kill_gateway(&mut self, round: usize, crowd: &Crowd) {
        let at = round % self.fleet.gateways.len();
        let mut member = self.fleet.gateways.remove(at);
        member.kill_9();
        crowd.goes_on().await;
        self.fleet.start_again(&mut member).await;
        member.is_ready().await;
        self.fleet.gateways.insert(at, member);
    }

    async fn owner(&self) -> usize {
        let owner = self.fleet.owner().await.pid();
        self.fleet.inventories.iter().position(|it| it.pid() == owner).unwrap()
    }

    async fn kill_owner(&mut self, crowd: &Crowd) {
        let at = self.owner().await;
        let mut member = self.fleet.inventories.remove(at);
        member.kill_9();
        crowd.goes_on().await;
        self.fleet.start_again(&mut member).await;
        member.is_ready().await;
        self.fleet.inventories.insert(at, member);
    }

    /// The other one owns the stock when it goes on, and must go on doing so.
    async fn stop_owner(&self, crowd: &Crowd) {
        let at = self.owner().await;
        let stopped = &self.fleet.inventories[at];
        let heir = &self.fleet.inventories[1 - at];
        stopped.signal("STOP");
        eventually("the stock is taken over", async || heir.owns_the_stock().await.then_some(()))
            .await;
        crowd.goes_on().await;
        stopped.signal("CONT");
        crowd.goes_on().await;
        eventually("it knows that it was replaced", async || {
            (!stopped.owns_the_stock().await).then_some(())
        })
        .await;
        stopped.is_ready().await;
    }

    /// The primary that has the show's channel.
    async fn kill_redis(&self, channel: &str, crowd: &Crowd) {
        let redis = self.fleet.redis.as_ref().unwrap();
        let node = block_in_place(|| redis.primary_of(channel));
        node.kill();
        crowd.goes_on().await;
        let primaries =
            || redis.nodes().iter().filter(|it| it.runs() && it.role() == "master").count();
        eventually("its replica is promoted", async || {
            (block_in_place(primaries) == PRIMARIES).then_some(())
        })
        .await;
        crowd.goes_on().await;
        block_in_place(|| {
            node.start_again();
            redis.wait_until_whole();
        });
    }

    async fn kill_postgres(&self, crowd: &Crowd) {
        let lost = block_in_place(|| self.patroni.kill_primary());
        block_in_place(|| self.patroni.wait_for_another(lost));
        crowd.goes_on().await;
        block_in_place(|| self.patroni.start_again(lost));
    }
}

/// The rounds of one fault that there were, in this run and in ones before: how long a
/// buyer waited and how late a pin came, at most, in milliseconds.
struct Rounds {
    file: Option<PathBuf>,
    done: Vec<[u128; 2]>,
}

impl Rounds {
    fn of(name: &str) -> Self {
        let file = std::env::var_os(KEPT).map(|dir| {
            fs::create_dir_all(&dir).unwrap();
            PathBuf::from(dir).join(name)
        });
        let text = file.as_ref().and_then(|it| fs::read_to_string(it).ok()).unwrap_or_default();
        // A line that was cut short is a round that has to be run again.
        let round = |line: &str| {
            let (waited, late) = line.strip_suffix(" ms")?.split_once(' ')?;
            Some([waited.parse().ok()?, late.parse().ok()?])
        };
        Self { file, done: text.lines().filter_map(round).collect() }
    }

    /// How many are wanted: all of them only where they are kept.
    fn wanted(&self, all: usize) -> usize {
        if self.file.is_some() { all } else { 1 }
    }

    fn keep(&mut self, felt: Felt) {
        let [waited, late] = [felt.waited, felt.late].map(|it: Duration| it.as_millis());
        self.done.push([waited, late]);
        if let Some(file) = &self.file {
            let mut file = fs::File::options().create(true).append(true).open(file).unwrap();
            file.write_all(format!("{waited} {late} ms\n").as_bytes()).unwrap();
        }
    }

    /// The median and the most of both.
    fn said(&self, name: &str) -> String {
        let [waited, late] = [0, 1].map(|which| {
            let mut all: Vec<_> = self.done.iter().map(|it| it[which]).collect();
            all.sort_unstable();
            format!("{:>6} {:>6}", all[all.len() / 2], all[all.len() - 1])
        });
        format!("{name:<18} {:>6} {waited} {late}", self.done.len())
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
    for (fault, name, all) in FAULTS {
        let mut rounds = Rounds::of(name);
        let wanted = rounds.wanted(all);
        if rounds.done.len() < wanted {
            let mut stage = Stage::set(&ground.fleet, name).await;
            for round in rounds.done.len()..wanted {
                println!("{name}: round {}", round + 1);
                rounds.keep(ground.round(fault, round, &mut stage).await);
            }
        }
        println!("proof: {}", rounds.said(name));
    }

    let config = dir.path().join("fleet.toml").display().to_string();
    assert!(ground.fleet.terminate().success(), "all end in order");
    let (status, said, error) = run_hawker(&["audit", "--config", &config]);
    assert!(status.success(), "{said}{error}");
}
