//! How an [`Error`] becomes a gRPC status: here and nowhere else.

use hawker_proto::v1::ErrorCode;
use prost::Message as _;
use tonic::{Code, Status};

use crate::Error;

/// The status, with the encoded `hawker.v1.Error` as its details.
pub(crate) fn status(error: &Error) -> Status {
    let code = match error.code() {
        ErrorCode::FieldInvalid => Code::InvalidArgument,
        ErrorCode::ResourceExhausted => Code::ResourceExhausted,
        ErrorCode::Unknown => Code::Unknown,
        ErrorCode::Unavailable => Code::Unavailable,
        _ => Code::Internal,
    };
    let refusal = hawker_proto::refuse(error.code(), error.to_string());
    let details = refusal.encode_to_vec().into();
    Status::with_details(code, refusal.message, details)
}
