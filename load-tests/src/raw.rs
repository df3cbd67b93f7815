//! gRPC messages read as they are, field by field, for generators and baselines
//! whose own work must not be what is measured.

use bytes::Bytes;

/// The bytes of the next length-delimited field of a message, and its number;
/// nothing at the end, or where the message is no protobuf.
pub fn field(message: &mut Bytes) -> Option<(u32, Bytes)> {
    let (number, kind) = prost::encoding::decode_key(message).ok()?;
    if kind != prost::encoding::WireType::LengthDelimited {
        return None;
    }
    let length = usize::try_from(prost::encoding::decode_varint(message).ok()?).ok()?;
    (length <= message.len()).then(|| (number, message.split_to(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_one_by_one_and_nonsense_ends_them() {
        let mut message = Bytes::from_static(b"\x0a\x02hi\x12\x01!\x08\x07");
        assert_eq!(field(&mut message), Some((1, Bytes::from_static(b"hi"))));
        assert_eq!(field(&mut message), Some((2, Bytes::from_static(b"!"))));
        assert_eq!(field(&mut message), None, "a number is no such field");
        assert_eq!(field(&mut Bytes::from_static(b"\x0a\x05hi")), None, "it is cut off");
    }
}
