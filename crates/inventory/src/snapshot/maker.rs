//! Makes and keeps snapshots on a thread of its own. The writer only says how
//! far the journal has grown.
//!
//! A snapshot is the one before with the records since carried out on it. While a
//! start would take too long, the state that one was made of is kept for the next,
//! so that the one before need not be read again.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel},
    },
    thread,
    time::Instant,
};

use hawker_domain::stock::Stock;

use super::{
    codec,
    pace::{Costs, Hurry, Pace},
};
use crate::{
    Error,
    clock::thread_time,
    engine::replay,
    journal::{LogReader, Snapshot, Snapshots},
    limits::{CATCH_UP, SNAPSHOT_NICE, STATE_KEPT},
    meters::Meters,
};

/// Decides when to make a snapshot, and has it made.
pub(crate) struct Maker {
    base: Option<Snapshot>,
    snapshots: Snapshots,
    reader: LogReader,
    pace: Pace,
    /// The state of `base`, if it is kept.
    kept: Kept,
    making: Option<Receiver<Result<Made, Error>>>,
    /// Whoever made the last one and kept its state waits for this to go.
    last: Option<SyncSender<()>>,
}

/// The state that the newest snapshot was made of.
type Kept = Arc<Mutex<Option<Stock>>>;

/// A snapshot that was made.
struct Made {
    snapshot: Snapshot,
    /// Bytes of the records in it that came after the one that it was to reach.
    beyond: u64,
    costs: Costs,
}

impl Maker {
    /// Goes on from the snapshot that the state was recovered from.
    pub(crate) fn new(
        base: Option<Snapshot>,
        snapshots: Snapshots,
        reader: LogReader,
        pace: Pace,
    ) -> Self {
        Self { base, snapshots, reader, pace, kept: Kept::default(), making: None, last: None }
    }

    /// The journal has grown by so many bytes.
    pub(crate) fn grown(&mut self, bytes: usize) {
        self.pace.grown(bytes as u64);
    }

    /// Begins to make the snapshot after record `seq`, if it is time.
    pub(crate) fn make_if_due(&mut self, seq: u64) -> Result<(), Error> {
        let now = Instant::now();
        let Some(hurry) = self.pace.due(now).filter(|_| self.making.is_none()) else {
            return Ok(());
        };
        self.pace.begun(now);
        let (done, making) = sync_channel(1);
        let (last, gone) = sync_channel(0);
        let making_of = Making {
            state: take(&self.kept),
            base: self.base.clone(),
            snapshots: self.snapshots.clone(),
            reader: self.reader.clone(),
            costs: self.pace.costs(),
            to: seq,
            hurry,
        };
        let kept = Arc::clone(&self.kept);
        let thread = thread::Builder::new().name("inventory-snapshot".into());
        let make = move || make_and_keep(making_of, &kept, &done, &gone);
        thread.spawn(make).map_err(|source| Error::Io {
            what: "starting the snapshot thread for",
            path: self.snapshots.dir().to_owned(),
            source,
        })?;
        self.making = Some(making);
        self.last = Some(last);
        Ok(())
    }

    /// Looks whether the snapshot that was being made is kept: then the next one
    /// is built on it. Tells what a start would take.
    pub(crate) fn look(&mut self, meters: &Meters) {
        meters.restart_seconds.set(self.pace.start().as_secs_f64());
        let kept = match self.making.as_ref().map(Receiver::try_recv) {
            None | Some(Err(TryRecvError::Empty)) => return,
            Some(Ok(kept)) => kept,
            Some(Err(TryRecvError::Disconnected)) => Err(Error::Stopped),
        };
        self.making = None;
        let now = Instant::now();
        match kept {
            Ok(Made { snapshot, beyond, costs }) => {
                meters.snapshots.increment(1);
                self.pace.ended(now, Some((snapshot.length(), beyond, costs)));
                self.base = Some(snapshot);
            }
            Err(error) => {
                meters.snapshot_failures.increment(1);
                self.pace.ended(now, None);
                tracing::error!(%error, "a snapshot could not be made and kept");
            }
        }
    }
}

