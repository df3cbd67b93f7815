//! The state as the frames of a snapshot: its parts as `hawker.v1.SnapshotPart`
//! messages, each with its length before it, and its large tables block by block;
//! and back. The same state always gives the same bytes.

use std::io;

use hawker_domain::{
    Currency, Key, Money, Timestamp,
    shards::Shard,
    stock::{
        Block, ExtraPart, Head, KeyPart, MemberPart, Part, Policy, Position, Rebuild,
        ReservationPart, SalePart, SaleState, SkuPart, Stock,
    },
};
use hawker_proto::v1::{
    self, SnapshotExtra, SnapshotHead, SnapshotKey, SnapshotLabel, SnapshotPart,
    SnapshotReservation, SnapshotReturned, SnapshotSale, SnapshotSku, SnapshotUnits, snapshot_part,
};
use prost::Message as _;

use super::{
    queues,
    replies::{
        decode_line, decode_rare, decode_reply, encode_line, encode_rare, encode_reply,
        reservation_state,
    },
};
use crate::{
    convert::{self, millis, money},
    journal::{Frames, Snapshot, Snapshots},
};

/// Frames of parts.
const PARTS: u8 = 1;
/// Frames that are a block of a large table.
const BLOCK: u8 = 2;
/// About how long a frame of parts is.
const PARTS_BYTES: usize = 256 << 10;

/// A frame that was decoded.
enum Piece {
    Parts(Vec<SnapshotPart>),
    Block(Block),
}

/// The state of the first of some snapshots that can be read to its end, or an
/// empty one. So many threads decode it. Those passed over are warned about.
pub(crate) fn load_newest(
    found: Vec<Snapshot>,
    snapshots: &Snapshots,
    threads: usize,
) -> (Option<Snapshot>, Stock) {
    for snapshot in found {
        match load(&snapshot, threads) {
            Ok(stock) => return (Some(snapshot), stock),
            Err(why) => snapshots.pass_over(snapshot.seq, &why),
        }
    }
    (None, empty(snapshots.shard()))
}

/// The state of no record.
pub(crate) fn empty(shard: Shard) -> Stock {
    Stock::new(shard.number())
}

/// The state that a snapshot holds, or what is wrong with it.
pub(super) fn load(snapshot: &Snapshot, threads: usize) -> Result<Stock, String> {
    let stock = read(snapshot, threads)?;
    if stock.position().seq == snapshot.seq {
        Ok(stock)
    } else {
        Err(format!("it is of record {}, not of {}", stock.position().seq, snapshot.seq))
    }
}

/// Writes a state as the frames of a snapshot.
pub(crate) fn save(stock: &Stock, out: &mut Frames<'_>) -> io::Result<()> {
    save_parts(stock.parts(), out)?;
    stock.blocks(&mut |block| out.frame(BLOCK, block))?;
    save_parts(stock.rest(), out)
}

fn save_parts<'a>(parts: impl Iterator<Item = Part<'a>>, out: &mut Frames<'_>) -> io::Result<()> {
    let mut bytes = Vec::new();
    for part in parts {
        let part = SnapshotPart { part: Some(encode_part(&part)) };
        // Writing to a Vec cannot run out of room.
        let _ = part.encode_length_delimited(&mut bytes);
        if bytes.len() >= PARTS_BYTES {
            out.frame(PARTS, &bytes)?;
            bytes.clear();
        }
    }
    if bytes.is_empty() { Ok(()) } else { out.frame(PARTS, &bytes) }
}

fn read(snapshot: &Snapshot, threads: usize) -> Result<Stock, String> {
    let mut rebuild = None;
    snapshot.each(threads, decode, |piece| match piece {
        Piece::Parts(parts) => parts.iter().try_for_each(|part| add(&mut rebuild, part)),
        Piece::Block(block) => {
            let rebuild: &mut Rebuild = rebuild.as_mut().ok_or("it has no head")?;
            rebuild.add_block(block).map_err(|e| e.to_string())
        }
    })?;
    rebuild.ok_or("it is empty")?.finish().map_err(|e| e.to_string())
}

