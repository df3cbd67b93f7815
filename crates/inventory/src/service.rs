//! The gRPC service `hawker.v1.Inventory`, as the generated server calls it.

mod lines;

use hawker_domain::stock::Page;
use hawker_proto::v1::{
    self, AdjustStockRequest, CancelRequest, ChangeSaleRequest, CloseSaleRequest, CommandResponse,
    CommandsRequest, CommandsResponse, CommitRequest, DefineSaleRequest, EnterDrawRequest,
    ErrorCode, ExpireRequest, ExtendRequest, FollowRequest, FollowResponse, GetDrawRequest,
    GetDrawResponse, GetGroupRequest, GetGroupResponse, GetReservationRequest,
    GetReservationResponse, GetSaleRequest, GetSaleResponse, GetStockRequest, GetStockResponse,
    GetWaitingRequest, GetWaitingResponse, JoinWaitlistRequest, LeaveWaitlistRequest,
    ListByBuyerRequest, ListByBuyerResponse, ListBySaleRequest, ListBySaleResponse,
    ListEntriesRequest, ListEntriesResponse, ListHeldRequest, ListHeldResponse, OpenGroupRequest,
    OpenSaleRequest, PauseSaleRequest, ReceiveStockRequest, ReleaseRequest, ReserveRequest,
    ResumeSaleRequest, ReturnStockRequest, SetCountRequest, SetSafetyStockRequest, WatchRequest,
    WatchResponse, journal_entry::Command,
};
use std::sync::Arc;

use tokio::sync::watch;
use tonic::{Request, Response, Status, Streaming};

use crate::{
    check, convert,
    feed::Tail,
    handle::Handle,
    journal::LogReader,
    limits::{DEFAULT_PAGE, MAX_BUYERS_ASKED, MAX_PAGE},
    raw::Pieces,
    refusal::Refused,
    streams::{self, FollowFrom, Stream, Streams},
};

/// The service, for any router. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) handle: Handle,
    pub(crate) reader: LogReader,
    pub(crate) tail: Arc<Tail>,
    pub(crate) head: watch::Receiver<u64>,
    pub(crate) streams: Streams,
}

impl Service {
    async fn command(&self, command: Command) -> Result<Response<CommandResponse>, Status> {
        Ok(Response::new(self.handle.command(command).await?))
    }

