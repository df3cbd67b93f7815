//! What can be read of the state. Views borrow from it and are of the end of a
//! batch: what is read within one may yet change.

use crate::{BuyerRef, MerchantRef, Money, ReservationId, SaleRef, SkuRef, Timestamp};

use super::{
    Stock,
    answer::{Reply, ReservationAsOf, ReservationState, SaleAsOf, SaleState, StockAsOf},
    command::Policy,
    draw::DrawView,
    extras::Extra,
    group::GroupTerms,
    line_views::LineViews,
    names::{Ix, NONE},
    reservations::{Slot, Units},
    reserve::total,
    waitlist::WaitTerms,
};

/// A SKU's stock and ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockView<'a> {
    /// The SKU's owner.
    pub merchant: &'a str,
    /// The SKU.
    pub sku: &'a str,
    /// Its version and its whole ledger.
    pub stock: StockAsOf,
}

/// A sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleView<'a> {
    /// The sale's owner.
    pub merchant: &'a str,
    /// The sale.
    pub sale: &'a str,
    /// Where it runs; empty if in no show.
    pub show: &'a str,
    /// What is on sale; empty if no listing.
    pub listing: &'a str,
    /// What it covers.
    pub skus: Vec<&'a str>,
    /// How long a unit is held.
    pub hold_seconds: u32,
    /// Its waitlist.
    pub waits: WaitTerms,
    /// Places on its waitlist.
    pub waiting: u32,
    /// How units are shared out.
    pub policy: Policy,
    /// Units of each SKU per buyer; 0 for no such limit.
    pub limit_per_sku: u32,
    /// In a draw, what is public of it.
    pub draw: Option<DrawView>,
    /// In a group sale, what it says of its groups.
    pub group: Option<&'a GroupTerms>,
    /// Whether late payments take the units again.
    pub late_commit: bool,
    /// How often a hold may get more time.
    pub max_extensions: u32,
    /// How much it gets then; 0 for as long as the hold was.
    pub extend_seconds: u32,
    /// State, counts, version, times, and the terms that may change.
    pub as_of: SaleAsOf,
}

/// Some units of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineView<'a> {
    /// The SKU.
    pub sku: &'a str,
    /// Units.
    pub quantity: u32,
    /// The price granted for one.
    pub unit_price: Money,
}

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationView<'a> {
    /// The reservation.
    pub id: ReservationId,
    /// The stock's owner.
    pub merchant: &'a str,
    /// Who holds it.
    pub buyer: &'a str,
    /// Where it was made; empty if in no show.
    pub show: &'a str,
    /// On what it was made; empty if on no listing.
    pub listing: &'a str,
    /// In which sale; empty if in none.
    pub sale: &'a str,
    /// What it holds.
    pub lines: LineViews<'a>,
    /// Where it stands.
    pub state: ReservationState,
    /// When it was made.
    pub created: Timestamp,
    /// When the hold ends, or was to end.
    pub expires: Timestamp,
    /// With whom its buyer shares a limit; empty if that was not said.
    pub household: &'a str,
    /// The shop's name for the payment, of an order; empty if it has none.
    pub payment_reference: &'a str,
    /// The version of the sale's price at which it was granted, from 2 on; 0 for
    /// the first.
    pub price_version: u32,
    /// What it costs in all; none for the sum of no lines.
    pub total: Option<Money>,
    /// Whether it was made for somebody on a waitlist.
    pub promoted: bool,
    /// The group that it was made in; 0 if in none.
    pub group: u64,
    /// How often its hold got more time.
    pub extensions: u32,
    /// The order that it was left over from, if from one.
    pub rest_of: Option<ReservationId>,
    /// What the command that it is told of took back of the order.
    pub refund: Option<RefundView<'a>>,
}

/// What was taken back of an order by one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundView<'a> {
    /// What is to be paid back.
    pub amount: Money,
    /// Units taken back.
    pub lines: Vec<LineView<'a>>,
}

