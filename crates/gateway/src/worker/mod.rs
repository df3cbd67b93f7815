//! The threads that hold viewers' sockets.

/// The `[gateway.workers]` table.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerConfig {}
