//! Who reaches the real binary: certificates on the gRPC port, and nothing of a
//! token in the log.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

mod certificates;
mod tokens;

use std::path::Path;

use hawker_proto::v1::{GetStockRequest, inventory_client::InventoryClient};
use hawker_tests::{
    scratch,
    server::{MERCHANT, Options, Server, run_hawker},
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tonic::{
    Code, Status,
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity},
};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The name that certificates are for.
const NAME: &str = "inventory.test";

/// A certificate of the authority and its key, as PEM.
fn given_out(by: &Authority) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![NAME.to_owned()]).unwrap();
    (params.signed_by(&key, by).unwrap().pem(), key.serialize_pem())
}

fn written(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Asks for stock that nobody has: who is let in is told that it is unknown.
async fn asks(server: &Server, ca: &Authority, own: Option<&(String, String)>) -> Status {
    asks_by(calling(server, ca, own)).await
}

/// A channel to the port of a server that this authority vouches for.
fn calling(server: &Server, ca: &Authority, own: Option<&(String, String)>) -> Channel {
    let mut tls =
        ClientTlsConfig::new().domain_name(NAME).ca_certificate(Certificate::from_pem(ca.pem()));
    if let Some((certificate, key)) = own {
        tls = tls.identity(Identity::from_pem(certificate, key));
    }
    let endpoint = Endpoint::from_shared(format!("https://{}", server.ports().grpc)).unwrap();
    endpoint.tls_config(tls).unwrap().connect_lazy()
}

async fn asks_by(channel: Channel) -> Status {
    let request = GetStockRequest { merchant: MERCHANT.into(), sku: "none".into() };
    InventoryClient::new(channel).get_stock(request).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grpc_port_lets_in_whom_the_authority_knows_and_nobody_else() {
    let dir = scratch("mutual-tls");
    let (ca, stranger) = (authority(), authority());
    let (certificate, key) = given_out(&ca);
    let options = Options::default()
        .set("HAWKER_GRPC__TLS_CERT", &written(dir.path(), "cert.pem", &certificate))
        .set("HAWKER_GRPC__TLS_KEY", &written(dir.path(), "key.pem", &key))
        .set("HAWKER_GRPC__CLIENT_CA", &written(dir.path(), "ca.pem", &ca.pem()));
    let server = Server::start_with(&dir.path().join("data"), &options).await;
    let known = asks(&server, &ca, Some(&given_out(&ca))).await;
    assert_eq!(known.code(), Code::NotFound, "{known:?}");
    for own in [None, Some(&given_out(&stranger))] {
        let refused = asks(&server, &ca, own).await;
        // The connection ends, which is told in one way or the other.
        let ended = matches!(refused.code(), Code::Unavailable | Code::Cancelled | Code::Unknown);
        assert!(ended, "{refused:?}");
    }
    let plain = Endpoint::from_shared(format!("http://{}", server.ports().grpc)).unwrap();
    let request = GetStockRequest { merchant: MERCHANT.into(), sku: "none".into() };
    let refused = InventoryClient::new(plain.connect_lazy()).get_stock(request).await;
    assert_ne!(refused.unwrap_err().code(), Code::NotFound);
}

#[test]
fn a_grpc_port_that_nobody_guards_does_not_open_to_the_world() {
    let dir = scratch("unguarded");
    let refused = |toml: &str| {
        let file = written(dir.path(), "hawker.toml", toml);
        let (status, _, err) = run_hawker(&["config", "check", "--config", &file]);
        assert!(!status.success(), "{toml}");
        assert!(err.contains("ERROR_CODE_CONFIG_INVALID"), "{err}");
        err
    };
    assert!(refused("[grpc]\nlisten = \"0.0.0.0\"\n").contains("grpc.client_ca"));
    refused("[grpc]\nlisten = \"0.0.0.0\"\ntls_cert = \"a\"\ntls_key = \"b\"\n");
    refused("[grpc]\ntls_cert = \"a\"\n");
    refused("[grpc]\nclient_ca = \"a\"\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_and_no_secret_is_ever_in_the_log() {
    let dir = scratch("quiet-log");
    let log = dir.path().join("log");
    let run = format!("exec \"$0\" \"$@\" >{} 2>&1", log.display());
    let options = Options::default().set("HAWKER_LOG", "trace").under(&["sh", "-c", &run]);
    let server = Server::start_with(&dir.path().join("data"), &options).await;
    let good = server.token("customer-17", "chat,buy");
    let forged = good.chars().rev().collect::<String>();
    let secret = std::fs::read_to_string(server.data_dir().join("secret")).unwrap();
    for token in [&good, &forged] {
        for (method, path) in [
            ("POST", "/v1/shows"),
            ("PUT", "/v1/shows/none/pin"),
            ("POST", "/v1/revocations"),
            ("GET", "/v1/shows/none/ws"),
            ("GET", "/v1/reservations/1"),
            ("GET", "/nothing/here"),
            ("GET", &format!("/v1/shows/none/ws?token={token}")),
            ("GET", &format!("/v1/shows/none/events?access_token={token}")),
            ("GET", &format!("/nothing/{token}")),
        ] {
            let answer = raw(&server, method, path, token).await;
            assert!(answer.starts_with("HTTP/1.1 4"), "{method} {path}: {answer}");
            assert!(!answer.contains(token.as_str()), "{method} {path}: {answer}");
        }
    }
    drop(server);
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains("TRACE"), "everything is logged");
    for hidden in [&good, &forged, secret.trim(), "customer-17"] {
        assert!(!said.contains(hidden), "the log holds {hidden}");
        for part in hidden.split('.').filter(|part| part.len() > 40) {
            assert!(!said.contains(part), "the log holds a part: {part}");
        }
    }
}

/// One request as it goes over the wire, and its whole answer.
async fn raw(server: &Server, method: &str, path: &str, token: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(server.ports().public).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
