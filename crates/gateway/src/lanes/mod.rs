//! What a room says, lane by lane.

/// The `[gateway.lanes]` table.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LaneConfig {}

pub(crate) struct Lanes;
