//! From HTTP to a WebSocket session: the handshake of RFC 6455, after which the
//! bare socket is handed to a worker.
//!
//! Browsers can't read a refused upgrade, so whoever asks well is upgraded, and
//! then told in a frame what is wrong.

use std::{net, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use hawker_domain::ShowId;
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::{
    App,
    inbound::{Names, address, bearer},
    problem::Problem,
};
use crate::{
    codec::{Answer, Encoding, negotiate},
    door::Address,
    rooms::Room,
    worker::{Adoption, Refusal},
};

/// Milliseconds after which one who comes while the server stops tries again.
const COME_BACK_MS: u32 = 2_000;

/// `GET /v1/shows/{show}/ws`.
pub(super) async fn join(
    State(app): State<Arc<App>>,
    Names(show): Names<String>,
    mut request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers();
    let key = handshake_key(headers)?;
    let encoding = encoding(headers)?;
    let chosen = headers.contains_key(header::SEC_WEBSOCKET_PROTOCOL).then_some(encoding);
    let offers = deflate_offer(headers);
    let accept = derive_accept_key(key.as_bytes());
    let token = bearer(headers)?.map(str::to_owned);
    let address = address(request.extensions()).unwrap_or(Address::UNKNOWN);
    let upgrade = hyper::upgrade::on(&mut request);
    let door = door(&app, &show);
    let deflate = offers.filter(|_| door.as_ref().is_ok_and(|room| room.lanes.deflates()));
    let encoding = if deflate.is_some() { encoding.deflated() } else { encoding };
    tokio::spawn(async move {
        if let Some((stream, leftover)) = bare_socket(upgrade).await {
            match door {
                Ok(room) => app.workers.adopt(Adoption {
                    stream,
                    leftover,
                    encoding,
                    room,
                    address,
                    header_token: token,
                }),
                Err(goodbye) => {
                    app.workers.refuse(Refusal { stream, leftover, encoding, goodbye });
                }
            }
        }
    });
    std::future::ready(Ok(switching(&accept, chosen, deflate))).await
}

/// The room, or why one can't go in.
fn door(app: &App, show: &str) -> Result<Arc<Room>, v1::Goodbye> {
    if app.stop.is_cancelled() {
        let error =
            refuse(ErrorCode::Draining, "The server is stopping: reconnect in the slot given.");
        return Err(v1::Goodbye {
            error: Some(error),
            reconnect_after_ms: COME_BACK_MS,
            ..Default::default()
        });
    }
    let unknown = || refuse(ErrorCode::ShowNotFound, "There is no such show: check its id.");
    ShowId::new(show)
        .map_err(|_| unknown())
        .and_then(|show| app.shared.rooms.find(&show))
        .map_err(|error| v1::Goodbye { error: Some(error), ..Default::default() })
}

fn has_word(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| one.trim().eq_ignore_ascii_case(word))
}

fn handshake_key(headers: &HeaderMap) -> Result<String, v1::Error> {
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
fn deflate_offer(headers: &HeaderMap) -> Option<Answer> {
    let values = headers.get_all(header::SEC_WEBSOCKET_EXTENSIONS);
    negotiate(values.into_iter().filter_map(|value| value.to_str().ok()))
}

fn switching(accept: &str, chosen: Option<Encoding>, deflate: Option<Answer>) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    *response.body_mut() = Body::empty();
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    if let Some(encoding) = chosen {
        let name = HeaderValue::from_static(encoding.subprotocol());
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, name);
    }
    if let Some(deflate) = deflate {
        let answer = HeaderValue::from_static(deflate.header());
        headers.insert(header::SEC_WEBSOCKET_EXTENSIONS, answer);
    }
    response
}

/// The socket out of hyper, and what the client sent already.
async fn bare_socket(upgrade: OnUpgrade) -> Option<(net::TcpStream, Bytes)> {
    let upgraded: Upgraded = match upgrade.await {
        Ok(upgraded) => upgraded,
        Err(error) => {
            tracing::debug!(%error, "an upgrade was broken off");
            return None;
        }
    };
    let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else {
        tracing::error!("an upgraded connection is not a TCP socket");
        return None;
    };
    match parts.io.into_inner().into_std() {
        Ok(socket) => Some((socket, parts.read_buf)),
        Err(error) => {
            tracing::warn!(%error, "a socket could not be taken out of the runtime");
            None
        }
    }
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
}
