//! Reservations of a bench, put together without much work of their own: an
//! encoded request in which only the key and the buyer are written anew.

use bytes::Bytes;
use hawker_proto::v1::ReserveRequest;
use prost::Message as _;
use uuid::Uuid;

use super::{BUYERS, request};

/// As long as a buyer's name is.
const BUYER: &str = "buyer-0000000000000000";

/// An encoded reservation, and where its key and its buyer are.
pub(super) struct Template {
    bytes: Vec<u8>,
    key_at: usize,
    buyer_at: usize,
    /// A key of this run.
    run: u128,
}

impl Template {
    pub(super) fn new() -> Self {
        let key = Uuid::now_v7();
        let request =
            ReserveRequest { key: key.to_string(), buyer: BUYER.to_owned(), ..request(0) };
        let bytes = request.encode_to_vec();
        let find = |text: &str| bytes.windows(text.len()).position(|it| it == text.as_bytes());
        let (key_at, buyer_at) = (find(&request.key).unwrap_or(0), find(BUYER).unwrap_or(0));
        Self { bytes, key_at, buyer_at, run: key.as_u128() }
    }

    /// The reservation `number`: with a key of its own, by one of many buyers.
    pub(super) fn request(&self, number: u64) -> Bytes {
        let mut bytes = self.bytes.clone();
        // The last 62 bits of a key are random; the number takes their place.
        let key = Uuid::from_u128(self.run & !0x3FFF_FFFF_FFFF_FFFF | u128::from(number));
        let length = uuid::fmt::Hyphenated::LENGTH;
        if let Some(place) = bytes.get_mut(self.key_at..self.key_at + length) {
            key.hyphenated().encode_lower(place);
        }
        let digits = self.buyer_at + BUYER.len() - 16..self.buyer_at + BUYER.len();
        if let Some(place) = bytes.get_mut(digits) {
            let buyer = number % BUYERS;
            for (at, digit) in place.iter_mut().rev().enumerate() {
                let nibble = buyer >> (4 * at) & 0xF;
                *digit = b"0123456789abcdef".get(nibble as usize).copied().unwrap_or(b'0');
            }
        }
        Bytes::from(bytes)
    }
}
