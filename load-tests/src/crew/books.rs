//! The books of a run: what viewers were told, held against the journal and
//! against the stock as the server shows it.

use std::collections::BTreeMap;

use hawker_proto::v1::inventory_client::InventoryClient;
use hawker_proto::v1::{
    FollowRequest, GetStockResponse, JournalRecord, Reservation, ReservationState,
};
use http::Method;

use super::scene::{Scene, sku};
use crate::Error;
use crate::outcome::{Balance, Count, Outcome};
use crate::plan::{Plan, SalePolicy};

/// The longest record of a journal that is taken, in bytes.
const RECORD_MAX: usize = 64 << 20;

/// SKUs whose stock is read at the end; of runs with more, the first.
const SKUS_READ: usize = 2_000;

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
}

impl Folded {
    fn record(&mut self, record: JournalRecord, merchant: &str) {
        for entry in record.entries {
            let all = entry.reservation.into_iter().chain(entry.expired).chain(entry.changed);
            for reservation in all.filter(|it| it.merchant == merchant) {
                self.put(reservation);
            }
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

/// Reads a merchant's journal up to now.
pub(super) async fn read(grpc: &str, merchant: &str) -> Result<Folded, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Journal(error.to_string());
    let client = InventoryClient::connect(grpc.to_owned()).await;
    let client = client.map_err(|error| failed(&error))?;
    let mut client = client.max_decoding_message_size(RECORD_MAX);
    let request = FollowRequest { from_seq: 1, until_now: true };
    let follow = client.follow(request).await;
    let mut stream = follow.map_err(|status| failed(&status))?.into_inner();
    let mut folded = Folded::default();
    while let Some(response) = stream.message().await.map_err(|status| failed(&status))? {
        folded.record(response.record.unwrap_or_default(), merchant);
    }
    Ok(folded)
}

/// The sales that hosts opened: their numbers in the plan, and their ids.
pub(super) type Opened = [(usize, String)];

/// Draws up the books of a run, into its outcome.
pub(super) async fn balance(
    outcome: &mut Outcome,
    plan: &Plan,
    scene: &Scene,
    (grpc, opened): (&str, &Opened),
) -> Result<(), Error> {
    let told = told(outcome);
    outcome.balances.extend(told);
    if plan.sales.is_empty() {
        return Ok(());
    }
    let folded = read(grpc, &scene.merchant).await?;
    let rush = |(sale, _): &&(usize, String)| {
        plan.sales.get(*sale).is_some_and(|its| its.policy == SalePolicy::Rush)
    };
    let rush: Vec<&str> = opened.iter().filter(rush).map(|(_, id)| id.as_str()).collect();
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
    stock(outcome, scene, &folded).await
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
async fn stock(outcome: &mut Outcome, scene: &Scene, folded: &Folded) -> Result<(), Error> {
    let listings = scene.shows.iter().flat_map(|show| &show.listings);
    let (mut came_in, mut is_there, mut journal, mut out, mut oversold) = (0, 0, 0, 0, 0);
    for sku in listings.map(|listing| sku(listing)).take(SKUS_READ) {
        let path = format!("/v1/skus/{sku}");
        let stock: GetStockResponse = scene.host.call(Method::GET, &path, &()).await?;
        let stock = stock.stock.unwrap_or_default();
        let there = u64::from(stock.received).saturating_add_signed(stock.adjusted);
        let taken = u64::from(stock.held) + u64::from(stock.sold - stock.returned);
        let (now, most) = folded.out.get(&sku).copied().unwrap_or_default();
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
    Ok(())
}
