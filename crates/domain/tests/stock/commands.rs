//! What is asked in a random history, as commands of the rules.

use hawker_domain::{
    BuyerRef, HouseholdRef, Key, MerchantRef, ReservationId, SaleRef, SkuRef,
    stock::{
        Adjust, Cancel, Change, Command, CommitPart, Define, Line, Lines, Piece, Policy, Prolong,
        Receive, Reserve, Return, SaleCommand, SetCount, SetSafety, Settle, Shortfalls, WaitTerms,
    },
};

use super::history::{Ask, BUYERS, HOUSEHOLDS, MERCHANT, PAYMENTS, SALES, SKUS, eur, nth_newest};

/// The command that asks it; `made` are the reservations so far.
pub(crate) fn command(key: Key, ask: &Ask, made: &[ReservationId]) -> Command<'static> {
    match ask {
        Ask::Receive { .. }
        | Ask::Adjust { .. }
        | Ask::Count { .. }
        | Ask::Safety { .. }
        | Ask::Return { .. } => stock_command(key, ask),
        Ask::Define { .. }
        | Ask::Open { .. }
        | Ask::Close { .. }
        | Ask::Pause { .. }
        | Ask::Resume { .. }
        | Ask::Change { .. } => sale_command(key, ask),
        Ask::Reserve { .. } => reserve(key, ask),
        Ask::Commit { nth, payment } => {
            let payment_reference = PAYMENTS[*payment];
            Command::Commit(Settle { payment_reference, ..settle(key, made, *nth) })
        }
        Ask::CommitPart { .. } | Ask::Cancel { .. } | Ask::Prolong { .. } => {
            order_command(key, ask, made)
        }
        Ask::Release { nth } => Command::Release(settle(key, made, *nth)),
        Ask::Expire { nth } => Command::Expire(settle(key, made, *nth)),
        Ask::Elapse { limit } => Command::Elapse { limit: *limit },
        Ask::Extend { by_ms } => Command::Extend { by_ms: *by_ms },
    }
}

fn merchant() -> MerchantRef<'static> {
    MerchantRef::new(MERCHANT).unwrap()
}

fn sku_of(at: usize) -> SkuRef<'static> {
    SkuRef::new(SKUS[at]).unwrap()
}

fn sale_of(at: usize) -> SaleRef<'static> {
    SaleRef::new(SALES[at]).unwrap()
}

fn shortfalls(release: bool) -> Shortfalls {
    if release { Shortfalls::ReleaseNewest } else { Shortfalls::Refuse }
}

fn settle(key: Key, made: &[ReservationId], nth: usize) -> Settle<'static> {
    let reservation = nth_newest(made, nth);
    Settle { key, merchant: merchant(), reservation, payment_reference: "" }
}

fn order_command(key: Key, ask: &Ask, made: &[ReservationId]) -> Command<'static> {
    let piece = |(sku, quantity): &(usize, u32)| Piece { sku: sku_of(*sku), quantity: *quantity };
    match ask {
        Ask::CommitPart { nth, pieces, keep, payment } => {
            let payment_reference = PAYMENTS[*payment];
            Command::CommitPart(CommitPart {
                settle: Settle { payment_reference, ..settle(key, made, *nth) },
                pieces: pieces.iter().map(piece).collect(),
                keep_rest: *keep,
            })
        }
        Ask::Cancel { nth, pieces, keep_out } => Command::Cancel(Cancel {
            key,
            merchant: merchant(),
            reservation: nth_newest(made, *nth),
            pieces: pieces.iter().map(piece).collect(),
            keep_out: *keep_out,
            reason: "",
        }),
        Ask::Prolong { nth, seconds } => Command::Prolong(Prolong {
            key,
            merchant: merchant(),
            reservation: nth_newest(made, *nth),
            seconds: *seconds,
        }),
        other => unreachable!("{other:?} is about no order"),
    }
}

