//! The rooms: the durable side of every show, and the way in to each.
//!
//! A room's state changes only by `hawker_domain::room`; what follows from a
//! change is stored, then published. Sales are published only as inventory's
//! watch reports them.

mod anew;
mod around;
mod attach;
mod board;
mod buying;
mod commands;
pub(crate) mod convert;
mod follow;
mod groups;
mod hear;
pub(crate) mod keys;
mod open;
mod restore;
mod room;
#[cfg(test)]
pub(crate) mod samples;
mod selling;
mod stand;
mod taking;
mod unknown;
mod waiting;
mod watch;

use std::sync::Arc;

use dashmap::DashMap;
use hawker_domain::{MerchantId, ShowId, room as rules};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use hawker_telemetry::gateway as metric;
use tokio::{
    runtime::Handle,
    sync::{Mutex, Notify},
};

pub use anew::begin_anew;
pub(crate) use around::look_around;
pub(crate) use buying::result;
pub(crate) use follow::follow;
pub(crate) use groups::groups;
pub(crate) use hear::hear;
pub(crate) use open::{Open, open_of};
pub(crate) use room::Room;
pub(crate) use taking::make_up;
pub(crate) use watch::watch;

use stand::Stand;
use unknown::Unknown;

use crate::{
    bus::Cluster,
    config::Config,
    count::Answers,
    funnel::Events,
    inventory::Inventory,
    lanes::{LaneConfig, Lanes},
    now,
    store::{Change, Keeper, Kept, SavedRoom},
    token::Revocation,
};

/// What a host or merchant asks of a room.
#[derive(Debug, Clone)]
pub(crate) enum RoomCommand {
    Pin(v1::PinListing),
    Unpin,
    StartSale(v1::StartSale),
    StopSale(v1::StopSale),
    PauseSale(v1::PauseSale),
    ResumeSale(v1::ResumeSale),
    ChangeSale(v1::ChangeSale),
    AddStock(v1::AddStock),
    SetState(v1::SetShowState),
    PutListing(v1::Listing),
    SetSettings(v1::RoomSettings),
}

/// What a room answers to a command.
#[derive(Debug, Clone)]
pub(crate) enum RoomAnswer {
    /// Published at this position, or had been already.
    Position(v1::Position),
    /// The sale that was asked for.
    Sale(Box<v1::Sale>),
    /// The listing as it now stands.
    Listing(v1::Listing),
    /// The stock that was added to.
    Stock(v1::SkuStock),
    /// What is in force.
    Settings(v1::RoomSettings),
}

/// What joiners need of a room beside the lanes' own values: true as of the
/// newest publication.
#[derive(Debug, Clone, Default)]
pub(crate) struct SnapshotBase {
    pub(crate) show: v1::Show,
    /// The line-up, in order.
    pub(crate) listings: Vec<v1::Listing>,
    /// The pinned listing; empty for none.
    pub(crate) pinned: String,
    /// Sales that were opened and are not over.
    pub(crate) sales: Vec<v1::Sale>,
}

/// What every room needs of the rest of the gateway.
pub(crate) struct Backing {
    pub(crate) keeper: Keeper,
    /// The way to other gateways, where there are any.
    pub(crate) bus: Option<Arc<Cluster>>,
    pub(crate) inventory: Inventory,
    pub(crate) events: Arc<Events>,
    /// What other gateways could not be told of yet.
    owed: taking::Owed,
    /// Where changes run to their end, whoever asked for them.
    pub(crate) runtime: Handle,
    pub(crate) checkout_url: String,
    pub(crate) lanes: LaneConfig,
    pub(crate) board: board::Board,
    in_groups: groups::InGroups,
    pub(crate) commands: Answers,
    pub(crate) published: metrics::Counter,
    full: metrics::Counter,
    level: metrics::Gauge,
}

