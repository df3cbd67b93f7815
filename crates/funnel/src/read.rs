//! A show's numbers, read from the roll-ups in one read transaction.

use hawker_domain::funnel::Step;
use hawker_proto::v1::{FunnelSecond, ListingFunnel, Money, SalesTotal, ShowFunnel, StepCount};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};
use std::collections::BTreeMap;

use crate::{
    clock::now,
    config::MAX_SECONDS,
    store::{counted_of_others, read_mark},
};

/// Which seconds are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seconds {
    /// The newest so many.
    Newest(u32),
    /// Those from the first that changed after the generation.
    ChangedAfter(i64),
}

/// What was read, and the generation at which it was true.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numbers {
    pub funnel: ShowFunnel,
    pub seconds: Vec<FunnelSecond>,
    pub generation: i64,
}

/// Reads a show's numbers. A show that nothing was counted of has only zeros.
pub(crate) fn read(conn: &mut Connection, show: &str, wanted: Seconds) -> Result<Numbers> {
    let tx = conn.transaction()?;
    let mark = read_mark(&tx)?;
    let mut funnel = ShowFunnel {
        show: show.to_owned(),
        journal_seq: mark.position.seq + counted_of_others(&tx)?,
        as_of_ms: now().as_millis(),
        ..ShowFunnel::default()
    };
    read_show(&tx, &mut funnel)?;
    read_cells(&tx, &mut funnel)?;
    let seconds = read_seconds(&tx, &funnel, wanted)?;
    tx.commit()?;
    Ok(Numbers { funnel, seconds, generation: mark.generation })
}

