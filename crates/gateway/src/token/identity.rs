//! Who somebody is, once their token was checked.

use hawker_domain::{BuyerId, MerchantId, ShowId, Timestamp};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};

use super::{Cap, Caps};

/// Somebody whose token was checked, or nobody in particular.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// The buyer: a pseudonym made from the token, and from nothing else.
    pub(crate) sub: Option<BuyerId>,
    /// The name shown to others; empty for an anonymous viewer.
    pub(crate) name: Box<str>,
    /// What they may do.
    pub(crate) caps: Caps,
    /// The shows it is for; `None` for all.
    pub(super) shows: Option<Box<[ShowId]>>,
    /// The merchant they act for.
    pub(crate) merchant: Option<MerchantId>,
    /// When the token ends; `None` for an anonymous viewer.
    pub(crate) expires_at: Option<Timestamp>,
    /// The token's own name (`jti`), by which it can be revoked.
    pub(super) jti: Option<Box<str>>,
    /// When the token was made; the beginning of time where it doesn't say so.
    pub(super) issued_at: Timestamp,
    /// What brought them, from the session's `hello`; events carry it.
    pub(crate) touch: Option<Box<v1::Touch>>,
}

impl Identity {
    /// One without a token, who may do this.
    pub(crate) fn nobody(caps: Caps) -> Self {
        Self {
            sub: None,
            name: Box::default(),
            caps,
            shows: None,
            merchant: None,
            expires_at: None,
            jti: None,
            issued_at: Timestamp::from_millis(0),
            touch: None,
        }
    }

    /// Refuses who has not this capability, with what to do about it.
    pub(crate) fn require(&self, cap: Cap) -> Result<(), v1::Error> {
        self.require_any(&[cap])
    }

    /// Refuses who has none of these capabilities.
    pub(crate) fn require_any(&self, caps: &[Cap]) -> Result<(), v1::Error> {
        if caps.iter().any(|cap| self.caps.has(*cap)) {
            return Ok(());
        }
        let names = caps.iter().map(|cap| cap.name()).collect::<Vec<_>>().join("` or `");
        Err(if self.expires_at.is_none() {
            refuse(
                ErrorCode::TokenMissing,
                format!("This needs a token with the capability `{names}`: sign in and try again."),
            )
        } else {
            refuse(
                ErrorCode::CapabilityMissing,
                format!("Your token lacks the capability `{names}`: ask for a token that has it."),
            )
        })
    }

    /// Refuses a token that is for other shows.
    pub(crate) fn admit(&self, show: &ShowId) -> Result<(), v1::Error> {
        match &self.shows {
            Some(shows) if !shows.contains(show) => Err(refuse(
                ErrorCode::TokenInvalid,
                format!("Your token is not for the show {show}: ask for one that names it."),
            )),
            _ => Ok(()),
        }
    }

    /// Forgets which shows the token is for, once it was admitted to the one that
    /// its session stays in: there are many sessions.
    pub(crate) fn at_home(&mut self) {
        self.shows = None;
    }

    /// Whether a show can't do without them. They are not counted with the others
    /// of a token or of a room; their tokens are machines' as often as people's.
    pub(crate) fn is_staff(&self) -> bool {
        [Cap::Host, Cap::Moderate, Cap::Merchant, Cap::Shop].iter().any(|cap| self.caps.has(*cap))
    }

    /// The shows that the token names; none when it is for all.
    pub(crate) fn shows(&self) -> &[ShowId] {
        self.shows.as_deref().unwrap_or_default()
    }

    /// The buyer, or what to do to be one.
    pub(crate) fn buyer(&self) -> Result<&BuyerId, v1::Error> {
        self.require(Cap::Buy)?;
        self.sub.as_ref().ok_or_else(|| {
            refuse(
                ErrorCode::TokenInvalid,
                "Your token names no buyer: ask for one with a `sub` claim.",
            )
        })
    }

    /// Whether the token's time is over.
    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}
