//! What passes between whoever conducts a run and a worker: one JSON value a
//! line, with bounds on its length.

use std::io::{BufRead, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::generator::{Gateway, ShowOrders, Told};
use crate::outcome::{Outcome, Second};
use crate::plan::Plan;

/// The longest line: a brief with its trace, or an outcome with its rows.
const LINE_MAX: u64 = 64 << 20;

/// Everything that a worker needs to know to make its part of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Brief {
    /// The tester's version: all workers must have the same, since each makes the
    /// timetable for itself.
    pub(super) version: String,
    /// The plan.
    pub(super) plan: Plan,
    /// The trace as our CSV, where the plan has one.
    pub(super) trace: Option<String>,
    /// The gateways.
    pub(super) gateways: Vec<Gateway>,
    /// The server's secret. It is sent to children only; an agent has its own.
    pub(super) secret: Option<String>,
    /// Whose shop books the payments.
    pub(super) merchant: String,
    /// The shows.
    pub(super) shows: Vec<ShowOrders>,
    /// Which worker this is.
    pub(super) shard: u32,
    /// Of how many.
    pub(super) of: u32,
}

/// To a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum ToWorker {
    /// What to do.
    Brief(Box<Brief>),
    /// Answer at once: it is measured how long that takes.
    Clock,
    /// Moment zero is in so many microseconds.
    Start {
        /// From when this is read.
        in_us: u64,
    },
    /// Something that happened.
    Told(Told),
}

/// From a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum FromWorker {
    /// The brief is understood; so many things are to be done.
    Ready(u64),
    /// The answer to `Clock`.
    Clock,
    /// A second is over.
    Second(usize, Second),
    /// The run is over.
    Done(Box<Outcome>),
    /// It could not be made.
    Failed(String),
}

/// Writes a line.
pub(super) fn write(out: &mut impl Write, value: &impl Serialize) -> Result<(), Error> {
    let mut line = serde_json::to_vec(value).map_err(|error| Error::Protocol(error.to_string()))?;
    line.push(b'\n');
    out.write_all(&line)
        .and_then(|()| out.flush())
        .map_err(Error::io("writing between conductor and worker"))
}

/// Reads a line; nothing where the other side is gone.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl BufRead) -> Result<Option<T>, Error> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line);
    let read = read.map_err(Error::io("reading between conductor and worker"))?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        let why = if read as u64 == LINE_MAX { "is too long" } else { "is not whole" };
        return Err(Error::Crew(format!("a line between workers {why}")));
    }
    let value = serde_json::from_slice(&line);
    value.map(Some).map_err(|error| Error::Crew(format!("a line between workers: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_back_and_what_is_cut_off_is_an_error() {
        let mut wire = Vec::new();
        let told = Told::Commanded { show: 1, epoch: 2, offset: 3, intended_us: 4 };
        for value in [ToWorker::Clock, ToWorker::Start { in_us: 7 }, ToWorker::Told(told)] {
            write(&mut wire, &value).unwrap();
            let mut input = wire.as_slice();
            let mut last = None;
            while let Some(next) = read::<ToWorker>(&mut input).unwrap() {
                last = Some(next);
            }
            assert_eq!(last, Some(value));
        }
        let cut = wire.get(..wire.len() - 1).unwrap();
        let mut input = cut;
        assert!((0..4).any(|_| read::<ToWorker>(&mut input).is_err()));
    }
}
