//! Buffers of records and answers that are used again. They are large, come at the
//! pace of batches, and are freed on other threads than they were made on: made
//! anew each time, most of their cost is the system's clearing of their pages.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::limits::{RECYCLED, RECYCLED_BYTES};

/// Buffers that were filled, oldest first, most of them still being read.
#[derive(Debug, Default)]
pub(super) struct Buffers(VecDeque<Bytes>);

impl Buffers {
    /// An empty buffer: the oldest one, if nobody reads it any more.
    pub(super) fn take(&mut self, expected: usize) -> Vec<u8> {
        match self.0.pop_front().map(Bytes::try_into_mut) {
            Some(Ok(free)) => {
                let mut free = Vec::from(free);
                free.clear();
                return free;
            }
            Some(Err(read)) => self.0.push_front(read),
            None => {}
        }
        Vec::with_capacity(expected)
    }

    /// Keeps a filled buffer for when it is no longer read.
    pub(super) fn fill(&mut self, filled: Vec<u8>) -> Bytes {
        let large = filled.capacity() >= RECYCLED_BYTES;
        let filled = Bytes::from(filled);
        if large {
            if self.0.len() >= RECYCLED {
                self.0.pop_front();
            }
            self.0.push_back(filled.clone());
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_comes_back_when_nobody_reads_it_and_never_before() {
        let mut buffers = Buffers::default();
        let mut first = buffers.take(RECYCLED_BYTES);
        first.extend_from_slice(b"first");
        let place = first.as_ptr();
        let read = buffers.fill(first).slice(1..3);
        let second = buffers.take(RECYCLED_BYTES);
        assert_ne!(second.as_ptr(), place);
        assert_eq!(&*read, b"ir");
        drop(read);
        let again = buffers.take(0);
        assert_eq!((again.as_ptr(), again.len()), (place, 0));
        assert!(again.capacity() >= RECYCLED_BYTES);
        drop(buffers.fill(Vec::with_capacity(1)));
        assert!(buffers.0.is_empty(), "small ones are not kept");
        let all: Vec<_> =
            (0..2 * RECYCLED).map(|_| buffers.fill(Vec::with_capacity(RECYCLED_BYTES))).collect();
        assert_eq!((buffers.0.len(), all.len()), (RECYCLED, 2 * RECYCLED));
    }
}