/// Lets the other threads go first where they all want the same core: on a busy
/// one a snapshot takes longer, and those who buy do not wait for it.
fn step_back() {
    // On Linux this is the calling thread alone.
    if let Err(error) = rustix::process::setpriority_process(None, SNAPSHOT_NICE) {
        tracing::debug!(%error, "snapshots are made at the priority of everything else");
    }
}

fn take(kept: &Kept) -> Option<Stock> {
    kept.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Makes a snapshot, and keeps its state where there is a hurry: until the next one
/// is begun, or for a while.
fn make_and_keep(
    making: Making,
    kept: &Kept,
    done: &SyncSender<Result<Made, Error>>,
    gone: &Receiver<()>,
) {
    let hurry = making.hurry;
    if hurry == Hurry::None {
        step_back();
    }
    let made = making.make().map(|(made, state)| {
        if hurry == Hurry::Great {
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
        }
        made
    });
    // The writer may have ended; then nobody waits for it.
    let _ = done.send(made);
    if hurry == Hurry::Great && gone.recv_timeout(STATE_KEPT) == Err(RecvTimeoutError::Timeout) {
        drop(take(kept));
    }
}

/// Makes the snapshot of everything that is durable.
#[cfg(feature = "bench")]
pub(crate) fn make(reader: LogReader, snapshots: Snapshots) -> Result<Snapshot, Error> {
    let (state, base, costs) = (None, None, Costs::default());
    let hurry = Hurry::None;
    let making = Making { state, base, snapshots, reader, costs, to: u64::MAX, hurry };
    Ok(making.make()?.0.snapshot)
}

/// A snapshot to be made: of the state of the one before if that was kept, or of
/// the one before, or of nothing, and the records since. It takes one thread, and as
/// much memory as the state itself.
struct Making {
    state: Option<Stock>,
    base: Option<Snapshot>,
    snapshots: Snapshots,
    reader: LogReader,
    costs: Costs,
    /// The record that it is to reach.
    to: u64,
    hurry: Hurry,
}

impl Making {
    fn make(mut self) -> Result<(Made, Stock), Error> {
        let started = Instant::now();
        let mut stock = self.begin()?;
        let loaded = Instant::now();
        let beyond = self.catch_up(&mut stock)?;
        let replayed = Instant::now();
        let seq = stock.position().seq;
        let snapshot = self.snapshots.save(seq, |out| codec::save(&stock, out))?;
        tracing::debug!(
            seq,
            hurry = ?self.hurry,
            load = ?loaded - started,
            replay = ?replayed - loaded,
            save = ?replayed.elapsed(),
            "made a snapshot"
        );
        Ok((Made { snapshot, beyond, costs: self.costs }, stock))
    }

    fn begin(&mut self) -> Result<Stock, Error> {
        if let Some(stock) = self.state.take() {
            return Ok(stock);
        }
        let bad = |why| Error::Snapshot { path: self.snapshots.dir().to_owned(), why };
        self.base
            .as_ref()
            .map_or_else(|| Ok(codec::empty(self.snapshots.shard())), |base| codec::load(base, 1))
            .map_err(bad)
    }

    /// Carries out the records since. Tells how many bytes came after what was due.
    fn catch_up(&mut self, stock: &mut Stock) -> Result<u64, Error> {
        let began = thread_time();
        let (mut due, mut beyond) = (0_u64, 0);
        for record in self.reader.read(stock.position().seq + 1) {
            let (seq, record) = record?;
            let length = record.len() as u64;
            if seq <= self.to {
                due += length;
            } else if self.hurry == Hurry::Great && beyond < due.saturating_mul(CATCH_UP) {
                beyond += length;
            } else {
                break;
            }
            replay(stock, seq, record)?;
        }
        self.costs.replayed(due + beyond, thread_time().saturating_sub(began));
        Ok(beyond)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hawker_domain::{Timestamp, stock::Position};
    use hawker_proto::v1::{ReceiveStockRequest, journal_entry::Command};

    use super::*;
    use crate::{
        JournalConfig,
        ask::Checked,
        check,
        engine::{Record, Written, recorded},
        journal::{Appended, Journal as _, SegmentLog},
    };

    const START_MS: i64 = 0x0199_d1a2_7c3e;

    /// A journal, and the state that writes it.
    struct Shop {
        log: SegmentLog,
        epoch: u64,
        stock: Stock,
    }

    impl Shop {
        fn open(dir: &Path) -> Self {
            let mut log = SegmentLog::open(dir, &JournalConfig::default()).unwrap();
            let epoch = log.acquire().unwrap().epoch;
            let stock = codec::empty(log.snapshots().shard());
            Self { log, epoch, stock }
        }

        /// Writes a record, and tells its number and its length.
        fn record(&mut self) -> (u64, usize) {
            let seq = self.stock.position().seq + 1;
            let epoch = u32::try_from(self.epoch).unwrap();
            self.stock.begin(Position { epoch, seq }, Timestamp::from_millis(START_MS));
            let mut record = Record::new(&self.stock, self.stock.now(), Vec::new());
            let ask = Checked::new(Command::ReceiveStock(ReceiveStockRequest {
                key: format!("0199d1a2-7c3e-7abc-8def-{seq:012}"),
                merchant: "acme".into(),
                sku: format!("sku-{seq}"),
                quantity: 5,
            }))
            .unwrap();
            let verdict = self.stock.apply(&check::command(ask.command()).unwrap());
            record.add(&self.stock, Written::Field(ask.encoded()), recorded(&verdict).unwrap());
            self.stock.finish().unwrap();
            let bytes = record.into_bytes();
            assert_eq!(self.log.append(self.epoch, seq, &bytes), Appended::Ok);
            (seq, bytes.len())
        }

        /// What a snapshot of the state holds.
        fn contents(&self) -> Vec<u8> {
            let dir = tempfile::tempdir().unwrap();
            let snapshots = Snapshots::new(dir.path());
            let saved = snapshots.save(1, |out| codec::save(&self.stock, out)).unwrap();
            saved.contents().unwrap()
        }
    }

    fn maker(shop: &Shop, within: std::time::Duration) -> Maker {
        let pace = Pace::new(1, within, Costs::default(), 0);
        Maker::new(None, shop.log.snapshots(), shop.log.reader(), pace)
    }

    /// Writes some records, has a snapshot made, and checks that it is of them all.
    fn grow(shop: &mut Shop, maker: &mut Maker) {
        let meters = Meters::new();
        let before = shop.stock.position().seq;
        let mut last = 0;
        for _ in 0..3 {
            let (seq, bytes) = shop.record();
            maker.grown(bytes);
            last = seq;
        }
        while maker.making.is_none() {
            maker.make_if_due(last).unwrap();
            thread::yield_now();
        }
        while maker.making.is_some() {
            maker.look(&meters);
            thread::yield_now();
        }
        let made = maker.base.as_ref().unwrap();
        assert_eq!(made.seq, before + 3);
        assert!(made.contents().unwrap() == shop.contents(), "after record {last}");
    }

    #[test]
    fn in_a_hurry_the_state_is_kept_and_what_comes_of_it_is_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let mut shop = Shop::open(dir.path());
        let mut maker = maker(&shop, std::time::Duration::ZERO);
        for _ in 0..3 {
            grow(&mut shop, &mut maker);
            let kept = maker.kept.lock().unwrap();
            let kept = kept.as_ref().map(|stock| stock.position().seq);
            assert_eq!(kept, Some(shop.stock.position().seq));
        }
    }

    #[test]
    fn without_a_hurry_the_state_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let mut shop = Shop::open(dir.path());
        let mut maker = maker(&shop, std::time::Duration::from_secs(5));
        for _ in 0..3 {
            grow(&mut shop, &mut maker);
            assert!(maker.kept.lock().unwrap().is_none());
        }
    }
}
