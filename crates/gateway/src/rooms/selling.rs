//! What a host does to sales and to stock. Each command goes to inventory on the
//! stream on which the buys go, so that it takes its place among them; what comes of
//! it viewers hear by inventory's watch, whatever becomes of the call.

use std::sync::Arc;

use hawker_domain::{ListingId, SaleId, SkuId, Timestamp, room::Command};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};

use super::{
    Room,
    commands::no_listing,
    convert,
    keys::{self, For},
};

type Answer<T> = Result<T, v1::Error>;

impl Room {
    /// Stores the intent, then defines and opens the sale.
    pub(super) async fn start_sale(
        self: &Arc<Self>,
        start: v1::StartSale,
        now: Timestamp,
    ) -> Answer<v1::Sale> {
        let key = keys::parse(&start.key)?;
        let listing = convert::id("listing", &start.listing, ListingId::new)?;
        let sale = convert::id("key", &key.to_string(), SaleId::new)?;
        if start.allotment == 0 {
            return Err(refuse(
                ErrorCode::QuantityInvalid,
                "The field `allotment` must be at least 1: say how many units are on sale.",
            ));
        }
        let define = keys::derive(key, For::Define);
        let define = self.judged(|room| room.definition(&start, &listing, &sale, define.clone()));
        let define = define.await?;
        let intent = Command::IntendSale { sale: sale.clone(), listing: listing.clone() };
        self.apply(intent, now).await?;
        if let Err(error) = self.backing.inventory.define_sale(define).await {
            if !error.temporary {
                self.apply(Command::AbandonSale(sale), now).await?;
            }
            return Err(error);
        }
        let open = v1::OpenSaleRequest {
            key: keys::derive(key, For::Open),
            merchant: self.merchant.to_string(),
            sale: sale.to_string(),
        };
        let opened = self.backing.inventory.open_sale(open).await?;
        opened.sale.ok_or_else(|| {
            refuse(ErrorCode::WrongState, format!("The sale {sale} can't be opened as it stands."))
        })
    }

    fn definition(
        &self,
        start: &v1::StartSale,
        listing: &ListingId,
        sale: &SaleId,
        key: String,
    ) -> Answer<v1::DefineSaleRequest> {
        let state = self.state();
        let found = state.listing(listing).ok_or_else(|| no_listing(listing))?;
        let offered = convert::listing_out(found);
        let price = match &start.price {
            Some(price) => {
                convert::money("price", Some(price))?;
                Some(price.clone())
            }
            None => offered.price,
        };
        Ok(v1::DefineSaleRequest {
            key,
            merchant: self.merchant.to_string(),
            sale: sale.to_string(),
            show: self.show.to_string(),
            listing: listing.to_string(),
            skus: offered.skus.into_iter().map(|one| one.sku).collect(),
            price,
            allotment: start.allotment,
            limit_per_buyer: start.limit_per_buyer,
            hold_seconds: start.hold_seconds,
            policy: policy(start.policy())?.into(),
            open_seconds: start.open_seconds,
            waitlist: start.waitlist,
            offer_seconds: start.offer_seconds,
            group: start.group.clone(),
            ..v1::DefineSaleRequest::default()
        })
    }

    pub(super) async fn stop_sale(self: &Arc<Self>, stop: &v1::StopSale) -> Answer<v1::Sale> {
        let sale = self.sale_here(&stop.sale).await?;
        self.close_sale(&sale).await
    }

    pub(super) async fn pause_sale(self: &Arc<Self>, pause: v1::PauseSale) -> Answer<v1::Sale> {
        let request = v1::PauseSaleRequest {
            key: keys::parse(&pause.key).map(|_| pause.key)?,
            merchant: self.merchant.to_string(),
            sale: self.sale_here(&pause.sale).await?.to_string(),
        };
        told(self.backing.inventory.pause_sale(request).await?)
    }

