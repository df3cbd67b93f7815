//! gRPC messages as the bytes that they are, for those who read only a part of
//! each.

use bytes::{Buf as _, BufMut as _, Bytes};
use prost::Message as _;
use tonic::{
    Request, Response, Status, Streaming,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
};

use crate::{Peer, v1::FollowRequest};

/// The codec: a message is its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, input: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(input.copy_to_bytes(input.remaining())))
    }
}

/// The path of `Inventory.Follow`.
pub const FOLLOW: &str = "/hawker.v1.Inventory/Follow";

/// Follows the journal, with every response left encoded and no longer than
/// `most` bytes; see [`Record`](crate::journal::Record).
pub async fn follow(
    inventory: Peer,
    request: FollowRequest,
    most: usize,
) -> Result<Streaming<Bytes>, Status> {
    let mut grpc = Grpc::new(inventory).max_decoding_message_size(most);
    let unavailable = |e: tonic::transport::Error| Status::unavailable(e.to_string());
    grpc.ready().await.map_err(unavailable)?;
    let request = Request::new(Bytes::from(request.encode_to_vec()));
    let path = PathAndQuery::from_static(FOLLOW);
    grpc.server_streaming(request, path, Raw).await.map(Response::into_inner)
}
