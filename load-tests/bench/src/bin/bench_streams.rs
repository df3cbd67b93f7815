//! The calling side of the streamed stock benches: buyers who reserve one unit of
//! one hot SKU each, many in a message, over `Inventory.Commands`.
//!
//! The messages are put together by hand from a template, and answers are only
//! looked into as far as their outcome, so that the generator's core is not what
//! is measured. Two ways to go about it:
//!
//! - a closed loop (`--rate 0`): each stream keeps `--window` messages of
//!   `--items` commands under way for `--seconds`;
//! - an open loop (`--rate N`): `--total` commands are offered, N a second,
//!   whatever the answers do.
//!
//! Prints `{"calls":…,"held":…,"sold_out":…,"refused":…,"seconds":…,
//! "offered_per_second":…,"sold_out_after_seconds":…,"p50_ms":…,"p99_ms":…}`.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use bytes::{BufMut as _, Bytes, BytesMut};
use clap::Parser;
use hawker_load::output;
use hawker_proto::raw::Raw;
use hawker_proto::v1::inventory_client::InventoryClient;
use hawker_proto::v1::{
    DefineSaleRequest, Line, Money, OpenSaleRequest, Outcome, ReceiveStockRequest, ReserveRequest,
};
use hawker_proto::wire::{Fields, Value};
use hdrhistogram::Histogram;
use http::uri::PathAndQuery;
use prost::Message as _;
use prost::encoding::encode_varint;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Request;
use tonic::transport::{Channel, Endpoint};

const MERCHANT: &str = "bench";
const SKU: &str = "hot";
const SALE: &str = "drop";
const PATH: &str = "/hawker.v1.Inventory/Commands";

/// Bytes of answers that may be on their way on a stream: as many as its commands
/// may come to, so that the server never waits to be asked for the rest.
const WINDOW_BYTES: u32 = 1 << 20;

/// The longest latency told apart, in microseconds: ten minutes.
const LATENCY_MAX_US: u64 = 600_000_000;

/// How long the last answers may take.
const WITHIN: Duration = Duration::from_secs(60);

/// `StreamCommand.reserve`, length-delimited.
const RESERVE: u8 = 15 << 3 | 2;

/// The calling side of the streamed stock benches.
#[derive(Debug, Parser)]
struct Options {
    /// The server, such as `http://127.0.0.1:7071`.
    #[arg(long)]
    to: String,
    /// Streams, each on a connection of its own.
    #[arg(long, default_value_t = 4)]
    streams: usize,
    /// Commands in a message.
    #[arg(long, default_value_t = 64)]
    items: u64,
    /// Messages that a stream keeps under way in a closed loop.
    #[arg(long, default_value_t = 16)]
    window: u64,
    /// How long a closed loop goes on.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Commands offered in a second; 0 for a closed loop.
    #[arg(long, default_value_t = 0)]
    rate: u64,
    /// Commands of an open loop.
    #[arg(long, default_value_t = 1_000_000)]
    total: u64,
    /// Units in stock.
    #[arg(long, default_value_t = 1_000_000_000)]
    units: u32,
    /// Reserve in a sale of all the units, and not outside sales.
    #[arg(long)]
    sale: bool,
    /// Set nothing up: the server is an echo.
    #[arg(long)]
    echo: bool,
}

/// What was answered.
struct Tally {
    latency: Histogram<u64>,
    calls: u64,
    held: u64,
    sold_out: u64,
    refused: u64,
    began: Instant,
    sold_out_after: Option<Duration>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    ensure!(options.items > 0 && options.window > 0, "--items and --window should be at least 1");
    tokio::task::LocalSet::new().run_until(run(options)).await
}

async fn run(options: Options) -> anyhow::Result<()> {
    let options = Rc::new(options);
    let mut channels = Vec::new();
    for _ in 0..options.streams.max(1) {
        let endpoint = Endpoint::from_shared(options.to.clone())?
            .tcp_nodelay(true)
            .initial_stream_window_size(WINDOW_BYTES)
            .initial_connection_window_size(WINDOW_BYTES);
        channels.push(endpoint.connect().await.context("connecting")?);
    }
    if !options.echo {
        prepare(channels[0].clone(), &options).await?;
    }
    let tally = Rc::new(RefCell::new(Tally {
        latency: Histogram::new_with_bounds(1, LATENCY_MAX_US, 3)?,
        calls: 0,
        held: 0,
        sold_out: 0,
        refused: 0,
        began: Instant::now(),
        sold_out_after: None,
    }));
    let template = Rc::new(Template::new(options.sale));
    let mut streams = tokio::task::JoinSet::new();
    for (index, channel) in channels.into_iter().enumerate() {
        let stream = Generator {
            options: Rc::clone(&options),
            template: Rc::clone(&template),
            tally: Rc::clone(&tally),
            index: index as u64,
            sent: RefCell::default(),
            free: Semaphore::new(options.window as usize),
        };
        streams.spawn_local(Rc::new(stream).run(channel));
    }
    let mut offered = Duration::ZERO;
    while let Some(ended) = streams.join_next().await {
        offered = offered.max(ended??);
    }
    report(&tally.borrow(), offered);
    Ok(())
}

