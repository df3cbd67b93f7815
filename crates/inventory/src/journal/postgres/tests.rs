//! What only a journal that several processes share has to stand, on a real server:
//! the contract that all journals keep is in `contract.rs`.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use hawker_postgres::{Config, Server};
use hawker_test_servers::Postgres;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::{super::contract::Shard as OneShard, *};

/// A shard in a database of its own; each owner has a folder of its own.
pub(in crate::journal) struct Tables {
    place: Place,
    dir: TempDir,
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
    })
}

fn server(hosts: Vec<String>, database: String) -> Server {
    Server::of(&Config { hosts, database, tls: false, ..Config::default() }).unwrap()
}

impl Tables {
    pub(in crate::journal) fn fresh() -> Self {
        let postgres = Postgres::shared();
        Self::on(server(vec![postgres.host()], postgres.database()))
    }

    /// One of four.
    pub(in crate::journal) fn third_of_four() -> Self {
        let postgres = Postgres::shared();
        let server = server(vec![postgres.host()], postgres.database());
        Self::of(server, Shard::new(3, 4).unwrap())
    }

    fn on(server: Server) -> Self {
        Self::of(server, Shard::ONLY)
    }

    fn of(server: Server, shard: Shard) -> Self {
        Self { place: Place { server, shard }, dir: TempDir::new().unwrap() }
    }

    /// An owner that gives an append up after so long.
    fn patient(&self, append_within: Duration) -> PostgresLog {
        let _inside = runtime().enter();
        let owner = Owner { name: "one".into(), address: "http://one".into() };
        PostgresLog::new(self.place.clone(), self.dir.path(), owner, append_within).unwrap()
    }
}

impl OneShard for Tables {
    type Owner = PostgresLog;

    fn start(&self) -> PostgresLog {
        self.patient(Duration::from_secs(60))
    }
}

fn records(journal: &PostgresLog) -> Vec<(u64, Vec<u8>)> {
    journal.reader().read(1).map(Result::unwrap).collect()
}

fn record(number: u64) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

/// Appends until it is turned away or told to stop, and tells how many were answered as
/// durable.
fn append_all(
    journal: &mut PostgresLog,
    epoch: u64,
    from: u64,
    stop: &AtomicBool,
) -> (u64, Appended) {
    let mut seq = from;
    while !stop.load(Ordering::Acquire) {
        match journal.append(epoch, seq, &record(seq)) {
            Appended::Ok => seq += 1,
            other => return (seq, other),
        }
    }
    (seq, Appended::Ok)
}

/// Set when dropped: also where a test fails, so that nobody appends for ever.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

#[test]
fn an_owner_that_is_replaced_while_it_appends_loses_nothing_and_adds_nothing() {
    for _ in 0..12 {
        let shard = Tables::fresh();
        let mut zombie = shard.start();
        let epoch = zombie.acquire().unwrap().epoch;
        let (begun, stop) = (AtomicBool::new(false), AtomicBool::new(false));
        thread::scope(|scope| {
            let _stopped = Stop(&stop);
            let appending = scope.spawn(|| {
                begun.store(true, Ordering::Release);
                append_all(&mut zombie, epoch, 1, &stop)
            });
            while !begun.load(Ordering::Acquire) {
                thread::yield_now();
            }
            let mut heir = shard.start();
            let recovered = heir.acquire().unwrap();
            let barrier = heir.append(recovered.epoch, recovered.next_seq, b"");
            assert_eq!(barrier, Appended::Ok);
            let (end, turned_away) = appending.join().unwrap();
            assert_eq!(turned_away, Appended::Fenced);
            assert_eq!(end, recovered.next_seq, "what was answered is what the heir found");
            let found = records(&heir);
            let told = (1..end).map(|seq| (seq, record(seq)));
            assert!(found.into_iter().eq(told.chain([(end, Vec::new())])));
        });
    }
}

