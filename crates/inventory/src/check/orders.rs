//! Requests about orders, and about holds that get more time.

use hawker_domain::stock;
use hawker_proto::v1::{self, CancelRequest, CommitRequest, ExtendRequest, Rest};

use super::{
    hold_seconds, key, merchant, payment_reference, printable, quantity, reservation, settle,
    several, sku,
};
use crate::{limits, refusal::Refused};

pub(super) fn commit(r: &CommitRequest) -> Result<stock::Command<'_>, Refused> {
    let payment_reference = payment_reference(&r.payment_reference)?;
    let settle = settle(&r.key, &r.merchant, r.reservation)?;
    let settle = stock::Settle { payment_reference, ..settle };
    let keep_rest = match Rest::try_from(r.rest) {
        Ok(Rest::Unspecified) => false,
        Ok(Rest::Keep) => true,
        Err(_) => return Err(Refused::field("rest must be unset or REST_KEEP")),
    };
    let pieces = pieces(&r.lines)?;
    if !pieces.is_empty() {
        return Ok(stock::Command::CommitPart(stock::CommitPart { settle, pieces, keep_rest }));
    }
    if keep_rest {
        return Err(Refused::field("rest must be unset when all lines are committed"));
    }
    Ok(stock::Command::Commit(settle))
}

pub(super) fn cancel(r: &CancelRequest) -> Result<stock::Cancel<'_>, Refused> {
    Ok(stock::Cancel {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        reservation: reservation(r.reservation)?,
        pieces: pieces(&r.lines)?,
        keep_out: r.keep_out,
        reason: printable(&r.reason, limits::MAX_NOTE, "reason")?,
    })
}

pub(super) fn prolong(r: &ExtendRequest) -> Result<stock::Prolong<'_>, Refused> {
    Ok(stock::Prolong {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        reservation: reservation(r.reservation)?,
        seconds: hold_seconds(r.seconds)?,
    })
}

/// Parts of a reservation: SKUs and quantities, without prices; none for all.
fn pieces(lines: &[v1::Line]) -> Result<Vec<stock::Piece<'_>>, Refused> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let piece = |l: &v1::Line| match l.unit_price {
        Some(_) => Err(Refused::field("unit_price must be unset in a part of a reservation")),
        None => Ok(()),
    };
    lines.iter().try_for_each(piece)?;
    let pieces = lines.iter().map(|l| {
        let quantity = quantity(l.quantity, limits::MAX_LINE)?;
        Ok(stock::Piece { sku: sku(&l.sku)?, quantity })
    });
    let pieces: Vec<_> = pieces.collect::<Result<_, Refused>>()?;
    several(&pieces, |piece| piece.sku, "lines")?;
    Ok(pieces)
}
