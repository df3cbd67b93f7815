//! A viewer over a real WebSocket, in the JSON sub-protocol, that keeps every
//! frame it got.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use futures_util::{SinkExt as _, StreamExt as _};
use hawker_proto::{
    SUBPROTOCOL_JSON,
    v1::{
        ClientFrame, Hello, Position, Publication, Reply, Reserve, ServerFrame, Welcome,
        client_frame, reply, server_frame,
    },
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

/// Frames that may wait to be sent.
const OUTBOX: usize = 64;

/// A connected viewer.
#[derive(Debug)]
pub struct Viewer {
    outbox: mpsc::Sender<Message>,
    seen: Arc<Mutex<Seen>>,
    next_id: u32,
    reader: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Seen {
    frames: Vec<ServerFrame>,
    waiting: HashMap<u32, oneshot::Sender<Reply>>,
    close_code: Option<u16>,
    ended: bool,
}

impl Viewer {
    /// Opens the socket without a hello.
    ///
    /// # Errors
    ///
    /// When the server can't be reached or refuses the upgrade.
    pub async fn connect(address: SocketAddr, show: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Self::over(stream, show).await
    }

    /// The same over a connection that there is, such as one that is encrypted.
    ///
    /// # Errors
    ///
    /// When the server refuses the upgrade.
    pub async fn over<S>(stream: S, show: &str) -> anyhow::Result<Self>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let mut request = format!("ws://hawker.test/v1/shows/{show}/ws").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL_JSON.parse()?);
        let (socket, _) = client_async(request, stream).await?;
        let (mut write, mut read) = socket.split();
        let (outbox, mut queue) = mpsc::channel::<Message>(OUTBOX);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        let reader = tokio::spawn(async move {
            loop {
                tokio::select! {
                    message = read.next() => match message {
                        Some(Ok(message)) => shared.lock().expect("the lock").take(message),
                        _ => break,
                    },
                    Some(message) = queue.recv() => if write.send(message).await.is_err() { break },
                }
            }
            let mut seen = shared.lock().expect("the lock");
            seen.ended = true;
            seen.waiting.clear();
        });
        Ok(Self { outbox, seen, next_id: 1, reader })
    }

    /// Opens the socket and says hello.
    ///
    /// # Errors
    ///
    /// When the server is gone, or refuses.
    pub async fn join(
        address: SocketAddr,
        show: &str,
        token: &str,
        resume: Option<Position>,
    ) -> anyhow::Result<(Self, Welcome)> {
        let viewer = Self::connect(address, show).await?;
        viewer.enter(token, resume).await
    }

    /// Says hello.
    ///
    /// # Errors
    ///
    /// When the server is gone, or refuses.
    pub async fn enter(
        self,
        token: &str,
        resume: Option<Position>,
    ) -> anyhow::Result<(Self, Welcome)> {
        let Position { epoch, offset } = resume.unwrap_or_default();
        self.hello(Hello { token: token.to_owned(), epoch, offset, ..Hello::default() }).await
    }

    /// Says that hello.
    ///
    /// # Errors
    ///
    /// When the server is gone, or refuses.
    pub async fn hello(mut self, hello: Hello) -> anyhow::Result<(Self, Welcome)> {
        match self.ask(client_frame::Kind::Hello(hello)).await? {
            reply::Result::Welcome(welcome) => Ok((self, welcome)),
            other => anyhow::bail!("no welcome but {other:?}"),
        }
    }

    /// Sends a frame and waits for its reply.
    ///
    /// # Errors
    ///
    /// When the connection ends first.
    pub async fn ask(&mut self, kind: client_frame::Kind) -> anyhow::Result<reply::Result> {
        let reply = self.send(kind).await?.await?;
        reply.result.ok_or_else(|| anyhow::anyhow!("a reply without a result"))
    }

    /// Sends a frame; its reply comes later.
    ///
    /// # Errors
    ///
    /// When the connection has ended.
    pub async fn send(
        &mut self,
        kind: client_frame::Kind,
    ) -> anyhow::Result<oneshot::Receiver<Reply>> {
        let id = self.next_id;
        self.next_id += 1;
        let (done, reply) = oneshot::channel();
        self.seen.lock().expect("the lock").waiting.insert(id, done);
        let text = serde_json::to_string(&ClientFrame { id, kind: Some(kind) })?;
        self.send_raw(Message::text(text)).await?;
        Ok(reply)
    }

    /// Sends a WebSocket message as it is.
    ///
    /// # Errors
    ///
    /// When the connection has ended.
    pub async fn send_raw(&self, message: Message) -> anyhow::Result<()> {
        Ok(self.outbox.send(message).await?)
    }

    /// Reserves with a key.
    ///
    /// # Errors
    ///
    /// When the connection ends first.
    pub async fn reserve(
        &mut self,
        key: &str,
        listing: &str,
        quantity: u32,
    ) -> anyhow::Result<reply::Result> {
        let reserve = Reserve {
            key: key.to_owned(),
            listing: listing.to_owned(),
            quantity,
            ..Reserve::default()
        };
        self.ask(client_frame::Kind::Reserve(reserve)).await
    }

    /// Every frame received so far.
    ///
    /// # Panics
    ///
    /// When the reader panicked.
    #[must_use]
    pub fn frames(&self) -> Vec<ServerFrame> {
        self.seen.lock().expect("the lock").frames.clone()
    }

    /// Every critical publication received so far, in order of arrival.
    #[must_use]
    pub fn publications(&self) -> Vec<Publication> {
        let publication = |frame: ServerFrame| match frame.kind {
            Some(server_frame::Kind::Publication(publication)) => Some(publication),
            _ => None,
        };
        self.frames().into_iter().filter_map(publication).collect()
    }

    /// The code of the close frame, once one came.
    ///
    /// # Panics
    ///
    /// When the reader panicked.
    #[must_use]
    pub fn close_code(&self) -> Option<u16> {
        self.seen.lock().expect("the lock").close_code
    }

    /// Whether the connection is over.
    ///
    /// # Panics
    ///
    /// When the reader panicked.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.seen.lock().expect("the lock").ended
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Seen {
    fn take(&mut self, message: Message) {
        match message {
            Message::Text(text) => {
                for line in text.as_str().split('\n').filter(|line| !line.is_empty()) {
                    let frame: ServerFrame = serde_json::from_str(line).expect("a server frame");
                    self.note(frame);
                }
            }
            Message::Close(Some(close)) => self.close_code = Some(close.code.into()),
            _ => {}
        }
    }

    fn note(&mut self, frame: ServerFrame) {
        if let Some(server_frame::Kind::Reply(reply)) = &frame.kind
            && let Some(waiting) = self.waiting.remove(&reply.id)
        {
            // Nobody may be waiting any more.
            drop(waiting.send(reply.clone()));
        }
        self.frames.push(frame);
    }
}
