//! A wire between two processes, which can be cut without either being told.
//!
//! What is at its far end is called at the wire's own address. A wire that was cut takes
//! connections and bytes, as a kernel does that waits for the other side, and hands none
//! of them on, nor that one side has ended; when it is mended it goes on with all that it
//! kept, as after a network that was away for a while. It promises that no byte passes
//! between a cut and the mending, and that none is lost or doubled.

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// Bytes that are handed on at once.
const PIECE: usize = 16 << 10;

/// A wire. Nothing passes any more when it is dropped.
#[derive(Debug)]
pub struct Wire {
    at: SocketAddr,
    line: Arc<Line>,
}

#[derive(Debug)]
struct Line {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    Cut,
    Over,
}

impl Wire {
    /// Lays one from that loopback address, at the port that the far end has, to there.
    ///
    /// # Panics
    ///
    /// When somebody listens there.
    #[must_use]
    pub fn lay(near: Ipv4Addr, far: SocketAddr) -> Self {
        let listener = TcpListener::bind((near, far.port()));
        let listener = listener.unwrap_or_else(|error| panic!("{near} to {far}: {error}"));
        let at = listener.local_addr().expect("its address");
        let line = Arc::new(Line { state: Mutex::new(State::Whole), changed: Condvar::new() });
        let shared = Arc::clone(&line);
        thread::spawn(move || take(&listener, far, &shared));
        Self { at, line }
    }

    /// Where the far end is called.
    #[must_use]
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// Lets nothing pass from now on.
    pub fn cut(&self) {
        self.line.set(State::Cut);
    }

    /// Lets all pass again, what was kept first.
    pub fn mend(&self) {
        self.line.set(State::Whole);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.line.set(State::Over);
        // Whoever waits for connections looks when one comes.
        drop(TcpStream::connect(self.at));
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, state: State) {
        *self.state() = state;
        self.changed.notify_all();
    }

    /// Waits while it is cut; false when it is over.
    fn passes(&self) -> bool {
        let cut = |state: &mut State| *state == State::Cut;
        let state = self.changed.wait_while(self.state(), cut);
        *state.unwrap_or_else(PoisonError::into_inner) == State::Whole
    }
}

fn take(listener: &TcpListener, far: SocketAddr, line: &Arc<Line>) {
    for near in listener.incoming() {
        if !line.passes() {
            return;
        }
        // Where nobody is at the far end, whoever called is hung up on.
        drop(near.and_then(|near| join(near, far, line)));
    }
}

fn join(near: TcpStream, far: SocketAddr, line: &Arc<Line>) -> io::Result<()> {
    let far = TcpStream::connect(far)?;
    for stream in [&near, &far] {
        stream.set_nodelay(true)?;
    }
    for (from, to) in [(near.try_clone()?, far.try_clone()?), (far, near)] {
        let line = Arc::clone(line);
        thread::spawn(move || hand_on(&from, &to, &line));
    }
    Ok(())
}

fn hand_on(mut from: &TcpStream, mut to: &TcpStream, line: &Line) {
    let mut piece = vec![0; PIECE];
    let ended = loop {
        let read = from.read(&mut piece);
        if !line.passes() {
            break Shutdown::Both;
        }
        match read {
            Ok(0) => break Shutdown::Write,
            Ok(bytes) if to.write_all(&piece[..bytes]).is_ok() => {}
            _ => break Shutdown::Both,
        }
    };
    // It may have ended by itself.
    drop(to.shutdown(ended));
    if ended == Shutdown::Both {
        drop(from.shutdown(ended));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers what it is told, until it is told no more.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                thread::spawn(move || io::copy(&mut stream.try_clone().unwrap(), &mut stream));
            }
        });
        at
    }

    fn hears(stream: &mut TcpStream, text: &[u8]) {
        let mut heard = vec![0; text.len()];
        stream.read_exact(&mut heard).unwrap();
        assert_eq!(heard, text);
    }

    #[test]
    fn what_was_sent_into_a_cut_wire_comes_when_it_is_mended() {
        let wire = Wire::lay(Ipv4Addr::new(127, 0, 3, 1), echo());
        let mut before = TcpStream::connect(wire.at()).unwrap();
        before.write_all(b"one").unwrap();
        hears(&mut before, b"one");
        wire.cut();
        before.write_all(b"two").unwrap();
        let mut after = TcpStream::connect(wire.at()).unwrap();
        after.write_all(b"three").unwrap();
        for stream in [&before, &after] {
            stream.set_nonblocking(true).unwrap();
            let error = stream.peek(&mut [0]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
            stream.set_nonblocking(false).unwrap();
        }
        wire.mend();
        hears(&mut before, b"two");
        hears(&mut after, b"three");
        drop(wire);
        before.write_all(b"four").unwrap();
        assert!(matches!(before.read(&mut [0]), Ok(0) | Err(_)), "nothing passes any more");
    }
}
