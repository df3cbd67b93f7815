//! The ledger of the rules, within one transaction.

use hawker_domain::{
    Currency, ShowId, ViewerId,
    funnel::{Cell, Fact, Ledger, Refunded, SaleCell, ShowState, Step},
};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Result, params};

/// The statements that every event needs, looked up once per transaction.
pub(crate) struct TxLedger<'tx> {
    conn: &'tx Connection,
    step: CachedStatement<'tx>,
    second: CachedStatement<'tx>,
    open: CachedStatement<'tx>,
    close: CachedStatement<'tx>,
}

impl<'tx> TxLedger<'tx> {
    pub(crate) fn new(conn: &'tx Connection) -> Result<Self> {
        Ok(Self {
            conn,
            step: conn.prepare_cached("INSERT OR IGNORE INTO step_viewers VALUES (?, ?, ?, ?)")?,
            second: conn
                .prepare_cached("INSERT OR IGNORE INTO second_viewers VALUES (?, ?, ?, ?)")?,
            open: conn.prepare_cached("INSERT OR IGNORE INTO presence VALUES (?, ?, 1)")?,
            close: conn.prepare_cached(
                "DELETE FROM presence WHERE show = ? AND viewer = ? AND open = 1",
            )?,
        })
    }
}

/// A cell's listing as the tables have it.
pub(super) fn listing_of(cell: &Cell) -> &str {
    cell.listing.as_ref().map_or("", |listing| listing.as_str())
}

impl Ledger for TxLedger<'_> {
    type Error = rusqlite::Error;

    fn note_step(&mut self, cell: &Cell, step: Step, viewer: &ViewerId) -> Result<bool> {
        let row = params![cell.show.as_str(), listing_of(cell), step.code(), viewer.as_str()];
        Ok(self.step.execute(row)? == 1)
    }

    fn note_second(
        &mut self,
        (show, second): (&ShowId, i64),
        step: Step,
        viewer: &ViewerId,
    ) -> Result<bool> {
        let row = params![show.as_str(), second, step.code(), viewer.as_str()];
        Ok(self.second.execute(row)? == 1)
    }

    fn note_buyer(&mut self, sale: &SaleCell, viewer: &ViewerId) -> Result<bool> {
        let orders: i64 = self
            .conn
            .prepare_cached(
                "INSERT INTO buyers VALUES (?, ?, ?, ?, 1)
                 ON CONFLICT DO UPDATE SET orders = orders + 1 RETURNING orders",
            )?
            .query_row(
                params![
                    sale.cell.show.as_str(),
                    listing_of(&sale.cell),
                    sale.currency.as_str(),
                    viewer.as_str()
                ],
                |row| row.get(0),
            )?;
        Ok(orders == 1)
    }

    fn note_order(&mut self, order: &Fact) -> Result<bool> {
        let mut insert = self
            .conn
            .prepare_cached("INSERT OR IGNORE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
        let added = insert.execute(params![
            order.reservation.0.cast_signed(),
            order.show.as_str(),
            order.listing.as_ref().map_or("", |listing| listing.as_str()),
            order.buyer.as_str(),
            order.units,
            order.total.minor,
            order.total.currency.as_str(),
            order.at.as_millis(),
            order.units,
            order.total.minor,
        ])?;
        Ok(added == 1)
    }

    fn note_change(&mut self, order: &Fact) -> Result<Option<Refunded>> {
        let id = order.reservation.0.cast_signed();
        let before: Option<(u64, i64)> = self
            .conn
            .prepare_cached("SELECT left_units, left_minor FROM orders WHERE reservation = ?")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some(before) = before else { return Ok(None) };
        let after = (order.units.min(before.0), order.total.minor.min(before.1));
        let refunded = Refunded::between(before, after);
        if refunded.is_some() {
            self.conn
                .prepare_cached(
                    "UPDATE orders SET left_units = ?, left_minor = ? WHERE reservation = ?",
                )?
                .execute(params![after.0, after.1, id])?;
        }
        Ok(refunded)
    }

    // `RETURNING` makes SQLite open a table in memory each time, which cost as much
    // as the row. So the usual cases, a viewer's first session and its last, are
    // told by whether a row was changed.
    fn open_session(&mut self, show: &ShowId, viewer: &ViewerId) -> Result<u64> {
        let names = [show.as_str(), viewer.as_str()];
        if self.open.execute(names)? == 1 {
            return Ok(1);
        }
        self.conn
            .prepare_cached(
                "UPDATE presence SET open = open + 1 WHERE show = ? AND viewer = ? RETURNING open",
            )?
            .query_row(names, |row| row.get(0))
    }

    fn close_session(&mut self, show: &ShowId, viewer: &ViewerId) -> Result<Option<u64>> {
        let names = [show.as_str(), viewer.as_str()];
        if self.close.execute(names)? == 1 {
            return Ok(Some(0));
        }
        self.conn
            .prepare_cached(
                "UPDATE presence SET open = open - 1 WHERE show = ? AND viewer = ? RETURNING open",
            )?
            .query_row(names, |row| row.get(0))
            .optional()
    }

    fn close_all_sessions(&mut self, show: &ShowId) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM presence WHERE show = ?")?
            .execute([show.as_str()])
            .map(drop)
    }

    fn show_state(&mut self, show: &ShowId) -> Result<ShowState> {
        self.conn
            .prepare_cached(
                "SELECT viewers_now, peak_viewers, watched_ms, events_lost, currency
                 FROM shows WHERE show = ?",
            )?
            .query_row([show.as_str()], |row| {
                Ok(ShowState {
                    viewers_now: row.get(0)?,
                    peak_viewers: row.get(1)?,
                    watched_ms: row.get(2)?,
                    events_lost: row.get(3)?,
                    currency: Currency::new(row.get_ref(4)?.as_str()?).ok(),
                })
            })
            .optional()
            .map(Option::unwrap_or_default)
    }
}