fn stock_command(key: Key, ask: &Ask) -> Command<'static> {
    let merchant = merchant();
    match ask {
        Ask::Receive { sku, quantity } => {
            Command::Receive(Receive { key, merchant, sku: sku_of(*sku), quantity: *quantity })
        }
        Ask::Adjust { sku, by, release } => Command::Adjust(Adjust {
            key,
            merchant,
            sku: sku_of(*sku),
            by: *by,
            reason: 1,
            note: "",
            on_shortfall: shortfalls(*release),
        }),
        Ask::Count { sku, count, version, release, .. } => Command::SetCount(SetCount {
            key,
            merchant,
            sku: sku_of(*sku),
            count: *count,
            expected_version: *version,
            note: "",
            on_shortfall: shortfalls(*release),
        }),
        Ask::Safety { sku, units } => {
            Command::SetSafety(SetSafety { key, merchant, sku: sku_of(*sku), units: *units })
        }
        Ask::Return { sku, quantity, order, damaged, .. } => Command::Return(Return {
            key,
            merchant,
            sku: sku_of(*sku),
            quantity: *quantity,
            reservation: *order,
            damaged: *damaged,
        }),
        other => unreachable!("{other:?} is no stock command"),
    }
}

fn sale_command(key: Key, ask: &Ask) -> Command<'static> {
    let merchant = merchant();
    let plain = |sale: &usize| SaleCommand { key, merchant, sale: sale_of(*sale) };
    match ask {
        Ask::Define { sale, skus, allotment, limit, open_seconds, rules } => {
            Command::Define(Define {
                key,
                merchant,
                sale: sale_of(*sale),
                show: None,
                listing: None,
                skus: skus.iter().map(|sku| sku_of(*sku)).collect(),
                price: eur(100),
                allotment: *allotment,
                limit_per_buyer: *limit,
                hold_seconds: 0,
                open_seconds: *open_seconds,
                policy: if rules.pay_first { Policy::PayFirst } else { Policy::Rush },
                limit_per_sku: rules.by_sku,
                limit_per_household: rules.by_household,
                late_commit: rules.late,
                max_extensions: rules.extensions,
                extend_seconds: 0,
                waits: WaitTerms::default(),
                seed_hash: [0; 32],
                group: None,
            })
        }
        Ask::Open { sale } => Command::Open(plain(sale)),
        Ask::Close { sale } => Command::Close(plain(sale)),
        Ask::Pause { sale } => Command::Pause(plain(sale)),
        Ask::Resume { sale } => Command::Resume(plain(sale)),
        Ask::Change { sale, add, limit, by_household, price } => Command::Change(Change {
            key,
            merchant,
            sale: sale_of(*sale),
            add_allotment: *add,
            limit_per_buyer: *limit,
            limit_per_household: *by_household,
            price: price.map(eur),
        }),
        other => unreachable!("{other:?} is no sale command"),
    }
}

fn reserve(key: Key, ask: &Ask) -> Command<'static> {
    let Ask::Reserve { buyer, sale, lines, limit, how } = ask else { unreachable!() };
    let unit_price = sale.is_none().then(|| eur(150));
    let line = |(sku, quantity): &(usize, u32)| Line {
        sku: sku_of(*sku),
        quantity: *quantity,
        unit_price,
    };
    Command::Reserve(Reserve {
        key,
        merchant: merchant(),
        buyer: BuyerRef::new(BUYERS[*buyer]).unwrap(),
        show: None,
        listing: None,
        sale: sale.map(sale_of),
        lines: Lines::Many(lines.iter().map(line).collect()),
        hold_seconds: 0,
        limit_per_buyer: *limit,
        mode: how.mode,
        price_version: how.price_version,
        household: how.household.map(|at| HouseholdRef::new(HOUSEHOLDS[at]).unwrap()),
        payment_reference: if how.paid { "paid" } else { "" },
        group: 0,
    })
}
