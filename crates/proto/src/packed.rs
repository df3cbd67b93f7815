//! Ticks of chat in columns, as `hawker.v1.packed` sends them, and back.
//!
//! DEFLATE finds what repeats only where it looks alike: names beside names,
//! texts beside texts, and steps instead of clock times. On a lively chat that
//! makes a quarter less of a compressed tick.

use crate::v1::{ChatMessage, ChatRole, ChatTick, PackedChat};

/// Between two names, and between two texts. Neither holds one: a room takes no
/// control characters.
const BETWEEN: &str = "\n";

/// The tick in columns; `None` for one that they can't hold: of no messages, with
/// a newline in a name or a text, or with numbers that go back.
#[must_use]
pub fn pack(tick: &ChatTick) -> Option<PackedChat> {
    let messages = &tick.messages;
    let fits = |text: &String| !text.contains(BETWEEN);
    if messages.is_empty() || !messages.iter().all(|it| fits(&it.viewer) && fits(&it.text)) {
        return None;
    }
    let (mut seq, mut at_ms) = (0_u32, 0_i64);
    let (mut seq_steps, mut at_steps_ms) = (Vec::new(), Vec::new());
    for message in messages {
        seq_steps.push(message.seq.checked_sub(seq)?);
        at_steps_ms.push(message.at_ms.checked_sub(at_ms)?);
        (seq, at_ms) = (message.seq, message.at_ms);
    }
    let plain = messages.iter().all(|message| message.role == i32::from(ChatRole::Unspecified));
    let roles = messages.iter().map(|message| message.role);
    Some(PackedChat {
        seq_steps,
        at_steps_ms,
        viewers: column(messages, |message| &message.viewer),
        texts: column(messages, |message| &message.text),
        roles: if plain { Vec::new() } else { roles.collect() },
        accepted: tick.accepted,
        sampled_out: tick.sampled_out,
    })
}

fn column<'a>(messages: &'a [ChatMessage], of: impl Fn(&'a ChatMessage) -> &'a str) -> String {
    messages.iter().map(of).collect::<Vec<_>>().join(BETWEEN)
}

/// The tick that those columns are of; `None` where they don't fit each other.
#[must_use]
pub fn unpack(packed: &PackedChat) -> Option<ChatTick> {
    let count = packed.seq_steps.len();
    let viewers: Vec<&str> = packed.viewers.split(BETWEEN).collect();
    let texts: Vec<&str> = packed.texts.split(BETWEEN).collect();
    let roles = packed.roles.len();
    let alike = [packed.at_steps_ms.len(), viewers.len(), texts.len()];
    if alike.iter().any(|length| *length != count) || (roles != 0 && roles != count) {
        return None;
    }
    let (mut seq, mut at_ms) = (0_u32, 0_i64);
    let steps = packed.seq_steps.iter().zip(&packed.at_steps_ms);
    let mut roles = packed.roles.iter().copied();
    let mut messages = Vec::with_capacity(count);
    for ((seq_step, at_step), (viewer, text)) in steps.zip(viewers.into_iter().zip(texts)) {
        seq = seq.checked_add(*seq_step)?;
        at_ms = at_ms.checked_add(*at_step)?;
        messages.push(ChatMessage {
            seq,
            viewer: viewer.to_owned(),
            text: text.to_owned(),
            at_ms,
            role: roles.next().unwrap_or_default(),
        });
    }
    Some(ChatTick { messages, accepted: packed.accepted, sampled_out: packed.sampled_out })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn messages() -> impl Strategy<Value = Vec<ChatMessage>> {
        let one = ("[a-z♥ ]{0,9}", "[a-z♥ ?]{0,30}", 0..4_i32, 1..5_u32, -3..2_000_i64);
        proptest::collection::vec(one, 1..20).prop_map(|all| {
            let (mut seq, mut at_ms) = (0, 1_795_342_738_281);
            let message = |(viewer, text, role, seq_step, at_step)| {
                seq += seq_step;
                at_ms += at_step;
                ChatMessage { seq, viewer, text, at_ms, role }
            };
            all.into_iter().map(message).collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(messages in messages(), plain in any::<bool>()) {
            let mut messages = messages;
            if plain {
                messages.iter_mut().for_each(|message| message.role = 0);
            }
            let tick = ChatTick { messages, accepted: 40, sampled_out: 7 };
            let packed = pack(&tick).unwrap();
            prop_assert_eq!(packed.roles.is_empty(), tick.messages.iter().all(|m| m.role == 0));
            prop_assert_eq!(unpack(&packed).unwrap(), tick);
        }

        #[test]
        fn columns_that_do_not_fit_each_other_are_refused(messages in messages(), which in 0..5) {
            let mut packed = pack(&ChatTick { messages, ..ChatTick::default() }).unwrap();
            match which {
                0 => packed.seq_steps.push(1),
                1 => packed.at_steps_ms.push(1),
                2 => packed.viewers.push('\n'),
                3 => packed.texts.push('\n'),
                _ => packed.roles = vec![1; packed.seq_steps.len() + 1],
            }
            prop_assert_eq!(unpack(&packed), None);
        }
    }

    #[test]
    fn what_the_columns_cannot_hold_is_left_as_it_is() {
        let of = |text: &str, seq| ChatMessage { seq, text: text.into(), ..Default::default() };
        let tick = |messages| ChatTick { messages, accepted: 1, sampled_out: 0 };
        assert_eq!(pack(&tick(Vec::new())), None);
        assert_eq!(pack(&tick(vec![of("a\nb", 1)])), None);
        assert_eq!(pack(&tick(vec![of("a", 2), of("b", 1)])), None);
        assert!(pack(&tick(vec![of("", 1)])).is_some());
    }
}
