//! Compressing what a room says, once for everyone.

use std::cell::RefCell;

use bytes::Bytes;
use flate2::{Compress, Compression, FlushCompress};
use hawker_telemetry::gateway::{self as metric, Lane};
use metrics::Counter;

use super::{
    super::encode::{framed, payload},
    TAIL,
};

/// Bytes that DEFLATE may add to what does not compress: five a stored block, of
/// which the smallest that zlib makes has some 4 KiB, and the flush.
const fn most_added(bytes: usize) -> usize {
    64 + bytes / 512
}

const LANES: [Lane; 4] = [Lane::Critical, Lane::State, Lane::Chat, Lane::Private];

thread_local! {
    /// The tables of a compressor are a thread's, not a viewer's. Made when first
    /// used, for the level of that time.
    static SHRINKER: RefCell<Option<Shrinker>> = const { RefCell::new(None) };
}

/// How a room compresses what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deflate {
    /// 1 to 9.
    pub(crate) level: u32,
    /// Bytes of a message that are worth it.
    pub(crate) min_bytes: usize,
}

/// A compressor and what it counts.
struct Shrinker {
    level: u32,
    compress: Compress,
    scratch: Vec<u8>,
    frames: [(Lane, Counter); 4],
    before: Counter,
    after: Counter,
}

impl Deflate {
    /// The same message compressed and framed anew. One that is too small for it,
    /// or does not get smaller, is given back as it is: a message need not be
    /// compressed because that was negotiated.
    pub(crate) fn shrink(self, message: &Bytes, lane: Lane) -> Bytes {
        let (opcode, plain) = payload(message);
        if plain.len() < self.min_bytes {
            return message.clone();
        }
        SHRINKER.with_borrow_mut(|kept| {
            let shrinker = match kept {
                Some(shrinker) if shrinker.level == self.level => shrinker,
                other => other.insert(Shrinker::new(self.level)),
            };
            match shrinker.run(plain) {
                Some(less) => {
                    let made = framed(opcode, true, less);
                    shrinker.count(lane, message.len(), made.len());
                    made
                }
                None => message.clone(),
            }
        })
    }
}

impl Shrinker {
    fn new(level: u32) -> Self {
        Self {
            level,
            compress: Compress::new(Compression::new(level), false),
            scratch: Vec::new(),
            frames: LANES.map(|lane| (lane, metric::DEFLATED_FRAMES.count_of(lane))),
            before: metric::DEFLATE_BEFORE.count(),
            after: metric::DEFLATE_AFTER.count(),
        }
    }

    /// The compressed form, if it is smaller.
    fn run(&mut self, plain: &[u8]) -> Option<&[u8]> {
        self.scratch.clear();
        self.scratch.reserve(plain.len() + most_added(plain.len()));
        self.compress.reset();
        self.compress.compress_vec(plain, &mut self.scratch, FlushCompress::Sync).ok()?;
        let all = usize::try_from(self.compress.total_in()) == Ok(plain.len());
        let less = self.scratch.strip_suffix(&TAIL).filter(|_| all)?;
        (less.len() < plain.len()).then_some(less)
    }

    fn count(&self, lane: Lane, before: usize, after: usize) {
        let frames = self.frames.iter().filter(|(counted, _)| *counted == lane);
        frames.for_each(|(_, frames)| frames.increment(1));
        self.before.increment(before as u64);
        self.after.increment(after as u64);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::deflate::{Inflated, inflate};

    const FIN_TEXT: u8 = 0x81;
    const RSV1: u8 = 0x40;

    fn deflate(level: u32) -> Deflate {
        Deflate { level, min_bytes: 40 }
    }

    #[test]
    fn tiny_messages_and_those_that_do_not_shrink_stay_as_they_are() {
        let tiny = framed(1, false, &[b'a'; 39]);
        assert_eq!(deflate(6).shrink(&tiny, Lane::Chat), tiny);
        let mut noise = vec![0; 2_000];
        getrandom::fill(&mut noise).unwrap();
        let noise = framed(2, false, &noise);
        assert_eq!(deflate(6).shrink(&noise, Lane::Chat), noise);
        let text = framed(1, false, &[b'a'; 40]);
        let less = deflate(6).shrink(&text, Lane::Chat);
        assert_eq!(less[0], FIN_TEXT | RSV1);
        assert!(less.len() < text.len() / 2);
    }

    proptest! {
        #[test]
        fn what_is_shrunk_is_read_back(
            start in proptest::collection::vec(any::<u8>(), 1..500),
            length in 0..100_000_usize,
            level in 1..10_u32,
        ) {
            // It repeats itself, but for what is changed on the way.
            let bytes = start.iter().copied().cycle().take(length).enumerate();
            let text: Vec<u8> = bytes.map(|(at, byte)| if at % 97 == 0 { at as u8 } else { byte }).collect();
            let message = framed(1, false, &text);
            let less = deflate(level).shrink(&message, Lane::Chat);
            prop_assert!(less.len() <= message.len());
            if less[0] & RSV1 == 0 {
                prop_assert_eq!(less, message);
            } else {
                let mut out = Vec::new();
                prop_assert_eq!(inflate(payload(&less).1, text.len(), &mut out), Inflated::Whole);
                prop_assert_eq!(out, text);
            }
        }
    }
}
