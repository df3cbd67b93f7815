//! Frames for one viewer alone, which wait only when its socket is full.

use std::collections::VecDeque;

use bytes::Bytes;

/// The frames, oldest first. Memory is kept only while there are any.
#[derive(Default)]
pub(super) struct Outbox(VecDeque<Bytes>);

impl Outbox {
    /// Adds a frame; false when there are as many as there may be.
    pub(super) fn push(&mut self, frame: Bytes, most: usize) -> bool {
        let fits = self.0.len() < most;
        if fits {
            self.0.push_back(frame);
        }
        fits
    }

    /// Adds the last words to a session that ends, for which there is always
    /// room.
    pub(super) fn last_words(&mut self, frames: [Bytes; 2]) {
        self.0.extend(frames);
    }

    /// The frames.
    pub(super) fn frames(&self) -> impl Iterator<Item = &Bytes> {
        self.0.iter()
    }

    /// Takes out so many that were written.
    pub(super) fn written(&mut self, frames: usize) {
        self.0.drain(..frames.min(self.0.len()));
        if self.0.is_empty() {
            self.0 = VecDeque::new();
        }
    }

    pub(super) fn clear(&mut self) {
        self.0 = VecDeque::new();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
