//! Snapshots: the whole state as bytes and back, and their making off the
//! writer's thread, by replaying the journal onto the previous one.

mod codec;
mod maker;
mod pace;
mod queues;
mod replies;

#[cfg(test)]
pub(crate) use codec::save;
pub(crate) use codec::{empty, load_newest};
pub(crate) use maker::Maker;
#[cfg(feature = "bench")]
pub(crate) use maker::make;
pub(crate) use pace::{Costs, Pace};

#[cfg(test)]
mod damage;
