//! What a start makes of a damaged folder: an unfinished last record is cut off,
//! and any other damage stops it with an error that names the place.

use std::{
    fs,
    os::unix::fs::FileExt,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{
    Appended, Frames, Journal, LogReader, Recovered, SegmentLog,
    contract::{Folder, Shard, read_all},
    record::{SEGMENT_HEADER, size_of_record},
    segment::Segment,
};
use crate::Error;

/// A folder with these records in it.
fn folder_of(records: &[&[u8]]) -> Folder {
    let folder = Folder::small();
    let mut journal = folder.start();
    let epoch = journal.acquire().unwrap().epoch;
    for (seq, record) in (1..).zip(records) {
        assert_eq!(journal.append(epoch, seq, record), Appended::Ok);
    }
    folder
}

fn first_segment(folder: &Folder) -> std::path::PathBuf {
    Segment::path(folder.dir.path(), 1)
}

/// Starts on a folder and checks that it holds exactly these records, can be
/// appended to, and says the same at the next start.
fn assert_recovers_to(folder: &Folder, records: &[&[u8]], what: &str) {
    let mut expected: Vec<Vec<u8>> = records.iter().map(|record| record.to_vec()).collect();
    let mut journal = folder.start();
    let recovered = journal.acquire().unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(recovered.next_seq, expected.len() as u64 + 1, "{what}");
    assert_eq!(read_all(&journal.reader(), 1), expected, "{what}");
    assert_eq!(journal.append(recovered.epoch, recovered.next_seq, b"new"), Appended::Ok, "{what}");
    expected.push(b"new".to_vec());
    drop(journal);
    let mut journal = folder.start();
    assert_eq!(journal.acquire().unwrap().next_seq, expected.len() as u64 + 1, "{what}");
    assert_eq!(read_all(&journal.reader(), 1), expected, "{what}");
}

/// Starts on a folder and returns the error that stops it, which must be of damage.
fn damage_found(folder: &Folder, what: &str) -> (std::path::PathBuf, u64, u64) {
    match folder.start().acquire() {
        Err(Error::Corrupt { file, offset, seq, .. }) => (file, offset, seq),
        other => panic!("{what}: the start must stop, and came to {other:?}"),
    }
}

const RECORDS: [&[u8]; 3] = [b"the first", b"the second, longer one", b"and the last of the three"];

/// Where the last of [`RECORDS`] begins in its segment, and where it ends.
fn last_record() -> (u64, u64) {
    let sizes: Vec<u64> =
        RECORDS.iter().map(|record| size_of_record(record.len()) as u64).collect();
    let begin = SEGMENT_HEADER as u64 + sizes[0] + sizes[1];
    (begin, begin + sizes[2])
}

fn overwrite(path: &Path, offset: u64, bytes: &[u8]) {
    fs::File::options().write(true).open(path).unwrap().write_all_at(bytes, offset).unwrap();
}

fn flip_bit(path: &Path, offset: u64, bit: u32) {
    let file = fs::File::options().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, offset).unwrap();
    file.write_all_at(&[byte[0] ^ (1 << bit)], offset).unwrap();
}

#[test]
fn a_last_record_that_was_written_up_to_any_byte_is_cut_off() {
    let (begin, end) = last_record();
    for kept in begin..end {
        let folder = folder_of(&RECORDS);
        let zeros = vec![0; usize::try_from(end - kept).unwrap()];
        overwrite(&first_segment(&folder), kept, &zeros);
        let whole = fs::read(first_segment(&folder_of(&RECORDS))).unwrap();
        let lost = whole[usize::try_from(kept).unwrap()..usize::try_from(end).unwrap()]
            .iter()
            .any(|byte| *byte != 0);
        // Where only zeros of the padding are missing, the record is whole.
        let expected = if lost { &RECORDS[..2] } else { &RECORDS[..] };
        assert_recovers_to(&folder, expected, &format!("kept up to byte {kept}"));
    }
}

