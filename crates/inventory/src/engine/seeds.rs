//! Reveals the seeds of draws, each in a record after the one that closed its list
//! of entries. Records are flushed one after another, so whoever sees a seed could
//! see the list's hash before.

use std::{collections::BTreeSet, sync::Arc};

use hawker_domain::stock::{HiddenDraw, Stock};
use hawker_proto::v1::{RevealDraw, journal_entry::Command};

use crate::draw_secret::Secret;

/// Seeds that one record reveals; the others come with the next.
const REVEALED_PER_RECORD: usize = 100;

pub(super) struct Seeds {
    secret: Arc<Secret>,
    /// Draws whose seed was made of another secret, by merchant and sale.
    lost: BTreeSet<(String, String)>,
}

impl Seeds {
    pub(super) fn new(secret: Arc<Secret>) -> Self {
        Self { secret, lost: BTreeSet::new() }
    }

    fn is_ours(&self, draw: &HiddenDraw<'_>) -> bool {
        self.secret.seed_hash(draw.merchant, draw.sale) == draw.seed_hash
    }

    /// Whether there is a seed to reveal in the batch after the state's last.
    pub(super) fn are_due(&self, stock: &Stock) -> bool {
        stock.hidden_draws().any(|draw| self.is_ours(&draw))
    }

    /// What reveals the seeds that are due in the state's batch.
    pub(super) fn due(&mut self, stock: &Stock) -> Vec<Command> {
        let seq = stock.position().seq;
        let mut due = Vec::new();
        for draw in stock.hidden_draws().filter(|draw| draw.closed_in < seq) {
            if !self.is_ours(&draw) {
                let name = (draw.merchant.to_owned(), draw.sale.to_owned());
                if !self.lost.contains(&name) {
                    let HiddenDraw { merchant, sale, .. } = draw;
                    tracing::error!(
                        merchant,
                        sale,
                        "the draw cannot be held: draw-secret is not the one it was defined with; \
                         put the file back and start again, or close the sale"
                    );
                    self.lost.insert(name);
                }
            } else if due.len() < REVEALED_PER_RECORD {
                let seed = self.secret.seed(draw.merchant, draw.sale).to_vec();
                let (merchant, sale) = (draw.merchant.to_owned(), draw.sale.to_owned());
                due.push(Command::RevealDraw(RevealDraw { merchant, sale, seed }));
            }
        }
        due
    }
}
