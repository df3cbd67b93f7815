//! The journal's contract as tests that every implementation has to pass.
//! `contract!(name, make)` runs all of them on a shard that `make` makes.

use std::{path::Path, sync::Arc};

use proptest::{prelude::*, test_runner::TestRunner};
use tempfile::TempDir;

use super::{
    Appended, Disk, Journal, LogReader, SegmentLog, config::Sizes, postgres::tests::Tables,
    record::SEGMENT_HEADER,
};
use crate::Error;

/// A shard that is kept while its owners come and go.
pub(super) trait Shard {
    type Owner: Journal;

    /// A process that has just started, after the last one ended.
    fn start(&self) -> Self::Owner;
}

/// A folder whose segments hold only a few records.
pub(super) struct Folder {
    pub(super) dir: TempDir,
    pub(super) sizes: Sizes,
}

impl Folder {
    pub(super) fn small() -> Self {
        let page = SEGMENT_HEADER as u64;
        let sizes = Sizes { first: page + 1024, full: page + 4096, total: u64::MAX };
        Self { dir: TempDir::new().unwrap(), sizes }
    }

    fn default_sizes() -> Self {
        let sizes = super::JournalConfig::default().sizes().unwrap();
        Self { dir: TempDir::new().unwrap(), sizes }
    }
}

/// The log in a folder, with segments of some tens of KiB, on a disk of one's own.
pub(crate) fn small_on(dir: &Path, disk: Arc<dyn Disk>) -> Result<SegmentLog, Error> {
    let page = SEGMENT_HEADER as u64;
    let sizes = Sizes { first: page + (32 << 10), full: page + (64 << 10), total: u64::MAX };
    SegmentLog::open_on(dir, sizes, disk)
}

impl Shard for Folder {
    type Owner = SegmentLog;

    fn start(&self) -> SegmentLog {
        SegmentLog::open_sized(self.dir.path(), self.sizes).unwrap()
    }
}

/// Reads everything from a record on, and checks that no number is left out.
pub(super) fn read_all(reader: &LogReader, from_seq: u64) -> Vec<Vec<u8>> {
    let records = reader.read(from_seq).map(Result::unwrap);
    let numbered = records.zip(from_seq.max(1)..);
    numbered
        .map(|((seq, bytes), expected)| {
            assert_eq!(seq, expected, "a gap in what was read");
            bytes
        })
        .collect()
}

fn numbered(seq: u64) -> Vec<u8> {
    format!("record {seq}").into_bytes()
}

fn append_numbered(journal: &mut impl Journal, epoch: u64, seqs: std::ops::Range<u64>) {
    for seq in seqs {
        assert_eq!(journal.append(epoch, seq, &numbered(seq)), Appended::Ok, "record {seq}");
    }
}

pub(super) fn a_fresh_shard_is_empty(shard: &impl Shard) {
    let recovered = shard.start().acquire().unwrap();
    assert_eq!((recovered.epoch, recovered.next_seq), (1, 1));
    assert!(recovered.snapshots.is_empty());
}

pub(super) fn what_was_appended_comes_back_to_the_next_owner(shard: &impl Shard) {
    let mut first = shard.start();
    let epoch = first.acquire().unwrap().epoch;
    append_numbered(&mut first, epoch, 1..201);
    drop(first);

    let mut second = shard.start();
    let recovered = second.acquire().unwrap();
    assert!(recovered.epoch > epoch);
    assert_eq!(recovered.next_seq, 201);
    let expected: Vec<_> = (1..201).map(numbered).collect();
    assert_eq!(read_all(&second.reader(), 0), expected);
    assert_eq!(read_all(&second.reader(), 150), expected[149..]);
    assert!(read_all(&second.reader(), 201).is_empty());
}

