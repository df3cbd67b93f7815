//! Tokens: JWTs signed with HS256, that say who somebody is and what they may do.
//!
//! A token is checked where it comes in and becomes an `Identity`; from there
//! on nobody reads tokens, and capabilities are asked of the identity.

use std::fmt;

use hawker_domain::{BuyerId, MerchantId, ShowId, Timestamp};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};

use crate::{Error, config::AuthConfig};

const MIN_SECRET_BYTES: usize = 32;
const MAX_TOKEN_BYTES: usize = 4_096;
const MAX_NAME_BYTES: usize = 40;
const MAX_SUB_BYTES: usize = 256;

/// What a buyer's pseudonym is made from, before the `sub` claim. It keeps the
/// pseudonym apart from whatever else is signed with the secret.
const BUYER_SCOPE: &str = "hawker buyer\n";
/// Characters of the code in a pseudonym, six bits each.
const BUYER_CODE: usize = 22;

/// The bytes that tokens are signed with. Never shown.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes the contents of a secret file: hexadecimal digits, blanks around
    /// them ignored, of at least 32 bytes. Tokens are signed with the digits as
    /// they stand, which is what other tools do with a secret given as text.
    ///
    /// # Errors
    /// [`Error::Secret`] when it is something else.
    pub fn from_hex(text: &str) -> Result<Self, Error> {
        let digits = text.trim().as_bytes();
        if digits.len() < 2 * MIN_SECRET_BYTES || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Error::Secret);
        }
        Ok(Self(digits.to_vec()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

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

/// What a token says. Unknown claims and capabilities are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who, by the shop's own name for them, such as a customer number. Empty
    /// for one who is nobody in particular. It stays here: everywhere else the
    /// buyer has a pseudonym.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sub: String,
    /// Until when, in Unix seconds.
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
}

/// Signs a token.
///
/// # Errors
/// [`Error::Sign`], should the signing library fail.
pub fn mint(secret: &Secret, claims: &Claims) -> Result<String, Error> {
    let key = EncodingKey::from_secret(&secret.0);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key)
        .map_err(|e| Error::Sign(e.to_string()))
}

/// The pseudonym under which whoever a token calls `sub` is known to rooms, to the
/// journal and to the funnel: the same for the same `sub`, which can't be found
/// from it without the secret. It is `b-` and the first 22 characters of the
/// base64url of HMAC-SHA256 over `hawker buyer`, a line feed and `sub`, with the
/// secret's digits as the key. None for a `sub` that is too long or no text.
#[must_use]
pub fn buyer(secret: &Secret, sub: &str) -> Option<BuyerId> {
    if sub.len() > MAX_SUB_BYTES || sub.chars().any(char::is_control) {
        return None;
    }
    let code = sign(secret, &format!("{BUYER_SCOPE}{sub}"));
    BuyerId::new(&format!("b-{}", code.get(..BUYER_CODE)?)).ok()
}

/// A code for a text that only the secret can make; empty, should the signing
/// library fail.
fn sign(secret: &Secret, text: &str) -> String {
    let key = EncodingKey::from_secret(&secret.0);
    jsonwebtoken::crypto::sign(text.as_bytes(), &key, Algorithm::HS256).unwrap_or_default()
}

/// Somebody whose token was checked, or nobody in particular.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// The buyer: a pseudonym made from the token, and from nothing else.
    pub(crate) sub: Option<BuyerId>,
    /// The name shown to others; empty for an anonymous viewer.
    pub(crate) name: String,
    /// What they may do.
    pub(crate) caps: Caps,
    /// The shows it is for; `None` for all.
    shows: Option<Vec<ShowId>>,
    /// The merchant they act for.
    pub(crate) merchant: Option<MerchantId>,
    /// When the token ends; `None` for an anonymous viewer.
    pub(crate) expires_at: Option<Timestamp>,
    /// What brought them, from the session's `hello`; events carry it.
    pub(crate) touch: Option<v1::Touch>,
}

