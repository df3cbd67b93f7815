//! The store's thread: takes the changes that wait and writes them together.

use rusqlite::{Connection, ErrorCode};
use tokio::sync::mpsc;

use super::{Change, Job, rows};
use crate::limits::STORE_BATCH;

pub(super) fn run(mut connection: Connection, mut inbox: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(STORE_BATCH);
    let mut open = true;
    while open && inbox.blocking_recv_many(&mut batch, STORE_BATCH) > 0 {
        let (mut changes, mut waiting) = (Vec::new(), Vec::new());
        for job in batch.drain(..) {
            match job {
                Job::Keep(change, done) => {
                    changes.push(change);
                    waiting.push(done);
                }
                Job::End => {
                    open = false;
                    break;
                }
            }
        }
        let outcome = write(&mut connection, &changes);
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

fn write(connection: &mut Connection, changes: &[Box<Change>]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for change in changes {
        rows::write(&transaction, change)?;
    }
    transaction.commit()
}
