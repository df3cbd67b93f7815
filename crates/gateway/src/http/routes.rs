//! The table of everything under `/v1`. The router and the OpenAPI document are
//! both made of it.

use std::sync::Arc;

use axum::routing::{MethodRouter, delete, get, post, put};

use super::{App, about, events, frames, numbers, shows, stock, tokens, traces, upgrade};
use crate::token::Cap;

/// What a body or an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing.
    None,
    /// The proto3 JSON of a message of `hawker.v1`.
    Message(&'static str),
    /// A stream of events, each the proto3 JSON of a message.
    Events(&'static str),
    /// `{shows: [Show]}`.
    ShowList,
    /// `{demo, version}`.
    About,
    /// A WebSocket session.
    Session,
}

/// One path and method.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// Its name in generated clients.
    pub(super) id: &'static str,
    /// One sentence.
    pub(super) summary: &'static str,
    /// Any of these is needed; none means that it is public.
    pub(super) caps: &'static [Cap],
    pub(super) body: Shape,
    pub(super) answer: Shape,
    /// Names that may stand in the query.
    pub(super) query: &'static [&'static str],
    pub(super) handler: MethodRouter<Arc<App>>,
}

impl Route {
    fn new(method: &'static str, path: &'static str, handler: MethodRouter<Arc<App>>) -> Self {
        let none = Shape::None;
        let (id, summary, caps, query): (_, _, &[Cap], &[&str]) = ("", "", &[], &[]);
        Self { method, path, id, summary, caps, body: none, answer: none, query, handler }
    }

    fn says(mut self, id: &'static str, summary: &'static str) -> Self {
        (self.id, self.summary) = (id, summary);
        self
    }

    fn needs(mut self, caps: &'static [Cap]) -> Self {
        self.caps = caps;
        self
    }

    fn takes(mut self, body: &'static str) -> Self {
        self.body = Shape::Message(body);
        self
    }

    fn asks(mut self, query: &'static [&'static str]) -> Self {
        self.query = query;
        self
    }

    fn gives(mut self, answer: &'static str) -> Self {
        self.answer = Shape::Message(answer);
        self
    }

    fn answers(mut self, answer: Shape) -> Self {
        self.answer = answer;
        self
    }
}

const HOST: &[Cap] = &[Cap::Host];
const MERCHANT: &[Cap] = &[Cap::Merchant];
/// Who may see what a viewer was sent.
pub(super) const TRACING: &[Cap] = &[Cap::Host, Cap::Moderate, Cap::Merchant];
const SHOP: &[Cap] = &[Cap::Shop];
const HOST_OR_MERCHANT: &[Cap] = &[Cap::Host, Cap::Merchant];
const SHOP_OR_BUYER: &[Cap] = &[Cap::Shop, Cap::Buy];

/// Everything there is under `/v1`, but for the document itself.
pub(super) fn table() -> Vec<Route> {
    let mut table = shows_table();
    table.extend(sales_table());
    table.extend(sessions_table());
    table.extend(stock_table());
    table.extend(numbers_table());
    table
}

fn shows_table() -> Vec<Route> {
    vec![
        Route::new("post", "/v1/shows", post(shows::create))
            .says(
                "createShow",
                "Makes a show of the token's merchant. The same show again is no error.",
            )
            .needs(HOST_OR_MERCHANT)
            .takes("Show")
            .gives("Show"),
        Route::new("get", "/v1/shows", get(shows::list))
            .says("listShows", "Lists every show, in order of id.")
            .answers(Shape::ShowList),
        Route::new("get", "/v1/shows/{show}", get(shows::get))
            .says("getShow", "Everything about a show as it stands: what a viewer gets who joins.")
            .gives("Snapshot"),
        Route::new("put", "/v1/shows/{show}/listings/{listing}", put(shows::put_listing))
            .says("putListing", "Adds a listing to the line-up, or changes it.")
            .needs(HOST_OR_MERCHANT)
            .takes("Listing")
            .gives("Listing"),
        Route::new("put", "/v1/shows/{show}/state", put(shows::set_state))
            .says("setShowState", "Makes a show live, ends it, or settles it once nothing is held.")
            .needs(HOST)
            .takes("SetShowState")
            .gives("Position"),
        Route::new("get", "/v1/shows/{show}/settings", get(shows::settings))
            .says("getRoomSettings", "How quickly the room tells its state and chat.")
            .gives("RoomSettings"),
        Route::new("put", "/v1/shows/{show}/settings", put(shows::set_settings))
            .says(
                "putRoomSettings",
                "Sets that, at once and for good; what is left out is as the server has it.",
            )
            .needs(HOST_OR_MERCHANT)
            .takes("RoomSettings")
            .gives("RoomSettings"),
        Route::new("put", "/v1/shows/{show}/pin", put(shows::pin))
            .says("pinListing", "Pins a listing for everyone.")
            .needs(HOST)
            .takes("PinListing")
            .gives("Position"),
        Route::new("delete", "/v1/shows/{show}/pin", delete(shows::unpin))
            .says("unpinListing", "Takes the pin away.")
            .needs(HOST)
            .gives("Position"),
        Route::new("get", "/v1/shows/{show}/ws", get(upgrade::join))
            .says(
                "join",
                "Opens a WebSocket session: sub-protocols hawker.v1.json, .proto and .packed.",
            )
            .answers(Shape::Session),
    ]
}