    pub(super) async fn resume_sale(self: &Arc<Self>, resume: v1::ResumeSale) -> Answer<v1::Sale> {
        let request = v1::ResumeSaleRequest {
            key: keys::parse(&resume.key).map(|_| resume.key)?,
            merchant: self.merchant.to_string(),
            sale: self.sale_here(&resume.sale).await?.to_string(),
        };
        told(self.backing.inventory.resume_sale(request).await?)
    }

    pub(super) async fn change_sale(self: &Arc<Self>, change: v1::ChangeSale) -> Answer<v1::Sale> {
        if let Some(price) = &change.price {
            convert::money("price", Some(price))?;
        }
        let request = v1::ChangeSaleRequest {
            key: keys::parse(&change.key).map(|_| change.key)?,
            merchant: self.merchant.to_string(),
            sale: self.sale_here(&change.sale).await?.to_string(),
            add_allotment: change.add_allotment,
            limit_per_buyer: change.limit_per_buyer,
            limit_per_household: None,
            price: change.price,
        };
        told(self.backing.inventory.change_sale(request).await?)
    }

    /// Adds units to a SKU that is in the line-up: a host may not touch other stock.
    pub(super) async fn add_stock(self: &Arc<Self>, add: v1::AddStock) -> Answer<v1::SkuStock> {
        keys::parse(&add.key)?;
        let sku = convert::id("sku", &add.sku, SkuId::new)?;
        let in_line_up = |room: &Self| {
            let sells = room.state().listings().iter().any(|listing| listing.sells(&sku));
            let sentence = "add one to the line-up first";
            let none = || format!("No listing of this show sells {sku}: {sentence}.");
            if sells { Ok(()) } else { Err(refuse(ErrorCode::SkuNotFound, none())) }
        };
        self.judged(in_line_up).await?;
        let request = v1::ReceiveStockRequest {
            key: add.key,
            merchant: self.merchant.to_string(),
            sku: sku.to_string(),
            quantity: add.quantity,
        };
        let answer = self.backing.inventory.receive_stock(request).await?;
        answer.stock.ok_or_else(|| {
            let sentence = "Inventory took the stock and did not say how it stands.";
            refuse(ErrorCode::Internal, sentence)
        })
    }

    /// A sale that the room knows.
    async fn sale_here(self: &Arc<Self>, sale: &str) -> Answer<SaleId> {
        let sale = convert::id("sale", sale, SaleId::new)?;
        let is_known = |room: &Self| {
            let none = || format!("There is no sale {sale} in this show: check its id.");
            let known = room.state().sale(&sale).is_some();
            if known { Ok(()) } else { Err(refuse(ErrorCode::SaleNotFound, none())) }
        };
        self.judged(is_known).await?;
        Ok(sale)
    }

    /// What is found of what a host names. Where it is not found, it may be another
    /// gateway's change of which this one has not heard: then it is looked for once more.
    async fn judged<T>(self: &Arc<Self>, judge: impl Fn(&Self) -> Answer<T>) -> Answer<T> {
        if let Ok(found) = judge(self) {
            return Ok(found);
        }
        Box::pin(self.catch_up()).await?;
        judge(self)
    }
}

/// The sale in an answer, as it stood then.
fn told(answer: v1::CommandResponse) -> Answer<v1::Sale> {
    answer.sale.ok_or_else(|| {
        refuse(ErrorCode::WrongState, "The sale can't do that as it stands: look at its state.")
    })
}

/// A policy by which viewers can buy.
fn policy(policy: v1::SalePolicy) -> Answer<v1::SalePolicy> {
    use v1::SalePolicy::{Draw, Group, PayFirst, Rush, Unspecified};
    match policy {
        Unspecified | Rush => Ok(Rush),
        Draw | Group => Ok(policy),
        PayFirst => Err(convert::wrong(
            "policy",
            "a sale that is paid first is one of a shop that reserves over gRPC",
        )),
    }
}