/// Sets the shard back to its first record and its first epoch, as a backup does.
async fn put_back(server: &Server) -> Connection {
    let connection = server.connect("test").await.unwrap();
    let backup = "DELETE FROM hawker_journal WHERE seq > 1;
        UPDATE hawker_shards SET epoch = 1, next_seq = 2";
    connection.batch_execute(backup).await.unwrap();
    connection
}

#[test]
fn an_owner_from_before_a_restore_appends_nothing_after_it() {
    let shard = Tables::fresh();
    let mut first = shard.start();
    assert_eq!(first.acquire().unwrap().epoch, 1);
    assert_eq!(first.append(1, 1, &record(1)), Appended::Ok);
    // Who owns it when it is set back has the epoch that the next owner would be given,
    // and the number that comes after that owner's first record.
    let mut zombie = shard.start();
    assert_eq!(zombie.acquire().unwrap().epoch, 2);
    assert_eq!(zombie.append(2, 2, &record(2)), Appended::Ok);
    let (before, after) = runtime().block_on(async {
        let connection = put_back(&shard.place.server).await;
        let name = "SELECT journal FROM hawker_shards";
        let before: String = connection.query_one(name, &[]).await.unwrap().get(0);
        let epoch = begin_anew(&shard.place.server, |epoch| epoch + 1_000).await.unwrap();
        assert_eq!(epoch, 1_001);
        (before, connection.query_one(name, &[]).await.unwrap().get::<_, String>(0))
    });
    assert_ne!(before, after, "snapshots of the other past are not taken for its own");
    let mut heir = shard.start();
    let recovered = heir.acquire().unwrap();
    assert_eq!((recovered.epoch, recovered.next_seq), (1_002, 2));
    assert_eq!(heir.append(1_002, 2, &record(20)), Appended::Ok);
    assert_eq!(zombie.append(2, 3, &record(3)), Appended::Fenced);
    assert_eq!(records(&heir), [(1, record(1)), (2, record(20))]);
}

#[test]
fn nothing_begins_anew_where_an_owner_is_there_or_nothing_was_restored() {
    let shard = Tables::fresh();
    let begin = || runtime().block_on(begin_anew(&shard.place.server, |epoch| epoch + 1_000));
    let refused = begin();
    assert!(matches!(refused, Err(Error::NoJournal { .. })), "{refused:?}");
    let mut owner = shard.start();
    let epoch = owner.acquire().unwrap().epoch;
    assert_eq!(owner.append(epoch, 1, &record(1)), Appended::Ok);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let stopped = Stop(&stop);
        let present = scope.spawn(|| {
            while !stop.load(Ordering::Acquire) {
                assert_eq!(owner.confirm(), Appended::Ok);
                thread::yield_now();
            }
        });
        let refused = begin();
        assert!(matches!(refused, Err(Error::Owned)), "{refused:?}");
        drop(stopped);
        present.join().unwrap();
    });
    assert_eq!(owner.append(epoch, 2, &record(2)), Appended::Ok, "it still owns the stock");
    assert_eq!(begin().unwrap(), epoch + 1_000, "one that is silent is none");
}

#[test]
fn a_turn_is_taken_once() {
    let shard = Tables::fresh();
    let turn = |silent_ms| {
        runtime().block_on(async {
            let seat = Seat::connect(&shard.place).await.unwrap();
            seat.look(silent_ms).await.unwrap()
        })
    };
    let free = turn(60_000).expect("nobody owned it yet");
    let mut first = shard.start().in_turn(free);
    let epoch = first.acquire().unwrap().epoch;
    let late = shard.start().in_turn(free).acquire();
    assert!(matches!(late, Err(Error::Fenced { .. })), "{late:?}");
    assert_eq!(turn(60_000).unwrap_err().as_deref(), Some("http://one"));
    assert!(turn(0).is_ok(), "silence makes it free");
    runtime().block_on(async {
        let seat = Seat::connect(&shard.place).await.unwrap();
        seat.give_back(epoch).await.unwrap();
    });
    assert!(turn(60_000).is_ok(), "what was given back is free at once");
    assert_eq!(first.append(epoch, 1, b"still the owner"), Appended::Ok);
}

