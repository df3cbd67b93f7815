//! Why a command ended: one stable code and one sentence.

use hawker_proto::v1::ErrorCode;

/// A refusal of the command line.
#[derive(Debug, thiserror::Error)]
#[error("{}: {sentence}", code.as_str_name())]
pub(crate) struct Error {
    pub(crate) code: ErrorCode,
    pub(crate) sentence: String,
}

impl Error {
    pub(crate) fn new(code: ErrorCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }

    /// A defect or a failure of the machine that no other code names.
    pub(crate) fn internal(what: &str, cause: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::Internal, format!("{what}: {cause}"))
    }
}

impl From<hawker_inventory::Error> for Error {
    fn from(error: hawker_inventory::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<hawker_gateway::Error> for Error {
    fn from(error: hawker_gateway::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<hawker_funnel::Error> for Error {
    fn from(error: hawker_funnel::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}
