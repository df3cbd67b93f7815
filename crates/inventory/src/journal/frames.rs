//! What a snapshot's file is made of: a header and numbered frames, each with a
//! checksum, so that a reader may check and decode several at a time and never
//! needs the whole file in memory.
//!
//! The header is `HWKRSNP\0`, version and shard (`u32`), seq (`u64`), and a CRC-32C
//! of these (`u32`). A frame is the length of its contents (`u32`), a CRC-32C
//! (`u32`) of its number (`u64`, from 0), its kind and its contents, its kind (one
//! byte), and the contents. The last one is of kind 0 and empty. All numbers are
//! little-endian.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Write},
    os::unix::fs::FileExt as _,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use hawker_domain::shards::Shard;

const MAGIC: &[u8; 8] = b"HWKRSNP\0";
const VERSION: u32 = 2;
const HEADER: usize = 28;
const FRAME_HEADER: usize = 9;
/// The longest contents of a frame.
const LONGEST: usize = 128 << 20;
/// The kind of the last frame.
const END: u8 = 0;
/// Frames that are decoded and wait for their turn.
const AHEAD: usize = 8;

/// Writes frames.
pub(crate) struct Frames<'a> {
    out: &'a mut dyn Write,
    number: u64,
}

impl<'a> Frames<'a> {
    /// Begins with the header of a snapshot of the state after record `seq`.
    pub(super) fn begin(out: &'a mut dyn Write, shard: Shard, seq: u64) -> io::Result<Self> {
        out.write_all(&header(shard, seq))?;
        Ok(Self { out, number: 0 })
    }

    /// Writes a frame of a kind above 0.
    pub(crate) fn frame(&mut self, kind: u8, contents: &[u8]) -> io::Result<()> {
        let too_long = |_| io::Error::new(io::ErrorKind::InvalidInput, "a frame is too long");
        let length = u32::try_from(contents.len()).map_err(too_long)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&checksum(self.number, kind, contents).to_le_bytes())?;
        self.out.write_all(&[kind])?;
        self.out.write_all(contents)?;
        self.number += 1;
        Ok(())
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.frame(END, &[])
    }
}

fn header(shard: Shard, seq: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&u32::from(shard.number()).to_le_bytes());
    bytes.extend_from_slice(&seq.to_le_bytes());
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
    bytes
}

fn checksum(number: u64, kind: u8, contents: &[u8]) -> u32 {
    let sum = crc32c::crc32c(&number.to_le_bytes());
    crc32c::crc32c_append(crc32c::crc32c_append(sum, &[kind]), contents)
}

/// A snapshot that can be read, more than once and on any thread.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// The record after which the state is.
    pub(crate) seq: u64,
    input: Arc<File>,
    length: u64,
}

/// Where the next frame begins.
struct Cursor {
    at: u64,
    number: u64,
    ended: bool,
}

/// What became of one frame: nothing of the last one.
type Decoded<T> = Result<Option<T>, String>;

impl Snapshot {
    /// Opens a snapshot's file, which must say that it is of that shard and of record
    /// `seq`.
    pub(super) fn of_file(file: File, shard: Shard, seq: u64) -> Result<Self, String> {
        let length = file.metadata().map_err(|e| e.to_string())?.len();
        Self { seq, input: Arc::new(file), length }.checked(shard)
    }

    /// The contents of all frames.
    #[cfg(test)]
    pub(crate) fn contents(&self) -> Result<Vec<u8>, String> {
        let mut all = Vec::new();
        let decode = |_, contents: &[u8]| Ok(contents.to_vec());
        self.each(2, decode, |contents| {
            all.extend(contents);
            Ok(())
        })?;
        Ok(all)
    }

    fn checked(self, shard: Shard) -> Result<Self, String> {
        let mut bytes = [0; HEADER];
        self.read(&mut bytes, 0)?;
        if bytes.as_slice() == header(shard, self.seq) {
            Ok(self)
        } else {
            Err("it is damaged, or of another version, shard or record".to_owned())
        }
    }

