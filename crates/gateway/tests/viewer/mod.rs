//! A viewer that another library speaks for: tungstenite over a real socket, in
//! either sub-protocol.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    reason = "helpers of tests, of which each test file uses some"
)]

use std::{collections::VecDeque, net::SocketAddr};

use futures_util::{SinkExt, StreamExt};
use hawker_proto::v1::{
    self, ClientFrame, ErrorCode, ServerFrame, client_frame, reply, server_frame::Kind,
};
use prost::Message as _;
use tokio::{
    net::{TcpSocket, TcpStream},
    time::{error::Elapsed, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::CloseFrame},
};

use crate::support::PATIENCE;

pub(crate) const JSON: &str = "hawker.v1.json";
pub(crate) const PROTO: &str = "hawker.v1.proto";

/// What the server said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    Frame(Box<Kind>),
    Closed(Option<u16>),
}

pub(crate) struct Viewer {
    pub(crate) socket: WebSocketStream<TcpStream>,
    proto: bool,
    ready: VecDeque<Kind>,
    next_id: u32,
}

impl Viewer {
    /// Connects to the show `s1`, and says nothing yet.
    pub(crate) async fn connect(at: SocketAddr, protocol: &str) -> Self {
        Self::connect_to(at, protocol, "s1", None).await
    }

    pub(crate) async fn connect_to(
        at: SocketAddr,
        protocol: &str,
        show: &str,
        token: Option<&str>,
    ) -> Self {
        Self::connect_on(TcpStream::connect(at).await.unwrap(), at, protocol, show, token).await
    }

    /// Connects with a socket that takes little before it is read.
    pub(crate) async fn connect_narrow(at: SocketAddr, protocol: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Narrow enough to fall behind at once; with less, a long frame waits for
        // TCP's timers more than for anything that is tested.
        socket.set_recv_buffer_size(16_384).unwrap();
        let stream = socket.connect(at).await.unwrap();
        Self::connect_on(stream, at, protocol, "s1", None).await
    }

    /// Connects as a proxy does for a client of this address.
    pub(crate) async fn connect_for(at: SocketAddr, client: &str) -> Self {
        let stream = TcpStream::connect(at).await.unwrap();
        let request = format!("ws://{at}/v1/shows/s1/ws").into_client_request();
        let mut request = request.unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", JSON.parse().unwrap());
        headers.insert("x-forwarded-for", client.parse().unwrap());
        let (socket, _) = client_async(request, stream).await.unwrap();
        Self { socket, proto: false, ready: VecDeque::new(), next_id: 1 }
    }

    /// Connects on a socket that is there.
    pub(crate) async fn connect_on(
        stream: TcpStream,
        at: SocketAddr,
        protocol: &str,
        show: &str,
        token: Option<&str>,
    ) -> Self {
        let url = format!("ws://{at}/v1/shows/{show}/ws");
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", protocol.parse().unwrap());
        if let Some(token) = token {
            headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        let (socket, answer) = client_async(request, stream).await.unwrap();
        assert_eq!(answer.headers()["sec-websocket-protocol"], protocol);
        Self { socket, proto: protocol == PROTO, ready: VecDeque::new(), next_id: 1 }
    }

    /// Connects and opens a session; gives back the welcome.
    pub(crate) async fn join(at: SocketAddr, protocol: &str, token: &str) -> (Self, v1::Welcome) {
        let mut viewer = Self::connect(at, protocol).await;
        let welcome = viewer.hello(hello(token)).await;
        (viewer, welcome)
    }

    pub(crate) async fn hello(&mut self, hello: v1::Hello) -> v1::Welcome {
        match self.ask(client_frame::Kind::Hello(hello)).await {
            reply::Result::Welcome(welcome) => welcome,
            other => panic!("not welcome: {other:?}"),
        }
    }

    /// Sends a frame with a fresh id, which is given back.
    pub(crate) async fn send(&mut self, kind: client_frame::Kind) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        self.send_frame(&ClientFrame { id, kind: Some(kind) }).await;
        id
    }

    pub(crate) async fn send_frame(&mut self, frame: &ClientFrame) {
        let message = if self.proto {
            Message::binary(frame.encode_length_delimited_to_vec())
        } else {
            Message::text(serde_json::to_string(frame).unwrap())
        };
        self.socket.send(message).await.unwrap();
    }

    /// Sends a frame and waits for its reply; other frames are kept.
    pub(crate) async fn ask(&mut self, kind: client_frame::Kind) -> reply::Result {
        let id = self.send(kind).await;
        self.reply(id).await
    }

    pub(crate) async fn reply(&mut self, id: u32) -> reply::Result {
        let reply = self
            .until("a reply", |kind| match kind {
                Kind::Reply(reply) if reply.id == id => Some(reply.clone()),
                _ => None,
            })
            .await;
        reply.result.unwrap()
    }

    /// The error that a frame is refused with.
    pub(crate) async fn refused(&mut self, kind: client_frame::Kind) -> ErrorCode {
        match self.ask(kind).await {
            reply::Result::Error(error) => checked(&error),
            other => panic!("not refused: {other:?}"),
        }
    }

    pub(crate) async fn reply_error(&mut self, id: u32) -> ErrorCode {
        match self.reply(id).await {
            reply::Result::Error(error) => checked(&error),
            other => panic!("not refused: {other:?}"),
        }
    }

