//! What a token says, and the identity that it makes.

use hawker_domain::{MerchantId, ShowId, Timestamp};
use hawker_proto::v1;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Cap, Identity, Secret, buyer, invalid};
use crate::limits::MAX_JTI_BYTES;

const MAX_NAME_BYTES: usize = 40;

/// What a token says. Unknown claims and capabilities are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who, by the shop's own name for them, such as a customer number. Empty
    /// for one who is nobody in particular. It stays here: everywhere else the
    /// buyer has a pseudonym.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sub: String,
    /// Until when, in Unix seconds. Like the other moments it may come with a
    /// fraction (RFC 7519, section 2), which is taken for less of its time.
    #[serde(deserialize_with = "whole_before")]
    pub exp: i64,
    /// The names of what it allows: see [`Cap`].
    #[serde(default)]
    pub caps: Vec<String>,
    /// The shows it is for; empty, or `*`, for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<String>,
    /// The merchant it acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
    /// The name shown in chat; where absent, one is made that tells nothing
    /// about `sub`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was made, in Unix seconds.
    #[serde(default, deserialize_with = "maybe_before", skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// From when on it is good, in Unix seconds.
    #[serde(default, deserialize_with = "maybe_after", skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The token's own name, by which it can be revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// For whom it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience>,
}

/// For whom a token was made: one name, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several; being one of them is enough.
    Several(Vec<String>),
}

impl Audience {
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|one| one == name),
        }
    }
}

impl Claims {
    /// Who these claims make one. The pseudonym is made with the secret.
    pub(super) fn identity(self, secret: &Secret) -> Result<Identity, v1::Error> {
        let sub = match self.sub.as_str() {
            "" => None,
            text => Some(buyer(secret, text).ok_or_else(|| {
                invalid("`sub` must be at most 256 bytes without control characters")
            })?),
        };
        let merchant = match self.merchant.as_deref() {
            None | Some("") => None,
            Some(text) => {
                Some(MerchantId::new(text).map_err(|_| invalid("`merchant` is not an id"))?)
            }
        };
        let all = self.shows.is_empty() || self.shows.iter().any(|show| show == "*");
        let shows = if all {
            None
        } else {
            let shows: Result<Box<[_]>, _> = self.shows.iter().map(|s| ShowId::new(s)).collect();
            Some(shows.map_err(|_| invalid("`shows` holds something that is not an id"))?)
        };
        let name = match self.name {
            Some(name) => display_name(&name)?,
            None => made_name(secret, &self.sub),
        };
        if self.jti.as_ref().is_some_and(|jti| jti.len() > MAX_JTI_BYTES) {
            return Err(invalid("`jti` must be at most 64 bytes"));
        }
        Ok(Identity {
            sub,
            name: name.into_boxed_str(),
            caps: self.caps.iter().filter_map(|name| Cap::parse(name)).collect(),
            shows,
            merchant,
            expires_at: Some(seconds(self.exp)),
            jti: self.jti.filter(|jti| !jti.is_empty()).map(String::into_boxed_str),
            issued_at: seconds(self.iat.unwrap_or(0)),
            touch: None,
        })
    }
}

/// A NumericDate of RFC 7519, section 2: seconds, which may have a fraction.
#[derive(Deserialize)]
#[serde(untagged)]
enum NumericDate {
    Whole(i64),
    Fraction(f64),
}

impl NumericDate {
    /// Whole seconds, a fraction being rounded as told.
    fn whole<E: serde::de::Error>(self, round: fn(f64) -> f64) -> Result<i64, E> {
        /// The first whole number that is none of 64 bits.
        const END: f64 = 9_223_372_036_854_775_808.0;
        match self {
            Self::Whole(seconds) => Ok(seconds),
            Self::Fraction(seconds) => {
                let seconds = round(seconds);
                let fits = (-END..END).contains(&seconds);
                fits.then_some(seconds as i64).ok_or_else(|| E::custom("no moment"))
            }
        }
    }
}

fn whole_before<'de, D: Deserializer<'de>>(value: D) -> Result<i64, D::Error> {
    NumericDate::deserialize(value)?.whole(f64::floor)
}

fn maybe_before<'de, D: Deserializer<'de>>(value: D) -> Result<Option<i64>, D::Error> {
    Option::<NumericDate>::deserialize(value)?.map(|date| date.whole(f64::floor)).transpose()
}

fn maybe_after<'de, D: Deserializer<'de>>(value: D) -> Result<Option<i64>, D::Error> {
    Option::<NumericDate>::deserialize(value)?.map(|date| date.whole(f64::ceil)).transpose()
}

/// A moment given in Unix seconds.
pub(super) fn seconds(unix: i64) -> Timestamp {
    Timestamp::from_millis(unix.saturating_mul(1_000))
}

/// A name that is the same for the same `sub`, and from which neither it nor
/// the buyer id can be found without the secret.
fn made_name(secret: &Secret, sub: &str) -> String {
    if sub.is_empty() {
        return String::new();
    }
    let signed = secret.sign([sub, ""]);
    let tail: String = signed.chars().filter(char::is_ascii_alphanumeric).take(6).collect();
    format!("guest-{}", tail.to_ascii_lowercase())
}

fn display_name(name: &str) -> Result<String, v1::Error> {
    let name = name.trim();
    if name.is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
        return Err(invalid("`name` must be 1 to 40 bytes without control characters"));
    }
    Ok(name.to_owned())
}
