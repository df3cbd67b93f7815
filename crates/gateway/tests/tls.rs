//! TLS on the public port, with certificates of our own making and a client that
//! is not ours.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;
mod viewer;

use std::{io::ErrorKind, net::SocketAddr, path::Path, sync::Arc};

use futures_util::{SinkExt as _, StreamExt as _};
use hawker_gateway::Config;
use hawker_proto::v1::{ClientFrame, ServerFrame, client_frame, reply, server_frame::Kind};
use http_body_util::{BodyExt as _, Empty};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName},
};
use serde_json::json;
use support::{House, PATIENCE, claims, eventually, listing, mint};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};
use viewer::{JSON, chat, hello, pin, ping};

/// An authority, and the files of a certificate that it gave out.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let authority = Self { issuer, folder: tempfile::tempdir().unwrap() };
        authority.give_out();
        authority
    }

    /// Writes a fresh certificate and its key.
    fn give_out(&self) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["hawker.test".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        std::fs::write(self.path("key.pem"), key.serialize_pem()).unwrap();
        std::fs::write(self.path("cert.pem"), certificate.pem()).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn config(&self) -> Config {
        let mut config = Config::default();
        config.tls.cert = Some(self.path("cert.pem"));
        config.tls.key = Some(self.path("key.pem"));
        config
    }

    async fn connect(&self, at: SocketAddr) -> std::io::Result<TlsStream<TcpStream>> {
        self.connect_on(TcpStream::connect(at).await?).await
    }

    async fn connect_on(&self, socket: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("hawker.test").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, socket).await
    }
}

fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned()
}

/// A viewer over TLS.
struct Encrypted {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    next_id: u32,
    waiting: std::collections::VecDeque<Kind>,
}

impl Encrypted {
    async fn join(stream: TlsStream<TcpStream>, token: &str) -> Self {
        let mut viewer = Self::open(stream).await;
        let welcome = viewer.ask(client_frame::Kind::Hello(hello(token))).await;
        assert!(matches!(welcome, reply::Result::Welcome(_)), "{welcome:?}");
        viewer
    }

    /// Connects, and says nothing.
    async fn open(stream: TlsStream<TcpStream>) -> Self {
        let mut request = "wss://hawker.test/v1/shows/s1/ws".into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", JSON.parse().unwrap());
        let (socket, _) = client_async(request, stream).await.unwrap();
        Self { socket, next_id: 1, waiting: std::collections::VecDeque::new() }
    }

    async fn say(&mut self, kind: client_frame::Kind) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        let frame = serde_json::to_string(&ClientFrame { id, kind: Some(kind) }).unwrap();
        self.socket.send(Message::text(frame)).await.unwrap();
        id
    }

    async fn ask(&mut self, kind: client_frame::Kind) -> reply::Result {
        let id = self.say(kind).await;
        loop {
            if let Kind::Reply(reply) = self.next().await
                && reply.id == id
            {
                return reply.result.unwrap();
            }
        }
    }

    async fn next(&mut self) -> Kind {
        loop {
            if let Some(kind) = self.waiting.pop_front() {
                assert!(!matches!(kind, Kind::Goodbye(_)), "sent away: {kind:?}");
                return kind;
            }
            let message = timeout(PATIENCE, self.socket.next()).await.unwrap().unwrap().unwrap();
            if let Message::Text(text) = message {
                for line in text.lines() {
                    let frame: ServerFrame = serde_json::from_str(line).unwrap();
                    self.waiting.extend(frame.kind);
                }
            }
        }
    }
}

async fn get(stream: TlsStream<TcpStream>, path: &str) -> (u16, Bytes) {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::get(path).header("host", "hawker.test");
    let answer = sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.into_body().collect().await.unwrap().to_bytes())
}

/// Makes a live show by a session, since this house speaks no plain HTTP.
async fn on_air(house: &mut House, authority: &Authority) {
    // The show is made before TLS is turned on.
    house.live_show(10).await;
    house.host().put("/v1/shows/s1/listings/mug", &listing("mug")).await.ok();
    house.close().await;
    let plain = std::mem::replace(&mut house.config, authority.config());
    house.config.tls.handshake_ms = 1_000;
    house.config.workers = plain.workers;
    house.config.lanes = plain.lanes;
    house.open().await;
    house.ready().await;
}

async fn encrypted() -> (Authority, House) {
    let authority = Authority::new();
    let mut config = Config::default();
    config.workers.chat_scale = 10_000.0;
    (config.workers.frames_per_second, config.workers.frames_burst) = (1e6, 1e6);
    (config.workers.bytes_per_second, config.workers.bytes_burst) = (1e9, 1e9);
    let mut house = House::with(config).await;
    on_air(&mut house, &authority).await;
    (authority, house)
}

fn token(sub: &str, caps: &[&str]) -> String {
    mint(&claims(sub, caps))
}

