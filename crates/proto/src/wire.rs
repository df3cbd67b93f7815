//! Protobuf's wire format, written and read field by field, for the few places
//! where building a message, and all its strings, would cost more than what is
//! done with it: the journal's records, and reservations by the million.
//!
//! What is written is what prost writes: fields by their numbers, defaults left
//! out. What is read borrows from its bytes; what is not written so is left to
//! prost.

use std::cmp::Ordering;

/// Writes a number's field, unless it is 0.
pub fn number(out: &mut Vec<u8>, field: u32, value: u64) {
    if value != 0 {
        varint(out, u64::from(field << 3));
        varint(out, value);
    }
}

/// Writes a signed number's field (`int64`, an enum), unless it is 0.
pub fn signed(out: &mut Vec<u8>, field: u32, value: i64) {
    number(out, field, value.cast_unsigned());
}

/// Writes a text's field, unless it is empty.
pub fn text(out: &mut Vec<u8>, field: u32, value: &str) {
    if !value.is_empty() {
        bytes(out, field, value.as_bytes());
    }
}

/// Writes a message's field whose contents are encoded already.
pub fn bytes(out: &mut Vec<u8>, field: u32, contents: &[u8]) {
    head(out, field, contents.len());
    out.extend_from_slice(contents);
}

/// Writes what comes before so many bytes of a field's contents.
pub fn head(out: &mut Vec<u8>, field: u32, length: usize) {
    key(out, field);
    varint(out, length as u64);
}

/// Writes a message's field, also when it is empty, and tells where its contents
/// begin. Cheapest for messages shorter than 128 bytes.
pub fn message(out: &mut Vec<u8>, field: u32, write: impl FnOnce(&mut Vec<u8>)) -> usize {
    framed::<1>(out, field, write)
}

/// The same, cheapest for messages of 128 bytes up to 16 KiB.
pub fn long_message(out: &mut Vec<u8>, field: u32, write: impl FnOnce(&mut Vec<u8>)) -> usize {
    framed::<2>(out, field, write)
}

/// Writes a message's field: leaves room for a length of so many bytes, and moves
/// the contents where it takes more or fewer.
#[inline]
fn framed<const ROOM: usize>(
    out: &mut Vec<u8>,
    field: u32,
    write: impl FnOnce(&mut Vec<u8>),
) -> usize {
    key(out, field);
    let start = out.len();
    out.extend_from_slice(&[0; ROOM]);
    write(out);
    let length = (out.len() - start - ROOM) as u64;
    let mut prefix = [0; LONGEST];
    let took = put_varint(&mut prefix, length);
    match took.cmp(&ROOM) {
        Ordering::Equal => {}
        Ordering::Less => drop(out.drain(start + took..start + ROOM)),
        Ordering::Greater => {
            drop(out.splice(start..start, [0; LONGEST].into_iter().take(took - ROOM)))
        }
    }
    out[start..start + took].copy_from_slice(&prefix[..took]);
    start + took
}

/// Bytes of the longest number.
const LONGEST: usize = 10;

/// Writes a number in as few bytes as it takes, and tells how many.
#[inline]
fn put_varint(out: &mut [u8; LONGEST], mut value: u64) -> usize {
    let mut at = 0;
    while value >= 0x80 {
        out[at] = low_bits(value) | 0x80;
        value >>= 7;
        at += 1;
    }
    out[at] = low_bits(value);
    at + 1
}

/// The wire type of texts, bytes and messages.
const LENGTH_DELIMITED: u32 = 2;

fn key(out: &mut Vec<u8>, field: u32) {
    varint(out, u64::from(field << 3 | LENGTH_DELIMITED));
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(low_bits(value) | 0x80);
        value >>= 7;
    }
    out.push(low_bits(value));
}

#[allow(clippy::cast_possible_truncation, reason = "seven bits fit into a byte")]
const fn low_bits(value: u64) -> u8 {
    (value & 0x7f) as u8
}

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number, a truth value or an enum's number.
    Number(u64),
    /// A text, bytes or a message.
    Contents(&'a [u8]),
}

/// The fields of a message, one after the other.
#[derive(Debug, Clone)]
pub struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// The fields of the message with these bytes.
    #[must_use]
    pub const fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What was not read yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The next field's number and value, or that there is none; nothing where
    /// they are not written as prost writes them, or have fixed widths.
    #[allow(clippy::should_implement_trait, reason = "an iterator could not tell end from error")]
    #[inline]
    pub fn next(&mut self) -> Option<Option<(u32, Value<'a>)>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let key = u32::try_from(self.number()?).ok()?;
        let number = self.number()?;
        let value = match key & 7 {
            0 => Value::Number(number),
            LENGTH_DELIMITED => {
                let (contents, rest) = self.0.split_at_checked(usize::try_from(number).ok()?)?;
                self.0 = rest;
                Value::Contents(contents)
            }
            _ => return None,
        };
        Some(Some((key >> 3, value)))
    }

    /// A number in as few bytes as it takes.
    #[inline]
    fn number(&mut self) -> Option<u64> {
        let (first, rest) = self.0.split_first()?;
        if *first < 0x80 {
            self.0 = rest;
            return Some(u64::from(*first));
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for (at, byte) in self.0.iter().enumerate() {
            let bits = u64::from(byte & 0x7f);
            let shift = u32::try_from(at * 7).ok()?;
            // The tenth byte has one bit of the number, and there is no eleventh.
            number |= bits.checked_shl(shift).filter(|there| there >> shift == bits)?;
            if byte & 0x80 == 0 {
                if *byte == 0 && at > 0 {
                    return None;
                }
                self.0 = self.0.get(at + 1..)?;
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use prost::Message as _;

    use super::*;
    use crate::v1::CommandsResponse;
    use crate::v1::StreamAnswer;

    #[test]
    fn messages_of_every_length_are_written_as_prost_writes_them() {
        // Around the lengths from which one byte more is needed to tell them.
        for around in [0, 0x80, 0x4000, 0x20_0000] {
            for length in (around - 8_usize.min(around)..around + 8).rev() {
                let contents = vec![7; length];
                let (mut short, mut long) = (vec![1, 2], vec![1, 2]);
                let at = message(&mut short, 3, |out| out.extend_from_slice(&contents));
                assert_eq!(short.get(at..), Some(&*contents));
                let at = long_message(&mut long, 3, |out| out.extend_from_slice(&contents));
                assert_eq!(long.get(at..), Some(&*contents));
                let mut expected = vec![1, 2];
                bytes(&mut expected, 3, &contents);
                assert!(short == expected && long == expected, "{length} bytes");
            }
        }
        let answer = CommandsResponse { answers: vec![StreamAnswer { id: 300, answer: None }] };
        let mut written = Vec::new();
        long_message(&mut written, 1, |out| number(out, 1, 300));
        assert_eq!(written, answer.encode_to_vec());
    }
}