#[test]
fn a_file_that_ends_within_the_last_record_is_cut_off() {
    let (begin, end) = last_record();
    for length in begin..end {
        let folder = folder_of(&RECORDS);
        let file = fs::File::options().write(true).open(first_segment(&folder)).unwrap();
        file.set_len(length).unwrap();
        assert_recovers_to(&folder, &RECORDS[..2], &format!("cut to {length} bytes"));
        let length = fs::metadata(first_segment(&folder)).unwrap().len();
        assert_eq!(length, folder.sizes.of(1), "the segment has its size back");
    }
}

#[test]
fn a_last_record_that_was_written_from_any_byte_on_is_cut_off() {
    let (begin, end) = last_record();
    for missing in begin + 1..end - 8 {
        let folder = folder_of(&RECORDS);
        let zeros = vec![0; usize::try_from(missing - begin).unwrap()];
        overwrite(&first_segment(&folder), begin, &zeros);
        assert_recovers_to(&folder, &RECORDS[..2], &format!("missing up to byte {missing}"));
    }
}

#[test]
fn a_last_record_with_any_bit_flipped_is_cut_off() {
    let (begin, end) = last_record();
    for offset in begin..end {
        for bit in 0..8 {
            let folder = folder_of(&RECORDS);
            flip_bit(&first_segment(&folder), offset, bit);
            let what = format!("bit {bit} of byte {offset} flipped");
            assert_recovers_to(&folder, &RECORDS[..2], &what);
        }
    }
}

#[test]
fn any_bit_flipped_before_the_last_record_stops_the_start() {
    let (last, _) = last_record();
    let second = SEGMENT_HEADER as u64 + size_of_record(RECORDS[0].len()) as u64;
    for offset in SEGMENT_HEADER as u64..last {
        let folder = folder_of(&RECORDS);
        flip_bit(&first_segment(&folder), offset, u32::try_from(offset % 8).unwrap());
        let (at, seq) = if offset < second { (SEGMENT_HEADER as u64, 1) } else { (second, 2) };
        let found = damage_found(&folder, &format!("byte {offset}"));
        assert_eq!(found, (first_segment(&folder), at, seq), "byte {offset}");
    }
}

#[test]
fn a_bit_flipped_in_a_segment_header_stops_the_start() {
    for offset in 0..48 {
        let folder = folder_of(&RECORDS);
        flip_bit(&first_segment(&folder), offset, 3);
        let (file, at, _) = damage_found(&folder, &format!("byte {offset}"));
        assert_eq!((file, at), (first_segment(&folder), 0));
    }
}

/// Records enough for several segments, and the segments' first records.
fn several_segments() -> (Folder, Vec<u64>) {
    let records: Vec<Vec<u8>> = (0..60).map(|n| vec![n; 300]).collect();
    let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    let folder = folder_of(&records);
    let first_seqs = super::segment::list(folder.dir.path()).unwrap();
    assert!(first_seqs.len() > 3, "{first_seqs:?}");
    (folder, first_seqs)
}

#[test]
fn a_damaged_last_record_of_a_sealed_segment_stops_the_start() {
    let (folder, first_seqs) = several_segments();
    // Three records of 324 bytes fit into the first segment.
    let last = SEGMENT_HEADER as u64 + 2 * size_of_record(300) as u64;
    flip_bit(&first_segment(&folder), last + 50, 0);
    let found = damage_found(&folder, "a sealed segment");
    assert_eq!(found, (first_segment(&folder), last, first_seqs[1] - 1));
}

#[test]
fn a_sealed_segment_that_lost_its_last_records_stops_the_start() {
    let (folder, first_seqs) = several_segments();
    let path = Segment::path(folder.dir.path(), first_seqs[1]);
    fs::File::options().write(true).open(&path).unwrap().set_len(SEGMENT_HEADER as u64).unwrap();
    let found = damage_found(&folder, "a truncated segment");
    assert_eq!(found, (path, SEGMENT_HEADER as u64, first_seqs[1]));
}

#[test]
fn a_missing_segment_stops_the_start() {
    let (folder, first_seqs) = several_segments();
    fs::remove_file(Segment::path(folder.dir.path(), first_seqs[1])).unwrap();
    let (file, ..) = damage_found(&folder, "a missing segment");
    assert_eq!(file, Segment::path(folder.dir.path(), first_seqs[2]));
}

#[test]
fn a_folder_that_lost_all_its_segments_stops_the_start() {
    let folder = folder_of(&RECORDS);
    fs::remove_file(first_segment(&folder)).unwrap();
    damage_found(&folder, "no segments");
}

