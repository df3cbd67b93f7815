//! What is asked by and for those who stand in line.

use super::Hash;
use crate::{BuyerRef, HouseholdRef, Key, ListingRef, MerchantRef, SaleRef, ShowRef, SkuRef};

/// A buyer wants to wait for units of a sale.
#[derive(Debug, Clone, Copy)]
pub struct Join<'a> {
    /// Belongs to the buyer.
    pub key: Key,
    /// The sale's owner.
    pub merchant: MerchantRef<'a>,
    /// Who asks.
    pub buyer: BuyerRef<'a>,
    /// Where it happens, if in a show.
    pub show: Option<ShowRef<'a>>,
    /// On what, if on a listing.
    pub listing: Option<ListingRef<'a>>,
    /// The sale.
    pub sale: SaleRef<'a>,
    /// Whose limit counts where the sale limits households.
    pub household: Option<HouseholdRef<'a>>,
    /// What is waited for.
    pub sku: SkuRef<'a>,
    /// Up to so many units, at least 1.
    pub quantity: u32,
    /// Drawn by the engine, and no part of the payload.
    pub ticket: u64,
}

/// A buyer wants to wait no more.
#[derive(Debug, Clone, Copy)]
pub struct Leave<'a> {
    /// Belongs to the buyer.
    pub key: Key,
    /// The sale's owner.
    pub merchant: MerchantRef<'a>,
    /// Who leaves.
    pub buyer: BuyerRef<'a>,
    /// The sale.
    pub sale: SaleRef<'a>,
}

/// A buyer wants to take part in a draw.
#[derive(Debug, Clone, Copy)]
pub struct Enter<'a> {
    /// Belongs to the buyer.
    pub key: Key,
    /// The sale's owner.
    pub merchant: MerchantRef<'a>,
    /// Who asks.
    pub buyer: BuyerRef<'a>,
    /// Where it happens, if in a show.
    pub show: Option<ShowRef<'a>>,
    /// On what, if on a listing.
    pub listing: Option<ListingRef<'a>>,
    /// The sale.
    pub sale: SaleRef<'a>,
    /// What the buyer adds to the list of entries: 1 to 64 characters of those
    /// that ids have.
    pub nonce: &'a str,
    /// Whose limit counts where the sale limits households.
    pub household: Option<HouseholdRef<'a>>,
    /// What is wanted.
    pub sku: SkuRef<'a>,
    /// Up to so many units, at least 1.
    pub quantity: u32,
}

/// The seed of a draw whose window is closed.
#[derive(Debug, Clone, Copy)]
pub struct Reveal<'a> {
    /// The sale's owner.
    pub merchant: MerchantRef<'a>,
    /// The sale.
    pub sale: SaleRef<'a>,
    /// The seed.
    pub seed: Hash,
}

/// A buyer wants to open a group.
#[derive(Debug, Clone, Copy)]
pub struct OpenGroup<'a> {
    /// Belongs to the buyer.
    pub key: Key,
    /// The sale's owner.
    pub merchant: MerchantRef<'a>,
    /// Who asks.
    pub buyer: BuyerRef<'a>,
    /// The sale.
    pub sale: SaleRef<'a>,
}
