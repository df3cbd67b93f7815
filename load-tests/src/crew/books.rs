//! The books of a run: what viewers were told, held against the journal and
//! against the stock as the server shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use hawker_proto::v1::inventory_client::InventoryClient;
use hawker_proto::v1::{
    FollowRequest, GetStockResponse, JournalRecord, Reservation, ReservationState, SkuStock,
};
use http::Method;

use super::hosts::Opened;
use super::scene::{Scene, sku};
use crate::Error;
use crate::outcome::{Balance, Count, Kind, Latency, Outcome};
use crate::plan::{Plan, SalePolicy};

/// The longest record of a journal that is taken, in bytes.
const RECORD_MAX: usize = 64 << 20;

/// SKUs whose stock is read at the end; of runs with more, the first.
const SKUS_READ: usize = 2_000;

/// How often both sides are read at most, and the pause before they are read again: for
/// longer than holds of a scenario last.
const READS_MAX: u32 = 120;
const READ_AGAIN: Duration = Duration::from_secs(1);

/// What the journal says of one reservation.
#[derive(Debug, Clone)]
struct Hold {
    sale: String,
    state: ReservationState,
    /// SKUs with their units.
    lines: Vec<(String, u64)>,
}

/// The journal of one merchant, folded up.
#[derive(Debug, Default)]
pub(super) struct Folded {
    holds: BTreeMap<u64, Hold>,
    /// Units held or sold, now and at the most, by SKU.
    out: BTreeMap<String, (u64, u64)>,
    /// When the groups of group sales end, by sale, in Unix milliseconds.
    ends: BTreeMap<String, i64>,
    /// The reservations that were settled with their groups, and the groups.
    settled: BTreeMap<u64, u64>,
    /// From the groups' end to the record that settled each member.
    settling: Latency,
}

impl Folded {
    fn record(&mut self, record: JournalRecord, merchant: &str) {
        for entry in record.entries {
            let moved = entry.expired.iter().chain(&entry.changed);
            moved.for_each(|it| self.settle(it, record.time_ms));
            let all = entry.reservation.into_iter().chain(entry.expired).chain(entry.changed);
            for reservation in all.filter(|it| it.merchant == merchant) {
                self.put(reservation);
            }
        }
    }

    /// The clock moved a reservation: the first time after its group's end, that
    /// is its being settled.
    fn settle(&mut self, reservation: &Reservation, time_ms: i64) {
        let Some(ends_ms) = self.ends.get(&reservation.sale) else { return };
        if time_ms >= *ends_ms && !self.settled.contains_key(&reservation.id) {
            self.settled.insert(reservation.id, reservation.group);
            let late_ms = u64::try_from(time_ms - ends_ms).unwrap_or_default();
            self.settling.record((late_ms * 1_000).max(1));
        }
    }

    fn put(&mut self, reservation: Reservation) {
        let state = reservation.state();
        let lines = reservation.lines.iter();
        let lines = lines.map(|line| (line.sku.clone(), u64::from(line.quantity))).collect();
        let hold = Hold { sale: reservation.sale, state, lines };
        if let Some(before) = self.holds.insert(reservation.id, hold.clone()) {
            for (sku, units) in before.lines.iter().filter(|_| is_out(before.state)) {
                if let Some((now, _)) = self.out.get_mut(sku) {
                    *now -= units;
                }
            }
        }
        for (sku, units) in hold.lines.into_iter().filter(|_| is_out(hold.state)) {
            let (now, most) = self.out.entry(sku).or_default();
            *now += units;
            *most = (*most).max(*now);
        }
    }

    /// Reservations of those sales, and how many of them are committed.
    fn of_sales(&self, sales: &[&str]) -> (u64, u64) {
        let its = self.holds.values().filter(|hold| sales.contains(&hold.sale.as_str()));
        its.fold((0, 0), |(all, committed), hold| {
            (all + 1, committed + u64::from(hold.state == ReservationState::Committed))
        })
    }
}

fn is_out(state: ReservationState) -> bool {
    matches!(state, ReservationState::Held | ReservationState::Committed)
}

