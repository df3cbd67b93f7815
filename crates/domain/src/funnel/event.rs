//! One thing that one viewer did, as a gateway tells it.

use super::Step;
use crate::{ListingId, ShowId, Timestamp, ViewerId};

/// An event that was checked: its step is not one of the journal's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The show.
    pub show: ShowId,
    /// The listing, where the step has one.
    pub listing: Option<ListingId>,
    /// Who.
    pub viewer: ViewerId,
    /// What.
    pub step: Step,
    /// When, within the [`Window`].
    pub at: Timestamp,
    /// With [`Step::RoomLeft`]: milliseconds that the viewer was in.
    pub watched_ms: u32,
}

/// How far a gateway's clock may be from ours before its times are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Milliseconds that an event may be in the past.
    pub past_ms: u32,
    /// Milliseconds that an event may be in the future.
    pub future_ms: u32,
}

impl Window {
    /// The nearest time to `at` that lies in the window around `now`.
    #[must_use]
    pub fn clamp(self, at: Timestamp, now: Timestamp) -> Timestamp {
        let earliest = now.plus_millis(-i64::from(self.past_ms));
        let latest = now.plus_millis(i64::from(self.future_ms));
        at.clamp(earliest, latest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_moves_an_event_no_further_than_the_window() {
        let window = Window { past_ms: 1_000, future_ms: 10 };
        let now = Timestamp::from_millis(50_000);
        let clamped = |at| window.clamp(Timestamp::from_millis(at), now).as_millis();
        assert_eq!(clamped(49_500), 49_500);
        assert_eq!(clamped(50_009), 50_009);
        assert_eq!(clamped(0), 49_000);
        assert_eq!(clamped(i64::MIN), 49_000);
        assert_eq!(clamped(i64::MAX), 50_010);
    }
}
