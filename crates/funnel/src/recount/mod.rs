//! The recount: every number once more, from the raw log and the journal.
//!
//! It shares nothing with what made the roll-ups, neither the rules nor their
//! store, so that a mistake in one of the two shows. It keeps what it counts in
//! memory: about 50 bytes for each viewer in each step of a show, a listing or a
//! second.

mod compare;
mod replay;
mod sheet;

use std::{fmt, path::Path};

use hawker_proto::v1::JournalRecord;

use crate::{Error, store::open_reader};

/// A number that is not what the logs say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which number: `table[key=value …].column`.
    pub name: String,
    /// What the logs say; `none` when there should be no such row.
    pub expected: String,
    /// What the roll-ups say; `none` when they have no such row.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.name, self.expected, self.found)
    }
}

/// What a recount found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recount {
    /// The numbers that differ, at most [`MAX_DIFFERENCES`] of them.
    pub differences: Vec<Difference>,
    /// Further ones.
    pub left_out: u64,
    /// Rows of roll-ups that were compared.
    pub rows: u64,
    /// Events of the raw log that were counted.
    pub events: u64,
    /// Orders in the journal that were counted.
    pub orders: u64,
    /// The journal record up to which was counted.
    pub journal_seq: u64,
}

/// Differences that are listed.
pub const MAX_DIFFERENCES: usize = 1_000;

impl Recount {
    /// Whether every number is what the logs say.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }

    fn differs(&mut self, name: String, expected: String, found: String) {
        if self.differences.len() < MAX_DIFFERENCES {
            self.differences.push(Difference { name, expected, found });
        } else {
            self.left_out += 1;
        }
    }
}

/// Counts once more everything that the store `db` has counted, and compares.
/// `journal` gives the records from the first one on; those after the stored
/// position are not read. The funnel may be running.
pub fn recount<E: fmt::Display>(
    db: &Path,
    journal: impl Iterator<Item = Result<JournalRecord, E>>,
) -> Result<Recount, Error> {
    let mut conn = open_reader(db)?;
    let snapshot = conn.transaction()?;
    let mut found = Recount::default();
    let expected = replay::replay(&snapshot, journal, &mut found)?;
    compare::compare(&snapshot, expected, &mut found)?;
    Ok(found)
}
