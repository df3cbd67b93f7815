//! What a batch changed, and the check that it left every ledger whole.

use crate::ReservationId;

use super::{
    Stock,
    answer::SaleAsOf,
    names::Ix,
    reads::{SaleView, StockView},
};

/// The changes of the batch so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    pub(crate) skus: Vec<Ix>,
    pub(crate) transitions: Vec<SaleAsOf>,
    /// Holds that ran out by the last command.
    pub(crate) expired: Vec<ReservationId>,
    /// Every other reservation that the last command made or changed, beside the
    /// one that its answer names.
    pub(crate) changed: Vec<ReservationId>,
}

impl Batch {
    pub(crate) fn clear(&mut self) {
        self.skus.clear();
        self.transitions.clear();
        self.begin_command();
    }

    pub(crate) fn begin_command(&mut self) {
        self.expired.clear();
        self.changed.clear();
    }
}

/// A SKU whose units do not add up. Nothing of the batch may be let out, and
/// the state must be thrown away.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the ledger of {merchant}/{sku} is broken: {why}")]
pub struct Broken {
    /// The SKU's owner.
    pub merchant: String,
    /// The SKU.
    pub sku: String,
    /// What does not add up.
    pub why: String,
}

/// What a batch changed.
#[derive(Debug, Clone, Copy)]
pub struct Changes<'a>(&'a Stock);

impl<'a> Changes<'a> {
    pub(crate) const fn new(stock: &'a Stock) -> Self {
        Self(stock)
    }

    /// The stock of every SKU that changed, as it stands now.
    pub fn stocks(self) -> impl Iterator<Item = StockView<'a>> {
        self.0.batch.skus.iter().map(move |ix| self.0.stock_view(*ix))
    }

    /// Every transition of a sale, in order.
    pub fn transitions(self) -> impl Iterator<Item = SaleView<'a>> {
        self.0.batch.transitions.iter().map(move |as_of| self.0.sale_view(*as_of))
    }
}

impl Stock {
    /// The holds that ran out by the last command.
    #[must_use]
    pub fn expired(&self) -> &[ReservationId] {
        &self.batch.expired
    }

    /// Every other reservation that the last command made or changed, beside that
    /// of its answer and those that ran out; such as those held for people on a
    /// waitlist.
    #[must_use]
    pub fn changed(&self) -> &[ReservationId] {
        &self.batch.changed
    }

    pub(crate) fn touch(&mut self, sku: Ix) {
        if self.skus.get_mut(sku).touch(self.position.seq) {
            self.batch.skus.push(sku);
        }
    }

    pub(crate) fn check_ledgers(&self) -> Result<(), Broken> {
        self.batch.skus.iter().try_for_each(|ix| self.check_ledger(*ix))
    }

    /// Checks the ledger of every SKU there is.
    pub fn check_all_ledgers(&self) -> Result<(), Broken> {
        self.skus.iter().try_for_each(|(ix, _)| self.check_ledger(ix))
    }

    fn check_ledger(&self, ix: Ix) -> Result<(), Broken> {
        let Some(why) = self.skus.get(ix).imbalance(self.reservations.open_units(ix)) else {
            return Ok(());
        };
        let view = self.stock_view(ix);
        Err(Broken { merchant: view.merchant.to_owned(), sku: view.sku.to_owned(), why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Key, MerchantRef, SkuRef, Timestamp,
        stock::{Command, Position, Receive},
    };

    #[test]
    fn a_batch_that_leaves_a_broken_ledger_is_not_let_out() {
        let mut stock = Stock::new(1);
        stock.begin(Position { epoch: 1, seq: 1 }, Timestamp::from_millis(1_000));
        stock.apply(&Command::Receive(Receive {
            key: Key::from_halves(1_000 << 16 | 0x7000, 1),
            merchant: MerchantRef::new("acme").unwrap(),
            sku: SkuRef::new("tee").unwrap(),
            quantity: 5,
        }));
        assert!(stock.finish().is_ok());
        stock.skus.get_mut(0).available -= 1;
        stock.skus.get_mut(0).held += 1;
        let broken = stock.finish().unwrap_err();
        assert_eq!((&*broken.merchant, &*broken.sku), ("acme", "tee"));
        assert_eq!(broken.why, "held 1 is not the 0 of open reservations");
        stock.skus.get_mut(0).held -= 1;
        let broken = stock.finish().unwrap_err();
        assert_eq!(
            broken.why,
            "received 5 + returned 0 + adjusted 0 is not available 4 + held 0 + sold 0"
        );
    }
}
