//! The names of things. Each is a type of its own, so that a SKU is never taken
//! for a sale, and each holds only what was checked to be a valid id.

use std::{fmt, sync::Arc};

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 64 characters of A-Z a-z 0-9 _ . : -")]
pub struct IdError;

const MAX_ID_BYTES: usize = 64;

/// Which bytes an id may hold. Ids are checked by the million: to look a byte up
/// costs a third of comparing it with every range.
const ALLOWED: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = 0;
    while byte < u8::MAX {
        allowed[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-');
        byte += 1;
    }
    allowed
};

fn check(text: &str) -> Result<(), IdError> {
    let all = || text.bytes().fold(true, |all, byte| all & ALLOWED[usize::from(byte)]);
    if !text.is_empty() && text.len() <= MAX_ID_BYTES && all() { Ok(()) } else { Err(IdError) }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $borrowed:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes a text of 1 to 64 characters of `A-Z a-z 0-9 _ . : -`.
            pub fn new(text: &str) -> Result<Self, IdError> {
                check(text)?;
                Ok(Self(Arc::from(text)))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        #[doc = concat!("A checked [`", stringify!($name), "`] that borrows its text.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $borrowed<'a>(&'a str);

        impl<'a> $borrowed<'a> {
            /// Takes a text of 1 to 64 characters of `A-Z a-z 0-9 _ . : -`.
            pub fn new(text: &'a str) -> Result<Self, IdError> {
                check(text)?;
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub const fn as_str(self) -> &'a str {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), &self.0)
            }
        }
    };
}

text_id!(
    /// Who owns stock. The shard key.
    MerchantId, MerchantRef
);
text_id!(
    /// The unit of stock.
    SkuId, SkuRef
);
text_id!(
    /// A flash sale.
    SaleId, SaleRef
);
text_id!(
    /// Buyers who share a limit, such as those of one address.
    HouseholdId, HouseholdRef
);
text_id!(
    /// One live broadcast.
    ShowId, ShowRef
);
text_id!(
    /// A product offered in a show.
    ListingId, ListingRef
);
text_id!(
    /// Who reserves and buys. Comes from a token, never from a frame.
    BuyerId, BuyerRef
);

text_id!(
    /// Who takes a step of the funnel: the buyer id of a signed-in viewer, else
    /// the id of the session.
    ViewerId, ViewerRef
);

impl From<&BuyerId> for ViewerId {
    fn from(buyer: &BuyerId) -> Self {
        Self(buyer.0.clone())
    }
}

/// A reservation: the shard in the upper 16 bits, a counter below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReservationId(pub u64);

/// Why a text is not an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is a UUIDv7, such as 0199d1a2-7c3e-7abc-8def-0123456789ab")]
pub struct KeyError;

/// An idempotency key: a UUIDv7, whose time says whether it is within the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u128);

impl Key {
    /// Takes a UUIDv7 in its usual text form.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::parse_bytes(text.as_bytes())
    }

    /// The same of a text's bytes, which need not be known to be one.
    pub fn parse_bytes(text: &[u8]) -> Result<Self, KeyError> {
        let id = uuid::Uuid::try_parse_ascii(text).map_err(|_| KeyError)?;
        if id.get_version_num() == 7 { Ok(Self(id.as_u128())) } else { Err(KeyError) }
    }

    /// The key's own time, which its maker took from a clock.
    #[must_use]
    pub fn time(self) -> crate::Timestamp {
        let millis = (self.0 >> 80) as u64;
        crate::Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    /// The key in two halves, which order keys by time first.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "each half is 64 bits")]
    pub const fn halves(self) -> (u64, u64) {
        ((self.0 >> 64) as u64, self.0 as u64)
    }

    /// The key of two [halves](Self::halves).
    #[must_use]
    pub const fn from_halves(high: u64, low: u64) -> Self {
        Self((high as u128) << 64 | low as u128)
    }

    /// The key as a number that orders keys by time first.
    #[must_use]
    pub fn as_u128(self) -> u128 {
        self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_u128(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_bounded_and_plain() {
        assert!(SkuId::new("tee-red.M_1:a").is_ok());
        assert_eq!(SkuId::new(""), Err(IdError));
        assert_eq!(SkuId::new(&"x".repeat(65)), Err(IdError));
        assert_eq!(SkuId::new("a b"), Err(IdError));
        assert_eq!(SkuId::new("é"), Err(IdError));
    }

    #[test]
    fn a_key_is_a_uuid_of_version_7_and_tells_its_time() {
        let key = Key::parse("0199d1a2-7c3e-7abc-8def-0123456789ab").unwrap();
        assert_eq!(key.time().as_millis(), 0x0199_d1a2_7c3e);
        assert_eq!(key.to_string(), "0199d1a2-7c3e-7abc-8def-0123456789ab");
        assert_eq!(Key::parse("9d1a2-not-a-key"), Err(KeyError));
        assert_eq!(Key::parse("f47ac10b-58cc-4372-a567-0e02b2c3d479"), Err(KeyError));
    }
}
