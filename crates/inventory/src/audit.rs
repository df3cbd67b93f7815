//! The audit: every balance counted again from the journal's entries, by code of
//! its own, and compared with the state that the rules come to. It reads beside a
//! server that runs or of one that is stopped, and writes nothing.

mod balances;
mod history;
mod lots;

use hawker_domain::{shards::Shard, stock::Stock};
use hawker_proto::v1::JournalRecord;
use prost::Message as _;

pub use history::Of;
pub use lots::{Lots, Winner};

use crate::{
    Books, Error,
    engine::replay,
    journal::{LogReader, Snapshot, Snapshots},
    snapshot::{empty, load_newest},
};
pub(crate) use balances::Balances;

/// What an audit found.
#[derive(Debug, Default)]
pub struct Audited {
    /// Records read.
    pub records: u64,
    /// SKUs counted.
    pub skus: usize,
    /// Reservations counted.
    pub reservations: usize,
    /// The record after which the snapshot was made that the state began with; 0 if
    /// there was none.
    pub snapshot: u64,
    /// Everything that does not fit, in words.
    pub differences: Vec<String>,
}

/// Counts every balance of a journal again, and compares them with the newest snapshot
/// of its folder, if it has one, and with what comes after it; shard by shard. `tell` is
/// told what the journal says of the thing that is asked after.
pub fn audit(
    books: &Books,
    asked: Option<&Of>,
    tell: &mut dyn FnMut(String),
) -> Result<Audited, Error> {
    let mut all = Audited::default();
    for (shard, reader) in books.readers()? {
        let from = match books {
            Books::Folder(dir) => {
                let snapshots = Snapshots::new(dir);
                load_newest(snapshots.found()?, &snapshots, 1)
            }
            // Every record counts: what a process keeps beside them is a cache.
            Books::Postgres(_) => (None, empty(shard)),
        };
        all.add(audit_shard(&reader, from, asked, tell)?);
    }
    Ok(all)
}

impl Audited {
    fn add(&mut self, shard: Self) {
        self.records += shard.records;
        self.skus += shard.skus;
        self.reservations += shard.reservations;
        self.snapshot = self.snapshot.max(shard.snapshot);
        self.differences.extend(shard.differences);
    }
}

fn audit_shard(
    reader: &LogReader,
    (snapshot, mut stock): (Option<Snapshot>, Stock),
    asked: Option<&Of>,
    tell: &mut dyn FnMut(String),
) -> Result<Audited, Error> {
    let mut found =
        Audited { snapshot: snapshot.map_or(0, |snapshot| snapshot.seq), ..Audited::default() };
    let mut balances = Balances::default();
    let mut replayed = true;
    for record in reader.read(1) {
        let (seq, bytes) = record?;
        let record = decode(seq, &bytes)?;
        found.records += 1;
        if let Some(asked) = asked {
            history::of(asked, &record, tell);
        }
        record.entries.iter().for_each(|entry| balances.entry(entry));
        balances.end(seq, &mut found.differences);
        if seq == found.snapshot {
            compare(&balances, &stock, &format!("the snapshot of record {seq}"), &mut found);
        }
        if replayed && seq > stock.position().seq {
            replayed = match replay(&mut stock, seq, bytes) {
                Ok(()) => true,
                Err(error) => {
                    found.differences.push(error.to_string());
                    false
                }
            };
        }
    }
    if replayed {
        compare(&balances, &stock, "the state", &mut found);
    }
    found.skus = balances.skus();
    found.reservations = balances.reservations();
    Ok(found)
}

/// Checks the draw of a sale of a journal again, from its records alone. Nothing if the
/// journal has no such draw.
pub fn audit_draw(books: &Books, merchant: &str, sale: &str) -> Result<Option<Lots>, Error> {
    for (shard, reader) in books.readers()? {
        if Shard::of_merchant(merchant, shard.count()) != shard {
            continue;
        }
        let (mut balances, mut lots) = (Balances::default(), Lots::of(merchant, sale));
        for record in reader.read(1) {
            let (seq, bytes) = record?;
            for entry in &decode(seq, &bytes)?.entries {
                balances.entry(entry);
                lots.entry(seq, entry, &balances);
            }
            balances.end(seq, &mut Vec::new());
        }
        return Ok(lots.is_found().then_some(lots));
    }
    Ok(None)
}

fn decode(seq: u64, bytes: &[u8]) -> Result<JournalRecord, Error> {
    JournalRecord::decode(bytes).map_err(|e| Error::Undecodable { seq, why: e.to_string() })
}

fn compare(balances: &Balances, stock: &Stock, what: &str, found: &mut Audited) {
    balances.compare(stock, &mut |difference| {
        found.differences.push(format!("{what}: {difference}"));
    });
}
