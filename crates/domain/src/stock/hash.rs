//! A small hash whose result is the same on every machine and in every version:
//! fingerprints made with it are kept in snapshots. It is no secret and no
//! protection against crafted collisions; a collision only makes two payloads
//! of one caller's own key look alike.

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xa076_1d64_78bd_642f;

/// Folds numbers and texts into 64 bits by 128-bit multiplication, as wyhash does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hasher(u64);

impl Hasher {
    pub(crate) const fn new() -> Self {
        Self(SEED)
    }

    pub(crate) const fn number(&mut self, number: u64) {
        self.0 = fold(self.0 ^ number, FACTOR);
    }

    /// A text with its length, so that two texts never run together.
    pub(crate) fn text(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while let Some((word, after)) = rest.split_first_chunk() {
            self.number(u64::from_le_bytes(*word));
            rest = after;
        }
        self.number(last_word(rest));
        self.number(text.len() as u64);
    }

    pub(crate) const fn finish(self) -> u64 {
        fold(self.0, SEED)
    }
}

/// Less than eight bytes as a little-endian number: in two pieces that overlap,
/// instead of byte by byte.
fn last_word(bytes: &[u8]) -> u64 {
    let Some((first, last)) = bytes.first_chunk().zip(bytes.last_chunk()) else {
        return bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    };
    let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
    u64::from(first) | u64::from(last) << (8 * (bytes.len() - size_of::<u32>()))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the two halves of the product are what is folded"
)]
const fn fold(a: u64, b: u64) -> u64 {
    let product = (a as u128).wrapping_mul(b as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> u64 {
        let mut hasher = Hasher::new();
        texts.iter().for_each(|t| hasher.text(t));
        hasher.finish()
    }

    #[test]
    fn the_hash_is_fixed_and_keeps_texts_apart() {
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["a\0"]), of(&["a"]));
    }

    #[test]
    fn the_last_bytes_are_a_number_whatever_their_count() {
        let bytes = [1, 2, 3, 4, 5, 6, 7];
        let mut expected = 0;
        for count in 0..=bytes.len() {
            assert_eq!(last_word(&bytes[..count]), expected, "{count} bytes");
            expected |= (count as u64 + 1) << (8 * count);
        }
    }

    #[test]
    fn the_hash_never_changes_between_versions() {
        assert_eq!(of(&["hawker", "0123456789"]), 7_077_796_616_371_888_854);
    }
}
