//! Processes that append and are killed, or whose disk fails them. A child is
//! this test binary once more, running only [`child`], told by environment
//! variables what to do; it prints a line for every record that it may
//! acknowledge.

use std::{
    fs,
    hash::{BuildHasher, Hasher, RandomState},
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

use tempfile::TempDir;

use super::{
    Appended, Journal, JournalConfig, LogReader, SegmentLog,
    config::Sizes,
    contract::{Folder, Shard, read_all},
    record::SEGMENT_HEADER,
};

const FOLDER: &str = "HAWKER_TEST_JOURNAL";
const SMALL: &str = "HAWKER_TEST_SMALL_SEGMENTS";
const RECORDS: &str = "HAWKER_TEST_RECORDS";

/// The record of a number, in many sizes.
fn record(seq: u64) -> Vec<u8> {
    seq.to_be_bytes().repeat(usize::try_from(seq * 31 % 90).unwrap())
}

fn sizes(small: bool) -> Sizes {
    let page = SEGMENT_HEADER as u64;
    if small {
        Sizes { first: page + 1024, full: page + 8192, total: u64::MAX }
    } else {
        JournalConfig::default().sizes().unwrap()
    }
}

/// The child's part. As a test of its own it has nothing to do.
#[test]
fn child() {
    let Some(dir) = std::env::var_os(FOLDER) else { return };
    let count: u64 = std::env::var(RECORDS).map_or(u64::MAX, |text| text.parse().unwrap());
    let outcome = SegmentLog::open_sized(Path::new(&dir), sizes(std::env::var_os(SMALL).is_some()))
        .and_then(|mut journal| append_and_tell(&mut journal, count));
    if let Err(error) = outcome {
        eprintln!("the child stops: {error}");
        std::process::exit(3);
    }
    // Ends without closing anything.
    std::process::exit(0);
}

fn append_and_tell(journal: &mut SegmentLog, count: u64) -> Result<(), crate::Error> {
    let recovered = journal.acquire()?;
    tell(&format!("next {}", recovered.next_seq));
    for seq in (recovered.next_seq..).take(usize::try_from(count).unwrap()) {
        match journal.append(recovered.epoch, seq, &record(seq)) {
            Appended::Ok => tell(&format!("acked {seq}")),
            other => {
                assert_eq!(other, Appended::Unknown);
                // A caller that tries again all the same gets no other answer.
                for again in [seq, seq + 1] {
                    let answer = journal.append(recovered.epoch, again, &record(again));
                    assert_eq!(answer, Appended::Unknown);
                }
                return Err(journal.failure().unwrap());
            }
        }
    }
    Ok(())
}

/// One line, in one write to the pipe.
fn tell(line: &str) {
    std::io::stdout().write_all(format!("\n{line}\n").as_bytes()).unwrap();
}

/// A child that runs, and what it has told.
struct Appender {
    child: Child,
    lines: BufReader<ChildStdout>,
    next: u64,
    acked: u64,
}

impl Appender {
    /// Starts a child in a folder; `wrapper` is what it runs under.
    fn start(dir: &Path, wrapper: &[&str], settings: &[(&str, &str)]) -> Self {
        let own = std::env::current_exe().unwrap();
        let arguments = ["--exact", "journal::crash::child", "--nocapture", "--test-threads=1"];
        let mut command = match wrapper {
            [] => Command::new(own),
            [tool, rest @ ..] => {
                let mut command = Command::new(tool);
                command.args(rest).arg(own);
                command
            }
        };
        command.args(arguments).env(FOLDER, dir).envs(settings.iter().copied());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let tool = wrapper.first().unwrap_or(&"the test binary");
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{tool}: {error}"));
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines, next: 0, acked: 0 }
    }

    /// Takes in what the child tells until `enough`, or until it is gone.
    fn listen(&mut self, enough: impl Fn(&Self) -> bool) {
        let mut line = String::new();
        while !enough(self) {
            line.clear();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return;
            }
            match line.trim_end().split_once(' ') {
                Some(("next", seq)) if line.ends_with('\n') => self.next = seq.parse().unwrap(),
                Some(("acked", seq)) if line.ends_with('\n') => self.acked = seq.parse().unwrap(),
                _ => {}
            }
        }
    }

    /// Waits until the child has ended by itself, and returns what it said.
    fn end(mut self) -> (ExitStatus, u64, String) {
        self.listen(|_| false);
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap(), self.acked, said)
    }
}

