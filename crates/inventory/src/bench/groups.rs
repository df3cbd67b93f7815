//! Many groups of one sale that end at the same moment, measured from that moment
//! to when the last of them is settled, and durably so.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use hawker_domain::{
    MerchantRef, SaleRef,
    stock::{SaleState, Stock},
};
use hawker_proto::v1::{
    CommandResponse, CommitRequest, DefineSaleRequest, GroupTerms, Money, OpenGroupRequest,
    OpenSaleRequest, ReceiveStockRequest, Reservation, ReservationState, ReserveRequest,
    SalePolicy, Tier, group_terms::End, journal_entry::Command,
};
use tokio::task::JoinSet;

use super::{
    holds::{now_ms, sleep_until},
    key,
};
use crate::{Config, Error, Inventory, handle::Handle, read_journal};

const MERCHANT: &str = "merchant";
const SALE: &str = "together";
const SKU: &str = "hot";
const UNITS: u32 = 1_000_000;
/// Callers at a time.
const CALLERS: u64 = 256;
/// Buyers of the largest group, and one more.
const SIZES: u64 = 4;
/// The price at first, and what two buyers unlock, and three.
const PRICE: i64 = 3_000;
const TIERS: [(u32, i64); 2] = [(2, 2_500), (3, 2_000)];
/// How long the groups may gather, beside a millisecond each.
const GATHER_MS: i64 = 5_000;
/// How long settling may take before the measurement is given up.
const SETTLE_MS: i64 = 300_000;

/// What it took to settle many groups.
#[derive(Debug, Clone, Copy, Default)]
pub struct BenchGroups {
    /// Reservations in all groups.
    pub reservations: u64,
    /// Those that were not settled, more than once, or otherwise than their group
    /// had come to.
    pub wrong: u64,
    /// How long all groups took to gather.
    pub gathered: Duration,
    /// From the moment at which all ended until the last was settled, durably.
    pub settled: Duration,
}

/// A reservation that was made: how many buyers its group has, and whether it was
/// paid.
type Made = BTreeMap<u64, (u64, bool)>;

