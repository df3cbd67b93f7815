//! Chat between gateways: what all of them say they were told adds up.

use std::collections::BTreeSet;

use super::*;

/// What was said here, and what came from elsewhere.
#[derive(Default)]
pub(super) struct Chat {
    pub(super) own: u32,
    others: u32,
    lost_there: u32,
}

impl Chat {
    pub(super) fn batch(&mut self, messages: u8, sampled_out: u8) -> ChatBatch {
        self.others += u32::from(messages) + u32::from(sampled_out);
        self.lost_there += u32::from(sampled_out);
        let message = |seq: u8| ChatMessage {
            seq: seq.into(),
            viewer: "from elsewhere".into(),
            ..ChatMessage::default()
        };
        let messages = (0..messages).map(message).collect();
        ChatBatch { messages, sampled_out: sampled_out.into() }
    }

    /// All that was said anywhere counts here, and the others are told of all that was
    /// said here, each message once and of nobody else's.
    pub(super) fn balances(&self, lanes: &Lanes, counts: Counts) {
        assert_eq!(counts.accepted, self.own + self.others);
        assert!(counts.sampled_out >= self.lost_there);
        let (mut told, mut seqs) = (0, BTreeSet::new());
        while let Some(batch) = hold(&lanes.inner).chat.take_outgoing() {
            told += batch.sampled_out;
            for message in batch.messages {
                assert_ne!(message.viewer, "from elsewhere");
                assert!(seqs.insert(message.seq), "{} is told twice", message.seq);
                told += 1;
            }
        }
        assert_eq!(told, self.own);
    }
}
