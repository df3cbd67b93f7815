//! What is done for sessions on the other runtime: commands, questions to
//! inventory, slow tokens.
//!
//! They are handed over together, once what the worker is at is done. One by one,
//! each would wake the other runtime anew, which in a rush of joins cost more than
//! what was asked.

use std::{cell::RefCell, pin::Pin, rc::Rc};

use tokio::sync::Notify;

use super::Here;

type Errand = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Those that wait to be handed over. Bounded by what sessions may ask in one turn
/// of the worker, since they are handed over in the next.
#[derive(Default)]
pub(crate) struct Errands {
    waiting: RefCell<Vec<Errand>>,
    bell: Notify,
}

impl Errands {
    /// One more.
    pub(crate) fn add(&self, errand: impl Future<Output = ()> + Send + 'static) {
        let mut waiting = self.waiting.borrow_mut();
        waiting.push(Box::pin(errand));
        if waiting.len() == 1 {
            self.bell.notify_one();
        }
    }
}

/// Hands them over, for as long as the worker runs.
pub(super) async fn hand_over(here: Rc<Here>) {
    loop {
        here.errands.bell.notified().await;
        let together = here.errands.waiting.take();
        for errand in together {
            here.commands.spawn(errand);
        }
    }
}
