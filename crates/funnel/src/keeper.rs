//! Looks every second whether something is too old or too much, and has the
//! writer forget it, a slice at a time so that batches come in between.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{config::KEEP_EVERY_MS, store::Kept, writer::Mailbox};

/// Runs until told to stop, or until the writer has ended.
pub(crate) async fn run(mailbox: Mailbox, stop: CancellationToken) {
    loop {
        let kept = tokio::select! {
            () = stop.cancelled() => return,
            kept = mailbox.keep() => kept,
        };
        match kept {
            Ok(Kept::Less) => {}
            Ok(Kept::All | Kept::Full) => {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(Duration::from_millis(KEEP_EVERY_MS)) => {}
                }
            }
            Err(_) => return,
        }
    }
}
