//! The bounds of what the gateway holds for rooms, the store and events. Bounds
//! that an operator may want to move are keys of the configuration instead.

use std::time::Duration;

/// Critical publications kept per room, in memory and in the store.
pub(crate) const HISTORY: u32 = 1_000;
/// Changes that wait for the room store's thread.
pub(crate) const STORE_MAILBOX: usize = 1_024;
/// Changes that the store writes in one transaction.
pub(crate) const STORE_BATCH: usize = 256;
/// Funnel events that wait to be sent.
pub(crate) const EVENT_QUEUE: usize = 65_536;
/// Funnel events in one batch.
pub(crate) const EVENT_BATCH: usize = 4_096;
/// How long an event waits for others before it is sent.
pub(crate) const EVENT_FLUSH: Duration = Duration::from_millis(100);