fn read_show(conn: &Connection, funnel: &mut ShowFunnel) -> Result<()> {
    let row = conn
        .prepare_cached(
            "SELECT viewers_now, peak_viewers, watched_ms, events_lost FROM shows WHERE show = ?",
        )?
        .query_row([&funnel.show], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    if let Some((viewers_now, peak_viewers, watched_ms, events_lost)) = row {
        funnel.viewers_now = viewers_now;
        funnel.peak_viewers = peak_viewers;
        funnel.watched_ms = watched_ms;
        funnel.events_lost = events_lost;
    }
    Ok(())
}

fn read_cells(conn: &Connection, funnel: &mut ShowFunnel) -> Result<()> {
    let mut listings: BTreeMap<String, ListingFunnel> = BTreeMap::new();
    let mut steps = conn.prepare_cached(
        "SELECT listing, step, count, viewers FROM steps WHERE show = ? ORDER BY listing, step",
    )?;
    for cell in steps.query_map([&funnel.show], |row| Ok((row.get(0)?, step_count(row)?)))? {
        let (listing, count): (String, _) = cell?;
        if listing.is_empty() {
            funnel.steps.push(count);
        } else {
            listings.entry(listing).or_default().steps.push(count);
        }
    }
    let mut sales = conn.prepare_cached(
        "SELECT listing, orders, units, buyers, gross_minor, currency, refunds, refunded_units,
                refunded_minor FROM sales
         WHERE show = ? ORDER BY listing, currency",
    )?;
    for cell in sales.query_map([&funnel.show], |row| Ok((row.get(0)?, sales_total(row)?)))? {
        let (listing, total): (String, _) = cell?;
        if listing.is_empty() {
            funnel.sales.push(total);
        } else {
            listings.entry(listing).or_default().sales.push(total);
        }
    }
    let named = |(listing, funnel)| ListingFunnel { listing, ..funnel };
    funnel.listings = listings.into_iter().map(named).collect();
    Ok(())
}

fn step_count(row: &Row<'_>) -> Result<StepCount> {
    Ok(StepCount { step: row.get("step")?, count: row.get("count")?, viewers: row.get("viewers")? })
}

fn sales_total(row: &Row<'_>) -> Result<SalesTotal> {
    let currency: String = row.get("currency")?;
    let gross = Money { minor: row.get("gross_minor")?, currency: currency.clone() };
    let refunded = Money { minor: row.get("refunded_minor")?, currency };
    Ok(SalesTotal {
        orders: row.get("orders")?,
        units: row.get("units")?,
        buyers: row.get("buyers")?,
        gross: Some(gross),
        refunds: row.get("refunds")?,
        refunded_units: row.get("refunded_units")?,
        refunded: Some(refunded),
    })
}

/// The series. The table has who came and went in each second; how many were in
/// the room follows from how many are in it now, walking back.
fn read_seconds(
    conn: &Connection,
    funnel: &ShowFunnel,
    wanted: Seconds,
) -> Result<Vec<FunnelSecond>> {
    let (from, limit) = match wanted {
        Seconds::Newest(count) => (i64::MIN, count.min(MAX_SECONDS)),
        Seconds::ChangedAfter(generation) => {
            let first: Option<i64> = conn
                .prepare_cached(
                    "SELECT min(second) FROM seconds WHERE show = ? AND generation > ?",
                )?
                .query_row(params![funnel.show, generation], |row| row.get(0))?;
            (first.unwrap_or(i64::MAX), MAX_SECONDS)
        }
    };
    let mut select = conn.prepare_cached(
        "SELECT second, presence, units, gross_minor FROM seconds
         WHERE show = ? AND second >= ? ORDER BY second DESC LIMIT ?",
    )?;
    let mut viewers = i64::from(funnel.viewers_now);
    let mut series: Vec<FunnelSecond> = Vec::new();
    let mut rows = select.query(params![funnel.show, from, limit])?;
    while let Some(row) = rows.next()? {
        series.push(FunnelSecond {
            second: row.get(0)?,
            viewers: u32::try_from(viewers.max(0)).unwrap_or(u32::MAX),
            steps: Vec::new(),
            units: row.get(2)?,
            gross_minor: row.get(3)?,
        });
        viewers -= row.get::<_, i64>(1)?;
    }
    series.reverse();
    fill_steps(conn, &funnel.show, &mut series)?;
    Ok(series)
}

fn fill_steps(conn: &Connection, show: &str, series: &mut [FunnelSecond]) -> Result<()> {
    let Some(from) = series.first().map(|second| second.second) else { return Ok(()) };
    let mut select = conn.prepare_cached(
        "SELECT second, step, count, viewers FROM second_steps
         WHERE show = ? AND second >= ? ORDER BY second, step",
    )?;
    let mut cells = series.iter_mut().peekable();
    let mut rows = select.query(params![show, from])?;
    while let Some(row) = rows.next()? {
        let second: i64 = row.get(0)?;
        while cells.next_if(|cell| cell.second < second).is_some() {}
        if let Some(cell) = cells.peek_mut().filter(|cell| cell.second == second) {
            cell.steps.push(step_count(row)?);
        }
    }
    Ok(())
}

/// The schema's steps and the domain's have the same numbers.
const _: () = {
    use hawker_proto::v1::FunnelStep;
    assert!(FunnelStep::RoomEntered as u8 == Step::RoomEntered.code());
    assert!(FunnelStep::ViewPromotion as u8 == Step::ViewPromotion.code());
    assert!(FunnelStep::SelectPromotion as u8 == Step::SelectPromotion.code());
    assert!(FunnelStep::ViewItem as u8 == Step::ViewItem.code());
    assert!(FunnelStep::AddToCart as u8 == Step::AddToCart.code());
    assert!(FunnelStep::StockRefused as u8 == Step::StockRefused.code());
    assert!(FunnelStep::StockReserved as u8 == Step::StockReserved.code());
    assert!(FunnelStep::BeginCheckout as u8 == Step::BeginCheckout.code());
    assert!(FunnelStep::Purchase as u8 == Step::Purchase.code());
    assert!(FunnelStep::StockReleased as u8 == Step::StockReleased.code());
    assert!(FunnelStep::StockExpired as u8 == Step::StockExpired.code());
    assert!(FunnelStep::RoomLeft as u8 == Step::RoomLeft.code());
    assert!(FunnelStep::ChatSent as u8 == Step::ChatSent.code());
    assert!(FunnelStep::Refund as u8 == Step::Refund.code());
};
