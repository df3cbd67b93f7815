//! What can go wrong in the tester itself, and what to do about it.

use hawker_proto::v1::ErrorCode;

use crate::trace::TraceError;

/// Why a run could not be made. What a run *found* is in its report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The trace can't be used.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// A plan's file is wrong.
    #[error(transparent)]
    Plan(#[from] crate::plan::Problems),
    /// A token could not be signed.
    #[error("a token could not be signed: {0}")]
    Token(String),
    /// An address, scenario or other setting is wrong.
    #[error("{0}")]
    Setting(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The network said no.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The server's answer was not as the protocol says.
    #[error("the server broke the protocol: {0}")]
    Protocol(String),
    /// The server refused a command of the tester's own.
    #[error("{what} was refused with status {status}, {code:?}: {message}")]
    Refused {
        /// The command.
        what: String,
        /// The HTTP status.
        status: u16,
        /// Hawker's code; unspecified where the answer had none.
        code: ErrorCode,
        /// The server's sentence.
        message: String,
    },
    /// The gRPC side could not be read.
    #[error("the journal could not be read over gRPC: {0}")]
    Journal(String),
    /// A worker could not do its part.
    #[error("{0}")]
    Crew(String),
    /// The thread of the virtual viewers ended by itself.
    #[error("the virtual viewers' thread ended by itself; see the message above")]
    Stopped,
}

impl Error {
    /// For `map_err`: an I/O error while doing `what`.
    pub(crate) fn io(what: &'static str) -> impl Fn(std::io::Error) -> Error {
        move |source| Error::Io { what, source }
    }
}