/// A place on a waitlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingView<'a> {
    /// What is waited for.
    pub sku: &'a str,
    /// Up to so many units.
    pub quantity: u32,
    /// How far it is from being served, from 1; 0 where tickets decide.
    pub place: u32,
}

/// Which of a buyer's reservations to read.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Only those still held.
    pub only_held: bool,
    /// At most so many.
    pub limit: usize,
    /// Only those below this id.
    pub before: Option<ReservationId>,
}

impl Stock {
    /// A SKU's stock.
    #[must_use]
    pub fn stock(&self, merchant: MerchantRef<'_>, sku: SkuRef<'_>) -> Option<StockView<'_>> {
        let merchant = self.merchants.find(NONE, merchant.as_str())?;
        Some(self.stock_view(self.skus.find(merchant, sku.as_str())?))
    }

    /// A sale.
    #[must_use]
    pub fn sale(&self, merchant: MerchantRef<'_>, sale: SaleRef<'_>) -> Option<SaleView<'_>> {
        let ix = self.find_sale(merchant, sale)?;
        Some(self.sale_view(self.sales[ix as usize].as_of(ix)))
    }

    /// A reservation.
    #[must_use]
    pub fn reservation(
        &self,
        merchant: MerchantRef<'_>,
        id: ReservationId,
    ) -> Option<ReservationView<'_>> {
        let (counter, slot) = self.find_reservation(merchant, id)?;
        Some(self.reservation_view(counter, slot))
    }

    /// A buyer's reservations with a merchant, newest first, and whether there
    /// are more.
    #[must_use]
    pub fn list_by_buyer(
        &self,
        merchant: MerchantRef<'_>,
        buyer: BuyerRef<'_>,
        page: Page,
    ) -> (Vec<ReservationView<'_>>, bool) {
        let merchant = self.merchants.find(NONE, merchant.as_str());
        let (Some(merchant), Some(buyer)) = (merchant, self.buyers.find(buyer.as_str())) else {
            return (Vec::new(), false);
        };
        let below = page.before.map_or(u64::MAX, |id| self.reservations.counter(id));
        let mut wanted = self
            .reservations
            .chain(self.buyers.newest(buyer))
            .filter(|(counter, _)| *counter < below)
            .filter(|(_, slot)| slot.is_held() || !page.only_held)
            .filter(|(_, slot)| self.merchant_of(slot) == merchant);
        let list = wanted.by_ref().take(page.limit);
        let list = list.map(|(counter, slot)| self.reservation_view(counter, slot)).collect();
        (list, wanted.next().is_some())
    }

    /// A buyer's place on the waitlist of a sale.
    #[must_use]
    pub fn waiting(
        &self,
        merchant: MerchantRef<'_>,
        buyer: BuyerRef<'_>,
        sale: SaleRef<'_>,
    ) -> Option<WaitingView<'_>> {
        let sale = self.find_sale(merchant, sale)?;
        let buyer = self.buyers.find(buyer.as_str())?;
        let is_over = self.sales[sale as usize].state == SaleState::Closed;
        let place = self.waits.place(sale, buyer).filter(|_| !is_over)?;
        Some(WaitingView {
            sku: self.skus.names().text(place.sku),
            quantity: place.quantity,
            place: self.waits.ahead(sale, place),
        })
    }

    /// How many places there are on waitlists.
    #[must_use]
    pub fn places(&self) -> usize {
        self.waits.len()
    }

    /// A sale's reservations, newest first: at most so many of those below an id,
    /// and in one state, if that is asked. And below which id to read on, if there
    /// may be more: a page looks at a limited number of reservations, so that it may
    /// be short, or empty, though more follow.
    #[must_use]
    pub fn list_by_sale(
        &self,
        merchant: MerchantRef<'_>,
        sale: SaleRef<'_>,
        state: Option<ReservationState>,
        page: Page,
    ) -> Option<(Vec<ReservationView<'_>>, Option<ReservationId>)> {
        let sale = self.find_sale(merchant, sale)?;
        let below = page.before.map_or(u64::MAX, |id| self.reservations.counter(id));
        let wanted = |own| state.is_none_or(|state| state == own);
        let (found, next) = self.of_sale(sale, below, page.limit, wanted);
        let views = found.into_iter().map(|(counter, slot)| self.reservation_view(counter, slot));
        Some((views.collect(), (next > 0).then(|| self.reservations.id(next))))
    }

    /// The stock of every SKU.
    pub fn stocks(&self) -> impl Iterator<Item = StockView<'_>> {
        self.skus.iter().map(|(ix, _)| self.stock_view(ix))
    }

    /// Every sale.
    pub fn sales(&self) -> impl Iterator<Item = SaleView<'_>> {
        (0..).zip(&self.sales).map(|(ix, sale)| self.sale_view(sale.as_of(ix)))
    }

    /// The reservation that an answer's command made or changed, as it stood then.
    #[must_use]
    pub fn reservation_of(&self, reply: &Reply) -> Option<ReservationView<'_>> {
        let counter = self.reservations.counter(reply.reservation()?);
        let slot = self.reservations.get(counter)?;
        if let Reply::Rare(rare) = reply {
            return rare.reservation.as_ref().map(|as_of| self.reservation_as_of(as_of, slot));
        }
        // What was given back never changes after that, nor does what ran out in a
        // group; before it, its price may have fallen.
        let is_last = match reply {
            Reply::Released(_) => true,
            Reply::Expired { .. } => self.group_of(counter, slot) != 0,
            _ => false,
        };
        // All other answers were given before anything of it changed.
        let original = self.extras.of(counter, slot).and_then(|extra| extra.original.as_ref());
        let units = original.filter(|_| !is_last).unwrap_or(&slot.contents).as_slice();
        let mut view = self.reservation_with(counter, slot, units);
        let state = match reply {
            Reply::Held(_) => {
                view.expires = slot.first_expires();
                view.extensions = 0;
                ReservationState::Held
            }
            Reply::Committed(_) => ReservationState::Committed,
            Reply::Released(_) => ReservationState::Released,
            _ => ReservationState::Expired,
        };
        view.state = state;
        if state != ReservationState::Committed {
            view.payment_reference = "";
        }
        Some(view)
    }

    /// What is held on of a reservation that an answer's command committed in part.
    #[must_use]
    pub fn rest_of(&self, reply: &Reply) -> Option<ReservationView<'_>> {
        let Reply::Rare(rare) = reply else { return None };
        let rest = rare.rest.as_ref()?;
        let slot = self.reservations.get(self.reservations.counter(rest.id))?;
        Some(self.reservation_as_of(rest, slot))
    }

    /// A reservation as it stood at a moment.
    fn reservation_as_of(&self, as_of: &ReservationAsOf, slot: &Slot) -> ReservationView<'_> {
        let units: Vec<Units> = as_of.lines.iter().map(Units::of).collect();
        let counter = self.reservations.counter(as_of.id);
        let mut view = self.reservation_with(counter, slot, &units);
        view.state = as_of.state;
        view.expires = as_of.expires;
        view.extensions = as_of.extensions;
        let ordered = [ReservationState::Committed, ReservationState::Cancelled];
        if !ordered.contains(&as_of.state) {
            view.payment_reference = "";
        }
        view.refund = as_of.refund.as_ref().map(|refund| RefundView {
            amount: refund.amount,
            lines: refund.lines.iter().map(|line| self.line_view(&Units::of(line))).collect(),
        });
        view
    }

    /// A reservation of this shard, whoever's stock it is.
    #[must_use]
    pub fn reservation_by_id(&self, id: ReservationId) -> Option<ReservationView<'_>> {
        let counter = self.reservations.counter(id);
        self.reservations.get(counter).map(|slot| self.reservation_view(counter, slot))
    }

    /// The sale that an answer speaks of, as it stood then: without what an answer
    /// does not keep, since it must be the same whenever it is given.
    #[must_use]
    pub fn sale_of(&self, reply: &Reply) -> Option<SaleView<'_>> {
        let as_of = match reply {
            Reply::Sale(as_of) => **as_of,
            Reply::Rare(rare) => rare.sale?,
            _ => return None,
        };
        let view = self.sale_view(as_of);
        let draw = view.draw.as_ref().map(DrawView::before_any_entry);
        Some(SaleView { waiting: 0, draw, ..view })
    }

    /// The stock that an answer speaks of, as it stood then.
    #[must_use]
    pub fn stock_of(&self, reply: &Reply) -> Option<StockView<'_>> {
        match reply {
            Reply::Stock(as_of) => Some(self.stock_view_as_of(**as_of)),
            Reply::Rare(rare) => rare.stock.map(|as_of| self.stock_view_as_of(as_of)),
            _ => None,
        }
    }

    /// How many reservations are held.
    #[must_use]
    pub fn open_holds(&self) -> usize {
        self.reservations.open_holds()
    }

    /// How many keys are kept.
    #[must_use]
    pub fn kept_keys(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn stock_view(&self, ix: Ix) -> StockView<'_> {
        self.stock_view_as_of(self.skus.get(ix).as_of(ix))
    }

    fn stock_view_as_of(&self, stock: StockAsOf) -> StockView<'_> {
        StockView {
            merchant: self.merchants.text(self.skus.merchant(stock.sku)),
            sku: self.skus.names().text(stock.sku),
            stock,
        }
    }

    pub(crate) fn sale_view(&self, as_of: SaleAsOf) -> SaleView<'_> {
        let sale = &self.sales[as_of.sale as usize];
        let list = self.waits.list(as_of.sale);
        SaleView {
            merchant: self.merchants.text(self.sale_names.scope(as_of.sale)),
            sale: self.sale_names.text(as_of.sale),
            show: self.labels.text(sale.show),
            listing: self.labels.text(sale.listing),
            skus: sale.skus.iter().map(|sku| self.skus.names().text(*sku)).collect(),
            hold_seconds: sale.hold_seconds,
            waits: list.terms,
            waiting: if sale.state == SaleState::Closed { 0 } else { list.waiting },
            policy: sale.policy,
            limit_per_sku: sale.limit_per_sku,
            draw: self.draw_view(as_of.sale),
            group: self.groups.terms(as_of.sale),
            late_commit: sale.late_commit,
            max_extensions: sale.max_extensions,
            extend_seconds: sale.extend_seconds,
            as_of,
        }
    }

    pub(crate) fn merchant_of(&self, slot: &Slot) -> Ix {
        slot.contents.as_slice().first().map_or(NONE, |units| self.skus.merchant(units.sku))
    }

    fn reservation_view(&self, counter: u64, slot: &Slot) -> ReservationView<'_> {
        self.reservation_with(counter, slot, slot.contents.as_slice())
    }

    fn line_view(&self, units: &Units) -> LineView<'_> {
        LineView {
            sku: self.skus.names().text(units.sku),
            quantity: units.quantity,
            unit_price: units.price,
        }
    }

    /// A reservation with such contents.
    fn reservation_with(&self, counter: u64, slot: &Slot, units: &[Units]) -> ReservationView<'_> {
        let extra = self.extras.of(counter, slot);
        ReservationView {
            id: self.reservations.id(counter),
            merchant: self.merchants.text(self.merchant_of(slot)),
            buyer: self.buyers.names().text(slot.buyer),
            show: self.labels.text(slot.show),
            listing: self.labels.text(slot.listing),
            sale: self.sale_names.text(slot.sale),
            lines: LineViews::of(units.iter().map(|units| self.line_view(units))),
            state: slot.state,
            created: slot.created,
            expires: self.reservations.expires(slot),
            household: self.labels.text(extra.map_or(NONE, |extra| extra.household)),
            payment_reference: extra.map_or("", Extra::payment_reference),
            price_version: extra.map_or(0, |extra| extra.price_version),
            total: total(units),
            promoted: slot.promoted,
            group: self.group_of(counter, slot),
            extensions: extra.map_or(0, |extra| extra.extensions),
            rest_of: extra.filter(|e| e.rest_of != 0).map(|e| self.reservations.id(e.rest_of)),
            refund: None,
        }
    }
}
