//! Since when an owner has had no word of PostgreSQL that it still is the owner.
//!
//! An append may wait long for its answer, and its thread with it. Whoever tells callers
//! that this process serves looks here meanwhile: an owner that is cut off is not to keep
//! callers who could go to the one that has replaced it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

/// Shared by the journal and whoever looks.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    begun: Instant,
    confirmed_ms: Arc<AtomicU64>,
}

impl Standing {
    /// Confirmed now.
    pub(crate) fn new() -> Self {
        Self { begun: Instant::now(), confirmed_ms: Arc::default() }
    }

    /// What was sent then came back as done by this owner.
    pub(super) fn confirm(&self, sent: Instant) {
        let since = sent.saturating_duration_since(self.begun).as_millis();
        self.confirmed_ms.fetch_max(u64::try_from(since).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// For how long it has not been known that this process is the owner.
    pub(crate) fn unconfirmed_for(&self) -> Duration {
        let confirmed = Duration::from_millis(self.confirmed_ms.load(Ordering::Relaxed));
        self.begun.elapsed().saturating_sub(confirmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_counts_from_when_it_was_sent_and_the_newest_counts() {
        let standing = Standing::new();
        let sent = |seconds| standing.begun + Duration::from_secs(seconds);
        let confirmed = || Duration::from_millis(standing.confirmed_ms.load(Ordering::Relaxed));
        standing.confirm(sent(3));
        standing.confirm(sent(1));
        assert_eq!(confirmed(), Duration::from_secs(3));
        standing.confirm(sent(4));
        assert_eq!(confirmed(), Duration::from_secs(4));
        assert_eq!(standing.unconfirmed_for(), Duration::ZERO, "it was not sent yet");
    }
}
