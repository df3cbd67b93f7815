//! Putting the demo's show on air, by the calls that any merchant would make.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    demo::{MERCHANT, SHOW, catalogue::PRODUCTS},
    error::Error,
    http_client::ApiClient,
};

/// How long the crowd settles in before the first sale.
const OPENING_AFTER: Duration = Duration::from_secs(8);

/// Units in the first sale: few enough that the stage is soon the newcomer's.
const OPENING_UNITS: u32 = 40;

/// How long it stays open: it leaves the product free for a sale of their own.
const OPENING_SECONDS: u32 = 15;

/// Creates the show and its line-up, receives stock, goes live and pins.
pub(crate) async fn prepare(api: &ApiClient) -> Result<(), Error> {
    let show = json!({"show": SHOW, "merchant": MERCHANT, "title": "Harbour Goods, live from the workshop"});
    api.expect(Method::POST, "/v1/shows", &show).await?;
    for product in &PRODUCTS {
        for (sku, _, units) in product.skus {
            let stock = json!({"key": fresh_key(), "quantity": units});
            api.expect(Method::POST, &format!("/v1/skus/{sku}/receive"), &stock).await?;
        }
        let skus: Vec<Value> = product
            .skus
            .iter()
            .map(|(sku, title, _)| json!({"sku": sku, "title": title}))
            .collect();
        let listing = json!({
            "listing": product.listing,
            "title": product.title,
            "description": product.description,
            "price": {"minor": product.price_minor.to_string(), "currency": "EUR"},
            "skus": skus,
        });
        let path = format!("/v1/shows/{SHOW}/listings/{}", product.listing);
        api.expect(Method::PUT, &path, &listing).await?;
    }
    let live = json!({"state": "SHOW_STATE_LIVE"});
    api.expect(Method::PUT, &format!("/v1/shows/{SHOW}/state"), &live).await?;
    pin(api, PRODUCTS[0].listing).await
}

/// Holds a small sale, so that the merchant's page has something to show.
pub(crate) async fn open_first_sale(api: ApiClient, stop: CancellationToken) -> Result<(), Error> {
    if stop.run_until_cancelled(tokio::time::sleep(OPENING_AFTER)).await.is_none() {
        return Ok(());
    }
    let product = &PRODUCTS[0];
    let sale = json!({
        "key": fresh_key(),
        "listing": product.listing,
        "price": {"minor": "990", "currency": "EUR"},
        "allotment": OPENING_UNITS,
        "holdSeconds": 60,
        "openSeconds": OPENING_SECONDS,
    });
    api.expect(Method::POST, &format!("/v1/shows/{SHOW}/sales"), &sale).await?;
    Ok(())
}

async fn pin(api: &ApiClient, listing: &str) -> Result<(), Error> {
    let pin = json!({"listing": listing});
    api.expect(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), &pin).await?;
    Ok(())
}

fn fresh_key() -> String {
    uuid::Uuid::now_v7().to_string()
}
