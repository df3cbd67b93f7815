//! Shows that were asked for and are not there: so that whoever asks for them again and
//! again does not have the store asked each time.

use std::time::Instant;

use dashmap::DashMap;
use hawker_domain::ShowId;

use crate::limits::{UNKNOWN_FOR, UNKNOWN_SHOWS};

/// Those of the last second, as many as are kept.
#[derive(Debug, Default)]
pub(super) struct Unknown(DashMap<ShowId, Instant>);

impl Unknown {
    /// Whether it was not there a moment ago.
    pub(super) fn is_known(&self, show: &ShowId) -> bool {
        self.0.get(show).is_some_and(|since| since.elapsed() < UNKNOWN_FOR)
    }

    /// It is there now.
    pub(super) fn forget(&self, show: &ShowId) {
        self.0.remove(show);
    }

    /// Notes that it is not there.
    pub(super) fn note(&self, show: &ShowId) {
        if self.0.len() >= UNKNOWN_SHOWS {
            self.0.retain(|_, since| since.elapsed() < UNKNOWN_FOR);
        }
        if self.0.len() < UNKNOWN_SHOWS {
            self.0.insert(show.clone(), Instant::now());
        }
    }
}
