//! How the crowd shops: what each viewer does when something is pinned or goes
//! on sale, with the hesitation and the changes of mind of real people.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use hawker_proto::v1::{
    Checkout, Outcome, Publication, ReleaseHold, Reply, Reservation, Reserve, ReserveResult, Sale,
    SaleState, Snapshot, Track, TrackKind, client_frame::Kind, publication,
    reply::Result as Answer,
};
use http::Method;

use crate::Error;
use crate::api::Api;
use crate::viewer::{Asked, Viewer, What};
use crate::world::{Script, World, key};

/// How often a refusal that is temporary is tried again.
const TRIES_MAX: u32 = 5;

/// Of those who see a pinned card, who goes how far.
const TRACKED: [(TrackKind, f64); 3] = [
    (TrackKind::ViewPromotion, 0.92),
    (TrackKind::SelectPromotion, 0.45),
    (TrackKind::ViewItem, 0.8),
];

/// Of the viewers, who tries to buy in a sale.
const WANTING: f64 = 0.9;

/// Of those who missed out, who tries again when a unit comes back.
const TRYING_AGAIN: f64 = 0.3;

/// Of those who hold a unit, who gives it back.
const RELEASING: f64 = 0.08;

/// Of those who hold a unit, who forgets about it.
const ABANDONING: f64 = 0.12;

/// What the crowd did; see [`crate::crowd::CrowdReport`] for each.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) chat_sent: Cell<u64>,
    pub(crate) chat_echoed: Cell<u64>,
    pub(crate) chat_refused: Cell<u64>,
    pub(crate) tracked: Cell<u64>,
    pub(crate) reserves: Cell<u64>,
    pub(crate) held: Cell<u64>,
    pub(crate) sold_out: Cell<u64>,
    pub(crate) other_outcomes: Cell<u64>,
    pub(crate) refused: Cell<u64>,
    pub(crate) paid: Cell<u64>,
    pub(crate) pay_failed: Cell<u64>,
    pub(crate) released: Cell<u64>,
    pub(crate) abandoned: Cell<u64>,
}

/// Adds one.
pub(crate) fn count(cell: &Cell<u64>) {
    cell.set(cell.get() + 1);
}

/// Where one viewer stands in the newest sale it knows.
#[derive(Debug, Default, Clone)]
struct Errand {
    sale: String,
    tries: u32,
    missed_out: bool,
}

/// The crowd's script.
#[derive(Debug)]
pub(crate) struct Shoppers {
    counts: Rc<Counts>,
    errands: Vec<RefCell<Errand>>,
    /// The demo's checkout, where the gateway has one.
    checkout: Option<Api>,
}

impl Shoppers {
    pub(crate) fn new(viewers: usize, counts: Rc<Counts>, checkout: Option<Api>) -> Shoppers {
        Shoppers { counts, errands: vec![RefCell::default(); viewers], checkout }
    }

    fn errand(&self, viewer: &Viewer) -> &RefCell<Errand> {
        // One errand was made per viewer, and viewers are numbered from 0.
        &self.errands[viewer.index]
    }

    /// A pinned card came into view: some look closer, step by step.
    fn look(&self, world: &Rc<World>, viewer: &Rc<Viewer>, listing: &str) {
        let (world, viewer) = (Rc::clone(world), Rc::clone(viewer));
        let (counts, listing) = (Rc::clone(&self.counts), listing.to_owned());
        tokio::task::spawn_local(async move {
            for (kind, share) in TRACKED {
                if !world.chance(share) {
                    return;
                }
                tokio::time::sleep(world.between(ms(200), ms(4_000))).await;
                count(&counts.tracked);
                let track = Track { kind: kind.into(), listing: listing.clone() };
                say(&world, &viewer, Kind::Track(track), What::Track);
            }
        });
    }