#[test]
fn bytes_further_on_than_one_record_reaches_stop_the_start() {
    let folder = Folder::small();
    let sizes = super::config::Sizes { first: 8 << 20, full: 8 << 20, total: u64::MAX };
    let open = || SegmentLog::open_sized(folder.dir.path(), sizes).unwrap();
    open().acquire().unwrap();
    overwrite(&first_segment(&folder), 7 << 20, b"something");
    match open().acquire() {
        Err(Error::Corrupt { offset, seq, .. }) => {
            assert_eq!((offset, seq), (SEGMENT_HEADER as u64, 1));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_damaged_record_is_an_error_to_readers_too_and_ends_their_reading() {
    let folder = folder_of(&RECORDS);
    let mut journal = folder.start();
    journal.acquire().unwrap();
    let second = SEGMENT_HEADER as u64 + size_of_record(RECORDS[0].len()) as u64;
    flip_bit(&first_segment(&folder), second + 30, 0);
    for reader in [journal.reader(), LogReader::of_folder(folder.dir.path()).unwrap()] {
        let mut reading = reader.read(1);
        assert_eq!(reading.next().unwrap().unwrap().1, RECORDS[0]);
        assert!(matches!(reading.next(), Some(Err(Error::Corrupt { seq: 2, .. }))));
        assert!(reading.next().is_none());
    }
}

#[test]
fn a_durable_record_that_is_gone_is_an_error_to_readers_of_this_process() {
    let folder = folder_of(&RECORDS);
    let mut journal = folder.start();
    journal.acquire().unwrap();
    let (begin, end) = last_record();
    overwrite(&first_segment(&folder), begin, &vec![0; usize::try_from(end - begin).unwrap()]);
    let last = journal.reader().read(3).next();
    assert!(matches!(last, Some(Err(Error::Corrupt { seq: 3, .. }))), "{last:?}");
}

#[test]
fn another_process_reads_up_to_an_unfinished_record_and_changes_nothing() {
    let folder = folder_of(&RECORDS);
    let (begin, _) = last_record();
    flip_bit(&first_segment(&folder), begin + 26, 0);
    let before = fs::read(first_segment(&folder)).unwrap();
    // A running server holds the lock, and is no hindrance.
    let running = folder.start();
    let records = read_all(&LogReader::of_folder(folder.dir.path()).unwrap(), 0);
    assert_eq!(records, RECORDS[..2]);
    assert_eq!(fs::read(first_segment(&folder)).unwrap(), before);
    drop(running);
}

#[test]
fn another_process_reads_a_log_that_grows_and_sees_no_damage() {
    let folder = Folder::small();
    let mut journal = folder.start();
    let epoch = journal.acquire().unwrap().epoch;
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers = (0..2).map(|_| {
            scope.spawn(|| {
                let reader = LogReader::of_folder(folder.dir.path()).unwrap();
                let mut seen = 0;
                while !over.load(Ordering::Acquire) {
                    let records = read_all(&reader, 1);
                    assert!(records.iter().zip(0_u32..).all(|(r, n)| *r == n.to_le_bytes()));
                    assert!(records.len() >= seen, "records that were there are gone");
                    seen = records.len();
                }
                seen
            })
        });
        let readers: Vec<_> = readers.collect();
        for n in 0_u32..600 {
            let record = n.to_le_bytes();
            assert_eq!(journal.append(epoch, u64::from(n) + 1, &record), Appended::Ok);
        }
        over.store(true, Ordering::Release);
        for reader in readers {
            assert!(reader.join().unwrap() > 0, "a reader never looked");
        }
    });
}

#[test]
fn a_damaged_snapshot_is_passed_over() {
    let folder = folder_of(&RECORDS);
    let mut journal = folder.start();
    journal.acquire().unwrap();
    journal.snapshots().save(1, |out| out.frame(1, b"after one")).unwrap();
    let write = |out: &mut Frames<'_>| {
        out.frame(1, b"after")?;
        out.frame(2, b" two")
    };
    journal.snapshots().save(2, write).unwrap();
    let newest = journal.snapshots().path(2);
    drop(journal);
    let length = fs::metadata(&newest).unwrap().len();
    for offset in 0..length {
        flip_bit(&newest, offset, 1);
        let recovered = folder.start().acquire().unwrap();
        assert_eq!(readable(&recovered), Some((1, b"after one".to_vec())), "byte {offset}");
        assert_eq!(recovered.next_seq, 4);
        flip_bit(&newest, offset, 1);
    }
    for kept in 0..length {
        let whole = fs::read(&newest).unwrap();
        fs::write(&newest, &whole[..usize::try_from(kept).unwrap()]).unwrap();
        let recovered = folder.start().acquire().unwrap();
        assert_eq!(readable(&recovered).unwrap().0, 1, "cut to {kept}");
        fs::write(&newest, whole).unwrap();
    }
    assert_eq!(readable(&folder.start().acquire().unwrap()).unwrap().0, 2);
}

