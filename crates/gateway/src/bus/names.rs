//! Names in Redis: keys, channels, functions, and in which slot they are.
//!
//! All that concerns one room has the hash tag `{show}`, so that one function can
//! touch it and its channel is served by the same primary.

use std::sync::Arc;

use hawker_domain::ShowId;

/// The functions' text.
const TEXT: &str = include_str!("functions.lua");
/// Slots of a cluster.
const SLOTS: u16 = 16_384;
/// Numbers tried as the tag of a heartbeat's channel: every slot comes up among them
/// but for one chance in 10²⁷.
const TAGS: u32 = 1 << 20;

/// What everything is called.
pub(super) struct Names {
    prefix: String,
    library: String,
}

impl Names {
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), library: library() }
    }

    /// A room's channel.
    pub(super) fn channel(&self, show: &ShowId) -> Arc<str> {
        self.key(show, "told").into()
    }

    /// What one key keeps of a room.
    pub(super) fn key(&self, show: &ShowId, what: &str) -> String {
        format!("{}:{{{show}}}:{what}", self.prefix)
    }

    /// The channel that concerns every gateway.
    pub(super) fn control(&self) -> Arc<str> {
        format!("{}:control", self.prefix).into()
    }

    /// A channel of that gateway's own in one of these slots.
    pub(super) fn heart(&self, gateway: u64, slots: &[(u16, u16)]) -> Option<String> {
        let here = |tag: &u32| {
            let slot = crc16(tag.to_string().as_bytes()) % SLOTS;
            slots.iter().any(|(from, to)| (*from..=*to).contains(&slot))
        };
        let tag = (0..TAGS).find(here)?;
        Some(format!("{}:heart:{gateway:016x}:{{{tag}}}", self.prefix))
    }

    /// A function's name.
    pub(super) fn function(&self, function: &str) -> String {
        format!("{}_{function}", self.library)
    }

    /// The text of the functions, as it is loaded.
    pub(super) fn text(&self) -> String {
        TEXT.replace("LIBRARY", &self.library)
    }
}

/// The library is called after its text, so that two Hawkers of different versions can
/// use one cluster while one replaces the other.
fn library() -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, TEXT.as_bytes());
    let hex: String = digest.as_ref().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("hawker_{hex}")
}

/// The slot of a key or channel: that of what stands in its braces, if any does.
pub(super) fn slot(key: &str) -> u16 {
    let tag = key.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    let hashed = tag.map(|(tag, _)| tag).filter(|tag| !tag.is_empty()).unwrap_or(key);
    crc16(hashed.as_bytes()) % SLOTS
}

/// CRC-16/XMODEM, as Redis Cluster uses it.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_those_of_the_cluster_specification() {
        assert_eq!(crc16(b"123456789"), 0x31C3);
        assert_eq!(slot("foo"), 12_182);
        assert_eq!(slot("hawker:{foo}:log"), 12_182);
        assert_eq!(slot("{}foo"), crc16(b"{}foo") % SLOTS);
    }

    #[test]
    fn a_heartbeat_finds_every_slot() {
        let names = Names::new("hawker");
        for wanted in [0, 1, 8_191, 12_182, SLOTS - 1] {
            let channel = names.heart(7, &[(wanted, wanted)]).unwrap();
            assert_eq!(slot(&channel), wanted);
        }
        assert_eq!(names.heart(7, &[]), None);
    }
}
