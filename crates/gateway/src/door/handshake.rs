//! The handshake of a WebSocket (RFC 6455, section 4.2), whoever read the request:
//! what is asked for, and the answer.

use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::codec::{Answer, Encoding, negotiate};
use crate::rooms::Room;

/// A handshake that can be answered.
pub(crate) struct Handshake {
    accept: String,
    encoding: Encoding,
    /// Whether the client named the sub-protocol, so that it is named back.
    named: bool,
    /// What is taken of the offers to compress.
    deflate: Option<Answer>,
}

impl Handshake {
    /// Reads the headers of a request.
    ///
    /// # Errors
    /// `BAD_FRAME` when it is no handshake that can be answered.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, v1::Error> {
        let key = key(headers)?;
        Ok(Self {
            accept: derive_accept_key(key.as_bytes()),
            encoding: encoding(headers)?,
            named: headers.contains_key(header::SEC_WEBSOCKET_PROTOCOL),
            deflate: deflate(headers),
        })
    }

    /// The handshake as the room wants it, which may not compress; one who is not
    /// let in is told so plainly.
    pub(crate) fn with(self, room: Option<&Room>) -> Self {
        let deflate = self.deflate.filter(|_| room.is_some_and(|room| room.lanes.deflates()));
        Self { deflate, ..self }
    }

    /// How the session will speak.
    pub(crate) fn encoding(&self) -> Encoding {
        match self.deflate {
            Some(_) => self.encoding.deflated(),
            None => self.encoding,
        }
    }

    /// The headers of the answer, whose status is 101.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> + '_ {
        let accept = HeaderValue::from_str(&self.accept).ok();
        let deflate = self.deflate.map(Answer::header);
        let protocol = self.named.then(|| self.encoding.subprotocol());
        [
            Some((header::UPGRADE, HeaderValue::from_static("websocket"))),
            Some((header::CONNECTION, HeaderValue::from_static("Upgrade"))),
            accept.map(|accept| (header::SEC_WEBSOCKET_ACCEPT, accept)),
            protocol.map(|name| (header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(name))),
            deflate.map(|it| (header::SEC_WEBSOCKET_EXTENSIONS, HeaderValue::from_static(it))),
        ]
        .into_iter()
        .flatten()
    }

    /// The whole answer, as it goes over the wire.
    pub(crate) fn answer(&self) -> Vec<u8> {
        let mut answer = b"HTTP/1.1 101 Switching Protocols\r\n".to_vec();
        for (name, value) in self.headers() {
            answer.extend_from_slice(name.as_str().as_bytes());
            answer.extend_from_slice(b": ");
            answer.extend_from_slice(value.as_bytes());
            answer.extend_from_slice(b"\r\n");
        }
        answer.extend_from_slice(b"\r\n");
        answer
    }
}

/// The token of an `Authorization: Bearer` header, if there is such a header.
///
/// # Errors
/// `TOKEN_INVALID` when the header is something else.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, v1::Error> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.map(Some).ok_or_else(|| {
        refuse(ErrorCode::TokenInvalid, "The Authorization header must be `Bearer` and a token.")
    })
}

fn has_word(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| one.trim().eq_ignore_ascii_case(word))
}

fn key(headers: &HeaderMap) -> Result<String, v1::Error> {
    let wanted = has_word(headers, header::UPGRADE, "websocket")
        && has_word(headers, header::CONNECTION, "upgrade")
        && has_word(headers, header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).and_then(|key| key.to_str().ok());
    key.filter(|_| wanted).map(str::to_owned).ok_or_else(|| {
        refuse(
            ErrorCode::BadFrame,
            "This path takes WebSocket handshakes of version 13 only: connect with a WebSocket client.",
        )
    })
}

/// The first sub-protocol offered that we speak; JSON where none is offered.
fn encoding(headers: &HeaderMap) -> Result<Encoding, v1::Error> {
    let offers: Vec<&str> = headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    if offers.is_empty() {
        return Ok(Encoding::Json);
    }
    offers.into_iter().find_map(Encoding::of).ok_or_else(|| {
        refuse(
            ErrorCode::BadFrame,
            "None of the sub-protocols offered is known: offer hawker.v1.json, hawker.v1.proto or hawker.v1.packed.",
        )
    })
}

/// The first offer of permessage-deflate that we can take.
fn deflate(headers: &HeaderMap) -> Option<Answer> {
    let values = headers.get_all(header::SEC_WEBSOCKET_EXTENSIONS);
    negotiate(values.into_iter().filter_map(|value| value.to_str().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offering(protocols: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocols));
        headers
    }

    #[test]
    fn the_first_known_subprotocol_is_taken() {
        assert_eq!(encoding(&HeaderMap::new()).unwrap(), Encoding::Json);
        assert_eq!(
            encoding(&offering("x, hawker.v1.proto, hawker.v1.json")).unwrap(),
            Encoding::Proto
        );
        assert_eq!(encoding(&offering("mqtt")).unwrap_err().code(), ErrorCode::BadFrame);
    }

    #[test]
    fn a_bearer_is_taken_whatever_the_case_of_its_scheme() {
        let with = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(text));
            headers
        };
        assert_eq!(bearer(&HeaderMap::new()).unwrap(), None);
        assert_eq!(bearer(&with("bearer abc")).unwrap(), Some("abc"));
        let wrong = bearer(&with("Basic abc")).unwrap_err();
        assert_eq!(wrong.code(), ErrorCode::TokenInvalid);
    }
}