impl Backing {
    pub(crate) fn new(
        config: &Config,
        (keeper, bus): (Keeper, Option<Arc<Cluster>>),
        inventory: Inventory,
        events: Arc<Events>,
    ) -> Arc<Self> {
        Arc::new(Self {
            keeper,
            bus,
            owed: taking::Owed::default(),
            inventory,
            events,
            runtime: Handle::current(),
            checkout_url: config.rooms.checkout_url.clone(),
            lanes: config.lanes.clone(),
            board: board::Board::new(),
            in_groups: groups::InGroups::default(),
            commands: Answers::of(&metric::ROOM_COMMANDS),
            published: metric::ROOM_PUBLICATIONS.count(),
            full: metric::ROOMS_FULL.count(),
            level: metric::ROOMS.level(),
        })
    }
}

/// Every room of this gateway, by show.
pub(crate) struct Rooms {
    by_show: DashMap<ShowId, Arc<Room>>,
    backing: Arc<Backing>,
    /// One show is made at a time, so that the same one is not made twice.
    making: Mutex<()>,
    max_shows: usize,
    unknown: Unknown,
    /// Rung when the store is to be looked into at once.
    look: Notify,
}

impl Rooms {
    /// The rooms as they were kept.
    ///
    /// # Errors
    /// When a room whose history is damaged can't be kept under a new epoch, or
    /// holds something that is no room.
    pub(crate) async fn restore(
        backing: Arc<Backing>,
        saved: Vec<SavedRoom>,
        max_shows: usize,
    ) -> Result<Self, v1::Error> {
        let rooms = Self {
            by_show: DashMap::new(),
            backing,
            making: Mutex::new(()),
            max_shows,
            unknown: Unknown::default(),
            look: Notify::new(),
        };
        for saved in saved {
            let (state, history, stand) = restore::restore(saved, &rooms.backing.keeper).await?;
            rooms.open(state, history, stand);
        }
        Ok(rooms)
    }

    pub(crate) fn get(&self, show: &ShowId) -> Option<Arc<Room>> {
        self.by_show.get(show).map(|room| Arc::clone(&room))
    }

    /// The room, or what to do when there is none.
    pub(crate) fn find(&self, show: &ShowId) -> Result<Arc<Room>, v1::Error> {
        self.get(show).ok_or_else(|| {
            refuse(ErrorCode::ShowNotFound, format!("There is no show {show}: check its id."))
        })
    }

    /// Every room, in order of show.
    pub(crate) fn all(&self) -> Vec<Arc<Room>> {
        let mut rooms: Vec<_> = self.by_show.iter().map(|room| Arc::clone(&room)).collect();
        rooms.sort_by(|one, other| one.show.cmp(&other.show));
        rooms
    }

    /// Makes a show. The same show again is no error.
    pub(crate) async fn create(
        &self,
        show: ShowId,
        merchant: MerchantId,
        title: String,
    ) -> Result<v1::Show, v1::Error> {
        if !rules::Show::title_fits(&title) {
            return Err(convert::wrong(
                "title",
                "it must be 1 to 200 bytes without control characters",
            ));
        }
        let _making = self.making.lock().await;
        if let Some(room) = self.get(&show) {
            let known = room.show();
            if known.merchant == merchant.as_str() && known.title == title {
                return Ok(known);
            }
            return Err(exists(show.as_str()));
        }
        self.has_place()?;
        let state = rules::ShowState::Scheduled;
        let show = rules::Show {
            id: show,
            merchant: merchant.clone(),
            title: title.clone(),
            state,
            live_at: None,
            ended_at: None,
        };
        let state = rules::Room::new(show, restore::epoch(now()));
        let stand = Stand::default();
        let whole = || stand::record(&state, stand.version, stand.settings);
        match self.backing.keeper.make(Change::of_show(&state), whole).await? {
            Kept::Done => {
                let room = self.open(state, Vec::new(), stand);
                self.tell_made(&room.show);
                Ok(room.show())
            }
            // Another gateway has made it meanwhile.
            Kept::Overtaken(saved) => {
                let there = saved.show.clone();
                self.bring_in(*saved).await?;
                let same = there.merchant == merchant.as_str() && there.title == title;
                if same { Ok(there) } else { Err(exists(&there.show)) }
            }
        }
    }

