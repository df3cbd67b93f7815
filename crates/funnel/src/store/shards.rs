//! How far the journals of the shards are counted. The first one's position stands in
//! the mark, as that of a journal with one shard alone; the others' in a table of their
//! own, in the same transaction.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::Mark;
use crate::facts::{FIRST, Position};

/// The positions of all shards but the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Shards(BTreeMap<u32, Position>);

impl Shards {
    pub(super) fn read(conn: &Connection) -> Result<Self, rusqlite::Error> {
        let mut select = conn.prepare("SELECT shard, seq, epoch, time_ms, entries FROM shards")?;
        let positions = select.query_map([], |row| {
            Ok(Position {
                shard: row.get(0)?,
                seq: row.get(1)?,
                epoch: row.get(2)?,
                time_ms: row.get(3)?,
                entries: row.get(4)?,
            })
        })?;
        let by_shard = positions.map(|found| found.map(|position| (position.shard, position)));
        by_shard.collect::<Result<_, _>>().map(Self)
    }

    /// The last record of that shard that is counted.
    pub(super) fn position(&self, mark: Mark, shard: u32) -> Position {
        if shard == FIRST {
            return Position { shard, ..mark.position };
        }
        self.0.get(&shard).copied().unwrap_or(Position { shard, ..Position::default() })
    }

    /// Notes how far a shard is counted.
    pub(super) fn reached(
        &mut self,
        tx: &Connection,
        mark: &mut Mark,
        position: Position,
    ) -> Result<(), rusqlite::Error> {
        if position.shard == FIRST {
            mark.position = position;
            return Ok(());
        }
        let Position { shard, seq, epoch, time_ms, entries } = position;
        tx.prepare_cached("INSERT OR REPLACE INTO shards VALUES (?, ?, ?, ?, ?)")?
            .execute(params![shard, seq, epoch, time_ms, entries])?;
        self.0.insert(shard, position);
        Ok(())
    }
}

/// How many records of all shards but the first are counted.
pub(crate) fn counted_of_others(conn: &Connection) -> Result<u64, rusqlite::Error> {
    conn.prepare_cached("SELECT coalesce(sum(seq), 0) FROM shards")?.query_row([], |row| row.get(0))
}