pub(super) fn empty_and_odd_sizes_come_back(shard: &impl Shard) {
    let mut journal = shard.start();
    let epoch = journal.acquire().unwrap().epoch;
    let records: Vec<Vec<u8>> = (0..40).map(|length| vec![0; length]).collect();
    for (seq, record) in (1..).zip(&records) {
        assert_eq!(journal.append(epoch, seq, record), Appended::Ok);
    }
    assert_eq!(read_all(&journal.reader(), 1), records);
    drop(journal);
    let mut journal = shard.start();
    assert_eq!(journal.acquire().unwrap().next_seq, 41);
    assert_eq!(read_all(&journal.reader(), 1), records);
}

pub(super) fn only_the_next_record_is_taken(shard: &impl Shard) {
    let mut journal = shard.start();
    let epoch = journal.acquire().unwrap().epoch;
    append_numbered(&mut journal, epoch, 1..3);
    assert_eq!(journal.append(epoch, 4, b"a gap"), Appended::Fenced);
    assert_eq!(journal.append(epoch, 2, b"again"), Appended::Fenced);
    assert_eq!(journal.append(epoch, 0, b"none"), Appended::Fenced);
    append_numbered(&mut journal, epoch, 3..4);
    assert_eq!(read_all(&journal.reader(), 1), [numbered(1), numbered(2), numbered(3)]);
}

pub(super) fn a_former_owner_is_fenced(shard: &impl Shard) {
    let mut journal = shard.start();
    assert_eq!(journal.append(0, 1, b"not an owner yet"), Appended::Fenced);
    assert_eq!(journal.append(1, 1, b"not an owner yet"), Appended::Fenced);
    let former = journal.acquire().unwrap().epoch;
    append_numbered(&mut journal, former, 1..2);
    let recovered = journal.acquire().unwrap();
    assert!(recovered.epoch > former);
    assert_eq!(recovered.next_seq, 2);
    assert_eq!(journal.append(former, 2, b"a zombie's"), Appended::Fenced);
    assert_eq!(journal.append(recovered.epoch + 1, 2, b"a forger's"), Appended::Fenced);
    append_numbered(&mut journal, recovered.epoch, 2..3);
    assert_eq!(read_all(&journal.reader(), 1), [numbered(1), numbered(2)]);
}

pub(super) fn every_owner_has_a_higher_epoch(shard: &impl Shard) {
    let epochs: Vec<u64> = (0..5).map(|_| shard.start().acquire().unwrap().epoch).collect();
    assert!(epochs.is_sorted_by(|a, b| a < b), "{epochs:?}");
}

pub(super) fn a_reading_goes_on_after_its_end(shard: &impl Shard) {
    let mut journal = shard.start();
    let epoch = journal.acquire().unwrap().epoch;
    let mut reading = journal.reader().read(2);
    assert!(reading.next().is_none());
    for seq in 1..300 {
        append_numbered(&mut journal, epoch, seq..seq + 1);
        let came = reading.next().map(Result::unwrap);
        assert_eq!(came, (seq >= 2).then(|| (seq, numbered(seq))));
        assert!(reading.next().is_none());
    }
}

pub(super) fn the_newest_snapshot_comes_back(shard: &impl Shard) {
    let mut journal = shard.start();
    let epoch = journal.acquire().unwrap().epoch;
    append_numbered(&mut journal, epoch, 1..101);
    for seq in [10, 40, 90] {
        journal.snapshots().save(seq, |out| out.frame(1, &numbered(seq))).unwrap();
    }
    drop(journal);
    let mut journal = shard.start();
    let recovered = journal.acquire().unwrap();
    let snapshot = &recovered.snapshots[0];
    assert_eq!((snapshot.seq, snapshot.contents()), (90, Ok(numbered(90))));
    assert_eq!(recovered.next_seq, 101);
    assert_eq!(read_all(&journal.reader(), 91).len(), 10);
    assert_eq!(read_all(&journal.reader(), 1).len(), 100, "the raw log is kept");
}

