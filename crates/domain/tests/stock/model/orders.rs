//! Orders and holds that get more time, in the naive model.

use std::collections::BTreeMap;

use hawker_domain::{
    ReservationId,
    stock::{Mode, Refusal, Reply, ReservationState, SaleState},
};

use super::{HOLD_MS, Model, Reservation};
use crate::history::{Ask, How, PAYMENTS};

const LONGEST_MS: i64 = 3_600_000;

impl Model {
    fn of(&mut self, id: ReservationId) -> &mut Reservation {
        self.reservations.iter_mut().find(|r| r.id == id).unwrap()
    }

    /// Notes the units of a reservation as sold.
    pub(super) fn sell(&mut self, id: ReservationId) {
        for (sku, quantity) in self.of(id).lines.clone() {
            self.sold[sku] += quantity;
        }
    }

    pub(super) fn commit(&mut self, ask: &Ask, id: ReservationId) -> String {
        let Ask::Commit { payment, .. } = ask else { unreachable!() };
        let paid = PAYMENTS[*payment];
        let Some(found) = self.find(id).cloned() else { return self.settle(ask, id) };
        let late = found.state == ReservationState::Expired && self.takes_late(&found);
        if found.state != ReservationState::Held && !late {
            return self.again(&found, paid).unwrap_or_else(|| self.settle(ask, id));
        }
        let own = self.of(id);
        own.state = ReservationState::Committed;
        own.paid = paid;
        own.first = Some(own.lines.clone());
        self.sell(id);
        self.of(id).describe(&Reply::Committed(id))
    }

    /// The first answer, if the order is paid by the same payment.
    fn again(&self, order: &Reservation, paid: &str) -> Option<String> {
        let same = order.state == ReservationState::Committed && order.paid == paid;
        if !same || paid.is_empty() {
            return None;
        }
        let Some((answer, rest)) = order.answer.clone() else {
            return Some(order.as_bought().describe(&Reply::Committed(order.id)));
        };
        // A rest that is over is told of no more: it may be forgotten any time.
        let counts = |id: ReservationId| {
            let live = [ReservationState::Held, ReservationState::Committed];
            self.find(id).is_some_and(|rest| live.contains(&rest.state))
        };
        let rest = rest.filter(|(id, _)| counts(*id));
        Some(format!("{answer} {rest:?}"))
    }

    fn takes_late(&self, own: &Reservation) -> bool {
        let Some(sale) = own.sale else { return false };
        let late = self.sales[sale].as_ref().is_some_and(|sale| sale.rules.late);
        let open = matches!(self.state(sale), Some(SaleState::Open | SaleState::SoldOut));
        let how = How { mode: Mode::All, household: own.household, ..How::default() };
        let lines = own.lines.clone();
        let ask =
            Ask::Reserve { buyer: own.buyer, sale: own.sale, lines: lines.clone(), limit: 0, how };
        late && open && self.obstacle(&ask, &lines).is_none()
    }

    pub(super) fn order(&mut self, ask: &Ask, id: ReservationId, made: &[ReservationId]) -> String {
        match ask {
            Ask::CommitPart { pieces, keep, payment, .. } => {
                self.commit_part(id, pieces, keep.then(|| made.last().copied()).flatten(), *payment)
            }
            Ask::Cancel { pieces, keep_out, .. } => self.cancel(id, pieces, *keep_out),
            Ask::Prolong { seconds, .. } => self.prolong(id, *seconds),
            _ => unreachable!(),
        }
    }

    fn commit_part(
        &mut self,
        id: ReservationId,
        pieces: &[(usize, u32)],
        rest: Option<ReservationId>,
        payment: usize,
    ) -> String {
        let paid = PAYMENTS[payment];
        let Some(found) = self.find(id).cloned() else { return self.settle_as_asked(id) };
        if found.state != ReservationState::Held {
            return self.again(&found, paid).unwrap_or_else(|| self.settle_as_asked(id));
        }
        let Some((taken, left)) = split(&found.lines, pieces) else {
            return format!("{:?}", Reply::Wrong(Refusal::NotInReservation));
        };
        let now = self.now;
        let own = self.of(id);
        (own.state, own.paid, own.lines) = (ReservationState::Committed, paid, taken);
        own.first = Some(own.lines.clone());
        self.sell(id);
        if left.is_empty() {
            return self.of(id).describe(&Reply::Committed(id));
        }
        let rest = rest.map(|rest| {
            let kept = Reservation {
                id: rest,
                lines: left,
                paid: "",
                rest_of: Some(id),
                made: now,
                ..found.clone()
            };
            self.reservations.push(kept);
            let kept = self.of(rest);
            (rest, kept.describe_with(None))
        });
        let own = self.of(id);
        let answer = format!("Committed {}", own.describe_with(None));
        own.answer = Some((answer.clone(), rest.clone()));
        format!("{answer} {rest:?}")
    }

