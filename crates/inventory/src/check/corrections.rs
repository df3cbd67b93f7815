//! Requests that correct stock.

use hawker_domain::{ReservationId, stock};
use hawker_proto::v1::{
    AdjustReason, AdjustStockRequest, ReturnStockRequest, SetCountRequest, SetSafetyStockRequest,
    Shortfalls,
};

use super::{key, merchant, printable, quantity, sku, units};
use crate::{limits, refusal::Refused};

pub(super) fn adjust(r: &AdjustStockRequest) -> Result<stock::Adjust<'_>, Refused> {
    quantity(r.by.unsigned_abs(), limits::MAX_RECEIVE)?;
    let reason = match AdjustReason::try_from(r.reason) {
        Ok(AdjustReason::Unspecified) | Err(_) => {
            return Err(Refused::field("reason must be one of ADJUST_REASON_…, such as DAMAGED"));
        }
        Ok(reason) => i32::from(reason).unsigned_abs(),
    };
    Ok(stock::Adjust {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        sku: sku(&r.sku)?,
        by: r.by,
        reason,
        note: printable(&r.note, limits::MAX_NOTE, "note")?,
        on_shortfall: on_shortfall(r.on_shortfall)?,
    })
}

pub(super) fn set_count(r: &SetCountRequest) -> Result<stock::SetCount<'_>, Refused> {
    Ok(stock::SetCount {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        sku: sku(&r.sku)?,
        count: units(r.count, "count")?,
        expected_version: r.expected_version,
        note: printable(&r.note, limits::MAX_NOTE, "note")?,
        on_shortfall: on_shortfall(r.on_shortfall)?,
    })
}

pub(super) fn set_safety(r: &SetSafetyStockRequest) -> Result<stock::SetSafety<'_>, Refused> {
    Ok(stock::SetSafety {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        sku: sku(&r.sku)?,
        units: units(r.units, "units")?,
    })
}

pub(super) fn return_stock(r: &ReturnStockRequest) -> Result<stock::Return<'_>, Refused> {
    Ok(stock::Return {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        sku: sku(&r.sku)?,
        quantity: quantity(r.quantity, limits::MAX_RECEIVE)?,
        reservation: (r.reservation != 0).then_some(ReservationId(r.reservation)),
        damaged: r.damaged,
    })
}

fn on_shortfall(value: i32) -> Result<stock::Shortfalls, Refused> {
    match Shortfalls::try_from(value) {
        Ok(Shortfalls::Unspecified) => Ok(stock::Shortfalls::Refuse),
        Ok(Shortfalls::ReleaseNewest) => Ok(stock::Shortfalls::ReleaseNewest),
        Err(_) => Err(Refused::field("on_shortfall must be unset or SHORTFALLS_RELEASE_NEWEST")),
    }
}
