//! Chat that was written here and is shown here, on its way to the other gateways.

use std::collections::VecDeque;

use hawker_proto::v1::{ChatBatch, ChatMessage};

/// Messages of one batch.
const BATCH: usize = 256;

/// What the others are not told of yet. Every message that was accepted here is in one
/// batch, as itself or as one that was sampled out.
pub(super) struct Outgoing {
    messages: VecDeque<ChatMessage>,
    sampled_out: u32,
    most: usize,
}

impl Outgoing {
    /// Holds so many messages while nobody takes them.
    pub(super) fn new(most: usize) -> Self {
        Self { messages: VecDeque::new(), sampled_out: 0, most: most.max(1) }
    }

    /// Takes a message that is shown. The oldest makes room for one that finds none.
    pub(super) fn push(&mut self, message: ChatMessage) {
        if self.messages.len() >= self.most {
            self.messages.pop_front();
            self.lose(1);
        }
        self.messages.push_back(message);
    }

    /// So many were not shown.
    pub(super) fn lose(&mut self, messages: u32) {
        self.sampled_out = self.sampled_out.saturating_add(messages);
    }

    /// What goes out next, if anything does.
    pub(super) fn take(&mut self) -> Option<ChatBatch> {
        if self.is_empty() {
            return None;
        }
        let count = self.messages.len().min(BATCH);
        let messages = self.messages.drain(..count).collect();
        Some(ChatBatch { messages, sampled_out: std::mem::take(&mut self.sampled_out) })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.sampled_out == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_in_a_batch_or_counted_as_sampled_out() {
        let mut outgoing = Outgoing::new(600);
        for seq in 1..=1_000 {
            outgoing.push(ChatMessage { seq, ..ChatMessage::default() });
        }
        outgoing.lose(7);
        let mut batches = Vec::new();
        while let Some(batch) = outgoing.take() {
            batches.push((batch.messages.len(), batch.messages[0].seq, batch.sampled_out));
        }
        assert_eq!(batches, [(256, 401, 407), (256, 657, 0), (88, 913, 0)]);
    }
}