    /// How long it is, in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Reads every frame: several threads decode them by kind and contents, and
    /// this one takes what they made of them, in order.
    pub(crate) fn each<T: Send>(
        &self,
        threads: usize,
        decode: impl Fn(u8, &[u8]) -> Result<T, String> + Sync,
        take: impl FnMut(T) -> Result<(), String>,
    ) -> Result<(), String> {
        let cursor = Mutex::new(Cursor { at: HEADER as u64, number: 0, ended: false });
        thread::scope(|scope| {
            let (done, decoded) = sync_channel(AHEAD);
            for _ in 0..threads.max(1) {
                let done = done.clone();
                let (cursor, decode) = (&cursor, &decode);
                scope.spawn(move || self.work(cursor, decode, &done));
            }
            drop(done);
            in_order(&decoded, take)
        })
    }

    fn work<T>(
        &self,
        cursor: &Mutex<Cursor>,
        decode: &impl Fn(u8, &[u8]) -> Result<T, String>,
        done: &SyncSender<(u64, Decoded<T>)>,
    ) {
        let mut contents = Vec::new();
        while let Some((number, at, frame)) = self.next(cursor) {
            let decoded = frame.and_then(|frame| {
                self.contents_of(frame, at, number, &mut contents)?;
                if frame.kind == END {
                    return Ok(None);
                }
                decode(frame.kind, &contents).map(Some)
            });
            let failed = decoded.is_err();
            // Nobody listens any more once one has failed.
            if done.send((number, decoded)).is_err() || failed {
                return;
            }
        }
    }

    /// Takes the next frame: its number, where its contents begin, and its header.
    fn next(&self, cursor: &Mutex<Cursor>) -> Option<(u64, u64, Result<FrameHeader, String>)> {
        let mut cursor = cursor.lock().unwrap_or_else(PoisonError::into_inner);
        if cursor.ended {
            return None;
        }
        let (number, at) = (cursor.number, cursor.at + FRAME_HEADER as u64);
        let frame = self.frame_header(cursor.at);
        cursor.number += 1;
        match &frame {
            Ok(frame) => cursor.at = at + frame.length as u64,
            Err(_) => cursor.ended = true,
        }
        cursor.ended |= frame.as_ref().is_ok_and(|frame| frame.kind == END);
        Some((number, at, frame))
    }

    fn frame_header(&self, at: u64) -> Result<FrameHeader, String> {
        let mut bytes = [0; FRAME_HEADER];
        self.read(&mut bytes, at)?;
        let [a, b, c, d, e, f, g, h, kind] = bytes;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        if length > LONGEST {
            return Err(format!("the frame at byte {at} is too long"));
        }
        Ok(FrameHeader { length, checksum: u32::from_le_bytes([e, f, g, h]), kind })
    }

    fn contents_of(
        &self,
        frame: FrameHeader,
        at: u64,
        number: u64,
        contents: &mut Vec<u8>,
    ) -> Result<(), String> {
        contents.resize(frame.length, 0);
        self.read(contents, at)?;
        if checksum(number, frame.kind, contents) != frame.checksum {
            return Err(format!("the checksum of frame {number} at byte {at} is wrong"));
        }
        if frame.kind == END && at + frame.length as u64 != self.length {
            return Err(format!("it goes on after its end at byte {at}"));
        }
        Ok(())
    }

    fn read(&self, bytes: &mut [u8], at: u64) -> Result<(), String> {
        let end = at.saturating_add(bytes.len() as u64);
        if end > self.length {
            return Err("it is cut off".to_owned());
        }
        self.input.read_exact_at(bytes, at).map_err(|e| e.to_string())
    }
}

#[derive(Debug, Clone, Copy)]
struct FrameHeader {
    length: usize,
    checksum: u32,
    kind: u8,
}

fn in_order<T>(
    decoded: &Receiver<(u64, Decoded<T>)>,
    mut take: impl FnMut(T) -> Result<(), String>,
) -> Result<(), String> {
    // No more than the threads and the channel hold: each thread has one frame.
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, frame) in decoded {
        early.insert(number, frame);
        while let Some(frame) = early.remove(&next) {
            match frame? {
                Some(frame) => take(frame)?,
                None => return Ok(()),
            }
            next += 1;
        }
    }
    Err("it has no end".to_owned())
}
