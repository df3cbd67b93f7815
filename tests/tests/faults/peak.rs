//! The load of `peak`: the load tester's scenario, with a fifth of its crowd, beside the
//! crowd that looks at everything. What its own viewers were told is held against the same
//! promises. They come to the gateways' own doors, so that no cut is between them.
//!
//! It runs where all rounds do, and begins anew when it is over. What is killed is away for
//! seconds while it goes on: its viewers come back at the other gateway, and buyers ask
//! again. Its host speaks to one gateway only, so that it may fail to pin, and is to end its
//! show in peace: no fault begins when it is about to.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use hawker_load::outcome::{Count, Outcome};
use hawker_tests::{binary, eventually, fleet::Fleet};
use tokio::task::block_in_place;

use super::rounds::Kept;

/// How much of the scenario's crowd of 3,000 comes.
const CROWD: &str = "0.2";

/// Faults begin until then; the scenario lasts 150 s.
const FAULTS_UNTIL: Duration = Duration::from_secs(120);

/// Viewers with whom it has begun.
const BEGUN: f64 = 20.0;

/// The load, and the rounds that there were under it since it began last.
#[derive(Default)]
pub(crate) struct Load {
    peak: Option<Peak>,
    rounds: Vec<Kept>,
}

impl Load {
    /// Has it there, from its beginning where it was about to end.
    pub(crate) async fn is_there(&mut self, fleet: &Fleet, dir: &Path) {
        if self.peak.as_ref().is_some_and(Peak::goes_on) {
            return;
        }
        self.is_well();
        self.peak = Some(Peak::begin(fleet, dir).await);
    }

    /// Takes a round in that was under it.
    pub(crate) fn saw(&mut self, round: Option<Kept>) {
        self.rounds.extend(round);
    }

    /// Waits until it is over and has been found well, and keeps the rounds that were
    /// under it.
    pub(crate) fn is_well(&mut self) {
        if let Some(peak) = self.peak.take() {
            block_in_place(|| peak.end());
        }
        self.rounds.drain(..).for_each(Kept::keep);
    }
}

/// One run of it. Killed when dropped.
struct Peak {
    tester: Child,
    begun: Instant,
    report: PathBuf,
    log: PathBuf,
}

impl Peak {
    /// Begins, and waits until its first viewers are in.
    async fn begin(fleet: &Fleet, dir: &Path) -> Self {
        let (report, log) = (dir.join("peak.json"), dir.join("peak.log"));
        drop(fs::remove_file(&report));
        let urls = fleet.gateways.iter().filter_map(|it| it.ports().public);
        let urls: Vec<_> = urls.map(|at| format!("http://{at}")).collect();
        let grpc = fleet.inventories.iter().filter_map(|it| it.ports().grpc);
        let grpc: Vec<_> = grpc.map(|at| format!("http://{at}")).collect();
        let out = File::create(&log).unwrap();
        let mut tester = Command::new(binary("hawker-load"));
        tester.args(["run", "peak", "--crowd", CROWD, "--url", &urls.join(",")]);
        tester.args(["--grpc", &grpc.join(",")]);
        tester.arg("--secret-file").arg(dir.join("secret")).arg("--out").arg(&report);
        tester.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out);
        let tester = tester.spawn().unwrap();
        let this = Self { tester, begun: Instant::now(), report, log };
        eventually("the load's viewers come", async || {
            let (_, text) = fleet.gateways[0].ops().get("/metrics").await.ok()?;
            let viewers = text.lines().find_map(|it| it.strip_prefix("hawker_gateway_viewers "));
            (viewers?.parse::<f64>().ok()? >= BEGUN).then_some(())
        })
        .await;
        this
    }

    /// Whether another fault may begin.
    fn goes_on(&self) -> bool {
        self.begun.elapsed() < FAULTS_UNTIL
    }

    /// Waits until it is over: its viewers were told everything once, no stock that went
    /// back, and no more was sold than there was; the books are those of the journal.
    fn end(mut self) {
        self.tester.wait().unwrap();
        let said = fs::read_to_string(&self.log).unwrap();
        let outcome = fs::read(&self.report).unwrap_or_else(|error| panic!("{error}: {said}"));
        let outcome: Outcome = serde_json::from_slice(&outcome).unwrap();
        let counts = |count| outcome.counted(count);
        let broken = [Count::Duplicated, Count::WentBack, Count::Oversold].map(counts);
        assert_eq!(broken, [0; 3], "{said}");
        let wrong: Vec<_> = outcome.balances.iter().filter(|it| !it.holds).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{said}");
        say(counts);
    }
}

/// What of it came about, for whoever reads the proof's log.
#[expect(clippy::print_stdout, reason = "it is what the proof says")]
fn say(counts: impl Fn(Count) -> u64) {
    println!(
        "peak: {} came, {} resumed, {} held, {} paid, {} were told",
        counts(Count::Joins),
        counts(Count::Resumes),
        counts(Count::Held),
        counts(Count::Paid),
        counts(Count::CriticalDeliveries)
    );
}

impl Drop for Peak {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.tester.kill());
        drop(self.tester.wait());
    }
}
