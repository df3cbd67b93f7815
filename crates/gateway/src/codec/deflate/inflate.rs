//! Reading compressed messages.

use std::cell::RefCell;

use flate2::{Decompress, FlushDecompress, Status};

use super::TAIL;

/// Room made for the output at first, and then each time that it is full.
const STEP: usize = 1_024;

thread_local! {
    /// The window of 32 KiB is a thread's, not a session's.
    static INFLATER: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// What came of a compressed message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inflated {
    /// All of it is there.
    Whole,
    /// It is longer than a message may be: the rest was not looked at.
    TooBig,
    /// It is not DEFLATE.
    Wrong,
}

/// Puts what a message of a client says into `out`, `limit` bytes at most,
/// whatever it was compressed from.
pub(crate) fn inflate(message: &[u8], limit: usize, out: &mut Vec<u8>) -> Inflated {
    out.clear();
    INFLATER.with_borrow_mut(|inflater| {
        inflater.reset(false);
        for input in [message, &TAIL] {
            match feed(inflater, input, limit, out) {
                Inflated::Whole => {}
                other => return other,
            }
        }
        Inflated::Whole
    })
}

fn feed(inflater: &mut Decompress, input: &[u8], limit: usize, out: &mut Vec<u8>) -> Inflated {
    let mut rest = input;
    loop {
        if out.len() > limit {
            return Inflated::TooBig;
        }
        if out.len() == out.capacity() {
            // One byte more than it may have shows that it is too long.
            out.reserve_exact((limit + 1 - out.len()).min(STEP.max(out.len())));
        }
        let (taken, made) = (inflater.total_in(), out.len());
        let Ok(status) = inflater.decompress_vec(rest, out, FlushDecompress::Sync) else {
            return Inflated::Wrong;
        };
        let taken = usize::try_from(inflater.total_in() - taken).unwrap_or(usize::MAX);
        rest = rest.get(taken..).unwrap_or_default();
        if status == Status::StreamEnd {
            // A client may end a message with a final block; what follows is a
            // stream of its own (RFC 7692, section 7.2.3.4).
            inflater.reset(false);
        }
        let full = out.len() == out.capacity();
        if !full && (rest.is_empty() || (taken == 0 && out.len() == made)) {
            return if rest.is_empty() { Inflated::Whole } else { Inflated::Wrong };
        }
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Compress, Compression, FlushCompress};
    use proptest::prelude::*;

    use super::*;

    /// As a client compresses it.
    pub(crate) fn compressed(text: &[u8], flush: FlushCompress) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() * 2 + 64);
        Compress::new(Compression::best(), false).compress_vec(text, &mut out, flush).unwrap();
        match flush {
            FlushCompress::Finish => out.push(0),
            _ => out.truncate(out.len() - TAIL.len()),
        }
        out
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        // RFC 7692, sections 7.2.3.1, 7.2.3.3 to 7.2.3.6.
        let hello: [&[u8]; 4] = [
            &[0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
            &[0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
            &[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
            &[0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
        ];
        let mut out = Vec::new();
        for message in hello {
            assert_eq!(inflate(message, 100, &mut out), Inflated::Whole, "{message:x?}");
            assert_eq!(out, b"Hello");
        }
        assert_eq!(inflate(&[0x00], 100, &mut out), Inflated::Whole);
        assert!(out.is_empty());
    }

    #[test]
    fn a_bomb_is_not_followed_beyond_the_limit() {
        let bomb = compressed(&vec![b'x'; 8 << 20], FlushCompress::Sync);
        assert!(bomb.len() < 16 << 10);
        let mut out = Vec::new();
        assert_eq!(inflate(&bomb, 16 << 10, &mut out), Inflated::TooBig);
        assert!(out.capacity() <= (16 << 10) + 1, "{}", out.capacity());
        // The next message is read as if there had been none.
        let next = compressed(b"next", FlushCompress::Sync);
        assert_eq!(inflate(&next, 16 << 10, &mut out), Inflated::Whole);
        assert_eq!(out, b"next");
    }

    proptest! {
        #[test]
        fn what_is_compressed_comes_back_up_to_the_limit(
            start in proptest::collection::vec(any::<u8>(), 1..300),
            length in 0..6_000_usize,
            last in any::<bool>(),
            room in 0..3_usize,
        ) {
            let text: Vec<u8> = start.iter().copied().cycle().take(length).collect();
            let flush = if last { FlushCompress::Finish } else { FlushCompress::Sync };
            let message = compressed(&text, flush);
            let mut out = Vec::new();
            prop_assert_eq!(inflate(&message, text.len() + room, &mut out), Inflated::Whole);
            prop_assert_eq!(&out, &text);
            if let Some(less) = text.len().checked_sub(1) {
                let mut out = Vec::new();
                prop_assert_eq!(inflate(&message, less, &mut out), Inflated::TooBig);
                prop_assert!(out.capacity() <= less + 1);
            }
        }

        #[test]
        fn whatever_comes_is_read_or_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let mut out = Vec::new();
            let _any = inflate(&bytes, 1_000, &mut out);
            prop_assert!(out.len() <= 1_001);
        }
    }
}