fn sales_table() -> Vec<Route> {
    vec![
        Route::new("post", "/v1/shows/{show}/sales", post(shows::start_sale))
            .says("startSale", "Defines and opens a sale. The same key gets the same sale.")
            .needs(HOST)
            .takes("StartSale")
            .gives("Sale"),
        Route::new("post", "/v1/shows/{show}/sales/{sale}/close", post(shows::close_sale))
            .says("closeSale", "Closes a sale for good. Holds made in it stay valid.")
            .needs(HOST)
            .gives("Sale"),
        Route::new("post", "/v1/shows/{show}/sales/{sale}/pause", post(shows::pause_sale))
            .says("pauseSale", "Lets a sale take a break. What is held can be bought meanwhile.")
            .needs(HOST)
            .takes("PauseSale")
            .gives("Sale"),
        Route::new("post", "/v1/shows/{show}/sales/{sale}/resume", post(shows::resume_sale))
            .says("resumeSale", "Lets a sale go on after a break.")
            .needs(HOST)
            .takes("ResumeSale")
            .gives("Sale"),
        Route::new("post", "/v1/shows/{show}/sales/{sale}/change", post(shows::change_sale))
            .says("changeSale", "Adds to a sale's allotment, or changes its limit or its price.")
            .needs(HOST)
            .takes("ChangeSale")
            .gives("Sale"),
        Route::new("post", "/v1/shows/{show}/skus/{sku}/add", post(shows::add_stock))
            .says("addStock", "Adds units to a SKU of the line-up.")
            .needs(HOST)
            .takes("AddStock")
            .gives("SkuStock"),
    ]
}

fn sessions_table() -> Vec<Route> {
    vec![
        Route::new("get", "/v1/shows/{show}/events", get(events::open))
            .says(
                "followShow",
                "The frames of a session as server-sent events, read-only, for networks that \
                 break WebSockets. Resumes after `Last-Event-ID` or `after`, as epoch:offset.",
            )
            .asks(&["after"])
            .answers(Shape::Events("ServerFrame")),
        Route::new("post", "/v1/shows/{show}/traces", post(traces::start))
            .says(
                "startTrace",
                "Has a viewer traced, by session, pseudonym or name: what they are sent from \
                 now on, what is left out for them, and why.",
            )
            .needs(TRACING)
            .takes("StartTrace")
            .gives("Trace"),
        Route::new("get", "/v1/shows/{show}/traces/{viewer}", get(traces::get))
            .says("getTrace", "What is known of a viewer's deliveries; one in a thousand has some.")
            .needs(TRACING)
            .gives("Trace"),
        Route::new("post", "/v1/shows/{show}/frames", post(frames::take))
            .says("sendFrame", "Does what one frame of a session asks, and gives its reply.")
            .needs(&Cap::ALL)
            .takes("ClientFrame")
            .gives("Reply"),
    ]
}

fn stock_table() -> Vec<Route> {
    vec![
        Route::new("post", "/v1/skus/{sku}/receive", post(stock::receive))
            .says("receiveStock", "Adds units to a SKU of the token's merchant.")
            .needs(MERCHANT)
            .takes("ReceiveStockRequest")
            .gives("SkuStock"),
        Route::new("get", "/v1/skus/{sku}", get(stock::get))
            .says("getStock", "Reads the stock of a SKU of the token's merchant.")
            .needs(HOST_OR_MERCHANT)
            .gives("GetStockResponse"),
        Route::new("get", "/v1/reservations/{reservation}", get(stock::reservation))
            .says(
                "getReservation",
                "Reads a reservation: one's own, or one of the token's merchant.",
            )
            .needs(SHOP_OR_BUYER)
            .asks(&["show"])
            .gives("Reservation"),
        Route::new("post", "/v1/reservations/{reservation}/commit", post(stock::commit))
            .says("commitReservation", "Turns a reservation into an order, once it is paid.")
            .needs(SHOP)
            .takes("CommitRequest")
            .gives("ReserveResult"),
        Route::new("post", "/v1/reservations/{reservation}/cancel", post(stock::cancel))
            .says("cancelReservation", "Takes an order back, in full or in part.")
            .needs(SHOP)
            .takes("CancelRequest")
            .gives("ReserveResult"),
        Route::new("post", "/v1/reservations/{reservation}/release", post(stock::release))
            .says("releaseReservation", "Gives a reservation's units back.")
            .needs(SHOP_OR_BUYER)
            .asks(&["show"])
            .takes("ReleaseHold")
            .gives("ReserveResult"),
    ]
}

fn numbers_table() -> Vec<Route> {
    vec![
        Route::new("get", "/v1/shows/{show}/funnel", get(numbers::get))
            .says("getFunnel", "A show's numbers, with its newest seconds.")
            .needs(MERCHANT)
            .asks(&["seconds"])
            .gives("GetFunnelResponse"),
        Route::new("get", "/v1/shows/{show}/funnel/live", get(numbers::live))
            .says("watchFunnel", "A show's numbers as they change, as server-sent events.")
            .needs(MERCHANT)
            .answers(Shape::Events("WatchFunnelResponse")),
        Route::new("post", "/v1/revocations", post(tokens::revoke))
            .says("revokeTokens", "Takes back a token, or all that a buyer was given until now.")
            .needs(SHOP)
            .takes("RevokeTokens")
            .gives("Revocation"),
        Route::new("get", "/v1/about", get(about::about))
            .says("about", "What server this is.")
            .answers(Shape::About),
    ]
}
