//! A viewer over WebSocket, speaking `hawker.v1.json` by another implementation.

use std::{collections::VecDeque, net::SocketAddr};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::CloseFrame},
};

use super::PATIENCE;

pub(crate) struct Viewer {
    socket: WebSocketStream<TcpStream>,
    /// Frames that came and were not asked for yet.
    waiting: VecDeque<Value>,
    /// How the server closed.
    pub(crate) closed: Option<CloseFrame>,
    id: u32,
}

impl Viewer {
    pub(crate) async fn connect(at: SocketAddr, show: &str) -> Self {
        let url = format!("ws://{at}/v1/shows/{show}/ws");
        let mut request = url.into_client_request().unwrap();
        let protocol = "hawker.v1.json".parse().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let stream = TcpStream::connect(at).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (socket, answer) = client_async(request, stream).await.unwrap();
        assert_eq!(answer.headers()["sec-websocket-protocol"], "hawker.v1.json");
        Self { socket, waiting: VecDeque::new(), closed: None, id: 0 }
    }

    /// Connects and says hello; the welcome is returned with it.
    pub(crate) async fn join(at: SocketAddr, token: &str, position: &Value) -> (Self, Value) {
        let mut viewer = Self::connect(at, "s1").await;
        let mut hello = json!({"token": token});
        for part in ["epoch", "offset"] {
            if position[part].is_u64() {
                hello[part] = position[part].clone();
            }
        }
        let reply = viewer.ask("hello", hello).await;
        (viewer, reply["welcome"].clone())
    }

    /// Sends a frame and returns its reply.
    pub(crate) async fn ask(&mut self, kind: &str, body: Value) -> Value {
        self.id += 1;
        let id = self.id;
        let frame = json!({"id": id, kind: body});
        self.socket.send(Message::text(frame.to_string())).await.unwrap();
        let reply = self.next_where("its reply", |frame| frame["reply"]["id"] == id).await;
        reply["reply"].clone()
    }

    /// Sends a frame; what had come when its reply was first seen, which is read later.
    pub(crate) async fn first_seen_of_answer(&mut self, kind: &str, body: Value) -> String {
        self.id += 1;
        let frame = json!({"id": self.id, kind: body});
        self.socket.send(Message::text(frame.to_string())).await.unwrap();
        let mut bytes = vec![0; 64 * 1024];
        let seen = async {
            loop {
                let length = self.socket.get_ref().peek(&mut bytes).await.unwrap();
                let came = String::from_utf8_lossy(&bytes[..length]);
                if came.contains("\"reply\"") {
                    break came.into_owned();
                }
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, seen).await.expect("its reply")
    }

    /// Ticks of chat that came so far and were not asked for.
    pub(crate) fn ticks(&self) -> usize {
        self.waiting.iter().filter(|frame| frame["chat"]["messages"].is_array()).count()
    }

    /// The first frame that is as wanted; others stay for later.
    pub(crate) async fn next_where(
        &mut self,
        what: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let mut at = 0;
        loop {
            while at < self.waiting.len() {
                if wanted(&self.waiting[at]) {
                    return self.waiting.remove(at).unwrap();
                }
                at += 1;
            }
            assert!(self.read().await, "never came: {what}: {:#?}", self.waiting);
        }
    }

    /// Reads one message; false when the server has closed.
    pub(crate) async fn read(&mut self) -> bool {
        let Ok(message) = timeout(PATIENCE, self.socket.next()).await else { return false };
        match message {
            Some(Ok(Message::Text(text))) => {
                let frames = text.split('\n').filter(|line| !line.is_empty());
                self.waiting.extend(frames.map(|frame| serde_json::from_str(frame).unwrap()));
                true
            }
            Some(Ok(Message::Close(frame))) => {
                self.closed = frame;
                true
            }
            Some(Ok(_)) => true,
            Some(Err(_)) | None => false,
        }
    }

    /// The publications that came so far, in order.
    pub(crate) fn publications(&self) -> Vec<Value> {
        let said = self.waiting.iter().filter(|frame| frame["publication"].is_object());
        said.map(|frame| frame["publication"].clone()).collect()
    }
}
