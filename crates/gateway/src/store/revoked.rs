//! How revocations stand in tables.

use hawker_domain::{BuyerId, MerchantId, Timestamp};

use crate::token::{Revocation, Revoked};

/// What is revoked: its kind, and its name.
pub(super) fn names(what: &Revoked) -> (&'static str, &str) {
    match what {
        Revoked::Token(jti) => ("jti", jti.as_ref()),
        Revoked::Buyer(buyer) => ("buyer", buyer.as_str()),
    }
}

/// The revocation of a row; nothing, where its names are none.
pub(super) fn read(
    (kind, name, merchant): (&str, String, String),
    before_ms: i64,
    until_ms: i64,
) -> Option<Revocation> {
    let what = match kind {
        "jti" => Revoked::Token(name.into()),
        _ => Revoked::Buyer(BuyerId::new(&name).ok()?),
    };
    Some(Revocation {
        what,
        merchant: MerchantId::new(&merchant).ok()?,
        before: Timestamp::from_millis(before_ms),
        until: Timestamp::from_millis(until_ms),
    })
}
