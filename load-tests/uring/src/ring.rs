//! Sends through io_uring: a batch of them is submitted with one call, and each
//! completion is looked at. The only module with `unsafe`.

use std::io::{self, ErrorKind};
use std::net::TcpStream;
use std::os::fd::{AsRawFd as _, RawFd};

use io_uring::types::{Fd, Fixed};
use io_uring::{IoUring, opcode, squeue};

/// `MSG_DONTWAIT | MSG_NOSIGNAL`: a socket that is full says so, as to a plain
/// `send` of a socket that does not block, instead of keeping the frame.
const FLAGS: i32 = 0x40 | 0x4000;

/// A ring that sends to those sockets.
pub(crate) struct Ring {
    ring: IoUring,
    sockets: Vec<RawFd>,
    batch: usize,
    /// The sockets are registered, and completions are only made when asked for.
    tuned: bool,
    /// What is being sent: here, so that it can outlive a ring that failed.
    frame: Vec<u8>,
}

impl Ring {
    /// Fails where the kernel has no such ring, or refuses it.
    pub(crate) fn new(sockets: &[TcpStream], batch: usize, tuned: bool) -> io::Result<Ring> {
        let entries = u32::try_from(batch).map_err(io::Error::other)?;
        let mut builder = IoUring::builder();
        if tuned {
            builder.setup_single_issuer().setup_defer_taskrun();
        }
        let ring = builder.build(entries)?;
        let sockets: Vec<RawFd> = sockets.iter().map(|socket| socket.as_raw_fd()).collect();
        if tuned && !sockets.is_empty() {
            ring.submitter().register_files(&sockets)?;
        }
        Ok(Ring { ring, sockets, batch, tuned, frame: Vec::new() })
    }

    /// Sends the frame to everyone, and tells for each socket's place how many
    /// bytes it took.
    pub(crate) fn send(
        &mut self,
        frame: &[u8],
        mut taken: impl FnMut(usize, io::Result<usize>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.frame.clear();
        self.frame.extend_from_slice(frame);
        let mut results = Vec::with_capacity(self.batch);
        for from in (0..self.sockets.len()).step_by(self.batch) {
            let to = self.sockets.len().min(from + self.batch);
            if let Err(error) = self.submit(from..to, &mut results) {
                // The kernel may still read what it was told to send.
                std::mem::forget(std::mem::take(&mut self.frame));
                return Err(error);
            }
            for (place, result) in results.drain(..) {
                taken(place, result)?;
            }
        }
        Ok(())
    }

    /// One batch: returns when each of it has its result.
    fn submit(
        &mut self,
        places: std::ops::Range<usize>,
        results: &mut Vec<(usize, io::Result<usize>)>,
    ) -> io::Result<()> {
        let count = places.len();
        for place in places {
            let entry = self.entry(place)?;
            #[expect(unsafe_code, reason = "io_uring is told addresses")]
            // SAFETY: the entry points at `self.frame`, which is neither moved nor
            // freed before all completions were seen, or ever, where that failed.
            // The sockets outlive the ring, in whose owner they are.
            let pushed = unsafe { self.ring.submission().push(&entry) };
            pushed.map_err(io::Error::other)?;
        }
        while results.len() < count {
            match self.ring.submit_and_wait(count - results.len()) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
            results.extend(self.ring.completion().map(|done| {
                // A negative result is an error's number.
                let taken = usize::try_from(done.result())
                    .map_err(|_| io::Error::from_raw_os_error(-done.result()));
                (done.user_data() as usize, taken)
            }));
        }
        Ok(())
    }

    fn entry(&self, place: usize) -> io::Result<squeue::Entry> {
        let (bytes, length) = (self.frame.as_ptr(), self.frame.len());
        let length = u32::try_from(length).map_err(io::Error::other)?;
        let send = if self.tuned {
            let slot = u32::try_from(place).map_err(io::Error::other)?;
            opcode::Send::new(Fixed(slot), bytes, length)
        } else {
            let socket = self.sockets.get(place).copied().unwrap_or(-1);
            opcode::Send::new(Fd(socket), bytes, length)
        };
        Ok(send.flags(FLAGS).build().user_data(place as u64))
    }
}
