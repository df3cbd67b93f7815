//! What a room is made of: shows, listings, sales as reported, publications.

use std::fmt;

use super::{MAX_DESCRIPTION_BYTES, MAX_IMAGE_BYTES, MAX_LISTING_SKUS, MAX_TITLE_BYTES};
use crate::{
    ListingId, MerchantId, Money, SaleId, ShowId, SkuId, Timestamp,
    stock::{DrawView, GroupTerms, Policy, WaitTerms},
};

/// Where a show stands. It only ever moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShowState {
    /// Announced, not yet live.
    Scheduled,
    /// On air.
    Live,
    /// Over; holds may still be open.
    Ended,
    /// Over, no hold open, recount done.
    Settled,
}

impl fmt::Display for ShowState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheduled => "scheduled",
            Self::Live => "live",
            Self::Ended => "ended",
            Self::Settled => "settled",
        })
    }
}

/// One live broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    /// Its id.
    pub id: ShowId,
    /// The merchant that sells in it.
    pub merchant: MerchantId,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: ShowState,
    /// When it went live.
    pub live_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A product offered in a show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its id, unique within the show.
    pub id: ListingId,
    /// Its title.
    pub title: String,
    /// The normal price of one unit.
    pub price: Money,
    /// Its SKUs.
    pub skus: Vec<ListingSku>,
    /// The address of a picture, or empty.
    pub image: String,
    /// A longer text, or empty.
    pub description: String,
}

/// One SKU of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingSku {
    /// The SKU.
    pub sku: SkuId,
    /// What tells it apart.
    pub title: String,
}

/// What is wrong with a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListingError {
    /// The title.
    #[error("the title must be 1 to 200 bytes without control characters")]
    Title,
    /// The price.
    #[error("the price must be at least 0")]
    Price,
    /// How many SKUs.
    #[error("a listing has 1 to 16 SKUs")]
    SkuCount,
    /// A SKU that is there twice.
    #[error("each SKU may stand in a listing once")]
    SkuTwice,
    /// A SKU's title.
    #[error("a SKU's title must be at most 200 bytes without control characters")]
    SkuTitle,
    /// The picture.
    #[error(
        "the image must be at most 1,024 bytes and start with https://, http://, / or data:image/"
    )]
    Image,
    /// The description.
    #[error("the description must be at most 2,000 bytes")]
    Description,
}

/// Whether a text can be shown on one line.
fn plain(text: &str, at_least: usize) -> bool {
    (at_least..=MAX_TITLE_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
}

fn picture(address: &str) -> bool {
    let schemes = ["https://", "http://", "/", "data:image/"];
    address.is_empty()
        || (address.len() <= MAX_IMAGE_BYTES
            && !address.chars().any(char::is_control)
            && schemes.iter().any(|scheme| address.starts_with(scheme)))
}

impl Listing {
    /// Whether it can be shown and sold.
    pub fn check(&self) -> Result<(), ListingError> {
        let twice = |(at, one): (usize, &ListingSku)| {
            self.skus.iter().skip(at + 1).any(|other| other.sku == one.sku)
        };
        if !plain(self.title.trim(), 1) || self.title.len() > MAX_TITLE_BYTES {
            Err(ListingError::Title)
        } else if self.price.minor < 0 {
            Err(ListingError::Price)
        } else if self.skus.is_empty() || self.skus.len() > MAX_LISTING_SKUS {
            Err(ListingError::SkuCount)
        } else if self.skus.iter().enumerate().any(twice) {
            Err(ListingError::SkuTwice)
        } else if !self.skus.iter().all(|sku| plain(&sku.title, 0)) {
            Err(ListingError::SkuTitle)
        } else if !picture(&self.image) {
            Err(ListingError::Image)
        } else if self.description.len() > MAX_DESCRIPTION_BYTES {
            Err(ListingError::Description)
        } else {
            Ok(())
        }
    }

    /// Whether it sells this SKU.
    #[must_use]
    pub fn sells(&self, sku: &SkuId) -> bool {
        self.skus.iter().any(|one| one.sku == *sku)
    }
}

impl Show {
    /// Whether this can be a show's title.
    #[must_use]
    pub fn title_fits(title: &str) -> bool {
        plain(title.trim(), 1) && title.len() <= MAX_TITLE_BYTES
    }
}

/// Where a sale stands, as inventory says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaleState {
    /// Defined, not yet open.
    Scheduled,
    /// Units can be reserved.
    Open,
    /// Every unit is held or sold; a hold may still come back.
    SoldOut,
    /// The host takes a break.
    Paused,
    /// A draw whose entries are closed and whose units are not all given out.
    Drawing,
    /// A group sale whose deadline has passed and in which not everyone is settled.
    Settling,
    /// Over for good.
    Closed,
}

/// A sale as inventory reported it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// Its id, unique within the merchant.
    pub id: SaleId,
    /// The merchant.
    pub merchant: MerchantId,
    /// The show.
    pub show: ShowId,
    /// The listing.
    pub listing: ListingId,
    /// The SKUs it covers.
    pub skus: Vec<SkuId>,
    /// The price of one unit.
    pub price: Money,
    /// Units that may be held or sold.
    pub allotment: u32,
    /// Units per buyer.
    pub limit_per_buyer: u32,
    /// Seconds that a unit is held.
    pub hold_seconds: u32,
    /// Where it stands.
    pub state: SaleState,
    /// Units held.
    pub held: u32,
    /// Units sold.
    pub sold: u32,
    /// Goes up with every transition.
    pub version: u32,
    /// When it closes by itself.
    pub closes_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// What else viewers are shown of it.
    pub terms: Box<SaleTerms>,
}

/// What viewers are shown of a sale, and the room itself does not look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaleTerms {
    /// How units are shared out.
    pub policy: Policy,
    /// Goes up with every change of the price.
    pub price_version: u32,
    /// Units of each SKU per buyer; 0 for no such limit.
    pub limit_per_sku: u32,
    /// Units per household; 0 for no such limit.
    pub limit_per_household: u32,
    /// Its waitlist.
    pub waits: WaitTerms,
    /// What is public of it, if it is a draw.
    pub draw: Option<DrawView>,
    /// What it says of its groups, if it is a group sale.
    pub group: Option<GroupTerms>,
}

/// A place in the room's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Changes only when history could not be restored.
    pub epoch: u32,
    /// Counts publications from 1; 0 is before the first.
    pub offset: u32,
}

/// One thing that a room tells its viewers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its place.
    pub position: Position,
    /// When the room decided it.
    pub at: Timestamp,
    /// What it says.
    pub said: Said,
}

/// What a publication says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The show moved on.
    Show(Show),
    /// A listing was pinned.
    Pinned(Listing),
    /// The pin was taken away.
    Unpinned,
    /// A listing was added or changed.
    Listing(Listing),
    /// A sale opened.
    SaleOpened(Sale),
    /// A sale closed.
    SaleClosed(Sale),
    /// A sale has no unit left.
    SaleSoldOut(Sale),
    /// A unit came back, or a break is over.
    SaleResumed(Sale),
    /// The host lets a sale take a break.
    SalePaused(Sale),
    /// A draw's entries are closed.
    SaleDrawing(Sale),
    /// A group sale's deadline has passed.
    SaleSettling(Sale),
    /// A sale's terms are others, or a draw's seed is revealed.
    SaleChanged(Sale),
}
