//! Tokens: JWTs that say who somebody is and what they may do.
//!
//! A token is checked where it comes in and becomes an [`Identity`]; from there
//! on nobody reads tokens, and capabilities are asked of the identity. HS256
//! costs a few microseconds and is checked at once ([`Keys::check`]). Public-key
//! signatures cost more, and may need a key that has to be fetched first: those
//! who bring one wait while it is checked elsewhere ([`Keys::verify`]), and only
//! so many at one time wait for keys.

mod caps;
mod claims;
mod identity;
mod jwks;
mod jwt;
mod public_key;
mod revoked;
mod secret;

use std::path::{Path, PathBuf};

use hawker_domain::{BuyerId, Timestamp};
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};
use hawker_telemetry::identity as metric;
use rustls::pki_types::{SubjectPublicKeyInfoDer, pem::PemObject as _};
use tokio::sync::Semaphore;

pub use caps::{Cap, Caps};
pub use claims::{Audience, Claims};
pub(crate) use identity::Identity;
pub(crate) use jwks::keep_fresh;
pub(crate) use revoked::{Revocation, Revocations, Revoked};
pub use secret::{Secret, buyer, mint};

use claims::seconds;
use jwks::Jwks;
use jwt::{Algorithm, Jwt, Malformed};
use public_key::PublicKey;

use crate::{Error, config::AuthConfig, limits::TOKEN_CHECKS};

const MAX_TOKEN_BYTES: usize = 4_096;

/// Checks tokens.
pub(crate) struct Keys {
    /// What tokens may be signed with.
    secrets: Vec<Secret>,
    /// What pseudonyms are made with.
    own: Secret,
    /// Keys from files.
    public: Vec<PublicKey>,
    jwks: Option<Jwks>,
    issuer: Option<String>,
    audience: Option<String>,
    leeway_ms: i64,
    anonymous: Caps,
    /// Tokens that may wait for keys to be fetched.
    checks: Semaphore,
    revoked: Revocations,
    meters: Meters,
}

struct Meters {
    revoked: metrics::Counter,
    invalid: metrics::Counter,
    expired: metrics::Counter,
    busy: metrics::Counter,
}

impl Keys {
    /// Keys for this secret and what the configuration names beside it. `buy` is
    /// not for those without a name.
    ///
    /// # Errors
    /// [`Error::Config`] with the key that is wrong, or the file that can't be used.
    pub(crate) fn new(own: Secret, auth: &AuthConfig) -> Result<Self, Error> {
        if auth.anonymous_caps.iter().any(|cap| !matches!(cap, Cap::Chat)) {
            return Err(Error::Config(
                "gateway.auth.anonymous_caps may hold only \"chat\": everything else needs a token"
                    .into(),
            ));
        }
        let mut secrets = Vec::new();
        if auth.own_secret {
            secrets.push(own.clone());
        }
        for path in &auth.secret_files {
            secrets.push(read_secret(path)?);
        }
        let public = read_all_public(&auth.public_key_files)?;
        let jwks = Jwks::of(auth)?;
        if secrets.is_empty() && public.is_empty() && jwks.is_none() {
            return Err(Error::Config(
                "gateway.auth.own_secret is false, but no other key is named: nobody could enter"
                    .into(),
            ));
        }
        let why = |why| metric::TOKENS_REFUSED.count_of(why);
        Ok(Self {
            secrets,
            own,
            public,
            jwks,
            issuer: auth.issuer.clone(),
            audience: auth.audience.clone(),
            leeway_ms: i64::from(auth.leeway_seconds) * 1_000,
            anonymous: auth.anonymous_caps.iter().copied().collect(),
            checks: Semaphore::new(TOKEN_CHECKS),
            revoked: Revocations::new(),
            meters: Meters {
                revoked: why(metric::TokenRefusal::Revoked),
                invalid: why(metric::TokenRefusal::Invalid),
                expired: why(metric::TokenRefusal::Expired),
                busy: why(metric::TokenRefusal::Busy),
            },
        })
    }

    /// One without a token.
    pub(crate) fn anonymous(&self) -> Identity {
        Identity::nobody(self.anonymous)
    }