    async fn stock(&self, request: GetStockRequest) -> Result<GetStockResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::sku(&request.sku)?;
        let read = self.handle.read(move |stock| {
            let view = stock.stock(check::merchant(&request.merchant)?, check::sku(&request.sku)?);
            let view = view.ok_or_else(|| missing(ErrorCode::SkuNotFound, "SKU"))?;
            Ok(GetStockResponse {
                received: view.stock.received.into(),
                stock: Some(convert::stock(view)),
            })
        });
        read.await?
    }

    async fn sale(&self, request: GetSaleRequest) -> Result<GetSaleResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::sale(&request.sale)?;
        let read = self.handle.read(move |stock| {
            let view = stock.sale(check::merchant(&request.merchant)?, check::sale(&request.sale)?);
            let view = view.ok_or_else(|| missing(ErrorCode::SaleNotFound, "sale"))?;
            Ok(GetSaleResponse { sale: Some(convert::sale(view)) })
        });
        read.await?
    }

    async fn reservation(
        &self,
        request: GetReservationRequest,
    ) -> Result<GetReservationResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        let id = check::reservation(request.reservation)?;
        let read = self.handle.read(move |stock| {
            let view = stock.reservation(check::merchant(&request.merchant)?, id);
            let view =
                view.ok_or_else(|| missing(ErrorCode::ReservationNotFound, "reservation"))?;
            Ok(GetReservationResponse { reservation: Some(convert::reservation(view)) })
        });
        read.await?
    }

    /// The durable records from a position on, as they stand in the journal.
    pub(crate) fn follow_raw(&self, request: FollowRequest) -> Result<Stream<Pieces>, Refused> {
        let FollowRequest { from_seq, until_now } = request;
        let from = FollowFrom {
            reader: self.reader.clone(),
            tail: Arc::clone(&self.tail),
            head: self.head.clone(),
            from_seq,
            until_now,
        };
        self.streams.open(|out| streams::follow(from, out))
    }

    async fn list_of_sale(
        &self,
        request: ListBySaleRequest,
    ) -> Result<ListBySaleResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::sale(&request.sale)?;
        let state = check::only_state(request.only_state)?;
        let page = Page { only_held: false, ..whole_page(request.limit, request.before)? };
        let read = self.handle.read(move |stock| {
            let (merchant, sale) =
                (check::merchant(&request.merchant)?, check::sale(&request.sale)?);
            let found = stock.list_by_sale(merchant, sale, state, page);
            let (list, next) = found.ok_or_else(|| missing(ErrorCode::SaleNotFound, "sale"))?;
            Ok(ListBySaleResponse {
                reservations: list.into_iter().map(convert::reservation).collect(),
                more: next.is_some(),
                before: next.map_or(0, |id| id.0),
            })
        });
        read.await?
    }

    async fn list_of_buyers(&self, request: ListHeldRequest) -> Result<ListHeldResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        if request.buyers.len() > MAX_BUYERS_ASKED {
            return Err(Refused::field(format!("buyers may be at most {MAX_BUYERS_ASKED}")));
        }
        request.buyers.iter().try_for_each(|buyer| check::buyer(buyer).map(drop))?;
        let page = Page { only_held: true, ..whole_page(request.limit, 0)? };
        let read = self.handle.read(move |stock| {
            let merchant = check::merchant(&request.merchant)?;
            let mut reservations = Vec::new();
            for buyer in &request.buyers {
                let (held, _) = stock.list_by_buyer(merchant, check::buyer(buyer)?, page);
                reservations.extend(held.into_iter().map(convert::reservation));
            }
            Ok(ListHeldResponse { reservations })
        });
        read.await?
    }

    async fn list(&self, request: ListByBuyerRequest) -> Result<ListByBuyerResponse, Refused> {
        check::merchant(&request.merchant)?;
        self.handle.own(&request.merchant)?;
        check::buyer(&request.buyer)?;
        let limit = page(request.limit)?;
        let before = (request.before != 0).then_some(hawker_domain::ReservationId(request.before));
        let page = Page { only_held: request.only_held, limit, before };
        let read = self.handle.read(move |stock| {
            let merchant = check::merchant(&request.merchant)?;
            let (list, more) = stock.list_by_buyer(merchant, check::buyer(&request.buyer)?, page);
            let reservations = list.into_iter().map(convert::reservation).collect();
            Ok(ListByBuyerResponse { reservations, more })
        });
        read.await?
    }
}

/// A page of a list, of all.
fn whole_page(limit: u32, before: u64) -> Result<Page, Refused> {
    let before = (before != 0).then_some(hawker_domain::ReservationId(before));
    Ok(Page { only_held: false, limit: page(limit)?, before })
}

/// How much to list.
fn page(asked: u32) -> Result<usize, Refused> {
    if asked > MAX_PAGE {
        return Err(Refused::field(format!("limit must be at most {MAX_PAGE}")));
    }
    Ok(if asked == 0 { DEFAULT_PAGE } else { asked } as usize)
}

fn missing(code: ErrorCode, what: &str) -> Refused {
    Refused::new(code, format!("there is no such {what} of this merchant; check its id"))
}

#[tonic::async_trait]
impl v1::inventory_server::Inventory for Service {
    type CommandsStream = Stream<CommandsResponse>;
    type WatchStream = Stream<WatchResponse>;
    type FollowStream = Stream<FollowResponse>;

