//! A small show in which everything happens once a round: viewers come and go,
//! chat, look at what is pinned, buy, change their minds, and let a hold run out.

use hawker_proto::v1::{
    Checkout, Outcome, Ping, Position, ReleaseHold, Reservation, SendChat, Track, TrackKind,
    client_frame, reply,
};
use hawker_tests::{api::Api, eventually, fresh_key, server::Server, viewer::Viewer};
use hyper::Method;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

const SHOW: &str = "evening";
const LISTING: &str = "lamp";

/// Units on sale in a round: one for each thing that can become of a hold.
const ALLOTMENT: usize = 3;

/// Viewers in a round: some find the sale sold out.
const VIEWERS: usize = ALLOTMENT + 2;

/// Units there are, enough for every round.
const STOCK: u32 = 10_000;

/// Puts the show on air.
pub(crate) async fn prepare(server: &Server) {
    host(server).put_on_air(SHOW, LISTING, STOCK).await;
}

fn host(server: &Server) -> Api {
    server.api("host", "host,merchant,shop")
}

/// One round: who is in the room, and what the host calls with.
pub(crate) struct Round {
    host: Api,
    viewers: Vec<Viewer>,
}

impl Round {
    /// Plays round `number` from the first viewer's arrival to the last's leaving.
    pub(crate) async fn play(server: &Server, number: u32) {
        let mut round = Self { host: host(server), viewers: Vec::new() };
        for viewer in 0..VIEWERS {
            let token = server.token(&format!("viewer-{number}-{viewer}"), "chat,buy");
            let joined = Viewer::join(server.ports().public, SHOW, &token, None).await;
            round.viewers.push(joined.expect("a viewer joins").0);
        }
        round.pin_and_chat().await;
        round.come_back(server, number).await;
        round.be_refused().await;
        let feed = round.look_live();
        let sale = round.open_sale().await;
        let held = round.reserve_all().await;
        round.settle(&held).await;
        let close = format!("/v1/shows/{SHOW}/sales/{sale}/close");
        round.host.ok(Method::POST, &close, json!({})).await;
        round.host.ok(Method::DELETE, &format!("/v1/shows/{SHOW}/pin"), Value::Null).await;
        round.numbers().await;
        feed.abort();
    }

    /// One viewer resumes where it was, another where nobody ever was.
    async fn come_back(&mut self, server: &Server, number: u32) {
        let last = self.viewers[0].publications().last().map(|p| (p.epoch, p.offset));
        let (epoch, offset) = last.expect("the pin was published");
        for (viewer, offset) in [(0, offset), (1, u32::MAX)] {
            let token = server.token(&format!("viewer-{number}-{viewer}"), "chat,buy");
            let resume = Some(Position { epoch, offset });
            let joined = Viewer::join(server.ports().public, SHOW, &token, resume).await;
            let (again, welcome) = joined.expect("a viewer comes back");
            assert_eq!(welcome.recovered, viewer == 0);
            self.viewers[viewer] = again;
        }
    }

    /// One viewer asks for what isn't there.
    async fn be_refused(&mut self) {
        let result = self.viewers[0].reserve(&fresh_key(), "no-such-listing", 1).await;
        let result = result.expect("a reply");
        assert!(matches!(result, reply::Result::Error(_)), "not refused: {result:?}");
    }

    /// The merchant's page stays open: a feed that goes on until it is aborted.
    fn look_live(&self) -> JoinHandle<()> {
        let merchant = self.host.clone();
        tokio::spawn(async move {
            // It ends with the abort, and has nothing to say before.
            drop(merchant.get(&format!("/v1/shows/{SHOW}/funnel/live")).await);
        })
    }

    async fn pin_and_chat(&mut self) {
        let pin = json!({ "listing": LISTING });
        self.host.ok(Method::PUT, &format!("/v1/shows/{SHOW}/pin"), pin).await;
        for viewer in &mut self.viewers {
            let text = "how tall is the lamp?".to_owned();
            ask(viewer, client_frame::Kind::SendChat(SendChat { text })).await;
            for kind in [
                TrackKind::ViewPromotion,
                TrackKind::SelectPromotion,
                TrackKind::ViewItem,
                TrackKind::AddToCart,
            ] {
                let track = Track { kind: kind.into(), listing: LISTING.to_owned() };
                ask(viewer, client_frame::Kind::Track(track)).await;
            }
            ask(viewer, client_frame::Kind::Ping(Ping {})).await;
        }
    }

    async fn open_sale(&self) -> String {
        let terms = json!({ "allotment": ALLOTMENT, "limitPerBuyer": 1, "holdSeconds": 1 });
        let sale = self.host.open_sale(SHOW, LISTING, terms).await;
        sale["sale"].as_str().expect("a sale's id").to_owned()
    }

    /// Everybody tries; who got a unit comes back with its reservation.
    async fn reserve_all(&mut self) -> Vec<(usize, Reservation)> {
        let mut held = Vec::new();
        for (index, viewer) in self.viewers.iter_mut().enumerate() {
            let result = viewer.reserve(&fresh_key(), LISTING, 1).await.expect("a reply");
            let reply::Result::Reserve(result) = result else { panic!("not {result:?}") };
            if result.outcome() == Outcome::Held {
                held.push((index, result.reservation.expect("what was held")));
            }
        }
        assert_eq!(held.len(), ALLOTMENT);
        held
    }

    /// One is bought and taken back, one given back, and one runs out.
    async fn settle(&mut self, held: &[(usize, Reservation)]) {
        let [(buyer, bought), (other, given_back), (_, left)] = held else { unreachable!() };
        let checkout = Checkout { reservation: bought.id };
        ask(&mut self.viewers[*buyer], client_frame::Kind::Checkout(checkout)).await;
        let paid = json!({ "key": fresh_key(), "paymentReference": "test" });
        let commit = format!("/v1/reservations/{}/commit", bought.id);
        self.host.ok(Method::POST, &commit, paid).await;
        let release = ReleaseHold { key: fresh_key(), reservation: given_back.id };
        ask(&mut self.viewers[*other], client_frame::Kind::Release(release)).await;
        let host = &self.host;
        eventually("a hold runs out", async || {
            let path = format!("/v1/reservations/{}", left.id);
            let now = host.ok(Method::GET, &path, Value::Null).await;
            (now["state"] == "RESERVATION_STATE_EXPIRED").then_some(())
        })
        .await;
        let cancel = format!("/v1/reservations/{}/cancel", bought.id);
        self.host.ok(Method::POST, &cancel, json!({ "key": fresh_key() })).await;
    }

    /// The merchant looks.
    async fn numbers(&self) {
        self.host.ok(Method::GET, &format!("/v1/shows/{SHOW}/funnel"), Value::Null).await;
    }
}

async fn ask(viewer: &mut Viewer, kind: client_frame::Kind) {
    let result = viewer.ask(kind).await.expect("a reply");
    assert!(!matches!(result, reply::Result::Error(_)), "refused: {result:?}");
}
