//! Reads records from PostgreSQL, page by page, over a connection of each reading's
//! own.

use hawker_postgres::{Connection, Server};
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;

use super::{APPLICATION, Durable, Place, tables, within};
use crate::{
    Error,
    journal::{LogReader, ReadRecords, Records},
    limits::{ANSWER_WITHIN, PAGE_BYTES, PAGE_RECORDS},
};

/// Reads what the owner in this process has made durable.
pub(super) fn beside(place: &Place, runtime: &Handle, durable: Durable) -> LogReader {
    let (place, runtime) = (place.clone(), runtime.clone());
    LogReader::new(PostgresReader { place, runtime, durable: Some(durable) })
}

/// Reads everything there is of a shard. Called within a runtime; its records are read on another
/// thread than the runtime's own.
pub(crate) fn of_server(place: Place) -> LogReader {
    LogReader::new(PostgresReader { place, runtime: Handle::current(), durable: None })
}

/// How many shards the journal on a server has. Called as [`of_server`] is, on a thread
/// that is none of the runtime's own.
pub(crate) fn shards_of(server: &Server) -> Result<u16, Error> {
    let counting = async {
        let connection = server.connect(APPLICATION).await?;
        let row = connection.query_one(tables::COUNT_ROWS, &[]).await;
        Ok(row.map_err(hawker_postgres::Error::from)?.get::<_, i64>(0))
    };
    let count = Handle::current().block_on(within(ANSWER_WITHIN, counting))?;
    // A database in which nobody has owned anything yet has no row.
    Ok(u16::try_from(count).unwrap_or(u16::MAX).max(1))
}

struct PostgresReader {
    place: Place,
    runtime: Handle,
    /// How far may be read; without it, to the newest record.
    durable: Option<Durable>,
}

impl ReadRecords for PostgresReader {
    fn read(&self, from_seq: u64) -> Records {
        Box::new(Reading {
            place: self.place.clone(),
            runtime: self.runtime.clone(),
            durable: self.durable.clone(),
            connection: None,
            next: from_seq.max(1),
            page: Vec::new().into_iter(),
            failed: false,
        })
    }
}

/// One reading. When it has ended at the newest record, asking again goes on with
/// what was appended since.
struct Reading {
    place: Place,
    runtime: Handle,
    durable: Option<Durable>,
    connection: Option<Connection>,
    next: u64,
    page: std::vec::IntoIter<(u64, Vec<u8>)>,
    /// An error was given out; nothing follows it.
    failed: bool,
}

impl Reading {
    fn advance(&mut self) -> Result<Option<(u64, Vec<u8>)>, Error> {
        if self.page.as_slice().is_empty() {
            let newest = self.durable.as_ref().map_or(u64::MAX >> 1, Durable::newest);
            if self.next > newest {
                return Ok(None);
            }
            let runtime = self.runtime.clone();
            self.page =
                runtime.block_on(within(ANSWER_WITHIN, self.read_page(newest)))?.into_iter();
        }
        let Some((seq, record)) = self.page.next() else {
            return match &self.durable {
                Some(_) => Err(Error::Undecodable { seq: self.next, why: GONE.to_owned() }),
                None => Ok(None),
            };
        };
        if seq != self.next {
            let why = format!("record {seq} stands in its place");
            return Err(Error::Undecodable { seq: self.next, why });
        }
        self.next += 1;
        Ok(Some((seq, record)))
    }

    async fn read_page(&mut self, newest: u64) -> Result<Vec<(u64, Vec<u8>)>, Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.place.server.connect(APPLICATION).await?,
        };
        let column = self.place.column();
        let (next, newest) = (self.next.cast_signed(), newest.cast_signed());
        let params: [&(dyn ToSql + Sync); 5] =
            [&column, &next, &newest, &PAGE_RECORDS, &PAGE_BYTES];
        let rows = connection.query(tables::READ, &params).await;
        let rows = rows.map_err(hawker_postgres::Error::from)?;
        self.connection = Some(connection);
        Ok(rows.iter().map(|row| (row.get::<_, i64>(0).cast_unsigned(), row.get(1))).collect())
    }
}

const GONE: &str = "it was durable and is gone";

impl Iterator for Reading {
    type Item = Result<(u64, Vec<u8>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let advanced = self.advance();
        self.failed = advanced.is_err();
        advanced.transpose()
    }
}