/// Whatever was acknowledged must be there, and at most one record more.
fn assert_kept(dir: &Path, small: bool, acked: u64, what: &str) {
    let mut journal = SegmentLog::open_sized(dir, sizes(small)).unwrap();
    let next = journal.acquire().unwrap_or_else(|error| panic!("{what}: {error}")).next_seq;
    assert!(next > acked, "{what}: {acked} was acknowledged, and the next is {next}");
    assert!(next <= acked + 2, "{what}: {acked} was acknowledged, and the next is {next}");
    let expected: Vec<_> = (1..next).map(record).collect();
    assert_eq!(read_all(&journal.reader(), 1), expected, "{what}");
}

/// Folders of either kind in which children are killed, and how often in each: a
/// few in `make test`, 800 in all in `make prove`.
const ROUNDS: u32 = 8;

fn folders() -> u32 {
    if std::env::var_os("HAWKER_PROVE").is_some() { 50 } else { 1 }
}

#[test]
fn killed_at_any_moment_it_keeps_every_acknowledged_record() {
    let (mut kills, mut records) = (0, 0);
    for small in ["", "yes"].repeat(usize::try_from(folders()).unwrap()) {
        records += killed_again_and_again(small);
        kills += ROUNDS;
    }
    println!("\nproof: {kills} kills of what appends, {records} records acknowledged, none lost");
}

/// Kills child after child in one folder, and tells how many records they
/// acknowledged.
fn killed_again_and_again(small: &str) -> u64 {
    let settings: &[_] = if small.is_empty() { &[] } else { &[(SMALL, small)] };
    let dir = TempDir::new().unwrap();
    let mut acked = 0;
    for round in 0..ROUNDS {
        // Now and then before anything was acknowledged.
        let after = acked + RandomState::new().build_hasher().finish() % 400;
        let what = format!("round {round}, small {small:?}, killed after {after}");
        let mut appender = Appender::start(dir.path(), &[], settings);
        appender.listen(|appender| appender.acked >= after);
        // Another process reads all the while, and sees no damage.
        if acked < after {
            let reader = LogReader::of_folder(dir.path()).unwrap();
            assert!(reader.read(1).map(Result::unwrap).last().unwrap().0 >= after, "{what}");
        }
        appender.child.kill().unwrap();
        appender.listen(|_| false);
        appender.child.wait().unwrap();
        acked = appender.acked.max(acked);
        assert_kept(dir.path(), !small.is_empty(), acked, &what);
    }
    acked
}

