//! Waiting before trying again: longer each time, up to a bound, and never all
//! at the same moment.

use std::time::Duration;

use crate::limits::{RETRY_FIRST, RETRY_LONGEST};

/// The waits of one thing that is tried again and again.
pub(crate) struct Backoff {
    next: Duration,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { next: RETRY_FIRST }
    }

    /// Starts over, after a success.
    pub(crate) fn reset(&mut self) {
        self.next = RETRY_FIRST;
    }

    /// Waits between half of and the whole of the next wait.
    pub(crate) async fn wait(&mut self) {
        let mut seed = [0_u8; 1];
        // Without randomness the wait is merely less spread.
        getrandom::fill(&mut seed).ok();
        let [byte] = seed;
        let spread = self.next / 2 * u32::from(byte) / 256;
        tokio::time::sleep(self.next / 2 + spread).await;
        self.next = (self.next * 2).min(RETRY_LONGEST);
    }
}
