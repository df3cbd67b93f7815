//! One room: commands one after the other, each stored before it is published.

use std::sync::Arc;

use arc_swap::ArcSwap;
use hawker_domain::{
    ListingId, MerchantId, SaleId, ShowId, SkuId, Timestamp,
    room::{self, Command, Effect},
};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use tokio::sync::Mutex;

use super::{
    Backing, SnapshotBase,
    attach::Tie,
    convert, keys,
    stand::{Stand, saved_sale},
};
use crate::{
    lanes::Lanes,
    limits::{ATTEMPTS, OVERTAKEN},
    retry::Backoff,
    store::Change,
    token::{Cap, Identity},
};

/// One room.
pub(crate) struct Room {
    pub(crate) show: ShowId,
    pub(crate) merchant: MerchantId,
    pub(crate) lanes: Arc<Lanes>,
    pub(super) backing: Arc<Backing>,
    /// The lock under which a change is applied, stored and published.
    pub(super) changing: Mutex<Stand>,
    /// Whether it hears what other gateways say.
    pub(super) tie: Tie,
    /// The room as of the newest publication.
    state: ArcSwap<room::Room>,
}

impl Room {
    pub(super) fn new(
        state: room::Room,
        stand: Stand,
        lanes: Arc<Lanes>,
        backing: Arc<Backing>,
    ) -> Arc<Self> {
        lanes.set_base(base(&state));
        backing.in_groups.note(&state);
        if backing.bus.is_some() {
            lanes.share();
        }
        let room = Self {
            show: state.show().id.clone(),
            merchant: state.show().merchant.clone(),
            lanes,
            backing,
            changing: Mutex::new(stand),
            tie: Tie::default(),
            state: ArcSwap::from_pointee(state),
        };
        let room = Arc::new(room);
        // Their stock comes with the first message of the watch.
        for listing in room.state().listings() {
            room.note_skus(listing);
        }
        room
    }

    /// The room as of the newest publication.
    pub(super) fn state(&self) -> Arc<room::Room> {
        self.state.load_full()
    }

    /// The show as it stands.
    pub(crate) fn show(&self) -> v1::Show {
        convert::show_out(self.state().show())
    }

    /// Refuses who has none of these capabilities for this show.
    pub(crate) fn authorize(&self, who: &Identity, caps: &[Cap]) -> Result<(), v1::Error> {
        who.require_any(caps)?;
        who.admit(&self.show)?;
        match &who.merchant {
            Some(merchant) if *merchant != self.merchant => Err(refuse(
                ErrorCode::CapabilityMissing,
                format!("The show {} is another merchant's: use that merchant's token.", self.show),
            )),
            _ => Ok(()),
        }
    }

    /// Applies a command, stores what follows, then publishes it. Runs to its
    /// end also when whoever asked is gone, or the store would be ahead of us.
    pub(super) async fn apply(
        self: &Arc<Self>,
        command: Command,
        now: Timestamp,
    ) -> Result<v1::Position, v1::Error> {
        let room = Arc::clone(self);
        self.whole(async move { room.apply_whole(command, now).await }).await
    }