#[tokio::test(flavor = "multi_thread")]
async fn http_and_sessions_go_over_tls_and_nothing_else_does() {
    let (authority, house) = encrypted().await;
    let (status, body) = get(authority.connect(house.at).await.unwrap(), "/v1/shows/s1").await;
    assert_eq!(status, 200);
    assert!(String::from_utf8_lossy(&body).contains("\"tee\""));
    let stream = authority.connect(house.at).await.unwrap();
    let mut first = Encrypted::join(stream, &token("a", &["chat"])).await;
    let stream = authority.connect(house.at).await.unwrap();
    let mut second = Encrypted::join(stream, &token("h", &["host", "chat"])).await;
    for turn in 0..50 {
        let text = format!("{turn} {}", "x".repeat(1_500));
        assert!(matches!(first.ask(chat(&text)).await, reply::Result::Chat(_)));
        assert!(matches!(second.ask(ping()).await, reply::Result::Done(_)));
    }
    let reply::Result::Position(at) = second.ask(pin("tee")).await else { panic!("not pinned") };
    loop {
        if let Kind::Publication(publication) = first.next().await {
            assert_eq!(publication.offset, at.offset);
            break;
        }
    }
    // Plain HTTP gets no answer that could be taken for one.
    let mut plain = TcpStream::connect(house.at).await.unwrap();
    plain.write_all(b"GET /v1/about HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    timeout(PATIENCE, plain.read_to_end(&mut answer)).await.unwrap().ok();
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_does_not_read_gets_whole_records_in_order_when_it_does() {
    let (authority, house) = encrypted().await;
    let mut slow = Encrypted::join(narrow(&authority, house.at).await, "").await;
    let stream = authority.connect(house.at).await.unwrap();
    let mut host = Encrypted::join(stream, &token("h", &["host", "chat"])).await;
    let mut last = 0;
    for turn in 0..600 {
        let listing = if turn % 2 == 0 { "tee" } else { "mug" };
        if let reply::Result::Position(position) = host.ask(pin(listing)).await {
            last = position.offset;
        }
        host.ask(chat(&"y".repeat(2_000))).await;
    }
    let mut seen = None;
    while seen != Some(last) {
        if let Kind::Publication(publication) = slow.next().await {
            let expected = seen.map_or(publication.offset, |before| before + 1);
            assert_eq!(publication.offset, expected, "none is lost or doubled");
            seen = Some(publication.offset);
        }
    }
    assert!(matches!(slow.ask(ping()).await, reply::Result::Done(_)));
}

/// A connection with hardly any room for what comes.
async fn narrow(authority: &Authority, at: SocketAddr) -> TlsStream<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    authority.connect_on(socket.connect(at).await.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_what_one_is_sent_comes_though_nothing_follows_it() {
    let authority = Authority::new();
    let mut house = House::with(Config::default()).await;
    // Nothing is sent that would push out what was left unsent.
    house.config.workers.chat_scale = 10_000.0;
    house.config.workers.ping_seconds = 3_600;
    house.config.workers.idle_seconds = 7_200;
    house.config.lanes.viewers_every_ms = 3_600_000;
    on_air(&mut house, &authority).await;
    let stream = authority.connect(house.at).await.unwrap();
    let mut talker = Encrypted::join(stream, &token("a", &["chat"])).await;
    // Wherever it is that the kernel has had enough, some snapshot ends behind it.
    for _ in 0..40 {
        talker.ask(chat(&"z".repeat(1_900))).await;
        let mut slow = Encrypted::open(narrow(&authority, house.at).await).await;
        slow.say(client_frame::Kind::Hello(hello(""))).await;
        // It does not read while the server writes what there is to write.
        for _ in 0..3 {
            talker.ask(ping()).await;
        }
        while !matches!(slow.next().await, Kind::Snapshot(_)) {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_served_and_nobody_is_dropped() {
    let (authority, house) = encrypted().await;
    let stream = authority.connect(house.at).await.unwrap();
    let before = shown(&stream);
    let mut viewer = Encrypted::join(stream, &token("a", &["chat"])).await;
    authority.give_out();
    eventually("the new certificate is served", || async {
        shown(&authority.connect(house.at).await.unwrap()) != before
    })
    .await;
    assert!(matches!(viewer.ask(chat("still here")).await, reply::Result::Chat(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_shake_hands_is_let_go_and_makes_way() {
    let authority = Authority::new();
    let mut config = authority.config();
    (config.tls.handshakes, config.tls.handshake_ms) = (1, 1_000);
    let house = House::with(config).await;
    let mut silent = TcpStream::connect(house.at).await.unwrap();
    // It begins as one who speaks TLS does.
    silent.write_all(&[0x16, 3, 1]).await.unwrap();
    let mut last = [0; 1];
    let ended = timeout(PATIENCE, silent.read(&mut last)).await.unwrap();
    assert!(matches!(ended, Ok(0)) || ended.is_err_and(|e| e.kind() == ErrorKind::ConnectionReset));
    let (status, _) = get(authority.connect(house.at).await.unwrap(), "/v1/about").await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn files_that_can_not_be_used_stop_the_start() {
    let authority = Authority::new();
    let other = Authority::new();
    let wrong = async |change: &dyn Fn(&mut Config)| {
        let mut config = authority.config();
        change(&mut config);
        let mut house = House::new().await;
        house.close().await;
        house.config = config;
        house.try_open().await.err().unwrap().to_string()
    };
    let said = wrong(&|config| config.tls.key = None).await;
    assert!(said.contains("both cert and key"), "{said}");
    let said = wrong(&|config| config.tls.key = Some(other.path("key.pem"))).await;
    assert!(said.contains("cert.pem"), "{said}");
    let said = wrong(&|config| config.tls.cert = Some(Path::new("/nowhere").into())).await;
    assert!(said.contains("gateway.tls.cert: /nowhere"), "{said}");
    assert_eq!(json!(said.lines().count()), 1);
}
