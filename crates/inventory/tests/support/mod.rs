//! A real inventory behind a real gRPC server on a loopback port, and short
//! ways to ask it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails fails its test")]
#![allow(dead_code, reason = "each test uses some of it")]

use std::{path::Path, time::Duration};

use hawker_inventory::{Config, Inventory};
use hawker_proto::v1::{
    CommandResponse, CommitRequest, DefineSaleRequest, Error, ErrorCode, GetSaleRequest,
    GetStockRequest, Line, Money, OpenSaleRequest, ReceiveStockRequest, ReleaseRequest,
    ReserveRequest, Sale, SkuStock, inventory_client::InventoryClient,
};
use prost::Message as _;
use tokio::sync::oneshot;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Status, transport::Channel};

/// How long a test waits for what must come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const MERCHANT: &str = "acme";

/// A running service and a client of it.
pub(crate) struct Shop {
    inventory: Inventory,
    stop: oneshot::Sender<()>,
    server: tokio::task::JoinHandle<()>,
    pub(crate) client: InventoryClient<Channel>,
}

impl Shop {
    pub(crate) async fn open(dir: &Path) -> Self {
        Self::open_with(dir, Config::default()).await
    }

    pub(crate) async fn open_with(dir: &Path, config: Config) -> Self {
        let inventory = Inventory::open(dir, config).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let router = tonic::transport::Server::builder().add_service(inventory.service());
        let incoming = TcpListenerStream::new(listener);
        let server = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            router.serve_with_incoming_shutdown(incoming, stopped).await.unwrap();
        });
        let client = InventoryClient::connect(format!("http://{address}")).await.unwrap();
        Self { inventory, stop, server, client }
    }

    /// Ends the service as a clean stop does.
    pub(crate) async fn close(self) {
        self.inventory.shutdown().await;
        drop(self.client);
        self.stop.send(()).ok();
        self.server.await.unwrap();
    }

    pub(crate) async fn receive(&mut self, sku: &str, quantity: u32) -> CommandResponse {
        let request = ReceiveStockRequest {
            key: key(),
            merchant: MERCHANT.into(),
            sku: sku.into(),
            quantity,
        };
        self.client.receive_stock(request).await.unwrap().into_inner()
    }

    /// Defines and opens a sale.
    pub(crate) async fn sell(&mut self, request: DefineSaleRequest) -> Sale {
        let (merchant, sale) = (request.merchant.clone(), request.sale.clone());
        self.client.define_sale(request).await.unwrap();
        let open = OpenSaleRequest { key: key(), merchant, sale };
        self.client.open_sale(open).await.unwrap().into_inner().sale.unwrap()
    }

    pub(crate) async fn reserve(
        &mut self,
        request: ReserveRequest,
    ) -> Result<CommandResponse, Status> {
        Ok(self.client.reserve(request).await?.into_inner())
    }

    pub(crate) async fn commit(&mut self, reservation: u64) -> Result<CommandResponse, Status> {
        Ok(self.client.commit(commit(reservation)).await?.into_inner())
    }

    pub(crate) async fn release(&mut self, reservation: u64) -> Result<CommandResponse, Status> {
        let request = ReleaseRequest { key: key(), merchant: MERCHANT.into(), reservation };
        Ok(self.client.release(request).await?.into_inner())
    }

    pub(crate) async fn stock(&mut self, sku: &str) -> SkuStock {
        let request = GetStockRequest { merchant: MERCHANT.into(), sku: sku.into() };
        self.client.get_stock(request).await.unwrap().into_inner().stock.unwrap()
    }

    pub(crate) async fn sale(&mut self, sale: &str) -> Sale {
        let request = GetSaleRequest { merchant: MERCHANT.into(), sale: sale.into() };
        self.client.get_sale(request).await.unwrap().into_inner().sale.unwrap()
    }
}

/// A fresh idempotency key.
pub(crate) fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

pub(crate) fn eur(minor: i64) -> Money {
    Money { minor, currency: "EUR".into() }
}

/// A sale of one SKU: 30 EUR a piece.
pub(crate) fn sale(sale: &str, sku: &str, allotment: u32) -> DefineSaleRequest {
    DefineSaleRequest {
        key: key(),
        merchant: MERCHANT.into(),
        sale: sale.into(),
        show: "show".into(),
        listing: "listing".into(),
        skus: vec![sku.into()],
        price: Some(eur(3_000)),
        allotment,
        ..DefineSaleRequest::default()
    }
}

/// One unit for a buyer, outside any sale, at 45 EUR.
pub(crate) fn one(buyer: &str, sku: &str) -> ReserveRequest {
    ReserveRequest {
        key: key(),
        merchant: MERCHANT.into(),
        buyer: buyer.into(),
        show: "show".into(),
        listing: "listing".into(),
        lines: vec![Line { sku: sku.into(), quantity: 1, unit_price: Some(eur(4_500)) }],
        ..ReserveRequest::default()
    }
}

/// One unit for a buyer in a sale.
pub(crate) fn one_in(sale: &str, buyer: &str, sku: &str) -> ReserveRequest {
    ReserveRequest {
        sale: sale.into(),
        lines: vec![Line { sku: sku.into(), quantity: 1, unit_price: None }],
        ..one(buyer, sku)
    }
}

pub(crate) fn commit(reservation: u64) -> CommitRequest {
    CommitRequest {
        key: key(),
        merchant: MERCHANT.into(),
        reservation,
        payment_reference: "payment 1".into(),
        ..CommitRequest::default()
    }
}

/// The refusal in a status: its details say the same as the status does.
pub(crate) fn refusal(status: &Status) -> Error {
    let error = Error::decode(status.details()).unwrap();
    assert_eq!(error.message, status.message());
    assert!(!error.message.is_empty());
    error
}

/// The code that a call was refused with.
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Status>) -> ErrorCode {
    refusal(&result.expect_err("it is refused")).code()
}
