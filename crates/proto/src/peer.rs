//! The way to another service of Hawker's: a channel, and the token that callers
//! show there, if they must.

use tonic::{
    body::Body,
    codegen::{
        Service,
        http::{HeaderValue, Request, Response, header::AUTHORIZATION},
    },
    transport::{Channel, Error},
};

use crate::SHARD;

/// What clients of `hawker.v1` call through. Cheap to clone, and shows no token.
#[derive(Debug, Clone)]
pub struct Peer {
    channel: Channel,
    /// The header's value, marked sensitive.
    authorization: Option<HeaderValue>,
    /// The shard of the stock that is called.
    shard: Option<HeaderValue>,
}

impl Peer {
    /// A peer that wants this value of `authorization` in each call.
    #[must_use]
    pub fn with_authorization(channel: Channel, mut authorization: HeaderValue) -> Self {
        authorization.set_sensitive(true);
        Self { channel, authorization: Some(authorization), shard: None }
    }

    /// The same for the calls of one shard of the stock.
    #[must_use]
    pub fn of_shard(self, number: u16) -> Self {
        Self { shard: Some(number.into()), ..self }
    }
}

impl From<Channel> for Peer {
    fn from(channel: Channel) -> Self {
        Self { channel, authorization: None, shard: None }
    }
}

impl Service<Request<Body>> for Peer {
    type Response = Response<Body>;
    type Error = Error;
    type Future = <Channel as Service<Request<Body>>>::Future;

    fn poll_ready(
        &mut self,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Error>> {
        self.channel.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        if let Some(shard) = &self.shard {
            request.headers_mut().insert(SHARD, shard.clone());
        }
        self.channel.call(request)
    }
}