/// Has so many groups of none to three buyers, of whom every second one pays, end
/// at the same moment.
pub async fn settle_groups(dir: &Path, groups: u64) -> Result<BenchGroups, Error> {
    let inventory = Inventory::open(dir, Config::default()).await?;
    let handle = inventory.handle().ok_or(Error::Stopped)?;
    let started = now_ms();
    let end = started + GATHER_MS + i64::try_from(groups).unwrap_or_default();
    sell(&handle, end).await?;
    let made = gather_all(&handle, groups).await?;
    let gathered = now_ms() - started;
    if now_ms() >= end {
        return Err(Error::Stopped);
    }
    sleep_until(end).await;
    while !handle.read(is_closed).await.map_err(|_| Error::Stopped)? {
        if now_ms() > end + SETTLE_MS {
            return Err(Error::Stopped);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let settled = now_ms() - end;
    inventory.shutdown().await;
    let millis = |ms: i64| Duration::from_millis(u64::try_from(ms).unwrap_or_default());
    Ok(BenchGroups {
        reservations: made.len() as u64,
        wrong: wrong(dir, made)?,
        gathered: millis(gathered),
        settled: millis(settled),
    })
}

fn is_closed(stock: &Stock) -> bool {
    let named = MerchantRef::new(MERCHANT).ok().zip(SaleRef::new(SALE).ok());
    let sale = named.and_then(|(merchant, sale)| stock.sale(merchant, sale));
    sale.is_some_and(|sale| sale.as_of.state == SaleState::Closed)
}

fn eur(minor: i64) -> Option<Money> {
    Some(Money { minor, currency: "EUR".into() })
}

async fn told(handle: &Handle, command: Command) -> Result<CommandResponse, Error> {
    handle.command(command).await.map_err(|_| Error::Stopped)
}

/// A sale whose groups all end at that moment.
async fn sell(handle: &Handle, end: i64) -> Result<(), Error> {
    let (merchant, sale, sku) = (MERCHANT.to_owned(), SALE.to_owned(), SKU.to_owned());
    let receive = ReceiveStockRequest {
        key: key(),
        merchant: merchant.clone(),
        sku: sku.clone(),
        quantity: UNITS,
    };
    told(handle, Command::ReceiveStock(receive)).await?;
    let tiers = TIERS.map(|(buyers, minor)| Tier { buyers, price: eur(minor) });
    let terms = GroupTerms {
        tiers: tiers.into(),
        end: Some(End::DeadlineMs(end)),
        viewers_may_open: true,
        ..GroupTerms::default()
    };
    let define = DefineSaleRequest {
        key: key(),
        merchant: merchant.clone(),
        sale: sale.clone(),
        skus: vec![sku],
        price: eur(PRICE),
        allotment: UNITS,
        policy: SalePolicy::Group.into(),
        group: Some(terms),
        ..DefineSaleRequest::default()
    };
    told(handle, Command::DefineSale(define)).await?;
    told(handle, Command::OpenSale(OpenSaleRequest { key: key(), merchant, sale })).await?;
    Ok(())
}

async fn gather_all(handle: &Handle, groups: u64) -> Result<Made, Error> {
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..CALLERS {
        let (handle, next) = (handle.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            let mut made = Made::new();
            loop {
                let group = next.fetch_add(1, Relaxed);
                if group >= groups {
                    return Ok::<_, Error>(made);
                }
                gather(&handle, group, &mut made).await?;
            }
        });
    }
    let mut all = Made::new();
    while let Some(made) = tasks.join_next().await {
        all.append(&mut made.map_err(|_| Error::Stopped)??);
    }
    Ok(all)
}

/// Opens a group, and has its buyers reserve.
async fn gather(handle: &Handle, group: u64, made: &mut Made) -> Result<(), Error> {
    let (merchant, sale) = (MERCHANT.to_owned(), SALE.to_owned());
    let open = OpenGroupRequest {
        key: key(),
        merchant: merchant.clone(),
        buyer: format!("host-{group}"),
        sale: sale.clone(),
    };
    let id = told(handle, Command::OpenGroup(open)).await?.group;
    let buyers = group % SIZES;
    for buyer in 0..buyers {
        let line = hawker_proto::v1::Line { sku: SKU.into(), quantity: 1, unit_price: None };
        let reserve = ReserveRequest {
            key: key(),
            merchant: merchant.clone(),
            buyer: format!("buyer-{group}-{buyer}"),
            sale: sale.clone(),
            lines: vec![line],
            group: id,
            ..ReserveRequest::default()
        };
        let held = told(handle, Command::Reserve(reserve)).await?;
        let reservation = held.reservation.ok_or(Error::Stopped)?.id;
        let paid = buyer % 2 == 1;
        if paid {
            let commit = CommitRequest {
                key: key(),
                merchant: merchant.clone(),
                reservation,
                ..CommitRequest::default()
            };
            told(handle, Command::Commit(commit)).await?;
        }
        made.insert(reservation, (buyers, paid));
    }
    Ok(())
}

/// How many reservations the journal does not settle once and as they should be.
fn wrong(dir: &Path, mut made: Made) -> Result<u64, Error> {
    let mut wrong = 0;
    for record in read_journal(dir)? {
        for settled in record?.entries.iter().flat_map(|entry| &entry.changed) {
            let known = made.remove(&settled.id);
            wrong += u64::from(known.is_none_or(|known| !is_right(settled, known)));
        }
    }
    Ok(wrong + made.len() as u64)
}

/// Whether a settled reservation is what its group came to.
fn is_right(settled: &Reservation, (buyers, paid): (u64, bool)) -> bool {
    let unlocked = TIERS.iter().rev().find(|(needed, _)| buyers >= u64::from(*needed));
    let state = match (unlocked, paid) {
        (Some(_), true) => ReservationState::Committed,
        (Some(_), false) => ReservationState::Held,
        (None, true) => ReservationState::Cancelled,
        (None, false) => ReservationState::Released,
    };
    let price = unlocked.map_or(PRICE, |(_, minor)| *minor);
    settled.state() == state && settled.total == eur(price)
}
