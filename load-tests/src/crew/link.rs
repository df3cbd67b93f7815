//! The connection to a worker, from the side of whoever conducts: a child of
//! this process, or an agent's on another machine.

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::agent;
use super::brief::{self, Brief, FromWorker, ToWorker};
use crate::Error;

/// Times that a worker's clock is asked.
const ASKED: usize = 5;

/// A worker.
pub(super) struct Link {
    input: BufReader<Box<dyn Read + Send>>,
    output: Box<dyn Write + Send>,
    /// Ended with this, where it is a child.
    child: Option<Ended>,
}

/// A child that is ended, if it is still there, when this is dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself, which is as well.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The writing half of a worker's connection, once its run is under way.
pub(super) struct Telling {
    output: Box<dyn Write + Send>,
    _child: Option<Ended>,
}

impl Link {
    /// Starts a child: this very program, as a worker.
    pub(super) fn child() -> Result<Link, Error> {
        let io = Error::io("starting a worker");
        let program = std::env::current_exe().map_err(&io)?;
        let mut child = Command::new(program)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(&io)?;
        let lost = || Error::Crew("a worker has no pipes".to_owned());
        let output = Box::new(child.stdin.take().ok_or_else(lost)?);
        let input: Box<dyn Read + Send> = Box::new(child.stdout.take().ok_or_else(lost)?);
        Ok(Link { input: BufReader::new(input), output, child: Some(Ended(child)) })
    }

    /// Connects to an agent, which must know the same token.
    pub(super) fn agent(address: &str, token: &[u8]) -> Result<Link, Error> {
        let stream = TcpStream::connect(address)
            .map_err(|source| Error::Crew(format!("the agent {address}: {source}")))?;
        let stream = agent::greet(stream, token)?;
        let io = Error::io("talking to an agent");
        let input: Box<dyn Read + Send> = Box::new(stream.try_clone().map_err(io)?);
        Ok(Link { input: BufReader::new(input), output: Box::new(stream), child: None })
    }

    fn ask(&mut self, what: &ToWorker) -> Result<FromWorker, Error> {
        brief::write(&mut self.output, what)?;
        match brief::read(&mut self.input)? {
            Some(FromWorker::Failed(why)) => Err(Error::Crew(why)),
            Some(answer) => Ok(answer),
            None => Err(gone()),
        }
    }

    /// Gives it its brief: how many things it has to do.
    pub(super) fn brief(&mut self, brief: Brief) -> Result<u64, Error> {
        match self.ask(&ToWorker::Brief(Box::new(brief)))? {
            FromWorker::Ready(acts) => Ok(acts),
            _ => Err(Error::Crew("a worker answered its brief with something else".to_owned())),
        }
    }

    /// Tells it when moment zero is. A line takes half the shortest of some
    /// round trips.
    pub(super) fn start(&mut self, at: Instant) -> Result<(), Error> {
        let mut shortest = Duration::from_secs(1);
        for _ in 0..ASKED {
            let asked = Instant::now();
            self.ask(&ToWorker::Clock)?;
            shortest = shortest.min(asked.elapsed());
        }
        let left = at.saturating_duration_since(Instant::now()).saturating_sub(shortest / 2);
        brief::write(&mut self.output, &ToWorker::Start { in_us: left.as_micros() as u64 })
    }

    /// Lets it run: what it says goes to `to`, with its number, on a thread that
    /// ends with it.
    pub(super) fn run(
        self,
        number: usize,
        to: mpsc::Sender<(usize, Result<FromWorker, Error>)>,
    ) -> Result<Telling, Error> {
        let Link { mut input, output, child } = self;
        let listen = move || {
            loop {
                let line = brief::read(&mut input).and_then(|line| line.ok_or_else(gone));
                let last = !matches!(line, Ok(FromWorker::Second(..)));
                if to.blocking_send((number, line)).is_err() || last {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name(format!("worker-{number}"));
        thread.spawn(listen).map_err(Error::io("listening to a worker"))?;
        Ok(Telling { output, _child: child })
    }
}

impl Telling {
    /// Tells the worker something.
    pub(super) fn tell(&mut self, told: &crate::generator::Told) -> Result<(), Error> {
        brief::write(&mut self.output, &ToWorker::Told(told.clone()))
    }
}

fn gone() -> Error {
    Error::Crew("a worker ended by itself; see the messages above".to_owned())
}
