//! What this process knows of the others that share the shards: it says that it is
//! there, and keeps up which shards it is to take over and which to give up.
//!
//! It promises nothing about who owns a shard: that is in the shard's own row. Where it
//! knows nothing, because the server is away, all stays as it is.

use std::{
    collections::BTreeSet,
    sync::Mutex,
    time::{Duration, Instant},
};

use hawker_domain::shards::place;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Error,
    journal::postgres::{Members, Place, Present, within},
    limits::{
        GIVE_BACK_WITHIN, LOOK_FOR_TURN, LOOK_WITHIN, REBALANCE_EVERY, REJOIN_AFTER, TROUBLED_FOR,
    },
};

/// What the process is to do about the shards, each in its place from the first on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Whether it is to own it.
    mine: Vec<bool>,
    /// Which one it is to give up now.
    leave: Option<u16>,
}

impl Plan {
    pub(crate) fn is_mine(&self, number: u16) -> bool {
        self.mine.get(usize::from(number).wrapping_sub(1)).copied().unwrap_or(false)
    }

    pub(crate) fn leaves(&self, number: u16) -> bool {
        self.leave == Some(number)
    }
}

/// The process among the others.
pub(crate) struct Crew {
    place: Place,
    name: String,
    /// After how long a silence one is gone, in milliseconds.
    silent_ms: i64,
    plan: watch::Sender<Plan>,
    /// When this process last could not do what it was to.
    troubled: Mutex<Option<Instant>>,
}

impl Crew {
    pub(crate) fn new(place: Place, name: String, silent_ms: i64) -> Self {
        let (plan, _) = watch::channel(Plan::default());
        Self { place, name, silent_ms, plan, troubled: Mutex::new(None) }
    }

    pub(crate) fn plan(&self) -> watch::Receiver<Plan> {
        self.plan.subscribe()
    }

    /// Notes that this process failed at a shard, so that it gets no more of them for a
    /// while.
    pub(crate) fn trouble(&self) {
        if let Ok(mut troubled) = self.troubled.lock() {
            *troubled = Some(Instant::now());
        }
    }

    fn is_able(&self) -> bool {
        let troubled = self.troubled.lock().ok().and_then(|troubled| *troubled);
        troubled.is_none_or(|since| since.elapsed() >= TROUBLED_FOR)
    }

    /// Keeps the plan up until it is stopped, and then leaves.
    pub(crate) async fn run(&self, stop: CancellationToken) {
        let mut left = Instant::now();
        while !stop.is_cancelled() {
            match self.work(&stop, &mut left).await {
                Ok(()) => {}
                Err(error) => {
                    tracing::warn!(%error, "the other inventory processes are not known");
                    self.plan.send_modify(|plan| plan.leave = None);
                    stop.run_until_cancelled(sleep(REJOIN_AFTER)).await;
                }
            }
        }
    }

    async fn work(&self, stop: &CancellationToken, left: &mut Instant) -> Result<(), Error> {
        let members = within(LOOK_WITHIN, Members::connect(&self.place)).await?;
        while !stop.is_cancelled() {
            within(LOOK_WITHIN, members.say(&self.name, self.is_able())).await?;
            let present = within(LOOK_WITHIN, members.look(self.silent_ms)).await?;
            let plan = plan(&present, &self.name, left.elapsed() >= REBALANCE_EVERY);
            if plan.leave.is_some() && plan.leave != self.plan.borrow().leave {
                *left = Instant::now();
            }
            self.plan.send_if_modified(|known| {
                let news = *known != plan;
                *known = plan;
                news
            });
            stop.run_until_cancelled(sleep(LOOK_FOR_TURN)).await;
        }
        self.leave(&members).await;
        Ok(())
    }

    async fn leave(&self, members: &Members) {
        match timeout(GIVE_BACK_WITHIN, members.leave(&self.name)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the others are not told of the end"),
            Err(_) => tracing::warn!("the others are not told of the end in time"),
        }
    }
}

/// How long a shard is left to whoever is to take it over; then anybody does.
pub(crate) fn left_to_others(silent_ms: u32) -> Duration {
    Duration::from_millis(silent_ms.into()) + LOOK_WITHIN
}

/// What `name` is to do where these are there. One shard at a time is given up, when it
/// `may` be, and only while all have an owner: first comes that each is served.
fn plan(present: &Present, name: &str, may: bool) -> Plan {
    let owners: Vec<_> = present.owners.iter().map(Option::as_deref).collect();
    let able: BTreeSet<_> = present.able.iter().map(String::as_str).collect();
    let placed = place(&owners, &able);
    // Where nobody is able, whoever comes first is as good as any.
    let mine = placed.iter().map(|owner| owner.is_none_or(|owner| owner == name)).collect();
    let mut numbered = (1..).zip(owners.iter().zip(&placed));
    let moves =
        |(owner, next): (&Option<&str>, &Option<&str>)| owner == &Some(name) && owner != next;
    let served = owners.iter().all(Option::is_some);
    let leave = numbered.find(|(_, pair)| moves(*pair)).map(|(number, _)| number);
    Plan { mine, leave: leave.filter(|_| served && may) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn present(owners: &[Option<&str>], able: &[&str]) -> Present {
        Present {
            owners: owners.iter().map(|owner| owner.map(str::to_owned)).collect(),
            able: able.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn one_that_comes_is_given_one_shard_after_the_other() {
        let alone = present(&[Some("a"); 4], &["a", "b"]);
        let of_a = plan(&alone, "a", true);
        assert_eq!((of_a.mine, of_a.leave), (vec![true, true, false, false], Some(3)));
        assert_eq!(plan(&alone, "a", false).leave, None, "not so soon");
        // While it is free, the other takes it, and nothing else is given up.
        let given = present(&[Some("a"), Some("a"), None, Some("a")], &["a", "b"]);
        assert!(plan(&given, "b", true).is_mine(3));
        assert!(!plan(&given, "a", true).is_mine(3));
        assert_eq!(plan(&given, "a", true).leave, None);
        let taken = present(&[Some("a"), Some("a"), Some("b"), Some("a")], &["a", "b"]);
        assert!(plan(&taken, "a", true).leaves(4));
    }

    #[test]
    fn shards_of_one_that_is_gone_are_shared_by_the_others() {
        let gone = present(&[None, None, Some("b"), Some("c")], &["b", "c"]);
        let mine = |name| (1..=4).filter(|number| plan(&gone, name, true).is_mine(*number)).count();
        assert_eq!((mine("b"), mine("c")), (2, 2));
        assert!(!plan(&gone, "b", true).is_mine(9));
    }

    #[test]
    fn one_in_trouble_is_given_nothing_and_keeps_what_it_has() {
        let sick = present(&[Some("a"), Some("a"), Some("a"), Some("b")], &["a"]);
        assert_eq!(plan(&sick, "a", true).leave, None);
        assert_eq!(plan(&sick, "b", true).leave, None);
        let all_sick = present(&[None, Some("b")], &[]);
        assert!(["a", "b"].iter().all(|name| plan(&all_sick, name, true).is_mine(1)));
        assert!(!plan(&all_sick, "a", true).is_mine(2));
    }
}
