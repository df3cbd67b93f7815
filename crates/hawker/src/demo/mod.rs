//! `hawker demo`: the whole product in one process, in a fresh temporary data
//! folder, with a show on air and a crowd of real WebSocket viewers in it.
//!
//! Everything the demo does goes through the public API, as a shop would do it.
//! It runs on loopback only, because its pages hand out tokens to whoever asks.

mod catalogue;
mod checkout;
mod enter;
mod show;

use std::{net::SocketAddr, time::Duration};

use hawker_gateway::{
    Secret,
    token::{Claims, mint},
};
use hawker_load::{
    Minter,
    crowd::{self, CrowdConfig},
};
use hawker_proto::v1::ErrorCode;
use tokio_util::sync::CancellationToken;

use crate::{
    cli::DemoArgs,
    commands::unix_seconds,
    config::{self, Config},
    error::Error,
    http_client::ApiClient,
    node::{Extra, Node, Roles},
    output,
    serve::{shutdown_signal, start_tracing},
};

/// The demo's one show.
pub(crate) const SHOW: &str = "demo";

/// Who sells in it.
pub(crate) const MERCHANT: &str = "harbour-goods";

/// How long the demo's tokens are valid.
const TOKEN_SECONDS: i64 = 24 * 3_600;

/// Runs the demo until a signal, or for the time asked.
pub(crate) async fn run(args: DemoArgs) -> Result<(), Error> {
    let mut config = config::load(&args.serve)?;
    let _temporary = choose_data_dir(&args, &mut config)?;
    adapt(&mut config)?;
    start_tracing(&config);
    let extra = Extra { routes: Box::new(routes), demo: true };
    let node = Node::start(Roles::ALL, config, extra).await?;
    let stop = CancellationToken::new();
    let ended = play(&node, &args, &stop).await;
    stop.cancel();
    node.shutdown().await;
    ended
}

/// Without `--data-dir` the demo starts from nothing, and leaves nothing.
fn choose_data_dir(
    args: &DemoArgs,
    config: &mut Config,
) -> Result<Option<tempfile::TempDir>, Error> {
    if args.serve.data_dir.is_some() {
        return Ok(None);
    }
    let dir = tempfile::Builder::new().prefix("hawker-demo-").tempdir().map_err(|e| {
        Error::new(ErrorCode::DataDirUnwritable, format!("no temporary folder: {e}"))
    })?;
    config.data_dir = dir.path().join("hawker-data");
    Ok(Some(dir))
}

fn adapt(config: &mut Config) -> Result<(), Error> {
    if !config.public.listen.is_loopback() {
        return Err(Error::new(
            ErrorCode::ConfigInvalid,
            "the demo gives tokens to whoever asks, so it listens on loopback only; leave --listen out, or use `hawker serve`",
        ));
    }
    // It talks to itself over loopback, with tokens of its own.
    config.gateway.tls = hawker_gateway::TlsConfig::default();
    config.gateway.auth.own_secret = true;
    config.gateway.rooms.checkout_url = "/demo/checkout/{reservation}".to_owned();
    if config.log == "info" {
        // The addresses are what a newcomer should see.
        config.log = "warn".to_owned();
    }
    Ok(())
}

/// The routes beside the gateway's own.
fn routes(public: SocketAddr, secret: &Secret) -> Result<axum::Router, Error> {
    let shop = ApiClient::new(public, token(secret, "harbour-goods-backend", &["shop"])?);
    Ok(checkout::routes(shop).merge(enter::routes(secret.clone())))
}

/// A token of the demo's merchant.
pub(crate) fn token(secret: &Secret, sub: &str, caps: &[&str]) -> Result<String, Error> {
    let claims = Claims {
        sub: sub.to_owned(),
        exp: unix_seconds().saturating_add(TOKEN_SECONDS),
        caps: caps.iter().map(|&c| c.to_owned()).collect(),
        shows: vec![SHOW.to_owned()],
        merchant: Some(MERCHANT.to_owned()),
        name: Some(sub.to_owned()),
        iat: Some(unix_seconds()),
        ..Claims::default()
    };
    Ok(mint(secret, &claims)?)
}

async fn play(node: &Node, args: &DemoArgs, stop: &CancellationToken) -> Result<(), Error> {
    let host = token(node.secret(), "harbour-host", &["host", "merchant", "chat", "moderate"])?;
    let public = node.public()?;
    let api = ApiClient::new(public, host);
    show::prepare(&api).await?;
    let crowd = tokio::spawn(crowd::run(crowd_config(node, args)?, stop.clone()));
    announce(public, args);
    let opening = tokio::spawn(show::open_first_sale(api, stop.clone()));
    let ended = node.run_until(until_over(args.run_for)).await;
    stop.cancel();
    if let Ok(Err(error)) = opening.await {
        tracing::warn!(%error, "the opening sale could not be held");
    }
    match crowd.await {
        Ok(Ok(report)) => output::line(format_args!(
            "The crowd sent {} messages, tried to buy {} times and paid {} times.",
            report.chat_sent, report.reserves, report.paid
        )),
        Ok(Err(error)) => tracing::warn!(%error, "the crowd left early"),
        Err(error) => tracing::warn!(%error, "the crowd ended"),
    }
    ended
}

/// Resolves at a signal, or when the time asked for is over.
async fn until_over(run_for: Option<Duration>) {
    let Some(time) = run_for else { return shutdown_signal().await };
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = shutdown_signal() => {}
    }
}

fn crowd_config(node: &Node, args: &DemoArgs) -> Result<CrowdConfig, Error> {
    // The load tester signs like any other tool: with what the file says.
    let secret = std::fs::read(node.data_dir().join("secret"))
        .map_err(|e| Error::internal("the secret cannot be read", e))?;
    let minter = Minter::new(&secret);
    let url = format!("http://{}", node.public()?);
    let crowd = CrowdConfig::demo(&url, SHOW, minter)
        .map_err(|e| Error::internal("the crowd cannot be formed", e))?;
    Ok(CrowdConfig { viewers: args.viewers, speed: f64::from(args.speed), ..crowd })
}

fn announce(public: SocketAddr, args: &DemoArgs) {
    output::line(format!(
        "\nHawker's demo is on air, with {} viewers in the room.\n",
        args.viewers
    ));
    output::line(format!("  viewer    http://{public}/shows/{SHOW}"));
    output::line(format!("  host      http://{public}/host/{SHOW}"));
    output::line(format!("  merchant  http://{public}/merchant/{SHOW}\n"));
    output::line("Open the host page, choose \"Enter as host\", pin a product and open a sale of");
    output::line("100 units: the crowd buys it within seconds. Ctrl-C ends the demo.\n");
    if let Some(time) = args.run_for {
        output::line(format!("It ends by itself after {} seconds.", Duration::as_secs(&time)));
    }
}