fn decode(kind: u8, mut bytes: &[u8]) -> Result<Piece, String> {
    match kind {
        PARTS => {
            let mut parts = Vec::new();
            while !bytes.is_empty() {
                let part = SnapshotPart::decode_length_delimited(&mut bytes);
                parts.push(part.map_err(|e| e.to_string())?);
            }
            Ok(Piece::Parts(parts))
        }
        BLOCK => Block::decode(bytes).map(Piece::Block).map_err(|e| e.to_string()),
        _ => Err(format!("it has a frame of kind {kind}; was it written by a newer version?")),
    }
}

fn add(rebuild: &mut Option<Rebuild>, part: &SnapshotPart) -> Result<(), String> {
    let part = part.part.as_ref();
    let part = part.ok_or("it has an empty part; was it written by a newer version?")?;
    let part = decode_part(part)?;
    match rebuild {
        Some(rebuild) => rebuild.add(part).map_err(|e| e.to_string()),
        None => {
            *rebuild = Some(Rebuild::new(&part).map_err(|e| e.to_string())?);
            Ok(())
        }
    }
}

/// An index that may be absent, plus one.
pub(super) fn plus_one(ix: u32) -> u32 {
    ix.wrapping_add(1)
}

/// And back: 0 becomes the index of nothing.
pub(super) fn minus_one(stored: u32) -> u32 {
    stored.wrapping_sub(1)
}

fn encode_part(part: &Part<'_>) -> snapshot_part::Part {
    match part {
        Part::Head(head) => snapshot_part::Part::Head(SnapshotHead {
            shard: head.shard.into(),
            epoch: head.position.epoch.into(),
            seq: head.position.seq,
            time_ms: head.now.as_millis(),
            next_reservation: head.next_reservation,
            extension_ms: head.extension_ms,
        }),
        Part::Merchant(name) => snapshot_part::Part::Merchant((*name).to_owned()),
        Part::Label(scope, name) => {
            snapshot_part::Part::Label(SnapshotLabel { scope: *scope, name: (*name).to_owned() })
        }
        Part::Sku(part) => snapshot_part::Part::Sku(SnapshotSku {
            merchant: part.merchant,
            name: part.name.to_owned(),
            version: part.version,
            received: part.received,
            available: part.available,
            held: part.held,
            sold: part.sold,
            safety: part.safety,
            returned: part.returned,
            adjusted: part.adjusted,
        }),
        Part::Sale(part) => snapshot_part::Part::Sale(encode_sale(part)),
        Part::Units(buyer, scope, units) => snapshot_part::Part::Units(SnapshotUnits {
            buyer: *buyer,
            scope: *scope,
            units: *units,
        }),
        Part::Reservation(part) => snapshot_part::Part::Reservation(encode_reservation(part)),
        Part::Extra(part) => snapshot_part::Part::Extra(SnapshotExtra {
            counter: part.counter,
            household: plus_one(part.household),
            price_version: part.price_version,
            payment: part.payment.map(ToOwned::to_owned),
            extensions: part.extensions,
            rest_of: part.rest_of,
            original: part.original.iter().map(encode_line).collect(),
            committed: part.committed.as_deref().map(encode_rare),
            returned: part
                .returned
                .iter()
                .map(|(sku, units)| SnapshotReturned { sku: *sku, units: *units })
                .collect(),
        }),
        Part::List(part) => snapshot_part::Part::Waitlist(queues::encode_list(part)),
        Part::Place(part) => snapshot_part::Part::Place(queues::encode_place(part)),
        Part::Terms(part) => snapshot_part::Part::Terms(queues::encode_terms(part)),
        Part::Group(part) => snapshot_part::Part::Group(queues::encode_group(part)),
        Part::Member(part) => snapshot_part::Part::Member(part.counter),
        Part::Draw(part) => snapshot_part::Part::Draw(queues::encode_draw(part)),
        Part::Entry(part) => snapshot_part::Part::Entry(queues::encode_entry(part)),
        Part::Key(part) => snapshot_part::Part::Key(encode_key(part)),
    }
}