    /// Waits for the first frame of a sort, which is taken out; the others stay
    /// in their order.
    pub(crate) async fn until<T>(&mut self, what: &str, wanted: impl Fn(&Kind) -> Option<T>) -> T {
        let mut looked = 0;
        loop {
            while let Some(kind) = self.ready.get(looked) {
                if let Some(found) = wanted(kind) {
                    self.ready.remove(looked);
                    return found;
                }
                looked += 1;
            }
            match timeout(PATIENCE, self.receive()).await {
                Ok(Ok(())) => {}
                Ok(Err(code)) => panic!("closed with {code:?} before {what}: {:?}", self.ready),
                Err(_) => panic!("never came: {what}: {:?}", self.ready),
            }
        }
    }

    /// The next frame, in order.
    pub(crate) async fn next(&mut self) -> Result<Said, Elapsed> {
        timeout(PATIENCE, async {
            loop {
                if let Some(kind) = self.ready.pop_front() {
                    return Said::Frame(Box::new(kind));
                }
                if let Err(code) = self.receive().await {
                    return Said::Closed(code);
                }
            }
        })
        .await
    }

    /// The goodbye and the code that the server closes with.
    pub(crate) async fn goodbye(&mut self) -> (v1::Goodbye, Option<u16>) {
        let goodbye = self
            .until("a goodbye", |kind| match kind {
                Kind::Goodbye(goodbye) => Some(goodbye.clone()),
                _ => None,
            })
            .await;
        // What was kept came before it; after it comes nothing but the end.
        self.ready.clear();
        match self.next().await.unwrap() {
            Said::Closed(code) => (goodbye, code),
            other => panic!("said after goodbye: {other:?}"),
        }
    }

    /// Everything that is ready or comes until a ping is answered.
    pub(crate) async fn drain(&mut self) -> Vec<Kind> {
        let id = self.send(client_frame::Kind::Ping(v1::Ping {})).await;
        self.reply(id).await;
        self.ready.drain(..).collect()
    }

    /// Reads one message; an error is the end, with its close code.
    async fn receive(&mut self) -> Result<(), Option<u16>> {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => {
                for line in text.as_str().lines() {
                    let frame: ServerFrame = serde_json::from_str(line).unwrap();
                    self.ready.extend(frame.kind);
                }
                Ok(())
            }
            Some(Ok(Message::Binary(bytes))) => {
                let mut rest = bytes.as_ref();
                while !rest.is_empty() {
                    let frame = ServerFrame::decode_length_delimited(&mut rest).unwrap();
                    self.ready.extend(frame.kind);
                }
                Ok(())
            }
            Some(Ok(Message::Close(frame))) => {
                Err(frame.map(|CloseFrame { code, .. }| u16::from(code)))
            }
            Some(Ok(_)) => Ok(()),
            Some(Err(_)) | None => Err(None),
        }
    }
}

/// The code of an error that says what to do.
pub(crate) fn checked(error: &v1::Error) -> ErrorCode {
    assert!(error.message.ends_with('.') && error.message.len() > 20, "{error:?}");
    assert_eq!(error.temporary, hawker_proto::temporary(error.code()));
    error.code()
}

pub(crate) fn hello(token: &str) -> v1::Hello {
    v1::Hello { token: token.into(), ..v1::Hello::default() }
}

pub(crate) fn resume(token: &str, position: &v1::Position) -> v1::Hello {
    let v1::Position { epoch, offset } = *position;
    v1::Hello { token: token.into(), epoch, offset, ..v1::Hello::default() }
}

pub(crate) fn chat(text: &str) -> client_frame::Kind {
    client_frame::Kind::SendChat(v1::SendChat { text: text.into() })
}

pub(crate) fn pin(listing: &str) -> client_frame::Kind {
    client_frame::Kind::Pin(v1::PinListing { listing: listing.into() })
}

pub(crate) fn ping() -> client_frame::Kind {
    client_frame::Kind::Ping(v1::Ping {})
}

pub(crate) fn offset_of(kind: &Kind) -> Option<u32> {
    match kind {
        Kind::Publication(publication) => Some(publication.offset),
        _ => None,
    }
}

pub(crate) fn snapshot_of(kind: &Kind) -> Option<v1::Snapshot> {
    match kind {
        Kind::Snapshot(snapshot) => Some(snapshot.clone()),
        _ => None,
    }
}

/// The balance of one viewer's chat, from its own log alone.
#[derive(Debug, Default)]
pub(crate) struct ChatLog {
    pub(crate) accepted: u32,
    pub(crate) sampled_out: u32,
    received: std::collections::BTreeSet<u32>,
    skipped: u32,
    start: (u32, u32),
}

impl ChatLog {
    pub(crate) fn of(welcome: &v1::Welcome) -> Self {
        let start = (welcome.chat_accepted, welcome.chat_sampled_out);
        Self { accepted: start.0, sampled_out: start.1, start, ..Self::default() }
    }

    pub(crate) fn note(&mut self, kind: &Kind) {
        match kind {
            Kind::Chat(tick) => {
                for message in &tick.messages {
                    assert!(self.received.insert(message.seq), "{} came twice", message.seq);
                }
                (self.accepted, self.sampled_out) = (tick.accepted, tick.sampled_out);
            }
            Kind::ChatSkipped(skip) => self.skipped += skip.messages,
            // It stands for ticks that then never come.
            Kind::Snapshot(it) => {
                assert!(it.chat_accepted >= self.accepted, "chat went back");
                (self.accepted, self.sampled_out) = (it.chat_accepted, it.chat_sampled_out);
            }
            _ => {}
        }
    }

    /// Received + sampled out + skipped = accepted.
    #[track_caller]
    pub(crate) fn check(&self) {
        let received = u32::try_from(self.received.len()).unwrap();
        let sampled_out = self.sampled_out - self.start.1;
        assert_eq!(received + sampled_out + self.skipped, self.accepted - self.start.0, "{self:?}");
    }

    pub(crate) fn skipped(&self) -> u32 {
        self.skipped
    }
}
