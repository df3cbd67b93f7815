//! What a token may allow.

use serde::{Deserialize, Serialize};

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cap {
    /// Write in chat.
    Chat,
    /// Reserve and release for oneself.
    Buy,
    /// Moderate chat.
    Moderate,
    /// Run a show.
    Host,
    /// Receive stock, see the numbers.
    Merchant,
    /// Commit reservations, as the shop's backend does.
    Shop,
}

impl Cap {
    /// Every capability there is.
    pub const ALL: [Self; 6] =
        [Self::Chat, Self::Buy, Self::Moderate, Self::Host, Self::Merchant, Self::Shop];

    /// Its name in a token.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Buy => "buy",
            Self::Moderate => "moderate",
            Self::Host => "host",
            Self::Merchant => "merchant",
            Self::Shop => "shop",
        }
    }

    /// The capability of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cap| cap.name() == name)
    }

    const fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// A set of capabilities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Caps(u8);

impl Caps {
    /// Whether it holds this one.
    #[must_use]
    pub const fn has(self, cap: Cap) -> bool {
        self.0 & cap.bit() != 0
    }

    /// Its names, in a fixed order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Cap::ALL.into_iter().filter(move |cap| self.has(*cap)).map(Cap::name)
    }
}

impl FromIterator<Cap> for Caps {
    fn from_iter<I: IntoIterator<Item = Cap>>(caps: I) -> Self {
        Self(caps.into_iter().fold(0, |bits, cap| bits | cap.bit()))
    }
}