    /// The pseudonym of whoever tokens call `sub`.
    pub(crate) fn buyer(&self, sub: &str) -> Result<BuyerId, v1::Error> {
        buyer(&self.own, sub).ok_or_else(|| {
            let sentence = "`sub` must be at most 256 bytes without control characters.";
            refuse(ErrorCode::FieldInvalid, sentence)
        })
    }

    /// What was taken back.
    pub(crate) fn revocations(&self) -> &Revocations {
        &self.revoked
    }

    /// Refuses one whose token has expired or was revoked since it was checked.
    pub(crate) fn still(&self, who: &Identity, now: Timestamp) -> Result<(), v1::Error> {
        if who.expired(now) {
            return Err(refuse(
                ErrorCode::TokenExpired,
                "Your token's time is over: send `refreshToken` with a new one and repeat.",
            ));
        }
        if self.revoked.hold_for(who) { Err(revoked()) } else { Ok(()) }
    }

    /// Who this token makes one, where that can be said at once; `None` where it
    /// takes [`Self::verify`].
    pub(crate) fn check(&self, token: &str, now: Timestamp) -> Option<Result<Identity, v1::Error>> {
        match taken_apart(token) {
            Ok(jwt) if jwt.algorithm != Algorithm::Hs256 && self.takes_public_keys() => None,
            Ok(jwt) => Some(self.counted(self.by_secret(&jwt, now))),
            Err(error) => Some(self.counted(Err(error))),
        }
    }

    /// Who this token makes one, however long that takes.
    ///
    /// # Errors
    /// `TOKEN_MISSING` when it is empty, `TOKEN_INVALID`, `TOKEN_EXPIRED`;
    /// `RESOURCE_EXHAUSTED` when too many are being checked already.
    pub(crate) async fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, v1::Error> {
        match self.check(token, now) {
            Some(outcome) => outcome,
            None => {
                let outcome = self.by_public_key(token, now).await;
                self.counted(outcome)
            }
        }
    }

    fn takes_public_keys(&self) -> bool {
        !self.public.is_empty() || self.jwks.is_some()
    }

    fn counted(&self, outcome: Result<Identity, v1::Error>) -> Result<Identity, v1::Error> {
        match outcome.as_ref().map_err(v1::Error::code) {
            Err(ErrorCode::TokenExpired) => self.meters.expired.increment(1),
            Err(ErrorCode::TokenRevoked) => self.meters.revoked.increment(1),
            Err(ErrorCode::TokenInvalid) => self.meters.invalid.increment(1),
            Err(ErrorCode::ResourceExhausted) => self.meters.busy.increment(1),
            _ => {}
        }
        outcome
    }

    fn by_secret(&self, jwt: &Jwt<'_>, now: Timestamp) -> Result<Identity, v1::Error> {
        if jwt.algorithm != Algorithm::Hs256 {
            return Err(invalid("this server takes only tokens signed with HS256"));
        }
        if !self.secrets.iter().any(|secret| secret.signed(jwt.message, &jwt.signature)) {
            return Err(not_ours());
        }
        self.identity(jwt, now)
    }

    async fn by_public_key(&self, token: &str, now: Timestamp) -> Result<Identity, v1::Error> {
        let jwt = taken_apart(token)?;
        if self.public.iter().any(|key| fits(key, &jwt)) {
            return self.identity(&jwt, now);
        }
        let Some(jwks) = &self.jwks else { return Err(not_ours()) };
        if jwks.signed(&jwt) {
            return self.identity(&jwt, now);
        }
        // Only who waits for keys is counted: with invented names of keys nobody keeps
        // those out whose key is known.
        let Ok(_permit) = self.checks.try_acquire() else {
            let sentence = "Too many tokens are being checked: try again in a second.";
            return Err(refuse(ErrorCode::ResourceExhausted, sentence));
        };
        if jwks.look_again(&jwt).await && jwks.signed(&jwt) {
            return self.identity(&jwt, now);
        }
        Err(not_ours())
    }