#[test]
fn a_server_that_stands_still_leaves_an_append_unknown() {
    let postgres = Postgres::start();
    let shard = Tables::on(server(vec![postgres.host()], postgres.database()));
    let mut journal = shard.patient(Duration::from_millis(300));
    let epoch = journal.acquire().unwrap().epoch;
    assert_eq!(journal.append(epoch, 1, b"first"), Appended::Ok);
    postgres.pause();
    assert_eq!(journal.append(epoch, 2, b"second"), Appended::Unknown);
    assert_eq!(journal.append(epoch, 2, b"second"), Appended::Unknown, "nothing is tried again");
    postgres.resume();
    let mut heir = shard.start();
    let recovered = heir.acquire().unwrap();
    let found: Vec<_> = records(&heir).into_iter().map(|(_, bytes)| bytes).collect();
    let both = [b"first".to_vec(), b"second".to_vec()];
    assert_eq!(found[..], both[..found.len()], "it is there or not, and nothing else");
    assert_eq!(recovered.next_seq, found.len() as u64 + 1);
}

#[test]
fn what_was_answered_is_on_the_standby_that_is_promoted() {
    let primary = Postgres::with_standbys(2);
    let database = primary.database();
    let hosts = vec![primary.host(), primary.standby(0).host(), primary.standby(1).host()];
    let shard = Tables::on(server(hosts, database.clone()));
    let mut journal = shard.start();
    let epoch = journal.acquire().unwrap().epoch;
    let never = AtomicBool::new(false);
    let (answered, how) = thread::scope(|scope| {
        let appending = scope.spawn(|| append_all(&mut journal, epoch, 1, &never));
        while primary.ask(&database, "SELECT count(*) > 20 FROM hawker_journal") != "t" {
            thread::yield_now();
        }
        primary.kill();
        appending.join().unwrap()
    });
    assert_eq!(how, Appended::Unknown);
    let received = "SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn";
    let most = (0..2).max_by_key(|place| {
        primary.standby(*place).ask("postgres", received).parse::<u64>().unwrap()
    });
    let promoted = primary.standby(most.unwrap());
    // The other one does not follow here, and nobody is to wait for it.
    promoted.promote();
    let _ = promoted.ask("postgres", "ALTER SYSTEM SET synchronous_standby_names = ''");
    let _ = promoted.ask("postgres", "SELECT pg_reload_conf()");
    let mut heir = shard.start();
    let recovered = heir.acquire().unwrap();
    assert!(recovered.next_seq >= answered, "{} of {answered}", recovered.next_seq);
    assert!(recovered.next_seq <= answered + 1, "at most the one that nobody knew of");
    assert!(records(&heir).into_iter().eq((1..recovered.next_seq).map(|seq| (seq, record(seq)))));
}

#[test]
fn a_wait_for_the_standbys_that_is_cut_short_is_no_answer() {
    let primary = Postgres::with_standbys(2);
    let shard = Tables::on(server(vec![primary.host()], primary.database()));
    let mut journal = shard.start();
    let epoch = journal.acquire().unwrap().epoch;
    assert_eq!(journal.append(epoch, 1, b"first"), Appended::Ok);
    (0..2).for_each(|place| primary.standby(place).pause());
    thread::scope(|scope| {
        let appending = scope.spawn(|| journal.append(epoch, 2, b"second"));
        let cancel = "SELECT count(*) FROM (SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE wait_event = 'SyncRep') AS cancelled";
        while !appending.is_finished() {
            let _ = primary.ask("postgres", cancel);
        }
        assert_eq!(appending.join().unwrap(), Appended::Unknown);
    });
    (0..2).for_each(|place| primary.standby(place).resume());
}

