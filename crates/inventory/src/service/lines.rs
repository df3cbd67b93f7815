//! What can be read of those who wait or gather: waitlists, draws and groups.

use hawker_domain::{
    MerchantRef, SaleRef,
    stock::{Refusal, Stock},
};
use hawker_proto::v1::{
    ErrorCode, GetDrawRequest, GetDrawResponse, GetGroupRequest, GetGroupResponse,
    GetWaitingRequest, GetWaitingResponse, ListEntriesRequest, ListEntriesResponse,
};

use super::{Service, missing, page};
use crate::{check, convert, refusal::Refused};

/// The names of a sale that there is.
fn known<'a>(
    stock: &Stock,
    merchant: &'a str,
    sale: &'a str,
) -> Result<(MerchantRef<'a>, SaleRef<'a>), Refused> {
    let (merchant, sale) = (check::merchant(merchant)?, check::sale(sale)?);
    let found = stock.sale(merchant, sale).map(|_| (merchant, sale));
    found.ok_or_else(|| missing(ErrorCode::SaleNotFound, "sale"))
}

impl Service {
    pub(super) async fn waiting(
        &self,
        request: GetWaitingRequest,
    ) -> Result<GetWaitingResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::buyer(&request.buyer)?;
        check::sale(&request.sale)?;
        let read = self.handle.read(move |stock| {
            let (merchant, sale) = known(stock, &request.merchant, &request.sale)?;
            let found = stock.waiting(merchant, check::buyer(&request.buyer)?, sale);
            Ok(found.map_or_else(GetWaitingResponse::default, |found| GetWaitingResponse {
                waiting: true,
                place: found.place,
                sku: found.sku.to_owned(),
                quantity: found.quantity,
            }))
        });
        read.await?
    }

    pub(super) async fn draw(&self, request: GetDrawRequest) -> Result<GetDrawResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::sale(&request.sale)?;
        let read = self.handle.read(move |stock| {
            let (merchant, sale) = known(stock, &request.merchant, &request.sale)?;
            let draw = stock.draw(merchant, sale).ok_or_else(no_draw)?;
            Ok(GetDrawResponse { draw: Some(convert::draw(draw)) })
        });
        read.await?
    }

    pub(super) async fn group(
        &self,
        request: GetGroupRequest,
    ) -> Result<GetGroupResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::sale(&request.sale)?;
        let read = self.handle.read(move |stock| {
            let (merchant, sale) = known(stock, &request.merchant, &request.sale)?;
            let group = stock.group(merchant, sale, request.group);
            group.map(convert::group).ok_or_else(|| Refusal::GroupNotFound.into())
        });
        read.await?
    }

    pub(super) async fn entries(
        &self,
        request: ListEntriesRequest,
    ) -> Result<ListEntriesResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::sale(&request.sale)?;
        let most = page(request.limit)?;
        let read = self.handle.read(move |stock| {
            let (merchant, sale) = known(stock, &request.merchant, &request.sale)?;
            stock.draw(merchant, sale).ok_or_else(no_draw)?;
            let mut found = stock.draw_entries(merchant, sale, request.after, most + 1);
            let entries = found.by_ref().take(most).map(convert::draw_entry).collect();
            Ok(ListEntriesResponse { entries, more: found.next().is_some() })
        });
        read.await?
    }
}

fn no_draw() -> Refused {
    Refused::new(ErrorCode::WrongState, "the sale is no draw; read it with GetSale")
}
