//! What a fleet does: many gateways beside one, one of many lost, and a million
//! viewers on one machine.
//!
//! The fleet is real: PostgreSQL with two synchronous standbys, a Redis Cluster of
//! three primaries and three replicas, two inventory processes, the funnel, and the
//! gateways. The crowd is the load tester's, which checks that nothing is lost, told
//! twice or shown older than before.

mod crowd;
mod house;
mod idle;
mod journal;
mod linear;
mod lost;
mod record;
mod sample;

use crate::Options;
use crate::summary::Summary;

/// Measures what was asked for.
pub(crate) async fn measure(options: &Options, summary: &mut Summary) -> anyhow::Result<()> {
    Box::pin(journal::measure(options, summary)).await?;
    Box::pin(idle::measure(options, summary)).await?;
    Box::pin(linear::measure(options, summary)).await?;
    Box::pin(lost::measure(options, summary)).await?;
    Box::pin(record::measure(options, summary)).await
}