/// The calls of a traced child, in the order in which they ended.
fn trace(file: &Path) -> Vec<String> {
    fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

fn is_acknowledgement(call: &str) -> bool {
    call.contains("write(1") && call.contains("acked")
}

/// Runs a child over a fresh journal under strace, which injects a fault.
fn run_traced(inject: &str, count: &str) -> (TempDir, Vec<String>, ExitStatus, u64, String) {
    let dir = TempDir::new().unwrap();
    let journal = dir.path().join("journal");
    // Made beforehand, so that every flush traced is the start's or an append's.
    let mut fresh = SegmentLog::open_sized(&journal, sizes(false)).unwrap();
    fresh.acquire().unwrap();
    drop(fresh);
    let calls = dir.path().join("calls");
    let calls_text = calls.to_str().unwrap();
    let strace =
        ["strace", "-f", "-qq", "-o", calls_text, "-e", "trace=fdatasync,write", "-e", inject];
    let appender = Appender::start(&journal, &strace, &[(RECORDS, count)]);
    let (status, acked, said) = appender.end();
    (dir, trace(&calls), status, acked, said)
}

#[test]
fn a_failed_flush_acknowledges_nothing_and_ends_the_process_with_a_message() {
    for failing in 1..12_u64 {
        // Only this one flush fails; a later one would succeed.
        let inject = format!("inject=fdatasync:error=EIO:when={failing}");
        let (dir, calls, status, acked, said) = run_traced(&inject, "100");
        let what = format!("flush {failing} fails: {said}\n{}", calls.join("\n"));
        let failed = calls.iter().position(|call| call.contains("(INJECTED)"));
        let after = &calls[failed.expect(&what)..];
        assert!(!after.iter().any(|call| is_acknowledgement(call)), "{what}");
        assert_eq!(status.code(), Some(3), "{what}");
        assert!(said.contains("flushing") && said.contains("Input/output error"), "{what}");
        // The first flush is the start's own.
        assert_eq!(acked, failing.saturating_sub(2), "{what}");
        assert_kept(&dir.path().join("journal"), false, acked, &what);
    }
}

#[test]
fn a_failed_write_acknowledges_nothing_and_ends_the_process_with_a_message() {
    let dir = TempDir::new().unwrap();
    SegmentLog::open_sized(dir.path(), sizes(false)).unwrap().acquire().unwrap();
    let inject = "inject=pwrite64:error=ENOSPC:when=5";
    let strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", inject];
    let (status, acked, said) = Appender::start(dir.path(), &strace, &[(RECORDS, "100")]).end();
    assert_eq!((status.code(), acked), (Some(3), 4), "{said}");
    assert!(said.contains("writing") && said.contains("No space left"), "{said}");
    assert_kept(dir.path(), false, acked, &said);
}

#[test]
fn a_slow_flush_slows_every_acknowledgement() {
    let begun = std::time::Instant::now();
    let inject = "inject=fdatasync:delay_enter=20000";
    let (_dir, calls, status, acked, said) = run_traced(inject, "25");
    assert!(status.success(), "{said}");
    assert_eq!(acked, 25);
    assert!(begun.elapsed().as_millis() >= 25 * 20, "25 flushes of 20 ms each");
    let mut flushes = 0;
    let mut acknowledgements = 0;
    for call in &calls {
        flushes += usize::from(call.contains("fdatasync") && call.contains("(DELAYED)"));
        acknowledgements += usize::from(is_acknowledgement(call));
        // One more flush than acknowledgements: the start's own.
        assert!(acknowledgements < flushes.max(1), "{}", calls.join("\n"));
    }
    assert_eq!((acknowledgements, flushes), (25, 26));
}

/// A file system of 256 KiB, or no file longer than a few KiB where this user
/// may not mount one.
struct SmallDisk {
    dir: TempDir,
    mounted: bool,
}

impl SmallDisk {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
            .arg(dir.path())
            .output()
            .unwrap();
        let mounted = mount.status.success();
        if !mounted {
            eprintln!("mounting is not permitted here; limiting the size of files instead");
        }
        Self { dir, mounted }
    }

    /// Under what a child runs so that it meets the limit.
    fn wrapper(&self) -> &'static [&'static str] {
        if self.mounted {
            &[]
        } else {
            // 8 blocks of 1,024 bytes: the first segment fits, and no later one.
            &["bash", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""]
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if self.mounted {
            Command::new("umount").arg(self.dir.path()).status().unwrap();
        }
    }
}

#[test]
fn on_a_full_disk_it_stops_with_a_message_and_goes_on_when_there_is_room() {
    let disk = SmallDisk::new();
    let dir = disk.dir.path().join("journal");
    let ballast = disk.dir.path().join("ballast");
    fs::write(&ballast, [1; 65_536]).unwrap();
    let appender = Appender::start(&dir, disk.wrapper(), &[(SMALL, "yes")]);
    let (status, acked, said) = appender.end();
    assert_eq!(status.code(), Some(3), "{said}");
    assert!(said.contains("preparing a segment"), "{said}");
    assert!(said.contains("No space left") || said.contains("File too large"), "{said}");
    assert!(acked > 0, "{said}");
    // Without any room it can still be read.
    assert_eq!(read_all(&LogReader::of_folder(&dir).unwrap(), 1).len() as u64, acked);

    fs::remove_file(&ballast).unwrap();
    assert_kept(&dir, true, acked, "a disk that was full");
    let appender = Appender::start(&dir, &[], &[(SMALL, "yes"), (RECORDS, "20")]);
    let (status, more, said) = appender.end();
    assert!(status.success(), "{said}");
    assert_eq!(more, acked + 20);
}

#[test]
fn a_second_process_is_locked_out_and_says_so() {
    let folder = Folder::small();
    let _running = folder.start();
    let (status, acked, said) = Appender::start(folder.dir.path(), &[], &[]).end();
    assert_eq!((status.code(), acked), (Some(3), 0));
    assert!(said.contains("another process uses the journal folder"), "{said}");
}
