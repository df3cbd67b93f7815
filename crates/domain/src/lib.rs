//! The rules of Hawker, pure: stock, sales, rooms and the funnel.
//!
//! Nothing here does I/O, reads a clock or a random source, is async, locks, or
//! depends on the order of a hash map. Time comes in as a [`Timestamp`], so that
//! every rule gives the same answer to the same history, on replay as when live.

#![deny(missing_docs)]
#![deny(clippy::cast_possible_truncation)]

mod ids;
mod money;
mod time;

pub use ids::{
    BuyerId, IdError, Key, KeyError, ListingId, MerchantId, ReservationId, SaleId, ShowId, SkuId,
};
pub use money::{Currency, CurrencyError, Money};
pub use time::Timestamp;
