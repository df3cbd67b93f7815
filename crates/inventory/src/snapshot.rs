//! Snapshots: the whole state as bytes and back, and their making off the
//! writer's thread, by replaying the journal onto the previous one.

mod codec;
mod maker;

pub(crate) use codec::load;
pub(crate) use maker::{Base, Maker};