impl Identity {
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

/// Checks tokens.
pub(crate) struct Keys {
    key: DecodingKey,
    validation: Validation,
    secret: Secret,
    anonymous: Caps,
}

impl Keys {
    /// Keys for this secret. `buy` is not for those without a name.
    pub(crate) fn new(secret: Secret, auth: &AuthConfig) -> Result<Self, Error> {
        if auth.anonymous_caps.iter().any(|cap| !matches!(cap, Cap::Chat)) {
            return Err(Error::Config(
                "gateway.auth.anonymous_caps may hold only \"chat\": everything else needs a token"
                    .into(),
            ));
        }
        let mut validation = Validation::new(Algorithm::HS256);
        // The time is an argument here, so that it is checked by hand below.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Ok(Self {
            key: DecodingKey::from_secret(&secret.0),
            validation,
            secret,
            anonymous: auth.anonymous_caps.iter().copied().collect(),
        })
    }

    /// Who this token makes one.
    ///
    /// # Errors
    /// `TOKEN_MISSING` when it is empty, `TOKEN_INVALID`, `TOKEN_EXPIRED`.
    pub(crate) fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, v1::Error> {
        if token.is_empty() {
            return Err(refuse(
                ErrorCode::TokenMissing,
                "This needs a token: send it as `Authorization: Bearer …` or in `hello`.",
            ));
        }
        if token.len() > MAX_TOKEN_BYTES {
            return Err(invalid("it is longer than 4,096 bytes"));
        }
        let data = jsonwebtoken::decode::<Claims>(token, &self.key, &self.validation)
            .map_err(|e| invalid(why(e.kind())))?;
        let claims = data.claims;
        let expires_at = Timestamp::from_millis(claims.exp.saturating_mul(1_000));
        if expires_at <= now {
            return Err(refuse(
                ErrorCode::TokenExpired,
                "Your token's time is over: ask for a new one and try again.",
            ));
        }
        self.identity(claims, expires_at)
    }

    /// One without a token.
    pub(crate) fn anonymous(&self) -> Identity {
        Identity {
            sub: None,
            name: String::new(),
            caps: self.anonymous,
            shows: None,
            merchant: None,
            expires_at: None,
            touch: None,
        }
    }

    fn identity(&self, claims: Claims, expires_at: Timestamp) -> Result<Identity, v1::Error> {
        let sub = match claims.sub.as_str() {
            "" => None,
            text => Some(buyer(&self.secret, text).ok_or_else(|| {
                invalid("`sub` must be at most 256 bytes without control characters")
            })?),
        };
        let merchant = match claims.merchant.as_deref() {
            None | Some("") => None,
            Some(text) => {
                Some(MerchantId::new(text).map_err(|_| invalid("`merchant` is not an id"))?)
            }
        };
        let all = claims.shows.is_empty() || claims.shows.iter().any(|show| show == "*");
        let shows = if all {
            None
        } else {
            let shows: Result<Vec<_>, _> = claims.shows.iter().map(|s| ShowId::new(s)).collect();
            Some(shows.map_err(|_| invalid("`shows` holds something that is not an id"))?)
        };
        let name = match claims.name {
            Some(name) => display_name(&name)?,
            None => self.made_name(&claims.sub),
        };
        let caps = claims.caps.iter().filter_map(|name| Cap::parse(name)).collect();
        Ok(Identity { sub, name, caps, shows, merchant, expires_at: Some(expires_at), touch: None })
    }

    /// A name that is the same for the same `sub`, and from which neither it nor
    /// the buyer id can be found without the secret.
    fn made_name(&self, sub: &str) -> String {
        if sub.is_empty() {
            return String::new();
        }
        let signed = sign(&self.secret, sub);
        let tail: String = signed.chars().filter(char::is_ascii_alphanumeric).take(6).collect();
        format!("guest-{}", tail.to_ascii_lowercase())
    }
}

fn display_name(name: &str) -> Result<String, v1::Error> {
    let name = name.trim();
    if name.is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
        return Err(invalid("`name` must be 1 to 40 bytes without control characters"));
    }
    Ok(name.to_owned())
}

fn invalid(why: &str) -> v1::Error {
    refuse(
        ErrorCode::TokenInvalid,
        format!("Your token can't be used, since {why}: ask for a new one."),
    )
}

fn why(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidSignature => "its signature is not ours",
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => {
            "it is not signed with HS256"
        }
        ErrorKind::Json(_) => "its claims are not what is expected (`exp` is needed)",
        _ => "it is not a JWT",
    }
}
