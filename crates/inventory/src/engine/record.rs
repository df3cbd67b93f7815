//! A journal record that is being written: a `hawker.v1.JournalRecord`, entry by
//! entry, straight from the state.

use std::ops::Range;

use hawker_domain::{
    Money, Timestamp,
    stock::{Answer, LineView, Reply, ReservationView, Stock, Verdict},
};
use hawker_proto::{
    journal::field::{
        ENTRY_CHANGED, ENTRY_ERROR, ENTRY_EXPIRED, ENTRY_OUTCOME, ENTRY_RESERVATION, ENTRY_RESERVE,
        RECORD_ENTRIES, RECORD_EPOCH, RECORD_SEQ, RECORD_SHARD, RECORD_TIME_MS,
    },
    wire,
};

use crate::convert;

/// A command as it is written into its entry.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Written<'a> {
    /// The whole field.
    Field(&'a [u8]),
    /// An encoded `ReserveRequest`.
    Reserve {
        request: &'a [u8],
        /// Its fields with names, which a reservation has too.
        names: &'a [u8],
    },
}

/// A record, and how many entries it has.
#[derive(Debug, Default)]
pub(crate) struct Record {
    bytes: Vec<u8>,
    entries: usize,
}

impl Record {
    /// Begins the record of a batch, in an empty buffer.
    pub(crate) fn new(stock: &Stock, now: Timestamp, mut bytes: Vec<u8>) -> Self {
        let position = stock.position();
        wire::number(&mut bytes, RECORD_SHARD, u64::from(stock.shard()));
        wire::number(&mut bytes, RECORD_EPOCH, u64::from(position.epoch));
        wire::number(&mut bytes, RECORD_SEQ, position.seq);
        wire::signed(&mut bytes, RECORD_TIME_MS, now.as_millis());
        Self { bytes, entries: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn entries(&self) -> usize {
        self.entries
    }

    /// A part of it.
    pub(crate) fn part(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Adds a command with what came of it. Tells where the reservation stands that
    /// it made or changed.
    pub(crate) fn add(
        &mut self,
        stock: &Stock,
        command: Written<'_>,
        answer: &Answer,
    ) -> Option<Range<usize>> {
        let mut within = None;
        self.entries += 1;
        let start = wire::long_message(&mut self.bytes, RECORD_ENTRIES, |out| {
            let entry = out.len();
            match command {
                Written::Field(field) => out.extend_from_slice(field),
                Written::Reserve { request, .. } => wire::bytes(out, ENTRY_RESERVE, request),
            }
            let made = match command {
                Written::Reserve { names, .. } => result(out, stock, &answer.reply, Some(names)),
                Written::Field(_) => result(out, stock, &answer.reply, None),
            };
            within = made.map(|made| made.start - entry..made.end - entry);
        });
        within.map(|range: Range<usize>| start + range.start..start + range.end)
    }
}

/// What came of the last command, as the fields of its entry. Tells where the
/// reservation stands that it made or changed, whose names may be encoded already.
pub(crate) fn result(
    out: &mut Vec<u8>,
    stock: &Stock,
    reply: &Reply,
    names: Option<&[u8]>,
) -> Option<Range<usize>> {
    wire::signed(out, ENTRY_OUTCOME, i64::from(i32::from(convert::outcome(reply))));
    let made = stock.reservation_of(reply).map(|made| {
        let from = wire::long_message(out, ENTRY_RESERVATION, |out| match names {
            Some(names) => {
                wire::number(out, 1, made.id.0);
                out.extend_from_slice(names);
                beside_names(out, &made);
            }
            None => reservation(out, &made),
        });
        from..out.len()
    });
    for expired in stock.expired().iter().filter_map(|id| stock.reservation_by_id(*id)) {
        wire::long_message(out, ENTRY_EXPIRED, |out| reservation(out, &expired));
    }
    wire::signed(out, ENTRY_ERROR, i64::from(i32::from(convert::error_code(reply))));
    for changed in stock.changed().iter().filter_map(|id| stock.reservation_by_id(*id)) {
        wire::long_message(out, ENTRY_CHANGED, |out| reservation(out, &changed));
    }
    made
}

/// The contents of a `hawker.v1.Reservation`.
pub(crate) fn reservation(out: &mut Vec<u8>, view: &ReservationView<'_>) {
    wire::number(out, 1, view.id.0);
    wire::text(out, 2, view.merchant);
    wire::text(out, 3, view.buyer);
    wire::text(out, 4, view.show);
    wire::text(out, 5, view.listing);
    wire::text(out, 6, view.sale);
    beside_names(out, view);
}

/// The fields of a `hawker.v1.Reservation` after those with names.
fn beside_names(out: &mut Vec<u8>, view: &ReservationView<'_>) {
    for own in view.lines.iter() {
        line(out, 7, own);
    }
    wire::signed(out, 8, i64::from(i32::from(convert::reservation_state(view.state))));
    wire::signed(out, 9, view.created.as_millis());
    wire::signed(out, 10, view.expires.as_millis());
    if let Some(total) = view.total {
        money(out, 11, total);
    }
    wire::text(out, 12, view.household);
    wire::number(out, 13, u64::from(view.extensions));
    wire::number(out, 14, view.group);
    wire::text(out, 15, view.payment_reference);
    wire::number(out, 16, view.rest_of.map_or(0, |id| id.0));
    wire::number(out, 17, u64::from(view.promoted));
    wire::number(out, 18, u64::from(view.price_version));
    if let Some(refund) = &view.refund {
        wire::message(out, 19, |out| {
            money(out, 1, refund.amount);
            refund.lines.iter().for_each(|own| line(out, 2, own));
        });
    }
}

/// A `hawker.v1.Line`.
fn line(out: &mut Vec<u8>, field: u32, line: &LineView<'_>) {
    wire::message(out, field, |out| {
        wire::text(out, 1, line.sku);
        wire::number(out, 2, u64::from(line.quantity));
        money(out, 3, line.unit_price);
    });
}

fn money(out: &mut Vec<u8>, field: u32, money: Money) {
    wire::message(out, field, |out| {
        wire::signed(out, 1, money.minor);
        wire::text(out, 2, money.currency.as_str());
    });
}

/// The answer that a verdict records, if it does.
pub(crate) fn recorded(verdict: &Verdict) -> Option<&Answer> {
    match verdict {
        Verdict::Recorded(answer) => Some(answer),
        Verdict::Repeated(_) | Verdict::Refused(_) => None,
    }
}