fn encode_sale(part: &SalePart<'_>) -> SnapshotSale {
    SnapshotSale {
        merchant: part.merchant,
        name: part.name.to_owned(),
        show: plus_one(part.show),
        listing: plus_one(part.listing),
        skus: part.skus.clone(),
        price: Some(money(part.price)),
        allotment: part.allotment,
        limit_per_buyer: part.limit_per_buyer,
        hold_seconds: part.hold_seconds,
        open_seconds: part.open_seconds,
        state: convert::sale_state(part.state).into(),
        held: part.held,
        sold: part.sold,
        version: part.version,
        closes_at_ms: millis(part.closes_at),
        opened_at_ms: millis(part.opened_at),
        policy: convert::policy(part.policy).into(),
        limit_per_sku: part.limit_per_sku,
        limit_per_household: part.limit_per_household,
        price_version: part.price_version,
        late_commit: part.late_commit,
        max_extensions: part.max_extensions,
        extend_seconds: part.extend_seconds,
    }
}

fn encode_reservation(part: &ReservationPart) -> SnapshotReservation {
    SnapshotReservation {
        counter: part.counter,
        buyer: part.buyer,
        sale: plus_one(part.sale),
        show: plus_one(part.show),
        listing: plus_one(part.listing),
        hold_seconds: part.hold_seconds,
        created_ms: part.created.as_millis(),
        expires_ms: part.expires.as_millis(),
        state: convert::reservation_state(part.state).into(),
        lines: part.lines.iter().map(encode_line).collect(),
        newer: part.newer,
        older: part.older,
        earlier: part.earlier,
        later: part.later,
        promoted: part.promoted,
    }
}

fn encode_key(part: &KeyPart) -> SnapshotKey {
    let (high, low) = part.key.halves();
    SnapshotKey {
        high,
        low,
        caller: part.caller,
        fingerprint: part.fingerprint,
        epoch: part.position.epoch.into(),
        seq: part.position.seq,
        reply: encode_reply(&part.reply),
    }
}

fn decode_part(part: &snapshot_part::Part) -> Result<Part<'_>, String> {
    Ok(match part {
        snapshot_part::Part::Head(head) => Part::Head(Head {
            shard: u16::try_from(head.shard).map_err(|e| e.to_string())?,
            now: Timestamp::from_millis(head.time_ms),
            position: position(head.epoch, head.seq)?,
            next_reservation: head.next_reservation,
            extension_ms: head.extension_ms,
        }),
        snapshot_part::Part::Merchant(name) => Part::Merchant(name),
        snapshot_part::Part::Label(label) => Part::Label(label.scope, &label.name),
        snapshot_part::Part::Sku(sku) => Part::Sku(SkuPart {
            merchant: sku.merchant,
            name: &sku.name,
            version: sku.version,
            received: sku.received,
            available: sku.available,
            held: sku.held,
            sold: sku.sold,
            safety: sku.safety,
            returned: sku.returned,
            adjusted: sku.adjusted,
        }),
        snapshot_part::Part::Sale(sale) => Part::Sale(decode_sale(sale)?),
        snapshot_part::Part::Units(units) => Part::Units(units.buyer, units.scope, units.units),
        snapshot_part::Part::Reservation(part) => Part::Reservation(decode_reservation(part)?),
        snapshot_part::Part::Extra(extra) => Part::Extra(ExtraPart {
            counter: extra.counter,
            household: minus_one(extra.household),
            price_version: extra.price_version,
            payment: extra.payment.as_deref(),
            extensions: extra.extensions,
            rest_of: extra.rest_of,
            original: extra.original.iter().map(decode_line).collect::<Result<_, _>>()?,
            committed: extra.committed.as_ref().map(decode_rare).transpose()?.map(Box::new),
            returned: extra.returned.iter().map(|it| (it.sku, it.units)).collect(),
        }),
        snapshot_part::Part::Waitlist(list) => Part::List(queues::decode_list(list)),
        snapshot_part::Part::Place(place) => Part::Place(queues::decode_place(place)),
        snapshot_part::Part::Terms(terms) => Part::Terms(queues::decode_terms(terms)?),
        snapshot_part::Part::Group(group) => Part::Group(queues::decode_group(group)?),
        snapshot_part::Part::Member(counter) => Part::Member(MemberPart { counter: *counter }),
        snapshot_part::Part::Draw(draw) => Part::Draw(queues::decode_draw(draw)?),
        snapshot_part::Part::Entry(entry) => Part::Entry(queues::decode_entry(entry)),
        snapshot_part::Part::Key(key) => Part::Key(decode_key(key)?),
    })
}