pub(super) fn readers_on_other_threads_see_every_record_once(shard: &impl Shard) {
    const LAST: u64 = 2_000;
    let mut journal = shard.start();
    let epoch = journal.acquire().unwrap().epoch;
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let reader = journal.reader();
            std::thread::spawn(move || {
                let mut reading = reader.read(1);
                let mut expected = 1;
                while expected <= LAST {
                    let Some(record) = reading.next() else {
                        std::thread::yield_now();
                        continue;
                    };
                    assert_eq!(record.unwrap(), (expected, numbered(expected)));
                    expected += 1;
                }
            })
        })
        .collect();
    append_numbered(&mut journal, epoch, 1..LAST + 1);
    for reader in readers {
        reader.join().unwrap();
    }
}

#[derive(Debug, Clone)]
enum Action {
    Append(usize),
    AppendStale,
    Acquire,
    Restart,
    Snapshot,
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![
        12 => (0..700_usize).prop_map(Action::Append),
        1 => Just(Action::AppendStale),
        1 => Just(Action::Acquire),
        2 => Just(Action::Restart),
        1 => Just(Action::Snapshot),
    ];
    prop::collection::vec(action, 0..60)
}

/// Whatever owners do, the journal is the list of the records it said `Ok` to.
pub(super) fn it_is_a_list<S: Shard>(make: impl Fn() -> S) {
    let mut runner = TestRunner::new(ProptestConfig { cases: 24, ..ProptestConfig::default() });
    let outcome = runner.run(&actions(), |actions| {
        behaves_as_a_list(&make(), &actions);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn behaves_as_a_list(shard: &impl Shard, actions: &[Action]) {
    let mut model: Vec<Vec<u8>> = Vec::new();
    let mut snapshot = None;
    let mut journal = shard.start();
    let mut epoch = journal.acquire().unwrap().epoch;
    for (nonce, action) in (0_u8..).zip(actions) {
        let next = model.len() as u64 + 1;
        match action {
            Action::Append(length) => {
                let record = vec![nonce; *length];
                assert_eq!(journal.append(epoch, next, &record), Appended::Ok);
                model.push(record);
            }
            Action::AppendStale => {
                assert_eq!(journal.append(epoch - 1, next, b"stale"), Appended::Fenced);
            }
            Action::Snapshot => {
                let bytes = vec![nonce; 33];
                journal.snapshots().save(next - 1, |out| out.frame(1, &bytes)).unwrap();
                snapshot = Some((next - 1, bytes));
            }
            Action::Acquire | Action::Restart => {
                if matches!(action, Action::Restart) {
                    drop(journal);
                    journal = shard.start();
                }
                let recovered = journal.acquire().unwrap();
                assert!(recovered.epoch > epoch);
                assert_eq!(recovered.next_seq, next);
                let newest = recovered.snapshots.first();
                let kept = newest.map(|kept| (kept.seq, kept.contents().unwrap()));
                assert_eq!(kept, snapshot);
                epoch = recovered.epoch;
            }
        }
        assert_eq!(read_all(&journal.reader(), 1), model);
    }
}

macro_rules! contract {
    ($name:ident, $make:expr) => {
        mod $name {
            use super::*;

            contract!(@each $make;
                a_fresh_shard_is_empty
                what_was_appended_comes_back_to_the_next_owner
                empty_and_odd_sizes_come_back
                only_the_next_record_is_taken
                a_former_owner_is_fenced
                every_owner_has_a_higher_epoch
                a_reading_goes_on_after_its_end
                the_newest_snapshot_comes_back
                readers_on_other_threads_see_every_record_once
            );

            #[test]
            fn it_is_a_list() {
                super::it_is_a_list($make);
            }
        }
    };
    (@each $make:expr; $($test:ident)+) => {
        $(#[test]
        fn $test() {
            super::$test(&$make());
        })+
    };
}

contract!(segment_log, Folder::default_sizes);
contract!(small_segments, Folder::small);
contract!(postgres_log, Tables::fresh);
contract!(one_of_four_postgres_logs, Tables::third_of_four);
