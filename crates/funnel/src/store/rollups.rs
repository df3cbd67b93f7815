//! How the changes of a batch are written: each cell once.

use hawker_domain::{
    Timestamp,
    funnel::{Changes, SecondCount},
};
use rusqlite::{Connection, Result, params};

use super::ledger::listing_of;

/// Adds the changes to the roll-ups. `generation` marks the seconds that changed.
pub(super) fn write(
    conn: &Connection,
    changes: &Changes,
    generation: i64,
    now: Timestamp,
) -> Result<()> {
    write_shows(conn, changes, now)?;
    write_steps(conn, changes)?;
    write_sales(conn, changes)?;
    for ((show, second), count) in &changes.seconds {
        write_second(conn, (show.as_str(), *second), count, generation)?;
    }
    Ok(())
}

fn write_shows(conn: &Connection, changes: &Changes, now: Timestamp) -> Result<()> {
    let mut put =
        conn.prepare_cached("INSERT OR REPLACE INTO shows VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    for (show, state) in &changes.shows {
        put.execute(params![
            show.as_str(),
            state.viewers_now,
            state.peak_viewers,
            state.watched_ms,
            state.events_lost,
            state.currency.as_ref().map_or("", |currency| currency.as_str()),
            now.as_millis(),
        ])?;
    }
    Ok(())
}

fn write_steps(conn: &Connection, changes: &Changes) -> Result<()> {
    let mut add = conn.prepare_cached(
        "INSERT INTO steps VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         count = count + excluded.count, viewers = viewers + excluded.viewers",
    )?;
    for ((cell, step), count) in &changes.steps {
        let listing = listing_of(cell);
        add.execute(params![cell.show.as_str(), listing, step.code(), count.count, count.viewers])?;
    }
    Ok(())
}

fn write_sales(conn: &Connection, changes: &Changes) -> Result<()> {
    let mut add = conn.prepare_cached(
        "INSERT INTO sales VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         orders = orders + excluded.orders, units = units + excluded.units,
         buyers = buyers + excluded.buyers, gross_minor = gross_minor + excluded.gross_minor,
         refunds = refunds + excluded.refunds,
         refunded_units = refunded_units + excluded.refunded_units,
         refunded_minor = refunded_minor + excluded.refunded_minor",
    )?;
    for (sale, count) in &changes.sales {
        add.execute(params![
            sale.cell.show.as_str(),
            listing_of(&sale.cell),
            sale.currency.as_str(),
            count.orders,
            count.units,
            count.buyers,
            count.gross_minor,
            count.refunds,
            count.refunded_units,
            count.refunded_minor,
        ])?;
    }
    Ok(())
}

fn write_second(
    conn: &Connection,
    (show, second): (&str, i64),
    count: &SecondCount,
    generation: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO seconds VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         presence = presence + excluded.presence, units = units + excluded.units,
         gross_minor = gross_minor + excluded.gross_minor, generation = excluded.generation",
    )?
    .execute(params![
        show,
        second,
        count.presence,
        count.units,
        count.gross_minor,
        generation
    ])?;
    let mut add = conn.prepare_cached(
        "INSERT INTO second_steps VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         count = count + excluded.count, viewers = viewers + excluded.viewers",
    )?;
    for (step, count) in &count.steps {
        add.execute(params![show, second, step.code(), count.count, count.viewers])?;
    }
    Ok(())
}
