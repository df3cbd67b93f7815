//! Errors as `application/problem+json` (RFC 9457), and the one place where an
//! error code becomes an HTTP status.

use axum::response::{IntoResponse, Response};
use hawker_proto::v1::{self, ErrorCode};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// An error on its way out over HTTP.
#[derive(Debug)]
pub(crate) struct Problem(pub(crate) v1::Error);

impl From<v1::Error> for Problem {
    fn from(error: v1::Error) -> Self {
        Self(error)
    }
}

/// The body of a refused request.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: &'static str,
    temporary: bool,
}

impl Problem {
    fn answered_with(&self, status: StatusCode) -> Response {
        let code = self.0.code();
        let body = Body {
            kind: format!("urn:hawker:error:{}", code.as_str_name()),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: &self.0.message,
            code: code.as_str_name(),
            temporary: self.0.temporary,
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.answered_with(status(self.0.code()))
    }
}

/// The status of an answer with this code.
pub(crate) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::BadFrame
        | ErrorCode::NotUtf8
        | ErrorCode::UnknownKind
        | ErrorCode::HelloRequired
        | ErrorCode::HelloTimeout
        | ErrorCode::HelloRepeated
        | ErrorCode::QuantityInvalid
        | ErrorCode::KeyInvalid
        | ErrorCode::KeyExpired
        | ErrorCode::TextInvalid
        | ErrorCode::FieldInvalid => StatusCode::BAD_REQUEST,
        ErrorCode::TokenMissing
        | ErrorCode::TokenInvalid
        | ErrorCode::TokenExpired
        | ErrorCode::TokenRevoked => StatusCode::UNAUTHORIZED,
        ErrorCode::CapabilityMissing | ErrorCode::OriginRefused => StatusCode::FORBIDDEN,
        ErrorCode::ShowNotFound
        | ErrorCode::ListingNotFound
        | ErrorCode::SkuNotFound
        | ErrorCode::SaleNotFound
        | ErrorCode::ReservationNotFound
        | ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::WrongState | ErrorCode::Conflict | ErrorCode::AlreadyExists => {
            StatusCode::CONFLICT
        }
        ErrorCode::Expired | ErrorCode::PositionGone => StatusCode::GONE,
        ErrorCode::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::ResourceExhausted
        | ErrorCode::Unknown
        | ErrorCode::Unavailable
        | ErrorCode::RoomFull
        | ErrorCode::Draining
        | ErrorCode::Stalled => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Unspecified
        | ErrorCode::Internal
        | ErrorCode::PortInUse
        | ErrorCode::DataDirUnwritable
        | ErrorCode::DataDirLocked
        | ErrorCode::ConfigInvalid
        | ErrorCode::JournalCorrupt
        | ErrorCode::AuditDiffers
        | ErrorCode::RecountDiffers => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// For paths and methods that do not exist; a method that is not allowed keeps
/// the status 405 and the `Allow` header that the router gives it.
pub(crate) async fn no_such_path() -> Problem {
    std::future::ready(Problem(hawker_proto::refuse(
        ErrorCode::NotFound,
        "There is nothing at this path: /v1/openapi.json lists what there is.",
    )))
    .await
}

/// See [`no_such_path`].
pub(crate) async fn no_such_method() -> Response {
    let problem = Problem(hawker_proto::refuse(
        ErrorCode::NotFound,
        "This path does not know this method: the `Allow` header lists those it knows.",
    ));
    std::future::ready(problem.answered_with(StatusCode::METHOD_NOT_ALLOWED)).await
}