    /// A sale is open: most want a unit, after a moment's thought.
    fn consider(&self, world: &Rc<World>, viewer: &Rc<Viewer>, sale: &Sale) {
        let known = self.errand(viewer).borrow().sale == sale.sale;
        if known || sale.state() != SaleState::Open {
            return;
        }
        *self.errand(viewer).borrow_mut() = Errand { sale: sale.sale.clone(), ..Errand::default() };
        if world.chance(WANTING) {
            self.buy(world, viewer, sale, world.between(ms(300), ms(9_000)));
        }
    }

    fn buy(&self, world: &Rc<World>, viewer: &Rc<Viewer>, sale: &Sale, after: Duration) {
        let pick = world.between(ms(0), ms(1_000)).subsec_micros() as usize;
        let sku = sale.skus.get(pick % sale.skus.len().max(1)).cloned().unwrap_or_default();
        let reserve = Reserve {
            key: key(),
            listing: sale.listing.clone(),
            sku,
            quantity: 1,
            ..Reserve::default()
        };
        count(&self.counts.reserves);
        count(&self.counts.tracked);
        press_after(world, viewer, &sale.listing, after);
        reserve_after(world, viewer, reserve, &sale.sale, after);
    }

    fn reserved(&self, world: &Rc<World>, viewer: &Rc<Viewer>, sale: &str, result: &ReserveResult) {
        match (result.outcome(), &result.reservation) {
            (Outcome::Held, Some(reservation)) => {
                count(&self.counts.held);
                self.decide(world, viewer, sale, reservation);
            }
            (Outcome::SoldOut, _) => {
                count(&self.counts.sold_out);
                self.errand(viewer).borrow_mut().missed_out = true;
            }
            _ => count(&self.counts.other_outcomes),
        }
    }

    /// A unit is held: most go and pay, some give it back, some forget.
    fn decide(&self, world: &Rc<World>, viewer: &Rc<Viewer>, sale: &str, held: &Reservation) {
        if world.chance(ABANDONING) {
            count(&self.counts.abandoned);
            return;
        }
        let releasing = world.chance(RELEASING);
        let (reservation, sale) = (held.id, sale.to_owned());
        let (world, viewer) = (Rc::clone(world), Rc::clone(viewer));
        tokio::task::spawn_local(async move {
            tokio::time::sleep(world.between(ms(800), ms(6_000))).await;
            if releasing {
                let release = ReleaseHold { key: key(), reservation };
                say_surely(&world, &viewer, Kind::Release(release), What::Release);
            } else {
                let what = What::Checkout { reservation, sale };
                say_surely(&world, &viewer, Kind::Checkout(Checkout { reservation }), what);
            }
        });
    }

    /// At the checkout: pays after filling in the form.
    fn pay(&self, world: &Rc<World>, reservation: u64) {
        let Some(checkout) = self.checkout.clone() else { return };
        let (world, counts) = (Rc::clone(world), Rc::clone(&self.counts));
        tokio::task::spawn_local(async move {
            tokio::time::sleep(world.between(ms(500), ms(4_000))).await;
            let path = format!("/demo/checkout/{reservation}/pay");
            match checkout.poke(Method::POST, &path).await {
                Ok(()) => count(&counts.paid),
                Err(error) => {
                    count(&counts.pay_failed);
                    tracing::debug!(%error, "a payment failed");
                }
            }
        });
    }

    /// A refusal that is temporary is tried again under the same key.
    fn refused(&self, world: &Rc<World>, viewer: &Rc<Viewer>, asked: &Asked, temporary: bool) {
        if let (What::Chat(_), _) = (&asked.what, temporary) {
            count(&self.counts.chat_refused);
            return;
        }
        let (What::Reserve { sale, .. }, Some(Kind::Reserve(reserve))) =
            (&asked.what, &asked.again)
        else {
            count(&self.counts.refused);
            return;
        };
        let mut errand = self.errand(viewer).borrow_mut();
        if !temporary || errand.sale != *sale || errand.tries == TRIES_MAX {
            count(&self.counts.refused);
            return;
        }
        errand.tries += 1;
        let after = world.between(ms(300), ms(2_000));
        reserve_after(world, viewer, reserve.clone(), sale, after);
    }
}

