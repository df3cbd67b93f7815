//! One thing that happened to a traced viewer, small enough to keep many.

use hawker_proto::v1::{Position, TraceKind, TraceRecord};
use hawker_telemetry::gateway::Lane;

use crate::lanes::{Cursors, Log, Part, Start};

/// Chat written within so many milliseconds is one record.
const CHAT_MS: i64 = 1_000;

/// The record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    at_ms: i64,
    from: u32,
    to: u32,
    messages: u32,
    left_out: u32,
    age_ms: u32,
    kind: Kind,
}

/// [`TraceKind`], in a byte.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Joined,
    Publication,
    State,
    Chat,
    ChatSkipped,
    Snapshot,
    Private,
    Blocked,
    Unblocked,
    Left,
}

impl Kind {
    fn told(self) -> TraceKind {
        match self {
            Self::Joined => TraceKind::Joined,
            Self::Publication => TraceKind::Publication,
            Self::State => TraceKind::State,
            Self::Chat => TraceKind::Chat,
            Self::ChatSkipped => TraceKind::ChatSkipped,
            Self::Snapshot => TraceKind::Snapshot,
            Self::Private => TraceKind::Private,
            Self::Blocked => TraceKind::Blocked,
            Self::Unblocked => TraceKind::Unblocked,
            Self::Left => TraceKind::Left,
        }
    }
}

impl Record {
    fn new(kind: Kind) -> Self {
        let at_ms = crate::now().as_millis();
        Self { at_ms, from: 0, to: 0, messages: 0, left_out: 0, age_ms: 0, kind }
    }

    /// The session joined.
    pub(super) fn joined(seen: Position, start: &Start) -> Self {
        let messages = u32::from(start.recovered());
        Self { from: seen.offset, to: start.position.offset, messages, ..Self::new(Kind::Joined) }
    }

    /// The socket took no more.
    pub(crate) fn blocked() -> Self {
        Self::new(Kind::Blocked)
    }

    /// It takes some again.
    pub(crate) fn unblocked() -> Self {
        Self::new(Kind::Unblocked)
    }

    /// The session ended.
    pub(super) fn left() -> Self {
        Self::new(Kind::Left)
    }

    /// A private frame was written.
    pub(crate) fn private() -> Self {
        Self::new(Kind::Private)
    }

    /// A part was begun to be written to a viewer who was there before it; none for
    /// the rest of one.
    pub(crate) fn part(part: &Part<'_>, before: Cursors, log: Option<&Log>) -> Option<Self> {
        if part.rest {
            return None;
        }
        let after = part.after();
        let of = |kind| {
            let age = part.born.map_or(0, |born| born.elapsed().as_millis());
            Self { age_ms: u32::try_from(age).unwrap_or(u32::MAX), ..Self::new(kind) }
        };
        Some(match part.lane {
            _ if part.from_outbox => Self::private(),
            Lane::Critical if part.replaces => {
                let from = before.critical.saturating_add(1);
                Self { from, to: after.critical, ..of(Kind::Snapshot) }
            }
            Lane::Critical => Self { to: after.critical, ..of(Kind::Publication) },
            Lane::State => Self { from: before.state, to: after.state, ..of(Kind::State) },
            Lane::Chat if part.skipped > 0 => {
                Self { to: after.chat, left_out: part.skipped, ..of(Kind::ChatSkipped) }
            }
            Lane::Chat => Self {
                from: after.chat,
                to: after.chat,
                messages: after.shown.wrapping_sub(before.shown),
                left_out: log.map_or(0, |log| log.sampled_out_in(after.chat)),
                ..of(Kind::Chat)
            },
            Lane::Private => Self::private(),
        })
    }

    /// Takes in the chat that followed at once, since there is so much of it; false
    /// for whatever else.
    pub(super) fn takes_in(&mut self, next: &Self) -> bool {
        let chat = matches!((self.kind, next.kind), (Kind::Chat, Kind::Chat));
        let fits = chat && next.at_ms - self.at_ms < CHAT_MS && next.from == self.to + 1;
        if fits {
            self.to = next.to;
            self.messages = self.messages.saturating_add(next.messages);
            self.left_out = self.left_out.saturating_add(next.left_out);
            self.age_ms = self.age_ms.max(next.age_ms);
        }
        fits
    }

    /// As the protocol says it.
    pub(super) fn told(&self) -> TraceRecord {
        TraceRecord {
            at_ms: self.at_ms,
            kind: self.kind.told().into(),
            from: self.from,
            to: self.to,
            messages: self.messages,
            left_out: self.left_out,
            age_ms: self.age_ms,
        }
    }
}
