//! A WebSocket's handshake that comes by way of the HTTP server: behind another
//! request on the same connection, or one that has to be refused. Most are
//! answered by the workers themselves, at the door, `crate::door`.
//!
//! Browsers can't read a refused upgrade, so whoever asks well is upgraded, and
//! then told in a frame what is wrong.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::StatusCode;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;

use super::{
    App,
    inbound::{Names, address},
    problem::Problem,
};
use crate::{
    door::{self, Address, Handshake, Rewind, bearer},
    tls::{Encrypted, Wire},
    worker::{Adoption, Refusal, Source},
};

/// `GET /v1/shows/{show}/ws`.
pub(super) async fn join(
    State(app): State<Arc<App>>,
    Names(show): Names<String>,
    mut request: Request,
) -> Result<Response, Problem> {
    let handshake = Handshake::of(request.headers())?;
    let header_token = bearer(request.headers())?.map(str::to_owned);
    let room = door::looked_up(&app.shared, &show).await;
    let handshake = handshake.with(room.as_deref().ok());
    let answer = switching(&handshake);
    let address = address(request.extensions()).unwrap_or(Address::UNKNOWN);
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Some((wire, leftover)) = bare_socket(upgrade).await else { return };
        let encoding = handshake.encoding();
        match room {
            Ok(room) => app.workers.adopt(Adoption {
                wire,
                leftover,
                encoding,
                room,
                address,
                header_token,
                from: Source::Server,
            }),
            Err(goodbye) => {
                app.workers.refuse(Refusal {
                    wire,
                    leftover,
                    encoding,
                    goodbye,
                    from: Source::Server,
                });
            }
        }
    });
    std::future::ready(Ok(answer)).await
}

fn switching(handshake: &Handshake) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    *response.body_mut() = Body::empty();
    response.headers_mut().extend(handshake.headers());
    response
}

/// The socket out of hyper, and what the client sent already.
async fn bare_socket(upgrade: OnUpgrade) -> Option<(Wire, Bytes)> {
    let upgraded: Upgraded = match upgrade.await {
        Ok(upgraded) => upgraded,
        Err(error) => {
            tracing::debug!(%error, "an upgrade was broken off");
            return None;
        }
    };
    let (io, tls, read) = match upgraded.downcast::<TokioIo<Rewind>>() {
        Ok(parts) => (parts.io.into_inner(), None, parts.read_buf),
        Err(upgraded) => match upgraded.downcast::<TokioIo<Encrypted>>() {
            Ok(parts) => {
                let (io, tls) = parts.io.into_inner().into_parts();
                (io, Some(tls), parts.read_buf)
            }
            Err(_) => {
                tracing::error!("an upgraded connection is not a TCP socket");
                return None;
            }
        },
    };
    // With TLS nothing of what the door read can be left: the handshake was in it.
    let (unread, stream) = io.into_parts();
    let leftover = [read, unread].concat();
    match stream.into_std() {
        Ok(tcp) => Some((Wire { tcp, tls }, leftover.into())),
        Err(error) => {
            tracing::warn!(%error, "a socket could not be taken out of the runtime");
            None
        }
    }
}
