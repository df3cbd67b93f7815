//! Telling a request for a room's WebSocket from all others, by its head.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use super::handshake::{Handshake, bearer};
use crate::http::Origins;

/// Headers of a request that is read here; one with more is the server's.
const HEADERS: usize = 48;
const PREFIX: &[u8] = b"GET /v1/shows/";

/// What the bytes are.
pub(super) enum Head {
    /// The beginning of what may be a request for a WebSocket.
    Partial,
    /// Something else, or one that must be refused.
    Other,
    /// A request for a WebSocket, whole and right.
    Upgrade(Box<Upgrade>),
}

/// What a right request asks for.
pub(super) struct Upgrade {
    pub(super) show: String,
    pub(super) handshake: Handshake,
    /// The token of its `Authorization` header.
    pub(super) header_token: Option<String>,
    /// The headers, for where the client is behind its proxies.
    pub(super) forwarded: HeaderMap,
    /// What came behind it.
    pub(super) leftover: Bytes,
}

/// Reads the head of a request, which may come from pages of these origins.
pub(super) fn read(input: &[u8], origins: &Origins) -> Head {
    let compared = input.len().min(PREFIX.len());
    if input.get(..compared) != PREFIX.get(..compared) {
        return Head::Other;
    }
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(input) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Head::Partial,
        Err(_) => return Head::Other,
    };
    let Some(show) = request.path.and_then(show) else { return Head::Other };
    let Some(headers) = (request.version == Some(1)).then(|| taken(request.headers)).flatten()
    else {
        return Head::Other;
    };
    let (Ok(handshake), Ok(token)) = (Handshake::of(&headers), bearer(&headers)) else {
        return Head::Other;
    };
    // The server answers what it refuses.
    if origins.check(&headers, &Uri::default()).is_err() {
        return Head::Other;
    }
    // A request with a body is none that can be upgraded.
    if headers.contains_key(header::CONTENT_LENGTH)
        || headers.contains_key(header::TRANSFER_ENCODING)
    {
        return Head::Other;
    }
    let leftover = Bytes::copy_from_slice(input.get(length..).unwrap_or_default());
    let header_token = token.map(str::to_owned);
    Head::Upgrade(Box::new(Upgrade {
        show: show.to_owned(),
        handshake,
        header_token,
        forwarded: headers,
        leftover,
    }))
}

/// The show of a path; none where the path is another, or has to be decoded.
fn show(path: &str) -> Option<&str> {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let show = path.strip_prefix("/v1/shows/")?.strip_suffix("/ws")?;
    (!show.contains(['/', '%'])).then_some(show)
}

/// The headers as the rest of the house reads them.
fn taken(headers: &[httparse::Header<'_>]) -> Option<HeaderMap> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for header in headers {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
        map.append(name, HeaderValue::from_bytes(header.value).ok()?);
    }
    Some(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Head {
        super::read(input, &Origins::new(&[]).unwrap())
    }

    const RIGHT: &str = "GET /v1/shows/demo/ws?x=1 HTTP/1.1\r\nHost: h\r\nupgrade: WebSocket\r\n\
                         Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                         Sec-WebSocket-Protocol: hawker.v1.proto\r\n\
                         Authorization: Bearer abc\r\n\r\nleft";

    #[test]
    fn a_request_for_a_room_is_told_from_its_beginnings_and_from_others() {
        let end = RIGHT.len() - "left".len();
        for cut in 0..end {
            assert!(matches!(read(&RIGHT.as_bytes()[..cut]), Head::Partial), "{cut}");
        }
        let Head::Upgrade(upgrade) = read(RIGHT.as_bytes()) else { panic!("not recognised") };
        assert_eq!(upgrade.show, "demo");
        assert_eq!(upgrade.header_token.as_deref(), Some("abc"));
        assert_eq!(&upgrade.leftover[..], b"left");
    }

    #[test]
    fn whatever_is_odd_is_left_to_the_server() {
        let with = |from: &str, to: &str| RIGHT.replacen(from, to, 1);
        for odd in [
            with("GET", "PUT"),
            with("/ws", "/events"),
            with("demo", "de%6Do"),
            with("HTTP/1.1", "HTTP/1.0"),
            with("hawker.v1.proto", "mqtt"),
            with("Version: 13", "Version: 8"),
            with("Bearer", "Basic"),
            with("Host: h", "Content-Length: 4"),
            with("Host: h", "no header"),
            with("Host: h", "Host: h\r\nOrigin: https://elsewhere.example"),
            with("upgrade: WebSocket", "upgrade: h2c"),
        ] {
            assert!(matches!(read(odd.as_bytes()), Head::Other), "{odd}");
        }
    }
}
