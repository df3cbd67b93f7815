//! The room of a show: its line-up, its pin, its sales as inventory reported
//! them, and the numbered publications that tell viewers of every change.
//!
//! [`Room::apply`] is the only way to change a room. It promises that a refused
//! command changes nothing, that offsets have no gaps, that the pin is always
//! in the line-up, and that a repeated command or report publishes nothing anew.

mod rules;
mod sales;
mod words;

pub use rules::{Command, Effect, Parts, Refusal, Room};
pub use sales::SaleEntry;
pub use words::{
    Listing, ListingError, ListingSku, Position, Publication, Said, Sale, SaleState, SaleTerms,
    Show, ShowState,
};

/// Listings in a line-up, at most.
pub const MAX_LISTINGS: usize = 100;
/// SKUs of a listing, at most.
pub const MAX_LISTING_SKUS: usize = 16;
/// Sales of a room that are not over, at most.
pub const MAX_OPEN_SALES: usize = 64;
/// Sales that are over and that a room still knows, so that a repeated key finds
/// the answer it had.
pub const MAX_CLOSED_SALES: usize = 64;
/// Bytes of a title, at most.
pub const MAX_TITLE_BYTES: usize = 200;
/// Bytes of a picture's address, at most.
pub const MAX_IMAGE_BYTES: usize = 1_024;
/// Bytes of a description, at most.
pub const MAX_DESCRIPTION_BYTES: usize = 2_000;
/// Milliseconds for which a sale that was asked for, and of which inventory has
/// not told yet, keeps others off its listing.
pub const INTENT_MILLIS: i64 = 10_000;

#[cfg(test)]
mod tests;