/// Reads a merchant's journal up to now. Of several processes the one that owns the
/// stock has it.
async fn read(grpc: &str, merchant: &str, ends: BTreeMap<String, i64>) -> Result<Folded, Error> {
    let mut last = Error::Journal("nobody is named who has it".to_owned());
    for at in grpc.split(',') {
        match read_at(at, merchant, ends.clone()).await {
            Ok(folded) => return Ok(folded),
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn read_at(grpc: &str, merchant: &str, ends: BTreeMap<String, i64>) -> Result<Folded, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Journal(error.to_string());
    let client = InventoryClient::connect(grpc.to_owned()).await;
    let client = client.map_err(|error| failed(&error))?;
    let mut client = client.max_decoding_message_size(RECORD_MAX);
    let request = FollowRequest { from_seq: 1, until_now: true };
    let follow = client.follow(request).await;
    let mut stream = follow.map_err(|status| failed(&status))?.into_inner();
    let mut folded = Folded { ends, ..Folded::default() };
    while let Some(response) = stream.message().await.map_err(|status| failed(&status))? {
        folded.record(response.record.unwrap_or_default(), merchant);
    }
    Ok(folded)
}

/// Draws up the books of a run, into its outcome.
pub(super) async fn balance(
    outcome: &mut Outcome,
    plan: &Plan,
    scene: &Scene,
    (grpc, opened): (&str, &[Opened]),
) -> Result<(), Error> {
    let told = told(outcome);
    outcome.balances.extend(told);
    if plan.sales.is_empty() {
        return Ok(());
    }
    let ends = opened.iter().filter_map(|it| it.ends_ms.map(|ends_ms| (it.id.clone(), ends_ms)));
    let ends: BTreeMap<String, i64> = ends.collect();
    let (folded, stocks) = at_one_moment(scene, (grpc, ends)).await?;
    groups(outcome, &folded);
    let rush =
        |it: &&Opened| plan.sales.get(it.sale).is_some_and(|its| its.policy == SalePolicy::Rush);
    let rush: Vec<&str> = opened.iter().filter(rush).map(|it| it.id.as_str()).collect();
    let (reserved, committed) = folded.of_sales(&rush);
    let held = outcome.counted(Count::Held);
    // Whoever was cut off before the answer may hold a unit and not know it.
    let unknown = outcome.counted(Count::Unanswered);
    let known = reserved.clamp(held.min(reserved), held.max(reserved).min(held + unknown));
    let name = "reservations in the journal, and those that buyers were told of";
    let found = if (held..=held + unknown).contains(&reserved) { reserved } else { held };
    outcome.balances.push(Balance::equal(name, known.max(reserved), found));
    let paid = outcome.counted(Count::Paid);
    let unknown = outcome.counted(Count::PayFailures);
    let found = if (paid..=paid + unknown).contains(&committed) { committed } else { paid };
    let name = "orders in the journal, and payments that were booked";
    outcome.balances.push(Balance::equal(name, committed, found));
    stock(outcome, &stocks, &folded);
    Ok(())
}

/// The journal, and the stock as the server shows it, both as of the same moment: holds
/// run out while they are read, so both are read again until the stock is after the
/// journal what it was before it.
async fn at_one_moment(
    scene: &Scene,
    (grpc, ends): (&str, BTreeMap<String, i64>),
) -> Result<(Folded, Vec<SkuStock>), Error> {
    let mut before = stocks(scene).await?;
    let mut reads = 0;
    loop {
        let folded = read(grpc, &scene.merchant, ends.clone()).await?;
        let after = stocks(scene).await?;
        reads += 1;
        // What never comes to rest is told as it is.
        if after == before || reads == READS_MAX {
            return Ok((folded, after));
        }
        before = after;
        tokio::time::sleep(READ_AGAIN).await;
    }
}

/// The stock of all listings' SKUs.
async fn stocks(scene: &Scene) -> Result<Vec<SkuStock>, Error> {
    let listings = scene.shows.iter().flat_map(|show| &show.listings);
    let mut stocks = Vec::new();
    for sku in listings.map(|listing| sku(listing)).take(SKUS_READ) {
        let path = format!("/v1/skus/{sku}");
        let stock: GetStockResponse = scene.host.call(Method::GET, &path, &()).await?;
        stocks.push(stock.stock.unwrap_or_default());
    }
    Ok(stocks)
}

/// What came of group buys, by the journal.
fn groups(outcome: &mut Outcome, folded: &Folded) {
    if folded.ends.is_empty() {
        return;
    }
    let sales: Vec<&str> = folded.ends.keys().map(String::as_str).collect();
    let (members, _) = folded.of_sales(&sales);
    let groups: BTreeSet<u64> = folded.settled.values().copied().collect();
    outcome.count(Count::GroupsSettled, groups.len() as u64);
    outcome.latency(Kind::Settle).merge(&folded.settling);
    let told = outcome.counted(Count::Joined);
    let name = "members of groups in the journal, and those who were told so";
    outcome.balances.push(Balance::equal(name, members, told));
    let settled = folded.settled.len() as u64;
    let name = "members of groups, and those who were settled when it ended";
    outcome.balances.push(Balance::equal(name, members, settled));
}

/// What viewers' own counts must come to.
fn told(outcome: &Outcome) -> Vec<Balance> {
    let count = |what| outcome.counted(what);
    let answered = count(Count::Answered) + count(Count::Unanswered);
    vec![
        Balance::equal("publications and messages lost", 0, count(Count::Lost)),
        Balance::equal("publications and messages that came twice", 0, count(Count::Duplicated)),
        Balance::equal("stock versions that went back", 0, count(Count::WentBack)),
        Balance::equal(
            "requests sent, and answered or known to be lost",
            count(Count::Sent),
            answered,
        ),
    ]
}

/// Stock by SKU: what came in is what is there, held or sold; the journal says
/// the same; and there never was more out than came in.
fn stock(outcome: &mut Outcome, stocks: &[SkuStock], folded: &Folded) {
    let (mut came_in, mut is_there, mut journal, mut out, mut oversold) = (0, 0, 0, 0, 0);
    for stock in stocks {
        let there = u64::from(stock.received).saturating_add_signed(stock.adjusted);
        let taken = u64::from(stock.held) + u64::from(stock.sold - stock.returned);
        let (now, most) = folded.out.get(&stock.sku).copied().unwrap_or_default();
        came_in += there;
        is_there += u64::from(stock.available) + u64::from(stock.safety) + taken;
        out += taken;
        journal += now;
        oversold += most.saturating_sub(there);
    }
    outcome.balances.extend([
        Balance::equal("stock that came in, and that is there, held or sold", came_in, is_there),
        Balance::equal("units held or sold, by the journal and by the stock", journal, out),
        Balance::equal("units oversold at any moment, by the journal", 0, oversold),
    ]);
    outcome.count(Count::Oversold, oversold);
}