/// The newest snapshot that can be read to its end.
fn readable(recovered: &Recovered) -> Option<(u64, Vec<u8>)> {
    let mut snapshots = recovered.snapshots.iter();
    snapshots.find_map(|snapshot| Some((snapshot.seq, snapshot.contents().ok()?)))
}

#[test]
fn only_the_newest_two_snapshots_are_kept() {
    let folder = folder_of(&RECORDS);
    let mut journal = folder.start();
    journal.acquire().unwrap();
    for seq in 1..4 {
        journal.snapshots().save(seq, |out| out.frame(1, b"state")).unwrap();
    }
    assert_eq!(journal.snapshots().list().unwrap(), [3, 2]);
}

#[test]
fn a_snapshot_of_a_record_that_the_log_lost_stops_the_start() {
    let folder = folder_of(&RECORDS);
    folder.start().snapshots().save(3, |out| out.frame(1, b"after three")).unwrap();
    let (begin, _) = last_record();
    flip_bit(&first_segment(&folder), begin + 26, 0);
    let found = damage_found(&folder, "a lost record that a snapshot covers");
    assert_eq!(found, (first_segment(&folder), begin, 3));
}

#[test]
fn older_segments_may_be_moved_away_where_a_snapshot_covers_them() {
    let (folder, first_seqs) = several_segments();
    folder.start().snapshots().save(first_seqs[1], |out| out.frame(1, b"state")).unwrap();
    fs::remove_file(first_segment(&folder)).unwrap();
    let mut journal = folder.start();
    let recovered = journal.acquire().unwrap();
    assert_eq!(recovered.next_seq, 61);
    let gone = journal.reader().read(1).next();
    assert!(
        matches!(gone, Some(Err(Error::Gone { wanted: 1, oldest })) if oldest == first_seqs[1])
    );
    assert_eq!(read_all(&journal.reader(), first_seqs[1]).len() as u64, 61 - first_seqs[1]);

    // In the header; what else is damaged is found when it is read.
    flip_bit(&journal.snapshots().path(first_seqs[1]), 20, 0);
    drop(journal);
    let stopped = folder.start().acquire();
    assert!(matches!(stopped, Err(Error::Snapshot { .. })), "{stopped:?}");
}

#[test]
fn a_damaged_epoch_file_costs_no_epoch_that_has_a_record() {
    for damage in [&b""[..], b"7", b"7 00000000\n", b"\xff\xfe"] {
        let folder = folder_of(&RECORDS);
        let mut journal = folder.start();
        let epoch = journal.acquire().unwrap().epoch;
        assert_eq!(journal.append(epoch, 4, b"of the second owner"), Appended::Ok);
        drop(journal);
        fs::write(folder.dir.path().join("epoch"), damage).unwrap();
        assert_eq!(folder.start().acquire().unwrap().epoch, epoch + 1);
    }
}

#[test]
fn a_second_opening_is_locked_out_until_the_first_ends() {
    let folder = Folder::small();
    let first = folder.start();
    let second = SegmentLog::open_sized(folder.dir.path(), folder.sizes);
    assert!(matches!(second, Err(Error::Locked { .. })), "{second:?}");
    drop(first);
    folder.start().acquire().unwrap();
}

