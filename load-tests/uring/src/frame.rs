//! The frame that is written: its number, when it was due, who wrote it, and filling.

use rustix::time::{ClockId, clock_gettime};

/// Bytes of a frame.
pub(crate) const BYTES: usize = 200;

/// The one that each number and way stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Which one it is for its viewer, from 0 in each round.
    pub(crate) number: u32,
    /// Which way wrote it.
    pub(crate) way: u32,
    /// When it was due, in nanoseconds of the machine's monotonic clock.
    pub(crate) due: u64,
}

impl Frame {
    pub(crate) fn bytes(self) -> Vec<u8> {
        let head = [self.number.to_le_bytes(), self.way.to_le_bytes()].concat();
        let mut bytes = [head.as_slice(), &self.due.to_le_bytes()].concat();
        bytes.resize(BYTES, b'x');
        bytes
    }

    /// The frame of [`BYTES`] bytes.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Frame> {
        let (number, rest) = bytes.split_first_chunk()?;
        let (way, rest) = rest.split_first_chunk()?;
        let (due, _) = rest.split_first_chunk()?;
        Some(Frame {
            number: u32::from_le_bytes(*number),
            way: u32::from_le_bytes(*way),
            due: u64::from_le_bytes(*due),
        })
    }
}

/// Nanoseconds of that clock: the monotonic one is the same in all processes.
pub(crate) fn nanos(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    let (seconds, nanos) = (time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs());
    seconds * 1_000_000_000 + nanos
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_was() {
        let frame = Frame { number: 7, way: 3, due: nanos(ClockId::Monotonic) };
        assert_eq!(frame.bytes().len(), BYTES);
        assert_eq!(Frame::parse(&frame.bytes()), Some(frame));
    }
}
