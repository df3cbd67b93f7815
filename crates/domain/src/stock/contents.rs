//! What a reservation holds.

use super::names::Ix;
use crate::Money;

/// Some units of a SKU in a reservation, at the price granted for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Units {
    pub(crate) sku: Ix,
    pub(crate) quantity: u32,
    pub(crate) price: Money,
}

impl Units {
    /// Of a line of an answer.
    pub(crate) const fn of(&(sku, quantity, price): &(u32, u32, Money)) -> Self {
        Self { sku, quantity, price }
    }
}

/// What a reservation holds: one line, as nearly always, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Contents {
    One(Units),
    Many(Box<[Units]>),
}

impl Contents {
    /// Of one line or several; nothing if there is none.
    pub(crate) fn of(all: &[Units]) -> Option<Self> {
        match all {
            [] => None,
            [one] => Some(Self::One(*one)),
            many => Some(Self::Many(many.into())),
        }
    }

    pub(crate) fn as_slice(&self) -> &[Units] {
        match self {
            Self::One(units) => std::slice::from_ref(units),
            Self::Many(units) => units,
        }
    }
}
