//! The store's thread: takes the changes that wait and writes them together.

use rusqlite::Connection;
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
        let outcome = write(&mut connection, &changes).map_err(|e| e.to_string());
        for done in waiting {
            // Who asked may be gone; what was written stays written.
            done.send(outcome.clone()).ok();
        }
    }
}

fn write(connection: &mut Connection, changes: &[Box<Change>]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for change in changes {
        rows::write(&transaction, change)?;
    }
    transaction.commit()
}
