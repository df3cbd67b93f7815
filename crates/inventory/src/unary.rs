//! `Reserve` as one call, served from the bytes of its body and answered with
//! bytes. Of what a unary call costs, the layers between HTTP/2 and the service are
//! the larger part: so a [`Shortcut`] before a router takes these calls out.

use std::{
    future::ready,
    task::{Context, Poll},
};

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::future::Either;
use http_body_util::{BodyExt as _, Full, Limited};
use tonic::{
    Status,
    body::Body,
    codegen::{
        BoxFuture, Service,
        http::{HeaderMap, HeaderValue, Request, Response, header::CONTENT_TYPE},
    },
};
use tower::Layer;

use crate::{ask::Ask, handle::Handle, limits::CALL_BYTES, raw::Desks, refusal::Refused};

pub(crate) const RESERVE: &str = "/hawker.v1.Inventory/Reserve";

/// What comes before a gRPC message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// A layer that serves reservations itself, and leaves every other call to the
/// service below it.
#[derive(Clone)]
pub struct Shortcut(pub(crate) Desks);

impl std::fmt::Debug for Shortcut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shortcut")
    }
}

impl<S> Layer<S> for Shortcut {
    type Service = Shortened<S>;

    fn layer(&self, inner: S) -> Shortened<S> {
        Shortened { desks: self.0.clone(), inner }
    }
}

/// A service with a [`Shortcut`].
#[derive(Clone)]
pub struct Shortened<S> {
    desks: Desks,
    inner: S,
}

impl<S> std::fmt::Debug for Shortened<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shortened")
    }
}

impl<S> Service<Request<Body>> for Shortened<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Error: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Either<BoxFuture<Response<Body>, S::Error>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if request.uri().path() != RESERVE {
            return Either::Right(self.inner.call(request));
        }
        let desk = match self.desks.of(request.headers()) {
            Ok(desk) => desk,
            Err(refused) => {
                let refused = Status::from(refused).into_http();
                return Either::Left(Box::pin(async move { Ok(refused) }));
            }
        };
        let Some(handle) = desk.handle() else {
            let elsewhere = desk.elsewhere();
            return Either::Left(Box::pin(async move { Ok(elsewhere) }));
        };
        Either::Left(Box::pin(async move { Ok(reserve(handle, request.into_body()).await) }))
    }
}

/// Carries out the reservation that is in a call's body.
pub(crate) async fn reserve(handle: Handle, body: Body) -> Response<Body> {
    match told(&handle, body).await {
        Ok(answer) => answered(&answer),
        Err(refused) => Status::from(refused).into_http(),
    }
}

async fn told(handle: &Handle, body: Body) -> Result<Bytes, Refused> {
    let whole = Limited::new(body, CALL_BYTES).collect().await.map_err(|_| no_message())?;
    handle.ask(Ask::Reserve(message(whole.to_bytes())?)).await
}

/// The one message of a call.
fn message(mut body: Bytes) -> Result<Bytes, Refused> {
    let Some((&[compressed, a, b, c, d], rest)) = body.split_first_chunk::<PREFIX>() else {
        return Err(no_message());
    };
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d]));
    if compressed != 0 || length != Ok(rest.len()) {
        return Err(no_message());
    }
    Ok(body.split_off(PREFIX))
}

fn no_message() -> Refused {
    Refused::field("the call does not hold one message, as it is and within 4 MiB; send that")
}

fn answered(answer: &Bytes) -> Response<Body> {
    let mut message = BytesMut::with_capacity(PREFIX + answer.len());
    message.put_u8(0);
    // An answer has a few hundred bytes.
    message.put_u32(u32::try_from(answer.len()).unwrap_or(u32::MAX));
    message.put_slice(answer);
    let mut trailers = HeaderMap::with_capacity(1);
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    let body = Full::new(message.freeze()).with_trailers(ready(Some(Ok(trailers))));
    let mut response = Response::new(Body::new(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_whole_message_is_taken() {
        let whole = |bytes: &'static [u8]| message(Bytes::from_static(bytes)).ok();
        assert_eq!(whole(b"\0\0\0\0\x02hi").as_deref(), Some(&b"hi"[..]));
        assert_eq!(whole(b"\0\0\0\0\0").as_deref(), Some(&b""[..]));
        assert_eq!(whole(b"\0\0\0\0"), None, "its length is cut off");
        assert_eq!(whole(b"\0\0\0\0\x03hi"), None, "it is cut off");
        assert_eq!(whole(b"\0\0\0\0\x01hi"), None, "there is more");
        assert_eq!(whole(b"\x01\0\0\0\x02hi"), None, "it is compressed");
    }
}
