//! Keys made of keys: one request of a host becomes two commands to inventory,
//! and the same request must become the same two.

use hawker_domain::Key;
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use uuid::Uuid;

/// What a derived key is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum For {
    /// Defining a sale.
    Define = 0x6465_6669,
    /// Opening it.
    Open = 0x6f70_656e,
}

/// Takes a text as an idempotency key.
pub(crate) fn parse(text: &str) -> Result<Key, v1::Error> {
    Key::parse(text)
        .map_err(|e| refuse(ErrorCode::KeyInvalid, format!("The field `key` can't be used: {e}.")))
}

/// The key for a part of what `key` asks for: the same each time, with the same
/// time, and different for each part. Only random bits are changed, so it is a
/// UUIDv7 too.
pub(crate) fn derive(key: Key, part: For) -> String {
    Uuid::from_u128(key.as_u128() ^ part as u128).to_string()
}

/// A new key, for what the gateway asks by itself.
pub(crate) fn fresh() -> String {
    Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_keys_of_their_own_that_stay_the_same() {
        let key = parse("0199d1a2-7c3e-7abc-8def-0123456789ab").unwrap();
        let define = derive(key, For::Define);
        assert_eq!(define, derive(key, For::Define));
        assert_ne!(define, derive(key, For::Open));
        assert_eq!(parse(&define).unwrap().time(), key.time());
        assert_eq!(parse("17").unwrap_err().code(), ErrorCode::KeyInvalid);
    }
}
