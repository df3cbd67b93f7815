//! The store's thread: takes the changes that wait and writes them together.

use rusqlite::{Connection, ErrorCode};
use tokio::sync::mpsc;

use super::{Entry, Job, rows};
use crate::limits::STORE_BATCH;

pub(super) fn run(mut connection: Connection, mut inbox: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(STORE_BATCH);
    let mut open = true;
    while open && inbox.blocking_recv_many(&mut batch, STORE_BATCH) > 0 {
        let (mut entries, mut waiting) = (Vec::new(), Vec::new());
        for job in batch.drain(..) {
            match job {
                Job::Keep(entry, done) => {
                    entries.push(entry);
                    waiting.push(done);
                }
                Job::End => {
                    open = false;
                    break;
                }
            }
        }
        let outcome = write(&mut connection, &entries);
        open &= !outcome.as_ref().is_err_and(is_final);
        let outcome = outcome.map_err(|e| e.to_string());
        for done in waiting {
            // Who asked may be gone; what was written stays written.
            done.send(outcome.clone()).ok();
        }
    }
}

/// After an I/O error nobody knows what the disk holds: nothing more is written,
/// and the gateway is not ready any more.
fn is_final(error: &rusqlite::Error) -> bool {
    use ErrorCode::{DatabaseCorrupt, NotADatabase, SystemIoFailure};
    matches!(error.sqlite_error_code(), Some(SystemIoFailure | DatabaseCorrupt | NotADatabase))
}

fn write(connection: &mut Connection, entries: &[Entry]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for entry in entries {
        match entry {
            Entry::Room(change) => rows::write(&transaction, change)?,
            Entry::Settings(show, settings) => {
                rows::write_settings(&transaction, show, settings)?;
            }
            Entry::Revocation(one) => rows::write_revocation(&transaction, one)?,
        }
    }
    transaction.commit()
}
