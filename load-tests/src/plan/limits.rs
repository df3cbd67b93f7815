//! The bounds of plans. Each is refused with the line that crosses it.

/// Viewers of a plan.
pub const VIEWERS_MAX: u32 = 10_000_000;

/// Shows of a plan.
pub const SHOWS_MAX: u32 = 10_000;

/// Groups of shows, phases, sales, host actions or targets of a plan, each.
pub const LISTED_MAX: usize = 1_000;

/// Listings of one show.
pub const LISTINGS_MAX: u32 = 100;

/// Seconds that a run may take.
pub const SECONDS_MAX: u64 = 86_400;

/// Acts of all viewers, and moments of all hosts, in a timetable.
pub const ACTS_MAX: usize = 20_000_000;

/// Bytes of a plan's file.
pub const FILE_BYTES_MAX: usize = 1 << 20;

/// The longest that thinking may take, in seconds: what a distribution gives
/// beyond it is cut down to it.
pub const THINK_SECONDS_MAX: f64 = 3_600.0;