    /// Reads the claims of a token whose signature is right.
    fn identity(&self, jwt: &Jwt<'_>, now: Timestamp) -> Result<Identity, v1::Error> {
        let claims = jwt.claims().map_err(malformed)?;
        let claims: Claims = serde_json::from_slice(&claims)
            .map_err(|_| invalid("its claims are not what is expected (`exp` is needed)"))?;
        let leeway = |moment: Timestamp, by: i64| {
            Timestamp::from_millis(moment.as_millis().saturating_add(by))
        };
        if leeway(seconds(claims.exp), self.leeway_ms) <= now {
            return Err(refuse(
                ErrorCode::TokenExpired,
                "Your token's time is over: ask for a new one and try again.",
            ));
        }
        if claims.nbf.is_some_and(|nbf| leeway(seconds(nbf), -self.leeway_ms) > now) {
            return Err(invalid("its time has not come yet (`nbf`)"));
        }
        if self.issuer.is_some() && self.issuer != claims.iss {
            return Err(invalid("it is not from the issuer (`iss`) that this server takes"));
        }
        if let Some(audience) = &self.audience
            && !claims.aud.as_ref().is_some_and(|aud| aud.has(audience))
        {
            return Err(invalid("it is not meant for this server (`aud`)"));
        }
        let mut who = claims.identity(&self.own)?;
        if self.revoked.hold_for(&who) {
            return Err(revoked());
        }
        who.expires_at = who.expires_at.map(|end| leeway(end, self.leeway_ms));
        Ok(who)
    }
}

fn fits(key: &PublicKey, jwt: &Jwt<'_>) -> bool {
    key.may_be(jwt.algorithm, jwt.kid.as_deref()) && key.signed(jwt.message, &jwt.signature)
}

fn taken_apart(token: &str) -> Result<Jwt<'_>, v1::Error> {
    if token.is_empty() {
        return Err(refuse(
            ErrorCode::TokenMissing,
            "This needs a token: send it as `Authorization: Bearer …` or in `hello`.",
        ));
    }
    if token.len() > MAX_TOKEN_BYTES {
        return Err(invalid("it is longer than 4,096 bytes"));
    }
    Jwt::parse(token).map_err(malformed)
}

fn read_secret(path: &Path) -> Result<Secret, Error> {
    let named = |why: String| {
        Error::Config(format!("gateway.auth.secret_files: {}: {why}", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
    Secret::from_hex(&text)
        .map_err(|_| named("it must hold at least 64 hexadecimal digits (32 bytes)".into()))
}

fn read_public(path: &Path) -> Result<Vec<PublicKey>, Error> {
    let named = |why: String| {
        Error::Config(format!("gateway.auth.public_key_files: {}: {why}", path.display()))
    };
    let text = std::fs::read(path).map_err(|error| named(error.to_string()))?;
    let keys: Option<Vec<PublicKey>> = SubjectPublicKeyInfoDer::pem_slice_iter(&text)
        .map(|der| der.ok().and_then(|der| PublicKey::from_spki(&der)))
        .collect();
    keys.filter(|keys| !keys.is_empty()).ok_or_else(|| {
        named("it must hold `PUBLIC KEY` in PEM: RSA of 2048 bits or more, P-256 or Ed25519".into())
    })
}

fn read_all_public(paths: &[PathBuf]) -> Result<Vec<PublicKey>, Error> {
    let mut keys = Vec::new();
    for path in paths {
        keys.extend(read_public(path)?);
    }
    if keys.len() > public_key::MAX_KEYS {
        return Err(Error::Config("gateway.auth.public_key_files may hold 32 keys in all".into()));
    }
    Ok(keys)
}

fn invalid(why: &str) -> v1::Error {
    refuse(
        ErrorCode::TokenInvalid,
        format!("Your token can't be used, since {why}: ask for a new one."),
    )
}

/// What one is told whose token was taken back.
pub(crate) fn revoked() -> v1::Error {
    refuse(ErrorCode::TokenRevoked, "Your token was taken back: sign in again for a new one.")
}

fn not_ours() -> v1::Error {
    invalid("its signature is not ours")
}

fn malformed(why: Malformed) -> v1::Error {
    invalid(match why {
        Malformed::NotAJwt => "it is not a JWT",
        Malformed::Algorithm => "it is not signed with HS256, RS256, ES256 or EdDSA",
        Malformed::Critical => "it has a header (`crit`) that is not understood here",
    })
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests;
