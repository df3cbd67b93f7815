//! What counts where: how one event of a viewer, or one fact of the journal,
//! changes the numbers of a show.
//!
//! The rules are pure. What has been seen before (which viewer took which step,
//! who is in the room, which reservation was counted) is asked of a [`Ledger`],
//! which a store implements; what changes comes back as [`Changes`], coalesced
//! over a batch so that a store writes each cell once. Orders and money come
//! only from [`Fact`]s, never from events.

mod changes;
mod event;
mod fact;
mod rules;
mod step;

pub use changes::{
    Cell, Changes, Refunded, SaleCell, SaleCount, SecondCount, ShowState, StepCount,
};
pub use event::{Event, Window};
pub use fact::{Fact, FactKind};
pub use rules::{Ledger, count_event, count_fact, count_lost, empty_room};
pub use step::Step;
