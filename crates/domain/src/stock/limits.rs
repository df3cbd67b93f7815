//! The bounds of the stock rules. They are constants and not configuration, so
//! that a journal replays to the same answers on every machine; they may be
//! raised, never lowered.

/// How long an idempotency key keeps its answer, in milliseconds.
pub const KEY_WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;
/// How far a key's time may be ahead of the journal's, in milliseconds.
pub const KEY_AHEAD_MS: i64 = 5 * 60 * 1_000;
/// How long a released or expired reservation can still be read: longer than any
/// key whose answer shows it.
pub const ENDED_KEPT_MS: i64 = KEY_WINDOW_MS + KEY_AHEAD_MS + 1;
/// Keys that one buyer may have within the window.
pub const KEYS_PER_BUYER: u32 = 1_000;
/// Keys that one merchant may have within the window.
pub const KEYS_PER_MERCHANT: u32 = 100_000;
/// Keys kept in all, over every caller.
pub const KEYS: usize = 200_000_000;
/// Reservations kept in all: held, bought, and ended but still readable.
pub const RESERVATIONS: usize = 50_000_000;
/// Buyers, merchants, shows and listings known by name, each.
pub const NAMES: usize = 50_000_000;
/// SKUs in all.
pub const SKUS: usize = 4_000_000;
/// Sales in all.
pub const SALES: usize = 1_000_000;
/// Open sales that may cover one SKU at a time.
pub const OPEN_SALES_PER_SKU: usize = 16;
/// Lines of one reservation, and SKUs of one sale.
pub const LINES: usize = 16;
/// How long a unit is held when nobody says, in seconds.
pub const DEFAULT_HOLD_SECONDS: u32 = 120;
/// The longest hold, in seconds.
pub const MAX_HOLD_SECONDS: u32 = 3_600;
/// How long a freed unit is offered to whoever is next on a waitlist when nobody
/// says, in seconds.
pub const DEFAULT_OFFER_SECONDS: u32 = 60;
/// Places on the waitlist of one sale.
pub const WAITING_PER_SALE: u32 = 1_000_000;
/// Places on waitlists in all.
pub const WAITING: usize = 10_000_000;
/// Places that one command serves with units that came free; the rest are served
/// by the commands of the clock that follow at once.
pub const PROMOTE_LIMIT: usize = 200;
/// Groups of one sale that are not settled.
pub const GROUPS_PER_SALE: u32 = 20_000;
/// Groups in all, settled ones too.
pub const GROUPS: usize = 1_000_000;
/// Tiers of a group sale.
pub const TIERS: usize = 16;
/// Entries of one draw.
pub const ENTRIES_PER_DRAW: u32 = 1_000_000;
/// Entries of draws in all.
pub const ENTRIES: usize = 10_000_000;
/// Characters of the nonce of an entry.
pub const NONCE: usize = 64;
/// How often a hold may get more time when nobody says.
pub const DEFAULT_MAX_EXTENSIONS: u32 = 1;
/// Units per buyer when nobody says.
pub const DEFAULT_LIMIT_PER_BUYER: u32 = 1;
/// Holds that a cut of stock lists, and that it may release.
pub const SHORTFALLS: usize = 100;
/// Newest reservations among which a cut of stock looks for holds.
pub const SHORTFALL_LOOK: usize = 1_000_000;
/// Reservations that one page of a sale's list looks at.
pub(crate) const SALE_LOOK: usize = 10_000;
/// Old keys and old reservations that one recorded command clears away, so that
/// clearing keeps up with what is added and no command pays for many.
pub(crate) const CLEARED_PER_COMMAND: usize = 4;
/// Entries whose ranks one command of the clock works out.
pub(crate) const RANKED_PER_COMMAND: usize = 2_000;
/// Places of closed sales that one command of the clock clears away.
pub(crate) const PLACES_CLEARED: usize = 1_000;
