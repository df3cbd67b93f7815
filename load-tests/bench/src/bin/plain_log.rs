//! The baseline of the journal: plain append and fdatasync.
//!
//! It writes batches to one file that was filled with zeros beforehand, laid out
//! as a journal's segment (a page, then per batch a frame of 24 bytes and the
//! payload, up to a multiple of 8), with one write and one fdatasync per batch,
//! and does nothing else: no checksum, no rules, no answers. Preparing the file
//! and the payload is not timed.
//!
//! ```text
//! plain_log FOLDER COUNTxBYTES[xRECORDS]…   COUNT batches of BYTES bytes with RECORDS records each (1)
//! plain_log FOLDER                          one batch per line of standard input: BYTES [RECORDS]
//! ```
//!
//! The last line of its output is JSON:
//! `{"batches":…,"records":…,"bytes":…,"seconds":…,"batches_per_second":…,"records_per_second":…,"p50_seconds":…,"p99_seconds":…}`.
//! The folder decides which disk is measured; the file is removed at the end.

use std::{
    fs::File,
    io::{BufRead, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use hdrhistogram::Histogram;

/// Bytes before the first batch.
const PAGE: u64 = 4096;

/// Bytes before a batch's payload.
const FRAME: usize = 24;

/// Batches begin at multiples of this.
const ALIGN: usize = 8;

/// The longest batch accepted, so that a mistyped number asks for no terabyte.
const MAX_BATCH_BYTES: usize = 64 << 20;

/// One write and one flush.
#[derive(Debug, Clone, Copy)]
struct Batch {
    bytes: usize,
    records: u64,
}

/// What was measured.
#[derive(Debug, serde::Serialize)]
struct Outcome {
    batches: usize,
    records: u64,
    bytes: u64,
    seconds: f64,
    batches_per_second: f64,
    records_per_second: f64,
    p50_seconds: f64,
    p99_seconds: f64,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("usage: plain_log FOLDER [COUNTxBYTES[xRECORDS]…]")?;
    let groups: Vec<String> = arguments.collect();
    let batches = if groups.is_empty() { from_stdin()? } else { from_arguments(&groups)? };
    let outcome = measure(Path::new(&folder), &batches)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&outcome)?)?;
    Ok(())
}

fn from_arguments(groups: &[String]) -> anyhow::Result<Vec<Batch>> {
    let mut batches = Vec::new();
    for group in groups {
        let numbers: Result<Vec<usize>, _> = group.split('x').map(str::parse).collect();
        let numbers = numbers.with_context(|| format!("`{group}` is not COUNTxBYTES[xRECORDS]"))?;
        let (count, batch) = match *numbers.as_slice() {
            [count, bytes] => (count, batch(bytes, 1)?),
            [count, bytes, records] => (count, batch(bytes, records)?),
            _ => bail!("`{group}` is not COUNTxBYTES[xRECORDS]"),
        };
        batches.extend(std::iter::repeat_n(batch, count));
    }
    Ok(batches)
}

fn from_stdin() -> anyhow::Result<Vec<Batch>> {
    std::io::stdin().lock().lines().map(|line| batch_of_line(&line?)).collect()
}

fn batch_of_line(line: &str) -> anyhow::Result<Batch> {
    let numbers: Result<Vec<usize>, _> = line.split_whitespace().map(str::parse).collect();
    match numbers.with_context(|| format!("`{line}` is not BYTES [RECORDS]"))?.as_slice() {
        [bytes] => batch(*bytes, 1),
        [bytes, records] => batch(*bytes, *records),
        _ => bail!("`{line}` is not BYTES [RECORDS]"),
    }
}

fn batch(bytes: usize, records: usize) -> anyhow::Result<Batch> {
    if bytes > MAX_BATCH_BYTES {
        bail!("a batch of {bytes} bytes is longer than {MAX_BATCH_BYTES}");
    }
    Ok(Batch { bytes, records: u64::try_from(records)? })
}

/// A file that is removed when it is no longer needed.
struct Scratch {
    file: File,
    path: PathBuf,
}

impl Scratch {
    /// Makes the file and writes zeros over all of it, durably.
    fn of_zeros(folder: &Path, bytes: u64) -> anyhow::Result<Self> {
        let path = folder.join(format!("plain-log-{}.seg", std::process::id()));
        let file = File::create_new(&path).with_context(|| format!("making {}", path.display()))?;
        let scratch = Self { file, path };
        let zeros = vec![0; 1 << 20];
        let mut at = 0;
        while at < bytes {
            scratch.file.write_all_at(&zeros, at)?;
            at += 1 << 20;
        }
        scratch.file.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind is only a file that nobody reads.
        drop(std::fs::remove_file(&self.path));
    }
}

fn size_on_disk(batch: Batch) -> usize {
    (FRAME + batch.bytes).next_multiple_of(ALIGN)
}

fn measure(folder: &Path, batches: &[Batch]) -> anyhow::Result<Outcome> {
    let longest = batches.iter().copied().map(size_on_disk).max().context("no batches given")?;
    let bytes: u64 = batches.iter().map(|batch| size_on_disk(*batch) as u64).sum();
    let scratch = Scratch::of_zeros(folder, PAGE + bytes)?;
    let mut buffer = vec![0x5a; longest];
    let mut taken = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3)?;
    let mut at = PAGE;
    let begun = Instant::now();
    for (seq, batch) in (1_u64..).zip(batches) {
        let size = size_on_disk(*batch);
        let record = buffer.get_mut(..size).context("a batch longer than the longest")?;
        record.get_mut(8..16).context("no frame")?.copy_from_slice(&seq.to_le_bytes());
        let before = Instant::now();
        scratch.file.write_all_at(record, at)?;
        scratch.file.sync_data()?;
        taken.saturating_record(micros(before.elapsed()));
        at += size as u64;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let records: u64 = batches.iter().map(|batch| batch.records).sum();
    let per_second = |count: f64| count / seconds;
    let quantile = |q: f64| Duration::from_micros(taken.value_at_quantile(q)).as_secs_f64();
    Ok(Outcome {
        batches: batches.len(),
        records,
        bytes,
        seconds,
        batches_per_second: per_second(batches.len() as f64),
        records_per_second: per_second(records as f64),
        p50_seconds: quantile(0.5),
        p99_seconds: quantile(0.99),
    })
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_lines_mean_the_same() {
        let groups = ["2x96".to_owned(), "1x4096x40".to_owned()];
        let sizes = |batches: Vec<Batch>| -> Vec<_> {
            batches.into_iter().map(|batch| (batch.bytes, batch.records)).collect()
        };
        let lines = ["96", "96 1", "4096 40"].iter().map(|line| batch_of_line(line).unwrap());
        assert_eq!(sizes(from_arguments(&groups).unwrap()), sizes(lines.collect()));
    }

    #[test]
    fn nonsense_is_refused() {
        for group in ["", "3", "axb", "1x2x3x4", "1x99999999999"] {
            assert!(from_arguments(&[group.to_owned()]).is_err(), "{group}");
        }
        assert!(batch_of_line("96 1 1").is_err());
    }

    #[test]
    fn what_is_counted_is_what_was_written() {
        let folder = tempfile::TempDir::new().unwrap();
        let batches = from_arguments(&["10x100x3".to_owned()]).unwrap();
        let outcome = measure(folder.path(), &batches).unwrap();
        assert_eq!((outcome.batches, outcome.records, outcome.bytes), (10, 30, 1280));
        assert!(outcome.records_per_second > 0.0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }
}
