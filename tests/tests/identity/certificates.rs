//! Certificates that are replaced under open connections, and clients who come back.

use std::{fs, net::SocketAddr, path::Path, process::Command, sync::Arc};

use hawker_proto::v1::{Ping, client_frame, reply};
use hawker_tests::{eventually, viewer::Viewer};
use rustls::{
    ClientConfig, HandshakeKind, RootCertStore, SupportedProtocolVersion,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::*;

const SHOW: &str = "tonight";

/// The files of both ports.
struct Files<'a>(&'a Path);

impl Files<'_> {
    /// Writes what an authority gave out, so that only its content tells that it is
    /// another: of the same length and of the same time.
    fn replace(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        let about = fs::metadata(&path).unwrap();
        assert_eq!(about.len(), text.len() as u64, "{name}");
        fs::write(&path, text).unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(about.modified().unwrap()).unwrap();
    }

    fn length(&self, name: &str) -> usize {
        fs::read(self.0.join(name)).unwrap().len()
    }
}

/// Another certificate, whose PEM has that length.
fn of_length(by: &Authority, length: usize) -> (String, String) {
    std::iter::repeat_with(|| given_out(by)).find(|(pem, _)| pem.len() == length).unwrap()
}

/// A client that trusts this authority, and remembers how to go on with whom it met.
fn trusting(ca: &Authority, versions: &[&'static SupportedProtocolVersion]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(ca.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

/// A stream to the public port.
async fn encrypted_by(
    client: &Arc<ClientConfig>,
    at: SocketAddr,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(NAME).unwrap();
    TlsConnector::from(Arc::clone(client)).connect(name, TcpStream::connect(at).await?).await
}

/// A stream to the public port, of a new client that trusts this authority.
async fn encrypted(at: SocketAddr, ca: &Authority) -> std::io::Result<TlsStream<TcpStream>> {
    encrypted_by(&trusting(ca, rustls::ALL_VERSIONS), at).await
}

/// How the client's next connection begins, over which it asks for something.
async fn handshake(client: &Arc<ClientConfig>, at: SocketAddr) -> HandshakeKind {
    let mut stream = encrypted_by(client, at).await.unwrap();
    let ask = b"GET /v1/about HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(ask).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    stream.get_ref().1.handshake_kind().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_resumes_until_there_is_another_certificate() {
    let dir = scratch("resume");
    let data = dir.path().join("data");
    let server = Server::start(&data).await;
    server.api("host", "host,merchant").put_on_air(SHOW, "lamp", 5).await;
    assert!(server.terminate().success());
    let ca = authority();
    let put = |(certificate, key): (String, String)| {
        [("key.pem", key), ("cert.pem", certificate)]
            .map(|(name, text)| written(dir.path(), name, &text))
    };
    let [key, cert] = put(given_out(&ca));
    let options = Options::default()
        .set("HAWKER_GATEWAY__TLS__CERT", &cert)
        .set("HAWKER_GATEWAY__TLS__KEY", &key);
    let server = Server::start_with(&data, &options).await;
    let at = server.ports().public;
    let versions = [&rustls::version::TLS13, &rustls::version::TLS12];
    let clients = versions.map(|version| trusting(&ca, &[version]));
    for client in &clients {
        assert_ne!(handshake(client, at).await, HandshakeKind::Resumed, "the first time");
        for _ in 0..3 {
            assert_eq!(handshake(client, at).await, HandshakeKind::Resumed);
        }
        let stream = encrypted_by(client, at).await.unwrap();
        assert_eq!(stream.get_ref().1.handshake_kind(), Some(HandshakeKind::Resumed));
        let viewer = Viewer::over(stream, SHOW).await.unwrap();
        viewer.enter(&server.token("ada", "chat"), None).await.unwrap();
    }
    // What was encrypted by the keys of before is worth nothing any more.
    put(given_out(&ca));
    let pid = server.pid().to_string();
    assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
    for client in &clients {
        eventually("the client has to begin anew", async || {
            (handshake(client, at).await != HandshakeKind::Resumed).then_some(())
        })
        .await;
        assert_eq!(handshake(client, at).await, HandshakeKind::Resumed, "with the new one");
    }
}

fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn sighup_has_both_ports_show_new_certificates_and_drops_nobody() {
    let dir = scratch("reload");
    let data = dir.path().join("data");
    // The show is made before TLS is turned on.
    let server = Server::start(&data).await;
    server.api("host", "host,merchant").put_on_air(SHOW, "lamp", 5).await;
    assert!(server.terminate().success());
    let (first, mut second) = (authority(), authority());
    let (certificate, key) = given_out(&first);
    let files = Files(dir.path());
    let [cert, key, ca] = [("cert.pem", &certificate), ("key.pem", &key), ("ca.pem", &first.pem())]
        .map(|(name, text)| written(dir.path(), name, text));
    while second.pem().len() != files.length("ca.pem") {
        second = authority();
    }
    let options = Options::default()
        .set("HAWKER_GATEWAY__TLS__CERT", &cert)
        .set("HAWKER_GATEWAY__TLS__KEY", &key)
        .set("HAWKER_GRPC__TLS_CERT", &cert)
        .set("HAWKER_GRPC__TLS_KEY", &key)
        .set("HAWKER_GRPC__CLIENT_CA", &ca);
    let server = Server::start_with(&data, &options).await;
    let at = server.ports().public;
    let stream = encrypted(at, &first).await.unwrap();
    let before = shown(&stream);
    let viewer = Viewer::over(stream, SHOW).await.unwrap();
    let (mut viewer, _) = viewer.enter(&server.token("ada", "chat"), None).await.unwrap();
    let caller = calling(&server, &first, Some(&given_out(&first)));
    assert_eq!(asks_by(caller.clone()).await.code(), Code::NotFound);

    // Both ports are given what another authority gave out.
    let (certificate, key) = of_length(&second, files.length("cert.pem"));
    files.replace("key.pem", &key);
    files.replace("cert.pem", &certificate);
    files.replace("ca.pem", &second.pem());
    let hup = || {
        let sent = Command::new("kill").args(["-HUP", &server.pid().to_string()]).status();
        assert!(sent.unwrap().success());
    };
    hup();
    eventually("the public port shows the new certificate", async || {
        let stream = encrypted(at, &second).await.ok()?;
        (shown(&stream) != before).then_some(())
    })
    .await;
    eventually("the gRPC port knows the new authority", async || {
        let known = asks(&server, &second, Some(&given_out(&second))).await;
        (known.code() == Code::NotFound).then_some(())
    })
    .await;
    let stranger = asks(&server, &second, Some(&given_out(&first))).await;
    assert_ne!(stranger.code(), Code::NotFound, "the old authority's callers are let in no more");
    // Who was there goes on.
    let ping = client_frame::Kind::Ping(Ping::default());
    assert!(matches!(viewer.ask(ping.clone()).await.unwrap(), reply::Result::Done(_)));
    assert_eq!(asks_by(caller.clone()).await.code(), Code::NotFound);

    // A certificate that does not fit its key changes nothing.
    files.replace("cert.pem", &of_length(&second, files.length("cert.pem")).0);
    hup();
    eventually("the failures are counted", async || {
        let (_, metrics) = server.ops().get("/metrics").await.ok()?;
        let failed =
            metrics.lines().find(|it| it.starts_with("hawker_tls_reload_failures_total "))?;
        failed.ends_with(" 2").then_some(())
    })
    .await;
    encrypted(at, &second).await.unwrap();
    assert!(matches!(viewer.ask(ping).await.unwrap(), reply::Result::Done(_)));
}