    /// Runs a change to its end, whoever asked for it.
    pub(super) async fn whole<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, v1::Error>> + Send + 'static,
    ) -> Result<T, v1::Error> {
        self.backing.runtime.spawn(change).await.unwrap_or_else(|_| {
            Err(refuse(ErrorCode::Unavailable, "The server is stopping: try again in a second."))
        })
    }

    async fn apply_whole(
        self: &Arc<Self>,
        command: Command,
        now: Timestamp,
    ) -> Result<v1::Position, v1::Error> {
        let mut stand = self.changing.lock().await;
        for _ in 0..OVERTAKEN {
            let mut next = room::Room::clone(&self.state.load());
            let applied = next.apply(command.clone(), now);
            // Somebody who is refused, or asks for what is so already, may mean a change
            // of another gateway of which this one has not heard yet.
            let moves = applied.as_ref().is_ok_and(|effects| !effects.is_empty());
            let is_asked = !matches!(command, Command::ReportSale(_));
            if is_asked && !moves && self.refresh(&mut stand).await? {
                continue;
            }
            let effects = applied.map_err(|no| convert::refusal(&no))?;
            let change = change(&next, &effects);
            if effects.is_empty() || self.keep(&mut stand, next, change).await? {
                drop(stand);
                for effect in effects {
                    self.follow_up(effect);
                }
                return Ok(convert::position_out(self.state().position()));
            }
        }
        Err(overtaken())
    }

    /// Keeps what the room sets for itself, whoever changes the room meanwhile.
    pub(super) async fn keep_settings(
        self: &Arc<Self>,
        settings: v1::RoomSettings,
    ) -> Result<(), v1::Error> {
        let mut stand = self.changing.lock().await;
        for _ in 0..OVERTAKEN {
            let state = room::Room::clone(&self.state.load());
            let change = Change { settings: Some(settings), ..Change::of_show(&state) };
            if self.keep(&mut stand, state, change).await? {
                return Ok(());
            }
        }
        Err(overtaken())
    }

    /// The base goes last: it is true as of the newest publication.
    pub(super) fn tell(&self, next: room::Room, publications: Vec<v1::Publication>) {
        self.backing.published.increment(publications.len() as u64);
        for publication in publications {
            self.lanes.publish(publication);
        }
        self.lanes.set_base(base(&next));
        self.backing.in_groups.note(&next);
        self.state.store(Arc::new(next));
    }

    fn follow_up(self: &Arc<Self>, effect: Effect) {
        match effect {
            Effect::CloseSale(sale) => self.close_in_background(sale),
            Effect::KeepListing(id) => {
                if let Some(listing) = self.state().listing(&id) {
                    self.note_and_read(listing);
                }
            }
            Effect::Publish(_) | Effect::KeepSale(_) | Effect::ForgetSale(_) => {}
        }
    }

    /// Closes what an ended show left open, after a restart, or at another gateway.
    pub(super) fn close_leftovers(self: &Arc<Self>) {
        let state = self.state();
        if state.show().state > room::ShowState::Live {
            for sale in state.running_sales() {
                self.close_in_background(sale.id.clone());
            }
        }
    }

    fn close_in_background(self: &Arc<Self>, sale: SaleId) {
        let room = Arc::clone(self);
        self.backing.runtime.spawn(async move {
            let mut backoff = Backoff::new();
            for _ in 0..ATTEMPTS {
                match room.close_sale(&sale).await {
                    Ok(_) => return,
                    Err(error) => {
                        tracing::warn!(%sale, ?error, "a sale of an ended show stays open")
                    }
                }
                backoff.wait().await;
            }
        });
    }

    /// Closes a sale; one that is closed already, or is about to be, is no error.
    pub(super) async fn close_sale(&self, sale: &SaleId) -> Result<v1::Sale, v1::Error> {
        let (merchant, sale) = (self.merchant.to_string(), sale.to_string());
        let request = v1::CloseSaleRequest {
            key: keys::fresh(),
            merchant: merchant.clone(),
            sale: sale.clone(),
        };
        let refused = match self.backing.inventory.close_sale(request).await {
            Ok(response) => match response.sale {
                Some(sale) => return Ok(sale),
                None => refuse(ErrorCode::WrongState, "The sale can't be closed as it stands."),
            },
            Err(error) if error.temporary => return Err(error),
            Err(error) => error,
        };
        let now = self.backing.inventory.get_sale(v1::GetSaleRequest { merchant, sale }).await?;
        // A group sale closes when everyone in it is settled.
        let over = |sale: &v1::Sale| {
            matches!(sale.state(), v1::SaleState::Closed | v1::SaleState::Settling)
        };
        now.sale.filter(over).ok_or(refused)
    }

    /// Has the watch tell of a listing's SKUs from now on; those that are new.
    fn note_skus(&self, listing: &room::Listing) -> Vec<SkuId> {
        let skus = listing.skus.iter().map(|one| &one.sku);
        let here = (&self.show, &self.lanes);
        let new = skus.filter(|sku| self.backing.board.note((&self.merchant, sku), here));
        new.cloned().collect()
    }

    /// The same, and reads how the stock of new ones stands.
    pub(super) fn note_and_read(&self, listing: &room::Listing) {
        self.note_skus(listing).into_iter().for_each(|sku| self.read_stock(sku));
    }

    /// Reads how the stock of all that is in the line-up stands.
    pub(super) fn read_stocks(&self) {
        for listing in self.state().listings() {
            listing.skus.iter().for_each(|one| self.read_stock(one.sku.clone()));
        }
    }

    /// Reads what the watch told before this SKU was in the line-up.
    fn read_stock(&self, sku: SkuId) {
        let (backing, lanes) = (Arc::clone(&self.backing), Arc::clone(&self.lanes));
        let merchant = self.merchant.to_string();
        self.backing.runtime.spawn(async move {
            let mut backoff = Backoff::new();
            for _ in 0..ATTEMPTS {
                let request =
                    v1::GetStockRequest { merchant: merchant.clone(), sku: sku.to_string() };
                match backing.inventory.get_stock(request).await {
                    Ok(answer) => {
                        if let Some(stock) = answer.stock {
                            lanes.set_stock(stock);
                        }
                        return;
                    }
                    // The watch will tell of it once it is received.
                    Err(error) if !error.temporary => return,
                    Err(_) => backoff.wait().await,
                }
            }
        });
    }
}

pub(super) fn change(next: &room::Room, effects: &[Effect]) -> Change {
    let mut change = Change::of_show(next);
    for effect in effects {
        match effect {
            Effect::Publish(said) => change.publications.push(convert::publication_out(said)),
            Effect::KeepListing(id) => change.listings.extend(placed(next, id)),
            Effect::KeepSale(id) => change.sales.extend(saved_sale(next, id)),
            Effect::ForgetSale(id) => change.forgotten.push(id.to_string()),
            Effect::CloseSale(_) => {}
        }
    }
    change
}

fn placed(room: &room::Room, id: &ListingId) -> Option<(u32, v1::Listing)> {
    let mut places = 0_u32..;
    let listing = room.listings().iter().zip(places.by_ref()).find(|(one, _)| one.id == *id);
    listing.map(|(listing, place)| (place, convert::listing_out(listing)))
}

pub(super) fn overtaken() -> v1::Error {
    let sentence = "Other gateways change the room all the time: try again in a second.";
    refuse(ErrorCode::ResourceExhausted, sentence)
}

pub(super) fn base(room: &room::Room) -> SnapshotBase {
    SnapshotBase {
        show: convert::show_out(room.show()),
        listings: room.listings().iter().map(convert::listing_out).collect(),
        pinned: room.pinned().map(ListingId::to_string).unwrap_or_default(),
        sales: room.running_sales().map(convert::sale_out).collect(),
    }
}
