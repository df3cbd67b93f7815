//! Writing one frame to every socket, in each of the ways that are compared. What
//! a socket does not take at once is finished before the walk ends, and counted.

use std::io::{self, ErrorKind, IoSlice, Write as _};
use std::net::TcpStream;

use rustix::event::{PollFd, PollFlags, poll};

use crate::ring::Ring;

/// What can be in flight in a walk's slice of half a millisecond, and more.
const BATCHES: [usize; 3] = [120, 256, 1_024];

/// Where `writev`'s second and third part begin: a head, and two publications.
const PARTS: [usize; 2] = [4, 100];

/// How a frame gets to everyone.
enum Way {
    Send,
    Writev,
    Ring(Box<Ring>),
}

/// The sockets, and the ways to write to them.
pub(crate) struct Writer {
    // Before the sockets that the rings refer to.
    ways: Vec<(String, Way)>,
    sockets: Vec<TcpStream>,
    behind: Vec<(usize, usize)>,
}

/// The ways that there are, and those that the kernel refuses, with why.
pub(crate) fn ways() -> (Vec<String>, Vec<(String, io::Error)>) {
    let mut names = vec!["send".to_owned(), "writev".to_owned()];
    let mut refused = Vec::new();
    for (name, batch, tuned) in rings() {
        match Ring::new(&[], batch, tuned) {
            Ok(_) => names.push(name),
            Err(error) => refused.push((name, error)),
        }
    }
    (names, refused)
}

/// Name, batch, and whether it is tuned.
fn rings() -> impl Iterator<Item = (String, usize, bool)> {
    let kinds = [("ring", false), ("tuned", true)].into_iter();
    kinds.flat_map(|(kind, tuned)| {
        BATCHES.map(move |batch| (format!("{kind}_{batch}"), batch, tuned))
    })
}

impl Writer {
    /// One with all the ways of [`ways`].
    pub(crate) fn new(sockets: Vec<TcpStream>, names: &[String]) -> io::Result<Writer> {
        let mut ways = vec![("send".to_owned(), Way::Send), ("writev".to_owned(), Way::Writev)];
        for (name, batch, tuned) in rings().filter(|(name, ..)| names.contains(name)) {
            ways.push((name, Way::Ring(Box::new(Ring::new(&sockets, batch, tuned)?))));
        }
        Ok(Writer { ways, sockets, behind: Vec::new() })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.ways.iter().map(|(name, _)| name.as_str())
    }

    /// Writes the frame to everyone in the way of that place. Returns how many
    /// sockets did not take it at once.
    pub(crate) fn walk(&mut self, way: usize, frame: &[u8]) -> io::Result<usize> {
        let Writer { ways, sockets, behind } = self;
        let Some((_, way)) = ways.get_mut(way) else { return Ok(0) };
        let mut taken = |place, result| note(behind, frame.len(), place, result);
        match way {
            Way::Send => {
                for (place, mut socket) in sockets.iter().enumerate() {
                    taken(place, socket.write(frame))?;
                }
            }
            Way::Writev => {
                let (head, rest) = frame.split_at(PARTS[0].min(frame.len()));
                let (first, second) = rest.split_at((PARTS[1] - PARTS[0]).min(rest.len()));
                let parts = [head, first, second].map(IoSlice::new);
                for (place, mut socket) in sockets.iter().enumerate() {
                    taken(place, socket.write_vectored(&parts))?;
                }
            }
            Way::Ring(ring) => ring.send(frame, taken)?,
        }
        let late = behind.len();
        for (place, sent) in behind.drain(..) {
            if let (Some(socket), Some(rest)) = (sockets.get(place), frame.get(sent..)) {
                finish(socket, rest)?;
            }
        }
        Ok(late)
    }
}

/// A socket took so much: it is behind, unless that was all.
fn note(
    behind: &mut Vec<(usize, usize)>,
    length: usize,
    place: usize,
    result: io::Result<usize>,
) -> io::Result<()> {
    let sent = match result {
        Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
        result => result?,
    };
    if sent < length {
        behind.push((place, sent));
    }
    Ok(())
}

/// Writes the rest as the socket takes it.
fn finish(mut socket: &TcpStream, mut rest: &[u8]) -> io::Result<()> {
    while !rest.is_empty() {
        poll(&mut [PollFd::new(&socket, PollFlags::OUT)], None)?;
        match socket.write(rest) {
            Ok(sent) => rest = rest.get(sent..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::{Shutdown, TcpListener};

    use super::*;

    /// More than a socket's buffers hold, so that no way gets it out at once.
    const LARGE: usize = 32 << 20;

    #[test]
    fn what_a_socket_does_not_take_at_once_comes_whole_and_in_order() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut reader = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (socket, _) = listener.accept().unwrap();
        socket.set_nonblocking(true).unwrap();
        let closer = socket.try_clone().unwrap();
        let (names, _) = ways();
        let mut writer = Writer::new(vec![socket], &names).unwrap();
        for (way, name) in names.iter().enumerate() {
            let pattern: Vec<u8> = (0..251).map(|at: u8| at ^ way as u8).collect();
            let frame = pattern.repeat(LARGE / pattern.len());
            std::thread::scope(|scope| {
                let heard = scope.spawn(|| {
                    let mut heard = vec![0; frame.len()];
                    reader.read_exact(&mut heard).map(|()| heard)
                });
                let late = writer.walk(way, &frame).unwrap();
                if late != 1 {
                    // So that the reader does not wait for what was lost.
                    closer.shutdown(Shutdown::Both).unwrap();
                }
                assert_eq!(late, 1, "{name} is behind");
                assert!(heard.join().unwrap().unwrap() == frame, "{name}");
            });
        }
    }

    #[test]
    fn a_ring_that_the_kernel_has_is_among_the_ways_and_else_among_the_refused() {
        let (names, refused) = ways();
        assert_eq!(names.len() + refused.len(), 2 + 2 * BATCHES.len());
        assert_eq!(names[..2], ["send", "writev"]);
    }
}
