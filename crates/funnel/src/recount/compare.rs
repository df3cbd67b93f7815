//! Holds what the tables hold against what they should.

use std::fmt::Write as _;

use rusqlite::{Connection, Row, types::ValueRef};

use super::{
    Recount,
    replay::Expected,
    sheet::{Rows, Value, Viewers},
};
use crate::Error;

/// A table, its key and its numbers.
struct Table {
    name: &'static str,
    keys: &'static [&'static str],
    numbers: &'static [&'static str],
}

const fn table(
    name: &'static str,
    keys: &'static [&'static str],
    numbers: &'static [&'static str],
) -> Table {
    Table { name, keys, numbers }
}

const STEPS: Table = table("steps", &["show", "listing", "step"], &["count", "viewers"]);
const STEP_VIEWERS: Table = table("step_viewers", &["show", "listing", "step", "viewer"], &[]);
const SECONDS: Table = table("seconds", &["show", "second"], &["presence", "units", "gross_minor"]);
const SECOND_STEPS: Table =
    table("second_steps", &["show", "second", "step"], &["count", "viewers"]);
const SECOND_VIEWERS: Table = table("second_viewers", &["show", "second", "step", "viewer"], &[]);
const SALES: Table = table(
    "sales",
    &["show", "listing", "currency"],
    &["orders", "units", "buyers", "gross_minor", "refunds", "refunded_units", "refunded_minor"],
);
const BUYERS: Table = table("buyers", &["show", "listing", "currency", "buyer"], &["orders"]);
const ORDERS: Table = table(
    "orders",
    &["reservation"],
    &[
        "show",
        "listing",
        "buyer",
        "units",
        "minor",
        "currency",
        "at_ms",
        "left_units",
        "left_minor",
    ],
);
const PRESENCE: Table = table("presence", &["show", "viewer"], &["open"]);
const SHOWS: Table = table(
    "shows",
    &["show"],
    &["viewers_now", "peak_viewers", "watched_ms", "events_lost", "currency"],
);
const POSITION: Table =
    table("position", &["only"], &["seq", "epoch", "time_ms", "entries", "events", "last_event"]);

/// How far the journals of all shards but the first are counted.
const SHARDS: Table = table("shards", &["shard"], &["seq", "epoch", "time_ms", "entries"]);

/// Compares every table.
pub(super) fn compare(
    db: &Connection,
    expected: Expected,
    found: &mut Recount,
) -> Result<(), Error> {
    compare_rows(db, &POSITION, expected.position, found)?;
    compare_rows(db, &SHARDS, expected.shards, found)?;
    compare_rows(db, &SHOWS, expected.shows, found)?;
    compare_rows(db, &STEPS, expected.steps, found)?;
    compare_rows(db, &SALES, expected.sales, found)?;
    compare_rows(db, &SECONDS, expected.seconds, found)?;
    compare_rows(db, &SECOND_STEPS, expected.second_steps, found)?;
    compare_rows(db, &BUYERS, expected.buyers, found)?;
    compare_rows(db, &ORDERS, expected.orders, found)?;
    compare_rows(db, &PRESENCE, expected.presence, found)?;
    compare_viewers(db, &STEP_VIEWERS, expected.step_viewers, found)?;
    compare_viewers(db, &SECOND_VIEWERS, expected.second_viewers, found)
}

fn compare_rows(
    db: &Connection,
    table: &Table,
    mut expected: Rows,
    found: &mut Recount,
) -> Result<(), Error> {
    let mut select = db.prepare(&table.select())?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        found.rows += 1;
        let key = values(row, 0, table.keys.len())?;
        let stored = values(row, table.keys.len(), table.numbers.len())?;
        let Some(right) = expected.remove(&key) else {
            found.differs(table.row_name(&key), "none".to_owned(), join(&stored));
            continue;
        };
        for ((column, right), stored) in table.numbers.iter().zip(&right).zip(&stored) {
            if right != stored {
                let name = format!("{}.{column}", table.row_name(&key));
                found.differs(name, right.to_string(), stored.to_string());
            }
        }
    }
    for (key, right) in expected {
        found.differs(table.row_name(&key), join(&right), "none".to_owned());
    }
    Ok(())
}

fn compare_viewers(
    db: &Connection,
    table: &Table,
    mut expected: Viewers,
    found: &mut Recount,
) -> Result<(), Error> {
    let mut select = db.prepare(&table.select())?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        found.rows += 1;
        let mut key = values(row, 0, table.keys.len() - 1)?;
        let viewer = row.get_ref(table.keys.len() - 1)?.as_str().map_err(rusqlite::Error::from)?;
        if !expected.get_mut(&key).is_some_and(|viewers| viewers.remove(viewer)) {
            key.push(Value::Text(viewer.into()));
            found.differs(table.row_name(&key), "none".to_owned(), "a row".to_owned());
        }
    }
    for (key, viewers) in expected {
        for viewer in viewers {
            let mut key = key.clone();
            key.push(Value::Text(viewer));
            found.differs(table.row_name(&key), "a row".to_owned(), "none".to_owned());
        }
    }
    Ok(())
}

impl Table {
    fn select(&self) -> String {
        let columns = [self.keys, self.numbers].concat().join(", ");
        let select = format!("SELECT {columns} FROM {}", self.name);
        if [POSITION.name, SHARDS.name].contains(&self.name) {
            return select;
        }
        // What is being forgotten is swept away bit by bit.
        select + " WHERE show NOT IN (SELECT show FROM forgotten WHERE leaving = 1)"
    }

    fn row_name(&self, key: &[Value]) -> String {
        let mut name = format!("{}[", self.name);
        for (index, (column, value)) in self.keys.iter().zip(key).enumerate() {
            let space = if index > 0 { " " } else { "" };
            // Writing to a string can't fail.
            write!(name, "{space}{column}={value}").ok();
        }
        name.push(']');
        name
    }
}

fn values(row: &Row<'_>, from: usize, count: usize) -> Result<Vec<Value>, Error> {
    (from..from + count)
        .map(|index| match row.get_ref(index)? {
            ValueRef::Integer(number) => Ok(Value::Number(number)),
            other => {
                let text = other.as_str().map_err(rusqlite::Error::from)?;
                Ok(Value::Text(text.into()))
            }
        })
        .collect()
}

fn join(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(" ")
}
