//! What clients do with holds and orders in seeds that are rich in commands.

use hawker_proto::v1::{
    CancelRequest, CommitRequest, ExtendRequest, Line, Rest, journal_entry::Command,
};

use super::{
    Random,
    clients::{Clients, MERCHANT, SKUS},
};

impl Clients {
    /// More time, a part of a hold, a hold that may be over, an order taken back.
    pub(super) fn order_wish(&mut self, random: &mut Random, now: i64) -> Option<usize> {
        let reservation = *self.ids.get(random.index(self.ids.len().max(1)))?;
        let merchant = MERCHANT.to_owned();
        // Of one SKU, one unit: right for most holds, refused for the others.
        let part = || Line { sku: random_sku(reservation), quantity: 1, unit_price: None };
        Some(match random.below(6) {
            0 => {
                let seconds = random.one_of(&[0, 10, 600]);
                let extend = |key| ExtendRequest { key, merchant, reservation, seconds };
                self.add(now, |key| Command::Extend(extend(key)))
            }
            1 | 2 => {
                let rest = random.one_of(&[Rest::Unspecified, Rest::Keep]).into();
                let payment_reference = format!("p-{}", random.below(3));
                let lines = vec![part()];
                self.add(now, |key| {
                    let part = CommitRequest {
                        key,
                        merchant,
                        reservation,
                        payment_reference,
                        lines,
                        rest,
                    };
                    Command::Commit(part)
                })
            }
            3 => {
                let payment_reference = format!("p-{}", random.below(3));
                self.add(now, |key| {
                    let whole = CommitRequest {
                        key,
                        merchant,
                        reservation,
                        payment_reference,
                        ..CommitRequest::default()
                    };
                    Command::Commit(whole)
                })
            }
            _ => {
                let lines = if random.one_in(2) { vec![part()] } else { Vec::new() };
                let keep_out = random.one_in(3);
                self.add(now, |key| {
                    let cancel = CancelRequest {
                        key,
                        merchant,
                        reservation,
                        lines,
                        keep_out,
                        ..CancelRequest::default()
                    };
                    Command::Cancel(cancel)
                })
            }
        })
    }
}

/// A SKU, the same for the same reservation.
fn random_sku(reservation: u64) -> String {
    SKUS[usize::try_from(reservation % 2).unwrap()].to_owned()
}