    /// The answer to a commit of what can't be committed.
    fn settle_as_asked(&mut self, id: ReservationId) -> String {
        self.settle(&Ask::Commit { nth: 0, payment: 0 }, id)
    }

    fn cancel(&mut self, id: ReservationId, pieces: &[(usize, u32)], keep_out: bool) -> String {
        let wrong = |refusal| format!("{:?}", Reply::Wrong(refusal));
        let Some(order) = self.find(id).cloned() else {
            return wrong(Refusal::ReservationNotFound);
        };
        match order.state {
            ReservationState::Committed => {}
            ReservationState::Cancelled => return wrong(Refusal::AlreadyCancelled),
            _ => return wrong(Refusal::NoOrder),
        }
        let pieces = if pieces.is_empty() { &order.lines[..] } else { pieces };
        let Some((taken, left)) = split(&order.lines, pieces) else {
            return wrong(Refusal::NotInReservation);
        };
        let mut refund = 0;
        for (sku, quantity) in taken {
            refund += i64::from(quantity) * order.price;
            let by_itself = self.of(id).returned.entry(sku).or_default();
            let before = quantity.min(*by_itself);
            *by_itself -= before;
            let back = (quantity - before).min(self.sold[sku] - self.returned[sku]);
            self.returned[sku] += back;
            self.adjusted[sku] -= if keep_out { i64::from(back) } else { 0 };
        }
        let own = self.of(id);
        own.first.get_or_insert(order.lines.clone());
        if left.is_empty() {
            own.state = ReservationState::Cancelled;
        } else {
            own.lines = left;
        }
        format!("Cancelled {} None", own.describe_with(Some(refund)))
    }

    fn prolong(&mut self, id: ReservationId, seconds: u32) -> String {
        let Some(own) = self.find(id).filter(|own| own.state == ReservationState::Held).cloned()
        else {
            return self.settle_as_asked(id);
        };
        let most = own.sale.map_or(Some(1), |at| self.sales[at].as_ref().unwrap().rules.extensions);
        let by = if seconds == 0 { HOLD_MS } else { i64::from(seconds) * 1_000 };
        let until = (own.expires.max(self.now) + by).min(own.made + LONGEST_MS);
        if own.extensions >= most.unwrap_or(1) || until <= own.expires {
            return format!("{:?}", Reply::Limit { left: 0 });
        }
        let own = self.of(id);
        own.expires = until;
        own.extensions += 1;
        format!("Extended {} None", own.describe_with(None))
    }
}

impl Reservation {
    /// The order as it was bought.
    fn as_bought(&self) -> Self {
        Self { lines: self.first.clone().unwrap_or_else(|| self.lines.clone()), ..self.clone() }
    }
}

type Lines = Vec<(usize, u32)>;

/// The lines that some pieces are of, and what is left; nothing if they are not.
fn split(lines: &[(usize, u32)], pieces: &[(usize, u32)]) -> Option<(Lines, Lines)> {
    let wanted: BTreeMap<usize, u32> = pieces.iter().copied().collect();
    let of = |sku: &usize| wanted.get(sku).copied().unwrap_or_default();
    if wanted.keys().any(|sku| lines.iter().all(|(own, _)| own != sku)) {
        return None;
    }
    let left: Option<Lines> =
        lines.iter().map(|(sku, q)| Some((*sku, q.checked_sub(of(sku))?))).collect();
    let taken = lines.iter().map(|(sku, _)| (*sku, of(sku)));
    let some = |line: &(usize, u32)| line.1 > 0;
    Some((taken.filter(some).collect(), left?.into_iter().filter(some).collect()))
}