fn report(tally: &Tally, offered: Duration) {
    let at = |quantile| tally.latency.value_at_quantile(quantile) as f64 / 1_000.0;
    let answer = serde_json::json!({
        "calls": tally.calls,
        "held": tally.held,
        "sold_out": tally.sold_out,
        "refused": tally.refused,
        "seconds": tally.began.elapsed().as_secs_f64(),
        "offered_per_second": tally.calls as f64 / offered.as_secs_f64(),
        "sold_out_after_seconds": tally.sold_out_after.map(|it| it.as_secs_f64()),
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
    });
    output::line(&answer.to_string());
}

async fn prepare(channel: Channel, options: &Options) -> anyhow::Result<()> {
    let mut client = InventoryClient::new(channel);
    let (merchant, sku) = (MERCHANT.to_owned(), SKU.to_owned());
    let receive = ReceiveStockRequest { key: key(), merchant, sku, quantity: options.units };
    client.receive_stock(receive).await.context("receiving stock")?;
    if !options.sale {
        return Ok(());
    }
    let define = DefineSaleRequest {
        key: key(),
        merchant: MERCHANT.to_owned(),
        sale: SALE.to_owned(),
        skus: vec![SKU.to_owned()],
        price: Some(price()),
        allotment: options.units,
        limit_per_buyer: 1,
        hold_seconds: 3_600,
        ..DefineSaleRequest::default()
    };
    client.define_sale(define).await.context("defining the sale")?;
    let (merchant, sale) = (MERCHANT.to_owned(), SALE.to_owned());
    let open = OpenSaleRequest { key: key(), merchant, sale };
    client.open_sale(open).await.context("opening the sale")?;
    Ok(())
}

/// One stream. Sending and hearing go on by themselves: a server that waits for
/// its answers to be read is never waited for in turn.
struct Generator {
    options: Rc<Options>,
    template: Rc<Template>,
    tally: Rc<RefCell<Tally>>,
    index: u64,
    /// When each message was due.
    sent: RefCell<Vec<Instant>>,
    /// Messages that may be sent before more is answered.
    free: Semaphore,
}

impl Generator {
    /// Sends and hears until all is answered, and tells how long it offered.
    async fn run(self: Rc<Self>, channel: Channel) -> anyhow::Result<Duration> {
        let (out, messages) = mpsc::channel(self.options.window as usize);
        let sending = tokio::task::spawn_local(Rc::clone(&self).send(out));
        let mut grpc = tonic::client::Grpc::new(channel);
        grpc.ready().await.context("a connection")?;
        let request = Request::new(ReceiverStream::new(messages));
        let path = PathAndQuery::from_static(PATH);
        let answers = grpc.streaming(request, path, Raw).await.context("the stream")?;
        let mut answers = answers.into_inner();
        let mut answered = 0;
        while let Some(answer) = timeout(WITHIN, answers.next()).await.context("no answer came")? {
            let before = answered / self.options.items;
            answered += self.hear(&answer.context("an answer")?)?;
            self.free.add_permits((answered / self.options.items - before) as usize);
        }
        let offered = sending.await??;
        let asked = self.sent.borrow().len() as u64 * self.options.items;
        ensure!(answered == asked, "{answered} answers to {asked} commands");
        Ok(offered)
    }

    async fn send(self: Rc<Self>, out: mpsc::Sender<Bytes>) -> anyhow::Result<Duration> {
        let began = self.tally.borrow().began;
        let mut number = 0;
        while let Some(due) = self.due(number, began) {
            if self.options.rate == 0 {
                self.free.acquire().await.context("free to send")?.forget();
            }
            tokio::time::sleep_until(due.into()).await;
            // In a closed loop a message is due when there is room for it.
            let due = if self.options.rate == 0 { Instant::now() } else { due };
            self.sent.borrow_mut().push(due);
            out.send(self.message(number)).await.context("the stream ended")?;
            number += 1;
        }
        Ok(began.elapsed())
    }

    /// When message `number` is to be sent; none when there are no more.
    fn due(&self, number: u64, began: Instant) -> Option<Instant> {
        let options = &self.options;
        if options.rate == 0 {
            return (began.elapsed() < Duration::from_secs(options.seconds)).then_some(began);
        }
        let at_once = options.items * options.streams.max(1) as u64;
        let micros = number * at_once * 1_000_000 / options.rate;
        let messages = options.total.div_ceil(at_once);
        (number < messages).then(|| began + Duration::from_micros(micros))
    }

    fn message(&self, number: u64) -> Bytes {
        let mut message = BytesMut::with_capacity(self.options.items as usize * 200);
        for item in 0..self.options.items {
            self.template.write(self.index, number * self.options.items + item, &mut message);
        }
        message.freeze()
    }

