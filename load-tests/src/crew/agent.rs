//! Agents: a machine that lends its cores to a run that is conducted elsewhere.
//!
//! An agent listens on loopback unless told otherwise. Whoever connects proves
//! that it knows the agent's token, without sending it: it signs a number that
//! the agent made up. Nothing is encrypted, and the server's secret never
//! travels: the agent has its own copy.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, crypto};

use super::worker;
use crate::Error;

/// Runs that an agent takes part in at once, each on a thread of its own.
const RUNS_MAX: usize = 64;

/// The longest line of a greeting.
const LINE_MAX: u64 = 256;

/// How long a greeting may take.
const GREETING_WITHIN: Duration = Duration::from_secs(10);

/// What an agent needs.
#[derive(Clone)]
pub struct Agent {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What those who conduct must know.
    pub token: Vec<u8>,
    /// The server's secret, to mint viewers' tokens with.
    pub secret: Vec<u8>,
}

static RUNS: AtomicUsize = AtomicUsize::new(0);

/// A place among the runs, given back when dropped.
struct Place;

impl Place {
    fn taken() -> Option<Place> {
        let taken = RUNS.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |runs| {
            (runs < RUNS_MAX).then_some(runs + 1)
        });
        taken.ok().map(|_| Place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        RUNS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Serves runs, each on a thread, for as long as the process lives. `listening`
/// is told where.
///
/// # Errors
///
/// [`Error`] where it can't listen, or where the token is too short.
pub fn listen(agent: &Agent, listening: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    if agent.token.trim_ascii().len() < 16 {
        return Err(Error::Setting("an agent's token should have 16 bytes or more".to_owned()));
    }
    let io = Error::io("listening as an agent");
    let listener = TcpListener::bind(agent.listen).map_err(&io)?;
    listening(listener.local_addr().map_err(&io)?);
    loop {
        let (stream, from) = listener.accept().map_err(&io)?;
        let Some(place) = Place::taken() else {
            tracing::warn!(%from, "an agent has its hands full");
            continue;
        };
        let agent = agent.clone();
        let serve = move || {
            let _place = place;
            if let Err(error) = serve(stream, &agent) {
                tracing::warn!(%from, %error, "a run ended badly");
            }
        };
        std::thread::Builder::new().name("run".to_owned()).spawn(serve).map_err(&io)?;
    }
}

fn serve(mut stream: TcpStream, agent: &Agent) -> Result<(), Error> {
    let io = Error::io("greeting a conductor");
    stream.set_nodelay(true).map_err(&io)?;
    stream.set_read_timeout(Some(GREETING_WITHIN)).map_err(&io)?;
    let nonce = uuid::Uuid::new_v4().to_string();
    writeln!(stream, "{nonce}").map_err(&io)?;
    let mut input = BufReader::new(stream.try_clone().map_err(&io)?);
    let proof = line(&mut input)?;
    let key = EncodingKey::from_secret(agent.token.trim_ascii());
    let due = signed(&nonce, &key)?;
    // Compared in full whatever the first difference, so that time tells nothing.
    let differs = proof.bytes().zip(due.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    if proof.len() != due.len() || differs != 0 {
        return Err(Error::Crew("a conductor does not know this agent's token".to_owned()));
    }
    stream.set_read_timeout(None).map_err(&io)?;
    worker::work(input, stream, Some(&agent.secret))
}

/// Greets an agent as somebody who knows its token.
pub(super) fn greet(mut stream: TcpStream, token: &[u8]) -> Result<TcpStream, Error> {
    let io = Error::io("greeting an agent");
    stream.set_nodelay(true).map_err(&io)?;
    stream.set_read_timeout(Some(GREETING_WITHIN)).map_err(&io)?;
    let nonce = line(&mut stream)?;
    let proof = signed(&nonce, &EncodingKey::from_secret(token.trim_ascii()))?;
    writeln!(stream, "{proof}").map_err(&io)?;
    stream.set_read_timeout(None).map_err(&io)?;
    Ok(stream)
}

fn signed(nonce: &str, key: &EncodingKey) -> Result<String, Error> {
    let text = format!("hawker-load agent\n{nonce}");
    crypto::sign(text.as_bytes(), key, Algorithm::HS256)
        .map_err(|error| Error::Token(error.to_string()))
}

/// A short line, read byte by byte, so that nothing behind it is taken along.
fn line(input: &mut impl Read) -> Result<String, Error> {
    let mut input = BufReader::with_capacity(1, input.take(LINE_MAX));
    let mut line = String::new();
    input.read_line(&mut line).map_err(Error::io("greeting"))?;
    match line.strip_suffix('\n') {
        Some(line) => Ok(line.to_owned()),
        None => Err(Error::Crew("the other side of an agent's connection hung up".to_owned())),
    }
}
