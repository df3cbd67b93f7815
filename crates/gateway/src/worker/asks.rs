//! What those who join have open is asked for together: of all who join within a
//! few milliseconds, or of so many as fit into a question.
//!
//! One by one, each would be a task of the other runtime and a letter back, and
//! would wake both: in a rush of joins that cost more than the answers.

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};

use tokio::{sync::Notify, time::sleep};

use super::{Here, Mail};
use crate::{
    lanes::SessionKey,
    limits::HELD_ASKED,
    rooms::{Room, open_of},
    token::Identity,
};

/// How long one who joins waits for others before it is asked for.
const TOGETHER: Duration = Duration::from_millis(5);

/// A session, its room, and who it is.
type Asker = (SessionKey, (Arc<Room>, Arc<Identity>));

/// Those to be asked for: at most [`HELD_ASKED`].
#[derive(Default)]
pub(crate) struct Asks {
    waiting: RefCell<Vec<Asker>>,
    bell: Notify,
}

impl Asks {
    /// One more.
    pub(crate) fn add(&self, here: &Here, asker: Asker) {
        let mut waiting = self.waiting.borrow_mut();
        waiting.push(asker);
        let count = waiting.len();
        drop(waiting);
        if count >= HELD_ASKED {
            ask(here);
        } else if count == 1 {
            self.bell.notify_one();
        }
    }
}

/// Asks for those who have gathered, for as long as the worker runs.
pub(super) async fn gather(here: Rc<Here>) {
    loop {
        here.asks.bell.notified().await;
        sleep(TOGETHER).await;
        ask(&here);
    }
}

fn ask(here: &Here) {
    let together = here.asks.waiting.take();
    if together.is_empty() {
        return;
    }
    let mailbox = here.mailbox.clone();
    here.commands.spawn(async move {
        let (sessions, those): (Vec<_>, Vec<_>) = together.into_iter().unzip();
        let open = open_of(&those).await;
        if let Some(mailbox) = mailbox.upgrade() {
            let answers = sessions.into_iter().zip(open).collect();
            // A worker that has ended has no session to tell.
            let _told = mailbox.send(Mail::Open(answers)).await;
        }
    });
}