impl Script for Shoppers {
    fn snapshot(&self, world: &Rc<World>, viewer: &Rc<Viewer>, snapshot: &Snapshot) {
        if !snapshot.pinned.is_empty() {
            self.look(world, viewer, &snapshot.pinned);
        }
        for sale in &snapshot.sales {
            self.consider(world, viewer, sale);
        }
    }

    fn published(&self, world: &Rc<World>, viewer: &Rc<Viewer>, publication: &Publication) {
        match &publication.kind {
            Some(publication::Kind::Pinned(listing)) => self.look(world, viewer, &listing.listing),
            Some(publication::Kind::SaleOpened(sale)) => self.consider(world, viewer, sale),
            Some(publication::Kind::SaleResumed(sale)) => {
                let errand = self.errand(viewer).borrow().clone();
                let again = errand.sale == sale.sale && errand.missed_out;
                if again && world.chance(TRYING_AGAIN) {
                    self.errand(viewer).borrow_mut().missed_out = false;
                    self.buy(world, viewer, sale, world.between(ms(100), ms(3_000)));
                }
            }
            _ => {}
        }
    }

    fn answered(&self, world: &Rc<World>, viewer: &Rc<Viewer>, asked: &Asked, reply: &Reply) {
        match (&asked.what, &reply.result) {
            (_, Some(Answer::Error(error))) => self.refused(world, viewer, asked, error.temporary),
            (What::Chat(_), _) => count(&self.counts.chat_echoed),
            (What::Reserve { sale, .. }, Some(Answer::Reserve(result))) => {
                self.reserved(world, viewer, sale, result);
            }
            (What::Checkout { reservation, .. }, Some(Answer::Checkout(_))) => {
                self.pay(world, *reservation);
            }
            (What::Release, Some(Answer::Reserve(_))) => count(&self.counts.released),
            _ => {}
        }
    }

    fn reservation(&self, _: &Rc<World>, _: &Rc<Viewer>, _: &Reservation) {}
}

/// Asks for units of a sale after that pause.
/// Whoever presses "buy" is counted as such, as the pages do it.
fn press_after(world: &Rc<World>, viewer: &Rc<Viewer>, listing: &str, after: Duration) {
    let track = Track { kind: TrackKind::AddToCart.into(), listing: listing.to_owned() };
    let (world, viewer) = (Rc::clone(world), Rc::clone(viewer));
    tokio::task::spawn_local(async move {
        tokio::time::sleep(after).await;
        say(&world, &viewer, Kind::Track(track), What::Track);
    });
}

fn reserve_after(
    world: &Rc<World>,
    viewer: &Rc<Viewer>,
    reserve: Reserve,
    sale: &str,
    after: Duration,
) {
    let what = What::Reserve { key: reserve.key.clone(), sale: sale.to_owned() };
    let (world, viewer) = (Rc::clone(world), Rc::clone(viewer));
    tokio::task::spawn_local(async move {
        tokio::time::sleep(after).await;
        say_surely(&world, &viewer, Kind::Reserve(reserve), what);
    });
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Sends a request that is not worth repeating.
pub(crate) fn say(world: &World, viewer: &Viewer, kind: Kind, what: What) {
    let asked = Asked { what, intended_us: world.now_us(), again: None };
    noted(viewer, viewer.ask(kind, asked));
}

/// Sends a request that is repeated after a reconnect until it is answered.
pub(crate) fn say_surely(world: &World, viewer: &Viewer, kind: Kind, what: What) {
    let asked = Asked { what, intended_us: world.now_us(), again: Some(kind.clone()) };
    noted(viewer, viewer.ask(kind, asked));
}

/// A write that failed shows at the reading side too, where the session ends.
pub(crate) fn noted(viewer: &Viewer, written: Result<(), Error>) {
    if let Err(error) = written {
        tracing::debug!(viewer = viewer.index, %error, "a request could not be written");
    }
}
