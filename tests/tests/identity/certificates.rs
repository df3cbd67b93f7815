//! Certificates that are replaced under open connections.

use std::{fs, net::SocketAddr, path::Path, process::Command, sync::Arc};

use hawker_proto::v1::{Ping, client_frame, reply};
use hawker_tests::{eventually, viewer::Viewer};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName},
};
use tokio::net::TcpStream;
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

/// A stream to the public port, which trusts this authority.
async fn encrypted(at: SocketAddr, ca: &Authority) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(ca.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(NAME).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(at).await?).await
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
