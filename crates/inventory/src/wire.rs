//! Protobuf's wire format, written field by field. The writer's thread uses it
//! for the records of the journal, where building the messages first, and all
//! their strings, would cost more than carrying the commands out. The bytes are
//! those that prost writes: fields by their numbers, defaults left out.

/// Writes a number's field, unless it is 0.
pub(crate) fn number(out: &mut Vec<u8>, field: u32, value: u64) {
    if value != 0 {
        varint(out, u64::from(field << 3));
        varint(out, value);
    }
}

/// Writes a signed number's field (`int64`, an enum), unless it is 0.
pub(crate) fn signed(out: &mut Vec<u8>, field: u32, value: i64) {
    number(out, field, value.cast_unsigned());
}

/// Writes a text's field, unless it is empty.
pub(crate) fn text(out: &mut Vec<u8>, field: u32, value: &str) {
    if !value.is_empty() {
        key(out, field);
        varint(out, value.len() as u64);
        out.extend_from_slice(value.as_bytes());
    }
}

/// Writes a message's field whose contents are encoded already.
pub(crate) fn bytes(out: &mut Vec<u8>, field: u32, contents: &[u8]) {
    key(out, field);
    varint(out, contents.len() as u64);
    out.extend_from_slice(contents);
}

/// Writes a message's field, also when it is empty, and tells where its contents
/// begin.
pub(crate) fn message(out: &mut Vec<u8>, field: u32, write: impl FnOnce(&mut Vec<u8>)) -> usize {
    key(out, field);
    let start = out.len();
    // Nearly every message is shorter than 128 bytes, or short to move.
    out.push(0);
    write(out);
    let length = out.len() - start - 1;
    if let Ok(short) = u8::try_from(length)
        && short < 0x80
    {
        out[start] = short;
        return start + 1;
    }
    let mut prefix = Vec::with_capacity(5);
    varint(&mut prefix, length as u64);
    let contents = start + prefix.len();
    out.splice(start..=start, prefix);
    contents
}

fn key(out: &mut Vec<u8>, field: u32) {
    const LENGTH_DELIMITED: u32 = 2;
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