#[test]
fn an_owner_finds_the_snapshot_that_another_one_made() {
    let shard = Tables::fresh();
    let mut first = shard.start();
    let epoch = first.acquire().unwrap().epoch;
    for seq in 1..=100 {
        assert_eq!(first.append(epoch, seq, &record(seq)), Appended::Ok);
    }
    let contents = vec![7; 3 << 20];
    for seq in [10, 40, 90] {
        first.snapshots().save(seq, |out| out.frame(1, &contents)).unwrap();
        runtime()
            .block_on(async {
                Shelf::connect(&shard.place).await.unwrap().keep_newest(&first.snapshots()).await
            })
            .unwrap();
    }
    let elsewhere = Tables::on(shard.place.server.clone());
    let recovered = elsewhere.start().acquire().unwrap();
    let [snapshot] = recovered.snapshots.as_slice() else { panic!("{recovered:?}") };
    assert_eq!((snapshot.seq, snapshot.contents()), (90, Ok(contents)));

    // A folder that was used for another journal brings nothing of it along.
    let other = Tables { place: Tables::fresh().place, dir: elsewhere.dir };
    assert!(other.start().acquire().unwrap().snapshots.is_empty());
}

#[test]
fn shards_have_owners_and_records_of_their_own() {
    let server = Tables::fresh().place.server;
    let shards = Shard::all(4).map(|shard| Tables::of(server.clone(), shard));
    let mut owners: Vec<_> = shards.map(|shard| (shard.start(), shard)).collect();
    for (place, (owner, _)) in (1_u8..).zip(&mut owners) {
        assert_eq!(owner.acquire().unwrap().epoch, 1);
        (1..=u64::from(place)).for_each(|seq| {
            assert_eq!(owner.append(1, seq, &[place]), Appended::Ok);
        });
    }
    // One of them is taken over: the others' owners go on.
    let (_, second) = &owners[1];
    assert_eq!(second.start().acquire().unwrap().epoch, 2);
    assert_eq!(owners[1].0.append(1, 3, &[2]), Appended::Fenced);
    assert_eq!(owners[3].0.append(1, 5, &[4]), Appended::Ok);
    assert_eq!(records(&owners[2].0), [(1, vec![3]), (2, vec![3]), (3, vec![3])]);
}

#[test]
fn a_journal_keeps_the_number_of_its_shards() {
    let server = Tables::fresh().place.server;
    let of = |number, of| Tables::of(server.clone(), Shard::new(number, of).unwrap());
    assert_eq!(of(2, 4).start().acquire().unwrap().epoch, 1);
    for (number, others) in [(1, 1), (2, 2), (2, 8)] {
        let refused = of(number, others).start().acquire();
        assert!(
            matches!(refused, Err(Error::Shards { made_with: 4, .. })),
            "{others} shards: {refused:?}"
        );
    }
    assert_eq!(of(4, 4).start().acquire().unwrap().epoch, 1);
}

#[test]
fn a_journal_of_one_shard_stays_one() {
    let made = Tables::fresh();
    made.start().acquire().unwrap();
    let four = Tables::of(made.place.server.clone(), Shard::new(1, 4).unwrap());
    let refused = four.start().acquire();
    assert!(matches!(refused, Err(Error::Shards { made_with: 1, wanted: 4 })), "{refused:?}");
}

#[test]
fn all_shards_begin_anew_together_or_none_does() {
    let server = Tables::fresh().place.server;
    let of = |number| Tables::of(server.clone(), Shard::new(number, 2).unwrap());
    for shard in [of(1), of(2)] {
        let mut owner = shard.start();
        let epoch = owner.acquire().unwrap().epoch;
        assert_eq!(owner.append(epoch, 1, b"one"), Appended::Ok);
    }
    let begun = runtime().block_on(begin_anew(&server, |epoch| epoch + 1_000));
    assert_eq!(begun.unwrap(), 1_001);
    for shard in [of(1), of(2)] {
        assert_eq!(shard.start().acquire().unwrap().epoch, 1_002);
    }
}
