//! Which channels this gateway wants to hear, and from which primary it hears each.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hawker_domain::ShowId;
use hawker_telemetry::bus as metric;
use tokio::sync::watch;

use super::names;

/// A channel's name.
pub(super) type Channel = Arc<str>;

/// What a channel is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum About {
    Room(ShowId),
    Control,
}

/// The channels that are wanted. As many as there are rooms with viewers, and one.
pub(super) struct Topics {
    wanted: Mutex<HashMap<Channel, Topic>>,
    rooms: metrics::Gauge,
}

struct Topic {
    about: About,
    slot: u16,
    /// The primary that tells it.
    teller: Option<Arc<str>>,
    /// Whether somebody told it before: then something may have been missed.
    was_told: bool,
    ready: watch::Sender<bool>,
}

/// What a primary's ear has to do.
#[derive(Default)]
pub(super) struct Due {
    pub(super) join: Vec<Channel>,
    pub(super) leave: Vec<Channel>,
}

impl Topics {
    pub(super) fn new() -> Self {
        Self { wanted: Mutex::default(), rooms: metric::ROOMS.level() }
    }

    /// Wants a channel; tells when it is heard.
    pub(super) fn want(&self, channel: Channel, about: About) -> watch::Receiver<bool> {
        let mut wanted = self.hold();
        let slot = names::slot(&channel);
        let topic = wanted.entry(channel).or_insert_with(|| Topic {
            about,
            slot,
            teller: None,
            was_told: false,
            ready: watch::Sender::new(false),
        });
        let ready = topic.ready.subscribe();
        self.rooms.set(wanted.len().saturating_sub(1) as f64);
        ready
    }

    /// Wants it no longer.
    pub(super) fn drop_out(&self, channel: &str) {
        let mut wanted = self.hold();
        wanted.remove(channel);
        self.rooms.set(wanted.len().saturating_sub(1) as f64);
    }

    /// What a channel is about, while it is wanted.
    pub(super) fn about(&self, channel: &str) -> Option<About> {
        self.hold().get(channel).map(|topic| topic.about.clone())
    }

    /// What one who holds these channels has to join and to leave, for slots that are
    /// its own. A channel that was wanted anew while it was held is heard already.
    pub(super) fn due(
        &self,
        teller: &Arc<str>,
        slots: &[(u16, u16)],
        held: &HashSet<Channel>,
    ) -> Due {
        let own = |slot: u16| slots.iter().any(|(from, to)| (*from..=*to).contains(&slot));
        let mut wanted = self.hold();
        let mut due = Due::default();
        for (channel, topic) in wanted.iter_mut().filter(|(_, topic)| own(topic.slot)) {
            if !held.contains(channel) {
                due.join.push(Arc::clone(channel));
            } else if topic.teller.is_none() {
                topic.is_told_by(teller);
            }
        }
        let stays = |channel: &&Channel| wanted.get(*channel).is_some_and(|one| own(one.slot));
        due.leave = held.iter().filter(|channel| !stays(channel)).cloned().collect();
        due
    }

    /// A primary tells the channel from now on. Says what it is about if it was told
    /// before, by whomever: then something may have been missed between.
    pub(super) fn joined(&self, channel: &str, teller: &Arc<str>) -> Option<About> {
        let mut wanted = self.hold();
        let topic = wanted.get_mut(channel)?;
        let was_told = topic.was_told;
        topic.is_told_by(teller);
        was_told.then(|| topic.about.clone())
    }

    /// A primary tells these no longer.
    pub(super) fn left<'a>(
        &self,
        channels: impl IntoIterator<Item = &'a Channel>,
        teller: &Arc<str>,
    ) {
        let mut wanted = self.hold();
        for channel in channels {
            let told = wanted.get_mut(channel).filter(|one| one.teller.as_ref() == Some(teller));
            if let Some(topic) = told {
                topic.teller = None;
                topic.ready.send_replace(false);
            }
        }
    }

    /// Whether every channel is heard.
    pub(super) fn are_all_told(&self) -> bool {
        self.hold().values().all(|topic| topic.teller.is_some())
    }

    fn hold(&self) -> MutexGuard<'_, HashMap<Channel, Topic>> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Topic {
    fn is_told_by(&mut self, teller: &Arc<str>) {
        self.teller = Some(Arc::clone(teller));
        self.was_told = true;
        self.ready.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[(u16, u16)] = &[(0, 16_383)];

    fn room(show: &str) -> (Channel, About) {
        (format!("hawker:{{{show}}}:told").into(), About::Room(ShowId::new(show).unwrap()))
    }

    #[test]
    fn only_what_was_told_before_can_have_been_missed() {
        let topics = Topics::new();
        let (channel, about) = room("tea");
        let ready = topics.want(Arc::clone(&channel), about.clone());
        let (one, other): (Arc<str>, Arc<str>) = ("one:1".into(), "other:2".into());
        assert_eq!(topics.due(&one, ALL, &HashSet::new()).join, vec![Arc::clone(&channel)]);
        assert_eq!(topics.joined(&channel, &one), None);
        assert!(*ready.borrow());
        // The slot moves: the new primary tells before the old one has noticed.
        assert_eq!(topics.joined(&channel, &other), Some(about));
        topics.left([&channel], &one);
        assert!(*ready.borrow(), "it is the other one's");
        topics.left([&channel], &other);
        assert!(!*ready.borrow());
        assert!(!topics.are_all_told());
    }

    #[test]
    fn what_is_wanted_again_before_it_was_left_is_heard_all_along() {
        let topics = Topics::new();
        let (channel, about) = room("tea");
        let teller: Arc<str> = "one:1".into();
        drop(topics.want(Arc::clone(&channel), about.clone()));
        topics.joined(&channel, &teller);
        let held = HashSet::from([Arc::clone(&channel)]);
        topics.drop_out(&channel);
        let ready = topics.want(Arc::clone(&channel), about);
        let due = topics.due(&teller, ALL, &held);
        assert!(due.join.is_empty() && due.leave.is_empty());
        assert!(*ready.borrow());
        topics.drop_out(&channel);
        assert_eq!(topics.due(&teller, ALL, &held).leave, vec![channel]);
    }
}
