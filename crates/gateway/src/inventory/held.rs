//! What buyers hold who come into a room, asked of inventory for many at a time.
//! Those who join together are [asked for together](of_all); of those who ask by
//! themselves the next ones gather while one question is under way, so that a rush
//! costs a call for hundreds of them, and a single one waits for nobody.

use std::collections::{BTreeSet, HashMap};

use hawker_domain::{BuyerId, MerchantId};
use hawker_proto::{
    Peer,
    v1::{self, ListHeldRequest, inventory_client::InventoryClient},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tonic::Status;

use super::{Answer, unavailable};
use crate::limits::{CALL_DEADLINE, HELD_ASKED, HELD_WAITING, OPEN_RESERVATIONS};

/// Where questions are given in.
#[derive(Clone)]
pub(super) struct Held(mpsc::Sender<Question>);

struct Question {
    merchant: MerchantId,
    buyer: BuyerId,
    answer: oneshot::Sender<Answer<Vec<v1::Reservation>>>,
}

/// What buyers hold, by buyer.
pub(crate) type HeldBy = HashMap<String, Vec<v1::Reservation>>;

/// Those who ask for one merchant, by buyer: who has several sessions asks twice.
type Asking = HashMap<String, Vec<oneshot::Sender<Answer<Vec<v1::Reservation>>>>>;

impl Held {
    /// Starts to answer, for as long as somebody may ask.
    pub(super) fn open(client: InventoryClient<Peer>) -> Self {
        let (questions, waiting) = mpsc::channel(HELD_WAITING);
        tokio::spawn(answer(client, waiting));
        Self(questions)
    }

    /// What this buyer holds with that merchant, newest first.
    pub(super) async fn of(
        &self,
        merchant: &MerchantId,
        buyer: &BuyerId,
    ) -> Answer<Vec<v1::Reservation>> {
        let (answer, told) = oneshot::channel();
        let question = Question { merchant: merchant.clone(), buyer: buyer.clone(), answer };
        let lost = || unavailable(Status::unavailable("nobody answers"));
        self.0.send(question).await.map_err(|_| lost())?;
        told.await.unwrap_or_else(|_| Err(lost()))
    }
}

async fn answer(client: InventoryClient<Peer>, mut waiting: mpsc::Receiver<Question>) {
    let mut batch = Vec::with_capacity(HELD_ASKED);
    while waiting.recv_many(&mut batch, HELD_ASKED).await > 0 {
        let mut merchants: HashMap<MerchantId, Asking> = HashMap::new();
        for Question { merchant, buyer, answer } in batch.drain(..) {
            let buyers = merchants.entry(merchant).or_default();
            buyers.entry(buyer.to_string()).or_default().push(answer);
        }
        for (merchant, asking) in merchants {
            let buyers = asking.keys().cloned().collect();
            let found = of_all(client.clone(), &merchant, buyers).await;
            tell(asking, found);
        }
    }
}

/// What these buyers hold with a merchant, by buyer, each newest first. Who holds
/// nothing is left out.
pub(super) async fn of_all(
    mut client: InventoryClient<Peer>,
    merchant: &MerchantId,
    buyers: BTreeSet<String>,
) -> Answer<HeldBy> {
    let request = ListHeldRequest {
        merchant: merchant.to_string(),
        buyers: buyers.into_iter().collect(),
        limit: OPEN_RESERVATIONS,
    };
    let call = timeout(CALL_DEADLINE, Box::pin(client.list_held(request))).await;
    let call = call.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer in time")));
    let found = call.map_err(unavailable)?.into_inner().reservations;
    let mut by_buyer = HeldBy::new();
    for reservation in found {
        by_buyer.entry(reservation.buyer.clone()).or_default().push(reservation);
    }
    Ok(by_buyer)
}

/// Gives each what is theirs.
fn tell(asking: Asking, found: Answer<HeldBy>) {
    let (mut by_buyer, error) = match found {
        Ok(by_buyer) => (by_buyer, None),
        Err(error) => (HeldBy::new(), Some(error)),
    };
    for (buyer, answers) in asking {
        let own = by_buyer.remove(&buyer).unwrap_or_default();
        for answer in answers {
            // Who has left meanwhile is not told.
            let _told = answer.send(error.clone().map_or_else(|| Ok(own.clone()), Err));
        }
    }
}