    async fn receive_stock(
        &self,
        request: Request<ReceiveStockRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::ReceiveStock(request.into_inner())).await
    }

    async fn adjust_stock(
        &self,
        request: Request<AdjustStockRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::AdjustStock(request.into_inner())).await
    }

    async fn set_count(
        &self,
        request: Request<SetCountRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::SetCount(request.into_inner())).await
    }

    async fn set_safety_stock(
        &self,
        request: Request<SetSafetyStockRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::SetSafetyStock(request.into_inner())).await
    }

    async fn return_stock(
        &self,
        request: Request<ReturnStockRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::ReturnStock(request.into_inner())).await
    }

    async fn define_sale(
        &self,
        request: Request<DefineSaleRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::DefineSale(request.into_inner())).await
    }

    async fn open_sale(
        &self,
        request: Request<OpenSaleRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::OpenSale(request.into_inner())).await
    }

    async fn pause_sale(
        &self,
        request: Request<PauseSaleRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::PauseSale(request.into_inner())).await
    }

    async fn resume_sale(
        &self,
        request: Request<ResumeSaleRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::ResumeSale(request.into_inner())).await
    }

    async fn change_sale(
        &self,
        request: Request<ChangeSaleRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::ChangeSale(request.into_inner())).await
    }

    async fn close_sale(
        &self,
        request: Request<CloseSaleRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::CloseSale(request.into_inner())).await
    }

    async fn reserve(
        &self,
        request: Request<ReserveRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::Reserve(request.into_inner())).await
    }

    /// [`raw`](crate::raw) serves this call before the generated server sees it.
    async fn commands(
        &self,
        _: Request<Streaming<CommandsRequest>>,
    ) -> Result<Response<Self::CommandsStream>, Status> {
        Err(Refused::new(ErrorCode::Internal, "this server has no stream of commands").into())
    }

    async fn commit(
        &self,
        request: Request<CommitRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::Commit(request.into_inner())).await
    }

    async fn extend(
        &self,
        request: Request<ExtendRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::Extend(request.into_inner())).await
    }

    async fn cancel(
        &self,
        request: Request<CancelRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::Cancel(request.into_inner())).await
    }

    async fn list_by_sale(
        &self,
        request: Request<ListBySaleRequest>,
    ) -> Result<Response<ListBySaleResponse>, Status> {
        Ok(Response::new(self.list_of_sale(request.into_inner()).await?))
    }

    async fn release(
        &self,
        request: Request<ReleaseRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::Release(request.into_inner())).await
    }

    async fn expire(
        &self,
        request: Request<ExpireRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::Expire(request.into_inner())).await
    }

    async fn join_waitlist(
        &self,
        request: Request<JoinWaitlistRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::JoinWaitlist(request.into_inner())).await
    }

    async fn leave_waitlist(
        &self,
        request: Request<LeaveWaitlistRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::LeaveWaitlist(request.into_inner())).await
    }

    async fn get_waiting(
        &self,
        request: Request<GetWaitingRequest>,
    ) -> Result<Response<GetWaitingResponse>, Status> {
        Ok(Response::new(self.waiting(request.into_inner()).await?))
    }

    async fn open_group(
        &self,
        request: Request<OpenGroupRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::OpenGroup(request.into_inner())).await
    }

    async fn get_group(
        &self,
        request: Request<GetGroupRequest>,
    ) -> Result<Response<GetGroupResponse>, Status> {
        Ok(Response::new(self.group(request.into_inner()).await?))
    }

    async fn enter_draw(
        &self,
        request: Request<EnterDrawRequest>,
    ) -> Result<Response<CommandResponse>, Status> {
        self.command(Command::EnterDraw(request.into_inner())).await
    }

    async fn get_draw(
        &self,
        request: Request<GetDrawRequest>,
    ) -> Result<Response<GetDrawResponse>, Status> {
        Ok(Response::new(self.draw(request.into_inner()).await?))
    }

    async fn list_entries(
        &self,
        request: Request<ListEntriesRequest>,
    ) -> Result<Response<ListEntriesResponse>, Status> {
        Ok(Response::new(self.entries(request.into_inner()).await?))
    }

    async fn get_stock(
        &self,
        request: Request<GetStockRequest>,
    ) -> Result<Response<GetStockResponse>, Status> {
        Ok(Response::new(self.stock(request.into_inner()).await?))
    }

    async fn get_sale(
        &self,
        request: Request<GetSaleRequest>,
    ) -> Result<Response<GetSaleResponse>, Status> {
        Ok(Response::new(self.sale(request.into_inner()).await?))
    }

    async fn get_reservation(
        &self,
        request: Request<GetReservationRequest>,
    ) -> Result<Response<GetReservationResponse>, Status> {
        Ok(Response::new(self.reservation(request.into_inner()).await?))
    }

    async fn list_by_buyer(
        &self,
        request: Request<ListByBuyerRequest>,
    ) -> Result<Response<ListByBuyerResponse>, Status> {
        Ok(Response::new(self.list(request.into_inner()).await?))
    }

    async fn list_held(
        &self,
        request: Request<ListHeldRequest>,
    ) -> Result<Response<ListHeldResponse>, Status> {
        Ok(Response::new(self.list_of_buyers(request.into_inner()).await?))
    }

    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let request = request.into_inner();
        if !request.merchant.is_empty() {
            check::merchant(&request.merchant)?;
        }
        let handle = self.handle.clone();
        let stream = self.streams.open(|out| streams::watch(handle, request, out))?;
        Ok(Response::new(stream))
    }

    /// [`raw`](crate::raw) serves this call before the generated server sees it.
    async fn follow(
        &self,
        _: Request<FollowRequest>,
    ) -> Result<Response<Self::FollowStream>, Status> {
        Err(Refused::new(ErrorCode::Internal, "this server has no stream of records").into())
    }
}
