//! A Hawker to measure: `hawker serve` on core 0 in a fresh data folder, and a
//! live show on it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use hawker_load::{Api, Claims, Minter};
use hawker_proto::v1::{
    Listing, ListingSku, Money, Position, Publication, ServerFrame, SetShowState, Show, ShowState,
    SkuStock, publication, server_frame,
};
use http::Method;
use prost::Message as _;
use serde_json::{Value, json};

use crate::process::Process;

/// The show that is measured.
pub(crate) const SHOW: &str = "bench";

/// Bytes of a publication's WebSocket message.
const MESSAGE_BYTES: usize = 200;

/// How long it may take to start.
const START_WITHIN: Duration = Duration::from_secs(20);

/// The two listings that are pinned in turn, of names of the same length.
const LISTINGS: [&str; 2] = ["lamp", "vase"];

/// A running Hawker.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) public: String,
    pub(crate) grpc: String,
    pub(crate) secret_file: PathBuf,
    host_token: String,
    // Its data folder goes with it, after the process.
    data: Scratch,
}

/// A folder that is removed with the value.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(folder: &Path, name: &str) -> anyhow::Result<Scratch> {
        let path = folder.join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
        }
        std::fs::create_dir_all(&path).with_context(|| path.display().to_string())?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed is removed before the next run.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Server {
    /// Starts one and waits until it answers.
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Server> {
        Self::start_with(folder, "0", &[]).await
    }

    /// The same on a list of cores, with keys of its configuration as variables.
    pub(crate) async fn start_with(
        folder: &Path,
        cores: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Server> {
        Self::start_in(Scratch::new(folder, "data")?, cores, variables).await
    }

    /// Ends it, and starts another one with what it has stored.
    pub(crate) async fn again(
        self,
        cores: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Server> {
        let Server { process, data, .. } = self;
        drop(process);
        Self::start_in(data, cores, variables).await
    }

    async fn start_in(
        data: Scratch,
        cores: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Server> {
        let dir = data.0.clone();
        // One that was ended by force leaves its ports behind.
        drop(std::fs::remove_file(dir.join("ports.json")));
        let arguments = ["serve", "--public-port", "0", "--grpc-port", "0", "--ops-port", "0"];
        let mut arguments: Vec<std::ffi::OsString> = arguments.map(Into::into).into();
        arguments.extend(["--data-dir".into(), dir.clone().into()]);
        let process = Process::start_with(cores.into(), "hawker", variables, arguments)?;
        let ports_file = dir.join("ports.json");
        let ports = tokio::time::timeout(START_WITHIN, ports(&ports_file));
        let ports = ports.await.context("hawker did not start in time")?;
        let port = |name: &str| {
            let port = ports.get(name).and_then(Value::as_str);
            port.map(str::to_owned).with_context(|| format!("ports.json has no {name}"))
        };
        let secret_file = dir.join("secret");
        let minter = Minter::new(&std::fs::read(&secret_file).context("the secret")?);
        let claims = Claims {
            sub: "bench-host".to_owned(),
            caps: vec!["host", "merchant"],
            shows: vec!["*".to_owned()],
            merchant: Some("bench".to_owned()),
        };
        Ok(Server {
            process,
            public: port("public")?,
            grpc: port("grpc")?,
            secret_file,
            host_token: minter.mint(&claims)?,
            data,
        })
    }

    /// Its data folder.
    pub(crate) fn data_dir(&self) -> &OsStr {
        self.data.0.as_os_str()
    }

    /// Makes a live show whose pins are publications of [`MESSAGE_BYTES`].
    pub(crate) async fn stage(&self) -> anyhow::Result<()> {
        let host = Api::new(self.public.clone(), self.host_token.clone());
        let show = json!({ "show": SHOW, "title": "A bench" });
        let _: Show = host.call(Method::POST, "/v1/shows", &show).await?;
        let live = SetShowState { state: ShowState::Live.into() };
        let path = format!("/v1/shows/{SHOW}/state");
        let at: Position = host.call(Method::PUT, &path, &live).await?;
        for listing in LISTINGS {
            let sku = format!("{listing}-1");
            let stock = json!({ "key": uuid::Uuid::now_v7().to_string(), "quantity": 1_000 });
            let path = format!("/v1/skus/{sku}/receive");
            let _: SkuStock = host.call(Method::POST, &path, &stock).await?;
            let path = format!("/v1/shows/{SHOW}/listings/{listing}");
            let _: Listing = host.call(Method::PUT, &path, &padded(listing, at.epoch)).await?;
        }
        Ok(())
    }

    /// Makes so many more live shows, which all offer the first listing.
    pub(crate) async fn stage_more(&self, shows: usize) -> anyhow::Result<()> {
        let host = Api::new(self.public.clone(), self.host_token.clone());
        let [listing, _] = LISTINGS;
        for number in 0..shows {
            let name = format!("{SHOW}-{number}");
            let show = json!({ "show": name, "title": "A small bench" });
            let _: Show = host.call(Method::POST, "/v1/shows", &show).await?;
            let live = SetShowState { state: ShowState::Live.into() };
            let path = format!("/v1/shows/{name}/state");
            let at: Position = host.call(Method::PUT, &path, &live).await?;
            let path = format!("/v1/shows/{name}/listings/{listing}");
            let _: Listing = host.call(Method::PUT, &path, &padded(listing, at.epoch)).await?;
        }
        Ok(())
    }

    /// Writes so many commands that each change the stock of the first listing,
    /// in all shows that offer it.
    pub(crate) fn stock_commands(
        &self,
        files: &Path,
        count: usize,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let [listing, _] = LISTINGS;
        let change = |number| {
            let key = uuid::Uuid::now_v7().to_string();
            let body = json!({ "key": key, "quantity": 1 }).to_string();
            let line = format!("POST /v1/skus/{listing}-1/receive");
            let path = files.join(format!("stock-{number}.http"));
            std::fs::write(&path, self.request(&line, &body))?;
            Ok(path)
        };
        (0..count).map(change).collect()
    }

    /// A command as it goes over the wire.
    fn request(&self, line: &str, body: &str) -> String {
        format!(
            "{line} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.public,
            self.host_token,
            body.len()
        )
    }

    /// Writes the host's commands, as they go over the wire, into that folder.
    pub(crate) fn commands(&self, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for listing in LISTINGS {
            let body = json!({ "listing": listing }).to_string();
            let request = self.request(&format!("PUT /v1/shows/{SHOW}/pin"), &body);
            let file = folder.join(format!("pin-{listing}.http"));
            std::fs::write(&file, request).with_context(|| file.display().to_string())?;
            files.push(file);
        }
        Ok(files)
    }
}

/// A listing whose pin makes a message of [`MESSAGE_BYTES`].
fn padded(listing: &str, epoch: u32) -> Listing {
    let mut it = Listing {
        listing: listing.to_owned(),
        title: String::new(),
        price: Some(Money { minor: 1_990, currency: "EUR".to_owned() }),
        skus: vec![ListingSku { sku: format!("{listing}-1"), title: String::new() }],
        ..Listing::default()
    };
    while message_bytes(&it, epoch) < MESSAGE_BYTES {
        it.title.push('x');
    }
    it
}

fn message_bytes(listing: &Listing, epoch: u32) -> usize {
    let kind = Some(publication::Kind::Pinned(listing.clone()));
    // Of whatever moment in the next centuries, it has as many bytes.
    let publication = Publication { epoch, offset: 100, at_ms: 1_800_000_000_000, kind };
    let kind = Some(server_frame::Kind::Publication(publication));
    ServerFrame { kind }.encode_length_delimited_to_vec().len()
}

async fn ports(path: &Path) -> Value {
    loop {
        let read = std::fs::read(path).ok();
        if let Some(ports) = read.and_then(|text| serde_json::from_slice(&text).ok()) {
            return ports;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_makes_a_message_of_the_size_asked_for() {
        for (listing, epoch) in LISTINGS.into_iter().zip([1, u32::MAX]) {
            assert_eq!(message_bytes(&padded(listing, epoch), epoch), MESSAGE_BYTES);
        }
    }
}