fn decode_sale(sale: &SnapshotSale) -> Result<SalePart<'_>, String> {
    Ok(SalePart {
        merchant: sale.merchant,
        name: &sale.name,
        show: minus_one(sale.show),
        listing: minus_one(sale.listing),
        skus: sale.skus.clone(),
        price: price(sale.price.as_ref())?,
        allotment: sale.allotment,
        limit_per_buyer: sale.limit_per_buyer,
        hold_seconds: sale.hold_seconds,
        open_seconds: sale.open_seconds,
        state: sale_state(sale.state)?,
        held: sale.held,
        sold: sale.sold,
        version: sale.version,
        closes_at: moment(sale.closes_at_ms),
        opened_at: moment(sale.opened_at_ms),
        policy: match sale.policy() {
            v1::SalePolicy::Draw => Policy::Draw,
            v1::SalePolicy::Group => Policy::Group,
            v1::SalePolicy::Unspecified | v1::SalePolicy::Rush => Policy::Rush,
            v1::SalePolicy::PayFirst => Policy::PayFirst,
        },
        limit_per_sku: sale.limit_per_sku,
        limit_per_household: sale.limit_per_household,
        price_version: sale.price_version,
        late_commit: sale.late_commit,
        max_extensions: sale.max_extensions,
        extend_seconds: sale.extend_seconds,
    })
}

fn decode_reservation(part: &SnapshotReservation) -> Result<ReservationPart, String> {
    let state = reservation_state(part.state)?;
    Ok(ReservationPart {
        counter: part.counter,
        buyer: part.buyer,
        sale: minus_one(part.sale),
        show: minus_one(part.show),
        listing: minus_one(part.listing),
        hold_seconds: part.hold_seconds,
        created: Timestamp::from_millis(part.created_ms),
        expires: Timestamp::from_millis(part.expires_ms),
        newer: part.newer,
        older: part.older,
        earlier: part.earlier,
        later: part.later,
        state,
        lines: part.lines.iter().map(decode_line).collect::<Result<_, _>>()?,
        promoted: part.promoted,
    })
}

fn decode_key(key: &SnapshotKey) -> Result<KeyPart, String> {
    Ok(KeyPart {
        key: Key::from_halves(key.high, key.low),
        caller: key.caller,
        fingerprint: key.fingerprint,
        position: position(key.epoch, key.seq)?,
        reply: decode_reply(key.reply.as_ref().ok_or("a key has no answer")?)?,
    })
}

pub(super) fn sale_state(stored: i32) -> Result<SaleState, String> {
    match v1::SaleState::try_from(stored) {
        Ok(v1::SaleState::Scheduled) => Ok(SaleState::Scheduled),
        Ok(v1::SaleState::Open) => Ok(SaleState::Open),
        Ok(v1::SaleState::SoldOut) => Ok(SaleState::SoldOut),
        Ok(v1::SaleState::Closed) => Ok(SaleState::Closed),
        Ok(v1::SaleState::Paused) => Ok(SaleState::Paused),
        Ok(v1::SaleState::Drawing) => Ok(SaleState::Drawing),
        Ok(v1::SaleState::Settling) => Ok(SaleState::Settling),
        _ => Err(format!("{stored} is no state of a sale")),
    }
}

pub(super) fn price(stored: Option<&v1::Money>) -> Result<Money, String> {
    let stored = stored.ok_or("a price is missing")?;
    let currency = Currency::new(&stored.currency).map_err(|e| e.to_string())?;
    Ok(Money { minor: stored.minor, currency })
}

fn position(epoch: u64, seq: u64) -> Result<Position, String> {
    Ok(Position { epoch: u32::try_from(epoch).map_err(|e| e.to_string())?, seq })
}

pub(super) fn moment(millis: i64) -> Option<Timestamp> {
    (millis != 0).then(|| Timestamp::from_millis(millis))
}
