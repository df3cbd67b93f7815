//! The newest records of one session.

use std::collections::VecDeque;

use hawker_domain::ShowId;
use hawker_proto::v1::TracedSession;
use uuid::Uuid;

use super::{Record, Subject};

/// Records kept of a session; older ones are forgotten. A power of two, so that the
/// queue's memory is no larger.
pub(super) const RECORDS: usize = 1_024;

/// The ring.
pub(super) struct Ring {
    show: ShowId,
    session: Uuid,
    name: String,
    buyer: String,
    since_ms: i64,
    pub(super) open: bool,
    pub(super) chosen: bool,
    records: VecDeque<Record>,
    forgotten: u32,
}

impl Ring {
    pub(super) fn new(subject: &Subject<'_>, chosen: bool) -> Self {
        Self {
            show: subject.show.clone(),
            session: subject.session,
            name: subject.who.name.to_string(),
            buyer: subject.who.sub.as_ref().map(ToString::to_string).unwrap_or_default(),
            since_ms: crate::now().as_millis(),
            open: true,
            chosen,
            records: VecDeque::new(),
            forgotten: 0,
        }
    }

    pub(super) fn push(&mut self, record: Record) {
        if self.records.back_mut().is_some_and(|last| last.takes_in(&record)) {
            return;
        }
        if self.records.len() == RECORDS {
            self.records.pop_front();
            self.forgotten = self.forgotten.saturating_add(1);
        }
        self.records.push_back(record);
    }

    pub(super) fn is_of(&self, show: &ShowId, viewer: &str) -> bool {
        let names = [self.name.as_str(), self.buyer.as_str()];
        *show == self.show && (names.contains(&viewer) || self.session.to_string() == viewer)
    }

    pub(super) fn told(&self) -> TracedSession {
        TracedSession {
            session: self.session.to_string(),
            viewer: self.name.clone(),
            buyer: self.buyer.clone(),
            since_ms: self.since_ms,
            open: self.open,
            chosen: self.chosen,
            records: self.records.iter().map(Record::told).collect(),
            forgotten: self.forgotten,
        }
    }
}
