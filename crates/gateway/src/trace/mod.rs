//! What single viewers were sent, and what was left out for them, for `hawker why`.
//!
//! Traced are those who were chosen, and one session in a thousand at random. A
//! session knows by a flag of its own whether it is traced: the others pay one look
//! at it for each write. Everything kept fits into 16 MiB; nothing of it is what a
//! frame said, so that no text and no token is in it.

mod record;
mod ring;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use hawker_domain::ShowId;
use hawker_proto::v1::{Position, Trace};
use hawker_telemetry::gateway::{FAN_OUT_BOUNDS, FanOutBound};
use uuid::Uuid;

use crate::{
    lanes::{Start, hold},
    token::Identity,
};
pub(crate) use record::Record;
use ring::Ring;

/// Sessions whose traces are kept.
const SESSIONS: usize = 448;
/// Viewers that are chosen at one time: the newest.
const CHOSEN: usize = 64;
/// One session in so many is traced at random.
const ONE_IN: u128 = 1_000;
/// Milliseconds for which sessions look whether they were chosen: each does once a
/// second.
const LOOK_MS: u32 = 5_000;

// Records are 32 bytes, names far below 512.
const _: () = assert!(SESSIONS * (ring::RECORDS * size_of::<Record>() + 512) <= 16 << 20);

/// A session as traces know it.
pub(crate) struct Subject<'a> {
    pub(crate) show: &'a ShowId,
    pub(crate) session: Uuid,
    pub(crate) who: &'a Identity,
}

/// All traces of this gateway.
pub(crate) struct Traces {
    began: Instant,
    /// When somebody was last chosen, in milliseconds since then; 0 for never.
    chosen_at: AtomicU32,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    chosen: VecDeque<(ShowId, String)>,
    names: HashSet<(ShowId, String)>,
    rings: HashMap<Uuid, Ring>,
    /// Their sessions, oldest first.
    order: VecDeque<Uuid>,
}

impl Traces {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), chosen_at: AtomicU32::new(0), kept: Mutex::default() }
    }

    fn millis(&self) -> u32 {
        // 49 days fit; what is compared are differences, which may wrap.
        self.began.elapsed().as_millis() as u32
    }

    /// Begins a trace of a session that joins, if it is to have one; says whether.
    pub(crate) fn join(&self, subject: &Subject<'_>, seen: Position, start: &Start) -> bool {
        let traced = self.begin(subject, true);
        if traced {
            self.note(subject.session, Record::joined(seen, start));
        }
        traced
    }

    /// Begins a trace of a session that joined before, if it was chosen since.
    pub(crate) fn look(&self, subject: &Subject<'_>) -> bool {
        let at = self.chosen_at.load(Ordering::Relaxed);
        at != 0 && self.millis().wrapping_sub(at) < LOOK_MS && self.begin(subject, false)
    }

    fn begin(&self, subject: &Subject<'_>, at_random: bool) -> bool {
        let at_random = at_random && subject.session.as_u128().is_multiple_of(ONE_IN);
        if !at_random && self.chosen_at.load(Ordering::Relaxed) == 0 {
            return false;
        }
        let mut kept = hold(&self.kept);
        let chosen = kept.is_chosen(subject);
        if !(chosen || at_random) || !kept.make_room(chosen) {
            return false;
        }
        let ring = Ring::new(subject, chosen);
        kept.rings.insert(subject.session, ring);
        kept.order.push_back(subject.session);
        true
    }

    /// Keeps what happened to a traced session.
    pub(crate) fn note(&self, session: Uuid, record: Record) {
        if let Some(ring) = hold(&self.kept).rings.get_mut(&session) {
            ring.push(record);
        }
    }

    /// Ends the trace of a session; it is kept until others need the room.
    pub(crate) fn leave(&self, session: Uuid) {
        if let Some(ring) = hold(&self.kept).rings.get_mut(&session) {
            ring.push(Record::left());
            ring.open = false;
        }
    }

    /// Chooses a viewer, by session, pseudonym or name: from now on traced, and each
    /// session of theirs to come.
    pub(crate) fn choose(&self, show: &ShowId, viewer: &str) {
        let mut kept = hold(&self.kept);
        let name = (show.clone(), viewer.to_owned());
        if kept.names.insert(name.clone()) {
            kept.chosen.push_back(name);
        }
        while kept.chosen.len() > CHOSEN {
            FAN_OUT_BOUNDS.count_of(FanOutBound::Traces).increment(1);
            if let Some(oldest) = kept.chosen.pop_front() {
                kept.names.remove(&oldest);
            }
        }
        for ring in kept.rings.values_mut().filter(|ring| ring.is_of(show, viewer)) {
            ring.chosen = true;
        }
        drop(kept);
        self.chosen_at.store(self.millis().max(1), Ordering::Relaxed);
    }

    /// What is known of a viewer's deliveries.
    pub(crate) fn read(&self, show: &ShowId, viewer: &str) -> Trace {
        let kept = hold(&self.kept);
        let rings = kept.order.iter().filter_map(|session| kept.rings.get(session));
        Trace {
            viewer: viewer.to_owned(),
            chosen: kept.names.contains(&(show.clone(), viewer.to_owned())),
            sessions: rings.filter(|ring| ring.is_of(show, viewer)).map(Ring::told).collect(),
        }
    }
}

impl Kept {
    fn is_chosen(&self, subject: &Subject<'_>) -> bool {
        let has = |name: &str| self.names.contains(&(subject.show.clone(), name.to_owned()));
        !self.names.is_empty()
            && ((!subject.who.name.is_empty() && has(&subject.who.name))
                || subject.who.sub.as_ref().is_some_and(|buyer| has(buyer.as_str()))
                || has(&subject.session.to_string()))
    }

    /// Makes room for one more: the oldest that has ended gives way, and to one who
    /// was chosen the oldest.
    fn make_room(&mut self, chosen: bool) -> bool {
        if self.rings.len() < SESSIONS {
            return true;
        }
        FAN_OUT_BOUNDS.count_of(FanOutBound::Traces).increment(1);
        let ended = |session: &Uuid| self.rings.get(session).is_none_or(|ring| !ring.open);
        let at = self.order.iter().position(ended).or(chosen.then_some(0));
        let Some(session) = at.and_then(|at| self.order.remove(at)) else { return false };
        self.rings.remove(&session);
        true
    }
}

#[cfg(test)]
mod tests;