#[test]
fn a_folder_that_cannot_be_made_is_unwritable() {
    let folder = Folder::small();
    let file = folder.dir.path().join("file");
    fs::write(&file, b"").unwrap();
    for dir in [file.clone(), file.join("journal")] {
        let opened = SegmentLog::open_sized(&dir, folder.sizes);
        assert!(matches!(opened, Err(Error::Unwritable { .. })), "{opened:?}");
    }
}

#[test]
fn unfinished_files_of_a_crash_are_removed() {
    let folder = folder_of(&RECORDS);
    let left = folder.dir.path().join("next.tmp");
    fs::write(&left, b"half").unwrap();
    assert_recovers_to(&folder, &RECORDS, "with an unfinished file");
    assert!(!left.exists());
}

#[test]
fn a_record_that_is_too_long_stops_the_log_before_it_is_written() {
    let folder = folder_of(&RECORDS);
    let mut journal = folder.start();
    let epoch = journal.acquire().unwrap().epoch;
    let longest = folder.sizes.longest_record();
    assert_eq!(journal.append(epoch, 4, &vec![7; longest]), Appended::Ok);
    assert_eq!(journal.append(epoch, 5, &vec![7; longest + 1]), Appended::Unknown);
    assert!(matches!(journal.failure(), Some(Error::Io { .. })));
    assert_eq!(journal.append(epoch, 5, b"short"), Appended::Unknown, "nothing after a failure");
    assert!(matches!(journal.acquire(), Err(Error::Stopped)));
    drop(journal);
    assert_eq!(folder.start().acquire().unwrap().next_seq, 5);
}

#[test]
fn a_journal_at_its_limit_stops_with_a_message_and_keeps_what_it_has() {
    let mut folder = Folder::small();
    folder.sizes.total = folder.sizes.of(1) + folder.sizes.of(2);
    let mut journal = folder.start();
    let epoch = journal.acquire().unwrap().epoch;
    let kept =
        (1..).take_while(|seq| journal.append(epoch, *seq, &[1; 200]) == Appended::Ok).count();
    let failure = journal.failure().unwrap().to_string();
    assert!(failure.contains("journal.max_bytes"), "{failure}");
    drop(journal);
    let mut journal = folder.start();
    assert_eq!(journal.acquire().unwrap().next_seq, kept as u64 + 1);
    assert_eq!(read_all(&journal.reader(), 1).len(), kept);
}

/// Tries until it is so; nothing but a defect makes it take long.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed().as_secs() < 60, "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn while_the_next_segment_cannot_be_made_it_goes_on_in_the_present_one() {
    let folder = Folder::small();
    let mut journal = folder.start();
    let epoch = journal.acquire().unwrap().epoch;
    assert!(journal.room().look().unwrap().next_segment);
    // What stands where the next segment is to be written, and is no file.
    let obstacle = folder.dir.path().join("next.tmp");
    fs::create_dir(&obstacle).unwrap();
    // Past the middle of the first segment, where the next one is ordered.
    for seq in 1..=3 {
        assert_eq!(journal.append(epoch, seq, &[1; 200]), Appended::Ok);
    }
    let room = journal.room();
    until("it tells that there is no next segment", || !room.look().unwrap().next_segment);
    assert_eq!(journal.append(epoch, 4, &[1; 200]), Appended::Ok, "there is room in this one");
    fs::remove_dir(&obstacle).unwrap();
    until("it has one by itself", || room.look().unwrap().next_segment);
    for seq in 5..=40 {
        assert_eq!(journal.append(epoch, seq, &[1; 200]), Appended::Ok);
    }
    drop(journal);
    assert_eq!(folder.start().acquire().unwrap().next_seq, 41);
}

#[test]
fn near_its_limit_it_tells_that_there_is_no_next_segment() {
    let mut folder = Folder::small();
    folder.sizes.total = folder.sizes.of(1);
    let mut journal = folder.start();
    let epoch = journal.acquire().unwrap().epoch;
    assert!(journal.room().look().unwrap().next_segment, "the segment is not half full");
    for seq in 1..=4 {
        assert_eq!(journal.append(epoch, seq, &[1; 200]), Appended::Ok);
    }
    assert!(!journal.room().look().unwrap().next_segment);
    assert_eq!(journal.append(epoch, 5, &[1; 200]), Appended::Unknown, "it is full");
}
