//! How an [`ErrorCode`] becomes an [`Error`]: whether it is temporary is a
//! property of the code, and is decided here alone.

use crate::v1::{Error, ErrorCode};

/// Whether the same request may succeed later, unchanged.
///
/// # Examples
///
/// ```
/// use hawker_proto::{temporary, v1::ErrorCode};
/// assert!(temporary(ErrorCode::Unknown));
/// assert!(!temporary(ErrorCode::Conflict));
/// ```
#[must_use]
pub fn temporary(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::ResourceExhausted
            | ErrorCode::Unknown
            | ErrorCode::RateLimited
            | ErrorCode::Unavailable
            | ErrorCode::RoomFull
            | ErrorCode::Draining
            | ErrorCode::Stalled
            | ErrorCode::Internal
    )
}

/// An error of that code, with a sentence that says what to do.
#[must_use]
pub fn refuse(code: ErrorCode, message: impl Into<String>) -> Error {
    Error { code: code.into(), temporary: temporary(code), message: message.into() }
}
