//! The steps on the way from viewer to buyer.

/// A step. The names are those of GA4 e-commerce where one exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Entered the room.
    RoomEntered,
    /// Saw the pinned card.
    ViewPromotion,
    /// Opened the card.
    SelectPromotion,
    /// Looked at the item.
    ViewItem,
    /// Put it in the basket.
    AddToCart,
    /// Asked for units and was refused.
    StockRefused,
    /// Units were set aside. From the journal.
    StockReserved,
    /// Went to pay.
    BeginCheckout,
    /// Bought. From the journal.
    Purchase,
    /// Gave units back. From the journal.
    StockReleased,
    /// A hold ran out. From the journal.
    StockExpired,
    /// Left the room.
    RoomLeft,
    /// Wrote in chat.
    ChatSent,
    /// Got money back for an order, or for a part of it. From the journal.
    Refund,
}

impl Step {
    /// Every step, in the order of their codes.
    pub const ALL: [Self; 14] = [
        Self::RoomEntered,
        Self::ViewPromotion,
        Self::SelectPromotion,
        Self::ViewItem,
        Self::AddToCart,
        Self::StockRefused,
        Self::StockReserved,
        Self::BeginCheckout,
        Self::Purchase,
        Self::StockReleased,
        Self::StockExpired,
        Self::RoomLeft,
        Self::ChatSent,
        Self::Refund,
    ];

    /// The step's number, 1 to 14: the same in the schema and in the store.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::RoomEntered => 1,
            Self::ViewPromotion => 2,
            Self::SelectPromotion => 3,
            Self::ViewItem => 4,
            Self::AddToCart => 5,
            Self::StockRefused => 6,
            Self::StockReserved => 7,
            Self::BeginCheckout => 8,
            Self::Purchase => 9,
            Self::StockReleased => 10,
            Self::StockExpired => 11,
            Self::RoomLeft => 12,
            Self::ChatSent => 13,
            Self::Refund => 14,
        }
    }

    /// The step of that number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        let index = usize::try_from(code.checked_sub(1)?).ok()?;
        Self::ALL.get(index).copied()
    }

    /// Whether only the journal can tell of it, so that no event may.
    #[must_use]
    pub const fn is_from_journal(self) -> bool {
        matches!(
            self,
            Self::StockReserved
                | Self::Purchase
                | Self::StockReleased
                | Self::StockExpired
                | Self::Refund
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_run_from_1_without_gaps_and_lead_back() {
        for (index, step) in Step::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(step.code()), index + 1);
            assert_eq!(Step::from_code(i64::from(step.code())), Some(step));
        }
        for wrong in [0, -1, 15, i64::MIN, i64::MAX] {
            assert_eq!(Step::from_code(wrong), None);
        }
    }
}