    /// Refuses one show more than there may be.
    fn has_place(&self) -> Result<(), v1::Error> {
        if self.by_show.len() < self.max_shows {
            return Ok(());
        }
        self.backing.full.increment(1);
        Err(refuse(
            ErrorCode::ResourceExhausted,
            "The server keeps as many shows as `gateway.rooms.max_shows` allows: raise it.",
        ))
    }

    /// Opens a room that another gateway made.
    async fn bring_in(&self, saved: SavedRoom) -> Result<Arc<Room>, v1::Error> {
        let (state, history, stand) = restore::restore(saved, &self.backing.keeper).await?;
        let room = self.open(state, history, stand);
        // What the watch told of its stock nobody here has heard.
        room.read_stocks();
        Ok(room)
    }

    /// The room, also one that another gateway made a moment ago.
    ///
    /// # Errors
    /// `SHOW_NOT_FOUND`, `RESOURCE_EXHAUSTED` when it is one more than there may be, or
    /// `UNAVAILABLE` when the store can't be asked.
    pub(crate) async fn look_up(&self, show: &ShowId) -> Result<Arc<Room>, v1::Error> {
        if let Some(room) = self.get(show) {
            return Ok(room);
        }
        let Some(tables) = self.backing.keeper.shared() else { return self.find(show) };
        if self.unknown.is_known(show) {
            return self.find(show);
        }
        let _making = self.making.lock().await;
        if let Some(room) = self.get(show) {
            return Ok(room);
        }
        let Some(saved) = tables.read(show.as_str()).await? else {
            self.unknown.note(show);
            return self.find(show);
        };
        self.has_place()?;
        self.bring_in(saved).await
    }

    /// Looks what other gateways have changed or made of which no message came. A room
    /// that can't be read keeps no other from being looked at.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the store can't be asked.
    pub(crate) async fn look_around(&self) -> Result<(), v1::Error> {
        let Some(tables) = self.backing.keeper.shared() else { return Ok(()) };
        for (show, version) in tables.versions().await? {
            let Ok(show) = ShowId::new(&show) else { continue };
            let looked = match self.get(&show) {
                Some(room) if room.is_at(version).await => continue,
                Some(room) => room.catch_up().await,
                None => self.look_up(&show).await.map(drop),
            };
            match looked {
                // Then none of the others can be read either.
                Err(error) if error.code() == ErrorCode::Unavailable => return Err(error),
                Err(error) => {
                    tracing::warn!(%show, error = error.message, "a show is not as others have it");
                }
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Has it looked at once what other gateways did.
    fn look_now(&self) {
        self.look.notify_one();
    }

    /// Resolves when it is to be looked at once.
    async fn is_to_look(&self) {
        self.look.notified().await;
    }

    /// What any gateway revoked and has not ended; nothing where there is but one.
    ///
    /// # Errors
    /// `UNAVAILABLE` when the store can't be asked.
    pub(crate) async fn revocations(&self) -> Result<Vec<Revocation>, v1::Error> {
        match self.backing.keeper.shared() {
            Some(tables) => tables.revocations().await,
            None => Ok(Vec::new()),
        }
    }

    /// Whether there may be shows that this gateway has not heard of.
    pub(crate) fn are_shared(&self) -> bool {
        self.backing.keeper.shared().is_some()
    }

    fn open(&self, state: rules::Room, history: Vec<v1::Publication>, stand: Stand) -> Arc<Room> {
        let (position, is_new) = (state.position(), history.is_empty());
        let lanes = Lanes::new(&self.backing.lanes, position.epoch, history);
        if is_new {
            // An epoch in which nothing was told yet may begin behind the one before.
            lanes.begin_anew(position, room::base(&state));
        }
        lanes.set_pace(&stand.settings);
        let room = Room::new(state, stand, lanes, Arc::clone(&self.backing));
        self.by_show.insert(room.show.clone(), Arc::clone(&room));
        self.backing.level.set(self.by_show.len() as f64);
        room
    }
}

fn exists(show: &str) -> v1::Error {
    let sentence = format!(
        "There is a show {show} already, with another title or merchant: choose another id."
    );
    refuse(ErrorCode::AlreadyExists, sentence)
}
