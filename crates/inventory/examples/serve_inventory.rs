//! `cargo run --release -p hawker-inventory --features bench --example
//! serve_inventory DIR`: the inventory alone, on a gRPC port of loopback, as the
//! server of the stock benches. Prints `{"port":N}` and serves until it is killed.

use std::io::Write as _;

use hawker_inventory::{Config, Inventory};
use tonic::transport::{Server, server::TcpIncoming};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many as `hawker serve` allows.
const MAX_STREAMS: u32 = 1_024;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::args().nth(1).ok_or("name the journal's folder")?;
    let inventory = Inventory::open(dir.as_ref(), Config::default()).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{{\"port\":{}}}", listener.local_addr()?.port())?;
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = Server::builder()
        .max_concurrent_streams(MAX_STREAMS)
        .add_service(inventory.service())
        .serve_with_incoming(incoming);
    tokio::select! {
        ended = server => ended?,
        error = inventory.failed() => return Err(error.into()),
    }
    Ok(())
}