    /// Counts the answers of a message.
    fn hear(&self, message: &Bytes) -> anyhow::Result<u64> {
        let mut tally = self.tally.borrow_mut();
        let (sent, now) = (self.sent.borrow(), Instant::now());
        let mut count = 0;
        let mut answers = Fields::of(message);
        while let Some(item) = answers.next().context("a message is cut off")? {
            let (_, Value::Contents(item)) = item else { bail!("an answer of an unknown kind") };
            let (id, outcome) = answer(item)?;
            count += 1;
            let sent = sent.get((id / self.options.items) as usize).context("an answer's id")?;
            let waited = now.saturating_duration_since(*sent).as_micros() as u64;
            tally.latency.saturating_record(waited);
            tally.note(outcome, now);
        }
        Ok(count)
    }
}

impl Tally {
    fn note(&mut self, outcome: Option<Outcome>, now: Instant) {
        self.calls += 1;
        match outcome {
            Some(Outcome::Held) => self.held += 1,
            Some(Outcome::SoldOut) => {
                self.sold_out += 1;
                let after = now - self.began;
                self.sold_out_after.get_or_insert(after);
            }
            _ => self.refused += 1,
        }
    }
}

/// The id of an answer, and its outcome where it is none of an error.
fn answer(answer: &[u8]) -> anyhow::Result<(u64, Option<Outcome>)> {
    let (mut id, mut outcome) = (0, None);
    let mut fields = Fields::of(answer);
    while let Some(field) = fields.next().context("an answer is cut off")? {
        match field {
            (1, Value::Number(number)) => id = number,
            // The outcome is a response's first field.
            (2, Value::Contents(response)) => {
                if let Some(Some((1, Value::Number(number)))) = Fields::of(response).next() {
                    outcome = Outcome::try_from(number as i32).ok();
                }
            }
            _ => {}
        }
    }
    Ok((id, outcome))
}

/// A reservation, but for its key and its buyer.
struct Template {
    bytes: Vec<u8>,
    key_at: usize,
    buyer_at: usize,
    /// When this run began: the keys' time, and what keeps the buyers of runs
    /// on one server apart.
    run: u128,
}

const KEY: &str = "00000000-0000-7000-8000-000000000000";
const BUYER: &str = "buyer-run-stream-0000000000000000";

impl Template {
    fn new(sale: bool) -> Template {
        let line = Line { sku: SKU.to_owned(), quantity: 1, unit_price: (!sale).then(price) };
        let request = ReserveRequest {
            key: KEY.to_owned(),
            merchant: MERCHANT.to_owned(),
            buyer: BUYER.to_owned(),
            sale: if sale { SALE.to_owned() } else { String::new() },
            lines: vec![line],
            hold_seconds: 3_600,
            ..ReserveRequest::default()
        };
        let bytes = request.encode_to_vec();
        let find = |text: &str| bytes.windows(text.len()).position(|it| it == text.as_bytes());
        let (key_at, buyer_at) = (find(KEY).unwrap_or(0), find(BUYER).unwrap_or(0));
        Template { bytes, key_at, buyer_at, run: uuid::Uuid::now_v7().as_u128() }
    }

    /// Writes the command `id` of a stream as an item of a message.
    fn write(&self, stream: u64, id: u64, out: &mut BytesMut) {
        let number = stream << 40 | id;
        let varint = prost::encoding::encoded_len_varint;
        let length = self.bytes.len();
        let item = 1 + varint(id) + 1 + varint(length as u64) + length;
        out.put_u8(1 << 3 | 2);
        encode_varint(item as u64, out);
        out.put_u8(1 << 3);
        encode_varint(id, out);
        out.put_u8(RESERVE);
        encode_varint(length as u64, out);
        let at = out.len();
        out.extend_from_slice(&self.bytes);
        // A UUIDv7 of the run's time, with the number where it is random.
        let key =
            uuid::Uuid::from_u128(self.run & !0xFFFF_FFFF_FFFF_FFFF | 1 << 63 | u128::from(number));
        if let Some(place) = out.get_mut(at + self.key_at..at + self.key_at + KEY.len()) {
            key.hyphenated().encode_lower(place);
        }
        let buyer = out.get_mut(at + self.buyer_at..at + self.buyer_at + BUYER.len());
        if let Some(mut place) = buyer {
            let run = (self.run >> 80) as u64 & 0xFFFF_FFFF;
            place.put_slice(b"b");
            hex(run << 32 | number >> 32, &mut place);
            hex(number, &mut place);
        }
    }
}

fn hex(number: u64, out: &mut &mut [u8]) {
    for shift in (0..16).rev() {
        let digit = (number >> (shift * 4) & 0xF) as usize;
        out.put_u8(b"0123456789abcdef".get(digit).copied().unwrap_or(b'0'));
    }
}

fn price() -> Money {
    Money { minor: 1_990, currency: "EUR".to_owned() }
}

fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}
