//! The calling side of the stock benches: buyers who reserve one unit of one hot
//! SKU each, over unary gRPC, as quickly as they are answered.
//!
//! Prints `{"calls":…,"held":…,"seconds":…,"p50_ms":…,"p99_ms":…}`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser;
use hawker_load::output;
use hawker_proto::v1::inventory_client::InventoryClient;
use hawker_proto::v1::{Line, Money, Outcome, ReceiveStockRequest, ReserveRequest};
use hdrhistogram::Histogram;
use tonic::transport::{Channel, Endpoint};

const MERCHANT: &str = "bench";
const SKU: &str = "hot";

/// The longest latency told apart, in microseconds: ten minutes.
const LATENCY_MAX_US: u64 = 600_000_000;

/// Units in stock: more than are asked for in any run.
const UNITS: u32 = 1_000_000_000;

/// The calling side of the stock benches.
#[derive(Debug, Parser)]
struct Options {
    /// The server, such as `http://127.0.0.1:7071`.
    #[arg(long)]
    to: String,
    /// Buyers that wait for an answer at the same time.
    #[arg(long, default_value_t = 256)]
    callers: usize,
    /// Connections that they share.
    #[arg(long, default_value_t = 4)]
    connections: usize,
    /// How long they go on.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Whether stock is received first; the echo has none.
    #[arg(long)]
    receive: bool,
}

/// What the buyers counted.
struct Tally {
    latency: RefCell<Histogram<u64>>,
    calls: Cell<u64>,
    held: Cell<u64>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    tokio::task::LocalSet::new().run_until(run(options)).await
}

async fn run(options: Options) -> anyhow::Result<()> {
    let mut channels = Vec::new();
    for _ in 0..options.connections.max(1) {
        let endpoint = Endpoint::from_shared(options.to.clone())?.tcp_nodelay(true);
        channels.push(endpoint.connect().await.context("connecting")?);
    }
    if options.receive {
        receive(channels[0].clone()).await?;
    }
    let tally = Rc::new(Tally {
        latency: RefCell::new(Histogram::new_with_bounds(1, LATENCY_MAX_US, 3)?),
        calls: Cell::new(0),
        held: Cell::new(0),
    });
    let began = Instant::now();
    let until = began + Duration::from_secs(options.seconds);
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..options.callers {
        let channel = channels[caller % channels.len()].clone();
        callers.spawn_local(call(channel, caller, Rc::clone(&tally), until));
    }
    while let Some(ended) = callers.join_next().await {
        ended??;
    }
    let seconds = began.elapsed().as_secs_f64();
    let latency = tally.latency.borrow();
    let at = |quantile| latency.value_at_quantile(quantile) as f64 / 1_000.0;
    output::line(&format!(
        "{{\"calls\":{},\"held\":{},\"seconds\":{seconds},\"p50_ms\":{},\"p99_ms\":{}}}",
        tally.calls.get(),
        tally.held.get(),
        at(0.5),
        at(0.99)
    ));
    Ok(())
}

async fn receive(channel: Channel) -> anyhow::Result<()> {
    let request = ReceiveStockRequest {
        key: key(),
        merchant: MERCHANT.to_owned(),
        sku: SKU.to_owned(),
        quantity: UNITS,
    };
    InventoryClient::new(channel).receive_stock(request).await.context("receiving stock")?;
    Ok(())
}

async fn call(
    channel: Channel,
    caller: usize,
    tally: Rc<Tally>,
    until: Instant,
) -> anyhow::Result<()> {
    let mut client = InventoryClient::new(channel);
    let mut turn = 0_u32;
    loop {
        let began = Instant::now();
        if began >= until {
            return Ok(());
        }
        turn += 1;
        let price = Money { minor: 1_990, currency: "EUR".to_owned() };
        let line = Line { sku: SKU.to_owned(), quantity: 1, unit_price: Some(price) };
        let request = ReserveRequest {
            key: key(),
            merchant: MERCHANT.to_owned(),
            // One unit each is the limit: every call is a buyer of its own.
            // That of another run on the same server is another one too.
            buyer: format!("buyer-{}-{caller}-{turn}", std::process::id()),
            lines: vec![line],
            hold_seconds: 3_600,
            ..ReserveRequest::default()
        };
        let answer = client.reserve(request).await.context("a reserve")?.into_inner();
        tally.latency.borrow_mut().saturating_record(began.elapsed().as_micros() as u64);
        tally.calls.set(tally.calls.get() + 1);
        tally.held.set(tally.held.get() + u64::from(answer.outcome() == Outcome::Held));
    }
}

fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}
