//! The rules of Hawker, pure: stock, sales, rooms and the funnel.
//!
//! Nothing here does I/O, reads a clock or a random source, is async, locks, or
//! depends on the order of a hash map. Time comes in as a [`Timestamp`], so that
//! every rule gives the same answer to the same history, on replay as when live.

#![deny(missing_docs)]
#![deny(clippy::cast_possible_truncation)]

pub mod funnel;
mod ids;
mod money;
pub mod room;
pub mod shards;
pub mod stock;
mod time;

pub use ids::{
    BuyerId, BuyerRef, HouseholdId, HouseholdRef, IdError, Key, KeyError, ListingId, ListingRef,
    MerchantId, MerchantRef, ReservationId, SaleId, SaleRef, ShowId, ShowRef, SkuId, SkuRef,
    ViewerId, ViewerRef,
};
pub use money::{Currency, CurrencyError, Money};
pub use time::Timestamp;
