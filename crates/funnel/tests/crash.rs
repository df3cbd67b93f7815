//! A funnel that is killed again and again counts everything once: the position
//! in the journal and the roll-ups are never apart.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use common::*;
use hawker_funnel::{Config, recount};
use hawker_proto::v1::{FunnelStep as Step, JournalRecord};
use rusqlite::Connection;

const DB: &str = "HAWKER_FUNNEL_CRASH_DB";
const RECORDS: u64 = 6_000;
const KILLS: u64 = 8;
/// When to give up on a child that does nothing.
const PATIENCE: Duration = Duration::from_secs(120);
const BASE_MS: i64 = 1_700_000_000_000;

/// The same journal in every process.
fn journal() -> Vec<JournalRecord> {
    let record = |seq: u64| {
        let buyer = format!("buyer-{}", seq % 50);
        let reservation = || reservation(seq, &buyer, "tee", 1);
        let end =
            if seq.is_multiple_of(3) { released(reservation()) } else { committed(reservation()) };
        let time_ms = BASE_MS + i64::try_from(seq).unwrap() * 10;
        JournalRecord { shard: 0, epoch: 1, seq, time_ms, entries: vec![held(reservation()), end] }
    };
    (1..=RECORDS).map(record).collect()
}

/// What is killed: started by the test below as a process of its own, with the
/// store's path in its environment. On its own it has nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_that_is_killed() {
    let Some(db) = std::env::var_os(DB).map(PathBuf::from) else { return };
    let inventory = FakeInventory::new();
    let mut records = journal();
    let counted = usize::try_from(stored_position(&db).unwrap_or(0)).unwrap();
    let later = records.split_off(counted.min(records.len()));
    inventory.replace(records);
    let running = start(&db, &inventory, Config::default()).await;
    for record in later {
        inventory.append(record.time_ms, record.entries);
        let viewer = format!("viewer-{}", record.seq % 10);
        running.ingest(vec![event(Step::RoomEntered, &viewer), left(&viewer, 5)]).await;
    }
    std::future::pending::<()>().await;
}

struct KilledOnDrop(Child);

impl Drop for KilledOnDrop {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn spawn(db: &Path) -> KilledOnDrop {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "the_process_that_is_killed"]).env(DB, db);
    KilledOnDrop(child.stdout(std::process::Stdio::null()).spawn().unwrap())
}

fn stored_position(db: &Path) -> Option<u64> {
    let conn = Connection::open(db).ok()?;
    conn.busy_timeout(Duration::from_secs(5)).ok()?;
    conn.query_row("SELECT seq FROM position", [], |row| row.get(0)).ok()
}

#[test]
fn killed_at_any_moment_it_counts_everything_once() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("funnel.db");
    let mut last = 0;
    for kill in 1..=KILLS {
        let child = spawn(&db);
        let enough = last + 1 + kill * 17 % 40;
        let began = Instant::now();
        while stored_position(&db).unwrap_or(0) < enough {
            assert!(began.elapsed() < PATIENCE, "stuck before record {enough}");
            std::thread::yield_now();
        }
        drop(child);

        let found = recount(&db, journal().into_iter().map(Ok::<_, Infallible>)).unwrap();
        assert_eq!(found.differences, [], "after kill {kill} at record {}", found.journal_seq);
        assert!(found.journal_seq >= enough && found.orders > 0 && found.events > 0);
        last = found.journal_seq;
    }
}
