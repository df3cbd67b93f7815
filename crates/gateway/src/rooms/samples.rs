//! What tests of rooms and of their store begin with.

use hawker_domain::{
    MerchantId, ShowId,
    room::{Show, ShowState},
};

/// A show that was just made.
pub(crate) fn show() -> Show {
    Show {
        id: ShowId::new("s1").unwrap(),
        merchant: MerchantId::new("m1").unwrap(),
        title: "A show".into(),
        state: ShowState::Scheduled,
        live_at: None,
        ended_at: None,
    }
}
