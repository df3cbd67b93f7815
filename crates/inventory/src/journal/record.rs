//! The bytes of a segment's header and of a record.
//!
//! All numbers are little-endian. A record is
//!
//! ```text
//! 0   u32  CRC-32C of all that follows, padding included, begun at the segment's salt
//! 4   u32  length of the payload
//! 8   u64  seq
//! 16  u64  epoch
//! 24  …    payload, then zeros up to a multiple of 8
//! ```
//!
//! The salt is random per segment, so that no payload can be made to look like a
//! record, and bytes of another file never do. A header of zeros was never
//! written: `seq` is never 0.

/// Bytes before a record's payload.
pub(super) const RECORD_HEADER: usize = 24;

/// Records begin at multiples of this.
pub(super) const ALIGN: usize = 8;

/// The longest payload. Below the 4 MiB that a gRPC message may have, so that
/// `Follow` can send every record.
pub(crate) const MAX_RECORD_BYTES: usize = 3 << 20;

/// Bytes before a segment's first record: a page of its own, which is never
/// written again.
pub(super) const SEGMENT_HEADER: usize = 4096;

const MAGIC: &[u8; 8] = b"HWKRSEG\0";
const VERSION: u32 = 1;

/// The one shard of a journal on one machine.
pub(crate) const SHARD: u32 = 1;

/// What stands at the start of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SegmentHeader {
    /// Counted from 1 without gaps, so that a missing file is noticed.
    pub(super) number: u64,
    /// The seq of its first record.
    pub(super) first_seq: u64,
    /// The file's size, header included.
    pub(super) capacity: u64,
    /// Where the checksums of its records begin.
    pub(super) salt: u32,
}

impl SegmentHeader {
    /// The header's page.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(SEGMENT_HEADER);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&SHARD.to_le_bytes());
        bytes.extend_from_slice(&self.number.to_le_bytes());
        bytes.extend_from_slice(&self.first_seq.to_le_bytes());
        bytes.extend_from_slice(&self.capacity.to_le_bytes());
        bytes.extend_from_slice(&self.salt.to_le_bytes());
        let crc = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes.resize(SEGMENT_HEADER, 0);
        bytes
    }

    /// The header in a page, or what is wrong with it.
    pub(super) fn decode(page: &[u8]) -> Result<Self, &'static str> {
        if page.get(..8) != Some(MAGIC.as_slice()) {
            return Err("the file does not begin as a segment does");
        }
        if u32_at(page, 8) != Some(VERSION) {
            return Err("the segment was written by another version");
        }
        let fields = page.get(..44).unwrap_or_default();
        if u32_at(page, 44) != Some(crc32c::crc32c(fields)) {
            return Err("the segment's header has a wrong checksum");
        }
        if u32_at(page, 12) != Some(SHARD) {
            return Err("the segment belongs to another shard");
        }
        match (u64_at(page, 16), u64_at(page, 24), u64_at(page, 32), u32_at(page, 40)) {
            (Some(number), Some(first_seq), Some(capacity), Some(salt)) => {
                Ok(Self { number, first_seq, capacity, salt })
            }
            _ => Err("the segment's header is cut off"),
        }
    }
}

/// A record's place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Its number, from 1 without gaps.
    pub(super) seq: u64,
    /// Its owner's epoch.
    pub(super) epoch: u64,
}

/// Puts the bytes of a record into `buffer`, replacing what was there.
pub(super) fn encode(buffer: &mut Vec<u8>, salt: u32, stamp: Stamp, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    buffer.clear();
    buffer.extend_from_slice(&[0; 4]);
    buffer.extend_from_slice(&length.to_le_bytes());
    buffer.extend_from_slice(&stamp.seq.to_le_bytes());
    buffer.extend_from_slice(&stamp.epoch.to_le_bytes());
    buffer.extend_from_slice(payload);
    buffer.resize(size_of_record(payload.len()), 0);
    let (sum, covered) = buffer.split_at_mut(4);
    sum.copy_from_slice(&crc32c::crc32c_append(salt, covered).to_le_bytes());
}

/// How many bytes a record with such a payload takes.
pub(super) fn size_of_record(payload: usize) -> usize {
    (RECORD_HEADER + payload).next_multiple_of(ALIGN)
}

/// What stands at a place in a segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decoded<'a> {
    /// A whole record that takes `size` bytes.
    Record { stamp: Stamp, payload: &'a [u8], size: usize },
    /// Never written.
    Blank,
    /// More bytes than these are needed to tell.
    Short { needed: usize },
    /// Not a record.
    Bad(&'static str),
}

/// Reads what stands at the start of `bytes`.
pub(super) fn decode(bytes: &[u8], salt: u32) -> Decoded<'_> {
    let header = (u32_at(bytes, 0), u32_at(bytes, 4), u64_at(bytes, 8), u64_at(bytes, 16));
    let (Some(crc), Some(length), Some(seq), Some(epoch)) = header else {
        return Decoded::Short { needed: RECORD_HEADER };
    };
    if (crc, length, seq, epoch) == (0, 0, 0, 0) {
        return Decoded::Blank;
    }
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > MAX_RECORD_BYTES {
        return Decoded::Bad("its length is impossible");
    }
    let size = size_of_record(length);
    let Some(covered) = bytes.get(4..size) else {
        return Decoded::Short { needed: size };
    };
    if crc32c::crc32c_append(salt, covered) != crc {
        return Decoded::Bad("its checksum is wrong");
    }
    let payload = bytes.get(RECORD_HEADER..RECORD_HEADER + length).unwrap_or_default();
    Decoded::Record { stamp: Stamp { seq, epoch }, payload, size }
}

/// The first whole record numbered `from` or above in `bytes`, if there is one:
/// where it begins, and its number. Looks wherever a record can begin.
pub(super) fn find_record(bytes: &[u8], salt: u32, from: u64) -> Option<(usize, u64)> {
    // No more records than this fit, so a larger number is no number.
    let ceiling = from.saturating_add((bytes.len() / RECORD_HEADER) as u64);
    (0..written_length(bytes)).step_by(ALIGN).find_map(|at| {
        let here = bytes.get(at..)?;
        let plausible = u64_at(here, 8).is_some_and(|seq| (from..=ceiling).contains(&seq));
        match plausible.then(|| decode(here, salt)) {
            Some(Decoded::Record { stamp, .. }) => Some((at, stamp.seq)),
            _ => None,
        }
    })
}

/// How many bytes are left when trailing zeros are taken away.
pub(super) fn written_length(bytes: &[u8]) -> usize {
    // Most of what is looked at is zeros, and whole blocks compare quickly.
    const ZEROS: [u8; 4096] = [0; 4096];
    let blank = bytes.rchunks(ZEROS.len()).take_while(|block| ZEROS.starts_with(block));
    let rest = bytes.get(..bytes.len() - blank.map(<[u8]>::len).sum::<usize>());
    rest.unwrap_or_default().iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}
