//! Frames for one viewer alone, which wait only when its socket is full.

use std::collections::VecDeque;

use bytes::Bytes;

/// The frames, oldest first: a pointer, with memory behind it only while there are
/// any.
#[derive(Default)]
#[allow(clippy::box_collection, reason = "idle viewers have none, and there are many of them")]
pub(super) struct Outbox(Option<Box<VecDeque<Bytes>>>);

impl Outbox {
    /// Adds a frame; false when there are as many as there may be.
    pub(super) fn push(&mut self, frame: Bytes, most: usize) -> bool {
        let fits = self.len() < most;
        if fits {
            self.0.get_or_insert_default().push_back(frame);
        }
        fits
    }

    /// Adds the last words to a session that ends, for which there is always
    /// room.
    pub(super) fn last_words(&mut self, frames: [Bytes; 2]) {
        self.0.get_or_insert_default().extend(frames);
    }

    /// The frames.
    pub(super) fn frames(&self) -> impl Iterator<Item = &Bytes> {
        self.0.iter().flat_map(|frames| frames.iter())
    }

    /// Takes out so many that were written.
    pub(super) fn written(&mut self, frames: usize) {
        let Some(waiting) = &mut self.0 else { return };
        waiting.drain(..frames.min(waiting.len()));
        if waiting.is_empty() {
            self.0 = None;
        }
    }

    pub(super) fn clear(&mut self) {
        self.0 = None;
    }

    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |frames| frames.len())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}
