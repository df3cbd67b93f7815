//! Who is told that a show's numbers changed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hawker_domain::ShowId;
use tokio::sync::watch;

/// The shows that somebody watches. A show is in here only while it is watched,
/// so the number of watchers bounds it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hub(Arc<Mutex<BTreeMap<String, watch::Sender<()>>>>);

impl Hub {
    /// Tells the watchers of these shows.
    pub(crate) fn changed<'a>(&self, shows: impl Iterator<Item = &'a ShowId>) {
        let mut watched = self.lock();
        if watched.is_empty() {
            return;
        }
        for show in shows {
            if let Some(sender) = watched.get(show.as_str()) {
                sender.send_replace(());
            }
        }
        watched.retain(|_, sender| sender.receiver_count() > 0);
    }

    /// Is told from now on.
    pub(crate) fn watch(&self, show: &str) -> watch::Receiver<()> {
        let mut watched = self.lock();
        watched.retain(|_, sender| sender.receiver_count() > 0);
        watched.entry(show.to_owned()).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// Ends every watch.
    pub(crate) fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, watch::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
